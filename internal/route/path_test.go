package route_test

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
)

func TestCheckID(t *testing.T) {
	for _, id := range []string{
		"acme", "a", "A-b_9", "zoe@acme.test", "a b", "é", "a:b", "a.b", "...", "{id}", " ", "\u202e", "[redacted]",
	} {
		if problem := route.CheckID(id); problem != "" {
			t.Errorf("%q %s", id, problem)
		}
	}
	for id, want := range map[string]string{
		"":        "must not be empty",
		".":       `must not be "."`,
		"..":      `must not be ".."`,
		"a\xff":   "UTF-8",
		"a/b":     "must not contain any of",
		`a\b`:     "must not contain any of",
		"a?b":     "must not contain any of",
		"a#b":     "must not contain any of",
		"a%2fb":   "must not contain any of",
		"a\nb":    "control characters",
		"\x7f":    "control characters",
		"a\u0085": "control characters",
	} {
		if got := route.CheckID(id); !strings.Contains(got, want) {
			t.Errorf("%q: %q, want %q in it", id, got, want)
		}
	}
}

func TestFill(t *testing.T) {
	const (
		user = "/v2/users/{user_app_id.user_id}/apps/{user_app_id.app_id}"
		team = "/v2/organizations/{user_app_id.user_id}/teams/{team_id}"
	)
	for name, test := range map[string]struct {
		own, template string
		ids           []string
		path, owner   string
	}{
		"no placeholder":        {"/v2/roles", "/v2/roles", nil, "/v2/roles", ""},
		"in order":              {user, user, []string{"ann", "app"}, "/v2/users/ann/apps/app", "ann"},
		"escaped":               {user, user, []string{"a b", "é"}, "/v2/users/a%20b/apps/%C3%A9", "a b"},
		"no owner":              {"/v2/x/{id}", "/v2/x/{id}", []string{"i"}, "/v2/x/i", ""},
		"text after the last":   {"/v2/x/{id}/y", "/v2/x/{id}/y", []string{"i"}, "/v2/x/i/y", ""},
		"moved, in its order":   {user, "/v3/apps/{user_app_id.app_id}/of/{user_app_id.user_id}", []string{"ann", "app"}, "/v3/apps/app/of/ann", "ann"},
		"braces are an ID's":    {"/v2/x/{id}", "/v2/x/{id}", []string{"{id}"}, "/v2/x/%7Bid%7D", ""},
		"an organization's own": {team, team, []string{"acme", "ml"}, "/v2/organizations/acme/teams/ml", "acme"},
	} {
		t.Run(name, func(t *testing.T) {
			path, owner, err := route.Fill(test.own, test.template, test.ids)
			if err != nil || path != test.path || owner != test.owner {
				t.Errorf("Fill = %q, %q, %v; want %q, %q", path, owner, err, test.path, test.owner)
			}
		})
	}
	for name, test := range map[string]struct {
		own  string
		ids  []string
		want string
	}{
		"too few IDs":               {user, []string{"ann"}, "1 IDs for 2 placeholders"},
		"too many IDs":              {"/v2/roles", []string{"ann"}, "1 IDs for 0 placeholders"},
		"a bad organization":        {team, []string{"", "ml"}, "the organization ID must not be empty"},
		"a bad user":                {user, []string{"", "ml"}, "the user ID must not be empty"},
		"a bad app":                 {user, []string{"ann", ".."}, `the app ID must not be ".."`},
		"a bad team":                {team, []string{"acme", ""}, "the team ID must not be empty"},
		"a bad invitation":          {"/v2/organization_invitation/{id}", []string{""}, "the invitation ID must not be empty"},
		"a bad cloud provider":      {"/v2/cloud_providers/{cloud_provider.id}/regions", []string{""}, "the cloud provider ID must not be empty"},
		"an ID named by what it is": {"/v2/credit_cards/{id}/main", []string{""}, "the credit card ID must not be empty"},
	} {
		t.Run(name, func(t *testing.T) {
			path, owner, err := route.Fill(test.own, test.own, test.ids)
			if err == nil || !strings.Contains(err.Error(), test.want) || path != "" || owner != "" {
				t.Errorf("Fill = %q, %q, %v; want %q", path, owner, err, test.want)
			}
		})
	}
	t.Run("an error names each placeholder in words", func(t *testing.T) {
		for _, r := range route.All() {
			for bad := range route.Placeholders(r.Path) {
				ids := slices.Repeat([]string{"x"}, len(route.Placeholders(r.Path)))
				ids[bad] = ""
				_, _, err := route.Fill(r.Path, r.Path, ids)
				if err == nil || !regexp.MustCompile(`^the ([a-z ]+ ID|region|log type) must not be empty$`).MatchString(err.Error()) {
					t.Errorf("%s, placeholder %d: %v", r.Path, bad, err)
				}
			}
		}
	})
	t.Run("what it fills is matched to its operation, and the IDs are found again", func(t *testing.T) {
		harness.Check(t, func(t *rapid.T) {
			r := rapid.SampledFrom(route.All()).Draw(t, "route")
			var ids []string
			for range route.Placeholders(r.Path) {
				ids = append(ids, rapid.StringN(1, 8, -1).Filter(func(id string) bool { return route.CheckID(id) == "" }).Draw(t, "id"))
			}
			path, _, err := route.Fill(r.Path, r.Path, ids)
			if err != nil {
				t.Fatal(err)
			}
			if found := route.Match(r.Method, path); found == nil || found.Path != r.Path {
				t.Fatalf("%s %s is matched to %+v", r.Method, path, found)
			}
			if problem := route.CheckPath(path); problem != "" && !strings.ContainsAny(strings.Join(ids, ""), "{}") {
				t.Fatal(problem)
			}
			for i, segment := range strings.Split(r.Path, "/") {
				if !strings.HasPrefix(segment, "{") {
					continue
				}
				if got := route.Unescape(strings.Split(path, "/")[i]); got != ids[0] {
					t.Fatalf("%s: %q, want %q", path, got, ids[0])
				}
				ids = ids[1:]
			}
		})
	})
}

func TestCheckPath(t *testing.T) {
	for _, path := range []string{"/v2", "/v2/users/ann", "/v2/users/a%20b", "/v2/a:b", "/v2/" + url.PathEscape("é")} {
		if problem := route.CheckPath(path); problem != "" {
			t.Errorf("%q: %s", path, problem)
		}
	}
	for path, want := range map[string]string{
		"":              "slash",
		"v2/users":      "slash",
		"/":             "must not be empty",
		"/v2/":          "must not be empty",
		"/v2//users":    "must not be empty",
		"/v2/../users":  `must not be ".."`,
		"/v2/%2e%2E/x":  `must not be ".."`,
		"/v2/a%2Fb":     "must not contain any of",
		"/v2/a%25b":     "must not contain any of",
		"/v2/a%00":      "control characters",
		"/v2/%ff":       "UTF-8",
		"/v2/%zz":       "percent-encoding",
		"/v2/x?a=b":     "a query",
		"/v2/x#y":       "a query",
		`/v2/x\y`:       "a query",
		"/v2/{team_id}": "a query",
	} {
		if got := route.CheckPath(path); !strings.Contains(got, want) {
			t.Errorf("%q: %q, want %q in it", path, got, want)
		}
	}
}

func TestCanonical(t *testing.T) {
	for path, want := range map[string]string{
		"/v2/users/ann":                 "/v2/users/ann",
		"/v2/%75sers/%61nn":             "/v2/users/ann",
		"/v2/users/a%20b":               "/v2/users/a%20b",
		"/v2/users/é":                   "/v2/users/%C3%A9",
		"/v2/users/%c3%a9":              "/v2/users/%C3%A9",
		"/v2/{user_app_id.user_id}/%78": "/v2/{user_app_id.user_id}/x",
	} {
		if got := route.Canonical(path); got != want {
			t.Errorf("Canonical(%q) = %q, want %q", path, got, want)
		}
	}
}

func TestUnescape(t *testing.T) {
	for path, want := range map[string]string{"a%20b": "a b", "a+b": "a+b", "%zz": "%zz"} {
		if got := route.Unescape(path); got != want {
			t.Errorf("Unescape(%q) = %q, want %q", path, got, want)
		}
	}
}
