package clarifai_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestWithRoute_Guard(t *testing.T) {
	t.Run("a write moved to GET is still a write", func(t *testing.T) {
		for _, method := range []string{"GET", "POST", "PUT", "PATCH", "DELETE"} {
			c, s := testkit.NewClient(t, testkit.Script(testkit.Success("")), clarifai.WithGuard(clarifai.Guard{ReadOnly: true}),
				clarifai.WithRoute(clarifai.OpOrganizationsDelete, method, "/v3/delete/{user_app_id.user_id}"),
				clarifai.WithRoute(clarifai.OpTeamsCreate, method, "/v3/{user_app_id.user_id}/new"))
			if err := c.Organizations.Delete(t.Context(), "acme"); testkit.Sentinel(err) != "ErrGuarded" || len(s.Requests()) != 0 {
				t.Errorf("%s: Organizations.Delete() = %v", method, err)
			}
			if _, err := c.Teams.Create(t.Context(), "acme", clarifai.CreateTeamRequest{ID: "a", Name: "A"}); testkit.Sentinel(err) != "ErrGuarded" || len(s.Requests()) != 0 {
				t.Errorf("%s: Teams.Create() = %v", method, err)
			}
		}
	})

	testkit.RunWithServer(t, "a read moved to POST is a write", func(t *testing.T, s *clarifaitest.Server) {
		hits := 0
		s.Handle("POST /v2/users/{user}/models", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { hits++; w.WriteHeader(500) }))
		c := s.Client(clarifai.WithGuard(clarifai.Guard{ReadOnly: true}),
			clarifai.WithRoute(clarifai.OpAppsList, http.MethodPost, "/v2/users/{user_app_id.user_id}/models"))
		_, err := c.Apps.List(t.Context(), "owner", nil)
		if hits > 0 || !errors.Is(err, clarifai.ErrGuarded) {
			t.Errorf("%d POSTs left under ReadOnly: %v", hits, err)
		}
	})

	t.Run("a read moved to the request of a write is refused", func(t *testing.T) {
		_, err := clarifai.NewClient(clarifai.WithPAT(testkit.PAT), clarifai.WithGuard(clarifai.Guard{ReadOnly: true}),
			clarifai.WithRoute(clarifai.OpMembersListForApp, "POST", "/v2/organizations/{user_app_id.user_id}/teams/{user_app_id.app_id}/users"))
		if testkit.Sentinel(err) != "ErrInvalid" || !strings.Contains(err.Error(), `"teams.add_members"`) {
			t.Errorf("the request of teams.add_members passes for a read: %v", err)
		}
	})

	t.Run("another owner is not touched", func(t *testing.T) {
		c, s := guardedByOwner(t, clarifai.WithRoute(clarifai.OpTeamsDelete, "POST", "/v3/{user_app_id.user_id}/delete"))
		if err := c.Teams.DeleteBatch(t.Context(), "other", []string{"ml"}); testkit.Sentinel(err) != "ErrGuarded" || len(s.Requests()) != 0 {
			t.Errorf("%v", err)
		}
		// Owners in the path of the override.
		for _, path := range []string{"/v2/users/other/roles", "/v2/organizations/other/roles", "/v2/%75sers/other/roles"} {
			s := &testkit.Transport{Handle: testkit.Script(testkit.Success(`"roles":[]`))}
			c, err := clarifai.NewClient(clarifai.WithPAT(testkit.PAT), clarifai.WithHTTPClient(&http.Client{Transport: s}),
				clarifai.WithGuard(clarifai.Guard{Owners: []string{"acme"}}), clarifai.WithRoute(clarifai.OpRolesList, "GET", path))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := c.Roles.List(t.Context(), nil); testkit.Sentinel(err) != "ErrGuarded" || len(s.Requests()) != 0 {
				t.Errorf("%s was read: %v", path, err)
			}
		}
	})
}

func guardedByOwner(t *testing.T, opts ...clarifai.Option) (*clarifai.Client, *testkit.Transport) {
	return testkit.NewClient(t, testkit.Script(testkit.Success("")), append(opts, clarifai.WithGuard(clarifai.Guard{Owners: []string{"acme"}}))...)
}

func TestWithRoute_Path(t *testing.T) {
	t.Run("it must have the placeholders of the operation", func(t *testing.T) {
		const org, id = "{user_app_id.user_id}", "{id}"
		good := map[string][2]string{
			"moved":            {"GET", "/v3/orgs/" + org + "/teams/" + id},
			"other order":      {"GET", "/v3/" + id + "/of/" + org},
			"POST":             {"POST", "/v3/read/" + org + "/" + id},
			"its own":          {"GET", "/v2/organizations/" + org + "/teams/" + id},
			"escaped literals": {"GET", "/v3/a%20b/" + org + "/" + id},
		}
		for name, r := range good {
			c, s := testkit.NewClient(t, testkit.Script(testkit.TeamReply), clarifai.WithRoute(clarifai.OpTeamsGet, r[0], r[1]))
			if _, err := c.Teams.Get(t.Context(), "ac me", "m:l"); err != nil {
				t.Errorf("%s: Teams.Get() = %v", name, err)
				continue
			}
			want := strings.NewReplacer(org, "ac%20me", id, "m:l").Replace(r[1])
			if q := s.Requests()[0]; q.Method != r[0] || q.URL.EscapedPath() != want || q.Op != clarifai.OpTeamsGet {
				t.Errorf("%s: %s %s", name, q.Method, q.URL.EscapedPath())
			}
		}
		bad := map[string][2]string{
			"one missing":            {"GET", "/v3/" + org},
			"none":                   {"GET", "/v3/teams"},
			"doubled":                {"GET", "/v3/" + org + "/" + id + "/" + id},
			"foreign":                {"GET", "/v3/" + org + "/" + id + "/{team_id}"},
			"misspelt":               {"GET", "/v3/{user_id}/" + id},
			"spaces":                 {"GET", "/v3/" + org + "/{ id }"},
			"half a brace":           {"GET", "/v3/" + org + "/" + id + "/{x"},
			"other half":             {"GET", "/v3/" + org + "/" + id + "/x}"},
			"brace and text":         {"GET", "/v3/" + org + "/" + id + "/{id}x"},
			"text and brace":         {"GET", "/v3/" + org + "/" + id + "/x{id}"},
			"inside a segment":       {"GET", "/v3/" + org + "/teams-" + id},
			"double braces":          {"GET", "/v3/" + org + "/{{id}}"},
			"no slash":               {"GET", "v3/" + org + "/" + id},
			"dots":                   {"GET", "/v3/../" + org + "/" + id},
			"escaped dots":           {"GET", "/v3/%2e%2e/" + org + "/" + id},
			"empty segment":          {"GET", "/v3//" + org + "/" + id},
			"host":                   {"GET", "//evil.example/" + org + "/" + id},
			"URL":                    {"GET", "https://evil.example/" + org + "/" + id},
			"query":                  {"GET", "/v3/" + org + "/" + id + "?x=1"},
			"fragment":               {"GET", "/v3/" + org + "/" + id + "#x"},
			"method":                 {"BREW", "/v3/" + org + "/" + id},
			"lower-case method":      {"get", "/v3/" + org + "/" + id},
			"a read by DELETE":       {"DELETE", "/v3/" + org + "/" + id},
			"a read by PATCH":        {"PATCH", "/v3/" + org + "/" + id},
			"another's":              {"GET", "/v2/organizations/" + org + "/invitations/" + id},
			"another's, escaped":     {"GET", "/v2/organizations/" + org + "/%69nvitations/" + id},
			"another's, literal":     {"GET", "/v2/organizations/" + org + "/teams/" + id + "/users"},
			"another's, other names": {"GET", "/v2/organizations/" + id + "/invitations/" + org},
		}
		for name, r := range bad {
			s := &testkit.Transport{Handle: testkit.Script(testkit.TeamReply)}
			c, err := clarifai.NewClient(clarifai.WithPAT(testkit.PAT), clarifai.WithHTTPClient(&http.Client{Transport: s}), clarifai.WithRoute(clarifai.OpTeamsGet, r[0], r[1]))
			if testkit.Sentinel(err) == "ErrInvalid" && strings.Contains(err.Error(), "WithRoute") && strings.Contains(err.Error(), "teams.get") {
				continue
			}
			t.Errorf("%s: %s %s is accepted: %v", name, r[0], r[1], err)
			if c != nil {
				if p := testkit.PanicOf(func() { _, _ = c.Teams.Get(t.Context(), "acme", "ml") }); p != nil {
					t.Errorf("%s: and panics: %v", name, p)
				}
			}
		}
	})

	t.Run("it must not be the request of another operation", func(t *testing.T) {
		routes := clarifai.Routes()
		var taken []string
		for _, from := range routes {
			for _, to := range routes {
				if from.Op == to.Op || from.Method == to.Method && from.Path == to.Path {
					continue
				}
				if from.Class == clarifai.RetryRead && to.Class != clarifai.RetryRead && to.Method != "POST" {
					continue
				}
				// Rename the placeholders of the other's path to one's own, in order.
				own := placeholders(from.Path)
				if len(own) != len(placeholders(to.Path)) {
					continue
				}
				path := to.Path
				for i, name := range placeholders(to.Path) {
					path = strings.Replace(path, "{"+name+"}", "<"+own[i]+">", 1)
				}
				path = strings.NewReplacer("<", "{", ">", "}").Replace(path)
				if _, err := clarifai.NewClient(clarifai.WithPAT(testkit.PAT), clarifai.WithRoute(from.Op, to.Method, path)); testkit.Sentinel(err) != "ErrInvalid" {
					taken = append(taken, fmt.Sprintf("%s takes %s %s, the request of %s", from.Op, to.Method, path, to.Op))
				}
			}
		}
		if len(taken) > 0 {
			t.Errorf("%d pairs, such as:\n%s", len(taken), strings.Join(taken[:min(len(taken), 3)], "\n"))
		}
	})
}

func placeholders(path string) (names []string) {
	for segment := range strings.SplitSeq(path, "/") {
		if strings.HasPrefix(segment, "{") {
			names = append(names, strings.Trim(segment, "{}"))
		}
	}
	return names
}

func TestWithRoute_Delete(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c, s := testkit.NewClient(t, testkit.Script(testkit.Failure(500, 0), testkit.Failure(404, 11101)),
			clarifai.WithRoute(clarifai.OpOrganizationsDelete, "POST", "/v3/{user_app_id.user_id}/delete"))
		if err := c.Organizations.Delete(t.Context(), "acme"); err != nil || len(s.Requests()) != 2 {
			t.Errorf("%d requests, %v", len(s.Requests()), err)
		}
	})
}
