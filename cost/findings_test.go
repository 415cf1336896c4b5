package cost_test

import (
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/cost"
)

func TestFindings_CountMismatch(t *testing.T) {
	u := usage(usageRow(2, "ada", "a1", clarifai.UsageModelUsage, 100))
	for name, c := range map[string]struct {
		count, tolerance string
		want             bool
	}{
		"equal":                              {"100", "", false},
		"1 % above":                          {"101", "", false},
		"2 % above":                          {"102", "", true},
		"1 % below":                          {"99", "", true}, // relative to the count
		"half":                               {"50", "", true},
		"nothing":                            {"0", "", true},
		"2 % above, within the tolerance":    {"102", "0.02", false},
		"a tenth of 1 % above, no tolerance": {"100.1", "-1", true},
		"equal, no tolerance":                {"100", "-1", false},
	} {
		t.Run(name, func(t *testing.T) {
			m := cost.Mapping{Rules: []cost.Rule{predict}, Tolerance: cost.MustParseDecimal(c.tolerance)}
			b := mustAllocate(t, bill(item("predict", "", c.count, "1")), u, m)
			if got := hasFinding(b, cost.FindingCountMismatch); got != c.want {
				t.Errorf("reported: %v, want %v", got, c.want)
			}
		})
	}
	t.Run("a unit of 1,000", func(t *testing.T) {
		thousands := predict
		thousands.Unit = cost.MustParseDecimal("1000")
		b := mustAllocate(t, bill(item("predict", "", "0.1", "1")), u, cost.Mapping{Rules: []cost.Rule{thousands}})
		if hasFinding(b, cost.FindingCountMismatch) || b.Items[0].Used.String() != "0.1" {
			t.Errorf("used %v, %v", b.Items[0].Used, b.Findings)
		}
	})
}

// Usage outside the cycle, or after the bill was read, is left out and reported.
func TestFindings_ExcludedUsage(t *testing.T) {
	b := bill(item("predict", "1", "1", "1"))
	b.AsOf = november.AddDate(0, 0, 9).Add(15 * time.Hour)
	u := usage(usageRow(0, "early", "", clarifai.UsageModelUsage, 1), usageRow(10, "ada", "", clarifai.UsageModelUsage, 1),
		usageRow(11, "late", "", clarifai.UsageModelUsage, 1), usageRow(31, "next", "", clarifai.UsageModelUsage, 1))
	s := mustAllocate(t, b, u, cost.Mapping{Rules: []cost.Rule{predict}})
	equalLines(t, "members", nonZeroLines(&s.Members), "regular ada 1.00")
	var texts []string
	for _, f := range s.Findings {
		texts = append(texts, f.Text)
	}
	equalLines(t, "findings", texts, "1 rows of usage are of days after the bill was read", "2 rows of usage are outside the cycle")
}
