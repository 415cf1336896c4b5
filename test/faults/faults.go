// Package faults says how a call ends under each fault, by the retry class of
// its route. docs/faults.md shows it, and a matrix of tests compares every
// operation with it.
package faults

import "github.com/clarifai-community/clarifai-orgs-go/internal/route"

// Fault is what happens to a request or its response.
type Fault struct {
	Name string
	Kind string // of the emulator
	Acts bool   // the server carries the request out before its response is spoiled

	Status     int
	Code       int32 // of the envelope, which zero replaces by text
	RetryAfter string
	Location   string

	Harmless  bool // the response is read all the same
	Transient bool // it may be over at the next attempt
	Unknown   bool // from what the client sees, the server may have acted
	// Sentinel is the error if the fault persists. Empty means none.
	Sentinel string
}

// The number of attempts of a call by default, the first one included.
const (
	attempts          = 5
	attemptsThrottled = 9 // after 429
)

const (
	unavailable = "ErrUnavailable"
	rateLimited = "ErrRateLimited"
	failure     = 10020 // FAILURE
	mixed       = 10010 // MIXED_STATUS
	throttled   = 11005 // CONN_THROTTLED
)

// All are the faults, in the order of the documentation.
func All() []Fault {
	var all []Fault
	// either adds a fault before which the server acted, or did not.
	either := func(f Fault) {
		name := f.Name
		f.Name, f.Acts = name+", the server has not acted", false
		all = append(all, f)
		f.Name, f.Acts = name+", the server has acted", true
		all = append(all, f)
	}
	either(Fault{Name: "the connection is lost without a response", Kind: "drop", Transient: true, Unknown: true, Sentinel: unavailable})
	either(Fault{Name: "408", Kind: "status", Status: 408, Transient: true, Unknown: true, Sentinel: unavailable})
	all = append(all,
		Fault{Name: "429", Kind: "status", Status: 429, Transient: true, Sentinel: rateLimited},
		Fault{Name: "429 with code 11005", Kind: "status", Status: 429, Code: throttled, Transient: true, Sentinel: rateLimited},
		Fault{Name: "429 with a Retry-After of 3 s", Kind: "status", Status: 429, RetryAfter: "3", Transient: true, Sentinel: rateLimited},
		Fault{Name: "429 with a Retry-After above the cap", Kind: "status", Status: 429, RetryAfter: "86400", Sentinel: rateLimited})
	either(Fault{Name: "500", Kind: "status", Status: 500, Transient: true, Unknown: true, Sentinel: unavailable})
	either(Fault{Name: "500 with code 10020", Kind: "status", Status: 500, Code: failure, Transient: true, Unknown: true, Sentinel: unavailable})
	either(Fault{Name: "502 with a proxy's page", Kind: "html", Status: 502, Transient: true, Unknown: true, Sentinel: unavailable})
	either(Fault{Name: "503", Kind: "status", Status: 503, Transient: true, Unknown: true, Sentinel: unavailable})
	either(Fault{Name: "503 with a Retry-After of 3 s", Kind: "status", Status: 503, RetryAfter: "3", Transient: true, Unknown: true, Sentinel: unavailable})
	either(Fault{Name: "504", Kind: "status", Status: 504, Transient: true, Unknown: true, Sentinel: unavailable})
	either(Fault{Name: "520 of a proxy", Kind: "status", Status: 520, Transient: true, Unknown: true, Sentinel: unavailable})
	all = append(all,
		Fault{Name: "the connection ends within the body", Kind: "cut", Acts: true, Transient: true, Unknown: true, Sentinel: unavailable},
		Fault{Name: "half of the JSON, as if it were whole", Kind: "truncated", Acts: true, Transient: true, Unknown: true, Sentinel: unavailable},
		Fault{Name: "the body stalls for longer than an attempt may take", Kind: "slow", Acts: true, Transient: true, Unknown: true, Sentinel: unavailable})
	either(Fault{Name: "200 with an empty body", Kind: "empty", Status: 200, Transient: true, Unknown: true, Sentinel: unavailable})
	either(Fault{Name: "200 with a page", Kind: "html", Status: 200, Unknown: true})
	either(Fault{Name: "303", Kind: "status", Status: 303, Unknown: true, Sentinel: "ErrMoved"})
	either(Fault{Name: "a body over the limit", Kind: "large", Unknown: true, Sentinel: "ErrTooLarge"})
	return append(all,
		Fault{Name: "another content type", Kind: "content_type", Acts: true, Harmless: true},
		Fault{Name: "a redirect elsewhere", Kind: "redirect", Location: "https://elsewhere.example/", Sentinel: "ErrMoved"},
		Fault{Name: "200 with the failing code 10020", Kind: "status", Status: 200, Code: failure},
		Fault{Name: "207 with the failing code 10020", Kind: "status", Status: 207, Code: failure},
		Fault{Name: "207 with text", Kind: "status", Status: 207, Unknown: true},
		Fault{Name: "404 without an envelope", Kind: "status", Status: 404, Sentinel: "ErrRouteUnavailable"},
	)
}

// Outcome is how a call ends.
type Outcome struct {
	Value     bool // it succeeds
	Ambiguous bool // its error is ErrAmbiguous
	Requests  int  // of the operation's own route
}

// Behaviour is a class, and what sets some of its operations apart.
type Behaviour struct {
	route.Class
	Mails bool // it mails people, so it is never resent
	Reads bool // it reads back though it could be sent again: what the server did under one name is not found under it
}

// Of returns the behaviour of a route.
func Of(r *route.Route) Behaviour {
	return Behaviour{r.Class, r.Op == "invitations.create", r.Op == "apps.change_id" || r.Op == "users.change_id"}
}

// Expect returns how a call ends if a fault spoils its first attempt, or every
// one.
func (b Behaviour) Expect(f *Fault, every bool) Outcome {
	ambiguous := f.Unknown && b.Class != route.Read
	if b.Reads && f.Acts && !f.Harmless {
		o := Behaviour{Class: b.Class}.Expect(f, every)
		return Outcome{Value: true, Requests: o.Requests}
	}
	switch again := b.Class == route.Read || b.Class == route.Idempotent || !f.Unknown; {
	case f.Harmless:
		return Outcome{Value: true, Requests: 1}
	case again && f.Transient && every && f.Sentinel == rateLimited:
		return Outcome{Requests: attemptsThrottled}
	case again && f.Transient && every:
		return Outcome{Ambiguous: ambiguous, Requests: attempts}
	case again && f.Transient:
		return Outcome{Value: true, Requests: 2}
	case again, b.Class == route.Never:
		return Outcome{Ambiguous: ambiguous, Requests: 1}
	case f.Acts: // reading shows that it is there
		return Outcome{Value: true, Requests: 1}
	case b.Mails:
		return Outcome{Ambiguous: true, Requests: 1}
	case every:
		return Outcome{Ambiguous: true, Requests: 2}
	}
	return Outcome{Value: true, Requests: 2}
}
