package cost_test

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/cost"
)

func TestActivityAddsUpADaysRowsOfAMemberWhateverTheSpelling(t *testing.T) {
	client, _ := history(t, func(w http.ResponseWriter, _, _ time.Time) {
		answered(w, []string{row("2026-11-01T10:00:00Z", "ada", 1), row("2026-11-01T00:00:00Z", "Ada", 2147483647), row("2026-11-01T23:59:59.9Z", "ADA", 2147483647)})
	})
	if got := values(t, client, 1); !slices.Equal(got, []string{"2026-11-01 ADA ops-count 4294967295"}) {
		t.Error(got)
	}
}

func TestTheEmbeddedMonthIsReadWholeUnderEveryBound(t *testing.T) {
	var want []cost.ActivityRow
	for _, bounds := range []clarifaitest.AuditBounds{clarifaitest.AuditBoundsInclusive, clarifaitest.AuditBoundsHalfOpen, clarifaitest.AuditBoundsExclusive} {
		month(t, func(t *testing.T, s *clarifaitest.Server) {
			got, err := clarifai.Collect(cost.Activity(t.Context(), s.Client(), "acme", cost.ActivityOptions{From: time.Now().AddDate(0, 0, -30), PerApp: true}))
			if err != nil {
				t.Fatal(err)
			}
			if want == nil {
				want = got
			}
			if len(got) < 1000 || !cmp.Equal(got, want) {
				t.Errorf("bounds %v: %d rows of %d", bounds, len(got), len(want))
			}
		}, clarifaitest.WithUsageBounds(bounds))
	}
}
