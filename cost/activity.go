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

// ActivityOptions selects usage by days in UTC.
type ActivityOptions struct {
	// From is a time on the first day. It is required.
	From time.Time
	// To is the end. A time during a day includes that day, and midnight excludes
	// the day that it begins. Zero means that today is the last day.
	To time.Time
	// PerApp keeps apps apart. Otherwise Activity sums the usage of all apps.
	PerApp bool
}

// ActivityRow is the usage of one section by one member on one day.
type ActivityRow struct {
	Day      time.Time `json:"day"`                 // midnight in UTC
	MemberID string    `json:"member_id,omitempty"` // empty if unknown
	// AppID is empty for usage without an app, and without PerApp.
	AppID   string                `json:"app_id,omitempty"`
	Section clarifai.UsageSection `json:"section"`
	Value   int64                 `json:"value"` // in the section's unit
}

// CSVHeader returns the names of the columns of CSVRecord.
func (ActivityRow) CSVHeader() []string {
	return []string{"day", "member_id", "app_id", "section", "value"}
}

// CSVRecord returns the row as a row of CSV.
func (r ActivityRow) CSVRecord() []string {
	return []string{r.Day.Format(time.DateOnly), r.MemberID, r.AppID, string(r.Section), strconv.FormatInt(r.Value, 10)}
}

// Activity iterates over the usage of an organization, sorted by day, member and
// section. Each combination occurs once. IDs of members that differ only in case
// are one member, whose rows of a day have the spelling that sorts first.
//
// It makes the same requests as [UsageRows], and ends and restarts like it.
func Activity(ctx context.Context, client *clarifai.Client, orgID string, opts ActivityOptions, callOpts ...clarifai.CallOption) iter.Seq2[ActivityRow, error] {
	return func(yield func(ActivityRow, error) bool) {
		type key struct {
			member, app string
			section     clarifai.UsageSection
		}
		var today time.Time
		sums := make(map[key]*ActivityRow)
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
		for row, err := range UsageRows(ctx, client, orgID, opts, callOpts...) {
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
			k := key{foldID(row.CallerUserID), "", row.Section}
			if opts.PerApp {
				k.app = row.AppID
			}
			sum := sums[k]
			if sum == nil {
				sum = &ActivityRow{Day: today, MemberID: row.CallerUserID, AppID: k.app, Section: row.Section}
				sums[k] = sum
			}
			sum.MemberID = min(sum.MemberID, row.CallerUserID)
			sum.Value += int64(row.Value)
		}
		flush()
	}
}

// period returns the selected days.
func (opts *ActivityOptions) period(now time.Time) (Period, error) {
	p := Period{day(opts.From), day(opts.To)}
	switch {
	case opts.From.IsZero():
		return p, errors.New("cost: From is required")
	case opts.To.IsZero():
		p.End = day(now).AddDate(0, 0, 1)
	case opts.To.After(p.End):
		p.End = p.End.AddDate(0, 0, 1)
	}
	if p.Start.Year() < 1970 || p.End.Year() > 9999 || !p.Start.Before(p.End) {
		return p, fmt.Errorf("cost: To must be after From, in the years 1970 to 9999, but the days are %s to %s", p.Start.Format(time.DateOnly), p.End.Format(time.DateOnly))
	}
	return p, nil
}
