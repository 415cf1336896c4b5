package cost_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/cost"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
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
	if err := firstError(cost.UsageRows(t.Context(), client, "acme", cost.ActivityOptions{From: november, To: november.AddDate(0, 0, 3)})); !errors.Is(err, clarifai.ErrTooLarge) {
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

func TestARangeOverUsageLeavesNothingBehindAndCanBeRangedAgain(t *testing.T) {
	client, asked := history(t, func(w http.ResponseWriter, from, _ time.Time) {
		answered(w, []string{row(from.Add(time.Second).Format(time.RFC3339), "ada", 1)})
	})
	o := cost.ActivityOptions{From: november, To: november.AddDate(0, 0, 30)}
	rows := cost.UsageRows(t.Context(), client, "acme", o)
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
	for _, e := range cost.UsageRows(ctx, client, "acme", o) {
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
	if firstError(cost.UsageRows(t.Context(), nil, "acme", ok)) == nil || firstError(cost.UsageRows(nil, client, "acme", ok)) == nil { //nolint:staticcheck // a nil context is what is tested
		t.Error("nil passes")
	}
	if asked.Load() != 0 {
		t.Errorf("%d requests", asked.Load())
	}
	if err := firstError(cost.UsageRows(t.Context(), client, "acme", ok)); err == nil || !strings.Contains(err.Error(), "no date") {
		t.Errorf("a row without a date: %v", err)
	}
}

// The usage is made on the fly: each day has eleven rows for every second
// member, of a length as Clarifai's are. The short form has usage on the first
// 60 days of the year, which would not fit into 32 MiB either.
func TestAYearOfUsageOf500MembersPassesThroughLessThan32MiB(t *testing.T) {
	const members, perPair = 500, 11
	days := harness.Count(60, 365)
	year := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	client, asked := history(t, func(w http.ResponseWriter, from, to time.Time) {
		out := bufio.NewWriter(w)
		defer out.Flush()
		_, _ = out.WriteString(`{"status":{"code":10000,"description":"Ok","req_id":"r"},"usage":[`)
		comma := ""
		for day := year; day.Before(year.AddDate(0, 0, days)); day = day.AddDate(0, 0, 1) {
			if day.Before(from) || day.After(to) {
				continue
			}
			for n := range members / 2 * perPair {
				fmt.Fprintf(out, `%s{"date":"%s","section":"model-usage","caller_user_id":"member-%03d","app_id":"application-%02d","model_id":"general-image-recognition","category_id":"inference","value":3}`,
					comma, day.Format(time.RFC3339), 2*(n/perPair)+day.YearDay()%2, n%perPair)
				comma = ","
			}
		}
		_, _ = out.WriteString(`]}`)
	})
	runtime.GC() // what other tests have left
	var memory runtime.MemStats
	var peak uint64
	rows, sum := 0, int64(0)
	for r, err := range cost.Activity(t.Context(), client, "acme", cost.ActivityOptions{From: year, To: year.AddDate(1, 0, 0), PerApp: true}) {
		if err != nil {
			t.Fatal(err)
		}
		rows++
		sum += r.Value
		if rows%500 == 0 {
			runtime.ReadMemStats(&memory)
			peak = max(peak, memory.HeapAlloc)
		}
	}
	if want := members / 2 * perPair * days; rows != want || sum != int64(3*want) {
		t.Errorf("%d rows that sum to %d; %d rows were made", rows, sum, want)
	}
	t.Logf("%d rows in %d requests; the heap had %.1f MiB at most, what is not collected yet included, and the server within", rows, asked.Load(), float64(peak)/(1<<20))
	if peak > 32<<20 {
		t.Error("that is over 32 MiB")
	}
}
