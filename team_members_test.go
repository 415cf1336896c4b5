package clarifai_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestTeams_RemoveMembers(t *testing.T) {
	// failures returns the sentinels of each item that failed, by its index.
	failures := func(t *testing.T, err error) map[int]string {
		t.Helper()
		batch, ok := errors.AsType[*clarifai.BatchError](err)
		if !ok {
			t.Fatalf("not a BatchError: %v", err)
		}
		all := make(map[int]string)
		for _, item := range batch.Items {
			all[item.Index] = testkit.Sentinel(item.Err)
		}
		return all
	}
	people := func(n int) (opts []func(*clarifaitest.Config), ids []string) {
		var members []clarifaitest.Member
		for i := range n {
			id := fmt.Sprintf("u%03d", i)
			ids = append(ids, id)
			opts = append(opts, func(c *clarifaitest.Config) {
				c.Users = append(c.Users, clarifaitest.User{ID: id, Email: id + "@big.example"})
			})
			members = append(members, clarifaitest.Member{UserID: id, Role: clarifai.MemberRoleUser})
		}
		return append(opts, func(c *clarifaitest.Config) {
			c.Organizations = append(c.Organizations, clarifaitest.Organization{
				ID: "big", Name: "Big", BillingEmail: "b@big.example", Owner: "owner", Members: members,
				Teams: []clarifaitest.Team{{ID: "all", Name: "All", Members: ids}},
			})
		}), ids
	}

	t.Run("one who is off the team already keeps nobody else on it", func(t *testing.T) {
		for _, list := range [][]string{{"ann", "ben"}, {"ben", "ann"}} {
			testkit.WithServer(t, func(t *testing.T, s *clarifaitest.Server) {
				err := s.Client().Teams.RemoveMembers(t.Context(), "acme", "ml", list)
				if got := failures(t, err); len(got) != 1 || got[slices.Index(list, "ben")] != "ErrNotFound" {
					t.Errorf("failed: %v", got)
				}
				if left := s.TeamMembers("acme", "ml"); len(left) != 0 {
					t.Errorf("still there: %v", left)
				}
			})
		}
	})
	t.Run("of a long list, too", func(t *testing.T) {
		opts, ids := people(300)
		testkit.WithServer(t, func(t *testing.T, s *clarifaitest.Server) {
			c := s.Client()
			if err := c.Teams.RemoveMembers(t.Context(), "big", "all", []string{"u005"}); err != nil {
				t.Fatal(err)
			}
			if got := failures(t, c.Teams.RemoveMembers(t.Context(), "big", "all", ids)); len(got) != 1 || got[5] != "ErrNotFound" {
				t.Errorf("failed: %v", got)
			}
			if left := s.TeamMembers("big", "all"); len(left) != 0 {
				t.Errorf("%d are still there", len(left))
			}
		}, opts...)
	})
	t.Run("a mixed answer is looked up, and later requests are sent", func(t *testing.T) {
		opts, ids := people(300)
		testkit.WithServer(t, func(t *testing.T, s *clarifaitest.Server) {
			c := s.Client()
			if err := c.Teams.RemoveMembers(t.Context(), "big", "all", []string{"u005"}); err != nil {
				t.Fatal(err)
			}
			if err := c.Teams.RemoveMembers(t.Context(), "big", "all", ids); err != nil {
				t.Errorf("all are off the team: %v", err)
			}
			if left := s.TeamMembers("big", "all"); len(left) != 0 {
				t.Errorf("%d are still there", len(left))
			}
		}, append(opts, func(c *clarifaitest.Config) { c.Variants.Batch = clarifaitest.BatchMixed })...)
	})
	t.Run("what was not sent matches no sentinel", func(t *testing.T) {
		opts, ids := people(300)
		testkit.WithServer(t, func(t *testing.T, s *clarifaitest.Server) {
			got := failures(t, s.Client().Teams.RemoveMembers(t.Context(), "big", "all", ids))
			if len(got) != 300 || got[0] != "ErrForbidden" || got[127] != "ErrForbidden" || got[128] != "" || got[299] != "" {
				t.Errorf("failed: %d, %q, %q, %q", len(got), got[0], got[128], got[299])
			}
		}, append(opts, func(c *clarifaitest.Config) {
			c.Faults = append(c.Faults, clarifaitest.Fault{
				Operation: clarifai.OpTeamsRemoveMembers, Count: -1, Kind: clarifaitest.FaultStatus, Status: 403, Code: clarifai.CodeInsufficientScopes})
		})...)
	})
	t.Run("an unknown outcome is of its own request only", func(t *testing.T) {
		opts, ids := people(300)
		testkit.WithServer(t, func(t *testing.T, s *clarifaitest.Server) {
			got := failures(t, s.Client().Teams.RemoveMembers(t.Context(), "big", "all", ids))
			if len(got) != 300 || got[0] != "ErrAmbiguous ErrUnavailable" || got[128] != "" {
				t.Errorf("failed: %d, %q, %q", len(got), got[0], got[128])
			}
		}, append(opts, func(c *clarifaitest.Config) {
			c.Faults = append(c.Faults, clarifaitest.Fault{Operation: clarifai.OpTeamsRemoveMembers, Count: -1, Kind: clarifaitest.FaultDrop})
		})...)
	})
	t.Run("somebody who goes meanwhile does not make the others look gone", func(t *testing.T) {
		posts := 0
		c, _ := testkit.NewClient(t, func(_ int, r *testkit.Request) testkit.Reply {
			if r.Method == http.MethodDelete {
				posts++
				return testkit.Failure(404, 11101)
			}
			if r.URL.Query().Get("page") != "1" {
				return testkit.Success(`"team_users":[]`)
			}
			return testkit.Success(`"team_users":[{"user_id":"ann"},{"user_id":"ben"}]`)
		})
		got := failures(t, c.Teams.RemoveMembers(t.Context(), "acme", "ml", []string{"ann", "ben", "cy"}))
		if len(got) != 3 || got[0] != "" || got[1] != "" || got[2] != "ErrNotFound" || posts != 3 {
			t.Errorf("failed: %v, after %d requests", got, posts)
		}
	})
	t.Run("somebody whom the list does not show is sent alone", func(t *testing.T) {
		c, s := testkit.NewClient(t, func(_ int, r *testkit.Request) testkit.Reply {
			switch {
			case r.Method != http.MethodDelete:
				return testkit.Success(`"team_users":[]`) // ann was skipped, since the pages shifted
			case r.Body == `{"user_ids":["ann"]}`:
				return testkit.Success("")
			}
			return testkit.Failure(404, 11101)
		})
		if got := failures(t, c.Teams.RemoveMembers(t.Context(), "acme", "ml", []string{"ann", "gone"})); len(got) != 1 || got[1] != "ErrNotFound" {
			t.Errorf("failed: %v, after %d requests", got, len(s.Requests()))
		}
	})
	testkit.RunWithServer(t, "somebody who is named twice is sent once", func(t *testing.T, s *clarifaitest.Server) {
		if err := s.Client().Teams.RemoveMembers(t.Context(), "acme", "ml", []string{"ann", "Ann", "ann"}); err != nil || testkit.CountRequests(s, clarifai.OpTeamsRemoveMembers) != 1 {
			t.Errorf("%v, after %d requests", err, testkit.CountRequests(s, clarifai.OpTeamsRemoveMembers))
		}
	})
	testkit.RunWithServer(t, "without retries nothing is sent again", func(t *testing.T, s *clarifaitest.Server) {
		got := failures(t, s.Client().Teams.RemoveMembers(t.Context(), "acme", "ml", []string{"ann", "ben"}, clarifai.WithoutRetry()))
		if n := testkit.CountRequests(s, clarifai.OpTeamsRemoveMembers); n != 1 || len(got) != 2 || got[0] != "" || got[1] != "" {
			t.Errorf("failed: %v, after %d requests", got, n)
		}
	})
	t.Run("a list that cannot be read leaves it open", func(t *testing.T) {
		c, _ := testkit.NewClient(t, func(_ int, r *testkit.Request) testkit.Reply {
			if r.Method == http.MethodDelete {
				return testkit.Failure(404, 11101)
			}
			return testkit.Failure(403, 11007)
		})
		if got := failures(t, c.Teams.RemoveMembers(t.Context(), "acme", "ml", []string{"ann", "ben"})); len(got) != 2 || got[0] != "" || got[1] != "" {
			t.Errorf("failed: %v", got)
		}
	})
}
