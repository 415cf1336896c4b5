package cost_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/cost"
)

func TestEstimate(t *testing.T) {
	u := usage(usageRow(2, "ada", "a1", clarifai.UsageModelUsage, 1500), usageRow(3, "bob", "a1", clarifai.UsageModelUsage, 500), usageRow(3, "bob", "a1", clarifai.UsageTrainingHours, 7))
	var price cost.Price
	if err := json.Unmarshal([]byte(`{"op_type":"predict","section":"model-usage","unit":1000,"price_per_op":"1.5"}`), &price); err != nil {
		t.Fatal(err)
	}
	s, err := cost.Estimate(u, cost.Mapping{Prices: []cost.Price{price}})
	if err != nil {
		t.Fatal(err)
	}
	t.Run("is the usage at the caller's prices", func(t *testing.T) {
		equalLines(t, "members", nonZeroLines(&s.Members), "regular ada 2.25", "regular bob 0.75")
	})
	t.Run("can be divided by rules without prices", func(t *testing.T) {
		b, err := cost.EstimateBill(u, []cost.Price{price})
		if err != nil {
			t.Fatal(err)
		}
		s, err := cost.Allocate(b, u, cost.Mapping{Rules: []cost.Rule{price.Rule}})
		if err != nil {
			t.Fatal(err)
		}
		equalLines(t, "members", nonZeroLines(&s.Members), "regular ada 2.25", "regular bob 0.75")
	})
	t.Run("is marked everywhere", func(t *testing.T) {
		data, err := json.Marshal(s)
		if err != nil || strings.Contains(string(data), `"estimated":false`) || !s.Estimated {
			t.Errorf("%s, %v", data, err)
		}
		status, err := s.CheckBudgets(cost.Budget{})
		if err != nil || !status[0].Estimated {
			t.Errorf("budgets: %+v, %v", status, err)
		}
	})
	t.Run("needs prices", func(t *testing.T) {
		if _, err := cost.Estimate(u, cost.Mapping{}); err == nil {
			t.Error("no error")
		}
	})
}

func BenchmarkEstimateBill(b *testing.B) {
	_, u, m := largeOrganization(50_000)
	var prices []cost.Price
	for i := range 1_000 {
		rule := m.Rules[i%len(m.Rules)]
		rule.OpType = fmt.Sprintf("op-%d", i)
		prices = append(prices, cost.Price{Rule: rule})
	}
	for b.Loop() {
		if _, err := cost.EstimateBill(u, prices); err != nil {
			b.Fatal(err)
		}
	}
}
