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
