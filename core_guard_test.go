package clarifai_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

func coreIsWrite(op clarifai.Operation) bool { return coreRouteOf(op).Class != clarifai.RetryRead }

func TestCoreAReadOnlyClientWritesNothing(t *testing.T) {
	c, s := coreClient(t, coreScript(coreFail(403, 0)), clarifai.WithGuard(clarifai.Guard{ReadOnly: true}))
	for name, m := range coreMethods {
		want := "ErrForbidden"
		if coreIsWrite(coreFirst(name)) {
			want = "ErrGuarded"
		}
		if err := m.call(t.Context(), c, coreGoodIDs()); coreIs(err) != want {
			t.Errorf("%s: %v", name, err)
		}
	}
	for _, method := range []string{"POST", "PUT", "PATCH", "DELETE"} {
		if err := c.Call(t.Context(), method, "/v2/users/acme/things", nil, nil, nil); coreIs(err) != "ErrGuarded" {
			t.Errorf("Call %s: %v", method, err)
		}
	}
	for _, r := range s.requests() {
		if r.Method != "GET" && coreRouteOf(r.op).Class != clarifai.RetryRead {
			t.Errorf("%s %s was sent", r.Method, r.URL)
		}
	}
}

func TestCoreAReadOnlyClientReadsWhatItThenDoesNotChange(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		c := s.Client(clarifai.WithGuard(clarifai.Guard{ReadOnly: true}))
		for name := range coreReadsFirst {
			s.ResetRequests()
			if _, err := operations("", "")[coreMethods[name].op](t.Context(), c); coreIs(err) != "ErrGuarded" {
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

func TestCoreAWriteReroutedToGETIsStillAWrite(t *testing.T) {
	for _, method := range []string{"GET", "POST", "PUT", "PATCH", "DELETE"} {
		c, s := coreClient(t, coreScript(coreFine("")), clarifai.WithGuard(clarifai.Guard{ReadOnly: true}),
			clarifai.WithRoute(clarifai.OpOrganizationsDelete, method, "/v3/delete/{user_app_id.user_id}"),
			clarifai.WithRoute(clarifai.OpTeamsCreate, method, "/v3/{user_app_id.user_id}/new"))
		if err := c.Organizations.Delete(t.Context(), "acme"); coreIs(err) != "ErrGuarded" || len(s.requests()) != 0 {
			t.Errorf("%s: %v", method, err)
		}
		if _, err := c.Teams.Create(t.Context(), "acme", clarifai.CreateTeamRequest{ID: "a", Name: "A"}); coreIs(err) != "ErrGuarded" || len(s.requests()) != 0 {
			t.Errorf("%s: %v", method, err)
		}
	}
}

func TestCoreOnlyTheListedOperationsLeave(t *testing.T) {
	for _, allowed := range []clarifai.Operation{clarifai.OpTeamsGet, clarifai.OpTeamsDelete, clarifai.OpUsersGet} {
		c, s := coreClient(t, coreScript(coreFail(403, 0)), clarifai.WithGuard(clarifai.Guard{Operations: []clarifai.Operation{allowed}}))
		for name, m := range coreMethods {
			want := "ErrGuarded"
			if coreFirst(name) == allowed {
				want = "ErrForbidden"
			}
			if err := m.call(t.Context(), c, coreGoodIDs()); coreIs(err) != want {
				t.Errorf("%s: %v", name, err)
			}
		}
		for _, r := range s.requests() {
			if r.op != allowed {
				t.Errorf("%s was sent", r.op)
			}
		}
		if err := c.Call(t.Context(), "GET", "/v2/things", nil, nil, nil); coreIs(err) != "ErrGuarded" {
			t.Errorf("Call: %v", err)
		}
	}
}

func TestCoreAnEmptyListMeansNone(t *testing.T) {
	for name, guard := range map[string]clarifai.Guard{"operations": {Operations: []clarifai.Operation{}}, "owners": {Owners: []string{}}} {
		c, s := coreClient(t, coreScript(coreFail(403, 0)), clarifai.WithGuard(guard))
		for method, m := range coreMethods {
			err := m.call(t.Context(), c, coreGoodIDs())
			ownerless := m.op == clarifai.OpRolesList || m.op == clarifai.OpRolesGet || m.op == clarifai.OpOrganizationsList ||
				m.op == clarifai.OpAppsListVisible || coreRouteOf(m.op).Credential == clarifai.CredentialNone
			if coreIs(err) != "ErrGuarded" && (name == "operations" || !ownerless) {
				t.Errorf("%s: %s: %v", name, method, err)
			}
		}
		if err := c.Call(t.Context(), "GET", "/v2/users/acme/x", nil, nil, nil); coreIs(err) != "ErrGuarded" {
			t.Errorf("%s: Call: %v", name, err)
		}
		if name == "operations" && len(s.requests()) != 0 {
			t.Errorf("%d requests", len(s.requests()))
		}
	}
}

func TestCoreOnlyTheListedOwnersAreTouched(t *testing.T) {
	c, s := coreClient(t, coreScript(coreFail(403, 0)), clarifai.WithGuard(clarifai.Guard{Owners: []string{"acme"}}))
	for name, m := range coreMethods {
		owned := strings.Contains(coreRouteOf(m.op).Path, "{user_app_id.user_id}") || coreIsWrite(m.op)
		if !owned {
			continue
		}
		before := len(s.requests())
		if err := m.call(t.Context(), c, []string{"other", "ml", "ann"}); coreIs(err) != "ErrGuarded" || len(s.requests()) != before {
			t.Errorf("%s of another: %v", name, err)
		}
		if m.op == clarifai.OpAppsTransfer { // to "ann", who is not listed
			continue
		}
		self := m.op == clarifai.OpUsersStar || m.op == clarifai.OpUsersUnstar || name == "Users.GetMe" // of "me", which is not listed
		if err := m.call(t.Context(), c, []string{"ACME", "ml", "ann"}); (coreIs(err) == "ErrGuarded") != self {
			t.Errorf("%s of acme: %v", name, err)
		}
	}
}

func TestCoreAnAppGoesToAListedOwnerOnly(t *testing.T) {
	c, s := coreClient(t, coreScript(coreFine("")), clarifai.WithGuard(clarifai.Guard{Owners: []string{"acme", "ann"}}))
	if err := c.Apps.Transfer(t.Context(), "acme", "app", "other"); coreIs(err) != "ErrGuarded" || len(s.requests()) != 0 {
		t.Errorf("to an owner who is not listed: %v", err)
	}
	if err := c.Apps.Transfer(t.Context(), "acme", "app", "ann"); err != nil {
		t.Error(err)
	}
}

func guardedByOwner(t *testing.T, opts ...clarifai.Option) (*clarifai.Client, *coreServer) {
	return coreClient(t, coreScript(coreFine("")), append(opts, clarifai.WithGuard(clarifai.Guard{Owners: []string{"acme"}}))...)
}

func TestCoreCallCannotTouchAnotherOwner(t *testing.T) {
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
			if is := coreIs(err); is != "ErrGuarded" && is != "ErrInvalid" || len(s.requests()) != 0 {
				t.Errorf("%s: %s %s was sent: %v", name, method, try.path, err)
				break
			}
		}
	}
	c, s := guardedByOwner(t)
	for _, path := range []string{"/v2/users/acme/apps", "/v2/organizations/ACME/teams", "/v2/users/%61cme"} {
		if err := c.Call(t.Context(), "POST", path, url.Values{"user_app_id.user_id": {"acme"}}, map[string]any{"user_app_id": map[string]any{"user_id": "acme"}}, nil); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
	if len(s.requests()) != 3 {
		t.Errorf("%d requests", len(s.requests()))
	}
}

func TestCoreCallIsTheOperationWhoseRequestItMakes(t *testing.T) {
	guard := clarifai.WithGuard(clarifai.Guard{Operations: []clarifai.Operation{clarifai.OpCall}})
	var passed []string
	for _, r := range clarifai.Routes() {
		path := strings.NewReplacer("{user_app_id.user_id}", "acme", "{user_app_id.app_id}", "app").Replace(r.Path)
		for _, name := range placeholders(path) {
			path = strings.Replace(path, "{"+name+"}", "x", 1)
		}
		segments := strings.Split(path, "/")
		last := segments[len(segments)-1]
		escaped := strings.TrimSuffix(path, last) + "%" + strings.ToUpper(hex(last[0])) + last[1:]
		middle := strings.Replace(path, "/v2/", "/%762/", 1)
		for _, p := range []string{path, escaped, middle} {
			c, s := coreClient(t, coreScript(coreFine("")), guard)
			if err := c.Call(t.Context(), r.Method, p, nil, nil, nil); coreIs(err) != "ErrGuarded" && coreIs(err) != "ErrInvalid" || len(s.requests()) != 0 {
				passed = append(passed, fmt.Sprintf("%s %s passes for no operation; it is %s: %v", r.Method, p, r.Op, err))
			}
		}
	}
	if len(passed) > 0 {
		t.Errorf("%d requests, such as:\n%s", len(passed), strings.Join(passed[:min(len(passed), 3)], "\n"))
	}
	c, s := coreClient(t, coreScript(coreFine("")), guard)
	if err := c.Call(t.Context(), "GET", "/v2/things", nil, nil, nil); err != nil || s.requests()[0].op != clarifai.OpCall {
		t.Errorf("OpCall does not allow a Call: %v", err)
	}
}

func hex(b byte) string { return string("0123456789abcdef"[b>>4]) + string("0123456789abcdef"[b&15]) }

func TestCoreAReroutedOperationTouchesNoOtherOwner(t *testing.T) {
	c, s := guardedByOwner(t, clarifai.WithRoute(clarifai.OpTeamsDelete, "POST", "/v3/{user_app_id.user_id}/delete"))
	if err := c.Teams.Delete(t.Context(), "other", []string{"ml"}); coreIs(err) != "ErrGuarded" || len(s.requests()) != 0 {
		t.Errorf("%v", err)
	}
	// Owners that stand in the override itself.
	for _, path := range []string{"/v2/users/other/roles", "/v2/organizations/other/roles", "/v2/%75sers/other/roles"} {
		s := &coreServer{handle: coreScript(coreFine(`"roles":[]`))}
		c, err := clarifai.NewClient(clarifai.WithPAT(corePAT), clarifai.WithHTTPClient(&http.Client{Transport: s}),
			clarifai.WithGuard(clarifai.Guard{Owners: []string{"acme"}}), clarifai.WithRoute(clarifai.OpRolesList, "GET", path))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Roles.List(t.Context(), nil); coreIs(err) != "ErrGuarded" || len(s.requests()) != 0 {
			t.Errorf("%s was read: %v", path, err)
		}
	}
}

func TestCoreMaxWritesIsExactUnderManyGoroutines(t *testing.T) {
	c, s := coreClient(t, coreScript(coreFine("")), clarifai.WithGuard(clarifai.Guard{MaxWrites: 37}))
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
			case coreIs(err) == "ErrGuarded":
				guarded.Add(1)
			default:
				t.Error(err)
			}
			_ = c.Call(t.Context(), "GET", "/v2/things", nil, nil, nil) // reads do not count
		})
	}
	group.Wait()
	writes := 0
	for _, r := range s.requests() {
		if r.Method != "GET" {
			writes++
		}
	}
	if writes != 37 || done.Load() != 37 || guarded.Load() != 63 || len(s.requests()) != 137 {
		t.Errorf("%d writes, %d done, %d guarded, %d requests", writes, done.Load(), guarded.Load(), len(s.requests()))
	}
}

func TestCoreRetriesOfAWriteDoNotCountAndChunksDo(t *testing.T) {
	c, s := coreClient(t, coreScript(coreFail(500, 0), coreFail(500, 0), coreFine("")), clarifai.WithGuard(clarifai.Guard{MaxWrites: 3}),
		clarifai.WithRetry(clarifai.RetryPolicy{MinWait: 1, MaxWait: 1}))
	if err := c.Organizations.Delete(t.Context(), "acme"); err != nil || len(s.requests()) != 3 {
		t.Errorf("%d requests, %v", len(s.requests()), err)
	}
	err := c.Teams.RemoveMembers(t.Context(), "acme", "ml", coreUsers(300))
	if !strings.Contains(err.Error(), "44 of 300") || coreIs(err) != "ErrGuarded" || len(s.requests()) != 5 {
		t.Errorf("%d requests, %v", len(s.requests()), err)
	}
}

func TestCoreAGuardedCreationIsNotAmbiguousAndNotReadBack(t *testing.T) {
	c, s := coreClient(t, coreScript(coreFine("")), clarifai.WithGuard(clarifai.Guard{Operations: []clarifai.Operation{clarifai.OpTeamsList}}))
	if _, err := c.Teams.Create(t.Context(), "acme", clarifai.CreateTeamRequest{ID: "a", Name: "A"}); coreIs(err) != "ErrGuarded" || len(s.requests()) != 0 {
		t.Errorf("%d requests, %v", len(s.requests()), err)
	}
}

func TestCoreWithRouteKeepsThePlaceholders(t *testing.T) {
	const org, id = "{user_app_id.user_id}", "{id}"
	good := map[string][2]string{
		"moved":            {"GET", "/v3/orgs/" + org + "/teams/" + id},
		"other order":      {"GET", "/v3/" + id + "/of/" + org},
		"POST":             {"POST", "/v3/read/" + org + "/" + id},
		"its own":          {"GET", "/v2/organizations/" + org + "/teams/" + id},
		"escaped literals": {"GET", "/v3/a%20b/" + org + "/" + id},
	}
	for name, r := range good {
		c, s := coreClient(t, coreScript(coreTeam), clarifai.WithRoute(clarifai.OpTeamsGet, r[0], r[1]))
		if _, err := c.Teams.Get(t.Context(), "ac me", "m:l"); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		want := strings.NewReplacer(org, "ac%20me", id, "m:l").Replace(r[1])
		if q := s.requests()[0]; q.Method != r[0] || q.URL.EscapedPath() != want || q.op != clarifai.OpTeamsGet {
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
		s := &coreServer{handle: coreScript(coreTeam)}
		c, err := clarifai.NewClient(clarifai.WithPAT(corePAT), clarifai.WithHTTPClient(&http.Client{Transport: s}), clarifai.WithRoute(clarifai.OpTeamsGet, r[0], r[1]))
		if coreIs(err) == "ErrInvalid" && strings.Contains(err.Error(), "WithRoute") && strings.Contains(err.Error(), "teams.get") {
			continue
		}
		t.Errorf("%s: %s %s is accepted: %v", name, r[0], r[1], err)
		if c != nil {
			if p := corePanics(func() { _, _ = c.Teams.Get(t.Context(), "acme", "ml") }); p != nil {
				t.Errorf("%s: and panics: %v", name, p)
			}
		}
	}
}

func TestCoreNoOperationCanTakeAnothersRequest(t *testing.T) {
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
			if _, err := clarifai.NewClient(clarifai.WithPAT(corePAT), clarifai.WithRoute(from.Op, to.Method, path)); coreIs(err) != "ErrInvalid" {
				taken = append(taken, fmt.Sprintf("%s takes %s %s, the request of %s", from.Op, to.Method, path, to.Op))
			}
		}
	}
	if len(taken) > 0 {
		t.Errorf("%d pairs, such as:\n%s", len(taken), strings.Join(taken[:min(len(taken), 3)], "\n"))
	}
}

func TestCoreAReadReroutedToAWritesRequestDoesNotPassAReadOnlyGuard(t *testing.T) {
	_, err := clarifai.NewClient(clarifai.WithPAT(corePAT), clarifai.WithGuard(clarifai.Guard{ReadOnly: true}),
		clarifai.WithRoute(clarifai.OpMembersListForApp, "POST", "/v2/organizations/{user_app_id.user_id}/teams/{user_app_id.app_id}/users"))
	if coreIs(err) != "ErrInvalid" || !strings.Contains(err.Error(), `"teams.add_members"`) {
		t.Errorf("the request of teams.add_members passes for a read: %v", err)
	}
}

func placeholders(path string) (names []string) {
	for segment := range strings.SplitSeq(path, "/") {
		if strings.HasPrefix(segment, "{") {
			names = append(names, strings.Trim(segment, "{}"))
		}
	}
	return names
}
