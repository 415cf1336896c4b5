package cost

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net"
	"net/http"
	"slices"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// Rows iterates over usage as Clarifai tells it, day after day. The rows of a
// day come in the order of the answer.
//
// The history of usage has no pages. It is asked for window by window: a day at
// first, then so many days that an answer has a few thousand rows. The next
// window is fetched while the last is being consumed. An answer that is too
// large, or that the client or a gateway gives up on, is asked for in smaller
// windows. Whether
// the bounds of a period are within it is not known: a little more is asked for,
// and each row is taken from the window that holds its day. A row without a date
// is an error, for it cannot be told whether it comes again.
//
// The iterator can be ranged again, asks anew then, and ends with its first
// error; a range that ends leaves nothing behind. PAT with HistoricalUsage_Get;
// Archived.
func UsageRows(ctx context.Context, client *clarifai.Client, orgID string, o ActivityOptions, opts ...clarifai.CallOption) iter.Seq2[clarifai.OpCountByDate, error] {
	return func(yield func(clarifai.OpCountByDate, error) bool) {
		p, err := o.period(time.Now())
		if err != nil {
			yield(clarifai.OpCountByDate{}, err)
			return
		}
		ctx, cancel := context.WithCancel(ctx)
		r := windowReader{usage: client.Usage, orgID: orgID, perApp: o.PerApp, callOpts: opts, days: 1}
		windows := make(chan window)
		done := make(chan struct{})
		go func() {
			defer close(done)
			defer close(windows)
			r.read(ctx, p, windows)
		}()
		defer func() { // also when the caller's loop panics
			cancel()
			<-done
		}()
		for w := range windows {
			for i := range w.rows {
				if !yield(w.rows[i], nil) {
					return
				}
			}
			if w.err != nil {
				yield(clarifai.OpCountByDate{}, w.err)
				return
			}
		}
		if err := ctx.Err(); err != nil { // the reader had nobody to tell
			yield(clarifai.OpCountByDate{}, err)
		}
	}
}

type window struct {
	rows []clarifai.OpCountByDate
	err  error
}

// How many rows an answer is to have, and over how many days at most.
const (
	windowRows = 4000
	windowDays = 92
)

// windowReader asks for usage, window by window.
type windowReader struct {
	usage    *clarifai.UsageService
	orgID    string
	perApp   bool
	callOpts []clarifai.CallOption
	days     int // of the next window
	maxDays  int // days that were not too many yet; 0: none were too many
}

func (r *windowReader) read(ctx context.Context, p Period, windows chan<- window) {
	for start := p.Start; start.Before(p.End); {
		end := start.AddDate(0, 0, r.days)
		if end.After(p.End) {
			end = p.End
		}
		rows, err := r.fetch(ctx, Period{start, end})
		if r.days > 1 && ctx.Err() == nil && r.isTooLarge(err) {
			r.days = max(1, min(r.days, int(end.Sub(start)/(24*time.Hour)))/2)
			r.maxDays = r.days
			continue
		}
		select {
		case windows <- window{rows, err}:
		case <-ctx.Done():
			return
		}
		if err != nil {
			return
		}
		r.adapt(len(rows), int(end.Sub(start)/(24*time.Hour)))
		start = end
	}
}

// adapt chooses how many days the next window has, by how many rows these had.
func (r *windowReader) adapt(rows, days int) {
	fit := windowDays
	if rows > 0 {
		fit = max(1, days*windowRows/rows)
	}
	r.days = min(fit, 2*days, windowDays)
	if r.maxDays > 0 {
		r.days = min(r.days, r.maxDays)
	}
}

// isTooLarge reports whether a smaller window may fare better.
func (r *windowReader) isTooLarge(err error) bool {
	e, ok := errors.AsType[*clarifai.Error](err)
	if !ok {
		return false
	}
	slow, ok := errors.AsType[net.Error](err)
	return errors.Is(err, clarifai.ErrTooLarge) || e.HTTPStatus == http.StatusGatewayTimeout || ok && slow.Timeout()
}

// fetch asks for the days of a window, and gives their rows in the order of the
// days.
func (r *windowReader) fetch(ctx context.Context, p Period) ([]clarifai.OpCountByDate, error) {
	rows, err := r.usage.History(ctx, r.orgID, &clarifai.UsageHistoryOptions{
		// A second more at the beginning, for a server that leaves the bound
		// out; at the end nothing is dated between the last midnight and p.End.
		StartDate: p.Start.Add(-time.Second), EndDate: p.End, BrokenDownPerApp: r.perApp,
	}, r.callOpts...)
	if err != nil {
		return nil, err
	}
	kept := rows[:0]
	for _, row := range rows {
		if row.Date.IsZero() {
			return nil, fmt.Errorf("cost: a row of usage of %s to %s has no date, so that it cannot be told to which day it belongs",
				p.Start.Format(time.DateOnly), p.End.AddDate(0, 0, -1).Format(time.DateOnly))
		}
		if !row.Date.Before(p.Start) && row.Date.Before(p.End) {
			kept = append(kept, row)
		}
	}
	slices.SortStableFunc(kept, func(a, b clarifai.OpCountByDate) int { return day(a.Date).Compare(day(b.Date)) })
	return kept, nil
}
