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

// UsageRows iterates over the usage of an organization as Clarifai returns it,
// sorted by day. PerApp asks for usage by app.
//
// The history of usage has no pages, so it is read in windows of days. The first
// window is one day; later ones are as long as suits an answer of a few thousand
// rows. The next window is fetched while the caller consumes the current one. If
// an answer is too large, or if the client or a gateway times out, the window is
// made smaller.
//
// Whether the bounds of a request are inclusive is not known. Each request asks
// for a little more than its window, and rows of other days are dropped, so that
// every row comes once. A row without a date is an error, because it could come
// in several windows.
//
// The iterator ends with its first error. Ranging over it again makes the requests
// again. A range that is left early leaves no goroutine behind.
//
// It takes a PAT with the scope HistoricalUsage_Get.
func UsageRows(ctx context.Context, client *clarifai.Client, orgID string, opts ActivityOptions, callOpts ...clarifai.CallOption) iter.Seq2[clarifai.OpCountByDate, error] {
	return func(yield func(clarifai.OpCountByDate, error) bool) {
		p, err := opts.period(time.Now())
		if err != nil {
			yield(clarifai.OpCountByDate{}, err)
			return
		}
		ctx, cancel := context.WithCancel(ctx)
		r := windowReader{usage: client.Usage, orgID: orgID, perApp: opts.PerApp, callOpts: callOpts, days: 1}
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
		if err := ctx.Err(); err != nil { // the reader could not send it
			yield(clarifai.OpCountByDate{}, err)
		}
	}
}

// window is the result of one request.
type window struct {
	rows []clarifai.OpCountByDate
	err  error
}

// A window has about windowRows rows and at most windowDays days.
const (
	windowRows = 4000
	windowDays = 92
)

// windowReader reads usage in windows.
type windowReader struct {
	usage    *clarifai.UsageService
	orgID    string
	perApp   bool
	callOpts []clarifai.CallOption
	days     int // of the next window
	maxDays  int // 0 means no limit yet
}

// read sends the windows of a period, up to the first error.
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

// adapt sets the length of the next window from the rows of this one.
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

// isTooLarge reports whether a smaller window may succeed after err.
func (r *windowReader) isTooLarge(err error) bool {
	e, ok := errors.AsType[*clarifai.Error](err)
	if !ok {
		return false
	}
	netErr, ok := errors.AsType[net.Error](err)
	return errors.Is(err, clarifai.ErrTooLarge) || e.HTTPStatus == http.StatusGatewayTimeout || ok && netErr.Timeout()
}

// fetch returns the rows of a period, sorted by day.
func (r *windowReader) fetch(ctx context.Context, p Period) ([]clarifai.OpCountByDate, error) {
	rows, err := r.usage.ListHistory(ctx, r.orgID, &clarifai.ListUsageHistoryOptions{
		// The server may exclude the start, so ask from a second before. Including
		// or excluding the end makes no difference: its row is dropped.
		StartDate: p.Start.Add(-time.Second), EndDate: p.End, BrokenDownPerApp: r.perApp,
	}, r.callOpts...)
	if err != nil {
		return nil, err
	}
	kept := rows[:0]
	for _, row := range rows {
		if row.Date.IsZero() {
			return nil, fmt.Errorf("cost: each row of usage must have a date, but one of %s to %s has none",
				p.Start.Format(time.DateOnly), p.End.AddDate(0, 0, -1).Format(time.DateOnly))
		}
		if !row.Date.Before(p.Start) && row.Date.Before(p.End) {
			kept = append(kept, row)
		}
	}
	slices.SortStableFunc(kept, func(a, b clarifai.OpCountByDate) int { return day(a.Date).Compare(day(b.Date)) })
	return kept, nil
}
