package access

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// documentedRoles are the documented team roles, from the most to the least powerful.
var documentedRoles = []clarifai.TeamRole{
	clarifai.TeamRoleFullAccess, clarifai.TeamRoleModelTrainer, clarifai.TeamRoleLabelerLead, clarifai.TeamRoleLabelerWorker,
}

// roles are the server's team roles by ID.
type roles map[string]*clarifai.Role

func newRoles(list []clarifai.Role) roles {
	r := make(roles)
	for i := range list {
		if list[i].Type == clarifai.RoleTypeTeam {
			r[list[i].ID] = &list[i]
		}
	}
	return r
}

// find returns the role of a reference, or why there is none.
func (r roles) find(ref clarifai.TeamRole) (*clarifai.Role, string) {
	var names []string
	var found, exact []*clarifai.Role
	for _, role := range r {
		names = append(names, role.Name)
		if ref.Matches(role) {
			found = append(found, role)
		}
		if role.Name == string(ref) {
			exact = append(exact, role)
		}
	}
	switch {
	case len(exact) == 1:
		return exact[0], ""
	case len(found) == 1:
		return found[0], ""
	case len(found) == 0:
		slices.Sort(names)
		return nil, fmt.Sprintf("there is no team role %.80q; there are %q", string(ref), names)
	}
	return nil, fmt.Sprintf("several team roles match %.80q: use its ID", string(ref))
}

// name returns the name of a role, or its ID if it has no name. shown is the name that
// a list showed.
func (r roles) name(id, shown string) string {
	if role := r[id]; role != nil {
		return cmp.Or(role.Name, id)
	}
	return cmp.Or(shown, id)
}

// atMost reports whether a role is known to allow no more than another one: the roles
// are the same, or both are documented and in that order, or the other has all scopes
// and endpoints of the role. Nothing is known about roles that show no scopes.
func (r roles) atMost(id, other string) bool {
	a, b := r[id], r[other]
	if id != "" && id == other {
		return true
	}
	if a == nil || b == nil {
		return false
	}
	rank := func(role *clarifai.Role) int {
		return slices.IndexFunc(documentedRoles, func(ref clarifai.TeamRole) bool { return ref.Matches(role) })
	}
	if ra, rb := rank(a), rank(b); ra >= 0 && rb >= 0 {
		return ra >= rb
	}
	return len(a.Scopes) > 0 && isSubset(a.Scopes, b.Scopes) && isSubset(a.Endpoints, b.Endpoints)
}

// isSubset reports whether other has all of list, or All.
func isSubset[T ~string](list, other []T) bool {
	isAll := func(s T) bool { return strings.EqualFold(string(s), string(clarifai.ScopeAll)) }
	if slices.ContainsFunc(other, isAll) {
		return true
	}
	for _, s := range list {
		if !slices.Contains(other, s) {
			return false
		}
	}
	return true
}
