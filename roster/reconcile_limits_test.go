package roster_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// Whatever the limits and whoever is protected: nothing without a limit is taken away,
// nothing of a kind that would exceed its limit, never more than the limit, and nothing
// from anybody who is protected. The rest is as the files say.
func TestReconcile_Limits(t *testing.T) {
	cases := rapid.Custom(func(t *rapid.T) *drawing {
		d := drawCase(t)
		d.drawLimits()
		return d
	})
	for n := range harness.Count(30, 1000) {
		d := cases.Example(n)
		if problem := withWatch(t, d.config, d.checkLimits); problem != "" {
			t.Errorf("case %d: %s\n%s", n, problem, d.describe())
		}
	}
}

func (d *drawing) drawLimits() {
	d.options.Limits = make(map[roster.Kind]roster.Limit)
	for _, kind := range append(roster.RemovalKinds(), roster.UpdateMemberRole, roster.UpdateTeamAppRole, roster.SetTeamDefaultRole) {
		if d.often(3) {
			d.options.Limits[kind] = roster.Limit{Max: pick(d, 0, 1, 2, 50, 50, -1), Share: pick(d, 0.34, 0.5, 1, 1, 1, 0, -1)}
		}
	}
	d.options.UpdateRoles, d.options.UpdateNames, d.options.AllowEmptyTeams = d.often(3), d.often(3), d.often(2)
	for _, u := range d.config.Users {
		if d.often(1) {
			d.options.Protect = append(d.options.Protect, pick(d, strings.ToUpper(u.ID), "X"+u.Email, u.Email))
		}
	}
	for _, i := range d.org.Invitations {
		if d.often(1) {
			d.options.Protect = append(d.options.Protect, strings.ToUpper(i.Email))
		}
	}
}

func (d *drawing) checkLimits(ctx context.Context, w *watch) string {
	before := w.states[0]
	p, report, err := w.run(ctx, d.company, d.options)
	if err != nil {
		return err.Error()
	}
	m := d.model(before)
	for i := range w.states {
		if problem := m.fromProtected(w.states[i]); problem != "" {
			return problem
		}
	}
	after := w.now()
	observed := changesBetween(before, after, w.addresses())
	if diff := cmp.Diff(observed, changesOf(report)); diff != "" {
		return fmt.Sprintf("what changed (-) and what the report says (+):\n%s", diff)
	}
	m.exceeded = make(map[roster.Kind]bool)
	for _, e := range p.Exceeded {
		m.exceeded[e.Kind] = true
		limit, ok := d.options.Limits[e.Kind]
		if !ok || limit != e.Limit || e.Existing != m.existing(e.Kind) || e.Steps <= allowed(limit, e.Existing) {
			return fmt.Sprintf("exceeded: %+v, the limit %+v of %d", e, limit, m.existing(e.Kind))
		}
	}
	for _, kind := range append(roster.RemovalKinds(), roster.UpdateMemberRole, roster.UpdateTeamAppRole, roster.SetTeamDefaultRole) {
		n := 0
		for _, c := range observed {
			if c.Kind == kind && (kind != roster.SetTeamDefaultRole || before.Teams[c.Team].DefaultRole != "") {
				n++
			}
		}
		limit, ok := d.options.Limits[kind]
		removal := slices.Contains(roster.RemovalKinds(), kind)
		switch {
		case !ok && removal && n > 0:
			return fmt.Sprintf("%s: %d without a limit", kind, n)
		case ok && n > allowed(limit, m.existing(kind)):
			return fmt.Sprintf("%s: %d of %d, the limit %+v", kind, n, m.existing(kind), limit)
		case m.exceeded[kind] && n > 0:
			return fmt.Sprintf("%s: %d, although the limit is exceeded", kind, n)
		}
	}
	if want := m.want(); !cmp.Equal(want, after) {
		return fmt.Sprintf("exceeded: %+v\nas it should be (-), as it is (+):\n%s", p.Exceeded, cmp.Diff(want, after))
	}
	again, err := roster.Plan(ctx, w.client, d.company, d.options)
	if err != nil {
		return "the second Plan: " + err.Error()
	}
	// A share of what is there allows more if there is more now.
	more := slices.DeleteFunc(slices.Clone(again.Steps), func(s roster.Step) bool { return m.exceeded[s.Kind] || m.emptied(s.Team) })
	if len(more) > 0 {
		return fmt.Sprintf("the second plan has %v, after %v were exceeded", more, p.Exceeded)
	}
	return ""
}

// emptied reports whether a team is one that the files do not have.
func (m *orgModel) emptied(id string) bool {
	_, there := m.before.Teams[id]
	return there && !slices.ContainsFunc(m.company.Teams, func(t roster.Team) bool { return t.ID == id })
}

// allowed returns how many steps a limit allows.
func allowed(l roster.Limit, existing int) int {
	n := 0
	for n < l.Max && float64(n+1) <= l.Share*float64(existing)+1e-9 {
		n++
	}
	return n
}

// existing returns how much there is of what a kind takes away.
func (m *orgModel) existing(kind roster.Kind) (n int) {
	_, deletes := m.options.Limits[roster.DeleteTeam]
	for id, team := range m.before.Teams {
		ours := slices.ContainsFunc(m.company.Teams, func(t roster.Team) bool { return t.ID == id })
		read := ours || deletes && len(m.company.Teams) > 0
		switch {
		case kind == roster.DeleteTeam, (kind == roster.SetTeamDefaultRole || kind == roster.ClearTeamDefaultRole) && team.DefaultRole != "":
			n++
		case read && kind == roster.RemoveTeamMember:
			n += len(team.Members)
		case read && (kind == roster.RemoveTeamApp || kind == roster.UpdateTeamAppRole):
			n += len(team.Apps)
		}
	}
	switch kind {
	case roster.RemoveMember, roster.UpdateMemberRole:
		return len(m.before.Roles)
	case roster.CancelInvitation:
		return len(m.before.Pending)
	}
	return n
}

// fromProtected says what was taken from somebody who is protected.
func (m *orgModel) fromProtected(now orgState) string {
	rows := m.rows()
	for id, role := range m.before.Roles {
		i := slices.IndexFunc(rows, func(r modelRow) bool { return r.user == id })
		var row *modelRow
		if i >= 0 {
			row = &rows[i]
		}
		if !m.protected(id, row) && id != m.caller {
			continue
		}
		is, there := now.Roles[id]
		switch {
		case !there:
			return id + " is protected, and is no member now"
		case m.protected(id, row) && rank(is) < rank(role):
			return fmt.Sprintf("%s is protected, and has the role %s after %s", id, is, role)
		}
		for team, was := range m.before.Teams {
			if was.Members[id] && !now.Teams[team].Members[id] {
				return fmt.Sprintf("%s is protected, and is not on %s now", id, team)
			}
		}
	}
	for address := range m.before.Pending {
		if slices.ContainsFunc(m.options.Protect, func(p string) bool { return strings.EqualFold(p, address) }) && len(now.Pending[address]) == 0 && now.Roles[strings.TrimSuffix(address, "@acme.test")] == "" {
			return address + " is protected, and has no invitation now"
		}
	}
	return ""
}
