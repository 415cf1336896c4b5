// Package route holds every operation of the SDK once: which request it is,
// how well that is known, which credential and scopes it takes, which codes
// mean that it succeeded, and what may be done when its outcome is in doubt.
package route

import (
	"slices"
	"strings"
)

// Grade says how well a route is known.
type Grade uint8

const (
	Current  Grade = iota // in today's official client definitions
	Archived              // in the definitions of 2022 only
	Assumed               // in neither in this use; Note says what is assumed
)

func (g Grade) String() string {
	return [...]string{"Current", "Archived", "Assumed"}[g]
}

// Credential is the kind of credential that a route takes.
type Credential uint8

const (
	PAT     Credential = iota // a personal access token
	Key                       // a PAT or an app-specific key
	Session                   // a browser session in 2022; today's documentation says that a PAT does
	None                      // none, and none is sent
)

func (c Credential) String() string {
	return [...]string{"PAT", "Key", "Session", "None"}[c]
}

// Class says what may be done when a try fails.
type Class uint8

const (
	// Read changes nothing and is tried again on everything that may pass.
	Read Class = iota
	// Idempotent ends in the same state however often it is sent.
	Idempotent
	// Verify creates something under an id or email of the caller's choosing:
	// sent again only when the server cannot have acted, else read back.
	Verify
	// Never must not be done twice and cannot be read back.
	Never
)

func (c Class) String() string {
	return [...]string{"Read", "Idempotent", "Verify", "Never"}[c]
}

// The codes of Clarifai's envelope that a route can list as success.
const (
	CodeSuccess  int32 = 10000
	CodeMixed    int32 = 10010
	CodeAccepted int32 = 10070
)

// Route is one operation.
type Route struct {
	Op         string
	Method     string
	Path       string // the template, its placeholders named as in Clarifai's definitions
	Grade      Grade
	Note       string // what a caller should know of the grade; never empty for Assumed
	Credential Credential
	Scopes     []string // that the route itself needs
	LookUps    []LookUp // what the operation's methods send besides
	Success    []int32  // codes that mean success; Mixed is the batch's own outcome
	Class      Class
	Pages      bool // returns a list page by page
}

// Lookup is another operation that the method of an operation sends on its own:
// to find a role by its name, to read what it changes, or to find out what
// became of a write.
type LookUp struct {
	Op   string
	When string // in words; "" means in every call
}

// Needs returns the scopes that every call of the operation's methods needs,
// those of its look-ups included, and those that only some calls need besides.
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

// Requests returns how many requests a method of the operation sends when
// nothing goes wrong, besides those of whole lists, and how many whole lists it
// reads. A page of the operation's own list is one request.
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

// Placeholders lists the names in braces of a path template, in order.
func Placeholders(path string) []string {
	var names []string
	for segment := range strings.SplitSeq(path, "/") {
		if strings.HasPrefix(segment, "{") && strings.HasSuffix(segment, "}") {
			names = append(names, segment[1:len(segment)-1])
		}
	}
	return names
}

// Position tells at which place among a template's placeholders a name stands,
// from 0; -1 for none.
func Position(path, name string) int {
	for n := 0; ; n++ {
		_, rest, found := strings.Cut(path, "{")
		if !found {
			return -1
		}
		var placeholder string
		if placeholder, path, _ = strings.Cut(rest, "}"); placeholder == name {
			return n
		}
	}
}

// Get gives the route of an operation. An unknown operation is a mistake in
// this module, never in its caller's code.
func Get(op string) *Route {
	r, ok := byOp[op]
	if !ok {
		panic("route: no such operation: " + op)
	}
	return r
}

// Lookup gives the route of an operation, nil if there is none.
func Lookup(op string) *Route { return byOp[op] }

// All lists the routes in the order of the table.
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
			panic("route: twice in the table: " + table[i].Op)
		}
		m[table[i].Op] = &table[i]
	}
	return m
}()

// Match finds the operation that a method and a concrete, escaped path reach,
// nil if none does. A literal segment wins over a placeholder.
func Match(method, path string) *Route {
	var found *Route
	best := -1
	for i := range table {
		r := &table[i]
		if r.Method != method {
			continue
		}
		if n, ok := literals(r.Path, path); ok && n > best {
			found, best = r, n
		}
	}
	return found
}

// Fits reports whether an escaped path fits a template.
func Fits(template, path string) bool {
	_, fits := literals(template, path)
	return fits
}

// literals reports whether path fits the template, and in how many segments
// the two are the same to the letter.
func literals(template, path string) (int, bool) {
	same := 0
	for {
		t, tRest, tMore := strings.Cut(template, "/")
		p, pRest, pMore := strings.Cut(path, "/")
		switch {
		case strings.HasPrefix(t, "{"):
			if p == "" {
				return 0, false
			}
		case t != p:
			return 0, false
		default:
			same++
		}
		if tMore != pMore {
			return 0, false
		}
		if !tMore {
			return same, true
		}
		template, path = tRest, pRest
	}
}
