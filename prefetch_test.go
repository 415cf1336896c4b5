package clarifai_test

import (
	"slices"
	"strconv"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestPrefetch_Pages(t *testing.T) {
	for ahead := range 9 {
		synctest.Test(t, func(t *testing.T) {
			c, s := testkit.NewClient(t, testkit.PagedList("teams", 10000, 0))
			n := 0
			for _, err := range c.Teams.ListAll(t.Context(), "acme", teamsOptions(0, 10, ahead)) {
				if err != nil {
					t.Fatal(err)
				}
				n++
				synctest.Wait()
				if want := (n-1)/10 + 1 + ahead; len(s.Requests()) > want {
					t.Fatalf("read-ahead %d: item %d after %d requests, %d would do", ahead, n, len(s.Requests()), want)
				}
				if n == 55 {
					break
				}
			}
			if len(s.Requests()) != 6+ahead {
				t.Errorf("read-ahead %d: %d requests", ahead, len(s.Requests()))
			}
		})
	}
}

func TestPrefetch_Break(t *testing.T) {
	t.Run("a broken loop leaves no goroutine", func(t *testing.T) {
		ignore := goleak.IgnoreCurrent()
		for ahead := range 9 {
			var under atomic.Int64
			c, _ := testkit.NewClient(t, func(n int, r *testkit.Request) testkit.Reply {
				under.Add(1)
				defer under.Add(-1)
				if r.URL.Query().Get("page") != "1" { // the others respond only when cancelled
					<-r.Context().Done()
				}
				return testkit.PagedList("teams", 10000, 0)(n, r)
			})
			for range c.Teams.ListAll(t.Context(), "acme", teamsOptions(0, 10, ahead)) {
				break
			}
			if n := under.Load(); n != 0 {
				t.Errorf("read-ahead %d: %d requests are under way after the loop", ahead, n)
			}
			func() { // a consumer that panics
				defer func() { _ = recover() }()
				for range c.Teams.ListAll(t.Context(), "acme", teamsOptions(0, 10, ahead)) {
					panic("consumer")
				}
			}()
			if n := under.Load(); n != 0 {
				t.Errorf("read-ahead %d: %d requests are under way after a panic", ahead, n)
			}
		}
		goleak.VerifyNone(t, ignore)
	})

	testkit.RunInFakeTime(t, "a break during a wait ends at once", func(t *testing.T) {
		c, _ := testkit.NewClient(t, func(n int, r *testkit.Request) testkit.Reply {
			if r.URL.Query().Get("page") != "1" {
				reply := testkit.Failure(503, 0)
				reply.Header = map[string]string{"Retry-After": "60"}
				return reply
			}
			return testkit.PagedList("teams", 10000, 0)(n, r)
		})
		start := time.Now()
		for range c.Teams.ListAll(t.Context(), "acme", teamsOptions(0, 10, 4)) {
			synctest.Wait()
			break
		}
		if took := time.Since(start); took != 0 {
			t.Errorf("it took %v", took)
		}
	})
}

func TestPrefetch_Order(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var most, now atomic.Int64
		c, _ := testkit.NewClient(t, func(n int, r *testkit.Request) testkit.Reply {
			most.Store(max(most.Load(), now.Add(1)))
			defer now.Add(-1)
			page, _ := strconv.Atoi(r.URL.Query().Get("page"))
			<-time.After(time.Duration(100-page*7%10) * time.Second) // later pages sooner, and mixed
			return testkit.PagedList("teams", 95, 0)(n, r)
		})
		teams, err := clarifai.Collect(c.Teams.ListAll(t.Context(), "acme", teamsOptions(0, 10, 5)))
		if err != nil || !slices.Equal(testkit.TeamIDs(teams), itemIDs(0, 95)) {
			t.Errorf("Teams.ListAll() = %v, %v", testkit.TeamIDs(teams), err)
		}
		if most.Load() != 6 {
			t.Errorf("%d pages at a time, want 6", most.Load())
		}
	})
}
