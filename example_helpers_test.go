package clarifai_test

import (
	"log"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

// exampleServer is what the examples talk to: an organization "acme" with two
// members, in this process.
func exampleServer() *clarifaitest.Server {
	server, err := clarifaitest.Start(clarifaitest.Config{
		Users: []clarifaitest.User{
			{ID: "olga", Email: "olga@acme.example", FirstName: "Olga"},
			{ID: "ann", Email: "ann@acme.example", FirstName: "Ann"},
			{ID: "ben", Email: "ben@acme.example", FirstName: "Ben"},
		},
		Organizations: []clarifaitest.Organization{{
			ID: "acme", Name: "Acme", BillingEmail: "billing@acme.example",
			Members: []clarifaitest.Member{{UserID: "ann", Role: clarifai.MemberRoleUser}},
		}},
		Apps: []clarifaitest.App{{Owner: "acme", ID: "translator", Name: "Translator"}},
	})
	if err != nil {
		log.Fatal(err)
	}
	return server
}
