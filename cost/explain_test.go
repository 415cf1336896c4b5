package cost_test

import (
	"fmt"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/cost"
)

// What no usage explains has a line of its own, unless the mapping spreads it.
func TestItem_Remainders(t *testing.T) {
	u := usage(usageRow(2, "ada", "a1", clarifai.UsageModelUsage, 75), usageRow(3, "bob", "a2", clarifai.UsageModelUsage, 25))
	for name, c := range map[string]struct {
		item clarifai.InvoiceItem
		rest []string
		ada  string
	}{
		"rounding up":     {item("predict", "0.333", "100", "33.304"), []string{"rounding 0.004"}, "24.975"},
		"rounding down":   {item("predict", "0.333", "100", "33.296"), []string{"rounding -0.004"}, "24.975"},
		"beyond price":    {item("predict", "0.10", "100", "12"), []string{"it is more than its price times its count 2.00"}, "7.50"},
		"a discount":      {item("predict", "0.10", "100", "8"), nil, "6.00"},
		"a credit":        {item("predict", "0.10", "100", "-8"), nil, "-6.00"},
		"without a price": {item("predict", "", "100", "8"), nil, "6.00"},
		"beyond usage":    {item("predict", "0.10", "200", "20"), []string{"it counts more than was used 10.00"}, "7.50"},
		"within 1 %":      {item("predict", "0.10", "101", "10.1"), nil, "7.575"},
		"less than used":  {item("predict", "0.10", "50", "5"), nil, "3.75"},
		"not mapped":      {item("other", "0.10", "100", "10"), []string{"no usage is mapped to it 10.00"}, "0.00"},
	} {
		t.Run(name, func(t *testing.T) {
			s := mustAllocate(t, bill(c.item), u, cost.Mapping{Rules: []cost.Rule{predict}})
			var rest []string
			for _, r := range s.Items[0].Remainders {
				rest = append(rest, fmt.Sprintf("%s %v", r.Reason, r.Amount))
			}
			equalLines(t, "rest", rest, c.rest...)
			ada := "0.00"
			if l := s.Members.Line("ada"); l != nil {
				ada = l.Amount.String()
			}
			if ada != c.ada {
				t.Errorf("ada bears %s, want %s", ada, c.ada)
			}
			spread := mustAllocate(t, bill(c.item), u, cost.Mapping{Rules: []cost.Rule{predict}, SpreadUnexplained: true})
			for _, v := range spread.Views() {
				for _, l := range v.Lines {
					if l.Kind == cost.LineUnexplained && name != "not mapped" {
						t.Errorf("by %s: %s is not spread", v.By, l.Key)
					}
				}
			}
		})
	}
}
