package clarifai

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
)

// PreflightReport tells what the client's token may do, by its scopes.
type PreflightReport struct {
	Allowed []Operation
	Missing []LackingScopes // refused for want of these scopes
	// Unknown are operations whose scopes the token lacks and Clarifai's
	// definitions of today do not list any more: trying tells.
	Unknown []LackingScopes
}

// LackingScopes is an operation and the scopes that the token lacks for it.
type LackingScopes struct {
	Operation Operation
	Scopes    []string
}

// Err is nil where no operation is missing a scope, and otherwise an error that
// is [ErrForbidden] and names what is missing. Unknown operations are no error.
func (r *PreflightReport) Err() error {
	if r == nil || len(r.Missing) == 0 {
		return nil
	}
	parts := make([]string, len(r.Missing))
	for i, m := range r.Missing {
		parts[i] = fmt.Sprintf("%s needs %s", m.Operation, strings.Join(m.Scopes, ", "))
	}
	return &Error{Op: OpTokensMyScopes, kind: ErrForbidden, problem: "the token lacks scopes: " + strings.Join(parts, "; "),
		hint: "create a token with them"}
}

// Preflight asks Clarifai which scopes the client's token has, and sorts
// operations by it, before a program starts; without operations it sorts all
// that this package has. Scopes are not all: the caller's role in an
// organization, and its plan, decide too.
//
// It makes the one request of [TokensService.MyScopes], for the caller. PAT;
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
			return nil, invalid(OpTokensMyScopes, "there is no operation %s", quoted(string(op)))
		}
	}
	mine, err := (&TokensService{c}).MyScopes(ctx, "me")
	if err != nil {
		return nil, err
	}
	report := new(PreflightReport)
	for i, op := range ops {
		lacking := slices.DeleteFunc(slices.Clone(routes[i].Scopes), mine.Has)
		missing := slices.DeleteFunc(slices.Clone(lacking), func(s string) bool { return !listedScope(s) })
		switch {
		case len(lacking) == 0:
			report.Allowed = append(report.Allowed, op)
		case len(missing) > 0:
			report.Missing = append(report.Missing, LackingScopes{op, missing})
		default:
			report.Unknown = append(report.Unknown, LackingScopes{op, lacking})
		}
	}
	return report, nil
}
