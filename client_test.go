package clarifai_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestClient_Close(t *testing.T) {
	t.Run("a closed client sends nothing", func(t *testing.T) {
		c, s := testkit.NewClient(t, testkit.Script(testkit.Success(`"invitation":{"id":"i1"}`)), clarifai.WithSessionToken(testkit.SessionToken))
		c.Close()
		c.Close()
		for name, m := range testkit.MethodCalls {
			if err := m.Call(t.Context(), c, testkit.IDs()); testkit.Sentinel(err) != "ErrUnauthorized" {
				t.Errorf("%s: %v", name, err)
			}
		}
		if err := c.Call(t.Context(), http.MethodGet, "/v2/roles", nil, nil, nil); testkit.Sentinel(err) != "ErrUnauthorized" {
			t.Errorf("Client.Call() = %v, want ErrUnauthorized", err)
		}
		if n := len(s.Requests()); n != 0 {
			t.Errorf("%d requests after Close", n)
		}
	})

	testkit.RunInFakeTime(t, "a call in progress fails at its next attempt", func(t *testing.T) {
		var c *clarifai.Client
		c, s := testkit.NewClient(t, func(int, *testkit.Request) testkit.Reply { c.Close(); return testkit.Failure(503, 0) })
		_, err := c.Teams.Get(t.Context(), "acme", "ml")
		if testkit.Sentinel(err) != "ErrUnauthorized" || len(s.Requests()) != 1 {
			t.Errorf("%d requests, %v", len(s.Requests()), err)
		}
	})
}

func TestClient_Concurrent(t *testing.T) {
	var n atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if n.Add(1)%7 == 0 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		id := r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]
		roles := `{"id":"r1","name":"Admin","type":1}`
		if r.URL.Query().Get("page") == "2" {
			roles = ""
		}
		fmt.Fprintf(w, `{"status":{"code":10000,"req_id":"r-%s"},"team":{"id":%q,"name":"n"},"roles":[%s]}`, id, id, roles)
	}))
	t.Cleanup(server.Close)
	var log testkit.LogBuffer
	c, err := clarifai.NewClient(clarifai.WithPAT(testkit.PAT), clarifai.WithBaseURL(server.URL), clarifai.WithInsecureHTTP(),
		clarifai.WithHTTPClient(server.Client()), clarifai.WithLogger(log.Logger()), clarifai.WithGuard(clarifai.Guard{MaxWrites: 1000}),
		clarifai.WithRetry(clarifai.RetryPolicy{MaxRetries: 30, MinWait: time.Microsecond, MaxWait: time.Microsecond}))
	if err != nil {
		t.Fatal(err)
	}
	var group sync.WaitGroup
	for g := range 100 {
		group.Go(func() {
			for i := range 10 {
				id := fmt.Sprintf("t%d-%d", g, i)
				var response clarifai.Response
				team, err := c.Teams.Get(t.Context(), "acme", id, clarifai.WithResponse(&response), clarifai.WithHeader("X-G", id))
				if err != nil || team.ID != id || response.RequestID != "r-"+id {
					t.Errorf("%s: Teams.Get() = %v, %+v, %v", id, team, response, err)
				}
				if role, err := c.Roles.ResolveMemberRole(t.Context(), clarifai.MemberRoleAdmin); err != nil || role.ID != "r1" {
					t.Errorf("Roles.ResolveMemberRole() = %v, %v", role, err)
				}
				_ = c.String()
			}
		})
	}
	group.Wait()
	c.Close()
}
