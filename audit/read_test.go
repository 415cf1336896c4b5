package audit_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/audit"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

const searches = "POST /v2/users/acme/audit_log/searches"

func TestRead(t *testing.T) {
	hour := audit.Options{Window: time.Hour}

	// An entry appears after each request of the first reading, before those that
	// were read. Requests 1 and 2 are the clock and the first page.
	for request := 2; request < 7; request++ {
		testkit.RunWithServer(t, fmt.Sprintf("an entry that appears after request %d is neither lost nor written twice", request), func(t *testing.T, s *clarifaitest.Server) {
			from := passed(t, time.Hour)
			fill(t, s, from, 2*time.Minute)
			client := through(s, func(n int, send func() (*http.Response, error)) (*http.Response, error) {
				response, err := send()
				if n == request {
					add(t, s, from.Add(time.Second), "between")
				}
				return response, err
			})
			sink := &memory{}
			if _, err := audit.Export(t.Context(), client, "acme", sink, from, from.Add(time.Hour), hour); err != nil {
				t.Fatal(err)
			}
			complete(t, s, sink.lines(), from, from.Add(time.Hour))
		}, func(c *clarifaitest.Config) { c.Variants.MaxPerPage = 4 })

		testkit.RunWithServer(t, fmt.Sprintf("nor while late entries are looked for, after request %d", request), func(t *testing.T, s *clarifaitest.Server) {
			from := passed(t, 20*time.Minute)
			fill(t, s, from, 2*time.Minute)
			sink := &memory{}
			export := func(client *clarifai.Client) {
				t.Helper()
				if _, err := audit.Export(t.Context(), client, "acme", sink, from, from.Add(20*time.Minute), minutes); err != nil {
					t.Fatal(err)
				}
			}
			export(s.Client())
			export(through(s, func(n int, send func() (*http.Response, error)) (*http.Response, error) {
				response, err := send()
				if n == request {
					add(t, s, from.Add(time.Second), "between")
				}
				return response, err
			}))
			export(s.Client())
			complete(t, s, sink.lines(), from, from.Add(20*time.Minute))
			if n := late(sink.lines()); n != 1 {
				t.Errorf("%d lines are late", n)
			}
		}, func(c *clarifaitest.Config) { c.Variants.MaxPerPage = 4 })
	}

	testkit.RunWithServer(t, "a window that changes with each reading is not written", func(t *testing.T, s *clarifaitest.Server) {
		from := passed(t, time.Hour)
		n := 0
		s.Handle(searches, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			if n++; n%2 == 1 { // the page after, and the clock
				fmt.Fprint(w, `{"status":{"code":10000},"entries":[]}`)
				return
			}
			fmt.Fprintf(w, `{"status":{"code":10000},"entries":[{"timestamp":%q,"operation":107,"success":true}]}`, from.Add(time.Duration(min(n, 20))*time.Second).Format(time.RFC3339))
		}))
		sink := &memory{}
		if _, err := audit.Export(t.Context(), s.Client(), "acme", sink, from, from.Add(time.Hour), hour); !errors.Is(err, audit.ErrUnstable) || len(sink.batches) > 0 {
			t.Errorf("%d batches, %v", len(sink.batches), err)
		}
		n = 0
		hour.From = from
		if err := followFor(t, s.Client(), sink, 10*time.Minute, hour); err != nil || len(sink.batches) != 1 {
			t.Errorf("Follow, once it is stable: %d batches, %v", len(sink.batches), err)
		}
		hour.From = time.Time{}
	})

	testkit.RunWithServer(t, "a server that repeats its page ends it with an error", func(t *testing.T, s *clarifaitest.Server) {
		from := passed(t, time.Hour)
		s.Handle(searches, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprintf(w, `{"status":{"code":10000},"entries":[{"timestamp":%q,"operation":107,"success":true}]}`, from.Format(time.RFC3339))
		}))
		sink := &memory{}
		_, err := audit.Export(t.Context(), s.Client(), "acme", sink, from, from.Add(time.Hour), hour)
		if err == nil || !strings.Contains(err.Error(), "same page again") || len(sink.batches) > 0 {
			t.Errorf("%d batches, %v", len(sink.batches), err)
		}
	})

	testkit.RunWithServer(t, "an entry without a time is written once, with the first window that shows it", func(t *testing.T, s *clarifaitest.Server) {
		from := passed(t, time.Hour)
		entries := []string{
			fmt.Sprintf(`{"timestamp":%q,"req_id":"timed"}`, from.Add(90*time.Second).Format(time.RFC3339)),
			`{"req_id":"untimed"}`, `{"req_id":"untimed"}`, // two actions that look the same
		}
		n := 0
		s.Handle(searches, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			shown := entries
			if n++; n%2 == 1 { // the page after, and the clock
				shown = nil
			}
			fmt.Fprintf(w, `{"status":{"code":10000},"entries":[%s]}`, strings.Join(shown, ","))
		}))
		sink := &memory{}
		if _, err := audit.Export(t.Context(), s.Client(), "acme", sink, from, from.Add(5*time.Minute), minutes); err != nil {
			t.Fatal(err)
		}
		if len(sink.batches[0].Lines) != 2 || len(sink.batches[1].Lines) != 1 || len(sink.lines()) != 3 || sink.lines()[0].EventKey == sink.lines()[1].EventKey {
			t.Fatalf("it writes %+v", sink.lines())
		}
		entries, n = append(entries, `{"req_id":"untimed"}`), 0
		summary, err := audit.Export(t.Context(), s.Client(), "acme", sink, from, from.Add(6*time.Minute), minutes)
		if err != nil || summary.Entries != 1 || len(sink.lines()) != 4 || sink.lines()[3].RequestID != "untimed" || !sink.lines()[3].Timestamp.IsZero() {
			t.Errorf("a third one: %+v, %v", summary, err)
		}
	})
}

func TestRead_LateEntries(t *testing.T) {
	testkit.RunWithServer(t, "are found once, with keys of their own", func(t *testing.T, s *clarifaitest.Server) {
		from := passed(t, 5*time.Minute)
		fill(t, s, from, 5*time.Minute)
		sink := &memory{}
		export := func() audit.Summary {
			t.Helper()
			summary, err := audit.Export(t.Context(), s.Client(), "acme", sink, from, from.Add(5*time.Minute), minutes)
			if err != nil {
				t.Fatal(err)
			}
			return summary
		}
		export()
		add(t, s, from.Add(time.Minute), "scheduled") // looks like two that are written
		add(t, s, from.Add(90*time.Second), "late")
		if summary := export(); summary.Late != 2 || summary.Entries != 2 || summary.Windows != 0 {
			t.Errorf("%+v", summary)
		}
		add(t, s, from.Add(2*time.Minute), "later")
		export()
		s.ResetRequests()
		if summary := export(); summary.Late != 0 {
			t.Errorf("found again: %+v", summary)
		}
		if n := len(s.Requests()); n > 3 {
			t.Errorf("%d requests to find nothing", n)
		}
		complete(t, s, sink.lines(), from, from.Add(5*time.Minute))
		if n := late(sink.lines()); n != 3 {
			t.Errorf("%d lines are late", n)
		}
	})

	testkit.RunWithServer(t, "are found while the log is followed, for as long as Recheck says", func(t *testing.T, s *clarifaitest.Server) {
		from := time.Now().UTC()
		for n, appears := range []time.Duration{15 * time.Minute, 45 * time.Minute, 3 * time.Hour} {
			add(t, s, from.Add(time.Minute), fmt.Sprint(n), func(e *clarifaitest.AuditEntry) { e.Visible = from.Add(appears) })
		}
		sink := &memory{}
		if err := followFor(t, s.Client(), sink, 4*time.Hour, audit.Options{From: from, Window: 5 * time.Minute}); err != nil {
			t.Fatal(err)
		}
		if lines := sink.lines(); len(lines) != 2 || late(lines) != 2 {
			t.Errorf("it writes %+v", lines)
		}
	})

	testkit.RunWithServer(t, "are not looked for if Recheck is negative", func(t *testing.T, s *clarifaitest.Server) {
		from := passed(t, 5*time.Minute)
		sink := &memory{}
		never := audit.Options{Window: time.Minute, Recheck: -1}
		for range 2 {
			if _, err := audit.Export(t.Context(), s.Client(), "acme", sink, from, from.Add(5*time.Minute), never); err != nil {
				t.Fatal(err)
			}
			add(t, s, from, "late")
		}
		if n := len(sink.lines()); n > 0 || strings.Contains(string(sink.state), "windows") {
			t.Errorf("%d lines, and the state is %s", n, sink.state)
		}
	})
}
