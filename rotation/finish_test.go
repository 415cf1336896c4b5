package rotation_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
	"github.com/clarifai-community/clarifai-orgs-go/rotation"
)

// started starts a rotation with a minute of grace, and returns its state as
// another process would read it, and the successor.
func started(t *testing.T, client *clarifai.Client, old string) (*rotation.State, clarifai.Secret) {
	t.Helper()
	var stored string
	state, err := rotation.Start(t.Context(), client, "me", clarifai.NewSecret(old), request(&stored))
	if err != nil {
		t.Fatal(err)
	}
	return kept(t, *state), clarifai.NewSecret(stored)
}

// kept returns a state that was stored as JSON and read back.
func kept(t *testing.T, state rotation.State) *rotation.State {
	t.Helper()
	text, err := json.Marshal(state)
	if err != nil {
		t.Fatal(err)
	}
	var read rotation.State
	if err := json.Unmarshal(text, &read); err != nil {
		t.Fatal(err)
	}
	return &read
}

// pass lets fake time pass.
func pass(d time.Duration) { <-time.After(d) }

func TestFinish(t *testing.T) {
	testkit.RunWithServer(t, "it is refused within the grace time unless asked otherwise", func(t *testing.T, s *clarifaitest.Server) {
		state, successor := started(t, s.Client(), testkit.SpareToken)
		before := len(s.Requests())
		pass(59 * time.Second)
		err := rotation.Finish(t.Context(), s.Client(), state, successor, nil)
		if !errors.Is(err, rotation.ErrTooEarly) || len(s.Requests()) != before || !works(t, s, testkit.SpareToken) {
			t.Errorf("within the grace time: %v", err)
		}
		if err := rotation.Finish(t.Context(), s.Client(), state, successor, &rotation.FinishOptions{IgnoreGrace: true}); err != nil {
			t.Fatal(err)
		}
		if works(t, s, testkit.SpareToken) || !works(t, s, successor.Reveal()) {
			t.Error("the old token works, or the successor does not")
		}
	})

	testkit.RunWithServer(t, "it revokes the old token after the grace time, and a second time does nothing", func(t *testing.T, s *clarifaitest.Server) {
		state, successor := started(t, s.Client(), testkit.SpareToken)
		again := kept(t, *state)
		pass(time.Minute)
		if err := rotation.Finish(t.Context(), s.Client(), state, successor, nil); err != nil {
			t.Fatal(err)
		}
		if state.Reached != rotation.StepRevoked || state.Old != rotation.TokenRevoked || works(t, s, testkit.SpareToken) {
			t.Errorf("it came to %v", state)
		}
		before := len(s.Requests())
		if err := rotation.Finish(t.Context(), s.Client(), state, successor, nil); err != nil || len(s.Requests()) != before {
			t.Errorf("with the state that says so: %d requests, %v", len(s.Requests())-before, err)
		}
		// The state of before, since nobody kept the one after.
		if err := rotation.Finish(t.Context(), s.Client(), again, successor, nil); err != nil || again.Reached != rotation.StepRevoked {
			t.Errorf("with the state of before: %v, %v", err, again)
		}
		if !works(t, s, successor.Reveal()) {
			t.Error("the successor does not work")
		}
	})

	testkit.RunWithServer(t, "a client with the old token finishes its own rotation, also a second time", func(t *testing.T, s *clarifaitest.Server) {
		old := s.PAT("owner")
		client := s.Client()
		state, successor := started(t, client, old)
		again := kept(t, *state)
		pass(time.Minute)
		for _, state := range []*rotation.State{state, again} {
			if err := rotation.Finish(t.Context(), client, state, successor, nil); err != nil {
				t.Fatal(err)
			}
		}
		if works(t, s, old) || !works(t, s, successor.Reveal()) {
			t.Error("the old token works, or the successor does not")
		}
	})

	testkit.RunWithServer(t, "the client revokes the old token if its successor may not", func(t *testing.T, s *clarifaitest.Server) {
		client := s.Client()
		narrow, err := client.Tokens.Create(t.Context(), "me", clarifai.CreateTokenRequest{Description: "narrow", Scopes: []clarifai.Scope{"Apps_Get"}})
		if err != nil {
			t.Fatal(err)
		}
		state, successor := started(t, client, narrow.ID.Reveal())
		pass(time.Minute)
		if err := rotation.Finish(t.Context(), client, state, successor, nil); err != nil || works(t, s, narrow.ID.Reveal()) {
			t.Errorf("Finish() = %v, the old token works: %v", err, works(t, s, narrow.ID.Reveal()))
		}
	})

	testkit.RunWithServer(t, "it waits until the successor works", func(t *testing.T, s *clarifaitest.Server) {
		state, successor := started(t, s.Client(), testkit.SpareToken)
		pass(time.Minute)
		s.Inject(clarifaitest.Fault{Operation: clarifai.OpTokensGetMyScopes, Kind: clarifaitest.FaultStatus, Status: 401, Code: 11009, Count: 2})
		if err := rotation.Finish(t.Context(), s.Client(), state, successor, nil); err != nil {
			t.Error(err)
		}
	})
}

func TestFinish_Refused(t *testing.T) {
	// The old token must work afterwards.
	for name, test := range map[string]struct {
		change func(t *testing.T, s *clarifaitest.Server, state *rotation.State, successor *clarifai.Secret, opts *rotation.FinishOptions)
		want   error
	}{
		"the successor is another token": {func(_ *testing.T, s *clarifaitest.Server, _ *rotation.State, successor *clarifai.Secret, _ *rotation.FinishOptions) {
			*successor = clarifai.NewSecret(s.PAT("owner"))
		}, clarifai.ErrInvalid},
		"the successor is the old token": {func(_ *testing.T, _ *clarifaitest.Server, _ *rotation.State, successor *clarifai.Secret, _ *rotation.FinishOptions) {
			*successor = clarifai.NewSecret(testkit.SpareToken)
		}, clarifai.ErrInvalid},
		"the successor was not kept whole": {func(_ *testing.T, _ *clarifaitest.Server, _ *rotation.State, successor *clarifai.Secret, _ *rotation.FinishOptions) {
			*successor = clarifai.NewSecret(successor.Reveal()[1:])
		}, clarifai.ErrInvalid},
		"no successor was created": {func(_ *testing.T, _ *clarifaitest.Server, state *rotation.State, _ *clarifai.Secret, _ *rotation.FinishOptions) {
			state.Reached = rotation.StepNone
		}, clarifai.ErrInvalid},
		"the state is of an unknown step": {func(_ *testing.T, _ *clarifaitest.Server, state *rotation.State, _ *clarifai.Secret, _ *rotation.FinishOptions) {
			state.Reached = "finished"
		}, clarifai.ErrInvalid},
		"the state is empty": {func(_ *testing.T, _ *clarifaitest.Server, state *rotation.State, _ *clarifai.Secret, _ *rotation.FinishOptions) {
			*state = rotation.State{}
		}, clarifai.ErrInvalid},
		"the state has no hash of the old token": {func(_ *testing.T, _ *clarifaitest.Server, state *rotation.State, _ *clarifai.Secret, _ *rotation.FinishOptions) {
			state.OldHash = ""
		}, clarifai.ErrInvalid},
		"the state does not say when": {func(_ *testing.T, _ *clarifaitest.Server, state *rotation.State, _ *clarifai.Secret, _ *rotation.FinishOptions) {
			state.RevokeAfter = time.Time{}
		}, clarifai.ErrInvalid},
		"the successor was revoked": {func(t *testing.T, s *clarifaitest.Server, _ *rotation.State, successor *clarifai.Secret, _ *rotation.FinishOptions) {
			if err := s.Client().Tokens.Revoke(t.Context(), "me", *successor); err != nil {
				t.Fatal(err)
			}
		}, clarifai.ErrUnauthorized},
		"the successor lost a scope": {func(t *testing.T, s *clarifaitest.Server, _ *rotation.State, successor *clarifai.Secret, _ *rotation.FinishOptions) {
			if _, err := s.Client().Tokens.Update(t.Context(), "me", *successor, clarifai.UpdateTokenRequest{Scopes: []clarifai.Scope{"Apps_Get"}}); err != nil {
				t.Fatal(err)
			}
		}, clarifai.ErrForbidden},
		"the caller's check fails": {func(_ *testing.T, _ *clarifaitest.Server, _ *rotation.State, _ *clarifai.Secret, opts *rotation.FinishOptions) {
			opts.Check = func(context.Context, *clarifai.Client) error { return errCheck }
		}, errCheck},
	} {
		testkit.RunWithServer(t, name, func(t *testing.T, s *clarifaitest.Server) {
			state, successor := started(t, s.Client(), testkit.SpareToken)
			pass(time.Hour)
			var opts rotation.FinishOptions
			test.change(t, s, state, &successor, &opts)
			err := rotation.Finish(t.Context(), s.Client(), state, successor, &opts)
			if !errors.Is(err, test.want) || !works(t, s, testkit.SpareToken) || state.Old == rotation.TokenRevoked {
				t.Errorf("Finish() = %v; the old token works: %v; %v", err, works(t, s, testkit.SpareToken), state)
			}
			if err != nil && (strings.Contains(err.Error(), testkit.SpareToken) || strings.Contains(err.Error(), successor.Reveal())) {
				t.Errorf("a token shows in %v", err)
			}
		})
	}
}

var errCheck = errors.New("the check fails")

// What a server lists does not show that a token is gone unless it shows the
// successor.
func TestFinish_List(t *testing.T) {
	listed := func(tokens ...string) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			items := ""
			if page := r.URL.Query().Get("page"); page == "" || page == "1" {
				for i, token := range tokens {
					if i > 0 {
						items += ","
					}
					items += fmt.Sprintf(`{"id":%q,"description":"d","scopes":["All"]}`, token)
				}
			}
			fmt.Fprintf(w, `{"status":{"code":10000},"keys":[%s]}`, items)
		})
	}
	for name, test := range map[string]struct {
		tokens func(successor string) []string
		want   string
	}{
		"an empty list":                     {func(string) []string { return nil }, "shows neither"},
		"a list of masked tokens":           {func(string) []string { return []string{"spar****", "succ****"} }, "shows neither"},
		"a list with the successor":         {func(successor string) []string { return []string{"other-token-1", successor} }, ""},
		"a list with both, the old revoked": {func(successor string) []string { return []string{testkit.SpareToken, successor} }, ""},
	} {
		testkit.RunWithServer(t, name, func(t *testing.T, s *clarifaitest.Server) {
			state, successor := started(t, s.Client(), testkit.SpareToken)
			pass(time.Minute)
			if test.want == "" { // somebody else revoked it
				if err := s.Client().Tokens.Revoke(t.Context(), "me", clarifai.NewSecret(testkit.SpareToken)); err != nil {
					t.Fatal(err)
				}
			}
			s.Handle("GET /v2/users/me/keys", listed(test.tokens(successor.Reveal())...))
			err := rotation.Finish(t.Context(), s.Client(), state, successor, nil)
			if test.want == "" && (err != nil || state.Reached != rotation.StepRevoked) {
				t.Errorf("Finish() = %v, %v", err, state)
			}
			if test.want != "" && (err == nil || !strings.Contains(err.Error(), test.want) || state.Old != rotation.TokenWorks || !works(t, s, testkit.SpareToken)) {
				t.Errorf("Finish() = %v, %v", err, state)
			}
		})
	}
}

func TestFinish_UnknownOutcome(t *testing.T) {
	for name, acts := range map[string]bool{"revoked": true, "not revoked": false} {
		testkit.RunWithServer(t, name, func(t *testing.T, s *clarifaitest.Server) {
			state, successor := started(t, s.Client(), testkit.SpareToken)
			pass(time.Minute)
			s.Inject(clarifaitest.Fault{Operation: clarifai.OpTokensRevoke, Kind: clarifaitest.FaultDrop, Acts: acts, Count: 5})
			err := rotation.Finish(t.Context(), s.Client(), state, successor, nil)
			if !errors.Is(err, clarifai.ErrAmbiguous) || state.Old != rotation.TokenUnknown {
				t.Fatalf("Finish() = %v, %v", err, state)
			}
			if err := rotation.Finish(t.Context(), s.Client(), kept(t, *state), successor, nil); err != nil || works(t, s, testkit.SpareToken) {
				t.Errorf("a second Finish() = %v; the old token works: %v", err, works(t, s, testkit.SpareToken))
			}
		})
	}
}
