package clarifai_test

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestOutcome_MissingValue(t *testing.T) {
	t.Run("a success without its content is an error", func(t *testing.T) {
		statusOnly := map[string]bool{ // their response is only a status, or one that reading confirms
			"Organizations.Delete": true, "Organizations.Leave": true, "Members.UpdateRole": true, "Members.UpdateRoleBatch": true, "Members.Remove": true,
			"Invitations.Accept": true, "Invitations.Decline": true, "Teams.Delete": true, "Teams.DeleteBatch": true, "Teams.RemoveMembers": true, "Teams.RemoveApps": true, "Users.Unstar": true,
			"Members.Add": true, "Teams.AddApps": true, // believed where the list cannot be read
			"Apps.Delete": true, "Apps.Transfer": true, "Apps.Unstar": true, "Models.Unstar": true, "Workflows.Unstar": true, "Collaborators.Remove": true, "Collaborators.RemoveBatch": true, "Collaborators.RemoveByEmail": true,
			"Tokens.Revoke": true, "PasswordPolicies.Delete": true, "PasswordPolicies.DeleteBatch": true, "IdentityProviders.Delete": true, "IdentityProviders.DeleteBatch": true,
			// Clarifai leaves these out where there is nothing to show.
			"Apps.GetResourceCounts": true, "Tokens.GetScopeDependencies": true, "Tokens.GetMyScopes": true, "PasswordPolicies.List": true, "PasswordPolicies.ListAll": true,
			"PasswordPolicies.ListGlobal": true, "PasswordPolicies.Validate": true, "IdentityProviders.ListAuthMethods": true,
			"IdentityProviders.ListOrganizationAuthMethods": true, "Billing.ListPlans": true, "Billing.ListPaymentMethods": true, "Billing.RemovePaymentMethod": true,
			"Usage.ListRealtime": true, "Usage.ListIntervals": true, "Users.GetFeatureFlags": true, "Notifications.List": true, "Notifications.ListAll": true,
			"Notifications.Delete": true, "Notifications.DeleteBatch": true, "Secrets.Delete": true, "Secrets.DeleteBatch": true,
		}
		for _, body := range []string{testkit.Body(""), testkit.Body(`"organizations":null,"organization":null,"organization_members":null,"invitations":null,"invitation":null,"teams":null,"team":null,"team_users":null,"apps":null,"roles":null,"role":null,"user":null,"user_stars":null,` +
			`"app":null,"app_stars":null,"models":null,"model":null,"model_stars":null,"workflows":null,"workflow":null,"workflow_stars":null,"collaborators":null,"collaborations":null,"keys":null,"key":null,"scopes":null,"scope_deps":null,` +
			`"password_policies":null,"password_violations":null,"identity_providers":null,"identity_provider":null,"auth_methods":null,"entries":null,` +
			`"invoice_items":null,"billing_cycle":null,"billing_cycles":null,"plans":null,"plan":null,"cards":null,"card":null,"usage":null,"realtime_usage":null,"usage_cycles":null,"usage_intervals":null,` +
			`"users":null,"notifications":null,"notification":null,"secrets":null,"secret":null,"validation_results":null,"config":null`)} {
			for name, m := range testkit.MethodCalls {
				c, s := testkit.NewClient(t, testkit.Script(testkit.Reply{Status: 200, Body: body}), testkit.WithoutRetries)
				err := m.Call(t.Context(), c, testkit.IDs())
				if (err == nil) != statusOnly[name] {
					t.Errorf("%s: %v", name, err)
				}
				if err != nil {
					testkit.AsError(t, err)
				}
				if s.OpenBodies.Load() != 0 {
					t.Errorf("%s: %d bodies stay open", name, s.OpenBodies.Load())
				}
			}
		}
	})

	t.Run("an empty list is no error", func(t *testing.T) {
		body := testkit.Body(`"organizations":[],"organization_members":[],"invitations":[],"teams":[],"team_users":[],"apps":[],"roles":[],"models":[],"workflows":[],` +
			`"collaborators":[],"collaborations":[],"keys":[],"password_policies":[],"identity_providers":[],"entries":[],"billing_cycles":[],"usage":[],"usage_cycles":[],"users":[],"notifications":[],"secrets":[],` +
			`"compute_clusters":[],"nodepools":[],"deployments":[],"runners":[],"cloud_providers":[],"regions":[],"instance_types":[],"log_entries":[]`)
		for name, m := range testkit.MethodCalls {
			if !strings.Contains(name, ".List") && !strings.Contains(name, ".All") {
				continue
			}
			c, s := testkit.NewClient(t, testkit.Script(testkit.Reply{Status: 200, Body: body}))
			if err := m.Call(t.Context(), c, testkit.IDs()); err != nil || len(s.Requests()) != 1 {
				t.Errorf("%s: %d requests, %v", name, len(s.Requests()), err)
			}
		}
	})
}

func TestOutcome_MalformedHTTP(t *testing.T) {
	for name, raw := range map[string]string{
		"not HTTP":         "\x1b[31mHELLO\x1b[0m\r\n\r\n",
		"bad header":       "HTTP/1.1 200 OK\r\nbad\x1b[31mheader without colon\r\n\r\n{}",
		"bad header name":  "HTTP/1.1 200 OK\r\nb\x1bad: x\r\n\r\n{}",
		"bad length":       "HTTP/1.1 200 OK\r\nContent-Length: \x1b[31m\r\n\r\n{}",
		"two lengths":      "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
		"bad status":       "HTTP/1.1 2\x1b0 OK\r\n\r\n{}",
		"bad encoding":     "HTTP/1.1 200 OK\r\nTransfer-Encoding: \x1b[31mzip\r\n\r\n{}",
		"bad chunk":        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n\x1b[31m\r\n",
		"nothing":          "",
		"half a status":    "HTTP/1.1 20",
		"reason in colour": "HTTP/1.1 500 \x1b[31mOh\r\nContent-Length: 0\r\n\r\n",
		"not gzip":         "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\n\x1b[31m",
	} {
		c := testkit.RawServer(t, raw)
		_, err := c.Teams.Get(t.Context(), "acme", "ml")
		if testkit.Sentinel(err) != "ErrUnavailable" {
			t.Errorf("%s: %q: Teams.Get() = %v", name, testkit.Sentinel(err), err)
		}
		if err != nil && testkit.HasControl(err.Error()) {
			t.Errorf("%s: Teams.Get() = %q", name, err)
		}
		if err := c.Call(t.Context(), "POST", "/v2/x", nil, nil, nil); testkit.Sentinel(err) != "ErrAmbiguous ErrUnavailable" {
			t.Errorf("%s: a write is %q: %v", name, testkit.Sentinel(err), err)
		}
	}
}

func TestOutcome_Size(t *testing.T) {
	t.Run("a gzip bomb stops at the limit", func(t *testing.T) {
		var bomb bytes.Buffer
		z := gzip.NewWriter(&bomb)
		_, _ = io.WriteString(z, `{"status":{"code":10000},"team":{"id":"ml","name":"`)
		for range 200 {
			_, _ = z.Write(bytes.Repeat([]byte("x"), 1<<18)) // 50 MiB
		}
		_, _ = io.WriteString(z, `"}}`)
		_ = z.Close()
		var small bytes.Buffer
		z = gzip.NewWriter(&small)
		_, _ = io.WriteString(z, testkit.TeamReply.Body)
		_ = z.Close()

		body := &small
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if !strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
				t.Error("gzip is not asked for")
			}
			w.Header().Set("Content-Encoding", "gzip")
			_, _ = w.Write(body.Bytes())
		}))
		t.Cleanup(server.Close)
		c, err := clarifai.NewClient(clarifai.WithPAT(testkit.PAT), clarifai.WithBaseURL(server.URL), clarifai.WithInsecureHTTP(),
			clarifai.WithHTTPClient(server.Client()), clarifai.WithMaxResponseBytes(1<<20))
		if err != nil {
			t.Fatal(err)
		}
		if team, err := c.Teams.Get(t.Context(), "acme", "ml"); err != nil || team.Name != "ML" {
			t.Errorf("gzip: %v", err)
		}
		body = &bomb
		var response clarifai.Response
		if _, err := c.Teams.Get(t.Context(), "acme", "ml", clarifai.WithResponse(&response)); testkit.Sentinel(err) != "ErrTooLarge" || response.Attempts != 1 {
			t.Errorf("%d attempts, %v", response.Attempts, err)
		}
	})

	t.Run("a response of exactly the limit is read", func(t *testing.T) {
		for _, over := range []int64{0, 1} {
			for _, streamed := range []bool{false, true} {
				reply := testkit.TeamReply
				if streamed {
					reply.Reader, reply.Length = strings.NewReader(reply.Body), -1
				}
				c, _ := testkit.NewClient(t, testkit.Script(reply), clarifai.WithMaxResponseBytes(int64(len(testkit.TeamReply.Body))-over))
				_, err := c.Teams.Get(t.Context(), "acme", "ml")
				if want := map[int64]string{0: "", 1: "ErrTooLarge"}[over]; testkit.Sentinel(err) != want || (err == nil) != (want == "") {
					t.Errorf("%d over, streamed %v: %v", over, streamed, err)
				}
			}
		}
	})
}

func TestOutcome_AfterRetry(t *testing.T) {
	c, _ := testkit.NewClient(t, testkit.Script(
		testkit.Reply{Status: 503, Body: `{"status":{"code":10020,"description":"old","req_id":"old"},"team":{"id":"ml","name":"Old","default_role_id":"old"}}`},
		testkit.Success(`"team":{"id":"ml"}`)), clarifai.WithRetry(clarifai.RetryPolicy{MinWait: 1, MaxWait: 1}))
	if team, err := c.Teams.Get(t.Context(), "acme", "ml"); err != nil || *team != (clarifai.Team{ID: "ml"}) {
		t.Errorf("Teams.Get() = %+v, %v", team, err)
	}
}

func TestOutcome_RepeatedItem(t *testing.T) {
	const refused, done, other = `{"id":"a","name":"N","status":{"code":11006}}`, `{"id":"a","name":"N","status":{"code":10000}}`, `{"id":"b","name":"N","status":{"code":10000}}`
	for name, c := range map[string]struct {
		items []string
		ok    bool
	}{
		"contradictory":             {[]string{refused, done, other}, false},
		"contradictory and again":   {[]string{refused, done, done, other}, false},
		"the same":                  {[]string{done, done, other}, true},
		"the same, after the other": {[]string{other, done, done}, true},
	} {
		t.Run(name, func(t *testing.T) {
			answer := `{"status":{"code":10010},"teams":[` + strings.Join(c.items, ",") + `]}`
			for _, order := range [][]string{{"a", "b"}, {"b", "a"}} {
				client := testkit.NewClientOver(t, &http.Client{Transport: testkit.RoundTripFunc(func(r *http.Request) (*http.Response, error) {
					if r.Method == http.MethodPost {
						return testkit.FixedResponse(200, http.Header{}, []byte(answer)).RoundTrip(r)
					}
					return testkit.FixedResponse(500, http.Header{}, nil).RoundTrip(r)
				})})
				teams, err := client.Teams.CreateBatch(t.Context(), "acme", []clarifai.CreateTeamRequest{{ID: order[0], Name: "N"}, {ID: order[1], Name: "N"}})
				at := slices.Index(order, "a")
				if (teams[at] != nil) != c.ok || teams[1-at] == nil || (err == nil) != c.ok || !c.ok && !strings.Contains(fmt.Sprint(err), "says two things") {
					t.Errorf("%v: Teams.CreateBatch() = %v, %v", order, teams, err)
				}
			}
		})
	}
}
