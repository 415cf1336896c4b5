package clarifai_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"pgregory.net/rapid"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func teamsOptions(page, perPage, ahead int) *clarifai.ListTeamsOptions {
	return &clarifai.ListTeamsOptions{Paging: clarifai.Paging{Page: page, PerPage: perPage, ReadAhead: ahead}}
}

func itemIDs(from, to int) []string {
	ids := []string{}
	for i := from; i < to; i++ {
		ids = append(ids, "i"+strconv.Itoa(i))
	}
	return ids
}

func TestPagination_ListAll(t *testing.T) {
	t.Run("a list is read whole and in order whatever its size", func(t *testing.T) {
		harness.Check(t, func(rt *rapid.T) {
			total := rapid.IntRange(0, 1200).Draw(rt, "total")
			perPage := rapid.IntRange(0, 1000).Draw(rt, "per_page")
			clamp := rapid.OneOf(rapid.Just(0), rapid.IntRange(10, 1000)).Draw(rt, "clamp")
			ahead := rapid.IntRange(0, 8).Draw(rt, "read-ahead")
			page := rapid.IntRange(0, 3).Draw(rt, "page")
			c, s := testkit.NewClient(t, testkit.PagedList("teams", total, clamp))
			seq := c.Teams.ListAll(t.Context(), "acme", teamsOptions(page, perPage, ahead))

			size := perPage
			if size == 0 {
				size = 1000
			}
			if clamp > 0 {
				size = min(size, clamp)
			}
			from := min(max(page-1, 0)*size, total)
			want := itemIDs(from, total)
			for range 2 { // twice the same
				teams, err := clarifai.Collect(seq)
				if err != nil || !slices.Equal(testkit.TeamIDs(teams), want) {
					rt.Fatalf("%d items, want %d: %v", len(teams), len(want), err)
				}
			}
			if most := 2 * ((total-from)/size + 2 + ahead); len(s.Requests()) > most {
				rt.Fatalf("%d requests, %d would do", len(s.Requests()), most)
			}
			// Broken off anywhere: nothing but the pages reached and read ahead.
			if len(want) == 0 {
				return
			}
			stop := rapid.IntRange(1, len(want)).Draw(rt, "stop")
			before, n := len(s.Requests()), 0
			for team, err := range seq {
				if err != nil || team.ID != want[n] {
					rt.Fatalf("item %d is %v, %v", n, team, err)
				}
				if n++; n == stop {
					break
				}
			}
			if made, most := len(s.Requests())-before, (stop-1)/size+1+ahead; made > most {
				rt.Fatalf("%d requests for %d items, %d would do", made, stop, most)
			}
		})
	})

	t.Run("nothing is requested before it is wanted", func(t *testing.T) {
		c, s := testkit.NewClient(t, testkit.PagedList("teams", 10000, 0))
		seq := c.Teams.ListAll(t.Context(), "acme", teamsOptions(0, 10, 0))
		if n := len(s.Requests()); n != 0 {
			t.Errorf("%d requests before the range", n)
		}
		n := 0
		for range seq {
			n++
			if want := (n-1)/10 + 1; len(s.Requests()) != want {
				t.Fatalf("item %d after %d requests", n, len(s.Requests()))
			}
			if n == 30 {
				break
			}
		}
		if n := len(s.Requests()); n != 3 {
			t.Errorf("%d requests", n)
		}
	})

	t.Run("an iterator can be ranged over many times at once", func(t *testing.T) {
		c, _ := testkit.NewClient(t, testkit.PagedList("teams", 95, 0))
		seq := c.Teams.ListAll(t.Context(), "acme", teamsOptions(0, 10, 3))
		var group sync.WaitGroup
		for range 20 {
			group.Go(func() {
				if teams, err := clarifai.Collect(seq); err != nil || !slices.Equal(testkit.TeamIDs(teams), itemIDs(0, 95)) {
					t.Errorf("%d teams, %v", len(teams), err)
				}
			})
		}
		group.Wait()
	})

	t.Run("Find reads no further than it must", func(t *testing.T) {
		c, s := testkit.NewClient(t, func(_ int, r *testkit.Request) testkit.Reply {
			var items []string
			for i := range 1000 {
				items = append(items, fmt.Sprintf(`{"user":{"id":"p%s-%d"},"role":{"id":"r"}}`, r.URL.Query().Get("page"), i))
			}
			return testkit.Success(`"organization_members":[` + strings.Join(items, ",") + `]`)
		})
		m, err := c.Members.Find(t.Context(), "acme", "P2-999")
		if err != nil || m.User.ID != "p2-999" || len(s.Requests()) != 2 {
			t.Errorf("%d requests, %v, %v", len(s.Requests()), m, err)
		}
	})
}

func TestPagination_Errors(t *testing.T) {
	t.Run("the first error ends a list after the items before it", func(t *testing.T) {
		for ahead := range 5 {
			c, s := testkit.NewClient(t, func(n int, r *testkit.Request) testkit.Reply {
				switch r.URL.Query().Get("page") {
				case "3":
					return testkit.Failure(403, 11007)
				case "4", "5":
					return testkit.Failure(401, 11009)
				}
				return testkit.PagedList("teams", 10000, 0)(n, r)
			})
			errs, items := 0, 0
			for team, err := range c.Teams.ListAll(t.Context(), "acme", teamsOptions(0, 10, ahead)) {
				if err == nil {
					items++
					continue
				}
				if errs++; testkit.Sentinel(err) != "ErrForbidden" || team != (clarifai.Team{}) {
					t.Errorf("read-ahead %d: %v, %v", ahead, team, err)
				}
			}
			if items != 20 || errs != 1 || len(s.Requests()) > 3+ahead {
				t.Errorf("read-ahead %d: %d items, %d errors, %d requests", ahead, items, errs, len(s.Requests()))
			}
			teams, err := clarifai.Collect(c.Teams.ListAll(t.Context(), "acme", teamsOptions(0, 10, ahead)))
			if testkit.Sentinel(err) != "ErrForbidden" || len(teams) != 20 {
				t.Errorf("Collect() = %d items, %v", len(teams), err)
			}
		}
	})

	t.Run("a page without its list is an error and not the end", func(t *testing.T) {
		for name, last := range map[string]testkit.Reply{
			"absent": testkit.Success(""), "null": testkit.Success(`"teams":null`), "another": testkit.Success(`"apps":[]`), "HTML": {Status: 200, Body: "<html>"}, "empty": {Status: 200},
			"object": testkit.Success(`"teams":{}`),
		} {
			c, _ := testkit.NewClient(t, func(n int, r *testkit.Request) testkit.Reply {
				if n == 2 {
					return last
				}
				return testkit.PagedList("teams", 10000, 0)(n, r)
			}, testkit.WithoutRetries)
			teams, err := clarifai.Collect(c.Teams.ListAll(t.Context(), "acme", teamsOptions(0, 10, 0)))
			if err == nil || len(teams) != 10 {
				t.Errorf("%s: %d teams, %v", name, len(teams), err)
			}
			if name == "absent" && !strings.Contains(fmt.Sprint(err), "its response carries no list") {
				t.Errorf("%s: %v", name, err)
			}
		}
	})

	testkit.RunInFakeTime(t, "a cancelled context ends a list with its error", func(t *testing.T) {
		for ahead := range 9 {
			ctx, cancel := context.WithCancel(t.Context())
			c, _ := testkit.NewClient(t, testkit.PagedList("teams", 10000, 0))
			n := 0
			var last error
			for _, err := range c.Teams.ListAll(ctx, "acme", teamsOptions(0, 10, ahead)) {
				if last = err; err != nil {
					continue
				}
				if n++; n == 5 {
					cancel()
				}
			}
			if !errors.Is(last, context.Canceled) || n < 10 || n > 10*(1+ahead) || n%10 != 0 {
				t.Errorf("read-ahead %d: %d items, %v", ahead, n, last)
			}
			cancel()
		}
	})

	t.Run("a response without the list says what it lacks", func(t *testing.T) {
		c, _ := testkit.NewClient(t, testkit.Script(testkit.Success("")))
		_, err := c.Teams.List(t.Context(), "acme", nil)
		if err == nil || !strings.HasSuffix(err.Error(), "carries no list") {
			t.Errorf("got %v", err)
		}
	})
}

func TestPagination_Endless(t *testing.T) {
	t.Run("the same page again is an error", func(t *testing.T) {
		for _, size := range []int{10, 128, 500, 1000} {
			for ahead := range 4 {
				c, s := testkit.NewClient(t, func(n int, r *testkit.Request) testkit.Reply {
					q := r.URL.Query()
					q.Set("page", "1")
					r.URL.RawQuery = q.Encode()
					return testkit.PagedList("teams", 1000, size)(n, r)
				})
				perPage := 0
				if size < 128 {
					perPage = size
				}
				teams, err := clarifai.Collect(c.Teams.ListAll(t.Context(), "acme", teamsOptions(0, perPage, ahead)))
				if err == nil || len(teams) != size || len(s.Requests()) > 2+ahead {
					t.Errorf("%d a page, read-ahead %d: %d teams after %d requests, %v", size, ahead, len(teams), len(s.Requests()), err)
				}
			}
		}
	})

	t.Run("a later page that repeats is an error", func(t *testing.T) {
		for _, tt := range []struct{ lead, cycle, perPage, ahead int }{{5, 1, 130, 0}, {3, 1, 10, 4}, {100, 1, 3, 0}} {
			c, s := testkit.NewClient(t, func(n int, r *testkit.Request) testkit.Reply {
				q := r.URL.Query()
				page, err := strconv.Atoi(q.Get("page"))
				if err != nil {
					t.Error(err)
				}
				if page > tt.lead {
					q.Set("page", strconv.Itoa(tt.lead+1+(page-tt.lead-1)%tt.cycle))
				}
				r.URL.RawQuery = q.Encode()
				return testkit.PagedList("teams", 1_000_000, tt.perPage)(n, r)
			})
			teams, err := clarifai.Collect(c.Teams.ListAll(t.Context(), "acme", teamsOptions(0, tt.perPage, tt.ahead)))
			if err == nil || !strings.Contains(err.Error(), "same page again") {
				t.Errorf("%+v: %d teams, %v", tt, len(teams), err)
			}
			if most := 4*(tt.lead+tt.cycle) + tt.ahead; len(s.Requests()) > most {
				t.Errorf("%+v: found after %d requests, want at most %d", tt, len(s.Requests()), most)
			}
		}
	})

	t.Run("a list that never ends is an error", func(t *testing.T) {
		const last = 1 << 20
		for ahead := range 2 {
			c, _ := testkit.NewClient(t, testkit.PagedList("teams", math.MaxInt, 0))
			teams, err := clarifai.Collect(c.Teams.ListAll(t.Context(), "acme", teamsOptions(last-1, 128, ahead)))
			if err == nil || !strings.Contains(err.Error(), "page after page") || len(teams) != 2*128 {
				t.Errorf("%d teams, %v", len(teams), err)
			}
			// The last page that may be asked for is no end by itself.
			c, _ = testkit.NewClient(t, testkit.PagedList("teams", last*128, 0))
			teams, err = clarifai.Collect(c.Teams.ListAll(t.Context(), "acme", teamsOptions(last, 128, ahead)))
			if err != nil || len(teams) != 128 {
				t.Errorf("%d teams, %v", len(teams), err)
			}
		}
	})
}

func TestPagination_Query(t *testing.T) {
	c, s := testkit.NewClient(t, testkit.PagedList("teams", 10, 0))
	o := &clarifai.ListTeamsOptions{Query: "a b&c=d?#", Paging: clarifai.Paging{Page: 2, PerPage: 5, ReadAhead: 3}}
	before := *o
	_, _ = c.Teams.List(t.Context(), "acme", o)
	_, _ = c.Teams.List(t.Context(), "acme", nil)
	_, _ = clarifai.Collect(c.Teams.ListAll(t.Context(), "acme", nil))
	if *o != before {
		t.Errorf("the caller's options were changed: %+v", o)
	}
	for i, want := range []string{"page=2&per_page=5&query=a+b%26c%3Dd%3F%23", "per_page=128", "page=1&per_page=1000"} {
		if got := s.Requests()[i].URL.RawQuery; got != want {
			t.Errorf("query %d is %q, want %q", i, got, want)
		}
	}
}

func TestPagination_WithResponse(t *testing.T) {
	for ahead := range 5 {
		c, _ := testkit.NewClient(t, func(n int, r *testkit.Request) testkit.Reply {
			reply := testkit.PagedList("teams", 35, 0)(n, r)
			reply.Body = strings.Replace(reply.Body, "req-1", "page-"+r.URL.Query().Get("page"), 1)
			return reply
		})
		var response clarifai.Response
		n := 0
		for _, err := range c.Teams.ListAll(t.Context(), "acme", teamsOptions(0, 10, ahead), clarifai.WithResponse(&response)) {
			if err != nil {
				t.Fatal(err)
			}
			if want := fmt.Sprintf("page-%d", n/10+1); response.RequestID != want || response.Attempts != 1 {
				t.Fatalf("read-ahead %d: item %d of %q", ahead, n, response.RequestID)
			}
			n++
		}
		if n != 35 {
			t.Errorf("%d items", n)
		}
	}
}
