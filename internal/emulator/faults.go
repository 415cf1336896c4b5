package emulator

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Fault spoils requests.
type Fault struct {
	Method, Route string // the route to spoil, as the facts have it; both empty: every request
	Skip          int    // so many matching requests pass first
	Count         int    // so many are spoiled; 0 is 1, negative is all
	Acts          bool   // the request is carried out before its response is spoiled
	Kind          FaultKind

	Status      int           // FaultStatus (500), FaultHTML (502), FaultEmpty (200), FaultRedirect (307)
	Code        int32         // FaultStatus: of the envelope; 0 sends text instead of an envelope
	RetryAfter  string        // FaultStatus, FaultHTML, FaultEmpty: the header's value; "" leaves it out
	ContentType string        // FaultContentType: "text/plain"
	Location    string        // FaultRedirect: where to; "" leaves the header out
	Stall       time.Duration // FaultSlow: between the halves of the body; 0 is until the client leaves or the server closes
	Size        int64         // FaultLarge: bytes; 0 is 65 MiB
}

// FaultKind is the way in which a fault spoils a request.
type FaultKind string

// The kinds of faults. Those that spoil the operation's own response always
// carry the request out.
const (
	FaultDrop        FaultKind = "drop"         // the connection closes without a response
	FaultStatus      FaultKind = "status"       // a status and an envelope of one's choosing
	FaultHTML        FaultKind = "html"         // a proxy's page
	FaultEmpty       FaultKind = "empty"        // no body
	FaultRedirect    FaultKind = "redirect"     // 3xx with code 10050
	FaultLarge       FaultKind = "large"        // a success whose body does not seem to end
	FaultCut         FaultKind = "cut"          // own response: the connection closes after half the body
	FaultTruncated   FaultKind = "truncated"    // own response: half the body, as if it were whole
	FaultSlow        FaultKind = "slow"         // own response: stalls after half the body
	FaultContentType FaultKind = "content_type" // own response, under another content type
)

// FaultKinds lists every kind.
var FaultKinds = []FaultKind{
	FaultDrop, FaultStatus, FaultHTML, FaultEmpty, FaultRedirect, FaultLarge,
	FaultCut, FaultTruncated, FaultSlow, FaultContentType,
}

// fault is a fault with what is left of it.
type fault struct {
	Fault
	skip, left int
}

func (f *fault) acts() bool {
	switch f.Kind {
	case FaultCut, FaultTruncated, FaultSlow, FaultContentType:
		return true
	}
	return f.Acts
}

// Inject adds faults. Of those that match a request, the first one injected
// that is not used up spoils it.
func (s *Server) Inject(faults ...Fault) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range faults {
		if !slices.Contains(FaultKinds, f.Kind) {
			return fmt.Errorf("unknown kind of fault %q", f.Kind)
		}
		if f.Status != 0 && (f.Status < 200 || f.Status > 599) {
			return fmt.Errorf("fault %s with HTTP status %d, which is not 200 to 599", f.Kind, f.Status)
		}
		left := f.Count
		if left == 0 {
			left = 1
		}
		s.faults = append(s.faults, &fault{Fault: f, skip: f.Skip, left: left})
	}
	return nil
}

func (s *Server) takeFault(method, route string) *fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.faults {
		everything := f.Method == "" && f.Route == ""
		switch {
		case f.left == 0 || !everything && (f.Method != method || f.Route != route):
		case f.skip > 0:
			f.skip--
		default:
			f.left--
			return f
		}
	}
	return nil
}

// spoil answers a request as its fault says; p is the operation's own reply,
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
	st := s.status(r, f.Code, "")
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

// sendLarge streams, so that the server needs no memory for what it sends.
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
