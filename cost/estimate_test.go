package cost_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/cost"
)

func TestAnEstimateIsUsageAtTheCallersPricesAndSaysSoEverywhere(t *testing.T) {
	u := usage(used(2, "ada", "a1", clarifai.UsageModelUsage, 1500), used(3, "bob", "a1", clarifai.UsageModelUsage, 500), used(3, "bob", "a1", clarifai.UsageTrainingHours, 7))
	var price cost.Price
	if err := json.Unmarshal([]byte(`{"op_type":"predict","section":"model-usage","unit":1000,"price_per_op":"1.5"}`), &price); err != nil {
		t.Fatal(err)
	}
	s, err := cost.Estimate(u, cost.Mapping{Prices: []cost.Price{price}})
	if err != nil {
		t.Fatal(err)
	}
	expect(t, "members", shown(&s.Members), "regular ada 2.25", "regular bob 0.75")
	data, err := json.Marshal(s)
	if err != nil || strings.Contains(string(data), `"estimated":false`) || !s.Estimated {
		t.Errorf("not marked: %s (%v)", data, err)
	}
	status, err := s.CheckBudgets(cost.Budget{})
	if err != nil || !status[0].Estimated {
		t.Errorf("the budget does not say so: %+v (%v)", status, err)
	}
	if _, err := cost.Estimate(u, cost.Mapping{}); err == nil {
		t.Error("an estimate without prices passes")
	}
}

func TestWhereThePATCannotReadTheBillPricesMakeAnEstimate(t *testing.T) {
	month(t, func(t *testing.T, s *clarifaitest.Server) {
		client := s.Client()
		_, err := cost.ReadCurrent(t.Context(), client, "acme", cost.Mapping{Rules: rules()})
		if !errors.Is(err, clarifai.ErrUnauthorized) || !strings.Contains(err.Error(), "WithSessionToken") || !strings.Contains(err.Error(), "prices") {
			t.Errorf("without prices: %v", err)
		}
		var m cost.Mapping
		for i, r := range clarifaitest.Rates() {
			var price cost.Decimal
			if err := price.UnmarshalJSON(fmt.Append(nil, r.PricePerOp)); err != nil {
				t.Fatal(err)
			}
			m.Prices = append(m.Prices, cost.Price{Rule: rules()[i], PricePerOp: price})
		}
		got, err := cost.ReadCurrent(t.Context(), client, "acme", m)
		if err != nil {
			t.Fatal(err)
		}
		withSession := s.Client(clarifai.WithSessionToken(s.SessionToken("owner")))
		truth, err := cost.ReadCurrent(t.Context(), withSession, "acme", cost.Mapping{Rules: rules()})
		if err != nil {
			t.Fatal(err)
		}
		if !got.Estimated || !has(got, cost.FindingNotRead) || truth.Estimated || got.Explained != truth.Explained || got.Members.Line("user-001").Amount != truth.Members.Line("user-001").Amount {
			t.Errorf("estimated %v of %v, %v", got.Explained, truth.Explained, got.Findings)
		}
	}, clarifaitest.WithSessionOnly())
}

func BenchmarkEstimateBill(b *testing.B) {
	_, u, m := large(50_000)
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
