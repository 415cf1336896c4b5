package clarifai_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

func TestCoreTheLimiterIsWaitedForBeforeEachTry(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		waits := 0
		limiter := limiterFunc(func(context.Context) error {
			waits++
			return nil
		})
		c, _ := coreClient(t, func(n int, _ *coreRequest) coreReply {
			if waits != n {
				t.Errorf("try %d after %d waits", n, waits)
			}
			return coreScript(coreFail(503, 0), coreReply{err: coreReset}, coreTeam)(n, nil)
		}, clarifai.WithLimiter(limiter))
		if _, err := c.Teams.Get(t.Context(), "acme", "ml"); err != nil || waits != 3 {
			t.Errorf("%d waits, %v", waits, err)
		}
	})
}

func TestCoreALimiterThatRefusesEndsTheCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		refusal := errors.New("burst exceeded")
		n := 0
		limiter := limiterFunc(func(context.Context) error {
			if n++; n == 2 {
				return refusal
			}
			return nil
		})
		c, s := coreClient(t, coreScript(coreFail(503, 0), coreTeam), clarifai.WithLimiter(limiter))
		_, err := c.Teams.Get(t.Context(), "acme", "ml")
		if coreIs(err) != "ErrRateLimited" || !errors.Is(err, refusal) || len(s.requests()) != 1 || n != 2 {
			t.Errorf("%d requests, %d waits, %v", len(s.requests()), n, err)
		}
	})
	synctest.Test(t, func(t *testing.T) { // a wait that the context ends
		c, s := coreClient(t, coreScript(coreTeam), clarifai.WithLimiter(limiterFunc(func(ctx context.Context) error {
			<-ctx.Done()
			return ctx.Err()
		})))
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		start := time.Now()
		err := c.Organizations.Leave(ctx, "acme")
		if !errors.Is(err, context.DeadlineExceeded) || coreIs(err) != "" || time.Since(start) != 5*time.Second || len(s.requests()) != 0 {
			t.Errorf("%d requests after %v: %v", len(s.requests()), time.Since(start), err)
		}
	})
}

func TestCoreARefusedLimiterAfterADoubtfulTryIsStillAmbiguous(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		limiter := limiterFunc(func(context.Context) error {
			if n++; n == 2 {
				return errors.New("refused")
			}
			return nil
		})
		c, s := coreClient(t, coreScript(coreFail(503, 0)), clarifai.WithLimiter(limiter))
		if err := c.Organizations.Delete(t.Context(), "acme"); coreIs(err) != "ErrAmbiguous ErrRateLimited" || len(s.requests()) != 1 {
			t.Errorf("%d requests: %v", len(s.requests()), err)
		}
	})
}
