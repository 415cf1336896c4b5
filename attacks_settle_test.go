package clarifai_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

func dropped(op clarifai.Operation) clarifaitest.Option {
	return clarifaitest.WithFaults(clarifaitest.Fault{Operation: op, Kind: clarifaitest.FaultDrop})
}

func TestAnIDOfNothingIsNotChanged(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		err := s.Client().Apps.ChangeID(t.Context(), "acme", "ghost", "app2")
		if !errors.Is(err, clarifai.ErrNotFound) || errors.Is(err, clarifai.ErrAmbiguous) {
			t.Errorf("ghost never existed, app2 is another app: %v", err)
		}
	}, dropped(clarifai.OpAppsChangeID))
}

func TestARemovalByEmailThatCannotBeReadBackIsAmbiguous(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		err := s.Client().Collaborators.RemoveByEmail(t.Context(), "acme", "app", []string{"cy@acme.example", "ghost@acme.example"})
		app, _ := s.App("acme", "app")
		if !errors.Is(err, clarifai.ErrAmbiguous) || len(app.Collaborators) != 1 {
			t.Errorf("%v, and there are %v", err, app.Collaborators)
		}
	}, dropped(clarifai.OpCollaboratorsRemove), clarifaitest.WithMemberEmails(clarifaitest.MemberEmailsHidden))
}

func TestAnAppThatDiffersInAnyFieldIsAConflict(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		app, err := s.Client().Apps.Create(t.Context(), "acme", clarifai.CreateAppRequest{ID: "app2", SampleMS: 777, IsTemplate: new(true), EmbeddingsStorage: clarifai.EmbeddingsQdrant})
		if app != nil || !errors.Is(err, clarifai.ErrConflict) {
			t.Errorf("%+v, %v", app, err)
		}
	}, dropped(clarifai.OpAppsCreate))
}

func TestACollaboratorWithoutTheEndpointsAskedForIsNoSuccess(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		c, err := s.Client().Collaborators.Add(t.Context(), "acme", "app", clarifai.AddCollaboratorRequest{UserID: "cy", Scopes: []string{"Apps_Get"}, Endpoints: []string{"/clarifai.api.V2/PostModels"}})
		if c != nil || !errors.Is(err, clarifai.ErrConflict) {
			t.Errorf("cy is there with the scopes, and without the endpoints: %+v, %v", c, err)
		}
	})
}

func TestAnIDOfAnIdentityProviderThatIsTakenIsAConflict(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		_, err := s.Client().IdentityProviders.Create(t.Context(), "acme", clarifai.CreateIdentityProviderRequest{ID: "idp", Name: "Another", Type: "saml", SAMLMetadataURL: "https://x.example/m"})
		if !errors.Is(err, clarifai.ErrConflict) {
			t.Errorf("an id that is taken: %v", err)
		}
	}, clarifaitest.WithExists(clarifaitest.ExistsFailure))
}

func TestASecretThatIsShownAndDiffersIsNoSuccess(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		c := s.Client()
		_, err := c.IdentityProviders.Create(t.Context(), "acme", clarifai.CreateIdentityProviderRequest{ID: "o", Name: "O", Type: "oauth", OAuthProvider: "google", OAuthClientID: "cid", OAuthClientSecret: clarifai.NewSecret("old-secret")})
		if err != nil {
			t.Fatal(err)
		}
		s.Handle("PATCH /v2/organizations/{org}/identity_providers", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprint(w, `{"status":{"code":10000}}`) // accepted, and nothing changes
		}))
		got, err := c.IdentityProviders.Update(t.Context(), "acme", "o", clarifai.UpdateIdentityProviderRequest{OAuthClientSecret: clarifai.NewSecret("new-secret")})
		if got != nil || err == nil || !strings.Contains(err.Error(), "reading does not show it") {
			t.Errorf("reading shows the old secret: %v, %v", got, err)
		}
	}, clarifaitest.WithShownOAuthSecrets())
}

func TestASecretThatAServerEscapesShowsInNoError(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		var log strings.Builder
		c := s.Client(clarifai.WithLogger(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))))
		const odd = "tok en+key=é4711"
		s.Inject(clarifaitest.Fault{Operation: clarifai.OpTokensGet, Kind: clarifaitest.FaultDrop, Count: -1},
			clarifaitest.Fault{Operation: clarifai.OpTokensRevoke, Kind: clarifaitest.FaultRedirect, Count: -1, Location: s.URL() + "/v2/users/owner/keys/tok%20en"})
		_, err := c.Tokens.Get(t.Context(), "owner", clarifai.NewSecret(odd))
		err2 := c.Tokens.Revoke(t.Context(), "owner", clarifai.NewSecret(odd))
		for _, text := range []string{fmt.Sprint(err), fmt.Sprintf("%#v", err), fmt.Sprint(err2), fmt.Sprintf("%#v", err2), log.String()} {
			if strings.Contains(text, "4711") {
				t.Errorf("shows: %s", text)
			}
		}
		if !errors.Is(err, clarifai.ErrUnavailable) || !errors.Is(err2, clarifai.ErrMoved) || !strings.Contains(log.String(), "tokens.get") {
			t.Errorf("%v; %v; logged:\n%s", err, err2, log.String())
		}
	})
}

func TestATokenThatHasMovedShowsInNoError(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		s.Handle("GET /v2/users/{user}/keys/{key}", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(307)
			fmt.Fprintf(w, `{"status":{"code":11107,"redirect_info":{"url":"u","old_resource_id":%q,"resource_type":"key","new_resource_id":"n"}}}`, spareToken)
		}))
		_, err := s.Client().Tokens.Get(t.Context(), "me", clarifai.NewSecret(spareToken))
		if !errors.Is(err, clarifai.ErrMoved) || strings.Contains(fmt.Sprintf("%v %#v", err, err), spareToken) {
			t.Error(err)
		}
	})
}

func TestAShortPasswordShowsInNoError(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		s.Handle("POST /v2/users/{user}/passwords/validate", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {}))
		for _, r := range clarifai.Routes() {
			if r.Op == clarifai.OpPasswordPoliciesValidate {
				p := strings.ReplaceAll(r.Path, "user_app_id.user_id", "user")
				s.Handle(r.Method+" "+p, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
					w.WriteHeader(400)
					fmt.Fprint(w, `{"status":{"code":11102,"description":"password \"xq7\" bad","details":"pa\\\"ss-word-1 bad"}}`)
				}))
			}
		}
		_, err := s.Client().PasswordPolicies.Validate(t.Context(), "me", clarifai.NewSecret("xq7"))
		if err == nil || !strings.Contains(err.Error(), "11102") || strings.Contains(err.Error(), "xq7") {
			t.Errorf("short: %v", err)
		}
		_, err = s.Client().PasswordPolicies.Validate(t.Context(), "me", clarifai.NewSecret(`pa"ss-word-1`))
		if err == nil || !strings.Contains(err.Error(), "11102") || strings.Contains(err.Error(), "ss-word-1") {
			t.Errorf("escaped: %v", err)
		}
	})
}

func TestNilResultsAndOptionsDoNotPanic(t *testing.T) {
	try := func(name string, f func()) {
		defer func() {
			if p := recover(); p != nil {
				t.Errorf("%s: %v", name, p)
			}
		}()
		f()
	}
	try("Check", func() { (*clarifai.PasswordPolicy)(nil).Check(clarifai.NewSecret("x"), nil) })
	try("Has", func() { (*clarifai.MyScopes)(nil).Has("x") })
	try("String", func() { _ = (*clarifai.RotationResult)(nil).String() })
	try("Err", func() { _ = (*clarifai.PreflightReport)(nil).Err() })
	try("More", func() { (*clarifai.Page[int])(nil).More() })
	try("Is", func() { (*clarifai.Collaborator)(nil).Is("x") })
	try("RemoveByEmail", func() {
		_ = (&clarifai.CollaboratorsService{}).RemoveByEmail(t.Context(), "a", "b", []string{"a@b.c"})
	})
	var none context.Context
	try("Unstar", func() { _ = (*clarifai.AppsService)(nil).Unstar(none, "a", []string{"b"}) })
	try("nilctx", func() { _, _ = (&clarifai.Client{}).Apps.Create(none, "a", clarifai.CreateAppRequest{ID: "x"}) })
	try("ChangeID", func() { _ = (*clarifai.AppsService)(nil).ChangeID(t.Context(), "a", "b", "c") })
	try("Rotate", func() {
		_, _ = (*clarifai.TokensService)(nil).Rotate(t.Context(), "a", clarifai.NewSecret("x"), rotation(new(string)))
	})
	try("Collect", func() { _, _ = clarifai.Collect[int](nil) })
}

func TestBadOptionsOfTheLogAreNeverSilent(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		got, err := clarifai.Collect(s.Client().AuditLog.ListAll(t.Context(), "acme/../x", &clarifai.ListAuditLogOptions{
			From: time.Now().Add(-time.Second), Targets: []clarifai.AuditLogTarget{{}}, Paging: clarifai.Paging{Page: -1}}))
		if err == nil {
			t.Errorf("invalid in every way, and %d entries without an error", len(got))
		}
	})
}

func TestAnAppIsTakenFromATeamOnlyForARefusalThatItsPresenceExplains(t *testing.T) {
	for _, f := range []clarifaitest.Fault{{Status: 200, Code: clarifai.CodeFailure}, {Status: 400, Code: clarifai.CodeFailure}, {Status: 409}} {
		for _, app := range []string{"app", "app2"} {
			bubble(t, func(t *testing.T, s *clarifaitest.Server) {
				f.Operation, f.Kind, f.Count = clarifai.OpTeamsSetAppRole, clarifaitest.FaultStatus, 1
				s.Inject(f)
				err := s.Client().Teams.SetAppRole(t.Context(), "acme", "ml", app, clarifai.TeamRoleFullAccess)
				there := app == "app" && f.Status >= 400 // what the server refuses may be its presence
				if (err == nil) != there || requests(s, clarifai.OpTeamsRemoveApps) != 0 != there {
					t.Errorf("%s after %d: %v, with %d removals", app, f.Status, err, requests(s, clarifai.OpTeamsRemoveApps))
				}
			})
		}
	}
}
