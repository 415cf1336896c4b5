package cost_test

import (
	"math"
	"testing"
	"testing/synctest"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
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

func TestAbsurdPeriodsAreRefusedBeforeTheNetwork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := clarifaitest.NewServer(t, clarifaitest.InMemory(), clarifaitest.WithOrganization(clarifaitest.Organization{ID: "acme"}))
		c, now := s.Client(), time.Now()
		first, last := time.Unix(math.MinInt64, 0), time.Unix(math.MaxInt64, 0)
		for name, p := range map[string]cost.Period{
			"backwards": {now, now.AddDate(0, -1, 0)}, "of nothing": {now, now}, "from the beginning of time": {first, now},
			"to the end of time": {now, last}, "for ever": {first, last}, "of zeros": {},
		} {
			if got, err := cost.ReadUsage(t.Context(), c, "acme", p); got != nil || err == nil {
				t.Errorf("ReadUsage %s: %v", name, err)
			}
			if name == "of nothing" {
				continue // within a day: that day
			}
			if got, err := clarifai.Collect(cost.UsageRows(t.Context(), c, "acme", cost.ActivityOptions{From: p.Start, To: p.End})); got != nil || err == nil {
				t.Errorf("Rows %s: %v", name, err)
			}
		}
		if n := len(s.Requests()); n != 0 {
			t.Errorf("%d requests", n)
		}
	})
}
