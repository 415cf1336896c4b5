package clarifai_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

// rotation returns a request that stores the successor in stored.
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

func TestTokens_Rotate(t *testing.T) {
	testkit.RunWithServer(t, "the successor has the same scopes, and the old token is revoked after the grace time", func(t *testing.T, s *clarifaitest.Server) {
		var stored string
		began := time.Now()
		result, err := s.Client().Tokens.Rotate(t.Context(), "me", clarifai.NewSecret(testkit.SpareToken), rotation(&stored))
		if err != nil {
			t.Fatal(err)
		}
		if result.Reached != clarifai.RotationRevoked || result.Old != clarifai.TokenRevoked || result.Successor != clarifai.TokenWorks {
			t.Errorf("it came to %+v", result)
		}
		if works(t, s, testkit.SpareToken) || !works(t, s, stored) || stored != result.Token.ID.Reveal() {
			t.Error("the tokens are not as the result says")
		}
		if time.Since(began) < time.Minute {
			t.Errorf("the old token lived %v longer", time.Since(began))
		}
		if !strings.Contains(result.Token.Description, "spare") || !strings.Contains(result.Token.Description, result.Nonce) ||
			!slices.Equal(result.Token.Scopes, []clarifai.Scope{"All"}) {
			t.Errorf("the successor is %+v", result.Token)
		}
		again, err := s.Client().Tokens.Rotate(t.Context(), "me", result.Token.ID, rotation(&stored))
		if err != nil || strings.Count(again.Token.Description, "rotation") != 1 {
			t.Errorf("the next successor is called %q (%v)", again.Token.Description, err)
		}
	})

	testkit.RunWithServer(t, "a client can rotate its own token", func(t *testing.T, s *clarifaitest.Server) {
		var stored string
		old := s.PAT("owner")
		result, err := s.Client().Tokens.Rotate(t.Context(), "me", clarifai.NewSecret(old), rotation(&stored))
		if err != nil || works(t, s, old) || !works(t, s, stored) {
			t.Errorf("%v: Tokens.Rotate() = %v", result, err)
		}
	})

	testkit.RunWithServer(t, "only its own nonce is taken from a description", func(t *testing.T, s *clarifaitest.Server) {
		var stored string
		result, err := s.Client().Tokens.Rotate(t.Context(), "me", clarifai.NewSecret("host-token-1"), rotation(&stored))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(result.Token.Description, "of prod") {
			t.Errorf("description is %q", result.Token.Description)
		}
	}, func(c *clarifaitest.Config) {
		c.Tokens = append(c.Tokens, clarifaitest.Token{UserID: "owner", Secret: "host-token-1", Description: "bot (rotation host) of prod"})
	})

	testkit.RunWithServer(t, "it continues with a token that Store emptied", func(t *testing.T, s *clarifaitest.Server) {
		var stored string
		result, err := s.Client().Tokens.Rotate(t.Context(), "me", clarifai.NewSecret(testkit.SpareToken), clarifai.RotateTokenRequest{
			Store: func(_ context.Context, k *clarifai.Token) error {
				stored = k.ID.Reveal()
				k.ID = clarifai.Secret{} // a careful Store drops the secret it kept
				return nil
			}})
		if err != nil || result.Reached != clarifai.RotationRevoked || result.Token.ID.Reveal() != stored {
			t.Errorf("result: %v (%+v), err %v", result, *result, err)
		}
		if works(t, s, testkit.SpareToken) || !works(t, s, stored) {
			t.Errorf("the old token works: %v, the successor: %v", works(t, s, testkit.SpareToken), works(t, s, stored))
		}
	})

	testkit.RunWithServer(t, "a Store that marshals the token gets its text redacted", func(t *testing.T, s *clarifaitest.Server) {
		var file []byte
		result, err := s.Client().Tokens.Rotate(t.Context(), "me", clarifai.NewSecret(testkit.SpareToken), clarifai.RotateTokenRequest{
			Store: func(_ context.Context, successor *clarifai.Token) (err error) {
				file, err = json.Marshal(successor)
				return err
			},
			Check: func(context.Context, *clarifai.Client) error {
				return json.Unmarshal(file, new(clarifai.Token))
			},
		})
		if err == nil || result.Old != clarifai.TokenWorks || result.Reached != clarifai.RotationStored {
			t.Errorf("Tokens.Rotate() = %v, %v", result, err)
		}
	})

	// A client of Check's, kept: it rotates itself, and the first client is closed.
	testkit.RunWithServer(t, "a client kept by Check is closed with its parent", func(t *testing.T, s *clarifaitest.Server) {
		c := s.Client()
		var grand *clarifai.Client
		keep := func(_ context.Context, _ *clarifai.Token) error { return nil }
		_, err := c.Tokens.Rotate(t.Context(), "me", clarifai.NewSecret(testkit.SpareToken), clarifai.RotateTokenRequest{Store: keep,
			Check: func(ctx context.Context, own *clarifai.Client) error {
				_, err := own.Tokens.Rotate(ctx, "me", clarifai.NewSecret("another-old-1"), clarifai.RotateTokenRequest{Store: keep,
					Check: func(_ context.Context, g *clarifai.Client) error { grand = g; return nil }})
				return err
			}})
		if err != nil {
			t.Fatal(err)
		}
		c.Close()
		if _, err := grand.Users.GetMe(t.Context()); err == nil {
			t.Error("it works after the client is closed")
		}
	}, func(c *clarifaitest.Config) {
		c.Tokens = append(c.Tokens, clarifaitest.Token{UserID: "owner", Secret: "another-old-1", Description: "x"})
	})
}

func TestTokens_Rotate_Failures(t *testing.T) {
	boom := errors.New("boom")
	always := func(f clarifaitest.Fault) func(*clarifaitest.Config) {
		f.Count = -1
		return func(c *clarifaitest.Config) { c.Faults = append(c.Faults, f) }
	}
	status := func(op clarifai.Operation, acts bool) func(*clarifaitest.Config) {
		return always(clarifaitest.Fault{Operation: op, Kind: clarifaitest.FaultStatus, Status: 500, Acts: acts})
	}
	drop := func(op clarifai.Operation, acts bool) func(*clarifaitest.Config) {
		return always(clarifaitest.Fault{Operation: op, Kind: clarifaitest.FaultDrop, Acts: acts})
	}
	for name, test := range map[string]struct {
		fault   func(*clarifaitest.Config)
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
			var opts []func(*clarifaitest.Config)
			if test.fault != nil {
				opts = append(opts, test.fault)
			}
			testkit.WithServer(t, func(t *testing.T, s *clarifaitest.Server) {
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
				result, err := s.Client().Tokens.Rotate(ctx, "me", clarifai.NewSecret(testkit.SpareToken), r)
				if err == nil {
					t.Fatalf("no error, and %v", result)
				}
				if result.Reached != test.reached || result.Old != test.old || result.Successor != test.new || len(result.LeftBehind) != test.left {
					t.Errorf("it came to %+v: %v", result, err)
				}
				if !strings.Contains(err.Error(), test.says) || !strings.Contains(result.String(), test.says) {
					t.Errorf("it says %v", err)
				}
				if strings.Contains(err.Error(), testkit.SpareToken) || stored != "" && strings.Contains(err.Error(), stored) {
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
				if says := result.Old; (says == clarifai.TokenWorks) != slices.Contains(alive, testkit.SpareToken) && says != clarifai.TokenUnknown {
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

func TestTokens_Rotate_Lifetime(t *testing.T) {
	testkit.RunWithServer(t, "the successor lives as long as the old token was to", func(t *testing.T, s *clarifaitest.Server) {
		var stored string
		client := s.Client()
		old, err := client.Tokens.Create(t.Context(), "me", clarifai.CreateTokenRequest{
			Description: "short", Scopes: []clarifai.Scope{"Apps_Get", "Keys_Get"}, ExpiresAt: time.Now().Add(48 * time.Hour)})
		if err != nil {
			t.Fatal(err)
		}
		<-time.After(24 * time.Hour) // of fake time
		result, err := client.Tokens.Rotate(t.Context(), "me", old.ID, rotation(&stored))
		if err != nil {
			t.Fatal(err)
		}
		if left := time.Until(result.Token.ExpiresAt); left < 47*time.Hour || left > 49*time.Hour {
			t.Errorf("it lives %v", left)
		}
		if !slices.Equal(result.Token.Scopes, []clarifai.Scope{"Apps_Get", "Keys_Get"}) {
			t.Errorf("its scopes are %v", result.Token.Scopes)
		}
		s.Handle("GET /v2/users/me/keys/{id}", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprintf(w, `{"status":{"code":10000},"key":{"id":%q,"scopes":["All"],"expires_at":"2100-01-01T00:00:00Z"}}`, r.PathValue("id"))
		}))
		before := len(s.Tokens("owner"))
		if _, err := client.Tokens.Rotate(t.Context(), "me", clarifai.NewSecret(testkit.SpareToken), rotation(&stored)); !errors.Is(err, clarifai.ErrInvalid) ||
			len(s.Tokens("owner")) != before {
			t.Errorf("a token of an unknown age: %v", err)
		}
	})

	// A dead creation date makes a successor of centuries.
	testkit.RunWithServer(t, "a lifetime is not guessed", func(t *testing.T, s *clarifaitest.Server) {
		s.Handle("GET /v2/users/{user}/keys/{key}", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprintf(w, `{"status":{"code":10000},"key":{"id":%q,"type":"personal_access_token","description":"d","scopes":["All"],"expires_at":%q}}`,
				testkit.SpareToken, time.Now().Add(time.Hour).UTC().Format(time.RFC3339))
		}))
		var stored string
		result, err := s.Client().Tokens.Rotate(t.Context(), "me", clarifai.NewSecret(testkit.SpareToken), rotation(&stored))
		if !errors.Is(err, clarifai.ErrInvalid) || result.Token != nil || result.Old != clarifai.TokenWorks || stored != "" {
			t.Errorf("it is not known how long the old token was to live: %v (%+v), %v", result, *result, err)
		}
	})

	// The grace is longer than the successor lives.
	testkit.RunWithServer(t, "a successor that expires within the grace time is refused", func(t *testing.T, s *clarifaitest.Server) {
		var stored string
		r := rotation(&stored)
		r.Grace, r.ExpiresAt = time.Hour, time.Now().Add(time.Minute)
		before := len(s.Tokens("owner"))
		result, err := s.Client().Tokens.Rotate(t.Context(), "me", clarifai.NewSecret(testkit.SpareToken), r)
		if !errors.Is(err, clarifai.ErrInvalid) || result.Reached != clarifai.RotationNone || stored != "" || len(s.Tokens("owner")) != before {
			t.Errorf("it was not refused before anything was done: %v (%+v), err %v", result, *result, err)
		}
		if !works(t, s, testkit.SpareToken) {
			t.Error("the old token does not work")
		}
	})

	testkit.RunWithServer(t, "a successor that is gone after the grace time keeps the old token", func(t *testing.T, s *clarifaitest.Server) {
		var stored string
		r := rotation(&stored)
		r.Grace = time.Hour
		go func() {
			<-time.After(30 * time.Minute) // of fake time
			_ = s.Client().Tokens.Revoke(t.Context(), "me", clarifai.NewSecret(stored))
		}()
		result, err := s.Client().Tokens.Rotate(t.Context(), "me", clarifai.NewSecret(testkit.SpareToken), r)
		if err == nil || result.Old != clarifai.TokenWorks || result.Successor != clarifai.TokenUnknown {
			t.Errorf("result: %v (%+v), err %v", result, *result, err)
		}
		if !works(t, s, testkit.SpareToken) || works(t, s, stored) {
			t.Errorf("the old token works: %v, the successor: %v", works(t, s, testkit.SpareToken), works(t, s, stored))
		}
	})

	testkit.RunWithServer(t, "a grace time past the deadline is not begun", func(t *testing.T, s *clarifaitest.Server) {
		var stored string
		r := rotation(&stored)
		r.Grace = time.Hour
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		start := time.Now()
		result, err := s.Client().Tokens.Rotate(ctx, "me", clarifai.NewSecret(testkit.SpareToken), r)
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) >= time.Minute {
			t.Errorf("a grace time past the deadline is begun: %v after %v", err, time.Since(start))
		}
		if result.Reached != clarifai.RotationChecked || !works(t, s, testkit.SpareToken) || !works(t, s, stored) {
			t.Errorf("%v; both tokens must work", result)
		}
	})
}

func TestTokens_Rotate_NotFound(t *testing.T) {
	testkit.WithServer(t, func(t *testing.T, s *clarifaitest.Server) {
		var stored string
		result, err := s.Client().Tokens.Rotate(t.Context(), "me", clarifai.NewSecret("no-such-token-at-all"), rotation(&stored))
		if !errors.Is(err, clarifai.ErrNotFound) || result.Old != clarifai.TokenNone || stored != "" {
			t.Errorf("says %q of a token that does not exist: %v", result, err)
		}
	})
}
