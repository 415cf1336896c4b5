package contract_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

// searches are the reads that are a POST.
var searches = map[string]bool{"apps.search": true, "audit_log.list": true, "password_policies.validate": true, "users.validate_ids": true}

func TestRoutes(t *testing.T) {
	t.Run("each route is in the facts as it is in the table", func(t *testing.T) {
		credentials := map[route.Credential]string{
			route.PAT: "PATAuth", route.Key: "KeyAuth", route.Session: "SessionTokenAuth", route.None: "NoAuth",
		}
		for _, r := range route.All() {
			binding, ok := testkit.Facts.Route(r.Method, r.Path)
			if !ok {
				t.Errorf("%s: the facts have no %s %s", r.Op, r.Method, r.Path)
				continue
			}
			if credentials[r.Credential] != binding.Auth {
				t.Errorf("%s takes %v, the facts say %s", r.Op, r.Credential, binding.Auth)
			}
			if !slices.Equal(slices.Sorted(slices.Values(r.Scopes)), slices.Sorted(slices.Values(binding.Scopes))) {
				t.Errorf("%s needs %v, the facts say %v", r.Op, r.Scopes, binding.Scopes)
			}
			switch {
			case r.Grade == route.Current && binding.Archived, r.Grade == route.Archived && !binding.Archived:
				t.Errorf("%s is graded %v", r.Op, r.Grade)
			case r.Grade == route.Assumed && !strings.Contains(r.Note, "assumed"):
				t.Errorf("%s is Assumed and does not say what is assumed", r.Op)
			}
			if (r.Method == http.MethodGet || searches[r.Op]) != (r.Class == route.Read) {
				t.Errorf("%s %s is of class %v", r.Op, r.Method, r.Class)
			}
			if len(r.Success) == 0 {
				t.Errorf("%s lists no success code", r.Op)
			}
		}
	})

	t.Run("the operations and the routes left out are all of the facts", func(t *testing.T) {
		known := make(map[string]string)
		for _, r := range route.All() {
			known[r.Method+" "+r.Path] = r.Op
		}
		for _, o := range route.LeftOut() {
			key := o.Method + " " + o.Path
			if known[key] != "" || o.Reason == "" {
				t.Errorf("%s is left out for %q, and is %q", key, o.Reason, known[key])
			}
			known[key] = "left out"
		}
		for _, r := range slices.Concat(testkit.Facts.Current.Routes, testkit.Facts.Archived.Routes) {
			key := r.Method + " " + r.Path
			if known[key] == "" {
				t.Errorf("%s (%s) is neither an operation nor left out", key, r.RPC)
			}
			known[key] = "in the facts"
		}
		for key, what := range known {
			if what != "in the facts" {
				t.Errorf("%s is not in the facts", key)
			}
		}
	})

	t.Run("every operation has a constant and a route", func(t *testing.T) {
		var ops []string
		for _, r := range route.All() {
			ops = append(ops, r.Op)
		}
		named := slices.Collect(maps.Values(testkit.Constants(t, "Operation")))
		if diff := cmp.Diff(slices.Sorted(slices.Values(append(ops, "call"))), slices.Sorted(slices.Values(named))); diff != "" {
			t.Errorf("operations in the table and by constant:\n%s", diff)
		}
	})
}
