package access

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// Evaluate reads an organization and tells where it is not as the policies say.
// It makes no write request.
//
// It reads the lists of roles, teams and the organization's apps, the apps of
// each team that a policy binds, and the members of each team of which there is
// something to tell, up to four lists at a time. Each list is read until two
// readings in a row agree, since one reading can miss an item when somebody
// else adds or removes others meanwhile. An organization that does not change
// costs each list twice: two times its pages of up to 1000 items, and what the
// client needs to see that a list ends. A list that changes is read up to five
// times, with up to 1.75 s of waiting; if no two readings in a row agree,
// [Review.Incomplete] says so.
//
// An error means that nothing can be told: a list cannot be read, or a policy
// is not valid or names a team or a role that the organization does not have (a
// [*PolicyError]; all of them are joined).
func Evaluate(ctx context.Context, client *clarifai.Client, orgID string, policies ...Policy) (*Review, error) {
	if ctx == nil || client == nil {
		return nil, errors.New("access: the context and the client must not be nil")
	}
	if err := Validate(policies...); err != nil {
		return nil, err
	}
	v := &snapshot{client: client, org: orgID}
	if err := v.readLists(ctx); err != nil {
		return nil, err
	}
	if err := v.bind(policies); err != nil {
		return nil, err
	}
	if err := v.readApps(ctx); err != nil {
		return nil, err
	}
	r := v.review()
	if err := v.readMembers(ctx, r); err != nil {
		return nil, err
	}
	return r, nil
}

// review asks the policies about each app of each team.
func (v *snapshot) review() *Review {
	r := &Review{Organization: v.org, view: v, Incomplete: v.incomplete, UnknownApps: v.unknownApps}
	for _, t := range v.teams {
		r.Assignments += len(t.apps)
		for _, b := range t.policies {
			if t.DefaultRoleID != "" && !v.allows(b, t.DefaultRoleID) {
				r.DefaultRoles = append(r.DefaultRoles, DefaultRole{
					Policy: b.Name, Team: t.ID, TeamName: t.Name, RoleID: t.DefaultRoleID, Role: v.roles.name(t.DefaultRoleID, ""),
					Clear: b.ClearDefaultRole,
				})
			}
		}
		for i := range t.apps {
			v.evaluateApp(t, &t.apps[i], r)
		}
	}
	return r
}

// evaluateApp asks the policies of a team about one of its apps.
func (v *snapshot) evaluateApp(t *team, a *clarifai.TeamApp, r *Review) {
	app := v.apps[a.App.AppID]
	access := TeamAccess{
		Team: t.ID, TeamName: t.Name, App: app.ID, AppName: cmp.Or(app.Name, a.AppName),
		RoleID: a.RoleID, Role: v.roles.name(a.RoleID, a.RoleName),
	}
	first := len(r.Violations)
	var kept []*boundPolicy // whose rule fails, and which the role satisfies
	for _, b := range t.policies {
		verdict := b.rule.verdict(app)
		if verdict == Holds {
			continue
		}
		if v.allows(b, a.RoleID) {
			kept = append(kept, b)
			continue
		}
		reason := b.rule.reason(app)
		if verdict == Unknown {
			r.Undecided = append(r.Undecided, Undecided{b.Name, access, reason})
			continue
		}
		violation := Violation{Policy: b.Name, TeamAccess: access, Reason: reason}
		switch {
		case b.lower == nil:
		case !v.roles.atMost(b.lower.ID, a.RoleID):
			violation.Reason += fmt.Sprintf("; that %q allows no more than %q is not known", b.lower.Name, access.Role)
		default:
			violation.LowerTo, violation.lowerID = b.lower.Name, b.lower.ID
		}
		r.Violations = append(r.Violations, violation)
	}
	for i := first; i < len(r.Violations); i++ {
		for _, b := range kept {
			if next := &r.Violations[i]; next.lowerID != "" && !v.roles.atMost(next.lowerID, b.lower.ID) {
				next.Reason += fmt.Sprintf("; that %q allows no more than %q of policy %q is not known", next.LowerTo, b.lower.Name, b.Name)
				next.LowerTo, next.lowerID = "", ""
			}
		}
	}
	if _, c := v.remedy(r.Violations[first:]); c != nil {
		r.Contradictions = append(r.Contradictions, *c)
	}
}

// allows reports whether a policy lets its teams have a role in an app that
// fails its rule.
func (v *snapshot) allows(b *boundPolicy, roleID string) bool {
	return b.lower != nil && v.roles.atMost(roleID, b.lower.ID)
}

// remedy gives the role to lower to that satisfies all the policies that one
// app of one team violates; "": it has to be removed.
func (v *snapshot) remedy(violations []Violation) (roleID string, _ *Contradiction) {
	if slices.ContainsFunc(violations, func(v Violation) bool { return v.lowerID == "" }) {
		return "", nil // no access satisfies everybody
	}
	var lowest *Violation
	for i := range violations {
		next := &violations[i]
		switch {
		case lowest == nil || v.roles.atMost(next.lowerID, lowest.lowerID):
			lowest = next
		case !v.roles.atMost(lowest.lowerID, next.lowerID):
			return "", &Contradiction{
				Policies: []string{lowest.Policy, next.Policy}, Team: next.Team, App: next.App,
				Reason: fmt.Sprintf("which of the roles %q and %q allows less is not known", lowest.LowerTo, next.LowerTo),
			}
		}
	}
	if lowest == nil {
		return "", nil
	}
	return lowest.lowerID, nil
}
