package roster

import (
	"fmt"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/email"
)

// alikeRows finds the rows that may be a member although they do not match the member.
// Addresses are compared by email.Loose.
type alikeRows struct {
	byAddress map[string]string // address of the first such row
	unsure    map[string]bool   // addresses of rows that are held or skipped
	// anybody reports whether a row was skipped that has no valid address.
	anybody bool
	// accepted is the address of a row of somebody who accepted an invitation, and
	// whose address no member has now. It is empty if there is none.
	accepted string
}

// newAlikeRows is called once the rows and the bad rows are known.
func (p *planner) newAlikeRows() *alikeRows {
	a := &alikeRows{byAddress: make(map[string]string, len(p.Rows)), unsure: make(map[string]bool)}
	for i := range p.Rows {
		row := &p.Rows[i]
		address := row.Person.Email
		if address == "" {
			continue
		}
		key := email.Loose(address)
		if a.byAddress[key] == "" {
			a.byAddress[key] = address
		}
		if row.Outcome == Held {
			a.unsure[key] = true
		}
		// Who is held because others hide their addresses may be one who shows another.
		invitation, _ := p.invited.find(address)
		if a.accepted == "" && (row.Outcome == Left || row.Outcome == Held && invitation.state == stateAccepted) {
			a.accepted = address
		}
	}
	for _, bad := range p.BadRows {
		if bad.File != FileRoster {
			continue
		}
		a.anybody = a.anybody || !validEmail(bad.Subject)
		a.unsure[email.Loose(bad.Subject)] = true
	}
	return a
}

// mayBeRow reports whether a user may be the person of a row that is held or
// skipped. A skipped row without a valid address may be anybody.
func (p *planner) mayBeRow(user *clarifai.User) bool {
	if p.alike.anybody {
		return true
	}
	for _, address := range p.people.addresses(user) {
		if p.alike.unsure[email.Loose(address)] {
			return true
		}
	}
	return false
}

// mayBePerson returns a text that says whose row a member who matches none may be, or
// an empty string. It may be a row that has almost an address of the member, or one of
// somebody who accepted an invitation and whose address no member has now. The latter
// cannot be a member who accepted an invitation to an address that they show.
func (p *planner) mayBePerson(m *clarifai.Member) string {
	accepted := false
	for _, address := range p.people.addresses(m.User) {
		if row := p.alike.byAddress[email.Loose(address)]; row != "" {
			return fmt.Sprintf("the member may be %.80q of the files", row)
		}
		invitation, known := p.invited.find(address)
		accepted = accepted || known && invitation.state == stateAccepted
	}
	if p.alike.accepted != "" && !accepted {
		return fmt.Sprintf("the member may be %.80q of the files, who accepted an invitation, and whose address no member has now", p.alike.accepted)
	}
	return ""
}
