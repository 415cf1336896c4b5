package clarifai_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestAClientSendsNothingAfterItIsClosed(t *testing.T) {
	testkit.WithServer(t, func(t *testing.T, s *clarifaitest.Server) {
		client := s.Client()
		client.Close()
		if _, err := client.Teams.Get(t.Context(), "acme", "ml"); !errors.Is(err, clarifai.ErrUnauthorized) {
			t.Errorf("got %v", err)
		}
		if err := client.Call(t.Context(), http.MethodGet, "/v2/roles", nil, nil, nil); !errors.Is(err, clarifai.ErrUnauthorized) {
			t.Errorf("got %v", err)
		}
		if n := len(s.Requests()); n != 0 {
			t.Errorf("%d requests", n)
		}
	})
}

func TestCoreAClosedClientSendsNothingNotEvenWhatNeedsNoCredential(t *testing.T) {
	c, s := testkit.NewClient(t, testkit.Script(testkit.Success(`"invitation":{"id":"i1"}`)), clarifai.WithSessionToken(testkit.SessionToken))
	c.Close()
	c.Close()
	for name, m := range testkit.MethodCalls {
		if err := m.Call(t.Context(), c, testkit.IDs()); testkit.Sentinel(err) != "ErrUnauthorized" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := len(s.Requests()); n != 0 {
		t.Errorf("%d requests after Close", n)
	}
}

func TestCoreACallUnderWayFailsAtItsNextTryAfterClose(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var c *clarifai.Client
		c, s := testkit.NewClient(t, func(int, *testkit.Request) testkit.Reply { c.Close(); return testkit.Failure(503, 0) })
		_, err := c.Teams.Get(t.Context(), "acme", "ml")
		if testkit.Sentinel(err) != "ErrUnauthorized" || len(s.Requests()) != 1 {
			t.Errorf("%d requests, %v", len(s.Requests()), err)
		}
	})
}

func TestCoreNilThingsAreErrorsOrNothingAndNeverPanics(t *testing.T) {
	c, s := testkit.NewClient(t, testkit.Script(testkit.Success("")), nil, testkit.WithoutRetries)
	var none context.Context
	for name, m := range testkit.MethodCalls {
		var err error
		if p := testkit.PanicOf(func() { err = m.Call(none, c, testkit.IDs()) }); p != nil || testkit.Sentinel(err) != "ErrInvalid" {
			t.Errorf("%s with a nil context: panic %v, %v", name, p, err)
		}
	}
	if err := c.Call(none, "GET", "/v2/x", nil, nil, nil); testkit.Sentinel(err) != "ErrInvalid" {
		t.Errorf("Call: %v", err)
	}
	if n := len(s.Requests()); n != 0 {
		t.Errorf("%d requests", n)
	}
	if _, err := c.Teams.List(t.Context(), "acme", nil, nil, nil); err == nil || len(s.Requests()) != 1 {
		t.Errorf("a nil CallOption: %v", err)
	}
	if _, err := c.Users.Get(t.Context(), "ann", nil, nil); err == nil {
		t.Error("no user, and no error")
	}
	if err := c.Call(t.Context(), "GET", "/v2/x", nil, nil, nil, nil); err != nil {
		t.Errorf("a nil CallOption: %v", err)
	}
}

func TestCoreAClientThatNewClientDidNotMakeGivesErrors(t *testing.T) {
	for what, c := range map[string]*clarifai.Client{"zero": {}, "zero services": {
		Organizations: &clarifai.OrganizationsService{}, Members: &clarifai.MembersService{}, Invitations: &clarifai.InvitationsService{},
		Teams: &clarifai.TeamsService{}, Roles: &clarifai.RolesService{}, Users: &clarifai.UsersService{},
	}} {
		var panics []string
		for name, m := range testkit.MethodCalls {
			var err error
			p := testkit.PanicOf(func() { err = m.Call(t.Context(), c, testkit.IDs()) })
			if p != nil {
				panics = append(panics, name)
			} else if testkit.Sentinel(err) != "ErrInvalid" {
				t.Errorf("%s: %s: %v", what, name, err)
			}
		}
		if len(panics) > 0 {
			slices.Sort(panics)
			t.Errorf("%s: %d methods panic: %s", what, len(panics), strings.Join(panics, " "))
		}
		if p := testkit.PanicOf(func() { _ = c.String(); _ = c.GoString(); _ = fmt.Sprint(c) }); p != nil {
			t.Errorf("%s: printing panics: %v", what, p)
		}
		if p := testkit.PanicOf(func() { c.Close() }); p != nil {
			t.Errorf("%s: Close panics: %v", what, p)
		}
		var err error
		if p := testkit.PanicOf(func() { err = c.Call(t.Context(), "GET", "/v2/x", nil, nil, nil) }); p != nil || testkit.Sentinel(err) != "ErrInvalid" {
			t.Errorf("%s: Call: panic %v, %v", what, p, err)
		}
	}
	var none *clarifai.Client
	if p := testkit.PanicOf(func() { _ = none.String() }); p != nil {
		t.Errorf("a nil client's String panics: %v", p)
	}
	if err := none.Call(t.Context(), "GET", "/v2/x", nil, nil, nil); testkit.Sentinel(err) != "ErrInvalid" {
		t.Errorf("a nil client: %v", err)
	}
}

func TestCoreRoleLookupsOnAZeroServiceGiveErrors(t *testing.T) {
	for name, call := range map[string]func() error{
		"UpdateRole": func() error {
			return (&clarifai.MembersService{}).UpdateRole(t.Context(), "acme", "ann", clarifai.RoleAdmin)
		},
		"Create": func() error {
			return testkit.ErrorOf((&clarifai.InvitationsService{}).Create(t.Context(), "acme", clarifai.CreateInvitationRequest{Email: "a@acme.example", Role: clarifai.RoleAdmin}))
		},
	} {
		var err error
		if p := testkit.PanicOf(func() { err = call() }); p != nil || testkit.Sentinel(err) != "ErrInvalid" {
			t.Errorf("%s: panic %v, %v", name, p, err)
		}
	}
}

func TestCoreOneClientServesAHundredGoroutines(t *testing.T) {
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
					t.Errorf("%s: %v, %+v, %v", id, team, response, err)
				}
				if role, err := c.Roles.Resolve(t.Context(), clarifai.RoleAdmin, clarifai.RoleTypeOrg); err != nil || role.ID != "r1" {
					t.Errorf("%v, %v", role, err)
				}
				_ = c.String()
			}
		})
	}
	group.Wait()
	c.Close()
}

func TestCoreCloseMayRaceWithCalls(t *testing.T) {
	c, _ := testkit.NewClient(t, testkit.Script(testkit.TeamReply))
	var group sync.WaitGroup
	for range 50 {
		group.Go(func() {
			for range 20 {
				if _, err := c.Teams.Get(t.Context(), "acme", "ml"); err != nil && !errors.Is(err, clarifai.ErrUnauthorized) {
					t.Error(err)
				}
			}
		})
	}
	group.Go(c.Close)
	group.Wait()
}

func TestNilResultsAndOptionsDoNotPanic(t *testing.T) {
	try := func(name string, f func()) {
		defer func() {
			if p := recover(); p != nil {
				t.Errorf("%s: %v", name, p)
			}
		}()
		f()
	}
	try("Check", func() { (*clarifai.PasswordPolicy)(nil).Check(clarifai.NewSecret("x"), nil) })
	try("Has", func() { (*clarifai.MyScopes)(nil).Has("x") })
	try("String", func() { _ = (*clarifai.RotationResult)(nil).String() })
	try("Err", func() { _ = (*clarifai.PreflightReport)(nil).Err() })
	try("More", func() { (*clarifai.Page[int])(nil).More() })
	try("Is", func() { (*clarifai.Collaborator)(nil).Is("x") })
	try("RemoveByEmail", func() {
		_ = (&clarifai.CollaboratorsService{}).RemoveByEmail(t.Context(), "a", "b", []string{"a@b.c"})
	})
	var none context.Context
	try("Unstar", func() { _ = (*clarifai.AppsService)(nil).Unstar(none, "a", []string{"b"}) })
	try("nilctx", func() { _, _ = (&clarifai.Client{}).Apps.Create(none, "a", clarifai.CreateAppRequest{ID: "x"}) })
	try("ChangeID", func() { _ = (*clarifai.AppsService)(nil).ChangeID(t.Context(), "a", "b", "c") })
	try("Rotate", func() {
		_, _ = (*clarifai.TokensService)(nil).Rotate(t.Context(), "a", clarifai.NewSecret("x"), rotation(new(string)))
	})
	try("Collect", func() { _, _ = clarifai.Collect[int](nil) })
}
