package cost

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// Period is whole days of UTC, from Start up to End, which is not part of it.
type Period struct {
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
}

// Bill is a bill as it stood at a moment. Clarifai tells only the bill of the
// current cycle: what is wanted when the cycle is over is to be kept, as JSON,
// which keeps every number as Clarifai wrote it.
type Bill struct {
	OrganizationID string `json:"organization_id"`
	// AsOf is when it was read: later usage is not in it. Zero: the cycle was over.
	AsOf      time.Time `json:"as_of,omitzero"`
	Estimated bool      `json:"estimated,omitempty"` // made of the caller's prices, not by Clarifai
	clarifai.Bill
}

// Usage is what was used in a period, with the names of those who used it.
type Usage struct {
	OrganizationID string                   `json:"organization_id"`
	Period         Period                   `json:"period"`
	AsOf           time.Time                `json:"as_of,omitzero"` // when it was read
	Rows           []clarifai.OpCountByDate `json:"rows"`
	Members        []Member                 `json:"members"`          // nil: not known
	Teams          []Team                   `json:"teams"`            // nil: not known
	Apps           []App                    `json:"apps"`             // nil: not known
	Unread         []string                 `json:"unread,omitempty"` // what could not be read, and why
}

// Member is a member of the organization.
type Member struct {
	ID    string `json:"id"`
	Name  string `json:"name,omitempty"`
	Email string `json:"email,omitempty"`
}

// Team is a team and its members' ids.
type Team struct {
	ID        string   `json:"id"`
	Name      string   `json:"name,omitempty"`
	MemberIDs []string `json:"member_ids"`
}

// App is an app of the organization.
type App struct {
	ID       string         `json:"id"`
	Name     string         `json:"name,omitempty"`
	Metadata map[string]any `json:"metadata,omitempty"`
}

// Month returns the calendar month of a year, in UTC, such as November of 2026.
// It is an error if month is not January to December, or year not 1 to 9998.
func Month(year int, month time.Month) (Period, error) {
	if month < time.January || month > time.December {
		return Period{}, fmt.Errorf("cost: month %d must be from 1 to 12", int(month))
	}
	if year < 1 || year > 9998 {
		return Period{}, fmt.Errorf("cost: year %d must be from 1 to 9998", year)
	}
	start := time.Date(year, month, 1, 0, 0, 0, 0, time.UTC)
	return Period{start, start.AddDate(0, 1, 0)}, nil
}

// Period gives the days that a bill is about: those of its cycle. A cycle that
// does not begin at midnight begins with its first day, and the day in which it
// ends belongs to the next. How Clarifai writes the end of a cycle is not known:
// the last second of a day, and a day that lacks one to a whole number of
// months, are taken for its last day.
func (b *Bill) Period() (Period, error) {
	if b == nil || b.BillingCycle == nil || b.BillingCycle.StartDate.IsZero() || b.BillingCycle.EndDate.IsZero() {
		return Period{}, errors.New("cost: the bill does not say which cycle it is of")
	}
	p := Period{day(b.BillingCycle.StartDate), b.BillingCycle.EndDate.UTC()}
	next := p.End.Add(time.Minute) // 23:59:59, with or without decimals, is the end of its day
	if day(next).After(p.End) {
		p.End = next
	}
	p.End = day(p.End)
	if isMonthsAfter(p.End.AddDate(0, 0, 1), p.Start) && !isMonthsAfter(p.End, p.Start) {
		p.End = p.End.AddDate(0, 0, 1)
	}
	if err := p.check(); err != nil {
		return Period{}, fmt.Errorf("cost: the cycle of the bill: %w", err)
	}
	return p, nil
}

// isMonthsAfter reports whether end is a whole number of months after start.
func isMonthsAfter(end, start time.Time) bool {
	for months := 1; months <= 12; months++ {
		if start.AddDate(0, months, 0).Equal(end) {
			return true
		}
	}
	return false
}

const longestPeriod = 10 * 366 * 24 * time.Hour

func (p Period) check() error {
	switch {
	case p.Start.IsZero() || p.End.IsZero():
		return errors.New("the period lacks its start or its end")
	case !p.Start.Before(p.End):
		return errors.New("the period ends before it begins")
	case p.Start.Year() < 1 || p.End.Year() > 9999 || p.End.Sub(p.Start) > longestPeriod:
		return errors.New("the period is longer than ten years")
	}
	return nil
}

// day gives the midnight, in UTC, at which an instant's day begins.
func day(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }

// Rule says which usage belongs to which items of a bill. Neither the items'
// names nor what they count is known: rules are the caller's.
type Rule struct {
	OpType   string `json:"op_type"`             // of the items; required
	BillType string `json:"bill_type,omitempty"` // of the items; "": any

	Section     clarifai.UsageSection `json:"section"`                // of the usage; required
	ModelIDs    []string              `json:"model_ids,omitempty"`    // of these models only; empty: of any, and of none
	CategoryIDs []string              `json:"category_ids,omitempty"` // of these categories only; empty: of any, and of none

	ExceptModelIDs []string `json:"except_model_ids,omitempty"` // not of these models

	// Unit is how much usage one of the items' count is, such as 1000 where
	// they count thousands. 0 is 1.
	Unit Decimal `json:"unit,omitzero"`
}

// Price is what the caller takes usage to cost, for an estimate.
type Price struct {
	Rule
	PricePerOp Decimal `json:"price_per_op"` // dollars for each Unit
}

// Mapping says how a bill is divided up. The zero Mapping explains nothing: each
// item stands under its own name.
type Mapping struct {
	// Rules say which usage belongs to which items. Usage that fits rules of
	// several items counts for each of them.
	Rules []Rule `json:"rules,omitempty"`
	// Tolerance is by which part of it an item's count may differ from its
	// usage: 0.01 is a hundredth. nil is that; beyond it the difference is a
	// finding, and what the item counts beyond its usage is not explained.
	Tolerance *Decimal `json:"tolerance,omitempty"`
	// SpreadUnexplained shares out what no usage explains, too: in proportion
	// to its item's usage where there is some, else to what is explained.
	SpreadUnexplained bool `json:"spread_unexplained,omitempty"`
	// Prices make an estimate where there is no bill.
	Prices []Price `json:"prices,omitempty"`
	// Centers say which cost center bears what.
	Centers Centers `json:"centers,omitzero"`
	// Teams splits the usage of someone in several teams; nil: it stays shared.
	Teams TeamRule `json:"-"`
}

// Centers map to cost centers. An app's own entry goes before what its metadata
// says, and that before the member who used it.
type Centers struct {
	Apps        map[string]string `json:"apps,omitempty"`         // by app id
	MetadataKey string            `json:"metadata_key,omitempty"` // of the apps' metadata, whose value names the center; "": none
	Members     map[string]string `json:"members,omitempty"`      // by user id or email address
}

// TeamRule says how what a member used of an app ("" where it is not known) is
// split between the member's teams: by weights, one for each of teamIDs. nil, or
// nothing but zeros, leaves it shared.
type TeamRule func(memberID, appID string, teamIDs []string) []int64

// SplitEvenly is a [TeamRule] by which all teams of a member bear the same.
func SplitEvenly(_, _ string, teamIDs []string) []int64 {
	weights := make([]int64, len(teamIDs))
	for i := range weights {
		weights[i] = 1
	}
	return weights
}

var defaultTolerance = Decimal{"0.01"}

func (m *Mapping) tolerance() Decimal {
	if m.Tolerance == nil {
		return defaultTolerance
	}
	return *m.Tolerance
}

// Validate says what is wrong with a mapping, every fault of it; nil: nothing.
func (m *Mapping) Validate() error {
	var problems []error
	bad := func(format string, args ...any) { problems = append(problems, fmt.Errorf(format, args...)) }
	if m.tolerance().Rat().Sign() < 0 {
		bad("cost: the tolerance is %v: it cannot be less than nothing", m.tolerance())
	}
	for i, r := range m.Rules {
		if problem := r.problem(); problem != "" {
			bad("cost: rule %d %s", i, problem)
		}
	}
	for i, p := range m.Prices {
		if problem := p.problem(); problem != "" {
			bad("cost: price %d %s", i, problem)
		}
		if p.PricePerOp.Rat().Sign() < 0 {
			bad("cost: price %d is %v: nothing costs less than nothing", i, p.PricePerOp)
		}
	}
	for _, centers := range []map[string]string{m.Centers.Apps, m.Centers.Members} {
		for id, center := range centers {
			if id == "" || strings.TrimSpace(center) == "" {
				bad("cost: the cost center of %q is %q: both need a name", id, center)
			}
		}
	}
	spelled := make(map[string]string)
	for id := range m.Centers.Members {
		if other, ok := spelled[fold(id)]; ok {
			bad("cost: the cost center of %q is given twice, as %q, too", min(id, other), max(id, other))
		}
		spelled[fold(id)] = id
	}
	return errors.Join(problems...)
}

func (r *Rule) problem() string {
	switch {
	case r.OpType == "":
		return "does not say of which op_type the items are"
	case r.Section == "":
		return fmt.Sprintf("of %q does not say of which section the usage is", r.OpType)
	case r.Unit.Rat().Sign() < 0:
		return fmt.Sprintf("of %q has the unit %v: it must be more than nothing", r.OpType, r.Unit)
	}
	return ""
}

// Item is a line of the bill, and what of it the usage explains.
type Item struct {
	OpType     string  `json:"op_type"`
	BillType   string  `json:"bill_type,omitempty"`
	Notes      string  `json:"notes,omitempty"`
	PricePerOp Decimal `json:"price_per_op"`
	Count      Decimal `json:"count"`
	Amount     Money   `json:"amount"`    // what is billed
	Mapped     bool    `json:"mapped"`    // a rule says which usage belongs to it
	Used       Decimal `json:"used"`      // the usage that belongs to all items of its name, in their unit
	Explained  Money   `json:"explained"` // what of the amount the usage explains
	Rest       []Rest  `json:"rest,omitempty"`
}

// Rest is what of an item no usage explains.
type Rest struct {
	Reason Reason `json:"reason"`
	Amount Money  `json:"amount"`
}

// Reason says why usage does not explain a charge.
type Reason string

// Why usage does not explain a charge.
const (
	NotMapped   Reason = "no usage is mapped to it"
	NoUsage     Reason = "nothing was used of what is mapped to it"
	BeyondUsage Reason = "it counts more than was used"
	BeyondPrice Reason = "it is more than its price times its count"
	Rounding    Reason = "rounding" // less than a cent away from its price times its count
)

// Name tells an item by its type, and how it is billed.
func (i *Item) Name() string { return itemName(i.OpType, i.BillType) }

func itemName(opType, billType string) string {
	if billType == "" {
		return opType
	}
	return opType + "/" + billType
}

// decimal reads a number as Clarifai wrote it.
func decimal(n json.Number, what, item string) (Decimal, error) {
	d, err := ParseDecimal(string(n))
	if err != nil {
		return Decimal{}, fmt.Errorf("the %s of item %s: %w", what, item, err)
	}
	return d, nil
}
