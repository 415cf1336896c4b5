package roster_test

import (
	"context"
	"testing"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

func TestApply_Deadline(t *testing.T) {
	run(t, testkit.With(seed(), func(c *clarifaitest.Config) { c.Variants.Lag = time.Hour }), func(f *fixture) {
		f.options.Settle = time.Hour
		f.company.People, f.company.Teams = f.company.People[3:4], nil
		f.company.People[0].Teams = nil
		proposal := f.plan()
		ctx, cancel := context.WithTimeout(f.Context(), time.Minute)
		defer cancel()
		start := time.Now()
		report, err := roster.Apply(ctx, f.client, proposal)
		if err != nil {
			f.Fatal(err)
		}
		if r := report.Steps[0]; r.Kind != roster.Invite || r.Status != roster.Done || r.Note != "not confirmed: stopped" {
			f.Errorf("%s: %s, %q", r.Step, r.Status, r.Note)
		}
		// Waits are doubled, so that the one that would pass the deadline is longer
		// than what is left.
		if took := time.Since(start); took >= time.Minute || took < 20*time.Second {
			f.Errorf("a wait past the deadline is begun: Apply takes %v of a minute", took)
		}
	})
}
