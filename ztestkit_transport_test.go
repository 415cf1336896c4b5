package clarifai_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/jarcoal/httpmock"
	"golang.org/x/oauth2"

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

// corePages answers lists of things with ids 0 to total-1, under a field, as
// Clarifai pages them; a page holds clamp items at most (0: 1000).
func corePages(field string, total, clamp int) func(int, *coreRequest) coreReply {
	return func(_ int, r *coreRequest) coreReply {
		q := r.URL.Query()
		page, _ := strconv.Atoi(q.Get("page"))
		perPage, err := strconv.Atoi(q.Get("per_page"))
		if err != nil {
			perPage = 128
		}
		if clamp > 0 {
			perPage = min(perPage, clamp)
		}
		var items []string
		for i := max(page-1, 0) * perPage; i < min(max(page, 1)*perPage, total); i++ {
			items = append(items, fmt.Sprintf(`{"id":"i%d","name":"n"}`, i))
		}
		return coreFine(fmt.Sprintf(`%q:[%s]`, field, strings.Join(items, ",")))
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

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// answers gives every request the same response.
func answers(status int, body string) *httpmock.MockTransport {
	transport := httpmock.NewMockTransport()
	transport.RegisterNoResponder(httpmock.NewStringResponder(status, body))
	return transport
}

// answering gives the same answer to every request.
type answering struct {
	status int
	header http.Header
	body   []byte
}

func (a answering) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: a.status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, ContentLength: -1,
		Header: a.header, Body: io.NopCloser(bytes.NewReader(a.body)), Request: r,
	}, nil
}

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

type limiterFunc func(context.Context) error

func (f limiterFunc) Wait(ctx context.Context) error { return f(ctx) }

const (
	authHeader    = "Authorization"
	sessionHeader = "X-Clarifai-Session-Token"
)

type tokenFunc func() (*oauth2.Token, error)

func (f tokenFunc) Token() (*oauth2.Token, error) { return f() }

// attacked is a client on a RoundTripper that a test plays.
func attacked(t *testing.T, hc *http.Client, opts ...clarifai.Option) *clarifai.Client {
	t.Helper()
	c, err := clarifai.NewClient(append([]clarifai.Option{
		clarifai.WithPAT("0123456789abcdef0123456789abcdef"), clarifai.WithBaseURL("https://api.example"), clarifai.WithHTTPClient(hc),
		clarifai.WithRetry(clarifai.RetryPolicy{MinWait: time.Millisecond, MaxWait: time.Millisecond, Settle: -1}),
	}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}
