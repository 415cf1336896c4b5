package access_test

import (
	"errors"
	"fmt"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/access"
)

func TestEnforce_SeveralPolicies(t *testing.T) {
	withServer(t, seed(), func(f *fixture) {
		a, b := area("vision", lower(lead)), area("vision", lower(worker))
		b.Name = "another"
		c := access.Policy{Name: "no echo", Teams: []string{"vision"}, Rule: access.Rule{Not: &access.Rule{Apps: []string{"echo"}}}}
		f.enforce(a, b, c)
		f.wantApps("vision", "bare Full Access", "noise Labeler Worker", "shelf Full Access")
		f.wantNothingToDo(a, b, c)
	})
}

func TestEnforce_Limits(t *testing.T) {
	t.Run("nothing is done unless both limits hold", func(t *testing.T) {
		cases := []struct {
			name    string
			options access.Options
			done    bool
		}{
			{"zero", access.Options{}, false},
			{"count alone", access.Options{MaxRemovals: 2}, false},
			{"share alone", access.Options{MaxRemovalShare: 1}, false},
			{"count one short", access.Options{MaxRemovals: 1, MaxRemovalShare: 1}, false},
			{"share a little short", access.Options{MaxRemovals: 2, MaxRemovalShare: 0.499}, false},
			{"both just met", access.Options{MaxRemovals: 2, MaxRemovalShare: 0.5}, true},
		}
		for _, c := range cases {
			t.Run(c.name, func(t *testing.T) {
				withServer(t, seed(), func(f *fixture) {
					before := f.state()
					report, err := access.Enforce(f.Context(), f.client, "acme", []access.Policy{area("vision")}, c.options)
					if c.done {
						if err != nil || report.Count(access.Done) != 2 {
							f.Errorf("Enforce: %v, %v", steps(report), err)
						}
						return
					}
					if !errors.Is(err, access.ErrLimit) || report == nil || report.Count(access.Skipped) != 2 || report.Removals != 2 {
						f.Fatalf("Enforce: %v", err)
					}
					f.wantLines(steps(report), "skipped: remove app vision echo", "skipped: remove app vision noise")
					f.wantWrites(0)
					if f.state() != before {
						f.Errorf("it is now %s", f.state())
					}
				})
			})
		}
	})
	t.Run("clearing a default role counts as a removal", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			policy := access.Policy{Name: "any", Teams: []string{"vision"}, Rule: access.Rule{Visibility: []string{"ORG"}}, ClearDefaultRole: true}
			f.options = access.Options{}
			if _, err := access.Enforce(f.Context(), f.client, "acme", []access.Policy{policy}, f.options); !errors.Is(err, access.ErrLimit) {
				f.Errorf("Enforce: %v", err)
			}
			f.wantWrites(0)
			f.options.MaxRemovals = 1
			f.wantLines(steps(f.enforce(policy)), "done: clear default role vision")
			f.wantNothingToDo(policy)
		})
	})
}

func TestEnforce_Unfinished(t *testing.T) {
	owe := func(f *fixture, team, app string, role clarifai.TeamRole) access.Step {
		return access.Step{Kind: access.AddApp, Team: team, App: app, Role: clarifai.TeamRoleByID(f.server.TeamRoleID(role))}
	}
	t.Run("what the policies still allow is added", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			f.options.Unfinished = []access.Step{
				owe(f, "void", "noise", worker), owe(f, "void", "noise", full), owe(f, "void", "echo", full), owe(f, "void", "bare", full), owe(f, "void", "gone", worker),
				owe(f, "sound", "shelf", worker), owe(f, "vision", "noise", worker),
				{Kind: access.AddApp, Team: "void", App: "shelf", Role: clarifai.TeamRoleByID("nope")},
			}
			report := f.enforce(area("void", lower(lead)), access.Policy{Name: "v", Teams: []string{"vision"}, Rule: access.Rule{Visibility: []string{"ORG"}}})
			var got []string
			for _, s := range report.Steps {
				got = append(got, fmt.Sprintf("%s %s %s: %s", s.Status, s.Team, s.App, s.Note))
			}
			f.wantLines(got,
				"done void noise: ",
				`skipped void echo: no longer added: policy "void only" does not allow it`,
				`skipped void bare: no longer added: policy "void only" does not allow it`,
				"skipped void gone: no longer added: the organization shows no such app",
				"skipped sound shelf: no longer added: no policy binds the team",
				"skipped vision noise: no longer added: the team has the app",
				"skipped void shelf: no longer added: the role does not exist")
			f.wantApps("void", "noise Labeler Worker")
		})
	})
	t.Run("an app that is removed now is not added", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			f.options.Unfinished = []access.Step{owe(f, "vision", "echo", worker)}
			report := f.enforce(area("vision"))
			f.wantLines(steps(report), "done: remove app vision echo", "done: remove app vision noise", "skipped: add app vision echo")
		})
	})
}
