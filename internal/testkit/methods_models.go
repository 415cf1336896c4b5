package testkit

import (
	"context"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// modelMethods are the methods of models and workflows.
var modelMethods = map[string]MethodCall{
	"Models.List": {clarifai.OpModelsList, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Models.List(ctx, id[0], id[1], nil))
	}},
	"Models.ListAll": {clarifai.OpModelsList, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(clarifai.Collect(c.Models.ListAll(ctx, id[0], id[1], nil)))
	}},
	"Models.ListForOwner": {clarifai.OpModelsListForOwner, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Models.ListForOwner(ctx, id[0], nil))
	}},
	"Models.ListAllForOwner": {clarifai.OpModelsListForOwner, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(clarifai.Collect(c.Models.ListAllForOwner(ctx, id[0], nil)))
	}},
	"Models.ListVisible": {clarifai.OpModelsListVisible, 0, func(ctx context.Context, c *clarifai.Client, _ []string) error {
		return ErrorOf(c.Models.ListVisible(ctx, nil))
	}},
	"Models.ListAllVisible": {clarifai.OpModelsListVisible, 0, func(ctx context.Context, c *clarifai.Client, _ []string) error {
		return ErrorOf(clarifai.Collect(c.Models.ListAllVisible(ctx, nil)))
	}},
	"Models.Get": {clarifai.OpModelsGet, 3, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Models.Get(ctx, id[0], id[1], id[2], nil))
	}},
	"Models.Star": {clarifai.OpModelsStar, 3, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Models.Star(ctx, id[0], id[1], id[2:3])
	}},
	"Models.Unstar": {clarifai.OpModelsUnstar, 3, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Models.Unstar(ctx, id[0], id[1], id[2:3])
	}},
	"Workflows.List": {clarifai.OpWorkflowsList, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Workflows.List(ctx, id[0], id[1], nil))
	}},
	"Workflows.ListAll": {clarifai.OpWorkflowsList, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(clarifai.Collect(c.Workflows.ListAll(ctx, id[0], id[1], nil)))
	}},
	"Workflows.ListForOwner": {clarifai.OpWorkflowsListForOwner, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Workflows.ListForOwner(ctx, id[0], nil))
	}},
	"Workflows.ListAllForOwner": {clarifai.OpWorkflowsListForOwner, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(clarifai.Collect(c.Workflows.ListAllForOwner(ctx, id[0], nil)))
	}},
	"Workflows.ListVisible": {clarifai.OpWorkflowsListVisible, 0, func(ctx context.Context, c *clarifai.Client, _ []string) error {
		return ErrorOf(c.Workflows.ListVisible(ctx, nil))
	}},
	"Workflows.ListAllVisible": {clarifai.OpWorkflowsListVisible, 0, func(ctx context.Context, c *clarifai.Client, _ []string) error {
		return ErrorOf(clarifai.Collect(c.Workflows.ListAllVisible(ctx, nil)))
	}},
	"Workflows.Get": {clarifai.OpWorkflowsGet, 3, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Workflows.Get(ctx, id[0], id[1], id[2], nil))
	}},
	"Workflows.Star": {clarifai.OpWorkflowsStar, 3, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Workflows.Star(ctx, id[0], id[1], id[2:3])
	}},
	"Workflows.Unstar": {clarifai.OpWorkflowsUnstar, 3, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Workflows.Unstar(ctx, id[0], id[1], id[2:3])
	}},
}
