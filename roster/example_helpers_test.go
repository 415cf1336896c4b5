package roster_test

import (
	"log"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// exampleServer returns the server of the examples, in this process: it has an
// organization "acme" with the Admin olga, and with ann and ben, who are on team vision.
func exampleServer() *clarifaitest.Server {
	server, err := clarifaitest.Start(clarifaitest.Config{
		Users: []clarifaitest.User{
			{ID: "olga", Email: "olga@acme.test"}, {ID: "ann", Email: "ann@acme.test"}, {ID: "ben", Email: "ben@acme.test"},
		},
		Organizations: []clarifaitest.Organization{{
			ID: "acme", Name: "Acme", BillingEmail: "billing@acme.test",
			Members: []clarifaitest.Member{
				{UserID: "ann", Role: clarifai.MemberRoleTeamContributor}, {UserID: "ben", Role: clarifai.MemberRoleTeamContributor},
			},
			Teams: []clarifaitest.Team{{ID: "vision", Name: "Vision", Members: []string{"ann", "ben"}}},
		}},
	})
	if err != nil {
		log.Fatal(err)
	}
	return server
}

// exampleCompany returns what the organization of exampleServer should have: ann and
// new, and no ben.
func exampleCompany() roster.Company {
	return roster.Company{
		ID: "acme",
		People: []roster.Person{
			{UserID: "olga", Role: clarifai.MemberRoleAdmin},
			{Email: "ann@acme.test", Role: clarifai.MemberRoleTeamContributor, Teams: []string{"vision"}},
			{Email: "new@acme.test", Role: clarifai.MemberRoleTeamContributor, Teams: []string{"vision"}},
		},
		Teams: []roster.Team{{ID: "vision", Name: "Vision"}},
	}
}
