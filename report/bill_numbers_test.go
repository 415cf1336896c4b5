package report

import (
	"testing"

	"github.com/clarifai-community/clarifai-orgs-go/cost"
)

func TestDollars(t *testing.T) {
	for amount, want := range map[string][3]string{
		"0": {"0.00", "$0.00", "0.00"}, "0.004": {"<0.01", "<$0.01", "+<0.01"}, "-0.004": {">-0.01", ">-$0.01", ">-0.01"},
		"999.994": {"999.99", "$999.99", "+999.99"}, "999.995": {"1,000.00", "$1,000.00", "+1,000.00"}, "-1234567.5": {"-1,234,567.50", "-$1,234,567.50", "-1,234,567.50"},
	} {
		m := cost.MustParseMoney(amount)
		if got := [3]string{dollars(m), signed(m), difference(m)}; got != want {
			t.Errorf("%s is %q, want %q", amount, got, want)
		}
	}
}

func TestAlign(t *testing.T) {
	for _, c := range []struct{ numbers, want []string }{
		{[]string{"1", "0.25", "-3.125", ""}, []string{"1.000", "0.250", "-3.125", "0.000"}},
		{[]string{"8000", "1e3"}, []string{"8000", "1000"}},
		{[]string{"1e-20", "2"}, []string{"0.00000000", "2.00000000"}},
	} {
		var numbers []cost.Decimal
		for _, n := range c.numbers {
			numbers = append(numbers, cost.MustParseDecimal(n))
		}
		for i, n := range align(numbers) {
			if n.String() != c.want[i] {
				t.Errorf("%q is %s, want %s", c.numbers[i], n, c.want[i])
			}
		}
	}
}
