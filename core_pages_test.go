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
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"
	"pgregory.net/rapid"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
)

func coreTeamsOptions(page, perPage, ahead int) *clarifai.ListTeamsOptions {
	return &clarifai.ListTeamsOptions{Paging: clarifai.Paging{Page: page, PerPage: perPage, ReadAhead: ahead}}
}

func coreTeamIDs(teams []clarifai.Team) []string {
	ids := make([]string, len(teams))
	for i := range teams {
		ids[i] = teams[i].ID
	}
	return ids
}

func coreIDs(from, to int) []string {
	ids := []string{}
	for i := from; i < to; i++ {
		ids = append(ids, "i"+strconv.Itoa(i))
	}
	return ids
}

func TestCoreAListIsReadWholeInOrderWhateverItsSize(t *testing.T) {
	harness.Check(t, func(rt *rapid.T) {
		total := rapid.IntRange(0, 1200).Draw(rt, "total")
		perPage := rapid.IntRange(0, 1000).Draw(rt, "per_page")
		clamp := rapid.OneOf(rapid.Just(0), rapid.IntRange(10, 1000)).Draw(rt, "clamp")
		ahead := rapid.IntRange(0, 8).Draw(rt, "read-ahead")
		page := rapid.IntRange(0, 3).Draw(rt, "page")
		c, s := coreClient(t, corePages("teams", total, clamp))
		seq := c.Teams.ListAll(t.Context(), "acme", coreTeamsOptions(page, perPage, ahead))

		size := perPage
		if size == 0 {
			size = 1000
		}
		if clamp > 0 {
			size = min(size, clamp)
		}
		from := min(max(page-1, 0)*size, total)
		want := coreIDs(from, total)
		for range 2 { // twice the same
			teams, err := clarifai.Collect(seq)
			if err != nil || !slices.Equal(coreTeamIDs(teams), want) {
				rt.Fatalf("%d items, want %d: %v", len(teams), len(want), err)
			}
		}
		if most := 2 * ((total-from)/size + 2 + ahead); len(s.requests()) > most {
			rt.Fatalf("%d requests, %d would do", len(s.requests()), most)
		}
		// Broken off anywhere: nothing but the pages reached and read ahead.
		if len(want) == 0 {
			return
		}
		stop := rapid.IntRange(1, len(want)).Draw(rt, "stop")
		before, n := len(s.requests()), 0
		for team, err := range seq {
			if err != nil || team.ID != want[n] {
				rt.Fatalf("item %d is %v, %v", n, team, err)
			}
			if n++; n == stop {
				break
			}
		}
		if made, most := len(s.requests())-before, (stop-1)/size+1+ahead; made > most {
			rt.Fatalf("%d requests for %d items, %d would do", made, stop, most)
		}
	})
}

func TestCoreNothingIsAskedForBeforeItIsWanted(t *testing.T) {
	c, s := coreClient(t, corePages("teams", 10000, 0))
	seq := c.Teams.ListAll(t.Context(), "acme", coreTeamsOptions(0, 10, 0))
	if n := len(s.requests()); n != 0 {
		t.Errorf("%d requests before the range", n)
	}
	n := 0
	for range seq {
		n++
		if want := (n-1)/10 + 1; len(s.requests()) != want {
			t.Fatalf("item %d after %d requests", n, len(s.requests()))
		}
		if n == 30 {
			break
		}
	}
	if n := len(s.requests()); n != 3 {
		t.Errorf("%d requests", n)
	}
}

func TestCoreFindReadsNoFurtherThanItMust(t *testing.T) {
	c, s := coreClient(t, func(_ int, r *coreRequest) coreReply {
		var items []string
		for i := range 1000 {
			items = append(items, fmt.Sprintf(`{"user":{"id":"p%s-%d"},"role":{"id":"r"}}`, r.URL.Query().Get("page"), i))
		}
		return coreFine(`"organization_members":[` + strings.Join(items, ",") + `]`)
	})
	m, err := c.Members.Find(t.Context(), "acme", "P2-999")
	if err != nil || m.User.ID != "p2-999" || len(s.requests()) != 2 {
		t.Errorf("%d requests, %v, %v", len(s.requests()), m, err)
	}
}

func TestCoreReadAheadAsksForSoManyPagesAndNoMore(t *testing.T) {
	for ahead := range 9 {
		synctest.Test(t, func(t *testing.T) {
			c, s := coreClient(t, corePages("teams", 10000, 0))
			n := 0
			for _, err := range c.Teams.ListAll(t.Context(), "acme", coreTeamsOptions(0, 10, ahead)) {
				if err != nil {
					t.Fatal(err)
				}
				n++
				synctest.Wait()
				if want := (n-1)/10 + 1 + ahead; len(s.requests()) > want {
					t.Fatalf("read-ahead %d: item %d after %d requests, %d would do", ahead, n, len(s.requests()), want)
				}
				if n == 55 {
					break
				}
			}
			if len(s.requests()) != 6+ahead {
				t.Errorf("read-ahead %d: %d requests", ahead, len(s.requests()))
			}
		})
	}
}

func TestCoreABrokenLoopLeavesNoGoroutine(t *testing.T) {
	ignore := goleak.IgnoreCurrent()
	for ahead := range 9 {
		var under atomic.Int64
		c, _ := coreClient(t, func(n int, r *coreRequest) coreReply {
			under.Add(1)
			defer under.Add(-1)
			if r.URL.Query().Get("page") != "1" { // the others answer only when they are told to stop
				<-r.Context().Done()
			}
			return corePages("teams", 10000, 0)(n, r)
		})
		for range c.Teams.ListAll(t.Context(), "acme", coreTeamsOptions(0, 10, ahead)) {
			break
		}
		if n := under.Load(); n != 0 {
			t.Errorf("read-ahead %d: %d requests are under way after the loop", ahead, n)
		}
		func() { // a consumer that panics
			defer func() { _ = recover() }()
			for range c.Teams.ListAll(t.Context(), "acme", coreTeamsOptions(0, 10, ahead)) {
				panic("consumer")
			}
		}()
		if n := under.Load(); n != 0 {
			t.Errorf("read-ahead %d: %d requests are under way after a panic", ahead, n)
		}
	}
	goleak.VerifyNone(t, ignore)
}

func TestCoreABreakDuringABackoffOfAReadAheadEndsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, _ := coreClient(t, func(n int, r *coreRequest) coreReply {
			if r.URL.Query().Get("page") != "1" {
				reply := coreFail(503, 0)
				reply.header = map[string]string{"Retry-After": "60"}
				return reply
			}
			return corePages("teams", 10000, 0)(n, r)
		})
		start := time.Now()
		for range c.Teams.ListAll(t.Context(), "acme", coreTeamsOptions(0, 10, 4)) {
			synctest.Wait()
			break
		}
		if took := time.Since(start); took != 0 {
			t.Errorf("it took %v", took)
		}
	})
}

func TestCorePagesThatAnswerOutOfOrderComeInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var most, now atomic.Int64
		c, _ := coreClient(t, func(n int, r *coreRequest) coreReply {
			most.Store(max(most.Load(), now.Add(1)))
			defer now.Add(-1)
			page, _ := strconv.Atoi(r.URL.Query().Get("page"))
			<-time.After(time.Duration(100-page*7%10) * time.Second) // later pages sooner, and mixed
			return corePages("teams", 95, 0)(n, r)
		})
		teams, err := clarifai.Collect(c.Teams.ListAll(t.Context(), "acme", coreTeamsOptions(0, 10, 5)))
		if err != nil || !slices.Equal(coreTeamIDs(teams), coreIDs(0, 95)) {
			t.Errorf("%v, %v", coreTeamIDs(teams), err)
		}
		if most.Load() != 6 {
			t.Errorf("%d pages at a time, want 6", most.Load())
		}
	})
}

func TestCoreTheFirstErrorEndsAListAfterWhatCameBefore(t *testing.T) {
	for ahead := range 5 {
		c, s := coreClient(t, func(n int, r *coreRequest) coreReply {
			switch r.URL.Query().Get("page") {
			case "3":
				return coreFail(403, 11007)
			case "4", "5":
				return coreFail(401, 11009)
			}
			return corePages("teams", 10000, 0)(n, r)
		})
		errs, items := 0, 0
		for team, err := range c.Teams.ListAll(t.Context(), "acme", coreTeamsOptions(0, 10, ahead)) {
			if err == nil {
				items++
				continue
			}
			if errs++; coreIs(err) != "ErrForbidden" || team != (clarifai.Team{}) {
				t.Errorf("read-ahead %d: %v, %v", ahead, team, err)
			}
		}
		if items != 20 || errs != 1 || len(s.requests()) > 3+ahead {
			t.Errorf("read-ahead %d: %d items, %d errors, %d requests", ahead, items, errs, len(s.requests()))
		}
		teams, err := clarifai.Collect(c.Teams.ListAll(t.Context(), "acme", coreTeamsOptions(0, 10, ahead)))
		if coreIs(err) != "ErrForbidden" || len(teams) != 20 {
			t.Errorf("Collect gives %d, %v", len(teams), err)
		}
	}
}

func TestCoreAPageWithoutItsListIsAnErrorAndNotTheEnd(t *testing.T) {
	for name, last := range map[string]coreReply{
		"absent": coreFine(""), "null": coreFine(`"teams":null`), "another": coreFine(`"apps":[]`), "HTML": {status: 200, body: "<html>"}, "empty": {status: 200},
		"object": coreFine(`"teams":{}`),
	} {
		c, _ := coreClient(t, func(n int, r *coreRequest) coreReply {
			if n == 2 {
				return last
			}
			return corePages("teams", 10000, 0)(n, r)
		}, coreOnce)
		teams, err := clarifai.Collect(c.Teams.ListAll(t.Context(), "acme", coreTeamsOptions(0, 10, 0)))
		if err == nil || len(teams) != 10 {
			t.Errorf("%s: %d teams, %v", name, len(teams), err)
		}
	}
}

func TestCoreAServerThatGivesTheSamePageForEverEndsInAnError(t *testing.T) {
	for _, size := range []int{10, 128, 500, 1000} {
		for ahead := range 4 {
			c, s := coreClient(t, func(n int, r *coreRequest) coreReply {
				q := r.URL.Query()
				q.Set("page", "1")
				r.URL.RawQuery = q.Encode()
				return corePages("teams", 1000, size)(n, r)
			})
			perPage := 0
			if size < 128 {
				perPage = size
			}
			teams, err := clarifai.Collect(c.Teams.ListAll(t.Context(), "acme", coreTeamsOptions(0, perPage, ahead)))
			if err == nil || len(teams) != size || len(s.requests()) > 2+ahead {
				t.Errorf("%d a page, read-ahead %d: %d teams after %d requests, %v", size, ahead, len(teams), len(s.requests()), err)
			}
		}
	}
}

func TestCoreAServerWhosePagesComeRoundEndsInAnError(t *testing.T) {
	for _, tt := range []struct{ lead, cycle, perPage, ahead int }{{0, 2, 2, 0}, {1, 2, 2, 0}, {0, 3, 1, 0}, {5, 7, 130, 0}, {3, 2, 10, 4}, {100, 1, 3, 0}} {
		c, s := coreClient(t, func(n int, r *coreRequest) coreReply {
			q := r.URL.Query()
			page, err := strconv.Atoi(q.Get("page"))
			if err != nil {
				t.Error(err)
			}
			if page > tt.lead {
				q.Set("page", strconv.Itoa(tt.lead+1+(page-tt.lead-1)%tt.cycle))
			}
			r.URL.RawQuery = q.Encode()
			return corePages("teams", 1_000_000, tt.perPage)(n, r)
		})
		teams, err := clarifai.Collect(c.Teams.ListAll(t.Context(), "acme", coreTeamsOptions(0, tt.perPage, tt.ahead)))
		if err == nil || !strings.Contains(err.Error(), "same page again") {
			t.Errorf("%+v: %d teams, %v", tt, len(teams), err)
		}
		if most := 4*(tt.lead+tt.cycle) + tt.ahead; len(s.requests()) > most {
			t.Errorf("%+v: found after %d requests, want %d at most", tt, len(s.requests()), most)
		}
	}
}

func TestCoreAServerThatNeverEndsAListEndsInAnError(t *testing.T) {
	const last = 1 << 20
	for ahead := range 2 {
		c, _ := coreClient(t, corePages("teams", math.MaxInt, 0))
		teams, err := clarifai.Collect(c.Teams.ListAll(t.Context(), "acme", coreTeamsOptions(last-1, 128, ahead)))
		if err == nil || !strings.Contains(err.Error(), "page after page") || len(teams) != 2*128 {
			t.Errorf("%d teams, %v", len(teams), err)
		}
		// The last page that may be asked for is no end by itself.
		c, _ = coreClient(t, corePages("teams", last*128, 0))
		teams, err = clarifai.Collect(c.Teams.ListAll(t.Context(), "acme", coreTeamsOptions(last, 128, ahead)))
		if err != nil || len(teams) != 128 {
			t.Errorf("%d teams, %v", len(teams), err)
		}
	}
}

func TestCorePagingOutOfRangeIsRefusedBeforeTheNetwork(t *testing.T) {
	c, s := coreClient(t, corePages("teams", 10, 0))
	for _, p := range [][3]int{{-1, 0, 0}, {0, -1, 0}, {0, 1001, 0}, {0, 0, -1}, {0, 0, 65}, {math.MinInt, 0, 0}, {math.MaxInt, 0, 0}, {1<<20 + 1, 0, 0}, {0, math.MaxInt, 0}, {0, 0, math.MaxInt}} {
		o := coreTeamsOptions(p[0], p[1], p[2])
		_, err := c.Teams.List(t.Context(), "acme", o)
		teams, err2 := clarifai.Collect(c.Teams.ListAll(t.Context(), "acme", o))
		if coreIs(err) != "ErrInvalid" || coreIs(err2) != "ErrInvalid" || len(teams) != 0 {
			t.Errorf("%v: %v, %v", p, err, err2)
		}
	}
	if n := len(s.requests()); n != 0 {
		t.Errorf("%d requests", n)
	}
}

func TestCoreTheQueryOfAPageIsWhatWasAskedFor(t *testing.T) {
	c, s := coreClient(t, corePages("teams", 10, 0))
	o := &clarifai.ListTeamsOptions{Query: "a b&c=d?#", Paging: clarifai.Paging{Page: 2, PerPage: 5, ReadAhead: 3}}
	before := *o
	_, _ = c.Teams.List(t.Context(), "acme", o)
	_, _ = c.Teams.List(t.Context(), "acme", nil)
	_, _ = clarifai.Collect(c.Teams.ListAll(t.Context(), "acme", nil))
	if *o != before {
		t.Errorf("the caller's options were changed: %+v", o)
	}
	for i, want := range []string{"page=2&per_page=5&query=a+b%26c%3Dd%3F%23", "per_page=128", "page=1&per_page=1000"} {
		if got := s.requests()[i].URL.RawQuery; got != want {
			t.Errorf("query %d is %q, want %q", i, got, want)
		}
	}
}

func TestCoreCapturedResponsesAreThoseOfThePageReached(t *testing.T) {
	for ahead := range 5 {
		c, _ := coreClient(t, func(n int, r *coreRequest) coreReply {
			reply := corePages("teams", 35, 0)(n, r)
			reply.body = strings.Replace(reply.body, "req-1", "page-"+r.URL.Query().Get("page"), 1)
			return reply
		})
		var response clarifai.Response
		n := 0
		for _, err := range c.Teams.ListAll(t.Context(), "acme", coreTeamsOptions(0, 10, ahead), clarifai.WithResponse(&response)) {
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

func TestCoreManyRangesOfOneIteratorDoNotDisturbEachOther(t *testing.T) {
	c, _ := coreClient(t, corePages("teams", 95, 0))
	seq := c.Teams.ListAll(t.Context(), "acme", coreTeamsOptions(0, 10, 3))
	var group sync.WaitGroup
	for range 20 {
		group.Go(func() {
			if teams, err := clarifai.Collect(seq); err != nil || !slices.Equal(coreTeamIDs(teams), coreIDs(0, 95)) {
				t.Errorf("%d teams, %v", len(teams), err)
			}
		})
	}
	group.Wait()
}

func TestCoreACancelledContextEndsAListWithItsError(t *testing.T) {
	for ahead := range 4 {
		ctx, cancel := context.WithCancel(t.Context())
		c, _ := coreClient(t, corePages("teams", 10000, 0))
		n := 0
		var last error
		for _, err := range c.Teams.ListAll(ctx, "acme", coreTeamsOptions(0, 10, ahead)) {
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
}
