package cost_test

import (
	"encoding/json"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/cost"
)

func TestACountThatDiffersFromItsUsageBeyondTheToleranceIsReported(t *testing.T) {
	u := usage(used(2, "ada", "a1", clarifai.UsageModelUsage, 100))
	for count, want := range map[string]bool{"100": false, "101": false, "102": true, "99": true, "50": true, "0": true} {
		s := allocation(t, bill(item("predict", "", count, "1")), u, cost.Mapping{Rules: []cost.Rule{predict}})
		if got := has(s, cost.FindingCountMismatch); got != want {
			t.Errorf("count %s of usage 100: reported %v", count, got)
		}
	}
	exact := cost.Decimal{}
	s := allocation(t, bill(item("predict", "", "100.1", "1")), u, cost.Mapping{Rules: []cost.Rule{predict}, Tolerance: &exact})
	if !has(s, cost.FindingCountMismatch) {
		t.Error("with a tolerance of 0 a small difference is not reported")
	}
	thousands := predict
	if err := json.Unmarshal([]byte(`"1000"`), &thousands.Unit); err != nil {
		t.Fatal(err)
	}
	s = allocation(t, bill(item("predict", "", "0.1", "1")), u, cost.Mapping{Rules: []cost.Rule{thousands}})
	if has(s, cost.FindingCountMismatch) || s.Items[0].Used.String() != "0.1" {
		t.Errorf("a count in thousands does not fit its usage: %v", s.Findings)
	}
}

func TestABillThatCountsMoreThanWasUsedIsReported(t *testing.T) {
	month(t, func(t *testing.T, s *clarifaitest.Server) {
		got, err := cost.ReadCurrent(t.Context(), s.Client(), "acme", cost.Mapping{Rules: rules()})
		if err != nil {
			t.Fatal(err)
		}
		if !has(got, cost.FindingCountMismatch) || got.Items[1].OpType != "predict" || len(got.Items[1].Remainders) != 1 || got.Items[1].Remainders[0].Reason != cost.ReasonExceedsUsage {
			t.Errorf("%+v, %v", got.Items[1], got.Findings)
		}
	}, clarifaitest.WithOvercountedBill("predict"))
}
