package main

import (
	"encoding/csv"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/access"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/cmd/clarifai-orgs/internal/canary"
)

// reviewed adds to a server somebody for each way to reach an app, with names that
// mean something to terminals, spreadsheets and browsers.
func reviewed(c *clarifaitest.Config) {
	c.Users = append(c.Users, clarifaitest.User{ID: "bo", FirstName: "=Bo()", LastName: "\x1b[2J<script>alert(1)</script>"},
		clarifaitest.User{ID: "out", Email: "out@other.test", FirstName: "+Out()"})
	o := &c.Organizations[0]
	o.Members = append(o.Members, clarifaitest.Member{UserID: "bo", Role: clarifai.MemberRoleUser})
	o.Teams = []clarifaitest.Team{{
		ID: "vision", Name: "\x1b]0;x\a<img src=x>", Members: []string{"ann"}, Apps: []clarifaitest.TeamApp{{AppID: "shelf", Role: clarifai.TeamRoleModelTrainer}},
	}}
	o.Invitations = []clarifaitest.Invitation{
		{Email: "new@acme.test", Role: clarifai.MemberRoleUser}, {Email: "late@acme.test", Role: clarifai.MemberRoleAdmin, Status: clarifai.InvitationExpired},
	}
	c.Apps[0].Name = "@Shelf"
	c.Apps[0].Collaborators = []clarifaitest.Collaborator{{UserID: "out", Scopes: []string{"Apps_Get"}}}
	c.Apps = append(c.Apps, clarifaitest.App{Owner: "acme", ID: "board", Visibility: clarifai.VisibilityOrg}, clarifaitest.App{Owner: "acme", ID: "show", Visibility: clarifai.VisibilityPublic})
	c.Secrets = []clarifaitest.EnvironmentSecret{{OwnerID: "acme", ID: "GATEWAY", Value: "value-of-the-gateway", Description: "=cmd()"}}
}

// aReview runs access with a server and flags.
func aReview(t *testing.T, args []string, more ...string) ran {
	t.Helper()
	return runWith(t, olga, slices.Concat([]string{"access"}, args, more)...)
}

func asked(s *clarifaitest.Server, op clarifai.Operation) (n int) {
	for _, r := range s.Requests() {
		if r.Operation == op {
			n++
		}
	}
	return n
}

func TestAccess(t *testing.T) {
	t.Run("a demo shows each app, what stands out, and what to do next", func(t *testing.T) {
		r := runWith(t, nil, "access", "--demo").exits(t, exitOK).says(t,
			"\ninvoice-ocr private 58 24 34 1 1 2\n", "\nbrand-logos public 32 24 8\n",
			"\noutsider: Grethe Hansen <audit-hansen> reaches contract-search (collaborator: Apps_Get, Inputs_Get), invoice-ocr ",
			"\ninvited: lukasz-pena@northwind.example as Admin, reaches all apps\n",
			": is on Clarifai's list of who reaches the app, but no reason was found\n", " but is not on Clarifai's list of who does (team ",
			"northwind: 120 members and 3 outsiders, 30 apps, 5 pending invitations, 2 disagreements\n", ", 0 write requests\n", "clarifai-orgs access --org YOUR-ORGANIZATION")
		if !strings.Contains(r.stderr, " reading teams\n") || !strings.Contains(r.stderr, " reading apps\n") {
			t.Errorf("it is silent while it reads: %q", r.stderr)
		}
		if first, _, _ := strings.Cut(r.stdout, "\n"); first != demoBanner {
			t.Errorf("the first line is %q", first)
		}
		if n := len(regexp.MustCompile(`(?m)^\S+ +(private|org|public) +\d`).FindAllString(r.stdout, -1)); n != len(demoApps) {
			t.Errorf("%d rows of apps", n)
		}
	})
	t.Run("names do not steer the terminal", func(t *testing.T) {
		_, args := server(t, reviewed)
		r := aReview(t, args).exits(t, exitOK).says(t, "\nshelf private 3 2 1 1 1\n", "\nboard org 3 2\n", "\nshow public 2 2\n", "outsider: +Out() <out> reaches shelf (collaborator: Apps_Get)", "invited: new@acme.test").
			saysNot(t, "late@acme.test", "GATEWAY")
		if strings.ContainsAny(r.stdout+r.stderr, "\x1b\a") {
			t.Errorf("%q", r.stdout)
		}
	})
	t.Run("the secrets are named if asked for, without their values", func(t *testing.T) {
		s, args := server(t, reviewed)
		report := filepath.Join(t.TempDir(), "review.json")
		aReview(t, args, "--secrets", "--report", report).exits(t, exitOK).says(t, "secret: GATEWAY (=cmd())").saysNot(t, "value-of-the-gateway")
		if text := content(t, report); strings.Contains(text, "value-of-the-gateway") || !strings.Contains(text, "GATEWAY") {
			t.Error(text)
		}
		aReview(t, args, "--secrets", "--read-only").exits(t, exitOK)
		if writes(s) != 0 {
			t.Error("something was written")
		}
	})
	t.Run("nothing but lists of apps is compared if not asked for, and that is complete", func(t *testing.T) {
		s, args := server(t, reviewed)
		aReview(t, args, "--no-check").exits(t, exitOK).says(t, "was not compared for 3 of 3 apps: it was not asked for")
		if n := asked(s, clarifai.OpMembersListForApp); n != 0 {
			t.Errorf("%d lists were read", n)
		}
	})
	t.Run("a list is read until it agrees if asked for", func(t *testing.T) {
		s, args := server(t, reviewed)
		aReview(t, args, "--no-check").exits(t, exitOK)
		once := asked(s, clarifai.OpTeamsList)
		aReview(t, args, "--no-check", "--stable").exits(t, exitOK)
		if n := asked(s, clarifai.OpTeamsList) - once; n != 2*once {
			t.Errorf("%d readings, and %d once", n, once)
		}
	})
}

func TestAccess_Output(t *testing.T) {
	_, args := server(t, reviewed)
	dir := t.TempDir()
	isCSV := func(t *testing.T, text string) {
		t.Helper()
		records, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		if err != nil || len(records) < 8 || records[0][0] != "record" || strings.ContainsAny(text, "\x1b\a") {
			t.Fatalf("%q, %v", text, err)
		}
		for _, cell := range slices.Concat(records...) {
			if cell != "" && strings.ContainsRune("=+-@", rune(cell[0])) {
				t.Errorf("a spreadsheet takes %q for a formula", cell)
			}
		}
	}
	isJSON := func(t *testing.T, text string) {
		t.Helper()
		review, err := access.DecodeReview(strings.NewReader(text))
		if err != nil || len(review.Apps) != 3 || len(review.People) != 4 {
			t.Errorf("%+v, %v", review, err)
		}
	}
	t.Run("as CSV standard output holds nothing else", func(t *testing.T) {
		r := aReview(t, args, "--output", "csv", "--secrets").exits(t, exitOK)
		isCSV(t, r.stdout)
		if !strings.Contains(r.stderr, "acme: 3 members and 1 outsider, 3 apps") {
			t.Errorf("standard error: %s", r.stderr)
		}
	})
	t.Run("as JSON it is a review, and nothing else", func(t *testing.T) { isJSON(t, aReview(t, args, "--output", "json").exits(t, exitOK).stdout) })
	t.Run("the ending of a report says its format", func(t *testing.T) {
		for _, name := range []string{"review.csv", "review", "review.JSON"} {
			name = filepath.Join(dir, name)
			aReview(t, args, "--report", name).exits(t, exitOK)
			if filepath.Ext(name) == ".JSON" {
				isJSON(t, content(t, name))
			} else {
				isCSV(t, content(t, name))
			}
		}
	})
	t.Run("a page is whole, and names are text on it", func(t *testing.T) {
		name := filepath.Join(dir, "review.html")
		aReview(t, args, "--html", name).exits(t, exitOK)
		page := content(t, name)
		if !strings.HasSuffix(strings.TrimSpace(page), "</html>") || !strings.Contains(page, "&lt;script&gt;alert(1)") || strings.Contains(page, "<script>alert") || strings.Contains(page, "\x1b") {
			t.Error(page)
		}
		if strings.Contains(page, "Changed since") || strings.Contains(page, "Demo") {
			t.Error("it says what is not so")
		}
		runWith(t, nil, "access", "--demo", "--html", name).exits(t, exitOK)
		if page := content(t, name); !strings.Contains(page, `<p class="badge">Demo</p>`) || !strings.HasSuffix(strings.TrimSpace(page), "</html>") {
			t.Error("the page of a demo does not say so")
		}
	})
}

func TestAccess_Since(t *testing.T) {
	s, args := server(t, reviewed)
	dir := t.TempDir()
	before, after, page := filepath.Join(dir, "before.json"), filepath.Join(dir, "after.json"), filepath.Join(dir, "review.html")
	aReview(t, args, "--report", before).exits(t, exitOK)
	t.Run("nothing has changed", func(t *testing.T) {
		aReview(t, args, "--since", before, "--exit-code", "--html", page).exits(t, exitOK).says(t, "nothing has changed since 2")
		if !strings.Contains(content(t, page), "Nothing that decides who reaches an app has changed.") {
			t.Error("the page does not say so")
		}
	})
	client := s.Client()
	defer client.Close()
	if err := client.Teams.RemoveMembers(t.Context(), "acme", "vision", []string{"ann"}); err != nil {
		t.Fatal(err)
	}
	const left = "ann left team vision"
	t.Run("what has changed is said in every output", func(t *testing.T) {
		aReview(t, args, "--since", before, "--html", page, "--report", after).exits(t, exitOK).says(t, ": "+left+"\n")
		if !strings.Contains(content(t, page), "Changed since") || !strings.Contains(content(t, page), left) {
			t.Error("the page does not say so")
		}
		if r := aReview(t, args, "--since", before, "--output", "csv").exits(t, exitOK); !strings.Contains(r.stderr, left) || strings.Contains(r.stdout, left) {
			t.Errorf("%s%s", r.stdout, r.stderr)
		}
		r := aReview(t, args, "--since", before, "--output", "json").exits(t, exitOK)
		var review access.ReviewReport
		if err := json.Unmarshal([]byte(r.stdout), &review); err != nil || len(review.Changes) != 1 || review.Changes[0].String() != left || review.Since.IsZero() {
			t.Errorf("%v, %v", review.Changes, err)
		}
	})
	t.Run("a code says so if asked for", func(t *testing.T) {
		aReview(t, args, "--since", before, "--exit-code").exits(t, exitChanges)
	})
	t.Run("a review that has changes is read back", func(t *testing.T) {
		aReview(t, args, "--since", after, "--exit-code").exits(t, exitOK).says(t, "nothing has changed since")
	})
	t.Run("a bad one is refused before any request", func(t *testing.T) {
		s.ResetRequests()
		var r map[string]any
		if err := json.Unmarshal([]byte(content(t, before)), &r); err != nil {
			t.Fatal(err)
		}
		r["organization"] = "other"
		other, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		for want, name := range map[string]string{
			"no such file":               filepath.Join(dir, "none.json"),
			`must be a review of "acme"`: file(t, string(other)),
			"the review cannot be read":  file(t, "[]"),
			"there is no such field":     file(t, `{"organization": "acme", "read_at": "2026-11-01T00:00:00Z", "x": 1}`),
		} {
			aReview(t, args, "--since", name).exits(t, exitUsage).says(t, "--since: ", want)
		}
		aReview(t, args, "--since", before, "--report", before).exits(t, exitUsage).says(t, "is the file of --since, and would be overwritten")
		aReview(t, args, "--since", "").exits(t, exitUsage).says(t, "--since must not be empty")
		aReview(t, args, "--exit-code").exits(t, exitUsage).says(t, "--exit-code goes with --since")
		if n := len(s.Requests()); n != 0 {
			t.Errorf("%d requests", n)
		}
	})
}

func TestAccess_Incomplete(t *testing.T) {
	t.Run("lists that Clarifai does not give are named, and the review is there", func(t *testing.T) {
		s, args := server(t, reviewed)
		s.Handle("GET /v2/organizations/{org}/apps/{app}/members", http.NotFoundHandler())
		report := filepath.Join(t.TempDir(), "review.json")
		aReview(t, args, "--report", report).exits(t, exitIncomplete).says(t, "note: Clarifai's own list of who reaches an app was not compared for 3 of 3 apps: Clarifai does not offer this list")
		if review, err := access.DecodeReview(strings.NewReader(content(t, report))); err != nil || !review.Incomplete {
			t.Errorf("%+v, %v", review, err)
		}
		if r := aReview(t, args, "--output", "csv").exits(t, exitIncomplete); !strings.Contains(r.stderr, "note: Clarifai's own list") {
			t.Errorf("standard error: %s", r.stderr)
		}
		aReview(t, args, "--no-check").exits(t, exitOK)
	})
	t.Run("a list that it needs is a failure, and earlier files stay", func(t *testing.T) {
		_, args := server(t, reviewed, func(c *clarifaitest.Config) {
			c.Faults = []clarifaitest.Fault{{Operation: clarifai.OpCollaboratorsList, Kind: clarifaitest.FaultStatus, Status: http.StatusForbidden}}
		})
		name := file(t, "earlier")
		aReview(t, args, "--report", name, "--html", filepath.Join(filepath.Dir(name), "review.html")).exits(t, exitFailed).says(t, "collaborators")
		if text := content(t, name); text != "earlier" {
			t.Errorf("it is now %q", text)
		}
		if entries, err := os.ReadDir(filepath.Dir(name)); err != nil || len(entries) != 1 {
			t.Errorf("%v, %v", entries, err)
		}
	})
}

func TestAccess_Secrets(t *testing.T) {
	program, dir := canary.Program(execute), t.TempDir()
	args := []string{"access", "--secrets", "--report", filepath.Join(dir, "review.json"), "--html", filepath.Join(dir, "review.html")}
	program.Run(t, dir, exitOK, append(args, "--demo")...)
	s, _ := server(t, reviewed, func(c *clarifaitest.Config) {
		c.Users = append(c.Users, clarifaitest.User{ID: "cana", PAT: canary.PAT, SessionToken: canary.Session})
		c.Organizations = append(c.Organizations, clarifaitest.Organization{ID: "canas", Owner: "cana"})
		c.Apps = append(c.Apps, clarifaitest.App{Owner: "canas", ID: "shelf", Name: "Shelf"})
	})
	given := slices.Concat(args, []string{"--org", "canas"})
	program.Run(t, dir, exitOK, append(given, "--base-url", s.URL())...)
	program.Run(t, dir, exitOK, append(given, "--base-url", s.URL(), "--output", "csv")...)
	program.Quoted(t, dir, exitFailed, given...)
	program.Refused(t, dir, exitFailed, given...)
	program.Run(t, dir, exitUsage, append(given, "--exit-code")...)
}
