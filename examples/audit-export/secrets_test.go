package main

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/examples/internal/canary"
)

func TestNothingThatItPrintsOrWritesHoldsACredential(t *testing.T) {
	program, dir := canary.Program(run), t.TempDir()
	program.Run(t, dir, exitOK, "-demo", "-dir", filepath.Join(dir, "demo"))
	period := func(from time.Time) []string {
		return []string{"-org", "canas", "-dir", filepath.Join(dir, "audit"), "-window", "1m", "-from", stamp(from), "-to", stamp(from.Add(2 * time.Minute))}
	}
	program.Quoted(t, dir, exitFailed, period(began)...)
	program.Refused(t, dir, exitFailed, period(time.Date(1999, 12, 31, 0, 0, 0, 0, time.UTC))...) // before the time in a bubble begins
	s := server(t, time.Minute, func(c *clarifaitest.Config) {
		c.Users = append(c.Users, clarifaitest.User{ID: "cana", PAT: canary.PAT, SessionToken: canary.Session})
		c.Organizations = append(c.Organizations, clarifaitest.Organization{ID: "canas", Owner: "cana"})
	})
	program.Run(t, dir, exitOK, append(period(began), "-base-url", s.URL())...)
	program.Run(t, dir, exitUsage, "-org", "canas")
}
