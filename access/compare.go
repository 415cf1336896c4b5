package access

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// ChangeKind is what a [Change] is about.
type ChangeKind string

// The kinds of changes.
const (
	MemberChange        ChangeKind = "member"        // someone's member role
	AppChange           ChangeKind = "app"           // an app's visibility
	TeamChange          ChangeKind = "team"          // a team's role in apps that are created later
	TeamMemberChange    ChangeKind = "team member"   // whether someone is on a team
	TeamAppChange       ChangeKind = "team app"      // a team's role in an app
	CollaborationChange ChangeKind = "collaboration" // someone's scopes in an app
	InvitationChange    ChangeKind = "invitation"    // the role of a pending invitation
)

// Change is a difference between two reviews.
type Change struct {
	Kind ChangeKind `json:"kind"`
	// Person is the ID of the person, or the address if there is no ID.
	Person string `json:"person,omitempty"`
	Name   string `json:"name,omitempty"`
	// Team and App are IDs.
	Team string `json:"team,omitempty"`
	App  string `json:"app,omitempty"`
	// Before and After are the role, the visibility or the scopes.
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
	// Added says that there was nothing before, and Removed that nothing is left.
	Added   bool `json:"added,omitempty"`
	Removed bool `json:"removed,omitempty"`
}

// String returns the change in words.
func (c Change) String() string {
	who := c.Person
	if c.Name != "" && c.Name != c.Person {
		who = fmt.Sprintf("%s (%s)", c.Name, c.Person)
	}
	pick := func(added, removed, changed string) string {
		switch {
		case c.Added:
			return added
		case c.Removed:
			return removed
		}
		return changed
	}
	is, was := cmp.Or(c.After, "none"), cmp.Or(c.Before, "none")
	became := fmt.Sprintf("is %s, and was %s", is, was)
	switch c.Kind {
	case MemberChange:
		return who + pick(" is a new member as "+is, " is no longer a member, and was "+was, " "+became)
	case AppChange:
		return "app " + c.App + pick(" is new, with visibility "+is, " is gone, and had visibility "+was, ": its visibility "+became)
	case TeamChange:
		return "team " + c.Team + pick(" is new", " is gone", ": its role in future apps "+became)
	case TeamMemberChange:
		return who + pick(" joined team ", " left team ", " ") + c.Team
	case TeamAppChange:
		return "team " + c.Team + pick(" reaches app "+c.App+" as "+is, " no longer reaches app "+c.App+", and did as "+was, ": its role in app "+c.App+" "+became)
	case CollaborationChange:
		return who + pick(" collaborates on app "+c.App+" with "+is, " no longer collaborates on app "+c.App+", and did with "+was, ": the scopes in app "+c.App+" are "+is+", and were "+was)
	case InvitationChange:
		return who + pick(" is invited as "+is, " is no longer invited as "+was, ": the role of the invitation "+became)
	}
	return string(c.Kind)
}

// Compare returns what changed from one review of an organization to a later one, in
// the order of the kinds and sorted by ID. Each fact that changed is one change: a
// team that gets an app is one, whoever is on the team.
//
// Both reviews show what their credential sees. What one of them does not see counts
// as added or removed.
func Compare(before, after *ReviewReport) []Change {
	var changes []Change
	old, now := factsOf(before), factsOf(after)
	for kind := range kinds {
		was, is := old[kind], now[kind]
		for len(was)+len(is) > 0 {
			order := -1
			if len(was) == 0 || len(is) > 0 {
				order = 1
			}
			if len(was) > 0 && len(is) > 0 {
				order = was[0].compare(is[0])
			}
			switch {
			case order < 0:
				gone := was[0]
				gone.Before, gone.After, gone.Removed = gone.After, "", true
				changes = append(changes, gone)
				was = was[1:]
			case order > 0:
				added := is[0]
				added.Added = true
				changes = append(changes, added)
				is = is[1:]
			default:
				if changed := is[0]; changed.After != was[0].After {
					changed.Before = was[0].After
					changes = append(changes, changed)
				}
				was, is = was[1:], is[1:]
			}
		}
	}
	return changes
}

// compare compares what two changes of a kind are about.
func (c Change) compare(other Change) int {
	return cmp.Or(cmp.Compare(c.Team, other.Team), cmp.Compare(c.App, other.App), cmp.Compare(steps.FoldID(c.Person), steps.FoldID(other.Person)))
}

// kinds are the kinds of changes in their order.
var kinds = []ChangeKind{
	MemberChange, InvitationChange, CollaborationChange, TeamMemberChange, TeamAppChange, TeamChange, AppChange,
}

// factsOf returns the facts of a review by kind, sorted, each as a change whose After
// is its value.
func factsOf(r *ReviewReport) [][]Change {
	facts := make([][]Change, len(kinds))
	add := func(kind ChangeKind, person *Person, c Change) {
		c.Kind = kind
		if person != nil {
			c.Person, c.Name = cmp.Or(person.ID, person.Email, person.Name), person.Name
		}
		at := slices.Index(kinds, kind)
		facts[at] = append(facts[at], c)
	}
	for i := range r.People {
		if p := &r.People[i]; p.Member {
			add(MemberChange, p, Change{After: p.Role})
		}
	}
	for i := range r.Apps {
		a := &r.Apps[i]
		add(AppChange, nil, Change{App: a.ID, After: a.Visibility})
		for n := range a.Collaborators {
			c := &a.Collaborators[n]
			add(CollaborationChange, &r.People[c.Person], Change{App: a.ID, After: c.role()})
		}
	}
	for i := range r.Teams {
		t := &r.Teams[i]
		add(TeamChange, nil, Change{Team: t.ID, After: t.DefaultRole})
		for p := range t.Members.All() {
			add(TeamMemberChange, &r.People[p], Change{Team: t.ID})
		}
		for _, a := range t.Apps {
			add(TeamAppChange, nil, Change{Team: t.ID, App: a.App, After: a.Role})
		}
	}
	for i := range r.Invitations {
		in := &r.Invitations[i]
		add(InvitationChange, nil, Change{Person: in.Email, After: in.Role})
	}
	for i := range facts {
		facts[i] = mergeFacts(facts[i])
	}
	return facts
}

// mergeFacts sorts facts. Several values of one fact, such as two roles of a team in an
// app, become one.
func mergeFacts(all []Change) []Change {
	slices.SortFunc(all, func(a, b Change) int { return cmp.Or(a.compare(b), cmp.Compare(a.After, b.After)) })
	merged := all[:0]
	for i, c := range all {
		last := len(merged) - 1
		switch {
		case last < 0 || merged[last].compare(c) != 0:
			merged = append(merged, c)
		case all[i-1].After != c.After:
			merged[last].After += "; " + c.After
		}
	}
	return merged
}
