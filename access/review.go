package access

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// Review says who reaches which app, and why. It depends on nothing but what was read.
func (s *Snapshot) Review() *ReviewReport {
	j := &judgement{
		Snapshot:     s,
		ReviewReport: &ReviewReport{Organization: s.org, ReadAt: s.readAt, Stable: s.stable, Secrets: s.secrets},
		people:       make(map[string]int, len(s.members)), index: make(map[string]int, len(s.appList)),
	}
	j.describeApps()
	j.meetPeople()
	j.sortPeople()
	j.describeTeams()
	j.describeCollaborators()
	for i := range s.invitations {
		in := &s.invitations[i]
		role := shownRole(in.Role)
		reach, _, _ := memberRole(role)
		j.Invitations = append(j.Invitations, Invitation{in.InviteeEmail, role, reach, in.CreatedAt})
	}
	j.count()
	j.noteGaps()
	return j.ReviewReport
}

// judgement is a review in the making.
type judgement struct {
	*Snapshot
	*ReviewReport
	people    map[string]int // by user ID and address, in lower case
	order     []int          // indexes of People after sorting
	index     map[string]int // apps by ID
	isMember  set
	isUnknown set // members whose role is a custom one
	reached   []set
}

// describeApps lists the apps of the organization, and those that only a team shows.
func (j *judgement) describeApps() {
	for _, a := range j.appList {
		j.addApp(App{ID: a.ID, Name: cmp.Or(a.Name, a.ID), Visibility: string(a.Visibility), Unchecked: a.unlisted})
	}
	for _, t := range j.teams {
		for i := range t.apps {
			a := &t.apps[i]
			id := j.appID(a)
			_, known := j.index[id]
			switch {
			case id == "":
				j.Incomplete = true
				j.note("team %s has an app whose ID is not shown", t.ID)
			case !known:
				j.addApp(App{ID: id, Name: cmp.Or(a.AppName, id), Unchecked: "the list of apps does not have it"})
				j.note("team %s has the app %s, which the list of apps does not show to the caller: its collaborators and visibility are not known", t.ID, id)
			}
		}
	}
	slices.SortStableFunc(j.Apps, func(a, b App) int { return cmp.Compare(a.ID, b.ID) })
	for i := range j.Apps {
		j.index[j.Apps[i].ID] = i
	}
}

func (j *judgement) addApp(a App) {
	j.index[a.ID] = len(j.Apps)
	j.Apps = append(j.Apps, a)
}

// appID returns the ID of an app in the report. An app of another owner must not be
// taken for one of the organization that has the same ID.
func (j *judgement) appID(a *clarifai.TeamApp) string {
	if a.App != nil && a.App.AppID != "" && a.App.UserID != "" && !strings.EqualFold(a.App.UserID, j.org) {
		return a.App.UserID + "/" + a.App.AppID
	}
	return a.AppID()
}

// meetPeople lists everybody whom a list names.
func (j *judgement) meetPeople() {
	for i := range j.members {
		role := shownRole(j.members[i].Role)
		p := &j.People[j.person(j.members[i].User)]
		if p.Member {
			j.note("%s is listed twice among the members: the role of the last one counts", p.Name)
		}
		p.Member, p.Role = true, role
		p.Reach, _, _ = memberRole(role)
	}
	for _, t := range j.teams {
		for i := range t.members {
			if p := j.People[j.person(teamUser(&t.members[i]))]; !p.Member {
				j.note("%s is on team %s, and not among the members", p.Name, t.ID)
			}
		}
	}
	for _, a := range j.appList {
		for i := range a.collaborators {
			if c := &a.collaborators[i]; c.DeletedAt.IsZero() {
				j.person(c.User)
			}
		}
		if a.listed != nil {
			for _, u := range a.listed.others {
				j.person(u)
			}
		}
	}
}

func teamUser(m *clarifai.TeamMember) *clarifai.User {
	return &clarifai.User{ID: m.UserID, FirstName: m.FirstName, LastName: m.LastName}
}

// person finds someone, or adds them. Whoever has an ID is known by it alone: an
// address that two users share must not make one person of them. Only a collaborator
// who was named by address, and has no account yet, may lack an ID. Those without
// either cannot be told apart: they are one person for each name.
func (j *judgement) person(u *clarifai.User) int {
	if u == nil {
		u = &clarifai.User{}
	}
	email, name := u.Email(), strings.TrimSpace(u.FirstName+" "+u.LastName)
	key := steps.FoldID(cmp.Or(u.ID, email, "name "+name)) // no ID or address has a space
	if p, ok := j.people[key]; ok {
		return p
	}
	p := len(j.People)
	j.people[key] = p
	if _, taken := j.people[steps.FoldID(email)]; email != "" && !taken {
		j.people[steps.FoldID(email)] = p
	}
	if u.ID == "" && email == "" {
		j.note("a list shows someone without an ID and an address: all such people of the same name are taken for one")
	}
	j.People = append(j.People, Person{ID: u.ID, Email: email, Name: cmp.Or(name, u.ID, email, "(no ID is shown)")})
	return p
}

// place returns the index of someone after sorting.
func (j *judgement) place(u *clarifai.User) int { return j.order[j.person(u)] }

// sortPeople sorts the people: members by role and name, then outsiders.
func (j *judgement) sortPeople() {
	type ranked struct {
		Person
		rank, before int
		name         string
	}
	all := make([]ranked, len(j.People))
	for i, p := range j.People {
		rank := len(memberRoles) + 1 // outsiders are last
		if p.Member {
			_, _, rank = memberRole(p.Role)
		}
		all[i] = ranked{p, rank, i, strings.ToLower(p.Name)}
	}
	slices.SortStableFunc(all, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.Role, b.Role), cmp.Compare(a.name, b.name), cmp.Compare(a.ID, b.ID))
	})
	j.order = make([]int, len(all))
	j.isMember, j.isUnknown = newSet(len(all)), newSet(len(all))
	for i := range all {
		j.People[i] = all[i].Person
		j.order[all[i].before] = i
		if all[i].Member {
			j.isMember.add(i)
		}
		if all[i].Reach == ReachUnknown {
			j.isUnknown.add(i)
		}
	}
}

// describeTeams lists the teams, and adds their members to those who reach their apps.
func (j *judgement) describeTeams() {
	j.reached = make([]set, len(j.Apps))
	for i := range j.reached {
		j.reached[i] = newSet(len(j.People))
	}
	for _, t := range j.teams {
		members := newSet(len(j.People))
		for i := range t.members {
			members.add(j.place(teamUser(&t.members[i])))
		}
		shown := Team{ID: t.ID, Name: cmp.Or(t.Name, t.ID), Members: members.ranges()}
		if t.DefaultRoleID != "" {
			shown.DefaultRole = j.roles.name(t.DefaultRoleID, "")
		}
		for i := range t.apps {
			a := &t.apps[i]
			if id := j.appID(a); id != "" {
				shown.Apps = append(shown.Apps, TeamApp{id, j.teamRole(a)})
				j.reached[j.index[id]].addAll(members)
			}
		}
		j.Teams = append(j.Teams, shown)
	}
}

func (j *judgement) teamRole(a *clarifai.TeamApp) string {
	if a.RoleID == "" {
		return cmp.Or(a.RoleName, "no role is shown")
	}
	return cmp.Or(a.RoleName, j.roles.name(a.RoleID, ""))
}

// describeCollaborators adds the collaborators to those who reach their app.
func (j *judgement) describeCollaborators() {
	for _, a := range j.appList {
		at := j.index[a.ID]
		for i := range a.collaborators {
			c := &a.collaborators[i]
			if !c.DeletedAt.IsZero() {
				continue
			}
			person := j.place(c.User)
			scopes := make([]string, 0, len(c.Scopes)+len(c.Endpoints))
			for _, scope := range c.Scopes {
				scopes = append(scopes, string(scope))
			}
			scopes = append(scopes, c.Endpoints...)
			slices.Sort(scopes) // their order means nothing, and must not look like a change
			j.Apps[at].Collaborators = append(j.Apps[at].Collaborators, Collaborator{person, scopes})
			j.reached[at].add(person)
		}
	}
}

// count counts who reaches each app, and compares them with those whom Clarifai lists.
func (j *judgement) count() {
	all := newSet(len(j.People)) // who reaches all apps by role
	for i := range j.People {
		if j.People[i].Reach.ReachesAll() {
			all.add(i)
		}
	}
	for i := range j.Apps {
		a, reached := &j.Apps[i], j.reached[i]
		reached.addAll(all)
		if a.Visibility == string(clarifai.VisibilityOrg) {
			reached.addAll(j.isMember)
		}
		a.Outsiders = reached.without(j.isMember).size()
		a.Members = reached.size() - a.Outsiders
		for p := range reached.all() {
			j.People[p].Apps++
		}
		if read := j.apps[a.ID]; read != nil && read.listed != nil {
			listed := newSet(len(j.People))
			for m := range read.listed.members.all() {
				listed.add(j.place(j.members[m].User))
			}
			for _, u := range read.listed.others {
				listed.add(j.place(u))
			}
			a.Listed = listed.ranges()
			j.findDisagreements(a, reached, listed)
		}
	}
}

// noteGaps notes what could not be known.
func (j *judgement) noteGaps() {
	for i := range j.People {
		if p := &j.People[i]; p.Reach == ReachUnknown {
			j.note("the role %q is not one that Clarifai documents: which apps it reaches is not known", p.Role)
		}
	}
	unchecked := make(map[string]int)
	var causes []string
	for i := range j.Apps {
		a := &j.Apps[i]
		switch clarifai.Visibility(a.Visibility) {
		case clarifai.VisibilityPrivate, clarifai.VisibilityOrg, clarifai.VisibilityPublic:
		default:
			if j.apps[a.ID] != nil {
				j.note("the visibility of %s is not known: Clarifai says %q", a.ID, a.Visibility)
			}
		}
		if a.Unchecked != "" {
			if unchecked[a.Unchecked] == 0 {
				causes = append(causes, a.Unchecked)
			}
			unchecked[a.Unchecked]++
		}
	}
	for _, cause := range causes {
		j.Incomplete = j.Incomplete || cause != notAskedFor
		j.note("Clarifai's own list of who reaches an app was not compared for %d of %d apps: %s", unchecked[cause], len(j.Apps), cause)
	}
	j.Incomplete = j.Incomplete || len(j.appGaps)+len(j.teamGaps)+len(j.unstable) > 0
	for _, gap := range slices.Concat(j.appGaps, j.teamGaps) {
		j.note("%s", gap)
	}
	for _, list := range j.unstable {
		j.note("%s", steps.Unstable(list))
	}
}

func (j *judgement) note(format string, args ...any) {
	if note := fmt.Sprintf(format, args...); !slices.Contains(j.Notes, note) {
		j.Notes = append(j.Notes, note)
	}
}

// shownRole returns the name of a member role, or its ID if it has no name.
func shownRole(r *clarifai.Role) string {
	if r == nil {
		return "no role is shown"
	}
	return cmp.Or(r.Name, r.ID, "no role is shown")
}
