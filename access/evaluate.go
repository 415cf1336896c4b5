package access

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// Evaluate reads an organization and returns what does not comply with the
// policies. It writes nothing.
//
// It reads the lists of roles, teams and apps of the organization, the apps of each
// team that a policy binds, and the members of each team with a finding, up to four
// lists at a time. Since one reading can miss an item while somebody else changes
// the list, each list is read until two readings in a row agree: twice if nothing
// changes, and at most five times, with up to 1.75 seconds of waiting. If no two
// readings agree, [Evaluation.Incomplete] says so.
//
// Evaluate returns an error if a list cannot be read or a policy is not valid. If
// policies name teams or roles that the organization does not have, the error joins
// a [*PolicyError] for each.
func Evaluate(ctx context.Context, client *clarifai.Client, orgID string, policies ...Policy) (*Evaluation, error) {
	if err := Validate(policies...); err != nil {
		return nil, err
	}
	r := newReader(client, orgID, &ReadOptions{Stable: true})
	if err := r.read(ctx, r.listTeams(), r.listRoles(), r.listApps()); err != nil {
		return nil, err
	}
	e, err := newEvaluator(r.Snapshot, policies)
	if err != nil {
		return nil, err
	}
	var lists []list
	for _, t := range e.bound {
		lists = append(lists, r.listTeamApps(t.team))
	}
	if err := r.read(ctx, lists...); err != nil {
		return nil, err
	}
	evaluation := e.evaluate()
	lists = nil
	for _, t := range e.found {
		lists = append(lists, r.listTeamMembers(t.team))
	}
	if err := r.read(ctx, lists...); err != nil {
		return nil, err
	}
	e.addMembers(evaluation)
	return evaluation, nil
}

// evaluate evaluates the policies for each app and each default role of their teams.
func (e *evaluator) evaluate() *Evaluation {
	for _, t := range e.bound {
		e.selectApps(t)
	}
	r := &Evaluation{Organization: e.org, evaluator: e, Incomplete: e.incomplete, UnknownApps: e.unknownApps}
	for _, t := range e.bound {
		r.Assignments += len(t.known)
		findings := r.findings()
		for _, b := range t.policies {
			if t.DefaultRoleID != "" && !e.allows(b, t.DefaultRoleID) {
				r.DefaultRoles = append(r.DefaultRoles, DefaultRole{
					Policy: b.Name, Team: t.ID, TeamName: t.Name, RoleID: t.DefaultRoleID, Role: e.roles.name(t.DefaultRoleID, ""),
					Clear: b.ClearDefaultRole,
				})
			}
		}
		for i := range t.known {
			e.evaluateApp(t, &t.known[i], r)
		}
		if r.findings() > findings {
			e.found = append(e.found, t)
		}
	}
	return r
}

// addMembers adds the members of the teams to their findings.
func (e *evaluator) addMembers(r *Evaluation) {
	on := make(map[string][]string, len(e.found))
	for _, t := range e.found {
		if list := teamMembersName(t.ID); e.isUnstable(list) {
			r.Incomplete = append(r.Incomplete, steps.Unstable(list))
		}
		var ids []string
		for i := range t.members {
			ids = append(ids, t.members[i].UserID)
		}
		slices.Sort(ids)
		on[t.ID] = slices.Compact(ids)
	}
	for i := range r.Violations {
		r.Violations[i].Members = on[r.Violations[i].Team]
	}
	for i := range r.Undecided {
		r.Undecided[i].Members = on[r.Undecided[i].Team]
	}
	for i := range r.DefaultRoles {
		r.DefaultRoles[i].Members = on[r.DefaultRoles[i].Team]
	}
}

// evaluateApp evaluates the policies of a team for one of its apps.
func (e *evaluator) evaluateApp(t *boundTeam, a *clarifai.TeamApp, r *Evaluation) {
	app := &e.apps[a.App.AppID].App
	access := TeamAccess{
		Team: t.ID, TeamName: t.Name, App: app.ID, AppName: cmp.Or(app.Name, a.AppName),
		RoleID: a.RoleID, Role: e.roles.name(a.RoleID, a.RoleName),
	}
	first := len(r.Violations)
	var satisfied []*boundPolicy // their role allows the access
	for _, b := range t.policies {
		verdict := b.rule.verdict(app)
		if verdict == Holds {
			continue
		}
		if e.allows(b, a.RoleID) {
			satisfied = append(satisfied, b)
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
		case !e.roles.atMost(b.lower.ID, a.RoleID):
			violation.Reason += fmt.Sprintf("; %q is not known to allow no more than %q", b.lower.Name, access.Role)
		default:
			violation.LowerTo, violation.lowerID = b.lower.Name, b.lower.ID
		}
		r.Violations = append(r.Violations, violation)
	}
	for i := first; i < len(r.Violations); i++ {
		for _, b := range satisfied {
			if next := &r.Violations[i]; next.lowerID != "" && !e.roles.atMost(next.lowerID, b.lower.ID) {
				next.Reason += fmt.Sprintf("; %q is not known to allow no more than %q of policy %q", next.LowerTo, b.lower.Name, b.Name)
				next.LowerTo, next.lowerID = "", ""
			}
		}
	}
	if _, c := e.remedy(r.Violations[first:]); c != nil {
		r.Contradictions = append(r.Contradictions, *c)
	}
}

// allows reports whether a policy allows a role in an app that fails its rule.
func (e *evaluator) allows(b *boundPolicy, roleID string) bool {
	return b.lower != nil && e.roles.atMost(roleID, b.lower.ID)
}

// remedy returns the role that satisfies all policies that one app of one team
// violates. It returns an empty ID if the app must be removed.
func (e *evaluator) remedy(violations []Violation) (roleID string, _ *Contradiction) {
	if slices.ContainsFunc(violations, func(violation Violation) bool { return violation.lowerID == "" }) {
		return "", nil // one policy requires the removal
	}
	var lowest *Violation
	for i := range violations {
		next := &violations[i]
		switch {
		case lowest == nil || e.roles.atMost(next.lowerID, lowest.lowerID):
			lowest = next
		case !e.roles.atMost(lowest.lowerID, next.lowerID):
			return "", &Contradiction{
				Policies: []string{lowest.Policy, next.Policy}, Team: next.Team, App: next.App,
				Reason: fmt.Sprintf("it is unknown which of the roles %q and %q allows less", lowest.LowerTo, next.LowerTo),
			}
		}
	}
	if lowest == nil {
		return "", nil
	}
	return lowest.lowerID, nil
}
