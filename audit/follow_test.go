package audit_test

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/audit"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

// followFor follows the log of acme for a while, and returns an error that is not
// the end of that time.
func followFor(t *testing.T, client *clarifai.Client, sink audit.Sink, d time.Duration, opts audit.Options) error {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	stop := time.AfterFunc(d, cancel)
	defer stop.Stop()
	err := audit.Follow(ctx, client, "acme", sink, opts)
	if !errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}

// grow adds an entry every seven seconds for a while, by a clock that is ahead of or
// behind that of the bubble.
func grow(t *testing.T, s *clarifaitest.Server, d, ahead time.Duration) {
	t.Helper()
	end := time.Now().Add(d)
	go func() {
		for n := 0; time.Now().Before(end); n++ {
			add(t, s, time.Now().Add(ahead), strconv.Itoa(n))
			<-time.After(7 * time.Second)
		}
	}()
}

func TestFollow(t *testing.T) {
	testkit.RunWithServer(t, "the log is followed as it grows", func(t *testing.T, s *clarifaitest.Server) {
		from := time.Now().UTC()
		grow(t, s, time.Hour, 0)
		sink := &memory{}
		var behind time.Duration
		opts := audit.Options{From: from, Window: 5 * time.Minute, Progress: func(p audit.Progress) { behind = max(behind, p.Behind) }}
		if err := followFor(t, s.Client(), sink, 63*time.Minute, opts); err != nil {
			t.Fatal(err)
		}
		if len(sink.batches) != 12 || late(sink.lines()) > 0 || behind > 2*time.Minute+5*time.Second {
			t.Errorf("%d batches, %d lines are late, at most %v behind", len(sink.batches), late(sink.lines()), behind)
		}
		complete(t, s, sink.lines(), from, from.Add(time.Hour))
	})

	for name, skew := range map[string]time.Duration{"ahead of": 10 * time.Minute, "behind": -10 * time.Minute} {
		testkit.RunWithServer(t, "a local clock "+name+" Clarifai's loses nothing", func(t *testing.T, s *clarifaitest.Server) {
			from := time.Now().Add(-skew).UTC()
			grow(t, s, 30*time.Minute, -skew)
			client := through(s, func(_ int, send func() (*http.Response, error)) (*http.Response, error) {
				response, err := send()
				if err == nil {
					response.Header.Set("Date", time.Now().Add(-skew).UTC().Format(http.TimeFormat))
				}
				return response, err
			})
			sink := &memory{}
			if err := followFor(t, client, sink, 33*time.Minute, audit.Options{From: from, Window: 5 * time.Minute, Recheck: -1}); err != nil {
				t.Fatal(err)
			}
			complete(t, s, sink.lines(), from, from.Add(30*time.Minute))
		}, func(c *clarifaitest.Config) { c.Clock = func() time.Time { return time.Now().Add(-skew) } })
	}

	testkit.RunWithServer(t, "of servers with different clocks the one that is behind counts", func(t *testing.T, s *clarifaitest.Server) {
		from := time.Now().UTC().Add(time.Nanosecond) // a Date has whole seconds
		grow(t, s, 13*time.Minute, 0)
		var dates []time.Time
		client := through(s, func(n int, send func() (*http.Response, error)) (*http.Response, error) {
			response, err := send()
			date := time.Now().UTC().Truncate(time.Second)
			if n%3 == 0 {
				date = date.Add(-30 * time.Second)
			}
			response.Header.Set("Date", date.Format(http.TimeFormat))
			dates = append(dates, date)
			return response, err
		})
		sink := &memory{}
		opts := audit.Options{From: from, Window: time.Minute, IngestionDelay: -1, Recheck: -1, Progress: func(p audit.Progress) {
			for _, date := range dates[len(dates)-4:] { // two readings of two pages
				if date.Before(p.To) {
					t.Errorf("the window until %v was read by a clock at %v", p.To, date)
				}
			}
		}}
		if err := followFor(t, client, sink, 12*time.Minute, opts); err != nil {
			t.Fatal(err)
		}
		if n := len(sink.batches); n < 10 || len(dates) > 15*n {
			t.Errorf("%d requests for %d windows", len(dates), n)
		}
		complete(t, s, sink.lines(), from, from.Add(10*time.Minute))
	})

	testkit.RunWithServer(t, "a response without a Date ends it, and nothing is written", func(t *testing.T, s *clarifaitest.Server) {
		client := through(s, func(_ int, send func() (*http.Response, error)) (*http.Response, error) {
			response, err := send()
			if err == nil {
				response.Header.Del("Date")
			}
			return response, err
		})
		sink := &memory{}
		err := followFor(t, client, sink, time.Hour, audit.Options{From: time.Now().Add(-time.Hour)})
		if err == nil || !strings.Contains(err.Error(), "must have a Date") || len(sink.batches) > 0 {
			t.Errorf("%d batches, %v", len(sink.batches), err)
		}
	})

	testkit.RunWithServer(t, "a refusal ends it, and nothing is written", func(t *testing.T, s *clarifaitest.Server) {
		sink := &memory{}
		err := followFor(t, s.Client(clarifai.WithPAT(s.PAT("ann"))), sink, time.Hour, audit.Options{From: time.Now().Add(-time.Hour)})
		if !errors.Is(err, clarifai.ErrForbidden) || len(sink.batches) > 0 {
			t.Errorf("%d batches, %v", len(sink.batches), err)
		}
	})

	testkit.RunWithServer(t, "an error of the sink ends it", func(t *testing.T, s *clarifaitest.Server) {
		sink := &memory{fail: clarifai.ErrUnavailable} // of a sink that sends to Clarifai
		err := followFor(t, s.Client(), sink, time.Hour, audit.Options{From: time.Now().Add(-time.Hour)})
		if !errors.Is(err, sink.fail) || !strings.Contains(err.Error(), "audit: writing 0 entries from ") {
			t.Errorf("it returns %v", err)
		}
	})
}

// The server refuses the fourth request, after the clock and the two readings of the
// first window.
func TestFollow_Outage(t *testing.T) {
	for name, test := range map[string]struct {
		status     int
		retryAfter string
		outageWait time.Duration
		want       time.Duration
	}{
		"waits as long as Clarifai asks":               {http.StatusTooManyRequests, "3600", 0, time.Hour},
		"waits as long as an unavailable server asks":  {http.StatusServiceUnavailable, "600", 0, 10 * time.Minute},
		"waits no less than OutageWait":                {http.StatusTooManyRequests, "1", 0, 30 * time.Second},
		"waits OutageWait if nothing is asked":         {http.StatusServiceUnavailable, "", time.Minute, time.Minute},
		"waits as long as Clarifai asks and no longer": {http.StatusServiceUnavailable, "7", -1, 7 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c, requests := testkit.NewClient(t, func(n int, _ *testkit.Request) testkit.Reply {
					reply := testkit.Success(`"entries":[]`)
					if n == 4 {
						reply = testkit.Reply{Status: test.status}
					}
					reply.Header = map[string]string{"Date": time.Now().UTC().Format(http.TimeFormat)}
					if n == 4 && test.retryAfter != "" {
						reply.Header["Retry-After"] = test.retryAfter
					}
					return reply
				}, clarifai.WithRetry(clarifai.RetryPolicy{MaxRetries: -1}))
				var waits []time.Duration
				opts := audit.Options{
					From: time.Now().Add(-time.Hour), OutageWait: test.outageWait, Recheck: -1,
					Progress: func(p audit.Progress) {
						if p.Err != nil {
							waits = append(waits, p.Wait)
						}
					},
				}
				sink := &memory{}
				if err := followFor(t, c, sink, 2*time.Hour, opts); err != nil {
					t.Fatal(err)
				}
				sent := requests.Requests()
				if waited := sent[4].At.Sub(sent[3].At); waited != test.want || len(waits) != 1 || waits[0] != test.want {
					t.Errorf("it waits %v, want %v, and reports %v", waited, test.want, waits)
				}
				if len(sink.batches) < 6 {
					t.Errorf("it writes %d windows", len(sink.batches))
				}
			})
		})
	}
}

func TestExport_Outage(t *testing.T) {
	testkit.RunWithServer(t, "ends it", func(t *testing.T, s *clarifaitest.Server) {
		from := passed(t, time.Hour)
		s.Inject(clarifaitest.Fault{Kind: clarifaitest.FaultStatus, Status: 503, Count: -1})
		_, err := audit.Export(t.Context(), s.Client(), "acme", &memory{}, from, from.Add(time.Hour), audit.Options{})
		if !errors.Is(err, clarifai.ErrUnavailable) {
			t.Errorf("it returns %v", err)
		}
	})
}
