package report_test

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/access"
	"github.com/clarifai-community/clarifai-orgs-go/report"
)

const hostile = "</script><script>alert(1)</script>\u202e\x1b[2J<img src=x>"

// review returns a review with something in each section of a page.
func review() *access.ReviewReport {
	return &access.ReviewReport{
		Organization: "acme", ReadAt: time.Date(2026, 11, 28, 10, 0, 0, 0, time.UTC),
		People: []access.Person{
			{ID: "ada", Name: "Ada", Email: "ada@acme.test", Member: true, Role: "Admin", Reach: access.ReachAll, Apps: 3},
			{ID: "ann", Name: "Ann" + hostile, Member: true, Role: "Team Contributor", Reach: access.ReachTeams, Apps: 2},
			{ID: "cus", Name: "cus", Member: true, Role: "Steward", Reach: access.ReachUnknown, Apps: 1},
			{ID: "out", Name: "Out", Apps: 1},
		},
		Apps: []access.App{
			{ID: "board", Name: "board", Visibility: "ORG", Members: 3, Listed: access.PersonSet{{0, 2}}},
			{ID: "shelf", Name: "Shelf" + hostile, Visibility: "PRIVATE", Members: 2, Outsiders: 1, Collaborators: []access.Collaborator{{Person: 3, Scopes: []string{"Predict"}}}},
			{ID: "show", Name: "show", Visibility: "PUBLIC", Members: 1, Unchecked: "not asked"},
		},
		Teams: []access.Team{{ID: "vision", Name: "Vision" + hostile, DefaultRole: "Labeler Lead", Members: access.PersonSet{{1, 1}},
			Apps: []access.TeamApp{{App: "shelf", Role: "Model Trainer"}}}},
		Invitations:   []access.Invitation{{Email: "new@acme.test", Role: "Admin", Reach: access.ReachAll}},
		Disagreements: []access.Disagreement{{App: "shelf", Kind: access.ReachedUnlisted, People: access.PersonSet{{0, 1}}}},
		Secrets:       []access.Secret{{ID: "KEY" + hostile, Description: "of the camera"}},
		Notes:         []string{"a note" + hostile},
	}
}

// accessPage returns the page of a review.
func accessPage(t *testing.T, r *access.ReviewReport, opts *report.AccessOptions) string {
	t.Helper()
	var out strings.Builder
	if err := report.Access(&out, r, opts); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// row returns the row of a table with that ID, without its tags.
func row(t *testing.T, page, id string) string {
	t.Helper()
	found := regexp.MustCompile(`(?s)<tr id="` + id + `"[^>]*>(.*?)</tr>`).FindStringSubmatch(page)
	if found == nil {
		t.Fatalf("there is no row %s", id)
	}
	text := regexp.MustCompile(`<[^>]*>`).ReplaceAllString(found[1], " ")
	return strings.Join(strings.Fields(text), " ")
}

func TestAccess(t *testing.T) {
	text := accessPage(t, review(), nil)
	for id, want := range map[string]string{
		"a0": "board ORG 3 0 All members : the app is visible to them By member role : 1 as Admin",
		"a2": "show PUBLIC 1 0 Everybody : the app is public By member role : 1 as Admin",
		"p0": "Ada ada ada@acme.test Admin 3 All apps : member role Admin Clarifai&#39;s list disagrees : shelf",
		"p2": "cus Steward 1 Not known : which apps the member role Steward reaches Visible to all members : board",
		"p3": "Out out outsider 1 Collaborator on shelf : Predict",
	} {
		if got := row(t, text, id); got != want {
			t.Errorf("%s: %s\nwant %s", id, got, want)
		}
	}
	for id, wants := range map[string][]string{
		"a1": {"shelf Shelf", "PRIVATE 2 1 By member role : 1 as Admin Team Vision", ": Model Trainer, 1 member Out : collaborator from outside, Predict"},
		"p1": {"Visible to all members : board Team Vision", ": Model Trainer in shelf"},
		"t0": {"Vision", "Model Trainer in shelf", "Labeler Lead"},
	} {
		got := row(t, text, id)
		for _, want := range wants {
			if !strings.Contains(got, want) {
				t.Errorf("%s: %q is not in %s", id, want, got)
			}
		}
	}
	for _, want := range []string{"2</b>disagreements", "new@acme.test", "reaches the app, but is not on Clarifai&#39;s list", "a note", "of the camera"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}

func TestAccess_HostileNames(t *testing.T) {
	text := accessPage(t, review(), &report.AccessOptions{Badge: hostile, Since: &access.ReviewReport{Organization: "acme"}})
	for _, bad := range []string{"<img", "\u202e", "\x1b", "ZgotmplZ", "ListForApp"} {
		if strings.Contains(text, bad) {
			t.Errorf("the page has %q", bad)
		}
	}
	if n := strings.Count(text, "<script"); n != 1 {
		t.Errorf("%d scripts", n)
	}
	for _, word := range []string{"Ann", "Shelf", "Vision", "a note", "KEY"} {
		if !strings.Contains(text, word+"&lt;/script&gt;&lt;script&gt;alert(1)") {
			t.Errorf("the name of %s is not on the page", word)
		}
	}
}

// The filter by app keeps exactly those of whom the review says that they reach it.
func TestAccess_FilterByApp(t *testing.T) {
	r := review()
	text := accessPage(t, r, nil)
	keys := make(map[string]map[string]bool) // of each person
	for _, found := range regexp.MustCompile(`<tr id="(p\d+)" data-keys="([^"]*)"`).FindAllStringSubmatch(text, -1) {
		keys[found[1]] = make(map[string]bool)
		for key := range strings.FieldsSeq(found[2]) {
			keys[found[1]][key] = true
		}
	}
	if len(keys) != len(r.People) {
		t.Fatalf("%d people", len(keys))
	}
	reach := make(map[string]bool)
	for e := range r.Entries() {
		for _, reason := range e.Reasons {
			if reason.Known() {
				reach[e.Person.ID+" "+e.App.ID] = true
			}
		}
	}
	for _, a := range r.Apps {
		found := regexp.MustCompile(`<option data-any="([^"]*)">` + a.ID + `</option>`).FindStringSubmatch(text)
		if found == nil {
			t.Fatalf("app %s is no choice", a.ID)
		}
		for i, p := range r.People {
			kept := false
			for key := range strings.FieldsSeq(found[1]) {
				kept = kept || keys[fmt.Sprintf("p%d", i)][key]
			}
			if kept != reach[p.ID+" "+a.ID] {
				t.Errorf("%s is kept for %s: %v", p.ID, a.ID, kept)
			}
		}
	}
}

func TestAccess_Since(t *testing.T) {
	before := review()
	before.ReadAt = time.Date(2026, 10, 1, 9, 30, 0, 0, time.UTC)
	before.People[0].Role = "Organization User"
	text := accessPage(t, review(), &report.AccessOptions{Since: before})
	for _, want := range []string{"Changed since 1 October 2026, 09:30 UTC", "Ada (ada) is Admin, and was Organization User"} {
		if !strings.Contains(text, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	if text := accessPage(t, review(), &report.AccessOptions{Since: review()}); !strings.Contains(text, "Nothing that decides who reaches an app has changed.") {
		t.Error("a page does not say that nothing has changed")
	}
	if strings.Contains(accessPage(t, review(), nil), "Changed since") {
		t.Error("a page without an earlier review says what has changed")
	}
	before.Organization = "other"
	if err := report.Access(io.Discard, review(), &report.AccessOptions{Since: before}); err == nil || !strings.Contains(err.Error(), `must be one of "acme"`) {
		t.Errorf("a review of another organization: %v", err)
	}
}

type brokenWriter struct{ error }

func (w brokenWriter) Write([]byte) (int, error) { return 0, w.error }

func TestAccess_BrokenWriter(t *testing.T) {
	broken := errors.New("broken")
	if err := report.Access(brokenWriter{broken}, review(), nil); !errors.Is(err, broken) {
		t.Error(err)
	}
}
