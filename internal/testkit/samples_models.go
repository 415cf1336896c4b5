package testkit

import (
	"context"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

var (
	someModels = clarifai.ListModelsOptions{
		AdditionalFields: []string{"stars", "presets"}, ShowReplicas: true, Sort: clarifai.ModelSortName, SortAscending: true,
		ModelTypeID: "mt", TrainedOnly: true, InputFields: []string{"image"}, OutputFields: []string{"text"}, License: "li",
		FeaturedOnly: true, StarredOnly: true, Toolkits: []string{"tk"}, UseCases: []string{"uc"}, Languages: []string{"en", "fi"},
		DontFetchFromMain: true, Bookmark: true, ModelVersionIDs: []string{"v1", "v2"}, LicenseType: clarifai.LicenseOpenSource,
		Source: clarifai.ModelSourceWrapped, Creator: "cr", MinReplicas: 3, Visibility: clarifai.VisibilityPrivate,
		Search: "s", Query: "q", Name: "n", FilterByUserID: true, Paging: somePage,
	}
	someWorkflows = clarifai.ListWorkflowsOptions{
		AdditionalFields: []string{"stars", "all"}, Sort: clarifai.WorkflowSortID, SortAscending: true, FeaturedOnly: true,
		StarredOnly: true, Bookmark: true, Visibility: clarifai.VisibilityPublic, Search: "s", Query: "q", ID: "i", SearchTerm: "t",
		Paging: somePage,
	}
)

// modelSamples are those of models and workflows.
var modelSamples = map[clarifai.Operation]func(context.Context, *clarifai.Client) error{
	clarifai.OpModelsList: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Models.List(ctx, "org", "app", full(&someModels))
		return err
	},
	clarifai.OpModelsListForOwner: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Models.ListForOwner(ctx, "org", full(&someModels))
		return err
	},
	clarifai.OpModelsListVisible: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Models.ListVisible(ctx, full(&someModels))
		return err
	},
	clarifai.OpModelsGet: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Models.Get(ctx, "org", "app", "model", full(&clarifai.GetModelOptions{VersionID: "v1", Language: "fi", TrainedBefore: true, AdditionalFields: []string{"stars"}}))
		return err
	},
	clarifai.OpModelsStar: func(ctx context.Context, c *clarifai.Client) error {
		return c.Models.Star(ctx, "org", "app", []string{"model_id"})
	},
	clarifai.OpModelsUnstar: func(ctx context.Context, c *clarifai.Client) error {
		return c.Models.Unstar(ctx, "org", "app", []string{"model_id"})
	},
	clarifai.OpWorkflowsList: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Workflows.List(ctx, "org", "app", full(&someWorkflows))
		return err
	},
	clarifai.OpWorkflowsListForOwner: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Workflows.ListForOwner(ctx, "org", full(&someWorkflows))
		return err
	},
	clarifai.OpWorkflowsListVisible: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Workflows.ListVisible(ctx, full(&someWorkflows))
		return err
	},
	clarifai.OpWorkflowsGet: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Workflows.Get(ctx, "org", "app", "workflow", full(&clarifai.GetWorkflowOptions{AdditionalFields: []string{"stars"}}))
		return err
	},
	clarifai.OpWorkflowsStar: func(ctx context.Context, c *clarifai.Client) error {
		return c.Workflows.Star(ctx, "org", "app", []string{"workflow_id"})
	},
	clarifai.OpWorkflowsUnstar: func(ctx context.Context, c *clarifai.Client) error {
		return c.Workflows.Unstar(ctx, "org", "app", []string{"workflow_id"})
	},
}
