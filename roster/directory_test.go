package roster_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

func TestPlan_Addresses(t *testing.T) {
	for _, c := range []struct {
		name, member, row string
		want              roster.Outcome
	}{
		{"letter case", "zoe@acme.test", "ZOE@Acme.Test", roster.Member},
		{"accents in one letter and in two", "zo\u00e9@acme.test", "zoe\u0301@acme.test", roster.Member},
		{"the long s", "sam@acme.test", "\u017fam@acme.test", roster.Member},
		{"the Kelvin sign", "kim@acme.test", "\u212aim@acme.test", roster.Member},
		{"the final sigma", "\u03bd\u03b9\u03ba\u03bf\u03c3@acme.test", "\u03bd\u03b9\u03ba\u03bf\u03c2@acme.test", roster.Member},
		{"a domain in ASCII", "zoe@b\u00fccher.test", "zoe@xn--bcher-kva.test", roster.Member},
		{"I with a dot", "\u0130pek@acme.test", "ipek@acme.test", roster.Held},
		{"sharp s", "strasse@acme.test", "stra\u00dfe@acme.test", roster.Held},
		{"full width", "zoe@acme.test", "\uff5aoe@acme.test", roster.Held},
		{"i without a dot", "m\u0131ke@acme.test", "mike@acme.test", roster.Held},
	} {
		t.Run(c.name, func(t *testing.T) {
			zoe := func(o *clarifaitest.Organization) {
				o.Members = append(o.Members, clarifaitest.Member{UserID: "zoe", Role: clarifai.MemberRoleTeamContributor})
			}
			withServer(t, testkit.With(seed(zoe), func(config *clarifaitest.Config) {
				config.Users = append(config.Users, clarifaitest.User{ID: "zoe", Email: c.member})
			}), func(f *fixture) {
				f.company.People = []roster.Person{person(2, c.row)}
				f.wantOutcomes(f.plan().Rows, c.want)
			})
		})
		t.Run("invited: "+c.name, func(t *testing.T) {
			want := c.want
			if want == roster.Member {
				want = roster.InvitedEarlier
			}
			withServer(t, seed(invitations(c.member, clarifai.InvitationPending)), func(f *fixture) {
				f.company.People = []roster.Person{person(2, c.row)}
				f.wantOutcomes(f.plan().Rows, want)
			})
		})
	}
}

// Ivy and jo are members who show no address.
func hidden(t *testing.T, test func(f *fixture)) {
	t.Helper()
	two := func(o *clarifaitest.Organization) {
		o.Members = append(o.Members, clarifaitest.Member{UserID: "ivy", Role: clarifai.MemberRoleTeamContributor},
			clarifaitest.Member{UserID: "jo", Role: clarifai.MemberRoleTeamContributor})
	}
	withServer(t, testkit.With(seed(two), func(c *clarifaitest.Config) {
		c.Users = append(c.Users,
			clarifaitest.User{ID: "ivy", Email: "ivy@acme.test", HidesEmail: true},
			clarifaitest.User{ID: "jo", Email: "jo@acme.test", HidesEmail: true},
		)
	}), func(f *fixture) {
		f.company.People = append(f.company.People, person(7, "ivy@acme.test", "sound"))
		test(f)
	})
}

func TestPlan_MemberEmails(t *testing.T) {
	const member, held, invite = roster.Member, roster.Held, roster.ToInvite
	for _, c := range []struct {
		name   string
		emails map[string]string
		want   []roster.Outcome
	}{
		{"nobody is known", nil, []roster.Outcome{member, member, held, held, held, held}},
		{"one is known", map[string]string{"ivy": "ivy@acme.test"}, []roster.Outcome{member, member, held, held, held, member}},
		{"all are known", map[string]string{"IVY": "Ivy@acme.test", "jo": "jo@acme.test"}, []roster.Outcome{member, member, invite, invite, invite, member}},
		{"one is nobody of the roster", map[string]string{"ivy": "ivy@acme.test", "jo": ""}, []roster.Outcome{member, member, invite, invite, invite, member}},
		{"two have one address", map[string]string{"ivy": "ann@acme.test", "jo": ""}, []roster.Outcome{held, member, invite, invite, invite, invite}},
	} {
		t.Run(c.name, func(t *testing.T) {
			hidden(t, func(f *fixture) {
				f.options.MemberEmails = c.emails
				p := f.plan()
				f.wantOutcomes(p.Rows, c.want...)
				if _, known := c.emails["jo"]; known && c.want[0] == member {
					f.apply(p)
					f.wantOnTeam("sound", "bo", "ivy")
					f.wantNothingToDo()
				}
			})
		})
	}
	t.Run("what is wrong with them", func(t *testing.T) {
		for _, emails := range []map[string]string{
			{"": "ivy@acme.test"}, {"ivy": "ivy"}, {"ivy": "ivy@acme.test", "IVY": "other@acme.test"}, {"ivy": "ivy@acme.test", "jo": "IVY@acme.test"},
		} {
			c := roster.Company{ID: "acme"}
			if err := c.Validate(roster.Options{MemberEmails: emails}); err == nil || !strings.Contains(err.Error(), "MemberEmails") {
				t.Errorf("%v: %v", emails, err)
			}
		}
	})
}

func TestPlan_IgnoreHiddenMembers(t *testing.T) {
	hidden(t, func(f *fixture) {
		f.options.IgnoreHiddenMembers = true
		p := f.plan()
		f.wantOutcomes(p.Rows, roster.Member, roster.Member, roster.ToInvite, roster.ToInvite, roster.ToInvite, roster.ToInvite)
		if p.Incomplete() {
			f.Error("it is incomplete")
		}
	})
}

// Somebody removes members while the list of members is read, so that the first
// member of the next page moves to the page that was read.
func TestPlan_ListOfMembersChanges(t *testing.T) {
	for _, c := range []struct {
		name     string
		removals int
		fails    bool
	}{{"once", 1, false}, {"in three readings", 3, false}, {"in each reading", 5, true}} {
		t.Run(c.name, func(t *testing.T) {
			many := func(o *clarifaitest.Organization) {
				o.Members = nil
				for i := range 20 {
					o.Members = append(o.Members, clarifaitest.Member{UserID: fmt.Sprintf("p%02d", i), Role: clarifai.MemberRoleTeamContributor})
				}
			}
			config := testkit.With(seed(many), func(c *clarifaitest.Config) { c.Variants.MaxPerPage = 10 })
			for i := range 20 {
				id := fmt.Sprintf("p%02d", i)
				config.Users = append(config.Users, clarifaitest.User{ID: id, Email: id + "@acme.test"})
			}
			withServer(t, config, func(f *fixture) {
				f.company.People, f.company.Teams = nil, nil
				for i := 5; i < 20; i++ {
					f.company.People = append(f.company.People, person(i, fmt.Sprintf("p%02d@acme.test", i)))
				}
				others, removed := f.client, 0
				f.editResponses(func(r *http.Request, _ map[string]any) {
					if strings.HasSuffix(r.URL.Path, "/members") && r.URL.Query().Get("page") == "1" && removed < c.removals {
						if err := others.Members.Remove(f.Context(), "acme", fmt.Sprintf("p%02d", removed)); err != nil {
							f.Error(err)
						}
						removed++
					}
				})
				p, err := roster.Plan(f.Context(), f.client, f.company, f.options)
				switch {
				case removed != c.removals:
					f.Errorf("%d members were removed", removed)
				case c.fails && (p != nil || err == nil || !strings.Contains(err.Error(), "changed while it was read")):
					f.Errorf("Plan: %v, %v", p, err)
				case !c.fails && err != nil:
					f.Errorf("Plan: %v", err)
				case !c.fails && len(p.Steps) > 0:
					f.Errorf("members are to be invited: %v", p.Steps)
				}
			})
		})
	}
}

func TestPlan_HiddenCaller(t *testing.T) {
	organization := func(c *clarifaitest.Config) {
		c.Organizations = append(c.Organizations, clarifaitest.Organization{ID: "acme"})
	}
	withServer(t, testkit.With(clarifaitest.Config{
		Users:    []clarifaitest.User{{ID: "olga", Email: "olga@acme.test"}},
		Apps:     []clarifaitest.App{{Owner: "acme", ID: "shelf"}, {Owner: "acme", ID: "defects"}},
		InMemory: true,
		Variants: clarifaitest.Variants{MemberEmails: clarifaitest.MemberEmailsHidden},
	}, organization), func(f *fixture) {
		f.planAndApply()
		if n := len(f.server.Invitations("acme")); n != len(f.company.People) {
			f.Errorf("%d invitations", n)
		}
	})
}

func TestPlan_LookAlikeAddresses(t *testing.T) {
	for name, c := range map[string]struct {
		member  string
		invited int
	}{
		"a letter of another script": {"mi\u043ae@acme.test", 1},
		"i without a dot":            {"m\u0131ke@acme.test", 0}, // held
	} {
		t.Run(name, func(t *testing.T) {
			withServer(t, testkit.With(seed(), func(config *clarifaitest.Config) {
				config.Users = append(config.Users, clarifaitest.User{ID: "mallory", Email: c.member})
			}), func(f *fixture) {
				if err := f.client.Members.Add(f.Context(), "acme", clarifai.AddMemberRequest{UserID: "mallory", Role: clarifai.MemberRoleTeamContributor}); err != nil {
					f.Fatal(err)
				}
				f.company.People = append(f.company.People, person(9, "mike@acme.test", "vision"))
				f.planAndApply()
				if n := f.invited("mike@acme.test"); n != c.invited {
					f.Errorf("Mike is invited %d times, want %d", n, c.invited)
				}
				f.wantOnTeam("vision", "ann", "bo", "cy")
			})
		})
	}
}

func TestPlan_SharedAddress(t *testing.T) {
	const ann = `{"user": {"id": "ann", "email_addresses": [{"email": "ann@acme.test", "primary": true}, {"email": "lab@acme.test"}]}}`
	const lab = `{"user": {"id": "lab", "email_addresses": [{"email": "lab@acme.test", "primary": true}, {"email": "ann@acme.test"}]}}`
	showMembers := func(f *fixture, members string) {
		f.server.Handle("GET /v2/organizations/acme/members", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			list := ""
			if r.URL.Query().Get("page") == "1" {
				list = members
			}
			fmt.Fprintf(w, `{"status": {"code": 10000}, "organization_members": [%s]}`, list)
		}))
	}
	for name, members := range map[string]string{
		"as the primary one": `{"user": {"id": "ann", "email_addresses": [{"email": "lab@acme.test", "primary": true}]}},
			{"user": {"id": "lab", "email_addresses": [{"email": "LAB@acme.test", "primary": true}]}}`,
		"as another one": `{"user": {"id": "ann", "email_addresses": [{"email": "ann@acme.test", "primary": true}, {"email": "lab@acme.test"}]}},
			{"user": {"id": "bo", "email_addresses": [{"email": "bo@acme.test", "primary": true}, {"email": "lab@acme.test"}]}}`,
	} {
		t.Run("two members who show one address "+name, func(t *testing.T) {
			withServer(t, seed(), func(f *fixture) {
				showMembers(f, members)
				f.company.Teams, f.company.People, f.options = nil, []roster.Person{person(2, "lab@acme.test")}, everything()
				p := f.plan()
				f.wantOutcomes(p.Rows, roster.Held)
				f.wantLines(stepsAbout(p, "ann"))
				leave, err := roster.PlanLeave(f.Context(), f.client, "acme", []string{"lab@acme.test"}, roster.Options{})
				if _, ok := errors.AsType[*roster.InputError](err); !ok {
					f.Errorf("got %v, %v", leave, err)
				}
			})
		})
	}
	for _, members := range []string{ann + "," + lab, lab + "," + ann} {
		withServer(t, seed(), func(f *fixture) {
			showMembers(f, members)
			f.company.Teams = nil
			f.company.People = []roster.Person{person(2, "ann@acme.test"), person(3, "lab@acme.test")}
			rows := f.plan().Rows
			f.wantOutcomes(rows, roster.Member, roster.Member)
			if rows[0].UserID != "ann" || rows[1].UserID != "lab" {
				f.Errorf("an address belongs to the member whose primary it is: %+v", rows)
			}
		})
	}
}

func TestPlan_UserIDs(t *testing.T) {
	const member, held, invite = roster.Member, roster.Held, roster.ToInvite
	byID := func(id, email string, teams ...string) roster.Person {
		return roster.Person{Line: 2, UserID: id, Email: email, Role: clarifai.MemberRoleTeamContributor, Teams: teams}
	}
	for _, c := range []struct {
		name   string
		row    roster.Person
		want   roster.Outcome
		user   string
		reason string
	}{
		{"a member by user ID alone", byID("ANN", ""), member, "ann", ""},
		{"a member whose address is another one", byID("ann", "ann.k@elsewhere.test"), member, "ann", ""},
		{"nobody, and no address to invite", byID("zoe", ""), held, "", "not a member, and there is no address to invite"},
		{"nobody, who can be invited", byID("zoe", "zoe@acme.test"), invite, "", ""},
		{"nobody, with the address of a member", byID("zoe", "ann@acme.test"), held, "", "user zoe is not a member, and the address is that of user ann"},
	} {
		t.Run(c.name, func(t *testing.T) {
			withServer(t, seed(), func(f *fixture) {
				f.company.People = []roster.Person{c.row}
				rows := f.plan().Rows
				f.wantOutcomes(rows, c.want)
				if rows[0].UserID != c.user || c.reason != "" && rows[0].Reason != c.reason {
					f.Errorf("row: %+v", rows[0])
				}
			})
		})
	}
	t.Run("two rows of one member", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			f.company.People = []roster.Person{byID("ann", ""), person(3, "ann@acme.test")}
			f.wantOutcomes(f.plan().Rows, member, held)
		})
	})
	// Nobody is held any more once a row names each member who shows no address.
	t.Run("members whom rows name are not hidden", func(t *testing.T) {
		hidden(t, func(f *fixture) {
			f.company.People = append(f.company.People[:5], byID("ivy", "", "sound"))
			f.wantOutcomes(f.plan().Rows, member, member, held, held, held, member)
			f.company.People = append(f.company.People, byID("JO", "jo@acme.test", "sound"))
			emails := map[string]string{}
			f.options.MemberEmails = emails
			p := f.plan()
			f.wantOutcomes(p.Rows, member, member, invite, invite, invite, member, member)
			if len(emails) > 0 {
				f.Errorf("the caller's options were changed: %v", emails)
			}
			f.apply(p)
			f.wantOnTeam("sound", "bo", "ivy", "jo")
			f.wantNothingToDo()
		})
	})
}
