package cost

import (
	"slices"
	"strings"
)

// directory finds the members, teams and apps of a Usage. It ignores those without
// an ID.
type directory struct {
	members map[string]*Member // by folded ID
	byEmail map[string]*Member // by folded email address
	apps    map[string]*App
	teams   map[string]*Team
	teamsOf map[string][]string // sorted, by folded user ID
	known   struct{ members, apps, teams bool }

	// spellings are the IDs of callers as the usage spells them, by folded ID.
	spellings map[string]string
	// linesByCaller caches the lines of each caller.
	linesByCaller map[caller]lineIDs
}

func newDirectory(u *Usage) *directory {
	d := &directory{
		members: make(map[string]*Member, len(u.Members)), byEmail: make(map[string]*Member, len(u.Members)),
		apps: make(map[string]*App, len(u.Apps)), teams: make(map[string]*Team, len(u.Teams)),
		teamsOf: make(map[string][]string), spellings: make(map[string]string), linesByCaller: make(map[caller]lineIDs),
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
			if on := d.teamsOf[id]; len(on) == 0 || on[len(on)-1] != t.ID { // not yet added
				d.teamsOf[id] = append(on, t.ID)
			}
		}
	}
	for _, ids := range d.teamsOf {
		slices.Sort(ids)
	}
	return d
}

// foldID returns the form by which user IDs and email addresses are compared. They
// ignore case.
func foldID(id string) string { return strings.ToLower(id) }
