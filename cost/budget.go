package cost

import (
	"cmp"
	"errors"
	"fmt"
	"math/big"
	"time"
)

// Budget is a limit of what may be spent in a cycle.
type Budget struct {
	// Name is for people. Empty means that [Breakdown.CheckBudgets] makes one of
	// By and Key.
	Name string `json:"name,omitempty"`
	// By and Key select a line, as [View.Line] does. Both are empty for the
	// whole organization. For ByOperation, the key can also be an OpType, which
	// selects its items of every bill type.
	By    Dimension `json:"by,omitempty"`
	Key   string    `json:"key,omitempty"`
	Limit Money     `json:"limit"`
}

// BudgetStatus compares a budget with what was spent.
type BudgetStatus struct {
	Budget
	State BudgetState `json:"state"`
	Spent Money       `json:"spent"`
	// Projected is the amount at the end of the cycle at the current rate. It is
	// never less than Spent.
	Projected Money `json:"projected"`
	// Shared is the part of Spent that a team shares with other teams. It counts
	// in full for each of them.
	Shared Money `json:"shared,omitzero"`
	// Basis says in words how Projected was calculated.
	Basis string `json:"basis"`
	// Estimated reports whether the amounts come from the caller's prices and not
	// from a bill.
	Estimated bool `json:"estimated"`
}

// BudgetState says whether a budget is exceeded.
type BudgetState string

// The states of a budget. An amount equal to the limit is within it.
const (
	BudgetWithin   BudgetState = "within"
	BudgetExceeded BudgetState = "exceeded"
	// BudgetWillExceed means that the limit will be exceeded by the end of the
	// cycle at the current rate.
	BudgetWillExceed BudgetState = "will exceed"
	// BudgetUnknown means that the breakdown has no line for the budget.
	BudgetUnknown BudgetState = "unknown"
)

// rateDays is the number of days from which the current rate is taken. A week has
// its share of working days and weekends.
const rateDays = 7

// recentDays returns the last whole days before the bill was read, up to rateDays
// of them.
func (b *Breakdown) recentDays() Period {
	end := day(b.AsOf)
	start := end.AddDate(0, 0, -rateDays)
	if start.Before(b.Period.Start) {
		start = b.Period.Start
	}
	return Period{start, end}
}

// CheckBudgets returns the status of each budget, in their order.
//
// The projection adds to what was spent, for each day that is left, the cost of an
// average day of the last seven whole days, or of as many as the cycle has had.
// Only costs that usage explains continue. Fees and credits without usage are
// taken as they are. On the first day of a cycle nothing is projected.
//
// The breakdown must come from [Allocate], [Estimate] or [ReadCurrent]. One that
// was read from JSON lacks the usage that a projection needs.
func (b *Breakdown) CheckBudgets(budgets ...Budget) ([]BudgetStatus, error) {
	if b.pools == nil && len(b.Items) > 0 {
		return nil, errors.New("cost: budgets require a breakdown made by Allocate; one that was read from JSON lacks the usage")
	}
	statuses := make([]BudgetStatus, len(budgets))
	index := newBudgetIndex(b)
	for i, budget := range budgets {
		if err := budget.validate(); err != nil {
			return nil, fmt.Errorf("cost: budget %d: %w", i, err)
		}
		var err error
		if statuses[i], err = index.status(budget); err != nil {
			return nil, err
		}
	}
	return statuses, nil
}

func (b *Budget) validate() error {
	switch {
	case b.By != "" && new(Breakdown).View(b.By) == nil:
		return fmt.Errorf("the dimension must be known, but is %q", b.By)
	case (b.By == "") != (b.Key == ""):
		return fmt.Errorf("both By and Key are required, or neither for the organization, but they are %q and %q", b.By, b.Key)
	case b.Limit.Sign() < 0:
		return fmt.Errorf("the limit must not be negative, but is %v", b.Limit)
	}
	return nil
}

// subject returns what the budget is for, such as "member ada".
func (b *Budget) subject() string {
	if b.By == "" {
		return "organization"
	}
	return string(b.By) + " " + b.Key
}

// status compares one budget with what was spent.
func (b *budgetIndex) status(budget Budget) (BudgetStatus, error) {
	status := BudgetStatus{Budget: budget, Estimated: b.Estimated}
	status.Name = cmp.Or(budget.Name, budget.subject())
	lines := b.linesOf(budget)
	if lines == nil && budget.By != "" {
		status.State, status.Basis = BudgetUnknown, "the breakdown has no such line"
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
		status.Basis = "not projected, because the cycle has not had a whole day"
	default:
		rate := b.recentCost(budget.By, lines)
		rate.Quo(rate, big.NewRat(days, 1))
		more := new(big.Rat).Mul(rate, big.NewRat(int64(left), int64(24*time.Hour)))
		total, err := roundToMicros(more.Add(more, status.Spent.rat()))
		if err != nil {
			return status, err
		}
		if total.Cmp(status.Spent) > 0 {
			status.Projected = total
		}
		status.Basis = fmt.Sprintf("%s dollars a day, the average of %s to %s, for the %s days left",
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
