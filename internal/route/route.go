// Package route is the table of the SDK's operations: the request of each, how
// well that request is known, which credential and scopes it takes, which codes
// mean success, and what may be done if its outcome is unknown. It also checks
// IDs and paths, and fills path templates.
package route

import "slices"

// Grade is how well a route is known.
type Grade uint8

const (
	Current  Grade = iota // in today's official definitions
	Archived              // only in those of 2022
	Assumed               // in neither, see Note
)

func (g Grade) String() string {
	return [...]string{"Current", "Archived", "Assumed"}[g]
}

// Credential is the kind of credential that a route takes. Session was a browser
// session in 2022; today's documentation says that a PAT is accepted.
type Credential uint8

const (
	PAT     Credential = iota // personal access token
	Key                       // PAT or app-specific key
	Session                   // browser session
	None                      // none is sent
)

func (c Credential) String() string {
	return [...]string{"PAT", "Key", "Session", "None"}[c]
}

// Class is what may be done if an attempt fails.
type Class uint8

const (
	// Read changes nothing, and is retried after every transient failure.
	Read Class = iota
	// Idempotent leads to the same state however often it is sent, and is retried
	// like a Read.
	Idempotent
	// Verify creates a resource under an ID or email of the caller's choosing. It
	// is retried only if the server cannot have applied it. If that is unknown, the
	// resource is looked up.
	Verify
	// Never must not be applied twice, and cannot be looked up.
	Never
)

func (c Class) String() string {
	return [...]string{"Read", "Idempotent", "Verify", "Never"}[c]
}

// Codes of Clarifai's status that a route can list as success.
const (
	CodeSuccess  int32 = 10000
	CodeMixed    int32 = 10010
	CodeAccepted int32 = 10070
)

// Route is one operation.
type Route struct {
	Op     string
	Method string
	// Path is the path template. Its placeholders are named as in Clarifai's
	// definitions.
	Path  string
	Grade Grade
	// Note says what a caller should know about the grade. It is never empty for
	// Assumed.
	Note       string
	Credential Credential
	// Scopes are those that the route itself needs.
	Scopes []string
	// LookUps are the further requests of the operation's methods.
	LookUps []LookUp
	// Success are the codes that mean success. CodeMixed means that each item of a
	// batch has an outcome of its own.
	Success []int32
	Class   Class
	// Pages says that the operation returns a list page by page.
	Pages bool
}

// LookUp is another operation that an operation's method sends: to find a role by
// its name, to read what it changes, or to verify a write.
type LookUp struct {
	Op string
	// When says in words which calls send it. Empty means every call.
	When string
}

// Needs returns the scopes that every call of the operation's methods needs, with
// those of its look-ups, and the further scopes that only some calls need.
func (r *Route) Needs() (always, sometimes []string) {
	always = append(always, r.Scopes...)
	add := func(list []string, l LookUp) []string {
		for _, scope := range Get(l.Op).Scopes {
			if !slices.Contains(always, scope) && !slices.Contains(list, scope) {
				list = append(list, scope)
			}
		}
		return list
	}
	for _, l := range r.LookUps {
		if l.When == "" {
			always = add(always, l)
		}
	}
	for _, l := range r.LookUps {
		if l.When != "" {
			sometimes = add(sometimes, l)
		}
	}
	return always, sometimes
}

// Requests returns how many single requests a call of the operation sends if
// nothing fails, and how many whole lists it reads. A page of the operation's
// own list is a single request.
func (r *Route) Requests() (single, lists int) {
	single = 1
	for _, l := range r.LookUps {
		switch {
		case l.When != "":
		case Get(l.Op).Pages:
			lists++
		default:
			single++
		}
	}
	return single, lists
}

// Succeeds reports whether code is one of the route's success codes.
func (r *Route) Succeeds(code int32) bool {
	return slices.Contains(r.Success, code)
}

// Get returns the route of an operation. It panics if there is none, which is a
// mistake in this module and never in its caller's code.
func Get(op string) *Route {
	r, ok := byOp[op]
	if !ok {
		panic("route: no such operation: " + op)
	}
	return r
}

// Find returns the route of an operation, or nil if there is none.
func Find(op string) *Route { return byOp[op] }

// All returns the routes in the order of the table.
func All() []*Route {
	all := make([]*Route, len(table))
	for i := range table {
		all[i] = &table[i]
	}
	return all
}

var byOp = func() map[string]*Route {
	m := make(map[string]*Route, len(table))
	for i := range table {
		if m[table[i].Op] != nil {
			panic("route: an operation is in the table twice: " + table[i].Op)
		}
		m[table[i].Op] = &table[i]
	}
	return m
}()
