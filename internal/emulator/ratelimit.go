package emulator

import (
	"net/http"
	"strconv"
	"time"
)

// bucket is a token bucket. Without a rate it admits everything.
type bucket struct {
	rate   RateLimit
	tokens float64
	filled time.Time
}

func newBucket(rate RateLimit) bucket {
	rate.Burst = max(rate.Burst, 1)
	return bucket{rate: rate, tokens: float64(rate.Burst), filled: time.Now()}
}

func (b *bucket) take(now time.Time) bool {
	if b.rate.PerSecond <= 0 {
		return true
	}
	b.tokens = min(float64(b.rate.Burst), b.tokens+now.Sub(b.filled).Seconds()*b.rate.PerSecond)
	b.filled = now
	if b.tokens < 1 {
		return false
	}
	b.tokens--
	return true
}

func (s *Server) admit() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.bucket.take(time.Now())
}

func (s *Server) throttled(r *http.Request, b *binding) *reply {
	p := s.refuse(r, b.operation(), &failure{http.StatusTooManyRequests, codeThrottled, ""})
	if after := s.config.RateLimit.RetryAfter; after > 0 {
		p.header.Set("Retry-After", strconv.Itoa(int((after+time.Second-1)/time.Second)))
	}
	return p
}

// operation returns the operation of a route, or nil.
func (b *binding) operation() *operation {
	if b == nil {
		return nil
	}
	return operationOf(b.RPC)
}
