package roster

import (
	"cmp"
	"fmt"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/email"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// The reasons of removals.
const (
	noRow        = "no row of the files has the member"
	notForTeam   = "on the team, but not in the roster for it"
	noInvitation = "no row of the files has the address"
	noTeam       = "the files have no such team"
	noApp        = "the team has the app, but not in the files"
)

// planMemberRemovals plans to remove the members who match no row.
func (p *planner) planMemberRemovals() {
	if !p.hasPeople || !p.allows(RemoveMember) || !p.inScope(RemoveMember, "") {
		return
	}
	for i := range p.people.all {
		m := &p.people.all[i]
		if m.User != nil && p.matched[steps.FoldID(m.User.ID)] {
			continue
		}
		step := removeMember(m, noRow)
		switch {
		case m.User == nil || m.User.ID == "":
			p.keep(step, noUserID)
		default:
			if rule := p.keptBecause(m.User.ID); rule != "" {
				p.keep(step, rule)
				continue
			}
			p.add(step)
		}
	}
}

// removeMember returns the step that removes a member from the organization.
func removeMember(m *clarifai.Member, reason string) Step {
	step := Step{
		Kind: RemoveMember, UserID: m.UserID(), Email: m.Email(), Reason: reason,
		Replaces: string(roleByID[clarifai.MemberRole](m.Role)),
	}
	if m.Role != nil {
		step.Before = cmp.Or(m.Role.Name, m.Role.ID)
	}
	return step
}

// keep adds a finding that says which rule keeps what a step would remove.
func (p *planner) keep(s Step, rule string) {
	p.Findings = append(p.Findings, s.finding(Kept, s.Reason+": "+rule))
}

// findNothingToCompare reports which removals are allowed and do not happen, since the
// files have nothing of that sort: a file that lost its rows has everything removed.
func (p *planner) findNothingToCompare() {
	for _, nothing := range []struct {
		kind   Kind
		lacks  bool
		reason string
	}{
		{RemoveMember, !p.hasPeople && len(p.people.all) > 0, "the files have no people: no member is removed"},
		{CancelInvitation, !p.hasRows && len(p.invited.pending) > 0, "the files have no people: no invitation is cancelled"},
		{DeleteTeam, !p.hasTeams && len(p.byTeam) > 0, "the files have no teams: no team is deleted"},
	} {
		if nothing.lacks && p.allows(nothing.kind) && p.inScope(nothing.kind, "") {
			p.Findings = append(p.Findings, Finding{Kind: Kept, Reason: nothing.reason})
		}
	}
}

// planCancellations plans to cancel the pending invitations of people whom the files
// do not have.
func (p *planner) planCancellations() {
	if !p.hasRows || !p.allows(CancelInvitation) || !p.inScope(CancelInvitation, "") {
		return
	}
	exact, alike := make(map[string]bool), make(map[string]string)
	var unknown string // the user ID of a row that is no member, and shows no address
	for i := range p.Rows {
		if p.Rows[i].Outcome == Held && p.Rows[i].Person.Email == "" {
			unknown = p.Rows[i].Person.UserID
		}
		if address := p.Rows[i].Person.Email; address != "" {
			exact[email.Key(address)], alike[email.Loose(address)] = true, address
		}
	}
	for _, i := range p.invited.pending {
		step := cancelInvitation(i, noInvitation)
		switch address := i.InviteeEmail; {
		case address == "":
			p.keep(step, fmt.Sprintf("invitation %.80q shows no address", i.ID))
		case exact[email.Key(address)], p.isOfRow(address):
		case alike[email.Loose(address)] != "":
			p.keep(step, fmt.Sprintf("the person may be %.80q of the files", alike[email.Loose(address)]))
		case unknown != "" && p.people.find(address) == nil:
			p.keep(step, fmt.Sprintf("the person may be user %.80q of the files, who is not a member", unknown))
		case p.protected.has("", address), p.protectsMemberWith(address):
			p.keep(step, "Protect names the person")
		default:
			p.add(step)
		}
	}
}

// isOfRow reports whether the member with an address matches a row, which may have another
// address or a user ID.
func (p *planner) isOfRow(address string) bool {
	m := p.people.find(address)
	return m != nil && p.matched[steps.FoldID(m.User.ID)]
}

// protectsMemberWith reports whether the member with an address is protected.
func (p *planner) protectsMemberWith(address string) bool {
	m := p.people.find(address)
	return m != nil && p.isProtected(m)
}

// cancelInvitation returns the step that cancels an invitation.
func cancelInvitation(i *clarifai.Invitation, reason string) Step {
	return Step{
		Kind: CancelInvitation, Invitation: i.ID, Email: i.InviteeEmail, Reason: reason,
		Before: cmp.Or(i.RoleName(), i.RoleID()), Replaces: string(roleByID[clarifai.MemberRole](i.Role)),
	}
}
