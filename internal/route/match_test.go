package route_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/clarifai-community/clarifai-orgs-go/internal/contract"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
)

func TestPlaceholders(t *testing.T) {
	for _, r := range contract.Load().Archived.Routes {
		if got, want := route.Placeholders(r.Path), contract.Placeholders(r.Path); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", r.Path, got, want)
		}
	}
}

// fill puts values into a template's placeholders.
func fill(template string, value func() string) string {
	segments := strings.Split(template, "/")
	for i, segment := range segments {
		if strings.HasPrefix(segment, "{") {
			segments[i] = url.PathEscape(value())
		}
	}
	return strings.Join(segments, "/")
}

func TestMatch(t *testing.T) {
	t.Run("a path with any IDs is matched to its operation", func(t *testing.T) {
		harness.Check(t, func(t *rapid.T) {
			r := rapid.SampledFrom(route.All()).Draw(t, "route")
			path := fill(r.Path, func() string { return rapid.StringN(1, 8, -1).Draw(t, "id") })
			found := route.Match(r.Method, path)
			if found == nil || found.Method != r.Method || found.Path != r.Path {
				t.Fatalf("%s %s is matched to %+v", r.Method, path, found)
			}
		})
	})
	t.Run("a literal segment wins over a placeholder", func(t *testing.T) {
		for path, op := range map[string]string{
			"/v2/users/ann/apps/ids":      "apps.change_id",
			"/v2/users/ann/apps/other":    "apps.update",
			"/v2/users/ann/apps/searches": "apps.search",
		} {
			method := route.Get(op).Method
			if found := route.Match(method, path); found == nil || found.Op != op {
				t.Errorf("%s %s is matched to %+v, want %s", method, path, found, op)
			}
		}
	})
	t.Run("of operations with the same request, the first in the table is found", func(t *testing.T) {
		for other, first := range shared {
			r := route.Get(other)
			if found := route.Match(r.Method, fill(r.Path, func() string { return "id" })); found != route.Get(first) {
				t.Errorf("%s is matched to %+v", other, found)
			}
		}
	})
	t.Run("a path of no operation is matched to none", func(t *testing.T) {
		for _, r := range route.All() {
			path := fill(r.Path, func() string { return "id" })
			for what, no := range map[string]*route.Route{
				"another method":  route.Match(http.MethodPut, path),
				"a segment more":  route.Match(r.Method, path+"/x/y"),
				"a slash more":    route.Match(r.Method, path+"/"),
				"a slash less":    route.Match(r.Method, path[1:]),
				"another version": route.Match(r.Method, "/v3"+strings.TrimPrefix(path, "/v2")),
				"empty ids":       route.Match(r.Method, fill(r.Path, func() string { return "" })),
			} {
				if no != nil && (what != "empty ids" || strings.Contains(r.Path, "{")) {
					t.Errorf("%s with %s is matched to %s", r.Op, what, no.Op)
				}
			}
		}
	})
}

func TestFits(t *testing.T) {
	for _, test := range []struct {
		template, path string
		want           bool
	}{
		{"/v2/roles", "/v2/roles", true},
		{"/v2/roles/{id}", "/v2/roles/x", true},
		{"/v2/{a}/x/{b}", "/v2/1/x/2", true},
		{"/v2/roles", "/v2/role", false},
		{"/v2/roles/{id}", "/v2/roles/", false},
		{"/v2/roles/{id}", "/v2/roles", false},
		{"/v2/roles", "/v2/roles/x", false},
		{"/v2/{a}/x/{b}", "/v2/1/y/2", false},
	} {
		if got := route.Fits(test.template, test.path); got != test.want {
			t.Errorf("Fits(%q, %q) = %v", test.template, test.path, got)
		}
	}
}

func TestPlaceholderIndex(t *testing.T) {
	for name, want := range map[string]int{"a.b": 0, "c": 1, "d": 2, "x": -1, "": -1} {
		if got := route.PlaceholderIndex("/v2/{a.b}/{c}/x/{d}", name); got != want {
			t.Errorf("%q is at %d, want %d", name, got, want)
		}
	}
}
