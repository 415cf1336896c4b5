package clarifai_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
)

func TestASecretIsPrintedByNothing(t *testing.T) {
	const canary = "canary-4711"
	s := clarifai.NewSecret(canary)
	holder := struct {
		Public  clarifai.Secret
		private clarifai.Secret
		Token   *clarifai.Token
		Slice   []clarifai.Secret
	}{s, s, &clarifai.Token{ID: s}, []clarifai.Secret{s}}
	var out strings.Builder
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%T", "%w", "%20s", "%!"} {
		fmt.Fprintf(&out, verb+"\n", s)
		fmt.Fprintf(&out, verb+"\n", &s)
		fmt.Fprintf(&out, verb+"\n", holder)
		fmt.Fprintf(&out, verb+"\n", &holder)
	}
	slog.New(slog.NewJSONHandler(&out, nil)).Info("m", "s", s, "holder", holder, "token", holder.Token)
	slog.New(slog.NewTextHandler(&out, nil)).Info("m", "s", s, "holder", holder, "token", holder.Token)
	data, err := json.Marshal(map[string]any{"holder": holder, "key": map[clarifai.Secret]int{s: 1}})
	if err != nil {
		t.Fatal(err)
	}
	out.Write(data)
	for _, form := range []string{canary, fmt.Sprintf("%x", canary), fmt.Sprintf("%X", canary)} {
		if strings.Contains(out.String(), form) {
			t.Errorf("%q is in %s", form, out.String())
		}
	}
	if s.Reveal() != canary || !s.Equal(clarifai.NewSecret(canary)) || s.IsZero() || !clarifai.NewSecret("").IsZero() {
		t.Error("the secret is not what it was made of")
	}
}

func TestATokensIDIsInNoErrorAndNoLog(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		var log strings.Builder
		echo := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprintf(w, `{"status":{"code":10020,"description":"no key %[1]s","details":"%[1]s","req_id":"%[1]s"}}`, spareToken)
		})
		s.Handle("GET /v2/users/{user}/keys/{key}", echo)
		s.Handle("DELETE /v2/users/{user}/keys/{key}", echo)
		client := s.Client(clarifai.WithLogger(slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))))
		id := clarifai.NewSecret(spareToken)
		_, getErr := client.Tokens.Get(t.Context(), "me", id)
		_, updateErr := client.Tokens.Update(t.Context(), "me", id, clarifai.UpdateTokenRequest{Description: new("d")})
		revokeErr := client.Tokens.Revoke(t.Context(), "me", id)
		_, oddErr := client.Tokens.Get(t.Context(), "me", clarifai.NewSecret(spareToken+"/../x"))
		for _, err := range []error{getErr, updateErr, revokeErr, oddErr} {
			if err == nil {
				t.Fatal("no error")
			}
			for text := range slices.Values([]string{err.Error(), fmt.Sprintf("%+v %#v %q", err, err, err), log.String()}) {
				if strings.Contains(text, spareToken) {
					t.Errorf("it shows in %s", text)
				}
			}
		}
	})
}

// rotation is what a test of a rotation starts with.
func rotation(stored *string) clarifai.RotateTokenRequest {
	return clarifai.RotateTokenRequest{Grace: time.Minute, Store: func(_ context.Context, successor *clarifai.Token) error {
		*stored = successor.ID.Reveal()
		return nil
	}}
}

// works reports whether a token is taken by the server.
func works(t *testing.T, s *clarifaitest.Server, token string) bool {
	t.Helper()
	_, err := s.Client(clarifai.WithPAT(token)).Users.GetMe(t.Context())
	return err == nil
}

func TestARotationReplacesATokenByOneWithTheSameScopes(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		var stored string
		began := time.Now()
		result, err := s.Client().Tokens.Rotate(t.Context(), "me", clarifai.NewSecret(spareToken), rotation(&stored))
		if err != nil {
			t.Fatal(err)
		}
		if result.Reached != clarifai.RotationRevoked || result.Old != clarifai.TokenRevoked || result.Successor != clarifai.TokenWorks {
			t.Errorf("it came to %+v", result)
		}
		if works(t, s, spareToken) || !works(t, s, stored) || stored != result.Token.ID.Reveal() {
			t.Error("the tokens are not as the result says")
		}
		if time.Since(began) < time.Minute {
			t.Errorf("the old token lived %v longer", time.Since(began))
		}
		if !strings.Contains(result.Token.Description, "spare") || !strings.Contains(result.Token.Description, result.Nonce) ||
			!slices.Equal(result.Token.Scopes, []string{"All"}) {
			t.Errorf("the successor is %+v", result.Token)
		}
		again, err := s.Client().Tokens.Rotate(t.Context(), "me", result.Token.ID, rotation(&stored))
		if err != nil || strings.Count(again.Token.Description, "rotation") != 1 {
			t.Errorf("the next successor is called %q (%v)", again.Token.Description, err)
		}
	})
}

func TestAClientRotatesItsOwnToken(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		var stored string
		old := s.PAT("owner")
		result, err := s.Client().Tokens.Rotate(t.Context(), "me", clarifai.NewSecret(old), rotation(&stored))
		if err != nil || works(t, s, old) || !works(t, s, stored) {
			t.Errorf("%v: %v", result, err)
		}
	})
}

func TestARotationThatFailsAtAnyStepLeavesAWorkingTokenAndSaysWhich(t *testing.T) {
	boom := errors.New("boom")
	always := func(f clarifaitest.Fault) clarifaitest.Option {
		f.Count = -1
		return clarifaitest.WithFaults(f)
	}
	status := func(op clarifai.Operation, acts bool) clarifaitest.Option {
		return always(clarifaitest.Fault{Operation: op, Kind: clarifaitest.FaultStatus, Status: 500, Acts: acts})
	}
	drop := func(op clarifai.Operation, acts bool) clarifaitest.Option {
		return always(clarifaitest.Fault{Operation: op, Kind: clarifaitest.FaultDrop, Acts: acts})
	}
	for name, test := range map[string]struct {
		fault   clarifaitest.Option
		change  func(*clarifai.RotateTokenRequest)
		cancel  time.Duration
		reached clarifai.RotationStep
		old     clarifai.TokenState
		new     clarifai.TokenState
		left    int
		says    string
	}{
		"reading":              {fault: status(clarifai.OpTokensGet, false), old: clarifai.TokenWorks, says: "there is no successor"},
		"creating, refused":    {fault: always(clarifaitest.Fault{Operation: clarifai.OpTokensCreate, Kind: clarifaitest.FaultStatus, Status: 403, Code: 11007}), old: clarifai.TokenWorks, says: "there is no successor"},
		"creating, not done":   {fault: drop(clarifai.OpTokensCreate, false), old: clarifai.TokenWorks, says: "there is no successor"},
		"creating, done":       {fault: drop(clarifai.OpTokensCreate, true), old: clarifai.TokenWorks, new: clarifai.TokenWorks, left: 1, says: "1 tokens whose description has the nonce"},
		"creating, 500 & done": {fault: status(clarifai.OpTokensCreate, true), old: clarifai.TokenWorks, new: clarifai.TokenWorks, left: 1, says: "were left behind"},
		"storing": {change: func(r *clarifai.RotateTokenRequest) {
			r.Store = func(context.Context, *clarifai.Token) error { return boom }
		},
			reached: clarifai.RotationCreated, old: clarifai.TokenWorks, new: clarifai.TokenWorks, says: "the successor exists, and is not stored"},
		"checking": {fault: status(clarifai.OpTokensGetMyScopes, false),
			reached: clarifai.RotationStored, old: clarifai.TokenWorks, new: clarifai.TokenWorks, says: "not seen to work"},
		"the caller's check": {change: func(r *clarifai.RotateTokenRequest) {
			r.Check = func(context.Context, *clarifai.Client) error { return boom }
		},
			reached: clarifai.RotationStored, old: clarifai.TokenWorks, new: clarifai.TokenWorks, says: "not seen to work"},
		"waiting": {cancel: 30 * time.Second,
			reached: clarifai.RotationChecked, old: clarifai.TokenWorks, new: clarifai.TokenWorks, says: "the old token works; the successor is stored and works"},
		"revoking, refused": {fault: always(clarifaitest.Fault{Operation: clarifai.OpTokensRevoke, Kind: clarifaitest.FaultStatus, Status: 403, Code: 11007}),
			reached: clarifai.RotationChecked, old: clarifai.TokenWorks, new: clarifai.TokenWorks, says: "the old token works"},
		"revoking, done": {fault: drop(clarifai.OpTokensRevoke, true),
			reached: clarifai.RotationChecked, old: clarifai.TokenUnknown, new: clarifai.TokenWorks, says: "the old token may be revoked"},
		"revoking, not done": {fault: status(clarifai.OpTokensRevoke, false),
			reached: clarifai.RotationChecked, old: clarifai.TokenUnknown, new: clarifai.TokenWorks, says: "the old token may be revoked"},
	} {
		t.Run(name, func(t *testing.T) {
			var opts []clarifaitest.Option
			if test.fault != nil {
				opts = append(opts, test.fault)
			}
			bubble(t, func(t *testing.T, s *clarifaitest.Server) {
				var stored string
				r := rotation(&stored)
				if test.change != nil {
					test.change(&r)
				}
				ctx := t.Context()
				if test.cancel > 0 {
					var cancel context.CancelFunc
					ctx, cancel = context.WithTimeout(ctx, test.cancel)
					defer cancel()
				}
				result, err := s.Client().Tokens.Rotate(ctx, "me", clarifai.NewSecret(spareToken), r)
				if err == nil {
					t.Fatalf("no error, and %v", result)
				}
				if result.Reached != test.reached || result.Old != test.old || result.Successor != test.new || len(result.LeftBehind) != test.left {
					t.Errorf("it came to %+v: %v", result, err)
				}
				if !strings.Contains(err.Error(), test.says) || !strings.Contains(result.String(), test.says) {
					t.Errorf("it says %v", err)
				}
				if strings.Contains(err.Error(), spareToken) || stored != "" && strings.Contains(err.Error(), stored) {
					t.Errorf("a token shows in %v", err)
				}
				var alive []string
				for _, token := range s.Tokens("owner") {
					if token.Secret != s.PAT("owner") {
						alive = append(alive, token.Secret)
					}
				}
				if len(alive) == 0 {
					t.Fatal("no token is left")
				}
				if says := result.Old; (says == clarifai.TokenWorks) != slices.Contains(alive, spareToken) && says != clarifai.TokenUnknown {
					t.Errorf("the old token %s, and there are %d tokens", says, len(alive))
				}
				if test.new == clarifai.TokenWorks && test.left == 0 && !slices.Contains(alive, result.Token.ID.Reveal()) {
					t.Error("there is no successor")
				}
				if test.change != nil && !errors.Is(err, boom) {
					t.Errorf("%v does not unwrap to the caller's error", err)
				}
			}, opts...)
		})
	}
}

func TestARotationShowsNoTokenThatTheCallersErrorQuotes(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		var secret string
		_, err := s.Client().Tokens.Rotate(t.Context(), "me", clarifai.NewSecret(spareToken), clarifai.RotateTokenRequest{
			Store: func(_ context.Context, successor *clarifai.Token) error {
				secret = successor.ID.Reveal()
				return fmt.Errorf("cannot write %s", secret)
			}})
		if err == nil || strings.Contains(fmt.Sprintf("%v %+v %#v", err, err, err), secret) {
			t.Errorf("it says %v", err)
		}
	})
}

func TestPreflightSortsOperationsByTheTokensScopes(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		some := s.Client(clarifai.WithPAT(s.PAT("dora")))
		report, err := some.Preflight(t.Context(), clarifai.OpAppsGet, clarifai.OpAppsDelete, clarifai.OpTeamsGet, clarifai.OpTeamsCreate,
			clarifai.OpUsersGet, clarifai.OpInvitationsGetPublic)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(report.Allowed, []clarifai.Operation{clarifai.OpAppsGet, clarifai.OpTeamsGet, clarifai.OpUsersGet, clarifai.OpInvitationsGetPublic}) {
			t.Errorf("allowed: %v", report.Allowed)
		}
		// The token shows a scope of organizations, so Clarifai has these.
		want := []clarifai.MissingScopes{
			{Operation: clarifai.OpAppsDelete, Scopes: []string{"Apps_Add", "Apps_Delete"}},
			{Operation: clarifai.OpTeamsCreate, Scopes: []string{"Teams_Add", "Roles_Get"}, Lookups: []string{"Roles_Get"}},
		}
		if diff := cmp.Diff(want, report.Missing); diff != "" {
			t.Errorf("missing:\n%s", diff)
		}
		if len(report.Unknown) > 0 {
			t.Errorf("unknown: %v", report.Unknown)
		}
		if err := report.Err(); !errors.Is(err, clarifai.ErrForbidden) || !strings.Contains(err.Error(), "apps.delete needs Apps_Add, Apps_Delete") {
			t.Errorf("the report's error: %v", err)
		}

		all, err := s.Client().Preflight(t.Context())
		if err != nil || len(all.Allowed) != len(clarifai.Routes()) || all.Err() != nil {
			t.Errorf("with All: %d of %d allowed, %v", len(all.Allowed), len(clarifai.Routes()), err)
		}
		before := len(s.Requests())
		if _, err := some.Preflight(t.Context(), "teams.brew"); !errors.Is(err, clarifai.ErrInvalid) || len(s.Requests()) != before {
			t.Errorf("an operation that there is not: %v", err)
		}
	}, clarifaitest.WithUser(clarifaitest.User{ID: "dora", Scopes: []string{"Apps_Get", "Workflows_Get", "Teams_Get"}}))
}

func TestAnUpdateOfAnAppChangesWhatIsNamedAndKeepsTheRest(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		client := s.Client()
		app, err := client.Apps.Update(t.Context(), "acme", "rich", clarifai.UpdateAppRequest{
			Notes:    new(""),
			Metadata: &clarifai.MetadataChange{Set: map[string]any{"tier": "gold"}, Remove: []string{"old"}},
		})
		if err != nil {
			t.Fatal(err)
		}
		truth, _ := s.App("acme", "rich")
		if app.Name != "Rich" || app.Description != "d" || app.Notes != "" || app.Visibility != clarifai.VisibilityOrg ||
			len(app.Metadata) != 2 || app.Metadata["tier"] != "gold" || app.Metadata["keep"] != 1.0 {
			t.Errorf("it is %+v", app)
		}
		if truth.Name != "Rich" || truth.Notes != "" || truth.Description != "d" || len(truth.Metadata) != 2 || truth.DefaultLanguage != "fi" {
			t.Errorf("the server has %+v", truth)
		}
		for name, change := range map[string]clarifai.MetadataChange{
			"set nested": {Set: map[string]any{"keep": map[string]any{"a": []any{1.0}}}},
			"replace":    {Replace: true, Set: map[string]any{"only": true}},
			"empty":      {Replace: true},
			"from empty": {Set: map[string]any{"again": "x"}},
		} {
			_ = name
			if _, err := client.Apps.Update(t.Context(), "acme", "rich", clarifai.UpdateAppRequest{Metadata: &change}); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := client.Apps.Update(t.Context(), "acme", "app2", clarifai.UpdateAppRequest{
			Metadata: &clarifai.MetadataChange{Remove: []string{"x"}}}); !errors.Is(err, clarifai.ErrInvalid) {
			t.Errorf("removing from metadata that is not shown: %v", err)
		}
		if _, err := client.Apps.Update(t.Context(), "acme", "none", clarifai.UpdateAppRequest{Name: new("N")}); !errors.Is(err, clarifai.ErrNotFound) {
			t.Errorf("an app that is not there: %v", err)
		}
	}, clarifaitest.WithApps(clarifaitest.App{Owner: "acme", ID: "rich", Name: "Rich", Description: "d", Notes: "n", DefaultLanguage: "fi",
		Visibility: clarifai.VisibilityOrg, Metadata: map[string]any{"keep": 1, "old": true}}))
}

func TestAnAppThatIsToBeUpdatedAndCannotBeReadIsNotWritten(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		_, err := s.Client().Apps.Update(t.Context(), "acme", "app", clarifai.UpdateAppRequest{Name: new("N")})
		if !errors.Is(err, clarifai.ErrUnavailable) || errors.Is(err, clarifai.ErrAmbiguous) || !strings.Contains(err.Error(), "nothing was written") {
			t.Errorf("got %v", err)
		}
		if n := requests(s, clarifai.OpAppsUpdate); n != 0 {
			t.Errorf("%d writes", n)
		}
	}, clarifaitest.WithFaults(clarifaitest.Fault{Operation: clarifai.OpAppsGet, Kind: clarifaitest.FaultStatus, Status: 503, Count: -1}))
}

func TestAnAppWhoseIDChangedInDoubtIsFoundByItsNewID(t *testing.T) {
	for _, fault := range []clarifaitest.Fault{
		{Operation: clarifai.OpAppsChangeID, Kind: clarifaitest.FaultDrop, Acts: true},
		{Operation: clarifai.OpAppsChangeID, Kind: clarifaitest.FaultDrop},
		{Operation: clarifai.OpAppsChangeID, Kind: clarifaitest.FaultStatus, Status: 500, Acts: true},
		{Operation: clarifai.OpAppsChangeID, Kind: clarifaitest.FaultCut, Acts: true},
	} {
		bubble(t, func(t *testing.T, s *clarifaitest.Server) {
			if err := s.Client().Apps.ChangeID(t.Context(), "acme", "app", "moved"); err != nil {
				t.Errorf("%+v: %v", fault, err)
			}
			_, old := s.App("acme", "app")
			_, moved := s.App("acme", "moved")
			if old || !moved {
				t.Errorf("%+v: old %v, new %v", fault, old, moved)
			}
		}, clarifaitest.WithFaults(fault))
	}
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		if err := s.Client().Apps.ChangeID(t.Context(), "acme", "app", "app2"); !errors.Is(err, clarifai.ErrConflict) {
			t.Errorf("an id that is taken: %v", err)
		}
	})
}

func TestATransferInDoubtIsAmbiguousAndSentOnce(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		err := s.Client().Apps.Transfer(t.Context(), "owner", "own", "acme")
		if !errors.Is(err, clarifai.ErrAmbiguous) || requests(s, clarifai.OpAppsTransfer) != 1 {
			t.Errorf("got %v after %d requests", err, requests(s, clarifai.OpAppsTransfer))
		}
	}, lost(clarifai.OpAppsTransfer))
}

func TestWhatIsCreatedInDoubtIsCreatedOnce(t *testing.T) {
	for _, exists := range []clarifaitest.Exists{clarifaitest.ExistsConflict, clarifaitest.ExistsSilent} {
		for _, op := range []clarifai.Operation{clarifai.OpAppsCreate, clarifai.OpCollaboratorsAdd, clarifai.OpIdentityProvidersCreate, clarifai.OpAppsStar} {
			for _, acts := range []bool{true, false} {
				bubble(t, func(t *testing.T, s *clarifaitest.Server) {
					apps, providers := len(s.Apps()), len(s.IdentityProviders("acme"))
					if _, err := operations("", "")[op](t.Context(), s.Client()); err != nil {
						t.Fatalf("%s: %v", op, err)
					}
					want := 1
					if !acts {
						want = 2
					}
					if n := requests(s, op); n != want {
						t.Errorf("%s, acts %v: %d requests", op, acts, n)
					}
					switch op {
					case clarifai.OpAppsCreate:
						if n := len(s.Apps()); n != apps+1 {
							t.Errorf("%d apps", n)
						}
					case clarifai.OpIdentityProvidersCreate:
						if n := len(s.IdentityProviders("acme")); n != providers+1 {
							t.Errorf("%d identity providers", n)
						}
					case clarifai.OpCollaboratorsAdd:
						if app, _ := s.App("acme", "app2"); len(app.Collaborators) != 1 {
							t.Errorf("collaborators: %v", app.Collaborators)
						}
					}
				}, clarifaitest.WithExists(exists),
					clarifaitest.WithFaults(clarifaitest.Fault{Operation: op, Kind: clarifaitest.FaultDrop, Acts: acts}))
			}
		}
	}
}

func TestACollaboratorWhoWasAddedByEmailInDoubtIsNotAddedAgain(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		_, err := s.Client().Collaborators.Add(t.Context(), "acme", "app2", clarifai.AddCollaboratorRequest{Email: "cy@acme.example", Scopes: []string{"Apps_Get"}})
		if !errors.Is(err, clarifai.ErrAmbiguous) || requests(s, clarifai.OpCollaboratorsAdd) != 1 {
			t.Errorf("%d requests: %v", requests(s, clarifai.OpCollaboratorsAdd), err)
		}
	}, clarifaitest.WithFaults(clarifaitest.Fault{Operation: clarifai.OpCollaboratorsAdd, Kind: clarifaitest.FaultDrop}))
	// One who is listed without an email is the one who was added.
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		added, err := s.Client().Collaborators.Add(t.Context(), "acme", "app2", clarifai.AddCollaboratorRequest{Email: "cy@acme.example", Scopes: []string{"Apps_Get"}})
		if err != nil || added.User.ID != "cy" {
			t.Errorf("got %+v, %v", added, err)
		}
	}, clarifaitest.WithMemberEmails(clarifaitest.MemberEmailsHidden))
}

func TestAnIncompleteIdentityProviderIsNotSent(t *testing.T) {
	secret := clarifai.NewSecret("s")
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		for name, p := range map[string]clarifai.CreateIdentityProviderRequest{
			"no id":              {Name: "N", Type: "saml", SAMLMetadataURL: "https://idp.example"},
			"no name":            {ID: "i", Type: "saml", SAMLMetadataURL: "https://idp.example"},
			"no type":            {ID: "i", Name: "N", SAMLMetadataURL: "https://idp.example"},
			"SAML without a URL": {ID: "i", Name: "N", Type: "saml"},
			"SAML, no URL":       {ID: "i", Name: "N", Type: "saml", SAMLMetadataURL: "metadata.xml"},
			"SAML, file":         {ID: "i", Name: "N", Type: "saml", SAMLMetadataURL: "file:///etc/passwd"},
			"both":               {ID: "i", Name: "N", Type: "saml", SAMLMetadataURL: "https://idp.example", OAuthProvider: "github"},
			"OAuth, no provider": {ID: "i", Name: "N", Type: "oauth", OAuthClientID: "c", OAuthClientSecret: secret},
			"OAuth, no client":   {ID: "i", Name: "N", Type: "oauth", OAuthProvider: "github", OAuthClientSecret: secret},
			"OAuth, no secret":   {ID: "i", Name: "N", Type: "oauth", OAuthProvider: "github", OAuthClientID: "c"},
		} {
			if _, err := s.Client().IdentityProviders.Create(t.Context(), "acme", p); !errors.Is(err, clarifai.ErrInvalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if n := len(s.Requests()); n != 0 {
			t.Errorf("%d requests", n)
		}
	})
}

func TestBadInputToTokensAndPoliciesIsNotSent(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		c, ctx := s.Client(), t.Context()
		id := clarifai.NewSecret(spareToken)
		fail := func(name string, err error) {
			t.Helper()
			if !errors.Is(err, clarifai.ErrInvalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		fail("a token without scopes", coreValue(c.Tokens.Create(ctx, "me", clarifai.CreateTokenRequest{Description: "d"})))
		fail("a token with an empty scope", coreValue(c.Tokens.Create(ctx, "me", clarifai.CreateTokenRequest{Description: "d", Scopes: []string{"Apps_Get", ""}})))
		fail("a token without a description", coreValue(c.Tokens.Create(ctx, "me", clarifai.CreateTokenRequest{Description: " ", Scopes: []string{"All"}})))
		fail("a token that has expired", coreValue(c.Tokens.Create(ctx, "me", clarifai.CreateTokenRequest{
			Description: "d", Scopes: []string{"All"}, ExpiresAt: time.Now().Add(-time.Second)})))
		fail("an update that expires", coreValue(c.Tokens.Update(ctx, "me", id, clarifai.UpdateTokenRequest{ExpiresAt: new(time.Now().Add(-time.Second))})))
		fail("an update to no scopes", coreValue(c.Tokens.Update(ctx, "me", id, clarifai.UpdateTokenRequest{Scopes: []string{}})))
		fail("an update of nothing", coreValue(c.Tokens.Update(ctx, "me", id, clarifai.UpdateTokenRequest{})))
		fail("no token", c.Tokens.Revoke(ctx, "me", clarifai.Secret{}))
		fail("a rotation without a store", coreValue(c.Tokens.Rotate(ctx, "me", id, clarifai.RotateTokenRequest{})))
		fail("a policy of nothing", coreValue(c.PasswordPolicies.Create(ctx, "acme", clarifai.CreatePasswordPolicyRequest{OrganizationID: "acme"})))
		fail("a policy of no password", coreValue(c.PasswordPolicies.Create(ctx, "acme", clarifai.CreatePasswordPolicyRequest{
			PasswordRules: clarifai.PasswordRules{MinimumLength: 9, MaximumLength: 8}})))
		fail("an empty password", coreValue(c.PasswordPolicies.Validate(ctx, "me", clarifai.Secret{})))
		fail("a sort order that there is not", coreValue(c.Apps.List(ctx, "acme", &clarifai.ListAppsOptions{Sort: "beauty"})))
		fail("an app that is where it is to go", c.Apps.Transfer(ctx, "acme", "app", "ACME"))
		fail("a collaborator of two names", coreValue(c.Collaborators.Add(ctx, "acme", "app", clarifai.AddCollaboratorRequest{
			UserID: "ann", Email: "ann@acme.example", Scopes: []string{"All"}})))
		fail("a collaborator of no name", coreValue(c.Collaborators.Add(ctx, "acme", "app", clarifai.AddCollaboratorRequest{Scopes: []string{"All"}})))
		fail("a collaborator without scopes", coreValue(c.Collaborators.Add(ctx, "acme", "app", clarifai.AddCollaboratorRequest{UserID: "ann"})))
		fail("a period that ends before it begins", coreValue(c.AuditLog.List(ctx, "acme", &clarifai.ListAuditLogOptions{
			From: time.Now(), To: time.Now().Add(-time.Hour)})))
		fail("an email that is none", c.Collaborators.RemoveByEmail(ctx, "acme", "app", []string{"cy"}))
		fail("all of a period that ends before it begins", coreValue(clarifai.Collect(c.AuditLog.ListAll(ctx, "acme", &clarifai.ListAuditLogOptions{
			From: time.Now().Add(-time.Hour), To: time.Now().Add(-2 * time.Hour)}))))
		fail("a target of nothing", coreValue(c.AuditLog.List(ctx, "acme", &clarifai.ListAuditLogOptions{Targets: []clarifai.AuditLogTarget{{}}})))
		fail("a target without an id", coreValue(c.AuditLog.List(ctx, "acme", &clarifai.ListAuditLogOptions{
			Targets: []clarifai.AuditLogTarget{{Team: &clarifai.Team{Name: "ML"}}}})))
		if n := len(s.Requests()); n != 0 {
			t.Errorf("%d requests", n)
		}
	})
}

func TestAPasswordCheckTellsWhatItCanAndSaysOfTheRestThatItCannot(t *testing.T) {
	ann := &clarifai.User{FirstName: "Ann", LastName: "Li", PrimaryEmail: "ann.li@acme.example"}
	strict := clarifai.PasswordPolicy{
		MinimumLength: 8, MaximumLength: 12, UpperCaseNeeded: true, LowerCaseNeeded: true, NumericNeeded: true, NonAlphanumericNeeded: true,
		ExcludeNames: true, ExcludeEmail: true,
	}
	type rules = []clarifai.PasswordRule
	for password, want := range map[string]clarifai.PasswordCheck{
		"Passw0rd!":       {},
		"Pw0!":            {Broken: rules{clarifai.RuleMinimumLength}},
		"Passw0rd!Passw0": {Broken: rules{clarifai.RuleMaximumLength}},
		"passw0rd!":       {Broken: rules{clarifai.RuleUpperCaseNeeded}},
		"PASSW0RD!":       {Broken: rules{clarifai.RuleLowerCaseNeeded}},
		"Password!":       {Broken: rules{clarifai.RuleNumericNeeded}},
		"Passw0rdd":       {Broken: rules{clarifai.RuleNonAlphanumericNeeded}},
		"xANNx0rd!":       {Broken: rules{clarifai.RuleExcludeNames}},
		"Pass-li-0":       {Unknown: rules{clarifai.RuleExcludeNames}}, // two letters may be too few to count
		"äöüÄx1!":         {Unknown: rules{clarifai.RuleMinimumLength, clarifai.RuleUpperCaseNeeded}},
		"ünïcödé-1Ax":     {Unknown: rules{clarifai.RuleMaximumLength}},
		"Passwo٣d!":       {Unknown: rules{clarifai.RuleNumericNeeded}},
		"Passw0r d":       {Unknown: rules{clarifai.RuleNonAlphanumericNeeded}},
	} {
		got := strict.Check(clarifai.NewSecret(password), ann)
		if !slices.Equal(got.Broken, want.Broken) || !slices.Equal(got.Unknown, want.Unknown) {
			t.Errorf("%q: %+v, want %+v", password, got, want)
		}
	}
	mail := clarifai.PasswordPolicy{ExcludeEmail: true}
	if got := mail.Check(clarifai.NewSecret("xAnn.Li@Acme.Examplex"), ann); !slices.Equal(got.Broken, rules{clarifai.RuleExcludeEmail}) {
		t.Errorf("the address: %+v", got)
	}
	if got := mail.Check(clarifai.NewSecret("xann.lix"), ann); !slices.Equal(got.Unknown, rules{clarifai.RuleExcludeEmail}) {
		t.Errorf("the address before its @: %+v", got)
	}
	if got := strict.Check(clarifai.NewSecret("Passw0rd!"), nil); !slices.Equal(got.Unknown, rules{clarifai.RuleExcludeNames, clarifai.RuleExcludeEmail}) {
		t.Errorf("without a user: %+v", got)
	}
	other := clarifai.PasswordPolicy{PasswordReuseEpoch: 3, PasswordLifeSpanDays: 90, NoConfusingLetters: true, NoSimplePasswords: true, NoCommonVocabs: true, NoOverlapWithOld: true}
	if got := other.Check(clarifai.NewSecret("x"), ann); len(got.Unknown) != 6 || len(got.Broken) != 0 {
		t.Errorf("of the others: %+v", got)
	}
}

// What the check says is broken, the server finds broken, and what it does not
// mention the server does not.
func TestAPasswordCheckAgreesWithTheServer(t *testing.T) {
	s := clarifaitest.NewServer(t, clarifaitest.InMemory(), clarifaitest.WithPasswordPolicy(clarifaitest.PasswordPolicy{
		UserID: "owner", MinimumLength: 8, UpperCaseNeeded: true, NumericNeeded: true, NonAlphanumericNeeded: true, ExcludeEmail: true}))
	client := s.Client()
	me, err := client.Users.GetMe(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	harness.Check(t, func(rt *rapid.T) {
		policy := clarifai.PasswordPolicy{MinimumLength: 8, UpperCaseNeeded: true, NumericNeeded: true, NonAlphanumericNeeded: true, ExcludeEmail: true}
		password := rapid.StringMatching(`[a-zA-Z0-9!?äÖ ]{1,12}`).Draw(rt, "password")
		if rapid.Bool().Draw(rt, "with the address") {
			password += "owner@example.com"
		}
		violations, err := client.PasswordPolicies.Validate(t.Context(), "me", clarifai.NewSecret(password))
		if err != nil {
			rt.Fatal(err)
		}
		found := map[clarifai.PasswordRule]bool{
			clarifai.RuleMinimumLength: violations.MinimumLength, clarifai.RuleUpperCaseNeeded: violations.UpperCaseNeeded,
			clarifai.RuleNumericNeeded: violations.NumericNeeded, clarifai.RuleNonAlphanumericNeeded: violations.NonAlphanumericNeeded,
			clarifai.RuleExcludeEmail: violations.ExcludeEmail,
		}
		check := policy.Check(clarifai.NewSecret(password), me)
		for rule, broken := range found {
			if slices.Contains(check.Unknown, rule) {
				continue
			}
			if broken != slices.Contains(check.Broken, rule) {
				rt.Errorf("%q: %s, broken for the server: %v, here %+v", password, rule, broken, check)
			}
		}
	})
}

func TestAnUpdateOfAPolicyKeepsTheOtherRules(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		policy, err := s.Client().PasswordPolicies.Update(t.Context(), "acme", "policy", clarifai.UpdatePasswordPolicyRequest{NumericNeeded: new(true)})
		if err != nil || !policy.NumericNeeded || policy.MinimumLength != 8 {
			t.Fatalf("got %+v, %v", policy, err)
		}
		for _, p := range s.PasswordPolicies() {
			if p.ID == "policy" && (!p.NumericNeeded || p.MinimumLength != 8 || p.OrganizationID != "acme") {
				t.Errorf("the server has %+v", p)
			}
		}
		if _, err := s.Client().PasswordPolicies.Update(t.Context(), "acme", "policy", clarifai.UpdatePasswordPolicyRequest{MaximumLength: new(uint32(7))}); !errors.Is(err, clarifai.ErrInvalid) {
			t.Errorf("no password can be of 8 and of 7 characters: %v", err)
		}
	})
}

func TestASessionRouteRefusesAPATWithAHint(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		_, err := s.Client().PasswordPolicies.List(t.Context(), "acme", nil)
		if !errors.Is(err, clarifai.ErrUnauthorized) && !errors.Is(err, clarifai.ErrForbidden) || !strings.Contains(err.Error(), "WithSessionToken") {
			t.Errorf("got %v", err)
		}
		if _, err := s.Client(clarifai.WithSessionToken(s.SessionToken("owner"))).PasswordPolicies.List(t.Context(), "acme", nil); err != nil {
			t.Errorf("with a session: %v", err)
		}
	}, clarifaitest.WithSessionOnly())
}

func TestCollaboratorsAreRemovedByIDAndByEmail(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		client := s.Client()
		for _, remove := range []func() error{
			func() error {
				return client.Collaborators.RemoveByEmail(t.Context(), "acme", "app", []string{"cy@acme.example"})
			},
			func() error {
				return client.Collaborators.Remove(t.Context(), "acme", "app", []string{collaboratorOf(t.Context(), client)})
			},
		} {
			if err := remove(); err != nil {
				t.Fatal(err)
			}
			if app, _ := s.App("acme", "app"); len(app.Collaborators) != 0 {
				t.Errorf("left: %v", app.Collaborators)
			}
			if _, err := client.Collaborators.Add(t.Context(), "acme", "app", clarifai.AddCollaboratorRequest{UserID: "cy", Scopes: []string{"All"}}); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestTheLogIsReadToASettledEndAndGivesEntriesThatLookAlike(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		client := s.Client()
		at := time.Now()
		same := clarifaitest.AuditEntry{Timestamp: at, UserID: "ann", Operation: clarifai.EventModelCreate, RequestID: "r"}
		if err := s.AddAuditEntries("acme", same, same, same); err != nil {
			t.Fatal(err)
		}
		count := func(o *clarifai.ListAuditLogOptions) int {
			t.Helper()
			entries, err := clarifai.Collect(client.AuditLog.ListAll(t.Context(), "acme", o))
			if err != nil {
				t.Fatal(err)
			}
			return len(entries)
		}
		if n := count(nil); n != 0 {
			t.Errorf("%d entries of the last minute", n)
		}
		if n := count(&clarifai.ListAuditLogOptions{IngestionDelay: -1}); n != 3 {
			t.Errorf("%d entries without settling", n)
		}
		<-time.After(2 * time.Minute) // of the bubble
		for _, perPage := range []int{0, 1, 2, 3} {
			if n := count(&clarifai.ListAuditLogOptions{Paging: clarifai.Paging{PerPage: perPage}}); n != 3 {
				t.Errorf("%d entries in pages of %d", n, perPage)
			}
		}
		if n := count(&clarifai.ListAuditLogOptions{From: at.Add(time.Second)}); n != 0 {
			t.Errorf("%d entries since then", n)
		}
	})
}

func TestALogThatComesOverAndOverEndsWithAnError(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		s.Handle("POST /v2/users/acme/audit_log/searches", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, `{"status":{"code":10000},"entries":[{"timestamp":"2026-01-01T00:00:00Z","success":true},{"timestamp":"2026-01-01T00:00:01Z","success":true}]}`)
		}))
		_, err := clarifai.Collect(s.Client().AuditLog.ListAll(t.Context(), "acme", &clarifai.ListAuditLogOptions{Paging: clarifai.Paging{PerPage: 2}}))
		if err == nil || !strings.Contains(err.Error(), "same page again") {
			t.Errorf("got %v", err)
		}
	})
}

func TestAnEventTellsItsGroupAndAGroupItsEvents(t *testing.T) {
	groups := make(map[clarifai.EventGroup]int)
	for _, text := range constants(t, "EventType") {
		event := clarifai.EventType(text)
		group := event.Group()
		if group == "" || !slices.Contains(group.Events(), event) {
			t.Errorf("%s is of group %q", event, group)
		}
		groups[group]++
	}
	total := 0
	for _, text := range constants(t, "EventGroup") {
		total += len(clarifai.EventGroup(text).Events())
	}
	if len(groups) != 11 || total != len(constants(t, "EventType")) || clarifai.EventType("77").Group() != "" || clarifai.EventGroup("x").Events() != nil {
		t.Errorf("%d groups of %d events", len(groups), total)
	}
}

func TestASuccessorLivesAsLongAsTheOldTokenWasTo(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		var stored string
		client := s.Client()
		old, err := client.Tokens.Create(t.Context(), "me", clarifai.CreateTokenRequest{
			Description: "short", Scopes: []string{"Apps_Get", "Keys_Get"}, ExpiresAt: time.Now().Add(48 * time.Hour)})
		if err != nil {
			t.Fatal(err)
		}
		<-time.After(24 * time.Hour) // of the bubble
		result, err := client.Tokens.Rotate(t.Context(), "me", old.ID, rotation(&stored))
		if err != nil {
			t.Fatal(err)
		}
		if left := time.Until(result.Token.ExpiresAt); left < 47*time.Hour || left > 49*time.Hour {
			t.Errorf("it lives %v", left)
		}
		if !slices.Equal(result.Token.Scopes, []string{"Apps_Get", "Keys_Get"}) {
			t.Errorf("its scopes are %v", result.Token.Scopes)
		}
		s.Handle("GET /v2/users/me/keys/{id}", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprintf(w, `{"status":{"code":10000},"key":{"id":%q,"scopes":["All"],"expires_at":"2100-01-01T00:00:00Z"}}`, r.PathValue("id"))
		}))
		before := len(s.Tokens("owner"))
		if _, err := client.Tokens.Rotate(t.Context(), "me", clarifai.NewSecret(spareToken), rotation(&stored)); !errors.Is(err, clarifai.ErrInvalid) ||
			len(s.Tokens("owner")) != before {
			t.Errorf("a token of an unknown age: %v", err)
		}
	})
}

func TestMetadataThatIsNotChangedComesBackAsItCame(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		const app = `{"id":"exact","name":%q,"metadata":{"n":9007199254740993,"f":1.10,"deep":{"big":123456789012345678901234567890}%s}}`
		var sent []string
		s.Handle("/v2/users/acme/apps/exact", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			name, more := "Before", ""
			if r.Method == http.MethodPatch {
				body, _ := io.ReadAll(r.Body)
				sent = append(sent, string(body))
				name = "After"
				if strings.Contains(string(body), `"new"`) {
					more = `,"new":1`
				}
			}
			fmt.Fprintf(w, `{"status":{"code":10000},"app":`+app+`}`, name, more)
		}))
		client := s.Client()
		if _, err := client.Apps.Update(t.Context(), "acme", "exact", clarifai.UpdateAppRequest{Name: new("After")}); err != nil {
			t.Fatal(err)
		}
		if _, err := client.Apps.Update(t.Context(), "acme", "exact", clarifai.UpdateAppRequest{
			Name: new("After"), Metadata: &clarifai.MetadataChange{Set: map[string]any{"new": 1}}}); err != nil {
			t.Fatal(err)
		}
		for _, body := range sent {
			for _, exact := range []string{"9007199254740993", "1.10", "123456789012345678901234567890"} {
				if !strings.Contains(body, exact) {
					t.Errorf("%s is not in %s", exact, body)
				}
			}
		}
	})
}

func TestAnOrganizationWhoseBillingEmailIsNotShownIsCreated(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		s.Handle("POST /v2/organizations", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, `{"status":{"code":10000},"organizations":[{"id":"new","name":"New"}]}`)
		}))
		if _, err := s.Client().Organizations.Create(t.Context(), clarifai.CreateOrganizationRequest{ID: "new", Name: "New", BillingEmail: "b@new.example"}); err != nil {
			t.Error(err)
		}
	})
}
