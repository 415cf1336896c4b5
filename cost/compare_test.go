package cost_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/cost"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
)

func TestView_Compare(t *testing.T) {
	rules := cost.Mapping{Rules: []cost.Rule{predict}}
	earlier := usage(usageRow(1, "ada", "", clarifai.UsageModelUsage, 60), usageRow(1, "left", "", clarifai.UsageModelUsage, 30), usageRow(1, "away", "", clarifai.UsageModelUsage, 10))
	earlier.Members = []cost.Member{{ID: "ada"}, {ID: "left"}, {ID: "away"}}
	later := usage(usageRow(1, "Ada", "", clarifai.UsageModelUsage, 10), usageRow(1, "left", "", clarifai.UsageModelUsage, 5), usageRow(1, "new", "", clarifai.UsageModelUsage, 5))
	later.Members = []cost.Member{{ID: "Ada"}, {ID: "new"}}
	before := mustAllocate(t, bill(item("predict", "", "", "10"), item("fee", "", "", "2")), earlier, rules)
	now := mustAllocate(t, bill(item("predict", "", "", "20"), item("fee", "", "", "3")), later, rules)

	changes, err := now.Members.Compare(&before.Members)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range changes {
		got = append(got, fmt.Sprintf("%s %s: %v after %v, %v", c.Kind, c.Key, c.Now, c.Before, c.Difference))
	}
	equalLines(t, "the changes", got,
		"regular Ada: 10.00 after 6.00, 4.00", "departed left: 5.00 after 3.00, 2.00", "regular new: 5.00 after 0.00, 5.00",
		"unexplained fee: no usage is mapped to it: 3.00 after 2.00, 1.00", "regular away: 0.00 after 1.00, -1.00")

	if _, err := now.Members.Compare(&before.Teams); err == nil {
		t.Error("members are compared with teams")
	}
}

// Whatever the two bills, no amount is lost or counted twice.
func TestView_Compare_Sums(t *testing.T) {
	harness.Check(t, func(t *rapid.T) {
		draw := func() *cost.Breakdown {
			s, err := cost.Allocate(drawBill(t), drawUsage(t), drawMapping(t))
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
		now, before := draw(), draw()
		for i, view := range now.Views() {
			changes, err := view.Compare(before.Views()[i])
			if err != nil {
				t.Fatal(err)
			}
			var nows, befores, differences []cost.Money
			for _, c := range changes {
				nows, befores, differences = append(nows, c.Now), append(befores, c.Before), append(differences, c.Difference)
			}
			want, err := now.Total.Sub(before.Total)
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range []struct {
				what string
				sum  []cost.Money
				want cost.Money
			}{{"now", nows, now.Total}, {"before", befores, before.Total}, {"the difference", differences, want}} {
				if sum, err := cost.Sum(c.sum...); err != nil || sum != c.want {
					t.Errorf("by %s: %s sums to %v, want %v (%v)", view.By, c.what, sum, c.want, err)
				}
			}
		}
	})
}
