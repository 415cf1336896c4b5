package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/cmd/clarifai-orgs/internal/canary"
	"github.com/clarifai-community/clarifai-orgs-go/cost"
)

const mappingFile = `rules:
  - {op_type: predict, section: model-usage}
prices:
  - {op_type: predict, section: model-usage, price_per_op: 0.0020}
`

// billed is a server with usage of ann in this month and in the one before.
func billed(t *testing.T, change ...func(*clarifaitest.Config)) (*clarifaitest.Server, []string) {
	t.Helper()
	s, args := server(t, append([]func(*clarifaitest.Config){func(c *clarifaitest.Config) {
		now := time.Now().UTC()
		c.Users[1].FirstName, c.Users[1].LastName = "<script>alert(1)</script>", "\x1b[31m\u202e"
		for value, at := range map[int]time.Time{1000: now, 500: time.Date(now.Year(), now.Month()-1, 15, 0, 0, 0, 0, time.UTC)} {
			c.Usage = append(c.Usage, clarifaitest.Usage{OwnerID: "acme", Date: at, Section: "model-usage", CallerUserID: "ann", AppID: "shelf", Value: value})
		}
	}}, change...)...)
	return s, append([]string{"bill"}, args...)
}

// sheet reads CSV of shares, and returns the sum of its amounts.
func sheet(t *testing.T, text string) (rows [][]string, sum cost.Money) {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || len(rows) < 2 {
		t.Fatalf("%q, %v", text, err)
	}
	at := slices.Index(rows[0], "amount_usd")
	for _, row := range rows[1:] {
		amount, err := cost.ParseMoney(row[at])
		if err != nil {
			t.Fatal(err)
		}
		if sum, err = sum.Add(amount); err != nil {
			t.Fatal(err)
		}
	}
	return rows, sum
}

func TestBill(t *testing.T) {
	t.Run("a demo has a table, a page, budgets and what to do next", func(t *testing.T) {
		page := filepath.Join(t.TempDir(), "bill.html")
		r := runWith(t, nil, "bill", "--demo", "--html", page).exits(t, exitOK).says(t,
			demoBanner, "leaver (no longer a member)", "leaver departed", "total", "All of it", "reading the days of usage", "reading members", "clarifai-orgs bill --org YOUR-ORGANIZATION")
		if strings.Contains(r.stdout, "ESTIMATE") {
			t.Error("the bill is called an estimate")
		}
		if text := content(t, page); !strings.Contains(text, "Demo") || !strings.HasSuffix(strings.TrimSpace(text), "</html>") {
			t.Error("the page is not whole, or is no demo's")
		}
	})
	t.Run("every view as CSV sums to the bill", func(t *testing.T) {
		var whole struct {
			Total cost.Money `json:"total"`
			Bill  *cost.Bill `json:"bill"`
		}
		r := runWith(t, nil, "bill", "--demo", "--output", "json").exits(t, exitOK)
		if err := json.Unmarshal([]byte(r.stdout), &whole); err != nil || whole.Bill == nil {
			t.Fatal(err)
		}
		for _, by := range dimensionNames {
			rows, sum := sheet(t, runWith(t, nil, "bill", "--demo", "--output", "csv", "--by", by).exits(t, exitOK).stdout)
			if sum != whole.Total || strings.TrimPrefix(rows[1][3], "cost ") != by {
				t.Errorf("by %s: %v, the bill is %v", by, sum, whole.Total)
			}
		}
	})
	t.Run("names of others are text", func(t *testing.T) {
		_, args := billed(t)
		page := filepath.Join(t.TempDir(), "bill.html")
		r := runWith(t, olga, append(args, "--mapping", file(t, mappingFile), "--html", page)...).exits(t, exitOK)
		if strings.ContainsAny(r.stdout, "\x1b\u202e") || strings.Contains(content(t, page), "<script>alert") {
			t.Errorf("a name controls the terminal or the page: %q", r.stdout)
		}
	})
}

func TestBill_Estimate(t *testing.T) {
	last := time.Now().UTC().AddDate(0, 0, -time.Now().UTC().Day()).Format("2006-01")
	t.Run("a past month is one, and says so", func(t *testing.T) {
		_, args := billed(t)
		args = append(args, "--month", last, "--mapping", file(t, mappingFile))
		runWith(t, olga, args...).exits(t, exitOK).says(t, "ESTIMATE, by your prices", "total 1.00", last+"-01 to ")
		if rows, sum := sheet(t, runWith(t, olga, append(args, "--output", "csv")...).exits(t, exitOK).stdout); sum != cost.MustParseMoney("1") || rows[1][10] != "true" {
			t.Errorf("%v: %q", sum, rows)
		}
	})
	t.Run("a bill that cannot be read is one, which is incomplete and not kept", func(t *testing.T) {
		_, args := billed(t, func(c *clarifaitest.Config) { c.Variants.SessionOnly = true })
		args = append(args, "--mapping", file(t, mappingFile))
		runWith(t, olga, args...).exits(t, exitIncomplete).says(t, "ESTIMATE", "not read: the bill, so this is an estimate", "before (est.)", "total 2.00 1.00 1.00")
		kept := filepath.Join(t.TempDir(), "bill.json")
		runWith(t, olga, append(args, "--save-bill", kept)...).exits(t, exitFailed).says(t, "--save-bill: the bill cannot be read")
		if _, err := os.Stat(kept); !os.IsNotExist(err) {
			t.Errorf("a file is there: %v", err)
		}
	})
}

func TestBill_Kept(t *testing.T) {
	_, args := billed(t)
	kept := filepath.Join(t.TempDir(), "bill.json")
	_, now := sheet(t, runWith(t, olga, append(args, "--output", "csv", "--mapping", file(t, mappingFile), "--save-bill", kept)...).exits(t, exitOK).stdout)
	if info, err := os.Stat(kept); err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("%v, %v", info, err)
	}
	t.Run("it is read back", func(t *testing.T) {
		if _, then := sheet(t, runWith(t, olga, append(args, "--output", "csv", "--bill", kept)...).exits(t, exitOK).stdout); then != now {
			t.Errorf("%v, was %v", then, now)
		}
	})
	t.Run("one of an earlier cycle is compared with", func(t *testing.T) {
		bill, err := cost.DecodeBill(strings.NewReader(content(t, kept)))
		if err != nil {
			t.Fatal(err)
		}
		p, err := bill.Period()
		if err != nil {
			t.Fatal(err)
		}
		bill.BillingCycle.StartDate, bill.BillingCycle.EndDate, bill.AsOf = p.Previous().Start, p.Start, time.Time{}
		text, err := json.Marshal(bill)
		if err != nil {
			t.Fatal(err)
		}
		args := append(args, "--previous", file(t, string(text)), "--by", "operation")
		runWith(t, olga, args...).exits(t, exitOK).says(t, "before change", "total "+now.Text(2)+" "+now.Text(2)+" 0.00")
		runWith(t, olga, append(args, "--bill", file(t, string(text)))...).exits(t, exitFailed).says(t, "must be of a cycle that begins before")
	})
	t.Run("a demo replaces none", func(t *testing.T) {
		runWith(t, nil, "bill", "--demo", "--save-bill", kept).exits(t, exitUsage).says(t, "the bill of a demo replaces nothing")
	})
}

func TestBill_Budgets(t *testing.T) {
	_, args := billed(t)
	args = append(args, "--mapping", file(t, mappingFile), "--budgets")
	for name, c := range map[string]struct {
		budget string
		want   int
	}{
		"exceeded": {"- {by: member, key: ann, limit: 0.5}\n", exitBudget},
		"within":   {"- {by: member, key: ann, limit: 1000000}\n", exitOK},
		"unknown":  {"- {by: member, key: nobody, limit: 1}\n", exitIncomplete},
		"both":     {"- {by: member, key: nobody, limit: 1}\n- {limit: 0.01}\n", exitBudget},
	} {
		t.Run(name, func(t *testing.T) {
			runWith(t, olga, append(args, file(t, c.budget))...).exits(t, c.want).says(t, "budget")
		})
	}
}

func TestBill_Centers(t *testing.T) {
	_, args := billed(t)
	args = append(args, "--mapping", file(t, mappingFile), "--by", "center", "--centers")
	yaml := filepath.Join(t.TempDir(), "centers.yaml")
	if err := os.WriteFile(yaml, []byte("members:\n  ann: Research\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{file(t, "\uFEFFkind,id,center\nmember, ANN ,Research\n"), yaml} {
		runWith(t, olga, append(args, name)...).exits(t, exitOK).says(t, "Research 1000 predict/metered 1.20")
	}
}

func TestBill_Refused(t *testing.T) {
	s, args := billed(t)
	same := file(t, mappingFile)
	for name, c := range map[string]struct {
		more []string
		code int
		want string
	}{
		"an unknown view":          {[]string{"--by", "planet"}, exitUsage, "one of member, team"},
		"a kept bill kept":         {[]string{"--bill", same, "--save-bill", "x"}, exitUsage, "exclude each other"},
		"a month of a bill":        {[]string{"--bill", same, "--month", "2026-01"}, exitUsage, "exclude each other"},
		"no month":                 {[]string{"--month", "2026-13"}, exitUsage, "a month such as 2026-10"},
		"a month of the future":    {[]string{"--month", "2999-01", "--mapping", same}, exitUsage, "in the future"},
		"a month without prices":   {[]string{"--month", "2020-01"}, exitUsage, "requires prices"},
		"the page over the file":   {[]string{"--mapping", same, "--html", same}, exitUsage, "is the file of --mapping"},
		"one file for two":         {[]string{"--html", same + ".x", "--report", same + ".x"}, exitUsage, "each needs its own"},
		"the bill over the page":   {[]string{"--html", same + ".x", "--save-bill", same + ".x"}, exitUsage, "each needs its own"},
		"a missing file":           {[]string{"--mapping", "nowhere.yaml"}, exitFailed, "nowhere.yaml"},
		"a misspelled field":       {[]string{"--mapping", file(t, "rule: []\n")}, exitFailed, "there is no such field"},
		"a doubled key":            {[]string{"--budgets", file(t, "- limit: 1\n  limit: 2\n")}, exitFailed, "already defined"},
		"a doubled key in JSON":    {[]string{"--budgets", file(t, `[{"limit":1,"limit":2}]`)}, exitFailed, "must not be repeated"},
		"a budget without a limit": {[]string{"--budgets", file(t, "- {by: member, key: ann}\n")}, exitFailed, "limit: it is required"},
		"an unknown dimension":     {[]string{"--budgets", file(t, "- {by: planet, key: x, limit: 1}\n")}, exitFailed, "planet"},
		"two units":                {[]string{"--mapping", file(t, "rules:\n  - {op_type: x, section: a, unit: 2}\n  - {op_type: x, section: b, unit: 3}\n")}, exitFailed, "same Unit"},
		"no cycle":                 {[]string{"--bill", file(t, `{"organization_id":"acme"}`)}, exitFailed, "cycle"},
		"a bill of another": {[]string{"--previous", file(t, `{"organization_id":"other","billing_cycle":{"start_date":"2020-01-01T00:00:00Z","end_date":"2020-02-01T00:00:00Z"}}`)},
			exitFailed, `of the organization "acme"`},
		"centers of nothing": {[]string{"--centers", file(t, "planet,earth,Retail\n")}, exitFailed, "must be member or app"},
		"centers twice": {[]string{"--centers", file(t, "member,ann,Retail\n"), "--mapping", file(t, "centers: {members: {ann: Sales}}\n")},
			exitUsage, "exclude each other"},
	} {
		t.Run(name, func(t *testing.T) {
			runWith(t, olga, append(args, c.more...)...).exits(t, c.code).says(t, c.want)
		})
	}
	if n := len(s.Requests()); n != 0 || content(t, same) != mappingFile {
		t.Errorf("%d requests; the mapping is %q", n, content(t, same))
	}
}

func TestBill_Secrets(t *testing.T) {
	program, dir := canary.Program(execute), t.TempDir()
	given := []string{"bill", "--org", "canas", "--mapping", file(t, mappingFile), "--report", filepath.Join(dir, "bill.json"), "--html", filepath.Join(dir, "bill.html")}
	program.Run(t, dir, exitOK, "bill", "--demo", "--save-bill", filepath.Join(dir, "demo.json"))
	s, _ := billed(t, func(c *clarifaitest.Config) {
		c.Users = append(c.Users, clarifaitest.User{ID: "cana", PAT: canary.PAT, SessionToken: canary.Session})
		c.Organizations = append(c.Organizations, clarifaitest.Organization{ID: "canas", Owner: "cana"})
	})
	program.Run(t, dir, exitOK, slices.Concat(given, []string{"--base-url", s.URL()})...)
	program.Quoted(t, dir, exitFailed, given...)
	program.Refused(t, dir, exitFailed, given...)
	program.Run(t, dir, exitUsage, append(given, "--month", "2026-13")...)
}

func TestBill_Stopped(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	page := file(t, "earlier")
	stderr := &stopper{text: "reading members", stop: cancel}
	var stdout bytes.Buffer
	code := execute(ctx, []string{"bill", "--demo", "--html", page}, func(string) string { return "" }, &stdout, stderr)
	if code != exitStopped || !strings.Contains(stderr.String(), "stopped while reading: there is no report") || content(t, page) != "earlier" {
		t.Errorf("exit %d: %s%s", code, &stdout, stderr.String())
	}
}
