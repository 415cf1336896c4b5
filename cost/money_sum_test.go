package cost_test

import (
	"errors"
	"fmt"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"github.com/clarifai-community/clarifai-orgs-go/cost"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
)

// Sums are exact, or ErrRange.
func TestMoney_AddSubSum(t *testing.T) {
	t.Run("at the limits and around zero", func(t *testing.T) {
		for _, a := range limits {
			for _, b := range limits {
				checkSums(t, cost.Micros(a), cost.Micros(b))
			}
		}
	})
	t.Run("of any amounts", func(t *testing.T) {
		harness.Check(t, func(t *rapid.T) {
			list := rapid.SliceOf(rapid.Custom(func(t *rapid.T) cost.Money { return anyMoney(t, "one") })).Draw(t, "list")
			checkSums(t, anyMoney(t, "a"), anyMoney(t, "b"), list...)
		})
	})
}

func checkSums(t rapid.TB, a, b cost.Money, list ...cost.Money) {
	check := func(what string, want *big.Int, got cost.Money, err error) {
		t.Helper()
		if want.IsInt64() != (err == nil) || err == nil && got.Micros() != want.Int64() || err != nil && !errors.Is(err, cost.ErrRange) {
			t.Fatalf("%s is %v (%v), want %v micro-dollars", what, got, err, want)
		}
	}
	x, y := big.NewInt(a.Micros()), big.NewInt(b.Micros())
	got, err := a.Add(b)
	check(fmt.Sprint(a, " + ", b), new(big.Int).Add(x, y), got, err)
	got, err = a.Sub(b)
	check(fmt.Sprint(a, " - ", b), new(big.Int).Sub(x, y), got, err)
	want := new(big.Int)
	for _, m := range list {
		want.Add(want, big.NewInt(m.Micros()))
	}
	got, err = cost.Sum(list...)
	check(fmt.Sprint("the sum of ", list), want, got, err)
	if a.Cmp(b) != x.Cmp(y) || a.Sign() != x.Sign() || a.Equal(b) != (a == b) || a.IsZero() != (x.Sign() == 0) {
		t.Fatalf("%v and %v are compared wrongly", a, b)
	}
}
