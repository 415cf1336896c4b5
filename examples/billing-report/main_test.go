package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/cost"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// report runs the program with an environment of its own.
func program(t *testing.T, env map[string]string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = run(t.Context(), args, func(name string) string { return env[name] }, &out, &errs)
	return code, out.String(), errs.String()
}

func file(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestTheDemoWritesEveryFileAndEachListSumsToTheBill(t *testing.T) {
	dir := t.TempDir()
	page, sheet, bill := filepath.Join(dir, "b.html"), filepath.Join(dir, "b.csv"), filepath.Join(dir, "b.json")
	code, out, errs := program(t, nil, "-html", page, "-csv", sheet, "-save-bill", bill)
	if code != exitOK || !strings.HasPrefix(out, "DEMO") || errs != "" {
		t.Fatalf("%d: %s%s", code, out, errs)
	}
	f, err := os.Open(sheet)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil || len(lines) < 100 {
		t.Fatalf("%d lines, %v", len(lines), err)
	}
	sums := make(map[string]cost.Money)
	for _, line := range lines[1:] {
		amount, err := cost.ParseMoney(line[4])
		if err != nil {
			t.Fatal(err)
		}
		if sums[line[0]], err = sums[line[0]].Add(amount); err != nil {
			t.Fatal(err)
		}
	}
	for by, sum := range sums {
		if sum != sums["operation"] || len(sums) != 6 {
			t.Errorf("by %s: %v, the bill is %v", by, sum, sums["operation"])
		}
	}
	html, err := os.ReadFile(page)
	if err != nil || !strings.Contains(string(html), "</html>") || !strings.Contains(string(html), "Demo: an embedded server") {
		t.Errorf("the page: %v", err)
	}
	for _, word := range []string{"http://", "https://", "<script", "ZgotmplZ", "NaN", "%!"} {
		if strings.Contains(string(html), word) {
			t.Errorf("the page has %q", word)
		}
	}
	if info, err := os.Stat(bill); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the bill: %v, %v", info, err)
	}
	code, again, errs := program(t, nil, "-demo", "-bill", bill)
	if code != exitOK || line(again, "bill of") != line(out, "bill of") {
		t.Errorf("the bill that was kept: %d, %s%s", code, again, errs)
	}
}

// line gives the first line that begins so.
func line(text, start string) string {
	for l := range strings.Lines(text) {
		if strings.HasPrefix(l, start) {
			return l
		}
	}
	return ""
}

// server is a small organization with hostile names.
func server(t *testing.T, opts ...clarifaitest.Option) (*clarifaitest.Server, map[string]string) {
	t.Helper()
	s := clarifaitest.NewServer(t, append([]clarifaitest.Option{
		clarifaitest.WithUser(clarifaitest.User{ID: "olga", FirstName: "<script>alert(1)</script>", LastName: "\x1b[31m\u202e=HYPERLINK(1)"}),
		clarifaitest.WithOrganization(clarifaitest.Organization{ID: "acme"}),
		clarifaitest.WithUsage(clarifaitest.Usage{OwnerID: "acme", Date: time.Now(), Section: "model-usage", CallerUserID: "olga", AppID: `"><b>`, Value: 1000}),
	}, opts...)...)
	return s, map[string]string{"CLARIFAI_PAT": s.PAT("olga"), "CLARIFAI_API_BASE": s.URL()}
}

const mapping = `{"rules":[{"op_type":"predict","section":"model-usage"}],"prices":[{"op_type":"predict","section":"model-usage","price_per_op":0.002}]}`

func TestNamesOfOthersAreOnlyText(t *testing.T) {
	_, env := server(t)
	page := filepath.Join(t.TempDir(), "b.html")
	code, out, errs := program(t, env, "-org", "acme", "-mapping", file(t, mapping), "-html", page)
	if code != exitOK || strings.ContainsAny(out, "\x1b\u202e") {
		t.Errorf("%d: %q%s", code, out, errs)
	}
	html, _ := os.ReadFile(page)
	if strings.Contains(string(html), "<script>") || strings.Contains(string(html), `"><b>`) || !strings.Contains(string(html), "&lt;script&gt;") {
		t.Error("a name is markup")
	}
}

func TestWhereTheBillIsRefusedTheReportIsAnEstimateAndSaysSoEverywhere(t *testing.T) {
	_, env := server(t, clarifaitest.WithSessionOnly())
	page, sheet := filepath.Join(t.TempDir(), "b.html"), filepath.Join(t.TempDir(), "b.csv")
	code, out, errs := program(t, env, "-org", "acme", "-mapping", file(t, mapping), "-html", page, "-csv", sheet)
	html, _ := os.ReadFile(page)
	lines, _ := os.ReadFile(sheet)
	if code != exitOK || !strings.HasPrefix(out, "ESTIMATE") || !strings.Contains(out, ": 2.00 dollars") ||
		!strings.Contains(string(html), "Estimated cost of acme") || strings.Contains(string(lines), ",false") || !strings.Contains(string(lines), ",true") {
		t.Errorf("%d: %s%s\n%s", code, out, errs, lines)
	}
	kept := filepath.Join(t.TempDir(), "bill.json")
	if code, out, errs := program(t, env, "-org", "acme", "-mapping", file(t, mapping), "-save-bill", kept); code != exitFailed || !strings.Contains(errs, "estimate") {
		t.Errorf("an estimate is kept as a bill: %d, %s%s", code, out, errs)
	}
	before := file(t, "before")
	if code, _, _ := program(t, env, "-org", "acme", "-mapping", file(t, mapping), "-csv", before, "-html", kept+".html", "-save-bill", kept); code != exitFailed {
		t.Errorf("%d", code)
	}
	if content, _ := os.ReadFile(before); !strings.HasPrefix(string(content), "by,kind") {
		t.Errorf("what could be made is not there: %s", content)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(kept), "*")); len(left) != 1 {
		t.Errorf("a bill that could not be read leaves %v", left)
	}
	if code, _, errs := program(t, env, "-org", "acme"); code != exitFailed || !strings.Contains(errs, "WithSessionToken") {
		t.Errorf("without prices: %d, %s", code, errs)
	}
}

func TestABudgetOfOnesOwnThatIsPassedIsAnExitCode(t *testing.T) {
	_, env := server(t)
	for limit, want := range map[string]int{"0.5": exitBudget, "1000000": exitOK} {
		budgets := file(t, `[{"by":"member","key":"olga","limit":`+limit+`}]`)
		if code, out, errs := program(t, env, "-org", "acme", "-mapping", file(t, mapping), "-budgets", budgets); code != want || !strings.Contains(out, "member olga") {
			t.Errorf("limit %s: %d, %s%s", limit, code, out, errs)
		}
	}
}

func TestCostCentersOfAFileGoBeforeThoseOfTheMapping(t *testing.T) {
	_, env := server(t)
	sheet := filepath.Join(t.TempDir(), "b.csv")
	centers := file(t, "\uFEFFkind,id,center\nmember, olga , Research\n# a comment\napp,none,Retail\n")
	mapping := strings.Replace(mapping, "{", `{"centers":{"members":{"Olga":"Sales"}},`, 1)
	code, out, errs := program(t, env, "-org", "acme", "-mapping", file(t, "\uFEFF"+mapping), "-cost-centers", centers, "-csv", sheet)
	lines, _ := os.ReadFile(sheet)
	if code != exitOK || !strings.Contains(string(lines), "cost center,regular,Research,Research,1.20,false") || !strings.Contains(out, "unknown id: none") {
		t.Errorf("%d: %s%s\n%s", code, out, errs, lines)
	}
}

func TestWhatWasThereStaysUntilTheNewIsWhole(t *testing.T) {
	s, env := server(t)
	s.Inject(clarifaitest.Fault{Operation: clarifai.OpUsageListHistory, Kind: clarifaitest.FaultStatus, Status: 400, Code: 11102, Count: -1})
	before := file(t, "before")
	if code, out, errs := program(t, env, "-org", "acme", "-html", before); code != exitFailed {
		t.Errorf("%d: %s%s", code, out, errs)
	}
	left, _ := filepath.Glob(filepath.Join(filepath.Dir(before), "*"))
	hidden, _ := filepath.Glob(filepath.Join(filepath.Dir(before), ".*"))
	if content, _ := os.ReadFile(before); string(content) != "before" || len(left)+len(hidden) != 1 {
		t.Errorf("%q, beside %v %v", content, left, hidden)
	}
	if code, _, errs := program(t, nil, "-save-bill", before); code != exitUsage || !strings.Contains(errs, "demo") {
		t.Errorf("a demo replaces a bill: %d, %s", code, errs)
	}
	unknown := file(t, `[{"by":"member","key":"nobody","limit":"1"}]`)
	if code, _, errs := program(t, nil, "-demo", "-budgets", unknown); code != exitFailed || !strings.Contains(errs, "nobody") {
		t.Errorf("a budget of nobody: %d, %s", code, errs)
	}
}

func TestWrongInputIsRefusedBeforeAnythingIsAskedOrWritten(t *testing.T) {
	s, env := server(t)
	same := file(t, mapping)
	dir := t.TempDir()
	if err := os.Symlink(dir, dir+"-too"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.Remove(dir + "-too") })
	other, _ := json.Marshal(cost.Bill{OrganizationID: "other"})
	for name, args := range map[string][]string{
		"the page over the mapping": {"-mapping", same, "-html", same}, "two into one": {"-csv", same, "-html", same},
		"one under two names": {"-csv", filepath.Join(dir, "x"), "-html", filepath.Join(dir+"-too", "x")},
		"no such file":        {"-mapping", "nowhere.json"}, "a word nobody knows": {"-mapping", file(t, `{"rule":[]}`)},
		"two mappings in one": {"-mapping", file(t, mapping+mapping)}, "a rule without a section": {"-mapping", file(t, `{"rules":[{"op_type":"x"}]}`)},
		"another's bill": {"-bill", file(t, string(other))}, "no bill": {"-bill", file(t, "null")}, "a kept bill kept": {"-bill", same, "-save-bill", "x"},
		"centers of nothing": {"-cost-centers", file(t, "planet,earth,Retail\n")}, "centers without a name": {"-cost-centers", file(t, "member,ada, \n")},
		"an argument": {"report"}, "a flag": {"-colour", "red"}, "both": {"-demo", "-base-url", "http://localhost"}, "a directory": {"-csv", t.TempDir()},
		"a budget without a limit": {"-budgets", file(t, `[{"by":"member","key":"olga"}]`)},
		"budgets of null":          {"-budgets", file(t, "null")}, "a mapping of null": {"-mapping", file(t, "null")},
		"one member's two budgets": {"-budgets", file(t, `[{"by":"member","key":"olga","limit":1},{"by":"member","key":"OLGA","limit":2}]`)},
		"a limit twice":            {"-budgets", file(t, `[{"limit":1,"limit":2}]`)},
		"one member's two centers": {"-cost-centers", file(t, "member,olga,A\nmember,Olga,B\n")},
		"a limit that is none":     {"-budgets", file(t, `[{"limit":"lots"}]`)},
		"a dimension that is none": {"-budgets", file(t, `[{"by":"nonsense","key":"x","limit":"1"}]`)}, "a limit below nothing": {"-budgets", file(t, `[{"limit":"-1"}]`)},
		"two units":              {"-mapping", file(t, `{"rules":[{"op_type":"x","section":"a","unit":2},{"op_type":"x","section":"b","unit":3}]}`)},
		"a bill without a cycle": {"-bill", file(t, `{"organization_id":"acme"}`)},
	} {
		if code, out, errs := program(t, env, append([]string{"-org", "acme"}, args...)...); code != exitUsage || errs == "" {
			t.Errorf("%s: %d, %s%s", name, code, out, errs)
		}
	}
	if code, _, errs := program(t, nil, "-org", "acme"); code != exitUsage || !strings.Contains(errs, "-demo") {
		t.Errorf("without a credential: %d, %s", code, errs)
	}
	if content, _ := os.ReadFile(same); string(content) != mapping || len(s.Requests()) != 0 {
		t.Errorf("%d requests; the mapping is %s now", len(s.Requests()), content)
	}
}
