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

// Money is an amount of dollars, exact to a millionth of one: a whole number of
// micro-dollars between -9,223,372,036,854.775808 and 9,223,372,036,854.775807
// dollars. What would be outside of that is an error that wraps [ErrRange]. The
// zero Money is no money; amounts are compared by == and [Money.Cmp].
type Money struct{ micros int64 }

// ErrRange says that an amount is larger than [Money] or [Decimal] can hold.
var ErrRange = errors.New("cost: out of range")

const microsPerDollar = 1_000_000

// Micros makes a number of micro-dollars money.
func Micros(n int64) Money { return Money{n} }

// ParseMoney reads dollars such as "12.50" or "-0.000001": a decimal number of
// six decimals at most, without an exponent or a sign of currency. For numbers
// as Clarifai writes them see [Decimal.Money].
func ParseMoney(s string) (Money, error) {
	digits, negative := strings.CutPrefix(s, "-")
	whole, fraction, point := strings.Cut(digits, ".")
	if !isDigits(whole) || point && (!isDigits(fraction) || len(fraction) > 6) {
		return Money{}, fmt.Errorf("cost: %.40q is not an amount of dollars: it is written like 12.50, with six decimals at most", s)
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

// MustParseMoney is [ParseMoney] for amounts that stand in the program, such as
// constants. It panics if s is not an amount.
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

// Micros gives the micro-dollars.
func (m Money) Micros() int64 { return m.micros }

// Sign is -1, 0 or 1.
func (m Money) Sign() int { return m.Cmp(Money{}) }

// IsZero reports whether it is no money.
func (m Money) IsZero() bool { return m == Money{} }

// Cmp is -1 where m is less than n, 1 where it is more, else 0.
func (m Money) Cmp(n Money) int {
	switch {
	case m.micros < n.micros:
		return -1
	case m.micros > n.micros:
		return 1
	}
	return 0
}

// Equal reports whether two amounts are the same, as == does.
func (m Money) Equal(n Money) bool { return m == n }

// Add gives m + n.
func (m Money) Add(n Money) (Money, error) {
	sum := m.micros + n.micros
	if (m.micros < 0) == (n.micros < 0) && (sum < 0) != (m.micros < 0) {
		return Money{}, fmt.Errorf("%w: %v + %v", ErrRange, m, n)
	}
	return Money{sum}, nil
}

// Sub gives m - n.
func (m Money) Sub(n Money) (Money, error) {
	difference := m.micros - n.micros
	if (m.micros < 0) != (n.micros < 0) && (difference < 0) != (m.micros < 0) {
		return Money{}, fmt.Errorf("%w: %v - %v", ErrRange, m, n)
	}
	return Money{difference}, nil
}

// Allocate shares an amount out in proportion to weights: the shares add up to
// it exactly, and each is less than a micro-dollar away from its exact part.
// The micro-dollars that rounding leaves over go to the largest remainders, and
// among equals to those that come first.
//
// No weight may be negative, and one of them must not be 0. Weights that
// together pass 18,446,744,073,709,551,615 are [ErrRange].
func (m Money) Allocate(weights []int64) ([]Money, error) {
	var total uint64
	for i, w := range weights {
		if w < 0 {
			return nil, fmt.Errorf("cost: weight %d is %d: an amount cannot be shared out by less than nothing", i, w)
		}
		var carry uint64
		if total, carry = bits.Add64(total, uint64(w), 0); carry > 0 {
			return nil, fmt.Errorf("%w: the weights", ErrRange)
		}
	}
	if total == 0 {
		return nil, errors.New("cost: an amount cannot be shared out among nothing: there is no weight above 0")
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
			// The smallest int64 is its own negative: the one amount that has
			// no positive counterpart comes out right.
			shares[i].micros = -shares[i].micros
		}
	}
	return shares, nil
}

// String writes dollars, with two decimals at least and six at most: "12.50",
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

// MarshalText is String.
func (m Money) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText is [ParseMoney].
func (m *Money) UnmarshalText(text []byte) error {
	parsed, err := ParseMoney(string(text))
	if err == nil {
		*m = parsed
	}
	return err
}

// MarshalJSON writes String, as a string: no reader takes it for a binary
// fraction.
func (m Money) MarshalJSON() ([]byte, error) { return []byte(`"` + m.String() + `"`), nil }

// UnmarshalJSON reads what [ParseMoney] reads, as a string or as a number. null
// leaves the amount as it is.
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

// rat gives dollars, exactly.
func (m Money) rat() *big.Rat { return big.NewRat(m.micros, microsPerDollar) }
