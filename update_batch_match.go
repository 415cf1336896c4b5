package clarifai

import (
	"reflect"
	"slices"
	"strings"

	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// partOf returns the status that holds for an item of which a mixed response says
// nothing, or nil.
func partOf(mixed bool, status *wire.Status) *wire.Status {
	if !mixed {
		return nil
	}
	return status
}

// sole returns the one item that a response lists at some places, or nil if there is
// none, or if they say different things.
func sole[T any](listed []created[T], places []int) *created[T] {
	for _, place := range places {
		if !reflect.DeepEqual(listed[place], listed[places[0]]) {
			return nil
		}
	}
	if len(places) == 0 {
		return nil
	}
	return &listed[places[0]]
}

// matchKeys returns the places of each item among resources. With fold, an item may be
// there in another letter case, if no resource has the item's own, and neither another
// item nor a second resource could be meant.
func matchKeys[In, T any](items []In, key func(*In) string, all []T, outKey func(*T) string, fold bool) [][]int {
	exact, folded := make(map[string][]int, len(items)), make(map[string][]int)
	rivals := make(map[string]int, len(items)) // items by their folded key
	for i := range items {
		exact[key(&items[i])] = nil
		rivals[strings.ToLower(key(&items[i]))]++
	}
	for n := range all {
		id := outKey(&all[n])
		if _, ok := exact[id]; ok {
			exact[id] = append(exact[id], n)
		}
		if lower := strings.ToLower(id); fold && rivals[lower] == 1 {
			folded[lower] = append(folded[lower], n)
		}
	}
	places := make([][]int, len(items))
	for i := range items {
		id := key(&items[i])
		alike := folded[strings.ToLower(id)]
		other := func(n int) bool { return outKey(&all[n]) != outKey(&all[alike[0]]) }
		if places[i] = exact[id]; len(places[i]) == 0 && !slices.ContainsFunc(alike, other) {
			places[i] = alike
		}
	}
	return places
}
