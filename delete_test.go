package clarifai_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestDelete_Retry(t *testing.T) {
	t.Run("it is done if an earlier attempt did it", func(t *testing.T) {
		gone := testkit.Failure(404, 11101)
		for name, test := range map[string]struct {
			replies  []testkit.Reply
			is       string
			requests int
		}{
			"done at once":         {[]testkit.Reply{testkit.Success("")}, "", 1},
			"accepted":             {[]testkit.Reply{testkit.Failure(202, 10070)}, "", 1},
			"500 then done":        {[]testkit.Reply{testkit.Failure(500, 0), testkit.Success("")}, "", 2},
			"500 then gone":        {[]testkit.Reply{testkit.Failure(500, 0), gone}, "", 2},
			"dropped then gone":    {[]testkit.Reply{{Err: testkit.ErrReset}, gone}, "", 2},
			"cut then gone":        {[]testkit.Reply{{Status: 200, Body: `{"sta`}, gone}, "", 2},
			"gone at once":         {[]testkit.Reply{gone}, "ErrNotFound", 1},
			"429 then gone":        {[]testkit.Reply{testkit.Failure(429, 11005), gone}, "ErrNotFound", 2},
			"dial then gone":       {[]testkit.Reply{{Err: testkit.ErrDial}, gone}, "ErrNotFound", 2},
			"500 then no route":    {[]testkit.Reply{testkit.Failure(500, 0), {Status: 404}}, "ErrAmbiguous ErrRouteUnavailable", 2},
			"500 for ever":         {[]testkit.Reply{testkit.Failure(500, 0)}, "ErrAmbiguous ErrUnavailable", 5},
			"500 then refused":     {[]testkit.Reply{testkit.Failure(500, 0), testkit.Failure(403, 11007)}, "ErrAmbiguous ErrForbidden", 2},
			"refused":              {[]testkit.Reply{testkit.Failure(403, 11007)}, "ErrForbidden", 1},
			"no route":             {[]testkit.Reply{{Status: 404, Body: "not found"}}, "ErrRouteUnavailable", 1},
			"500 but plan's limit": {[]testkit.Reply{testkit.Failure(500, 11006)}, "ErrPlanLimit", 1},
		} {
			synctest.Test(t, func(t *testing.T) {
				for call, f := range map[string]func(*clarifai.Client) error{
					"organization": func(c *clarifai.Client) error { return c.Organizations.Delete(t.Context(), "acme") },
					"member":       func(c *clarifai.Client) error { return c.Members.Remove(t.Context(), "acme", "ann") },
					"team":         func(c *clarifai.Client) error { return c.Teams.DeleteBatch(t.Context(), "acme", []string{"ml"}) },
					"app":          func(c *clarifai.Client) error { return c.Teams.RemoveApps(t.Context(), "acme", "ml", []string{"app"}) },
				} {
					c, s := testkit.NewClient(t, testkit.Script(test.replies...))
					err := f(c)
					if testkit.Sentinel(err) != test.is || (err == nil) != (test.is == "") || len(s.Requests()) != test.requests {
						t.Errorf("%s, %s: %d requests, %q: %v", name, call, len(s.Requests()), testkit.Sentinel(err), err)
					}
				}
			})
		}
	})

	// First 502 without acting, then 404 with 11101, since "nobody" is not on
	// the team: the server removed no one, and "fired" can still reach the
	// team's apps.
	testkit.RunInFakeTime(t, "several are not done because one was never there", func(t *testing.T) {
		for name, f := range map[string]func(*clarifai.Client) error{
			"RemoveMembers": func(c *clarifai.Client) error {
				return c.Teams.RemoveMembers(t.Context(), "acme", "ml", []string{"fired", "nobody"})
			},
			"Delete": func(c *clarifai.Client) error {
				return c.Teams.DeleteBatch(t.Context(), "acme", []string{"old", "none"})
			},
			"RemoveApps": func(c *clarifai.Client) error {
				return c.Teams.RemoveApps(t.Context(), "acme", "ml", []string{"a", "none"})
			},
		} {
			c, _ := testkit.NewClient(t, testkit.Script(testkit.Reply{Status: 502, Body: "<html>"}, testkit.Failure(404, 11101)))
			if err := f(c); err == nil {
				t.Errorf("%s: success is reported, and nothing was removed", name)
			}
		}
	})

	t.Run("after an unknown outcome what is left is sent again", func(t *testing.T) {
		for _, left := range []string{"", "fired", "fired,other"} { // on the team after the first attempt
			testkit.RunInFakeTime(t, left, func(t *testing.T) {
				var sent []string
				c, _ := testkit.NewClient(t, func(_ int, r *testkit.Request) testkit.Reply {
					if r.Method == "GET" {
						var items []string
						for id := range strings.SplitSeq(left, ",") {
							if r.URL.Query().Get("page") != "1" {
								break
							}
							items = append(items, fmt.Sprintf(`{"team_id":"ml","user_id":%q}`, id))
						}
						return testkit.Success(`"team_users":[` + strings.Join(items, ",") + `]`)
					}
					sent = append(sent, r.Body)
					switch len(sent) {
					case 1:
						return testkit.Reply{Status: 502, Body: "<html>"}
					case 2:
						return testkit.Failure(404, 11101)
					}
					return testkit.Success("")
				})
				err := c.Teams.RemoveMembers(t.Context(), "acme", "ml", []string{"fired", "other", "nobody"})
				want := 3
				if left == "" {
					want = 2
				}
				if err != nil || len(sent) != want {
					t.Fatalf("%d requests, %v", len(sent), err)
				}
				if left != "" && (strings.Contains(sent[2], "nobody") || !strings.Contains(sent[2], "fired") || strings.Contains(sent[2], "other") != strings.Contains(left, "other")) {
					t.Errorf("sent again: %s", sent[2])
				}
			})
		}
		testkit.RunInFakeTime(t, "unreadable", func(t *testing.T) {
			c, _ := testkit.NewClient(t, func(n int, r *testkit.Request) testkit.Reply {
				if r.Method == "GET" {
					return testkit.Failure(403, 11007)
				}
				return testkit.Script(testkit.Reply{Err: testkit.ErrReset}, testkit.Failure(404, 11101))(n, r)
			})
			err := c.Teams.RemoveMembers(t.Context(), "acme", "ml", []string{"fired", "nobody"})
			if !errors.Is(err, clarifai.ErrAmbiguous) || errors.Is(err, clarifai.ErrNotFound) || errors.Is(err, clarifai.ErrForbidden) {
				t.Errorf("%q: Teams.RemoveMembers() = %v", testkit.Sentinel(err), err)
			}
		})
	})
}

func TestDelete_Batch(t *testing.T) {
	t.Run("nothing is sent after a request that was refused", func(t *testing.T) {
		var sizes []int
		c, _ := testkit.NewClient(t, func(n int, r *testkit.Request) testkit.Reply {
			sizes = append(sizes, strings.Count(r.Body, `"u`)-1)
			if n == 2 {
				return testkit.Failure(403, 11007)
			}
			return testkit.Success("")
		})
		err := c.Teams.RemoveMembers(t.Context(), "acme", "ml", userIDs(300))
		batch, ok := errors.AsType[*clarifai.BatchError](err)
		if !ok || !slices.Equal(sizes, []int{128, 128}) || len(batch.Items) != 172 || batch.Items[0].Index != 128 || !errors.Is(err, clarifai.ErrForbidden) {
			t.Errorf("requests of %v: %v", sizes, err)
		}
	})

	t.Run("nothing is sent after an item that was refused", func(t *testing.T) {
		c, s := testkit.NewClient(t, func(n int, r *testkit.Request) testkit.Reply {
			switch {
			case r.Method == "GET":
				return testkit.Success(`"team_users":[]`)
			case n == 1:
				return testkit.Failure(404, 11101)
			}
			return testkit.Failure(403, 11007)
		})
		err := c.Teams.RemoveMembers(t.Context(), "acme", "ml", []string{"ann", "ben", "cy"})
		batch, ok := errors.AsType[*clarifai.BatchError](err)
		if !ok || len(batch.Items) != 3 || testkit.Sentinel(batch.Items[0].Err) != "ErrForbidden" ||
			!strings.Contains(batch.Items[1].Err.Error(), "not sent") || !strings.Contains(batch.Items[2].Err.Error(), "not sent") {
			t.Errorf("Teams.RemoveMembers() = %v", err)
		}
		writes := slices.DeleteFunc(s.Requests(), func(r *testkit.Request) bool { return r.Method == "GET" })
		if len(writes) != 2 || strings.Contains(writes[1].Body, "ben") {
			t.Errorf("%d requests: %v", len(writes), writes)
		}
	})

	testkit.RunInFakeTime(t, "what is there after two partial failures was not removed", func(t *testing.T) {
		mixed := testkit.Reply{Status: 207, Body: `{"status":{"code":10010,"description":"Mixed"}}`}
		c, s := testkit.NewClient(t, func(_ int, r *testkit.Request) testkit.Reply {
			if r.Method == "GET" && r.URL.Query().Get("page") == "1" {
				return testkit.Success(`"team_users":[{"team_id":"ml","user_id":"ann"}]`)
			} else if r.Method == "GET" {
				return testkit.Success(`"team_users":[]`)
			}
			return mixed
		})
		err := c.Teams.RemoveMembers(t.Context(), "acme", "ml", []string{"ann", "ben"})
		batch, ok := errors.AsType[*clarifai.BatchError](err)
		if !ok || len(batch.Items) != 1 || batch.Items[0].Index != 0 || errors.Is(err, clarifai.ErrAmbiguous) {
			t.Errorf("after %d requests: %v", len(s.Requests()), err)
		}
	})
}
