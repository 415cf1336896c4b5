package clarifai

import (
	"fmt"
	"time"
)

// RetryPolicy says how often and how soon a failed try is followed by another.
// What may be retried at all belongs to the operation, see [RetryClass]. A
// field that is zero means its default.
type RetryPolicy struct {
	// MaxRetries is how many tries may follow the first. 0 means 4, a negative
	// number none. Where tries come too soon (429), twice as many may follow.
	MaxRetries int
	// MinWait and MaxWait bound the wait between two tries: before retry n it
	// is a random time up to MinWait·2ⁿ, at most MaxWait. 0 means 200 ms and
	// 10 s, or the other bound if that one is beyond it. After a 429 MinWait is
	// a second at least, and half the time is not left to chance.
	MinWait, MaxWait time.Duration
	// MaxRetryAfter is the longest Retry-After that is waited for. A response
	// that asks for more ends the call, with Error.RetryAfter set. 0 means one
	// minute.
	MaxRetryAfter time.Duration
	// Settle is how long a write may take to become visible to reads: for so
	// long an operation of class Verify with a doubtful outcome is looked for
	// before it is taken as not done. 0 means 5 s; a negative time means to
	// look once.
	VerifyTimeout time.Duration
}

func (p RetryPolicy) withDefaults() RetryPolicy {
	def := func(d *time.Duration, to time.Duration) {
		if *d == 0 {
			*d = to
		}
	}
	if p.MaxRetries == 0 {
		p.MaxRetries = 4
	}
	p.MaxRetries = min(max(p.MaxRetries, 0), 1<<20) // twice as many are counted
	// A bound that is not set follows the one that is.
	if p.MaxWait > 0 {
		def(&p.MinWait, min(defaultMinWait, p.MaxWait))
	}
	def(&p.MinWait, defaultMinWait)
	def(&p.MaxWait, max(defaultMaxWait, p.MinWait))
	def(&p.MaxRetryAfter, time.Minute)
	def(&p.VerifyTimeout, 5*time.Second)
	return p
}

// WithRetry changes how often and how soon failed tries are repeated.
func WithRetry(policy RetryPolicy) Option {
	return func(c *config) error {
		if policy.MinWait < 0 || policy.MaxWait < 0 || policy.MaxRetryAfter < 0 {
			return invalidOption("WithRetry: a wait is negative")
		}
		c.retry = policy
		if p := policy.withDefaults(); p.MinWait > p.MaxWait {
			return invalidOption(fmt.Sprintf("WithRetry: MinWait (%v) is over MaxWait (%v)", p.MinWait, p.MaxWait))
		}
		return nil
	}
}
