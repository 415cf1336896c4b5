package clarifai_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http"

	"golang.org/x/time/rate"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

// exampleServer is what the examples talk to: an organization "acme" with two
// members, in this process.
func exampleServer() *clarifaitest.Server {
	server, err := clarifaitest.Start(
		clarifaitest.WithUser(clarifaitest.User{ID: "olga", Email: "olga@acme.example", FirstName: "Olga"}),
		clarifaitest.WithUser(clarifaitest.User{ID: "ann", Email: "ann@acme.example", FirstName: "Ann"}),
		clarifaitest.WithUser(clarifaitest.User{ID: "ben", Email: "ben@acme.example", FirstName: "Ben"}),
		clarifaitest.WithOrganization(clarifaitest.Organization{
			ID: "acme", Name: "Acme", BillingEmail: "billing@acme.example",
			Members: []clarifaitest.Member{{UserID: "ann", Role: clarifai.RoleOrganizationUser}},
		}),
		clarifaitest.WithApp("acme", "translator", "Translator"),
	)
	if err != nil {
		log.Fatal(err)
	}
	return server
}

func ExampleNewClient() {
	server := exampleServer()
	defer server.Close()

	client, err := clarifai.NewClient(
		clarifai.WithPAT(server.PAT("olga")), // without it, CLARIFAI_PAT
		clarifai.WithBaseURL(server.URL()),   // without it, https://api.clarifai.com
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

func ExampleOrganizationsService_ListAllForUser() {
	server := exampleServer()
	defer server.Close()
	client := server.Client()

	for mine, err := range client.Organizations.ListAllForUser(context.Background(), "me", nil) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s: %s is %s\n", mine.OrganizationID(), mine.OrganizationName(), mine.RoleName())
	}
	// Output: acme: Acme is Admin
}

func ExampleOrganizationsService_Update() {
	server := exampleServer()
	defer server.Close()
	client := server.Client()

	// What is nil stays as it is.
	org, err := client.Organizations.Update(context.Background(), "acme",
		clarifai.UpdateOrganizationRequest{BillingEmail: new("finance@acme.example")})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(org.Name, org.BillingEmail)
	// Output: Acme finance@acme.example
}

func ExampleMembersService_ListAll() {
	server := exampleServer()
	defer server.Close()
	client := server.Client()

	members := client.Members.ListAll(context.Background(), "acme", nil)
	for range 2 { // an iterator can be ranged over again
		for member, err := range members {
			if err != nil {
				log.Fatal(err)
			}
			fmt.Println(member.UserID(), member.RoleName())
		}
	}
	// Output:
	// olga Admin
	// ann Organization User
	// olga Admin
	// ann Organization User
}

func ExampleMembersService_UpdateRole() {
	server := exampleServer()
	defer server.Close()
	client := server.Client()
	ctx := context.Background()

	ann, err := client.Members.Find(ctx, "acme", "Ann@acme.example")
	if err != nil {
		log.Fatal(err)
	}
	if err := client.Members.UpdateRole(ctx, "acme", ann.UserID(), clarifai.RoleTeamContributor); err != nil {
		log.Fatal(err)
	}
	ann, err = client.Members.Find(ctx, "acme", "ann")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(ann.RoleName())
	// Output: Team Contributor
}

func ExampleInvitationsService_CreateBatch() {
	server := exampleServer()
	defer server.Close()
	client := server.Client()

	people := []clarifai.CreateInvitationRequest{
		{Email: "ben@acme.example", Role: clarifai.RoleTeamContributor},
		{Email: "ann@acme.example", Role: clarifai.RoleTeamContributor}, // a member already
		{Email: "new@acme.example", Role: clarifai.RoleTeamContributor},
	}
	invitations, err := client.Invitations.CreateBatch(context.Background(), "acme", people)
	batch, partly := errors.AsType[*clarifai.BatchError](err)
	if err != nil && !partly {
		log.Fatal(err)
	}
	for i, invitation := range invitations {
		if invitation != nil {
			fmt.Println("invited", people[i].Email)
		}
	}
	for _, item := range batch.Items {
		fmt.Println("failed", people[item.Index].Email, errors.Is(item.Err, clarifai.ErrConflict))
	}
	// Output:
	// invited ben@acme.example
	// invited new@acme.example
	// failed ann@acme.example true
}

func ExampleInvitationsService_Cancel() {
	server := exampleServer()
	defer server.Close()
	client := server.Client()
	ctx := context.Background()

	invitation, err := client.Invitations.Create(ctx, "acme",
		clarifai.CreateInvitationRequest{Email: "ben@acme.example", Role: clarifai.RoleOrganizationUser})
	if err != nil {
		log.Fatal(err)
	}
	cancelled, err := client.Invitations.Cancel(ctx, "acme", invitation.ID)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(!cancelled.CancelledAt.IsZero())
	// Output: true
}

func ExampleTeamsService_Create() {
	server := exampleServer()
	defer server.Close()
	client := server.Client()
	ctx := context.Background()

	team, err := client.Teams.Create(ctx, "acme", clarifai.CreateTeamRequest{
		ID: "language", Name: "Language", DefaultRole: clarifai.TeamRoleLabelerWorker,
	})
	if err != nil {
		log.Fatal(err)
	}
	if _, err := client.Teams.AddMembers(ctx, "acme", team.ID, []string{"ann"}); err != nil {
		log.Fatal(err)
	}
	err = client.Teams.AddApps(ctx, "acme", team.ID, []clarifai.AddTeamAppRequest{
		{AppID: "translator", Role: clarifai.TeamRoleModelTrainer},
	})
	if err != nil {
		log.Fatal(err)
	}
	apps, err := clarifai.Collect(client.Teams.ListAllApps(ctx, "acme", team.ID, nil))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(team.Name, apps[0].AppID(), apps[0].RoleName)
	// Output: Language translator Model Trainer
}

func ExampleRolesService_GetByName() {
	server := exampleServer()
	defer server.Close()
	client := server.Client()

	role, err := client.Roles.GetByName(context.Background(), "organization user", clarifai.RoleTypeOrg)
	if err != nil {
		log.Fatal(err)
	}
	allowed, known := role.Can(clarifai.PermissionDeleteApp)
	fmt.Println(role.Name, allowed, known)
	// Output: Organization User false true
}

func ExampleUsersService_Star() {
	server := exampleServer()
	defer server.Close()
	client := server.Client()
	ctx := context.Background()

	if err := client.Users.Star(ctx, []string{"ann"}); err != nil {
		log.Fatal(err)
	}
	ann, err := client.Users.Get(ctx, "ann", &clarifai.GetUserOptions{AdditionalFields: []string{"stars"}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(ann.IsStarred)
	// Output: true
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
