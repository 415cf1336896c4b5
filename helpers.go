package clarifai

import (
	"fmt"
	"slices"
)

// deref returns what p points to, or the zero value if p is nil.
func deref[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}

// find returns the first item that is reports true for, or nil.
func find[T any](items []T, is func(*T) bool) *T {
	for i := range items {
		if is(&items[i]) {
			return &items[i]
		}
	}
	return nil
}

// nonEmpty returns the texts that are not empty.
func nonEmpty(texts ...string) []string {
	return slices.DeleteFunc(slices.Clone(texts), func(s string) bool { return s == "" })
}

// quoted returns a caller's text for an error, cut to a readable length.
func quoted(s string) string { return fmt.Sprintf("%.80q", s) }
