package main

import (
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/cmd/clarifai-orgs/internal/canary"
	"github.com/clarifai-community/clarifai-orgs-go/cmd/clarifai-orgs/internal/doctor"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

// patient is a server with something of everything, and the flags that lead to it.
func patient(t *testing.T) (*clarifaitest.Server, map[string]string, []string) {
	t.Helper()
	s := clarifaitest.NewServer(t, doctor.Demo("acme"))
	return s, map[string]string{"CLARIFAI_PAT": s.PAT("olga")}, []string{"doctor", "--base-url", s.URL(), "--org", "acme"}
}

func TestDoctor(t *testing.T) {
	t.Run("in a demo everything answers but the log of a pipeline, of which no list is known", func(t *testing.T) {
		report := filepath.Join(t.TempDir(), "doctor.json")
		runWith(t, nil, "doctor", "--demo", "--report", report).exits(t, exitOK).says(t, demoBanner, "teams.list Archived answers 200 SUCCESS", "attach doctor.json")
		var r doctor.Report
		if err := json.Unmarshal([]byte(content(t, report)), &r); err != nil || len(r.Operations) != len(doctor.Readable()) || r.Count(doctor.Answers) != len(r.Operations)-1 || r.Count(doctor.NotAsked) != 1 || r.Server != "another" {
			t.Errorf("%v, %+v", err, r)
		}
	})
	t.Run("a demo of writing", func(t *testing.T) {
		runWith(t, nil, "doctor", "--demo", "--org", "northwind", "--writes-in", "northwind", "--invite-email", "new@else.example").exits(t, exitOK).
			says(t, "Variants.Exists = ExistsConflict", "Variants.Cancel = CancelMarks")
	})
	t.Run("a wrong organization is said after one request, and is a failure", func(t *testing.T) {
		s, env, args := patient(t)
		report := filepath.Join(t.TempDir(), "doctor.json")
		runWith(t, env, append(args, "--org", "nowhere", "--report", report)...).exits(t, exitFailed).says(t, `there is no organization "nowhere"`, "nothing else was asked")
		if n := len(s.Requests()); n != 1 {
			t.Errorf("%d requests", n)
		}
		if _, err := os.Stat(report); err == nil {
			t.Error("there is a report of nothing")
		}
	})
	t.Run("an output that cannot be written is said before the first request", func(t *testing.T) {
		s, env, args := patient(t)
		runWith(t, env, append(args, "--report", filepath.Join(t.TempDir(), "no", "doctor.json"))...).exits(t, exitUsage).says(t, "--report")
		if n := len(s.Requests()); n != 0 {
			t.Errorf("%d requests", n)
		}
	})
	t.Run("one of --ops that does not answer is a failure, and others are findings", func(t *testing.T) {
		s, env, args := patient(t)
		s.Handle("GET /v2/roles/{id}", http.NotFoundHandler())
		runWith(t, env, args...).exits(t, exitOK).says(t, " 1 not there, 1 not asked\n")
		runWith(t, env, append(args, "--ops", "teams.list,roles.list")...).exits(t, exitOK)
		runWith(t, env, append(args, "--ops", "teams.list,roles.get")...).exits(t, exitFailed)
		runWith(t, env, append(args, "--ops", "roles.get", "--route", "roles.get=GET /v3/roles/{id}")...).exits(t, exitFailed).says(t, "(rerouted)")
	})
	t.Run("no answer at all is a failure", func(t *testing.T) {
		_, _, args := patient(t)
		runWith(t, map[string]string{"CLARIFAI_PAT": "of-nobody"}, args...).exits(t, exitFailed).says(t, "refused: credential")
	})
}

func TestDoctor_Usage(t *testing.T) {
	s, env, args := patient(t)
	for name, wrong := range map[string][]string{
		"another organization":    {"--writes-in", "northwind"},
		"an address alone":        {"--invite-email", "x@y.example"},
		"no address":              {"--writes-in", "acme", "--invite-email", "nobody"},
		"no operation":            {"--ops", "teams.paint"},
		"a write":                 {"--ops", "teams.create"},
		"no route":                {"--route", "teams.list"},
		"a route of no operation": {"--route", "teams.paint=GET /v3/teams"},
		"a word":                  {"now"},
		"a demo of a server":      {"--demo"},
		"writes that only read":   {"--writes-in", "acme", "--read-only"},
	} {
		t.Run(name, func(t *testing.T) { runWith(t, env, append(args, wrong...)...).exits(t, exitUsage) })
	}
	if n := len(s.Requests()); n != 0 {
		t.Errorf("%d requests", n)
	}
}

func TestDoctor_Secrets(t *testing.T) {
	program, dir := canary.Program(execute), t.TempDir()
	report := []string{"doctor", "--report", filepath.Join(dir, "doctor.json")}
	program.Run(t, dir, exitOK, append(report, "--demo")...)
	program.Run(t, dir, exitOK, append(report, "--demo", "--org", "northwind", "--writes-in", "northwind", "--invite-email", "new@else.example")...)
	s := clarifaitest.NewServer(t, testkit.With(doctor.Demo("canas"), func(c *clarifaitest.Config) {
		c.Users = append(c.Users, clarifaitest.User{ID: "cana", PAT: canary.PAT, SessionToken: canary.Session})
		c.Organizations[0].Owner = "cana"
	}))
	program.Run(t, dir, exitOK, append(report, "--base-url", s.URL(), "--org", "canas")...)
	program.Quoted(t, dir, exitFailed, append(report, "--org", "canas")...)
	program.Refused(t, dir, exitFailed, append(report, "--org", "canas")...)
	program.Run(t, dir, exitUsage, append(report, "--writes-in", "canas")...)
}
