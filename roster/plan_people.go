package roster

import (
	"fmt"
	"maps"
	"slices"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/email"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// planPeople finds the outcome of each row, and plans the invitations.
func (p *planner) planPeople() {
	p.nameHiddenMembers()
	for _, person := range p.company.People {
		row, reinvited := p.classify(person)
		if row.UserID != "" {
			for _, team := range person.Teams {
				p.wantOnTeam(team, row.UserID)
			}
		}
		if key := steps.FoldID(row.UserID); row.Outcome == Member {
			if p.matched[key] {
				row.Outcome, row.Reason = Held, "another row is the same member, user "+row.UserID
			}
			p.matched[key] = true
		}
		if row.Outcome == ToInvite && !p.inScope(Invite, "") {
			row.Reason += ", and inviting is out of scope"
		}
		p.Rows = append(p.Rows, row)
		if row.Outcome == ToInvite {
			p.add(Step{
				Kind: Invite, File: person.File, Line: person.Line, Email: person.Email,
				Reason: row.Reason, Before: reinvited,
				After: p.roles.member(person.Role).Name, Role: roleByID[clarifai.MemberRole](p.roles.member(person.Role)),
			})
		}
	}
}

// nameHiddenMembers finds the members who show no address and whom a row names by user
// ID, and adds them to MemberEmails, so that they are not hidden for Apply either.
func (p *planner) nameHiddenMembers() {
	emails := maps.Clone(p.Options.MemberEmails)
	if emails == nil {
		emails = make(map[string]string)
	}
	used := make(map[string]bool, len(emails)) // by email.Key
	for _, address := range emails {
		used[email.Key(address)] = true
	}
	for _, person := range p.company.People {
		if person.UserID == "" {
			continue
		}
		p.named[steps.FoldID(person.UserID)] = true
		m := p.people.byID[steps.FoldID(person.UserID)]
		if m == nil || !slices.Contains(p.people.hiddenIDs, m.User.ID) {
			continue
		}
		p.people.name(m, person.Email)
		if emails[m.User.ID] = person.Email; used[email.Key(person.Email)] {
			emails[m.User.ID] = "" // MemberEmails must not have an address twice
		}
		used[email.Key(person.Email)] = true
		p.Options.MemberEmails = emails
	}
}

// hiddenMembers reports the members because of whom people are held.
func (p *planner) hiddenMembers() {
	if p.people.hidden == 0 || !slices.ContainsFunc(p.Rows, func(r Row) bool { return r.Outcome == Held }) {
		return
	}
	for _, id := range p.people.hiddenIDs {
		p.Findings = append(p.Findings, Finding{Kind: Hidden, UserID: id, Reason: "a member who shows no address, and may be one of the people who are held"})
	}
}

// wantOnTeam records that the roster has a member for a team.
func (p *planner) wantOnTeam(team, userID string) {
	if p.wanted[team] == nil {
		p.wanted[team] = make(map[string]bool)
	}
	p.wanted[team][steps.FoldID(userID)] = true
}

// classify returns the row of a person. For one who will be invited again, it also
// returns what there was before.
func (p *planner) classify(person Person) (row Row, before string) {
	row = classify(person, p.people, p.invited, p.Options)
	i, _ := p.invited.find(person.Email)
	switch role := p.roles.member(person.Role); {
	case row.Outcome == ToInvite:
		before = i.reinvited()
	case row.Outcome == InvitedEarlier && differs(i.Role, role):
		p.Findings = append(p.Findings, Finding{
			Kind: Differs, File: person.File, Line: person.Line, Email: person.Email,
			Reason: "the pending invitation has another role", Before: i.Role.Name, After: role.Name,
		})
	}
	return row, before
}

// classify returns the row of a person: a member, somebody with an invitation, or
// somebody to invite. People who may be members or invited already are held.
func classify(person Person, members *directory, invited *invitations, o Options) Row {
	row := Row{Person: person}
	switch m, unclear := members.match(person); {
	case unclear != "":
		row.Outcome, row.Reason = Held, unclear
		return row
	case m != nil:
		row.Outcome, row.Reason, row.UserID = Member, "a member already", m.User.ID
		return row
	case person.Email == "":
		row.Outcome, row.Reason = Held, "not a member, and there is no address to invite"
		return row
	}
	row.Outcome, row.Reason = classifyByInvitation(person, members, invited, o)
	if row.Outcome != ToInvite {
		return row
	}
	if why := members.contested[email.Key(person.Email)]; why != "" {
		row.Outcome, row.Reason = Held, why
	} else if m := members.byLooseEmail[email.Loose(person.Email)]; m != nil {
		row.Outcome, row.Reason = Held, fmt.Sprintf("this may be user %s, whose address is almost the same", m.User.ID)
	} else if other := invited.findAlike(person.Email); other != "" {
		row.Outcome, row.Reason = Held, fmt.Sprintf("this may be %.80q, who has an invitation under an address that is almost the same", other)
	} else if members.hidden > 0 {
		row.Outcome, row.Reason = Held, fmt.Sprintf("%d members show no address, and this may be one of them", members.hidden)
	} else if invited.hidden > 0 {
		row.Outcome, row.Reason = Held, fmt.Sprintf("%d open invitations show no address, and one may be for this person", invited.hidden)
	}
	return row
}

// classifyByInvitation returns the outcome of a person who matches no member.
func classifyByInvitation(person Person, members *directory, invited *invitations, o Options) (outcome Outcome, reason string) {
	i, known := invited.find(person.Email)
	if !known {
		return ToInvite, "neither a member nor invited"
	}
	switch i.state {
	case statePending:
		return InvitedEarlier, fmt.Sprintf("an invitation of %s is pending", day(i.CreatedAt))
	case stateExpired:
		if o.ReinviteExpired {
			return ToInvite, fmt.Sprintf("the invitation of %s has expired", day(i.CreatedAt))
		}
		return Expired, fmt.Sprintf("the invitation of %s has expired, and expired invitations are not repeated", day(i.CreatedAt))
	case stateDeclined:
		return Declined, fmt.Sprintf("declined on %s", day(i.DeclinedAt))
	case stateCancelled:
		reason = fmt.Sprintf("the invitation was cancelled on %s", day(i.CancelledAt))
		if o.ReinviteCancelled {
			return ToInvite, reason
		}
		return Cancelled, reason
	case stateAccepted:
		if members.hidden > 0 {
			return Held, fmt.Sprintf("accepted on %s, but no member shows this address, and %d members show none", day(i.AcceptedAt), members.hidden)
		}
		reason = fmt.Sprintf("accepted on %s, but no member has this address now", day(i.AcceptedAt))
		if o.ReinviteLeft {
			return ToInvite, reason
		}
		return Left, reason
	}
	return Held, fmt.Sprintf("the invitation of %s is pending or expired, and no list shows which", day(i.CreatedAt))
}

// day returns the date of t.
func day(t time.Time) string {
	if t.IsZero() {
		return "an unknown day"
	}
	return t.UTC().Format(time.DateOnly)
}

// tooManyInvites returns the rows that exceed the maximum number of invitations.
func (p *planner) tooManyInvites() (bad rowProblems) {
	if !p.inScope(Invite, "") {
		return nil
	}
	invites := 0
	for i := range p.Rows {
		if p.Rows[i].Outcome != ToInvite {
			continue
		}
		if invites++; invites > p.Options.maxInvites() {
			bad.person(&p.Rows[i].Person, "too many invitations: this is number %d, and the maximum is %d", invites, p.Options.maxInvites())
		}
	}
	return bad
}
