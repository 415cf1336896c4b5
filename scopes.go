package clarifai

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
)

// Scope is something that a token may do, such as "Teams_Get".
// [TokensService.GetScopeDependencies] lists the scopes.
type Scope string

// ScopeAll stands for all scopes.
const ScopeAll Scope = "All"

func toScopes(names []string) (scopes []Scope) {
	for _, name := range names {
		scopes = append(scopes, Scope(name))
	}
	return scopes
}

func joinScopes(scopes []Scope) string {
	names := make([]string, len(scopes))
	for i, scope := range scopes {
		names[i] = string(scope)
	}
	return strings.Join(names, ", ")
}

// isListed reports whether today's definitions list the scope.
func (s Scope) isListed() bool { return listedScope(string(s)) }

// isUnoffered reports whether the scope was not offered for keys.
func (s Scope) isUnoffered() bool { return unofferedScope(string(s)) }

// PreflightReport says which operations the client's token may carry out, by its
// scopes.
type PreflightReport struct {
	Allowed []Operation
	// Missing are operations that lack scopes for their route or for a look-up.
	Missing []MissingScopes
	// Unknown are operations that lack only scopes which today's definitions do
	// not list, if the token shows none of these at all: whether Clarifai still
	// asks for them is not known.
	Unknown []MissingScopes
}

// MissingScopes is an operation and the scopes that the token lacks for it,
// including those of its look-ups.
type MissingScopes struct {
	Operation Operation
	Scopes    []Scope
	// Lookups are those of Scopes that only some calls need: to find a role by its
	// name, or to verify a write. A program that names roles by ID, as by
	// [MemberRoleByID], does not need Roles_Get.
	Lookups []Scope
}

// NeedsAll reports whether one of the scopes was not offered for keys, as those
// of organizations were not. Only a token with [ScopeAll] has it.
func (m MissingScopes) NeedsAll() bool { return slices.ContainsFunc(m.Scopes, Scope.isUnoffered) }

// needAllHint returns what to do about scopes if some were not offered for keys,
// or "" if all were.
func needAllHint(scopes []Scope) string {
	unoffered := slices.DeleteFunc(slices.Clone(scopes), func(s Scope) bool { return !s.isUnoffered() })
	if len(unoffered) == 0 {
		return ""
	}
	return joinScopes(unoffered) + " were not offered for keys: only a token with the scope All has them"
}

// Err returns nil if no operation is missing a scope. Otherwise it returns an
// error that is [ErrForbidden] and names what is missing. Unknown operations are
// no error.
func (r *PreflightReport) Err() error {
	if len(r.Missing) == 0 {
		return nil
	}
	parts := make([]string, len(r.Missing))
	var missing []Scope
	for i, m := range r.Missing {
		parts[i] = fmt.Sprintf("%s needs %s", m.Operation, joinScopes(m.Scopes))
		if len(m.Lookups) > 0 {
			parts[i] += fmt.Sprintf(" (%s only for look-ups)", joinScopes(m.Lookups))
		}
		missing = append(missing, m.Scopes...)
	}
	slices.Sort(missing)
	return &Error{Op: OpTokensGetMyScopes, kind: ErrForbidden, problem: "the token lacks scopes: " + strings.Join(parts, "; "),
		hint: cmp.Or(needAllHint(slices.Compact(missing)), "create a token with them")}
}

// Preflight returns which of the operations the client's token may carry out, by
// its scopes, before a program starts. Without operations it returns that for all
// of this package's. An operation is allowed if the token has the scopes of its
// route and of all its look-ups, which docs/routes.md lists. Scopes alone do not
// decide: the caller's role in an organization, and its plan, matter too.
//
// It sends the one request of [TokensService.GetMyScopes], for the caller.
func (c *Client) Preflight(ctx context.Context, ops ...Operation) (*PreflightReport, error) {
	if len(ops) == 0 {
		for _, r := range route.All() {
			ops = append(ops, Operation(r.Op))
		}
	}
	for _, op := range ops {
		if route.Find(string(op)) == nil {
			return nil, invalid(OpTokensGetMyScopes, "there is no operation %s", quoted(string(op)))
		}
	}
	mine, err := c.Tokens.GetMyScopes(ctx, "me")
	if err != nil {
		return nil, err
	}
	// A token that shows a scope which today's definitions do not list proves
	// that Clarifai still asks for such scopes.
	showsOlder := slices.ContainsFunc(mine.Scopes, func(s Scope) bool { return s.isUnoffered() && !s.isListed() })
	report := new(PreflightReport)
	for _, op := range ops {
		always, sometimes := route.Get(string(op)).Needs()
		lookUps := slices.DeleteFunc(toScopes(sometimes), mine.Has)
		missing := MissingScopes{op, append(slices.DeleteFunc(toScopes(always), mine.Has), lookUps...), lookUps}
		switch {
		case len(missing.Scopes) == 0:
			report.Allowed = append(report.Allowed, op)
		case showsOlder || slices.ContainsFunc(missing.Scopes, Scope.isListed):
			report.Missing = append(report.Missing, missing)
		default:
			report.Unknown = append(report.Unknown, missing)
		}
	}
	return report, nil
}
