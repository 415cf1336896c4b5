package cost

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// ActivityOptions chooses usage. Days are of UTC.
type ActivityOptions struct {
	From   time.Time // the first day; required
	To     time.Time // the day after the last one; within a day: that day is the last. Zero: today is the last
	PerApp bool      // a row for each app; otherwise apps are added up
}

// ActivityRow is what a member used of something on a day.
type ActivityRow struct {
	Day      time.Time             `json:"day"`                 // its midnight
	MemberID string                `json:"member_id,omitempty"` // "": not known
	AppID    string                `json:"app_id,omitempty"`    // "": none, or apps are added up
	Section  clarifai.UsageSection `json:"section"`
	Value    int64                 `json:"value"` // in the unit of its section
}

// CSVHeader names the columns of CSVRecord.
func (ActivityRow) CSVHeader() []string {
	return []string{"day", "member_id", "app_id", "section", "value"}
}

// CSVRecord gives a row as text.
func (r ActivityRow) CSVRecord() []string {
	return []string{r.Day.Format(time.DateOnly), r.MemberID, r.AppID, string(r.Section), strconv.FormatInt(r.Value, 10)}
}

// Activity iterates over usage by day, member and section, in that order; each
// combination comes once. Upper and lower case of a member's id are the same,
// and the spelling that sorts first is given. It asks as [Rows] does.
func Activity(ctx context.Context, client *clarifai.Client, orgID string, o ActivityOptions, opts ...clarifai.CallOption) iter.Seq2[ActivityRow, error] {
	return func(yield func(ActivityRow, error) bool) {
		type kind struct {
			member, app string
			section     clarifai.UsageSection
		}
		var today time.Time
		sums := make(map[kind]*ActivityRow)
		flush := func() bool {
			rows := make([]*ActivityRow, 0, len(sums))
			for _, row := range sums {
				rows = append(rows, row)
			}
			clear(sums)
			slices.SortFunc(rows, func(a, b *ActivityRow) int {
				return cmp.Or(strings.Compare(fold(a.MemberID), fold(b.MemberID)), strings.Compare(string(a.Section), string(b.Section)), strings.Compare(a.AppID, b.AppID))
			})
			for _, row := range rows {
				if !yield(*row, nil) {
					return false
				}
			}
			return true
		}
		for row, err := range Rows(ctx, client, orgID, o, opts...) {
			if err != nil {
				if flush() {
					yield(ActivityRow{}, err)
				}
				return
			}
			if d := day(row.Date); !d.Equal(today) {
				if !flush() {
					return
				}
				today = d
			}
			k := kind{fold(row.CallerUserID), "", row.Section}
			if o.PerApp {
				k.app = row.AppID
			}
			sum := sums[k]
			if sum == nil {
				sum = &ActivityRow{Day: today, MemberID: row.CallerUserID, AppID: k.app, Section: row.Section}
				sums[k] = sum
			}
			sum.MemberID = min(sum.MemberID, row.CallerUserID)
			sum.Value += int64(row.Value) // of a day's rows, which no int64 is too small for
		}
		flush()
	}
}

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
func Rows(ctx context.Context, client *clarifai.Client, orgID string, o ActivityOptions, opts ...clarifai.CallOption) iter.Seq2[clarifai.OpCountByDate, error] {
	return func(yield func(clarifai.OpCountByDate, error) bool) {
		p, err := o.period(time.Now())
		if err == nil && (ctx == nil || client == nil) {
			err = errors.New("cost: usage needs a context and a client")
		}
		if err != nil {
			yield(clarifai.OpCountByDate{}, err)
			return
		}
		ctx, cancel := context.WithCancel(ctx)
		windows := make(chan window)
		done := make(chan struct{})
		go func() {
			defer close(done)
			defer close(windows)
			r := usageReader{client: client, org: orgID, perApp: o.PerApp, opts: opts, days: 1}
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

// period is the days that are asked for.
func (o *ActivityOptions) period(now time.Time) (Period, error) {
	p := Period{day(o.From), day(o.To)}
	switch {
	case o.From.IsZero():
		return p, errors.New("cost: usage needs the day from which on it is asked for")
	case o.To.IsZero():
		p.End = day(now).AddDate(0, 0, 1)
	case o.To.After(p.End):
		p.End = p.End.AddDate(0, 0, 1)
	}
	if p.Start.Year() < 1970 || p.End.Year() > 9999 || !p.Start.Before(p.End) {
		return p, fmt.Errorf("cost: there are no days from %s up to %s", p.Start.Format(time.DateOnly), p.End.Format(time.DateOnly))
	}
	return p, nil
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

// usageReader asks for usage, window by window.
type usageReader struct {
	client *clarifai.Client
	org    string
	perApp bool
	opts   []clarifai.CallOption
	days   int // of the next window
	most   int // days that were not too many yet; 0: none were too many
}

func (r *usageReader) read(ctx context.Context, p Period, windows chan<- window) {
	for start := p.Start; start.Before(p.End); {
		end := start.AddDate(0, 0, r.days)
		if end.After(p.End) {
			end = p.End
		}
		rows, err := r.ask(ctx, Period{start, end})
		if r.days > 1 && ctx.Err() == nil && r.tooMuch(err) {
			r.days = max(1, min(r.days, int(end.Sub(start)/(24*time.Hour)))/2)
			r.most = r.days
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
func (r *usageReader) adapt(rows, days int) {
	fit := windowDays
	if rows > 0 {
		fit = max(1, days*windowRows/rows)
	}
	r.days = min(fit, 2*days, windowDays)
	if r.most > 0 {
		r.days = min(r.days, r.most)
	}
}

// tooMuch reports whether a smaller window may fare better.
func (r *usageReader) tooMuch(err error) bool {
	e, ok := errors.AsType[*clarifai.Error](err)
	if !ok {
		return false
	}
	slow, ok := errors.AsType[net.Error](err)
	return errors.Is(err, clarifai.ErrTooLarge) || e.HTTPStatus == http.StatusGatewayTimeout || ok && slow.Timeout()
}

// ask asks for the days of a window, and gives their rows in the order of the
// days.
func (r *usageReader) ask(ctx context.Context, p Period) ([]clarifai.OpCountByDate, error) {
	rows, err := r.client.Usage.ListHistory(ctx, r.org, &clarifai.ListUsageHistoryOptions{
		// A second more at the beginning, for a server that leaves the bound
		// out; at the end nothing is dated between the last midnight and p.End.
		StartDate: p.Start.Add(-time.Second), EndDate: p.End, BrokenDownPerApp: r.perApp,
	}, r.opts...)
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
