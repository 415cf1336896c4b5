package clarifai_test

import (
	"errors"
	"strings"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

func TestIdentityProviders_Update(t *testing.T) {
	hub := clarifaitest.WithIdentityProvider(clarifaitest.IdentityProvider{
		OrganizationID: "acme", ID: "hub", Name: "Hub", Type: "oauth", OAuthProvider: "github", OAuthClientID: "c", OAuthClientSecret: "hidden-secret",
		Icon: "icon",
	})
	secretOf := func(s *clarifaitest.Server) string {
		for _, p := range s.IdentityProviders("acme") {
			if p.ID == "hub" {
				return p.OAuthClientSecret
			}
		}
		return "there is no such provider"
	}
	enable := clarifai.UpdateIdentityProviderRequest{Enabled: new(true)}

	t.Run("the secret need not be sent, and all that is not set is kept", func(t *testing.T) {
		bubble(t, func(t *testing.T, s *clarifaitest.Server) {
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
		}, hub, clarifaitest.WithKeptOAuthSecrets())
	})
	t.Run("a secret that is sent is kept", func(t *testing.T) {
		bubble(t, func(t *testing.T, s *clarifaitest.Server) {
			u := enable
			u.OAuthClientSecret = clarifai.NewSecret("another-secret")
			if _, err := s.Client().IdentityProviders.Update(t.Context(), "acme", "hub", u); err != nil {
				t.Fatal(err)
			}
			if got := secretOf(s); got != "another-secret" {
				t.Errorf("the server has the secret %q", got)
			}
		}, hub)
	})
	t.Run("a secret that is lost is an error where secrets are shown", func(t *testing.T) {
		bubble(t, func(t *testing.T, s *clarifaitest.Server) {
			_, err := s.Client().IdentityProviders.Update(t.Context(), "acme", "hub", enable)
			if err == nil || !strings.Contains(err.Error(), "no client secret any more") || errors.Is(err, clarifai.ErrAmbiguous) {
				t.Errorf("got %v", err)
			}
		}, hub, clarifaitest.WithShownOAuthSecrets())
	})
	t.Run("a secret that only reading shows is not lost", func(t *testing.T) {
		provider := `{"id":"hub","name":"Hub","type":"oauth","oauth_provider":"github","oauth_client_id":"c"`
		shown := coreFine(`"identity_provider":` + provider + `,"oauth_client_secret":"shown-secret"}`)
		c, s := coreClient(t, coreScript(shown, coreFine(`"identity_providers":[`+provider+`,"enabled":true}]`), shown))
		if _, err := c.IdentityProviders.Update(t.Context(), "acme", "hub", enable); err != nil || len(s.requests()) != 3 {
			t.Errorf("%v, after %d requests", err, len(s.requests()))
		}
	})
	t.Run("a change that would leave it incomplete is not sent", func(t *testing.T) {
		bubble(t, func(t *testing.T, s *clarifaitest.Server) {
			for name, u := range map[string]clarifai.UpdateIdentityProviderRequest{
				"no name": {Name: new(" ")}, "no client": {OAuthClientID: new("")}, "both kinds": {SAMLMetadataURL: new("https://idp.example/m")},
			} {
				if _, err := s.Client().IdentityProviders.Update(t.Context(), "acme", "hub", u); !errors.Is(err, clarifai.ErrInvalid) {
					t.Errorf("%s: %v", name, err)
				}
			}
			if n := requests(s, clarifai.OpIdentityProvidersUpdate); n != 0 {
				t.Errorf("%d changes were sent", n)
			}
		}, hub)
	})
}
