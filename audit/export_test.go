package audit_test

import (
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/audit"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

var minutes = audit.Options{Window: time.Minute}

func TestExport(t *testing.T) {
	for _, bounds := range []clarifaitest.Bounds{
		clarifaitest.BoundsInclusive, clarifaitest.BoundsHalfOpen, clarifaitest.BoundsExclusive,
	} {
		for _, perPage := range []int{0, 4} {
			testkit.RunWithServer(t, fmt.Sprintf("each entry once, bounds %d, %d a page", bounds, perPage), func(t *testing.T, s *clarifaitest.Server) {
				from := passed(t, 12*time.Minute)
				fill(t, s, from, 12*time.Minute)
				to := from.Add(9*time.Minute + 30*time.Second)
				sink := &memory{}
				summary, err := audit.Export(t.Context(), s.Client(), "acme", sink, from, to, minutes)
				if want := (audit.Summary{From: from, To: to, Windows: 10, Entries: 67}); err != nil || summary != want {
					t.Fatalf("%+v, %v", summary, err)
				}
				complete(t, s, sink.lines(), from, to)
				for _, request := range s.Requests() {
					if request.Write {
						t.Errorf("it wrote: %s", request.Operation)
					}
				}
			}, func(c *clarifaitest.Config) { c.Variants.AuditBounds, c.Variants.MaxPerPage = bounds, perPage })
		}
	}

	testkit.RunWithServer(t, "the same call goes on, and a later end appends", func(t *testing.T, s *clarifaitest.Server) {
		from := passed(t, 10*time.Minute)
		fill(t, s, from, 10*time.Minute)
		sink := &memory{fail: errors.New("disk full")}
		if _, err := audit.Export(t.Context(), s.Client(), "acme", sink, from, from.Add(5*time.Minute), minutes); !errors.Is(err, sink.fail) {
			t.Fatalf("it returns %v", err)
		}
		sink.fail = nil
		broken := through(s, func(n int, send func() (*http.Response, error)) (*http.Response, error) {
			if n > 8 {
				return testkit.RespondWith(http.StatusForbidden, `{"status":{"code":11007}}`).RoundTrip(nil)
			}
			return send()
		})
		summary, err := audit.Export(t.Context(), broken, "acme", sink, from, from.Add(5*time.Minute), minutes)
		if !errors.Is(err, clarifai.ErrForbidden) || summary.Windows == 0 || summary.To.Equal(from.Add(5*time.Minute)) {
			t.Fatalf("%+v, %v", summary, err)
		}
		for range 2 {
			if _, err := audit.Export(t.Context(), s.Client(), "acme", sink, from, from.Add(5*time.Minute), minutes); err != nil {
				t.Fatal(err)
			}
			complete(t, s, sink.lines(), from, from.Add(5*time.Minute))
		}
		summary, err = audit.Export(t.Context(), s.Client(), "acme", sink, from.Add(5*time.Minute), from.Add(10*time.Minute), minutes)
		if err != nil || summary.From != from.Add(5*time.Minute) || summary.Windows != 5 {
			t.Errorf("%+v, %v", summary, err)
		}
		complete(t, s, sink.lines(), from, from.Add(10*time.Minute))
		for n := range 2 { // without a beginning
			<-time.After(time.Minute)
			summary, err = audit.Export(t.Context(), s.Client(), "acme", sink, time.Time{}, from.Add(11*time.Minute), minutes)
			if err != nil || summary.To != from.Add(11*time.Minute) || summary.Windows != 1-n {
				t.Errorf("%+v, %v", summary, err)
			}
		}
	})

	testkit.RunWithServer(t, "a period that is not over by Clarifai's clock is refused, and nothing is written", func(t *testing.T, s *clarifaitest.Server) {
		from := passed(t, 10*time.Minute) // until 13 minutes after
		sink := &memory{}
		_, err := audit.Export(t.Context(), s.Client(), "acme", sink, from, from.Add(12*time.Minute), minutes)
		if !errors.Is(err, audit.ErrNotOver) || len(sink.batches) > 0 {
			t.Errorf("%d batches, %v", len(sink.batches), err)
		}
		short := audit.Options{Window: time.Minute, IngestionDelay: -1}
		if _, err := audit.Export(t.Context(), s.Client(), "acme", sink, from, from.Add(12*time.Minute), short); err != nil || len(sink.batches) != 12 {
			t.Errorf("%d batches, %v", len(sink.batches), err)
		}
	})

	testkit.RunWithServer(t, "bad arguments are refused before anything is sent", func(t *testing.T, s *clarifaitest.Server) {
		from := passed(t, time.Hour)
		for name, err := range map[string]error{
			"no beginning": second(audit.Export(t.Context(), s.Client(), "acme", &memory{}, time.Time{}, from, minutes)),
			"no end":       second(audit.Export(t.Context(), s.Client(), "acme", &memory{}, from, time.Time{}, minutes)),
			"no period":    second(audit.Export(t.Context(), s.Client(), "acme", &memory{}, from, from, minutes)),
			"From twice":   second(audit.Export(t.Context(), s.Client(), "acme", &memory{}, from, from.Add(time.Minute), audit.Options{From: from})),
			"window":       second(audit.Export(t.Context(), s.Client(), "acme", &memory{}, from, from.Add(time.Minute), audit.Options{Window: -1})),
			"no From":      audit.Follow(t.Context(), s.Client(), "acme", &memory{}, minutes),
		} {
			if !errors.Is(err, clarifai.ErrInvalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if n := len(s.Requests()); n > 0 {
			t.Errorf("%d requests", n)
		}
	})

	testkit.RunWithServer(t, "a beginning before where the sink goes on is refused", func(t *testing.T, s *clarifaitest.Server) {
		from := passed(t, time.Hour)
		fill(t, s, from, 10*time.Minute)
		sink := &memory{}
		if _, err := audit.Export(t.Context(), s.Client(), "acme", sink, from.Add(5*time.Minute), from.Add(8*time.Minute), minutes); err != nil {
			t.Fatal(err)
		}
		written := len(sink.batches)
		for _, begin := range []time.Duration{0, 6 * time.Minute, 9 * time.Minute} {
			_, err := audit.Export(t.Context(), s.Client(), "acme", sink, from.Add(begin), from.Add(10*time.Minute), minutes)
			if !errors.Is(err, clarifai.ErrInvalid) || len(sink.batches) != written {
				t.Errorf("from %v: %v", begin, err)
			}
			opts := minutes
			opts.From = from.Add(begin)
			if err := audit.Follow(t.Context(), s.Client(), "acme", sink, opts); !errors.Is(err, clarifai.ErrInvalid) {
				t.Errorf("Follow from %v: %v", begin, err)
			}
		}
	})

	testkit.RunWithServer(t, "a second organization is refused", func(t *testing.T, s *clarifaitest.Server) {
		from := passed(t, time.Hour)
		sink := &memory{}
		if _, err := audit.Export(t.Context(), s.Client(), "acme", sink, from, from.Add(time.Minute), minutes); err != nil {
			t.Fatal(err)
		}
		if _, err := audit.Export(t.Context(), s.Client(), "owner", sink, from, from.Add(2*time.Minute), minutes); !errors.Is(err, audit.ErrOtherOrganization) {
			t.Errorf("it returns %v", err)
		}
		if _, err := audit.Export(t.Context(), s.Client(), "ACME", sink, from, from.Add(2*time.Minute), minutes); err != nil {
			t.Errorf("the same in capitals: %v", err)
		}
	})
}

func second[T any](_ T, err error) error { return err }
