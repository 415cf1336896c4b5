package clarifai_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

func TestTeams_Create(t *testing.T) {
	t.Run("what the server normalizes is a success at once", func(t *testing.T) {
		bubble(t, func(t *testing.T, s *clarifaitest.Server) {
			began := time.Now()
			team, err := s.Client().Teams.Create(t.Context(), "acme", clarifai.CreateTeamRequest{ID: "new", Name: "New "})
			if err != nil || team.Name != "New" || time.Since(began) != 0 || len(s.Requests()) != 1 {
				t.Errorf("got %+v, %v, after %v and %d requests", team, err, time.Since(began), len(s.Requests()))
			}
		}, clarifaitest.WithTrimmedTexts())
	})
	t.Run("a server that rewrites a name altogether is believed", func(t *testing.T) {
		c, s := coreClient(t, coreScript(coreFine(`"teams":[{"id":"new","name":"NEW-TEAM","created_at":"2026-01-02T03:04:05Z"}]`)))
		team, err := c.Teams.Create(t.Context(), "acme", clarifai.CreateTeamRequest{ID: "new", Name: "New team"})
		if err != nil || team.Name != "NEW-TEAM" || len(s.requests()) != 1 {
			t.Errorf("got %+v, %v, after %d requests", team, err, len(s.requests()))
		}
	})
	t.Run("what was there before, by the server's clock, is a conflict if it differs", func(t *testing.T) {
		for name, test := range map[string]struct {
			name, createdAt, date string
			conflict              bool
		}{
			"an hour before":             {"Other", "2026-01-02T02:04:05Z", "Fri, 02 Jan 2026 03:04:05 GMT", true},
			"an hour before, equal":      {"New", "2026-01-02T02:04:05Z", "Fri, 02 Jan 2026 03:04:05 GMT", false},
			"in this second":             {"Other", "2026-01-02T03:04:05Z", "Fri, 02 Jan 2026 03:04:05 GMT", false},
			"by a server in the past":    {"Other", "2001-01-02T03:04:05.9Z", "Tue, 02 Jan 2001 03:04:06 GMT", false},
			"the server has no clock":    {"Other", "2001-01-02T03:04:05Z", "", false},
			"it does not say since when": {"Other", "", "Fri, 02 Jan 2026 03:04:05 GMT", false},
		} {
			t.Run(name, func(t *testing.T) {
				reply := coreFine(fmt.Sprintf(`"teams":[{"id":"new","name":%q,"created_at":%q}]`, test.name, test.createdAt))
				if test.createdAt == "" {
					reply = coreFine(fmt.Sprintf(`"teams":[{"id":"new","name":%q}]`, test.name))
				}
				reply.header = map[string]string{"Date": test.date}
				c, s := coreClient(t, coreScript(reply))
				team, err := c.Teams.Create(t.Context(), "acme", clarifai.CreateTeamRequest{ID: "new", Name: "New"})
				if errors.Is(err, clarifai.ErrConflict) != test.conflict || (err == nil) == test.conflict || len(s.requests()) != 1 {
					t.Errorf("got %+v, %v, after %d requests", team, err, len(s.requests()))
				}
			})
		}
	})
	t.Run("the time that attempts took counts", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			c, _ := coreClient(t, func(n int, _ *coreRequest) coreReply {
				if n == 1 {
					reply := coreFail(429, 11005)
					reply.header = map[string]string{"Retry-After": "30"}
					return reply
				}
				reply := coreFine(`"teams":[{"id":"new","name":"Renamed","created_at":"` + time.Now().Add(-20*time.Second).UTC().Format(time.RFC3339Nano) + `"}]`)
				reply.header = map[string]string{"Date": time.Now().UTC().Format(http.TimeFormat)}
				return reply
			})
			if _, err := c.Teams.Create(t.Context(), "acme", clarifai.CreateTeamRequest{ID: "new", Name: "New"}); err != nil {
				t.Errorf("created within the call: %v", err)
			}
		})
	})
	t.Run("a lost response is looked up, and a name that was trimmed is recognized", func(t *testing.T) {
		bubble(t, func(t *testing.T, s *clarifaitest.Server) {
			team, err := s.Client().Teams.Create(t.Context(), "acme", clarifai.CreateTeamRequest{ID: "new", Name: " New\r\n"})
			if err != nil || team.Name != "New" || requests(s, clarifai.OpTeamsCreate) != 1 {
				t.Errorf("got %+v, %v", team, err)
			}
		}, clarifaitest.WithTrimmedTexts(), lost(clarifai.OpTeamsCreate))
	})
	t.Run("a lost response and a team of another name is a conflict", func(t *testing.T) {
		bubble(t, func(t *testing.T, s *clarifaitest.Server) {
			_, err := s.Client().Teams.Create(t.Context(), "acme", clarifai.CreateTeamRequest{ID: "ml", Name: "Something else"})
			if !errors.Is(err, clarifai.ErrConflict) || errors.Is(err, clarifai.ErrAmbiguous) {
				t.Errorf("got %v", err)
			}
		}, clarifaitest.WithFaults(clarifaitest.Fault{Operation: clarifai.OpTeamsCreate, Kind: clarifaitest.FaultDrop}))
	})
}

func TestTeams_CreateBatch(t *testing.T) {
	two := []clarifai.CreateTeamRequest{{ID: "a", Name: "A"}, {ID: "b", Name: "B"}}
	t.Run("an ID that the server normalizes is not created twice", func(t *testing.T) {
		for _, list := range [][]clarifai.CreateTeamRequest{{{ID: "ML", Name: "x"}}, {{ID: "ML", Name: "x"}, {ID: "b", Name: "B"}}} {
			synctest.Test(t, func(t *testing.T) {
				posts := 0
				c, _ := coreClient(t, func(_ int, r *coreRequest) coreReply {
					if r.Method == http.MethodPost {
						posts++
						return coreFine(teamsAnswer(len(list)))
					}
					if r.URL.Query().Get("page") == "1" {
						return coreFine(`"teams":[{"id":"ml","name":"x"},{"id":"b","name":"B"}]`)
					}
					return coreFine(`"teams":[]`)
				})
				teams, err := c.Teams.CreateBatch(t.Context(), "acme", list)
				if posts != 1 || len(list) == 1 && (err != nil || teams[0].ID != "ml") {
					t.Errorf("%d requests to create: %v, %v", posts, teams, err)
				}
			})
		}
	})
	t.Run("an item that fails transiently in a mixed answer is looked up", func(t *testing.T) {
		c, _ := coreClient(t, func(_ int, r *coreRequest) coreReply {
			switch {
			case r.Method == http.MethodPost:
				return coreReply{status: 207, body: `{"status":{"code":10010},"teams":[{"id":"a","name":"A","status":{"code":10000}},{"id":"b","name":"B","status":{"code":98009}}]}`}
			case r.URL.Query().Get("page") == "1":
				return coreFine(`"teams":[{"id":"a","name":"A"},{"id":"b","name":"B"}]`)
			}
			return coreFine(`"teams":[]`)
		})
		if teams, err := c.Teams.CreateBatch(t.Context(), "acme", two); err != nil || teams[1] == nil {
			t.Errorf("got %v, %v", teams, err)
		}
	})
	t.Run("an item that was refused together with another matches no sentinel", func(t *testing.T) {
		bubble(t, func(t *testing.T, s *clarifaitest.Server) {
			_, err := s.Client().Teams.CreateBatch(t.Context(), "acme", []clarifai.CreateTeamRequest{{ID: "new", Name: "New"}, {ID: "ml", Name: "ML"}}, clarifai.WithoutRetry())
			batch, ok := errors.AsType[*clarifai.BatchError](err)
			if !ok || len(batch.Items) != 2 || coreIs(batch.Items[0].Err) != "" || coreIs(batch.Items[1].Err) != "ErrConflict" {
				t.Errorf("got %v", err)
			}
		})
	})
}

func teamsAnswer(n int) string {
	if n == 1 {
		return `"teams":[{"id":"ml","name":"x"}]`
	}
	return `"teams":[{"id":"ml","name":"x"},{"id":"b","name":"B"}]`
}

func TestTeams_Update(t *testing.T) {
	t.Run("a success without a body is looked up", func(t *testing.T) {
		c, s := coreClient(t, coreScript(coreReply{status: 204}, coreFine(`"team":{"id":"ml","name":"M L"}`)))
		team, err := c.Teams.Update(t.Context(), "acme", "ml", clarifai.UpdateTeamRequest{Name: new("M L")})
		if err != nil || team.Name != "M L" || len(s.requests()) != 2 {
			t.Errorf("got %+v, %v, after %d requests", team, err, len(s.requests()))
		}
	})
	t.Run("a name that the server normalizes is a success at once", func(t *testing.T) {
		bubble(t, func(t *testing.T, s *clarifaitest.Server) {
			team, err := s.Client().Teams.Update(t.Context(), "acme", "ml", clarifai.UpdateTeamRequest{Name: new("M L ")})
			if err != nil || team.Name != "M L" || len(s.Requests()) != 1 {
				t.Errorf("got %+v, %v, after %d requests", team, err, len(s.Requests()))
			}
		}, clarifaitest.WithTrimmedTexts())
	})
	t.Run("a default role that does not show is an error", func(t *testing.T) {
		bubble(t, func(t *testing.T, s *clarifaitest.Server) {
			role := clarifai.TeamRoleFullAccess
			_, err := s.Client().Teams.Update(t.Context(), "acme", "ml", clarifai.UpdateTeamRequest{DefaultRole: &role})
			if err == nil || !strings.Contains(err.Error(), "does not show it") {
				t.Errorf("got %v", err)
			}
		}, clarifaitest.WithIgnoredDefaultRole())
	})
}

func TestTeams_AddApps(t *testing.T) {
	t.Run("a plain success takes one request, however many apps the team has", func(t *testing.T) {
		bubble(t, func(t *testing.T, s *clarifaitest.Server) {
			role := clarifai.RoleID(s.RoleID(clarifai.TeamRoleFullAccess, clarifai.RoleTypeTeam))
			if err := s.Client().Teams.AddApps(t.Context(), "acme", "ml", []clarifai.AddTeamAppRequest{{AppID: "app2", Role: role}}); err != nil || len(s.Requests()) != 1 {
				t.Errorf("%v, after %d requests", err, len(s.Requests()))
			}
		})
	})
	t.Run("a role that differs is a conflict at once where the server refuses", func(t *testing.T) {
		bubble(t, func(t *testing.T, s *clarifaitest.Server) {
			began := time.Now()
			err := s.Client().Teams.AddApps(t.Context(), "acme", "ml", []clarifai.AddTeamAppRequest{{AppID: "app", Role: clarifai.TeamRoleFullAccess}})
			if !errors.Is(err, clarifai.ErrConflict) || time.Since(began) != 0 {
				t.Errorf("%v, after %v", err, time.Since(began))
			}
		}, clarifaitest.WithAppRole(clarifaitest.AppRoleRefused))
	})
}

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
			all[item.Index] = coreIs(item.Err)
		}
		return all
	}
	people := func(n int) (opts []clarifaitest.Option, ids []string) {
		var members []clarifaitest.Member
		for i := range n {
			id := fmt.Sprintf("u%03d", i)
			ids = append(ids, id)
			opts = append(opts, clarifaitest.WithUser(clarifaitest.User{ID: id, Email: id + "@big.example"}))
			members = append(members, clarifaitest.Member{UserID: id, Role: clarifai.RoleOrganizationUser})
		}
		return append(opts, clarifaitest.WithOrganization(clarifaitest.Organization{
			ID: "big", Name: "Big", BillingEmail: "b@big.example", Owner: "owner", Members: members,
			Teams: []clarifaitest.Team{{ID: "all", Name: "All", Members: ids}},
		})), ids
	}

	t.Run("one who is off the team already keeps nobody else on it", func(t *testing.T) {
		for _, list := range [][]string{{"ann", "ben"}, {"ben", "ann"}} {
			bubble(t, func(t *testing.T, s *clarifaitest.Server) {
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
		bubble(t, func(t *testing.T, s *clarifaitest.Server) {
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
		bubble(t, func(t *testing.T, s *clarifaitest.Server) {
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
		}, append(opts, clarifaitest.WithBatch(clarifaitest.BatchMixed))...)
	})
	t.Run("what was not sent matches no sentinel", func(t *testing.T) {
		opts, ids := people(300)
		bubble(t, func(t *testing.T, s *clarifaitest.Server) {
			got := failures(t, s.Client().Teams.RemoveMembers(t.Context(), "big", "all", ids))
			if len(got) != 300 || got[0] != "ErrForbidden" || got[127] != "ErrForbidden" || got[128] != "" || got[299] != "" {
				t.Errorf("failed: %d, %q, %q, %q", len(got), got[0], got[128], got[299])
			}
		}, append(opts, clarifaitest.WithFaults(clarifaitest.Fault{
			Operation: clarifai.OpTeamsRemoveMembers, Count: -1, Kind: clarifaitest.FaultStatus, Status: 403, Code: clarifai.CodeInsufficientScopes}))...)
	})
	t.Run("an unknown outcome is of its own request only", func(t *testing.T) {
		opts, ids := people(300)
		bubble(t, func(t *testing.T, s *clarifaitest.Server) {
			got := failures(t, s.Client().Teams.RemoveMembers(t.Context(), "big", "all", ids))
			if len(got) != 300 || got[0] != "ErrAmbiguous ErrUnavailable" || got[128] != "" {
				t.Errorf("failed: %d, %q, %q", len(got), got[0], got[128])
			}
		}, append(opts, clarifaitest.WithFaults(clarifaitest.Fault{Operation: clarifai.OpTeamsRemoveMembers, Count: -1, Kind: clarifaitest.FaultDrop}))...)
	})
	t.Run("somebody who goes meanwhile does not make the others look gone", func(t *testing.T) {
		posts := 0
		c, _ := coreClient(t, func(_ int, r *coreRequest) coreReply {
			if r.Method == http.MethodDelete {
				posts++
				return coreFail(404, 11101)
			}
			if r.URL.Query().Get("page") != "1" {
				return coreFine(`"team_users":[]`)
			}
			return coreFine(`"team_users":[{"user_id":"ann"},{"user_id":"ben"}]`)
		})
		got := failures(t, c.Teams.RemoveMembers(t.Context(), "acme", "ml", []string{"ann", "ben", "cy"}))
		if len(got) != 3 || got[0] != "" || got[1] != "" || got[2] != "ErrNotFound" || posts != 3 {
			t.Errorf("failed: %v, after %d requests", got, posts)
		}
	})
	t.Run("somebody whom the list does not show is sent alone", func(t *testing.T) {
		c, s := coreClient(t, func(_ int, r *coreRequest) coreReply {
			switch {
			case r.Method != http.MethodDelete:
				return coreFine(`"team_users":[]`) // ann was skipped, since the pages shifted
			case r.body == `{"user_ids":["ann"]}`:
				return coreFine("")
			}
			return coreFail(404, 11101)
		})
		if got := failures(t, c.Teams.RemoveMembers(t.Context(), "acme", "ml", []string{"ann", "gone"})); len(got) != 1 || got[1] != "ErrNotFound" {
			t.Errorf("failed: %v, after %d requests", got, len(s.requests()))
		}
	})
	t.Run("somebody who is named twice is sent once", func(t *testing.T) {
		bubble(t, func(t *testing.T, s *clarifaitest.Server) {
			if err := s.Client().Teams.RemoveMembers(t.Context(), "acme", "ml", []string{"ann", "Ann", "ann"}); err != nil || requests(s, clarifai.OpTeamsRemoveMembers) != 1 {
				t.Errorf("%v, after %d requests", err, requests(s, clarifai.OpTeamsRemoveMembers))
			}
		})
	})
	t.Run("without retries nothing is sent again", func(t *testing.T) {
		bubble(t, func(t *testing.T, s *clarifaitest.Server) {
			got := failures(t, s.Client().Teams.RemoveMembers(t.Context(), "acme", "ml", []string{"ann", "ben"}, clarifai.WithoutRetry()))
			if n := requests(s, clarifai.OpTeamsRemoveMembers); n != 1 || len(got) != 2 || got[0] != "" || got[1] != "" {
				t.Errorf("failed: %v, after %d requests", got, n)
			}
		})
	})
	t.Run("a list that cannot be read leaves it open", func(t *testing.T) {
		c, _ := coreClient(t, func(_ int, r *coreRequest) coreReply {
			if r.Method == http.MethodDelete {
				return coreFail(404, 11101)
			}
			return coreFail(403, 11007)
		})
		if got := failures(t, c.Teams.RemoveMembers(t.Context(), "acme", "ml", []string{"ann", "ben"})); len(got) != 2 || got[0] != "" || got[1] != "" {
			t.Errorf("failed: %v", got)
		}
	})
}
