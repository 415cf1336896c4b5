package roster

import (
	"context"
	"errors"
	"fmt"
	"strings"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/email"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// PlanLeave returns the steps by which people leave an organization: their pending
// invitations are cancelled, and they are taken off all teams and removed from the
// organization. Each of people is a user ID or an email address. PlanLeave writes
// nothing.
//
// The list of people is the limit, so [Options.Limits] are ignored. The caller, people
// in [Options.Protect] and the last Admin get no steps, but a finding of the kind
// [Kept]. Restricting the plan to teams or kinds is an error.
//
// If somebody is neither a member nor invited, or if it is unclear whose an address is,
// PlanLeave returns an [*InputError], even if [Options.SkipBadRows] is set. The Proposal
// has a row for each of the people.
func PlanLeave(ctx context.Context, client *clarifai.Client, orgID string, people []string, options Options) (*Proposal, error) {
	switch {
	case orgID == "":
		return nil, errors.New("roster: the organization's ID is required")
	case len(people) == 0:
		return nil, errors.New("roster: the people who leave are required")
	case len(options.Teams) > 0 || len(options.Kinds) > 0:
		return nil, errors.New("roster: people who leave cannot be restricted to Teams or Kinds")
	}
	if err := options.check(); err != nil {
		return nil, err
	}
	p := newPlanner(client, orgID, options)
	if err := p.readForLeaving(ctx); err != nil {
		return nil, err
	}
	leavers, err := p.findLeavers(people)
	if err != nil {
		return nil, err
	}
	p.reportReading("the teams and their members", 1)
	memberships, err := client.Teams.ListMemberships(ctx, orgID)
	if err != nil {
		return nil, err
	}
	p.planLeavers(leavers, memberships)
	p.sortSteps(ctx)
	return p.Proposal, nil
}

// readForLeaving reads everything but the teams.
func (p *planner) readForLeaving(ctx context.Context) error {
	p.reportReading("the organization", 6)
	org, err := p.organization(ctx)
	if err != nil {
		return err
	}
	if org == nil {
		return fmt.Errorf("roster: organization %.80q does not exist: %w", p.Organization, clarifai.ErrNotFound)
	}
	p.Created = org.CreatedAt
	p.reportReading("the roles", 5)
	if p.admin, err = p.client.Roles.ResolveMemberRole(ctx, clarifai.MemberRoleAdmin); err != nil {
		return err
	}
	p.reportReading("the invitations", 4)
	if _, err := p.invitations(ctx); err != nil {
		return err
	}
	p.reportReading("the members", 3)
	if _, err := p.directory(ctx); err != nil {
		return err
	}
	p.reportReading("the caller", 2)
	_, err = p.caller(ctx)
	return err
}

// leaver is somebody who leaves.
type leaver struct {
	row Row
	// member is nil for somebody who is only invited.
	member      *clarifai.Member
	invitations []*clarifai.Invitation
}

// findLeavers finds people by user ID or address.
func (p *planner) findLeavers(people []string) ([]*leaver, error) {
	var leavers []*leaver
	var bad InputError
	for _, entry := range people {
		entry = strings.TrimSpace(entry)
		l, problem := p.findLeaver(entry)
		if problem != "" {
			bad.Rows = append(bad.Rows, RowError{File: FileRoster, Subject: entry, Reason: problem})
			continue
		}
		leavers = append(leavers, l)
	}
	if len(bad.Rows) > 0 {
		return nil, &bad
	}
	return leavers, nil
}

// findLeaver finds one of the people, or returns what is wrong.
func (p *planner) findLeaver(entry string) (l *leaver, problem string) {
	l = &leaver{row: Row{Person: Person{UserID: entry}}}
	if !steps.IsAddress(entry) {
		l.member = p.people.byID[steps.FoldID(entry)]
	} else {
		l.row.Person = Person{Email: entry}
		if why := p.people.contested[email.Key(entry)]; why != "" {
			return nil, why
		}
		if l.member = p.people.find(entry); l.member != nil && l.member.User.ID == "" {
			return nil, noUserID
		}
	}
	addresses := map[string]bool{email.Key(l.row.Person.Email): true}
	if l.member != nil {
		for _, address := range p.people.addresses(l.member.User) {
			addresses[email.Key(address)] = true
		}
	}
	for _, i := range p.invited.pending {
		if key := email.Key(i.InviteeEmail); key != "" && addresses[key] {
			l.invitations = append(l.invitations, i)
		}
	}
	switch {
	case l.member != nil:
		l.row.Outcome, l.row.Reason, l.row.UserID = Member, "a member", l.member.User.ID
		if l.member.Role != nil {
			l.row.Person.Role = clarifai.MemberRole(l.member.Role.Name)
		}
	case len(l.invitations) > 0:
		l.row.Outcome, l.row.Reason = InvitedEarlier, fmt.Sprintf("an invitation of %s is pending", day(l.invitations[0].CreatedAt))
		l.row.Person.Role = clarifai.MemberRole(l.invitations[0].RoleName())
	default:
		return nil, p.nobody(entry)
	}
	return l, ""
}

// nobody says that an entry is neither a member nor invited, and who it may be.
func (p *planner) nobody(entry string) string {
	const nobody = "neither a member nor invited"
	if !steps.IsAddress(entry) {
		return nobody
	}
	if m := p.people.byLooseEmail[email.Loose(entry)]; m != nil {
		return fmt.Sprintf("%s, but it may be user %s, whose address is almost the same", nobody, m.User.ID)
	}
	if n := len(p.people.hiddenIDs); n > 0 {
		return fmt.Sprintf("%s under this address, but %d members show none: use the user ID", nobody, n)
	}
	return nobody
}

// planLeavers plans the steps of each person.
func (p *planner) planLeavers(leavers []*leaver, memberships clarifai.TeamMemberships) {
	admins := p.countAdmins()
	seen := make(map[string]bool)
	for _, l := range leavers {
		key := email.Key(l.row.Person.Email)
		if l.member != nil {
			key = steps.FoldID(l.member.User.ID)
		}
		if seen[key] {
			l.row.Reason += ", and the same person as a row before"
			p.Rows = append(p.Rows, l.row)
			continue
		}
		seen[key] = true
		p.Rows = append(p.Rows, l.row)
		if rule := p.keptFromLeaving(l, admins); rule != "" {
			p.keep(Step{UserID: l.row.UserID, Email: l.row.Person.Email, Reason: leaves}, rule)
			continue
		}
		if l.member != nil && p.isAdmin(l.member.Role) {
			admins--
		}
		p.planLeaver(l, memberships)
	}
}

// leaves is the reason of the steps of somebody who leaves.
const leaves = "the person leaves"

// planLeaver plans the steps of a person.
func (p *planner) planLeaver(l *leaver, memberships clarifai.TeamMemberships) {
	for _, i := range l.invitations {
		p.add(cancelInvitation(i, leaves))
	}
	if l.member == nil {
		return
	}
	for _, team := range memberships.TeamsOf(l.member.User.ID) {
		p.add(takeOffTeam(l.member.User.ID, l.member, team.ID, leaves))
	}
	p.add(removeMember(l.member, leaves))
}

// keptFromLeaving returns the rule because of which a person has no steps, if there is
// one. Admins is the number of those who stay so far, this person included.
func (p *planner) keptFromLeaving(l *leaver, admins int) string {
	switch m := l.member; {
	case m == nil && p.protected.has("", l.row.Person.Email):
		return "Protect names the person"
	case m == nil:
		return ""
	case p.isCaller(m.User.ID):
		return "nothing is taken from the caller"
	case p.isProtected(m, l.row.Person.Email):
		return "Protect names the user"
	case p.isAdmin(m.Role) && admins == 1, admins == 0 && isUnknown(m.Role):
		return keepsAdmin
	}
	return ""
}
