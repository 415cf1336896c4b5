package access

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// teamApp is an app of a team.
type teamApp struct{ team, app string }

// plan lists the steps, team by team: first what is cleared and removed, then what is
// added.
func (e *enforcer) plan() {
	r := e.report.Evaluation
	clears := make(map[string]*Step)
	for i := range r.DefaultRoles {
		o := &r.DefaultRoles[i]
		switch there := clears[o.Team]; {
		case !o.Clear:
		case there != nil:
			there.Policies = append(there.Policies, o.Policy)
		default:
			clears[o.Team] = &Step{
				Kind: ClearDefaultRole, Team: o.Team, Before: o.Role, before: o.RoleID, Policies: []string{o.Policy},
				Members: o.Members, Reason: "future apps would be reached through it",
			}
		}
	}
	removals, adds := make(map[string][]Step), make(map[string][]Step)
	for left := r.Violations; len(left) > 0; {
		first := &left[0]
		var policies []string
		for len(policies) < len(left) && left[len(policies)].Team == first.Team && left[len(policies)].App == first.App {
			policies = append(policies, left[len(policies)].Policy)
		}
		roleID, contradiction := e.remedy(left[:len(policies)])
		left = left[len(policies):]
		if contradiction != nil {
			continue // Enforce will refuse
		}
		step := Step{
			Kind: RemoveApp, Team: first.Team, App: first.App, Before: first.Role, before: first.RoleID,
			Policies: policies, Members: first.Members, Reason: first.Reason,
		}
		removals[first.Team] = append(removals[first.Team], step)
		if roleID != "" {
			step.Kind, step.Before, step.before = AddApp, "", ""
			step.After, step.Role = e.roles.name(roleID, ""), clarifai.TeamRoleByID(roleID)
			step.Reason = fmt.Sprintf("lowered from %q", first.Role)
			adds[first.Team] = append(adds[first.Team], step)
		}
	}
	for _, t := range e.bound {
		var steps []Step
		if clears[t.ID] != nil {
			steps = append(steps, *clears[t.ID])
		}
		for _, s := range slices.Concat(steps, removals[t.ID], adds[t.ID]) {
			e.report.Steps = append(e.report.Steps, Result{Step: s, Status: Planned})
			if s.Kind != AddApp {
				e.report.Removals++
			}
		}
	}
	e.planUnfinished()
	removed := make(map[teamApp]*Result)
	for i := range e.report.Steps { // the steps stay where they are from here on
		switch s := &e.report.Steps[i]; s.Kind {
		case RemoveApp:
			removed[teamApp{s.Team, s.App}] = s
		case AddApp:
			s.removal = removed[teamApp{s.Team, s.App}]
		}
	}
}

// planUnfinished adds the unfinished steps of earlier runs that the policies allow.
func (e *enforcer) planUnfinished() {
	planned := make(map[teamApp]bool)
	for i := range e.report.Steps {
		if s := &e.report.Steps[i]; s.Kind == AddApp {
			planned[teamApp{s.Team, s.App}] = true
		}
	}
	for _, s := range e.options.Unfinished {
		at := teamApp{s.Team, s.App}
		if planned[at] {
			continue
		}
		planned[at] = true
		r := Result{Step: s, Status: Planned}
		if problem := e.whyNotAdd(&s); problem != "" {
			r.skip("no longer added: "+problem, nil)
		}
		e.report.Steps = append(e.report.Steps, r)
	}
}

// whyNotAdd returns why an app must not or need not be added. It returns an empty
// string if the app may be added.
func (e *enforcer) whyNotAdd(s *Step) string {
	i := slices.IndexFunc(e.bound, func(t *boundTeam) bool { return t.ID == s.Team })
	if i < 0 {
		return "no policy binds the team"
	}
	t, app := e.bound[i], e.apps[s.App]
	if app == nil {
		return "the organization shows no such app"
	}
	if slices.ContainsFunc(t.known, func(a clarifai.TeamApp) bool { return a.App.AppID == s.App }) {
		return "the team has the app"
	}
	roleID := strings.TrimPrefix(string(s.Role), string(clarifai.TeamRoleByID("")))
	if e.roles[roleID] == nil {
		return "the role does not exist"
	}
	for _, b := range t.policies {
		if b.rule.verdict(&app.App) != Holds && !e.allows(b, roleID) {
			return fmt.Sprintf("policy %q does not allow it", b.Name)
		}
	}
	return ""
}

// refuse returns why nothing may be done, or nil.
func (e *enforcer) refuse() error {
	r := e.report.Evaluation
	taken := 0
	for i := range e.report.Steps {
		if e.report.Steps[i].Kind == RemoveApp {
			taken++
		}
	}
	switch {
	case !r.Complete():
		const maximum = 5
		list := strings.Join(r.Incomplete[:min(maximum, len(r.Incomplete))], "; ")
		if more := len(r.Incomplete) - maximum; more > 0 {
			list += fmt.Sprintf("; and %d more", more)
		}
		return fmt.Errorf("%w: %s", ErrIncomplete, list)
	case len(r.Contradictions) > 0:
		all := make([]error, len(r.Contradictions))
		for i := range r.Contradictions {
			all[i] = &r.Contradictions[i]
		}
		return errors.Join(all...)
	case e.report.Removals > max(e.options.MaxRemovals, 0):
		return fmt.Errorf("%w: %s, and MaxRemovals is %d", ErrLimit, plural(e.report.Removals, "removal"), e.options.MaxRemovals)
	case taken > 0 && float64(taken)/float64(r.Assignments) > max(e.options.MaxRemovalShare, 0):
		return fmt.Errorf("%w: %d of the %s of the teams, and MaxRemovalShare is %v", ErrLimit,
			taken, plural(r.Assignments, "app"), e.options.MaxRemovalShare)
	}
	return nil
}
