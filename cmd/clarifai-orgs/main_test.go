package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"go.uber.org/goleak"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/cmd/clarifai-orgs/internal/demo"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// TestMain makes the test binary the program itself where a test starts it as
// one, to send it signals.
func TestMain(m *testing.M) {
	if os.Getenv("ONBOARD_TEST_MAIN") != "" {
		main()
	}
	goleak.VerifyTestMain(m)
}

// result is what a run printed and how it ended.
type result struct {
	code           int
	stdout, stderr string
}

// runWith runs the program with an environment.
func runWith(t *testing.T, env map[string]string, args ...string) result {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code := run(t.Context(), args, func(key string) string { return env[key] }, &stdout, &stderr)
	return result{code, stdout.String(), stderr.String()}
}

func (r result) exits(t *testing.T, code int) result {
	t.Helper()
	if r.code != code {
		t.Errorf("exit %d, want %d\n%s%s", r.code, code, r.stdout, r.stderr)
	}
	return r
}

func (r result) says(t *testing.T, wants ...string) result {
	t.Helper()
	for _, want := range wants {
		if !strings.Contains(r.stdout+r.stderr, want) {
			t.Errorf("%q is not in\n%s%s", want, r.stdout, r.stderr)
		}
	}
	return r
}

// rounds takes the output of several rounds apart.
func (r result) rounds() []string {
	return regexp.MustCompile(`(?m)^round \d of \d\n`).Split(r.stdout, -1)[1:]
}

// rowsCounted adds the outcomes of a summary up.
func rowsCounted(t *testing.T, summary string) (sum, rows int) {
	t.Helper()
	for _, m := range regexp.MustCompile(`(?m)^ *(\d+)( +)(.+)$`).FindAllStringSubmatch(summary, -1) {
		n, _ := strconv.Atoi(m[1])
		switch {
		case strings.HasPrefix(m[3], "rows in the roster"):
			rows = n
		case len(m[2]) >= 3: // the outcomes are indented
			sum += n
		}
	}
	return sum, rows
}

// server is a real one, for the program to be pointed at.
func server(t *testing.T, change ...func(*clarifaitest.Config)) (*clarifaitest.Server, map[string]string) {
	t.Helper()
	s := clarifaitest.NewServer(t, testkit.With(clarifaitest.Config{
		Users:         []clarifaitest.User{{ID: "olga", PAT: "pat-of-olga"}, {ID: "ann", Email: "ann@acme.test"}},
		Organizations: []clarifaitest.Organization{{ID: "acme", Members: []clarifaitest.Member{{UserID: "ann", Role: clarifai.MemberRoleTeamContributor}}}},
		Apps:          []clarifaitest.App{{Owner: "acme", ID: "shelf", Name: "Shelf"}},
	}, change...))
	return s, map[string]string{"CLARIFAI_PAT": "pat-of-olga\n"}
}

func writes(s *clarifaitest.Server) (n int) {
	for _, r := range s.Requests() {
		if r.Write {
			n++
		}
	}
	return n
}

func file(t *testing.T, content string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "file.csv")
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

const (
	header    = "email,first_name,last_name,member_role,teams\n"
	teamsFile = "id,name,default_role,apps\nvision,Vision,Model Trainer,shelf\n"
)

func TestWithoutAnythingItRunsADemoThatCountsEachRowOnce(t *testing.T) {
	r := runWith(t, nil).exits(t, 0)
	if first, _, _ := strings.Cut(r.stdout, "\n"); first != demo.Banner {
		t.Errorf("the first line is %q", first)
	}
	if sum, rows := rowsCounted(t, r.stdout); rows != 120 || sum != rows {
		t.Errorf("%d outcomes for %d rows\n%s", sum, rows, r.stdout)
	}
	if !regexp.MustCompile(`\n\d+ requests, [1-9]\d* write requests\n$`).MatchString(r.stdout) {
		t.Errorf("the end is not the number of requests:\n%s", r.stdout)
	}
	r.says(t, "waiting for team vision: ", "extra: vision: former-colleague@demo.example", " joined\n", " declined\n", "0 steps failed")
}

func TestASecondRoundHasNothingToDo(t *testing.T) {
	rounds := runWith(t, nil, "-rounds", "2").exits(t, 0).rounds()
	if len(rounds) != 2 {
		t.Fatalf("%d rounds", len(rounds))
	}
	for i, text := range rounds {
		if sum, rows := rowsCounted(t, text); rows != 120 || sum != rows {
			t.Errorf("round %d: %d outcomes for %d rows", i+1, sum, rows)
		}
		nothing := strings.Contains(text, "nothing to do\n") && strings.HasSuffix(text, ", 0 write requests\n")
		if nothing != (i == 1) {
			t.Errorf("round %d:\n%s", i+1, text)
		}
	}
}

func TestADryRunPrintsThePlanAndWritesNothing(t *testing.T) {
	runWith(t, nil, "-dry-run").exits(t, 0).says(t, demo.Banner, "invite wei.li@northwind.example, ", "create team labeling, ", ", 0 write requests\n")
	s, env := server(t)
	people := file(t, header+"ann@acme.test,Ann,A,Team Contributor,vision\nnew@acme.test,N,N,Organization User,\n")
	runWith(t, env, "-dry-run", "-base-url", s.URL(), "-org", "acme", "-roster", people, "-teams", file(t, teamsFile)).
		exits(t, 0).says(t, "create team vision", "add to team vision: ann@acme.test", "add app vision: shelf", " to invite\n", ", 0 write requests\n")
	if writes(s) != 0 {
		t.Error("something was written")
	}
}

func TestFiveBadRowsAreFiveLinesAndNothingIsSent(t *testing.T) {
	s, env := server(t)
	people := file(t, "\uFEFF"+header+
		"ann@acme.test,Ann,A,Team Contributor,vision\n"+
		"not an address,B,B,Team Contributor,\n"+
		"cy@acme.test,C,C,Wizard,\n"+
		"dee@acme.test,D,D,Team Contributor,nowhere\n"+
		"ANN@acme.test,E,E,Team Contributor,\n"+
		"fay@acme.test,F,F,Admin,\n"+
		"gil@acme.test,G,G,Team Contributor,\n")
	r := runWith(t, env, "-base-url", s.URL(), "-org", "acme", "-roster", people, "-teams", file(t, teamsFile)).exits(t, 1)
	want := []string{
		`roster line 3: "not an address": malformed email`,
		`roster line 4: "cy@acme.test": unknown member role "Wizard"`,
		`roster line 5: "dee@acme.test": unknown team "nowhere"`,
		`roster line 6: "ANN@acme.test": duplicate email: "ann@acme.test" is in line 2 already`,
		`roster line 7: "fay@acme.test": the role Admin is not allowed`,
	}
	namesEach(t, r, want)
	r.says(t, "0 requests, 0 write requests\n")
	if n := len(s.Requests()); n != 0 {
		t.Errorf("%d requests", n)
	}
}

func namesEach(t *testing.T, r result, want []string) {
	t.Helper()
	lines := strings.Split(strings.TrimSuffix(r.stderr, "\n"), "\n")
	if len(lines) != len(want) {
		t.Fatalf("%d lines, want %d:\n%s", len(lines), len(want), r.stderr)
	}
	for i := range want {
		if !strings.HasPrefix(lines[i], want[i]) {
			t.Errorf("line %q, want %q", lines[i], want[i])
		}
	}
}

func TestTooManyInvitationsAreBadRowsAmongTheOthers(t *testing.T) {
	s, env := server(t)
	people := file(t, header+
		"ann@acme.test,Ann,A,Team Contributor,vision\n"+ // a member already
		"bo@acme.test,B,B,Team Contributor,\n"+
		"cy@acme.test,C,C,Team Contributor,\n"+
		"@acme.test,D,D,Team Contributor,\n"+
		"BO@acme.test,E,E,Team Contributor,\n"+
		"fay@acme.test,F,F,Wizard,\n"+
		"gil@acme.test,G,G,Team Contributor,nowhere\n")
	r := runWith(t, env, "-base-url", s.URL(), "-org", "acme", "-roster", people, "-teams", file(t, teamsFile), "-max-invites", "1").exits(t, 1)
	namesEach(t, r, []string{
		`roster line 4: "cy@acme.test": too many invitations: this is number 2, and the maximum is 1`,
		`roster line 5: "@acme.test": malformed email`,
		`roster line 6: "BO@acme.test": duplicate email`,
		`roster line 7: "fay@acme.test": unknown member role "Wizard"`,
		`roster line 8: "gil@acme.test": unknown team "nowhere"`,
	})
	if writes(s) != 0 {
		t.Error("something was written")
	}
}

func TestABadRowInADemoIsNamedToo(t *testing.T) {
	people := file(t, header+"ann@acme.test,Ann,A,Team Contributor,\nann@ACME.test,Ann,A,Team Contributor,\nshort\n")
	r := runWith(t, nil, "-demo", "-roster", people).exits(t, 1)
	namesEach(t, r, []string{`roster line 3: "ann@ACME.test": duplicate email`, "roster line 4: the row has 1 cells, and the header has 5"})
	people = file(t, header+"ann@acme.test,Ann,A,Team Contributor,\nann@ACME.test,Ann,A,Team Contributor,\n")
	namesEach(t, runWith(t, nil, "-demo", "-roster", people).exits(t, 1), []string{`roster line 3: "ann@ACME.test": duplicate email`})
}

func TestAMissingCredentialIsNeverADemo(t *testing.T) {
	for _, args := range [][]string{
		{"-org", "acme"}, {"-roster", file(t, header)}, {"-teams", file(t, teamsFile)}, {"-base-url", "http://127.0.0.1:1"}, {"-org", "acme", "-dry-run"},
	} {
		r := runWith(t, nil, args...).exits(t, 2).says(t, "CLARIFAI_PAT")
		if strings.Contains(r.stdout, "DEMO") {
			t.Errorf("%q is a demo", args)
		}
	}
}

func TestWrongUsageIsToldAndSendsNothing(t *testing.T) {
	env := map[string]string{"CLARIFAI_PAT": "secret-pat"}
	people := file(t, header)
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"no organization":           {[]string{"-roster", people}, "-org is missing"},
		"the sample is not real":    {[]string{"-org", "acme"}, "-roster is missing"},
		"an argument":               {[]string{"-demo", "now"}, `what is "now"?`},
		"no rounds":                 {[]string{"-demo", "-rounds", "0"}, "-rounds"},
		"demo of a server":          {[]string{"-demo", "-base-url", "http://127.0.0.1:1"}, "exclude"},
		"a new one without a name":  {[]string{"-org", "acme", "-roster", people, "-create-org"}, "-name"},
		"unknown flag":              {[]string{"-wipe"}, "-wipe"},
		"unknown column":            {[]string{"-demo", "-columns", "mail=Mail"}, "mail=Mail"},
		"plain http to another":     {[]string{"-org", "acme", "-roster", people, "-base-url", "http://clarifai.test"}, "http"},
		"a report nobody can write": {[]string{"-demo", "-report", filepath.Join(t.TempDir(), "no", "such", "dir")}, "-report"},
	} {
		t.Run(name, func(t *testing.T) {
			r := runWith(t, env, c.args...).exits(t, 2).says(t, c.want)
			if strings.Contains(r.stdout+r.stderr, "secret-pat") {
				t.Error("the credential is shown")
			}
		})
	}
	runWith(t, nil, "-help").exits(t, 0).says(t, "-max-invites")
	runWith(t, env, "-org", "acme", "-roster", filepath.Join(t.TempDir(), "none.csv")).exits(t, 1).says(t, "none.csv")
}

func TestADemoIsADemoAlsoWithACredential(t *testing.T) {
	env := map[string]string{"CLARIFAI_PAT": "secret-pat", "CLARIFAI_API_BASE": "https://127.0.0.1:1"}
	people := file(t, "Work Email,Given,Family,Role,Groups\nANN@acme.test,Ann,A,team_contributor,vision\nbo@acme.test,,,Organization User,\n")
	r := runWith(t, env, "-demo", "-roster", people, "-teams", file(t, teamsFile),
		"-columns", "email='Work Email',first_name=Given", "-columns", "last_name=Family,member_role=Role,teams=Groups").
		exits(t, 0).says(t, demo.Banner, "2 rows in the roster")
	if strings.Contains(r.stdout+r.stderr, "secret-pat") {
		t.Error("the credential is shown")
	}
}

func TestARealServerIsFilledFromTheFiles(t *testing.T) {
	s, env := server(t)
	people := file(t, header+"ann@acme.test,Ann,A,Team Contributor,vision\nnew@acme.test,N,N,Organization User,vision\n")
	out := filepath.Join(t.TempDir(), "report.csv")
	args := []string{"-base-url", s.URL(), "-org", "acme", "-roster", people, "-teams", file(t, teamsFile), "-report", out}
	r := runWith(t, env, args...).exits(t, 0).says(t, "waiting for team vision: new@acme.test")
	if strings.Contains(r.stdout, demo.Banner) || len(s.Invitations("acme")) != 1 || len(s.TeamMembers("acme", "vision")) != 1 {
		t.Errorf("invitations %v, on the team %v", s.Invitations("acme"), s.TeamMembers("acme", "vision"))
	}
	data, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"1,row,3,new@acme.test,,vision,,Organization User,invited,,,invited now,",
		"1,step,2,ann@acme.test,ann,vision,,add to team,done,", "1,finding,3,new@acme.test,,vision,,waiting,",
	} {
		if !strings.Contains(string(data), want) {
			t.Errorf("%q is not in the report:\n%s", want, data)
		}
	}
	info, err := os.Stat(out)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the report's mode is %v, %v", info.Mode(), err)
	}
}

func TestAStepThatFailsIsNamedAndIsExitOne(t *testing.T) {
	s, env := server(t)
	teams := file(t, "id,name,default_role,apps\nvision,Vision,Model Trainer,shelf;missing\n")
	runWith(t, env, "-base-url", s.URL(), "-org", "acme", "-roster", file(t, header+"ann@acme.test,,,Team Contributor,vision\n"), "-teams", teams).
		exits(t, 1).says(t, "failed: add app vision: missing", "1 steps failed", "1 apps handed to teams", "1 members put on teams")
}

func TestAnOrganizationThatIsMissingIsCreatedOnlyWhenAskedFor(t *testing.T) {
	s, env := server(t)
	args := []string{"-base-url", s.URL(), "-org", "newco", "-roster", file(t, header+"ann@acme.test,,,Team Contributor,\n")}
	runWith(t, env, args...).exits(t, 1).says(t, `organization "newco" does not exist`, ", 0 write requests\n")
	runWith(t, env, append(args, "-create-org", "-name", "New Co", "-billing-email", "bills@newco.test")...).exits(t, 0).says(t, "1 organizations created")
	if org, ok := s.Organization("newco"); !ok || org.Name != "New Co" || len(org.Invitations) != 1 {
		t.Errorf("%+v", org)
	}
}

func TestTheSampleIsACompanyAsTheyAre(t *testing.T) {
	people, err := roster.ReadPeople(bytes.NewReader(sampleRoster), roster.Columns{})
	if err != nil || len(people) != 120 {
		t.Fatalf("%d people, %v", len(people), err)
	}
	teams, err := roster.ReadTeams(bytes.NewReader(sampleTeams))
	if err != nil || len(teams) != 9 {
		t.Fatalf("%d teams, %v", len(teams), err)
	}
	var upper, foreign, several int
	for _, p := range people {
		if p.Email != strings.ToLower(p.Email) {
			upper++
		}
		if len(p.FirstName+p.LastName) != len([]rune(p.FirstName+p.LastName)) {
			foreign++
		}
		if len(p.Teams) > 1 {
			several++
		}
		if !strings.HasSuffix(strings.ToLower(p.Email), ".example") {
			t.Errorf("%s could be somebody's", p.Email)
		}
	}
	if upper == 0 || foreign == 0 || several == 0 {
		t.Errorf("%d in upper case, %d outside ASCII, %d on several teams", upper, foreign, several)
	}
	company := roster.Company{ID: "northwind", People: people, Teams: teams}
	if err := company.Validate(roster.Options{}); err != nil {
		t.Error(err)
	}
}

func TestAFlagThatIsGivenEmptyIsNoDemo(t *testing.T) {
	for _, flag := range []string{"-org", "-roster", "-teams", "-base-url"} {
		r := runWith(t, nil, flag, "").exits(t, exitUsage)
		if strings.Contains(r.stdout, "DEMO") {
			t.Errorf("%s starts the demo", flag)
		}
	}
}

func TestAReportDoesNotOverwriteWhatIsRead(t *testing.T) {
	_, env := server(t)
	people := file(t, header+"ann@acme.test,Ann,A,Team Contributor,\n")
	r := runWith(t, env, "-roster", people, "-report", people, "-org", "acme", "-base-url", "http://127.0.0.1:1")
	r.exits(t, exitUsage).says(t, "would be overwritten")
	if data, err := os.ReadFile(people); err != nil || !strings.HasPrefix(string(data), header) {
		t.Errorf("the roster is %q (%v)", data, err)
	}
}
