package clarifai

import (
	"fmt"
	"time"
)

// RetryPolicy says how often and how soon failed attempts are repeated. What may
// be retried at all is a property of the operation; see [RetryClass]. In each
// field zero means the default, and a negative value means none.
type RetryPolicy struct {
	// MaxRetries is the maximum of attempts after the first. The default is 4.
	// Twice as many may follow if attempts come too soon (429).
	MaxRetries int
	// MinWait and MaxWait bound the wait between two attempts. The wait before
	// retry n is a random time of up to MinWait·2ⁿ, and at most MaxWait. The
	// defaults are 200 ms and 10 s, or the other bound if that is beyond them.
	// After a 429, MinWait is at least a second, and half of the wait is not
	// random.
	MinWait, MaxWait time.Duration
	// MaxRetryAfter is the longest Retry-After to wait for. A response that asks
	// for more ends the call, with Error.RetryAfter set. The default is one
	// minute.
	MaxRetryAfter time.Duration
	// VerifyTimeout is how long a write may take to become visible to reads. A
	// create with an unknown outcome is looked up for so long before it counts as
	// not done, and so is a change that does not show. The default is 5 s; a
	// negative duration looks once.
	VerifyTimeout time.Duration
}

const (
	defaultMaxRetries    = 4
	defaultMinWait       = 200 * time.Millisecond
	defaultMaxWait       = 10 * time.Second
	defaultMaxRetryAfter = time.Minute
	defaultVerifyTimeout = 5 * time.Second

	maxRetries = 1 << 20
)

// withDefaults returns the policy with its defaults in the place of zeros, and
// zeros in the place of negative values. The waits themselves are computed in
// internal/transport/retry.go.
func (p RetryPolicy) withDefaults() RetryPolicy {
	// A bound that is not set follows the one that is.
	minWait, maxWait := defaultMinWait, defaultMaxWait
	if p.MaxWait != 0 {
		minWait = min(minWait, max(p.MaxWait, 0))
	}
	p.MinWait = orDefault(p.MinWait, minWait)
	p.MaxWait = orDefault(p.MaxWait, max(maxWait, p.MinWait))
	p.MaxRetries = min(orDefault(p.MaxRetries, defaultMaxRetries), maxRetries)
	p.MaxRetryAfter = orDefault(p.MaxRetryAfter, defaultMaxRetryAfter)
	p.VerifyTimeout = orDefault(p.VerifyTimeout, defaultVerifyTimeout)
	return p
}

// orDefault returns value, or the default if value is zero, or zero if value is
// negative.
func orDefault[T int | time.Duration](value, byDefault T) T {
	if value == 0 {
		return byDefault
	}
	return max(value, 0)
}

// WithRetry changes how often and how soon failed attempts are repeated. MinWait
// must not exceed MaxWait.
func WithRetry(policy RetryPolicy) Option {
	return optionFunc(func(c *config) error {
		c.retry = policy
		if p := policy.withDefaults(); p.MinWait > p.MaxWait {
			return invalidOption(fmt.Sprintf("WithRetry: MinWait (%v) must not exceed MaxWait (%v)", p.MinWait, p.MaxWait))
		}
		return nil
	})
}
