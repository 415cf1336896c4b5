package clarifai_test

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// coreStore is a server's teams, team members and invitations: whatever is
// posted, under its id. What it answers is the test's to say.
type coreStore struct {
	things map[string]string    // id or email -> name or role
	shows  map[string]time.Time // when reads see it
	lag    time.Duration
	post   func(n int, items []coreItem) (act bool, reply *coreReply) // nil: the plain answer
	list   func(n int) *coreReply                                     // nil: the list
	posts  int
	lists  int
	bodies [][]coreItem
	twice  []string // what was created a second time
}

type coreItem struct{ key, name string }

func newCoreStore() *coreStore {
	return &coreStore{things: make(map[string]string), shows: make(map[string]time.Time)}
}

func (s *coreStore) put(key, name string) {
	if _, ok := s.things[key]; ok {
		s.twice = append(s.twice, key)
		return
	}
	s.things[key], s.shows[key] = name, time.Now().Add(s.lag)
}

func (s *coreStore) render(op clarifai.Operation, keys []string) string {
	var items []string
	for _, key := range keys {
		switch name := s.things[key]; op {
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

func (s *coreStore) handle(_ int, r *coreRequest) coreReply {
	field := map[clarifai.Operation]string{
		clarifai.OpTeamsCreate: "teams", clarifai.OpTeamsList: "teams", clarifai.OpTeamsAddMembers: "team_users",
		clarifai.OpTeamsListMembers: "team_users", clarifai.OpInvitationsCreate: "invitations", clarifai.OpInvitationsList: "invitations",
	}[r.op]
	if r.Method == "GET" {
		s.lists++
		if s.list != nil {
			if reply := s.list(s.lists); reply != nil {
				return *reply
			}
		}
		var keys []string
		for _, key := range slices.Sorted(maps.Keys(s.things)) {
			if !s.shows[key].After(time.Now()) && r.URL.Query().Get("page") == "1" && r.URL.Query().Get("status") != "ACCEPTED" {
				keys = append(keys, key)
			}
		}
		return coreFine(fmt.Sprintf(`%q:%s`, field, cmp.Or(s.render(r.op, keys), "[]")))
	}
	var body struct {
		Teams       []struct{ ID, Name string }
		Invitations []struct {
			Email string `json:"invitee_email"`
			Role  struct{ ID string }
		}
		UserIDs []string `json:"user_ids"`
	}
	if err := json.Unmarshal([]byte(r.body), &body); err != nil {
		return coreFail(400, 11100)
	}
	var items []coreItem
	for _, t := range body.Teams {
		items = append(items, coreItem{t.ID, t.Name})
	}
	for _, i := range body.Invitations {
		items = append(items, coreItem{i.Email, i.Role.ID})
	}
	for _, id := range body.UserIDs {
		items = append(items, coreItem{id, ""})
	}
	s.posts++
	s.bodies = append(s.bodies, items)
	act, reply := true, (*coreReply)(nil)
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
	return coreFine(fmt.Sprintf(`%q:%s`, field, s.render(r.op, keys)))
}

// always answers each post in the same way.
func always(act bool, reply coreReply) func(int, []coreItem) (bool, *coreReply) {
	return func(int, []coreItem) (bool, *coreReply) { return act, &reply }
}

// first answers the first post only.
func first(act bool, reply coreReply) func(int, []coreItem) (bool, *coreReply) {
	return func(n int, _ []coreItem) (bool, *coreReply) {
		if n == 1 {
			return act, &reply
		}
		return true, nil
	}
}

// coreDoubts are answers after which nobody knows whether the server acted.
var coreDoubts = map[string]coreReply{
	"reset": {err: coreReset}, "500": coreFail(500, 10020), "500 HTML": {status: 500, body: "<html>"}, "502": {status: 502, body: "<html>"},
	"503": coreFail(503, 0), "504": {status: 504}, "408": coreFail(408, 0), "425": coreFail(425, 0), "empty 200": {status: 200},
	"cut": {status: 200, body: `{"status":{"code":100`}, "HTML 200": {status: 200, body: "<html>"}, "{}": {status: 200, body: "{}"},
	"10030": coreFail(200, 10030), "98004": coreFail(200, 98004), "accepted": coreFail(202, 10070), "contradiction": coreFail(500, 10000),
	"lists nothing": coreFine(""), "empty list": coreFine(`"teams":[],"invitations":[]`), "null list": coreFine(`"teams":null,"invitations":null`),
	"unreadable": coreFine(`"teams":"x","invitations":7`), "mixed, nothing told": coreFail(207, 10010), "mixed with 200": coreFail(200, 10010),
	"too large": {status: 200, body: coreBody(`"x":"` + strings.Repeat("x", 1<<16) + `"`)},
}

func coreCreateTeam(ctx context.Context, c *clarifai.Client) error {
	team, err := c.Teams.Create(ctx, "acme", clarifai.CreateTeamRequest{ID: "new", Name: "New"})
	if err == nil && (team == nil || team.ID != "new" || team.Name != "New") {
		return fmt.Errorf("a zero value without an error: %+v", team)
	}
	return err
}

func coreInvite(ctx context.Context, c *clarifai.Client) error {
	invitation, err := c.Invitations.Create(ctx, "acme", clarifai.CreateInvitationRequest{Email: "New@acme.example", Role: coreRole})
	if err == nil && (invitation == nil || invitation.ID == "") {
		return fmt.Errorf("a zero value without an error: %+v", invitation)
	}
	return err
}

func settleClient(t *testing.T, store *coreStore, opts ...clarifai.Option) (*clarifai.Client, *coreServer) {
	return coreClient(t, store.handle, append(opts, clarifai.WithMaxResponseBytes(1<<15))...)
}

func TestCoreADoubtfulCreationThatHappenedIsASuccessAndOneThing(t *testing.T) {
	for name, reply := range coreDoubts {
		for lag := range 3 { // seconds until reads see it; 2 is what the bar asks for
			coreBubble(t, fmt.Sprint(name, " lag ", lag), func(t *testing.T) {
				for what, create := range map[string]func(context.Context, *clarifai.Client) error{"team": coreCreateTeam, "invitation": coreInvite} {
					store := newCoreStore()
					store.lag, store.post = time.Duration(lag)*2*time.Second, first(true, reply)
					c, _ := settleClient(t, store)
					if err := create(t.Context(), c); err != nil {
						t.Errorf("%s: %v", what, err)
					}
					if store.posts != 1 || len(store.things) != 1 || len(store.twice) != 0 {
						t.Errorf("%s: %d posts, %v, twice: %v", what, store.posts, store.things, store.twice)
					}
					if store.lists == 0 {
						t.Errorf("%s: it was not read back", what)
					}
				}
			})
		}
	}
}

func TestCoreADoubtfulTeamThatDidNotHappenIsSentOnceMoreAfterTheSettlingTime(t *testing.T) {
	for name, reply := range coreDoubts {
		coreBubble(t, name, func(t *testing.T) {
			store := newCoreStore()
			store.post = first(false, reply)
			c, s := settleClient(t, store, clarifai.WithRetry(clarifai.RetryPolicy{VerifyTimeout: 20 * time.Second}))
			if err := coreCreateTeam(t.Context(), c); err != nil {
				t.Error(err)
			}
			if store.posts != 2 || len(store.things) != 1 {
				t.Errorf("%d posts, %v", store.posts, store.things)
			}
			var posted []time.Time
			for _, r := range s.requests() {
				if r.Method == "POST" {
					posted = append(posted, r.at)
				}
			}
			if wait := posted[1].Sub(posted[0]); wait < 20*time.Second || wait > 30*time.Second {
				t.Errorf("sent again after %v, settling takes 20s", wait)
			}
		})
		coreBubble(t, name+", twice", func(t *testing.T) {
			store := newCoreStore()
			store.post = always(false, reply)
			c, _ := settleClient(t, store)
			if err := coreCreateTeam(t.Context(), c); !errors.Is(err, clarifai.ErrAmbiguous) || store.posts != 2 {
				t.Errorf("%d posts, %v", store.posts, err)
			}
		})
	}
}

func TestCoreADoubtfulInvitationThatCannotBeFoundIsNeverSentAgain(t *testing.T) {
	for name, reply := range coreDoubts {
		coreBubble(t, name, func(t *testing.T) {
			store := newCoreStore()
			store.post = first(false, reply)
			c, _ := settleClient(t, store)
			err := coreInvite(t.Context(), c)
			if !errors.Is(err, clarifai.ErrAmbiguous) || store.posts != 1 || len(store.things) != 0 {
				t.Errorf("%d posts, %v", store.posts, err)
			}
			if e := coreError(t, err); !e.Ambiguous || e.Op != clarifai.OpInvitationsCreate {
				t.Errorf("%+v", e)
			}
		})
	}
}

func TestCoreAVisibleLaterThanSettlingInvitationIsNotSentAgainEither(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newCoreStore()
		store.lag, store.post = time.Minute, first(true, coreReply{err: coreReset})
		c, _ := settleClient(t, store)
		if err := coreInvite(t.Context(), c); !errors.Is(err, clarifai.ErrAmbiguous) || store.posts != 1 {
			t.Errorf("%d posts, %v", store.posts, err)
		}
	})
}

func TestCoreACreationThatCannotHaveArrivedIsSentAgainWithoutReading(t *testing.T) {
	for name, reply := range map[string]coreReply{
		"dial": {err: coreDial}, "429": coreFail(429, 11005), "429 HTML": {status: 429, body: "<html>"}, "throttled": coreNamed(200, "CONN_THROTTLED"),
	} {
		coreBubble(t, name, func(t *testing.T) {
			for what, create := range map[string]func(context.Context, *clarifai.Client) error{"team": coreCreateTeam, "invitation": coreInvite} {
				store := newCoreStore()
				store.post = func(n int, _ []coreItem) (bool, *coreReply) {
					if n < 4 {
						return false, &reply
					}
					return true, nil
				}
				c, _ := settleClient(t, store)
				if err := create(t.Context(), c); err != nil || store.posts != 4 || store.lists != 0 {
					t.Errorf("%s: %d posts, %d lists, %v", what, store.posts, store.lists, err)
				}
				store = newCoreStore()
				store.post = always(false, reply)
				c, _ = settleClient(t, store)
				tries := 9 // of what comes too soon
				if name == "dial" {
					tries = 5
				}
				if err := create(t.Context(), c); err == nil || errors.Is(err, clarifai.ErrAmbiguous) || store.posts != tries {
					t.Errorf("%s for ever: %d posts, %v", what, store.posts, err)
				}
			}
		})
	}
}

func TestCoreARefusedCreationIsNeitherRepeatedNorAmbiguous(t *testing.T) {
	for name, test := range map[string]struct {
		reply coreReply
		is    string
	}{
		"401": {coreFail(401, 11009), "ErrUnauthorized"}, "403": {coreFail(403, 11007), "ErrForbidden"}, "400": {coreFail(400, 11100), "ErrInvalid"},
		"plan": {coreFail(200, 11006), "ErrPlanLimit"}, "plan, 500": {coreFail(500, 11003), "ErrPlanLimit"}, "plan, 429": {coreFail(403, 11004), "ErrPlanLimit"},
		"parent gone": {coreFail(404, 11101), "ErrNotFound"}, "route gone": {coreReply{status: 404, body: "404 page not found"}, "ErrRouteUnavailable"},
		"moved": {coreReply{status: 307}, "ErrMoved"},
	} {
		coreBubble(t, name, func(t *testing.T) {
			for what, create := range map[string]func(context.Context, *clarifai.Client) error{"team": coreCreateTeam, "invitation": coreInvite} {
				store := newCoreStore()
				store.post = always(false, test.reply)
				c, _ := settleClient(t, store)
				if err := create(t.Context(), c); coreIs(err) != test.is || store.posts != 1 {
					t.Errorf("%s: %d posts, %q: %v", what, store.posts, coreIs(err), err)
				}
			}
		})
	}
}

func TestCoreAnUnreadableDoubtIsAmbiguous(t *testing.T) {
	for name, unread := range map[string]coreReply{
		"403": coreFail(403, 11007), "route gone": {status: 404, body: "<html>"}, "11101": coreFail(404, 11101), "500": coreFail(500, 0),
		"no list": coreFine(""), "HTML": {status: 200, body: "<html>"}, "moved": {status: 302}, "reset": {err: coreReset},
	} {
		coreBubble(t, name, func(t *testing.T) {
			for what, create := range map[string]func(context.Context, *clarifai.Client) error{"team": coreCreateTeam, "invitation": coreInvite} {
				for _, acted := range []bool{true, false} {
					store := newCoreStore()
					store.post = always(acted, coreFail(500, 10020))
					store.list = func(int) *coreReply { return &unread }
					c, _ := settleClient(t, store)
					err := create(t.Context(), c)
					if !errors.Is(err, clarifai.ErrAmbiguous) || store.posts != 1 {
						t.Errorf("%s: %d posts, %v", what, store.posts, err)
					}
					if errors.Is(err, clarifai.ErrNotFound) || errors.Is(err, clarifai.ErrForbidden) {
						t.Errorf("%s: the read-back's failure passes for the creation's: %v", what, err)
					}
				}
			}
		})
	}
}

func TestCoreWhatIsThereAndDiffersIsAConflict(t *testing.T) {
	for name, reply := range map[string]coreReply{
		"reset": {err: coreReset}, "500": coreFail(500, 0), "409": coreFail(409, 10020), "10020, 400": coreFail(400, 10020),
		"40010": coreFail(400, 40010), "10020, 200": coreFail(200, 10020),
	} {
		coreBubble(t, name, func(t *testing.T) {
			store := newCoreStore()
			store.put("new", "Another name")
			store.put("new@acme.example", "role-2")
			store.post = always(false, reply)
			c, _ := settleClient(t, store)
			for what, create := range map[string]func(context.Context, *clarifai.Client) error{"team": coreCreateTeam, "invitation": coreInvite} {
				before := store.posts
				if err := create(t.Context(), c); coreIs(err) != "ErrConflict" || store.posts != before+1 {
					t.Errorf("%s: %d posts, %q: %v", what, store.posts-before, coreIs(err), err)
				}
			}
		})
	}
	for name, reply := range map[string]coreReply{"409": coreFail(409, 10020), "40010": coreFail(400, 40010), "10020": coreFail(400, 10020)} {
		coreBubble(t, "equal but refused, "+name, func(t *testing.T) {
			store := newCoreStore()
			store.put("new", "New")
			store.put("new@acme.example", "role-1")
			store.post = always(false, reply)
			c, _ := settleClient(t, store)
			for what, create := range map[string]func(context.Context, *clarifai.Client) error{"team": coreCreateTeam, "invitation": coreInvite} {
				if err := create(t.Context(), c); coreIs(err) != "ErrConflict" {
					t.Errorf("%s: %v", what, err)
				}
			}
		})
	}
}

func TestCoreAConflictAfterADoubtfulTryIsOurOwnThing(t *testing.T) {
	// The write shows late, the second POST is refused as a duplicate of the
	// first: exactly what was asked for is there.
	synctest.Test(t, func(t *testing.T) {
		store := newCoreStore()
		store.lag = 5500 * time.Millisecond // over the settling time, and visible at the second look
		store.post = func(n int, _ []coreItem) (bool, *coreReply) {
			if n == 1 {
				return true, &coreReply{err: coreReset}
			}
			return false, &[]coreReply{coreFail(409, 40010)}[0]
		}
		c, _ := settleClient(t, store)
		if err := coreCreateTeam(t.Context(), c); err != nil || store.posts != 2 {
			t.Errorf("%d posts, %v", store.posts, err)
		}
	})
}

func TestCoreAWaitPastTheDeadlineWhileSettlingIsNotBegun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newCoreStore()
		store.post = always(false, coreReply{err: coreReset})
		c, _ := settleClient(t, store, clarifai.WithRetry(clarifai.RetryPolicy{VerifyTimeout: time.Hour}))
		ctx, cancel := context.WithTimeout(t.Context(), 77*time.Second)
		defer cancel()
		start := time.Now()
		err := coreCreateTeam(ctx, c)
		// Waits of 250 ms, doubled each time, are 63.75 s in all; the next would be 64 s.
		if !errors.Is(err, clarifai.ErrAmbiguous) || !errors.Is(err, context.DeadlineExceeded) || !errors.Is(err, coreReset) ||
			store.posts != 1 || time.Since(start) != 63750*time.Millisecond {
			t.Errorf("%d posts in %v: %v", store.posts, time.Since(start), err)
		}
	})
}

func TestCoreWithoutRetryACreationIsSentOnceAndStillReadBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newCoreStore()
		store.post = always(true, coreReply{err: coreReset})
		c, _ := settleClient(t, store)
		if _, err := c.Teams.Create(t.Context(), "acme", clarifai.CreateTeamRequest{ID: "new", Name: "New"}, clarifai.WithoutRetry()); err != nil || store.posts != 1 {
			t.Errorf("%d posts, %v", store.posts, err)
		}
		store = newCoreStore()
		store.post = always(false, coreFail(500, 0))
		c, _ = settleClient(t, store)
		if _, err := c.Teams.Create(t.Context(), "acme", clarifai.CreateTeamRequest{ID: "new", Name: "New"}, clarifai.WithoutRetry()); !errors.Is(err, clarifai.ErrAmbiguous) || store.posts != 1 {
			t.Errorf("%d posts, %v", store.posts, err)
		}
		store = newCoreStore()
		store.post = always(false, coreFail(429, 11005))
		c, _ = settleClient(t, store)
		if _, err := c.Teams.Create(t.Context(), "acme", clarifai.CreateTeamRequest{ID: "new", Name: "New"}, clarifai.WithoutRetry()); coreIs(err) != "ErrRateLimited" || store.posts != 1 {
			t.Errorf("%d posts, %v", store.posts, err)
		}
	})
}

func coreUsers(n int) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = fmt.Sprintf("u%03d", i)
	}
	return ids
}

// corePages answers the store's lists page by page.
func (s *coreStore) paged(_ int, r *coreRequest) coreReply {
	if r.Method != "GET" {
		return s.handle(0, r)
	}
	var page int
	if _, err := fmt.Sscan(r.URL.Query().Get("page"), &page); err != nil {
		return coreFail(400, 11100)
	}
	keys := slices.Sorted(maps.Keys(s.things))
	from := min((page-1)*1000, len(keys))
	s.lists++
	return coreFine(`"team_users":` + s.render(r.op, keys[from:min(from+1000, len(keys))]))
}

func TestCoreABatchIsSplitAndItsResultsAreAligned(t *testing.T) {
	store := newCoreStore()
	c, _ := settleClient(t, store, clarifai.WithMaxResponseBytes(1<<20))
	ids := coreUsers(300)
	slices.Reverse(ids)
	added, err := c.Teams.AddMembers(t.Context(), "acme", "ml", ids)
	if err != nil {
		t.Fatal(err)
	}
	if store.posts != 3 || store.lists != 0 {
		t.Errorf("%d posts, %d lists", store.posts, store.lists)
	}
	for _, body := range store.bodies {
		if len(body) == 0 || len(body) > 128 {
			t.Errorf("a request of %d items", len(body))
		}
	}
	if len(added) != len(ids) {
		t.Fatalf("%d results", len(added))
	}
	for i, m := range added {
		if m == nil || m.UserID != ids[i] {
			t.Errorf("item %d is %+v", i, m)
		}
	}
}

func TestCoreAnAnswerInAnotherOrderIsStillAligned(t *testing.T) {
	c, _ := coreClient(t, coreScript(coreFine(`"teams":[{"id":"c","name":"C"},{"id":"a","name":"A"},{"id":"x","name":"X"},{"id":"b","name":"B"}]`)))
	teams, err := c.Teams.CreateBatch(t.Context(), "acme", []clarifai.CreateTeamRequest{{ID: "a", Name: "A"}, {ID: "b", Name: "B"}, {ID: "c", Name: "C"}})
	if err != nil || teams[0].ID != "a" || teams[1].ID != "b" || teams[2].ID != "c" {
		t.Errorf("%v, %v", teams, err)
	}
}

func TestCoreAMixedBatchTellsEachItem(t *testing.T) {
	for name, items := range map[string]string{
		"each with its status":        `{"id":"a","name":"A","status":{"code":10000}},{"id":"b","name":"B","status":{"code":40010,"description":"taken"}},{"id":"c","name":"C","status":{"code":10000}}`,
		"only the failed with one":    `{"id":"b","name":"B","status":{"code":40010,"description":"taken"}}`,
		"no item has one":             `{"id":"a","name":"A"},{"id":"b","name":"B"},{"id":"c","name":"C"}`,
		"only what succeeded, silent": `{"id":"a","name":"A"},{"id":"c","name":"C"}`,
		"nothing":                     ``,
	} {
		for _, status := range []int{207, 200} {
			coreBubble(t, fmt.Sprint(name, " ", status), func(t *testing.T) {
				store := newCoreStore()
				store.put("b", "Somebody else's")
				store.post = func(_ int, items2 []coreItem) (bool, *coreReply) {
					for _, item := range items2 {
						if item.key != "b" {
							store.put(item.key, item.name)
						}
					}
					return false, &coreReply{status: status, body: `{"status":{"code":10010,"description":"Mixed","req_id":"m"},"teams":[` + items + `]}`}
				}
				c, _ := settleClient(t, store)
				teams, err := c.Teams.CreateBatch(t.Context(), "acme", []clarifai.CreateTeamRequest{{ID: "a", Name: "A"}, {ID: "b", Name: "B"}, {ID: "c", Name: "C"}})
				batch, ok := errors.AsType[*clarifai.BatchError](err)
				if !ok || len(batch.Items) != 1 || batch.Items[0].Index != 1 || batch.Total != 3 || !errors.Is(err, clarifai.ErrConflict) {
					t.Fatalf("%v, %v", teams, err)
				}
				if teams[0] == nil || teams[0].ID != "a" || teams[1] != nil || teams[2] == nil || teams[2].ID != "c" {
					t.Errorf("%v", teams)
				}
				if store.posts != 1 || len(store.twice) != 0 {
					t.Errorf("%d posts, twice: %v", store.posts, store.twice)
				}
			})
		}
	}
}

func TestCoreASuccessThatListsOnlySomeIsCheckedForTheOthers(t *testing.T) {
	for _, silent := range []bool{true, false} { // were the others created?
		coreBubble(t, fmt.Sprint(silent), func(t *testing.T) {
			store := newCoreStore()
			store.post = func(n int, items []coreItem) (bool, *coreReply) {
				if n > 1 {
					return true, nil
				}
				store.put(items[0].key, items[0].name)
				if silent {
					store.put(items[1].key, items[1].name)
				}
				return false, &[]coreReply{coreFine(`"teams":[{"id":"a","name":"A"}]`)}[0]
			}
			c, _ := settleClient(t, store)
			teams, err := c.Teams.CreateBatch(t.Context(), "acme", []clarifai.CreateTeamRequest{{ID: "a", Name: "A"}, {ID: "b", Name: "B"}})
			if err != nil || teams[0] == nil || teams[1] == nil || teams[1].ID != "b" || len(store.things) != 2 || len(store.twice) != 0 {
				t.Errorf("%v, %v, twice %v", teams, err, store.twice)
			}
		})
	}
}

func TestCoreABatchRefusedBecauseOneItemExistsIsSentOnceMoreWithoutIt(t *testing.T) {
	for name, reply := range map[string]coreReply{"409": coreFail(409, 10020), "400/10020": coreFail(400, 10020), "400/40010": coreFail(400, 40010)} {
		coreBubble(t, name, func(t *testing.T) {
			store := newCoreStore()
			store.put("b", "B")
			store.post = func(_ int, items []coreItem) (bool, *coreReply) {
				for _, item := range items {
					if _, ok := store.things[item.key]; ok {
						return false, &reply
					}
				}
				return true, nil
			}
			c, _ := settleClient(t, store)
			teams, err := c.Teams.CreateBatch(t.Context(), "acme", []clarifai.CreateTeamRequest{{ID: "a", Name: "A"}, {ID: "b", Name: "B"}, {ID: "c", Name: "C"}})
			batch, ok := errors.AsType[*clarifai.BatchError](err)
			if !ok || len(batch.Items) != 1 || batch.Items[0].Index != 1 || coreIs(batch.Items[0].Err) != "ErrConflict" {
				t.Errorf("%v", err)
			}
			if store.posts != 2 || len(store.bodies[1]) != 2 || teams[0] == nil || teams[1] != nil || teams[2] == nil {
				t.Errorf("%d posts %v, %v", store.posts, store.bodies, teams)
			}
			store = newCoreStore() // the same with people, who are mailed
			store.put("b@acme.example", "role-1")
			store.post = func(_ int, items []coreItem) (bool, *coreReply) {
				for _, item := range items {
					if _, ok := store.things[item.key]; ok {
						return false, &reply
					}
				}
				return true, nil
			}
			c, _ = settleClient(t, store)
			people, err := c.Invitations.CreateBatch(t.Context(), "acme", []clarifai.CreateInvitationRequest{
				{Email: "a@acme.example", Role: coreRole}, {Email: "b@acme.example", Role: coreRole}})
			batch, ok = errors.AsType[*clarifai.BatchError](err)
			if !ok || len(batch.Items) != 1 || batch.Items[0].Index != 1 || people[0] == nil || len(store.twice) != 0 || store.posts != 2 {
				t.Errorf("%d posts, %v, %v", store.posts, people, err)
			}
		})
	}
}

func TestCoreEmptyAndDuplicateBatchesAreRefusedBeforeTheNetwork(t *testing.T) {
	c, s := coreClient(t, coreScript(coreFine("")))
	ctx := t.Context()
	late := append(coreUsers(200), "U150") // user ids ignore case
	invite := func(emails ...string) (list []clarifai.CreateInvitationRequest) {
		for _, email := range emails {
			list = append(list, clarifai.CreateInvitationRequest{Email: email, Role: coreRole})
		}
		return list
	}
	for name, err := range map[string]error{
		"no teams":        coreValue(c.Teams.CreateBatch(ctx, "acme", nil)),
		"empty teams":     coreValue(c.Teams.CreateBatch(ctx, "acme", []clarifai.CreateTeamRequest{})),
		"no people":       coreValue(c.Invitations.CreateBatch(ctx, "acme", nil)),
		"no members":      coreValue(c.Teams.AddMembers(ctx, "acme", "ml", nil)),
		"no apps":         c.Teams.AddApps(ctx, "acme", "ml", nil),
		"remove nobody":   c.Teams.RemoveMembers(ctx, "acme", "ml", []string{}),
		"remove no apps":  c.Teams.RemoveApps(ctx, "acme", "ml", nil),
		"delete no teams": c.Teams.Delete(ctx, "acme", nil),
		"star nobody":     c.Users.Star(ctx, nil),
		"unstar nobody":   c.Users.Unstar(ctx, nil),
		"teams twice":     coreValue(c.Teams.CreateBatch(ctx, "acme", []clarifai.CreateTeamRequest{{ID: "a", Name: "A"}, {ID: "a", Name: "B"}})),
		"people twice":    coreValue(c.Invitations.CreateBatch(ctx, "acme", invite("a@acme.example", "b@acme.example", "A@ACME.example"))),
		"members twice":   coreValue(c.Teams.AddMembers(ctx, "acme", "ml", late)),
		"apps twice":      c.Teams.AddApps(ctx, "acme", "ml", []clarifai.AddTeamAppRequest{{AppID: "a", Role: coreRole}, {AppID: "a", Role: coreRole}}),
		"stars twice":     c.Users.Star(ctx, []string{"a", "A"}),
		"no name":         coreValue(c.Teams.CreateBatch(ctx, "acme", []clarifai.CreateTeamRequest{{ID: "a"}})),
		"no role":         coreValue(c.Invitations.Create(ctx, "acme", clarifai.CreateInvitationRequest{Email: "a@acme.example"})),
		"no email":        coreValue(c.Invitations.CreateBatch(ctx, "acme", invite("a@acme.example", ""))),
		"bad email":       coreValue(c.Invitations.CreateBatch(ctx, "acme", invite("Ann <a@acme.example>"))),
		"nothing to do":   coreValue(c.Teams.Update(ctx, "acme", "ml", clarifai.UpdateTeamRequest{})),
	} {
		if coreIs(err) != "ErrInvalid" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if n := len(s.requests()); n != 0 {
		t.Errorf("%d requests", n)
	}
}

func TestCoreNothingMoreIsSentAfterAChunkThatWasRefusedAsAWhole(t *testing.T) {
	for name, reply := range map[string]coreReply{"403": coreFail(403, 11007), "401": coreFail(401, 11009), "plan": coreFail(403, 11006), "route": {status: 404}} {
		synctest.Test(t, func(t *testing.T) {
			store := newCoreStore()
			store.post = func(n int, _ []coreItem) (bool, *coreReply) {
				if n == 2 {
					return false, &reply
				}
				return true, nil
			}
			c, _ := settleClient(t, store)
			added, err := c.Teams.AddMembers(t.Context(), "acme", "ml", coreUsers(400))
			batch, ok := errors.AsType[*clarifai.BatchError](err)
			if !ok || store.posts != 2 || len(batch.Items) != 272 || batch.Items[0].Index != 128 || batch.Items[271].Index != 399 {
				t.Fatalf("%s: %d posts, %v", name, store.posts, err)
			}
			for i, m := range added {
				if (m != nil) != (i < 128) {
					t.Errorf("%s: item %d is %v", name, i, m)
				}
			}
			want := coreIs(batch.Items[0].Err)
			if want == "" || coreIs(batch.Items[271].Err) != "" || !strings.Contains(batch.Items[271].Err.Error(), "not sent") {
				t.Errorf("%s: %q and %v", name, want, batch.Items[271].Err)
			}
			if errors.Is(err, clarifai.ErrAmbiguous) {
				t.Errorf("%s: what was not sent is in doubt", name)
			}
		})
	}
}

func TestCoreALongRemovalTellsWhatWasNotRemoved(t *testing.T) {
	var sizes []int
	c, _ := coreClient(t, func(n int, r *coreRequest) coreReply {
		sizes = append(sizes, strings.Count(r.body, `"u`)-1)
		if n == 2 {
			return coreFail(403, 11007)
		}
		return coreFine("")
	})
	err := c.Teams.RemoveMembers(t.Context(), "acme", "ml", coreUsers(300))
	batch, ok := errors.AsType[*clarifai.BatchError](err)
	if !ok || !slices.Equal(sizes, []int{128, 128}) || len(batch.Items) != 172 || batch.Items[0].Index != 128 || !errors.Is(err, clarifai.ErrForbidden) {
		t.Errorf("requests of %v: %v", sizes, err)
	}
}

func TestCoreALongListOfDoubtsIsReadBackPageByPage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newCoreStore()
		for _, id := range coreUsers(1100) {
			store.things["other-"+id] = ""
		}
		store.post = always(true, coreReply{err: coreReset})
		s := &coreServer{handle: store.paged}
		c, _ := coreClient(t, s.handle)
		added, err := c.Teams.AddMembers(t.Context(), "acme", "ml", coreUsers(200))
		if err != nil || len(added) != 200 || added[199] == nil || store.posts != 2 {
			t.Errorf("%d posts, %v", store.posts, err)
		}
	})
}

func TestCoreARemovalInDoubtIsReadBackAndWhatIsLeftSentOnce(t *testing.T) {
	for _, left := range []string{"", "fired", "fired,other"} { // of these two, who are on the team after the first try
		coreBubble(t, left, func(t *testing.T) {
			var sent []string
			c, _ := coreClient(t, func(_ int, r *coreRequest) coreReply {
				if r.Method == "GET" {
					var items []string
					for id := range strings.SplitSeq(left, ",") {
						if r.URL.Query().Get("page") != "1" {
							break
						}
						items = append(items, fmt.Sprintf(`{"team_id":"ml","user_id":%q}`, id))
					}
					return coreFine(`"team_users":[` + strings.Join(items, ",") + `]`)
				}
				sent = append(sent, r.body)
				switch len(sent) {
				case 1:
					return coreReply{status: 502, body: "<html>"}
				case 2:
					return coreFail(404, 11101)
				}
				return coreFine("")
			})
			err := c.Teams.RemoveMembers(t.Context(), "acme", "ml", []string{"fired", "other", "nobody"})
			want := 3
			if left == "" {
				want = 2
			}
			if err != nil || len(sent) != want {
				t.Fatalf("%d requests, %v", len(sent), err)
			}
			if left != "" && (strings.Contains(sent[2], "nobody") || !strings.Contains(sent[2], "fired") || strings.Contains(sent[2], "other") != strings.Contains(left, "other")) {
				t.Errorf("sent again: %s", sent[2])
			}
		})
	}
	coreBubble(t, "unreadable", func(t *testing.T) {
		c, _ := coreClient(t, func(n int, r *coreRequest) coreReply {
			if r.Method == "GET" {
				return coreFail(403, 11007)
			}
			return coreScript(coreReply{err: coreReset}, coreFail(404, 11101))(n, r)
		})
		err := c.Teams.RemoveMembers(t.Context(), "acme", "ml", []string{"fired", "nobody"})
		if !errors.Is(err, clarifai.ErrAmbiguous) || errors.Is(err, clarifai.ErrNotFound) || errors.Is(err, clarifai.ErrForbidden) {
			t.Errorf("%q: %v", coreIs(err), err)
		}
	})
}
