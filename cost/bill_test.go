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

func TestThePeriodOfABillIsWholeDaysHoweverItsEndIsWritten(t *testing.T) {
	at := func(s string) time.Time {
		v, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for _, c := range [][4]string{
		{"2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z", "2026-11-01", "2026-12-01"},
		{"2026-11-01T00:00:00Z", "2026-11-30T00:00:00Z", "2026-11-01", "2026-12-01"},
		{"2026-11-01T00:00:00Z", "2026-11-30T23:59:59.999Z", "2026-11-01", "2026-12-01"},
		{"2026-11-13T15:04:05Z", "2026-12-13T15:04:05Z", "2026-11-13", "2026-12-13"},
		{"2026-11-01T00:00:00Z", "2026-11-16T00:00:00Z", "2026-11-01", "2026-11-16"},
	} {
		b := bill()
		b.BillingCycle = &clarifai.BillingCycle{StartDate: at(c[0]), EndDate: at(c[1])}
		p, err := b.Period()
		if err != nil || p.Start.Format(time.DateOnly) != c[2] || p.End.Format(time.DateOnly) != c[3] {
			t.Errorf("%s to %s is %v to %v (%v)", c[0], c[1], p.Start, p.End, err)
		}
	}
	for _, c := range []*clarifai.BillingCycle{nil, {}, {StartDate: november}, {StartDate: november, EndDate: november}, {StartDate: november, EndDate: november.AddDate(50, 0, 0)}} {
		if _, err := cost.Allocate(&cost.Bill{Bill: clarifai.Bill{BillingCycle: c}}, usage(), cost.Mapping{}); err == nil {
			t.Errorf("the cycle %+v passes", c)
		}
	}
}

func TestABillThatWasSavedGivesTheSameStatementWhenItIsReadAgain(t *testing.T) {
	b := bill(item("predict", "0.0012", "3", "0.30000000000000004"), item("fee", "", "", "1e-7"))
	b.AsOf = november.AddDate(0, 0, 20)
	u := usage(used(2, "ada", "a1", clarifai.UsageModelUsage, 3))
	data, err := json.Marshal(b)
	if err != nil || !strings.Contains(string(data), "0.30000000000000004") || !strings.Contains(string(data), "1e-7") {
		t.Fatalf("%s (%v)", data, err)
	}
	var back cost.Bill
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatal(err)
	}
	m := cost.Mapping{Rules: []cost.Rule{predict}}
	if diff := cmp.Diff(allocation(t, b, u, m).Views(), allocation(t, &back, u, m).Views()); diff != "" {
		t.Error(diff)
	}
}
