package testkit

import (
	"context"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// userSamples are those of users, notifications and secrets.
var userSamples = map[clarifai.Operation]func(context.Context, *clarifai.Client) error{
	clarifai.OpUsersList: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Users.List(ctx, full(&clarifai.ListUsersOptions{
			AdditionalFields: []string{"stars"}, Sort: clarifai.UserSortID, SortAscending: true, Query: "q", StarredOnly: true, Paging: somePage}))
		return err
	},
	clarifai.OpUsersGet: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Users.Get(ctx, "me", full(&clarifai.GetUserOptions{AdditionalFields: []string{"stars"}}))
		return err
	},
	clarifai.OpUsersStar: func(ctx context.Context, c *clarifai.Client) error { return c.Users.Star(ctx, []string{"user_id"}) },
	clarifai.OpUsersUnstar: func(ctx context.Context, c *clarifai.Client) error {
		return c.Users.Unstar(ctx, []string{"user_id"})
	},
	clarifai.OpUsersUpdate: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Users.Update(ctx, "user_id", full(clarifai.UpdateUserRequest{
			FirstName: new("first_name"), LastName: new("last_name"), CompanyName: new("company_name"), JobTitle: new("job_title"),
			JobRole: new("job_role"), Country: new("country"), State: new("state"), Visibility: new(clarifai.VisibilityPublic),
			Metadata: map[string]any{"number": 1.5}, Password: clarifai.NewSecret("a password"), OldPassword: clarifai.NewSecret("an old password"),
		}))
		return err
	},
	clarifai.OpUsersChangeID: func(ctx context.Context, c *clarifai.Client) error {
		return c.Users.ChangeID(ctx, "old", full(clarifai.ChangeUserIDRequest{NewID: "user_id"}))
	},
	clarifai.OpUsersGetFeatureFlags: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Users.GetFeatureFlags(ctx, "me")
		return err
	},
	clarifai.OpUsersValidateIDs: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Users.ValidateIDs(ctx, []clarifai.ValidateIDRequest{
			full(clarifai.ValidateIDRequest{Type: "object_type", ID: "object_id", OwnerID: "user_id", AppID: "app_id"})})
		return err
	},
	clarifai.OpNotificationsList: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Notifications.List(ctx, "me", full(&clarifai.ListNotificationsOptions{UnreadOnly: true, Paging: somePage}))
		return err
	},
	clarifai.OpNotificationsGet: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Notifications.Get(ctx, "me", "notification")
		return err
	},
	clarifai.OpNotificationsMarkRead: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Notifications.MarkRead(ctx, "me", "webnotification_id")
		return err
	},
	clarifai.OpNotificationsDelete: func(ctx context.Context, c *clarifai.Client) error {
		return c.Notifications.DeleteBatch(ctx, "me", []string{"webnotification_id", "other"})
	},
	clarifai.OpSecretsList: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Secrets.List(ctx, "org", full(&clarifai.ListSecretsOptions{Paging: somePage}))
		return err
	},
	clarifai.OpSecretsGet: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Secrets.Get(ctx, "org", "secret")
		return err
	},
	clarifai.OpSecretsCreate: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Secrets.Create(ctx, "org", full(clarifai.CreateSecretRequest{
			ID: "secret_id", Value: clarifai.NewSecret("value"), Description: "description", ExpiresAt: time.Date(2100, 1, 2, 3, 4, 5, 0, time.UTC)}))
		return err
	},
	clarifai.OpSecretsUpdate: func(ctx context.Context, c *clarifai.Client) error {
		_, err := c.Secrets.Update(ctx, "org", "secret_id", full(clarifai.UpdateSecretRequest{
			Value: clarifai.NewSecret("value"), Description: new("description"), ExpiresAt: new(time.Date(2100, 1, 2, 3, 4, 5, 0, time.UTC))}))
		return err
	},
	clarifai.OpSecretsDelete: func(ctx context.Context, c *clarifai.Client) error {
		return c.Secrets.DeleteBatch(ctx, "org", []string{"secret_id", "other"})
	},
}
