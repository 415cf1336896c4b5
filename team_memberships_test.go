package clarifai_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

// membersOfTeams responds as an organization with teams of one member each, whose
// ID is "u-" and the team's. A reply of override takes the place of a list.
func membersOfTeams(teams int, override func(teamID string) *testkit.Reply) func(int, *testkit.Request) testkit.Reply {
	return func(n int, r *testkit.Request) testkit.Reply {
		if r.Op == clarifai.OpTeamsList {
			return testkit.PagedList("teams", teams, 0)(n, r)
		}
		teamID := strings.Split(r.URL.Path, "/")[5]
		if override != nil {
			if reply := override(teamID); reply != nil {
				return *reply
			}
		}
		if testkit.PastFirstPage(r.Request) {
			return testkit.Success(`"team_users":[]`)
		}
		return testkit.Success(fmt.Sprintf(`"team_users":[{"team_id":%q,"user_id":"u-%s"}]`, teamID, teamID))
	}
}

func TestTeams_ListMemberships(t *testing.T) {
	testkit.RunWithServer(t, "every team is listed with its members", func(t *testing.T, s *clarifaitest.Server) {
		memberships, err := s.Client().Teams.ListMemberships(t.Context(), "acme")
		if err != nil {
			t.Fatal(err)
		}
		if len(memberships) != 3 || memberships[2].Team.ID != "empty" || memberships[2].Members == nil {
			t.Errorf("got %+v", memberships)
		}
		if ids := testkit.TeamIDs(memberships.TeamsOf("ANN")); strings.Join(ids, " ") != "ml ops" {
			t.Errorf("ann is on %v", ids)
		}
		if teams := memberships.TeamsOf("cy"); len(teams) != 0 {
			t.Errorf("cy is on %v", teams)
		}
		if members := memberships.MembersOf("ops"); len(members) != 2 || members[0].UserID != "ann" || members[1].UserID != "ben" {
			t.Errorf("on ops are %+v", members)
		}
		if members := memberships.MembersOf("none"); len(members) != 0 {
			t.Errorf("on a team that does not exist are %+v", members)
		}
	}, func(c *clarifaitest.Config) {
		c.Organizations[0].Teams = append(c.Organizations[0].Teams,
			clarifaitest.Team{ID: "ops", Name: "Ops", Members: []string{"ann", "ben"}}, clarifaitest.Team{ID: "empty", Name: "Empty"})
	})
	testkit.RunInFakeTime(t, "four teams are read at a time, each within the limiter", func(t *testing.T) {
		var now, most, waits atomic.Int64
		handle := membersOfTeams(10, nil)
		c, s := testkit.NewClient(t, func(n int, r *testkit.Request) testkit.Reply {
			most.Store(max(most.Load(), now.Add(1)))
			defer now.Add(-1)
			<-time.After(time.Second)
			return handle(n, r)
		}, clarifai.WithLimiter(testkit.LimiterFunc(func(context.Context) error {
			waits.Add(1)
			return nil
		})))
		memberships, err := c.Teams.ListMemberships(t.Context(), "acme")
		if err != nil || len(memberships) != 10 || most.Load() != 4 || int(waits.Load()) != len(s.Requests()) {
			t.Errorf("got %d teams, %v, %d requests at a time, %d waits for %d requests",
				len(memberships), err, most.Load(), waits.Load(), len(s.Requests()))
		}
		for n, m := range memberships {
			if id := fmt.Sprintf("i%d", n); m.Team.ID != id || len(m.Members) != 1 || m.Members[0].UserID != "u-"+id {
				t.Errorf("team %d is %+v", n, m)
			}
		}
	})
	t.Run("a team that is listed twice is read once", func(t *testing.T) {
		c, s := testkit.NewClient(t, func(_ int, r *testkit.Request) testkit.Reply {
			switch page := r.URL.Query().Get("page"); {
			case r.Op == clarifai.OpTeamsListMembers:
				return testkit.Success(`"team_users":[]`)
			case page == "1":
				return testkit.Success(`"teams":[{"id":"a"},{"id":"b"}]`)
			case page == "2":
				return testkit.Success(`"teams":[{"id":"b"},{"id":"c"}]`)
			}
			return testkit.Success(`"teams":[]`)
		})
		memberships, err := c.Teams.ListMemberships(t.Context(), "acme")
		if err != nil || len(memberships) != 3 || len(s.Requests()) != 3+3 {
			t.Errorf("got %+v, %v, after %d requests", memberships, err, len(s.Requests()))
		}
	})
	t.Run("a member who is listed twice is there once", func(t *testing.T) {
		c, _ := testkit.NewClient(t, func(n int, r *testkit.Request) testkit.Reply {
			switch {
			case r.Op == clarifai.OpTeamsList:
				return testkit.PagedList("teams", 1, 0)(n, r)
			case testkit.PastFirstPage(r.Request):
				return testkit.Success(`"team_users":[]`)
			}
			return testkit.Success(`"team_users":[{"user_id":"ann"},{"user_id":"ben"},{"user_id":"ANN"}]`)
		})
		memberships, err := c.Teams.ListMemberships(t.Context(), "acme")
		if err != nil || len(memberships) != 1 || len(memberships[0].Members) != 2 || len(memberships.TeamsOf("ann")) != 1 {
			t.Errorf("got %+v, %v", memberships, err)
		}
	})
	t.Run("one list that fails fails all", func(t *testing.T) {
		c, s := testkit.NewClient(t, membersOfTeams(100, func(teamID string) *testkit.Reply {
			if teamID != "i7" {
				return nil
			}
			reply := testkit.Failure(403, 11007)
			return &reply
		}))
		var response clarifai.Response
		memberships, err := c.Teams.ListMemberships(t.Context(), "acme", clarifai.WithResponse(&response))
		if memberships != nil || !errors.Is(err, clarifai.ErrForbidden) || !strings.Contains(err.Error(), "i7") {
			t.Errorf("got %+v, %v", memberships, err)
		}
		if response.HTTPStatus != 403 {
			t.Errorf("the response stored is %+v", response)
		}
		if n := len(s.Requests()); n > 2+2*12 {
			t.Errorf("%d requests: lists are read on after the failure", n)
		}
	})
	t.Run("teams that cannot be read fail all", func(t *testing.T) {
		c, s := testkit.NewClient(t, testkit.Script(testkit.Failure(403, 11007)))
		if memberships, err := c.Teams.ListMemberships(t.Context(), "acme"); memberships != nil || !errors.Is(err, clarifai.ErrForbidden) || len(s.Requests()) != 1 {
			t.Errorf("got %+v, %v, after %d requests", memberships, err, len(s.Requests()))
		}
	})
	t.Run("the response of the last team is stored", func(t *testing.T) {
		var response clarifai.Response
		c, _ := testkit.NewClient(t, membersOfTeams(9, func(teamID string) *testkit.Reply {
			reply := testkit.Success(`"team_users":[]`)
			reply.Header = map[string]string{"X-Team": teamID}
			return &reply
		}))
		if _, err := c.Teams.ListMemberships(t.Context(), "acme", clarifai.WithResponse(&response)); err != nil || response.Header.Get("X-Team") != "i8" {
			t.Errorf("got %+v, %v", response, err)
		}
	})
	t.Run("a panic reaches the caller and leaves no goroutine", func(t *testing.T) {
		ignore := goleak.IgnoreCurrent()
		c, _ := testkit.NewClient(t, membersOfTeams(20, func(teamID string) *testkit.Reply {
			if teamID == "i3" {
				panic("transport")
			}
			return nil
		}))
		if got := testkit.PanicOf(func() { _, _ = c.Teams.ListMemberships(t.Context(), "acme") }); got != "transport" {
			t.Errorf("it panics with %v", got)
		}
		goleak.VerifyNone(t, ignore)
	})
	t.Run("a context that ends ends the reading", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		c, _ := testkit.NewClient(t, membersOfTeams(20, func(string) *testkit.Reply {
			cancel()
			return nil
		}))
		if memberships, err := c.Teams.ListMemberships(ctx, "acme"); memberships != nil || !errors.Is(err, context.Canceled) {
			t.Errorf("got %+v, %v", memberships, err)
		}
	})
}
