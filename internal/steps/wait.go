package steps

import (
	"context"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/transport"
)

// firstWait is the wait between two readings. Each further wait is twice as long.
const firstWait = 250 * time.Millisecond

// Backoff is how long to wait between readings until a write shows. The waits
// add up to its limit.
type Backoff struct {
	next, left time.Duration
}

// NewBackoff returns a Backoff whose waits add up to limit.
func NewBackoff(limit time.Duration) *Backoff { return &Backoff{firstWait, limit} }

// Next returns the next wait. It returns false if the limit is used up.
func (b *Backoff) Next() (wait time.Duration, ok bool) {
	wait = min(b.next, b.left)
	b.next *= 2
	b.left -= wait
	return wait, wait > 0
}

// Sleep waits. It returns the error of the context if that ends first. A wait
// that would end after the context's deadline is not begun.
func Sleep(ctx context.Context, wait time.Duration) error { return transport.Sleep(ctx, wait) }
