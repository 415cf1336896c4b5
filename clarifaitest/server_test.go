package clarifaitest_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

func TestAServerWithoutSeedsHasAnOwner(t *testing.T) {
	s := clarifaitest.NewServer(t)
	me, err := s.Client().Users.Me(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "me", []string{me.ID, me.Email()}, []string{"owner", "owner@example.com"})
}

func TestTheClientIsTheFirstUsersUnlessToldOtherwise(t *testing.T) {
	s := clarifaitest.NewServer(t, acme()...)
	for want, opts := range map[string][]clarifai.Option{
		"olga": nil,
		"ann":  {clarifai.WithPAT(s.PAT("ann"))},
	} {
		me, err := s.Client(opts...).Users.Me(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "me", me.ID, want)
	}
	client, err := clarifai.NewClient(clarifai.WithBaseURL(s.URL()), clarifai.WithInsecureHTTP(), clarifai.WithSessionToken(s.SessionToken("bob")))
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	if err := client.Invitations.Accept(t.Context(), "me", s.Invitations("acme")[0].ID); err != nil {
		t.Fatal(err)
	}
	equal(t, "members", len(s.Members("acme")), 3)
}

func TestAHandlerOfOnesOwnIsServed(t *testing.T) {
	s := clarifaitest.NewServer(t)
	s.Handle("GET /v2/users/{id}/apps", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `{"status":{"code":10000},"apps":[{"id":"of-%s"}]}`, r.PathValue("id"))
	}))
	var out struct{ Apps []struct{ ID string } }
	if err := s.Client().Call(t.Context(), "GET", "/v2/users/acme/apps", nil, nil, &out); err != nil {
		t.Fatal(err)
	}
	equal(t, "apps", out.Apps[0].ID, "of-acme")
}

func TestABadOptionIsAnError(t *testing.T) {
	for name, option := range map[string]clarifaitest.Option{
		"role":        clarifaitest.WithOrganization(clarifaitest.Organization{ID: "x", Members: []clarifaitest.Member{{UserID: "owner", Role: "King"}}}),
		"id":          clarifaitest.WithUser(clarifaitest.User{ID: "a b"}),
		"app":         clarifaitest.WithApp("nobody", "x", ""),
		"lag":         clarifaitest.WithLag(-1),
		"latency":     clarifaitest.WithLatency(0),
		"lifetime":    clarifaitest.WithInvitationLifetime(-1),
		"rate":        clarifaitest.WithRateLimit(clarifaitest.RateLimit{}),
		"page":        clarifaitest.WithClampedPerPage(0),
		"filter":      clarifaitest.WithFilteredPages(1),
		"status":      clarifaitest.WithForbiddenStatus(200),
		"plan status": clarifaitest.WithPlanLimitStatus(600),
		"visibility":  clarifaitest.WithApps(clarifaitest.App{Owner: "owner", ID: "x", Visibility: "PINK"}),
		"token":       clarifaitest.WithToken(clarifaitest.Token{UserID: "nobody"}),
		"policy":      clarifaitest.WithPasswordPolicy(clarifaitest.PasswordPolicy{UserID: "nobody"}),
		"provider":    clarifaitest.WithIdentityProvider(clarifaitest.IdentityProvider{OrganizationID: "none", ID: "x"}),
		"operation":   clarifaitest.WithFaults(clarifaitest.Fault{Operation: "teams.paint", Kind: clarifaitest.FaultDrop}),
		"kind":        clarifaitest.WithFaults(clarifaitest.Fault{Kind: "flood"}),
	} {
		s, err := clarifaitest.Start(option)
		if err == nil {
			s.Close()
			t.Errorf("%s: no error", name)
		} else if !strings.HasPrefix(err.Error(), "clarifaitest: ") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// fatal notes how a test was ended.
type fatal struct {
	testing.TB
	said string
}

func (f *fatal) Helper() {}
func (f *fatal) Fatal(args ...any) {
	f.said = fmt.Sprint(args...)
	panic(f)
}

func TestNewServerEndsTheTestOnABadOption(t *testing.T) {
	f := &fatal{TB: t}
	func() {
		defer func() { _ = recover() }()
		clarifaitest.NewServer(f, clarifaitest.WithUser(clarifaitest.User{}))
	}()
	if !strings.Contains(f.said, `user ""`) {
		t.Errorf("said %q", f.said)
	}
}

func TestMistakesOfATestPanicWithClearWords(t *testing.T) {
	s := clarifaitest.NewServer(t)
	for want, do := range map[string]func(){
		`no user "nobody"`:     func() { s.PAT("nobody") },
		`no role "King"`:       func() { s.RoleID("King", clarifai.RoleTypeOrg) },
		`operation "x"`:        func() { s.Inject(clarifaitest.Fault{Operation: "x", Kind: clarifaitest.FaultDrop}) },
		`kind of fault ""`:     func() { s.Inject(clarifaitest.Fault{}) },
		"clarifaitest: Client": func() { s.Client(clarifai.WithBaseURL("ftp://x")) },
	} {
		func() {
			defer func() {
				if said := fmt.Sprint(recover()); !strings.Contains(said, want) {
					t.Errorf("said %q, want %q", said, want)
				}
			}()
			do()
		}()
	}
}
