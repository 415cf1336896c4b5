package clarifai_test

import (
	"context"
	"fmt"
	"log"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

func ExampleAppsService_Create() {
	server := exampleServer()
	defer server.Close()
	client := server.Client()
	ctx := context.Background()

	// An organization owns apps under its own id.
	app, err := client.Apps.Create(ctx, "acme", clarifai.CreateAppRequest{
		ID: "defects", Name: "Defects", Visibility: clarifai.VisibilityOrg, Metadata: map[string]any{"tier": "gold"},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(app.ID, app.Visibility, app.Metadata["tier"])
	for app, err := range client.Apps.ListAll(ctx, "acme", &clarifai.ListAppsOptions{Sort: clarifai.AppSortID, SortAscending: true}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(app.ID)
	}
	// Output:
	// defects ORG gold
	// defects
	// translator
}

func ExampleAppsService_Update() {
	server := exampleServer()
	defer server.Close()
	client := server.Client()

	app, err := client.Apps.Update(context.Background(), "acme", "translator", clarifai.UpdateAppRequest{
		Description: new("Manuals, from Finnish"), // what is nil stays as it is
		Metadata:    &clarifai.MetadataChange{Set: map[string]any{"owner": "docs"}},
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(app.Name, app.Description, app.Metadata)
	// Output: Translator Manuals, from Finnish map[owner:docs]
}

func ExampleCollaboratorsService_Add() {
	server := exampleServer()
	defer server.Close()
	client := server.Client()
	ctx := context.Background()

	// Ben is no member of acme; he may look at one app.
	if _, err := client.Collaborators.Add(ctx, "acme", "translator", clarifai.AddCollaboratorRequest{
		UserID: "ben", Scopes: []clarifai.Scope{"Apps_Get", "Models_Get"},
	}); err != nil {
		log.Fatal(err)
	}
	for c, err := range client.Collaborators.ListAll(ctx, "acme", "translator", nil) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(c.UserID(), c.Scopes)
	}
	// Output: ben [Apps_Get Models_Get]
}
