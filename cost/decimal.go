package cost

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"strings"
)

// Decimal is a decimal number of any precision, such as a price. It keeps the
// digits as they were written. The zero Decimal is 0.
type Decimal struct{ literal string }

const (
	maxDigits   = 400 // a float64 has at most 309
	maxExponent = 400
)

// ParseDecimal parses a number of JSON, such as "0.0012", "-3" or "1e-7". Empty
// text is 0. If the number has more than 400 characters, or an exponent beyond
// 400, the error wraps [ErrRange].
func ParseDecimal(s string) (Decimal, error) {
	if s == "" {
		return Decimal{}, nil
	}
	if len(s) > maxDigits {
		return Decimal{}, fmt.Errorf("%w: a number of %d characters", ErrRange, len(s))
	}
	if (s[0] != '-' && (s[0] < '0' || s[0] > '9')) || !json.Valid([]byte(s)) || strings.TrimSpace(s) != s {
		return Decimal{}, fmt.Errorf("cost: a number is required, but the text is %.40q", s)
	}
	if _, exponent, ok := strings.Cut(strings.ToLower(s), "e"); ok {
		if n, err := strconv.Atoi(exponent); err != nil || n > maxExponent || n < -maxExponent {
			return Decimal{}, fmt.Errorf("%w: %.40s", ErrRange, s)
		}
	}
	return Decimal{s}, nil
}

// MustParseDecimal is like [ParseDecimal], but panics if s cannot be parsed. It is
// for constants in programs, such as the prices of a [Mapping].
func MustParseDecimal(s string) Decimal { return must(ParseDecimal(s)) }

// String returns the number as it was written.
func (d Decimal) String() string {
	if d.literal == "" {
		return "0"
	}
	return d.literal
}

// IsZero reports whether the number is 0, however it is written.
func (d Decimal) IsZero() bool { return d.Rat().Sign() == 0 }

// Equal reports whether two numbers are equal, however they are written.
func (d Decimal) Equal(other Decimal) bool { return d.Rat().Cmp(other.Rat()) == 0 }

// Rat returns the number as a new big.Rat.
func (d Decimal) Rat() *big.Rat {
	r, _ := new(big.Rat).SetString(d.String())
	return r
}

// Money returns the number as dollars, rounded to the nearest micro-dollar, half to
// even.
func (d Decimal) Money() (Money, error) { return roundToMicros(d.Rat()) }

var micro = big.NewRat(microsPerDollar, 1)

// roundToMicros rounds dollars to the nearest micro-dollar, half to even.
func roundToMicros(dollars *big.Rat) (Money, error) {
	scaled := new(big.Rat).Mul(dollars, micro)
	quotient, remainder := new(big.Int).QuoRem(scaled.Num(), scaled.Denom(), new(big.Int)) // truncated
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

// MarshalJSON returns the number as it was written.
func (d Decimal) MarshalJSON() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalJSON parses a JSON number, or a JSON string that contains a number and
// is not empty. It ignores null.
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
			return errors.New(`cost: a number is required, but the text is ""`)
		}
	}
	parsed, err := ParseDecimal(text)
	if err == nil {
		*d = parsed
	}
	return err
}

// decimalFromRat returns r exactly if its decimals end, or else with 12 decimals.
func decimalFromRat(r *big.Rat) Decimal {
	const decimals = 12
	if n, exact := r.FloatPrec(); exact && n <= maxDigits/2 {
		return Decimal{r.FloatString(n)}
	}
	return Decimal{strings.TrimRight(r.FloatString(decimals), "0") + "0"}
}
