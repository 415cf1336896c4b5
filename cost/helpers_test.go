package cost_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/cost"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

// november is the start of the cycle of bill.
var november = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)

func novemberCycle() *clarifai.BillingCycle {
	return &clarifai.BillingCycle{StartDate: november, EndDate: november.AddDate(0, 1, 0), CycleID: 11}
}

// bill returns a bill of November.
func bill(items ...clarifai.InvoiceItem) *cost.Bill {
	return &cost.Bill{OrganizationID: "acme", Bill: clarifai.Bill{InvoiceItems: items, BillingCycle: novemberCycle()}}
}

func item(opType, price, count, dollars string) clarifai.InvoiceItem {
	return clarifai.InvoiceItem{OpType: opType, PricePerOp: json.Number(price), Count: json.Number(count), Dollars: json.Number(dollars)}
}

func usageRow(dayOfMonth int, who, app string, section clarifai.UsageSection, value int) clarifai.OpCountByDate {
	return clarifai.OpCountByDate{
		Date: november.AddDate(0, 0, dayOfMonth-1), Section: section, CallerUserID: who, AppID: app, Value: value,
	}
}

// usage returns the usage of November.
func usage(rows ...clarifai.OpCountByDate) *cost.Usage {
	return &cost.Usage{OrganizationID: "acme", Period: cost.Period{Start: november, End: november.AddDate(0, 1, 0)}, Rows: rows}
}

// predict is a rule for the item of the same name.
var predict = cost.Rule{OpType: "predict", Section: clarifai.UsageModelUsage}

// mustAllocate calls cost.Allocate, which must not fail.
func mustAllocate(t *testing.T, b *cost.Bill, u *cost.Usage, m cost.Mapping) *cost.Breakdown {
	t.Helper()
	s, err := cost.Allocate(b, u, m)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// nonZeroLines returns the lines of a view as "kind key amount", in their order,
// without those of no money.
func nonZeroLines(v *cost.View) (lines []string) {
	for _, l := range v.Lines {
		if !l.Amount.IsZero() {
			lines = append(lines, fmt.Sprintf("%s %s %v", l.Kind, l.Key, l.Amount))
		}
	}
	return lines
}

// equalLines compares the result of nonZeroLines.
func equalLines(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s:\n%s", what, diff)
	}
}

func hasFinding(s *cost.Breakdown, kind cost.FindingKind) bool {
	return slices.ContainsFunc(s.Findings, func(f cost.Finding) bool { return f.Kind == kind })
}

// withMonth runs a test on the 20th of a month, against a server that has made up
// the usage and the bill of that month.
func withMonth(t *testing.T, test func(t *testing.T, s *clarifaitest.Server), change ...func(*clarifaitest.Config)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(19*24*time.Hour + 12*time.Hour) //nolint:forbidigo // moves the fake clock, which starts with the year 2000
		config := clarifaitest.Month{Seed: 7}.Config()
		config.InMemory = true
		test(t, clarifaitest.NewServer(t, testkit.With(config, change...)))
	})
}

// monthRules returns the rules by which that server makes up its bill.
func monthRules() (rules []cost.Rule) {
	for _, r := range clarifaitest.Rates() {
		rule := cost.Rule{OpType: r.OpType, BillType: r.BillType, Section: r.Section}
		if r.CategoryID != "" {
			rule.CategoryIDs = []string{r.CategoryID}
		}
		if r.ModelID != "" {
			rule.ModelIDs = []string{r.ModelID}
		} else if r.Section == clarifai.UsageModelUsage {
			rule.ExceptModelIDs = []string{"premium-model"}
		}
		rules = append(rules, rule)
	}
	return rules
}

// firstError returns the first error of a sequence.
func firstError[T any](seq func(func(T, error) bool)) error {
	for _, err := range seq {
		if err != nil {
			return err
		}
	}
	return nil
}

// largeOrganization returns a bill of ten operations with its usage and mapping.
// Each member uses one operation on two days. Each is in one of 500 teams, and
// every third in a second one.
func largeOrganization(members int) (*cost.Bill, *cost.Usage, cost.Mapping) {
	const operations, teams = 10, 500
	u := usage()
	u.Teams = make([]cost.Team, teams)
	for t := range u.Teams {
		u.Teams[t].ID = fmt.Sprintf("team-%d", t)
	}
	for m := range members {
		id := fmt.Sprintf("member-%d", m)
		u.Members = append(u.Members, cost.Member{ID: id})
		for _, t := range []int{m % teams, (m + 1) % teams}[:1+(m%3)/2] {
			u.Teams[t].MemberIDs = append(u.Teams[t].MemberIDs, id)
		}
		for _, day := range []int{3, 9} {
			row := usageRow(day, id, fmt.Sprintf("app-%d", m%1000), clarifai.UsageModelUsage, 1+m%7)
			row.ModelID = fmt.Sprintf("model-%d", m%operations)
			u.Rows = append(u.Rows, row)
		}
	}
	b := bill()
	b.AsOf = november.AddDate(0, 0, 10)
	var m cost.Mapping
	for o := range operations {
		name := fmt.Sprintf("op-%d", o)
		b.InvoiceItems = append(b.InvoiceItems, item(name, "", "", fmt.Sprint(1000+o)))
		m.Rules = append(m.Rules, cost.Rule{OpType: name, Section: clarifai.UsageModelUsage, ModelIDs: []string{fmt.Sprintf("model-%d", o)}})
	}
	return b, u, m
}
