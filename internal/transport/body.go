package transport

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"sync"
)

// read takes in a body, within the limit, and closes it.
func (t *Transport) read(response *http.Response, c *call) ([]byte, error) {
	body := response.Body
	response.Body = http.NoBody
	defer func() { _ = body.Close() }()

	limit := t.config.MaxBytes
	if response.ContentLength > limit {
		return nil, ErrTooLarge
	}
	c.body = bodies.Get().(*bytes.Buffer) // nothing else is put there
	if n := response.ContentLength; n > 0 {
		c.body.Grow(int(min(n, 1<<20)) + bytes.MinRead) // what a server announces is not trusted further
	}
	c.limited = io.LimitedReader{R: body, N: limit + 1}
	n, err := c.body.ReadFrom(&c.limited)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrCut, err)
	case n > limit:
		return nil, ErrTooLarge
	}
	return c.body.Bytes(), nil
}

// bodies keeps the room that bodies took for those that come: in a list's pages
// it is as much as all that is read out of them.
var bodies = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// mostKept is the largest room that is kept.
const mostKept = 4 << 20

func keepBody(body *bytes.Buffer) {
	clear(body.Bytes()) // the next call is to find nothing of this one
	body.Reset()
	if body.Cap() <= mostKept {
		bodies.Put(body)
	}
}
