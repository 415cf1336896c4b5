package audit

import (
	"fmt"
	"net/http"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// serverClock is Clarifai's clock, as far as it is known from a response.
type serverClock struct {
	text     string    // of the header
	date     time.Time // zero if there was no response
	received time.Time // by the monotonic clock of this machine
}

func (c serverClock) known() bool { return !c.date.IsZero() }

// now returns a time that Clarifai's clock has reached. It may be up to a second
// later there, since a Date has whole seconds, and later by the way of the response.
func (c serverClock) now() time.Time { return c.date.Add(time.Since(c.received)) }

// dateOf returns when a response was sent by the server's own clock.
func dateOf(response *clarifai.Response) (time.Time, error) {
	date, err := http.ParseTime(response.Header.Get("Date"))
	if err != nil {
		return date, fmt.Errorf("audit: the response must have a Date, by which windows end, and has %.40q [request ID %.80s]",
			response.Header.Get("Date"), response.RequestID)
	}
	return date.UTC(), nil
}

// readable returns the first whole second at which a window that ends at to may be
// read. A Date that is not before it proves that this time has come.
func (f *follower) readable(to time.Time) time.Time {
	at := to.Add(f.options.IngestionDelay)
	if whole := at.Truncate(time.Second); whole.Before(at) {
		return whole.Add(time.Second)
	}
	return at
}
