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

// Sum adds amounts up. Only their sum must be in range, not what comes between.
func Sum(amounts ...Money) (Money, error) {
	var t tally
	for _, m := range amounts {
		t.add(m)
	}
	return t.sum()
}

// tally is a sum in the making, of 128 bits, so that the order of what is added
// does not matter.
type tally struct {
	high int64
	low  uint64
}

func (t *tally) add(m Money) {
	var carry uint64
	t.low, carry = bits.Add64(t.low, uint64(m.micros), 0) //nolint:gosec // two's complement is meant
	t.high += m.micros>>63 + int64(carry)                 //nolint:gosec // the carry is 0 or 1
}

func (t *tally) sum() (Money, error) {
	micros := int64(t.low) //nolint:gosec // checked by its sign in the next line
	if t.high != micros>>63 {
		return Money{}, fmt.Errorf("%w: the sum", ErrRange)
	}
	return Money{micros}, nil
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

// Decimal is a decimal number of any precision, such as a price: exactly what
// was written, digit for digit. The zero Decimal is 0.
type Decimal struct{ literal string }

const (
	maxDigits   = 400 // of a literal; a double has 309 before its point at most
	maxExponent = 400
)

// ParseDecimal reads a number as JSON writes them: "0.0012", "-3", "1e-7". The
// empty text is 0. A number of more than 400 characters, or an exponent beyond
// 400, is [ErrRange].
func ParseDecimal(s string) (Decimal, error) {
	if s == "" {
		return Decimal{}, nil
	}
	if len(s) > maxDigits {
		return Decimal{}, fmt.Errorf("%w: a number of %d characters", ErrRange, len(s))
	}
	if (s[0] != '-' && (s[0] < '0' || s[0] > '9')) || !json.Valid([]byte(s)) || strings.TrimSpace(s) != s {
		return Decimal{}, fmt.Errorf("cost: %.40q is not a number", s)
	}
	if _, exponent, ok := strings.Cut(strings.ToLower(s), "e"); ok {
		if n, err := strconv.Atoi(exponent); err != nil || n > maxExponent || n < -maxExponent {
			return Decimal{}, fmt.Errorf("%w: %.40s", ErrRange, s)
		}
	}
	return Decimal{s}, nil
}

// MustParseDecimal is [ParseDecimal] for numbers that stand in the program, such
// as the prices of a [Mapping]. It panics if s is not a number.
func MustParseDecimal(s string) Decimal { return must(ParseDecimal(s)) }

// String gives the number as it was written.
func (d Decimal) String() string {
	if d.literal == "" {
		return "0"
	}
	return d.literal
}

// IsZero reports whether the number is 0, however it is written.
func (d Decimal) IsZero() bool { return d.Rat().Sign() == 0 }

// Rat gives the number, which the caller may change.
func (d Decimal) Rat() *big.Rat {
	r, _ := new(big.Rat).SetString(d.String())
	return r
}

// Money takes the number for dollars, and rounds it to the nearest
// micro-dollar; what lies half-way goes to the even one.
func (d Decimal) Money() (Money, error) { return round(d.Rat()) }

var micro = big.NewRat(microsPerDollar, 1)

// round gives dollars as the nearest micro-dollar, half to even.
func round(dollars *big.Rat) (Money, error) {
	scaled := new(big.Rat).Mul(dollars, micro)
	quotient, remainder := new(big.Int).QuoRem(scaled.Num(), scaled.Denom(), new(big.Int)) // towards 0
	twice := remainder.Abs(remainder)
	twice.Lsh(twice, 1)
	if half := twice.Cmp(scaled.Denom()); half > 0 || half == 0 && quotient.Bit(0) == 1 {
		quotient.Add(quotient, big.NewInt(int64(scaled.Sign())))
	}
	if !quotient.IsInt64() {
		return Money{}, fmt.Errorf("%w: %.40s dollars", ErrRange, dollars.FloatString(2))
	}
	return Money{quotient.Int64()}, nil
}

// rat gives dollars, exactly.
func (m Money) rat() *big.Rat { return big.NewRat(m.micros, microsPerDollar) }

// MarshalJSON writes the number as it was written.
func (d Decimal) MarshalJSON() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalJSON reads a number, or a string that holds one, which must not be
// empty. null leaves the number as it is.
func (d *Decimal) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	text := string(data)
	if bytes.HasPrefix(data, []byte(`"`)) {
		if err := json.Unmarshal(data, &text); err != nil {
			return err
		}
		if text == "" {
			return errors.New(`cost: "" is not a number`)
		}
	}
	parsed, err := ParseDecimal(text)
	if err == nil {
		*d = parsed
	}
	return err
}
