package roster_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"strings"

	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// An organization becomes two files, which can be edited and read by ReadPeople and
// ReadTeams. As JSON, the company is one document for ReadCompany.
func ExampleExport() {
	server := exampleServer()
	defer server.Close()
	client := server.Client()

	company, err := roster.Export(context.Background(), client, "acme", nil)
	if err != nil {
		log.Fatal(err)
	}
	if err := roster.WritePeople(os.Stdout, company.People); err != nil {
		log.Fatal(err)
	}
	if err := roster.WriteTeams(os.Stdout, company.Teams); err != nil {
		log.Fatal(err)
	}
	// Output:
	// email,user_id,first_name,last_name,member_role,teams
	// ann@acme.test,,,,Team Contributor,vision
	// ben@acme.test,,,,Team Contributor,vision
	// olga@acme.test,,,,Admin,
	// id,name,default_role,apps
	// vision,Vision,,
}

// Each team keeps a file of its own. Together they are one company.
func ExampleMerge() {
	var parts []roster.Company
	for _, file := range []struct{ name, text string }{
		{"org.json", `{"id": "acme", "people": [{"email": "ann@acme.test", "role": "Team Contributor"}]}`},
		{"vision.json", `{"teams": [{"id": "vision", "name": "Vision", "members": ["ann@acme.test"]}]}`},
		{"speech.json", `{"teams": [{"id": "speech", "name": "Speech", "members": ["bo@acme.test"]}]}`},
	} {
		part, err := roster.ReadCompany(strings.NewReader(file.text), file.name)
		if err != nil {
			log.Fatal(err)
		}
		parts = append(parts, part)
	}
	company, err := roster.Merge(parts...)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(company.ID, len(company.People), len(company.Teams))
	fmt.Println(company.Validate(roster.Options{})) // Plan returns the same error
	// Output:
	// acme 1 2
	// roster: 1 bad row: speech.json line 1: "speech": member "bo@acme.test" is not among the people
}
