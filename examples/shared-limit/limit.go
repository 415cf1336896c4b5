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

// Limit is one limit for every process that names the same key in the same
// Redis, whatever machine it runs on. It is kept with Redis's clock, so that
// those of the machines need not agree.
//
// Redis that cannot be asked ends a call before anything was sent: more requests
// than were agreed on are not sent in silence.
type Limit struct {
	redis *redis_rate.Limiter
	key   string
	rate  redis_rate.Limit
	turn  chan struct{} // held by the one of this process's callers who asks Redis
}

var _ clarifai.Limiter = (*Limit)(nil)

// burst is how many requests may go out together after a pause. It makes up for
// the moments that are lost between the end of a wait and the request, and is
// kept far below what Clarifai lets through at once.
const burst = 3

// NewLimit lets perSecond requests a second through under key.
func NewLimit(client *redis.Client, key string, perSecond int) (*Limit, error) {
	if key == "" || perSecond < 1 {
		return nil, fmt.Errorf("a limit needs a key and at least one request a second, not %q and %d", key, perSecond)
	}
	return &Limit{
		redis: redis_rate.NewLimiter(client),
		key:   key,
		rate:  redis_rate.Limit{Rate: perSecond, Period: time.Second, Burst: min(burst, perSecond)},
		turn:  make(chan struct{}, 1),
	}, nil
}

// Wait returns when a request may be sent. Of one process only one caller asks
// Redis at a time: a hundred that wait are one question each time a request may
// go out, not a hundred.
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
