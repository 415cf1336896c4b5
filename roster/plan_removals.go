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
			p.keep(step, "the member shows no user ID")
		case p.keptBecause(m.User.ID) != "":
			p.keep(step, p.keptBecause(m.User.ID))
		default:
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

// planCancellations plans to cancel the pending invitations of people whom the files
// do not have.
func (p *planner) planCancellations() {
	if !p.hasRows || !p.allows(CancelInvitation) || !p.inScope(CancelInvitation, "") {
		return
	}
	exact, alike := make(map[string]bool), make(map[string]string)
	for i := range p.Rows {
		if address := p.Rows[i].Person.Email; address != "" {
			exact[email.Key(address)], alike[email.Loose(address)] = true, address
		}
	}
	for _, i := range p.invited.pending {
		step := cancelInvitation(i, noInvitation)
		switch address := i.InviteeEmail; {
		case address == "":
			p.keep(step, fmt.Sprintf("invitation %.80q shows no address", i.ID))
		case exact[email.Key(address)]:
		case alike[email.Loose(address)] != "":
			p.keep(step, fmt.Sprintf("the person may be %.80q of the files", alike[email.Loose(address)]))
		case p.protected.has("", address), p.protectsMemberWith(address):
			p.keep(step, "Protect names the person")
		default:
			p.add(step)
		}
	}
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
