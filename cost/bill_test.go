package cost_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/cost"
)

func TestBill_Period(t *testing.T) {
	at := func(s string) time.Time {
		v, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for name, c := range map[string]struct{ cycleStart, cycleEnd, start, end string }{
		"an end at midnight":             {"2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z", "2026-11-01", "2026-12-01"},
		"an end on the last day":         {"2026-11-01T00:00:00Z", "2026-11-30T00:00:00Z", "2026-11-01", "2026-12-01"},
		"an end at the last second":      {"2026-11-01T00:00:00Z", "2026-11-30T23:59:59.999Z", "2026-11-01", "2026-12-01"},
		"a start and an end in the day":  {"2026-11-13T15:04:05Z", "2026-12-13T15:04:05Z", "2026-11-13", "2026-12-13"},
		"no whole number of months long": {"2026-11-01T00:00:00Z", "2026-11-16T00:00:00Z", "2026-11-01", "2026-11-16"},
	} {
		t.Run(name, func(t *testing.T) {
			b := bill()
			b.BillingCycle = &clarifai.BillingCycle{StartDate: at(c.cycleStart), EndDate: at(c.cycleEnd)}
			p, err := b.Period()
			if err != nil || p.Start.Format(time.DateOnly) != c.start || p.End.Format(time.DateOnly) != c.end {
				t.Errorf("%v to %v, %v; want %s to %s", p.Start, p.End, err, c.start, c.end)
			}
		})
	}
	for name, cycle := range map[string]*clarifai.BillingCycle{
		"no cycle":       nil,
		"an empty cycle": {},
		"no end":         {StartDate: november},
		"no day":         {StartDate: november, EndDate: november},
		"half a century": {StartDate: november, EndDate: november.AddDate(50, 0, 0)},
		"an end first":   {StartDate: november, EndDate: november.AddDate(0, -1, 0)},
	} {
		t.Run(name+" is refused", func(t *testing.T) {
			b := cost.Bill{Bill: clarifai.Bill{BillingCycle: cycle}}
			if p, err := b.Period(); err == nil {
				t.Errorf("the period is %v", p)
			}
			if _, err := cost.Allocate(&b, usage(), cost.Mapping{}); err == nil {
				t.Error("the bill is divided up")
			}
		})
	}
}

// A bill that was kept as JSON has the same breakdown when it is read again.
func TestBill_JSON(t *testing.T) {
	b := bill(item("predict", "0.0012", "3", "0.30000000000000004"), item("fee", "", "", "1e-7"))
	b.AsOf = november.AddDate(0, 0, 20)
	u := usage(usageRow(2, "ada", "a1", clarifai.UsageModelUsage, 3))
	data, err := json.Marshal(b)
	if err != nil || !strings.Contains(string(data), "0.30000000000000004") || !strings.Contains(string(data), "1e-7") {
		t.Fatalf("%s (%v)", data, err)
	}
	var kept cost.Bill
	if err := json.Unmarshal(data, &kept); err != nil {
		t.Fatal(err)
	}
	m := cost.Mapping{Rules: []cost.Rule{predict}}
	if diff := cmp.Diff(mustAllocate(t, b, u, m).Views(), mustAllocate(t, &kept, u, m).Views()); diff != "" {
		t.Error(diff)
	}
}
