package clarifai

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
)

// PreflightReport says what the client's token may do, by its scopes.
type PreflightReport struct {
	Allowed []Operation
	// Missing are operations that lack scopes for their route or for a look-up.
	Missing []MissingScopes
	// Unknown are operations that lack only scopes which today's definitions
	// do not list, where the token shows none of these either: whether Clarifai
	// still asks for them is not known.
	Unknown []MissingScopes
}

// MissingScopes is an operation and the scopes that the token lacks for it,
// those of its look-ups included.
type MissingScopes struct {
	Operation Operation
	Scopes    []string
	// LookUps are those of Scopes that only some calls need: to find a role by
	// its name, or to find out what became of a write. A program that gives
	// roles by [RoleID] does not need Roles_Get.
	Lookups []string
}

// NeedsAll reports whether one of the scopes was not offered for keys, as those
// of organizations were not: only a token with the scope All has it.
func (l MissingScopes) NeedsAll() bool { return slices.ContainsFunc(l.Scopes, unofferedScope) }

// needAll says what to do about scopes of which some were not offered for keys;
// "" if all of them were.
func needAll(scopes []string) string {
	scopes = slices.DeleteFunc(slices.Clone(scopes), func(s string) bool { return !unofferedScope(s) })
	if len(scopes) == 0 {
		return ""
	}
	return strings.Join(scopes, ", ") + " were not offered for keys: only a token with the scope All has them"
}

// Err returns nil if no operation is missing a scope, and otherwise an error
// that is [ErrForbidden] and names what is missing. Unknown operations are no
// error.
func (r *PreflightReport) Err() error {
	if r == nil || len(r.Missing) == 0 {
		return nil
	}
	parts := make([]string, len(r.Missing))
	var lacking []string
	for i, m := range r.Missing {
		parts[i] = fmt.Sprintf("%s needs %s", m.Operation, strings.Join(m.Scopes, ", "))
		if len(m.Lookups) > 0 {
			parts[i] += fmt.Sprintf(" (%s only for look-ups)", strings.Join(m.Lookups, ", "))
		}
		lacking = append(lacking, m.Scopes...)
	}
	slices.Sort(lacking)
	return &Error{Op: OpTokensGetMyScopes, kind: ErrForbidden, problem: "the token lacks scopes: " + strings.Join(parts, "; "),
		hint: cmp.Or(needAll(slices.Compact(lacking)), "create a token with them")}
}

// Preflight asks Clarifai which scopes the client's token has, and sorts
// operations by it, before a program starts; without operations it sorts all
// that this package has. An operation is allowed if the token has the scopes of
// its route and of all its look-ups, which docs/routes.md lists. Scopes alone
// do not decide: the caller's role in an organization, and its plan, matter too.
//
// It makes the one request of [TokensService.GetMyScopes], for the caller. PAT;
// Current.
func (c *Client) Preflight(ctx context.Context, ops ...Operation) (*PreflightReport, error) {
	if len(ops) == 0 {
		for _, r := range route.All() {
			ops = append(ops, Operation(r.Op))
		}
	}
	routes := make([]*route.Route, len(ops))
	for i, op := range ops {
		if routes[i] = route.Lookup(string(op)); routes[i] == nil {
			return nil, invalid(OpTokensGetMyScopes, "there is no operation %s", quoted(string(op)))
		}
	}
	mine, err := (&TokensService{c}).GetMyScopes(ctx, "me")
	if err != nil {
		return nil, err
	}
	// A token that shows a scope which today's definitions do not list proves
	// that Clarifai still asks for such scopes.
	older := slices.ContainsFunc(mine.Scopes, func(s string) bool { return unofferedScope(s) && !listedScope(s) })
	report := new(PreflightReport)
	for i, op := range ops {
		always, sometimes := routes[i].Needs()
		lookUps := slices.DeleteFunc(sometimes, mine.Has)
		lacking := MissingScopes{op, append(slices.DeleteFunc(always, mine.Has), lookUps...), lookUps}
		switch {
		case len(lacking.Scopes) == 0:
			report.Allowed = append(report.Allowed, op)
		case older || slices.ContainsFunc(lacking.Scopes, listedScope):
			report.Missing = append(report.Missing, lacking)
		default:
			report.Unknown = append(report.Unknown, lacking)
		}
	}
	return report, nil
}
