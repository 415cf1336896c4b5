package transport

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// throttleRetryFactor multiplies MaxRetries for attempts that were throttled:
// callers that are refused together take turns, and some need more of them.
const throttleRetryFactor = 2

// checkRetry is retryablehttp's policy, which runs after each attempt. It has
// the attempt classified, logs it, and reports whether there is another, for
// which it has then waited already.
func (t *Transport) checkRetry(ctx context.Context, response *http.Response, err error) (bool, error) {
	c := callFrom(ctx)
	t.receive(ctx, c, response, err)
	decision := c.request.Classify(&c.attempt)
	if c.body != nil {
		c.attempt.Body = nil
		recycle(c.body)
		c.body = nil
	}
	if !decision.Throttled {
		c.failures++
	}
	retry, wait := t.mayRetry(ctx, c, decision), time.Duration(0)
	if retry {
		wait = backoff(t.config.MinWait, t.config.MaxWait, c.attempt.Number-1, response)
		c.attempt.RetryPastDeadline = endsAfterDeadline(ctx, wait)
		retry = !c.attempt.RetryPastDeadline
	}
	t.log(ctx, c, decision, retry)
	if !retry {
		return false, nil
	}
	err = Sleep(ctx, wait)
	return err == nil, err
}

// receive completes the call's attempt with what came of it.
func (t *Transport) receive(ctx context.Context, c *call, response *http.Response, err error) {
	a := &c.attempt
	a.Number++
	a.Status, a.Header, a.Body, a.RetryAfter = 0, nil, nil, 0
	a.Err = stripURL(err)
	if response != nil {
		a.Status, a.Header = response.StatusCode, response.Header
		a.RetryAfter = retryAfter(response.Header)
		if err == nil {
			a.Body, a.Err = t.readBody(response, c)
		}
		if c.location != "" {
			a.Header.Set("Location", c.location)
		}
	}
	if c.cancel != nil {
		c.cancel()
	}
	if t.timeout > 0 && ctx.Err() == nil && errors.Is(a.Err, context.DeadlineExceeded) {
		a.Err = fmt.Errorf("the attempt took longer than %v: %w", t.timeout, a.Err)
	}
}

// mayRetry reports whether the request, the context and the configured limits
// allow another attempt.
func (t *Transport) mayRetry(ctx context.Context, c *call, decision Decision) bool {
	return decision.Retry && !c.request.NoRetry && ctx.Err() == nil &&
		c.failures <= t.config.MaxRetries && c.attempt.Number <= throttleRetryFactor*t.config.MaxRetries &&
		c.attempt.RetryAfter <= t.config.MaxRetryAfter
}

// noWait is retryablehttp's wait before a retry. It is 0, since checkRetry, which
// knows the context, has waited.
func noWait(time.Duration, time.Duration, int, *http.Response) time.Duration { return 0 }

// Sleep waits for d. It returns the context's error if the context ends first. If
// the wait would end after the context's deadline, Sleep returns
// context.DeadlineExceeded at once.
func Sleep(ctx context.Context, d time.Duration) error {
	if endsAfterDeadline(ctx, d) {
		return context.DeadlineExceeded
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// endsAfterDeadline reports whether a wait that begins now ends after the
// context's deadline.
func endsAfterDeadline(ctx context.Context, wait time.Duration) bool {
	deadline, ok := ctx.Deadline()
	return ok && time.Until(deadline) <= wait
}

// minThrottleWait is the least bound of the wait after a 429. Rates are limited by
// the second, so that a much earlier attempt would be refused as well.
const minThrottleWait = time.Second

// backoff returns how long to wait before a retry; retry counts from 0. The wait
// is random, below a bound that doubles with each retry. After a 429 it is also
// at least half the bound. It is never shorter than the response asks.
func backoff(minWait, maxWait time.Duration, retry int, response *http.Response) time.Duration {
	floor := time.Duration(0)
	throttled := response != nil && response.StatusCode == http.StatusTooManyRequests
	if throttled {
		minWait = max(minWait, minThrottleWait)
	}
	bound := maxWait
	if retry < 32 && minWait < maxWait>>retry {
		bound = minWait << retry
	}
	if throttled {
		floor = bound / 2
	}
	wait := floor + time.Duration(rand.Int64N(int64(max(bound-floor, 1)))) //nolint:gosec // jitter is no secret
	if response != nil {
		if asked := retryAfter(response.Header); asked > 0 {
			wait = max(asked, wait-floor)
		}
	}
	return wait
}

// retryAfter returns how long a response asks to wait: Retry-After in seconds or
// as a date. It is 0 if there is none, or none that lies ahead.
func retryAfter(header http.Header) time.Duration {
	value := strings.TrimSpace(header.Get("Retry-After"))
	if value == "" {
		return 0
	}
	// ParseInt returns the nearest number for one that is out of range.
	seconds, err := strconv.ParseInt(value, 10, 64)
	if err == nil || errors.Is(err, strconv.ErrRange) {
		const maxSeconds = int64(1<<63-1) / int64(time.Second)
		return time.Duration(min(max(seconds, 0), maxSeconds)) * time.Second
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(time.Until(at), 0)
	}
	return 0
}
