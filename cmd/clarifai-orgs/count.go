package main

import (
	"fmt"
	"net/http"
	"sync/atomic"
)

// counter sends requests and counts them.
type counter struct{ requests, writes atomic.Int64 }

// transport is shared by all: it is a pool of connections.
var transport = http.DefaultTransport.(*http.Transport).Clone()

// RoundTrip sends a request. What is neither GET nor HEAD is a write.
func (c *counter) RoundTrip(r *http.Request) (*http.Response, error) {
	c.requests.Add(1)
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		c.writes.Add(1)
	}
	return transport.RoundTrip(r)
}

// CloseIdleConnections lets go of connections that are kept for later.
func (c *counter) CloseIdleConnections() { transport.CloseIdleConnections() }

// take tells how many requests there were, and starts anew.
func (c *counter) take() string {
	return fmt.Sprintf("%d requests, %d write requests", c.requests.Swap(0), c.writes.Swap(0))
}
