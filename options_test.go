package clarifai_test

import (
	"slices"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

func TestWithRetry_oneBound(t *testing.T) {
	for name, test := range map[string]struct {
		policy clarifai.RetryPolicy
		status int
		most   time.Duration // that a wait takes
		least  time.Duration // that the longest of many waits takes
	}{
		"only MaxWait, below the default MinWait": {clarifai.RetryPolicy{MaxWait: 100 * time.Millisecond}, 503, 100 * time.Millisecond, 50 * time.Millisecond},
		"only MaxWait, and a 429":                 {clarifai.RetryPolicy{MaxWait: 100 * time.Millisecond}, 429, 100 * time.Millisecond, 50 * time.Millisecond},
		"only MaxWait, above the default MinWait": {clarifai.RetryPolicy{MaxWait: time.Second}, 503, time.Second, 500 * time.Millisecond},
		"only MinWait, above the default MaxWait": {clarifai.RetryPolicy{MinWait: 30 * time.Second}, 503, 30 * time.Second, 15 * time.Second},
		"only MinWait, below the default MaxWait": {clarifai.RetryPolicy{MinWait: 5 * time.Second}, 503, 10 * time.Second, 5 * time.Second},
		"none":                                    {clarifai.RetryPolicy{}, 503, 10 * time.Second, time.Second},
	} {
		coreBubble(t, name, func(t *testing.T) {
			c, s := coreClient(t, coreScript(coreFail(test.status, 0)), clarifai.WithRetry(test.policy))
			var waits []time.Duration
			for range 20 {
				before := len(s.requests())
				if _, err := c.Teams.Get(t.Context(), "acme", "ml"); err == nil {
					t.Fatal("no error")
				}
				tries := s.requests()[before:]
				for i, r := range tries[1:] {
					waits = append(waits, r.at.Sub(tries[i].at))
				}
			}
			if len(waits) < 80 || slices.Max(waits) > test.most || slices.Max(waits) < test.least {
				t.Errorf("%d waits of at most %v", len(waits), slices.Max(waits))
			}
		})
	}
}
