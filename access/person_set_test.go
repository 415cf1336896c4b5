package access

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
)

func TestPersonSet(t *testing.T) {
	harness.Check(t, func(t *rapid.T) {
		const size = 200
		drawSet := func(label string) ([]int, set) {
			people := rapid.SliceOfDistinct(rapid.IntRange(0, size-1), rapid.ID[int]).Draw(t, label)
			s := newSet(size)
			for _, p := range people {
				s.add(p)
			}
			slices.Sort(people)
			return people, s
		}
		people, s := drawSet("people")
		ranges := s.ranges()
		if !slices.Equal(slices.Collect(ranges.All()), people) || !slices.Equal(slices.Collect(s.all()), people) {
			t.Fatalf("%v is %v", people, ranges)
		}
		if ranges.Len() != len(people) || s.size() != len(people) {
			t.Fatalf("%v has %d and %d people", people, ranges.Len(), s.size())
		}
		for p := range size + 100 {
			want := slices.Contains(people, p)
			if ranges.Has(p) != want || s.has(p) != want {
				t.Fatalf("%v: whether it has %d", people, p)
			}
		}
		text, err := ranges.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		var read PersonSet
		if err := read.UnmarshalText(text); err != nil || !slices.EqualFunc(read, ranges, func(a, b [2]int) bool { return a == b }) {
			t.Fatalf("%s is read as %v, %v", text, read, err)
		}
		others, other := drawSet("others")
		var left []int
		for _, p := range people {
			if !slices.Contains(others, p) {
				left = append(left, p)
			}
		}
		if got := slices.Collect(s.without(other).all()); !slices.Equal(got, left) {
			t.Fatalf("%v without %v is %v", people, others, got)
		}
	})
}
