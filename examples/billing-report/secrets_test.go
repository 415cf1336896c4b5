package main

import (
	"path/filepath"
	"testing"

	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/examples/internal/canary"
)

func TestNothingThatItPrintsOrWritesHoldsACredential(t *testing.T) {
	program, dir := canary.Program(run), t.TempDir()
	files := func(name string, more ...string) []string {
		name = filepath.Join(dir, name)
		return append([]string{"-csv", name + ".csv", "-html", name + ".html", "-save-bill", name + ".json"}, more...)
	}
	program.Run(t, dir, exitOK, files("demo", "-demo")...)
	s, _ := server(t, func(c *clarifaitest.Config) {
		c.Users = append(c.Users, clarifaitest.User{ID: "cana", PAT: canary.PAT, SessionToken: canary.Session})
		c.Organizations = append(c.Organizations, clarifaitest.Organization{ID: "canas", Owner: "cana"})
	})
	program.Run(t, dir, exitOK, files("bill", "-org", "canas", "-base-url", s.URL())...)
	program.Quoted(t, dir, exitFailed, files("quoted", "-org", "canas")...)
	program.Refused(t, dir, exitFailed, files("refused", "-org", "canas")...)
	program.Run(t, dir, exitUsage, "-base-url", s.URL())
}
