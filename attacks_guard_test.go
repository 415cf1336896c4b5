package clarifai_test

import (
	"errors"
	"net/http"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

func onlyOwner(s *clarifaitest.Server) *clarifai.Client {
	return s.Client(clarifai.WithGuard(clarifai.Guard{Owners: []string{"owner", "me"}}))
}

func TestCoreOwnersInTheBodyOfACallAreGuarded(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		c := onlyOwner(s)
		_, err := c.Tokens.Create(t.Context(), "owner", clarifai.CreateTokenRequest{Description: "d", Scopes: []string{"All"}, OrganizationID: "acme"})
		if !errors.Is(err, clarifai.ErrGuarded) {
			t.Fatalf("typed: %v", err)
		}
		err = c.Call(t.Context(), http.MethodPost, "/v2/users/owner/keys", nil, map[string]any{"keys": []any{map[string]any{
			"description": "d", "type": "personal_access_token", "scopes": []string{"All"}, "organization_id": "acme"}}}, nil)
		if !errors.Is(err, clarifai.ErrGuarded) {
			t.Errorf("Call made a token of the organization acme: %v", err)
		}
		err = c.Call(t.Context(), http.MethodPost, "/v2/users/owner/keys", nil, map[string]any{"keys": []any{map[string]any{
			"description": "d", "scopes": []string{"All"}, "apps": []any{map[string]any{"id": "app", "user_id": "acme"}}}}}, nil)
		if !errors.Is(err, clarifai.ErrGuarded) {
			t.Errorf("Call made a key of acme's app: %v", err)
		}
		err = s.Client(clarifai.WithGuard(clarifai.Guard{Owners: []string{"owner"}})).Call(t.Context(), http.MethodPost, "/v2/users/owner/password_policies", nil, map[string]any{"password_policies": []any{map[string]any{
			"organization_id": "acme", "minimum_length": 3}}}, nil)
		if !errors.Is(err, clarifai.ErrGuarded) {
			t.Errorf("Call made a password policy of acme: %v; %+v", err, s.PasswordPolicies())
		}
	})
}

func TestCoreOwnersInAFilterAreGuarded(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		c := onlyOwner(s)
		got, err := c.PasswordPolicies.List(t.Context(), "owner", &clarifai.ListPasswordPoliciesOptions{OrganizationIDs: []string{"acme"}})
		if !errors.Is(err, clarifai.ErrGuarded) {
			t.Errorf("read acme's policies: %+v %v", got, err)
		}
	})
}

func TestCoreOwnersThatAnUpdateOfATokenTouchesAreGuarded(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		c := onlyOwner(s)
		got, err := c.Tokens.Update(t.Context(), "owner", clarifai.NewSecret("key-of-acmes-app"), clarifai.UpdateTokenRequest{Scopes: []string{"All"}})
		if !errors.Is(err, clarifai.ErrGuarded) {
			t.Errorf("widened a key of acme's app: %+v %v", got, err)
		}
	}, clarifaitest.WithToken(clarifaitest.Token{UserID: "owner", Secret: "key-of-acmes-app", Description: "k", Scopes: []string{"Apps_Get"},
		Apps: []clarifaitest.AppRef{{Owner: "acme", ID: "app"}}}))
}

func TestCoreAReadReroutedToPOSTIsAWrite(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		hits := 0
		s.Handle("POST /v2/users/{user}/models", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { hits++; w.WriteHeader(500) }))
		c := s.Client(clarifai.WithGuard(clarifai.Guard{ReadOnly: true}),
			clarifai.WithRoute(clarifai.OpAppsList, http.MethodPost, "/v2/users/{user_app_id.user_id}/models"))
		_, err := c.Apps.List(t.Context(), "owner", nil)
		if hits > 0 || !errors.Is(err, clarifai.ErrGuarded) {
			t.Errorf("%d POSTs left under ReadOnly: %v", hits, err)
		}
	})
}
