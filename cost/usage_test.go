package cost_test

import (
	"errors"
	"math"
	"testing"
	"testing/synctest"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/cost"
)

func TestReadUsage_Period(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := clarifaitest.NewServer(t, clarifaitest.Config{Organizations: []clarifaitest.Organization{{ID: "acme"}}, InMemory: true})
		now := time.Now()
		first, last := time.Unix(math.MinInt64, 0), time.Unix(math.MaxInt64, 0)
		for name, p := range map[string]cost.Period{
			"an end before its start": {Start: now, End: now.AddDate(0, -1, 0)},
			"no day":                  {Start: now, End: now},
			"the earliest start":      {Start: first, End: now},
			"the latest end":          {Start: now, End: last},
			"all of time":             {Start: first, End: last},
			"the zero period":         {},
		} {
			if got, err := cost.ReadUsage(t.Context(), s.Client(), "acme", p); got != nil || err == nil {
				t.Errorf("%s is not refused: %v", name, err)
			}
		}
		if n := len(s.Requests()); n != 0 {
			t.Errorf("%d requests", n)
		}
	})
}

func TestReadUsage_NotPermitted(t *testing.T) {
	withMonth(t, func(t *testing.T, s *clarifaitest.Server) {
		for _, op := range []clarifai.Operation{clarifai.OpMembersList, clarifai.OpTeamsList, clarifai.OpAppsList} {
			s.Inject(clarifaitest.Fault{Operation: op, Kind: clarifaitest.FaultStatus, Status: 403, Code: clarifai.CodeInsufficientScopes})
		}
		now := time.Now()
		period := cost.Period{Start: now.AddDate(0, 0, -7), End: now}

		// What the token may not read is unknown, and the result says so.
		usage, err := cost.ReadUsage(t.Context(), s.Client(), "acme", period)
		if err != nil {
			t.Fatal(err)
		}
		if usage.Members != nil || usage.Teams != nil || usage.Apps != nil || len(usage.Unread) != 3 || len(usage.Rows) == 0 {
			t.Errorf("%d rows, unread %v, members %v, teams %v, apps %v", len(usage.Rows), usage.Unread, usage.Members, usage.Teams, usage.Apps)
		}

		// Any other failure is an error.
		s.Inject(clarifaitest.Fault{Operation: clarifai.OpTeamsList, Kind: clarifaitest.FaultStatus, Status: 500, Count: 99})
		if _, err := cost.ReadUsage(t.Context(), s.Client(), "acme", period); !errors.Is(err, clarifai.ErrUnavailable) {
			t.Errorf("a server that fails: %v", err)
		}
	})
}
