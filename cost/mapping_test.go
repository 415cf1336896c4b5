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
		if err == nil || len(strings.Split(err.Error(), "\n")) != 5 {
			t.Error(err)
		}
	})
}
