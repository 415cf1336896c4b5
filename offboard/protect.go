package offboard

import (
	"fmt"
	"slices"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/email"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// keep marks the people from whom nothing is taken, and notes the entries of Protect
// that are nobody.
func (p *planner) keep(me *clarifai.User) {
	unknown := p.lists.unknown(p.Options.Protect)
	for _, entry := range unknown {
		p.Notes = append(p.Notes, fmt.Sprintf("Protect has %.80q, and no list shows anybody of this name: it may be misspelled", entry))
	}
	hidden := slices.ContainsFunc(unknown, steps.IsAddress)
	for i := range p.People {
		who := &p.People[i]
		switch {
		case who.is(me):
			who.Kept = "this is the caller: another Admin must do it"
		case slices.ContainsFunc(p.Options.Protect, who.matches):
			who.Kept = "the person is protected"
		case hidden && len(who.Emails) == 0:
			who.Kept = "no list shows an address of the person, and Protect has an address that nobody shows"
		}
	}
}

// unknown returns the entries of Protect that are nobody whom a list shows.
func (l *lists) unknown(protect []string) (entries []string) {
	if len(protect) == 0 {
		return nil
	}
	known := make(map[string]bool)
	for i := range l.People {
		known[steps.FoldID(l.People[i].ID)] = true
		known[email.Key(l.People[i].Email)] = true
	}
	for _, u := range l.users() {
		for _, address := range l.addressesOf(u) {
			known[email.Key(address)] = true
		}
	}
	for i := range l.Invitations {
		known[email.Key(l.Invitations[i].Email)] = true
	}
	for _, entry := range protect {
		if !known[steps.FoldName(entry)] {
			entries = append(entries, entry)
		}
	}
	return entries
}
