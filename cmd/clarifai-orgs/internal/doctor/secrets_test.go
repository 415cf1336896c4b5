package main

import (
	"path/filepath"
	"testing"

	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/cmd/clarifai-orgs/internal/canary"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestNothingThatItPrintsOrWritesHoldsACredential(t *testing.T) {
	program, dir := canary.Program(run), t.TempDir()
	report := []string{"-json", filepath.Join(dir, "doctor.json")}
	program.Run(t, dir, exitOK, append(report, "-demo")...)
	program.Run(t, dir, exitOK, append(report, "-demo", "-writes", "-org", "northwind", "-org", "northwind", "-invite-email", "new@else.example")...)
	s := clarifaitest.NewServer(t, testkit.With(company("canas"), func(c *clarifaitest.Config) {
		c.Users = append(c.Users, clarifaitest.User{ID: "cana", PAT: canary.PAT, SessionToken: canary.Session})
	}))
	program.Run(t, dir, exitOK, append(report, "-base-url", s.URL(), "-org", "canas")...)
	program.Quoted(t, dir, exitOK, append(report, "-org", "canas")...)
	program.Refused(t, dir, exitOK, append(report, "-org", "canas")...)
	program.Refused(t, dir, exitFailed, append(report, "-org", "canas", "-ops", "teams.list")...)
	program.Run(t, dir, exitUsage, append(report, "-writes", "-org", "canas")...)
}
