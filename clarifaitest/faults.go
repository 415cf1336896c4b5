package clarifaitest

import (
	"fmt"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/emulator"
)

// Fault spoils requests: it loses, delays or replaces their responses. Only the
// Kind is required.
type Fault struct {
	// Operation is what to spoil; "" is every request. Two operations that are
	// the same request, such as teams.add_apps and teams.set_app_role, are
	// spoiled together.
	Operation clarifai.Operation
	// Skip lets so many matching requests pass first.
	Skip int
	// Count is how many requests are spoiled after that: 0 means one, a
	// negative number all.
	Count int
	// Acts carries the request out before its response is spoiled. Kinds that
	// spoil the operation's own response always do.
	Acts bool
	Kind FaultKind

	// Status is the HTTP status, from 200 to 599, of FaultStatus (0 means
	// 500), FaultHTML (502), FaultEmpty (200) and FaultRedirect (307).
	Status int
	// Code is the envelope's code for FaultStatus; 0 sends text without an
	// envelope.
	Code clarifai.StatusCode
	// RetryAfter is the value of that header for FaultStatus, FaultHTML and
	// FaultEmpty; "" leaves it out.
	RetryAfter string
	// ContentType is what FaultContentType says; "" means text/plain.
	ContentType string
	// Location is where FaultRedirect points; "" leaves the header out.
	Location string
	// Stall is how long FaultSlow waits in the middle of the body; 0 means
	// until the client leaves or the server is closed.
	Stall time.Duration
	// Size is the number of bytes of FaultLarge's body; 0 means 65 MiB.
	Size int64
}

// FaultKind is the way in which a fault spoils a request.
type FaultKind string

// The kinds of faults.
const (
	// FaultDrop closes the connection without a response. Package net/http sends
	// a GET whose kept connection drops again by itself: that try counts, too.
	FaultDrop     = FaultKind(emulator.FaultDrop)
	FaultStatus   = FaultKind(emulator.FaultStatus)   // a status and an envelope of one's choosing, a failing code under 200 too
	FaultHTML     = FaultKind(emulator.FaultHTML)     // a proxy's page
	FaultEmpty    = FaultKind(emulator.FaultEmpty)    // a response without a body
	FaultRedirect = FaultKind(emulator.FaultRedirect) // 3xx with code MOVED
	FaultLarge    = FaultKind(emulator.FaultLarge)    // a success with a very large body

	// These spoil the operation's own response.

	FaultCut         = FaultKind(emulator.FaultCut)         // the connection closes after half the body
	FaultTruncated   = FaultKind(emulator.FaultTruncated)   // half the body, as if it were whole
	FaultSlow        = FaultKind(emulator.FaultSlow)        // the body stalls in the middle
	FaultContentType = FaultKind(emulator.FaultContentType) // another content type
)

// FaultKinds lists every kind of fault, for tests that try them all.
func FaultKinds() []FaultKind {
	var all []FaultKind
	for _, kind := range emulator.FaultKinds {
		all = append(all, FaultKind(kind))
	}
	return all
}

// WithFaults injects faults from the start; see [Server.Inject].
func WithFaults(faults ...Fault) Option {
	return func(c *config) error {
		for _, f := range faults {
			inner, err := f.emulated()
			if err != nil {
				return err
			}
			c.Faults = append(c.Faults, inner)
		}
		return nil
	}
}

// Inject adds faults. Of those that match a request, the first one injected
// that is not used up spoils it; those before it that skip it count it as
// passed. It panics on a fault that cannot be, such as of an unknown operation.
func (s *Server) Inject(faults ...Fault) {
	for _, f := range faults {
		inner, err := f.emulated()
		if err == nil {
			err = s.emulator.Inject(inner)
		}
		if err != nil {
			panic("clarifaitest: Inject: " + err.Error())
		}
	}
}

// emulated puts the operation's route in its place.
func (f Fault) emulated() (emulator.Fault, error) {
	inner := emulator.Fault{
		Skip: f.Skip, Count: f.Count, Acts: f.Acts, Kind: emulator.FaultKind(f.Kind),
		Status: f.Status, Code: int32(f.Code), RetryAfter: f.RetryAfter,
		ContentType: f.ContentType, Location: f.Location, Stall: f.Stall, Size: f.Size,
	}
	if f.Operation == "" {
		return inner, nil
	}
	for _, r := range clarifai.Routes() {
		if r.Op == f.Operation {
			inner.Method, inner.Route = r.Method, r.Path
			return inner, nil
		}
	}
	return inner, fmt.Errorf("fault of the unknown operation %q", f.Operation)
}
