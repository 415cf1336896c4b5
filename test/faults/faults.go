// Package faults says what a call comes to under each fault, by the class of its
// route. docs/faults.md shows it, and the matrix of tests holds every operation
// to it.
package faults

import "github.com/clarifai-community/clarifai-orgs-go/internal/route"

// Fault is what becomes of a request or its response.
type Fault struct {
	Name string
	Kind string // of the emulator
	Acts bool   // the server carries the request out before its response is spoiled

	Status     int
	Code       int32 // of the envelope; 0: text instead of one
	RetryAfter string
	Location   string

	Harmless bool // the response is good enough
	Passing  bool // it may be over at the next try
	Doubt    bool // from what the client sees, the server may have acted
	// Sentinel is what the error is where the fault does not go away; "": none.
	Sentinel string
}

// How many tries a call makes by default, the first among them.
const (
	tries   = 5
	soonest = 9 // where they come too soon
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
	either(Fault{Name: "the connection is lost without a response", Kind: "drop", Passing: true, Doubt: true, Sentinel: unavailable})
	either(Fault{Name: "408", Kind: "status", Status: 408, Passing: true, Doubt: true, Sentinel: unavailable})
	all = append(all,
		Fault{Name: "429", Kind: "status", Status: 429, Passing: true, Sentinel: rateLimited},
		Fault{Name: "429 with code 11005", Kind: "status", Status: 429, Code: throttled, Passing: true, Sentinel: rateLimited},
		Fault{Name: "429 with a Retry-After of 3 s", Kind: "status", Status: 429, RetryAfter: "3", Passing: true, Sentinel: rateLimited},
		Fault{Name: "429 with a Retry-After above the cap", Kind: "status", Status: 429, RetryAfter: "86400", Sentinel: rateLimited})
	either(Fault{Name: "500", Kind: "status", Status: 500, Passing: true, Doubt: true, Sentinel: unavailable})
	either(Fault{Name: "500 with code 10020", Kind: "status", Status: 500, Code: failure, Passing: true, Doubt: true, Sentinel: unavailable})
	either(Fault{Name: "502 with a proxy's page", Kind: "html", Status: 502, Passing: true, Doubt: true, Sentinel: unavailable})
	either(Fault{Name: "503", Kind: "status", Status: 503, Passing: true, Doubt: true, Sentinel: unavailable})
	either(Fault{Name: "503 with a Retry-After of 3 s", Kind: "status", Status: 503, RetryAfter: "3", Passing: true, Doubt: true, Sentinel: unavailable})
	either(Fault{Name: "504", Kind: "status", Status: 504, Passing: true, Doubt: true, Sentinel: unavailable})
	either(Fault{Name: "520 of a proxy", Kind: "status", Status: 520, Passing: true, Doubt: true, Sentinel: unavailable})
	all = append(all,
		Fault{Name: "the connection ends within the body", Kind: "cut", Acts: true, Passing: true, Doubt: true, Sentinel: unavailable},
		Fault{Name: "half of the JSON, as if it were whole", Kind: "truncated", Acts: true, Passing: true, Doubt: true, Sentinel: unavailable},
		Fault{Name: "the body stalls for longer than a try may take", Kind: "slow", Acts: true, Passing: true, Doubt: true, Sentinel: unavailable})
	either(Fault{Name: "200 with an empty body", Kind: "empty", Status: 200, Passing: true, Doubt: true, Sentinel: unavailable})
	either(Fault{Name: "200 with a page", Kind: "html", Status: 200, Doubt: true})
	either(Fault{Name: "303", Kind: "status", Status: 303, Doubt: true, Sentinel: "ErrMoved"})
	either(Fault{Name: "a body over the limit", Kind: "large", Doubt: true, Sentinel: "ErrTooLarge"})
	return append(all,
		Fault{Name: "another content type", Kind: "content_type", Acts: true, Harmless: true},
		Fault{Name: "a redirect elsewhere", Kind: "redirect", Location: "https://elsewhere.example/", Sentinel: "ErrMoved"},
		Fault{Name: "200 with the failing code 10020", Kind: "status", Status: 200, Code: failure},
		Fault{Name: "207 with the failing code 10020", Kind: "status", Status: 207, Code: failure},
		Fault{Name: "207 with text", Kind: "status", Status: 207, Doubt: true},
		Fault{Name: "404 without an envelope", Kind: "status", Status: 404, Sentinel: "ErrRouteUnavailable"},
	)
}

// Outcome is what a call comes to.
type Outcome struct {
	Value     bool // it succeeds
	Ambiguous bool // its error is ErrAmbiguous
	Requests  int  // of the operation's own route
}

// Behaviour is a class, and what sets some of its operations apart.
type Behaviour struct {
	route.Class
	Mails bool // it tells people, so that it is not sent again in doubt, though reading shows nothing
	Reads bool // it reads back though it could be sent again: what the server did under one name is not found under it
}

// Of gives the behaviour of a route.
func Of(r *route.Route) Behaviour {
	return Behaviour{r.Class, r.Op == "invitations.create", r.Op == "apps.change_id"}
}

// Expect says what a call comes to where a fault spoils its first try, or every
// one.
func (b Behaviour) Expect(f *Fault, every bool) Outcome {
	ambiguous := f.Doubt && b.Class != route.Read
	if b.Reads && f.Acts && !f.Harmless {
		o := Behaviour{Class: b.Class}.Expect(f, every)
		return Outcome{Value: true, Requests: o.Requests}
	}
	switch again := b.Class == route.Read || b.Class == route.Idempotent || !f.Doubt; {
	case f.Harmless:
		return Outcome{Value: true, Requests: 1}
	case again && f.Passing && every && f.Sentinel == rateLimited:
		return Outcome{Requests: soonest}
	case again && f.Passing && every:
		return Outcome{Ambiguous: ambiguous, Requests: tries}
	case again && f.Passing:
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
