package roster_test

import (
	"errors"
	"strings"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

func (f *fixture) planLeave(people ...string) *roster.Proposal {
	f.Helper()
	p, err := roster.PlanLeave(f.Context(), f.client, "acme", people, f.options)
	if err != nil {
		f.Fatalf("PlanLeave: %v", err)
	}
	return p
}

func TestPlanLeave(t *testing.T) {
	t.Run("members and people who are invited", func(t *testing.T) {
		withServer(t, crowded(invitations("ann@acme.test", clarifai.InvitationPending)), func(f *fixture) {
			p := f.planLeave("FAY@acme.test", "Ann", "dan@acme.test")
			f.wantLines(reasonLines(p.Steps),
				"take off team vision: ann@acme.test (the person leaves)",
				"take off team sound: ann@acme.test (the person leaves)",
				"take off team sound: dan@acme.test (the person leaves)",
				`cancel invitation fay@acme.test, "Organization User" (the person leaves)`,
				`cancel invitation ann@acme.test, "Team Contributor" (the person leaves)`,
				`remove member ann@acme.test, "Team Contributor" (the person leaves)`,
				`remove member dan@acme.test, "Organization User" (the person leaves)`)
			f.wantOutcomes(p.Rows, roster.InvitedEarlier, roster.Member, roster.Member)
			f.wantWrites(0)
			f.apply(p)
			f.wantOnTeam("sound")
			f.wantOnTeam("vision", "bo", "cy")
			for _, m := range f.server.Members("acme") {
				if m.UserID == "ann" || m.UserID == "dan" {
					f.Errorf("%s is still a member", m.UserID)
				}
			}
			if _, err := roster.PlanLeave(f.Context(), f.client, "acme", []string{"ann"}, f.options); err == nil {
				f.Error("somebody who has left is found")
			}
		})
	})
	t.Run("people who are not there", func(t *testing.T) {
		config := testkit.With(crowded(invitations("gil@acme.test", clarifai.InvitationExpired)), func(c *clarifaitest.Config) {
			c.Users = append(c.Users, clarifaitest.User{ID: "ivy", Email: "ivy@acme.test", HidesEmail: true}, clarifaitest.User{ID: "zoe", Email: "\u0131zoe@acme.test"})
			org := &c.Organizations[0]
			org.Members = append(org.Members, clarifaitest.Member{UserID: "ivy", Role: clarifai.MemberRoleUser}, clarifaitest.Member{UserID: "zoe", Role: clarifai.MemberRoleUser})
		})
		withServer(t, config, func(f *fixture) {
			f.options.SkipBadRows = true
			_, err := roster.PlanLeave(f.Context(), f.client, "acme", []string{"ann", "nobody", "gil@acme.test", "izoe@acme.test", ""}, f.options)
			f.wantLines(badRows(f.T, err),
				`roster: "nobody": neither a member nor invited`,
				`roster: "gil@acme.test": neither a member nor invited under this address, but 1 members show none: use the user ID`,
				`roster: "izoe@acme.test": neither a member nor invited, but it may be user zoe, whose address is almost the same`,
				`roster: neither a member nor invited`)
			f.wantLines(stepLines(f.planLeave("ivy").Steps), `remove member user ivy, "Organization User"`)
		})
	})
	t.Run("a person twice", func(t *testing.T) {
		withServer(t, crowded(), func(f *fixture) {
			p := f.planLeave("dan", "dan@acme.test", "fay@acme.test", "FAY@acme.test")
			f.wantLines(stepLines(p.Steps), "take off team sound: dan@acme.test",
				`cancel invitation fay@acme.test, "Organization User"`, `remove member dan@acme.test, "Organization User"`)
			if len(p.Rows) != 4 {
				f.Errorf("rows: %v", p.Rows)
			}
		})
	})
	t.Run("people who are kept have no steps", func(t *testing.T) {
		withServer(t, crowded(), func(f *fixture) {
			f.options.Protect = []string{"ann", "fay@acme.test"}
			p := f.planLeave("olga", "ann@acme.test", "fay@acme.test", "dan")
			f.wantLines(stepLines(p.Steps), "take off team sound: dan@acme.test", `remove member dan@acme.test, "Organization User"`)
			f.wantLines(kept(p), "kept: user olga: the person leaves: nothing is taken from the caller",
				"kept: ann@acme.test: the person leaves: Protect names the user", "kept: fay@acme.test: the person leaves: Protect names the person")
		})
	})
	t.Run("the last Admin is kept", func(t *testing.T) {
		two := func(o *clarifaitest.Organization) {
			o.Members[0].Role, o.Members[1].Role = clarifai.MemberRoleAdmin, clarifai.MemberRoleAdmin
		}
		withServer(t, crowded(two), func(f *fixture) {
			if err := f.client.Members.UpdateRole(f.Context(), "acme", "olga", clarifai.MemberRoleUser); err != nil {
				f.Fatal(err)
			}
			p := f.planLeave("ann", "bo")
			f.wantLines(stepLines(p.Steps), "take off team vision: ann@acme.test", "take off team sound: ann@acme.test", `remove member ann@acme.test, "Admin"`)
			f.wantLines(kept(p), "kept: user bo: the person leaves: the organization must keep an Admin")
		})
	})
	t.Run("bad arguments are refused before any request", func(t *testing.T) {
		withServer(t, crowded(), func(f *fixture) {
			for _, c := range []struct {
				org     string
				people  []string
				options roster.Options
				want    string
			}{
				{"", []string{"ann"}, roster.Options{}, "organization's ID"},
				{"acme", nil, roster.Options{}, "people who leave are required"},
				{"acme", []string{"ann"}, roster.Options{Teams: []string{"vision"}}, "Teams or Kinds"},
				{"acme", []string{"ann"}, roster.Options{Kinds: []roster.Kind{roster.RemoveMember}}, "Teams or Kinds"},
				{"acme", []string{"ann"}, roster.Options{Protect: []string{""}}, "Protect"},
			} {
				if _, err := roster.PlanLeave(f.Context(), f.client, c.org, c.people, c.options); err == nil || !strings.Contains(err.Error(), c.want) {
					f.Errorf("%v, want %s", err, c.want)
				}
			}
			if n := len(f.server.Requests()); n > 0 {
				f.Errorf("%d requests", n)
			}
		})
	})
	t.Run("a list that cannot be read", func(t *testing.T) {
		for _, op := range []clarifai.Operation{
			clarifai.OpOrganizationsGet, clarifai.OpRolesList, clarifai.OpInvitationsList, clarifai.OpMembersList,
			clarifai.OpUsersGet, clarifai.OpTeamsList, clarifai.OpTeamsListMembers,
		} {
			fault := clarifaitest.Fault{Operation: op, Count: -1, Kind: clarifaitest.FaultStatus, Status: 403, Code: clarifai.CodeInsufficientScopes}
			withServer(t, testkit.With(crowded(), func(c *clarifaitest.Config) { c.Faults = append(c.Faults, fault) }), func(f *fixture) {
				if p, err := roster.PlanLeave(f.Context(), f.client, "acme", []string{"ann"}, f.options); p != nil || !errors.Is(err, clarifai.ErrForbidden) {
					f.Errorf("%s: %v, %v", op, p, err)
				}
			})
		}
	})
}
