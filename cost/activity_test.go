package cost_test

import (
	"bufio"
	"fmt"
	"net/http"
	"runtime"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/cost"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
)

func TestActivity(t *testing.T) {
	t.Run("the rows of a member on a day are added up, whatever the case of the ID", func(t *testing.T) {
		client, _ := historyServer(t, func(w http.ResponseWriter, _, _ time.Time) {
			writeHistory(w, []string{usageJSON("2026-11-01T10:00:00Z", "ada", 1), usageJSON("2026-11-01T00:00:00Z", "Ada", 2147483647), usageJSON("2026-11-01T23:59:59.9Z", "ADA", 2147483647)})
		})
		if got := activity(t, client, 1); !slices.Equal(got, []string{"2026-11-01 ADA ops-count 4294967295"}) {
			t.Error(got)
		}
	})

	t.Run("a month is the same however the server takes the bounds", func(t *testing.T) {
		var want []cost.ActivityRow
		for _, bounds := range []clarifaitest.Bounds{clarifaitest.BoundsInclusive, clarifaitest.BoundsHalfOpen, clarifaitest.BoundsExclusive} {
			withMonth(t, func(t *testing.T, s *clarifaitest.Server) {
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
	})
}

// The server makes up the usage as it answers. Each day has eleven rows for
// every second member, each as long as a row of Clarifai's. The short form has
// usage on the first 60 days of the year, which would not fit into 32 MiB either.
func TestActivity_Memory(t *testing.T) {
	const members, perPair = 500, 11
	days := harness.Count(60, 365)
	year := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	client, requests := historyServer(t, func(w http.ResponseWriter, from, to time.Time) {
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
	runtime.GC() // garbage of other tests
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
		t.Errorf("%d rows that sum to %d; the server sent %d rows", rows, sum, want)
	}
	t.Logf("%d rows in %d requests; at most %.1f MiB of heap, garbage and the server included", rows, requests.Load(), float64(peak)/(1<<20))
	if peak > 32<<20 {
		t.Error("the heap grew beyond 32 MiB")
	}
}
