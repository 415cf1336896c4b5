package cost_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/clarifai-community/clarifai-orgs-go/cost"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
)

// limits are micro-dollars at which signs change or sums overflow.
var limits = []int64{math.MinInt64, math.MinInt64 + 1, -1, 0, 1, math.MaxInt64}

func anyMoney(t *rapid.T, label string) cost.Money {
	return cost.Micros(rapid.OneOf(rapid.Int64(), rapid.SampledFrom(limits)).Draw(t, label))
}

// The shares sum to the amount, each is less than a micro-dollar from its exact
// part, and the largest remainders are rounded up.
func TestMoney_Allocate(t *testing.T) {
	harness.Check(t, func(t *rapid.T) {
		m := anyMoney(t, "amount")
		weights := rapid.SliceOfN(rapid.OneOf(rapid.Int64Range(0, 9), rapid.Int64Range(0, math.MaxInt64)), 1, 12).Draw(t, "weights")
		total := new(big.Int)
		for _, w := range weights {
			total.Add(total, big.NewInt(w))
		}
		shares, err := m.Allocate(weights)
		if total.Sign() == 0 || !total.IsUint64() {
			if err == nil {
				t.Fatalf("weights that sum to %v are accepted", total)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		sum := new(big.Int)
		more := make([]bool, len(shares)) // rounded up
		rest := make([]*big.Int, len(shares))
		for i, share := range shares {
			sum.Add(sum, big.NewInt(share.Micros()))
			exact, remainder := new(big.Int).QuoRem(new(big.Int).Mul(big.NewInt(m.Micros()), big.NewInt(weights[i])), total, new(big.Int))
			off := new(big.Int).Abs(exact.Sub(big.NewInt(share.Micros()), exact))
			rest[i], more[i] = remainder.Abs(remainder), off.Sign() != 0
			if off.Cmp(big.NewInt(1)) > 0 || more[i] && rest[i].Sign() == 0 {
				t.Fatalf("share %d of %v by %v is %v", i, m, weights, share)
			}
		}
		if sum.Cmp(big.NewInt(m.Micros())) != 0 {
			t.Fatalf("%v by %v is %v", m, weights, shares)
		}
		for i := range shares {
			for j := range shares {
				if c := rest[i].Cmp(rest[j]); more[j] && !more[i] && (c > 0 || c == 0 && i < j) {
					t.Fatalf("%v by %v is %v: %d must come before %d", m, weights, shares, i, j)
				}
			}
		}
	})
}

// An amount is the same after it is written as text or JSON and read again.
func TestMoney_TextAndJSON(t *testing.T) {
	harness.Check(t, func(t *rapid.T) {
		m := anyMoney(t, "m")
		parsed, err := cost.ParseMoney(m.String())
		if err != nil || parsed != m {
			t.Fatalf("%v is read as %v (%v)", m, parsed, err)
		}
		data, err := json.Marshal(map[string]cost.Money{"m": m})
		var back map[string]cost.Money
		if err := errors.Join(err, json.Unmarshal(data, &back)); err != nil || back["m"] != m {
			t.Fatalf("%s (%v)", data, err)
		}
		var keys map[cost.Money]int
		data, err = json.Marshal(map[cost.Money]int{m: 1})
		if err := errors.Join(err, json.Unmarshal(data, &keys)); err != nil || keys[m] != 1 {
			t.Fatalf("as a key: %s (%v)", data, err)
		}
	})
}

func TestParseMoney(t *testing.T) {
	for text, want := range map[string]string{
		"12.5": "12.50", "0": "0.00", "-0.000001": "-0.000001", "007.1": "7.10", "1.234567": "1.234567", "-9223372036854.775808": "-9223372036854.775808",
	} {
		if m, err := cost.ParseMoney(text); err != nil || m.String() != want {
			t.Errorf("%s is %v (%v)", text, m, err)
		}
	}
	for _, text := range []string{"", "-", ".5", "5.", "1.2345678", "1e3", "+1", "$1", "1,000", " 1", "0x1", "٣", "9223372036854.775808", "99999999999999999999"} {
		if m, err := cost.ParseMoney(text); err == nil {
			t.Errorf("%q is accepted as %v", text, m)
		}
	}
}

func TestMoney_UnmarshalJSON(t *testing.T) {
	for text, want := range map[string]string{`12.5`: "12.50", `"12.5"`: "12.50", `null`: "7.00"} {
		m := cost.Micros(7_000_000)
		if err := json.Unmarshal([]byte(text), &m); err != nil || m.String() != want {
			t.Errorf("%s is %v (%v)", text, m, err)
		}
	}
}

func TestMustParse(t *testing.T) {
	if m, d := cost.MustParseMoney("12.50"), cost.MustParseDecimal("1e-7"); m != cost.Micros(12_500_000) || d.String() != "1e-7" {
		t.Errorf("%v, %v", m, d)
	}
	for name, parse := range map[string]func(){
		"money": func() { cost.MustParseMoney("1e-7") }, "a decimal": func() { cost.MustParseDecimal("1,5") },
	} {
		func() {
			defer func() {
				if got := fmt.Sprint(recover()); !strings.HasPrefix(got, "cost: ") {
					t.Errorf("%s: %v", name, got)
				}
			}()
			parse()
		}()
	}
}

// An amount that can be parsed is the same after it is written and parsed again.
func FuzzParseMoney(f *testing.F) {
	for _, text := range []string{"0.30000000000000004", "-0.0000005", "9223372036854.775807", "9223372036854.7758075", "1e12", "1E-7", "-0", "00.1", ".5", "1.", "NaN", "0x1p-2", "1_0", "١"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m, err := cost.ParseMoney(text)
		if err != nil {
			return
		}
		again, err := cost.ParseMoney(m.String())
		if err != nil || again != m {
			t.Errorf("%q is %v, which is read as %v (%v)", text, m, again, err)
		}
		data, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		var back cost.Money
		if err := json.Unmarshal(data, &back); err != nil || back != m {
			t.Errorf("%q is written as %s, which is read as %v (%v)", text, data, back, err)
		}
		d, err := cost.ParseDecimal(m.String())
		if err != nil {
			t.Fatalf("%v is an amount but not a decimal: %v", m, err)
		}
		if rounded, err := d.Money(); err != nil || rounded != m {
			t.Errorf("%q is %v as money and %v as a rounded decimal (%v)", text, m, rounded, err)
		}
	})
}

func TestMoney_Text(t *testing.T) {
	for _, c := range []struct {
		money    string
		decimals int
		want     string
	}{
		{"0", 2, "0.00"}, {"12.5", 2, "12.50"}, {"0.004999", 2, "0.00"}, {"0.005", 2, "0.00"}, {"0.015", 2, "0.02"}, {"0.015001", 2, "0.02"},
		{"-0.004", 2, "0.00"}, {"-0.006", 2, "-0.01"}, {"-12.345", 2, "-12.34"}, {"999.995", 2, "1000.00"}, {"0.000001", 6, "0.000001"},
		{"1.5", 0, "2"}, {"2.5", 0, "2"}, {"7", -3, "7"}, {"7", 9, "7.000000"},
		{"-9223372036854.775808", 6, "-9223372036854.775808"}, {"-9223372036854.775808", 0, "-9223372036855"},
	} {
		if got := cost.MustParseMoney(c.money).Text(c.decimals); got != c.want {
			t.Errorf("%s with %d decimals is %s, want %s", c.money, c.decimals, got, c.want)
		}
	}
	harness.Check(t, func(t *rapid.T) {
		m, decimals := cost.Micros(rapid.Int64().Draw(t, "micros")), rapid.IntRange(0, 6).Draw(t, "decimals")
		rounded, ok := new(big.Rat).SetString(m.Text(decimals))
		if !ok {
			t.Fatalf("%v is no number", m.Text(decimals))
		}
		half := new(big.Rat).SetFrac(big.NewInt(1), new(big.Int).Mul(big.NewInt(2), new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(decimals)), nil)))
		off := rounded.Sub(rounded, big.NewRat(m.Micros(), 1_000_000))
		if off.Abs(off).Cmp(half) > 0 {
			t.Errorf("%v becomes %s", m, m.Text(decimals))
		}
	})
}
