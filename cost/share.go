package cost

import (
	"fmt"
	"iter"
	"math/big"
	"slices"
	"strconv"
	"time"
)

// Share is the part of a line in one operation: a row of a file that can be summed.
type Share struct {
	OrganizationID string    `json:"organization_id"`
	Period         Period    `json:"period"`
	By             Dimension `json:"by"`
	Kind           LineKind  `json:"kind"`
	Key            string    `json:"key"`  // as in [Line]
	Name           string    `json:"name"` // for people
	// Operation is the name of the items. Empty means that the line has no share
	// in any.
	Operation string `json:"operation,omitempty"`
	// Used is how much the line used of the operation. Nil means that it is not
	// known.
	Used      *Decimal `json:"used,omitempty"`
	Amount    Money    `json:"amount"`
	Estimated bool     `json:"estimated"`
}

// Shares iterates over the shares of one view, for [WriteCSV] and [WriteJSONLines].
// They sum to the bill, in total and by operation. The six views are six ways to
// divide the same bill, so a file must have the shares of one.
//
// A line has one share for each operation in which it has a part, and one of no
// money if it has none.
func (b *Breakdown) Shares(by Dimension) iter.Seq2[Share, error] {
	return func(yield func(Share, error) bool) {
		view := b.View(by)
		if view == nil {
			yield(Share{}, fmt.Errorf("cost: the dimension must be one of a breakdown's, but is %q", by))
			return
		}
		for i := range view.Lines {
			shares, err := b.sharesOf(&view.Lines[i])
			if err != nil {
				yield(Share{}, err)
				return
			}
			for _, share := range shares {
				if !yield(share, nil) {
					return
				}
			}
		}
	}
}

// sharesOf returns the shares of a line, in the bill's order. Items of one name are
// one share, since they share their usage.
func (b *Breakdown) sharesOf(line *Line) (shares []Share, err error) {
	share := Share{
		OrganizationID: b.OrganizationID, Period: b.Period, By: line.By, Kind: line.Kind, Key: line.Key, Name: line.Name, Estimated: line.Estimated,
	}
	for _, part := range line.Parts {
		at := slices.IndexFunc(shares, func(s Share) bool { return s.Operation == part.Name })
		if at < 0 {
			at = len(shares)
			share.Operation = part.Name
			shares = append(shares, share)
		}
		if shares[at].Amount, err = shares[at].Amount.Add(part.Amount); err != nil {
			return nil, err
		}
	}
	for _, count := range line.Counts {
		at := slices.IndexFunc(shares, func(s Share) bool { return s.Operation == count.Operation })
		if at < 0 { // used for nothing
			at = len(shares)
			share.Operation = count.Operation
			shares = append(shares, share)
		}
		used := count.Used
		if before := shares[at].Used; before != nil { // names can coincide
			used = decimalFromRat(new(big.Rat).Add(before.Rat(), used.Rat()))
		}
		shares[at].Used = &used
	}
	if len(shares) == 0 {
		shares = append(shares, share)
	}
	return shares, nil
}

// CSVHeader returns the names of the columns of CSVRecord.
func (Share) CSVHeader() []string {
	return []string{"organization_id", "from", "to", "dimension", "kind", "key", "name", "operation", "used", "amount_usd", "estimated"}
}

// CSVRecord returns the share as a row of CSV. The day in the column "to" is the last
// of the period. All amounts are in dollars with six decimals.
func (s Share) CSVRecord() []string {
	used := ""
	if s.Used != nil {
		used = s.Used.String()
	}
	return []string{
		s.OrganizationID, s.Period.Start.Format(time.DateOnly), s.Period.End.AddDate(0, 0, -1).Format(time.DateOnly), string(s.By), string(s.Kind), s.Key, s.Name,
		s.Operation, used, s.Amount.Text(6), strconv.FormatBool(s.Estimated),
	}
}
