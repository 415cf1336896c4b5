package cost_test

import (
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/cost"
)

// Usage of somebody who has left, and usage that names no caller, app or date,
// has lines of its own.
func TestLines_UnknownCallers(t *testing.T) {
	u := usage(usageRow(2, "left", "deleted", clarifai.UsageModelUsage, 1), usageRow(2, "", "", clarifai.UsageModelUsage, 2), usageRow(2, "ada", "a1", clarifai.UsageModelUsage, 3))
	u.Members, u.Teams, u.Apps = []cost.Member{{ID: "ada"}}, []cost.Team{}, []cost.App{{ID: "a1"}}
	u.Rows[1].Date = time.Time{}
	b := bill(item("predict", "1", "6", "6"))
	s := mustAllocate(t, b, u, cost.Mapping{Rules: []cost.Rule{predict}})
	equalLines(t, "members", nonZeroLines(&s.Members), "regular ada 3.00", "unnamed  2.00", "departed left 1.00")
	equalLines(t, "teams", nonZeroLines(&s.Teams), "unassigned  3.00", "unnamed  2.00", "departed  1.00")
	equalLines(t, "apps", nonZeroLines(&s.Apps), "regular a1 3.00", "unnamed  2.00", "departed deleted 1.00")
	equalLines(t, "days", nonZeroLines(&s.Days), "unnamed  2.00", "regular 2026-11-02 4.00")
	u.Members, u.Teams, u.Apps = nil, nil, nil
	s = mustAllocate(t, b, u, cost.Mapping{Rules: []cost.Rule{predict}})
	equalLines(t, "members that are not known", nonZeroLines(&s.Members), "regular ada 3.00", "unnamed  2.00", "regular left 1.00")
}

func TestLines_CallerNamedByEmail(t *testing.T) {
	u := usage(usageRow(2, "ada", "a1", clarifai.UsageModelUsage, 40), usageRow(2, "ada@acme.example", "a1", clarifai.UsageModelUsage, 60))
	u.Members = []cost.Member{{ID: "ada", Email: "Ada@acme.example"}}
	b := mustAllocate(t, bill(item("predict", "0.01", "100", "1")), u, cost.Mapping{Rules: []cost.Rule{predict}})
	equalLines(t, "members", nonZeroLines(&b.Members), "regular ada 1.00")
}
