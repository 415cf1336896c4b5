package roster

import (
	"slices"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// keepsAdmin is the rule that keeps the last Admin.
const keepsAdmin = "the organization must keep an Admin"

// keptBecause returns the rule because of which nothing may be taken from a user of
// the organization. It returns an empty string if there is none.
func (p *planner) keptBecause(userID string) string {
	key := steps.FoldID(userID)
	m := p.people.byID[key]
	switch {
	case p.isCaller(userID):
		return "nothing is taken from the caller"
	case p.lastAdmins[key]:
		return keepsAdmin
	case m == nil && p.protected.has(userID), m != nil && p.isProtected(m):
		return "Protect names the user"
	case m == nil:
		return "the user is not among the organization's members"
	case m.User.Email() == "" && !p.named[key]:
		return "the member shows no address to find in the files"
	case p.mayBeRow(m.User):
		return "the member may be the person of a row that is held or skipped"
	case !p.matched[key]:
		return p.mayBePerson(m)
	}
	return ""
}

func (p *planner) isCaller(userID string) bool {
	return p.me != nil && steps.FoldID(userID) == steps.FoldID(p.me.ID)
}

// isProtected reports whether Protect has the user ID of a member, an address of the
// member, or one of the others, which the files have for the member. A member of whom no
// address is known may be anybody whom Protect has by an address that nobody shows.
func (p *planner) isProtected(m *clarifai.Member, others ...string) bool {
	addresses := slices.DeleteFunc(append(p.people.addresses(m.User), others...), func(a string) bool { return a == "" })
	return p.protected.has(m.User.ID, addresses...) || len(addresses) == 0 && p.protectsUnknown()
}

// protectsUnknown reports whether Protect has an address that no member has. Whoever is
// invited under it may be a member under another one.
func (p *planner) protectsUnknown() bool {
	for key := range p.protected {
		if steps.IsAddress(key) && p.people.byEmail[key] == nil {
			return true
		}
	}
	return false
}

// findUnprotected reports the entries of Protect that are nobody in the organization or
// in the files, if the plan may take something away: they may be misspelled.
func (p *planner) findUnprotected() {
	if len(p.Options.Limits) == 0 {
		return
	}
	known := make(protected)
	add := func(names ...string) {
		for _, name := range names {
			known[steps.FoldName(name)] = true
		}
	}
	for i := range p.people.all {
		if user := p.people.all[i].User; user != nil {
			add(user.ID)
			add(p.people.addresses(user)...)
		}
	}
	for _, i := range p.invited.pending {
		add(i.InviteeEmail)
	}
	for i := range p.Rows {
		add(p.Rows[i].Person.UserID, p.Rows[i].Person.Email)
	}
	for _, entry := range p.Options.Protect {
		if known[steps.FoldName(entry)] {
			continue
		}
		found := Finding{Kind: Unprotected, UserID: entry, Reason: "Protect has it, and it is no member, no invitation and no row of the files: it may be misspelled"}
		if steps.IsAddress(entry) {
			found.UserID, found.Email = "", entry
		}
		p.Findings = append(p.Findings, found)
	}
}
