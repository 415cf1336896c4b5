package rotation_test

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
	"github.com/clarifai-community/clarifai-orgs-go/rotation"
)

// request returns a request that stores the successor in stored.
func request(stored *string) rotation.Request {
	return rotation.Request{Grace: time.Minute, Store: func(_ context.Context, successor *clarifai.Token) error {
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

// tokenOf returns a token of the owner as the server has it.
func tokenOf(t *testing.T, s *clarifaitest.Server, id string) *clarifai.Token {
	t.Helper()
	token, err := s.Client().Tokens.Get(t.Context(), "me", clarifai.NewSecret(id))
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func TestRun(t *testing.T) {
	testkit.RunWithServer(t, "the successor has the same scopes, and the old token is revoked after the grace time", func(t *testing.T, s *clarifaitest.Server) {
		var stored string
		began := time.Now()
		state, err := rotation.Run(t.Context(), s.Client(), "me", clarifai.NewSecret(testkit.SpareToken), request(&stored))
		if err != nil {
			t.Fatal(err)
		}
		if state.Reached != rotation.StepRevoked || state.Old != rotation.TokenRevoked || state.Successor != rotation.TokenWorks {
			t.Errorf("it came to %+v", state)
		}
		if works(t, s, testkit.SpareToken) || !works(t, s, stored) {
			t.Error("the tokens are not as the state says")
		}
		if time.Since(began) < time.Minute {
			t.Errorf("the old token lived %v longer", time.Since(began))
		}
		token := tokenOf(t, s, stored)
		if !strings.Contains(token.Description, "spare") || !strings.Contains(token.Description, state.Nonce) ||
			!slices.Equal(token.Scopes, []clarifai.Scope{"All"}) {
			t.Errorf("the successor is %+v", token)
		}
		_, err = rotation.Run(t.Context(), s.Client(), "me", token.ID, request(&stored))
		if next := tokenOf(t, s, stored); err != nil || strings.Count(next.Description, "rotation") != 1 {
			t.Errorf("the next successor is called %q (%v)", next.Description, err)
		}
	})

	testkit.RunWithServer(t, "a client can rotate its own token", func(t *testing.T, s *clarifaitest.Server) {
		var stored string
		old := s.PAT("owner")
		state, err := rotation.Run(t.Context(), s.Client(), "me", clarifai.NewSecret(old), request(&stored))
		if err != nil || works(t, s, old) || !works(t, s, stored) {
			t.Errorf("%v: rotation.Run() = %v", state, err)
		}
	})

	testkit.RunWithServer(t, "only its own nonce is taken from a description", func(t *testing.T, s *clarifaitest.Server) {
		var stored string
		if _, err := rotation.Run(t.Context(), s.Client(), "me", clarifai.NewSecret("host-token-1"), request(&stored)); err != nil {
			t.Fatal(err)
		}
		if token := tokenOf(t, s, stored); !strings.Contains(token.Description, "of prod") {
			t.Errorf("description is %q", token.Description)
		}
	}, func(c *clarifaitest.Config) {
		c.Tokens = append(c.Tokens, clarifaitest.Token{UserID: "owner", Secret: "host-token-1", Description: "bot (rotation host) of prod"})
	})

	testkit.RunWithServer(t, "it continues with a token that Store emptied", func(t *testing.T, s *clarifaitest.Server) {
		var stored string
		state, err := rotation.Run(t.Context(), s.Client(), "me", clarifai.NewSecret(testkit.SpareToken), rotation.Request{
			Store: func(_ context.Context, k *clarifai.Token) error {
				stored = k.ID.Reveal()
				k.ID = clarifai.Secret{} // a careful Store drops the secret it kept
				return nil
			}})
		if err != nil || state.Reached != rotation.StepRevoked {
			t.Errorf("state: %v (%+v), err %v", state, *state, err)
		}
		if works(t, s, testkit.SpareToken) || !works(t, s, stored) {
			t.Errorf("the old token works: %v, the successor: %v", works(t, s, testkit.SpareToken), works(t, s, stored))
		}
	})

	testkit.RunWithServer(t, "a Store that marshals the token gets its text redacted", func(t *testing.T, s *clarifaitest.Server) {
		var file []byte
		state, err := rotation.Run(t.Context(), s.Client(), "me", clarifai.NewSecret(testkit.SpareToken), rotation.Request{
			Store: func(_ context.Context, successor *clarifai.Token) (err error) {
				file, err = json.Marshal(successor)
				return err
			},
			Check: func(context.Context, *clarifai.Client) error {
				return json.Unmarshal(file, new(clarifai.Token))
			},
		})
		if err == nil || state.Old != rotation.TokenWorks || state.Reached != rotation.StepStored {
			t.Errorf("rotation.Run() = %v, %v", state, err)
		}
	})
}

func TestRun_Failures(t *testing.T) {
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
		change  func(*rotation.Request)
		cancel  time.Duration
		reached rotation.Step
		old     rotation.TokenState
		new     rotation.TokenState
		left    int
		says    string
	}{
		"reading":              {fault: status(clarifai.OpTokensGet, false), old: rotation.TokenWorks, says: "there is no successor"},
		"creating, refused":    {fault: always(clarifaitest.Fault{Operation: clarifai.OpTokensCreate, Kind: clarifaitest.FaultStatus, Status: 403, Code: 11007}), old: rotation.TokenWorks, says: "there is no successor"},
		"creating, not done":   {fault: drop(clarifai.OpTokensCreate, false), old: rotation.TokenWorks, says: "there is no successor"},
		"creating, done":       {fault: drop(clarifai.OpTokensCreate, true), old: rotation.TokenWorks, new: rotation.TokenWorks, left: 1, says: "1 tokens whose description has the nonce"},
		"creating, 500 & done": {fault: status(clarifai.OpTokensCreate, true), old: rotation.TokenWorks, new: rotation.TokenWorks, left: 1, says: "were left behind"},
		"storing": {change: func(r *rotation.Request) {
			r.Store = func(context.Context, *clarifai.Token) error { return boom }
		},
			reached: rotation.StepCreated, old: rotation.TokenWorks, new: rotation.TokenWorks, says: "the successor exists, and is not stored"},
		"checking": {fault: status(clarifai.OpTokensGetMyScopes, false),
			reached: rotation.StepStored, old: rotation.TokenWorks, new: rotation.TokenWorks, says: "not seen to work"},
		"the caller's check": {change: func(r *rotation.Request) {
			r.Check = func(context.Context, *clarifai.Client) error { return boom }
		},
			reached: rotation.StepStored, old: rotation.TokenWorks, new: rotation.TokenWorks, says: "not seen to work"},
		"waiting": {cancel: 30 * time.Second,
			reached: rotation.StepChecked, old: rotation.TokenWorks, new: rotation.TokenWorks, says: "the old token works; the successor is stored and works"},
		"revoking, refused": {fault: always(clarifaitest.Fault{Operation: clarifai.OpTokensRevoke, Kind: clarifaitest.FaultStatus, Status: 403, Code: 11007}),
			reached: rotation.StepChecked, old: rotation.TokenWorks, new: rotation.TokenWorks, says: "the old token works"},
		"revoking, done": {fault: drop(clarifai.OpTokensRevoke, true),
			reached: rotation.StepChecked, old: rotation.TokenUnknown, new: rotation.TokenWorks, says: "the old token may be revoked"},
		"revoking, not done": {fault: status(clarifai.OpTokensRevoke, false),
			reached: rotation.StepChecked, old: rotation.TokenUnknown, new: rotation.TokenWorks, says: "the old token may be revoked"},
	} {
		t.Run(name, func(t *testing.T) {
			var opts []func(*clarifaitest.Config)
			if test.fault != nil {
				opts = append(opts, test.fault)
			}
			testkit.WithServer(t, func(t *testing.T, s *clarifaitest.Server) {
				var stored string
				r := request(&stored)
				if test.change != nil {
					test.change(&r)
				}
				ctx := t.Context()
				if test.cancel > 0 {
					var cancel context.CancelFunc
					ctx, cancel = context.WithTimeout(ctx, test.cancel)
					defer cancel()
				}
				state, err := rotation.Run(ctx, s.Client(), "me", clarifai.NewSecret(testkit.SpareToken), r)
				if err == nil {
					t.Fatalf("no error, and %v", state)
				}
				if state.Reached != test.reached || state.Old != test.old || state.Successor != test.new || state.LeftBehind != test.left {
					t.Errorf("it came to %+v: %v", state, err)
				}
				if !strings.Contains(err.Error(), test.says) || !strings.Contains(state.String(), test.says) {
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
				if says := state.Old; (says == rotation.TokenWorks) != slices.Contains(alive, testkit.SpareToken) && says != rotation.TokenUnknown {
					t.Errorf("the old token %s, and there are %d tokens", says, len(alive))
				}
				if test.new == rotation.TokenWorks && test.left == 0 && !slices.ContainsFunc(alive, func(token string) bool { return token != testkit.SpareToken }) {
					t.Error("there is no successor")
				}
				if test.change != nil && !errors.Is(err, boom) {
					t.Errorf("%v does not unwrap to the caller's error", err)
				}
			}, opts...)
		})
	}
}

func TestRun_Lifetime(t *testing.T) {
	testkit.RunWithServer(t, "the successor lives as long as the old token was to", func(t *testing.T, s *clarifaitest.Server) {
		var stored string
		client := s.Client()
		old, err := client.Tokens.Create(t.Context(), "me", clarifai.CreateTokenRequest{
			Description: "short", Scopes: []clarifai.Scope{"Apps_Get", "Keys_Get"}, ExpiresAt: time.Now().Add(48 * time.Hour)})
		if err != nil {
			t.Fatal(err)
		}
		<-time.After(24 * time.Hour) // of fake time
		state, err := rotation.Run(t.Context(), client, "me", old.ID, request(&stored))
		if err != nil {
			t.Fatal(err)
		}
		token := tokenOf(t, s, stored)
		if left := time.Until(token.ExpiresAt); left < 47*time.Hour || left > 49*time.Hour {
			t.Errorf("it lives %v", left)
		}
		if want := []clarifai.Scope{"Apps_Get", "Keys_Get"}; !slices.Equal(token.Scopes, want) || !slices.Equal(state.Scopes, want) {
			t.Errorf("its scopes are %v", token.Scopes)
		}
		s.Handle("GET /v2/users/me/keys/{id}", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			fmt.Fprintf(w, `{"status":{"code":10000},"key":{"id":%q,"scopes":["All"],"expires_at":"2100-01-01T00:00:00Z"}}`, r.PathValue("id"))
		}))
		before := len(s.Tokens("owner"))
		if _, err := rotation.Run(t.Context(), client, "me", clarifai.NewSecret(testkit.SpareToken), request(&stored)); !errors.Is(err, clarifai.ErrInvalid) ||
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
		state, err := rotation.Run(t.Context(), s.Client(), "me", clarifai.NewSecret(testkit.SpareToken), request(&stored))
		if !errors.Is(err, clarifai.ErrInvalid) || state.Successor != rotation.TokenNone || state.Old != rotation.TokenWorks || stored != "" {
			t.Errorf("it is not known how long the old token was to live: %v (%+v), %v", state, *state, err)
		}
	})

	// The grace is longer than the successor lives.
	testkit.RunWithServer(t, "a successor that expires within the grace time is refused", func(t *testing.T, s *clarifaitest.Server) {
		var stored string
		r := request(&stored)
		r.Grace, r.ExpiresAt = time.Hour, time.Now().Add(time.Minute)
		before := len(s.Tokens("owner"))
		state, err := rotation.Run(t.Context(), s.Client(), "me", clarifai.NewSecret(testkit.SpareToken), r)
		if !errors.Is(err, clarifai.ErrInvalid) || state.Reached != rotation.StepNone || stored != "" || len(s.Tokens("owner")) != before {
			t.Errorf("it was not refused before anything was done: %v (%+v), err %v", state, *state, err)
		}
		if !works(t, s, testkit.SpareToken) {
			t.Error("the old token does not work")
		}
	})

	testkit.RunWithServer(t, "a successor that is gone after the grace time keeps the old token", func(t *testing.T, s *clarifaitest.Server) {
		var stored string
		r := request(&stored)
		r.Grace = time.Hour
		go func() {
			<-time.After(30 * time.Minute) // of fake time
			_ = s.Client().Tokens.Revoke(t.Context(), "me", clarifai.NewSecret(stored))
		}()
		state, err := rotation.Run(t.Context(), s.Client(), "me", clarifai.NewSecret(testkit.SpareToken), r)
		if err == nil || state.Old != rotation.TokenWorks || state.Successor != rotation.TokenUnknown {
			t.Errorf("state: %v (%+v), err %v", state, *state, err)
		}
		if !works(t, s, testkit.SpareToken) || works(t, s, stored) {
			t.Errorf("the old token works: %v, the successor: %v", works(t, s, testkit.SpareToken), works(t, s, stored))
		}
	})

	testkit.RunWithServer(t, "a grace time past the deadline is not begun", func(t *testing.T, s *clarifaitest.Server) {
		var stored string
		r := request(&stored)
		r.Grace = time.Hour
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		start := time.Now()
		state, err := rotation.Run(ctx, s.Client(), "me", clarifai.NewSecret(testkit.SpareToken), r)
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) >= time.Minute {
			t.Errorf("a grace time past the deadline is begun: %v after %v", err, time.Since(start))
		}
		if state.Reached != rotation.StepChecked || !works(t, s, testkit.SpareToken) || !works(t, s, stored) {
			t.Errorf("%v; both tokens must work", state)
		}
	})
}

func TestRun_NotFound(t *testing.T) {
	testkit.WithServer(t, func(t *testing.T, s *clarifaitest.Server) {
		var stored string
		state, err := rotation.Run(t.Context(), s.Client(), "me", clarifai.NewSecret("no-such-token-at-all"), request(&stored))
		if !errors.Is(err, clarifai.ErrNotFound) || state.Old != rotation.TokenNone || stored != "" {
			t.Errorf("says %q of a token that does not exist: %v", state, err)
		}
	})
}
