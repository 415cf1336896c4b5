package email

import (
	"sort"
	"strings"
	"sync"
	"unicode/utf8"
)

// decompose returns text in Unicode's canonical decomposition (NFD): letters become
// base letters and marks, and marks are in canonical order. If compatible is true,
// the letters of the table compatible are decomposed as in NFKD.
func decompose(s string, compatible bool) string {
	if isASCII(s) {
		return s
	}
	t := tables()
	var runes []rune
	for _, r := range s {
		switch {
		case r >= firstSyllable && r <= lastSyllable:
			runes = appendSyllable(runes, r)
		case t.canonical[r] != "":
			runes = append(runes, []rune(t.canonical[r])...)
		case compatible && t.compatible[r] != "":
			runes = append(runes, []rune(t.compatible[r])...)
		default:
			runes = append(runes, r)
		}
	}
	for i := 1; i < len(runes); i++ { // insertion sort, as marks are few
		class := classOf(runes[i])
		for n := i; class != 0 && n > 0 && classOf(runes[n-1]) > class; n-- {
			runes[n-1], runes[n] = runes[n], runes[n-1]
		}
	}
	return string(runes)
}

// Korean syllables are decomposed by calculation.
const (
	firstSyllable, lastSyllable = 0xAC00, 0xD7A3
	lead, vowel, tail           = 0x1100, 0x1161, 0x11A7
	vowels, tails               = 21, 28
)

func appendSyllable(runes []rune, r rune) []rune {
	n := r - firstSyllable
	runes = append(runes, lead+n/(vowels*tails), vowel+n/tails%vowels)
	if n%tails != 0 {
		runes = append(runes, tail+n%tails)
	}
	return runes
}

// classOf returns the combining class of a mark, and 0 for other letters.
func classOf(r rune) uint8 {
	i := sort.Search(len(classes), func(i int) bool { return classes[i].last >= r })
	if i < len(classes) && classes[i].first <= r {
		return classes[i].class
	}
	return 0
}

// decompositions are the tables of tables.go as maps.
type decompositions struct{ canonical, compatible map[rune]string }

// tables builds the maps on first use, for the first address that is not ASCII.
var tables = sync.OnceValue(func() *decompositions {
	return &decompositions{records(canonical), records(compatible)}
})

// records parses a table of tables.go.
func records(table string) map[rune]string {
	all := make(map[rune]string)
	for record := range strings.SplitSeq(strings.TrimSuffix(table, "\x00"), "\x00") {
		r, n := utf8.DecodeRuneInString(record)
		all[r] = record[n:]
	}
	return all
}
