package main

import (
	"context"
	"fmt"
	"io"
	"iter"
	"maps"
	"os"
	"strings"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/cost"
)

// inputs are what the files say.
type inputs struct {
	mapping cost.Mapping
	budgets []cost.Budget
	bill    *cost.Bill // that was kept; nil: the current one is read
}

// report is what is shown and written.
type report struct {
	*cost.Breakdown
	Budgets []cost.BudgetStatus
	Demo    bool
}

func readInputs(s *settings) (*inputs, error) {
	in := &inputs{}
	if s.demo {
		in.mapping, in.budgets = demoInputs()
	}
	var centers cost.Centers
	for _, f := range []struct {
		flag, path string
		decode     func(io.Reader) error
	}{
		{"-mapping", s.mapping, decode(cost.DecodeMapping, &in.mapping)},
		{"-budgets", s.budgets, decode(cost.DecodeBudgets, &in.budgets)},
		{"-bill", s.bill, decode(cost.DecodeBill, &in.bill)},
		{"-cost-centers", s.centers, decode(cost.DecodeCenters, &centers)},
	} {
		if f.path == "" {
			continue
		}
		if err := read(f.path, f.decode); err != nil {
			return nil, fmt.Errorf("%s: %s: %w", f.flag, f.path, err)
		}
	}
	in.addCenters(centers)
	if err := in.mapping.Validate(); err != nil {
		return nil, err
	}
	if in.bill != nil && !strings.EqualFold(in.bill.OrganizationID, s.org) {
		return nil, fmt.Errorf("-bill: it is of the organization %q, and not of %q", in.bill.OrganizationID, s.org)
	}
	if err := in.check(); err != nil {
		return nil, err
	}
	return in, nil
}

// check tries the inputs on each other, without usage: minutes of reading must
// not be lost to what can be seen before.
func (in *inputs) check() error {
	bill := in.bill
	if bill == nil {
		bill = &cost.Bill{Bill: clarifai.Bill{BillingCycle: &clarifai.BillingCycle{
			StartDate: time.Unix(0, 0), EndDate: time.Unix(0, 0).AddDate(0, 1, 0),
		}}}
		for _, r := range in.mapping.Rules {
			bill.InvoiceItems = append(bill.InvoiceItems, clarifai.InvoiceItem{OpType: r.OpType, BillType: r.BillType})
		}
	}
	b, err := cost.Allocate(bill, &cost.Usage{}, in.mapping)
	if err != nil {
		return err
	}
	_, err = b.CheckBudgets(in.budgets...)
	return err
}

// decode has what a file says put in its place.
func decode[T any](from func(io.Reader) (T, error), into *T) func(io.Reader) error {
	return func(r io.Reader) (err error) {
		*into, err = from(r)
		return err
	}
}

func read(path string, decode func(io.Reader) error) error {
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	return decode(file)
}

// addCenters puts cost centers before those of the mapping. Upper and lower case
// of a member are the same.
func (in *inputs) addCenters(c cost.Centers) {
	into := &in.mapping.Centers
	given := make(map[string]bool, len(c.Members))
	for id := range c.Members {
		given[strings.ToLower(id)] = true
	}
	members := make(map[string]string, len(into.Members)+len(c.Members))
	for id, center := range into.Members {
		if !given[strings.ToLower(id)] {
			members[id] = center
		}
	}
	maps.Copy(members, c.Members)
	apps := make(map[string]string, len(into.Apps)+len(c.Apps))
	maps.Copy(apps, into.Apps)
	maps.Copy(apps, c.Apps)
	into.Members, into.Apps = members, apps
}

// makeReport reads what is needed, and divides the bill up.
func makeReport(ctx context.Context, client *clarifai.Client, org string, in *inputs) (*report, error) {
	r := &report{}
	var err error
	if in.bill != nil {
		r.Breakdown, err = ofBill(ctx, client, org, in)
	} else {
		r.Breakdown, err = cost.ReadCurrent(ctx, client, org, in.mapping)
	}
	if err != nil {
		return nil, err
	}
	r.Budgets, err = r.CheckBudgets(in.budgets...)
	return r, err
}

func ofBill(ctx context.Context, client *clarifai.Client, org string, in *inputs) (*cost.Breakdown, error) {
	p, err := in.bill.Period()
	if err != nil {
		return nil, err
	}
	used, err := cost.ReadUsage(ctx, client, org, p)
	if err != nil {
		return nil, err
	}
	return cost.Allocate(in.bill, used, in.mapping)
}

// lines are those of all views, one after the other.
func (r *report) lines() iter.Seq2[cost.Line, error] {
	return func(yield func(cost.Line, error) bool) {
		for _, view := range r.Views() {
			for line, err := range view.All() {
				if !yield(line, err) {
					return
				}
			}
		}
	}
}

// demoInputs are the embedded server's own price list, as a mapping, and limits
// of which a busy month passes some.
func demoInputs() (cost.Mapping, []cost.Budget) {
	m := cost.Mapping{Centers: cost.Centers{MetadataKey: "cost_center", Members: map[string]string{"user-002": "Research"}}}
	for _, rate := range clarifaitest.Rates() {
		rule := cost.Rule{OpType: rate.OpType, BillType: rate.BillType, Section: rate.Section}
		if rate.CategoryID != "" {
			rule.CategoryIDs = []string{rate.CategoryID}
		}
		if rate.ModelID != "" {
			rule.ModelIDs = []string{rate.ModelID}
		}
		// Usage is of the first rate that it fits.
		for _, before := range m.Rules {
			if before.Section == rule.Section && rule.ModelIDs == nil {
				rule.ExceptModelIDs = append(rule.ExceptModelIDs, before.ModelIDs...)
			}
		}
		m.Rules = append(m.Rules, rule)
	}
	return m, []cost.Budget{
		{Name: "All of it", Limit: cost.MustParseMoney("5000")},
		{Name: "The heavy user", By: cost.ByMember, Key: "user-001", Limit: cost.MustParseMoney("450")},
		{Name: "Team 3", By: cost.ByTeam, Key: "team-3", Limit: cost.MustParseMoney("1000")},
		{Name: "Training", By: cost.ByOperation, Key: "train", Limit: cost.MustParseMoney("1900")},
	}
}
