package access

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

func aMember(id string, role clarifai.MemberRole) clarifai.Member {
	return clarifai.Member{User: &clarifai.User{ID: id}, Role: &clarifai.Role{Name: string(role), Type: clarifai.RoleTypeOrg}}
}

func anApp(id string, v clarifai.Visibility) *app {
	return &app{App: clarifai.App{ID: id, Visibility: v}, unlisted: notAskedFor}
}

func aTeam(id string, members []string, apps ...string) *team {
	t := &team{Team: clarifai.Team{ID: id, Name: "Team " + id}}
	for _, m := range members {
		t.members = append(t.members, clarifai.TeamMember{TeamID: id, UserID: m})
	}
	for _, a := range apps {
		app, role, _ := strings.Cut(a, ":")
		t.apps = append(t.apps, clarifai.TeamApp{TeamID: id, App: &clarifai.AppIdentity{UserID: "acme", AppID: app}, RoleName: role})
	}
	return t
}

func aCollaborator(id string, scopes ...clarifai.Scope) clarifai.Collaborator {
	return clarifai.Collaborator{User: &clarifai.User{ID: id}, Scopes: scopes}
}

// snapshotOf returns a snapshot as Read would make it.
func snapshotOf(apps []*app, members []clarifai.Member, teams ...*team) *Snapshot {
	s := &Snapshot{org: "acme", members: members, teams: teams, appList: apps, apps: make(map[string]*app)}
	for _, a := range apps {
		s.apps[a.ID] = a
	}
	return s
}

// withListed adds to an app the members whom Clarifai lists for it.
func withListed(s *Snapshot, a *app, listed ...clarifai.Member) {
	a.unlisted, a.listed = "", &listing{members: newSet(len(s.members))}
	index := s.indexMembers()
	for i := range listed {
		if m, ok := index[listed[i].UserID()]; ok {
			a.listed.members.add(m)
		} else {
			a.listed.others = append(a.listed.others, listed[i].User)
		}
	}
}

// said returns a review as "person app: reasons ! disagreement".
func said(r *ReviewReport) (lines []string) {
	for e := range r.Entries() {
		var reasons []string
		for _, reason := range e.Reasons {
			reasons = append(reasons, reason.String())
		}
		line := e.Person.ID + " " + e.App.ID + ": " + strings.Join(reasons, "; ")
		if e.Disagreement != "" {
			line += "! " + string(e.Disagreement)
		}
		lines = append(lines, line)
	}
	return lines
}

func TestSnapshot_Review(t *testing.T) {
	private := []*app{anApp("x", clarifai.VisibilityPrivate)}
	for _, test := range []struct {
		name  string
		of    lists
		want  []string
		notes []string
	}{
		{
			name: "the roles that reach all apps",
			of: lists{apps: private, members: []clarifai.Member{
				aMember("ada", clarifai.MemberRoleAdmin), aMember("con", clarifai.MemberRoleContributor), aMember("use", clarifai.MemberRoleUser),
			}},
			want: []string{
				"ada x: member role Admin: all apps", "con x: member role Organization Contributor: all apps",
				"use x: member role Organization User: all apps",
			},
		},
		{
			name: "a role that the server spells its own way",
			of:   lists{apps: private, members: []clarifai.Member{aMember("con", "ORG_CONTRIBUTOR")}},
			want: []string{"con x: member role ORG_CONTRIBUTOR: all apps"},
		},
		{
			name: "the roles that reach no app",
			of: lists{apps: private, members: []clarifai.Member{
				aMember("team", clarifai.MemberRoleTeamContributor), aMember("fin", clarifai.MemberRoleFinancialManager), aMember("inf", clarifai.MemberRoleInfrastructureManager),
			}},
		},
		{
			name:  "a custom role is not guessed at",
			of:    lists{apps: private, members: []clarifai.Member{aMember("cus", "Data Steward")}},
			want:  []string{"cus x: member role Data Steward: whether it reaches the app is not known"},
			notes: []string{`the role "Data Steward" is not one that Clarifai documents: which apps it reaches is not known`},
		},
		{
			name:  "a member whose role is not shown",
			of:    lists{apps: private, members: []clarifai.Member{{User: &clarifai.User{ID: "nob"}}}},
			want:  []string{"nob x: member role no role is shown: whether it reaches the app is not known"},
			notes: []string{`the role "no role is shown" is not one that Clarifai documents: which apps it reaches is not known`},
		},
		{
			name: "a team and its role, for its members only",
			of: lists{
				apps:    []*app{anApp("x", clarifai.VisibilityPrivate), anApp("y", clarifai.VisibilityPrivate)},
				members: []clarifai.Member{aMember("ann", clarifai.MemberRoleTeamContributor), aMember("bob", clarifai.MemberRoleTeamContributor)},
				teams:   []*team{aTeam("vision", []string{"ANN"}, "x:Model Trainer")},
			},
			want: []string{"ann x: team vision: Model Trainer"},
		},
		{
			name: "two teams and a custom team role, the strongest first",
			of: lists{
				apps: private, members: []clarifai.Member{aMember("ann", clarifai.MemberRoleTeamContributor)},
				teams: []*team{
					aTeam("labels", []string{"ann"}, "x:Labeler Worker"), aTeam("odd", []string{"ann"}, "x:Night Shift"),
					aTeam("vision", []string{"ann"}, "x:Full Access"), aTeam("leads", []string{"ann"}, "x:Labeler Lead"),
				},
			},
			want: []string{"ann x: team vision: Full Access; team odd: Night Shift; team leads: Labeler Lead; team labels: Labeler Worker"},
		},
		{
			name: "role, team, collaboration and visibility together",
			of: lists{
				apps: []*app{{
					App:           clarifai.App{ID: "x", Visibility: clarifai.VisibilityOrg},
					collaborators: []clarifai.Collaborator{aCollaborator("use", "Apps_Get", "Predict")}, unlisted: notAskedFor,
				}},
				members: []clarifai.Member{aMember("use", clarifai.MemberRoleUser)},
				teams:   []*team{aTeam("vision", []string{"use"}, "x:Model Trainer")},
			},
			want: []string{"use x: collaborator: Apps_Get, Predict; team vision: Model Trainer; member role Organization User: all apps; visible to all members (ORG)"},
		},
		{
			name: "an outsider collaborates, and one whose collaboration was deleted does not",
			of: lists{
				apps: []*app{{
					App: clarifai.App{ID: "x", Visibility: clarifai.VisibilityOrg}, unlisted: notAskedFor,
					collaborators: []clarifai.Collaborator{
						aCollaborator("out", "Apps_Get"),
						{User: &clarifai.User{ID: "gone"}, Scopes: []clarifai.Scope{"All"}, DeletedAt: time.Unix(1, 0)},
					},
				}},
			},
			want: []string{"out x: collaborator: Apps_Get"}, // not by visibility: an outsider is no member
		},
		{
			name: "a collaborator without an account is a member by address only if no id says otherwise",
			of: lists{
				apps: []*app{{
					App: clarifai.App{ID: "x", Visibility: clarifai.VisibilityPrivate}, unlisted: notAskedFor,
					collaborators: []clarifai.Collaborator{
						{User: &clarifai.User{PrimaryEmail: "Ann@acme.test"}, Scopes: []clarifai.Scope{"All"}},
						{User: &clarifai.User{ID: "eve", PrimaryEmail: "ann@acme.test"}, Scopes: []clarifai.Scope{"Predict"}},
					},
				}},
				members: []clarifai.Member{{User: &clarifai.User{ID: "ann", PrimaryEmail: "ann@acme.test"}, Role: &clarifai.Role{Name: "Team Contributor"}}},
			},
			want: []string{"ann x: collaborator: All", "eve x: collaborator: Predict"},
		},
		{
			name: "a public app is nobody's particular access",
			of: lists{
				apps: []*app{anApp("x", clarifai.VisibilityPublic)}, members: []clarifai.Member{aMember("ann", clarifai.MemberRoleTeamContributor)},
			},
		},
		{
			name:  "a visibility that is not known is not guessed at",
			of:    lists{apps: []*app{anApp("x", ""), anApp("y", "70")}, members: []clarifai.Member{aMember("ann", clarifai.MemberRoleTeamContributor)}},
			notes: []string{`the visibility of x is not known: Clarifai says ""`, `the visibility of y is not known: Clarifai says "70"`},
		},
		{
			name: "an app of a team that the list of apps lacks, and someone on it who is no member",
			of: lists{
				apps: private, members: []clarifai.Member{aMember("ada", clarifai.MemberRoleAdmin)},
				teams: []*team{aTeam("vision", []string{"ghost"}, "hidden:Full Access")},
			},
			want: []string{"ada hidden: member role Admin: all apps", "ada x: member role Admin: all apps", "ghost hidden: team vision: Full Access"},
			notes: []string{
				"team vision has the app hidden, which the list of apps does not show to the caller: its collaborators and visibility are not known",
				"ghost is on team vision, and not among the members",
			},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := snapshotOf(test.of.apps, test.of.members, test.of.teams...).Review()
			if diff := cmp.Diff(test.want, said(r)); diff != "" {
				t.Error(diff)
			}
			notes := slices.DeleteFunc(r.Notes, func(n string) bool { return strings.HasPrefix(n, "Clarifai's own list") })
			if diff := cmp.Diff(test.notes, append([]string(nil), notes...)); diff != "" {
				t.Error(diff)
			}
			checkCounts(t, r)
		})
	}
}

// lists are what was read.
type lists struct {
	apps    []*app
	members []clarifai.Member
	teams   []*team
}

// checkCounts checks that the numbers of a review are those of its entries.
func checkCounts(t *testing.T, r *ReviewReport) {
	t.Helper()
	ofPeople, members, outsiders := make(map[string]int), make(map[string]int), make(map[string]int)
	for e := range r.Entries() {
		if !slices.ContainsFunc(e.Reasons, Reason.Known) {
			continue
		}
		ofPeople[e.Person.ID]++
		if e.Person.Member {
			members[e.App.ID]++
		} else {
			outsiders[e.App.ID]++
		}
	}
	for _, p := range r.People {
		if p.Apps != ofPeople[p.ID] {
			t.Errorf("%s reaches %d apps, and has entries for %d", p.ID, p.Apps, ofPeople[p.ID])
		}
	}
	for _, a := range r.Apps {
		if a.Members != members[a.ID] || a.Outsiders != outsiders[a.ID] {
			t.Errorf("%d members and %d outsiders reach %s, and it has entries for %d and %d", a.Members, a.Outsiders, a.ID, members[a.ID], outsiders[a.ID])
		}
	}
}

func TestSnapshot_Review_Order(t *testing.T) {
	s := snapshotOf([]*app{anApp("y", clarifai.VisibilityPrivate), anApp("x", clarifai.VisibilityPrivate)}, []clarifai.Member{
		aMember("zoe", clarifai.MemberRoleAdmin), aMember("fin", clarifai.MemberRoleFinancialManager), aMember("cus", "Steward"), aMember("Ada", "ADMIN"),
	})
	s.appList[0].collaborators = []clarifai.Collaborator{aCollaborator("ann", "All")}
	r := s.Review()
	var got []string
	for _, p := range r.People {
		got = append(got, p.ID)
	}
	if diff := cmp.Diff([]string{"Ada", "zoe", "fin", "cus", "ann"}, got); diff != "" {
		t.Error(diff)
	}
	if r.Apps[0].ID != "x" || r.People[r.Apps[1].Collaborators[0].Person].ID != "ann" {
		t.Errorf("%+v", r.Apps)
	}
}

func TestSnapshot_Review_AppOfAnotherOwner(t *testing.T) {
	vision := aTeam("vision", []string{"ann"}, "x:Full Access")
	vision.apps[0].App.UserID = "evil"
	r := snapshotOf([]*app{anApp("x", clarifai.VisibilityPrivate)}, []clarifai.Member{aMember("ann", clarifai.MemberRoleTeamContributor)}, vision).Review()
	if diff := cmp.Diff([]string{"ann evil/x: team vision: Full Access"}, said(r)); diff != "" {
		t.Error(diff)
	}
}

func TestSnapshot_Review_Disagreements(t *testing.T) {
	ada, ann, cus := aMember("ada", clarifai.MemberRoleAdmin), aMember("ann", clarifai.MemberRoleTeamContributor), aMember("cus", "Data Steward")
	for name, c := range map[string]struct {
		visibility      clarifai.Visibility
		members, listed []clarifai.Member
		want            []string
	}{
		"agreement":                            {clarifai.VisibilityPrivate, []clarifai.Member{ada, ann}, []clarifai.Member{ada}, nil},
		"reached, not listed":                  {clarifai.VisibilityPrivate, []clarifai.Member{ada, ann}, nil, []string{"not listed: ada"}},
		"listed, no reason":                    {clarifai.VisibilityPrivate, []clarifai.Member{ada, ann}, []clarifai.Member{ada, ann}, []string{"no reason: ann"}},
		"listed, no member":                    {clarifai.VisibilityPrivate, []clarifai.Member{ada}, []clarifai.Member{ada, aMember("eve", "")}, []string{"no member: eve"}},
		"visible to all members, not listed":   {clarifai.VisibilityOrg, []clarifai.Member{ada, ann}, []clarifai.Member{ada}, []string{"not listed: ann"}},
		"nothing is claimed of a custom role":  {clarifai.VisibilityPrivate, []clarifai.Member{cus, aMember("cut", "Data Steward")}, []clarifai.Member{cus}, nil},
		"public and listed":                    {clarifai.VisibilityPublic, []clarifai.Member{ada, ann}, []clarifai.Member{ada, ann}, nil},
		"public and not listed":                {clarifai.VisibilityPublic, []clarifai.Member{ada, ann, cus}, []clarifai.Member{ada}, []string{"public, not listed: ann cus"}},
		"public and not listed despite a role": {clarifai.VisibilityPublic, []clarifai.Member{ada, ann}, []clarifai.Member{ann}, []string{"not listed: ada"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := snapshotOf([]*app{anApp("x", c.visibility)}, c.members)
			withListed(s, s.appList[0], c.listed...)
			r := s.Review()
			var got []string
			for _, d := range r.Disagreements {
				line := string(d.Kind) + ":"
				for p := range d.People.All() {
					line += " " + r.People[p].ID
				}
				got = append(got, line)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
	t.Run("not compared", func(t *testing.T) {
		r := snapshotOf([]*app{anApp("x", clarifai.VisibilityPrivate), anApp("y", clarifai.VisibilityPrivate)}, []clarifai.Member{ada}).Review()
		want := []string{"Clarifai's own list of who reaches an app was not compared for 2 of 2 apps: it was not asked for"}
		if diff := cmp.Diff(want, r.Notes); diff != "" || r.Disagreements != nil {
			t.Error(diff, r.Disagreements)
		}
	})
}

func TestSnapshot_Review_Incomplete(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Snapshot)
		want   bool
	}{
		"everything was read":                       {func(*Snapshot) {}, false},
		"a list that was not asked for":             {func(s *Snapshot) { s.appList[0].unlisted = notAskedFor }, false},
		"a custom role":                             {func(s *Snapshot) { s.members[0].Role.Name = "Data Steward" }, false},
		"a list that Clarifai does not give":        {func(s *Snapshot) { s.appList[0].unlisted = "it is not offered" }, true},
		"an app that only a team shows":             {func(s *Snapshot) { s.teams[0].apps[0].App.AppID = "hidden" }, true},
		"an app of a team without an ID":            {func(s *Snapshot) { s.teams[0].apps[0].App = nil }, true},
		"an item of the list of apps without ID":    {func(s *Snapshot) { s.appGaps = []string{"a gap"} }, true},
		"an item of the list of teams without ID":   {func(s *Snapshot) { s.teamGaps = []string{"a gap"} }, true},
		"a list of which no two readings did agree": {func(s *Snapshot) { s.unstable = []string{theApps} }, true},
	} {
		t.Run(name, func(t *testing.T) {
			ada := aMember("ada", clarifai.MemberRoleAdmin)
			s := snapshotOf([]*app{anApp("x", clarifai.VisibilityPrivate)}, []clarifai.Member{ada}, aTeam("vision", nil, "x:Full Access"))
			withListed(s, s.appList[0], ada)
			c.change(s)
			if r := s.Review(); r.Incomplete != c.want {
				t.Errorf("%v, and its notes are %q", r.Incomplete, r.Notes)
			}
		})
	}
}

func TestSnapshot_Review_Invitations(t *testing.T) {
	s := snapshotOf(nil, nil)
	s.invitations = []clarifai.Invitation{
		{InviteeEmail: "a@acme.test", Role: &clarifai.Role{Name: "Admin"}, CreatedAt: time.Unix(1, 0)},
		{InviteeEmail: "b@acme.test", Role: &clarifai.Role{Name: "Data Steward"}},
		{InviteeEmail: "c@acme.test"},
	}
	want := []Invitation{
		{Email: "a@acme.test", Role: "Admin", Reach: ReachAll, Since: time.Unix(1, 0)},
		{Email: "b@acme.test", Role: "Data Steward", Reach: ReachUnknown},
		{Email: "c@acme.test", Role: "no role is shown", Reach: ReachUnknown},
	}
	if diff := cmp.Diff(want, s.Review().Invitations); diff != "" {
		t.Error(diff)
	}
}

func TestReviewReport_Entries_Listed(t *testing.T) {
	cus := aMember("cus", "Data Steward")
	s := snapshotOf([]*app{anApp("x", clarifai.VisibilityPrivate), anApp("y", clarifai.VisibilityPrivate), anApp("z", clarifai.VisibilityPrivate)}, []clarifai.Member{cus})
	withListed(s, s.appList[0], cus)
	withListed(s, s.appList[1])
	var got []Listed
	for e := range s.Review().Entries() {
		got = append(got, e.Listed)
	}
	if diff := cmp.Diff([]Listed{ListedYes, ListedNo, ""}, got); diff != "" {
		t.Error(diff)
	}
}
