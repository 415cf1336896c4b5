package clarifai_test

import (
	"errors"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestTokens_Update(t *testing.T) {
	expiry := time.Date(2001, 2, 3, 4, 5, 6, 123456789, time.FixedZone("", 3600))
	for name, precision := range map[string]time.Duration{"microseconds": time.Microsecond, "seconds": time.Second} {
		testkit.RunWithServer(t, "a server that keeps "+name, func(t *testing.T, s *clarifaitest.Server) {
			atOnce(t, func() error {
				_, err := s.Client().Tokens.Update(t.Context(), "me", clarifai.NewSecret(testkit.SpareToken), clarifai.UpdateTokenRequest{ExpiresAt: &expiry})
				return err
			})
		}, func(c *clarifaitest.Config) { c.Variants.TimePrecision = precision })
	}
	testkit.RunWithServer(t, "an expiry that is not taken is an error", func(t *testing.T, s *clarifaitest.Server) {
		_, err := s.Client().Tokens.Update(t.Context(), "me", clarifai.NewSecret(testkit.SpareToken), clarifai.UpdateTokenRequest{ExpiresAt: &expiry})
		if err == nil {
			t.Error("no error, and the server keeps no expiry but of whole years")
		}
	}, func(c *clarifaitest.Config) { c.Variants.TimePrecision = 365 * 24 * time.Hour })
	testkit.RunWithServer(t, "scopes that others depend on may be added", func(t *testing.T, s *clarifaitest.Server) {
		atOnce(t, func() error {
			_, err := s.Client().Tokens.Update(t.Context(), "me", clarifai.NewSecret(testkit.SpareToken), clarifai.UpdateTokenRequest{Scopes: []clarifai.Scope{"Apps_Add"}})
			return err
		})
	}, func(c *clarifaitest.Config) { c.Variants.CompleteScopes = true })
	testkit.RunWithServer(t, "a scope that stays although it was to go is an error", func(t *testing.T, s *clarifaitest.Server) {
		c, secret := s.Client(), clarifai.NewSecret(testkit.SpareToken)
		if _, err := c.Tokens.Update(t.Context(), "me", secret, clarifai.UpdateTokenRequest{Scopes: []clarifai.Scope{"Apps_Add", "Apps_Get"}}); err != nil {
			t.Fatal(err)
		}
		if _, err := c.Tokens.Update(t.Context(), "me", secret, clarifai.UpdateTokenRequest{Scopes: []clarifai.Scope{"Apps_Add"}}); err == nil {
			t.Error("no error, and the token still has Apps_Get")
		}
	}, func(c *clarifaitest.Config) { c.Variants.CompleteScopes = true })
	t.Run("a field that somebody else changes meanwhile is not waited for", func(t *testing.T) {
		key := func(description, scopes string) testkit.Reply {
			return testkit.Success(`"key":{"id":"secret-of-the-key","description":"` + description + `","scopes":[` + scopes + `]},` +
				`"keys":[{"id":"secret-of-the-key","description":"` + description + `","scopes":[` + scopes + `]}]`)
		}
		c, s := testkit.NewClient(t, testkit.Script(key("old", `"Apps_Get"`), key("new", `"Apps_Get","Models_Get"`)))
		token, err := c.Tokens.Update(t.Context(), "me", clarifai.NewSecret("secret-of-the-key"), clarifai.UpdateTokenRequest{Description: new("new")})
		if err != nil || token.Description != "new" || len(s.Requests()) != 2 {
			t.Errorf("got %+v, %v, after %d requests", token, err, len(s.Requests()))
		}
	})
}

func TestRequest_InvalidInput(t *testing.T) {
	testkit.WithServer(t, func(t *testing.T, s *clarifaitest.Server) {
		c, ctx := s.Client(), t.Context()
		id := clarifai.NewSecret(testkit.SpareToken)
		fail := func(name string, err error) {
			t.Helper()
			if !errors.Is(err, clarifai.ErrInvalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		fail("a token without scopes", testkit.ErrorOf(c.Tokens.Create(ctx, "me", clarifai.CreateTokenRequest{Description: "d"})))
		fail("a token with an empty scope", testkit.ErrorOf(c.Tokens.Create(ctx, "me", clarifai.CreateTokenRequest{Description: "d", Scopes: []clarifai.Scope{"Apps_Get", ""}})))
		fail("a token without a description", testkit.ErrorOf(c.Tokens.Create(ctx, "me", clarifai.CreateTokenRequest{Description: " ", Scopes: []clarifai.Scope{"All"}})))
		fail("a token that has expired", testkit.ErrorOf(c.Tokens.Create(ctx, "me", clarifai.CreateTokenRequest{
			Description: "d", Scopes: []clarifai.Scope{"All"}, ExpiresAt: time.Now().Add(-time.Second)})))
		fail("an update that expires", testkit.ErrorOf(c.Tokens.Update(ctx, "me", id, clarifai.UpdateTokenRequest{ExpiresAt: new(time.Now().Add(-time.Second))})))
		fail("an update to no scopes", testkit.ErrorOf(c.Tokens.Update(ctx, "me", id, clarifai.UpdateTokenRequest{Scopes: []clarifai.Scope{}})))
		fail("an update of nothing", testkit.ErrorOf(c.Tokens.Update(ctx, "me", id, clarifai.UpdateTokenRequest{})))
		fail("no token", c.Tokens.Revoke(ctx, "me", clarifai.Secret{}))
		fail("a policy of nothing", testkit.ErrorOf(c.PasswordPolicies.Create(ctx, "acme", clarifai.CreatePasswordPolicyRequest{OrganizationID: "acme"})))
		fail("a policy of no password", testkit.ErrorOf(c.PasswordPolicies.Create(ctx, "acme", clarifai.CreatePasswordPolicyRequest{
			PasswordRules: clarifai.PasswordRules{MinimumLength: 9, MaximumLength: 8}})))
		fail("an empty password", testkit.ErrorOf(c.PasswordPolicies.Validate(ctx, "me", clarifai.Secret{})))
		fail("a sort order that there is not", testkit.ErrorOf(c.Apps.List(ctx, "acme", &clarifai.ListAppsOptions{Sort: "beauty"})))
		fail("an app that is where it is to go", c.Apps.Transfer(ctx, "acme", "app", clarifai.TransferAppRequest{NewOwnerID: "ACME"}))
		fail("a collaborator of two names", testkit.ErrorOf(c.Collaborators.Add(ctx, "acme", "app", clarifai.AddCollaboratorRequest{
			UserID: "ann", Email: "ann@acme.example", Scopes: []clarifai.Scope{"All"}})))
		fail("a collaborator of no name", testkit.ErrorOf(c.Collaborators.Add(ctx, "acme", "app", clarifai.AddCollaboratorRequest{Scopes: []clarifai.Scope{"All"}})))
		fail("a collaborator without scopes", testkit.ErrorOf(c.Collaborators.Add(ctx, "acme", "app", clarifai.AddCollaboratorRequest{UserID: "ann"})))
		fail("a period that ends before it begins", testkit.ErrorOf(c.AuditLog.List(ctx, "acme", &clarifai.ListAuditLogOptions{
			From: time.Now(), To: time.Now().Add(-time.Hour)})))
		fail("an email that is none", c.Collaborators.RemoveByEmail(ctx, "acme", "app", []string{"cy"}))
		fail("all of a period that ends before it begins", testkit.ErrorOf(clarifai.Collect(c.AuditLog.ListAll(ctx, "acme", &clarifai.ListAuditLogOptions{
			From: time.Now().Add(-time.Hour), To: time.Now().Add(-2 * time.Hour)}))))
		fail("a target of nothing", testkit.ErrorOf(c.AuditLog.List(ctx, "acme", &clarifai.ListAuditLogOptions{Targets: []clarifai.AuditLogTarget{{}}})))
		fail("a target without an id", testkit.ErrorOf(c.AuditLog.List(ctx, "acme", &clarifai.ListAuditLogOptions{
			Targets: []clarifai.AuditLogTarget{{Team: &clarifai.Team{Name: "ML"}}}})))
		if n := len(s.Requests()); n != 0 {
			t.Errorf("%d requests", n)
		}
	})
}
