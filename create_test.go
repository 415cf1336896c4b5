package clarifai_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestCreate_UnknownOutcome(t *testing.T) {
	t.Run("what was created is found and not created again", func(t *testing.T) {
		for name, reply := range unknownOutcomes {
			for lag := range 3 { // pairs of seconds until reads show it
				testkit.RunInFakeTime(t, fmt.Sprint(name, " lag ", lag), func(t *testing.T) {
					for what, create := range map[string]func(context.Context, *clarifai.Client) error{"team": createTeam, "invitation": invite} {
						store := newFakeStore()
						store.lag, store.post = time.Duration(lag)*2*time.Second, first(true, reply)
						c, _ := storeClient(t, store)
						if err := create(t.Context(), c); err != nil {
							t.Errorf("%s: %v", what, err)
						}
						if store.posts != 1 || len(store.resources) != 1 || len(store.twice) != 0 {
							t.Errorf("%s: %d posts, %v, twice: %v", what, store.posts, store.resources, store.twice)
						}
						if store.lists == 0 {
							t.Errorf("%s: it was not looked up", what)
						}
					}
				})
			}
		}
	})

	t.Run("a team that is not found is sent once more after the verify timeout", func(t *testing.T) {
		for name, reply := range unknownOutcomes {
			testkit.RunInFakeTime(t, name, func(t *testing.T) {
				store := newFakeStore()
				store.post = first(false, reply)
				c, s := storeClient(t, store, clarifai.WithRetry(clarifai.RetryPolicy{VerifyTimeout: 20 * time.Second}))
				if err := createTeam(t.Context(), c); err != nil {
					t.Error(err)
				}
				if store.posts != 2 || len(store.resources) != 1 {
					t.Errorf("%d posts, %v", store.posts, store.resources)
				}
				var posted []time.Time
				for _, r := range s.Requests() {
					if r.Method == "POST" {
						posted = append(posted, r.At)
					}
				}
				if wait := posted[1].Sub(posted[0]); wait < 20*time.Second || wait > 30*time.Second {
					t.Errorf("sent again after %v, want the verify timeout of 20s", wait)
				}
			})
			testkit.RunInFakeTime(t, name+", twice", func(t *testing.T) {
				store := newFakeStore()
				store.post = always(false, reply)
				c, _ := storeClient(t, store)
				if err := createTeam(t.Context(), c); !errors.Is(err, clarifai.ErrAmbiguous) || store.posts != 2 {
					t.Errorf("%d posts, %v", store.posts, err)
				}
			})
		}
	})

	t.Run("an invitation that is not found is never sent again", func(t *testing.T) {
		for name, reply := range unknownOutcomes {
			testkit.RunInFakeTime(t, name, func(t *testing.T) {
				store := newFakeStore()
				store.post = first(false, reply)
				c, _ := storeClient(t, store)
				err := invite(t.Context(), c)
				if !errors.Is(err, clarifai.ErrAmbiguous) || store.posts != 1 || len(store.resources) != 0 {
					t.Errorf("%d posts, %v", store.posts, err)
				}
				if e := testkit.AsError(t, err); !e.Ambiguous || e.Op != clarifai.OpInvitationsCreate {
					t.Errorf("%+v", e)
				}
			})
		}
	})

	testkit.RunInFakeTime(t, "an invitation that appears late is not sent again", func(t *testing.T) {
		store := newFakeStore()
		store.lag, store.post = time.Minute, first(true, testkit.Reply{Err: testkit.ErrReset})
		c, _ := storeClient(t, store)
		if err := invite(t.Context(), c); !errors.Is(err, clarifai.ErrAmbiguous) || store.posts != 1 {
			t.Errorf("%d posts, %v", store.posts, err)
		}
	})

	t.Run("a lookup that fails is ambiguous", func(t *testing.T) {
		for name, unread := range map[string]testkit.Reply{
			"403": testkit.Failure(403, 11007), "route gone": {Status: 404, Body: "<html>"}, "11101": testkit.Failure(404, 11101), "500": testkit.Failure(500, 0),
			"no list": testkit.Success(""), "HTML": {Status: 200, Body: "<html>"}, "moved": {Status: 302}, "reset": {Err: testkit.ErrReset},
		} {
			testkit.RunInFakeTime(t, name, func(t *testing.T) {
				for what, create := range map[string]func(context.Context, *clarifai.Client) error{"team": createTeam, "invitation": invite} {
					for _, acted := range []bool{true, false} {
						store := newFakeStore()
						store.post = always(acted, testkit.Failure(500, 10020))
						store.list = func(int) *testkit.Reply { return &unread }
						c, _ := storeClient(t, store)
						err := create(t.Context(), c)
						if !errors.Is(err, clarifai.ErrAmbiguous) || store.posts != 1 {
							t.Errorf("%s: %d posts, %v", what, store.posts, err)
						}
						if errors.Is(err, clarifai.ErrNotFound) || errors.Is(err, clarifai.ErrForbidden) {
							t.Errorf("%s: the read-back's failure passes for the creation's: %v", what, err)
						}
					}
				}
			})
		}
	})

	// The write shows late, the second POST is refused as a duplicate of the
	// first: exactly what was asked for is there.
	testkit.RunInFakeTime(t, "a conflict after an unknown outcome is our own resource", func(t *testing.T) {
		store := newFakeStore()
		store.lag = 5500 * time.Millisecond // longer than the verify timeout
		store.post = func(n int, _ []storeItem) (bool, *testkit.Reply) {
			if n == 1 {
				return true, &testkit.Reply{Err: testkit.ErrReset}
			}
			return false, &[]testkit.Reply{testkit.Failure(409, 40010)}[0]
		}
		c, _ := storeClient(t, store)
		if err := createTeam(t.Context(), c); err != nil || store.posts != 2 {
			t.Errorf("%d posts, %v", store.posts, err)
		}
	})

	testkit.RunInFakeTime(t, "a wait past the deadline is not begun", func(t *testing.T) {
		store := newFakeStore()
		store.post = always(false, testkit.Reply{Err: testkit.ErrReset})
		c, _ := storeClient(t, store, clarifai.WithRetry(clarifai.RetryPolicy{VerifyTimeout: time.Hour}))
		ctx, cancel := context.WithTimeout(t.Context(), 77*time.Second)
		defer cancel()
		start := time.Now()
		err := createTeam(ctx, c)
		// Waits of 250 ms, doubled each time, are 63.75 s in all; the next would be 64 s.
		if !errors.Is(err, clarifai.ErrAmbiguous) || !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, testkit.ErrReset) ||
			store.posts != 1 || time.Since(start) != 63750*time.Millisecond {
			t.Errorf("%d posts in %v: %v", store.posts, time.Since(start), err)
		}
	})

	testkit.RunInFakeTime(t, "without retries it is sent once and still looked up", func(t *testing.T) {
		store := newFakeStore()
		store.post = always(true, testkit.Reply{Err: testkit.ErrReset})
		c, _ := storeClient(t, store)
		if _, err := c.Teams.Create(t.Context(), "acme", clarifai.CreateTeamRequest{ID: "new", Name: "New"}, clarifai.WithoutRetry()); err != nil || store.posts != 1 {
			t.Errorf("%d posts, %v", store.posts, err)
		}
		store = newFakeStore()
		store.post = always(false, testkit.Failure(500, 0))
		c, _ = storeClient(t, store)
		if _, err := c.Teams.Create(t.Context(), "acme", clarifai.CreateTeamRequest{ID: "new", Name: "New"}, clarifai.WithoutRetry()); !errors.Is(err, clarifai.ErrAmbiguous) || store.posts != 1 {
			t.Errorf("%d posts, %v", store.posts, err)
		}
		store = newFakeStore()
		store.post = always(false, testkit.Failure(429, 11005))
		c, _ = storeClient(t, store)
		if _, err := c.Teams.Create(t.Context(), "acme", clarifai.CreateTeamRequest{ID: "new", Name: "New"}, clarifai.WithoutRetry()); testkit.Sentinel(err) != "ErrRateLimited" || store.posts != 1 {
			t.Errorf("%d posts, %v", store.posts, err)
		}
	})
}

func TestCreate_Refused(t *testing.T) {
	t.Run("a refusal is neither retried nor ambiguous", func(t *testing.T) {
		for name, test := range map[string]struct {
			reply testkit.Reply
			is    string
		}{
			"401": {testkit.Failure(401, 11009), "ErrUnauthorized"}, "403": {testkit.Failure(403, 11007), "ErrForbidden"}, "400": {testkit.Failure(400, 11100), "ErrInvalid"},
			"plan": {testkit.Failure(200, 11006), "ErrPlanLimit"}, "plan, 500": {testkit.Failure(500, 11003), "ErrPlanLimit"}, "plan, 429": {testkit.Failure(403, 11004), "ErrPlanLimit"},
			"parent gone": {testkit.Failure(404, 11101), "ErrNotFound"}, "route gone": {testkit.Reply{Status: 404, Body: "404 page not found"}, "ErrRouteUnavailable"},
			"moved": {testkit.Reply{Status: 307}, "ErrMoved"},
		} {
			testkit.RunInFakeTime(t, name, func(t *testing.T) {
				for what, create := range map[string]func(context.Context, *clarifai.Client) error{"team": createTeam, "invitation": invite} {
					store := newFakeStore()
					store.post = always(false, test.reply)
					c, _ := storeClient(t, store)
					if err := create(t.Context(), c); testkit.Sentinel(err) != test.is || store.posts != 1 {
						t.Errorf("%s: %d posts, %q: %v", what, store.posts, testkit.Sentinel(err), err)
					}
				}
			})
		}
	})

	t.Run("a request that cannot have arrived is sent again without a lookup", func(t *testing.T) {
		for name, reply := range map[string]testkit.Reply{
			"dial": {Err: testkit.ErrDial}, "429": testkit.Failure(429, 11005), "429 HTML": {Status: 429, Body: "<html>"}, "throttled": testkit.FailureNamed(200, "CONN_THROTTLED"),
		} {
			testkit.RunInFakeTime(t, name, func(t *testing.T) {
				for what, create := range map[string]func(context.Context, *clarifai.Client) error{"team": createTeam, "invitation": invite} {
					store := newFakeStore()
					store.post = func(n int, _ []storeItem) (bool, *testkit.Reply) {
						if n < 4 {
							return false, &reply
						}
						return true, nil
					}
					c, _ := storeClient(t, store)
					if err := create(t.Context(), c); err != nil || store.posts != 4 || store.lists != 0 {
						t.Errorf("%s: %d posts, %d lists, %v", what, store.posts, store.lists, err)
					}
					store = newFakeStore()
					store.post = always(false, reply)
					c, _ = storeClient(t, store)
					tries := 9 // of what comes too soon
					if name == "dial" {
						tries = 5
					}
					if err := create(t.Context(), c); err == nil || errors.Is(err, clarifai.ErrAmbiguous) || store.posts != tries {
						t.Errorf("%s forever: %d posts, %v", what, store.posts, err)
					}
				}
			})
		}
	})
}

func TestCreate_Conflict(t *testing.T) {
	t.Run("a resource that differs is a conflict", func(t *testing.T) {
		for name, reply := range map[string]testkit.Reply{
			"reset": {Err: testkit.ErrReset}, "500": testkit.Failure(500, 0), "409": testkit.Failure(409, 10020), "10020, 400": testkit.Failure(400, 10020),
			"40010": testkit.Failure(400, 40010), "10020, 200": testkit.Failure(200, 10020),
		} {
			testkit.RunInFakeTime(t, name, func(t *testing.T) {
				store := newFakeStore()
				store.put("new", "Another name")
				store.put("new@acme.example", "role-2")
				store.post = always(false, reply)
				c, _ := storeClient(t, store)
				for what, create := range map[string]func(context.Context, *clarifai.Client) error{"team": createTeam, "invitation": invite} {
					before := store.posts
					if err := create(t.Context(), c); testkit.Sentinel(err) != "ErrConflict" || store.posts != before+1 {
						t.Errorf("%s: %d posts, %q: %v", what, store.posts-before, testkit.Sentinel(err), err)
					}
				}
			})
		}
		for name, reply := range map[string]testkit.Reply{"409": testkit.Failure(409, 10020), "40010": testkit.Failure(400, 40010), "10020": testkit.Failure(400, 10020)} {
			testkit.RunInFakeTime(t, "equal but refused, "+name, func(t *testing.T) {
				store := newFakeStore()
				store.put("new", "New")
				store.put("new@acme.example", "role-1")
				store.post = always(false, reply)
				c, _ := storeClient(t, store)
				for what, create := range map[string]func(context.Context, *clarifai.Client) error{"team": createTeam, "invitation": invite} {
					if err := create(t.Context(), c); testkit.Sentinel(err) != "ErrConflict" {
						t.Errorf("%s: %v", what, err)
					}
				}
			})
		}
	})

	testkit.RunWithServer(t, "a server that silently creates nothing is found out", func(t *testing.T, s *clarifaitest.Server) {
		c := s.Client()
		<-time.After(time.Hour) // everything was created long before
		if app, err := c.Apps.Create(t.Context(), "acme", clarifai.CreateAppRequest{ID: "app2", Name: "Other"}); app != nil || !errors.Is(err, clarifai.ErrConflict) {
			t.Errorf("an app that was there: %+v, %v", app, err)
		}
		apps := slices.DeleteFunc(s.Apps(), func(a clarifaitest.App) bool { return a.ID != "app2" })
		if len(apps) != 1 || apps[0].Name == "Other" {
			t.Errorf("the server has %+v", apps)
		}
		col, err := c.Collaborators.Add(t.Context(), "acme", "app", clarifai.AddCollaboratorRequest{UserID: "cy", Scopes: []clarifai.Scope{"Models_Get"}})
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
	}, func(c *clarifaitest.Config) { c.Variants.Exists = clarifaitest.ExistsSilent })

	t.Run("each way to refuse an existing resource is recognized", func(t *testing.T) {
		for _, exists := range []clarifaitest.Exists{clarifaitest.ExistsConflict, clarifaitest.ExistsFailure, clarifaitest.ExistsDuplicateKey} {
			testkit.WithServer(t, func(t *testing.T, s *clarifaitest.Server) {
				client := s.Client()
				if _, err := client.Teams.Create(t.Context(), "acme", clarifai.CreateTeamRequest{ID: "ml", Name: "ML"}); !errors.Is(err, clarifai.ErrConflict) {
					t.Errorf("a team that is there: %v", err)
				}
				if _, err := client.Invitations.Create(t.Context(), "acme", clarifai.CreateInvitationRequest{
					Email: "CY@acme.example", Role: clarifai.MemberRoleUser}); !errors.Is(err, clarifai.ErrConflict) {
					t.Errorf("someone who is invited: %v", err)
				}
				if _, err := client.Organizations.Create(t.Context(), clarifai.CreateOrganizationRequest{
					ID: "acme", Name: "Acme", BillingEmail: "bills@acme.example"}); !errors.Is(err, clarifai.ErrConflict) {
					t.Errorf("an organization that is there: %v", err)
				}
				if _, err := client.Teams.AddMembers(t.Context(), "acme", "ml", []string{"ann", "ben"}); err != nil {
					t.Errorf("someone who is on the team: %v", err)
				}
				if err := client.Teams.AddApps(t.Context(), "acme", "ml", []clarifai.AddTeamAppRequest{
					{AppID: "app", Role: clarifai.TeamRoleModelTrainer}, {AppID: "app2", Role: clarifai.TeamRoleFullAccess}}); err != nil {
					t.Errorf("an app that the team has: %v", err)
				}
				if err := client.Members.Add(t.Context(), "acme", clarifai.AddMemberRequest{UserID: "ann", Role: clarifai.MemberRoleUser}); err != nil {
					t.Errorf("someone who is a member: %v", err)
				}
			}, func(c *clarifaitest.Config) {
				c.Variants.Exists = exists
				c.Variants.AppRole = clarifaitest.AppRoleRefused
			})
		}
	})
}

func TestCreate_LetterCase(t *testing.T) {
	const listed = `"organization_members":[{"user":{"id":"ANN"},"role":{"id":"r"}}],"team_users":[{"user_id":"ANN"}],` +
		`"user":{"id":"ANN","is_starred":true},"organizations":[{"organization":{"id":"ANN","name":"n","billing_email":"b@acme.example"}}]`
	for name, create := range map[string]func(*clarifai.Client) error{
		"a member": func(c *clarifai.Client) error {
			return c.Members.Add(t.Context(), "acme", clarifai.AddMemberRequest{UserID: "Ann", Role: clarifai.MemberRoleByID("r")})
		},
		"a member of a team": func(c *clarifai.Client) error {
			return testkit.ErrorOf(c.Teams.AddMembers(t.Context(), "acme", "ml", []string{"Ann"}))
		},
		"an organization": func(c *clarifai.Client) error {
			return testkit.ErrorOf(c.Organizations.Create(t.Context(), clarifai.CreateOrganizationRequest{ID: "Ann", Name: "n", BillingEmail: "b@acme.example"}))
		},
	} {
		testkit.RunInFakeTime(t, name+" is found by an ID in other letters", func(t *testing.T) {
			c, s := testkit.NewClient(t, func(_ int, r *testkit.Request) testkit.Reply {
				if isWrite(r.Op) {
					return testkit.Reply{Err: testkit.ErrReset}
				}
				if r.URL.Query().Get("page") == "2" {
					return testkit.Success(`"organization_members":[],"team_users":[],"organizations":[]`)
				}
				return testkit.Success(listed)
			}, testkit.WithoutRetries)
			if err := create(c); err != nil {
				t.Errorf("after %d requests: %v", len(s.Requests()), err)
			}
		})
	}
}
