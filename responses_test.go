package clarifai_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

func TestResponse_NoContent(t *testing.T) {
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
		"Teams.Get":  func(ctx context.Context, c *clarifai.Client) error { return coreValue(c.Teams.Get(ctx, "acme", "ml")) },
		"Teams.List": func(ctx context.Context, c *clarifai.Client) error { return coreValue(c.Teams.List(ctx, "acme", nil)) },
		"Call, POST": func(ctx context.Context, c *clarifai.Client) error {
			return c.Call(ctx, "POST", "/v2/x", nil, nil, new(map[string]any))
		},
		"Call, GET": func(ctx context.Context, c *clarifai.Client) error {
			return c.Call(ctx, "GET", "/v2/x", nil, nil, new(map[string]any))
		},
	}
	for _, status := range []int{204, 205} {
		for name, call := range statusOnly {
			coreBubble(t, fmt.Sprint(status, " is a success of ", name), func(t *testing.T) {
				c, s := coreClient(t, coreScript(coreReply{status: status}))
				if err := call(t.Context(), c); err != nil || len(s.requests()) != 1 {
					t.Errorf("%s: %d requests, %v", name, len(s.requests()), err)
				}
			})
			coreBubble(t, fmt.Sprint("an empty 200 is no success of ", name), func(t *testing.T) {
				c, _ := coreClient(t, coreScript(coreReply{status: 200}))
				if err := call(t.Context(), c); coreIs(err) == "" {
					t.Errorf("%s: %v", name, err)
				}
			})
		}
		for name, call := range valued {
			coreBubble(t, fmt.Sprint(status, " is no success of ", name), func(t *testing.T) {
				c, _ := coreClient(t, coreScript(coreReply{status: status}))
				if err := call(t.Context(), c); err == nil {
					t.Errorf("%s succeeds without a value", name)
				}
			})
		}
	}
	t.Run("a body with another status is read", func(t *testing.T) {
		c, _ := coreClient(t, coreScript(coreReply{status: 205, body: `{"status":{"code":11101}}`}))
		if err := c.Organizations.Delete(t.Context(), "acme"); coreIs(err) != "ErrNotFound" {
			t.Error(err)
		}
	})
}

func TestResponse_OptionalField(t *testing.T) {
	member := func(fields string) string {
		return `{"user":{"id":"ann","primary_email":"ann@acme.example"},"role":{"id":"r","name":"OrganizationAdmin","type":"ORG"}` + fields + `}`
	}
	list := func(t *testing.T, first string) ([]clarifai.Member, error) {
		c, _ := coreClient(t, coreScript(coreFine(`"organization_members":[`+first+`,`+member("")+`]`)))
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
		c, _ := coreClient(t, coreScript(coreFine(`"keys":[{"id":"k","expires_at":7}]`)))
		if page, err := c.Tokens.List(t.Context(), "ann", nil); err == nil {
			t.Errorf("a token whose end cannot be read never ends: %+v", page.Items)
		}
	})
	t.Run("a status is read whatever its words are", func(t *testing.T) {
		c, _ := coreClient(t, coreScript(coreReply{status: 200, body: `{"status":{"code":10000,"description":7,"details":[],"req_id":{},"redirect_info":""},"team":{"id":"ml","name":"ML"}}`}))
		if team, err := c.Teams.Get(t.Context(), "acme", "ml"); err != nil || team.Name != "ML" {
			t.Error(err)
		}
		c, _ = coreClient(t, coreScript(coreReply{status: 404, body: `{"status":{"code":11101,"description":7}}`}))
		if _, err := c.Teams.Get(t.Context(), "acme", "ml"); !errors.Is(err, clarifai.ErrNotFound) {
			t.Error(err)
		}
		for _, status := range []string{`7`, `"ok"`, `{"code":{}}`, `{"code":true}`} {
			c, _ = coreClient(t, coreScript(coreReply{status: 200, body: `{"status":` + status + `,"team":{"id":"ml","name":"ML"}}`}))
			if _, err := c.Teams.Get(t.Context(), "acme", "ml"); err == nil {
				t.Errorf("the status %s passes for a success", status)
			}
		}
	})
	t.Run("a write whose answer has one is a success", func(t *testing.T) {
		c, s := coreClient(t, coreScript(coreFine(`"teams":[{"id":"ml","name":"ML","created_at":"","modified_at":7}]`)))
		if team, err := c.Teams.Create(t.Context(), "acme", clarifai.CreateTeamRequest{ID: "ml", Name: "ML"}); err != nil || team.ID != "ml" || len(s.requests()) != 1 {
			t.Errorf("%d requests, %v", len(s.requests()), err)
		}
	})
}

// An update that reads first writes back what it read, so that nothing may have
// been left out.
func TestResponse_ReadBeforeUpdate(t *testing.T) {
	text := "text"
	secret := clarifai.NewSecret("0123456789abcdef")
	for name, test := range map[string]struct {
		item     string // without its last brace
		as       string // how a response has it: %s is the item
		typ      reflect.Type
		optional string // fields that are not written back
		update   func(context.Context, *clarifai.Client) error
	}{
		"Apps.Update": {
			`{"id":"x","user_id":"acme"`, `"app":%s,"apps":[%[1]s]`, reflect.TypeFor[clarifai.App](),
			"default_workflow created_at modified_at is_starred star_count extra_info",
			func(ctx context.Context, c *clarifai.Client) error {
				return coreValue(c.Apps.Update(ctx, "acme", "x", clarifai.UpdateAppRequest{Name: &text}))
			},
		},
		"Tokens.Update": {
			`{"id":"0123456789abcdef"`, `"key":%s,"keys":[%[1]s]`, reflect.TypeFor[clarifai.Token](), "created_at",
			func(ctx context.Context, c *clarifai.Client) error {
				return coreValue(c.Tokens.Update(ctx, "ann", secret, clarifai.UpdateTokenRequest{Description: &text}))
			},
		},
		"PasswordPolicies.Update": {
			`{"id":"x"`, `"password_policies":[%s]`, reflect.TypeFor[clarifai.PasswordPolicy](), "",
			func(ctx context.Context, c *clarifai.Client) error {
				return coreValue(c.PasswordPolicies.Update(ctx, "acme", "x", clarifai.UpdatePasswordPolicyRequest{MinimumLength: new(uint32(9))}))
			},
		},
		"IdentityProviders.Update": {
			`{"id":"x","name":"X"`, `"identity_provider":%s,"identity_providers":[%[1]s]`, reflect.TypeFor[clarifai.IdentityProvider](), "created_at modified_at",
			func(ctx context.Context, c *clarifai.Client) error {
				return coreValue(c.IdentityProviders.Update(ctx, "acme", "x", clarifai.UpdateIdentityProviderRequest{Name: &text}))
			},
		},
	} {
		for f := range test.typ.Fields() {
			field, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if !f.IsExported() || slices.Contains(strings.Fields(test.optional), field) {
				continue
			}
			coreBubble(t, name+" "+field, func(t *testing.T) {
				c, s := coreClient(t, coreScript(coreFine(fmt.Sprintf(test.as, test.item+`,"`+field+`":[[1]]}`))))
				if err := test.update(t.Context(), c); err == nil {
					t.Errorf("%s succeeds though %s cannot be read", name, field)
				}
				for _, r := range s.requests() {
					if r.Method != "GET" {
						t.Errorf("%s sends %s though %s cannot be read", name, r.body, field)
					}
				}
			})
		}
	}
}
