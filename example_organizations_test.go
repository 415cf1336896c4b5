package clarifai_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

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

	// Name is nil, so it stays as it is.
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
	for range 2 { // reads the list twice
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
	if err := client.Members.UpdateRole(ctx, "acme", ann.UserID(), clarifai.MemberRoleTeamContributor); err != nil {
		log.Fatal(err)
	}
	ann, err = client.Members.Find(ctx, "acme", "ann")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(ann.RoleName())
	// Output: Team Contributor
}

func ExampleMembersService_UpdateRoleBatch() {
	server := exampleServer()
	defer server.Close()
	client := server.Client()

	changes := []clarifai.UpdateMemberRoleRequest{
		{UserID: "ann", Role: clarifai.MemberRoleTeamContributor},
		{UserID: "ben", Role: clarifai.MemberRoleTeamContributor}, // no member
	}
	err := client.Members.UpdateRoleBatch(context.Background(), "acme", changes)
	batch, partly := errors.AsType[*clarifai.BatchError](err)
	if err != nil && !partly {
		log.Fatal(err)
	}
	for _, item := range batch.Items {
		fmt.Println("failed", changes[item.Index].UserID, errors.Is(item.Err, clarifai.ErrNotFound))
	}
	// Output: failed ben true
}

func ExampleInvitationsService_CreateBatch() {
	server := exampleServer()
	defer server.Close()
	client := server.Client()

	people := []clarifai.CreateInvitationRequest{
		{Email: "ben@acme.example", Role: clarifai.MemberRoleTeamContributor},
		{Email: "ann@acme.example", Role: clarifai.MemberRoleTeamContributor}, // a member already
		{Email: "new@acme.example", Role: clarifai.MemberRoleTeamContributor},
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
		clarifai.CreateInvitationRequest{Email: "ben@acme.example", Role: clarifai.MemberRoleUser})
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

func ExampleInvitationsService_CancelBatch() {
	server := exampleServer()
	defer server.Close()
	client := server.Client()
	ctx := context.Background()

	_, err := client.Invitations.CreateBatch(ctx, "acme", []clarifai.CreateInvitationRequest{
		{Email: "ben@acme.example", Role: clarifai.MemberRoleUser}, {Email: "new@acme.example", Role: clarifai.MemberRoleUser},
	})
	if err != nil {
		log.Fatal(err)
	}
	var pending []string
	opts := &clarifai.ListInvitationsOptions{Status: clarifai.InvitationPending}
	for invitation, err := range client.Invitations.ListAll(ctx, "acme", opts) {
		if err != nil {
			log.Fatal(err)
		}
		pending = append(pending, invitation.ID)
	}
	cancelled, err := client.Invitations.CancelBatch(ctx, "acme", pending)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println("cancelled", len(cancelled))
	// Output: cancelled 2
}

func ExampleTeamsService_UpdateBatch() {
	server := exampleServer()
	defer server.Close()
	client := server.Client()
	ctx := context.Background()

	_, err := client.Teams.CreateBatch(ctx, "acme", []clarifai.CreateTeamRequest{{ID: "vision", Name: "Vision"}, {ID: "text", Name: "Text"}})
	if err != nil {
		log.Fatal(err)
	}
	role := clarifai.TeamRoleLabelerLead
	teams, err := client.Teams.UpdateBatch(ctx, "acme", []clarifai.UpdateTeamBatchRequest{
		{TeamID: "vision", UpdateTeamRequest: clarifai.UpdateTeamRequest{Name: new("Computer vision")}},
		{TeamID: "text", UpdateTeamRequest: clarifai.UpdateTeamRequest{DefaultRole: &role}},
	})
	if err != nil {
		log.Fatal(err)
	}
	for _, team := range teams {
		fmt.Println(team.ID, team.Name, team.DefaultRoleID != "")
	}
	// Output:
	// vision Computer vision false
	// text Text true
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

func ExampleTeamsService_ListMemberships() {
	server := exampleServer()
	defer server.Close()
	client := server.Client()
	ctx := context.Background()

	for _, id := range []string{"language", "vision"} {
		if _, err := client.Teams.Create(ctx, "acme", clarifai.CreateTeamRequest{ID: id, Name: "Team " + id}); err != nil {
			log.Fatal(err)
		}
		if _, err := client.Teams.AddMembers(ctx, "acme", id, []string{"ann"}); err != nil {
			log.Fatal(err)
		}
	}
	memberships, err := client.Teams.ListMemberships(ctx, "acme")
	if err != nil {
		log.Fatal(err)
	}
	for _, team := range memberships.TeamsOf("ann") {
		fmt.Println(team.Name)
	}
	for _, member := range memberships.MembersOf("vision") {
		fmt.Println(member.FirstName)
	}
	// Output:
	// Team language
	// Team vision
	// Ann
}

func ExampleTeamsService_Delete() {
	server := exampleServer()
	defer server.Close()
	client := server.Client()
	ctx := context.Background()

	if _, err := client.Teams.Create(ctx, "acme", clarifai.CreateTeamRequest{ID: "language", Name: "Language"}); err != nil {
		log.Fatal(err)
	}
	if err := client.Teams.Delete(ctx, "acme", "language"); err != nil {
		log.Fatal(err)
	}
	err := client.Teams.Delete(ctx, "acme", "language")
	fmt.Println(errors.Is(err, clarifai.ErrNotFound))
	// Output: true
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
