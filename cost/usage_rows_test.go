package cost_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/cost"
)

// historyServer answers requests for usage with what answer writes, and counts
// them.
func historyServer(t testing.TB, answer func(w http.ResponseWriter, from, to time.Time), opts ...clarifai.Option) (*clarifai.Client, *atomic.Int64) {
	t.Helper()
	var requests atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
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
	return client, &requests
}

func writeHistory(w http.ResponseWriter, rows []string) {
	fmt.Fprintf(w, `{"status":{"code":10000,"req_id":"r"},"usage":[%s]}`, strings.Join(rows, ","))
}

func usageJSON(date, caller string, value int) string {
	return fmt.Sprintf(`{"date":"%s","section":"ops-count","caller_user_id":"%s","app_id":"a","value":%d}`, date, caller, value)
}

// activity returns the activity of the first days of November as text.
func activity(t *testing.T, client *clarifai.Client, days int) (rows []string) {
	t.Helper()
	for r, err := range cost.Activity(t.Context(), client, "acme", cost.ActivityOptions{From: november, To: november.AddDate(0, 0, days)}) {
		if err != nil {
			t.Fatal(err)
		}
		rows = append(rows, fmt.Sprintf("%s %s %s %d", r.Day.Format(time.DateOnly), r.MemberID, r.Section, r.Value))
	}
	return rows
}

// Each row is read once, however the server takes the bounds of a period.
func TestUsageRows_Bounds(t *testing.T) {
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
		t.Run(name, func(t *testing.T) {
			client, _ := historyServer(t, func(w http.ResponseWriter, from, to time.Time) {
				var rows []string
				for d := days + 3; d >= -3; d-- { // the latest first
					if date := november.AddDate(0, 0, d); in(date, from, to) {
						rows = append(rows, usageJSON(date.Format(time.RFC3339), "bob", d+100), usageJSON(date.Format(time.RFC3339), "ada", 1))
					}
				}
				writeHistory(w, rows)
			})
			var want []string
			for d := range days {
				date := november.AddDate(0, 0, d).Format(time.DateOnly)
				want = append(want, date+" ada ops-count 1", fmt.Sprintf("%s bob ops-count %d", date, d+100))
			}
			if diff := cmp.Diff(want, activity(t, client, days)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestUsageRows_Windows(t *testing.T) {
	t.Run("grow while answers are short", func(t *testing.T) {
		var widest atomic.Int64
		client, requests := historyServer(t, func(w http.ResponseWriter, from, to time.Time) {
			widest.Store(max(widest.Load(), int64(to.Sub(from)/(24*time.Hour))))
			writeHistory(w, nil)
		})
		activity(t, client, 366)
		if widest.Load() < 60 || requests.Load() > 15 {
			t.Errorf("without usage: %d requests, of at most %d days", requests.Load(), widest.Load())
		}
	})

	t.Run("shrink after a 504 and after an answer that is too large", func(t *testing.T) {
		client, _ := historyServer(t, func(w http.ResponseWriter, from, to time.Time) {
			days := int(to.Sub(from) / (24 * time.Hour))
			switch {
			case days > 8:
				w.WriteHeader(http.StatusGatewayTimeout)
				return
			case days > 4:
				_, _ = w.Write([]byte(strings.Repeat(" ", 100_000)))
			}
			var rows []string
			for d := from.Add(time.Second); d.Before(to); d = d.AddDate(0, 0, 1) {
				rows = append(rows, usageJSON(d.Format(time.RFC3339), "ada", 1))
			}
			writeHistory(w, rows)
		}, clarifai.WithMaxResponseBytes(50_000))
		if n := len(activity(t, client, 100)); n != 100 {
			t.Errorf("%d days of 100", n)
		}
	})

	t.Run("shrink after a timeout of the client", func(t *testing.T) {
		client, _ := historyServer(t, func(w http.ResponseWriter, _, _ time.Time) { writeHistory(w, nil) },
			clarifai.WithHTTPClient(&http.Client{Transport: slowForLongPeriods{}}))
		activity(t, client, 30)
	})

	t.Run("a single day that is too large is an error", func(t *testing.T) {
		client, _ := historyServer(t, func(w http.ResponseWriter, _, _ time.Time) { _, _ = w.Write(make([]byte, 2000)) }, clarifai.WithMaxResponseBytes(1000))
		if err := firstError(cost.UsageRows(t.Context(), client, "acme", cost.ActivityOptions{From: november, To: november.AddDate(0, 0, 3)})); !errors.Is(err, clarifai.ErrTooLarge) {
			t.Error(err)
		}
	})
}

// slowForLongPeriods times out on requests for more than four days.
type slowForLongPeriods struct{}

func (slowForLongPeriods) RoundTrip(r *http.Request) (*http.Response, error) {
	from, _ := time.Parse(time.RFC3339, r.URL.Query().Get("start_date"))
	if to, _ := time.Parse(time.RFC3339, r.URL.Query().Get("end_date")); to.Sub(from) > 5*24*time.Hour {
		return nil, os.ErrDeadlineExceeded
	}
	return http.DefaultTransport.RoundTrip(r)
}

// That no goroutine is left behind is checked for all tests, by TestMain.
func TestUsageRows_Range(t *testing.T) {
	client, requests := historyServer(t, func(w http.ResponseWriter, from, _ time.Time) {
		writeHistory(w, []string{usageJSON(from.Add(time.Second).Format(time.RFC3339), "ada", 1)})
	})
	o := cost.ActivityOptions{From: november, To: november.AddDate(0, 0, 30)}
	rows := cost.UsageRows(t.Context(), client, "acme", o)

	t.Run("nothing is requested before it", func(t *testing.T) {
		if requests.Load() != 0 {
			t.Errorf("%d requests", requests.Load())
		}
	})
	t.Run("it can be left and started again", func(t *testing.T) {
		for range 3 {
			n := 0
			for _, err := range rows {
				if err != nil {
					t.Fatal(err)
				}
				n++
				break
			}
			if n != 1 {
				t.Errorf("%d rows", n)
			}
		}
	})
	t.Run("it can end by a panic of the caller", func(t *testing.T) {
		defer func() {
			if recover() == nil {
				t.Error("the panic is lost")
			}
		}()
		for range rows {
			panic("in the loop")
		}
	})
	t.Run("a cancelled context ends it with an error", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		var err error
		for _, e := range cost.UsageRows(ctx, client, "acme", o) {
			cancel()
			err = e
		}
		if !errors.Is(err, context.Canceled) {
			t.Errorf("it ends with %v", err)
		}
	})
}

func TestUsageRows_Refused(t *testing.T) {
	client, requests := historyServer(t, func(w http.ResponseWriter, _, _ time.Time) {
		writeHistory(w, []string{`{"section":"ops-count","value":1}`})
	})
	first, last := time.Unix(math.MinInt64, 0), time.Unix(math.MaxInt64, 0)
	for name, o := range map[string]cost.ActivityOptions{
		"no first day":        {},
		"an end before start": {From: november, To: november.AddDate(0, 0, -1)},
		"no day":              {From: november, To: november},
		"a year before 1970":  {From: time.Date(-5, 1, 1, 0, 0, 0, 0, time.UTC), To: november},
		"a year after 9999":   {From: november, To: november.AddDate(20000, 0, 0)},
		"the earliest start":  {From: first, To: november},
		"the latest end":      {From: november, To: last},
		"all of time":         {From: first, To: last},
	} {
		t.Run(name, func(t *testing.T) {
			if firstError(cost.UsageRows(t.Context(), client, "acme", o)) == nil {
				t.Error("no error")
			}
		})
	}
	if requests.Load() != 0 {
		t.Errorf("%d requests", requests.Load())
	}

	t.Run("a row without a date", func(t *testing.T) {
		err := firstError(cost.UsageRows(t.Context(), client, "acme", cost.ActivityOptions{From: november, To: november.AddDate(0, 0, 1)}))
		if err == nil || !strings.Contains(err.Error(), "date") {
			t.Error(err)
		}
	})
}
