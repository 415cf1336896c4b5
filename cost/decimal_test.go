package cost_test

import (
	"encoding/json"
	"errors"
	"math/big"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/clarifai-community/clarifai-orgs-go/cost"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
)

// A number is rounded once, half to even.
func TestDecimal_Money(t *testing.T) {
	for literal, want := range map[string]string{
		"0.30000000000000004": "0.30", "1e-7": "0.00", "0.0000005": "0.00", "0.0000015": "0.000002", "0.0000025": "0.000002", "-0.0000015": "-0.000002",
		"-0.0000005": "0.00", "0.00000050000000000000001": "0.000001", "1.5e3": "1500.00", "": "0.00", "12.299999999999999": "12.30",
	} {
		d, err := cost.ParseDecimal(literal)
		if err != nil {
			t.Fatal(err)
		}
		if m, err := d.Money(); err != nil || m.String() != want {
			t.Errorf("%s is %v (%v), want %s", literal, m, err, want)
		}
	}
	harness.Check(t, func(t *rapid.T) {
		literal := rapid.StringMatching(`-?(0|[1-9][0-9]{0,11})(\.[0-9]{1,9})?`).Draw(t, "literal")
		d, err := cost.ParseDecimal(literal)
		if err != nil || d.String() != literal {
			t.Fatalf("%s is read as %v (%v)", literal, d, err)
		}
		m, err := d.Money()
		if err != nil {
			t.Fatal(err)
		}
		off := new(big.Rat).Sub(d.Rat(), big.NewRat(m.Micros(), 1e6))
		half := off.Abs(off).Cmp(big.NewRat(1, 2e6))
		if half > 0 || half == 0 && m.Micros()%2 != 0 {
			t.Fatalf("%s is rounded to %v", literal, m)
		}
	})
}

func TestParseDecimal_Refused(t *testing.T) {
	for _, literal := range []string{"1e401", "1e-401", "1e999999999", "1e-99999999999999999999", string(slices.Repeat([]byte("9"), 401)), "NaN", "Infinity", "0x10", "1_000", "1/3", "01", " 1", "--1", "true", `"1"`, "[1]"} {
		if d, err := cost.ParseDecimal(literal); err == nil {
			t.Errorf("%.20q is accepted as %v", literal, d)
		}
	}
	d, err := cost.ParseDecimal("1e400")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Money(); !errors.Is(err, cost.ErrRange) || len(err.Error()) > 100 {
		t.Errorf("%v", err)
	}
	for text, want := range map[string]string{`1.50`: "1.50", `"1.50"`: "1.50", `null`: "0"} {
		var d cost.Decimal
		if err := json.Unmarshal([]byte(text), &d); err != nil || d.String() != want {
			t.Errorf("%s is read as %v (%v)", text, d, err)
		}
	}
}

func TestDecimal_Equal(t *testing.T) {
	one := cost.MustParseDecimal("1")
	if !one.Equal(cost.MustParseDecimal("10e-1")) || one.Equal(cost.MustParseDecimal("1.0000000001")) || !(cost.Decimal{}).Equal(cost.MustParseDecimal("0.0")) {
		t.Error("the way in which a number is written counts")
	}
}
