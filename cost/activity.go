package cost

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
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
// and the spelling that sorts first is given. It asks as [UsageRows] does.
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
				return cmp.Or(strings.Compare(foldID(a.MemberID), foldID(b.MemberID)), strings.Compare(string(a.Section), string(b.Section)), strings.Compare(a.AppID, b.AppID))
			})
			for _, row := range rows {
				if !yield(*row, nil) {
					return false
				}
			}
			return true
		}
		for row, err := range UsageRows(ctx, client, orgID, o, opts...) {
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
			k := kind{foldID(row.CallerUserID), "", row.Section}
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
