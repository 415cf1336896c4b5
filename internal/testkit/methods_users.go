package testkit

import (
	"context"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// userMethods are the methods of users, notifications and secrets.
var userMethods = map[string]MethodCall{
	"Users.List": {clarifai.OpUsersList, 0, func(ctx context.Context, c *clarifai.Client, _ []string) error {
		return ErrorOf(c.Users.List(ctx, nil))
	}},
	"Users.ListAll": {clarifai.OpUsersList, 0, func(ctx context.Context, c *clarifai.Client, _ []string) error {
		return ErrorOf(clarifai.Collect(c.Users.ListAll(ctx, nil)))
	}},
	"Users.GetMe": {clarifai.OpUsersGet, 0, func(ctx context.Context, c *clarifai.Client, _ []string) error {
		return ErrorOf(c.Users.GetMe(ctx))
	}},
	"Users.Get": {clarifai.OpUsersGet, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Users.Get(ctx, id[0], nil))
	}},
	"Users.Star": {clarifai.OpUsersStar, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Users.Star(ctx, id[:1])
	}},
	"Users.Unstar": {clarifai.OpUsersUnstar, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Users.Unstar(ctx, id[:1])
	}},
	"Users.Update": {clarifai.OpUsersUpdate, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Users.Update(ctx, id[0], clarifai.UpdateUserRequest{FirstName: new("N")}))
	}},
	"Users.ChangeID": {clarifai.OpUsersChangeID, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Users.ChangeID(ctx, id[0], clarifai.ChangeUserIDRequest{NewID: id[1]})
	}},
	"Users.GetFeatureFlags": {clarifai.OpUsersGetFeatureFlags, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Users.GetFeatureFlags(ctx, id[0]))
	}},
	"Users.ValidateIDs": {clarifai.OpUsersValidateIDs, 0, func(ctx context.Context, c *clarifai.Client, _ []string) error {
		return ErrorOf(c.Users.ValidateIDs(ctx, []clarifai.ValidateIDRequest{{Type: clarifai.IDTypeUser, ID: "ann"}}))
	}},
	"Notifications.List": {clarifai.OpNotificationsList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Notifications.List(ctx, id[0], nil))
	}},
	"Notifications.ListAll": {clarifai.OpNotificationsList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(clarifai.Collect(c.Notifications.ListAll(ctx, id[0], nil)))
	}},
	"Notifications.Get": {clarifai.OpNotificationsGet, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Notifications.Get(ctx, id[0], id[1]))
	}},
	"Notifications.MarkRead": {clarifai.OpNotificationsMarkRead, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Notifications.MarkRead(ctx, id[0], id[1]))
	}},
	"Notifications.Delete": {clarifai.OpNotificationsDelete, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Notifications.Delete(ctx, id[0], id[1])
	}},
	"Notifications.DeleteBatch": {clarifai.OpNotificationsDelete, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Notifications.DeleteBatch(ctx, id[0], id[1:2])
	}},
	"Secrets.List": {clarifai.OpSecretsList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Secrets.List(ctx, id[0], nil))
	}},
	"Secrets.ListAll": {clarifai.OpSecretsList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(clarifai.Collect(c.Secrets.ListAll(ctx, id[0], nil)))
	}},
	"Secrets.Get": {clarifai.OpSecretsGet, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Secrets.Get(ctx, id[0], id[1]))
	}},
	"Secrets.Create": {clarifai.OpSecretsCreate, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Secrets.Create(ctx, id[0], clarifai.CreateSecretRequest{ID: id[1], Value: clarifai.NewSecret("value")}))
	}},
	"Secrets.CreateBatch": {clarifai.OpSecretsCreate, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Secrets.CreateBatch(ctx, id[0], []clarifai.CreateSecretRequest{{ID: id[1], Value: clarifai.NewSecret("value")}}))
	}},
	"Secrets.Update": {clarifai.OpSecretsUpdate, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return ErrorOf(c.Secrets.Update(ctx, id[0], id[1], clarifai.UpdateSecretRequest{Description: new("D")}))
	}},
	"Secrets.Delete": {clarifai.OpSecretsDelete, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Secrets.Delete(ctx, id[0], id[1])
	}},
	"Secrets.DeleteBatch": {clarifai.OpSecretsDelete, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Secrets.DeleteBatch(ctx, id[0], id[1:2])
	}},
}
