package roster_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// TestApply_StoredProposal applies a proposal that was stored and one that was not, each
// to an organization of its own, which must become the same.
func TestApply_StoredProposal(t *testing.T) {
	config := seed(
		teams(
			clarifaitest.Team{ID: "vision", Name: "Old", DefaultRole: clarifai.TeamRoleLabelerLead, Members: []string{"olga", "bo"}, Apps: []clarifaitest.TeamApp{
				{AppID: "defects", Role: clarifai.TeamRoleLabelerLead},
			}},
			clarifaitest.Team{ID: "taste", Name: "Taste", Members: []string{"ann"}, Apps: []clarifaitest.TeamApp{{AppID: "shelf", Role: clarifai.TeamRoleFullAccess}}},
		),
		invitations("gone@acme.test", clarifai.InvitationPending),
		func(o *clarifaitest.Organization) {
			o.Members = append(o.Members, clarifaitest.Member{UserID: "cy", Role: clarifai.MemberRoleUser})
		},
	)
	run := func(store bool) (report *roster.Report, after roster.Company) {
		withServer(t, config, func(f *fixture) {
			f.options = everything()
			f.company.People = f.company.People[:4]
			f.company.People[1].Role = clarifai.MemberRoleUser
			f.company.People = append(f.company.People[:2:2], f.company.People[3:]...) // without cy
			p := f.plan()
			kinds := make(map[roster.Kind]bool)
			for _, s := range p.Steps {
				kinds[s.Kind] = true
			}
			for _, kind := range []roster.Kind{roster.Invite, roster.CreateTeam, roster.RenameTeam, roster.SetTeamDefaultRole, roster.UpdateTeamAppRole, roster.UpdateMemberRole, roster.RemoveTeamMember, roster.RemoveTeamApp, roster.CancelInvitation, roster.RemoveMember, roster.DeleteTeam} {
				if !kinds[kind] {
					f.Errorf("the plan has no step %q", kind)
				}
			}
			if store {
				data, err := json.Marshal(p)
				if err != nil {
					f.Fatal(err)
				}
				if p, err = roster.DecodeProposal(strings.NewReader(string(data))); err != nil {
					f.Fatal(err)
				}
			}
			report = f.apply(p)
			var err error
			if after, err = roster.Export(f.Context(), f.client, "acme", nil); err != nil {
				f.Fatal(err)
			}
		})
		return report, after
	}
	report, after := run(false)
	storedReport, storedAfter := run(true)
	if diff := cmp.Diff(after, storedAfter); diff != "" {
		t.Errorf("the organizations differ (-not stored, +stored):\n%s", diff)
	}
	ignore := cmp.Options{cmpopts.IgnoreFields(roster.Result{}, "RequestID"), cmpopts.IgnoreFields(roster.Row{}, "RequestID"), cmpopts.IgnoreFields(roster.Step{}, "Invitation", "Role", "TeamRole", "Replaces"), cmpopts.EquateEmpty()}
	if diff := cmp.Diff(report, storedReport, ignore); diff != "" {
		t.Errorf("the reports differ (-not stored, +stored):\n%s", diff)
	}
}
