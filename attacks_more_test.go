package clarifai_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

func TestCoreAPolicyOfAnotherOwnerIsGuarded(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		body := ""
		for _, r := range clarifai.Routes() {
			p := r.Method + " " + strings.NewReplacer("user_app_id.user_id", "user").Replace(r.Path)
			switch r.Op {
			case clarifai.OpPasswordPoliciesList:
				s.Handle(p, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
					fmt.Fprint(w, `{"status":{"code":10000},"password_policies":[{"id":"policy","organization_id":"acme","minimum_length":8}]}`)
				}))
			case clarifai.OpPasswordPoliciesUpdate:
				s.Handle(p, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					b, _ := io.ReadAll(r.Body)
					body = string(b)
					fmt.Fprint(w, `{"status":{"code":10000},"password_policies":[{"id":"policy","organization_id":"acme","minimum_length":1}]}`)
				}))
			}
		}
		_, err := onlyOwner(s).PasswordPolicies.Update(t.Context(), "owner", "policy", clarifai.UpdatePasswordPolicyRequest{MinimumLength: new(uint32(1))})
		if !errors.Is(err, clarifai.ErrGuarded) {
			t.Errorf("sent %s: %v", body, err)
		}
	})
}

func TestAServerThatCreatesNothingInSilenceIsFoundOut(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		c := s.Client()
		<-time.After(time.Hour) // of the bubble: what is there was created before
		if app, err := c.Apps.Create(t.Context(), "acme", clarifai.CreateAppRequest{ID: "app2", Name: "Other"}); app != nil || !errors.Is(err, clarifai.ErrConflict) {
			t.Errorf("an app that was there: %+v, %v", app, err)
		}
		apps := slices.DeleteFunc(s.Apps(), func(a clarifaitest.App) bool { return a.ID != "app2" })
		if len(apps) != 1 || apps[0].Name == "Other" {
			t.Errorf("the server has %+v", apps)
		}
		col, err := c.Collaborators.Add(t.Context(), "acme", "app", clarifai.AddCollaboratorRequest{UserID: "cy", Scopes: []string{"Models_Get"}})
		if col != nil || !errors.Is(err, clarifai.ErrConflict) {
			t.Errorf("a collaborator with other scopes: %+v, %v", col, err)
		}
		if a, _ := s.App("acme", "app"); len(a.Collaborators) != 1 || !slices.Equal(a.Collaborators[0].Scopes, []string{"Apps_Get"}) {
			t.Errorf("the server has %+v", a.Collaborators)
		}
		p, err := c.IdentityProviders.Create(t.Context(), "acme", clarifai.CreateIdentityProviderRequest{ID: "idp", Name: "IdP", Type: "saml", SAMLMetadataURL: "https://x.example/m"})
		if p != nil || !errors.Is(err, clarifai.ErrConflict) {
			t.Errorf("an identity provider of another URL: %+v, %v", p, err)
		}
	}, clarifaitest.WithExists(clarifaitest.ExistsSilent))
}

// The answer to Add lists somebody else.
func TestAnAnswerAboutAnotherCollaboratorIsNotBelieved(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		s.Handle("POST /v2/users/{user}/apps/{app}/collaborators", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprint(w, `{"status":{"code":10000},"collaborators":[{"id":"c1","user":{"id":"cy","primary_email":"cy@acme.example"},"scopes":["Apps_Get"]}]}`)
		}))
		col, err := s.Client().Collaborators.Add(t.Context(), "acme", "app", clarifai.AddCollaboratorRequest{UserID: "ben", Scopes: []string{"All"}})
		if col != nil || !errors.Is(err, clarifai.ErrAmbiguous) {
			t.Errorf("asked for ben with All: %+v, %v", col, err)
		}
	})
}

func TestAnImageThatDoesNotShowIsNoSuccess(t *testing.T) {
	image := &clarifai.Image{URL: "https://x.example/i.png"}
	for path, update := range map[string]clarifai.UpdateAppRequest{
		"/v2/users/{user}/apps/{app}":         {Image: image, SampleMS: new(uint32(0))},
		"/v2/users/{user}/apps/{app}/partial": {Image: image},
	} {
		bubble(t, func(t *testing.T, s *clarifaitest.Server) {
			asked := 0
			s.Handle("PATCH "+path, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				asked++
				fmt.Fprint(w, `{"status":{"code":10000}}`)
			}))
			app, err := s.Client().Apps.Update(t.Context(), "acme", "app", update)
			if app != nil || err == nil || !strings.Contains(err.Error(), "reading does not show it") || asked != 1 {
				t.Errorf("%s, asked %d times: %+v, %v", path, asked, app, err)
			}
		})
	}
}

// A list read ahead, its context ended in the middle.
func TestReadAheadLeavesNothingBehindWhenItsContextEnds(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		c := s.Client()
		for i := range 300 {
			if _, err := c.Apps.Create(t.Context(), "acme", clarifai.CreateAppRequest{ID: fmt.Sprintf("a%d", i)}); err != nil {
				t.Fatal(err)
			}
		}
		ctx, cancel := context.WithCancel(t.Context())
		n := 0
		var last error
		for _, err := range c.Apps.ListAll(ctx, "acme", &clarifai.ListAppsOptions{Paging: clarifai.Paging{PerPage: 10, ReadAhead: 8}}) {
			if last = err; err != nil {
				break
			}
			if n++; n == 25 {
				cancel()
			}
		}
		// What was read already is still returned.
		if !errors.Is(last, context.Canceled) || n < 30 || n > 110 || n%10 != 0 {
			t.Errorf("%d items, and then %v", n, last)
		}
		for _, ahead := range []int{0, 5} {
			got, err := clarifai.Collect(c.Apps.ListAll(t.Context(), "acme", &clarifai.ListAppsOptions{Paging: clarifai.Paging{PerPage: 7, ReadAhead: ahead}}))
			if err != nil || len(got) != 302 {
				t.Error(ahead, len(got), err)
			}
		}
		cancel()
	})
}

// A client of Check's, kept: it rotates itself, and the first client is closed.
func TestAClientOfARotationWithinARotationIsClosedWithItsParent(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		c := s.Client()
		var grand *clarifai.Client
		keep := func(_ context.Context, _ *clarifai.Token) error { return nil }
		_, err := c.Tokens.Rotate(t.Context(), "me", clarifai.NewSecret(spareToken), clarifai.RotateTokenRequest{Store: keep,
			Check: func(ctx context.Context, own *clarifai.Client) error {
				_, err := own.Tokens.Rotate(ctx, "me", clarifai.NewSecret("another-old-1"), clarifai.RotateTokenRequest{Store: keep,
					Check: func(_ context.Context, g *clarifai.Client) error { grand = g; return nil }})
				return err
			}})
		if err != nil {
			t.Fatal(err)
		}
		c.Close()
		if _, err := grand.Users.GetMe(t.Context()); err == nil {
			t.Error("it works after the client is closed")
		}
	}, clarifaitest.WithToken(clarifaitest.Token{UserID: "owner", Secret: "another-old-1", Description: "x"}))
}

// A dead creation date makes a successor of centuries.
func TestARotationDoesNotGuessALifetime(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		s.Handle("GET /v2/users/{user}/keys/{key}", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprintf(w, `{"status":{"code":10000},"key":{"id":%q,"type":"personal_access_token","description":"d","scopes":["All"],"expires_at":%q}}`,
				spareToken, time.Now().Add(time.Hour).UTC().Format(time.RFC3339))
		}))
		var stored string
		result, err := s.Client().Tokens.Rotate(t.Context(), "me", clarifai.NewSecret(spareToken), rotation(&stored))
		if !errors.Is(err, clarifai.ErrInvalid) || result.Token != nil || result.Old != clarifai.TokenWorks || stored != "" {
			t.Errorf("it is not known how long the old token was to live: %v (%+v), %v", result, *result, err)
		}
	})
}
