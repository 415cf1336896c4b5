package clarifai_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"

	"golang.org/x/time/rate"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

func ExampleNewClient() {
	server := exampleServer()
	defer server.Close()

	client, err := clarifai.NewClient(
		clarifai.WithPAT(server.PAT("olga")), // by default CLARIFAI_PAT
		clarifai.WithBaseURL(server.URL()),   // by default https://api.clarifai.com
		clarifai.WithInsecureHTTP(),          // the server is in this process
		clarifai.WithUserAgent("acme-onboarding/1.4"),
		clarifai.WithRequestIDPrefix("nightly-2026-11-23"),
		clarifai.WithGuard(clarifai.Guard{Owners: []string{"acme", "me"}, MaxWrites: 50}),
	)
	if err != nil {
		log.Fatal(err)
	}
	defer client.Close()
	me, err := client.Users.GetMe(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(me.FirstName)
	// Output: Olga
}

func ExampleClient_WithPAT() {
	server := exampleServer()
	defer server.Close()
	client := server.Client()

	asAnn, err := client.WithPAT(clarifai.NewSecret(server.PAT("ann")))
	if err != nil {
		log.Fatal(err)
	}
	me, err := asAnn.Users.GetMe(context.Background())
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(me.FirstName)
	// Output: Ann
}

func ExampleClient_Call() {
	server := exampleServer()
	defer server.Close()
	client := server.Client()

	var out struct {
		Teams []struct {
			ID string `json:"id"`
		} `json:"teams"`
	}
	err := client.Call(context.Background(), http.MethodGet, "/v2/organizations/acme/teams", nil, nil, &out)
	fmt.Println(len(out.Teams), err)
	// Output: 0 <nil>
}

func ExampleError() {
	server := exampleServer()
	defer server.Close()
	client := server.Client()

	_, err := client.Teams.Get(context.Background(), "acme", "language")
	if e, ok := errors.AsType[*clarifai.Error](err); ok {
		fmt.Println(e.Op, e.HTTPStatus, e.Code, errors.Is(err, clarifai.ErrNotFound))
	}
	// Output: teams.get 404 CONN_DOES_NOT_EXIST true
}

func ExampleGuard() {
	server := exampleServer()
	defer server.Close()
	client := server.Client(clarifai.WithGuard(clarifai.Guard{ReadOnly: true}))

	err := client.Organizations.Delete(context.Background(), "acme")
	fmt.Println(errors.Is(err, clarifai.ErrGuarded), len(server.Requests()))
	// Output: true 0
}

func ExampleWithLimiter() {
	server := exampleServer()
	defer server.Close()
	// Clarifai allows 15 requests a second by default.
	client := server.Client(clarifai.WithLimiter(rate.NewLimiter(15, 5)))

	team, err := client.Teams.Create(context.Background(), "acme", clarifai.CreateTeamRequest{ID: "language", Name: "Language"})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(team.Name)
	// Output: Language
}

func ExampleWithResponse() {
	server := exampleServer()
	defer server.Close()
	client := server.Client(clarifai.WithRequestIDPrefix("run-7-"))

	var response clarifai.Response
	if _, err := client.Users.GetMe(context.Background(), clarifai.WithResponse(&response)); err != nil {
		log.Fatal(err)
	}
	fmt.Println(response.HTTPStatus, response.Code, response.RequestID[:6], response.Attempts)
	// Output: 200 SUCCESS run-7- 1
}

func ExampleClient_Preflight() {
	server := exampleServer()
	defer server.Close()
	client := server.Client()

	report, err := client.Preflight(context.Background(), clarifai.OpTeamsCreate, clarifai.OpInvitationsCreate)
	if err != nil {
		log.Fatal(err)
	}
	if err := report.Err(); err != nil {
		log.Fatal(err) // names the scopes that the token lacks
	}
	fmt.Println(report.Allowed)
	// Output: [teams.create invitations.create]
}
