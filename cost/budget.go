package cost

import (
	"cmp"
	"errors"
	"fmt"
	"math/big"
	"time"
)

// Budget is a limit for a cycle.
type Budget struct {
	Name  string    `json:"name,omitempty"` // for who is told of it; "": By and Key
	By    Dimension `json:"by,omitempty"`   // "": the whole organization
	Key   string    `json:"key,omitempty"`  // see [View.Line]; of an operation an op_type does, too
	Limit Money     `json:"limit"`
}

// BudgetStatus is how a budget stands.
type BudgetStatus struct {
	Budget
	State     BudgetState `json:"state"`
	Spent     Money       `json:"spent"`
	Projected Money       `json:"projected"` // by the end of the cycle, at the present rate; never below Spent
	// Shared is what of Spent a team shares with other teams, none of whom it
	// was split from: it counts in full for each of them.
	Shared Money `json:"shared,omitzero"`
	// Basis says how Projected was worked out.
	Basis     string `json:"basis"`
	Estimated bool   `json:"estimated"` // of the caller's prices, not of a bill
}

// BudgetState says how a budget stands.
type BudgetState string

// How a budget stands. A limit that is reached exactly is kept.
const (
	BudgetWithin     BudgetState = "kept"      // and at the present rate it will be
	BudgetWillExceed BudgetState = "will pass" // by the end of the cycle, at the present rate
	BudgetExceeded   BudgetState = "passed"
	BudgetUnknown    BudgetState = "unknown" // the breakdown has nothing of that name
)

// rateDays is over how many days the present rate is taken: a week, so that it
// holds working days and weekends alike.
const rateDays = 7

// recentDays are the whole days, up to a week of them, before the bill was read.
func (b *Breakdown) recentDays() Period {
	end := day(b.AsOf)
	start := end.AddDate(0, 0, -rateDays)
	if start.Before(b.Period.Start) {
		start = b.Period.Start
	}
	return Period{start, end}
}

// CheckBudgets tells how budgets stand, in their order.
//
// What will have been spent by the end of the cycle is projected: to what has
// been spent, each day that is left adds what an average day of the last whole
// days (seven of them, or as many as the cycle has had) cost. Only what usage
// explains goes on; fees and credits without usage are taken as they stand. In
// the first day of a cycle nothing is projected.
func (b *Breakdown) CheckBudgets(budgets ...Budget) ([]BudgetStatus, error) {
	if b.pools == nil && len(b.Items) > 0 {
		return nil, errors.New("cost: a breakdown that was read from JSON does not tell the usage that budgets need: make it by Statement")
	}
	statuses := make([]BudgetStatus, len(budgets))
	index := newBudgetIndex(b)
	for i, budget := range budgets {
		if problem := budget.problem(); problem != "" {
			return nil, fmt.Errorf("cost: budget %d %s", i, problem)
		}
		var err error
		if statuses[i], err = index.status(budget); err != nil {
			return nil, err
		}
	}
	return statuses, nil
}

// problem says what is wrong with a budget; empty if nothing is.
func (b *Budget) problem() string {
	switch {
	case b.By != "" && new(Breakdown).View(b.By) == nil:
		return fmt.Sprintf("is by %q, which is no dimension", b.By)
	case (b.By == "") != (b.Key == ""):
		return fmt.Sprintf("has the dimension %q and the key %q: it needs both, or neither for the organization", b.By, b.Key)
	case b.Limit.Sign() < 0:
		return fmt.Sprintf("has the limit %v: it must not be negative", b.Limit)
	}
	return ""
}

// subject says what a budget is for.
func (b *Budget) subject() string {
	if b.By == "" {
		return "organization"
	}
	return string(b.By) + " " + b.Key
}

func (b *budgetIndex) status(budget Budget) (BudgetStatus, error) {
	status := BudgetStatus{Budget: budget, Estimated: b.Estimated}
	status.Name = cmp.Or(budget.Name, budget.subject())
	lines := b.linesOf(budget)
	if lines == nil && budget.By != "" {
		status.State, status.Basis = BudgetUnknown, "the breakdown has nothing of that name"
		return status, nil
	}
	var spent, shared tally
	if budget.By == "" {
		spent.add(b.Total)
	}
	for _, l := range lines {
		spent.add(l.Amount)
		if l.Kind == LineShared {
			shared.add(l.Amount)
		}
	}
	var err error
	if status.Spent, err = spent.sum(); err != nil {
		return status, err
	}
	if status.Shared, err = shared.sum(); err != nil {
		return status, err
	}
	status.Projected = status.Spent
	left := b.Period.End.Sub(b.AsOf)
	window := b.recentDays()
	days := int64(window.End.Sub(window.Start) / (24 * time.Hour))
	switch {
	case left <= 0:
		status.Basis = "the cycle is over"
	case days <= 0:
		status.Basis = "not projected: the cycle has not had a whole day yet"
	default:
		rate := b.recentCost(budget.By, lines)
		rate.Quo(rate, big.NewRat(days, 1))
		more := new(big.Rat).Mul(rate, big.NewRat(int64(left), int64(24*time.Hour)))
		grown, err := roundToMicros(more.Add(more, status.Spent.rat()))
		if err != nil {
			return status, err
		}
		if grown.Cmp(status.Spent) > 0 {
			status.Projected = grown
		}
		status.Basis = fmt.Sprintf("%s dollars a day, the average of %s to %s, for the %s days that are left",
			rate.FloatString(2), window.Start.Format(time.DateOnly), window.End.AddDate(0, 0, -1).Format(time.DateOnly),
			big.NewRat(int64(left), int64(24*time.Hour)).FloatString(1))
	}
	switch {
	case status.Spent.Cmp(budget.Limit) > 0:
		status.State = BudgetExceeded
	case status.Projected.Cmp(budget.Limit) > 0:
		status.State = BudgetWillExceed
	default:
		status.State = BudgetWithin
	}
	return status, nil
}
