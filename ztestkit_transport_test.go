package clarifai_test

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
	corePAT     = "pat-canary-0123456789abcdef"
	coreSession = "session-canary-fedcba9876543210"
)

const coreOK = `"status":{"code":10000,"description":"Ok","req_id":"req-1"}`

// coreBody is a success with some fields beside its status.
func coreBody(fields string) string {
	if fields != "" {
		fields = "," + fields
	}
	return "{" + coreOK + fields + "}"
}

// coreReply is what a coreServer answers.
type coreReply struct {
	status int
	body   string
	header map[string]string
	err    error     // instead of an answer
	reader io.Reader // instead of body, of unknown length
	length int64     // declared, where it is not the body's; -1: not declared
}

func coreFine(fields string) coreReply { return coreReply{status: 200, body: coreBody(fields)} }

func coreFail(status, code int) coreReply {
	return coreReply{status: status, body: fmt.Sprintf(`{"status":{"code":%d,"description":"words","req_id":"req-x"}}`, code)}
}

var coreTeam = coreFine(`"team":{"id":"ml","name":"ML"}`)

// coreRequest is a request as it left the client.
type coreRequest struct {
	*http.Request
	op   clarifai.Operation
	body string
	at   time.Time
}

// coreServer stands for the network: it records and answers what is sent.
type coreServer struct {
	handle func(n int, r *coreRequest) coreReply // n counts from 1

	mu     sync.Mutex
	seen   []*coreRequest
	open   atomic.Int64 // bodies handed out and not closed
	closed atomic.Int64 // calls of CloseIdleConnections
}

func (s *coreServer) CloseIdleConnections() { s.closed.Add(1) }

func (s *coreServer) RoundTrip(r *http.Request) (*http.Response, error) {
	request := &coreRequest{Request: r, at: time.Now()}
	request.op, _ = clarifai.OperationFromContext(r.Context())
	if r.Body != nil {
		data, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		_ = r.Body.Close()
		request.body = string(data)
	}
	s.mu.Lock()
	s.seen = append(s.seen, request)
	n := len(s.seen)
	s.mu.Unlock()

	reply := s.handle(n, request)
	if reply.err != nil {
		return nil, reply.err
	}
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	header := http.Header{"Content-Type": {"application/json"}}
	for name, value := range reply.header {
		header.Set(name, value)
	}
	reader, length := reply.reader, int64(len(reply.body))
	if reader == nil {
		reader = strings.NewReader(reply.body)
	} else {
		length = -1
	}
	if reply.length != 0 {
		length = reply.length
	}
	s.open.Add(1)
	return &http.Response{
		StatusCode: reply.status, Header: header, ContentLength: length, Request: r,
		Body: &coreTracked{Reader: reader, open: &s.open},
	}, nil
}

type coreTracked struct {
	io.Reader
	open *atomic.Int64
	once sync.Once
}

func (b *coreTracked) Close() error {
	b.once.Do(func() { b.open.Add(-1) })
	return nil
}

func (s *coreServer) requests() []*coreRequest {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.seen)
}

// coreScript answers with one reply after the other, the last for ever.
func coreScript(replies ...coreReply) func(int, *coreRequest) coreReply {
	return func(n int, _ *coreRequest) coreReply { return replies[min(n, len(replies))-1] }
}

// coreClient is a client of a coreServer that answers by handle.
func coreClient(t testing.TB, handle func(int, *coreRequest) coreReply, opts ...clarifai.Option) (*clarifai.Client, *coreServer) {
	t.Helper()
	s := &coreServer{handle: handle}
	all := append([]clarifai.Option{clarifai.WithPAT(corePAT), clarifai.WithBaseURL("https://api.example.test"),
		clarifai.WithHTTPClient(&http.Client{Transport: s})}, opts...)
	c, err := clarifai.NewClient(all...)
	if err != nil {
		t.Fatal(err)
	}
	return c, s
}

// coreNoEnv takes the credentials of whoever runs the tests away.
func coreNoEnv(t *testing.T) {
	for _, name := range []string{"CLARIFAI_PAT", "CLARIFAI_SESSION_TOKEN", "CLARIFAI_API_BASE"} {
		t.Setenv(name, "")
	}
}

// coreBubble runs a named test in fake time.
func coreBubble(t *testing.T, name string, test func(*testing.T)) {
	t.Helper()
	t.Run(name, func(t *testing.T) { synctest.Test(t, test) })
}

var (
	coreDial  = &net.OpError{Op: "dial", Net: "tcp", Err: syscall.ECONNREFUSED}
	coreReset = &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}
)

func coreNamed(status int, name string) coreReply {
	return coreReply{status: status, body: fmt.Sprintf(`{"status":{"code":%q,"description":"words"}}`, name)}
}

// coreOnce makes every method's failures final, so that no test waits.
var coreOnce = clarifai.WithRetry(clarifai.RetryPolicy{MaxRetries: -1, Settle: -1})

const (
	authHeader    = "Authorization"
	sessionHeader = "X-Clarifai-Session-Token"
)
