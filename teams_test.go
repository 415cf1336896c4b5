package clarifai_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestTeams_Create(t *testing.T) {
	testkit.RunWithServer(t, "what the server normalizes is a success at once", func(t *testing.T, s *clarifaitest.Server) {
		began := time.Now()
		team, err := s.Client().Teams.Create(t.Context(), "acme", clarifai.CreateTeamRequest{ID: "new", Name: "New "})
		if err != nil || team.Name != "New" || time.Since(began) != 0 || len(s.Requests()) != 1 {
			t.Errorf("got %+v, %v, after %v and %d requests", team, err, time.Since(began), len(s.Requests()))
		}
	}, func(c *clarifaitest.Config) { c.Variants.TrimText = true })
	t.Run("a server that rewrites a name altogether is believed", func(t *testing.T) {
		c, s := testkit.NewClient(t, testkit.Script(testkit.Success(`"teams":[{"id":"new","name":"NEW-TEAM","created_at":"2026-01-02T03:04:05Z"}]`)))
		team, err := c.Teams.Create(t.Context(), "acme", clarifai.CreateTeamRequest{ID: "new", Name: "New team"})
		if err != nil || team.Name != "NEW-TEAM" || len(s.Requests()) != 1 {
			t.Errorf("got %+v, %v, after %d requests", team, err, len(s.Requests()))
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
				reply := testkit.Success(fmt.Sprintf(`"teams":[{"id":"new","name":%q,"created_at":%q}]`, test.name, test.createdAt))
				if test.createdAt == "" {
					reply = testkit.Success(fmt.Sprintf(`"teams":[{"id":"new","name":%q}]`, test.name))
				}
				reply.Header = map[string]string{"Date": test.date}
				c, s := testkit.NewClient(t, testkit.Script(reply))
				team, err := c.Teams.Create(t.Context(), "acme", clarifai.CreateTeamRequest{ID: "new", Name: "New"})
				if errors.Is(err, clarifai.ErrConflict) != test.conflict || (err == nil) == test.conflict || len(s.Requests()) != 1 {
					t.Errorf("got %+v, %v, after %d requests", team, err, len(s.Requests()))
				}
			})
		}
	})
	testkit.RunInFakeTime(t, "the time that attempts took counts", func(t *testing.T) {
		c, _ := testkit.NewClient(t, func(n int, _ *testkit.Request) testkit.Reply {
			if n == 1 {
				reply := testkit.Failure(429, 11005)
				reply.Header = map[string]string{"Retry-After": "300"}
				return reply
			}
			reply := testkit.Success(`"teams":[{"id":"new","name":"Renamed","created_at":"` + time.Now().Add(-4*time.Minute).UTC().Format(time.RFC3339Nano) + `"}]`)
			reply.Header = map[string]string{"Date": time.Now().UTC().Format(http.TimeFormat)}
			return reply
		}, clarifai.WithRetry(clarifai.RetryPolicy{MaxRetryAfter: time.Hour}))
		if _, err := c.Teams.Create(t.Context(), "acme", clarifai.CreateTeamRequest{ID: "new", Name: "New"}); err != nil {
			t.Errorf("created within the call: %v", err)
		}
	})
	testkit.RunWithServer(t, "a lost response is looked up, and a name that was trimmed is recognized", func(t *testing.T, s *clarifaitest.Server) {
		team, err := s.Client().Teams.Create(t.Context(), "acme", clarifai.CreateTeamRequest{ID: "new", Name: " New\r\n"})
		if err != nil || team.Name != "New" || testkit.CountRequests(s, clarifai.OpTeamsCreate) != 1 {
			t.Errorf("got %+v, %v", team, err)
		}
	}, func(c *clarifaitest.Config) { c.Variants.TrimText = true }, testkit.LoseResponse(clarifai.OpTeamsCreate))
	testkit.RunWithServer(t, "a lost response and a team of another name is a conflict", func(t *testing.T, s *clarifaitest.Server) {
		_, err := s.Client().Teams.Create(t.Context(), "acme", clarifai.CreateTeamRequest{ID: "ml", Name: "Something else"})
		if !errors.Is(err, clarifai.ErrConflict) || errors.Is(err, clarifai.ErrAmbiguous) {
			t.Errorf("got %v", err)
		}
	}, func(c *clarifaitest.Config) {
		c.Faults = append(c.Faults, clarifaitest.Fault{Operation: clarifai.OpTeamsCreate, Kind: clarifaitest.FaultDrop})
	})
}

func TestTeams_CreateBatch(t *testing.T) {
	two := []clarifai.CreateTeamRequest{{ID: "a", Name: "A"}, {ID: "b", Name: "B"}}
	t.Run("an ID that the server normalizes is not created twice", func(t *testing.T) {
		for _, list := range [][]clarifai.CreateTeamRequest{{{ID: "ML", Name: "x"}}, {{ID: "ML", Name: "x"}, {ID: "b", Name: "B"}}} {
			synctest.Test(t, func(t *testing.T) {
				posts := 0
				c, _ := testkit.NewClient(t, func(_ int, r *testkit.Request) testkit.Reply {
					if r.Method == http.MethodPost {
						posts++
						return testkit.Success(teamsAnswer(len(list)))
					}
					if r.URL.Query().Get("page") == "1" {
						return testkit.Success(`"teams":[{"id":"ml","name":"x"},{"id":"b","name":"B"}]`)
					}
					return testkit.Success(`"teams":[]`)
				})
				teams, err := c.Teams.CreateBatch(t.Context(), "acme", list)
				if posts != 1 || len(list) == 1 && (err != nil || teams[0].ID != "ml") {
					t.Errorf("%d requests to create: %v, %v", posts, teams, err)
				}
			})
		}
	})
	t.Run("an item that fails transiently in a mixed answer is looked up", func(t *testing.T) {
		c, _ := testkit.NewClient(t, func(_ int, r *testkit.Request) testkit.Reply {
			switch {
			case r.Method == http.MethodPost:
				return testkit.Reply{Status: 207, Body: `{"status":{"code":10010},"teams":[{"id":"a","name":"A","status":{"code":10000}},{"id":"b","name":"B","status":{"code":98009}}]}`}
			case r.URL.Query().Get("page") == "1":
				return testkit.Success(`"teams":[{"id":"a","name":"A"},{"id":"b","name":"B"}]`)
			}
			return testkit.Success(`"teams":[]`)
		})
		if teams, err := c.Teams.CreateBatch(t.Context(), "acme", two); err != nil || teams[1] == nil {
			t.Errorf("got %v, %v", teams, err)
		}
	})
	testkit.RunWithServer(t, "an item that was refused together with another matches no sentinel", func(t *testing.T, s *clarifaitest.Server) {
		_, err := s.Client().Teams.CreateBatch(t.Context(), "acme", []clarifai.CreateTeamRequest{{ID: "new", Name: "New"}, {ID: "ml", Name: "ML"}}, clarifai.WithoutRetry())
		batch, ok := errors.AsType[*clarifai.BatchError](err)
		if !ok || len(batch.Items) != 2 || testkit.Sentinel(batch.Items[0].Err) != "" || testkit.Sentinel(batch.Items[1].Err) != "ErrConflict" {
			t.Errorf("got %v", err)
		}
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
		c, s := testkit.NewClient(t, testkit.Script(testkit.Reply{Status: 204}, testkit.Success(`"team":{"id":"ml","name":"M L"}`)))
		team, err := c.Teams.Update(t.Context(), "acme", "ml", clarifai.UpdateTeamRequest{Name: new("M L")})
		if err != nil || team.Name != "M L" || len(s.Requests()) != 2 {
			t.Errorf("got %+v, %v, after %d requests", team, err, len(s.Requests()))
		}
	})
	testkit.RunWithServer(t, "a name that the server normalizes is a success at once", func(t *testing.T, s *clarifaitest.Server) {
		team, err := s.Client().Teams.Update(t.Context(), "acme", "ml", clarifai.UpdateTeamRequest{Name: new("M L ")})
		if err != nil || team.Name != "M L" || len(s.Requests()) != 1 {
			t.Errorf("got %+v, %v, after %d requests", team, err, len(s.Requests()))
		}
	}, func(c *clarifaitest.Config) { c.Variants.TrimText = true })
	testkit.RunWithServer(t, "a default role that does not show is an error", func(t *testing.T, s *clarifaitest.Server) {
		role := clarifai.TeamRoleFullAccess
		_, err := s.Client().Teams.Update(t.Context(), "acme", "ml", clarifai.UpdateTeamRequest{DefaultRole: &role})
		if err == nil || !strings.Contains(err.Error(), "does not show it") {
			t.Errorf("got %v", err)
		}
	}, func(c *clarifaitest.Config) { c.Variants.IgnoreDefaultRole = true })
}

func TestTeams_Create_DefaultRole(t *testing.T) {
	testkit.WithServer(t, func(t *testing.T, s *clarifaitest.Server) {
		team, err := s.Client().Teams.Create(t.Context(), "acme",
			clarifai.CreateTeamRequest{ID: "new", Name: "New", DefaultRole: clarifai.TeamRoleFullAccess})
		if err == nil || team == nil || team.ID != "new" {
			t.Errorf("got %v, %v", team, err)
		}
	}, func(c *clarifaitest.Config) { c.Variants.IgnoreDefaultRole = true })
}
