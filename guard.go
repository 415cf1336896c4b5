package clarifai

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
	"github.com/clarifai-community/clarifai-orgs-go/internal/transport"
)

// Guard restricts what a client sends, whatever its program asks for. What it
// forbids ends in [ErrGuarded] and is not sent. It also restricts [Client.Call]
// and operations that [WithRoute] moves. A Guard that restricts nothing is
// [ErrInvalid].
type Guard struct {
	// ReadOnly forbids every request that may change something. Of a
	// [Client.Call] only GET counts as reading.
	ReadOnly bool
	// Operations is the allow-list of operations. Nil allows all, and an empty
	// list none. What a method sends besides its own operation counts, too: names
	// of roles are looked up by OpRolesList, some methods read before they write,
	// and unknown outcomes are looked up. [Route.Lookups] lists all of these; a
	// call that needs one that is not in Operations fails.
	Operations []Operation
	// Owners is the allow-list of organizations and users, by ID, whose resources
	// may be reached. Nil allows all, and an empty list none. "me" allows the paths
	// that say "me" and no other. Reads that belong to no owner, such as the list
	// of roles, are allowed.
	Owners []string
	// MaxWrites is the maximum of writing calls in the client's life. Retries of a
	// call do not count. Zero means no limit, and a negative number no writes.
	MaxWrites int
}

func (g *Guard) validate() error {
	if reflect.ValueOf(*g).IsZero() {
		return invalidOption("WithGuard: the guard must restrict something")
	}
	for _, op := range g.Operations {
		if op != OpCall && route.Find(string(op)) == nil {
			return invalidOption(fmt.Sprintf("WithGuard: there is no operation %q", op))
		}
	}
	if slices.Contains(g.Owners, "") {
		return invalidOption("WithGuard: an owner must not be empty")
	}
	return nil
}

// ownersInPath returns the users and organizations that a path names.
func ownersInPath(path string) (owners []string) {
	parts := strings.Split(path, "/")
	for i := 0; i+1 < len(parts); i++ {
		// A cluster may have an owner of its own before its ID.
		ofCluster := parts[i] == "compute_clusters" && i+3 < len(parts) && parts[i+3] == "nodepools"
		if parts[i] == "users" || parts[i] == "organizations" || ofCluster {
			owners = append(owners, route.Unescape(parts[i+1]))
		}
	}
	return owners
}

// guard applies a Guard.
type guard struct {
	rules  Guard
	writes atomic.Int64
}

func newGuard(rules Guard) *guard {
	rules.Operations = slices.Clone(rules.Operations)
	rules.Owners = slices.Clone(rules.Owners)
	return &guard{rules: rules}
}

// check returns why a request must not be sent, or nil. The transport calls it
// once for each call.
func (g *guard) check(r *transport.Request) error {
	if g.rules.ReadOnly && r.Write {
		return errors.New("the guard allows no writes")
	}
	if err := g.checkOperation(Operation(r.Op)); err != nil {
		return err
	}
	if err := g.checkOwners(r); err != nil {
		return err
	}
	if r.Write && g.rules.MaxWrites != 0 && g.writes.Add(1) > int64(g.rules.MaxWrites) {
		return fmt.Errorf("the guard allows no more than %d writes", max(g.rules.MaxWrites, 0))
	}
	return nil
}

func (g *guard) checkOperation(op Operation) error {
	listed := slices.Contains(g.rules.Operations, op)
	switch {
	case op == OpCall && !listed && (g.rules.Operations != nil || g.rules.Owners != nil):
		return fmt.Errorf("the guard does not list %q in Operations", op)
	case g.rules.Operations != nil && !listed:
		return errors.New("the guard does not list this operation" + g.rules.neededFor(op))
	}
	return nil
}

func (g *guard) checkOwners(r *transport.Request) error {
	if g.rules.Owners == nil {
		return nil
	}
	if len(r.Owners) == 0 && (r.Write || r.Op == string(OpCall)) {
		return errors.New("the guard lists owners, and this request names none")
	}
	for _, owner := range r.Owners {
		if !slices.ContainsFunc(g.rules.Owners, func(allowed string) bool { return strings.EqualFold(allowed, owner) }) {
			return fmt.Errorf("the guard does not list the owner %q", owner)
		}
	}
	return nil
}

// neededFor returns which listed operations look something up by op, in words,
// or "" if none does.
func (g *Guard) neededFor(op Operation) string {
	var by []string
	for _, listed := range g.Operations {
		r := route.Find(string(listed))
		if r != nil && slices.ContainsFunc(r.LookUps, func(l route.LookUp) bool { return l.Op == string(op) }) {
			by = append(by, r.Op)
		}
	}
	if len(by) == 0 {
		return ""
	}
	return ", which these may need for a look-up: " + strings.Join(by, ", ")
}
