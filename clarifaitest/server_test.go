package clarifaitest_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

func TestNewServer_TheZeroConfigHasAnOwner(t *testing.T) {
	s := clarifaitest.NewServer(t, clarifaitest.Config{})
	me, err := s.Client().Users.GetMe(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "me", []string{me.ID, me.Email()}, []string{"owner", "owner@example.com"})
}

func TestServer_ClientIsTheFirstUsersByDefault(t *testing.T) {
	s := clarifaitest.NewServer(t, acme())
	for want, opts := range map[string][]clarifai.Option{
		"olga": nil,
		"ann":  {clarifai.WithPAT(s.PAT("ann"))},
	} {
		me, err := s.Client(opts...).Users.GetMe(t.Context())
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

func TestServer_Handle(t *testing.T) {
	s := clarifaitest.NewServer(t, clarifaitest.Config{})
	s.Handle("GET /v2/users/{id}/apps", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `{"status":{"code":10000},"apps":[{"id":"of-%s"}]}`, r.PathValue("id"))
	}))
	var out struct{ Apps []struct{ ID string } }
	if err := s.Client().Call(t.Context(), "GET", "/v2/users/acme/apps", nil, nil, &out); err != nil {
		t.Fatal(err)
	}
	equal(t, "apps", out.Apps[0].ID, "of-acme")
}

func TestStart_NamesTheFieldThatIsBad(t *testing.T) {
	for want, bad := range map[string]func(*clarifaitest.Config){
		"Config.Users":                        func(c *clarifaitest.Config) { c.Users = []clarifaitest.User{{ID: "a b"}} },
		"Config.Latency must not be negative": func(c *clarifaitest.Config) { c.Latency = -1 },
		"Config.Variants.Cancel must be one":  func(c *clarifaitest.Config) { c.Variants.Cancel = 99 },
		"Config.Faults: Fault.Kind \"\"":      func(c *clarifaitest.Config) { c.Faults = []clarifaitest.Fault{{}} },
		"Config.Variants.HideEvery must be":   func(c *clarifaitest.Config) { c.Variants.HideEvery = 1 },
		"Config.Variants.Lag must not":        func(c *clarifaitest.Config) { c.Variants.Lag = -1 },
		"Config.RateLimit.Burst must not":     func(c *clarifaitest.Config) { c.RateLimit.Burst = -1 },
		"operation \"teams.paint\" is unknown": func(c *clarifaitest.Config) {
			c.Faults = []clarifaitest.Fault{{Operation: "teams.paint", Kind: clarifaitest.FaultDrop}}
		},
	} {
		config := acme()
		bad(&config)
		s, err := clarifaitest.Start(config)
		if err == nil {
			s.Close()
			t.Errorf("%s: no error", want)
		} else if !strings.HasPrefix(err.Error(), "clarifaitest: ") || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %s", err, want)
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

func TestNewServer_ABadConfigEndsTheTest(t *testing.T) {
	f := &fatal{TB: t}
	func() {
		defer func() { _ = recover() }()
		clarifaitest.NewServer(f, clarifaitest.Config{Users: []clarifaitest.User{{}}})
	}()
	if !strings.Contains(f.said, `Config.Users[0] ("")`) {
		t.Errorf("said %q", f.said)
	}
}

func TestServer_PanicsNameTheMistake(t *testing.T) {
	s := clarifaitest.NewServer(t, clarifaitest.Config{})
	for want, do := range map[string]func(){
		`user "nobody" does not exist`: func() { s.PAT("nobody") },
		`there is no role "King"`:      func() { s.MemberRoleID("King") },
		`operation "x"`:                func() { s.Inject(clarifaitest.Fault{Operation: "x", Kind: clarifaitest.FaultDrop}) },
		`Fault.Kind "" is unknown`:     func() { s.Inject(clarifaitest.Fault{}) },
		"clarifaitest: Client":         func() { s.Client(clarifai.WithBaseURL("ftp://x")) },
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
