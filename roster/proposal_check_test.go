package roster_test

import (
	"strings"
	"testing"

	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// TestDecodeProposal_MalformedSteps decodes plans with a digest that fits, as a program
// could make them.
func TestDecodeProposal_MalformedSteps(t *testing.T) {
	one := func(kind roster.Kind, change func(*roster.Step)) func(*roster.Proposal) {
		return func(p *roster.Proposal) {
			for i := range p.Steps {
				if p.Steps[i].Kind == kind {
					p.Steps = p.Steps[i : i+1]
					change(&p.Steps[0])
					return
				}
			}
		}
	}
	more := func(s roster.Step) func(*roster.Proposal) {
		return func(p *roster.Proposal) { p.Steps = append(p.Steps, s) }
	}
	for want, change := range map[string]func(*roster.Proposal){
		"organization: the ID is required":                                        func(p *roster.Proposal) { p.Organization = "" },
		`organization: the ID must be an ID, unlike "acme/teams"`:                 func(p *roster.Proposal) { p.Organization = "acme/teams" },
		`steps[0], "drop everything": there is no such kind`:                      func(p *roster.Proposal) { p.Steps[0].Kind = "drop everything" },
		`steps[0], "": there is no such kind`:                                     func(p *roster.Proposal) { p.Steps[0] = roster.Step{} },
		`"remove member": user_id is required`:                                    one(roster.RemoveMember, func(s *roster.Step) { s.UserID = "" }),
		`"remove member": user_id must be an ID, unlike "a/../b"`:                 one(roster.RemoveMember, func(s *roster.Step) { s.UserID = "a/../b" }),
		`"remove member": user_id must not have more than 200 bytes`:              one(roster.RemoveMember, func(s *roster.Step) { s.UserID = strings.Repeat("x", 201) }),
		`"delete team": team is required`:                                         one(roster.DeleteTeam, func(s *roster.Step) { s.Team = "" }),
		`"delete team": team must be an ID, unlike ".."`:                          one(roster.DeleteTeam, func(s *roster.Step) { s.Team = ".." }),
		`"delete team": team must be an ID, unlike "a b"`:                         one(roster.DeleteTeam, func(s *roster.Step) { s.Team = "a b" }),
		`"delete team": user_id must be empty`:                                    one(roster.DeleteTeam, func(s *roster.Step) { s.UserID = "ann" }),
		`"take off team": team must be an ID, unlike "a?b"`:                       one(roster.RemoveTeamMember, func(s *roster.Step) { s.Team = "a?b" }),
		`"remove app": app is required`:                                           one(roster.RemoveTeamApp, func(s *roster.Step) { s.App = "" }),
		`"cancel invitation": invitation must be an ID, unlike "\x1b`:             one(roster.CancelInvitation, func(s *roster.Step) { s.Invitation = "\x1b[2J" }),
		`"clear default role": replaces is required`:                              one(roster.ClearTeamDefaultRole, func(s *roster.Step) { s.Replaces = "" }),
		`"change role": replaces is required`:                                     one(roster.UpdateMemberRole, func(s *roster.Step) { s.Replaces = "" }),
		`"change role": role must be a role or id:…`:                              one(roster.UpdateMemberRole, func(s *roster.Step) { s.Role = "id:" }),
		`"change app role": team_role is required`:                                one(roster.UpdateTeamAppRole, func(s *roster.Step) { s.TeamRole = "" }),
		`"create team": team must have 1 to 32 letters`:                           one(roster.CreateTeam, func(s *roster.Step) { s.Team = strings.Repeat("x", 33) }),
		`"create team": after is required`:                                        one(roster.CreateTeam, func(s *roster.Step) { s.After = "" }),
		`"create organization": email "x" is malformed`:                           one(roster.CreateOrganization, func(s *roster.Step) { s.Email = "x" }),
		`"change billing email": after must be an email address`:                  one(roster.UpdateBillingEmail, func(s *roster.Step) { s.After = "x" }),
		`"invite": email "a@b" is malformed`:                                      one(roster.Invite, func(s *roster.Step) { s.Email = "a@b" }),
		`"invite": before must be expired, left or cancelled`:                     one(roster.Invite, func(s *roster.Step) { s.Before = "declined" }),
		`"invite": line must not be negative`:                                     one(roster.Invite, func(s *roster.Step) { s.Line = -1 }),
		`steps[11] and steps[16] must not both change user "gus" on team "sound"`: more(roster.Step{Kind: roster.AddTeamMember, Team: "SOUND", UserID: "Gus"}),
		`steps[15] and steps[16] must not both change team "sound"`:               more(roster.Step{Kind: roster.DeleteTeam, Team: "sound"}),
		`steps[14] and steps[16] must not both change user "gus"`:                 more(roster.Step{Kind: roster.UpdateMemberRole, UserID: "gus", Role: "id:1", Replaces: "id:2"}),
		`steps[13] and steps[16] must not both change invitation "inv-1"`:         more(roster.Step{Kind: roster.CancelInvitation, Invitation: "inv-1"}),
		`steps[12] and steps[16] must not both change app "shelf" of team`:        more(roster.Step{Kind: roster.AddTeamApp, Team: "sound", App: "Shelf", TeamRole: "id:1"}),
		`steps[2] and steps[16] must not both change the invitation of`:           more(roster.Step{Kind: roster.Invite, Email: "FAY@acme.test", Role: "id:1"}),
		`steps[0] and steps[16] must not both change the organization's name`:     more(roster.Step{Kind: roster.RenameOrganization, After: "x"}),
		`steps[16], "remove member": the person must not be one of those whom`:    more(roster.Step{Kind: roster.RemoveMember, UserID: "BO"}),
		`steps[16], "cancel invitation": the person must not be one of those`:     more(roster.Step{Kind: roster.CancelInvitation, Invitation: "i", Email: "CY@acme.test"}),
		`steps[16], "take off team": the person must not be one of those whom`:    more(roster.Step{Kind: roster.RemoveTeamMember, Team: "vision", UserID: "x", Email: "cy@ACME.test"}),
		`withheld[0], "delete team": team is required`:                            func(p *roster.Proposal) { p.Withheld[0].Team = "" },
		`rows[1]: there is no outcome "gone"`:                                     func(p *roster.Proposal) { p.Rows[1].Outcome = "gone" },
		`Limits: "invite" cannot have a limit`: func(p *roster.Proposal) {
			p.Options.Limits[roster.Invite] = roster.Limit{Max: 1, Share: 1}
		},
	} {
		p := stored()
		change(p)
		got, err := roster.DecodeProposal(strings.NewReader(encode(t, p)))
		if got != nil || err == nil || !strings.HasPrefix(err.Error(), "roster: ") || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q in it", err, want)
		}
	}
}
