package clarifai_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestCreateBatch_Results(t *testing.T) {
	t.Run("a batch is split and its results are aligned", func(t *testing.T) {
		store := newFakeStore()
		c, _ := storeClient(t, store, clarifai.WithMaxResponseBytes(1<<20))
		ids := userIDs(300)
		slices.Reverse(ids)
		added, err := c.Teams.AddMembers(t.Context(), "acme", "ml", ids)
		if err != nil {
			t.Fatal(err)
		}
		if store.posts != 3 || store.lists != 0 {
			t.Errorf("%d posts, %d lists", store.posts, store.lists)
		}
		for _, body := range store.bodies {
			if len(body) == 0 || len(body) > 128 {
				t.Errorf("a request of %d items", len(body))
			}
		}
		if len(added) != len(ids) {
			t.Fatalf("%d results", len(added))
		}
		for i, m := range added {
			if m == nil || m.UserID != ids[i] {
				t.Errorf("item %d is %+v", i, m)
			}
		}
	})

	t.Run("a response in another order is aligned", func(t *testing.T) {
		c, _ := testkit.NewClient(t, testkit.Script(testkit.Success(`"teams":[{"id":"c","name":"C"},{"id":"a","name":"A"},{"id":"x","name":"X"},{"id":"b","name":"B"}]`)))
		teams, err := c.Teams.CreateBatch(t.Context(), "acme", []clarifai.CreateTeamRequest{{ID: "a", Name: "A"}, {ID: "b", Name: "B"}, {ID: "c", Name: "C"}})
		if err != nil || teams[0].ID != "a" || teams[1].ID != "b" || teams[2].ID != "c" {
			t.Errorf("Teams.CreateBatch() = %v, %v", teams, err)
		}
	})
}

func TestCreateBatch_Partial(t *testing.T) {
	t.Run("each failed item is named", func(t *testing.T) {
		for name, items := range map[string]string{
			"each with its status":        `{"id":"a","name":"A","status":{"code":10000}},{"id":"b","name":"B","status":{"code":40010,"description":"taken"}},{"id":"c","name":"C","status":{"code":10000}}`,
			"only the failed with one":    `{"id":"b","name":"B","status":{"code":40010,"description":"taken"}}`,
			"no item has one":             `{"id":"a","name":"A"},{"id":"b","name":"B"},{"id":"c","name":"C"}`,
			"only what succeeded, silent": `{"id":"a","name":"A"},{"id":"c","name":"C"}`,
			"nothing":                     ``,
		} {
			for _, status := range []int{207, 200} {
				testkit.RunInFakeTime(t, fmt.Sprint(name, " ", status), func(t *testing.T) {
					store := newFakeStore()
					store.put("b", "Somebody else's")
					store.post = func(_ int, items2 []storeItem) (bool, *testkit.Reply) {
						for _, item := range items2 {
							if item.key != "b" {
								store.put(item.key, item.name)
							}
						}
						return false, &testkit.Reply{Status: status, Body: `{"status":{"code":10010,"description":"Mixed","req_id":"m"},"teams":[` + items + `]}`}
					}
					c, _ := storeClient(t, store)
					teams, err := c.Teams.CreateBatch(t.Context(), "acme", []clarifai.CreateTeamRequest{{ID: "a", Name: "A"}, {ID: "b", Name: "B"}, {ID: "c", Name: "C"}})
					batch, ok := errors.AsType[*clarifai.BatchError](err)
					if !ok || len(batch.Items) != 1 || batch.Items[0].Index != 1 || batch.Total != 3 || !errors.Is(err, clarifai.ErrConflict) {
						t.Fatalf("Teams.CreateBatch() = %v, %v", teams, err)
					}
					if e, ok := errors.AsType[*clarifai.Error](batch.Items[0].Err); !ok || e.RequestID != "m" {
						t.Errorf("the failure is %#v", batch.Items[0].Err)
					}
					if teams[0] == nil || teams[0].ID != "a" || teams[1] != nil || teams[2] == nil || teams[2].ID != "c" {
						t.Errorf("%v", teams)
					}
					if store.posts != 1 || len(store.twice) != 0 {
						t.Errorf("%d posts, twice: %v", store.posts, store.twice)
					}
				})
			}
		}
	})

	t.Run("a success that lists only some items is checked for the others", func(t *testing.T) {
		for _, silent := range []bool{true, false} { // were the others created?
			testkit.RunInFakeTime(t, fmt.Sprint(silent), func(t *testing.T) {
				store := newFakeStore()
				store.post = func(n int, items []storeItem) (bool, *testkit.Reply) {
					if n > 1 {
						return true, nil
					}
					store.put(items[0].key, items[0].name)
					if silent {
						store.put(items[1].key, items[1].name)
					}
					return false, &[]testkit.Reply{testkit.Success(`"teams":[{"id":"a","name":"A"}]`)}[0]
				}
				c, _ := storeClient(t, store)
				teams, err := c.Teams.CreateBatch(t.Context(), "acme", []clarifai.CreateTeamRequest{{ID: "a", Name: "A"}, {ID: "b", Name: "B"}})
				if err != nil || teams[0] == nil || teams[1] == nil || teams[1].ID != "b" || len(store.resources) != 2 || len(store.twice) != 0 {
					t.Errorf("%v, %v, twice %v", teams, err, store.twice)
				}
			})
		}
	})

	testkit.RunInFakeTime(t, "what a lost batch has not created is sent again", func(t *testing.T) {
		store := newFakeStore()
		store.post = func(n int, items []storeItem) (bool, *testkit.Reply) {
			if n > 1 {
				return true, nil
			}
			store.put(items[1].key, items[1].name)
			return false, &testkit.Reply{Err: testkit.ErrReset}
		}
		c, _ := storeClient(t, store)
		teams, err := c.Teams.CreateBatch(t.Context(), "acme", []clarifai.CreateTeamRequest{{ID: "a", Name: "A"}, {ID: "b", Name: "B"}, {ID: "c", Name: "C"}})
		if err != nil || teams[0] == nil || teams[1] == nil || teams[2] == nil {
			t.Errorf("Teams.CreateBatch() = %v, %v", teams, err)
		}
		if store.posts != 2 || !slices.Equal(store.bodies[1], []storeItem{{"a", "A"}, {"c", "C"}}) {
			t.Errorf("posts: %v", store.bodies)
		}
	})

	t.Run("a batch refused for an existing item is sent again without it", func(t *testing.T) {
		for name, reply := range map[string]testkit.Reply{"409": testkit.Failure(409, 10020), "400/10020": testkit.Failure(400, 10020), "400/40010": testkit.Failure(400, 40010)} {
			testkit.RunInFakeTime(t, name, func(t *testing.T) {
				store := newFakeStore()
				store.put("b", "B")
				store.post = func(_ int, items []storeItem) (bool, *testkit.Reply) {
					for _, item := range items {
						if _, ok := store.resources[item.key]; ok {
							return false, &reply
						}
					}
					return true, nil
				}
				c, _ := storeClient(t, store)
				teams, err := c.Teams.CreateBatch(t.Context(), "acme", []clarifai.CreateTeamRequest{{ID: "a", Name: "A"}, {ID: "b", Name: "B"}, {ID: "c", Name: "C"}})
				batch, ok := errors.AsType[*clarifai.BatchError](err)
				if !ok || len(batch.Items) != 1 || batch.Items[0].Index != 1 || testkit.Sentinel(batch.Items[0].Err) != "ErrConflict" {
					t.Errorf("Teams.CreateBatch() = %v", err)
				}
				if store.posts != 2 || len(store.bodies[1]) != 2 || teams[0] == nil || teams[1] != nil || teams[2] == nil {
					t.Errorf("%d posts %v, %v", store.posts, store.bodies, teams)
				}
				store = newFakeStore() // the same with people, who are mailed
				store.put("b@acme.example", "role-1")
				store.post = func(_ int, items []storeItem) (bool, *testkit.Reply) {
					for _, item := range items {
						if _, ok := store.resources[item.key]; ok {
							return false, &reply
						}
					}
					return true, nil
				}
				c, _ = storeClient(t, store)
				people, err := c.Invitations.CreateBatch(t.Context(), "acme", []clarifai.CreateInvitationRequest{
					{Email: "a@acme.example", Role: testkit.SomeRole}, {Email: "b@acme.example", Role: testkit.SomeRole}})
				batch, ok = errors.AsType[*clarifai.BatchError](err)
				if !ok || len(batch.Items) != 1 || batch.Items[0].Index != 1 || people[0] == nil || len(store.twice) != 0 || store.posts != 2 {
					t.Errorf("%d posts, %v, %v", store.posts, people, err)
				}
			})
		}
	})

	t.Run("nothing is sent after a part that was refused as a whole", func(t *testing.T) {
		for name, reply := range map[string]testkit.Reply{"403": testkit.Failure(403, 11007), "401": testkit.Failure(401, 11009), "plan": testkit.Failure(403, 11006), "route": {Status: 404}} {
			synctest.Test(t, func(t *testing.T) {
				store := newFakeStore()
				store.post = func(n int, _ []storeItem) (bool, *testkit.Reply) {
					if n == 2 {
						return false, &reply
					}
					return true, nil
				}
				c, _ := storeClient(t, store)
				added, err := c.Teams.AddMembers(t.Context(), "acme", "ml", userIDs(400))
				batch, ok := errors.AsType[*clarifai.BatchError](err)
				if !ok || store.posts != 2 || len(batch.Items) != 272 || batch.Items[0].Index != 128 || batch.Items[271].Index != 399 {
					t.Fatalf("%s: %d posts, %v", name, store.posts, err)
				}
				for i, m := range added {
					if (m != nil) != (i < 128) {
						t.Errorf("%s: item %d is %v", name, i, m)
					}
				}
				want := testkit.Sentinel(batch.Items[0].Err)
				if want == "" || testkit.Sentinel(batch.Items[271].Err) != "" || !strings.Contains(batch.Items[271].Err.Error(), "not sent") {
					t.Errorf("%s: %q and %v", name, want, batch.Items[271].Err)
				}
				if errors.Is(err, clarifai.ErrAmbiguous) {
					t.Errorf("%s: the outcome of what was not sent is unknown", name)
				}
			})
		}
	})

	t.Run("one bad item does not keep the others out", func(t *testing.T) {
		for name, variant := range map[string]clarifaitest.Batch{
			"atomic": clarifaitest.BatchAtomic, "mixed": clarifaitest.BatchMixed, "unmarked": clarifaitest.BatchUnmarked,
			"omitted": clarifaitest.BatchOmitted, "silent": clarifaitest.BatchSilent,
		} {
			testkit.RunWithServer(t, name, func(t *testing.T, s *clarifaitest.Server) {
				client := s.Client()
				ids := []string{"ben", "nobody", "ann", "owner"}
				added, err := client.Teams.AddMembers(t.Context(), "acme", "ml", ids)
				batch, ok := errors.AsType[*clarifai.BatchError](err)
				if !ok || len(batch.Items) != 1 || batch.Items[0].Index != 1 {
					t.Errorf("adding members: %v", err)
				}
				for i, m := range added {
					if (m == nil) != (i == 1) || m != nil && m.UserID != ids[i] {
						t.Errorf("item %d is %v", i, m)
					}
				}
				if got := s.TeamMembers("acme", "ml"); len(got) != 3 {
					t.Errorf("on the team: %v", got)
				}

				err = client.Teams.AddApps(t.Context(), "acme", "ml", []clarifai.AddTeamAppRequest{
					{AppID: "none", Role: clarifai.TeamRoleFullAccess}, {AppID: "app2", Role: clarifai.TeamRoleFullAccess}})
				batch, ok = errors.AsType[*clarifai.BatchError](err)
				if variant == clarifaitest.BatchSilent { // the response has no list: its success is one
					if err != nil {
						t.Errorf("adding apps: %v", err)
					}
				} else if !ok || len(batch.Items) != 1 || batch.Items[0].Index != 0 {
					t.Errorf("adding apps: %v", err)
				}
				if got := s.TeamApps("acme", "ml"); len(got) != 2 {
					t.Errorf("the team has %v", got)
				}

				var people []clarifai.CreateInvitationRequest
				for i := range 20 {
					people = append(people, clarifai.CreateInvitationRequest{Email: fmt.Sprintf("p%d@acme.example", i), Role: clarifai.MemberRoleUser})
				}
				people[7].Email = "ann@acme.example" // a member already
				_, err = client.Invitations.CreateBatch(t.Context(), "acme", people)
				batch, ok = errors.AsType[*clarifai.BatchError](err)
				if !ok || len(batch.Items) != 1 || batch.Items[0].Index != 7 {
					t.Errorf("inviting: %v", err)
				}
				if got := len(s.Invitations("acme")); got != 20 {
					t.Errorf("%d invitations, want the one that was there and 19", got)
				}
			}, func(c *clarifaitest.Config) { c.Variants.Batch = variant })
		}
	})

	t.Run("a server that refuses every item is not asked about each", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			store := newFakeStore()
			store.post = always(false, testkit.Failure(400, 11100))
			c, _ := storeClient(t, store)
			added, err := c.Teams.AddMembers(t.Context(), "acme", "ml", userIDs(64))
			batch, ok := errors.AsType[*clarifai.BatchError](err)
			if !ok || len(batch.Items) != 64 || slices.ContainsFunc(added, func(m *clarifai.TeamMember) bool { return m != nil }) {
				t.Fatalf("Teams.AddMembers() = %v, %v", added, err)
			}
			alone := 0
			for _, items := range store.bodies {
				if len(items) == 1 {
					alone++
				}
			}
			if alone != 5 || store.posts > 20 {
				t.Errorf("%d requests, %d of them for one item", store.posts, alone)
			}
		})
	})
}

func TestCreateBatch_InvalidInput(t *testing.T) {
	c, s := testkit.NewClient(t, testkit.Script(testkit.Success("")))
	ctx := t.Context()
	late := append(userIDs(200), "U150") // user IDs ignore case
	invite := func(emails ...string) (list []clarifai.CreateInvitationRequest) {
		for _, email := range emails {
			list = append(list, clarifai.CreateInvitationRequest{Email: email, Role: testkit.SomeRole})
		}
		return list
	}
	for name, err := range map[string]error{
		"no teams":        testkit.ErrorOf(c.Teams.CreateBatch(ctx, "acme", nil)),
		"empty teams":     testkit.ErrorOf(c.Teams.CreateBatch(ctx, "acme", []clarifai.CreateTeamRequest{})),
		"no people":       testkit.ErrorOf(c.Invitations.CreateBatch(ctx, "acme", nil)),
		"no members":      testkit.ErrorOf(c.Teams.AddMembers(ctx, "acme", "ml", nil)),
		"no apps":         c.Teams.AddApps(ctx, "acme", "ml", nil),
		"remove nobody":   c.Teams.RemoveMembers(ctx, "acme", "ml", []string{}),
		"remove no apps":  c.Teams.RemoveApps(ctx, "acme", "ml", nil),
		"delete no teams": c.Teams.DeleteBatch(ctx, "acme", nil),
		"star nobody":     c.Users.Star(ctx, nil),
		"unstar nobody":   c.Users.Unstar(ctx, nil),
		"teams twice":     testkit.ErrorOf(c.Teams.CreateBatch(ctx, "acme", []clarifai.CreateTeamRequest{{ID: "a", Name: "A"}, {ID: "a", Name: "B"}})),
		"people twice":    testkit.ErrorOf(c.Invitations.CreateBatch(ctx, "acme", invite("a@acme.example", "b@acme.example", "A@ACME.example"))),
		"members twice":   testkit.ErrorOf(c.Teams.AddMembers(ctx, "acme", "ml", late)),
		"apps twice":      c.Teams.AddApps(ctx, "acme", "ml", []clarifai.AddTeamAppRequest{{AppID: "a", Role: testkit.SomeRole}, {AppID: "a", Role: testkit.SomeRole}}),
		"stars twice":     c.Users.Star(ctx, []string{"a", "A"}),
		"no name":         testkit.ErrorOf(c.Teams.CreateBatch(ctx, "acme", []clarifai.CreateTeamRequest{{ID: "a"}})),
		"no role":         testkit.ErrorOf(c.Invitations.Create(ctx, "acme", clarifai.CreateInvitationRequest{Email: "a@acme.example"})),
		"no email":        testkit.ErrorOf(c.Invitations.CreateBatch(ctx, "acme", invite("a@acme.example", ""))),
		"bad email":       testkit.ErrorOf(c.Invitations.CreateBatch(ctx, "acme", invite("Ann <a@acme.example>"))),
		"nothing to do":   testkit.ErrorOf(c.Teams.Update(ctx, "acme", "ml", clarifai.UpdateTeamRequest{})),
	} {
		if testkit.Sentinel(err) != "ErrInvalid" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := len(s.Requests()); n != 0 {
		t.Errorf("%d requests", n)
	}
}

func TestCreateBatch_LookupReadsEveryPage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newFakeStore()
		for _, id := range userIDs(1100) {
			store.resources["other-"+id] = ""
		}
		store.post = always(true, testkit.Reply{Err: testkit.ErrReset})
		s := &testkit.Transport{Handle: store.paged}
		c, _ := testkit.NewClient(t, s.Handle)
		added, err := c.Teams.AddMembers(t.Context(), "acme", "ml", userIDs(200))
		if err != nil || len(added) != 200 || added[199] == nil || store.posts != 2 {
			t.Errorf("%d posts, %v", store.posts, err)
		}
	})
}
