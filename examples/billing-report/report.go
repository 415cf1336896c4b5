package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
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
	if s.budgets != "" {
		in.budgets = nil
	}
	if s.mapping != "" {
		in.mapping = cost.Mapping{}
	}
	for _, f := range []struct {
		flag, path string
		into       any
	}{{"-mapping", s.mapping, &in.mapping}, {"-budgets", s.budgets, &in.budgets}, {"-bill", s.bill, &in.bill}} {
		if f.path == "" {
			continue
		}
		if err := readJSON(f.path, f.into); err != nil {
			return nil, fmt.Errorf("%s: %w", f.flag, err)
		}
	}
	if s.centers != "" {
		if err := readCenters(s.centers, &in.mapping.Centers); err != nil {
			return nil, fmt.Errorf("-cost-centers: %w", err)
		}
	}
	if err := in.mapping.Validate(); err != nil {
		return nil, err
	}
	if in.bill != nil && !strings.EqualFold(in.bill.OrganizationID, s.org) {
		return nil, fmt.Errorf("-bill: it is of the organization %q, and not of %q", in.bill.OrganizationID, s.org)
	}
	if s.bill != "" && in.bill == nil {
		return nil, errors.New("-bill: the file holds no bill")
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
	b, err := cost.Statement(bill, &cost.Usage{}, in.mapping)
	if err != nil {
		return err
	}
	_, err = b.Budgets(in.budgets...)
	return err
}

// read reads a file that its owner wrote, and nothing without an end.
func read(path string) ([]byte, error) {
	const most = 64 << 20
	file, err := os.Open(path) //nolint:gosec // the file that the caller names is the file to read
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, most+1))
	if err == nil && len(data) > most {
		err = fmt.Errorf("%s has more than %d MiB", path, most>>20)
	}
	return data, err
}

// readJSON reads a file as its owner meant it: a word that nobody knows is a
// word that was written wrong.
func readJSON(path string, into any) error {
	data, err := read(path)
	if err != nil {
		return err
	}
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	if _, err := decoder.Token(); !errors.Is(err, io.EOF) {
		return fmt.Errorf("%s: something follows after the end", path)
	}
	return nil
}

func readCenters(path string, into *cost.Centers) error {
	data, err := read(path)
	if err != nil {
		return err
	}
	lines := csv.NewReader(bytes.NewReader(data))
	lines.FieldsPerRecord, lines.TrimLeadingSpace, lines.Comment = 3, true, '#'
	into.Apps, into.Members = maps.Clone(into.Apps), maps.Clone(into.Members)
	for {
		line, err := lines.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		at, _ := lines.FieldPos(0)
		kind, id, center := strings.ToLower(strings.TrimSpace(line[0])), strings.TrimSpace(line[1]), strings.TrimSpace(line[2])
		of := map[string]*map[string]string{"member": &into.Members, "app": &into.Apps}[strings.TrimPrefix(kind, "\uFEFF")]
		switch {
		case at == 1 && id == "id":
			continue // a header
		case of == nil:
			return fmt.Errorf("%s, line %d: %q is neither member nor app", path, at, line[0])
		case id == "" || center == "":
			return fmt.Errorf("%s, line %d: the id or the cost center is missing", path, at)
		}
		if *of == nil {
			*of = make(map[string]string)
		}
		if of == &into.Members { // upper and lower case are the same there
			maps.DeleteFunc(*of, func(other, _ string) bool { return strings.EqualFold(other, id) })
		}
		(*of)[id] = center
	}
}

// makeReport reads what is needed, and divides the bill up.
func makeReport(ctx context.Context, client *clarifai.Client, org string, in *inputs) (*report, error) {
	r := &report{}
	var err error
	if in.bill != nil {
		r.Breakdown, err = ofBill(ctx, client, org, in)
	} else {
		r.Breakdown, err = cost.Current(ctx, client, org, in.mapping)
	}
	if err != nil {
		return nil, err
	}
	r.Budgets, err = r.Breakdown.Budgets(in.budgets...)
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
	return cost.Statement(in.bill, used, in.mapping)
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
	limit := func(dollars int64) cost.Money { return cost.Micros(dollars * 1_000_000) }
	return m, []cost.Budget{
		{Name: "All of it", Limit: limit(5000)},
		{Name: "The heavy user", By: cost.ByMember, Key: "user-001", Limit: limit(450)},
		{Name: "Team 3", By: cost.ByTeam, Key: "team-3", Limit: limit(1000)},
		{Name: "Training", By: cost.ByOperation, Key: "train", Limit: limit(1900)},
	}
}
