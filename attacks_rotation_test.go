package clarifai_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

// The grace is longer than the successor lives.
func TestASuccessorThatExpiresWithinTheGraceTimeIsRefused(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		var stored string
		r := rotation(&stored)
		r.Grace, r.ExpiresAt = time.Hour, time.Now().Add(time.Minute)
		before := len(s.Tokens("owner"))
		result, err := s.Client().Tokens.Rotate(t.Context(), "me", clarifai.NewSecret(spareToken), r)
		if !errors.Is(err, clarifai.ErrInvalid) || result.Reached != clarifai.RotationNone || stored != "" || len(s.Tokens("owner")) != before {
			t.Errorf("it was not refused before anything was done: %v (%+v), err %v", result, *result, err)
		}
		if !works(t, s, spareToken) {
			t.Error("the old token does not work")
		}
	})
}

func TestASuccessorThatIsGoneAfterTheGraceTimeKeepsTheOldTokenAlive(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		var stored string
		r := rotation(&stored)
		r.Grace = time.Hour
		go func() {
			<-time.After(30 * time.Minute) // of the bubble
			_ = s.Client().Tokens.Revoke(t.Context(), "me", clarifai.NewSecret(stored))
		}()
		result, err := s.Client().Tokens.Rotate(t.Context(), "me", clarifai.NewSecret(spareToken), r)
		if err == nil || result.Old != clarifai.TokenWorks || result.Successor != clarifai.TokenUnknown {
			t.Errorf("result: %v (%+v), err %v", result, *result, err)
		}
		if !works(t, s, spareToken) || works(t, s, stored) {
			t.Errorf("the old token works: %v, the successor: %v", works(t, s, spareToken), works(t, s, stored))
		}
	})
}

func TestARotationOfNoTokenSaysThatThereIsNone(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		var stored string
		result, err := s.Client().Tokens.Rotate(t.Context(), "me", clarifai.NewSecret("no-such-token-at-all"), rotation(&stored))
		if !errors.Is(err, clarifai.ErrNotFound) || result.Old != clarifai.TokenNone || stored != "" {
			t.Errorf("says %q of a token that does not exist: %v", result, err)
		}
	})
}

func TestARotationShowsNeitherTokenOfAStoresError(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		var sec string
		_, err := s.Client().Tokens.Rotate(t.Context(), "me", clarifai.NewSecret(spareToken), clarifai.RotateTokenRequest{
			Store: func(_ context.Context, k *clarifai.Token) error {
				sec = k.ID.Reveal()
				return errors.New("vault refuses " + sec + " in place of " + spareToken)
			}})
		if err == nil || sec == "" {
			t.Fatalf("the store's error is lost: %v", err)
		}
		var texts []string
		for e := err; e != nil; e = errors.Unwrap(e) {
			texts = append(texts, e.Error(), fmt.Sprintf("%#v", e), fmt.Sprintf("%+v", e))
		}
		for i, x := range texts {
			if strings.Contains(x, sec) {
				t.Errorf("%d successor shows: %s", i, x)
			}
			if i < 3 && strings.Contains(x, spareToken) {
				t.Errorf("%d old shows: %s", i, x)
			}
		}
	})
}

func TestARotationTakesOnlyItsOwnNonceFromADescription(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		var stored string
		result, err := s.Client().Tokens.Rotate(t.Context(), "me", clarifai.NewSecret("host-token-1"), rotation(&stored))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(result.Token.Description, "of prod") {
			t.Errorf("description is %q", result.Token.Description)
		}
	}, clarifaitest.WithToken(clarifaitest.Token{UserID: "owner", Secret: "host-token-1", Description: "bot (rotation host) of prod"}))
}

func TestARotationGoesOnWithATokenThatStoreEmptied(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		var stored string
		result, err := s.Client().Tokens.Rotate(t.Context(), "me", clarifai.NewSecret(spareToken), clarifai.RotateTokenRequest{
			Store: func(_ context.Context, k *clarifai.Token) error {
				stored = k.ID.Reveal()
				k.ID = clarifai.Secret{} // a careful Store drops the secret it kept
				return nil
			}})
		if err != nil || result.Reached != clarifai.RotationRevoked || result.Token.ID.Reveal() != stored {
			t.Errorf("result: %v (%+v), err %v", result, *result, err)
		}
		if works(t, s, spareToken) || !works(t, s, stored) {
			t.Errorf("the old token works: %v, the successor: %v", works(t, s, spareToken), works(t, s, stored))
		}
	})
}
