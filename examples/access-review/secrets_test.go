package main

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/examples/internal/canary"
)

func TestNothingThatItPrintsOrWritesHoldsACredential(t *testing.T) {
	program, dir := canary.Program(run), t.TempDir()
	files := []string{"-csv", filepath.Join(dir, "review.csv"), "-html", filepath.Join(dir, "review.html")}
	program.Run(t, dir, exitOK, append(files, "-demo")...)
	given := slices.Concat(files, []string{"-org", "canas"})
	s, _ := server(t, func(c *clarifaitest.Config) {
		c.Users = append(c.Users, clarifaitest.User{ID: "cana", PAT: canary.PAT, SessionToken: canary.Session})
		c.Organizations = append(c.Organizations, clarifaitest.Organization{ID: "canas", Owner: "cana"})
		c.Apps = append(c.Apps, clarifaitest.App{Owner: "canas", ID: "shelf", Name: "Shelf"})
	})
	program.Run(t, dir, exitOK, append(given, "-base-url", s.URL())...)
	program.Quoted(t, dir, exitFailed, given...)
	program.Refused(t, dir, exitFailed, given...)
	program.Run(t, dir, exitUsage, "-base-url", s.URL())
}
