package report

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/access"
)

// AccessOptions are what a page of [Access] says besides the review.
type AccessOptions struct {
	// Since is an earlier review of the organization. The page then says what has
	// changed since.
	Since *access.ReviewReport
	// Badge is shown above the title, such as "Demo". Empty means none.
	Badge string
}

// Access writes a page that shows who reaches which app, and why. opts may be nil.
//
// The page has each fact once: a person has the teams, and a team has the apps. So a
// large organization has a page of a few megabytes. The people can be filtered by app.
func Access(w io.Writer, review *access.ReviewReport, opts *AccessOptions) error {
	if opts == nil {
		opts = &AccessOptions{}
	}
	page, err := newAccessPage(review, opts)
	if err != nil {
		return err
	}
	return writePage(w, accessTemplate, page)
}

var accessTemplate = newPage("access", file("access.html"), nil)

// accessPage is what the template is given.
type accessPage struct {
	*access.ReviewReport
	Badge              string
	Members, Outsiders int
	Public             int // apps
	Disagreeing        int // pairs of a person and an app
	Roles              []roleRow
	AppRows            []appRow
	TeamRows           []teamRow
	PersonRows         []personRow
	Disagreed          []disagreedRow
	Changed            *changed
}

// line is a line of a cell. If it has an anchor, its label is a link.
type line struct {
	Anchor, Label, Text string
	Alarm               bool
}

type roleRow struct {
	Name    string
	Reach   access.Reach
	Members int
}

type appRow struct {
	*access.App
	Who []line
	Any string // keys of the people who reach it
}

type teamRow struct {
	*access.Team
	Count int
	Apps  string
	Names []string
}

type personRow struct {
	*access.Person
	Keys string
	Why  []line
}

type disagreedRow struct {
	App   string
	Kind  access.DisagreementKind
	Count int
	Who   []line
	More  int
}

type changed struct {
	Since   time.Time
	Changes []access.Change
}

// maxInline is the number of apps or people that a line names. It counts more of them.
const (
	maxInline = 8
	maxPeople = 20
)

func newAccessPage(r *access.ReviewReport, opts *AccessOptions) (*accessPage, error) {
	p := &accessPage{ReviewReport: r, Badge: opts.Badge}
	p.Members, p.Outsiders = r.Count()
	if before := opts.Since; before != nil {
		if !strings.EqualFold(before.Organization, r.Organization) {
			return nil, fmt.Errorf("report: the earlier review must be one of %q, and is one of %q", r.Organization, before.Organization)
		}
		p.Changed = &changed{before.ReadAt, access.Compare(before, r)}
	}
	people := make([]personRow, len(r.People))
	roles := p.addRoles(people)
	p.addTeams(people)
	p.addApps(people, roles)
	p.addDisagreements(people)
	p.PersonRows = people
	return p, nil
}

// addRoles describes the member roles, and returns the keys of those that reach all
// apps. The people are sorted by role.
func (p *accessPage) addRoles(people []personRow) (all []string) {
	var visible []string
	for i := range p.Apps {
		if p.Apps[i].Visibility == "ORG" {
			visible = append(visible, p.Apps[i].ID)
		}
	}
	for i := range p.People {
		who := &p.People[i]
		row := &people[i]
		row.Person = who
		if !who.Member {
			row.Keys = "o"
			continue
		}
		if last := len(p.Roles) - 1; last < 0 || p.Roles[last].Name != who.Role {
			p.Roles = append(p.Roles, roleRow{Name: who.Role, Reach: who.Reach})
			if who.Reach.ReachesAll() {
				all = append(all, fmt.Sprintf("r%d", last+1))
			}
		}
		role := len(p.Roles) - 1
		p.Roles[role].Members++
		row.Keys = fmt.Sprintf("m r%d", role)
		switch {
		case who.Reach.ReachesAll():
			row.Why = append(row.Why, line{Label: "All apps", Text: "member role " + who.Role})
		case who.Reach == access.ReachUnknown:
			row.Why = append(row.Why, line{Label: "Not known", Text: fmt.Sprintf("which apps the member role %s reaches", who.Role), Alarm: true})
			row.Keys += " u"
		}
		if !who.Reach.ReachesAll() && len(visible) > 0 {
			row.Why = append(row.Why, line{Label: "Visible to all members", Text: inline(visible, "app")})
		}
	}
	return all
}

func (p *accessPage) addTeams(people []personRow) {
	for n := range p.Teams {
		t := &p.Teams[n]
		row := teamRow{Team: t, Count: t.Members.Len(), Apps: teamApps(t, -1)}
		why := line{Anchor: fmt.Sprintf("t%d", n), Label: "Team " + t.Name, Text: teamApps(t, maxInline)}
		for i := range t.Members.All() {
			row.Names = append(row.Names, p.People[i].Name)
			people[i].Why = append(people[i].Why, why)
			people[i].Keys += fmt.Sprintf(" t%d", n)
		}
		p.TeamRows = append(p.TeamRows, row)
	}
}

// teamApps returns the apps of a team by role. A negative maximum means none.
func teamApps(t *access.Team, maximum int) string {
	if maximum >= 0 && len(t.Apps) > maximum {
		return fmt.Sprintf("%d apps", len(t.Apps))
	}
	var roles []string
	apps := make(map[string][]string)
	for _, a := range t.Apps {
		if apps[a.Role] == nil {
			roles = append(roles, a.Role)
		}
		apps[a.Role] = append(apps[a.Role], a.App)
	}
	for i, role := range roles {
		roles[i] = role + " in " + strings.Join(apps[role], ", ")
	}
	return cmp.Or(strings.Join(roles, "; "), "no apps")
}

func (p *accessPage) addApps(people []personRow, allRoles []string) {
	type teamRole struct {
		team int
		role string
	}
	teams := make(map[string][]teamRole)
	for n := range p.Teams {
		for _, a := range p.Teams[n].Apps {
			teams[a.App] = append(teams[a.App], teamRole{n, a.Role})
		}
	}
	var byRole []string
	total := 0
	for _, r := range p.Roles {
		if r.Reach.ReachesAll() {
			byRole = append(byRole, fmt.Sprintf("%d as %s", r.Members, r.Name))
			total += r.Members
		}
	}
	for n := range p.Apps {
		a := &p.Apps[n]
		row := appRow{App: a}
		keys := []string{fmt.Sprintf("c%d", n)}
		switch a.Visibility {
		case "PUBLIC":
			p.Public++
			row.Who = append(row.Who, line{Label: "Everybody", Text: "the app is public", Alarm: true})
		case "ORG":
			row.Who = append(row.Who, line{Label: "All members", Text: "the app is visible to them"})
			keys = append(keys, "m")
		}
		if total > 0 {
			row.Who = append(row.Who, line{Label: "By member role", Text: strings.Join(byRole, ", ")})
			keys = append(keys, allRoles...)
		}
		for _, t := range teams[a.ID] {
			team := &p.TeamRows[t.team]
			row.Who = append(row.Who, line{Anchor: fmt.Sprintf("t%d", t.team), Label: "Team " + team.Name, Text: fmt.Sprintf("%s, %s", t.role, count(team.Count, "member"))})
			keys = append(keys, fmt.Sprintf("t%d", t.team))
		}
		for i := range a.Collaborators {
			c := &a.Collaborators[i]
			who, scopes := &people[c.Person], cmp.Or(strings.Join(c.Scopes, ", "), "no scopes are shown")
			standing := "collaborator"
			if !who.Member {
				standing = "collaborator from outside"
			}
			row.Who = append(row.Who, line{Anchor: fmt.Sprintf("p%d", c.Person), Label: who.Name, Text: standing + ", " + scopes, Alarm: !who.Member})
			who.Why = append(who.Why, line{Label: "Collaborator on " + a.ID, Text: scopes})
			who.Keys += fmt.Sprintf(" c%d", n)
		}
		row.Any = strings.Join(keys, " ")
		p.AppRows = append(p.AppRows, row)
	}
}

func (p *accessPage) addDisagreements(people []personRow) {
	apps := make(map[int][]string) // by person
	for _, d := range p.Disagreements {
		row := disagreedRow{App: d.App, Kind: d.Kind, Count: d.People.Len()}
		if d.Kind != access.PublicUnlisted {
			p.Disagreeing += row.Count
		}
		for i := range d.People.All() {
			if len(row.Who) < maxPeople {
				row.Who = append(row.Who, line{Anchor: fmt.Sprintf("p%d", i), Label: p.People[i].Name, Text: p.People[i].ID})
			} else {
				row.More++
			}
			if d.Kind != access.PublicUnlisted {
				apps[i] = append(apps[i], d.App)
			}
		}
		p.Disagreed = append(p.Disagreed, row)
	}
	for i, ids := range apps {
		people[i].Why = append(people[i].Why, line{Label: "Clarifai's list disagrees", Text: inline(slices.Compact(ids), "app"), Alarm: true})
		people[i].Keys += " d"
	}
}

// inline names some things, or counts them if there are many.
func inline(ids []string, noun string) string {
	if len(ids) > maxInline {
		return count(len(ids), noun)
	}
	return strings.Join(ids, ", ")
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// Who returns the ID and the address of someone, unless they are the name.
func (r personRow) Who() (parts []string) {
	for _, part := range []string{r.ID, r.Email} {
		if part != "" && part != r.Name {
			parts = append(parts, part)
		}
	}
	return parts
}
