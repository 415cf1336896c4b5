package clarifai_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestGuard_Call(t *testing.T) {
	t.Run("Call cannot touch another owner", func(t *testing.T) {
		other := map[string]any{"user_app_id": map[string]any{"user_id": "other"}}
		for name, try := range map[string]struct {
			path  string
			query url.Values
			in    any
		}{
			"path":                     {"/v2/users/other/apps", nil, nil},
			"organization":             {"/v2/organizations/other/teams", nil, nil},
			"no owner":                 {"/v2/things", nil, nil},
			"query":                    {"/v2/users/acme/apps", url.Values{"user_app_id.user_id": {"other"}}, nil},
			"query twice":              {"/v2/users/acme/apps", url.Values{"user_app_id.user_id": {"acme", "other"}}, nil},
			"body":                     {"/v2/users/acme/apps", nil, other},
			"body as raw JSON":         {"/v2/users/acme/apps", nil, json.RawMessage(`{"user_app_id":{"user_id":"other"}}`)},
			"new owner":                {"/v2/users/acme/apps", nil, map[string]any{"new_owner_id": "other"}},
			"only in the body":         {"/v2/things", nil, other},
			"only in the query":        {"/v2/things", url.Values{"user_app_id.user_id": {"other"}}, nil},
			"me":                       {"/v2/users/me/apps", nil, nil},
			"empty first segment":      {"/v2//users/other", nil, nil},
			"dot":                      {"/v2/./users/other", nil, nil},
			"dots":                     {"/v2/users/acme/../other", nil, nil},
			"escaped dots":             {"/v2/users/acme/%2e%2e/other", nil, nil},
			"escaped slash":            {"/v2/users/acme%2F..%2Fother", nil, nil},
			"escaped letters":          {"/v2/users/%6fther/apps", nil, nil},
			"escaped users":            {"/v2/%75sers/other/apps", url.Values{"user_app_id.user_id": {"acme"}}, nil},
			"escaped organizations":    {"/v2/%6frganizations/other", nil, map[string]any{"user_app_id": map[string]any{"user_id": "acme"}}},
			"wholly escaped users":     {"/v2/%75%73%65%72%73/other/apps", url.Values{"user_app_id.user_id": {"acme"}}, nil},
			"two owners":               {"/v2/users/acme/users/other", nil, nil},
			"trailing query":           {"/v2/users/other?user_app_id.user_id=acme", nil, nil},
			"same key in capitals":     {"/v2/things", nil, json.RawMessage(`{"user_app_id":{"user_id":"other"},"USER_APP_ID":{"user_id":"acme"}}`)},
			"same key twice":           {"/v2/things", nil, json.RawMessage(`{"user_app_id":{"user_id":"other"},"user_app_id":{"user_id":"acme"}}`)},
			"same inner key twice":     {"/v2/things", nil, json.RawMessage(`{"user_app_id":{"user_id":"other","USER_ID":"acme"}}`)},
			"gateway's camel case":     {"/v2/users/acme/things", nil, map[string]any{"userAppId": map[string]any{"userId": "other"}}},
			"camel query":              {"/v2/users/acme/things", url.Values{"userAppId.userId": {"other"}}, nil},
			"camel new owner":          {"/v2/users/acme/apps", nil, map[string]any{"newOwnerId": "other"}},
			"beside an ill-typed key":  {"/v2/users/acme/things", nil, json.RawMessage(`{"new_owner_id":7,"user_app_id":{"user_id":"other"}}`)},
			"beside an ill-typed key2": {"/v2/users/acme/things", nil, json.RawMessage(`{"user_app_id":"x","new_owner_id":"other"}`)},
			"new owner in the query":   {"/v2/users/acme/apps", url.Values{"new_owner_id": {"other"}}, nil},
		} {
			for _, method := range []string{"GET", "POST", "PATCH", "DELETE"} {
				c, s := guardedByOwner(t)
				err := c.Call(t.Context(), method, try.path, try.query, try.in, nil)
				if is := testkit.Sentinel(err); is != "ErrGuarded" && is != "ErrInvalid" || len(s.Requests()) != 0 {
					t.Errorf("%s: %s %s was sent: %v", name, method, try.path, err)
					break
				}
			}
		}
		c, s := guardedByOwner(t)
		for _, path := range []string{"/v2/users/acme/apps", "/v2/organizations/ACME/teams", "/v2/users/%61cme"} {
			if err := c.Call(t.Context(), "POST", path, url.Values{"user_app_id.user_id": {"acme"}}, map[string]any{"user_app_id": map[string]any{"user_id": "acme"}}, nil); err != nil {
				t.Errorf("%s: Client.Call() = %v", path, err)
			}
		}
		if len(s.Requests()) != 3 {
			t.Errorf("%d requests", len(s.Requests()))
		}
	})

	testkit.RunWithServer(t, "owners in the body are guarded", func(t *testing.T, s *clarifaitest.Server) {
		c := onlyOwner(s)
		_, err := c.Tokens.Create(t.Context(), "owner", clarifai.CreateTokenRequest{Description: "d", Scopes: []string{"All"}, OrganizationID: "acme"})
		if !errors.Is(err, clarifai.ErrGuarded) {
			t.Fatalf("typed: %v", err)
		}
		err = c.Call(t.Context(), http.MethodPost, "/v2/users/owner/keys", nil, map[string]any{"keys": []any{map[string]any{
			"description": "d", "type": "personal_access_token", "scopes": []string{"All"}, "organization_id": "acme"}}}, nil)
		if !errors.Is(err, clarifai.ErrGuarded) {
			t.Errorf("Call made a token of the organization acme: %v", err)
		}
		err = c.Call(t.Context(), http.MethodPost, "/v2/users/owner/keys", nil, map[string]any{"keys": []any{map[string]any{
			"description": "d", "scopes": []string{"All"}, "apps": []any{map[string]any{"id": "app", "user_id": "acme"}}}}}, nil)
		if !errors.Is(err, clarifai.ErrGuarded) {
			t.Errorf("Call made a key of acme's app: %v", err)
		}
		err = s.Client(clarifai.WithGuard(clarifai.Guard{Owners: []string{"owner"}})).Call(t.Context(), http.MethodPost, "/v2/users/owner/password_policies", nil, map[string]any{"password_policies": []any{map[string]any{
			"organization_id": "acme", "minimum_length": 3}}}, nil)
		if !errors.Is(err, clarifai.ErrGuarded) {
			t.Errorf("Call made a password policy of acme: %v; %+v", err, s.PasswordPolicies())
		}
	})
}
