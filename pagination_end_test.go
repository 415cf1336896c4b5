package clarifai_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

// pagedTeams is a server with a list of teams, as it may page them.
type pagedTeams struct {
	visible []bool // by place in the list: the caller may see the team
	clamp   int    // maximum items of a page
	absent  int    // the size of a page if the request has no per_page
	broken  int    // the first page that is an error; 0 is none
}

// pages cuts the list into pages of size places, without the teams that the
// caller may not see. The last one is empty.
func (s *pagedTeams) pages(size int) [][]string {
	if s.clamp > 0 {
		size = min(size, s.clamp)
	}
	var pages [][]string
	for from := 0; from < len(s.visible); from += size {
		page := []string{}
		for i := from; i < min(from+size, len(s.visible)); i++ {
			if s.visible[i] {
				page = append(page, "i"+strconv.Itoa(i))
			}
		}
		pages = append(pages, page)
	}
	return append(pages, []string{})
}

func (s *pagedTeams) answer(_ int, r *testkit.Request) testkit.Reply {
	query := r.URL.Query()
	size, err := strconv.Atoi(query.Get("per_page"))
	if err != nil {
		size = s.absent
	}
	number, err := strconv.Atoi(query.Get("page"))
	if err != nil {
		number = 1
	}
	if s.broken > 0 && number >= s.broken {
		return testkit.Failure(400, 11102)
	}
	pages := s.pages(size)
	teams := []clarifai.Team{}
	for _, id := range pages[min(number, len(pages))-1] {
		teams = append(teams, clarifai.Team{ID: id, Name: "n"})
	}
	data, err := json.Marshal(teams)
	if err != nil {
		return testkit.Reply{Err: err}
	}
	return testkit.Success(`"teams":` + string(data))
}

// concealing reports whether pages are cut as the documentation of Paging says
// that no All can read them to the end.
func concealing(pages [][]string, perPage int) bool {
	last := len(pages) - 1
	for last > 0 && len(pages[last-1]) == 0 {
		last--
	}
	for i, page := range pages[:last] {
		if len(page) == 0 || len(pages[0]) >= perPage && len(page) < perPage && i < last-1 {
			return true
		}
	}
	return false
}

func TestTeams_ListAll_Pages(t *testing.T) {
	t.Run("every item comes once and in order, however the server pages", func(t *testing.T) {
		harness.Check(t, func(rt *rapid.T) {
			server := pagedTeams{
				visible: rapid.OneOf(
					rapid.SliceOfN(rapid.Just(true), 0, 60),
					rapid.SliceOfN(rapid.SampledFrom([]bool{true, true, true, false}), 0, 60),
				).Draw(rt, "visible"),
				clamp:  rapid.OneOf(rapid.Just(0), rapid.IntRange(1, 20)).Draw(rt, "clamp"),
				absent: rapid.SampledFrom([]int{20, 32, 128}).Draw(rt, "page without per_page"),
			}
			perPage := rapid.OneOf(rapid.Just(0), rapid.IntRange(1, 30)).Draw(rt, "per_page")
			asked := perPage
			if asked == 0 {
				asked = 1000
			}
			pages := server.pages(asked)
			want := slices.Concat(pages...)
			c, s := testkit.NewClient(t, server.answer)
			teams, err := clarifai.Collect(c.Teams.ListAll(t.Context(), "acme", teamsOptions(0, perPage, rapid.IntRange(0, 4).Draw(rt, "read-ahead"))))
			if err != nil {
				rt.Fatal(err)
			}
			got := testkit.TeamIDs(teams)
			if !concealing(pages, asked) && !slices.Equal(got, want) {
				rt.Fatalf("read %v, the server has %v", got, want)
			}
			if len(got) > len(want) || !slices.Equal(got, want[:len(got)]) {
				rt.Fatalf("read %v, which is no beginning of %v", got, want)
			}
			for _, r := range s.Requests() {
				if got := r.URL.Query().Get("per_page"); got != strconv.Itoa(asked) {
					rt.Fatalf("a request for %q items, of a list in pages of %d", got, asked)
				}
			}
		})
	})
	t.Run("pages behind the end are neither items nor errors", func(t *testing.T) {
		harness.Check(t, func(rt *rapid.T) {
			server := pagedTeams{
				visible: slices.Repeat([]bool{true}, rapid.IntRange(1, 60).Draw(rt, "total")),
				clamp:   rapid.OneOf(rapid.Just(0), rapid.IntRange(1, 20)).Draw(rt, "clamp"),
			}
			perPage := rapid.IntRange(1, 30).Draw(rt, "per_page")
			pages := server.pages(perPage)
			server.broken = len(pages) + 1 // behind the empty page
			c, _ := testkit.NewClient(t, server.answer, testkit.WithoutRetries)
			teams, err := clarifai.Collect(c.Teams.ListAll(t.Context(), "acme", teamsOptions(0, perPage, rapid.IntRange(0, 8).Draw(rt, "read-ahead"))))
			if err != nil || !slices.Equal(testkit.TeamIDs(teams), slices.Concat(pages...)) {
				rt.Fatalf("%d of %d teams, %v", len(teams), len(server.visible), err)
			}
		})
	})
	for name, test := range map[string]struct {
		total, perPage, clamp, requests int
	}{
		"an empty list takes one request":                           {0, 10, 0, 1},
		"a short first page is followed by one more request":        {5, 10, 0, 2},
		"a short page behind a full one is the last":                {15, 10, 0, 2},
		"a full last page is followed by an empty one":              {20, 10, 0, 3},
		"smaller pages than asked for are read to the empty one":    {300, 1000, 100, 4},
		"smaller pages, the last of them shorter than those before": {250, 1000, 100, 4},
	} {
		t.Run(name, func(t *testing.T) {
			c, s := testkit.NewClient(t, testkit.PagedList("teams", test.total, test.clamp))
			teams, err := clarifai.Collect(c.Teams.ListAll(t.Context(), "acme", teamsOptions(0, test.perPage, 0)))
			if err != nil || len(teams) != test.total || len(s.Requests()) != test.requests {
				t.Errorf("%d teams after %d requests, %v", len(teams), len(s.Requests()), err)
			}
		})
	}
}

func TestPage_More(t *testing.T) {
	for _, test := range []struct {
		total, page, perPage, clamp int
		more                        bool
	}{
		{total: 0}, {total: 1, more: true}, {total: 128, more: true}, {total: 128, page: 2}, {total: 129, page: 2, more: true},
		{total: 5, perPage: 5, more: true}, {total: 4, perPage: 5, more: true}, {total: 4, page: 2, perPage: 5},
		{total: 300, page: 3, perPage: 1000, clamp: 100, more: true}, {total: 300, page: 4, perPage: 1000, clamp: 100},
	} {
		c, _ := testkit.NewClient(t, testkit.PagedList("teams", test.total, test.clamp))
		page, err := c.Teams.List(t.Context(), "acme", teamsOptions(test.page, test.perPage, 0))
		if err != nil || page.More() != test.more {
			t.Errorf("%+v: Page.More() = %v, %v", test, page.More(), err)
		}
	}
	t.Run("a page made by hand has no more", func(t *testing.T) {
		if (&clarifai.Page[int]{}).More() || (&clarifai.Page[int]{Items: make([]int, 1000)}).More() {
			t.Error("it has")
		}
	})
	t.Run("a loop over List reads what All reads", func(t *testing.T) {
		c, _ := testkit.NewClient(t, testkit.PagedList("teams", 300, 100))
		o := teamsOptions(1, 0, 0)
		var teams []clarifai.Team
		for {
			page, err := c.Teams.List(t.Context(), "acme", o)
			if err != nil {
				t.Fatal(err)
			}
			teams = append(teams, page.Items...)
			if !page.More() {
				break
			}
			o.Page++
		}
		if !slices.Equal(testkit.TeamIDs(teams), itemIDs(0, 300)) {
			t.Errorf("%d teams", len(teams))
		}
	})
}

func TestPagination_OtherServers(t *testing.T) {
	org := clarifaitest.Organization{ID: "big", Owner: "owner"}
	seeds := []func(*clarifaitest.Config){}
	for i := range 300 {
		id := fmt.Sprintf("u%03d", i)
		seeds = append(seeds, func(c *clarifaitest.Config) {
			c.Users = append(c.Users, clarifaitest.User{ID: id})
			c.Apps = append(c.Apps, clarifaitest.App{Owner: "big", ID: "app-" + id})
		})
		org.Members = append(org.Members, clarifaitest.Member{UserID: id, Role: clarifai.MemberRoleUser})
		org.Teams = append(org.Teams, clarifaitest.Team{ID: "team-" + id})
	}
	seeds = append(seeds, func(c *clarifaitest.Config) { c.Organizations = append(c.Organizations, org) })
	for name, variant := range map[string][]func(*clarifaitest.Config){
		"clamped":           {func(c *clarifaitest.Config) { c.Variants.MaxPerPage = 100 }},
		"clamped to eleven": {func(c *clarifaitest.Config) { c.Variants.MaxPerPage = 11 }},
		"filtered":          {func(c *clarifaitest.Config) { c.Variants.HideEvery = 3 }},
		"filtered and clamped": {func(c *clarifaitest.Config) {
			c.Variants.HideEvery = 7
			c.Variants.MaxPerPage = 20
		}},
	} {
		testkit.RunWithServer(t, name, func(t *testing.T, s *clarifaitest.Server) {
			c := s.Client()
			for ahead := range 3 {
				paging := clarifai.Paging{ReadAhead: ahead}
				members, err1 := clarifai.Collect(c.Members.ListAll(t.Context(), "big", &clarifai.ListMembersOptions{Paging: paging}))
				teams, err2 := clarifai.Collect(c.Teams.ListAll(t.Context(), "big", &clarifai.ListTeamsOptions{Paging: paging}))
				apps, err3 := clarifai.Collect(c.Apps.ListAll(t.Context(), "big", &clarifai.ListAppsOptions{Paging: paging}))
				found, err4 := clarifai.Collect(c.Apps.SearchAll(t.Context(), "big", &clarifai.SearchAppsOptions{Paging: paging}))
				if err := errors.Join(err1, err2, err3, err4); err != nil || len(members) != 301 || len(teams) != 300 || len(apps) != 300 || len(found) != 300 {
					t.Errorf("%d members, %d teams, %d apps, %d found, %v", len(members), len(teams), len(apps), len(found), err)
				}
			}
			if member, err := c.Members.Find(t.Context(), "big", "u299"); err != nil || member.User.ID != "u299" {
				t.Errorf("looked for the last member: %v, %v", member, err)
			}
		}, append(slices.Clone(seeds), variant...)...)
	}
}

// cyclePages responds with lists of billing cycles. Page n is element n of
// pages, and the last element is repeated forever.
func cyclePages(pages ...string) func(int, *testkit.Request) testkit.Reply {
	return func(_ int, r *testkit.Request) testkit.Reply {
		number, err := strconv.Atoi(r.URL.Query().Get("page"))
		if err != nil {
			return testkit.Reply{Err: err}
		}
		return testkit.Success(`"billing_cycles":[` + pages[min(number, len(pages))-1] + `]`)
	}
}

func TestBilling_ListAllCycles_Pages(t *testing.T) {
	const cycle = `{"start_date":"2026-01-01T00:00:00Z"}`
	t.Run("full pages of cycles that look alike are no repetition", func(t *testing.T) {
		for _, same := range []int{1, 2, 3, 40, 1500} {
			c, _ := testkit.NewClient(t, cyclePages(append(slices.Repeat([]string{cycle}, same), "")...))
			cycles, err := clarifai.Collect(c.Billing.ListAllCycles(t.Context(), "acme", &clarifai.ListBillingCyclesOptions{Paging: clarifai.Paging{PerPage: 1}}))
			if err != nil || len(cycles) != same {
				t.Errorf("%d cycles, one a page: %d, %v", same, len(cycles), err)
			}
		}
	})
	for name, pages := range map[string]func(int, *testkit.Request) testkit.Reply{
		"a last page that comes for ever is an error":             cyclePages(`{"cycle_id":1},{"cycle_id":2}`, cycle),
		"a page of different cycles that comes twice is an error": cyclePages(`{"cycle_id":1},{"cycle_id":2}`),
	} {
		t.Run(name, func(t *testing.T) {
			c, s := testkit.NewClient(t, pages)
			_, err := clarifai.Collect(c.Billing.ListAllCycles(t.Context(), "acme", nil))
			if err == nil || !strings.Contains(err.Error(), "same page again") || len(s.Requests()) > 10_000 {
				t.Errorf("%d requests, %v", len(s.Requests()), err)
			}
		})
	}
}
