package clarifai_test

import (
	"context"
	"slices"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

// atOnce fails unless a call took no time, which it would if it waited for a
// change to show.
func atOnce(t *testing.T, call func() error) {
	t.Helper()
	began := time.Now()
	if err := call(); err != nil || time.Since(began) != 0 {
		t.Errorf("%v, after %v", err, time.Since(began))
	}
}

func TestOrganizations_Update(t *testing.T) {
	t.Run("a billing email that is not shown is not waited for", func(t *testing.T) {
		bubble(t, func(t *testing.T, s *clarifaitest.Server) {
			atOnce(t, func() error {
				_, err := s.Client().Organizations.Update(t.Context(), "acme", clarifai.UpdateOrganizationRequest{BillingEmail: new("new@acme.example")})
				return err
			})
			if got := s.Organizations()[0].BillingEmail; got != "new@acme.example" {
				t.Errorf("the server has %q", got)
			}
		}, clarifaitest.WithHiddenBillingEmails())
	})
}

func TestTokens_Update(t *testing.T) {
	expiry := time.Date(2001, 2, 3, 4, 5, 6, 123456789, time.FixedZone("", 3600))
	for name, precision := range map[string]time.Duration{"microseconds": time.Microsecond, "seconds": time.Second} {
		t.Run("a server that keeps "+name, func(t *testing.T) {
			bubble(t, func(t *testing.T, s *clarifaitest.Server) {
				atOnce(t, func() error {
					_, err := s.Client().Tokens.Update(t.Context(), "me", clarifai.NewSecret(spareToken), clarifai.UpdateTokenRequest{ExpiresAt: &expiry})
					return err
				})
			}, clarifaitest.WithTimePrecision(precision))
		})
	}
	t.Run("an expiry that is not taken is an error", func(t *testing.T) {
		bubble(t, func(t *testing.T, s *clarifaitest.Server) {
			_, err := s.Client().Tokens.Update(t.Context(), "me", clarifai.NewSecret(spareToken), clarifai.UpdateTokenRequest{ExpiresAt: &expiry})
			if err == nil {
				t.Error("no error, and the server keeps no expiry but of whole years")
			}
		}, clarifaitest.WithTimePrecision(365*24*time.Hour))
	})
	t.Run("scopes that others depend on may be added", func(t *testing.T) {
		bubble(t, func(t *testing.T, s *clarifaitest.Server) {
			atOnce(t, func() error {
				_, err := s.Client().Tokens.Update(t.Context(), "me", clarifai.NewSecret(spareToken), clarifai.UpdateTokenRequest{Scopes: []string{"Apps_Add"}})
				return err
			})
		}, clarifaitest.WithCompletedScopes())
	})
	t.Run("a scope that stays although it was to go is an error", func(t *testing.T) {
		bubble(t, func(t *testing.T, s *clarifaitest.Server) {
			c, secret := s.Client(), clarifai.NewSecret(spareToken)
			if _, err := c.Tokens.Update(t.Context(), "me", secret, clarifai.UpdateTokenRequest{Scopes: []string{"Apps_Add", "Apps_Get"}}); err != nil {
				t.Fatal(err)
			}
			if _, err := c.Tokens.Update(t.Context(), "me", secret, clarifai.UpdateTokenRequest{Scopes: []string{"Apps_Add"}}); err == nil {
				t.Error("no error, and the token still has Apps_Get")
			}
		}, clarifaitest.WithCompletedScopes())
	})
	t.Run("a field that somebody else changes meanwhile is not waited for", func(t *testing.T) {
		key := func(description, scopes string) coreReply {
			return coreFine(`"key":{"id":"secret-of-the-key","description":"` + description + `","scopes":[` + scopes + `]},` +
				`"keys":[{"id":"secret-of-the-key","description":"` + description + `","scopes":[` + scopes + `]}]`)
		}
		c, s := coreClient(t, coreScript(key("old", `"Apps_Get"`), key("new", `"Apps_Get","Models_Get"`)))
		token, err := c.Tokens.Update(t.Context(), "me", clarifai.NewSecret("secret-of-the-key"), clarifai.UpdateTokenRequest{Description: new("new")})
		if err != nil || token.Description != "new" || len(s.requests()) != 2 {
			t.Errorf("got %+v, %v, after %d requests", token, err, len(s.requests()))
		}
	})
}

func TestCollaborators_Update(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		app, _ := s.App("acme", "app")
		atOnce(t, func() error {
			c, err := s.Client().Collaborators.Update(t.Context(), "acme", "app", app.Collaborators[0].ID, clarifai.UpdateCollaboratorRequest{Scopes: []string{"Models_Add"}})
			if err == nil && !slices.Equal(c.Scopes, []string{"Models_Add", "Models_Get"}) {
				t.Errorf("got %v", c.Scopes)
			}
			return err
		})
	}, clarifaitest.WithCompletedScopes())
}

func TestCollaborators_Add(t *testing.T) {
	for name, options := range map[string][]clarifaitest.Option{
		"completed scopes":                       {clarifaitest.WithCompletedScopes()},
		"completed scopes after a lost response": {clarifaitest.WithCompletedScopes(), lost(clarifai.OpCollaboratorsAdd)},
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, s *clarifaitest.Server) {
				c, err := s.Client().Collaborators.Add(t.Context(), "acme", "app", clarifai.AddCollaboratorRequest{UserID: "ben", Scopes: []string{"Models_Add"}})
				if err != nil || !slices.Equal(c.Scopes, []string{"Models_Add", "Models_Get"}) || requests(s, clarifai.OpCollaboratorsAdd) != 1 {
					t.Errorf("got %+v, %v", c, err)
				}
			}, options...)
		})
	}
	t.Run("fewer scopes than asked for are a conflict", func(t *testing.T) {
		bubble(t, func(t *testing.T, s *clarifaitest.Server) {
			_, err := s.Client().Collaborators.Add(t.Context(), "acme", "app", clarifai.AddCollaboratorRequest{UserID: "cy", Scopes: []string{"Apps_Get", "Models_Get"}})
			if coreIs(err) != "ErrConflict" {
				t.Errorf("got %v", err)
			}
		})
	})
}

func TestApps_Create(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		atOnce(t, func() error {
			app, err := s.Client().Apps.Create(t.Context(), "acme", clarifai.CreateAppRequest{ID: "new", Description: "one\r\ntwo\r\n"})
			if err == nil && app.Description != "one\ntwo" {
				t.Errorf("got %q", app.Description)
			}
			return err
		})
		if n := len(s.Requests()); n != 1 {
			t.Errorf("%d requests, want 1", n)
		}
	}, clarifaitest.WithTrimmedTexts())
}

func TestApps_Update(t *testing.T) {
	t.Run("description, notes and image alone take one request and keep all else", func(t *testing.T) {
		bubble(t, func(t *testing.T, s *clarifaitest.Server) {
			before, _ := s.App("acme", "app")
			app, err := s.Client().Apps.Update(t.Context(), "acme", "app", clarifai.UpdateAppRequest{Description: new(""), Notes: new("n")})
			after, _ := s.App("acme", "app")
			if err != nil || app.Notes != "n" || len(s.Requests()) != 1 || after.Name != before.Name || after.Visibility != before.Visibility {
				t.Errorf("got %+v, %v, after %d requests", app, err, len(s.Requests()))
			}
		})
	})
	t.Run("a metadata key that somebody else sets meanwhile is not waited for", func(t *testing.T) {
		bubble(t, func(t *testing.T, s *clarifaitest.Server) {
			c := s.Client()
			set := func(ctx context.Context, key string) error {
				_, err := c.Apps.Update(ctx, "acme", "app", clarifai.UpdateAppRequest{Metadata: &clarifai.MetadataChange{Set: map[string]any{key: "1"}}})
				return err
			}
			if err := set(t.Context(), "a"); err != nil {
				t.Fatal(err)
			}
			atOnce(t, func() error { return set(t.Context(), "b") })
		})
	})
}

// What an overwrite does with a field that is left out is not documented.
func TestUpdates_WhetherAnOverwriteKeepsOrClears(t *testing.T) {
	for name, options := range map[string][]clarifaitest.Option{"clears": nil, "keeps": {clarifaitest.WithKeepingOverwrites()}} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, s *clarifaitest.Server) {
				c, ctx := s.Client(), t.Context()
				policy, err := c.PasswordPolicies.Update(ctx, "acme", "policy", clarifai.UpdatePasswordPolicyRequest{NumericNeeded: new(true)})
				if err != nil || policy.MinimumLength != 8 || !policy.NumericNeeded {
					t.Errorf("the policy is %+v, %v", policy, err)
				}
				app, err := c.Apps.Update(ctx, "acme", "app", clarifai.UpdateAppRequest{Name: new("Name"), Description: new("described")})
				if err != nil || app.Name != "Name" || app.Description != "described" {
					t.Errorf("the app is %+v, %v", app, err)
				}
				app, err = c.Apps.Update(ctx, "acme", "app", clarifai.UpdateAppRequest{SampleMS: new(uint32(5))})
				if err != nil || app.Name != "Name" || app.Description != "described" || app.SampleMS != 5 {
					t.Errorf("the app is %+v, %v", app, err)
				}
				token, err := c.Tokens.Update(ctx, "me", clarifai.NewSecret(spareToken), clarifai.UpdateTokenRequest{Description: new("other")})
				if err != nil || token.Description != "other" || len(token.Scopes) == 0 {
					t.Errorf("the token is %+v, %v", token, err)
				}
				// What cannot be cleared is an error, and no silent success.
				cleared, err := c.PasswordPolicies.Update(ctx, "acme", "policy", clarifai.UpdatePasswordPolicyRequest{NumericNeeded: new(false)})
				if name == "clears" && (err != nil || cleared.NumericNeeded) || name == "keeps" && err == nil {
					t.Errorf("the rule is cleared: %+v, %v", cleared, err)
				}
			}, options...)
		})
	}
}
