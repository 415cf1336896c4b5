package clarifai

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"

	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
	"github.com/clarifai-community/clarifai-orgs-go/internal/transport"
)

// Guard keeps a client on rails, whatever its program asks for: what it
// forbids ends in [ErrGuarded] and is not sent. It holds for [Client.Call] and
// for operations rerouted by [WithRoute] as well. The zero Guard forbids
// nothing.
type Guard struct {
	// ReadOnly forbids every request that may change something. With
	// [Client.Call] only GET counts as reading.
	ReadOnly bool
	// Operations are the only ones allowed; nil allows all, an empty list
	// none. What a method sends besides its own operation counts as well: names
	// of roles are looked up by OpRolesList, some methods read before they write,
	// and unknown outcomes are looked up. [Route.Lookups] lists all of these;
	// without them in Operations such calls fail.
	Operations []Operation
	// Owners are the organizations and users whose things may be touched, by
	// id; nil allows all, an empty list none. "me" allows the paths that say
	// "me" and no other. Reads that belong to no owner, such as the list of
	// roles, are allowed.
	Owners []string
	// MaxWrites is how many writing calls may leave in the client's life;
	// retries of a call do not count. 0 means no limit.
	MaxWrites int
}

func (g *Guard) validate() error {
	if g.MaxWrites < 0 {
		return invalidOption("WithGuard: MaxWrites is negative")
	}
	for _, op := range g.Operations {
		if op != OpCall && route.Lookup(string(op)) == nil {
			return invalidOption(fmt.Sprintf("WithGuard: there is no operation %q", op))
		}
	}
	if slices.Contains(g.Owners, "") {
		return invalidOption("WithGuard: an owner is empty")
	}
	return nil
}

// ownersInPath finds whose things a path is about.
func ownersInPath(path string) (owners []string) {
	parts := strings.Split(path, "/")
	for i := 0; i+1 < len(parts); i++ {
		if parts[i] == "users" || parts[i] == "organizations" {
			owners = append(owners, route.Unescape(parts[i+1]))
		}
	}
	return owners
}

// ownersInQuery finds the owners that a query names, as Clarifai's own client
// repeats them.
func ownersInQuery(query url.Values) (owners []string) {
	for key, values := range query {
		switch foldKey(key) {
		case "userappid.userid", newOwnerKey, "organizationid", "organizationids", "userids":
			owners = append(owners, values...)
		}
	}
	return owners
}

// ownersInBody finds the owners that a body names, at any depth and under any
// spelling that a server may take, also where a key stands twice.
func ownersInBody(data []byte) (owners []string) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	var walk func(within string)
	walk = func(within string) {
		token, err := decoder.Token()
		if err != nil {
			return
		}
		switch token {
		case json.Delim('{'):
			for decoder.More() {
				key, err := decoder.Token()
				if err != nil {
					return
				}
				name, _ := key.(string)
				name = foldKey(name)
				if name == "userid" && ownedThings[within] || name == "organizationid" || name == "organizationids" {
					name = newOwnerKey
				}
				walk(name)
			}
			_, _ = decoder.Token()
		case json.Delim('['):
			for decoder.More() {
				walk(within)
			}
			_, _ = decoder.Token()
		default:
			if owner, ok := token.(string); ok && within == newOwnerKey {
				owners = append(owners, owner)
			}
		}
	}
	walk("")
	return owners
}

// ownedThings are the keys under which a user_id is an owner: elsewhere it names
// a member of a team or the target of a star.
var ownedThings = map[string]bool{
	"userappid": true, "app": true, "apps": true, "key": true, "keys": true, "passwordpolicy": true, "passwordpolicies": true,
}

const newOwnerKey = "newownerid"

// foldKey is a key without what tells its spellings apart.
func foldKey(key string) string { return strings.ToLower(strings.ReplaceAll(key, "_", "")) }

// guard is a Guard at work.
type guard struct {
	rules  Guard
	writes atomic.Int64
}

func newGuard(rules Guard) *guard {
	rules.Operations = slices.Clone(rules.Operations)
	rules.Owners = slices.Clone(rules.Owners)
	return &guard{rules: rules}
}

// neededFor says which listed operations look something up by another one, ""
// for none.
func (g *Guard) neededFor(op string) string {
	var by []string
	for _, listed := range g.Operations {
		r := route.Lookup(string(listed))
		if r != nil && slices.ContainsFunc(r.LookUps, func(l route.LookUp) bool { return l.Op == op }) {
			by = append(by, r.Op)
		}
	}
	if len(by) == 0 {
		return ""
	}
	return ", which these may need for a look-up: " + strings.Join(by, ", ")
}

// check is asked by the transport before a request leaves.
func (g *guard) check(r *transport.Request) error {
	rules := &g.rules
	if rules.ReadOnly && r.Write {
		return errors.New("the guard allows no writes")
	}
	if rules.Operations != nil && !slices.Contains(rules.Operations, Operation(r.Op)) {
		return errors.New("the guard does not list this operation" + rules.neededFor(r.Op))
	}
	if rules.Owners != nil {
		if len(r.Owners) == 0 && (r.Write || r.Op == string(OpCall)) {
			return errors.New("the guard lists owners, and this request names none")
		}
		for _, owner := range r.Owners {
			if !slices.ContainsFunc(rules.Owners, func(allowed string) bool { return strings.EqualFold(allowed, owner) }) {
				return fmt.Errorf("the guard does not list the owner %q", owner)
			}
		}
	}
	if r.Write && rules.MaxWrites > 0 && g.writes.Add(1) > int64(rules.MaxWrites) {
		return fmt.Errorf("the guard's %d writes are used up", rules.MaxWrites)
	}
	return nil
}
