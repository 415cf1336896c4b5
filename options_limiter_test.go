package clarifai_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestWithLimiter(t *testing.T) {
	testkit.RunInFakeTime(t, "it is waited for before each attempt", func(t *testing.T) {
		waits := 0
		limiter := testkit.LimiterFunc(func(context.Context) error {
			waits++
			return nil
		})
		c, _ := testkit.NewClient(t, func(n int, _ *testkit.Request) testkit.Reply {
			if waits != n {
				t.Errorf("attempt %d after %d waits", n, waits)
			}
			return testkit.Script(testkit.Failure(503, 0), testkit.Reply{Err: testkit.ErrReset}, testkit.TeamReply)(n, nil)
		}, clarifai.WithLimiter(limiter))
		if _, err := c.Teams.Get(t.Context(), "acme", "ml"); err != nil || waits != 3 {
			t.Errorf("%d waits, %v", waits, err)
		}
	})

	t.Run("if it refuses the call ends", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			refusal := errors.New("burst exceeded")
			n := 0
			limiter := testkit.LimiterFunc(func(context.Context) error {
				if n++; n == 2 {
					return refusal
				}
				return nil
			})
			c, s := testkit.NewClient(t, testkit.Script(testkit.Failure(503, 0), testkit.TeamReply), clarifai.WithLimiter(limiter))
			_, err := c.Teams.Get(t.Context(), "acme", "ml")
			if testkit.Sentinel(err) != "ErrRateLimited" || !errors.Is(err, refusal) || len(s.Requests()) != 1 || n != 2 {
				t.Errorf("%d requests, %d waits, %v", len(s.Requests()), n, err)
			}
		})
		synctest.Test(t, func(t *testing.T) { // a wait that the context ends
			c, s := testkit.NewClient(t, testkit.Script(testkit.TeamReply), clarifai.WithLimiter(testkit.LimiterFunc(func(ctx context.Context) error {
				<-ctx.Done()
				return ctx.Err()
			})))
			ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
			defer cancel()
			start := time.Now()
			err := c.Organizations.Leave(ctx, "acme")
			if !errors.Is(err, context.DeadlineExceeded) || testkit.Sentinel(err) != "" || time.Since(start) != 5*time.Second || len(s.Requests()) != 0 {
				t.Errorf("%d requests after %v: %v", len(s.Requests()), time.Since(start), err)
			}
		})
	})

	testkit.RunInFakeTime(t, "a refusal after an unknown outcome is ambiguous", func(t *testing.T) {
		n := 0
		limiter := testkit.LimiterFunc(func(context.Context) error {
			if n++; n == 2 {
				return errors.New("refused")
			}
			return nil
		})
		c, s := testkit.NewClient(t, testkit.Script(testkit.Failure(503, 0)), clarifai.WithLimiter(limiter))
		if err := c.Organizations.Delete(t.Context(), "acme"); testkit.Sentinel(err) != "ErrAmbiguous ErrRateLimited" || len(s.Requests()) != 1 {
			t.Errorf("%d requests: %v", len(s.Requests()), err)
		}
	})
}
