package testkit

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// Canaries: a credential has leaked wherever one of these strings appears.
const (
	PAT          = "pat-canary-0123456789abcdef"
	SessionToken = "session-canary-fedcba9876543210"
)

// StatusOK is the status of a successful response.
const StatusOK = `"status":{"code":10000,"description":"Ok","req_id":"req-1"}`

// Body returns the body of a successful response that has fields together with its status.
func Body(fields string) string {
	if fields != "" {
		fields = "," + fields
	}
	return "{" + StatusOK + fields + "}"
}

// Reply is the response of a Transport.
type Reply struct {
	Status int
	Body   string
	Header map[string]string
	Err    error     // instead of a response
	Reader io.Reader // instead of Body, of unknown length
	// Length is the declared length. Zero means that of Body, and -1 that none is
	// declared.
	Length int64
}

// Success returns a successful response with fields.
func Success(fields string) Reply { return Reply{Status: 200, Body: Body(fields)} }

// Failure returns a response with a status code in its envelope.
func Failure(status, code int) Reply {
	return Reply{Status: status, Body: fmt.Sprintf(`{"status":{"code":%d,"description":"words","req_id":"req-x"}}`, code)}
}

// TeamReply is a response with one team.
var TeamReply = Success(`"team":{"id":"ml","name":"ML"}`)

// Request is a request as the client sent it.
type Request struct {
	*http.Request
	Op   clarifai.Operation
	Body string
	At   time.Time
}

// Transport replaces the network. It records each request and responds by Handle.
type Transport struct {
	// Handle responds to request number n, counted from 1.
	Handle func(n int, r *Request) Reply

	mu         sync.Mutex
	seen       []*Request
	OpenBodies atomic.Int64 // response bodies that are not closed
	IdleClosed atomic.Int64 // calls of CloseIdleConnections
}

// CloseIdleConnections counts its calls.
func (s *Transport) CloseIdleConnections() { s.IdleClosed.Add(1) }

// RoundTrip implements http.RoundTripper.
func (s *Transport) RoundTrip(r *http.Request) (*http.Response, error) {
	request := &Request{Request: r, At: time.Now()}
	request.Op, _ = clarifai.OperationFromContext(r.Context())
	if r.Body != nil {
		data, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		_ = r.Body.Close()
		request.Body = string(data)
	}
	s.mu.Lock()
	s.seen = append(s.seen, request)
	n := len(s.seen)
	s.mu.Unlock()

	reply := s.Handle(n, request)
	if reply.Err != nil {
		return nil, reply.Err
	}
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	header := http.Header{"Content-Type": {"application/json"}}
	for name, value := range reply.Header {
		header.Set(name, value)
	}
	reader, length := reply.Reader, int64(len(reply.Body))
	if reader == nil {
		reader = strings.NewReader(reply.Body)
	} else {
		length = -1
	}
	if reply.Length != 0 {
		length = reply.Length
	}
	s.OpenBodies.Add(1)
	return &http.Response{
		StatusCode: reply.Status, Header: header, ContentLength: length, Request: r,
		Body: &trackedBody{Reader: reader, open: &s.OpenBodies},
	}, nil
}

type trackedBody struct {
	io.Reader
	open *atomic.Int64
	once sync.Once
}

func (b *trackedBody) Close() error {
	b.once.Do(func() { b.open.Add(-1) })
	return nil
}

// Requests returns all requests so far.
func (s *Transport) Requests() []*Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.seen)
}

// Script responds with one reply after the other, and with the last one forever.
func Script(replies ...Reply) func(int, *Request) Reply {
	return func(n int, _ *Request) Reply { return replies[min(n, len(replies))-1] }
}

// NewClient returns a client and its Transport, which responds by handle.
func NewClient(t testing.TB, handle func(int, *Request) Reply, opts ...clarifai.Option) (*clarifai.Client, *Transport) {
	t.Helper()
	s := &Transport{Handle: handle}
	all := append([]clarifai.Option{clarifai.WithPAT(PAT), clarifai.WithBaseURL("https://api.example.test"),
		clarifai.WithHTTPClient(&http.Client{Transport: s})}, opts...)
	c, err := clarifai.NewClient(all...)
	if err != nil {
		t.Fatal(err)
	}
	return c, s
}

// ClearEnv removes the credentials of the environment.
func ClearEnv(t *testing.T) {
	for _, name := range []string{"CLARIFAI_PAT", "CLARIFAI_SESSION_TOKEN", "CLARIFAI_API_BASE"} {
		t.Setenv(name, "")
	}
}

// RunInFakeTime runs a subtest in fake time.
func RunInFakeTime(t *testing.T, name string, test func(*testing.T)) {
	t.Helper()
	t.Run(name, func(t *testing.T) { synctest.Test(t, test) })
}

// Errors of a connection that was not established, and of one that was lost.
var (
	ErrDial  = &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	ErrReset = &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}
)

// FailureNamed returns a response whose status code is a name.
func FailureNamed(status int, name string) Reply {
	return Reply{Status: status, Body: fmt.Sprintf(`{"status":{"code":%q,"description":"words"}}`, name)}
}

// WithoutRetries turns retries and lookups off, so that no test waits.
var WithoutRetries = clarifai.WithRetry(clarifai.RetryPolicy{MaxRetries: -1, VerifyTimeout: -1})

// The headers of the two kinds of credentials.
const (
	AuthorizationHeader = "Authorization"
	SessionHeader       = "X-Clarifai-Session-Token"
)
