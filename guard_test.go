package clarifai_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func isWrite(op clarifai.Operation) bool { return testkit.RouteOf(op).Class != clarifai.RetryRead }

func TestGuard_ReadOnly(t *testing.T) {
	t.Run("nothing is written", func(t *testing.T) {
		c, s := testkit.NewClient(t, testkit.Script(testkit.Failure(403, 0)), clarifai.WithGuard(clarifai.Guard{ReadOnly: true}))
		for name, m := range testkit.MethodCalls {
			want := "ErrForbidden"
			if isWrite(testkit.FirstOp(name)) {
				want = "ErrGuarded"
			}
			if err := m.Call(t.Context(), c, testkit.IDs()); testkit.Sentinel(err) != want {
				t.Errorf("%s: %v", name, err)
			}
		}
		for _, method := range []string{"POST", "PUT", "PATCH", "DELETE"} {
			if err := c.Call(t.Context(), method, "/v2/users/acme/things", nil, nil, nil); testkit.Sentinel(err) != "ErrGuarded" {
				t.Errorf("Call %s: %v", method, err)
			}
		}
		for _, r := range s.Requests() {
			if r.Method != "GET" && testkit.RouteOf(r.Op).Class != clarifai.RetryRead {
				t.Errorf("%s %s was sent", r.Method, r.URL)
			}
		}
	})

	testkit.RunWithServer(t, "an update reads and then does not write", func(t *testing.T, s *clarifaitest.Server) {
		c := s.Client(clarifai.WithGuard(clarifai.Guard{ReadOnly: true}))
		for name := range testkit.ReadsFirst {
			s.ResetRequests()
			if _, err := testkit.Calls("", "")[testkit.MethodCalls[name].Op](t.Context(), c); testkit.Sentinel(err) != "ErrGuarded" {
				t.Errorf("%s: %v", name, err)
			}
			for _, r := range s.Requests() {
				if r.Write {
					t.Errorf("%s sent %s", name, r.Operation)
				}
			}
		}
	})
}

func TestGuard_Operations(t *testing.T) {
	t.Run("only the listed operations are sent", func(t *testing.T) {
		for _, allowed := range []clarifai.Operation{clarifai.OpTeamsGet, clarifai.OpTeamsDelete, clarifai.OpUsersGet} {
			c, s := testkit.NewClient(t, testkit.Script(testkit.Failure(403, 0)), clarifai.WithGuard(clarifai.Guard{Operations: []clarifai.Operation{allowed}}))
			for name, m := range testkit.MethodCalls {
				want := "ErrGuarded"
				if testkit.FirstOp(name) == allowed {
					want = "ErrForbidden"
				}
				if err := m.Call(t.Context(), c, testkit.IDs()); testkit.Sentinel(err) != want {
					t.Errorf("%s: %v", name, err)
				}
			}
			for _, r := range s.Requests() {
				if r.Op != allowed {
					t.Errorf("%s was sent", r.Op)
				}
			}
			if err := c.Call(t.Context(), "GET", "/v2/things", nil, nil, nil); testkit.Sentinel(err) != "ErrGuarded" {
				t.Errorf("Call: %v", err)
			}
		}
	})

	t.Run("a refused create is neither ambiguous nor looked up", func(t *testing.T) {
		c, s := testkit.NewClient(t, testkit.Script(testkit.Success("")), clarifai.WithGuard(clarifai.Guard{Operations: []clarifai.Operation{clarifai.OpTeamsList}}))
		if _, err := c.Teams.Create(t.Context(), "acme", clarifai.CreateTeamRequest{ID: "a", Name: "A"}); testkit.Sentinel(err) != "ErrGuarded" || len(s.Requests()) != 0 {
			t.Errorf("%d requests, %v", len(s.Requests()), err)
		}
	})

	testkit.RunWithServer(t, "a lookup that is not listed is named", func(t *testing.T, s *clarifaitest.Server) {
		client := s.Client(clarifai.WithGuard(clarifai.Guard{Operations: []clarifai.Operation{clarifai.OpMembersAdd, clarifai.OpTeamsGet}}))
		err := client.Members.Add(t.Context(), "acme", clarifai.AddMemberRequest{UserID: "cy", Role: clarifai.MemberRoleUser})
		if !errors.Is(err, clarifai.ErrGuarded) || !strings.Contains(err.Error(), "roles.list") || !strings.Contains(err.Error(), "need for a look-up: members.add") {
			t.Errorf("got %v", err)
		}
		_, err = client.Organizations.Get(t.Context(), "acme")
		if !errors.Is(err, clarifai.ErrGuarded) || strings.Contains(err.Error(), "look-up") {
			t.Errorf("of an operation that nothing needs: %v", err)
		}
	})
}

func TestGuard_EmptyList(t *testing.T) {
	for name, guard := range map[string]clarifai.Guard{"operations": {Operations: []clarifai.Operation{}}, "owners": {Owners: []string{}}} {
		c, s := testkit.NewClient(t, testkit.Script(testkit.Failure(403, 0)), clarifai.WithGuard(guard))
		for method, m := range testkit.MethodCalls {
			err := m.Call(t.Context(), c, testkit.IDs())
			ownerless := m.Op == clarifai.OpRolesList || m.Op == clarifai.OpRolesGet || m.Op == clarifai.OpOrganizationsList ||
				m.Op == clarifai.OpUsersList ||
				strings.HasSuffix(string(m.Op), ".list_visible") ||
				strings.HasPrefix(string(m.Op), "cloud_providers.") || testkit.RouteOf(m.Op).Credential == clarifai.CredentialNone
			if testkit.Sentinel(err) != "ErrGuarded" && (name == "operations" || !ownerless) {
				t.Errorf("%s: %s: %v", name, method, err)
			}
		}
		if err := c.Call(t.Context(), "GET", "/v2/users/acme/x", nil, nil, nil); testkit.Sentinel(err) != "ErrGuarded" {
			t.Errorf("%s: Call: %v", name, err)
		}
		if name == "operations" && len(s.Requests()) != 0 {
			t.Errorf("%d requests", len(s.Requests()))
		}
	}
}

func TestGuard_Owners(t *testing.T) {
	t.Run("only the listed owners are touched", func(t *testing.T) {
		c, s := testkit.NewClient(t, testkit.Script(testkit.Failure(403, 0)), clarifai.WithGuard(clarifai.Guard{Owners: []string{"acme"}}))
		for name, m := range testkit.MethodCalls {
			owned := strings.Contains(testkit.RouteOf(m.Op).Path, "{user_app_id.user_id}") || isWrite(m.Op)
			if !owned {
				continue
			}
			before := len(s.Requests())
			if err := m.Call(t.Context(), c, []string{"other", "ml", "ann"}); testkit.Sentinel(err) != "ErrGuarded" || len(s.Requests()) != before {
				t.Errorf("%s of another: %v", name, err)
			}
			if m.Op == clarifai.OpAppsTransfer { // to "ann", who is not listed
				continue
			}
			self := m.Op == clarifai.OpUsersStar || m.Op == clarifai.OpUsersUnstar || name == "Users.GetMe" // of "me", which is not listed
			if err := m.Call(t.Context(), c, []string{"ACME", "ml", "ann"}); (testkit.Sentinel(err) == "ErrGuarded") != self {
				t.Errorf("%s of acme: %v", name, err)
			}
		}
	})

	t.Run("an app is transferred to a listed owner only", func(t *testing.T) {
		c, s := testkit.NewClient(t, testkit.Script(testkit.Success("")), clarifai.WithGuard(clarifai.Guard{Owners: []string{"acme", "ann"}}))
		if err := c.Apps.Transfer(t.Context(), "acme", "app", clarifai.TransferAppRequest{NewOwnerID: "other"}); testkit.Sentinel(err) != "ErrGuarded" || len(s.Requests()) != 0 {
			t.Errorf("to an owner who is not listed: %v", err)
		}
		if err := c.Apps.Transfer(t.Context(), "acme", "app", clarifai.TransferAppRequest{NewOwnerID: "ann"}); err != nil {
			t.Error(err)
		}
	})

	testkit.RunWithServer(t, "owners in a filter are guarded", func(t *testing.T, s *clarifaitest.Server) {
		c := onlyOwner(s)
		got, err := c.PasswordPolicies.List(t.Context(), "owner", &clarifai.ListPasswordPoliciesOptions{OrganizationIDs: []string{"acme"}})
		if !errors.Is(err, clarifai.ErrGuarded) {
			t.Errorf("read acme's policies: %+v %v", got, err)
		}
	})

	testkit.RunWithServer(t, "the apps of an updated token are guarded", func(t *testing.T, s *clarifaitest.Server) {
		c := onlyOwner(s)
		got, err := c.Tokens.Update(t.Context(), "owner", clarifai.NewSecret("key-of-acmes-app"), clarifai.UpdateTokenRequest{Scopes: []clarifai.Scope{"All"}})
		if !errors.Is(err, clarifai.ErrGuarded) {
			t.Errorf("widened a key of acme's app: %+v %v", got, err)
		}
	}, func(c *clarifaitest.Config) {
		c.Tokens = append(c.Tokens, clarifaitest.Token{UserID: "owner", Secret: "key-of-acmes-app", Description: "k", Scopes: []string{"Apps_Get"},
			Apps: []clarifaitest.AppRef{{Owner: "acme", ID: "app"}}})
	})

	testkit.RunWithServer(t, "the owner of an updated policy is guarded", func(t *testing.T, s *clarifaitest.Server) {
		body := ""
		for _, r := range clarifai.Routes() {
			p := r.Method + " " + strings.NewReplacer("user_app_id.user_id", "user").Replace(r.Path)
			switch r.Op {
			case clarifai.OpPasswordPoliciesList:
				s.Handle(p, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
					fmt.Fprint(w, `{"status":{"code":10000},"password_policies":[{"id":"policy","organization_id":"acme","minimum_length":8}]}`)
				}))
			case clarifai.OpPasswordPoliciesUpdate:
				s.Handle(p, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					b, _ := io.ReadAll(r.Body)
					body = string(b)
					fmt.Fprint(w, `{"status":{"code":10000},"password_policies":[{"id":"policy","organization_id":"acme","minimum_length":1}]}`)
				}))
			}
		}
		_, err := onlyOwner(s).PasswordPolicies.Update(t.Context(), "owner", "policy", clarifai.UpdatePasswordPolicyRequest{MinimumLength: new(1)})
		if !errors.Is(err, clarifai.ErrGuarded) {
			t.Errorf("sent %s: %v", body, err)
		}
	})

	t.Run("a token is created for listed owners only", func(t *testing.T) {
		c, s := testkit.NewClient(t, testkit.Script(testkit.Success("")), clarifai.WithGuard(clarifai.Guard{Owners: []string{"me"}}))
		for _, req := range []clarifai.CreateTokenRequest{
			{OrganizationID: "other"}, {Apps: []clarifai.AppIdentity{{AppID: "app"}, {UserID: "other", AppID: "app"}}},
		} {
			req.Description, req.Scopes = "d", []clarifai.Scope{clarifai.ScopeAll}
			if _, err := c.Tokens.Create(t.Context(), "me", req); testkit.Sentinel(err) != "ErrGuarded" || len(s.Requests()) != 0 {
				t.Errorf("%+v: %v", req, err)
			}
		}
	})
}

func TestGuard_MaxWrites(t *testing.T) {
	t.Run("it is exact with many goroutines", func(t *testing.T) {
		c, s := testkit.NewClient(t, testkit.Script(testkit.Success("")), clarifai.WithGuard(clarifai.Guard{MaxWrites: 37}))
		var done, guarded atomic.Int64
		var group sync.WaitGroup
		for n := range 100 {
			group.Go(func() {
				var err error
				switch n % 3 {
				case 0:
					err = c.Organizations.Delete(t.Context(), "acme")
				case 1:
					err = c.Call(t.Context(), "POST", "/v2/things", nil, nil, nil)
				case 2:
					err = c.Teams.RemoveMembers(t.Context(), "acme", "ml", []string{"ann"})
				}
				switch {
				case err == nil:
					done.Add(1)
				case testkit.Sentinel(err) == "ErrGuarded":
					guarded.Add(1)
				default:
					t.Error(err)
				}
				_ = c.Call(t.Context(), "GET", "/v2/things", nil, nil, nil) // reads do not count
			})
		}
		group.Wait()
		writes := 0
		for _, r := range s.Requests() {
			if r.Method != "GET" {
				writes++
			}
		}
		if writes != 37 || done.Load() != 37 || guarded.Load() != 63 || len(s.Requests()) != 137 {
			t.Errorf("%d writes, %d done, %d guarded, %d requests", writes, done.Load(), guarded.Load(), len(s.Requests()))
		}
	})

	t.Run("retries do not count and the parts of a batch do", func(t *testing.T) {
		c, s := testkit.NewClient(t, testkit.Script(testkit.Failure(500, 0), testkit.Failure(500, 0), testkit.Success("")), clarifai.WithGuard(clarifai.Guard{MaxWrites: 3}),
			clarifai.WithRetry(clarifai.RetryPolicy{MinWait: 1, MaxWait: 1}))
		if err := c.Organizations.Delete(t.Context(), "acme"); err != nil || len(s.Requests()) != 3 {
			t.Errorf("%d requests, %v", len(s.Requests()), err)
		}
		err := c.Teams.RemoveMembers(t.Context(), "acme", "ml", userIDs(300))
		if !strings.Contains(err.Error(), "44 of 300") || testkit.Sentinel(err) != "ErrGuarded" || len(s.Requests()) != 5 {
			t.Errorf("%d requests, %v", len(s.Requests()), err)
		}
	})
}

func onlyOwner(s *clarifaitest.Server) *clarifai.Client {
	return s.Client(clarifai.WithGuard(clarifai.Guard{Owners: []string{"owner", "me"}}))
}
