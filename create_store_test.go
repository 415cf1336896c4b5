package clarifai_test

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

// fakeStore is a server's teams, team members and invitations. It stores
// whatever is posted under its ID. Each test decides how it responds.
type fakeStore struct {
	resources map[string]string    // name or role by ID or email
	shows     map[string]time.Time // when reads see it
	lag       time.Duration
	post      func(n int, items []storeItem) (act bool, reply *testkit.Reply) // nil means the plain response
	list      func(n int) *testkit.Reply                                      // nil: the list
	posts     int
	lists     int
	bodies    [][]storeItem
	twice     []string // what was created a second time
}

type storeItem struct{ key, name string }

func newFakeStore() *fakeStore {
	return &fakeStore{resources: make(map[string]string), shows: make(map[string]time.Time)}
}

func (s *fakeStore) put(key, name string) {
	if _, ok := s.resources[key]; ok {
		s.twice = append(s.twice, key)
		return
	}
	s.resources[key], s.shows[key] = name, time.Now().Add(s.lag)
}

func (s *fakeStore) render(op clarifai.Operation, keys []string) string {
	var items []string
	for _, key := range keys {
		switch name := s.resources[key]; op {
		case clarifai.OpTeamsCreate, clarifai.OpTeamsList:
			items = append(items, fmt.Sprintf(`{"id":%q,"name":%q}`, key, name))
		case clarifai.OpTeamsAddMembers, clarifai.OpTeamsListMembers:
			items = append(items, fmt.Sprintf(`{"team_id":"ml","user_id":%q}`, key))
		default:
			items = append(items, fmt.Sprintf(`{"id":"inv-%s","invitee_email":%q,"role":{"id":%q}}`, key, key, name))
		}
	}
	return "[" + strings.Join(items, ",") + "]"
}

func (s *fakeStore) handle(_ int, r *testkit.Request) testkit.Reply {
	field := map[clarifai.Operation]string{
		clarifai.OpTeamsCreate: "teams", clarifai.OpTeamsList: "teams", clarifai.OpTeamsAddMembers: "team_users",
		clarifai.OpTeamsListMembers: "team_users", clarifai.OpInvitationsCreate: "invitations", clarifai.OpInvitationsList: "invitations",
	}[r.Op]
	if r.Method == "GET" {
		s.lists++
		if s.list != nil {
			if reply := s.list(s.lists); reply != nil {
				return *reply
			}
		}
		var keys []string
		for _, key := range slices.Sorted(maps.Keys(s.resources)) {
			if !s.shows[key].After(time.Now()) && r.URL.Query().Get("page") == "1" && r.URL.Query().Get("status") != "ACCEPTED" {
				keys = append(keys, key)
			}
		}
		return testkit.Success(fmt.Sprintf(`%q:%s`, field, cmp.Or(s.render(r.Op, keys), "[]")))
	}
	var body struct {
		Teams       []struct{ ID, Name string }
		Invitations []struct {
			Email string `json:"invitee_email"`
			Role  struct{ ID string }
		}
		UserIDs []string `json:"user_ids"`
	}
	if err := json.Unmarshal([]byte(r.Body), &body); err != nil {
		return testkit.Failure(400, 11100)
	}
	var items []storeItem
	for _, t := range body.Teams {
		items = append(items, storeItem{t.ID, t.Name})
	}
	for _, i := range body.Invitations {
		items = append(items, storeItem{i.Email, i.Role.ID})
	}
	for _, id := range body.UserIDs {
		items = append(items, storeItem{id, ""})
	}
	s.posts++
	s.bodies = append(s.bodies, items)
	act, reply := true, (*testkit.Reply)(nil)
	if s.post != nil {
		act, reply = s.post(s.posts, items)
	}
	var keys []string
	for _, item := range items {
		if act {
			s.put(item.key, item.name)
		}
		keys = append(keys, item.key)
	}
	if reply != nil {
		return *reply
	}
	return testkit.Success(fmt.Sprintf(`%q:%s`, field, s.render(r.Op, keys)))
}

// always responds to each post in the same way.
func always(act bool, reply testkit.Reply) func(int, []storeItem) (bool, *testkit.Reply) {
	return func(int, []storeItem) (bool, *testkit.Reply) { return act, &reply }
}

// first responds in this way to the first post only.
func first(act bool, reply testkit.Reply) func(int, []storeItem) (bool, *testkit.Reply) {
	return func(n int, _ []storeItem) (bool, *testkit.Reply) {
		if n == 1 {
			return act, &reply
		}
		return true, nil
	}
}

// unknownOutcomes are responses after which the client cannot know whether the
// server acted.
var unknownOutcomes = map[string]testkit.Reply{
	"reset": {Err: testkit.ErrReset}, "500": testkit.Failure(500, 10020), "500 HTML": {Status: 500, Body: "<html>"}, "502": {Status: 502, Body: "<html>"},
	"503": testkit.Failure(503, 0), "504": {Status: 504}, "408": testkit.Failure(408, 0), "425": testkit.Failure(425, 0), "empty 200": {Status: 200},
	"cut": {Status: 200, Body: `{"status":{"code":100`}, "HTML 200": {Status: 200, Body: "<html>"}, "{}": {Status: 200, Body: "{}"},
	"10030": testkit.Failure(200, 10030), "98004": testkit.Failure(200, 98004), "accepted": testkit.Failure(202, 10070), "contradiction": testkit.Failure(500, 10000),
	"lists nothing": testkit.Success(""), "empty list": testkit.Success(`"teams":[],"invitations":[]`), "null list": testkit.Success(`"teams":null,"invitations":null`),
	"unreadable": testkit.Success(`"teams":"x","invitations":7`), "mixed, nothing told": testkit.Failure(207, 10010), "mixed with 200": testkit.Failure(200, 10010),
	"too large": {Status: 200, Body: testkit.Body(`"x":"` + strings.Repeat("x", 1<<16) + `"`)},
}

func createTeam(ctx context.Context, c *clarifai.Client) error {
	team, err := c.Teams.Create(ctx, "acme", clarifai.CreateTeamRequest{ID: "new", Name: "New"})
	if err == nil && (team == nil || team.ID != "new" || team.Name != "New") {
		return fmt.Errorf("a zero value without an error: %+v", team)
	}
	return err
}

func invite(ctx context.Context, c *clarifai.Client) error {
	invitation, err := c.Invitations.Create(ctx, "acme", clarifai.CreateInvitationRequest{Email: "New@acme.example", Role: testkit.SomeRole})
	if err == nil && (invitation == nil || invitation.ID == "") {
		return fmt.Errorf("a zero value without an error: %+v", invitation)
	}
	return err
}

func storeClient(t *testing.T, store *fakeStore, opts ...clarifai.Option) (*clarifai.Client, *testkit.Transport) {
	return testkit.NewClient(t, store.handle, append(opts, clarifai.WithMaxResponseBytes(1<<15))...)
}

func userIDs(n int) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = fmt.Sprintf("u%03d", i)
	}
	return ids
}

// paged responds with the lists of the store page by page.
func (s *fakeStore) paged(_ int, r *testkit.Request) testkit.Reply {
	if r.Method != "GET" {
		return s.handle(0, r)
	}
	var page int
	if _, err := fmt.Sscan(r.URL.Query().Get("page"), &page); err != nil {
		return testkit.Failure(400, 11100)
	}
	keys := slices.Sorted(maps.Keys(s.resources))
	from := min((page-1)*1000, len(keys))
	s.lists++
	return testkit.Success(`"team_users":` + s.render(r.Op, keys[from:min(from+1000, len(keys))]))
}
