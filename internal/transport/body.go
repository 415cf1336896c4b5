package transport

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"sync"
)

// readBody reads the body of a response, up to the configured maximum, and
// closes it. The bytes belong to c.body and are valid until it is recycled.
func (t *Transport) readBody(response *http.Response, c *call) ([]byte, error) {
	body := response.Body
	response.Body = http.NoBody
	defer func() { _ = body.Close() }()

	limit := t.config.MaxBytes
	if response.ContentLength > limit {
		return nil, ErrTooLarge
	}
	c.body = bodyPool.Get().(*bytes.Buffer) // the pool holds nothing else
	if n := response.ContentLength; n > 0 {
		c.body.Grow(int(min(n, maxTrustedLength)) + bytes.MinRead)
	}
	c.limited = io.LimitedReader{R: body, N: limit + 1}
	n, err := c.body.ReadFrom(&c.limited)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%w: %w", ErrTruncated, err)
	case n > limit:
		return nil, ErrTooLarge
	}
	return c.body.Bytes(), nil
}

// bodyPool holds buffers for the bodies of further responses. A page of a list
// would otherwise allocate as much for its body as for all that is read from it.
var bodyPool = sync.Pool{New: func() any { return new(bytes.Buffer) }}

const (
	maxPooledBody    = 4 << 20 // largest buffer that is pooled
	maxTrustedLength = 1 << 20 // most room for a mere Content-Length
)

// recycle returns a buffer to the pool.
func recycle(body *bytes.Buffer) {
	clear(body.Bytes()) // another call must not find anything of this one
	body.Reset()
	if body.Cap() <= maxPooledBody {
		bodyPool.Put(body)
	}
}
