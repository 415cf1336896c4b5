package main

import (
	"cmp"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/cmd/clarifai-orgs/internal/yamlfile"
	"github.com/clarifai-community/clarifai-orgs-go/cost"
)

// billFlags are the flags of bill.
type billFlags struct {
	by                        dimensionFlag
	mapping, budgets, centers string // files; "": none
	bill, previous, saveBill  string
	month                     string
}

var dimensionNames = []string{"member", "team", "app", "day", "center", "operation"}

// dimensionFlag is a value of --by.
type dimensionFlag cost.Dimension

// String returns the name of the dimension.
func (d *dimensionFlag) String() string { return strings.TrimPrefix(string(*d), "cost ") }

// Type is the word for the value in the help.
func (*dimensionFlag) Type() string { return "view" }

// Set takes the name of a dimension.
func (d *dimensionFlag) Set(name string) error {
	if !slices.Contains(dimensionNames, name) {
		return fmt.Errorf("it must be one of %s", strings.Join(dimensionNames, ", "))
	}
	*d = dimensionFlag(name)
	if name == "center" {
		*d = dimensionFlag(cost.ByCenter)
	}
	return nil
}

// billInputs are what the files and --month say.
type billInputs struct {
	mapping        cost.Mapping
	budgets        []cost.Budget
	bill, previous *cost.Bill   // or nil
	month          *cost.Period // or nil
}

// read checks the flags and reads the files, before anything is asked.
func (f *billFlags) read(s *session) (*billInputs, error) {
	switch {
	case f.bill != "" && f.saveBill != "":
		return nil, usageError("--bill and --save-bill exclude each other: the bill is kept already")
	case f.month != "" && f.bill != "":
		return nil, usageError("--month and --bill exclude each other: a bill has its own cycle")
	case f.month != "" && f.saveBill != "":
		return nil, usageError("--month and --save-bill exclude each other: an estimate is no bill to keep")
	}
	in := &billInputs{}
	if s.demo {
		in.mapping, in.budgets = demoPrices()
	}
	var centers cost.Centers
	for _, file := range []struct {
		flag, name string
		read       func(io.Reader) error
	}{
		{"mapping", f.mapping, decodeYAML(cost.DecodeMapping, &in.mapping)},
		{"budgets", f.budgets, decodeYAML(cost.DecodeBudgets, &in.budgets)},
		{"centers", f.centers, decodeCenters(f.centers, &centers)},
		{"bill", f.bill, decodeYAML(cost.DecodeBill, &in.bill)},
		{"previous", f.previous, decodeYAML(cost.DecodeBill, &in.previous)},
	} {
		if file.name == "" {
			continue
		}
		if _, err := readFile(file.name, nil, func(r io.Reader) (struct{}, error) { return struct{}{}, file.read(r) }); err != nil {
			return nil, fmt.Errorf("--%s: %s: %w", file.flag, file.name, err)
		}
	}
	if err := in.addCenters(centers); err != nil {
		return nil, err
	}
	if f.month != "" {
		if err := in.setMonth(f.month); err != nil {
			return nil, err
		}
	}
	return in, in.checkBills(s.org)
}

// checkBills refuses bills of another organization, and of the wrong cycle.
func (in *billInputs) checkBills(org string) error {
	for flag, bill := range map[string]*cost.Bill{"bill": in.bill, "previous": in.previous} {
		if bill != nil && !strings.EqualFold(bill.OrganizationID, org) {
			return fmt.Errorf("--%s: the bill must be of the organization %q, but is of %q", flag, org, bill.OrganizationID)
		}
	}
	if in.bill != nil {
		p, err := in.bill.Period()
		if err != nil {
			return err
		}
		return checkEarlier(in.previous, p)
	}
	if in.month != nil {
		return checkEarlier(in.previous, *in.month)
	}
	return nil
}

// checkEarlier refuses a bill that is not of an earlier cycle. It may be nil.
func checkEarlier(previous *cost.Bill, than cost.Period) error {
	if previous == nil {
		return nil
	}
	if p, err := previous.Period(); err != nil || !p.Start.Before(than.Start) {
		return fmt.Errorf("--previous: the bill must be of a cycle that begins before %s", than.Start.Format(time.DateOnly))
	}
	return nil
}

func (in *billInputs) setMonth(text string) error {
	at, err := time.Parse("2006-01", text)
	if err != nil {
		return usageError("--month must be a month such as 2026-10, but is %q", text)
	}
	p, err := cost.Month(at.Year(), at.Month())
	switch {
	case err != nil:
		return usageError("--month: %w", err)
	case p.Start.After(time.Now()):
		return usageError("--month must not be in the future, but is %s", text)
	case len(in.mapping.Prices) == 0:
		return usageError("--month makes an estimate, which requires prices in --mapping")
	}
	in.month = &p
	return nil
}

// addCenters adds what a file of its own says to what the mapping says.
func (in *billInputs) addCenters(c cost.Centers) error {
	own := &in.mapping.Centers
	if len(c.Apps)+len(c.Members) == 0 && c.MetadataKey == "" {
		return nil
	}
	if len(own.Apps)+len(own.Members) > 0 || own.MetadataKey != "" && c.MetadataKey != "" {
		return usageError("--centers and the centers of --mapping exclude each other, but for a metadata_key in one of them")
	}
	c.MetadataKey = cmp.Or(c.MetadataKey, own.MetadataKey)
	*own = c
	return nil
}

func decodeYAML[T any](decode func(io.Reader) (T, error), into *T) func(io.Reader) error {
	return func(r io.Reader) error {
		text, err := yamlfile.JSON(r)
		if err != nil {
			return err
		}
		*into, err = decode(text)
		return err
	}
}

// decodeCenters reads CSV, or the centers of a mapping.
func decodeCenters(name string, into *cost.Centers) func(io.Reader) error {
	if strings.EqualFold(filepath.Ext(name), ".csv") {
		return func(r io.Reader) (err error) {
			*into, err = cost.DecodeCenters(r)
			return err
		}
	}
	return decodeYAML(func(r io.Reader) (cost.Centers, error) {
		m, err := cost.DecodeMapping(io.MultiReader(strings.NewReader(`{"centers":`), r, strings.NewReader("}")))
		return m.Centers, err
	}, into)
}

// demoPrices are the embedded server's own price list, and limits of which a busy
// month exceeds some.
func demoPrices() (cost.Mapping, []cost.Budget) {
	m := cost.Mapping{Centers: cost.Centers{MetadataKey: "cost_center"}}
	for _, rate := range clarifaitest.Rates() {
		rule := cost.Rule{OpType: rate.OpType, BillType: rate.BillType, Section: rate.Section}
		if rate.CategoryID != "" {
			rule.CategoryIDs = []string{rate.CategoryID}
		}
		if rate.ModelID != "" {
			rule.ModelIDs = []string{rate.ModelID}
		}
		for _, before := range m.Rules { // usage is of the first rate that it fits
			if before.Section == rule.Section && rule.ModelIDs == nil {
				rule.ExceptModelIDs = append(rule.ExceptModelIDs, before.ModelIDs...)
			}
		}
		m.Rules = append(m.Rules, rule)
		m.Prices = append(m.Prices, cost.Price{Rule: rule, PricePerOp: cost.MustParseDecimal(fmt.Sprint(rate.PricePerOp))})
	}
	return m, []cost.Budget{
		{Name: "All of it", Limit: cost.MustParseMoney("5000")},
		{Name: "The heavy user", By: cost.ByMember, Key: "user-001", Limit: cost.MustParseMoney("450")},
		{Name: "Team 3", By: cost.ByTeam, Key: "team-3", Limit: cost.MustParseMoney("1000")},
	}
}
