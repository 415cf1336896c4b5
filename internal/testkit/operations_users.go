package testkit

import (
	"context"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// userCalls are the calls of operations of users, notifications and secrets.
var userCalls = map[clarifai.Operation]Call{
	clarifai.OpUsersList: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
		return itemsOf(c.Users.List(ctx, nil, opts...))
	},
	clarifai.OpUsersGet: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
		return c.Users.GetMe(ctx, opts...)
	},
	clarifai.OpUsersStar: only(func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) error {
		return c.Users.Star(ctx, []string{"ann"}, opts...)
	}),
	clarifai.OpUsersUnstar: only(func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) error {
		if err := c.Users.Star(ctx, []string{"ann"}, opts...); err != nil {
			return err
		}
		return c.Users.Unstar(ctx, []string{"ann"}, opts...)
	}),
	clarifai.OpUsersUpdate: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
		return c.Users.Update(ctx, "me", clarifai.UpdateUserRequest{FirstName: new("Olga")}, opts...)
	},
	clarifai.OpUsersChangeID: only(func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) error {
		return c.Users.ChangeID(ctx, "ann", clarifai.ChangeUserIDRequest{NewID: "anna"}, opts...)
	}),
	clarifai.OpUsersGetFeatureFlags: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
		return c.Users.GetFeatureFlags(ctx, "me", opts...)
	},
	clarifai.OpUsersValidateIDs: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
		return c.Users.ValidateIDs(ctx, []clarifai.ValidateIDRequest{{Type: clarifai.IDTypeUser, ID: "ann"}}, opts...)
	},
	clarifai.OpNotificationsList: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
		return itemsOf(c.Notifications.List(ctx, "me", nil, opts...))
	},
	clarifai.OpNotificationsGet: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
		return c.Notifications.Get(ctx, "me", "note", opts...)
	},
	clarifai.OpNotificationsMarkRead: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
		return c.Notifications.MarkRead(ctx, "me", "note", opts...)
	},
	clarifai.OpNotificationsDelete: only(func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) error {
		return c.Notifications.DeleteBatch(ctx, "me", []string{"note"}, opts...)
	}),
	clarifai.OpSecretsList: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
		return itemsOf(c.Secrets.List(ctx, "acme", nil, opts...))
	},
	clarifai.OpSecretsGet: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
		return c.Secrets.Get(ctx, "acme", "KEY", opts...)
	},
	clarifai.OpSecretsCreate: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
		return c.Secrets.Create(ctx, "acme", clarifai.CreateSecretRequest{ID: "NEW", Value: clarifai.NewSecret(NewSecretValue)}, opts...)
	},
	clarifai.OpSecretsUpdate: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
		return c.Secrets.Update(ctx, "acme", "KEY", clarifai.UpdateSecretRequest{Value: clarifai.NewSecret(NewSecretValue)}, opts...)
	},
	clarifai.OpSecretsDelete: only(func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) error {
		return c.Secrets.DeleteBatch(ctx, "acme", []string{"KEY"}, opts...)
	}),
}
