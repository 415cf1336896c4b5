package access

import (
	"iter"
	"math/bits"
)

// set is a set of small numbers.
type set []uint64

// newSet returns an empty set of numbers below size.
func newSet(size int) set { return make(set, (size+63)/64) }

func (s set) add(i int) { s[i/64] |= 1 << (i % 64) }

func (s set) has(i int) bool { return i/64 < len(s) && s[i/64]&(1<<(i%64)) != 0 }

// addAll adds the numbers of another set.
func (s set) addAll(other set) {
	for i := range other {
		s[i] |= other[i]
	}
}

// without returns the numbers that are not in other.
func (s set) without(other set) set {
	rest := make(set, len(s))
	for i := range s {
		rest[i] = s[i]
		if i < len(other) {
			rest[i] &^= other[i]
		}
	}
	return rest
}

// size returns how many numbers there are.
func (s set) size() (n int) {
	for _, word := range s {
		n += bits.OnesCount64(word)
	}
	return n
}

// all iterates over the numbers in their order.
func (s set) all() iter.Seq[int] {
	return func(yield func(int) bool) {
		for i, word := range s {
			for ; word != 0; word &= word - 1 {
				if !yield(i*64 + bits.TrailingZeros64(word)) {
					return
				}
			}
		}
	}
}
