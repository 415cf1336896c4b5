package clarifai_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestUsers_Star(t *testing.T) {
	isStarred := func(t *testing.T, c *clarifai.Client, userID string) bool {
		user, err := c.Users.Get(t.Context(), userID, &clarifai.GetUserOptions{AdditionalFields: []string{"stars"}})
		if err != nil {
			t.Fatal(err)
		}
		return user.IsStarred
	}
	for name, lost := range map[string][]func(*clarifaitest.Config){
		"letter case does not count":                          nil,
		"letter case does not count when a star is looked up": {testkit.LoseResponse(clarifai.OpUsersStar)},
		"letter case does not count when a star is resent":    {testkit.DropRequest(clarifai.OpUsersStar)},
	} {
		testkit.RunWithServer(t, name, func(t *testing.T, s *clarifaitest.Server) {
			c := s.Client()
			if err := c.Users.Star(t.Context(), []string{"ANN", "Ben"}); err != nil {
				t.Fatal(err)
			}
			if !isStarred(t, c, "ann") || !isStarred(t, c, "ben") || isStarred(t, c, "cy") {
				t.Error("other users are starred")
			}
		}, lost...)
	}
	testkit.RunInFakeTime(t, "a response in another letter case is not looked up", func(t *testing.T) {
		c, s := testkit.NewClient(t, testkit.Script(testkit.Success(`"user_stars":[{"user_id":"ann"}]`)))
		if err := c.Users.Star(t.Context(), []string{"ANN"}); err != nil || len(s.Requests()) != 1 {
			t.Errorf("%v, after %d requests", err, len(s.Requests()))
		}
	})
}

func TestUsers_Unstar(t *testing.T) {
	for name, lost := range map[string][]func(*clarifaitest.Config){
		"a user in two letter cases is one user":                       nil,
		"a user in two letter cases is one user after a lost response": {testkit.LoseResponse(clarifai.OpUsersUnstar)},
	} {
		testkit.RunWithServer(t, name, func(t *testing.T, s *clarifaitest.Server) {
			c := s.Client()
			if err := c.Users.Star(t.Context(), []string{"ann"}); err != nil {
				t.Fatal(err)
			}
			if err := c.Users.Unstar(t.Context(), []string{"Ann", "ANN", "ann"}); err != nil {
				t.Fatal(err)
			}
			user, err := c.Users.Get(t.Context(), "ann", &clarifai.GetUserOptions{AdditionalFields: []string{"stars"}})
			if err != nil || user.IsStarred {
				t.Errorf("%+v, %v", user, err)
			}
			if n := testkit.CountRequests(s, clarifai.OpUsersUnstar); n > 2 {
				t.Errorf("%d requests", n)
			}
		}, lost...)
	}
}

// starring is the stars of one kind of resource in the app "app" of "acme", where
// the server of testkit has the caller's star on the first of them.
type starring struct {
	name             string // of the service
	field, ids       string // of the bodies
	starred, other   string
	starOp, unstarOp clarifai.Operation
	listOp           clarifai.Operation
	list             string // of a response
	star, unstar     func(*clarifai.Client, context.Context, string, string, []string) error
	starredOn        func(*clarifaitest.Server) []string
}

func starrings() []starring {
	return []starring{
		{
			name: "Models", field: "model_stars", ids: "model_ids", starred: "model", other: "model2", list: "models",
			starOp: clarifai.OpModelsStar, unstarOp: clarifai.OpModelsUnstar, listOp: clarifai.OpModelsList,
			star: func(c *clarifai.Client, ctx context.Context, owner, app string, ids []string) error {
				return c.Models.Star(ctx, owner, app, ids)
			},
			unstar: func(c *clarifai.Client, ctx context.Context, owner, app string, ids []string) error {
				return c.Models.Unstar(ctx, owner, app, ids)
			},
			starredOn: func(s *clarifaitest.Server) (ids []string) {
				for _, m := range s.Models() {
					if slices.Contains(m.StarredBy, "owner") {
						ids = append(ids, m.ID)
					}
				}
				return ids
			},
		},
		{
			name: "Workflows", field: "workflow_stars", ids: "workflow_ids", starred: "workflow", other: "workflow2", list: "workflows",
			starOp: clarifai.OpWorkflowsStar, unstarOp: clarifai.OpWorkflowsUnstar, listOp: clarifai.OpWorkflowsList,
			star: func(c *clarifai.Client, ctx context.Context, owner, app string, ids []string) error {
				return c.Workflows.Star(ctx, owner, app, ids)
			},
			unstar: func(c *clarifai.Client, ctx context.Context, owner, app string, ids []string) error {
				return c.Workflows.Unstar(ctx, owner, app, ids)
			},
			starredOn: func(s *clarifaitest.Server) (ids []string) {
				for _, w := range s.Workflows() {
					if slices.Contains(w.StarredBy, "owner") {
						ids = append(ids, w.ID)
					}
				}
				return ids
			},
		},
	}
}

func TestStars_OfAnApp(t *testing.T) {
	for _, kind := range starrings() {
		t.Run(kind.name, func(t *testing.T) {
			testkit.RunWithServer(t, "one is starred in each request, and a star that is there is a success", func(t *testing.T, s *clarifaitest.Server) {
				if err := kind.star(s.Client(), t.Context(), "acme", "app", []string{kind.starred, kind.other}); err != nil {
					t.Fatal(err)
				}
				if got := kind.starredOn(s); !slices.Equal(got, []string{kind.starred, kind.other}) {
					t.Errorf("%v have the star", got)
				}
				if all, own := len(s.Requests()), testkit.CountRequests(s, kind.starOp); all != 2 || own != 2 {
					t.Errorf("%d requests, %d of them stars", all, own)
				}
			})
			for name, change := range map[string]func(*clarifaitest.Config){
				"a lost response is looked up":      testkit.LoseResponse(kind.starOp),
				"a request that was lost is resent": testkit.DropRequest(kind.starOp),
			} {
				testkit.RunWithServer(t, name, func(t *testing.T, s *clarifaitest.Server) {
					if err := kind.star(s.Client(), t.Context(), "acme", "app", []string{kind.other}); err != nil {
						t.Fatal(err)
					}
					if got := kind.starredOn(s); !slices.Contains(got, kind.other) {
						t.Errorf("%v have the star", got)
					}
					if testkit.CountRequests(s, kind.listOp) == 0 {
						t.Error("nothing was looked up")
					}
				}, change)
			}
			testkit.RunWithServer(t, "what is not there fails, and the rest is starred", func(t *testing.T, s *clarifaitest.Server) {
				err := kind.star(s.Client(), t.Context(), "acme", "app", []string{"nothing", kind.other})
				batch, ok := errors.AsType[*clarifai.BatchError](err)
				if !ok || len(batch.Items) != 1 || batch.Items[0].Index != 0 || !errors.Is(batch.Items[0].Err, clarifai.ErrNotFound) {
					t.Errorf("got %v", err)
				}
				if got := kind.starredOn(s); !slices.Contains(got, kind.other) {
					t.Errorf("%v have the star", got)
				}
			})
			for name, lost := range map[string][]func(*clarifaitest.Config){
				"a star is removed":                            nil,
				"a star is removed once after a lost response": {testkit.LoseResponse(kind.unstarOp)},
			} {
				testkit.RunWithServer(t, name, func(t *testing.T, s *clarifaitest.Server) {
					if err := kind.unstar(s.Client(), t.Context(), "acme", "app", []string{kind.starred}); err != nil {
						t.Fatal(err)
					}
					if got := kind.starredOn(s); len(got) != 0 {
						t.Errorf("%v have the star", got)
					}
				}, lost...)
			}
			testkit.RunWithServer(t, "a star that is not there cannot be removed", func(t *testing.T, s *clarifaitest.Server) {
				if err := kind.unstar(s.Client(), t.Context(), "acme", "app", []string{kind.other}); testkit.Sentinel(err) != "ErrNotFound" {
					t.Errorf("got %v", err)
				}
			})
			t.Run("a star on another app's resource of the same ID is not taken for it", func(t *testing.T) {
				for _, shown := range []string{`"app_id":"main","user_id":"clarifai"`, `"app_id":"app","user_id":"other"`, `"app_id":"app2","user_id":"acme"`} {
					testkit.RunInFakeTime(t, shown, func(t *testing.T) {
						stars := 0
						c, _ := testkit.NewClient(t, func(_ int, r *testkit.Request) testkit.Reply {
							switch {
							case r.Method == http.MethodPost && stars == 0:
								stars++
								return testkit.Reply{Err: testkit.ErrReset}
							case r.Method == http.MethodPost:
								stars++
								return testkit.Success(`"` + kind.field + `":[{"` + strings.TrimSuffix(kind.ids, "s") + `":"x"}]`)
							case testkit.PastFirstPage(r.Request):
								return testkit.Success(`"` + kind.list + `":[]`)
							}
							return testkit.Success(`"` + kind.list + `":[{"id":"x",` + shown + `}]`)
						})
						if err := kind.star(c, t.Context(), "acme", "app", []string{"x"}); err != nil || stars != 2 {
							t.Errorf("%v, after %d requests for a star", err, stars)
						}
					})
				}
			})
			testkit.RunInFakeTime(t, "the owner's letter case and an absent owner do not count", func(t *testing.T) {
				for _, shown := range []string{`"app_id":"app","user_id":"ACME"`, `"app_id":"app"`} {
					stars := 0
					c, _ := testkit.NewClient(t, func(_ int, r *testkit.Request) testkit.Reply {
						switch {
						case r.Method == http.MethodPost:
							stars++
							return testkit.Reply{Err: testkit.ErrReset}
						case testkit.PastFirstPage(r.Request):
							return testkit.Success(`"` + kind.list + `":[]`)
						}
						return testkit.Success(`"` + kind.list + `":[{"id":"x",` + shown + `}]`)
					})
					if err := kind.star(c, t.Context(), "acme", "app", []string{"x"}); err != nil || stars != 1 {
						t.Errorf("%s: %v, after %d requests for a star", shown, err, stars)
					}
				}
			})
			t.Run("bad input is refused", func(t *testing.T) {
				c, s := testkit.NewClient(t, testkit.Script(testkit.Success("")))
				for name, err := range map[string]error{
					"star nothing":   kind.star(c, t.Context(), "acme", "app", nil),
					"unstar nothing": kind.unstar(c, t.Context(), "acme", "app", nil),
					"star twice":     kind.star(c, t.Context(), "acme", "app", []string{"a", "a"}),
					"bad ID":         kind.star(c, t.Context(), "acme", "app", []string{"a/b"}),
					"bad app":        kind.unstar(c, t.Context(), "acme", "", []string{"a"}),
				} {
					if testkit.Sentinel(err) != "ErrInvalid" {
						t.Errorf("%s: %v", name, err)
					}
				}
				if n := len(s.Requests()); n != 0 {
					t.Errorf("%d requests", n)
				}
			})
		})
	}
}
