package access_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/access"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestEnforce_Deadline(t *testing.T) {
	run(t, testkit.With(seed(), func(c *clarifaitest.Config) { c.Variants.Lag = time.Hour }), func(f *fixture) {
		f.options.Settle = time.Hour
		ctx, cancel := context.WithTimeout(f.Context(), time.Minute)
		defer cancel()
		start := time.Now()
		_, err := access.Enforce(ctx, f.client, "acme", []access.Policy{area("vision", lower(worker))}, f.options)
		if !errors.Is(err, context.DeadlineExceeded) {
			f.Errorf("Enforce: %v", err)
		}
		if took := time.Since(start); took >= time.Minute || took < 20*time.Second {
			f.Errorf("a wait past the deadline is begun: Enforce takes %v of a minute", took)
		}
	})
}
