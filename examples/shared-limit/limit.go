package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/go-redis/redis_rate/v10"
	"github.com/redis/go-redis/v9"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// Limit is one rate limit for all processes that use the same key in the same Redis,
// on any machine. It goes by the clock of Redis, so that those of the machines need
// not agree.
//
// If Redis cannot be asked, a call fails before anything is sent. Otherwise the
// processes would exceed the limit unnoticed.
type Limit struct {
	redis *redis_rate.Limiter
	key   string
	rate  redis_rate.Limit
	turn  chan struct{} // held by the caller who asks Redis
}

var _ clarifai.Limiter = (*Limit)(nil)

// burst is how many requests may be sent together after a pause. It makes up for the
// time between the end of a wait and the request, and is far below what Clarifai
// accepts at once.
const burst = 3

// NewLimit returns a limit of perSecond requests a second. The key names it in Redis.
func NewLimit(client *redis.Client, key string, perSecond int) (*Limit, error) {
	if key == "" || perSecond < 1 {
		return nil, fmt.Errorf("a limit must have a key and at least one request a second, not %q and %d", key, perSecond)
	}
	return &Limit{
		redis: redis_rate.NewLimiter(client),
		key:   key,
		rate:  redis_rate.Limit{Rate: perSecond, Period: time.Second, Burst: min(burst, perSecond)},
		turn:  make(chan struct{}, 1),
	}, nil
}

// Wait returns when a request may be sent. Only one caller of a process asks Redis at
// a time, so that a hundred callers who wait send no more questions than one.
func (l *Limit) Wait(ctx context.Context) error {
	select {
	case l.turn <- struct{}{}:
	case <-ctx.Done():
		return ctx.Err()
	}
	defer func() { <-l.turn }()
	for {
		answer, err := l.redis.Allow(ctx, l.key, l.rate)
		switch {
		case err != nil:
			return fmt.Errorf("asking Redis whether a request may be sent: %w", err)
		case answer.Allowed > 0:
			return nil
		}
		if err := pause(ctx, answer.RetryAfter); err != nil {
			return err
		}
	}
}

var errTooLate = errors.New("no request may be sent before the context's deadline")

func pause(ctx context.Context, d time.Duration) error {
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) < d {
		return errTooLate
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
