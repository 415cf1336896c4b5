// Package harness decides how many cases the larger tests go through: a part of
// them by default, and all of them with LONG_TESTS=1 in the environment. The part
// is the same in every run.
//
// It imports nothing of this module, so that any test can use it. Helpers that do
// are in internal/testkit.
package harness

import (
	"flag"
	"os"
	"sync"
	"testing"

	"pgregory.net/rapid"
)

// Long reports whether the tests run in their long form.
func Long() bool { return os.Getenv("LONG_TESTS") == "1" }

// Count returns short or, in the long form, long.
func Count(short, long int) int {
	if Long() {
		return long
	}
	return short
}

// Part returns every stride-th item, starting with number offset%stride, or all
// items in the long form. The parts of stride consecutive offsets together are
// all items. The stride must be positive.
func Part[T any](items []T, offset, stride int) []T {
	if Long() {
		return items
	}
	var part []T
	for i := offset % stride; i < len(items); i += stride {
		part = append(part, items[i])
	}
	return part
}

var setFlags = sync.OnceValue(func() error {
	given := make(map[string]bool)
	flag.Visit(func(f *flag.Flag) { given[f.Name] = true })
	defaults := map[string]string{"rapid.seed": "1"} // rapid's own default is random
	if Long() {
		defaults["rapid.checks"] = "2000"
	}
	for name, value := range defaults {
		if given[name] {
			continue
		}
		if err := flag.Set(name, value); err != nil {
			return err
		}
	}
	return nil
})

// Check checks a property with random values: 100 times by default, 2,000 times
// in the long form. The values are the same in every run unless -rapid.seed is
// set.
func Check(t *testing.T, property func(*rapid.T)) {
	t.Helper()
	if err := setFlags(); err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, property)
}
