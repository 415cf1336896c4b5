package testkit

import (
	"context"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// modelCalls are the calls of models and workflows.
func modelCalls() map[clarifai.Operation]Call {
	return map[clarifai.Operation]Call{
		clarifai.OpModelsList: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return itemsOf(c.Models.List(ctx, "acme", "app", nil, opts...))
		},
		clarifai.OpModelsListForOwner: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return itemsOf(c.Models.ListForOwner(ctx, "acme", nil, opts...))
		},
		clarifai.OpModelsListVisible: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return itemsOf(c.Models.ListVisible(ctx, nil, opts...))
		},
		clarifai.OpModelsGet: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Models.Get(ctx, "acme", "app", "model", nil, opts...)
		},
		clarifai.OpModelsStar: only(func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) error {
			return c.Models.Star(ctx, "acme", "app", []string{"model2"}, opts...)
		}),
		clarifai.OpModelsUnstar: only(func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) error {
			return c.Models.Unstar(ctx, "acme", "app", []string{"model"}, opts...)
		}),
		clarifai.OpWorkflowsList: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return itemsOf(c.Workflows.List(ctx, "acme", "app", nil, opts...))
		},
		clarifai.OpWorkflowsListForOwner: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return itemsOf(c.Workflows.ListForOwner(ctx, "acme", nil, opts...))
		},
		clarifai.OpWorkflowsListVisible: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return itemsOf(c.Workflows.ListVisible(ctx, nil, opts...))
		},
		clarifai.OpWorkflowsGet: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Workflows.Get(ctx, "acme", "app", "workflow", nil, opts...)
		},
		clarifai.OpWorkflowsStar: only(func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) error {
			return c.Workflows.Star(ctx, "acme", "app", []string{"workflow2"}, opts...)
		}),
		clarifai.OpWorkflowsUnstar: only(func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) error {
			return c.Workflows.Unstar(ctx, "acme", "app", []string{"workflow"}, opts...)
		}),
	}
}
