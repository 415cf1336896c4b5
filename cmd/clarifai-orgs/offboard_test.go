package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/cmd/clarifai-orgs/internal/canary"
	"github.com/clarifai-community/clarifai-orgs-go/offboard"
)

// anOffboard runs offboard with a server, people and flags.
func anOffboard(t *testing.T, args []string, more ...string) ran {
	t.Helper()
	return runWith(t, olga, slices.Concat([]string{"offboard"}, args, more)...)
}

// members returns the user IDs of the members.
func members(s *clarifaitest.Server) (ids []string) {
	for _, m := range s.Members("acme") {
		ids = append(ids, m.UserID)
	}
	return ids
}

func TestOffboard(t *testing.T) {
	t.Run("a demo shows what would be done, and does it if asked for", func(t *testing.T) {
		runWith(t, nil, "offboard", "--demo", "--exit-code").exits(t, exitChanges).says(t,
			"Priya Jansen <priya-jansen>: member as Team Contributor; on checkout; reaches basket-theft, checkout-items, ",
			"\nend collaboration contract-search audit-hansen Apps_Get, Inputs_Get planned\n", "\nremove member priya-jansen Team Contributor planned\n",
			"\ncancel invitation ", "\nnothing was done: --yes does it\n", ", 0 write requests\n", "clarifai-orgs offboard --demo --yes\n")
		runWith(t, nil, "offboard", "--demo", "--yes").exits(t, exitOK).says(t,
			"\nremove member priya-jansen Team Contributor done ", ": nothing is left that could be seen\n", "public app: brand-logos: everybody reaches the app").
			saysNot(t, "--yes does it", "\nleft: ", "--demo --yes")
	})
	t.Run("without --yes nothing is written", func(t *testing.T) {
		s, args := server(t, reviewed)
		anOffboard(t, args, "ann", "out").exits(t, exitOK).says(t, "\ntake off team vision ann planned\n", "\nend collaboration shelf out Apps_Get planned\n", "nothing was done")
		if n := len(members(s)); writes(s) != 0 || n != 3 {
			t.Errorf("%d writes, %d members", writes(s), n)
		}
		anOffboard(t, args, "ann", "--exit-code").exits(t, exitChanges)
	})
	t.Run("with --yes it is done, and the report is evidence", func(t *testing.T) {
		s, args := server(t, reviewed)
		report := filepath.Join(t.TempDir(), "evidence.json")
		anOffboard(t, args, "ann@acme.test", "new@acme.test", "--yes", "--report", report).exits(t, exitOK).says(t, "\nremove member ann Team Contributor done ")
		var e offboard.Evidence
		if err := json.Unmarshal([]byte(content(t, report)), &e); err != nil || len(e.People) != 2 || len(e.Steps) != 3 || e.AfterAt.IsZero() || e.Incomplete() {
			t.Errorf("%+v, %v", e, err)
		}
		if slices.Contains(members(s), "ann") {
			t.Error("ann is a member")
		}
		anOffboard(t, args, "ann", "--yes").exits(t, exitFailed).says(t, `"ann": nobody of this name`, "nothing was done")
		anOffboard(t, args, "ann", "ghost").exits(t, exitFailed).says(t, "a collaborator\n\"ghost\": nobody of this name")
		anOffboard(t, args, "ann", "--yes", "--allow-gone", "--report", filepath.Join(filepath.Dir(report), "again.csv")).exits(t, exitOK).says(t, "ann: not found\n", "nothing to do\n")
	})
	t.Run("who is kept is named, and the code says so", func(t *testing.T) {
		s, args := server(t, reviewed)
		anOffboard(t, args, "olga", "ann", "bo", "--protect", "ANN", "--yes").exits(t, exitIncomplete).says(t,
			"left: kept: olga: this is the caller", "left: kept: ann: the person is protected")
		if got := members(s); !slices.Equal(got, []string{"olga", "ann"}) {
			t.Errorf("members: %q", got)
		}
	})
	t.Run("a name to protect that is nobody's is noted", func(t *testing.T) {
		_, args := server(t, reviewed)
		anOffboard(t, args, "ann", "--protect", "anm").exits(t, exitOK).says(t, `note: --protect has "anm", and no list shows anybody of this name`)
	})
	t.Run("an address that is not shown is read from a file", func(t *testing.T) {
		_, args := server(t, reviewed, func(c *clarifaitest.Config) { c.Variants.MemberEmails = clarifaitest.MemberEmailsHidden })
		anOffboard(t, args, "ann@acme.test").exits(t, exitFailed).says(t, "show no address")
		anOffboard(t, args, "ann").exits(t, exitIncomplete).says(t, ": --member-emails can have it (an Admin)\n").saysNot(t, "MemberEmails")
		anOffboard(t, args, "ann@acme.test", "--member-emails", file(t, "user_id,email\nann,ann@acme.test\n")).exits(t, exitOK).says(t, "\nremove member ann ")
	})
}

func TestOffboard_Usage(t *testing.T) {
	s, args := server(t, reviewed)
	for want, more := range map[string][]string{
		"at least one person is required":                {},
		`--transfer "shelf" must be an owner and an app`: {"ann", "--transfer", "shelf"},
		"--read-only: --yes writes":                      {"ann", "--yes", "--read-only"},
		"--exit-code goes without --yes":                 {"ann", "--yes", "--exit-code"},
		"no such file":                                   {"ann", "--member-emails", filepath.Join(t.TempDir(), "none.csv")},
	} {
		anOffboard(t, args, more...).exits(t, exitUsage).says(t, want)
	}
	anOffboard(t, args, "no/body", "x@").exits(t, exitFailed).says(t, `"no/body": it must be a user ID`, `"x@": it must be an email address`)
	if n := len(s.Requests()); n != 0 {
		t.Errorf("%d requests", n)
	}
	anOffboard(t, args, "ann", "--transfer", "ann/none").exits(t, exitFailed).says(t, `"ann/none": it must be an app of a person who leaves`)
}

func TestOffboard_Output(t *testing.T) {
	_, args := server(t, reviewed)
	t.Run("names do not steer the terminal", func(t *testing.T) {
		if r := anOffboard(t, args, "bo", "out").exits(t, exitOK); strings.ContainsAny(r.stdout+r.stderr, "\x1b\a") {
			t.Errorf("%q", r.stdout)
		}
	})
	t.Run("as JSON and CSV standard output holds nothing else", func(t *testing.T) {
		var e offboard.Evidence
		if r := anOffboard(t, args, "ann", "--output", "json").exits(t, exitOK); json.Unmarshal([]byte(r.stdout), &e) != nil || len(e.Steps) != 2 {
			t.Error(r.stdout)
		}
		r := anOffboard(t, args, "out", "--output", "csv").exits(t, exitOK)
		records, err := csv.NewReader(strings.NewReader(r.stdout)).ReadAll()
		if err != nil || records[0][0] != "record" {
			t.Errorf("%v, %s", err, r.stdout)
		}
		for _, cell := range slices.Concat(records...) {
			if cell != "" && strings.ContainsRune("=+-@", rune(cell[0])) {
				t.Errorf("a spreadsheet takes %q for a formula", cell)
			}
		}
	})
}

func TestOffboard_Faults(t *testing.T) {
	t.Run("a step that fails is named, and the next run takes it", func(t *testing.T) {
		s, args := server(t, reviewed)
		s.Inject(clarifaitest.Fault{Operation: clarifai.OpMembersRemove, Kind: clarifaitest.FaultStatus, Status: http.StatusForbidden, Code: clarifai.CodeInsufficientScopes})
		report := filepath.Join(t.TempDir(), "evidence.csv")
		anOffboard(t, args, "ann", "--yes", "--report", report).exits(t, exitFailed).says(t, "failed: remove member ", "left: still a member: ann")
		if text := content(t, report); !strings.Contains(text, "\nleft,ann,") {
			t.Error(text)
		}
		anOffboard(t, args, "ann", "--yes").exits(t, exitOK)
		if slices.Contains(members(s), "ann") {
			t.Error("ann is a member")
		}
	})
	t.Run("a list that cannot be read before is a failure, and nothing is done", func(t *testing.T) {
		s, args := server(t, reviewed, func(c *clarifaitest.Config) {
			c.Faults = []clarifaitest.Fault{{Operation: clarifai.OpCollaboratorsList, Kind: clarifaitest.FaultStatus, Status: http.StatusForbidden}}
		})
		anOffboard(t, args, "ann", "--yes").exits(t, exitFailed).says(t, "collaborators")
		if writes(s) != 0 {
			t.Error("it wrote")
		}
	})
	t.Run("stopped, it reports what was done", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		stderr := &stopper{text: " end collaboration", stop: cancel}
		var stdout bytes.Buffer
		code := execute(ctx, []string{"offboard", "--demo", "--yes"}, func(string) string { return "" }, &stdout, stderr)
		ran{code, stdout.String(), stderr.String()}.exits(t, exitStopped).says(t, "stopped: run this again with --allow-gone", " done ", " skipped\n",
			"left: not read: the organization could not be read after the steps", " write requests\n")
	})
}

func TestOffboard_Secrets(t *testing.T) {
	program, dir := canary.Program(execute), t.TempDir()
	args := []string{"offboard", "ann", "--yes", "--allow-gone", "--report", filepath.Join(dir, "evidence.json")}
	s, _ := server(t, reviewed, func(c *clarifaitest.Config) {
		c.Users = append(c.Users, clarifaitest.User{ID: "cana", PAT: canary.PAT, SessionToken: canary.Session})
		c.Organizations = append(c.Organizations, clarifaitest.Organization{ID: "canas", Owner: "cana"})
		c.Apps = append(c.Apps, clarifaitest.App{Owner: "canas", ID: "shelf", Name: "Shelf"})
	})
	given := slices.Concat(args, []string{"--org", "canas"})
	program.Run(t, dir, exitOK, append(given, "--base-url", s.URL())...)
	program.Run(t, dir, exitIncomplete, append(given, "cana", "--base-url", s.URL())...) // whose tokens are shown
	program.Quoted(t, dir, exitFailed, given...)
	program.Refused(t, dir, exitFailed, given...)
}
