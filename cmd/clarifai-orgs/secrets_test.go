package main

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/cmd/clarifai-orgs/internal/canary"
)

func TestNothingThatItPrintsOrWritesHoldsACredential(t *testing.T) {
	program, dir := canary.Program(run), t.TempDir()
	program.Run(t, dir, exitOK, "-demo", "-rounds", "2", "-report", filepath.Join(dir, "demo.csv"))
	program.Run(t, dir, exitOK, "-demo", "-dry-run")
	people := file(t, header+"ann@acme.test,Ann,A,Team Contributor,vision\nnew@acme.test,N,N,Organization User,vision\n")
	given := []string{"-org", "acme", "-roster", people, "-teams", file(t, teamsFile), "-report", filepath.Join(dir, "report.csv")}
	s, _ := server(t, func(c *clarifaitest.Config) {
		c.Users = append(c.Users, clarifaitest.User{ID: "cana", PAT: canary.PAT, SessionToken: canary.Session})
		c.Organizations = append(c.Organizations, clarifaitest.Organization{ID: "canas", Owner: "cana"})
		c.Apps = append(c.Apps, clarifaitest.App{Owner: "canas", ID: "shelf", Name: "Shelf"})
	})
	own := slices.Concat(given, []string{"-base-url", s.URL()})
	own[1] = "canas"
	program.Run(t, dir, exitOK, own...)
	program.Run(t, dir, exitFailed, append(given, "-base-url", s.URL())...) // of another owner
	program.Quoted(t, dir, exitFailed, given...)
	program.Refused(t, dir, exitFailed, given...)
	program.Run(t, dir, exitUsage, "-org", "acme")
}
