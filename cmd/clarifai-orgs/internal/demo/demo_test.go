package demo_test

import (
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/cmd/clarifai-orgs/internal/demo"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

func person(line int, email string, role clarifai.MemberRole, teams ...string) roster.Person {
	return roster.Person{Line: line, Email: email, Role: role, Teams: teams}
}

func TestTheServerIsMadeFromTheCompany(t *testing.T) {
	company := roster.Company{
		ID: "acme", Name: "Acme",
		People: []roster.Person{
			person(2, "owner@acme.test", clarifai.MemberRoleTeamContributor, "vision"),
			person(3, "Owner@demo.example", "id:custom", "vision"), // the ids and addresses that the demo takes for itself
			person(4, "李@acme.test", clarifai.MemberRoleUser),
			person(5, "OWNER@acme.test", clarifai.MemberRoleTeamContributor), // a bad row
		},
		Teams: []roster.Team{{Line: 2, ID: "vision", Name: "Vision", DefaultRole: "id:custom", Apps: []roster.App{{ID: "shelf"}}}},
	}
	server, err := demo.Start(demo.Config{Company: company, Mix: demo.Mix{Members: 100}, Teams: 1}, func(c *clarifaitest.Config) { c.InMemory = true })
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	org, _ := server.Organization("acme")
	if len(org.Members) != 5 || len(org.Teams) != 1 || len(org.Teams[0].Apps) != 1 || len(org.Teams[0].Members) != 2 {
		t.Errorf("%+v", org)
	}
}

func TestTheMixDecidesWhatPeopleAre(t *testing.T) {
	company := roster.Company{ID: "acme"}
	for i := range 100 {
		company.People = append(company.People, person(i+2, string(rune('a'+i%26))+string(rune('a'+i/26))+"@acme.test", clarifai.MemberRoleTeamContributor))
	}
	config := demo.Typical(company)
	server, err := demo.Start(config, func(c *clarifaitest.Config) { c.InMemory = true })
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	got := make(map[clarifai.InvitationStatus]int)
	for _, i := range server.Invitations("acme") {
		got[i.Status]++
	}
	want := config.Mix
	if got[clarifai.InvitationPending] != want.Pending || got[clarifai.InvitationExpired] != want.Expired ||
		got[clarifai.InvitationDeclined] != want.Declined || got[clarifai.InvitationCancelled] != want.Cancelled ||
		len(server.Members("acme")) != want.Members+2 { // the owner, and the one who is not in the roster
		t.Errorf("%d members, invitations %v; want %+v", len(server.Members("acme")), got, want)
	}
}
