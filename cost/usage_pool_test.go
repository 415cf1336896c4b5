package cost_test

import (
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/cost"
)

func TestUsageOutsideTheCycleOrAfterTheBillIsLeftOutAndTold(t *testing.T) {
	b := bill(item("predict", "1", "1", "1"))
	b.AsOf = november.AddDate(0, 0, 9).Add(15 * time.Hour)
	u := usage(used(0, "early", "", clarifai.UsageModelUsage, 1), used(10, "ada", "", clarifai.UsageModelUsage, 1),
		used(11, "late", "", clarifai.UsageModelUsage, 1), used(31, "next", "", clarifai.UsageModelUsage, 1))
	s := allocation(t, b, u, cost.Mapping{Rules: []cost.Rule{predict}})
	expect(t, "members", shown(&s.Members), "regular ada 1.00")
	var told []string
	for _, f := range s.Findings {
		told = append(told, f.Text)
	}
	expect(t, "findings", told, "1 rows of usage are of days after the bill was read", "2 rows of usage lie outside the cycle")
}
