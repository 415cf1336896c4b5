package main

import (
	"net/http"
	"strings"
	"sync"
	"time"
)

// usageProgress shows how far the usage is read, from the requests for it.
type usageProgress struct {
	show func(phase string, done, total int)
	next http.RoundTripper

	mu         sync.Mutex
	start, end time.Time // of what is read; a zero end means tomorrow
}

// until says where what is read next ends.
func (p *usageProgress) until(end time.Time) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.start, p.end = time.Time{}, end
}

// RoundTrip shows what is read, and sends the request.
func (p *usageProgress) RoundTrip(r *http.Request) (*http.Response, error) {
	p.shows(r)
	return p.next.RoundTrip(r)
}

func (p *usageProgress) shows(r *http.Request) {
	p.mu.Lock()
	defer p.mu.Unlock()
	at, err := time.Parse(time.RFC3339Nano, r.URL.Query().Get("start_date"))
	if err != nil {
		if parts := strings.Split(r.URL.Path, "/"); len(parts) > 4 {
			p.show("reading "+strings.ReplaceAll(parts[4], "_", " "), 0, 1)
		}
		return
	}
	at = at.Add(time.Second) // see cost.UsageRows
	if p.start.IsZero() {
		p.start = at
	}
	end := time.Now().AddDate(0, 0, 1)
	if !p.end.IsZero() && p.end.Before(end) {
		end = p.end
	}
	days := func(t time.Time) int { return int(t.Sub(p.start) / (24 * time.Hour)) }
	p.show("reading the days of usage", max(0, days(at)), max(1, days(end)))
}
