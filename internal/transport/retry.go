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

// patience is how much more often a request is tried again that comes too soon:
// many callers that are refused together take turns, and some are unlucky.
const patience = 2

// checkRetry is retryablehttp's policy: it takes in what came of a try, has it
// classified, logs it, and says whether there is another.
func (t *Transport) checkRetry(ctx context.Context, response *http.Response, err error) (bool, error) {
	c := callFrom(ctx)
	try := &c.last
	try.Number++
	try.Status, try.Header, try.Body, try.RetryAfter = 0, nil, nil, 0
	try.Err = withoutURL(err)
	if response != nil {
		try.Status, try.Header = response.StatusCode, response.Header
		try.RetryAfter = retryAfter(response.Header)
		try.Unsent = false
		if err == nil {
			try.Body, try.Err = t.read(response, c)
		}
		if c.location != "" {
			try.Header.Set("Location", c.location)
		}
	}
	if c.cancel != nil {
		c.cancel()
	}
	if t.timeout > 0 && ctx.Err() == nil && errors.Is(try.Err, context.DeadlineExceeded) {
		try.Err = fmt.Errorf("the try took longer than %v: %w", t.timeout, try.Err)
	}
	verdict := c.request.Classify(try)
	if c.body != nil {
		try.Body = nil
		keepBody(c.body)
		c.body = nil
	}
	if !verdict.Throttled {
		c.failed++
	}
	again := verdict.Again && !c.request.NoRetry && ctx.Err() == nil && c.failed <= t.config.MaxRetries &&
		try.Number <= patience*t.config.MaxRetries && try.RetryAfter <= t.config.MaxRetryAfter
	wait := time.Duration(0)
	if again {
		wait = backoff(t.config.MinWait, t.config.MaxWait, try.Number-1, response)
		try.Late = late(ctx, wait)
		again = !try.Late
	}
	t.log(ctx, c, verdict, again)
	if !again {
		return false, nil
	}
	err = Sleep(ctx, wait)
	return err == nil, err
}

// noWait is retryablehttp's wait before a retry: checkRetry, which knows the
// context, has waited already.
func noWait(time.Duration, time.Duration, int, *http.Response) time.Duration { return 0 }

// Sleep waits. It returns the context's error if that ends first, and at once
// context.DeadlineExceeded if its deadline comes first.
func Sleep(ctx context.Context, d time.Duration) error {
	if late(ctx, d) {
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

// late reports whether a wait would end after the context's deadline.
func late(ctx context.Context, wait time.Duration) bool {
	deadline, ok := ctx.Deadline()
	return ok && time.Until(deadline) <= wait
}

// aSecond is what limits on a rate are counted by: nothing is gained by asking
// again much sooner.
const aSecond = time.Second

// backoff waits a random time below an exponential bound, and at least as long
// as the server asks. A 429 that does not ask for a time is waited for longer,
// for at least half the bound: whoever is refused is refused again at once.
func backoff(least, most time.Duration, retry int, response *http.Response) time.Duration {
	floor := time.Duration(0)
	throttled := response != nil && response.StatusCode == http.StatusTooManyRequests
	if throttled {
		least = max(least, aSecond)
	}
	bound := most
	if retry < 32 && least < most>>retry {
		bound = least << retry
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

// retryAfter reads seconds or a date; what is neither, or is past, is 0.
func retryAfter(header http.Header) time.Duration {
	value := strings.TrimSpace(header.Get("Retry-After"))
	if value == "" {
		return 0
	}
	seconds, err := strconv.ParseInt(value, 10, 64) // out of range it is the nearest that is in it
	if err == nil || errors.Is(err, strconv.ErrRange) {
		const most = int64(1<<63-1) / int64(time.Second)
		return time.Duration(min(max(seconds, 0), most)) * time.Second
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(time.Until(at), 0)
	}
	return 0
}
