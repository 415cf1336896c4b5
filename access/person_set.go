package access

import (
	"iter"
	"slices"
)

// PersonSet is a set of people as ranges of indexes of [ReviewReport.People]. Each
// range has its first and its last index. The ranges are in ascending order.
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

// valid reports whether the set can be one of people with indexes below size.
func (s PersonSet) valid(size int) bool {
	least := 0
	for _, r := range s {
		if r[0] < least || r[1] < r[0] || r[1] >= size {
			return false
		}
		least = r[1] + 1
	}
	return true
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
