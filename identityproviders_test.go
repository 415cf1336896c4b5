package clarifai_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestIdentityProviders_Update(t *testing.T) {
	hub := func(c *clarifaitest.Config) {
		c.IdentityProviders = append(c.IdentityProviders, clarifaitest.IdentityProvider{
			OrganizationID: "acme", ID: "hub", Name: "Hub", Type: "oauth", OAuthProvider: "github", OAuthClientID: "c", OAuthClientSecret: "hidden-secret",
			Icon: "icon",
		})
	}
	secretOf := func(s *clarifaitest.Server) string {
		for _, p := range s.IdentityProviders("acme") {
			if p.ID == "hub" {
				return p.OAuthClientSecret
			}
		}
		return "there is no such provider"
	}
	enable := clarifai.UpdateIdentityProviderRequest{Enabled: new(true)}

	testkit.RunWithServer(t, "the secret need not be sent, and all that is not set is kept", func(t *testing.T, s *clarifaitest.Server) {
		updated, err := s.Client().IdentityProviders.Update(t.Context(), "acme", "hub", enable)
		if err != nil || !updated.Enabled || updated.Name != "Hub" || updated.Icon != "icon" {
			t.Errorf("got %+v, %v", updated, err)
		}
		if got := secretOf(s); got != "hidden-secret" {
			t.Errorf("the server has the secret %q", got)
		}
		if n := len(s.Requests()); n != 2 {
			t.Errorf("%d requests, want 2", n)
		}
	}, hub, func(c *clarifaitest.Config) { c.Variants.KeepOAuthSecrets = true })
	testkit.RunWithServer(t, "a secret that is sent is kept", func(t *testing.T, s *clarifaitest.Server) {
		u := enable
		u.OAuthClientSecret = clarifai.NewSecret("another-secret")
		if _, err := s.Client().IdentityProviders.Update(t.Context(), "acme", "hub", u); err != nil {
			t.Fatal(err)
		}
		if got := secretOf(s); got != "another-secret" {
			t.Errorf("the server has the secret %q", got)
		}
	}, hub)
	testkit.RunWithServer(t, "a secret that is lost is an error where secrets are shown", func(t *testing.T, s *clarifaitest.Server) {
		_, err := s.Client().IdentityProviders.Update(t.Context(), "acme", "hub", enable)
		if err == nil || !strings.Contains(err.Error(), "no longer shows a client secret") || errors.Is(err, clarifai.ErrAmbiguous) {
			t.Errorf("got %v", err)
		}
	}, hub, func(c *clarifaitest.Config) { c.Variants.ShowOAuthSecrets = true })
	t.Run("a secret that only reading shows is not lost", func(t *testing.T) {
		provider := `{"id":"hub","name":"Hub","type":"oauth","oauth_provider":"github","oauth_client_id":"c"`
		shown := testkit.Success(`"identity_provider":` + provider + `,"oauth_client_secret":"shown-secret"}`)
		c, s := testkit.NewClient(t, testkit.Script(shown, testkit.Success(`"identity_providers":[`+provider+`,"enabled":true}]`), shown))
		if _, err := c.IdentityProviders.Update(t.Context(), "acme", "hub", enable); err != nil || len(s.Requests()) != 3 {
			t.Errorf("%v, after %d requests", err, len(s.Requests()))
		}
	})
	testkit.RunWithServer(t, "a change that would leave it incomplete is not sent", func(t *testing.T, s *clarifaitest.Server) {
		for name, u := range map[string]clarifai.UpdateIdentityProviderRequest{
			"no name": {Name: new(" ")}, "no client": {OAuthClientID: new("")}, "both kinds": {SAMLMetadataURL: new("https://idp.example/m")},
		} {
			if _, err := s.Client().IdentityProviders.Update(t.Context(), "acme", "hub", u); !errors.Is(err, clarifai.ErrInvalid) {
				t.Errorf("%s: IdentityProviders.Update() = %v", name, err)
			}
		}
		if n := testkit.CountRequests(s, clarifai.OpIdentityProvidersUpdate); n != 0 {
			t.Errorf("%d changes were sent", n)
		}
	}, hub)
}

func TestIdentityProviders_Create(t *testing.T) {
	t.Run("an incomplete one is not sent", func(t *testing.T) {
		secret := clarifai.NewSecret("s")
		testkit.WithServer(t, func(t *testing.T, s *clarifaitest.Server) {
			for name, p := range map[string]clarifai.CreateIdentityProviderRequest{
				"no id":              {Name: "N", Type: "saml", SAMLMetadataURL: "https://idp.example"},
				"no name":            {ID: "i", Type: "saml", SAMLMetadataURL: "https://idp.example"},
				"no type":            {ID: "i", Name: "N", SAMLMetadataURL: "https://idp.example"},
				"SAML without a URL": {ID: "i", Name: "N", Type: "saml"},
				"SAML, no URL":       {ID: "i", Name: "N", Type: "saml", SAMLMetadataURL: "metadata.xml"},
				"SAML, file":         {ID: "i", Name: "N", Type: "saml", SAMLMetadataURL: "file:///etc/passwd"},
				"both":               {ID: "i", Name: "N", Type: "saml", SAMLMetadataURL: "https://idp.example", OAuthProvider: "github"},
				"OAuth, no provider": {ID: "i", Name: "N", Type: "oauth", OAuthClientID: "c", OAuthClientSecret: secret},
				"OAuth, no client":   {ID: "i", Name: "N", Type: "oauth", OAuthProvider: "github", OAuthClientSecret: secret},
				"OAuth, no secret":   {ID: "i", Name: "N", Type: "oauth", OAuthProvider: "github", OAuthClientID: "c"},
			} {
				if _, err := s.Client().IdentityProviders.Create(t.Context(), "acme", p); !errors.Is(err, clarifai.ErrInvalid) {
					t.Errorf("%s: IdentityProviders.Create() = %v", name, err)
				}
			}
			if n := len(s.Requests()); n != 0 {
				t.Errorf("%d requests", n)
			}
		})
	})

	testkit.RunWithServer(t, "an ID that is taken is a conflict", func(t *testing.T, s *clarifaitest.Server) {
		_, err := s.Client().IdentityProviders.Create(t.Context(), "acme", clarifai.CreateIdentityProviderRequest{ID: "idp", Name: "Another", Type: "saml", SAMLMetadataURL: "https://x.example/m"})
		if !errors.Is(err, clarifai.ErrConflict) {
			t.Errorf("an ID that is taken: %v", err)
		}
	}, func(c *clarifaitest.Config) { c.Variants.Exists = clarifaitest.ExistsFailure })
}

func TestIdentityProviders_Update_Secret(t *testing.T) {
	testkit.WithServer(t, func(t *testing.T, s *clarifaitest.Server) {
		c := s.Client()
		_, err := c.IdentityProviders.Create(t.Context(), "acme", clarifai.CreateIdentityProviderRequest{ID: "o", Name: "O", Type: "oauth", OAuthProvider: "google", OAuthClientID: "cid", OAuthClientSecret: clarifai.NewSecret("old-secret")})
		if err != nil {
			t.Fatal(err)
		}
		s.Handle("PATCH /v2/organizations/{org}/identity_providers", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprint(w, `{"status":{"code":10000}}`) // accepted, and nothing changes
		}))
		got, err := c.IdentityProviders.Update(t.Context(), "acme", "o", clarifai.UpdateIdentityProviderRequest{OAuthClientSecret: clarifai.NewSecret("new-secret")})
		if got != nil || err == nil || !strings.Contains(err.Error(), "reading does not show it") {
			t.Errorf("reading shows the old secret: %v, %v", got, err)
		}
	}, func(c *clarifaitest.Config) { c.Variants.ShowOAuthSecrets = true })
}
