package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// person is a member or an outsider.
type person struct {
	ID, Name, Email string
	Member          bool
	Role            string // in the organization; "" for an outsider
	Reach           int    // how many apps, those not counted that are there for everybody
	Cells           []cell // one for each app
}

// app is an app of the organization.
type app struct {
	ID, Name   string
	Visibility clarifai.Visibility // "": Clarifai did not say
	Unchecked  string              // why nothing is known of Members.ListForApp; "": it is
	Members    int                 // who reach it
	Outsiders  int
	Unlisted   int // members who reach it only because it is public, and are not listed
}

// Public reports whether everybody reaches the app.
func (a *app) Public() bool { return a.Visibility == clarifai.VisibilityPublic }

// invitation is somebody who may become a member.
type invitation struct {
	Email, Role, Says string
	Since             time.Time
}

// team is a team as it is shown.
type team struct {
	ID, Name string
	Members  int
	Apps     []string // with the role
}

// review is who reaches what, and why.
type review struct {
	Org         string
	Read        time.Time
	Apps        []app
	People      []person // the members by role and name, then the outsiders
	Teams       []team
	Invitations []invitation
	Notes       []string // what the review cannot know

	Demo     bool
	Requests int64
}

// judge concludes from what was read who reaches what.
func judge(f *facts) *review {
	j := &judgement{review: &review{Org: f.org, Read: f.read}, people: map[string]int{}, apps: map[string]int{}}
	for i := range f.apps {
		a := &f.apps[i]
		j.apps[a.ID] = len(j.Apps)
		j.Apps = append(j.Apps, app{ID: a.ID, Name: cmp.Or(a.Name, a.ID), Visibility: a.Visibility, Unchecked: a.unchecked})
	}
	j.teamsApps(f.teams) // all apps are known before the first row of cells is made
	for _, m := range f.members {
		role := ""
		if m.Role != nil {
			role = cmp.Or(m.Role.Name, m.Role.ID)
		}
		p := j.person(m.User)
		j.People[p].Member, j.People[p].Role = true, cmp.Or(role, "no role is shown")
	}
	j.byRoles()
	for i := range f.teams {
		j.byTeam(&f.teams[i])
	}
	for i := range f.apps {
		j.byCollaborators(i, f.apps[i].collaborators)
	}
	j.compare(f.apps)
	for _, i := range f.invitations {
		j.invitation(&i)
	}
	j.finish(f)
	return j.review
}

// judgement is a review in the making.
type judgement struct {
	*review
	people map[string]int // by user id and email, in lower case
	apps   map[string]int // by id
}

// person finds someone, or makes a new row. Who has an id is known by it alone:
// an address that two users share must not make one person of them. Only a
// collaborator who was named by email, and has no account yet, may lack one.
func (j *judgement) person(u *clarifai.User) int {
	if u == nil {
		u = &clarifai.User{}
	}
	email := ""
	if emails := u.Emails(); len(emails) > 0 {
		email = emails[0]
	}
	key := strings.ToLower(cmp.Or(u.ID, email))
	if p, ok := j.people[key]; ok && key != "" {
		return p
	}
	p := len(j.People)
	j.people[key] = p
	if _, taken := j.people[strings.ToLower(email)]; email != "" && !taken {
		j.people[strings.ToLower(email)] = p
	}
	j.People = append(j.People, person{
		ID: u.ID, Email: email, Name: cmp.Or(strings.TrimSpace(u.FirstName+" "+u.LastName), u.ID, email, "(no id is shown)"),
		Cells: make([]cell, len(j.Apps)),
	})
	return p
}

func (j *judgement) give(person, app int, r reason) {
	c := &j.People[person].Cells[app]
	c.Reasons = append(c.Reasons, r)
}

// teamsApps describes the teams, and gives those of their apps a column that
// the list of apps lacks.
func (j *judgement) teamsApps(teams []teamFacts) {
	for i := range teams {
		t := &teams[i]
		shown := team{ID: t.ID, Name: cmp.Or(t.Name, t.ID), Members: len(t.members)}
		for n := range t.apps {
			id := t.apps[n].AppID()
			if id == "" {
				j.note("team %s has an app whose id is not shown", t.ID)
				continue
			}
			shown.Apps = append(shown.Apps, id+": "+roleOf(&t.apps[n]))
			if _, known := j.apps[id]; !known {
				j.apps[id] = len(j.Apps)
				j.Apps = append(j.Apps, app{ID: id, Name: cmp.Or(t.apps[n].AppName, id), Unchecked: "the list of apps does not have it"})
				j.note("team %s has the app %s, which the list of apps does not show to the caller: its collaborators and visibility are not known", t.ID, id)
			}
		}
		j.Teams = append(j.Teams, shown)
	}
}

// byRoles gives members what their role reaches, and the apps that show
// themselves to the organization.
func (j *judgement) byRoles() {
	for p := range j.People {
		role := j.People[p].Role
		level, _, known := memberRole(role)
		if !known {
			level = levelUnknown
		}
		for a := range j.Apps {
			if level != levelNone {
				j.give(p, a, reason{Way: byRole, Role: role, Level: level})
			}
			if j.Apps[a].Visibility == clarifai.VisibilityOrg {
				j.give(p, a, reason{Way: byVisibility, Role: string(clarifai.VisibilityOrg), Level: levelVisible})
			}
		}
	}
}

func (j *judgement) byTeam(t *teamFacts) {
	for _, m := range t.members {
		p := j.person(&clarifai.User{ID: m.UserID, FirstName: m.FirstName, LastName: m.LastName})
		if !j.People[p].Member {
			j.note("%s is on team %s, and not among the members", j.People[p].Name, t.ID)
		}
		for n := range t.apps {
			if a, ok := j.apps[t.apps[n].AppID()]; ok {
				role := roleOf(&t.apps[n])
				j.give(p, a, reason{Way: byTeam, Of: t.ID, Role: role, Level: teamRole(role)})
			}
		}
	}
}

func (j *judgement) byCollaborators(app int, collaborators []clarifai.Collaborator) {
	for _, c := range collaborators {
		if !c.DeletedAt.IsZero() {
			continue
		}
		may := make([]string, 0, len(c.Scopes)+len(c.Endpoints))
		for _, scope := range c.Scopes {
			may = append(may, string(scope))
		}
		may = append(may, c.Endpoints...)
		j.give(j.person(c.User), app, reason{Way: byCollaboration, Role: cmp.Or(strings.Join(may, ", "), "no scopes are shown"), Level: levelCollaborator})
	}
}

// compare holds what was found against what Members.ListForApp says. Who
// reaches an app only because everybody does is counted, not named; and of a
// custom role nothing was claimed, so that nothing can disagree.
func (j *judgement) compare(apps []appFacts) {
	onList := make([]map[int]bool, len(apps))
	for a := range apps { // first, for it can bring people whom nothing else names
		onList[a] = make(map[int]bool)
		for _, m := range apps[a].listed {
			onList[a][j.person(m.User)] = true
		}
	}
	for a := range apps {
		for p := range j.People {
			if apps[a].unchecked == "" {
				j.compareCell(p, a, onList[a][p])
			}
		}
	}
}

func (j *judgement) compareCell(p, a int, onList bool) {
	app, who, c := &j.Apps[a], &j.People[p], &j.People[p].Cells[a]
	c.Listed = unlisted
	if onList {
		c.Listed = listed
	}
	reached := slices.ContainsFunc(c.Reasons, func(r reason) bool { return r.Level > levelUnknown })
	switch {
	case onList && !who.Member:
		c.Disagreement = listedNoMember
	case onList && len(c.Reasons) == 0 && !app.Public():
		c.Disagreement = listedNoReason
	case !onList && who.Member && reached:
		c.Disagreement = reachedUnlisted
	case !onList && who.Member && app.Public():
		app.Unlisted++
	}
}

func (j *judgement) invitation(i *clarifai.Invitation) {
	role := ""
	if i.Role != nil {
		role = cmp.Or(i.Role.Name, i.Role.ID)
	}
	_, says, _ := memberRole(role)
	j.Invitations = append(j.Invitations, invitation{i.InviteeEmail, cmp.Or(role, "no role is shown"), says, i.CreatedAt})
}

func (j *judgement) note(format string, args ...any) {
	if note := fmt.Sprintf(format, args...); !slices.Contains(j.Notes, note) {
		j.Notes = append(j.Notes, note)
	}
}

// finish sorts and counts, and notes what could not be known.
func (j *judgement) finish(f *facts) {
	for p := range j.People {
		who := &j.People[p]
		for a := range who.Cells {
			c := &who.Cells[a]
			slices.SortStableFunc(c.Reasons, func(x, y reason) int { return cmp.Compare(y.Level, x.Level) })
			if c.Level() <= levelUnknown {
				continue
			}
			who.Reach++
			if who.Member {
				j.Apps[a].Members++
			} else {
				j.Apps[a].Outsiders++
			}
		}
		if _, _, known := memberRole(who.Role); who.Member && !known {
			j.note("the role %q is not one that Clarifai documents: which apps it reaches is not known", who.Role)
		}
	}
	for i := range j.Apps {
		switch a := &j.Apps[i]; a.Visibility {
		case clarifai.VisibilityPrivate, clarifai.VisibilityOrg, clarifai.VisibilityPublic:
		default:
			if i < len(f.apps) {
				j.note("the visibility of %s is not known: Clarifai says %q", a.ID, a.Visibility)
			}
		}
	}
	j.noteUnchecked()
	slices.SortStableFunc(j.People, func(x, y person) int {
		return cmp.Or(cmp.Compare(rank(&x), rank(&y)), cmp.Compare(x.Role, y.Role),
			strings.Compare(strings.ToLower(x.Name), strings.ToLower(y.Name)), strings.Compare(x.ID, y.ID))
	})
}

// noteUnchecked tells of each cause once, with the number of its apps.
func (j *judgement) noteUnchecked() {
	apps := make(map[string][]string)
	var causes []string
	for i := range j.Apps {
		a := &j.Apps[i]
		if a.Unchecked == "" {
			continue
		}
		if apps[a.Unchecked] == nil {
			causes = append(causes, a.Unchecked)
		}
		apps[a.Unchecked] = append(apps[a.Unchecked], a.ID)
	}
	for _, cause := range causes {
		j.note("Members.ListForApp was not compared for %d of %d apps: %s", len(apps[cause]), len(j.Apps), cause)
	}
}

// rank puts the documented roles in their order, custom ones behind them, and
// outsiders last.
func rank(p *person) int {
	if !p.Member {
		return len(memberRoles) + 1
	}
	for i, r := range memberRoles {
		if r.role.Matches(&clarifai.Role{Name: p.Role}) {
			return i
		}
	}
	return len(memberRoles)
}
