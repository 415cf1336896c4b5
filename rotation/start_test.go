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

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
	"github.com/clarifai-community/clarifai-orgs-go/rotation"
)

func TestStart_Save(t *testing.T) {
	testkit.RunWithServer(t, "it is called before the creation and after each step", func(t *testing.T, s *clarifaitest.Server) {
		var stored string
		var steps, tokens []string
		req := request(&stored)
		req.Save = func(_ context.Context, state rotation.State) error {
			steps = append(steps, string(state.Reached)+" "+string(state.Successor))
			tokens = append(tokens, fmt.Sprint(len(s.Tokens("owner"))))
			text, err := json.Marshal(state)
			if stored != "" && strings.Contains(string(text), stored) || strings.Contains(string(text), testkit.SpareToken) {
				t.Errorf("a token shows in %s", text)
			}
			return err
		}
		before := len(s.Tokens("owner"))
		if _, err := rotation.Run(t.Context(), s.Client(), "me", clarifai.NewSecret(testkit.SpareToken), req); err != nil {
			t.Fatal(err)
		}
		if want := []string{" unknown", "created works", "stored works", "checked works", "revoked works"}; !slices.Equal(steps, want) {
			t.Errorf("steps are %q, want %q", steps, want)
		}
		if want := fmt.Sprint(before, before+1, before+1, before+1, before); strings.Join(tokens, " ") != want {
			t.Errorf("there are %v tokens, want %v", tokens, want)
		}
	})

	for _, at := range []rotation.Step{rotation.StepNone, rotation.StepCreated, rotation.StepStored, rotation.StepChecked} {
		testkit.RunWithServer(t, "an error stops the rotation, reached: "+string(at), func(t *testing.T, s *clarifaitest.Server) {
			var stored string
			full := errors.New("the disk is full")
			req := request(&stored)
			req.Save = func(_ context.Context, state rotation.State) error {
				if state.Reached == at {
					return full
				}
				return nil
			}
			before := len(s.Tokens("owner"))
			state, err := rotation.Run(t.Context(), s.Client(), "me", clarifai.NewSecret(testkit.SpareToken), req)
			if !errors.Is(err, full) || state.Reached != at || !works(t, s, testkit.SpareToken) {
				t.Errorf("Run() = %v, %v", state, err)
			}
			if created := len(s.Tokens("owner")) > before; created == (at == rotation.StepNone) || created != (state.Successor == rotation.TokenWorks) {
				t.Errorf("a successor was created: %v; %v", created, state)
			}
		})
	}
}

// A process can end at any moment: what Save has kept must be enough to find the
// successor, or to finish with it.
func TestStart_Interrupted(t *testing.T) {
	// interrupted starts a rotation that comes to no end after it has saved a step,
	// and returns what it saved.
	interrupted := func(t *testing.T, s *clarifaitest.Server, at rotation.Step, stored *string) rotation.State {
		t.Helper()
		var saved rotation.State
		ended := errors.New("the process ends")
		req := request(stored)
		store := req.Store
		req.Store = func(ctx context.Context, successor *clarifai.Token) error {
			if at == rotation.StepCreated {
				return ended
			}
			return store(ctx, successor)
		}
		req.Save = func(_ context.Context, state rotation.State) error {
			if saved.Reached == at && saved.Nonce != "" {
				return ended
			}
			saved = *kept(t, state)
			return nil
		}
		if _, err := rotation.Start(t.Context(), s.Client(), "me", clarifai.NewSecret(testkit.SpareToken), req); !errors.Is(err, ended) {
			t.Fatal(err)
		}
		return saved
	}
	for _, at := range []rotation.Step{rotation.StepNone, rotation.StepCreated} {
		testkit.RunWithServer(t, "a successor that was not stored is found and can be revoked, saved: "+string(at), func(t *testing.T, s *clarifaitest.Server) {
			var stored string
			before := len(s.Tokens("owner"))
			saved := interrupted(t, s, at, &stored)
			left, err := rotation.LeftBehind(t.Context(), s.Client(), saved)
			if err != nil || len(left) != 1 || len(s.Tokens("owner")) != before+1 {
				t.Fatalf("LeftBehind() = %v, %v", left, err)
			}
			if err := s.Client().Tokens.Revoke(t.Context(), "me", left[0].ID); err != nil {
				t.Fatal(err)
			}
			if left, err := rotation.LeftBehind(t.Context(), s.Client(), saved); err != nil || len(left) != 0 || len(s.Tokens("owner")) != before || !works(t, s, testkit.SpareToken) {
				t.Errorf("after revoking it: LeftBehind() = %v, %v", left, err)
			}
		})
	}

	testkit.RunWithServer(t, "a successor that was stored is not left behind, and Finish takes it", func(t *testing.T, s *clarifaitest.Server) {
		var stored string
		saved := interrupted(t, s, rotation.StepStored, &stored)
		if left, err := rotation.LeftBehind(t.Context(), s.Client(), saved); err != nil || len(left) != 0 {
			t.Fatalf("LeftBehind() = %v, %v", left, err)
		}
		if err := rotation.Finish(t.Context(), s.Client(), &saved, clarifai.NewSecret(stored), nil); !errors.Is(err, rotation.ErrTooEarly) {
			t.Errorf("within the grace time: %v", err)
		}
		pass(request(&stored).Grace)
		if err := rotation.Finish(t.Context(), s.Client(), &saved, clarifai.NewSecret(stored), nil); err != nil || works(t, s, testkit.SpareToken) || !works(t, s, stored) {
			t.Errorf("after it: %v", err)
		}
	})

	testkit.RunWithServer(t, "a state without a nonce is refused", func(t *testing.T, s *clarifaitest.Server) {
		// An empty nonce would be in the description of no token, or of all.
		for _, nonce := range []string{"", "short", "(rotation aaaaaaaaaaaa)"} {
			if left, err := rotation.LeftBehind(t.Context(), s.Client(), rotation.State{UserID: "me", Nonce: nonce}); !errors.Is(err, clarifai.ErrInvalid) || left != nil {
				t.Errorf("nonce %q: LeftBehind() = %v, %v", nonce, left, err)
			}
		}
	})
}

func TestStart_Refused(t *testing.T) {
	testkit.WithServer(t, func(t *testing.T, s *clarifaitest.Server) {
		var stored string
		for name, change := range map[string]func(*rotation.Request){
			"no Store":         func(r *rotation.Request) { r.Store = nil },
			"a negative grace": func(r *rotation.Request) { r.Grace = -1 },
		} {
			req := request(&stored)
			change(&req)
			if state, err := rotation.Start(t.Context(), s.Client(), "me", clarifai.NewSecret(testkit.SpareToken), req); !errors.Is(err, clarifai.ErrInvalid) || state == nil || len(s.Requests()) != 0 {
				t.Errorf("%s: %v, %v after %d requests", name, state, err, len(s.Requests()))
			}
		}
	})
}

func TestStart_AnotherToken(t *testing.T) {
	for name, token := range map[string]string{
		"the old one":                       testkit.SpareToken,
		"one that was there, with its name": "token-of-somebody",
	} {
		testkit.RunWithServer(t, "a response that shows "+name+" is no successor", func(t *testing.T, s *clarifaitest.Server) {
			next := s.HTTPClient().Transport
			client := s.Client(clarifai.WithHTTPClient(&http.Client{Transport: testkit.RoundTripFunc(func(r *http.Request) (*http.Response, error) {
				if r.Method != http.MethodPost {
					return next.RoundTrip(r)
				}
				body := testkit.Body(`"keys":[{"id":"` + token + `","description":"spare","scopes":["All"]}]`)
				return testkit.RespondWith(http.StatusOK, body)(r)
			})}))
			var stored string
			req := request(&stored)
			req.Grace, req.VerifyTimeout = 0, -1
			state, err := rotation.Run(t.Context(), client, "me", clarifai.NewSecret(testkit.SpareToken), req)
			if err == nil || strings.Contains(err.Error(), token) || state.Reached != rotation.StepNone || state.Successor != rotation.TokenNone {
				t.Errorf("it came to %+v, %v", state, err)
			}
			if stored != "" || !works(t, s, testkit.SpareToken) {
				t.Errorf("stored %q, the old token works: %v", stored, works(t, s, testkit.SpareToken))
			}
		})
	}
}
