package main

import (
	"errors"
	"strings"
	"testing"
)

// full is an output that takes nothing.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestExecute_Usage(t *testing.T) {
	env := map[string]string{"CLARIFAI_PAT": "secret-pat"}
	people := file(t, header)
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"no such command":           {[]string{"wipe"}, "wipe"},
		"no organization":           {[]string{"plan", "--roster", people}, "--org is required"},
		"no roster":                 {[]string{"apply", "--org", "acme"}, "--roster is required"},
		"an argument":               {[]string{"plan", "--demo", "now"}, `"now"`},
		"no rounds":                 {[]string{"apply", "--demo", "--rounds", "0"}, "--rounds must be 1 or more"},
		"a number that is none":     {[]string{"apply", "--demo", "--rounds", "many"}, "--rounds"},
		"fewer invitations than 0":  {[]string{"plan", "--demo", "--max-invites", "-1"}, "--max-invites must be 0 or more"},
		"fewer writes than 0":       {[]string{"apply", "--demo", "--max-writes", "-1"}, "--max-writes must be 0 or more"},
		"a demo of a server":        {[]string{"plan", "--demo", "--base-url", "http://127.0.0.1:1"}, "exclude each other"},
		"a new one without a name":  {[]string{"plan", "--org", "acme", "--roster", people, "--create-org"}, "--create-org needs --name"},
		"an unknown flag":           {[]string{"plan", "--wipe"}, "--wipe"},
		"a flag of another command": {[]string{"plan", "--demo", "--max-writes", "1"}, "--max-writes"},
		"an unknown column":         {[]string{"plan", "--demo", "--columns", "mail=Mail"}, "mail=Mail"},
		"an unknown format":         {[]string{"plan", "--demo", "--output", "xml"}, "one of table, json, csv"},
		"plain http to another":     {[]string{"plan", "--org", "acme", "--roster", people, "--base-url", "http://clarifai.test"}, "http"},
		"apply that may only read":  {[]string{"apply", "--demo", "--read-only"}, `"clarifai-orgs plan" shows`},
	} {
		t.Run(name, func(t *testing.T) {
			runWith(t, env, c.args...).exits(t, exitUsage).says(t, c.want, "--help").saysNot(t, "secret-pat")
		})
	}
	for _, args := range [][]string{
		{"plan", "--roster", people}, {"apply", "--roster", people}, {"export"}, {"access"}, {"audit", "--from", "2026-01-01", "--follow"}, {"bill"}, {"doctor"}, {"access", "--demo"},
	} {
		t.Run("an ID that cannot be one, of "+strings.Join(args, " "), func(t *testing.T) {
			runWith(t, env, append(args, "--org", "a/b")...).exits(t, exitUsage).says(t, "--org must not contain", "--help").saysNot(t, "DEMO", "secret-pat")
		})
	}
	for _, flag := range []string{"--org", "--roster", "--teams", "--base-url", "--report"} {
		t.Run("an unset variable for "+flag, func(t *testing.T) {
			runWith(t, env, "plan", "--demo", flag, "").exits(t, exitUsage).says(t, flag+" must not be empty").saysNot(t, "DEMO")
		})
	}
}

func TestExecute_Credential(t *testing.T) {
	t.Run("without one it names the demo, and is none", func(t *testing.T) {
		for _, args := range [][]string{{"plan"}, {"apply"}, {"plan", "--org", "acme"}, {"apply", "--roster", file(t, header)}, {"apply", file(t, header)}, {"export", "--org", "acme"}, {"plan", "--base-url", "http://127.0.0.1:1"}} {
			runWith(t, nil, args...).exits(t, exitUsage).says(t, "CLARIFAI_PAT", "--demo").saysNot(t, "DEMO")
		}
	})
	t.Run("a demo uses none of the environment", func(t *testing.T) {
		env := map[string]string{"CLARIFAI_PAT": "secret-pat", "CLARIFAI_API_BASE": "https://127.0.0.1:1"}
		runWith(t, env, "plan", "--demo").exits(t, exitOK).says(t, demoBanner).saysNot(t, "secret-pat")
	})
	t.Run("the server of the environment is used", func(t *testing.T) {
		s, _ := server(t)
		env := map[string]string{"CLARIFAI_PAT": olgasPAT, "CLARIFAI_API_BASE": s.URL()}
		runWith(t, env, "plan", "--org", "acme", "--roster", file(t, header)).exits(t, exitOK).saysNot(t, "DEMO")
	})
}

func TestExecute_Help(t *testing.T) {
	root := newRootCommand(&program{stdout: new(watched)})
	for _, cmd := range root.Commands() {
		if cmd.IsAdditionalHelpTopicCommand() || cmd.Name() == "completion" || cmd.Name() == "help" {
			continue
		}
		t.Run(cmd.Name(), func(t *testing.T) {
			r := runWith(t, nil, cmd.Name(), "--help").exits(t, exitOK).says(t, cmd.Long[:40], "Example:\n clarifai-orgs "+cmd.Name(), "130 stopped")
			if reads := strings.Contains(r.stdout, "CLARIFAI_PAT"); reads != (cmd.Name() != "serve") {
				t.Errorf("that it reads the environment is said: %v", reads)
			}
			if r.stderr != "" {
				t.Errorf("on standard error: %s", r.stderr)
			}
			for line := range strings.SplitSeq(r.stdout, "\n") {
				if len(line) > 130 {
					t.Errorf("a line is %d wide: %s", len(line), line)
				}
			}
		})
	}
	runWith(t, nil).exits(t, exitOK).says(t, "apply", "plan", "export", "exit-codes", "CLARIFAI_API_BASE", "130 stopped")
	runWith(t, nil, "help", "exit-codes").exits(t, exitOK).says(t, "4 with --exit-code")
	runWith(t, nil, "completion", "bash").exits(t, exitOK).says(t, "bash completion")
	runWith(t, nil, "__complete", "plan", "--output", "").exits(t, exitOK).says(t, "table\njson\ncsv\n")
}

func TestExecute_StandardOutput(t *testing.T) {
	var stderr strings.Builder
	code := execute(t.Context(), []string{"plan", "--demo"}, func(string) string { return "" }, full{}, &stderr)
	if code != exitFailed || strings.Count(stderr.String(), "no space left") != 1 {
		t.Errorf("exit %d: %s", code, stderr.String())
	}
}

func TestWorse(t *testing.T) {
	for _, c := range [][3]int{
		{exitLimit, exitIncomplete, exitLimit}, {exitLimit, exitFailed, exitFailed}, {exitChanges, exitLimit, exitLimit},
		{exitOK, exitIncomplete, exitIncomplete}, {exitIncomplete, exitFailed, exitFailed}, {exitFailed, exitIncomplete, exitFailed},
		{exitIncomplete, exitStopped, exitStopped}, {exitChanges, exitIncomplete, exitIncomplete}, {exitUsage, exitFailed, exitUsage},
		{exitIncomplete, exitIncomplete, exitIncomplete}, {exitOK, exitOK, exitOK},
	} {
		if got := worse(c[0], c[1]); got != c[2] {
			t.Errorf("worse(%d, %d) is %d, want %d", c[0], c[1], got, c[2])
		}
	}
}
