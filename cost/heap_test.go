package cost_test

import (
	"bufio"
	"fmt"
	"net/http"
	"runtime"
	"testing"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/cost"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
)

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
