package clarifai_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestCollaborators_Update(t *testing.T) {
	testkit.WithServer(t, func(t *testing.T, s *clarifaitest.Server) {
		app, _ := s.App("acme", "app")
		atOnce(t, func() error {
			c, err := s.Client().Collaborators.Update(t.Context(), "acme", "app", app.Collaborators[0].ID, clarifai.UpdateCollaboratorRequest{Scopes: []clarifai.Scope{"Models_Add"}})
			if err == nil && !slices.Equal(c.Scopes, []clarifai.Scope{"Models_Add", "Models_Get"}) {
				t.Errorf("got %v", c.Scopes)
			}
			return err
		})
	}, func(c *clarifaitest.Config) { c.Variants.CompleteScopes = true })
}

func TestCollaborators_Add(t *testing.T) {
	t.Run("the collaborator of the response is returned", func(t *testing.T) {
		for name, options := range map[string][]func(*clarifaitest.Config){
			"completed scopes":                       {func(c *clarifaitest.Config) { c.Variants.CompleteScopes = true }},
			"completed scopes after a lost response": {func(c *clarifaitest.Config) { c.Variants.CompleteScopes = true }, testkit.LoseResponse(clarifai.OpCollaboratorsAdd)},
		} {
			testkit.RunWithServer(t, name, func(t *testing.T, s *clarifaitest.Server) {
				c, err := s.Client().Collaborators.Add(t.Context(), "acme", "app", clarifai.AddCollaboratorRequest{UserID: "ben", Scopes: []clarifai.Scope{"Models_Add"}})
				if err != nil || !slices.Equal(c.Scopes, []clarifai.Scope{"Models_Add", "Models_Get"}) || testkit.CountRequests(s, clarifai.OpCollaboratorsAdd) != 1 {
					t.Errorf("got %+v, %v", c, err)
				}
			}, options...)
		}
		testkit.RunWithServer(t, "fewer scopes than asked for are a conflict", func(t *testing.T, s *clarifaitest.Server) {
			_, err := s.Client().Collaborators.Add(t.Context(), "acme", "app", clarifai.AddCollaboratorRequest{UserID: "cy", Scopes: []clarifai.Scope{"Apps_Get", "Models_Get"}})
			if testkit.Sentinel(err) != "ErrConflict" {
				t.Errorf("got %v", err)
			}
		})
	})

	t.Run("one added by email is not added again", func(t *testing.T) {
		testkit.WithServer(t, func(t *testing.T, s *clarifaitest.Server) {
			_, err := s.Client().Collaborators.Add(t.Context(), "acme", "app2", clarifai.AddCollaboratorRequest{Email: "cy@acme.example", Scopes: []clarifai.Scope{"Apps_Get"}})
			if !errors.Is(err, clarifai.ErrAmbiguous) || testkit.CountRequests(s, clarifai.OpCollaboratorsAdd) != 1 {
				t.Errorf("%d requests: %v", testkit.CountRequests(s, clarifai.OpCollaboratorsAdd), err)
			}
		}, func(c *clarifaitest.Config) {
			c.Faults = append(c.Faults, clarifaitest.Fault{Operation: clarifai.OpCollaboratorsAdd, Kind: clarifaitest.FaultDrop})
		})
		// One who is listed without an email is the one who was added.
		testkit.WithServer(t, func(t *testing.T, s *clarifaitest.Server) {
			added, err := s.Client().Collaborators.Add(t.Context(), "acme", "app2", clarifai.AddCollaboratorRequest{Email: "cy@acme.example", Scopes: []clarifai.Scope{"Apps_Get"}})
			if err != nil || added.User.ID != "cy" {
				t.Errorf("got %+v, %v", added, err)
			}
		}, func(c *clarifaitest.Config) { c.Variants.MemberEmails = clarifaitest.MemberEmailsHidden })
	})

	testkit.RunWithServer(t, "one without the requested endpoints is a conflict", func(t *testing.T, s *clarifaitest.Server) {
		c, err := s.Client().Collaborators.Add(t.Context(), "acme", "app", clarifai.AddCollaboratorRequest{UserID: "cy", Scopes: []clarifai.Scope{"Apps_Get"}, Endpoints: []string{"/clarifai.api.V2/PostModels"}})
		if c != nil || !errors.Is(err, clarifai.ErrConflict) {
			t.Errorf("cy is there with the scopes, and without the endpoints: %+v, %v", c, err)
		}
	})

	// The response to Add lists another user.
	testkit.RunWithServer(t, "a response about somebody else is not believed", func(t *testing.T, s *clarifaitest.Server) {
		s.Handle("POST /v2/users/{user}/apps/{app}/collaborators", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprint(w, `{"status":{"code":10000},"collaborators":[{"id":"c1","user":{"id":"cy","primary_email":"cy@acme.example"},"scopes":["Apps_Get"]}]}`)
		}))
		col, err := s.Client().Collaborators.Add(t.Context(), "acme", "app", clarifai.AddCollaboratorRequest{UserID: "ben", Scopes: []clarifai.Scope{"All"}})
		if col != nil || !errors.Is(err, clarifai.ErrAmbiguous) {
			t.Errorf("asked for ben with All: %+v, %v", col, err)
		}
	})

	byEmail := clarifai.AddCollaboratorRequest{Email: "cy@acme.example", Scopes: []clarifai.Scope{"All"}}
	t.Run("one is found by email in a response that lists several", func(t *testing.T) {
		c, s := testkit.NewClient(t, testkit.Script(testkit.Success(`"collaborators":[{"id":"c1","user":{"id":"ben"},"scopes":["All"]},`+
			`{"id":"c2","user":{"id":"cy","primary_email":"cy@acme.example"},"scopes":["All"]}]`)))
		added, err := c.Collaborators.Add(t.Context(), "acme", "app", byEmail)
		if err != nil || added.ID != "c2" || len(s.Requests()) != 1 {
			t.Errorf("got %+v, %v after %d requests", added, err, len(s.Requests()))
		}
	})
	t.Run("a response that says two things of one is not believed", func(t *testing.T) {
		c, _ := testkit.NewClient(t, func(_ int, r *testkit.Request) testkit.Reply {
			if r.Op != clarifai.OpCollaboratorsAdd {
				return testkit.Failure(403, 11007)
			}
			return testkit.Success(`"collaborators":[{"id":"c1","user":{"id":"cy","primary_email":"cy@acme.example"},"scopes":["All"]},` +
				`{"id":"c2","user":{"id":"cy","primary_email":"cy@acme.example"},"scopes":[]}]`)
		}, testkit.WithoutRetries)
		added, err := c.Collaborators.Add(t.Context(), "acme", "app", byEmail)
		if added != nil || !errors.Is(err, clarifai.ErrAmbiguous) || !strings.Contains(err.Error(), "two things") {
			t.Errorf("got %+v, %v", added, err)
		}
	})
	t.Run("a collaborator without an ID is none", func(t *testing.T) {
		c, _ := testkit.NewClient(t, func(_ int, r *testkit.Request) testkit.Reply {
			if r.Op != clarifai.OpCollaboratorsAdd {
				return testkit.Success(`"collaborators":[]`)
			}
			return testkit.Success(`"collaborators":[{}]`)
		}, testkit.WithoutRetries)
		added, err := c.Collaborators.Add(t.Context(), "acme", "app", byEmail)
		if added != nil || !errors.Is(err, clarifai.ErrAmbiguous) {
			t.Errorf("got %+v, %v", added, err)
		}
	})
}

func TestCollaborators_Remove(t *testing.T) {
	testkit.RunWithServer(t, "by ID and by email", func(t *testing.T, s *clarifaitest.Server) {
		client := s.Client()
		for _, remove := range []func() error{
			func() error {
				return client.Collaborators.RemoveByEmail(t.Context(), "acme", "app", []string{"cy@acme.example"})
			},
			func() error {
				return client.Collaborators.RemoveBatch(t.Context(), "acme", "app", []string{testkit.CollaboratorOf(t.Context(), client)})
			},
		} {
			if err := remove(); err != nil {
				t.Fatal(err)
			}
			if app, _ := s.App("acme", "app"); len(app.Collaborators) != 0 {
				t.Errorf("left: %v", app.Collaborators)
			}
			if _, err := client.Collaborators.Add(t.Context(), "acme", "app", clarifai.AddCollaboratorRequest{UserID: "cy", Scopes: []clarifai.Scope{"All"}}); err != nil {
				t.Fatal(err)
			}
		}
	})

	testkit.RunWithServer(t, "an unknown outcome that cannot be looked up is ambiguous", func(t *testing.T, s *clarifaitest.Server) {
		err := s.Client().Collaborators.RemoveByEmail(t.Context(), "acme", "app", []string{"cy@acme.example", "ghost@acme.example"})
		app, _ := s.App("acme", "app")
		if !errors.Is(err, clarifai.ErrAmbiguous) || len(app.Collaborators) != 1 {
			t.Errorf("%v, and there are %v", err, app.Collaborators)
		}
	}, testkit.DropRequest(clarifai.OpCollaboratorsRemove), func(c *clarifaitest.Config) { c.Variants.MemberEmails = clarifaitest.MemberEmailsHidden })
}
