package clarifai_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

// unruly is a server of some resources that behaves in another way at each request
// to change them. It knows nothing of the client, and nobody else changes anything.
type unruly struct {
	field  string // of requests and lists
	random *rand.Rand
	there  map[string]bool // the resources, and whether each was changed
	order  []string
	bad    map[string]bool // what it refuses to change
	// show writes a resource as JSON.
	show     func(id string, changed bool) string
	silent   bool // responses list nothing
	requests int
	spoiled  bool // the last response
}

// ids returns what a request is about.
func (u *unruly) ids(body string) (ids []string) {
	var request map[string]json.RawMessage
	var items []struct{ ID string }
	if json.Unmarshal([]byte(body), &request) != nil || json.Unmarshal(request[u.field], &items) != nil {
		panic("not a request: " + body)
	}
	for _, item := range items {
		ids = append(ids, item.ID)
	}
	return ids
}

func (u *unruly) handle(_ int, r *testkit.Request) testkit.Reply {
	if r.Method == "GET" {
		if single, ok := strings.CutPrefix(r.URL.Path, "/v2/organizations/acme/"+u.field+"/"); ok {
			if _, there := u.there[single]; !there {
				return testkit.Failure(404, 11101)
			}
			return testkit.Success(`"` + strings.TrimSuffix(u.field, "s") + `":` + u.show(single, u.there[single]))
		}
		var items []string
		if !testkit.PastFirstPage(r.Request) {
			for _, id := range u.order {
				items = append(items, u.show(id, u.there[id]))
			}
		}
		return testkit.Success(`"` + u.field + `":[` + strings.Join(items, ",") + `]`)
	}
	u.requests++
	ids := u.ids(r.Body)
	refused := func(id string) bool { _, there := u.there[id]; return !there || u.bad[id] }
	if !u.spoiled && u.random.IntN(4) == 0 { // the request is lost
		u.spoiled = true
		return testkit.Reply{Err: testkit.ErrReset}
	}
	if slices.ContainsFunc(ids, refused) && (u.random.IntN(2) == 0 || len(ids) == 1) { // all or nothing
		u.spoiled = false
		return [...]testkit.Reply{testkit.Failure(404, 11101), testkit.Failure(400, 10020), testkit.Failure(409, 40010)}[u.random.IntN(3)]
	}
	failures := 0
	for _, id := range ids {
		if refused(id) {
			failures++
		} else {
			u.there[id] = true
		}
	}
	if !u.spoiled && u.random.IntN(4) == 0 { // its response is lost
		u.spoiled = true
		return [...]testkit.Reply{{Err: testkit.ErrReset}, {Status: 502, Body: "<html>"}, {Status: 200, Body: `{"sta`}}[u.random.IntN(3)]
	}
	u.spoiled = false
	reply := testkit.Reply{Status: 200, Body: `{"status":{"code":10000,"req_id":"ok"}`}
	mixed := failures > 0 && (u.silent || u.random.IntN(4) > 0)
	if mixed {
		reply = testkit.Reply{Status: 207, Body: `{"status":{"code":10010,"req_id":"mixed"}`}
	}
	if !u.silent {
		reply.Body += `,"` + u.field + `":[` + strings.Join(u.listed(ids, refused, mixed), ",") + `]`
	}
	reply.Body += "}"
	return reply
}

// listed returns the items of a response.
func (u *unruly) listed(ids []string, refused func(string) bool, mixed bool) (items []string) {
	all, forFailed := u.random.IntN(2) == 0, u.random.IntN(3)
	for _, id := range ids {
		with := func(item string, code int) string {
			return strings.TrimSuffix(item, "}") + fmt.Sprintf(`,"status":{"code":%d}}`, code)
		}
		switch {
		case refused(id) && (!mixed || forFailed == 0): // left out
		case refused(id) && forFailed == 1:
			items = append(items, with(u.show(id, true), 11101)) // as it was sent
		case refused(id):
			items = append(items, u.show(id, true)) // without a word
		case all && mixed:
			items = append(items, with(u.show(id, true), 10000))
		case u.random.IntN(8) > 0: // or left out, though it was changed
			items = append(items, u.show(id, true))
		}
	}
	u.random.Shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
	if len(items) > 0 && u.random.IntN(4) == 0 {
		items = append(items, items[0])
	}
	return items
}

// What a batch reports is so, and what can be changed is, however the server responds.
func TestUpdateBatch_UnrulyServer(t *testing.T) {
	for name, test := range map[string]struct {
		field  string
		silent bool
		show   func(id string, changed bool) string
		call   func(t *testing.T, c *clarifai.Client, ids []string) error
	}{
		"teams": {
			"teams", false,
			func(id string, changed bool) string {
				return fmt.Sprintf(`{"id":%q,"name":%q}`, id, map[bool]string{true: "New", false: "Old"}[changed])
			},
			func(t *testing.T, c *clarifai.Client, ids []string) error {
				var reqs []clarifai.UpdateTeamBatchRequest
				for _, id := range ids {
					reqs = append(reqs, clarifai.UpdateTeamBatchRequest{TeamID: id, UpdateTeamRequest: clarifai.UpdateTeamRequest{Name: new("New")}})
				}
				return testkit.ErrorOf(c.Teams.UpdateBatch(t.Context(), "acme", reqs))
			},
		},
		"members": {
			"organization_members", true,
			func(id string, changed bool) string {
				return fmt.Sprintf(`{"user":{"id":%q},"role":{"id":%q}}`, id, map[bool]string{true: "new", false: "old"}[changed])
			},
			func(t *testing.T, c *clarifai.Client, ids []string) error {
				var reqs []clarifai.UpdateMemberRoleRequest
				for _, id := range ids {
					reqs = append(reqs, clarifai.UpdateMemberRoleRequest{UserID: id, Role: clarifai.MemberRoleByID("new")})
				}
				return c.Members.UpdateRoleBatch(t.Context(), "acme", reqs)
			},
		},
		"invitations": {
			"invitations", false,
			func(id string, changed bool) string {
				return fmt.Sprintf(`{"id":%q%s}`, id, map[bool]string{true: `,"cancelled_at":"2026-01-02T03:04:05Z"`}[changed])
			},
			func(t *testing.T, c *clarifai.Client, ids []string) error {
				return testkit.ErrorOf(c.Invitations.CancelBatch(t.Context(), "acme", ids))
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			harness.Check(t, func(rt *rapid.T) {
				n := rapid.IntRange(1, 40).Draw(rt, "items")
				bad := rapid.SliceOfNDistinct(rapid.IntRange(0, n-1), 0, 3, rapid.ID).Draw(rt, "bad")
				absent := rapid.SliceOfNDistinct(rapid.IntRange(0, n-1), 0, 1, rapid.ID).Draw(rt, "absent")
				u := &unruly{
					field: test.field, silent: test.silent, show: test.show, there: make(map[string]bool), bad: make(map[string]bool),
					random: rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "server"), 0)),
				}
				ids := make([]string, n)
				for i := range ids {
					ids[i] = fmt.Sprint("x", i)
					if u.bad[ids[i]] = slices.Contains(bad, i); !slices.Contains(absent, i) {
						u.there[ids[i]] = false
						u.order = append(u.order, ids[i])
					}
				}
				c, _ := testkit.NewClient(t, u.handle, clarifai.WithRetry(clarifai.RetryPolicy{MinWait: 1, MaxWait: 1, VerifyTimeout: -1}))
				err := test.call(t, c, ids)
				batch, ok := errors.AsType[*clarifai.BatchError](err)
				if err != nil && !ok {
					rt.Fatalf("not an error of items: %v", err)
				}
				failed := make(map[int]error)
				if ok {
					for _, item := range batch.Items {
						failed[item.Index] = item.Err
					}
				}
				for i, id := range ids {
					changed, there := u.there[id]
					switch failure := failed[i]; {
					case failure == nil && there && !changed:
						rt.Errorf("%s is said to be changed", id)
					case failure == nil && !there && name != "invitations":
						rt.Errorf("%s is said to be changed, and is not there", id)
					case failure != nil && there && !u.bad[id]:
						rt.Errorf("%s could be changed (%v): %v", id, changed, failure)
					case failure != nil && changed && !errors.Is(failure, clarifai.ErrAmbiguous):
						rt.Errorf("%s was changed, and its failure does not say that it may be: %v", id, failure)
					}
				}
				if u.requests > 20+4*n {
					rt.Errorf("%d requests for %d items", u.requests, n)
				}
			})
		})
	}
}
