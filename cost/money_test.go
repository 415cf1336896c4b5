package cost_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/big"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/clarifai-community/clarifai-orgs-go/cost"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
)

func anyMoney(t *rapid.T, label string) cost.Money {
	return cost.Micros(rapid.OneOf(rapid.Int64(), rapid.SampledFrom([]int64{math.MinInt64, math.MinInt64 + 1, -1, 0, 1, math.MaxInt64})).Draw(t, label))
}

func TestAllocateLosesAndInventsNothingAndIsFairToTheMicroDollar(t *testing.T) {
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
				t.Fatalf("weights that sum to %v are taken", total)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		sum := new(big.Int)
		more := make([]bool, len(shares)) // who got a micro-dollar of what rounding left over
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
			t.Fatalf("%v by %v gives %v", m, weights, shares)
		}
		for i := range shares {
			for j := range shares {
				if c := rest[i].Cmp(rest[j]); more[j] && !more[i] && (c > 0 || c == 0 && i < j) {
					t.Fatalf("%v by %v gives %v: %d goes before %d", m, weights, shares, i, j)
				}
			}
		}
	})
}

func TestSumsAreExactOrOutOfRangeAndNeverWrap(t *testing.T) {
	harness.Check(t, func(t *rapid.T) {
		a, b := anyMoney(t, "a"), anyMoney(t, "b")
		list := rapid.SliceOf(rapid.Custom(func(t *rapid.T) cost.Money { return anyMoney(t, "one") })).Draw(t, "list")
		check := func(what string, want *big.Int, got cost.Money, err error) {
			if want.IsInt64() != (err == nil) || err == nil && got.Micros() != want.Int64() || err != nil && !errors.Is(err, cost.ErrRange) {
				t.Fatalf("%s is %v (%v), want %v micro-dollars", what, got, err, want)
			}
		}
		x, y := big.NewInt(a.Micros()), big.NewInt(b.Micros())
		got, err := a.Add(b)
		check("the sum", new(big.Int).Add(x, y), got, err)
		got, err = a.Sub(b)
		check("the difference", new(big.Int).Sub(x, y), got, err)
		want := new(big.Int)
		for _, m := range list {
			want.Add(want, big.NewInt(m.Micros()))
		}
		got, err = cost.Sum(list...)
		check("the sum of many", want, got, err)
		if a.Cmp(b) != x.Cmp(y) || a.Sign() != x.Sign() || a.Equal(b) != (a == b) || a.IsZero() != (x.Sign() == 0) {
			t.Fatalf("%v and %v are not told apart", a, b)
		}
	})
}

func TestMoneyComesBackFromTextAndJSONAsItWas(t *testing.T) {
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
	for text, want := range map[string]string{
		"12.5": "12.50", "0": "0.00", "-0.000001": "-0.000001", "007.1": "7.10", "1.234567": "1.234567", "-9223372036854.775808": "-9223372036854.775808",
	} {
		if m, err := cost.ParseMoney(text); err != nil || m.String() != want {
			t.Errorf("%s is %v (%v)", text, m, err)
		}
	}
	for _, text := range []string{"", "-", ".5", "5.", "1.2345678", "1e3", "+1", "$1", "1,000", " 1", "0x1", "٣", "9223372036854.775808", "99999999999999999999"} {
		if m, err := cost.ParseMoney(text); err == nil {
			t.Errorf("%q passes for %v", text, m)
		}
	}
	for text, want := range map[string]string{`12.5`: "12.50", `"12.5"`: "12.50", `null`: "7.00"} {
		m := cost.Micros(7_000_000)
		if err := json.Unmarshal([]byte(text), &m); err != nil || m.String() != want {
			t.Errorf("%s is %v (%v)", text, m, err)
		}
	}
}

func TestANumberIsRoundedOnceHalfToEven(t *testing.T) {
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

func TestAHostileNumberIsRefusedAtOnce(t *testing.T) {
	for _, literal := range []string{"1e401", "1e-401", "1e999999999", "1e-99999999999999999999", string(slices.Repeat([]byte("9"), 401)), "NaN", "Infinity", "0x10", "1_000", "1/3", "01", " 1", "--1", "true", `"1"`, "[1]"} {
		if d, err := cost.ParseDecimal(literal); err == nil {
			t.Errorf("%.20q passes for %v", literal, d)
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
