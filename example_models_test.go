package clarifai_test

import (
	"context"
	"fmt"
	"log"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

func ExampleModelsService_ListAllVisible() {
	server := exampleServer()
	defer server.Close()
	client := server.Client()
	ctx := context.Background()

	if err := client.Models.Star(ctx, "acme", "translator", []string{"fi-en"}); err != nil {
		log.Fatal(err)
	}
	// Everything that the caller has starred, whoever owns it.
	for model, err := range client.Models.ListAllVisible(ctx, &clarifai.ListModelsOptions{StarredOnly: true}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(model.UserID, model.AppID, model.ID)
	}
	// Output: acme translator fi-en
}

func ExampleModelsService_ListAllForOwner() {
	server := exampleServer()
	defer server.Close()
	client := server.Client()

	for model, err := range client.Models.ListAllForOwner(context.Background(), "acme", &clarifai.ListModelsOptions{
		Sort: clarifai.ModelSortName, SortAscending: true,
	}) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(model.ID, model.VersionCount, model.ModelVersion.Status.Code)
	}
	// Output:
	// fi-en 2 MODEL_TRAINED
	// sv-en 1 MODEL_UNTRAINED
}

func ExampleModelsService_Get() {
	server := exampleServer()
	defer server.Close()
	client := server.Client()

	model, err := client.Models.Get(context.Background(), "acme", "translator", "fi-en", &clarifai.GetModelOptions{
		VersionID: "v1", // empty means the latest
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(model.ID, model.ModelVersion.ID, model.Visibility)
	// Output: fi-en v1 PRIVATE
}

func ExampleModelsService_Unstar() {
	server := exampleServer()
	defer server.Close()
	client := server.Client()
	ctx := context.Background()

	if err := client.Models.Star(ctx, "acme", "translator", []string{"fi-en", "sv-en"}); err != nil {
		log.Fatal(err)
	}
	// Remove every star of the caller from the models of an organization.
	starred, err := clarifai.Collect(client.Models.ListAllForOwner(ctx, "acme", &clarifai.ListModelsOptions{StarredOnly: true}))
	if err != nil {
		log.Fatal(err)
	}
	for _, model := range starred {
		if err := client.Models.Unstar(ctx, model.UserID, model.AppID, []string{model.ID}); err != nil {
			log.Fatal(err)
		}
	}
	fmt.Println(len(starred), "models were starred")
	// Output: 2 models were starred
}

func ExampleWorkflowsService_Star() {
	server := exampleServer()
	defer server.Close()
	client := server.Client()
	ctx := context.Background()

	if err := client.Workflows.Star(ctx, "acme", "translator", []string{"manuals"}); err != nil {
		log.Fatal(err)
	}
	workflow, err := client.Workflows.Get(ctx, "acme", "translator", "manuals", &clarifai.GetWorkflowOptions{
		AdditionalFields: []string{"stars"}, // which Clarifai leaves out by default
	})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(workflow.IsStarred, workflow.StarCount)
	// Output: true 1
}

func ExampleWorkflowsService_ListAll() {
	server := exampleServer()
	defer server.Close()
	client := server.Client()

	for workflow, err := range client.Workflows.ListAll(context.Background(), "acme", "translator", nil) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(workflow.ID, workflow.Version.ID)
	}
	// Output: manuals v1
}
