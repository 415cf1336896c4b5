package clarifai_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

// roleServer has one member role, whose ID changes. It accepts new members in
// that role alone.
type roleServer struct {
	id      string
	refusal testkit.Reply // of another role
	nobody  bool          // no user is known
	delay   time.Duration
	fails   bool // the list of roles
	lists   int
	sent    []string
}

func (r *roleServer) client(t *testing.T) *clarifai.Client {
	var mu sync.Mutex
	client, _ := testkit.NewClient(t, func(_ int, request *testkit.Request) testkit.Reply {
		if request.Op == clarifai.OpRolesList {
			mu.Lock()
			r.lists++
			mu.Unlock()
			<-time.After(r.delay) // in fake time
		}
		mu.Lock()
		defer mu.Unlock()
		switch {
		case request.Op == clarifai.OpRolesList && r.fails:
			return testkit.Failure(403, 11007)
		case request.Op == clarifai.OpRolesList && request.URL.Query().Get("page") > "1":
			return testkit.Success(`"roles":[]`)
		case request.Op == clarifai.OpRolesList:
			return testkit.Success(fmt.Sprintf(`"roles":[{"id":%q,"name":"Admin","type":"ORG"}]`, r.id))
		case request.Op == clarifai.OpMembersUpdateRole:
			r.sent = append(r.sent, request.Body)
			if r.nobody {
				return testkit.Failure(404, 11101)
			}
			if !strings.Contains(request.Body, r.id) {
				return r.refusal
			}
		}
		return testkit.Success("")
	}, clarifai.WithRetry(clarifai.RetryPolicy{MaxRetries: -1, VerifyTimeout: -1}))
	return client
}

func TestRoles_Cache(t *testing.T) {
	update := func(t *testing.T, c *clarifai.Client) error {
		return c.Members.UpdateRole(t.Context(), "acme", "ann", clarifai.MemberRoleAdmin)
	}
	const old, renewed = "1b6f0c9e8a7d4f25", "9d3e7b5a1c2f4e68"
	for name, refusal := range map[string]testkit.Reply{
		"a role that is not found is looked up again": testkit.Failure(404, 11101),
		"a role that is refused by its id is looked up again": {Status: 400,
			Body: `{"status":{"code":10020,"description":"Failure","details":"role ` + old + ` is no role"}}`},
	} {
		testkit.RunInFakeTime(t, name, func(t *testing.T) {
			server := &roleServer{id: old, refusal: refusal}
			client := server.client(t)
			if err := update(t, client); err != nil {
				t.Fatal(err)
			}
			server.id = renewed
			if err := update(t, client); err == nil {
				t.Fatal("a role that is gone was set")
			}
			before := server.lists
			if err := update(t, client); err != nil {
				t.Errorf("after the role was refused: %v", err)
			}
			if server.lists == before || !strings.Contains(server.sent[2], renewed) {
				t.Errorf("%d look-ups more; sent %s", server.lists-before, server.sent[2])
			}
		})
	}
	testkit.RunInFakeTime(t, "another refusal keeps the roles", func(t *testing.T) {
		server := &roleServer{id: old, refusal: testkit.Failure(403, 11007)}
		client := server.client(t)
		if err := update(t, client); err != nil {
			t.Fatal(err)
		}
		server.id = renewed
		before := server.lists
		for range 3 {
			if err := update(t, client); !errors.Is(err, clarifai.ErrForbidden) {
				t.Errorf("got %v", err)
			}
		}
		if server.lists != before {
			t.Errorf("%d look-ups more", server.lists-before)
		}
	})
	testkit.RunInFakeTime(t, "people who are not found do not have the roles read again and again", func(t *testing.T) {
		server := &roleServer{id: old, nobody: true}
		client := server.client(t)
		_ = update(t, client)
		_ = update(t, client) // reads the roles again, and finds them as they were
		before := server.lists
		for range 100 {
			if err := update(t, client); !errors.Is(err, clarifai.ErrNotFound) {
				t.Fatal(err)
			}
		}
		if server.lists != before {
			t.Errorf("%d look-ups more", server.lists-before)
		}
	})
	testkit.RunInFakeTime(t, "roles are read again after ten minutes", func(t *testing.T) {
		server := &roleServer{id: old}
		client := server.client(t)
		if err := update(t, client); err != nil {
			t.Fatal(err)
		}
		before := server.lists
		<-time.After(10*time.Minute - time.Second)
		if err := update(t, client); err != nil || server.lists != before {
			t.Errorf("before ten minutes: %d look-ups, %v", server.lists-before, err)
		}
		server.id = renewed
		<-time.After(time.Second)
		if err := update(t, client); err != nil || server.lists == before {
			t.Errorf("after ten minutes: %d look-ups, %v", server.lists-before, err)
		}
	})
	// together has many look a role up at once, and returns the requests.
	together := func(t *testing.T, server *roleServer, name string) (lists int, errs []error) {
		client := server.client(t)
		alone := 0
		if !server.fails { // how many requests one reading takes
			if _, err := client.Roles.GetByName(t.Context(), "Admin", clarifai.RoleTypeOrg); err != nil {
				t.Fatal(err)
			}
			alone = server.lists
			client = server.client(t)
		}
		server.lists, server.delay = 0, time.Second
		errs = make([]error, 50)
		var wg sync.WaitGroup
		for i := range errs {
			wg.Go(func() { _, errs[i] = client.Roles.GetByName(t.Context(), name, clarifai.RoleTypeOrg) })
		}
		wg.Wait()
		synctest.Wait()
		return server.lists / max(alone, 1), errs
	}
	testkit.RunInFakeTime(t, "concurrent calls share one reading", func(t *testing.T) {
		lists, errs := together(t, &roleServer{id: old}, "Admin")
		if err := errors.Join(errs...); lists != 1 || err != nil {
			t.Errorf("%d readings, %v", lists, err)
		}
	})
	testkit.RunInFakeTime(t, "concurrent calls share what is not found", func(t *testing.T) {
		lists, errs := together(t, &roleServer{id: old}, "Chief")
		for _, err := range errs {
			if !errors.Is(err, clarifai.ErrNotFound) {
				t.Errorf("got %v", err)
			}
		}
		if lists > 2 {
			t.Errorf("%d readings", lists)
		}
	})
	testkit.RunInFakeTime(t, "concurrent calls share a failure", func(t *testing.T) {
		lists, errs := together(t, &roleServer{fails: true}, "Admin")
		for _, err := range errs {
			if !errors.Is(err, clarifai.ErrForbidden) {
				t.Errorf("got %v", err)
			}
		}
		if lists > 2 {
			t.Errorf("%d readings", lists)
		}
	})
	testkit.RunInFakeTime(t, "a reading that its caller gives up is not shared", func(t *testing.T) {
		server := &roleServer{id: old, delay: time.Second}
		client := server.client(t)
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond)
		defer cancel()
		var wg sync.WaitGroup
		wg.Go(func() {
			if _, err := client.Roles.GetByName(ctx, "Admin", clarifai.RoleTypeOrg); !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("the cancelled caller: %v", err)
			}
		})
		synctest.Wait()
		if _, err := client.Roles.GetByName(t.Context(), "Admin", clarifai.RoleTypeOrg); err != nil {
			t.Errorf("of who waited: %v", err)
		}
		wg.Wait()
	})
}

func TestRoles_ResolveMemberRole(t *testing.T) {
	t.Run("the response to the look-up is kept if no role matches", func(t *testing.T) {
		c, _ := testkit.NewClient(t, testkit.Script(testkit.Success(`"roles":[]`)))
		var response clarifai.Response
		_, err := c.Roles.ResolveMemberRole(t.Context(), "Chief", clarifai.WithResponse(&response))
		if !errors.Is(err, clarifai.ErrInvalid) || response.HTTPStatus != 200 {
			t.Errorf("%v, %+v", err, response)
		}
	})
}

func TestRoles_LookUp(t *testing.T) {
	t.Run("bad call options are refused before a name is looked up", func(t *testing.T) {
		c, s := testkit.NewClient(t, testkit.Script(testkit.Success(`"roles":[]`)))
		err := c.Members.UpdateRole(t.Context(), "acme", "ann", clarifai.MemberRoleAdmin, clarifai.WithHeader("Authorization", "Key x"))
		if !errors.Is(err, clarifai.ErrInvalid) || len(s.Requests()) != 0 {
			t.Errorf("%d requests: %v", len(s.Requests()), err)
		}
	})
}
