package report

import (
	"fmt"
	"math"
	"math/big"
	"strings"

	"github.com/clarifai-community/clarifai-orgs-go/cost"
)

// dollars returns an amount in cents, such as "1,234.50". An amount that is not zero
// and rounds to zero is "<0.01".
func dollars(m cost.Money) string {
	text := m.Text(2)
	switch {
	case text == "0.00" && m.Sign() > 0:
		return "<0.01"
	case text == "0.00" && m.Sign() < 0:
		return ">-0.01"
	}
	return grouped(text)
}

// signed returns an amount with its currency, such as "-$12.50".
func signed(m cost.Money) string {
	text := dollars(m)
	sign := text[:len(text)-len(strings.TrimLeft(text, "<>-"))]
	return sign + "$" + text[len(sign):]
}

// difference returns a difference with its sign, such as "+12.50".
func difference(m cost.Money) string {
	if m.Sign() > 0 {
		return "+" + dollars(m)
	}
	return dollars(m)
}

// grouped returns a number with a comma before each group of three digits.
func grouped(number string) string {
	digits, negative := strings.CutPrefix(number, "-")
	whole, fraction, point := strings.Cut(digits, ".")
	var groups []string
	for len(whole) > 3 {
		groups = append([]string{whole[len(whole)-3:]}, groups...)
		whole = whole[:len(whole)-3]
	}
	text := strings.Join(append([]string{whole}, groups...), ",")
	if point {
		text += "." + fraction
	}
	if negative {
		return "-" + text
	}
	return text
}

// maxDecimals is the maximum number of decimals of a price or a count.
const maxDecimals = 8

// align returns numbers with the same number of decimals, as many as one of them
// needs.
func align(numbers []cost.Decimal) []cost.Decimal {
	decimals := 0
	for _, n := range numbers {
		decimals = max(decimals, decimalsOf(n.Rat()))
	}
	aligned := make([]cost.Decimal, len(numbers))
	for i, n := range numbers {
		aligned[i] = fixed(n, decimals)
	}
	return aligned
}

func decimalsOf(r *big.Rat) int {
	n, exact := r.FloatPrec()
	if !exact {
		return maxDecimals
	}
	return min(n, maxDecimals)
}

// fixed returns a number with a number of decimals.
func fixed(n cost.Decimal, decimals int) cost.Decimal {
	text, err := cost.ParseDecimal(n.Rat().FloatString(decimals))
	if err != nil {
		return n // too long to write out
	}
	return text
}

func nonZero(n cost.Decimal) string {
	if n.IsZero() {
		return ""
	}
	return grouped(n.String())
}

// countsText returns what a line used, such as "1,200 predict · 3.5 train". No line
// ends between a number and its operation.
func countsText(counts []cost.Count) string {
	parts := make([]string, len(counts))
	for i, c := range counts {
		parts[i] = grouped(fixed(c.Used, min(decimalsOf(c.Used.Rat()), 3)).String()) + "\u00a0" + c.Operation
	}
	return strings.Join(parts, " · ")
}

// drawn returns an amount for a drawing, which is not exact.
func drawn(m cost.Money) float64 { return float64(m.Micros()) / 1e6 }

// percent returns a part of a whole, from 0 to 100.
func percent(part, whole float64) float64 {
	if whole <= 0 {
		return 0
	}
	return math.Round(1000*min(max(part/whole, 0), 1)) / 10
}

// shareText returns the share of a part of the bill.
func shareText(part, whole cost.Money) string {
	if whole.Sign() <= 0 {
		return ""
	}
	return fmt.Sprintf("%.1f %%", 100*drawn(part)/drawn(whole))
}
