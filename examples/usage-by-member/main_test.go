package main

import (
	"errors"
	"strings"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

// now is in January in UTC, and in February where the clock stands.
var now = time.Date(2026, 2, 1, 3, 0, 0, 0, time.FixedZone("", 4*60*60))

func newServer(t *testing.T, bounds clarifaitest.Bounds) *clarifaitest.Server {
	t.Helper()
	used := func(day time.Time, member string, section clarifai.UsageSection, value int) clarifaitest.Usage {
		return clarifaitest.Usage{OwnerID: "acme", Date: day, CallerUserID: member, Section: section, Value: value}
	}
	day := func(month time.Month, n int) time.Time { return time.Date(2025, month, n, 0, 0, 0, 0, time.UTC) }
	return clarifaitest.NewServer(t, clarifaitest.Config{
		Organizations: []clarifaitest.Organization{{ID: "acme"}},
		Variants:      clarifaitest.Variants{UsageBounds: bounds},
		Usage: []clarifaitest.Usage{
			used(day(time.November, 30), "ann", clarifai.UsageOpsCount, 1000), // before the month
			used(day(time.December, 1), "Ann", clarifai.UsageOpsCount, 1),
			used(day(time.December, 15), "bob", clarifai.UsageOpsCount, 30),
			used(day(time.December, 15), "bob", clarifai.UsageTrainingHours, 4),
			used(day(time.December, 31), "ann", clarifai.UsageOpsCount, 20),
			used(day(time.December, 31), "", clarifai.UsageOpsCount, 5),
			used(day(time.December, 32), "ann", clarifai.UsageOpsCount, 1000), // after the month
		},
	})
}

func TestWriteUsage(t *testing.T) {
	const want = "day,member_id,app_id,section,value\n" +
		"2025-12-01,bob,,ops-count,30\n" +
		"2025-12-01,ann,,ops-count,21\n" +
		"2025-12-01,,,ops-count,5\n" +
		"2025-12-01,bob,,training-hours,4\n"
	for _, bounds := range []clarifaitest.Bounds{clarifaitest.BoundsInclusive, clarifaitest.BoundsHalfOpen, clarifaitest.BoundsExclusive} {
		var out strings.Builder
		if err := writeUsage(t.Context(), newServer(t, bounds).Client(), "acme", now, &out); err != nil || out.String() != want {
			t.Errorf("%v: %v\n%s\nwant\n%s", bounds, err, out.String(), want)
		}
	}
}

func TestWriteUsage_Failure(t *testing.T) {
	server := newServer(t, clarifaitest.BoundsInclusive)
	// The first days are there, and the next ones are not: no sum of a part is written.
	server.Inject(clarifaitest.Fault{Operation: clarifai.OpUsageListHistory, Skip: 2, Kind: clarifaitest.FaultStatus, Status: 403})
	var out strings.Builder
	if err := writeUsage(t.Context(), server.Client(), "acme", now, &out); !errors.Is(err, clarifai.ErrForbidden) || out.String() != "" {
		t.Errorf("%v\n%s", err, out.String())
	}
}
