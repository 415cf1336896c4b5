package clarifai_test

import (
	"errors"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestGuard_Call(t *testing.T) {
	listed := []clarifai.Operation{clarifai.OpCall}

	t.Run("it is refused unless OpCall is listed", func(t *testing.T) {
		for name, test := range map[string]struct {
			guard   clarifai.Guard
			allowed bool
		}{
			"owners alone":          {clarifai.Guard{Owners: []string{"acme"}}, false},
			"no owner":              {clarifai.Guard{Owners: []string{}}, false},
			"another operation":     {clarifai.Guard{Operations: []clarifai.Operation{clarifai.OpAppsList}}, false},
			"no operation":          {clarifai.Guard{Operations: []clarifai.Operation{}}, false},
			"listed":                {clarifai.Guard{Operations: listed}, true},
			"listed, with an owner": {clarifai.Guard{Operations: listed, Owners: []string{"acme"}}, true},
			"neither is restricted": {clarifai.Guard{ReadOnly: true}, true},
		} {
			c, s := testkit.NewClient(t, testkit.Script(testkit.Success("")), clarifai.WithGuard(test.guard))
			err := c.Call(t.Context(), "GET", "/v2/users/acme/apps", nil, nil, nil)
			if errors.Is(err, clarifai.ErrGuarded) == test.allowed || len(s.Requests()) == 1 != test.allowed {
				t.Errorf("%s: %v, after %d requests", name, err, len(s.Requests()))
			}
		}
	})

	t.Run("its path must name listed owners and no other", func(t *testing.T) {
		guard := clarifai.WithGuard(clarifai.Guard{Operations: listed, Owners: []string{"acme"}})
		for name, path := range map[string]string{
			"user":                  "/v2/users/other/apps",
			"organization":          "/v2/organizations/other/teams",
			"none":                  "/v2/things",
			"me":                    "/v2/users/me/apps",
			"empty first segment":   "/v2//users/other",
			"dot":                   "/v2/./users/other",
			"dots":                  "/v2/users/acme/../other",
			"escaped dots":          "/v2/users/acme/%2e%2e/other",
			"escaped slash":         "/v2/users/acme%2F..%2Fother",
			"escaped letters":       "/v2/users/%6fther/apps",
			"escaped users":         "/v2/%75sers/other/apps",
			"escaped organizations": "/v2/%6frganizations/other",
			"wholly escaped users":  "/v2/%75%73%65%72%73/other/apps",
			"two owners":            "/v2/users/acme/users/other",
			"owner of a cluster":    "/v2/users/acme/compute_clusters/other/c/nodepools/n/versions/v/runner/logs",
			"trailing query":        "/v2/users/other?user_app_id.user_id=acme",
		} {
			for _, method := range []string{"GET", "POST", "PATCH", "DELETE"} {
				c, s := testkit.NewClient(t, testkit.Script(testkit.Success("")), guard)
				err := c.Call(t.Context(), method, path, nil, nil, nil)
				if is := testkit.Sentinel(err); is != "ErrGuarded" && is != "ErrInvalid" || len(s.Requests()) != 0 {
					t.Errorf("%s: %s %s was sent: %v", name, method, path, err)
				}
			}
		}
		c, s := testkit.NewClient(t, testkit.Script(testkit.Success("")), guard)
		for _, path := range []string{"/v2/users/acme/apps", "/v2/organizations/ACME/teams", "/v2/users/%61cme"} {
			if err := c.Call(t.Context(), "POST", path, nil, nil, nil); err != nil {
				t.Errorf("POST %s: %v", path, err)
			}
		}
		if len(s.Requests()) != 3 {
			t.Errorf("%d requests, want 3", len(s.Requests()))
		}
	})
}
