package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

func member(id string, role clarifai.MemberRole) clarifai.Member {
	return clarifai.Member{User: &clarifai.User{ID: id}, Role: &clarifai.Role{Name: string(role), Type: clarifai.RoleTypeOrg}}
}

func anApp(id string, v clarifai.Visibility) appFacts {
	return appFacts{App: clarifai.App{ID: id, Visibility: v}, unchecked: notAsked}
}

func aTeam(id string, members []string, apps ...string) teamFacts {
	t := teamFacts{Team: clarifai.Team{ID: id, Name: "Team " + id}}
	for _, m := range members {
		t.members = append(t.members, clarifai.TeamMember{TeamID: id, UserID: m})
	}
	for _, a := range apps {
		app, role, _ := strings.Cut(a, ":")
		t.apps = append(t.apps, clarifai.TeamApp{TeamID: id, App: &clarifai.AppIdentity{AppID: app}, RoleName: role})
	}
	return t
}

func collaborator(id string, scopes ...clarifai.Scope) clarifai.Collaborator {
	return clarifai.Collaborator{User: &clarifai.User{ID: id}, Scopes: scopes}
}

// said is a review as "person app: reasons" with what disagrees; cells that say
// nothing are left out.
func said(r *review) []string {
	var all []string
	for p := range r.People {
		for a := range r.Apps {
			c := &r.People[p].Cells[a]
			if line := strings.TrimSpace(because(c) + " " + prefixed("! ", c.Disagreement)); line != "" {
				all = append(all, r.People[p].ID+" "+r.Apps[a].ID+": "+line)
			}
		}
	}
	return all
}

func prefixed(prefix, s string) string {
	if s == "" {
		return ""
	}
	return prefix + s
}

func TestEveryReasonIsFoundAndNothingElse(t *testing.T) {
	private := []appFacts{anApp("x", clarifai.VisibilityPrivate)}
	for _, test := range []struct {
		name  string
		facts facts
		want  []string
		notes []string
	}{
		{
			name: "the roles that reach all apps",
			facts: facts{apps: private, members: []clarifai.Member{
				member("ada", clarifai.MemberRoleAdmin), member("con", clarifai.MemberRoleContributor), member("use", clarifai.MemberRoleUser),
			}},
			want: []string{
				"ada x: member role Admin: all apps", "con x: member role Organization Contributor: all apps",
				"use x: member role Organization User: all apps",
			},
		},
		{
			name:  "a role that the server spells its own way",
			facts: facts{apps: private, members: []clarifai.Member{member("con", "ORG_CONTRIBUTOR")}},
			want:  []string{"con x: member role ORG_CONTRIBUTOR: all apps"},
		},
		{
			name: "the roles that reach no app",
			facts: facts{apps: private, members: []clarifai.Member{
				member("team", clarifai.MemberRoleTeamContributor), member("fin", clarifai.MemberRoleFinancialManager), member("inf", clarifai.MemberRoleInfrastructureManager),
			}},
		},
		{
			name:  "a custom role is not guessed at",
			facts: facts{apps: private, members: []clarifai.Member{member("cus", "Data Steward")}},
			want:  []string{"cus x: member role Data Steward: whether it reaches the app is not known"},
			notes: []string{`the role "Data Steward" is not one that Clarifai documents: which apps it reaches is not known`},
		},
		{
			name:  "a member whose role is not shown",
			facts: facts{apps: private, members: []clarifai.Member{{User: &clarifai.User{ID: "nob"}}}},
			want:  []string{"nob x: member role no role is shown: whether it reaches the app is not known"},
			notes: []string{`the role "no role is shown" is not one that Clarifai documents: which apps it reaches is not known`},
		},
		{
			name: "a team and its role, for its members only",
			facts: facts{
				apps:    []appFacts{anApp("x", clarifai.VisibilityPrivate), anApp("y", clarifai.VisibilityPrivate)},
				members: []clarifai.Member{member("ann", clarifai.MemberRoleTeamContributor), member("bob", clarifai.MemberRoleTeamContributor)},
				teams:   []teamFacts{aTeam("vision", []string{"ANN"}, "x:Model Trainer")},
			},
			want: []string{"ann x: team vision: Model Trainer"},
		},
		{
			name: "two teams and a custom team role, the strongest first",
			facts: facts{
				apps: private, members: []clarifai.Member{member("ann", clarifai.MemberRoleTeamContributor)},
				teams: []teamFacts{
					aTeam("labels", []string{"ann"}, "x:Labeler Worker"), aTeam("odd", []string{"ann"}, "x:Night Shift"),
					aTeam("vision", []string{"ann"}, "x:Full Access"), aTeam("leads", []string{"ann"}, "x:Labeler Lead"),
				},
			},
			want: []string{"ann x: team vision: Full Access; team odd: Night Shift; team leads: Labeler Lead; team labels: Labeler Worker"},
		},
		{
			name: "role, team, collaboration and visibility together",
			facts: facts{
				apps: []appFacts{{
					App:           clarifai.App{ID: "x", Visibility: clarifai.VisibilityOrg},
					collaborators: []clarifai.Collaborator{collaborator("use", "Apps_Get", "Predict")}, unchecked: notAsked,
				}},
				members: []clarifai.Member{member("use", clarifai.MemberRoleUser)},
				teams:   []teamFacts{aTeam("vision", []string{"use"}, "x:Model Trainer")},
			},
			want: []string{"use x: collaborator: Apps_Get, Predict; team vision: Model Trainer; member role Organization User: all apps; visible to all members (ORG)"},
		},
		{
			name: "an outsider collaborates, and one whose collaboration was deleted does not",
			facts: facts{
				apps: []appFacts{{
					App: clarifai.App{ID: "x", Visibility: clarifai.VisibilityOrg}, unchecked: notAsked,
					collaborators: []clarifai.Collaborator{
						collaborator("out", "Apps_Get"),
						{User: &clarifai.User{ID: "gone"}, Scopes: []clarifai.Scope{"All"}, DeletedAt: time.Unix(1, 0)},
					},
				}},
			},
			want: []string{"out x: collaborator: Apps_Get"}, // not by visibility: an outsider is no member
		},
		{
			name: "a collaborator without an account is a member by address only if no id says otherwise",
			facts: facts{
				apps: []appFacts{{
					App: clarifai.App{ID: "x", Visibility: clarifai.VisibilityPrivate}, unchecked: notAsked,
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
			facts: facts{
				apps: []appFacts{anApp("x", clarifai.VisibilityPublic)}, members: []clarifai.Member{member("ann", clarifai.MemberRoleTeamContributor)},
			},
		},
		{
			name:  "a visibility that is not known is not guessed at",
			facts: facts{apps: []appFacts{anApp("x", ""), anApp("y", "70")}, members: []clarifai.Member{member("ann", clarifai.MemberRoleTeamContributor)}},
			notes: []string{`the visibility of x is not known: Clarifai says ""`, `the visibility of y is not known: Clarifai says "70"`},
		},
		{
			name: "an app of a team that the list of apps lacks, and someone on it who is no member",
			facts: facts{
				apps: private, members: []clarifai.Member{member("ada", clarifai.MemberRoleAdmin)},
				teams: []teamFacts{aTeam("vision", []string{"ghost"}, "hidden:Full Access")},
			},
			want: []string{"ada x: member role Admin: all apps", "ada hidden: member role Admin: all apps", "ghost hidden: team vision: Full Access"},
			notes: []string{
				"team vision has the app hidden, which the list of apps does not show to the caller: its collaborators and visibility are not known",
				"ghost is on team vision, and not among the members",
			},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := judge(&test.facts)
			if diff := cmp.Diff(test.want, said(r)); diff != "" {
				t.Error(diff)
			}
			notes := slices.DeleteFunc(r.Notes, func(n string) bool { return strings.HasPrefix(n, "Members.ListForApp was not compared") })
			if diff := cmp.Diff(test.notes, append([]string(nil), notes...)); diff != "" {
				t.Error(diff)
			}
			for p := range r.People {
				if len(r.People[p].Cells) != len(r.Apps) {
					t.Errorf("%s has %d cells for %d apps", r.People[p].ID, len(r.People[p].Cells), len(r.Apps))
				}
			}
		})
	}
}

func TestDisagreementsWithListForAppAreNamed(t *testing.T) {
	checked := func(v clarifai.Visibility, listed ...clarifai.Member) []appFacts {
		return []appFacts{{App: clarifai.App{ID: "x", Visibility: v}, listed: listed}}
	}
	ada, ann, cus := member("ada", clarifai.MemberRoleAdmin), member("ann", clarifai.MemberRoleTeamContributor), member("cus", "Data Steward")
	for _, test := range []struct {
		name    string
		apps    []appFacts
		members []clarifai.Member
		want    []string
	}{
		{"agreement", checked(clarifai.VisibilityPrivate, ada), []clarifai.Member{ada, ann}, nil},
		{"reached, not listed", checked(clarifai.VisibilityPrivate), []clarifai.Member{ada, ann}, []string{"ada: " + reachedUnlisted}},
		{"listed, no reason", checked(clarifai.VisibilityPrivate, ada, ann), []clarifai.Member{ada, ann}, []string{"ann: " + listedNoReason}},
		{"listed, no member", checked(clarifai.VisibilityPrivate, ada, member("eve", clarifai.MemberRoleAdmin)), []clarifai.Member{ada}, []string{"eve: " + listedNoMember}},
		{"visible to all members, not listed", checked(clarifai.VisibilityOrg, ada), []clarifai.Member{ada, ann}, []string{"ann: " + reachedUnlisted}},
		{"of a custom role nothing is claimed", checked(clarifai.VisibilityPrivate, cus), []clarifai.Member{cus, member("cut", "Data Steward")}, nil},
		{"public and listed", checked(clarifai.VisibilityPublic, ada, ann), []clarifai.Member{ada, ann}, nil},
		{"public and not listed is one line", checked(clarifai.VisibilityPublic, ada), []clarifai.Member{ada, ann, cus}, []string{"everybody: " + publicUnlisted(2)}},
		{"not compared", []appFacts{anApp("x", clarifai.VisibilityPrivate)}, []clarifai.Member{ada}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, d := range judge(&facts{apps: test.apps, members: test.members}).Disagreements() {
				got = append(got, d.Person+": "+d.What)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestInvitationsSayWhatTheyWillReach(t *testing.T) {
	r := judge(&facts{invitations: []clarifai.Invitation{
		{InviteeEmail: "a@acme.test", Role: &clarifai.Role{Name: "Admin"}},
		{InviteeEmail: "b@acme.test", Role: &clarifai.Role{Name: "Data Steward"}},
		{InviteeEmail: "c@acme.test"},
	}})
	want := []invitation{
		{Email: "a@acme.test", Role: "Admin", Says: "reaches all apps"},
		{Email: "b@acme.test", Role: "Data Steward", Says: customSays},
		{Email: "c@acme.test", Role: "no role is shown", Says: customSays},
	}
	if diff := cmp.Diff(want, r.Invitations); diff != "" {
		t.Error(diff)
	}
}

func TestACellOfACustomRoleSaysWhetherItIsListed(t *testing.T) {
	cus := member("cus", "Data Steward")
	r := judge(&facts{members: []clarifai.Member{cus}, apps: []appFacts{
		{App: clarifai.App{ID: "x", Visibility: clarifai.VisibilityPrivate}, listed: []clarifai.Member{cus}},
		{App: clarifai.App{ID: "y", Visibility: clarifai.VisibilityPrivate}},
		anApp("z", clarifai.VisibilityPrivate),
	}})
	reason := "member role Data Steward: whether it reaches the app is not known"
	want := []string{reason + "\nlisted by Members.ListForApp: yes", reason + "\nlisted by Members.ListForApp: no", reason}
	for a := range want {
		if c := &r.People[0].Cells[a]; c.Title() != want[a] || c.Letter() != "?" {
			t.Errorf("%s: %q %q", r.Apps[a].ID, c.Letter(), c.Title())
		}
	}
	if r.People[0].Reach != 0 {
		t.Errorf("reaches %d apps for sure", r.People[0].Reach)
	}
}
