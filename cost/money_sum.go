package cost

import (
	"fmt"
	"math/bits"
)

// Sum returns the sum of amounts. Only the sum must be in range, not what it is in
// between.
func Sum(amounts ...Money) (Money, error) {
	var t tally
	for _, m := range amounts {
		t.add(m)
	}
	return t.sum()
}

// tally is a sum in 128 bits, so that the order of the amounts does not matter.
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
