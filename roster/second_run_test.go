package roster_test

import (
	"fmt"
	"testing"
	"testing/synctest"

	"pgregory.net/rapid"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// Each row has one known outcome, and once the first run has succeeded, the second one
// writes nothing.
func TestApply_SecondRun(t *testing.T) {
	known := make(map[roster.Outcome]bool)
	for _, outcome := range roster.Outcomes() {
		known[outcome] = true
	}
	harness.Check(t, func(rt *rapid.T) {
		config, company := drawn(rt)
		options := roster.Options{
			ReinviteExpired: rapid.Bool().Draw(rt, "reinvite"), UpdateRoles: rapid.Bool().Draw(rt, "update roles"),
		}
		var problem string
		synctest.Test(t, func(t *testing.T) {
			problem = twoRuns(t, config, company, options, known)
		})
		if problem != "" {
			rt.Fatal(problem)
		}
	})
}

func twoRuns(t *testing.T, config clarifaitest.Config, company roster.Company, options roster.Options, known map[roster.Outcome]bool) string {
	server, err := clarifaitest.Start(config)
	if err != nil {
		return err.Error()
	}
	defer server.Close()
	client := server.Client()
	defer client.Close()
	for round := range 2 {
		server.ResetRequests()
		p, err := roster.Plan(t.Context(), client, company, options)
		if err != nil {
			return err.Error()
		}
		for _, r := range server.Requests() {
			if r.Write {
				return fmt.Sprintf("Plan writes: %s", r.Operation)
			}
		}
		report, err := roster.Apply(t.Context(), client, p, nil)
		if err != nil {
			return err.Error()
		}
		if len(report.Rows) != len(company.People) {
			return fmt.Sprintf("%d outcomes for %d rows", len(report.Rows), len(company.People))
		}
		for i, row := range report.Rows {
			if row.Person.Email != company.People[i].Email || !known[row.Outcome] || row.Outcome == roster.ToInvite {
				return fmt.Sprintf("row %d: %+v", i, row)
			}
		}
		if round == 1 && len(p.Steps) > 0 {
			return fmt.Sprintf("the second run wants %v", p.Steps)
		}
	}
	return ""
}

// drawn makes a server and a company: accounts that are members or not and
// accept at once or not, and invitations in any state.
func drawn(t *rapid.T) (clarifaitest.Config, roster.Company) {
	company := roster.Company{ID: "acme", Teams: []roster.Team{{ID: "one", Name: "One"}, {ID: "two", Name: "Two"}, {ID: "three", Name: "Three"}}}
	org := clarifaitest.Organization{ID: "acme", Owner: "olga"}
	config := clarifaitest.Config{
		Users:    []clarifaitest.User{{ID: "olga"}},
		InMemory: true,
		Variants: clarifaitest.Variants{Batch: rapid.SampledFrom([]clarifaitest.Batch{clarifaitest.BatchAtomic, clarifaitest.BatchMixed, clarifaitest.BatchOmitted}).Draw(t, "batch"), Exists: rapid.SampledFrom([]clarifaitest.Exists{clarifaitest.ExistsConflict, clarifaitest.ExistsFailure, clarifaitest.ExistsSilent}).Draw(t, "exists")},
	}
	roles := []clarifai.MemberRole{clarifai.MemberRoleTeamContributor, clarifai.MemberRoleUser}
	teamOne := clarifaitest.Team{ID: "one", Name: "One"}
	for i := range rapid.IntRange(0, 12).Draw(t, "people") {
		p := roster.Person{
			Line: i + 2, Email: fmt.Sprintf("p%d@acme.test", i), Role: rapid.SampledFrom(roles).Draw(t, "role"),
			Teams: rapid.SliceOfDistinct(rapid.SampledFrom([]string{"one", "two", "three"}), rapid.ID).Draw(t, "teams"),
		}
		company.People = append(company.People, p)
		id := fmt.Sprintf("user%d", i)
		has := func(what string) bool { return rapid.Bool().Draw(t, what) }
		account := has("account")
		if account {
			config.Users = append(config.Users, clarifaitest.User{
				ID: id, Email: p.Email, AcceptsAtOnce: has("accepts"), HidesEmail: has("hides"),
			})
		}
		if account && has("member") {
			org.Members = append(org.Members, clarifaitest.Member{UserID: id, Role: rapid.SampledFrom(roles).Draw(t, "has role")})
			if has("on team one") {
				teamOne.Members = append(teamOne.Members, id)
			}
			continue
		}
		status := rapid.SampledFrom([]clarifai.InvitationStatus{
			"", clarifai.InvitationPending, clarifai.InvitationExpired, clarifai.InvitationDeclined, clarifai.InvitationCancelled,
		}).Draw(t, "invitation")
		if status != "" {
			org.Invitations = append(org.Invitations, clarifaitest.Invitation{Email: p.Email, Role: rapid.SampledFrom(roles).Draw(t, "invited as"), Status: status})
		}
	}
	org.Teams = append(org.Teams, teamOne)
	config.Organizations = append(config.Organizations, org)
	return config, company
}
