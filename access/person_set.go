package access

import (
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
)

// PersonSet is a set of people as ranges of indexes of [ReviewReport.People]. Each
// range has its first and its last index. The ranges are in ascending order. In JSON
// it is a string such as "0-14 17".
type PersonSet [][2]int

// Len returns the number of people.
func (s PersonSet) Len() (n int) {
	for _, r := range s {
		n += r[1] - r[0] + 1
	}
	return n
}

// Has reports whether the set has a person.
func (s PersonSet) Has(person int) bool {
	_, found := slices.BinarySearchFunc(s, person, func(r [2]int, person int) int {
		switch {
		case r[1] < person:
			return -1
		case r[0] > person:
			return 1
		}
		return 0
	})
	return found
}

// All iterates over the people.
func (s PersonSet) All() iter.Seq[int] {
	return func(yield func(int) bool) {
		for _, r := range s {
			for person := r[0]; person <= r[1]; person++ {
				if !yield(person) {
					return
				}
			}
		}
	}
}

// end returns the number after the last index.
func (s PersonSet) end() int {
	if len(s) == 0 {
		return 0
	}
	return s[len(s)-1][1] + 1
}

// MarshalText returns the ranges as text.
func (s PersonSet) MarshalText() ([]byte, error) {
	var text []byte
	for _, r := range s {
		if len(text) > 0 {
			text = append(text, ' ')
		}
		text = strconv.AppendInt(text, int64(r[0]), 10)
		if r[1] > r[0] {
			text = strconv.AppendInt(append(text, '-'), int64(r[1]), 10)
		}
	}
	return text, nil
}

// UnmarshalText reads the ranges, which must be in ascending order.
func (s *PersonSet) UnmarshalText(text []byte) error {
	var set PersonSet
	for word := range strings.FieldsSeq(string(text)) {
		from, to, isRange := strings.Cut(word, "-")
		if !isRange {
			to = from
		}
		first, err := strconv.ParseUint(from, 10, 31)
		if err != nil {
			return fmt.Errorf("%.40q must be a number or a range", word)
		}
		last, err := strconv.ParseUint(to, 10, 31)
		if err != nil || last < first {
			return fmt.Errorf("%.40q must be a number or a range", word)
		}
		if int(first) < set.end() {
			return fmt.Errorf("%.40q must be greater than what is before it", word)
		}
		set = append(set, [2]int{int(first), int(last)})
	}
	*s = set
	return nil
}

// ranges returns a set as it is stored.
func (s set) ranges() PersonSet {
	var ranges PersonSet
	for i := range s.all() {
		if last := len(ranges) - 1; last >= 0 && ranges[last][1] == i-1 {
			ranges[last][1] = i
		} else {
			ranges = append(ranges, [2]int{i, i})
		}
	}
	return ranges
}
