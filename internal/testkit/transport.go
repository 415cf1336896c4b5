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

// Canaries: wherever one of these strings shows up, a credential has leaked.
const (
	PAT          = "pat-canary-0123456789abcdef"
	SessionToken = "session-canary-fedcba9876543210"
)

const StatusOK = `"status":{"code":10000,"description":"Ok","req_id":"req-1"}`

// Body is a success with some fields beside its status.
func Body(fields string) string {
	if fields != "" {
		fields = "," + fields
	}
	return "{" + StatusOK + fields + "}"
}

// Reply is what a Transport answers.
type Reply struct {
	Status int
	Body   string
	Header map[string]string
	Err    error     // instead of an answer
	Reader io.Reader // instead of body, of unknown length
	Length int64     // declared, where it is not the body's; -1: not declared
}

func Success(fields string) Reply { return Reply{Status: 200, Body: Body(fields)} }

func Failure(status, code int) Reply {
	return Reply{Status: status, Body: fmt.Sprintf(`{"status":{"code":%d,"description":"words","req_id":"req-x"}}`, code)}
}

var TeamReply = Success(`"team":{"id":"ml","name":"ML"}`)

// Request is a request as it left the client.
type Request struct {
	*http.Request
	Op   clarifai.Operation
	Body string
	At   time.Time
}

// Transport stands for the network: it records and answers what is sent.
type Transport struct {
	Handle func(n int, r *Request) Reply // n counts from 1

	mu         sync.Mutex
	seen       []*Request
	OpenBodies atomic.Int64 // bodies handed out and not closed
	IdleClosed atomic.Int64 // calls of CloseIdleConnections
}

func (s *Transport) CloseIdleConnections() { s.IdleClosed.Add(1) }

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

func (s *Transport) Requests() []*Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.seen)
}

// Script answers with one reply after the other, the last for ever.
func Script(replies ...Reply) func(int, *Request) Reply {
	return func(n int, _ *Request) Reply { return replies[min(n, len(replies))-1] }
}

// NewClient is a client of a Transport that answers by handle.
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

// ClearEnv takes the credentials of whoever runs the tests away.
func ClearEnv(t *testing.T) {
	for _, name := range []string{"CLARIFAI_PAT", "CLARIFAI_SESSION_TOKEN", "CLARIFAI_API_BASE"} {
		t.Setenv(name, "")
	}
}

// RunInFakeTime runs a named test in fake time.
func RunInFakeTime(t *testing.T, name string, test func(*testing.T)) {
	t.Helper()
	t.Run(name, func(t *testing.T) { synctest.Test(t, test) })
}

var (
	ErrDial  = &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	ErrReset = &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}
)

func FailureNamed(status int, name string) Reply {
	return Reply{Status: status, Body: fmt.Sprintf(`{"status":{"code":%q,"description":"words"}}`, name)}
}

// WithoutRetries makes every method's failures final, so that no test waits.
var WithoutRetries = clarifai.WithRetry(clarifai.RetryPolicy{MaxRetries: -1, VerifyTimeout: -1})

const (
	AuthorizationHeader = "Authorization"
	SessionHeader       = "X-Clarifai-Session-Token"
)
