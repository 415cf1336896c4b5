package cost_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/cost"
)

// history serves answers of one's own to requests for usage.
func history(t testing.TB, answer func(w http.ResponseWriter, from, to time.Time), opts ...clarifai.Option) (*clarifai.Client, *atomic.Int64) {
	t.Helper()
	var asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		from, err1 := time.Parse(time.RFC3339, r.URL.Query().Get("start_date"))
		to, err2 := time.Parse(time.RFC3339, r.URL.Query().Get("end_date"))
		if err := errors.Join(err1, err2); err != nil {
			t.Error(err)
		}
		answer(w, from, to)
	}))
	client, err := clarifai.NewClient(append([]clarifai.Option{
		clarifai.WithPAT("pat"), clarifai.WithBaseURL(server.URL), clarifai.WithInsecureHTTP(), clarifai.WithRetry(clarifai.RetryPolicy{MaxRetries: -1}),
	}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { client.Close(); server.Close() })
	return client, &asked
}

func answered(w http.ResponseWriter, rows []string) {
	fmt.Fprintf(w, `{"status":{"code":10000,"req_id":"r"},"usage":[%s]}`, strings.Join(rows, ","))
}

func row(date, caller string, value int) string {
	return fmt.Sprintf(`{"date":"%s","section":"ops-count","caller_user_id":"%s","app_id":"a","value":%d}`, date, caller, value)
}

func values(t *testing.T, client *clarifai.Client, days int) (all []string) {
	t.Helper()
	for r, err := range cost.Activity(t.Context(), client, "acme", cost.ActivityOptions{From: november, To: november.AddDate(0, 0, days)}) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, fmt.Sprintf("%s %s %s %d", r.Day.Format(time.DateOnly), r.MemberID, r.Section, r.Value))
	}
	return all
}

func TestEachRowComesOnceHoweverTheServerTakesTheBounds(t *testing.T) {
	const days = 40
	for name, in := range map[string]func(d, from, to time.Time) bool{
		"half open": func(d, from, to time.Time) bool { return !d.Before(from) && d.Before(to) },
		"inclusive": func(d, from, to time.Time) bool { return !d.Before(from) && !d.After(to) },
		"exclusive": func(d, from, to time.Time) bool { return d.After(from) && d.Before(to) },
		"cut to days": func(d, from, to time.Time) bool {
			return !d.Before(from.Truncate(24*time.Hour)) && !d.After(to.Truncate(24*time.Hour))
		},
		"ignored": func(time.Time, time.Time, time.Time) bool { return true },
	} {
		client, _ := history(t, func(w http.ResponseWriter, from, to time.Time) {
			var rows []string
			for d := days + 3; d >= -3; d-- { // the latest first
				if date := november.AddDate(0, 0, d); in(date, from, to) {
					rows = append(rows, row(date.Format(time.RFC3339), "bob", d+100), row(date.Format(time.RFC3339), "ada", 1))
				}
			}
			answered(w, rows)
		})
		var want []string
		for d := range days {
			date := november.AddDate(0, 0, d).Format(time.DateOnly)
			want = append(want, date+" ada ops-count 1", fmt.Sprintf("%s bob ops-count %d", date, d+100))
		}
		if diff := cmp.Diff(want, values(t, client, days)); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
}

func TestWindowsGrowWithShortAnswersAndShrinkWhereOneIsTooMuch(t *testing.T) {
	var widest atomic.Int64
	client, asked := history(t, func(w http.ResponseWriter, from, to time.Time) {
		days := int64(to.Sub(from) / (24 * time.Hour))
		widest.Store(max(widest.Load(), days))
		answered(w, nil)
	})
	values(t, client, 366)
	if widest.Load() < 60 || asked.Load() > 15 {
		t.Errorf("without usage: %d requests, of %d days at most", asked.Load(), widest.Load())
	}

	widest.Store(0)
	client, _ = history(t, func(w http.ResponseWriter, from, to time.Time) {
		days := int(to.Sub(from) / (24 * time.Hour))
		switch {
		case days > 8:
			w.WriteHeader(http.StatusGatewayTimeout)
			return
		case days > 4:
			_, _ = w.Write([]byte(strings.Repeat(" ", 100_000)))
		}
		widest.Store(max(widest.Load(), int64(days)))
		var rows []string
		for d := from.Add(time.Second); d.Before(to); d = d.AddDate(0, 0, 1) {
			rows = append(rows, row(d.Format(time.RFC3339), "ada", 1))
		}
		answered(w, rows)
	}, clarifai.WithMaxResponseBytes(50_000))
	if n := len(values(t, client, 100)); n != 100 {
		t.Errorf("%d days of 100", n)
	}
	client, _ = history(t, func(w http.ResponseWriter, _, _ time.Time) { answered(w, nil) }, clarifai.WithHTTPClient(&http.Client{Transport: impatient{}}))
	values(t, client, 30)
	client, _ = history(t, func(w http.ResponseWriter, _, _ time.Time) { _, _ = w.Write(make([]byte, 2000)) }, clarifai.WithMaxResponseBytes(1000))
	if err := firstError(cost.Rows(t.Context(), client, "acme", cost.ActivityOptions{From: november, To: november.AddDate(0, 0, 3)})); !errors.Is(err, clarifai.ErrTooLarge) {
		t.Errorf("a day that is too large: %v", err)
	}
}

// impatient gives up on answers of more than four days.
type impatient struct{}

func (impatient) RoundTrip(r *http.Request) (*http.Response, error) {
	from, _ := time.Parse(time.RFC3339, r.URL.Query().Get("start_date"))
	if to, _ := time.Parse(time.RFC3339, r.URL.Query().Get("end_date")); to.Sub(from) > 5*24*time.Hour {
		return nil, os.ErrDeadlineExceeded
	}
	return http.DefaultTransport.RoundTrip(r)
}

func firstError[T any](seq func(func(T, error) bool)) error {
	for _, err := range seq {
		if err != nil {
			return err
		}
	}
	return nil
}

func TestARangeOverUsageLeavesNothingBehindAndCanBeRangedAgain(t *testing.T) {
	client, asked := history(t, func(w http.ResponseWriter, from, _ time.Time) {
		answered(w, []string{row(from.Add(time.Second).Format(time.RFC3339), "ada", 1)})
	})
	o := cost.ActivityOptions{From: november, To: november.AddDate(0, 0, 30)}
	rows := cost.Rows(t.Context(), client, "acme", o)
	if asked.Load() != 0 {
		t.Error("it asks before it is ranged over")
	}
	for range 3 {
		for range rows {
			break
		}
	}
	func() {
		defer func() { _ = recover() }()
		for range rows {
			panic("in the loop")
		}
	}()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var err error
	for _, e := range cost.Rows(ctx, client, "acme", o) {
		cancel()
		err = e
	}
	if !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled range ends with %v", err)
	}
}

func TestUsageThatCannotBeAskedForOrPlacedIsAnError(t *testing.T) {
	client, asked := history(t, func(w http.ResponseWriter, _, _ time.Time) {
		answered(w, []string{`{"section":"ops-count","value":1}`})
	})
	for name, o := range map[string]cost.ActivityOptions{
		"no day": {}, "backwards": {From: november, To: november.AddDate(0, 0, -1)}, "nothing": {From: november, To: november},
		"before computers": {From: time.Date(-5, 1, 1, 0, 0, 0, 0, time.UTC), To: november}, "in ages": {From: november, To: november.AddDate(20000, 0, 0)},
	} {
		if firstError(cost.Activity(t.Context(), client, "acme", o)) == nil {
			t.Errorf("%s passes", name)
		}
	}
	ok := cost.ActivityOptions{From: november, To: november.AddDate(0, 0, 1)}
	if firstError(cost.Rows(t.Context(), nil, "acme", ok)) == nil || firstError(cost.Rows(nil, client, "acme", ok)) == nil { //nolint:staticcheck // a nil context is what is tested
		t.Error("nil passes")
	}
	if asked.Load() != 0 {
		t.Errorf("%d requests", asked.Load())
	}
	if err := firstError(cost.Rows(t.Context(), client, "acme", ok)); err == nil || !strings.Contains(err.Error(), "no date") {
		t.Errorf("a row without a date: %v", err)
	}
}

func TestActivityAddsUpADaysRowsOfAMemberWhateverTheSpelling(t *testing.T) {
	client, _ := history(t, func(w http.ResponseWriter, _, _ time.Time) {
		answered(w, []string{row("2026-11-01T10:00:00Z", "ada", 1), row("2026-11-01T00:00:00Z", "Ada", 2147483647), row("2026-11-01T23:59:59.9Z", "ADA", 2147483647)})
	})
	if got := values(t, client, 1); !slices.Equal(got, []string{"2026-11-01 ADA ops-count 4294967295"}) {
		t.Error(got)
	}
}

func TestTheEmbeddedMonthIsReadWholeUnderEveryBound(t *testing.T) {
	var want []cost.ActivityRow
	for _, bounds := range []clarifaitest.Bounds{clarifaitest.BoundsInclusive, clarifaitest.BoundsHalfOpen, clarifaitest.BoundsExclusive} {
		month(t, func(t *testing.T, s *clarifaitest.Server) {
			got, err := clarifai.Collect(cost.Activity(t.Context(), s.Client(), "acme", cost.ActivityOptions{From: time.Now().AddDate(0, 0, -30), PerApp: true}))
			if err != nil {
				t.Fatal(err)
			}
			if want == nil {
				want = got
			}
			if len(got) < 1000 || !cmp.Equal(got, want) {
				t.Errorf("bounds %v: %d rows of %d", bounds, len(got), len(want))
			}
		}, func(c *clarifaitest.Config) { c.Variants.UsageBounds = bounds })
	}
}

func TestExportsStreamAndNoCellIsCalculated(t *testing.T) {
	rows := func(yield func(cost.ActivityRow, error) bool) {
		for _, id := range []string{"=cmd|' /C calc'!A0", "＝1+1", " \u200b@SUM(A1)", "-3.50", "-3.50+1", "a\x00b\nc", "plain", "'quoted", "bad\xff"} {
			if !yield(cost.ActivityRow{Day: november, MemberID: id, Section: "ops-count", Value: -7}, nil) {
				return
			}
		}
		yield(cost.ActivityRow{}, errors.New("the end"))
	}
	var csv, lines strings.Builder
	if err := cost.WriteCSV(&csv, rows); err == nil || err.Error() != "the end" {
		t.Error(err)
	}
	want := "day,member_id,app_id,section,value\n"
	for _, cell := range []string{"'=cmd|' /C calc'!A0", "'＝1+1", `"' ` + "\u200b" + `@SUM(A1)"`, "-3.50", "'-3.50+1", "a b c", "plain", "''quoted", "bad\uFFFD"} {
		want += "2026-11-01," + strings.Trim(cell, `"`) + ",,ops-count,-7\n"
	}
	if diff := cmp.Diff(want, csv.String()); diff != "" {
		t.Error(diff)
	}
	if err := cost.WriteJSONLines(&lines, rows); err == nil {
		t.Error("the error is lost")
	}
	for line := range strings.Lines(lines.String()) {
		var back cost.ActivityRow
		if err := json.Unmarshal([]byte(line), &back); err != nil || back.Value != -7 {
			t.Errorf("%s: %v", line, err)
		}
	}
	if n := strings.Count(lines.String(), "\n"); n != 9 {
		t.Errorf("%d lines", n)
	}
}
