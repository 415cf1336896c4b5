package harness_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
)

func TestPart(t *testing.T) {
	items := []int{0, 1, 2, 3, 4, 5, 6}
	t.Run("short", func(t *testing.T) {
		t.Setenv("LONG_TESTS", "")
		if got := harness.Part(items, 4, 3); !slices.Equal(got, []int{1, 4}) {
			t.Errorf("Part(4, 3) = %v", got)
		}
		for stride := 1; stride < 10; stride++ {
			var all []int
			for offset := range stride {
				all = append(all, harness.Part(items, 5+offset, stride)...)
			}
			if slices.Sort(all); !slices.Equal(all, items) {
				t.Errorf("stride %d: all parts together are %v", stride, all)
			}
		}
	})
	t.Run("long", func(t *testing.T) {
		t.Setenv("LONG_TESTS", "1")
		if got := harness.Part(items, 4, 3); !slices.Equal(got, items) {
			t.Errorf("Part(4, 3) = %v", got)
		}
	})
}

func TestCheck(t *testing.T) {
	draw := func() (drawn []uint64) {
		harness.Check(t, func(rt *rapid.T) { drawn = append(drawn, rapid.Uint64().Draw(rt, "n")) })
		return drawn
	}
	if one, two := draw(), draw(); len(one) < 100 || !slices.Equal(one, two) {
		t.Errorf("the values of two runs differ: %v and %v", one, two)
	}
}
