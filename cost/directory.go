package cost

import (
	"slices"
	"strings"
)

// directory knows the names of who and what used something. What has no id is
// nobody and nothing.
type directory struct {
	members map[string]*Member // by folded id
	byEmail map[string]*Member // by folded email address
	apps    map[string]*App
	teams   map[string]*Team
	teamsOf map[string][]string // team ids, in their order, by folded user id
	known   struct{ members, apps, teams bool }

	spellings     map[string]string // as they are spelled, by folded id
	linesByCaller map[caller][dimensionCount]lineID
}

func newDirectory(u *Usage) *directory {
	d := &directory{
		members: make(map[string]*Member, len(u.Members)), byEmail: make(map[string]*Member, len(u.Members)),
		apps: make(map[string]*App, len(u.Apps)), teams: make(map[string]*Team, len(u.Teams)),
		teamsOf: make(map[string][]string), spellings: make(map[string]string), linesByCaller: make(map[caller][dimensionCount]lineID),
	}
	d.known.members, d.known.apps, d.known.teams = u.Members != nil, u.Apps != nil, u.Teams != nil
	for i := range u.Members {
		m := &u.Members[i]
		if m.ID == "" {
			continue
		}
		d.members[foldID(m.ID)] = m
		if m.Email != "" {
			d.byEmail[foldID(m.Email)] = m
		}
	}
	for i := range u.Apps {
		if a := &u.Apps[i]; a.ID != "" {
			d.apps[a.ID] = a
		}
	}
	for i := range u.Teams {
		t := &u.Teams[i]
		if t.ID == "" || d.teams[t.ID] != nil {
			continue
		}
		d.teams[t.ID] = t
		for _, id := range t.MemberIDs {
			id = foldID(id)
			if on := d.teamsOf[id]; len(on) == 0 || on[len(on)-1] != t.ID { // else the team names its member twice
				d.teamsOf[id] = append(on, t.ID)
			}
		}
	}
	for _, ids := range d.teamsOf {
		slices.Sort(ids)
	}
	return d
}

// fold makes one of the spellings of a user id: upper and lower case are the
// same there.
func foldID(id string) string { return strings.ToLower(id) }
