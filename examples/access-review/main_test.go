package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"html"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"go.uber.org/goleak"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/examples/internal/demo"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// result is what a run printed and how it ended.
type result struct {
	code           int
	stdout, stderr string
}

func runWith(ctx context.Context, env map[string]string, args ...string) result {
	var stdout, stderr bytes.Buffer
	code := run(ctx, args, func(key string) string { return env[key] }, &stdout, &stderr)
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

// server has somebody for each way to reach an app.
func server(t *testing.T, change ...func(*clarifaitest.Config)) (*clarifaitest.Server, map[string]string) {
	t.Helper()
	s := clarifaitest.NewServer(t, testkit.With(clarifaitest.Config{
		Users: []clarifaitest.User{
			{ID: "olga", PAT: "pat-of-olga"},
			{ID: "ann", FirstName: "=Ann()", LastName: "<script>alert(1)</script>"},
			{ID: "fin"},
			{ID: "out", Email: "out@other.test"},
		},
		Organizations: []clarifaitest.Organization{{
			ID: "acme",
			Members: []clarifaitest.Member{
				{UserID: "ann", Role: clarifai.MemberRoleTeamContributor}, {UserID: "fin", Role: clarifai.MemberRoleFinancialManager},
			},
			Teams: []clarifaitest.Team{{
				ID: "vision", Name: `"><img src=x>`, Members: []string{"ann"},
				Apps: []clarifaitest.TeamApp{{AppID: "shelf", Role: clarifai.TeamRoleModelTrainer}},
			}},
			Invitations: []clarifaitest.Invitation{
				{Email: "new@acme.test", Role: clarifai.MemberRoleUser},
				{Email: "late@acme.test", Role: clarifai.MemberRoleAdmin, Status: clarifai.InvitationExpired},
			},
		}},
		Apps: []clarifaitest.App{
			{Owner: "acme", ID: "shelf", Name: "@Shelf", Collaborators: []clarifaitest.Collaborator{{UserID: "out", Scopes: []string{"Apps_Get"}}}},
			{Owner: "acme", ID: "board", Visibility: clarifai.VisibilityOrg},
			{Owner: "acme", ID: "show", Visibility: clarifai.VisibilityPublic},
		},
	}, change...))
	return s, map[string]string{"CLARIFAI_PAT": "pat-of-olga\n"}
}

func asked(s *clarifaitest.Server, op clarifai.Operation) (n int) {
	for _, r := range s.Requests() {
		if r.Operation == op {
			n++
		}
	}
	return n
}

func content(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestWithoutAnythingItReviewsADemo(t *testing.T) {
	r := runWith(t.Context(), nil).exits(t, 0)
	if first, _, _ := strings.Cut(r.stdout, "\n"); first != demo.Banner {
		t.Errorf("the first line is %q", first)
	}
	r.says(t,
		"northwind: 120 members and 3 outsiders, 30 apps, 5 pending invitations, 2 disagreements with Members.ListForApp\n",
		": listed by Members.ListForApp, but no reason was found\n", ": reaches the app, but Members.ListForApp does not list them (team ",
		"outsider: Grethe Hansen <audit-hansen> reaches contract-search (collaborator: Apps_Get, Inputs_Get), invoice-ocr ",
		"invited: lukasz-pena@northwind.example as Admin, reaches all apps\n")
	if !regexp.MustCompile(`\n\d+ requests, none of them a write\n$`).MatchString(r.stdout) {
		t.Errorf("the end is not the number of requests:\n%s", r.stdout)
	}
}

func TestThePageHasEachPersonAndAppOnceInItsMatrix(t *testing.T) {
	name := filepath.Join(t.TempDir(), "review.html")
	runWith(t.Context(), nil, "-html", name).exits(t, 0).says(t, "wrote "+name)
	page := content(t, name)
	heads := func(pattern string) map[string]int {
		found := make(map[string]int)
		for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(page, -1) {
			found[html.UnescapeString(m[1])]++
		}
		return found
	}
	apps := heads(`<th scope="col" title="[^"]*"><div class="app">(?:<i[^>]*>\w+</i>)?<span>([^<]*)</span>`)
	for _, app := range demoApps {
		if apps[app] != 1 {
			t.Errorf("app %s: %d columns", app, apps[app])
		}
	}
	people := heads(`<th scope="row" title="[^"]*"><bdi>([^<]*)</bdi>`)
	for n := range demoMembers - 1 {
		if u := demoPerson(n); people[u.FirstName+" "+u.LastName] != 1 {
			t.Errorf("%s %s: %d rows", u.FirstName, u.LastName, people[u.FirstName+" "+u.LastName])
		}
	}
	if len(apps) != 30 || len(people) != 123 {
		t.Errorf("%d columns and %d rows, want 30 and 123", len(apps), len(people))
	}
	if n := strings.Count(page, "<td"); n < 123*31 {
		t.Errorf("%d cells", n)
	}
	for _, outside := range []string{"http:", "https:", "src=", "url(", "@import", "<script", "<link", "ZgotmplZ"} {
		if strings.Contains(page, outside) {
			t.Errorf("the page is not self-contained: it has %s", outside)
		}
	}
	for _, want := range []string{`<td class="bad"`, ">W!</td>", "DEMO: ", "Pending invitations", `<i class="PUBLIC">PUBLIC</i>`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}

func TestHostileNamesAreTextOnThePage(t *testing.T) {
	s, env := server(t)
	name := filepath.Join(t.TempDir(), "review.html")
	runWith(t.Context(), env, "-base-url", s.URL(), "-org", "acme", "-html", name).exits(t, 0)
	page := content(t, name)
	for _, bad := range []string{"<script", "<img", "DEMO"} {
		if strings.Contains(page, bad) {
			t.Errorf("the page has %s", bad)
		}
	}
	if !strings.Contains(page, "<bdi>=Ann() &lt;script&gt;alert(1)&lt;/script&gt;</bdi>") {
		t.Error("the name is not on the page")
	}
}

func TestTheCSVHasALineForEachReasonAndNoFormula(t *testing.T) {
	s, env := server(t)
	name := filepath.Join(t.TempDir(), "review.csv")
	runWith(t.Context(), env, "-base-url", s.URL(), "-org", "acme", "-csv", name).exits(t, 0)
	rows, err := csv.NewReader(strings.NewReader(content(t, name))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, row := range rows[1:] {
		for _, cell := range row {
			if cell != "" && strings.ContainsRune("=+-@\t\r\n", rune(cell[0])) {
				t.Errorf("%q is a formula to a spreadsheet", cell)
			}
		}
		got = append(got, strings.Join([]string{row[0], row[1], row[2], row[6], row[7], row[9], row[11], row[12], row[13]}, "|"))
	}
	ann := "ann|'=Ann() <script>alert(1)</script>"
	want := []string{
		"access|olga|olga|board|board|member role|Admin|yes|",
		"access|olga|olga|board|board|visibility|ORG|yes|",
		"access|olga|olga|shelf|'@Shelf|member role|Admin|yes|",
		"access|olga|olga|show|show|member role|Admin|yes|",
		"access|" + ann + "|board|board|visibility|ORG|yes|",
		"access|" + ann + "|shelf|'@Shelf|team|Model Trainer|yes|",
		"access|fin|fin|board|board|visibility|ORG|yes|",
		"access|out|out|shelf|'@Shelf|collaboration|Apps_Get|no|",
		"everybody||everybody|show|show|visibility|PUBLIC||",
		"invitation|||||views all apps|||",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file is not its owner's alone: %v %v", info.Mode(), err)
	}
}

func TestTheCSVNamesWhoReachesNothingAndWhatHasNoReason(t *testing.T) {
	r := judge(&facts{
		apps: []appFacts{{App: clarifai.App{ID: "x", Visibility: clarifai.VisibilityPrivate}, listed: []clarifai.Member{member("ann", clarifai.MemberRoleTeamContributor)}}},
		members: []clarifai.Member{
			member("ann", clarifai.MemberRoleTeamContributor), member("bob", clarifai.MemberRoleTeamContributor), member("cus", "+Steward"),
		},
	})
	var out strings.Builder
	if err := writeCSV(&out, r); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"\nunexplained,ann,ann,,member,Team Contributor,x,x,PRIVATE,,,,yes,\"" + listedNoReason + "\"\n",
		"\nno access,bob,bob,,member,Team Contributor,,,,,,,,\n",
		"\naccess,cus,cus,,member,'+Steward,x,x,PRIVATE,member role,,'+Steward,no,\n",
		"\nnote,,\"the role \"\"+Steward\"\" is not one that Clarifai documents: which apps it reaches is not known\",",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in\n%s", want, out.String())
		}
	}
}

func TestEveryWayAgreesWithTheServerAndNothingIsWritten(t *testing.T) {
	s, env := server(t)
	r := runWith(t.Context(), env, "-base-url", s.URL(), "-org", "acme").exits(t, 0).
		says(t, "acme: 3 members and 1 outsiders, 3 apps, 1 pending invitations, 0 disagreements", "outsider: out reaches shelf (collaborator: Apps_Get)")
	if strings.Contains(r.stdout, demo.Banner) {
		t.Error("it says that it is a demo")
	}
	for _, request := range s.Requests() {
		if request.Write {
			t.Errorf("%s was sent", request.Operation)
		}
	}
	if n := asked(s, clarifai.OpMembersListForApp); n != 6 { // each list's one page, and the empty one behind it
		t.Errorf("%d requests for the members of 3 apps", n)
	}
}

func TestNoCheckAsksNoAppForItsMembers(t *testing.T) {
	s, env := server(t)
	runWith(t.Context(), env, "-base-url", s.URL(), "-org", "acme", "-no-check").exits(t, 0).
		says(t, "note: Members.ListForApp was not compared for 3 of 3 apps: it was not asked for\n", "0 disagreements")
	if n := asked(s, clarifai.OpMembersListForApp); n != 0 {
		t.Errorf("%d requests for an app's members", n)
	}
}

func TestARouteThatIsGoneIsTold(t *testing.T) {
	s, env := server(t, func(c *clarifaitest.Config) {
		c.Faults = append(c.Faults, clarifaitest.Fault{
			Operation: clarifai.OpMembersListForApp, Count: -1, Kind: clarifaitest.FaultHTML, Status: 404,
		})
	})
	runWith(t.Context(), env, "-base-url", s.URL(), "-org", "acme").exits(t, 0).says(t, "note: Members.ListForApp was not compared for ", "0 disagreements")
}

func TestAListThatCannotBeReadIsNoReview(t *testing.T) {
	s, env := server(t, func(c *clarifaitest.Config) {
		c.Faults = append(c.Faults, clarifaitest.Fault{
			Operation: clarifai.OpCollaboratorsList, Count: -1, Kind: clarifaitest.FaultStatus, Status: 403, Code: clarifai.CodeInsufficientScopes,
		})
	})
	name := filepath.Join(t.TempDir(), "review.csv")
	if err := os.WriteFile(name, []byte("the review of last month"), 0o600); err != nil {
		t.Fatal(err)
	}
	r := runWith(t.Context(), env, "-base-url", s.URL(), "-org", "acme", "-csv", name).exits(t, 1).says(t, string(clarifai.OpCollaboratorsList))
	if got := content(t, name); got != "the review of last month" || strings.Contains(r.stdout, "outsiders") {
		t.Errorf("the file holds %q after\n%s", got, r.stdout)
	}
}

func TestALongerReviewOfBeforeLeavesNothingBehind(t *testing.T) {
	s, env := server(t)
	name := filepath.Join(t.TempDir(), "review.csv")
	if err := os.WriteFile(name, bytes.Repeat([]byte("old\n"), 10_000), 0o600); err != nil {
		t.Fatal(err)
	}
	runWith(t.Context(), env, "-base-url", s.URL(), "-org", "acme", "-csv", name).exits(t, 0)
	if strings.Contains(content(t, name), "old") {
		t.Error("something of before is left")
	}
}

func TestWrongUsageEndsWith2BeforeAnythingIsSent(t *testing.T) {
	s, env := server(t)
	dir := t.TempDir()
	for _, test := range []struct {
		env  map[string]string
		args []string
		says string
	}{
		{nil, []string{"-org", "acme"}, noCredential},
		{nil, []string{"-base-url", s.URL()}, noCredential},
		{env, nil, "-org is missing"},
		{env, []string{"-demo", "-base-url", s.URL()}, "exclude each other"},
		{env, []string{"-org", "acme", "acme"}, "Everything is a flag"},
		{env, []string{"-org", "acme", "-wat"}, "flag provided but not defined: -wat"},
		{env, []string{"-base-url", s.URL(), "-org", "acme", "-html", filepath.Join(dir, "no", "where.html")}, "-html: open "},
		{env, []string{"-org", "acme", "-csv", filepath.Join(dir, "a"), "-html", dir + "/./a"}, "name the same file"},
		{map[string]string{"CLARIFAI_PAT": "p"}, []string{"-org", "acme", "-base-url", "http://clarifai.example"}, "http"},
	} {
		runWith(t.Context(), test.env, test.args...).exits(t, 2).says(t, test.says)
	}
	if n := len(s.Requests()); n != 0 {
		t.Errorf("%d requests", n)
	}
	runWith(t.Context(), nil, "-help").exits(t, 0).says(t, "-no-check")
}

func TestDemoIgnoresTheCredential(t *testing.T) {
	runWith(t.Context(), map[string]string{"CLARIFAI_PAT": "real", "CLARIFAI_API_BASE": "http://127.0.0.1:1"}, "-demo", "-no-check").
		exits(t, 0).says(t, demo.Banner, "120 members and 3 outsiders")
}

func TestAnInterruptedReviewEndsWith130(t *testing.T) {
	s, env := server(t)
	ctx, interrupt := context.WithCancel(t.Context())
	s.Handle("GET /v2/organizations/acme/members", http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		interrupt()
		<-r.Context().Done()
	}))
	name := filepath.Join(t.TempDir(), "review.html")
	runWith(ctx, env, "-base-url", s.URL(), "-org", "acme", "-html", name).
		exits(t, 130).says(t, "stopped while reading; no review was made\n")
	if content(t, name) != "" {
		t.Error("something was written")
	}
}

func TestTheFirstErrorOfManyStopsTheOthers(t *testing.T) {
	bad := errors.New("bad")
	began := make(chan int, 1000)
	err := each(t.Context(), 1000, func(ctx context.Context, i int) error {
		began <- i
		if i == 2 {
			return bad
		}
		if i > 2 {
			<-ctx.Done()
			return fmt.Errorf("ended: %w", ctx.Err())
		}
		return nil
	})
	if !errors.Is(err, bad) || len(began) > 2+atOnce+1 {
		t.Errorf("%v after %d", err, len(began))
	}
}

func TestNothingSteersTheTerminal(t *testing.T) {
	if got := clean("a\x1b[2J\u202eb\nc"); got != "a [2J b c" {
		t.Errorf("%q", got)
	}
}
