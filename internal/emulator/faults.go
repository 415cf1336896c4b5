package emulator

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// Fault spoils requests: it loses, delays or replaces their responses. Only
// the Kind is required.
type Fault struct {
	// Operation is what to spoil. Empty means every request. Two operations
	// with the same route, such as teams.add_apps and teams.set_app_role, are
	// spoiled together.
	Operation clarifai.Operation
	// Skip is how many matching requests are served normally first.
	Skip int
	// Count is how many requests are spoiled after that. Zero means one, a
	// negative number all.
	Count int
	// Acts has the request carried out before its response is spoiled. Kinds
	// that spoil the operation's own response always do.
	Acts bool
	Kind FaultKind

	// Status is the HTTP status, 200 to 599. Zero means 500 for FaultStatus,
	// 502 for FaultHTML, 200 for FaultEmpty and 307 for FaultRedirect; other
	// kinds ignore it.
	Status int
	// Code is the code in the body of FaultStatus. Zero sends plain text.
	Code clarifai.StatusCode
	// RetryAfter is that header of FaultStatus, FaultHTML and FaultEmpty.
	// Empty leaves it out.
	RetryAfter string
	// ContentType is that header of FaultContentType. Empty means text/plain.
	ContentType string
	// Location is that header of FaultRedirect. Empty leaves it out.
	Location string
	// Stall is how long FaultSlow waits in the middle of the body. Zero means
	// until the client leaves or the server is closed.
	Stall time.Duration
	// Size is the number of bytes in the body of FaultLarge. Zero means
	// 65 MiB.
	Size int64
}

// FaultKind is the way in which a fault spoils a request.
type FaultKind string

// Kinds of faults. FaultCut, FaultTruncated, FaultSlow and FaultContentType
// spoil the operation's own response.
const (
	// FaultDrop closes the connection without a response. Package net/http
	// itself resends a GET whose reused connection drops, which counts as
	// another request.
	FaultDrop        FaultKind = "drop"
	FaultStatus      FaultKind = "status"       // a chosen status and code
	FaultHTML        FaultKind = "html"         // a proxy's page
	FaultEmpty       FaultKind = "empty"        // no body
	FaultRedirect    FaultKind = "redirect"     // 3xx with code MOVED
	FaultLarge       FaultKind = "large"        // a success with a huge body
	FaultCut         FaultKind = "cut"          // connection closes after half the body
	FaultTruncated   FaultKind = "truncated"    // half the body, declared as whole
	FaultSlow        FaultKind = "slow"         // body stalls in the middle
	FaultContentType FaultKind = "content_type" // another content type
)

// FaultKinds returns every kind of fault.
func FaultKinds() []FaultKind {
	return []FaultKind{
		FaultDrop, FaultStatus, FaultHTML, FaultEmpty, FaultRedirect, FaultLarge,
		FaultCut, FaultTruncated, FaultSlow, FaultContentType,
	}
}

// fault is an injected fault.
type fault struct {
	Fault
	method, route string // both empty match every request
	skip, left    int
}

func (f *fault) acts() bool {
	switch f.Kind {
	case FaultCut, FaultTruncated, FaultSlow, FaultContentType:
		return true
	}
	return f.Acts
}

// Inject adds faults. A request is spoiled by the first matching fault that
// is not used up.
func (s *Server) Inject(faults ...Fault) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range faults {
		if !slices.Contains(FaultKinds(), f.Kind) {
			return fieldError("Fault.Kind", "%q is unknown", f.Kind)
		}
		if f.Status != 0 && (f.Status < 200 || f.Status > 599) {
			return fieldError("Fault.Status", "must be 200 to 599, not %d", f.Status)
		}
		method, route, err := routeOf(f.Operation)
		if err != nil {
			return fmt.Errorf("Fault.Operation: %w", err)
		}
		left := f.Count
		if left == 0 {
			left = 1
		}
		s.faults = append(s.faults, &fault{Fault: f, method: method, route: route, skip: f.Skip, left: left})
	}
	return nil
}

func (s *Server) takeFault(method, route string) *fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.faults {
		everything := f.Operation == ""
		switch {
		case f.left == 0 || !everything && (f.method != method || f.route != route):
		case f.skip > 0:
			f.skip--
		default:
			f.left--
			return f
		}
	}
	return nil
}

// spoil answers a request with a fault. p is the operation's own reply, or
// nil if the request was not carried out.
func (s *Server) spoil(w http.ResponseWriter, r *http.Request, rec *Request, b *binding, f *fault, p *reply) {
	switch f.Kind {
	case FaultDrop:
		panic(http.ErrAbortHandler)
	case FaultStatus:
		p = s.faultStatus(r, b, f)
	case FaultHTML:
		status := orDefault(f.Status, http.StatusBadGateway)
		p = f.text(status, "text/html; charset=utf-8", proxyPage(status))
	case FaultEmpty:
		p = f.text(orDefault(f.Status, http.StatusOK), "application/json", "")
	case FaultRedirect:
		p = s.faultRedirect(r, f)
	case FaultLarge:
		s.sendLarge(w, r, rec, f)
		return
	case FaultCut:
		s.note(rec, p.status, p.code, p.reqID)
		p.sendHeader(w, len(p.body))
		w.Write(p.body[:len(p.body)/2])
		http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	case FaultTruncated:
		p.body = p.body[:len(p.body)/2]
	case FaultSlow:
		s.sendSlowly(w, r, rec, f, p)
		return
	case FaultContentType:
		p.header.Set("Content-Type", orDefault(f.ContentType, "text/plain"))
	}
	s.send(w, rec, p)
}

func (s *Server) faultStatus(r *http.Request, b *binding, f *fault) *reply {
	status := orDefault(f.Status, http.StatusInternalServerError)
	if f.Code == 0 {
		return f.text(status, "text/plain; charset=utf-8", http.StatusText(status)+"\n")
	}
	var out response = &baseResponse{}
	if op := b.operation(); op != nil {
		out = op.empty()
	}
	st := s.status(r, int32(f.Code), "")
	out.setStatus(st)
	p := jsonReply(status, out, st)
	f.retryAfter(p)
	return p
}

func (s *Server) faultRedirect(r *http.Request, f *fault) *reply {
	st := s.status(r, codeMoved, "")
	if f.Location != "" {
		st.RedirectInfo = &redirectInfoJSON{URL: f.Location}
	}
	p := jsonReply(orDefault(f.Status, http.StatusTemporaryRedirect), &baseResponse{envelope{st}}, st)
	if f.Location != "" {
		p.header.Set("Location", f.Location)
	}
	return p
}

func (f *fault) text(status int, contentType, text string) *reply {
	p := textReply(status, contentType, text)
	f.retryAfter(p)
	return p
}

func (f *fault) retryAfter(p *reply) {
	if f.RetryAfter != "" {
		p.header.Set("Retry-After", f.RetryAfter)
	}
}

func (s *Server) sendSlowly(w http.ResponseWriter, r *http.Request, rec *Request, f *fault, p *reply) {
	s.note(rec, p.status, p.code, p.reqID)
	p.sendHeader(w, len(p.body))
	half := len(p.body) / 2
	w.Write(p.body[:half])
	http.NewResponseController(w).Flush()
	if !s.wait(r.Context(), orDefault(f.Stall, -1)) {
		panic(http.ErrAbortHandler)
	}
	w.Write(p.body[half:])
}

// sendLarge streams the body, so that it takes no memory.
func (s *Server) sendLarge(w http.ResponseWriter, r *http.Request, rec *Request, f *fault) {
	st := s.status(r, codeSuccess, "")
	p := jsonReply(http.StatusOK, &baseResponse{envelope{st}}, st)
	s.note(rec, p.status, p.code, p.reqID)
	p.sendHeader(w, -1)
	start := strings.TrimSuffix(string(p.body), "}") + `,"padding":"`
	left := orDefault(f.Size, 65<<20) - int64(len(start)) - int64(len(`"}`))
	_, err := io.WriteString(w, start)
	chunk := []byte(strings.Repeat("x", 32<<10))
	for err == nil && left > 0 {
		chunk = chunk[:min(int64(len(chunk)), left)]
		left -= int64(len(chunk))
		_, err = w.Write(chunk)
	}
	if err == nil {
		_, _ = io.WriteString(w, `"}`)
	}
}

func proxyPage(status int) string {
	title := strconv.Itoa(status) + " " + http.StatusText(status)
	return "<html>\r\n<head><title>" + title + "</title></head>\r\n<body><center><h1>" + title + "</h1></center></body>\r\n</html>\r\n"
}

func orDefault[T comparable](v, otherwise T) T {
	var zero T
	if v == zero {
		return otherwise
	}
	return v
}
