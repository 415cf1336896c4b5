package transport_test

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/clarifai-community/clarifai-orgs-go/internal/transport"
)

// body is the body of a response.
type body struct {
	read   func([]byte) (int, error)
	reads  int
	closed int
}

func (b *body) Read(p []byte) (int, error) { b.reads++; return b.read(p) }
func (b *body) Close() error               { b.closed++; return nil }

func TestDo_Body(t *testing.T) {
	const limit = 1 << 10 // see newTransport
	whole, tooMuch := strings.Repeat("x", limit), strings.Repeat("x", limit+1)
	for name, test := range map[string]struct {
		text   string
		length int64
		end    error
		err    error
		unread bool
	}{
		"empty":                                {"", 0, io.EOF, nil, false},
		"short":                                {"hello", -1, io.EOF, nil, false},
		"short, its length announced":          {"hello", 5, io.EOF, nil, false},
		"of the maximum size":                  {whole, -1, io.EOF, nil, false},
		"of the maximum size, announced":       {whole, limit, io.EOF, nil, false},
		"larger":                               {tooMuch, -1, io.EOF, transport.ErrTooLarge, false},
		"announced as larger":                  {tooMuch, limit + 1, io.EOF, transport.ErrTooLarge, true},
		"larger than announced":                {tooMuch, 5, io.EOF, transport.ErrTooLarge, false},
		"truncated":                            {"hel", 5, io.ErrUnexpectedEOF, transport.ErrTruncated, false},
		"truncated before its first byte":      {"", -1, errReset, transport.ErrTruncated, false},
		"truncated at the maximum size":        {whole, -1, errReset, transport.ErrTruncated, false},
		"without an end, larger than the most": {strings.Repeat("x", limit*3), -1, errReset, transport.ErrTooLarge, false},
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.NewReader(test.text)
			b := &body{read: func(p []byte) (int, error) {
				if n, err := text.Read(p); err == nil {
					return n, nil
				}
				return 0, test.end
			}}
			var got string
			classified := 0
			a := newTransport(roundTrip(func(r *http.Request) (*http.Response, error) {
				return &http.Response{StatusCode: 200, Header: http.Header{}, Body: b, ContentLength: test.length, Request: r}, nil
			})).Do(t.Context(), newRequest(func(r *transport.Request) {
				r.Classify = func(a *transport.Attempt) transport.Decision {
					got = string(a.Body)
					classified++
					return transport.Decision{}
				}
			}))
			want := test.text
			if test.err != nil {
				want = ""
			}
			if got != want || classified != 1 || a.Status != 200 || a.Body != nil {
				t.Errorf("%d bytes, want %d; %+v", len(got), len(want), a)
			}
			if !errors.Is(a.Err, test.err) || test.err == nil && a.Err != nil || test.err == transport.ErrTruncated && !errors.Is(a.Err, test.end) {
				t.Errorf("%v, want %v", a.Err, test.err)
			}
			if b.closed != 1 || test.unread != (b.reads == 0) {
				t.Errorf("read %d times, closed %d times", b.reads, b.closed)
			}
		})
	}
	t.Run("what is kept of it is blank once it is classified", func(t *testing.T) {
		s := &server{replies: []reply{{status: 200, body: "a secret"}}}
		var kept []byte
		newTransport(s).Do(t.Context(), newRequest(func(r *transport.Request) {
			r.Classify = func(a *transport.Attempt) transport.Decision { kept = a.Body; return transport.Decision{} }
		}))
		if !bytes.Equal(kept, make([]byte, len("a secret"))) {
			t.Errorf("%q", kept)
		}
	})
	t.Run("a length that is announced takes little memory", func(t *testing.T) {
		const limit = 1 << 40
		s := roundTrip(func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 200, Header: http.Header{}, Body: io.NopCloser(strings.NewReader("x")), ContentLength: limit, Request: r}, nil
		})
		var room int
		newTransport(s, func(c *transport.Config) { c.MaxBytes = limit }).Do(t.Context(), newRequest(func(r *transport.Request) {
			r.Classify = func(a *transport.Attempt) transport.Decision { room = cap(a.Body); return transport.Decision{} }
		}))
		if room < 1<<20 || room > 5<<20 {
			t.Errorf("room for %d bytes", room)
		}
	})
	t.Run("the memory of a large one is not kept for others", func(t *testing.T) {
		tr := newTransport(roundTrip(func(r *http.Request) (*http.Response, error) {
			return reply{status: 200, body: strings.Repeat("x", map[string]int{"/large": 5 << 20, "/small": 1}[r.URL.Path])}.response(r), nil
		}), func(c *transport.Config) { c.MaxBytes = 10 << 20 })
		for range 10 {
			for _, path := range []string{"/large", "/small", "/small"} {
				tr.Do(t.Context(), newRequest(func(r *transport.Request) {
					r.URL.Path = path
					r.Classify = func(a *transport.Attempt) transport.Decision {
						if path == "/small" && cap(a.Body) > 4<<20 {
							t.Errorf("a small body has room for %d bytes", cap(a.Body))
						}
						return transport.Decision{}
					}
				}))
			}
		}
	})
}
