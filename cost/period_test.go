package cost_test

import (
	"testing"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/cost"
)

func TestMonth(t *testing.T) {
	for _, c := range []struct {
		year       int
		month      time.Month
		start, end string
	}{
		{2026, time.November, "2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z"},
		{2026, time.December, "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z"},
		{2028, time.February, "2028-02-01T00:00:00Z", "2028-03-01T00:00:00Z"},
	} {
		p, err := cost.Month(c.year, c.month)
		if err != nil || p.Start.Format(time.RFC3339) != c.start || p.End.Format(time.RFC3339) != c.end || p.Start.Location() != time.UTC || p.End.Location() != time.UTC {
			t.Errorf("%v of %d: %v, %v", c.month, c.year, p, err)
		}
	}
	for _, c := range []struct {
		year  int
		month time.Month
	}{{2026, 0}, {2026, 13}, {2026, -1}, {0, 1}, {-1, 1}, {9999, 12}} {
		if p, err := cost.Month(c.year, c.month); err == nil || p != (cost.Period{}) {
			t.Errorf("month %d of %d: %v, %v", c.month, c.year, p, err)
		}
	}
}

func TestPeriod_Previous(t *testing.T) {
	day := func(text string) time.Time {
		at, err := time.Parse(time.DateOnly, text)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	for _, c := range []struct{ start, end, want string }{
		{"2026-03-01", "2026-04-01", "2026-02-01"},
		{"2026-03-15", "2026-04-15", "2026-02-15"},
		{"2026-01-01", "2027-01-01", "2025-01-01"},
		{"2026-04-01", "2026-07-01", "2026-01-01"},
		{"2026-03-01", "2026-03-08", "2026-02-22"},
		{"2026-03-31", "2026-05-01", "2026-02-28"}, // 31 days, since no 31st precedes it
	} {
		got := cost.Period{Start: day(c.start), End: day(c.end)}.Previous()
		if want := (cost.Period{Start: day(c.want), End: day(c.start)}); got != want {
			t.Errorf("before %s to %s: %v, want %v", c.start, c.end, got, want)
		}
	}
}
