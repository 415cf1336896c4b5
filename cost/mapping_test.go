package cost_test

import (
	"strings"
	"testing"

	"github.com/clarifai-community/clarifai-orgs-go/cost"
)

func TestMapping_Validate(t *testing.T) {
	t.Run("the zero mapping is valid", func(t *testing.T) {
		if err := (&cost.Mapping{}).Validate(); err != nil {
			t.Error(err)
		}
	})
	t.Run("every problem is reported", func(t *testing.T) {
		negative := cost.MustParseDecimal("-1")
		m := cost.Mapping{
			Rules:   []cost.Rule{{}, {OpType: "x"}, {OpType: "x", Section: "s", Unit: negative}},
			Prices:  []cost.Price{{Rule: predict, PricePerOp: negative}},
			Centers: cost.Centers{Members: map[string]string{"ada": " "}},
		}
		err := m.Validate()
		if err == nil || len(strings.Split(err.Error(), "\n")) != 6 {
			t.Error(err)
		}
	})
	t.Run("an item has one unit", func(t *testing.T) {
		rule := func(opType, billType, unit string) cost.Rule {
			return cost.Rule{OpType: opType, BillType: billType, Section: "s", Unit: cost.MustParseDecimal(unit)}
		}
		for _, c := range []struct {
			rules []cost.Rule
			want  bool
		}{
			{[]cost.Rule{rule("x", "", "2"), rule("x", "", "3")}, false},
			{[]cost.Rule{rule("x", "m", "2"), rule("x", "m", "3")}, false},
			{[]cost.Rule{rule("x", "m", "2"), rule("x", "", "3")}, false},
			{[]cost.Rule{rule("x", "", "3"), rule("x", "m", "2")}, false},
			{[]cost.Rule{rule("x", "m", "2"), rule("x", "n", "3")}, true},
			{[]cost.Rule{rule("x", "", "2"), rule("y", "", "3")}, true},
			{[]cost.Rule{rule("x", "", "2"), rule("x", "m", "2.0")}, true},
		} {
			var prices []cost.Price
			for _, r := range c.rules {
				prices = append(prices, cost.Price{Rule: r})
			}
			for _, m := range []cost.Mapping{{Rules: c.rules}, {Prices: prices}} {
				if err := m.Validate(); c.want != (err == nil) || err != nil && strings.Count(err.Error(), "same Unit") != 1 {
					t.Errorf("%v: %v", c.rules, err)
				}
			}
		}
	})
}
