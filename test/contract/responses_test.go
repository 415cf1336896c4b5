package contract_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

// unread are the fields of responses that an operation leaves out.
var unread = map[string]string{
	"billing.set_default_payment_method cards": "which of them is the default is read afterwards",
	"teams.list_apps user_app_id":              "the caller's own ids again",
	"secrets.delete secrets":                   "the caller's own ids again, with the values in clear",
	"users.unstar user_ids":                    "the caller's own ids again",
	"apps.unstar app_ids":                      "the caller's own ids again",
	"models.unstar model_ids":                  "the caller's own ids again",
	"workflows.unstar workflow_ids":            "the caller's own ids again",
	"logs.list_for_model_version per_page":     "the caller says how many",
	"logs.list_for_deployed_model per_page":    "the caller says how many",
	"logs.list_for_runner per_page":            "the caller says how many",
	"logs.list_for_cluster per_page":           "the caller says how many",
	"logs.list_for_pipeline_run per_page":      "the caller says how many",
	"collaborators.list app_owner":             "the caller says whose app it is",
	"collaborators.add app_owner":              "the caller says whose app it is",
	"collaborators.update app_owner":           "the caller says whose app it is",
}

// Whether an operation reads a field shows when the field is nonsense: the
// operation fails, or looks the value up in another way.
func TestResponses_FieldsAreRead(t *testing.T) {
	notNeeded := maps.Clone(unread)
	for _, r := range route.All() {
		binding, _ := testkit.Facts.Route(r.Method, r.Path)
		fields, _ := testkit.Facts.Union(binding.Response)
		usual, err := testkit.Record(t, r, "")
		if err != nil {
			t.Errorf("%s: %v", r.Op, err)
			continue
		}
		for _, f := range fields {
			if f.Name == "status" {
				continue
			}
			got, err := testkit.Record(t, r, f.Name)
			key := r.Op + " " + f.Name
			switch read, listed := err != nil || len(got) != len(usual), unread[key] != ""; {
			case !read && !listed:
				t.Errorf("%s does not read %s, and no reason is listed", r.Op, f.Name)
			case read && listed:
				t.Errorf("%s reads %s, which is listed as not read", r.Op, f.Name)
			}
			delete(notNeeded, key)
		}
	}
	if len(notNeeded) > 0 {
		t.Errorf("fields that no response has: %v", notNeeded)
	}
}

func TestResponses_MessagesHaveModels(t *testing.T) {
	internal := []string{
		"clarifai.api.UserStar",     // stars.go: shows which stars were set
		"clarifai.api.AppStar",      // stars.go: shows which stars were set
		"clarifai.api.ModelStar",    // models_stars.go: shows which stars were set
		"clarifai.api.WorkflowStar", // workflows_stars.go: shows which stars were set
	}
	seen := make(map[string]bool)
	var walk func(message string)
	walk = func(message string) {
		fields, ok := testkit.Facts.Union(message)
		if !ok || seen[message] || slices.Contains(internal, message) {
			return
		}
		seen[message] = true
		if models[message] == nil {
			t.Errorf("no model of %s", message)
		}
		for _, f := range fields {
			if !testkit.IsKept(message, f.Name) {
				walk(f.Type)
			}
		}
	}
	for _, r := range route.All() {
		binding, _ := testkit.Facts.Route(r.Method, r.Path)
		fields, _ := testkit.Facts.Union(binding.Response)
		for _, f := range fields {
			if unread[r.Op+" "+f.Name] == "" {
				walk(f.Type)
			}
		}
	}
}

func TestResponses_NoContent(t *testing.T) {
	statusOnly := map[string]func(context.Context, *clarifai.Client) error{
		"Organizations.Delete": func(ctx context.Context, c *clarifai.Client) error { return c.Organizations.Delete(ctx, "acme") },
		"Members.Remove":       func(ctx context.Context, c *clarifai.Client) error { return c.Members.Remove(ctx, "acme", "ann") },
		"Teams.RemoveMembers": func(ctx context.Context, c *clarifai.Client) error {
			return c.Teams.RemoveMembers(ctx, "acme", "ml", []string{"ann", "ben"})
		},
		"Apps.Delete": func(ctx context.Context, c *clarifai.Client) error { return c.Apps.Delete(ctx, "acme", "app") },
		"Tokens.Revoke": func(ctx context.Context, c *clarifai.Client) error {
			return c.Tokens.Revoke(ctx, "ann", clarifai.NewSecret("0123456789abcdef"))
		},
		"Call, POST": func(ctx context.Context, c *clarifai.Client) error {
			return c.Call(ctx, "POST", "/v2/x", nil, nil, nil)
		},
		"Call, GET": func(ctx context.Context, c *clarifai.Client) error { return c.Call(ctx, "GET", "/v2/x", nil, nil, nil) },
	}
	valued := map[string]func(context.Context, *clarifai.Client) error{
		"Teams.Get": func(ctx context.Context, c *clarifai.Client) error {
			return testkit.ErrorOf(c.Teams.Get(ctx, "acme", "ml"))
		},
		"Teams.List": func(ctx context.Context, c *clarifai.Client) error {
			return testkit.ErrorOf(c.Teams.List(ctx, "acme", nil))
		},
		"Call, POST": func(ctx context.Context, c *clarifai.Client) error {
			return c.Call(ctx, "POST", "/v2/x", nil, nil, new(map[string]any))
		},
		"Call, GET": func(ctx context.Context, c *clarifai.Client) error {
			return c.Call(ctx, "GET", "/v2/x", nil, nil, new(map[string]any))
		},
	}
	for _, status := range []int{204, 205} {
		for name, call := range statusOnly {
			testkit.RunInFakeTime(t, fmt.Sprint(status, " is a success of ", name), func(t *testing.T) {
				c, s := testkit.NewClient(t, testkit.Script(testkit.Reply{Status: status}))
				if err := call(t.Context(), c); err != nil || len(s.Requests()) != 1 {
					t.Errorf("%s: %d requests, %v", name, len(s.Requests()), err)
				}
			})
			testkit.RunInFakeTime(t, fmt.Sprint("an empty 200 is no success of ", name), func(t *testing.T) {
				c, _ := testkit.NewClient(t, testkit.Script(testkit.Reply{Status: 200}))
				if err := call(t.Context(), c); testkit.Sentinel(err) == "" {
					t.Errorf("%s: %v", name, err)
				}
			})
		}
		for name, call := range valued {
			testkit.RunInFakeTime(t, fmt.Sprint(status, " is no success of ", name), func(t *testing.T) {
				c, _ := testkit.NewClient(t, testkit.Script(testkit.Reply{Status: status}))
				if err := call(t.Context(), c); err == nil {
					t.Errorf("%s succeeds without a value", name)
				}
			})
		}
	}
	t.Run("a body with another status is read", func(t *testing.T) {
		c, _ := testkit.NewClient(t, testkit.Script(testkit.Reply{Status: 205, Body: `{"status":{"code":11101}}`}))
		if err := c.Organizations.Delete(t.Context(), "acme"); testkit.Sentinel(err) != "ErrNotFound" {
			t.Error(err)
		}
	})
}

func TestResponses_OptionalField(t *testing.T) {
	member := func(fields string) string {
		return `{"user":{"id":"ann","primary_email":"ann@acme.example"},"role":{"id":"r","name":"OrganizationAdmin","type":"ORG"}` + fields + `}`
	}
	list := func(t *testing.T, first string) ([]clarifai.Member, error) {
		c, _ := testkit.NewClient(t, testkit.Script(testkit.Success(`"organization_members":[`+first+`,`+member("")+`]`)))
		page, err := c.Members.List(t.Context(), "acme", nil)
		if err != nil {
			return nil, err
		}
		return page.Items, nil
	}
	t.Run("what does not fit is left zero, and the list is read", func(t *testing.T) {
		for _, first := range []string{
			member(`,"not_before":""`), member(`,"not_before":"soon"`), member(`,"not_before":7`), member(`,"unknown":[{}]`),
			strings.Replace(member(""), `"id":"ann"`, `"id":"ann","created_at":"","date_gdpr_consent":"","star_count":"many","image":[],"first_name":{},"teams_count":-1,"visibility":7`, 1),
			strings.Replace(member(""), `"id":"r"`, `"id":"r","created_at":"","description":7`, 1),
		} {
			items, err := list(t, first)
			if err != nil || len(items) != 2 {
				t.Errorf("%s: %d members, %v", first, len(items), err)
				continue
			}
			m := items[0]
			if m.User.ID != "ann" || m.User.PrimaryEmail != "ann@acme.example" || m.Role.ID != "r" || m.Role.Type != clarifai.RoleTypeOrg ||
				!m.NotBefore.IsZero() || !m.User.CreatedAt.IsZero() || m.User.StarCount != 0 || m.User.Image != nil || m.User.FirstName != "" {
				t.Errorf("%s is read as %+v", first, m)
			}
		}
	})
	t.Run("what decides is an error", func(t *testing.T) {
		for old, new := range map[string]string{
			`"id":"ann"`: `"id":7`, `"ann@acme.example"`: `7`, `"id":"r"`: `"id":7`, `"name":"OrganizationAdmin"`: `"name":7`, `"type":"ORG"`: `"type":{}`,
			`"role":{`: `"role":7,"x":{`, `"user":{`: `"user":7,"x":{`, `"type"`: `"scopes":[7],"type"`,
		} {
			first := strings.Replace(member(""), old, new, 1)
			if items, err := list(t, first); err == nil {
				t.Errorf("%s is read as %+v", first, items[0])
			}
		}
		c, _ := testkit.NewClient(t, testkit.Script(testkit.Success(`"keys":[{"id":"k","expires_at":7}]`)))
		if page, err := c.Tokens.List(t.Context(), "ann", nil); err == nil {
			t.Errorf("a token whose end cannot be read never ends: %+v", page.Items)
		}
	})
	t.Run("a status is read whatever its words are", func(t *testing.T) {
		c, _ := testkit.NewClient(t, testkit.Script(testkit.Reply{Status: 200, Body: `{"status":{"code":10000,"description":7,"details":[],"req_id":{},"redirect_info":""},"team":{"id":"ml","name":"ML"}}`}))
		if team, err := c.Teams.Get(t.Context(), "acme", "ml"); err != nil || team.Name != "ML" {
			t.Error(err)
		}
		c, _ = testkit.NewClient(t, testkit.Script(testkit.Reply{Status: 404, Body: `{"status":{"code":11101,"description":7}}`}))
		if _, err := c.Teams.Get(t.Context(), "acme", "ml"); !errors.Is(err, clarifai.ErrNotFound) {
			t.Error(err)
		}
		for _, status := range []string{`7`, `"ok"`, `{"code":{}}`, `{"code":true}`} {
			c, _ = testkit.NewClient(t, testkit.Script(testkit.Reply{Status: 200, Body: `{"status":` + status + `,"team":{"id":"ml","name":"ML"}}`}))
			if _, err := c.Teams.Get(t.Context(), "acme", "ml"); err == nil {
				t.Errorf("the status %s passes for a success", status)
			}
		}
	})
	t.Run("a write whose answer has one is a success", func(t *testing.T) {
		c, s := testkit.NewClient(t, testkit.Script(testkit.Success(`"teams":[{"id":"ml","name":"ML","created_at":"","modified_at":7}]`)))
		if team, err := c.Teams.Create(t.Context(), "acme", clarifai.CreateTeamRequest{ID: "ml", Name: "ML"}); err != nil || team.ID != "ml" || len(s.Requests()) != 1 {
			t.Errorf("%d requests, %v", len(s.Requests()), err)
		}
	})
}
