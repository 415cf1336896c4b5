package clarifai_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/access"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/cost"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

func TestMembers_Add(t *testing.T) {
	user := func(s *clarifaitest.Server, role clarifai.MemberRole) clarifai.AddMemberRequest {
		return clarifai.AddMemberRequest{UserID: "ann", Role: clarifai.MemberRoleByID(s.MemberRoleID(role))}
	}
	for name, exists := range map[string]clarifaitest.Exists{
		"409": clarifaitest.ExistsConflict, "400": clarifaitest.ExistsFailure, "400, a duplicate key": clarifaitest.ExistsDuplicateKey,
	} {
		testkit.RunWithServer(t, "an equal member is a success after "+name, func(t *testing.T, s *clarifaitest.Server) {
			began := time.Now()
			if err := s.Client().Members.Add(t.Context(), "acme", user(s, clarifai.MemberRoleUser)); err != nil || time.Since(began) != 0 {
				t.Errorf("%v, after %v", err, time.Since(began))
			}
		}, func(c *clarifaitest.Config) { c.Variants.Exists = exists })
		testkit.RunWithServer(t, "another role is a conflict at once after "+name, func(t *testing.T, s *clarifaitest.Server) {
			began := time.Now()
			err := s.Client().Members.Add(t.Context(), "acme", user(s, clarifai.MemberRoleAdmin))
			if !errors.Is(err, clarifai.ErrConflict) || time.Since(began) != 0 {
				t.Errorf("%v, after %v", err, time.Since(began))
			}
		}, func(c *clarifaitest.Config) { c.Variants.Exists = exists })
	}
	testkit.RunWithServer(t, "what the server does not refuse is no error, and takes one request", func(t *testing.T, s *clarifaitest.Server) {
		if err := s.Client().Members.Add(t.Context(), "acme", user(s, clarifai.MemberRoleAdmin)); err != nil || len(s.Requests()) != 1 {
			t.Errorf("%v, after %d requests", err, len(s.Requests()))
		}
	}, func(c *clarifaitest.Config) { c.Variants.Exists = clarifaitest.ExistsSilent })

	t.Run("a response without a body is a success", func(t *testing.T) {
		c, s := testkit.NewClient(t, testkit.Script(testkit.Reply{Status: 204}))
		err := c.Members.Add(t.Context(), "acme", clarifai.AddMemberRequest{UserID: "ann", Role: clarifai.MemberRoleByID("r")})
		if err != nil || len(s.Requests()) != 1 {
			t.Errorf("%d requests: %v", len(s.Requests()), err)
		}
	})
}
func TestMembers_Is(t *testing.T) {
	member := &clarifai.Member{User: &clarifai.User{
		ID: "kim", PrimaryEmail: "\u017f\u00edm@b\u00fccher.test",
		EmailAddresses: []clarifai.EmailAddress{{Email: "\u0130pek@acme.test"}},
	}}
	for _, c := range []struct {
		name, idOrEmail string
		want            bool
	}{
		{"the ID in other letters", "KIM", true},
		{"the long s, an accent in two letters and a domain in ASCII", "SI\u0301M@xn--bcher-kva.test", true},
		{"I with a dot, in two letters", "i\u0307pek@acme.test", true},
		{"I with a dot is not i", "ipek@acme.test", false},
		{"another domain", "\u017f\u00edm@bucher.test", false},
		{"nothing", "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := member.Is(c.idOrEmail); got != c.want {
				t.Errorf("Is(%q) is %v", c.idOrEmail, got)
			}
		})
	}
}

// withoutUsers makes the members in responses have null as their user or role.
type withoutUsers struct {
	http.RoundTripper
	null []string // fields
}

var membersPath = regexp.MustCompile(`/members$`)

func (w withoutUsers) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := w.RoundTripper.RoundTrip(r)
	if err != nil || r.Method != http.MethodGet || !membersPath.MatchString(r.URL.Path) {
		return response, err
	}
	var tree map[string]any
	if err := json.NewDecoder(response.Body).Decode(&tree); err != nil {
		return nil, err
	}
	for _, member := range testkit.Items(tree["organization_members"]) {
		for _, field := range w.null {
			member.(map[string]any)[field] = nil
		}
	}
	data, err := json.Marshal(tree)
	response.Body, response.ContentLength = io.NopCloser(strings.NewReader(string(data))), int64(len(data))
	response.Header.Del("Content-Length")
	return response, err
}

func TestMembers_ListAll_NullUserOrRole(t *testing.T) {
	for _, null := range [][]string{{"user"}, {"role"}, {"user", "role"}} {
		testkit.RunWithServer(t, strings.Join(null, " and "), func(t *testing.T, s *clarifaitest.Server) {
			hc := *s.HTTPClient()
			hc.Transport = withoutUsers{hc.Transport, null}
			client := s.Client(clarifai.WithHTTPClient(&hc))
			seen := 0
			for member, err := range client.Members.ListAll(t.Context(), "acme", nil) {
				if err != nil {
					t.Fatal(err)
				}
				seen++
				// The lines of README's and doc.go's first programs.
				fmt.Fprintln(io.Discard, member.UserID(), member.Email(), member.RoleName())
				fmt.Fprintln(io.Discard, member.UserID(), member.RoleName())
				if (member.UserID() == "") != slices.Contains(null, "user") || (member.RoleName() == "") != slices.Contains(null, "role") {
					t.Errorf("%q is %q", member.UserID(), member.RoleName())
				}
			}
			if seen != 3 {
				t.Errorf("%d members", seen)
			}
			if _, err := client.Members.Find(t.Context(), "acme", "nobody"); err == nil {
				t.Error("a member was found")
			}
			company := roster.Company{ID: "acme", People: []roster.Person{{Email: "new@acme.example", Role: clarifai.MemberRoleUser}}}
			if _, err := roster.Plan(t.Context(), client, company, roster.Options{}); err != nil {
				t.Errorf("roster: %v", err)
			}
			policy := access.Policy{Name: "none", Teams: []string{"ml"}, Rule: access.Rule{Apps: []string{"app2"}}, LowerTo: clarifai.TeamRoleLabelerWorker}
			if _, err := access.Enforce(t.Context(), client, "acme", []access.Policy{policy}, access.Options{DryRun: true, MaxRemovals: 10, MaxRemovalShare: 1}); err != nil {
				t.Errorf("access: %v", err)
			}
			now := time.Now().UTC()
			if _, err := cost.ReadUsage(t.Context(), client, "acme", cost.Period{Start: now.AddDate(0, 0, -2), End: now}); err != nil {
				t.Errorf("cost: %v", err)
			}
		})
	}
}
