package emulator

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestRateLimit(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		config := company()
		config.RateLimit = RateLimit{PerSecond: 10, Burst: 3, RetryAfter: 1500 * time.Millisecond}
		h := start(t, config)
		for range 3 {
			h.get("/v2/roles")
		}
		a := h.expect(429, "CONN_THROTTLED", "GET", "/v2/roles", "")
		equal(t, "Retry-After", a.header.Get("Retry-After"), "2")
		if !strings.Contains(a.raw, `"roles":[]`) {
			t.Errorf("not in the operation's shape: %s", a.raw)
		}
		<-time.After(100 * time.Millisecond)
		h.get("/v2/roles")
		h.expect(429, "CONN_THROTTLED", "GET", "/nowhere", "")
		<-time.After(time.Hour)
		for range 3 {
			h.get("/v2/roles")
		}
		h.expect(429, "CONN_THROTTLED", "GET", "/v2/roles", "")
	})
}
