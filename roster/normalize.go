package roster

import (
	"cmp"
	"slices"

	"github.com/clarifai-community/clarifai-orgs-go/internal/email"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// normalize returns a copy of the company in which every person is in People and has
// all teams in Teams, and every row has the name of its file. A team is bad if one of
// its members is not among the people. The problems refer to rows of the copy.
func (c *Company) normalize() (Company, rowProblems) {
	n := *c
	n.People = slices.Concat(c.People, c.Invitations)
	n.Invitations = nil
	n.Teams = slices.Clone(c.Teams)
	n.BadRows = slices.Clone(c.BadRows)
	byEmail := make(map[string]*Person, len(n.People)) // by email.Key
	byID := make(map[string]*Person)                   // by folded user ID
	for i := range n.People {
		person := &n.People[i]
		person.File = cmp.Or(person.File, c.File)
		person.Teams = slices.Clone(person.Teams)
		// If several people have an address or an ID, the first is used: the others
		// are bad rows.
		if key := email.Key(person.Email); person.Email != "" && byEmail[key] == nil {
			byEmail[key] = person
		}
		if key := steps.FoldID(person.UserID); person.UserID != "" && byID[key] == nil {
			byID[key] = person
		}
	}
	var bad rowProblems
	for i := range n.Teams {
		team := &n.Teams[i]
		team.File = cmp.Or(team.File, c.File)
		for _, entry := range team.Members {
			person := byID[steps.FoldID(entry)]
			if steps.IsAddress(entry) {
				person = byEmail[email.Key(entry)]
			}
			switch {
			case person == nil:
				bad.team(team, "member %.80q is not among the people", entry)
			case !slices.Contains(person.Teams, team.ID):
				person.Teams = append(person.Teams, team.ID)
			}
		}
		team.Members = nil
	}
	for i := range n.BadRows {
		n.BadRows[i].Source = cmp.Or(n.BadRows[i].Source, c.File)
	}
	return n, bad
}
