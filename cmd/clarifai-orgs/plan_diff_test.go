package main

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// everything is a plan with a step of each kind.
var everything = &roster.Proposal{
	Organization: "acme",
	Steps: []roster.Step{
		{Kind: roster.CreateOrganization, After: "Acme"},
		{Kind: roster.RenameOrganization, Before: "Acme", After: "Acme Inc"},
		{Kind: roster.UpdateBillingEmail, Before: "old@acme.test", After: "new@acme.test"},
		{Kind: roster.Invite, Email: "ann@acme.test", After: "Team Contributor", Reason: "neither a member nor invited"},
		{Kind: roster.Invite, Email: "bartholomew@acme.test", After: "Organization User", Before: "expired", Reason: "the invitation has expired"},
		{Kind: roster.CreateTeam, Team: "vision", After: "Vision"},
		{Kind: roster.RenameTeam, Team: "sound", Before: "Sound", After: "Speech"},
		{Kind: roster.SetTeamDefaultRole, Team: "vision", After: "Model Trainer"},
		{Kind: roster.SetTeamDefaultRole, Team: "sound", Before: "Labeler Lead", After: "Model Trainer"},
		{Kind: roster.AddTeamApp, Team: "vision", App: "shelf", After: "Model Trainer"},
		{Kind: roster.UpdateTeamAppRole, Team: "sound", App: "calls", Before: "Full Access", After: "Labeler Worker"},
		{Kind: roster.AddTeamMember, Team: "vision", Email: "cy@acme.test", UserID: "cy"},
		{Kind: roster.UpdateMemberRole, Email: "cy@acme.test", UserID: "cy", Before: "Organization User", After: "Admin"},
		{Kind: roster.ClearTeamDefaultRole, Team: "text", Before: "Labeler Worker", Reason: "the files have none"},
		{Kind: roster.RemoveTeamMember, Team: "sound", Email: "dee@acme.test", UserID: "dee", Reason: "not in the files for it"},
		{Kind: roster.RemoveTeamApp, Team: "text", App: "notes", Before: "Full Access", Reason: "not in the files for it"},
		{Kind: roster.CancelInvitation, Email: "ed@acme.test", Before: "Organization User", Reason: "not in the files"},
		{Kind: roster.RemoveMember, Email: "dee@acme.test", UserID: "dee", Before: "Team Contributor", Reason: "not in the files"},
		{Kind: roster.RemoveMember, UserID: "fay", Before: "Team Contributor", Reason: "not in the files"},
		{Kind: roster.RemoveTeamMember, Team: "old", UserID: "gil", Reason: "the team is deleted"},
		{Kind: roster.DeleteTeam, Team: "old", Before: "Old", Reason: "not in the files"},
	},
	Exceeded: []roster.ExceededLimit{{Kind: roster.RemoveTeamApp, Limit: roster.Limit{Max: 1, Share: 0.07}, Steps: 2, Existing: 40}},
	Withheld: []roster.Step{
		{Kind: roster.RemoveTeamApp, Team: "labels", App: "a", Before: "Full Access", Reason: "not in the files"},
		{Kind: roster.RemoveTeamApp, Team: "labels", App: "b", Before: "Full Access", Reason: "not in the files"},
		{Kind: roster.DeleteTeam, Team: "labels", Before: "Labels", Reason: "its apps are withheld"},
	},
}

const everythingText = `organization
+ name           "Acme"
~ name           "Acme" -> "Acme Inc"
~ billing email  old@acme.test -> new@acme.test

people
~ cy@acme.test         Organization User -> Admin
- dee@acme.test (dee)  Team Contributor  not in the files
- user fay             Team Contributor  not in the files

invitations
+ ann@acme.test          Team Contributor
+ bartholomew@acme.test  Organization User  the invitation has expired
- ed@acme.test           Organization User  not in the files

teams
+ vision           "Vision"
+   default role   Model Trainer
+   app shelf      Model Trainer
+   cy@acme.test
  sound
~   name           "Sound" -> "Speech"
~   default role   Labeler Lead -> Model Trainer
~   app calls      Full Access -> Labeler Worker
-   dee@acme.test                  not in the files for it
  text
-   default role   Labeler Worker  the files have none
-   app notes      Full Access     not in the files for it
- old              "Old"           not in the files
-   user gil                       the team is deleted

withheld: nothing of this is done
! remove app: 2 of 40 places of apps on teams, and the limit is 1 and 7%
    labels: app a  Full Access
    labels: app b  Full Access
! delete team
    labels         "Labels"  its apps are withheld

7 to add, 6 to change, 8 to remove; 3 withheld
`

func printed(t *testing.T, p *roster.Proposal, causes map[int]string, colors bool) string {
	t.Helper()
	var out strings.Builder
	if err := newDiff(p, causes).print(&out, colors); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestDiff(t *testing.T) {
	t.Run("every kind of step is in its section", func(t *testing.T) {
		if diff := cmp.Diff(everythingText, printed(t, everything, nil, false)); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
	})
	t.Run("colors change nothing else", func(t *testing.T) {
		got := printed(t, everything, nil, true)
		for _, want := range []string{"\x1b[32m+ ann@acme.test", "\x1b[33m~ cy@acme.test", "\x1b[31m- ed@acme.test", "\x1b[1mpeople\x1b[0m"} {
			if !strings.Contains(got, want) {
				t.Errorf("%q is not in %q", want, got)
			}
		}
		for _, code := range []string{"0", "1", "31", "32", "33"} {
			got = strings.ReplaceAll(got, "\x1b["+code+"m", "")
		}
		if diff := cmp.Diff(everythingText, got); diff != "" {
			t.Errorf("-want +got:\n%s", diff)
		}
	})
	t.Run("a cause is behind its step", func(t *testing.T) {
		got := printed(t, everything, map[int]string{11: "taken off by bo"}, false)
		if !strings.Contains(got, "+   cy@acme.test                   taken off by bo\n") {
			t.Error(got)
		}
	})
	t.Run("a name cannot look like something else", func(t *testing.T) {
		for name, want := range map[string]string{
			"":                           `""`,
			"Admin\n- olga@acme.test":    `"Admin\n- olga@acme.test"`,
			"User -> Admin":              `"User -> Admin"`,
			"\x1b[2J\u202egreen\u200b":   `"\x1b[2J\u202egreen\u200b"`,
			`User" -> "Admin`:            `"User\" -> \"Admin"`,
			"Admin     not in the files": `"Admin     not in the files"`,
			" Admin":                     `" Admin"`,
			"bad\xff":                    "bad\uFFFD",
			"Mei Ueda, 上田":               "Mei Ueda, 上田",
			strings.Repeat("é", 301):     strings.Repeat("é", 300) + "…",
		} {
			if got := word(name); got != want {
				t.Errorf("%q becomes %s, want %s", name, got, want)
			}
		}
	})
	t.Run("a long name pushes no other away", func(t *testing.T) {
		long := strings.Repeat("x", 100)
		got := printed(t, &roster.Proposal{Steps: []roster.Step{
			{Kind: roster.Invite, Email: long + "@acme.test", After: "Admin"},
			{Kind: roster.Invite, Email: "ann@acme.test", After: "Admin"},
		}}, nil, false)
		if want := "+ " + long + "@acme.test  Admin\n+ ann@acme.test  Admin\n"; !strings.Contains(got, want) {
			t.Error(got)
		}
	})
}
