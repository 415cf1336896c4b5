package roster

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"maps"
	"slices"
	"strings"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/email"
	"github.com/clarifai-community/clarifai-orgs-go/internal/parallel"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
	"github.com/clarifai-community/clarifai-orgs-go/internal/tabular"
)

// ExportOptions are options of [Export]. The zero value is a good default.
type ExportOptions struct {
	// Progress is called before the first list is read, and whenever lists have been
	// read, one call after another.
	Progress func(Progress)
}

// Export reads an organization into the form that [Plan] takes: its name and billing
// email, its members with their roles and teams, its pending invitations, and its teams
// with their default roles and apps. Everything is sorted, so that two exports can be
// compared as text. opts may be nil.
//
// A person has a user ID in place of an address if the member shows none, or if others
// have one that may be the same. A role has its documented name, or "id:…" if it has
// none that is unique. If it is unclear whether an invitation is pending or expired, it
// is exported. Of open invitations to addresses that may be the same, one is exported,
// and no plan cancels the others. What no plan changes is left out: members who show no
// user ID, users on teams who are not among the members, invitations that show no
// address, and teams and apps that show no ID.
//
// The lists of members and teams, and those of each team, are read until two readings in
// a row agree: a plan made from the export could remove somebody who was missed.
// Up to four lists are read at a time.
func Export(ctx context.Context, client *clarifai.Client, orgID string, opts *ExportOptions) (Company, error) {
	if opts == nil {
		opts = &ExportOptions{}
	}
	e := &exporter{snapshot: newSnapshot(client, orgID, &Options{}), progress: opts.Progress}
	if err := e.read(ctx); err != nil {
		return Company{}, err
	}
	if err := e.export(); err != nil {
		return Company{}, fmt.Errorf("roster: organization %.80q cannot be exported: %w", orgID, err)
	}
	return e.company, nil
}

// exporter makes a Company from a snapshot.
type exporter struct {
	*snapshot
	company     Company
	memberRoles map[string]clarifai.MemberRole // by role ID
	teamRoles   map[string]clarifai.TeamRole   // by role ID
	onTeams     map[string][]string            // team IDs by folded user ID
	progress    func(Progress)
	done, total int // lists
}

func (e *exporter) report(phase string) {
	if e.progress != nil {
		e.progress(Progress{Phase: "reading " + phase, Done: e.done, Total: e.total})
	}
}

// read reads everything. The invitations come before the members, so that somebody who
// accepts in between is not missed.
func (e *exporter) read(ctx context.Context) error {
	e.total = 5
	for _, list := range []struct {
		name string
		read func(context.Context) error
	}{
		{"the organization", e.readOrganization},
		{"the roles", e.readRoles},
		{"the invitations", func(ctx context.Context) error { _, err := e.invitations(ctx); return err }},
		{"the members", func(ctx context.Context) error { _, err := e.directory(ctx); return err }},
		{"the teams", e.readTeams},
	} {
		e.report(list.name)
		if err := list.read(ctx); err != nil {
			return err
		}
		e.done++
	}
	return e.readTeamLists(ctx)
}

func (e *exporter) readOrganization(ctx context.Context) error {
	org, err := e.organization(ctx)
	switch {
	case err != nil:
		return err
	case org == nil:
		return fmt.Errorf("roster: organization %.80q does not exist: %w", e.org, clarifai.ErrNotFound)
	}
	e.company = Company{ID: org.ID, Name: org.Name, BillingEmail: org.BillingEmail}
	return nil
}

func (e *exporter) readRoles(ctx context.Context) error {
	roles, err := clarifai.Collect(e.client.Roles.ListAll(ctx, nil))
	e.memberRoles = nameRoles(roles, clarifai.RoleTypeOrg, memberRoles)
	e.teamRoles = nameRoles(roles, clarifai.RoleTypeTeam, teamRoles)
	return err
}

func (e *exporter) readTeams(ctx context.Context) error {
	key := func(t *clarifai.Team) string { return fmt.Sprintf("%q %q %q", t.ID, t.Name, t.DefaultRoleID) }
	teams, err := readStable(ctx, e.client.Teams.ListAll(ctx, e.org, nil), key, "the list of teams")
	e.byTeam = make(map[string]*clarifai.Team, len(teams))
	for i := range teams {
		if teams[i].ID != "" {
			e.byTeam[teams[i].ID] = &teams[i]
		}
	}
	return err
}

// readTeamLists reads the apps and the members of each team.
func (e *exporter) readTeamLists(ctx context.Context) error {
	ids := slices.Sorted(maps.Keys(e.byTeam))
	apps, members := make([][]clarifai.TeamApp, len(ids)), make([][]clarifai.TeamMember, len(ids))
	e.total += 2 * len(ids)
	err := parallel.Do(ctx, concurrency, 2*len(ids), func(ctx context.Context, i int) (err error) {
		id := ids[i/2]
		if i%2 == 0 {
			key := func(a *clarifai.TeamApp) string { return fmt.Sprintf("%q %q %q", a.AppID(), a.RoleID, a.RoleName) }
			apps[i/2], err = readStable(ctx, e.client.Teams.ListAllApps(ctx, e.org, id, nil), key, fmt.Sprintf("the list of apps of team %q", id))
			return err
		}
		members[i/2], err = readStable(ctx, e.client.Teams.ListAllMembers(ctx, e.org, id, nil), teamMemberKey, fmt.Sprintf("the list of members of team %q", id))
		return err
	}, func() {
		e.done++
		e.report("the lists of teams")
	})
	for i, id := range ids {
		e.apps[id], e.members[id] = eachOnce(apps[i], appKey), eachOnce(members[i], teamMemberKey)
	}
	return err
}

// readStable reads a list until two readings in a row agree.
func readStable[T any](ctx context.Context, list iter.Seq2[T, error], key func(*T) string, name string) ([]T, error) {
	items, stable, err := steps.ReadStable(ctx, list, key)
	if err == nil && !stable {
		err = fmt.Errorf("roster: %s", steps.Unstable(name))
	}
	return items, err
}

// nameRoles returns references to the roles of a type by their IDs. A documented name
// that two roles have is none.
func nameRoles[R clarifai.MemberRole | clarifai.TeamRole](roles []clarifai.Role, of clarifai.RoleType, documented []R) map[string]R {
	names := make(map[string]R)
	for _, name := range documented {
		var named []string
		for i := range roles {
			if r := &roles[i]; r.Type == of && clarifai.MemberRole(name).Matches(r) {
				named = append(named, r.ID)
			}
		}
		if len(named) == 1 {
			names[named[0]] = name
		}
	}
	return names
}

// refer returns a reference to a role that a file can have.
func refer[R clarifai.MemberRole | clarifai.TeamRole](names map[string]R, id, name string) (R, error) {
	if ref := names[id]; ref != "" && id != "" {
		return ref, nil
	}
	if id != "" {
		return R(clarifai.MemberRoleByID(id)), nil
	}
	for _, ref := range names {
		if name != "" && clarifai.MemberRole(ref).Matches(&clarifai.Role{Name: name}) {
			return ref, nil
		}
	}
	return "", fmt.Errorf("the role %.80q shows no ID, and is not a documented one", name)
}

// export makes the company of what was read.
func (e *exporter) export() error {
	if err := e.exportTeams(); err != nil {
		return err
	}
	open, err := e.exportInvitations()
	if err != nil {
		return err
	}
	return e.exportMembers(open)
}

func (e *exporter) exportTeams() error {
	e.onTeams = make(map[string][]string)
	for _, id := range slices.Sorted(maps.Keys(e.byTeam)) {
		there := e.byTeam[id]
		team := Team{ID: there.ID, Name: there.Name}
		var err error
		if there.DefaultRoleID != "" {
			if team.DefaultRole, err = refer(e.teamRoles, there.DefaultRoleID, ""); err != nil {
				return err
			}
		}
		for i := range e.apps[there.ID] {
			app := &e.apps[there.ID][i]
			if app.AppID() == "" {
				continue
			}
			role, err := refer(e.teamRoles, app.RoleID, app.RoleName)
			if err != nil {
				return fmt.Errorf("app %.80q of team %.80q: %w", app.AppID(), there.ID, err)
			}
			team.Apps = append(team.Apps, App{ID: app.AppID(), Role: role})
		}
		slices.SortFunc(team.Apps, func(a, b App) int { return cmp.Compare(a.ID, b.ID) })
		for _, m := range e.members[there.ID] {
			e.onTeams[steps.FoldID(m.UserID)] = append(e.onTeams[steps.FoldID(m.UserID)], there.ID)
		}
		e.company.Teams = append(e.company.Teams, team)
	}
	return nil
}

// exportInvitations returns the invitations that are or may be open, by email.Key.
func (e *exporter) exportInvitations() (map[string]Person, error) {
	open := make(map[string]Person)
	for key, i := range e.invited.byEmail {
		if i.state != statePending && i.state != stateUnclear {
			continue
		}
		role, err := refer(e.memberRoles, i.RoleID(), i.RoleName())
		if err != nil {
			return nil, fmt.Errorf("the invitation of %.80q: %w", i.InviteeEmail, err)
		}
		open[key] = Person{Email: i.InviteeEmail, Role: role}
	}
	return open, nil
}

// exportMembers adds the members, and the invitations of people who are not members.
func (e *exporter) exportMembers(open map[string]Person) error {
	alike := make(map[string]int) // people by email.Loose
	for i := range e.people.all {
		m := &e.people.all[i]
		if m.UserID() == "" {
			continue
		}
		role, err := refer(e.memberRoles, m.RoleID(), m.RoleName())
		if err != nil {
			return fmt.Errorf("user %.80q: %w", m.UserID(), err)
		}
		p := Person{
			Email: m.Email(), UserID: m.UserID(), FirstName: cleanName(m.User.FirstName), LastName: cleanName(m.User.LastName),
			Role: role, Teams: slices.Sorted(slices.Values(e.onTeams[steps.FoldID(m.UserID())])),
		}
		for _, address := range m.User.Emails() {
			if _, ok := open[email.Key(address)]; ok { // one row for both
				p.Email = address
				delete(open, email.Key(address))
			}
		}
		alike[email.Loose(p.Email)]++
		e.company.People = append(e.company.People, p)
	}
	invited := make(map[string]bool) // by email.Loose
	for _, key := range slices.Sorted(maps.Keys(open)) {
		p := open[key]
		like := email.Loose(p.Email)
		if invited[like] {
			continue
		}
		invited[like] = true
		alike[like]++
		e.company.Invitations = append(e.company.Invitations, p)
	}
	for i := range e.company.People {
		p := &e.company.People[i]
		if m := e.people.find(p.Email); m != nil && m.UserID() == p.UserID && validEmail(p.Email) && alike[email.Loose(p.Email)] == 1 {
			p.UserID = ""
		} else {
			p.Email = ""
		}
	}
	byAddress := func(a, b Person) int {
		return cmp.Or(cmp.Compare(email.Key(a.Email), email.Key(b.Email)), cmp.Compare(a.UserID, b.UserID))
	}
	slices.SortFunc(e.company.People, byAddress)
	slices.SortFunc(e.company.Invitations, byAddress)
	return nil
}

// cleanName returns a person's name as a file can have it.
func cleanName(name string) string { return strings.TrimSpace(tabular.Clean(name)) }
