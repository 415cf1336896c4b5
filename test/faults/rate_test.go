package faults_test

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"golang.org/x/time/rate"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

// Time is fake in these tests, so the durations are exact.

func TestRate(t *testing.T) {
	t.Run("a limiter of the server's rate draws no 429 and costs no time", func(t *testing.T) {
		const perSecond, total = 15, 300
		testkit.WithServer(t, func(t *testing.T, s *clarifaitest.Server) {
			took, refused := ask(t, s, 16, total, clarifai.WithLimiter(rate.NewLimiter(perSecond, 1)))
			demanded := (total - 1) * time.Second / perSecond
			t.Logf("%d requests in %v, where %d a second demand %v; %d drew a 429", total, took, perSecond, demanded, refused)
			if refused != 0 || took > demanded*105/100 {
				t.Errorf("%d refused, in %v", refused, took)
			}
		}, func(c *clarifaitest.Config) {
			c.RateLimit = clarifaitest.RateLimit{PerSecond: perSecond, Burst: perSecond}
			c.Latency = 20 * time.Millisecond
		})
	})

	t.Run("without a limiter each 429 is waited out and everything arrives", func(t *testing.T) {
		const total = 300
		for _, after := range []time.Duration{0, time.Second} {
			testkit.WithServer(t, func(t *testing.T, s *clarifaitest.Server) {
				took, refused := ask(t, s, 8, total)
				t.Logf("Retry-After %v: %d requests in %v; %d drew a 429", after, total, took, refused)
				if refused == 0 {
					t.Error("nothing was refused")
				}
			}, func(c *clarifaitest.Config) {
				c.RateLimit = clarifaitest.RateLimit{PerSecond: 15, Burst: 15, RetryAfter: after}
				c.Latency = 20 * time.Millisecond
			})
		}
	})
}

// ask has goroutines read a team so many times together. It returns how long
// they took, and how many requests were refused as too many.
func ask(t *testing.T, s *clarifaitest.Server, goroutines, times int, opts ...clarifai.Option) (took time.Duration, refused int) {
	client := s.Client(opts...)
	began := time.Now()
	work := make(chan int)
	var all sync.WaitGroup
	for range goroutines {
		all.Go(func() {
			for n := range work {
				if _, err := client.Teams.Get(t.Context(), "acme", "ml"); err != nil {
					t.Errorf("request %d: %v", n, err)
				}
			}
		})
	}
	for n := range times {
		work <- n
	}
	close(work)
	all.Wait()
	took = time.Since(began)
	for _, r := range s.Requests() {
		if r.Status == http.StatusTooManyRequests {
			refused++
		}
	}
	return took, refused
}
