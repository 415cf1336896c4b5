package emulator

import (
	"strings"
	"testing"
)

const providers = "/v2/organizations/acme/identity_providers"

func TestIdentityProviders_CreateUpdateDelete(t *testing.T) {
	h := start(t, company())
	a := h.ok("POST", providers, `{"identity_providers":[{"id":"okta","name":"Okta","enabled":true,"type":"saml","saml_metadata_url":"https://x.test/m",
		"background_color":"#fff","icon":"i","text_color":"#000"},{"id":"git","oauth_provider":"github","oauth_client_id":"c","oauth_client_secret":"s"}]}`)
	equal(t, "made", a.column("identity_providers", "id"), []any{"okta", "git"})
	okta := h.get(providers + "/okta").body["identity_provider"].(tree)
	equal(t, "dates", okta["created_at"] != nil && okta["created_at"] == okta["modified_at"], true)
	delete(okta, "created_at")
	delete(okta, "modified_at")
	equal(t, "shown", okta, tree{
		"id": "okta", "name": "Okta", "enabled": true, "type": "saml", "saml_metadata_url": "https://x.test/m",
		"background_color": "#fff", "icon": "i", "text_color": "#000",
	})
	equal(t, "second page", h.get(providers+"?per_page=1&page=2").column("identity_providers", "id"), []any{"git"})

	h.ok("PATCH", providers, `{"action":"overwrite","identity_providers":[{"id":"okta","name":"O"}]}`)
	equal(t, "the whole is replaced", h.IdentityProviders("acme")[0], IdentityProvider{OrganizationID: "acme", ID: "okta", Name: "O"})
	h.ok("PATCH", providers, `{"action":"merge","identity_providers":[{"id":"okta","icon":"j"}]}`)
	equal(t, "the rest is kept", h.IdentityProviders("acme")[0], IdentityProvider{OrganizationID: "acme", ID: "okta", Name: "O", Icon: "j"})
	h.ok("PATCH", providers, `{"action":"remove","identity_providers":[{"id":"okta","icon":"j"}]}`)
	equal(t, "what is named is emptied", h.IdentityProviders("acme")[0], IdentityProvider{OrganizationID: "acme", ID: "okta", Name: "O"})
	for _, action := range []string{"set", ""} {
		h.expect(400, 11102, "PATCH", providers, `{"action":"`+action+`","identity_providers":[{"id":"okta"}]}`)
	}
	h.expect(404, 11101, "PATCH", providers, `{"action":"overwrite","identity_providers":[{"id":"none"}]}`)
	h.expect(400, 11102, "PATCH", providers, `{"action":"overwrite","identity_providers":[{"id":"okta","type":"magic"}]}`)
	h.expect(400, 11102, "POST", providers, `{"identity_providers":[{"id":"a b"}]}`)
	h.expect(400, 11102, "POST", providers, `{"identity_providers":[{"id":"new","type":"magic"}]}`)

	h.ok("DELETE", providers, `{"ids":["okta"]}`)
	h.expect(404, 11101, "GET", providers+"/okta", "")
	h.expect(404, 11101, "DELETE", providers, `{"ids":["okta"]}`)
	h.as("stranger").expect(403, 11007, "GET", providers, "")
	equal(t, "of no organization", len(h.IdentityProviders("none")), 0)
}

func TestIdentityProviders_KeepSecretVariant(t *testing.T) {
	for keep, want := range map[bool]string{false: "", true: "s"} {
		config := company()
		config.Variants.KeepOAuthSecrets = keep
		config.IdentityProviders = []IdentityProvider{{OrganizationID: "acme", ID: "git", OAuthClientSecret: "s"}}
		h := start(t, config)
		for _, action := range []string{"merge", "overwrite"} {
			h.ok("PATCH", providers, `{"action":"`+action+`","identity_providers":[{"id":"git","name":"G"}]}`)
			equal(t, "not sent", h.IdentityProviders("acme")[0].OAuthClientSecret, want)
		}
		h.ok("PATCH", providers, `{"action":"overwrite","identity_providers":[{"id":"git","oauth_client_secret":"t"}]}`)
		equal(t, "sent", h.IdentityProviders("acme")[0].OAuthClientSecret, "t")
	}
}

func TestIdentityProviders_ShowSecretVariant(t *testing.T) {
	for _, shown := range []bool{false, true} {
		config := company()
		config.Variants.ShowOAuthSecrets = shown
		h := start(t, config)
		for _, a := range []answer{
			h.ok("POST", providers, `{"identity_providers":[{"id":"git","oauth_client_secret":"hush"}]}`),
			h.ok("PATCH", providers, `{"action":"overwrite","identity_providers":[{"id":"git","oauth_client_secret":"hush"}]}`),
			h.get(providers), h.get(providers + "/git"),
		} {
			if strings.Contains(a.raw, "hush") != shown {
				t.Errorf("shown: %v: %s", shown, a.raw)
			}
		}
	}
}

func TestIdentityProviders_AuthMethods(t *testing.T) {
	config := company()
	config.IdentityProviders = []IdentityProvider{
		{OrganizationID: "acme", ID: "okta", Name: "Okta", Enabled: true, Type: "SAML", Icon: "i", TextColor: "t", BackgroundColor: "b"},
		{OrganizationID: "acme", ID: "off", Type: "oauth"},
		{OrganizationID: "acme", ID: "git", Enabled: true, OAuthClientID: "c"},
		{OrganizationID: "acme", ID: "adfs", Enabled: true, SAMLMetadataURL: "https://x.test"},
		{OrganizationID: "acme", ID: "hub", Enabled: true, Type: "oauth"},
	}
	h := start(t, config)
	password := tree{"id": "password", "type": 1., "name": "Password", "enabled": true}
	a := h.expect(200, 10000, "GET", "/v2/auth/methods", "", "Authorization", "")
	equal(t, "of everyone", a.list("auth_methods"), []tree{password})
	a = h.get("/v2/organizations/acme/auth/methods")
	equal(t, "ids", a.column("auth_methods", "id"), []any{"password", "okta", "git", "adfs", "hub"})
	equal(t, "types", a.column("auth_methods", "type"), []any{1., 2., 3., 2., 3.})
	okta := a.list("auth_methods")[1]
	if link, _ := okta["auth_link"].(string); !strings.HasSuffix(link, "/acme/okta") {
		t.Errorf("link %q", link)
	}
	delete(okta, "auth_link")
	equal(t, "okta", okta, tree{"id": "okta", "type": 2., "name": "Okta", "enabled": true, "icon": "i", "text_color": "t", "background_color": "b"})
	h.as("stranger").expect(403, 11007, "GET", "/v2/organizations/acme/auth/methods", "")
}

func TestIdentityProviders_Batch(t *testing.T) {
	config := company()
	config.Variants.Batch = BatchMixed
	h := start(t, config)
	a := h.expect(207, 10010, "POST", providers, `{"identity_providers":[{"id":"okta"},{"id":"-","oauth_client_secret":"hush"}]}`)
	equal(t, "failed", a.list("identity_providers")[1]["status"].(tree)["code"], any(11102.))
	if strings.Contains(a.raw, "hush") {
		t.Errorf("the secret is echoed: %s", a.raw)
	}
}
