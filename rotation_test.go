package clarifai_test

import (
	"context"
	"errors"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

func TestTokens_Rotate_Deadline(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		var stored string
		r := rotation(&stored)
		r.Grace = time.Hour
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		start := time.Now()
		result, err := s.Client().Tokens.Rotate(ctx, "me", clarifai.NewSecret(spareToken), r)
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) >= time.Minute {
			t.Errorf("a grace time past the deadline is begun: %v after %v", err, time.Since(start))
		}
		if result.Reached != clarifai.RotationChecked || !works(t, s, spareToken) || !works(t, s, stored) {
			t.Errorf("%v; both tokens must work", result)
		}
	})
}
