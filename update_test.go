package clarifai_test

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

// atOnce fails unless a call took no time, which it would if it waited for a
// change to show.
func atOnce(t *testing.T, call func() error) {
	t.Helper()
	began := time.Now()
	if err := call(); err != nil || time.Since(began) != 0 {
		t.Errorf("%v, after %v", err, time.Since(began))
	}
}

// What an overwrite does with a field that is left out is not documented.
func TestUpdate_Overwrite(t *testing.T) {
	for name, options := range map[string][]func(*clarifaitest.Config){"clears": nil, "keeps": {func(c *clarifaitest.Config) { c.Variants.KeepOnOverwrite = true }}} {
		testkit.RunWithServer(t, name, func(t *testing.T, s *clarifaitest.Server) {
			c, ctx := s.Client(), t.Context()
			policy, err := c.PasswordPolicies.Update(ctx, "acme", "policy", clarifai.UpdatePasswordPolicyRequest{NumericNeeded: new(true)})
			if err != nil || policy.MinimumLength != 8 || !policy.NumericNeeded {
				t.Errorf("the policy is %+v, %v", policy, err)
			}
			app, err := c.Apps.Update(ctx, "acme", "app", clarifai.UpdateAppRequest{Name: new("Name"), Description: new("described")})
			if err != nil || app.Name != "Name" || app.Description != "described" {
				t.Errorf("the app is %+v, %v", app, err)
			}
			app, err = c.Apps.Update(ctx, "acme", "app", clarifai.UpdateAppRequest{SampleMS: new(5)})
			if err != nil || app.Name != "Name" || app.Description != "described" || app.SampleMS != 5 {
				t.Errorf("the app is %+v, %v", app, err)
			}
			token, err := c.Tokens.Update(ctx, "me", clarifai.NewSecret(testkit.SpareToken), clarifai.UpdateTokenRequest{Description: new("other")})
			if err != nil || token.Description != "other" || len(token.Scopes) == 0 {
				t.Errorf("the token is %+v, %v", token, err)
			}
			// What cannot be cleared is an error, and no silent success.
			cleared, err := c.PasswordPolicies.Update(ctx, "acme", "policy", clarifai.UpdatePasswordPolicyRequest{NumericNeeded: new(false)})
			if name == "clears" && (err != nil || cleared.NumericNeeded) || name == "keeps" && err == nil {
				t.Errorf("the rule is cleared: %+v, %v", cleared, err)
			}
		}, options...)
	}
}

// An update that reads first writes back what it read, so that nothing may have
// been left out.
func TestUpdate_ReadsFirst(t *testing.T) {
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
				return testkit.ErrorOf(c.Apps.Update(ctx, "acme", "x", clarifai.UpdateAppRequest{Name: &text}))
			},
		},
		"Tokens.Update": {
			`{"id":"0123456789abcdef"`, `"key":%s,"keys":[%[1]s]`, reflect.TypeFor[clarifai.Token](), "created_at",
			func(ctx context.Context, c *clarifai.Client) error {
				return testkit.ErrorOf(c.Tokens.Update(ctx, "ann", secret, clarifai.UpdateTokenRequest{Description: &text}))
			},
		},
		"Secrets.Update": {
			`{"id":"x","value":"v"`, `"secret":%s,"secrets":[%[1]s]`, reflect.TypeFor[clarifai.EnvironmentSecret](), "user_id version created_at modified_at",
			func(ctx context.Context, c *clarifai.Client) error {
				return testkit.ErrorOf(c.Secrets.Update(ctx, "acme", "x", clarifai.UpdateSecretRequest{Description: &text}))
			},
		},
		"PasswordPolicies.Update": {
			`{"id":"x"`, `"password_policies":[%s]`, reflect.TypeFor[clarifai.PasswordPolicy](), "",
			func(ctx context.Context, c *clarifai.Client) error {
				return testkit.ErrorOf(c.PasswordPolicies.Update(ctx, "acme", "x", clarifai.UpdatePasswordPolicyRequest{MinimumLength: new(9)}))
			},
		},
		"IdentityProviders.Update": {
			`{"id":"x","name":"X"`, `"identity_provider":%s,"identity_providers":[%[1]s]`, reflect.TypeFor[clarifai.IdentityProvider](), "created_at modified_at",
			func(ctx context.Context, c *clarifai.Client) error {
				return testkit.ErrorOf(c.IdentityProviders.Update(ctx, "acme", "x", clarifai.UpdateIdentityProviderRequest{Name: &text}))
			},
		},
	} {
		for f := range test.typ.Fields() {
			field, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if !f.IsExported() || slices.Contains(strings.Fields(test.optional), field) {
				continue
			}
			testkit.RunInFakeTime(t, name+" "+field, func(t *testing.T) {
				c, s := testkit.NewClient(t, testkit.Script(testkit.Success(fmt.Sprintf(test.as, test.item+`,"`+field+`":[[1]]}`))))
				if err := test.update(t.Context(), c); err == nil {
					t.Errorf("%s succeeds though %s cannot be read", name, field)
				}
				for _, r := range s.Requests() {
					if r.Method != "GET" {
						t.Errorf("%s sends %s though %s cannot be read", name, r.Body, field)
					}
				}
			})
		}
	}
}

func TestUpdate_Texts(t *testing.T) {
	rename := clarifai.UpdateTeamRequest{Name: new("New")}
	team := func(name string) testkit.Reply { return testkit.Success(`"teams":[{"id":"ml","name":"` + name + `"}]`) }
	t.Run("what the response lists is believed, whatever the server made of it", func(t *testing.T) {
		c, s := testkit.NewClient(t, testkit.Script(team("NEW TEAM")))
		got, err := c.Teams.Update(t.Context(), "acme", "ml", rename)
		if err != nil || got.Name != "NEW TEAM" || len(s.Requests()) != 1 {
			t.Errorf("%+v, %v, after %d requests", got, err, len(s.Requests()))
		}
	})
	testkit.RunInFakeTime(t, "if the response lists nothing, the text is waited for", func(t *testing.T) {
		read := func(name string) testkit.Reply { return testkit.Success(`"team":{"id":"ml","name":"` + name + `"}`) }
		c, s := testkit.NewClient(t, testkit.Script(testkit.Success(`"teams":[]`), read("Old"), read("New")))
		got, err := c.Teams.Update(t.Context(), "acme", "ml", rename)
		if err != nil || got.Name != "New" || len(s.Requests()) != 3 {
			t.Errorf("%+v, %v, after %d requests", got, err, len(s.Requests()))
		}
	})
}

func TestUpdate_Unread(t *testing.T) {
	const nothing = "the resource cannot be read, so nothing was written"
	for want, reply := range map[string]testkit.Reply{
		nothing + ": Clarifai reports success, but its response carries no App": testkit.Success(""),
		nothing + ": HTTP 403": testkit.Failure(403, 11007),
	} {
		c, s := testkit.NewClient(t, testkit.Script(reply))
		_, err := c.Apps.Update(t.Context(), "acme", "x", clarifai.UpdateAppRequest{Name: new("New")})
		if !strings.Contains(fmt.Sprint(err), want) || len(s.Requests()) != 1 {
			t.Errorf("%v, after %d requests; want %q in it", err, len(s.Requests()), want)
		}
	}
}
