package emulator

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/contract"
)

// maxBody is the largest request body that the server reads.
const maxBody = 32 << 20

// Server is a Clarifai organizations server. It is safe for concurrent use.
type Server struct {
	config   Config
	bindings []*binding
	roles    []*role
	scopes   map[string]int32
	usage    map[string][]Usage // by folded ID of who pays, by date; never written into once it serves
	compute  compute            // never written into once it serves
	own      *http.ServeMux
	done     chan struct{} // closed by Close
	network

	mu       sync.Mutex
	versions []version // the true state is the last one
	requests []*Request
	audit    map[string][]auditEntry // by folded ID of an organization or a user
	faults   []*fault
	bucket   bucket
	ahead    time.Duration // sum of Advance
}

// version is a state and the real time since when it is current.
type version struct {
	since time.Time
	st    *state
}

// Start starts a server. The caller closes it.
func Start(config Config) (*Server, error) {
	if err := config.validate(); err != nil {
		return nil, err
	}
	facts := contract.Load()
	scopes, _ := facts.Enum("clarifai.auth.scope.S")
	s := &Server{
		config:   config,
		bindings: bindings(),
		scopes:   scopes,
		own:      http.NewServeMux(),
		done:     make(chan struct{}),
		bucket:   newBucket(config.RateLimit),
		audit:    map[string][]auditEntry{},
	}
	if s.config.Clock == nil {
		s.config.Clock = time.Now
	}
	st, err := s.seed()
	if err != nil {
		return nil, err
	}
	s.versions = []version{{st: st}}
	if err := s.Inject(config.Faults...); err != nil {
		return nil, fmt.Errorf("Config.Faults: %w", err)
	}
	return s, s.listen()
}

// Handle adds a route in the pattern syntax of [http.ServeMux]. It takes
// precedence over the routes of the facts and needs no credential.
func (s *Server) Handle(pattern string, handler http.Handler) { s.own.Handle(pattern, handler) }

// Advance moves the server's clock forward.
func (s *Server) Advance(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ahead += d
}

func (s *Server) now() time.Time { return s.config.Clock().Add(s.ahead) }

func (s *Server) current() *state { return s.versions[len(s.versions)-1].st }

// visible returns the state that reads see, which is an older one if there is
// a lag.
func (s *Server) visible() *state {
	before := time.Now().Add(-s.config.Variants.Lag)
	for len(s.versions) > 1 && !s.versions[1].since.After(before) {
		s.versions = s.versions[1:]
	}
	return s.versions[0].st
}

func (s *Server) commit(st *state) {
	if s.config.Variants.Lag <= 0 {
		s.versions = s.versions[:0]
	} else {
		s.visible() // drops versions that reads no longer see
	}
	s.versions = append(s.versions, version{time.Now(), st})
}

// wait waits for d, or without end if it is negative, and reports whether
// neither the request nor the server ended before.
func (s *Server) wait(ctx context.Context, d time.Duration) bool {
	if d == 0 {
		return true
	}
	var passed <-chan time.Time
	if d > 0 {
		timer := time.NewTimer(d)
		defer timer.Stop()
		passed = timer.C
	}
	select {
	case <-passed:
		return true
	case <-ctx.Done():
	case <-s.done:
	}
	return false
}

// ServeHTTP records a request, delays it, applies the rate limit, and then
// carries it out or spoils it.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		panic(http.ErrAbortHandler) // the client left or sent too much
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	ctx := context.WithValue(r.Context(), requestIDKey{}, newRequestID(r))
	r = r.WithContext(ctx)
	b, params, allowed := s.match(r.Method, r.URL.EscapedPath())
	rec := s.record(r, b, body)

	if !s.wait(ctx, s.config.Latency) {
		panic(http.ErrAbortHandler)
	}
	if !s.admit() {
		s.send(w, rec, s.throttled(r, b))
		return
	}
	f := s.takeFault(r.Method, rec.Route)
	var p *reply
	if f == nil || f.acts() {
		if _, pattern := s.own.Handler(r); pattern != "" {
			if f == nil {
				watch := &watched{ResponseWriter: w, server: s, rec: rec}
				s.own.ServeHTTP(watch, r)
				if !watch.sent {
					s.note(rec, http.StatusOK, 0, "") // the default of net/http
				}
				return
			}
			p = captured(s.own, r)
		} else {
			p = s.carryOut(r, b, params, allowed, body)
			s.noteAct(rec, p)
		}
	}
	if f != nil {
		s.spoil(w, r, rec, b, f, p)
		return
	}
	s.send(w, rec, p)
}

// carryOut checks a request against the facts and executes it.
func (s *Server) carryOut(r *http.Request, b *binding, params map[string]string, allowed []string, body []byte) *reply {
	switch {
	case len(allowed) == 0:
		return s.unknownPath(r)
	case b == nil:
		slices.Sort(allowed)
		p := s.refuse(r, nil, &failure{http.StatusMethodNotAllowed, codeMethod, "the path takes " + strings.Join(allowed, ", ")})
		p.header.Set("Allow", strings.Join(allowed, ", "))
		return p
	}
	op := operationOf(b.RPC)
	if op == nil {
		return s.refuse(r, nil, &failure{
			http.StatusNotImplemented, codeNotImplemented,
			"the embedded server does not carry " + b.Method + " " + b.Path + " yet; Handle adds a route of your own",
		})
	}
	s.mu.Lock()
	caller, token, err := s.identify(s.current(), b, r.Header)
	s.mu.Unlock()
	c := &call{server: s, op: op, caller: caller, token: token, reqID: requestID(r), ip: host(r.RemoteAddr)}
	owner := params["user_app_id.user_id"]
	if err != nil {
		s.logRefusal(c, owner, err)
		return s.refuse(r, op, err)
	}
	request, err := s.read(r, b, params, body, caller)
	if err != nil {
		s.logRefusal(c, owner, err)
		return s.refuse(r, op, err)
	}
	out, err := s.serve(c, b.write(), request)
	if err != nil {
		s.logRefusal(c, owner, err)
	}
	return s.answer(r, out, err, c.mixed)
}

// serve executes an operation. A write works on a clone of the true state,
// which becomes the true state if it succeeds. A read works on the visible
// state.
func (s *Server) serve(c *call, write bool, request []byte) (response, error) {
	s.mu.Lock()
	c.now = s.now()
	if !write {
		c.st = s.visible()
		s.mu.Unlock()
		return c.op.serve(c, request)
	}
	defer s.mu.Unlock()
	c.st = s.current().clone()
	out, err := c.op.serve(c, request)
	if err == nil {
		s.log(c)
		s.commit(c.st)
	}
	return out, err
}

// read checks a request against its message and returns it as JSON, including
// the IDs of the path.
func (s *Server) read(r *http.Request, b *binding, params map[string]string, body []byte, caller *user) ([]byte, error) {
	tree, err := checker{contract.Load(), b.Archived}.request(b, r, body)
	if err != nil {
		return nil, err
	}
	callerID := ""
	if caller != nil {
		callerID = caller.ID
	}
	if err := bind(tree, params, callerID); err != nil {
		return nil, err
	}
	return json.Marshal(tree)
}

func (s *Server) unknownPath(r *http.Request) *reply {
	switch s.config.Variants.UnknownPath {
	case UnknownPathEnvelope:
		return s.refuse(r, nil, &failure{http.StatusNotFound, codeMissing, "no such path"})
	case UnknownPathHTML:
		return textReply(http.StatusNotFound, "text/html; charset=utf-8", proxyPage(http.StatusNotFound))
	case UnknownPathNotImplemented:
		return s.refuse(r, nil, &failure{http.StatusNotImplemented, codeNotImplemented, "no such path"})
	}
	return textReply(http.StatusNotFound, "text/plain; charset=utf-8", "Not Found\n")
}

// send records a reply before it writes it.
func (s *Server) send(w http.ResponseWriter, rec *Request, p *reply) {
	s.note(rec, p.status, p.code, p.reqID)
	p.send(w)
}

func (s *Server) scopeNames(numbers []int32) []string {
	var names []string
	for name, n := range s.scopes {
		if slices.Contains(numbers, n) {
			names = append(names, name)
		}
	}
	return names
}
