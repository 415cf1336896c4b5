package emulator

import (
	"bytes"
	"net/http"
	"net/url"
	"slices"
	"strings"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// Request is a request that reached the server.
type Request struct {
	// Operation is empty if the request is for no operation. Of operations
	// with the same route it is the first one in clarifai.Routes:
	// teams.set_app_role is recorded as teams.add_apps.
	Operation clarifai.Operation
	Method    string
	Path      string
	Query     url.Values
	Route     string // template of Path; empty if unknown
	Body      []byte
	UserID    string              // caller; empty without a valid credential
	Status    int                 // HTTP status sent; 0 if none
	Code      clarifai.StatusCode // code sent; 0 if none
	RequestID string              // request ID sent
	// Acted reports whether a write was carried out successfully, even if a
	// fault spoiled its response.
	Acted bool
	// Write reports whether the route changes anything or, on an unknown path,
	// whether the method would.
	Write bool
}

func (s *Server) record(r *http.Request, b *binding, body []byte) *Request {
	rec := &Request{
		Method: r.Method, Path: r.URL.Path, Query: r.URL.Query(), Body: body,
		Write: !slices.Contains([]string{http.MethodGet, http.MethodHead, http.MethodOptions}, r.Method),
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case b != nil:
		rec.Route, rec.Write = b.Path, b.write()
		if caller, _, _ := s.identify(s.current(), b, r.Header); caller != nil {
			rec.UserID = caller.ID
		}
	default: // the path may have other methods
		for _, other := range s.bindings {
			if _, _, ok := other.fit(strings.Split(r.URL.EscapedPath(), "/")); ok {
				rec.Route = other.Path
			}
		}
	}
	s.requests = append(s.requests, rec)
	return rec
}

func (s *Server) note(rec *Request, status int, code int32, reqID string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	rec.Status, rec.Code, rec.RequestID = status, clarifai.StatusCode(code), reqID
}

// noteAct records whether a request changed something, by its reply before
// any fault.
func (s *Server) noteAct(rec *Request, p *reply) {
	s.mu.Lock()
	defer s.mu.Unlock()
	rec.Acted = rec.Write && slices.Contains([]int32{codeSuccess, codeMixed}, p.code)
}

// Requests returns the requests since the start or the last ResetRequests, in
// order of arrival.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := make([]Request, len(s.requests))
	for i, rec := range s.requests {
		all[i] = *rec
		all[i].Operation = operationNames()[[2]string{rec.Method, rec.Route}]
	}
	return all
}

// ResetRequests forgets the requests so far.
func (s *Server) ResetRequests() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = nil
}

// watched records the status that a handler of the test sends.
type watched struct {
	http.ResponseWriter
	server *Server
	rec    *Request
	sent   bool
}

func (w *watched) WriteHeader(status int) {
	if !w.sent && status >= 200 {
		w.sent = true
		w.server.note(w.rec, status, 0, "")
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *watched) Write(p []byte) (int, error) {
	if !w.sent {
		w.WriteHeader(http.StatusOK)
	}
	return w.ResponseWriter.Write(p)
}

// Unwrap makes the writer work with [http.ResponseController].
func (w *watched) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// Flush implements [http.Flusher].
func (w *watched) Flush() { http.NewResponseController(w.ResponseWriter).Flush() }

// captured returns the response of a handler, for a fault to spoil.
func captured(handler http.Handler, r *http.Request) *reply {
	c := &capture{reply: reply{header: http.Header{}}}
	handler.ServeHTTP(c, r)
	if c.status == 0 {
		c.status = http.StatusOK
	}
	c.body = c.written.Bytes()
	return &c.reply
}

type capture struct {
	reply
	written bytes.Buffer
}

func (c *capture) Header() http.Header         { return c.header }
func (c *capture) Write(p []byte) (int, error) { return c.written.Write(p) }
func (c *capture) WriteHeader(status int) {
	if c.status == 0 {
		c.status = status
	}
}
