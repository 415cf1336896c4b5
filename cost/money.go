package cost

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"math/bits"
	"slices"
	"strconv"
	"strings"
)

// Money is an amount of dollars in whole micro-dollars, which are millionths of a
// dollar. It ranges from -9,223,372,036,854.775808 to 9,223,372,036,854.775807
// dollars. A result outside this range is an error that wraps [ErrRange]. The zero
// Money is zero dollars. Amounts can be compared with ==.
type Money struct{ micros int64 }

// ErrRange means that an amount does not fit into [Money], or a number into
// [Decimal].
var ErrRange = errors.New("cost: out of range")

const microsPerDollar = 1_000_000

// Micros returns n micro-dollars.
func Micros(n int64) Money { return Money{n} }

// ParseMoney parses dollars such as "12.50" or "-0.000001": a decimal number with at
// most six decimals, and without an exponent or a currency sign. For numbers as
// Clarifai writes them, see [Decimal.Money].
func ParseMoney(s string) (Money, error) {
	digits, negative := strings.CutPrefix(s, "-")
	whole, fraction, point := strings.Cut(digits, ".")
	if !isDigits(whole) || point && (!isDigits(fraction) || len(fraction) > 6) {
		return Money{}, fmt.Errorf("cost: an amount must be a number of dollars with at most six decimals, such as 12.50, but is %.40q", s)
	}
	sign := ""
	if negative {
		sign = "-"
	}
	micros, err := strconv.ParseInt(sign+whole+(fraction + "000000")[:6], 10, 64)
	if err != nil {
		return Money{}, fmt.Errorf("%w: %.40s dollars", ErrRange, s)
	}
	return Money{micros}, nil
}

// MustParseMoney is like [ParseMoney], but panics if s cannot be parsed. It is for
// constants in programs.
func MustParseMoney(s string) Money { return must(ParseMoney(s)) }

func must[T any](value T, err error) T {
	if err != nil {
		panic(err)
	}
	return value
}

func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// Micros returns the amount in micro-dollars.
func (m Money) Micros() int64 { return m.micros }

// Sign returns -1, 0 or 1.
func (m Money) Sign() int { return m.Cmp(Money{}) }

// IsZero reports whether m is zero dollars.
func (m Money) IsZero() bool { return m == Money{} }

// Cmp returns -1 if m is less than n, 1 if it is more, and 0 if they are equal.
func (m Money) Cmp(n Money) int {
	switch {
	case m.micros < n.micros:
		return -1
	case m.micros > n.micros:
		return 1
	}
	return 0
}

// Equal reports whether m == n.
func (m Money) Equal(n Money) bool { return m == n }

// Add returns m + n.
func (m Money) Add(n Money) (Money, error) {
	sum := m.micros + n.micros
	if (m.micros < 0) == (n.micros < 0) && (sum < 0) != (m.micros < 0) {
		return Money{}, fmt.Errorf("%w: %v + %v", ErrRange, m, n)
	}
	return Money{sum}, nil
}

// Sub returns m - n.
func (m Money) Sub(n Money) (Money, error) {
	difference := m.micros - n.micros
	if (m.micros < 0) != (n.micros < 0) && (difference < 0) != (m.micros < 0) {
		return Money{}, fmt.Errorf("%w: %v - %v", ErrRange, m, n)
	}
	return Money{difference}, nil
}

// Allocate divides an amount in proportion to weights. The shares sum to the amount
// exactly, and each is less than a micro-dollar from its exact value. The
// micro-dollars that rounding leaves over go to the largest remainders, and among
// equal remainders to the first.
//
// Weights must not be negative, and one of them must be positive. If their sum
// exceeds 18,446,744,073,709,551,615, the error wraps [ErrRange].
func (m Money) Allocate(weights []int64) ([]Money, error) {
	var total uint64
	for i, w := range weights {
		if w < 0 {
			return nil, fmt.Errorf("cost: weight %d must not be negative, but is %d", i, w)
		}
		var carry uint64
		if total, carry = bits.Add64(total, uint64(w), 0); carry > 0 {
			return nil, fmt.Errorf("%w: the weights", ErrRange)
		}
	}
	if total == 0 {
		return nil, errors.New("cost: a positive weight is required")
	}
	amount, negative := uint64(m.micros), m.micros < 0 //nolint:gosec // negative ones follow
	if negative {
		amount = -amount
	}
	shares := make([]Money, len(weights))
	remainders := make([]uint64, len(weights))
	left := amount
	for i, w := range weights {
		high, low := bits.Mul64(amount, uint64(w)) //nolint:gosec // not negative, see above
		var share uint64
		share, remainders[i] = bits.Div64(high, low, total)
		left -= share
		shares[i].micros = int64(share) //nolint:gosec // see below
	}
	if left > 0 {
		order := make([]int, len(weights))
		for i := range order {
			order[i] = i
		}
		slices.SortStableFunc(order, func(a, b int) int {
			switch {
			case remainders[a] > remainders[b]:
				return -1
			case remainders[a] < remainders[b]:
				return 1
			}
			return 0
		})
		for _, i := range order[:left] {
			shares[i].micros++
		}
	}
	if negative {
		for i := range shares {
			// The smallest int64 is its own negative, so that the one amount
			// without a positive counterpart is right, too.
			shares[i].micros = -shares[i].micros
		}
	}
	return shares, nil
}

// String returns the dollars with two to six decimals, such as "12.50" or
// "-0.000001".
func (m Money) String() string {
	sign, micros := "", uint64(m.micros) //nolint:gosec // negative ones follow
	if m.micros < 0 {
		sign, micros = "-", -micros
	}
	fraction := strings.TrimRight(fmt.Sprintf("%06d", micros%microsPerDollar), "0")
	for len(fraction) < 2 {
		fraction += "0"
	}
	return sign + strconv.FormatUint(micros/microsPerDollar, 10) + "." + fraction
}

// Text returns the dollars with the given number of decimals, from 0 to 6, rounded
// half to even, for columns in which all amounts have the same number.
func (m Money) Text(decimals int) string {
	decimals = min(max(decimals, 0), 6)
	step := int64(1) // of micro-dollars
	for range 6 - decimals {
		step *= 10
	}
	units, rest := m.micros/step, m.micros%step
	twice, away := 2*rest, int64(1)
	if rest < 0 {
		twice, away = -twice, -1
	}
	if twice > step || twice == step && units%2 != 0 {
		units += away
	}
	digits, negative := strings.CutPrefix(strconv.FormatInt(units, 10), "-")
	for len(digits) <= decimals {
		digits = "0" + digits
	}
	if point := len(digits) - decimals; decimals > 0 {
		digits = digits[:point] + "." + digits[point:]
	}
	if negative {
		return "-" + digits
	}
	return digits
}

// MarshalText returns the text of String.
func (m Money) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText parses text with [ParseMoney].
func (m *Money) UnmarshalText(text []byte) error {
	parsed, err := ParseMoney(string(text))
	if err == nil {
		*m = parsed
	}
	return err
}

// MarshalJSON returns String as a JSON string, so that no reader takes the amount
// for a binary fraction.
func (m Money) MarshalJSON() ([]byte, error) { return []byte(`"` + m.String() + `"`), nil }

// UnmarshalJSON parses a JSON string or number with [ParseMoney]. It ignores null.
func (m *Money) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	if bytes.HasPrefix(data, []byte(`"`)) {
		var text string
		if err := json.Unmarshal(data, &text); err != nil {
			return err
		}
		data = []byte(text)
	}
	return m.UnmarshalText(data)
}

// rat returns dollars, exactly.
func (m Money) rat() *big.Rat { return big.NewRat(m.micros, microsPerDollar) }
