package faults_test

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"testing"
	"testing/synctest"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
	"github.com/clarifai-community/clarifai-orgs-go/test/faults"
)

// What docs/faults.md says is true of every operation. A new operation is
// included with its line in the table of routes.
func TestMatrix(t *testing.T) {
	alike := make(map[faults.Behaviour]int) // how many operations behave so
	for _, r := range route.All() {
		alike[faults.Of(r)]++
	}
	seen := make(map[faults.Behaviour]int)
	cells := 0
	for _, r := range route.All() {
		var all []cell
		for _, f := range faults.All() {
			for _, every := range []bool{false, true} {
				all = append(all, cell{r, f, every, nil})
			}
		}
		// The short form has each fault for each behaviour.
		behaviour := faults.Of(r)
		all = harness.Part(all, seen[behaviour], min(alike[behaviour], 18))
		seen[behaviour]++
		cells += len(all)
		t.Run(r.Op, func(t *testing.T) {
			t.Parallel()
			for _, c := range all {
				c.check(t)
			}
		})
	}
	t.Logf("%d operations, %d faults, of the first attempt and of every one: %d cells", len(route.All()), len(faults.All()), cells)
}

// Changes of several resources end as a change of one does. Only a refusal for what
// may be one item's fault is not the end: such a list is sent in parts.
func TestMatrix_Batches(t *testing.T) {
	for op, call := range map[clarifai.Operation]batchCall{
		clarifai.OpTeamsUpdate: func(ctx context.Context, s *clarifaitest.Server, c *clarifai.Client) (any, error) {
			rename := clarifai.UpdateTeamRequest{Name: new("New")}
			return c.Teams.UpdateBatch(ctx, "acme", []clarifai.UpdateTeamBatchRequest{{TeamID: "ml", UpdateTeamRequest: rename}, {TeamID: "ops", UpdateTeamRequest: rename}})
		},
		clarifai.OpMembersUpdateRole: func(ctx context.Context, s *clarifaitest.Server, c *clarifai.Client) (any, error) {
			role := clarifai.MemberRoleByID(s.MemberRoleID(clarifai.MemberRoleFinancialManager))
			return true, c.Members.UpdateRoleBatch(ctx, "acme", []clarifai.UpdateMemberRoleRequest{{UserID: "ann", Role: role}, {UserID: "ben", Role: role}})
		},
		clarifai.OpInvitationsCancel: func(ctx context.Context, s *clarifaitest.Server, c *clarifai.Client) (any, error) {
			var ids []string
			for _, i := range s.Invitations("acme") {
				ids = append(ids, i.ID)
			}
			return c.Invitations.CancelBatch(ctx, "acme", ids)
		},
	} {
		t.Run(string(op), func(t *testing.T) {
			t.Parallel()
			for i, f := range faults.All() {
				isRefusal := f.Kind == "status" && f.Status < 300 && f.Code != 0
				for _, every := range []bool{false, true} {
					if !isRefusal && (harness.Long() || every == (i%2 == 0)) {
						cell{route.Get(string(op)), f, every, call}.check(t)
					}
				}
			}
		})
	}
}

// batchCall changes two resources of a server.
type batchCall func(ctx context.Context, s *clarifaitest.Server, c *clarifai.Client) (any, error)

// cell is an operation under a fault of its first attempt or of every one.
type cell struct {
	route *route.Route
	fault faults.Fault
	every bool
	batch batchCall // instead of the usual call, unless nil
}

func (c cell) String() string {
	return fmt.Sprintf("%s of class %v, %s, at every try: %v", c.route.Op, c.route.Class, c.fault.Name, c.every)
}

// run calls the operation under its fault. A goroutine that stays behind keeps
// the fake time from ending, which fails the test.
func (c cell) run(t *testing.T, limit time.Duration, look func(value any, err error, took time.Duration, requests, acted int)) {
	op := clarifai.Operation(c.route.Op)
	testkit.WithServer(t, func(t *testing.T, s *clarifaitest.Server) {
		hc := *s.HTTPClient()
		hc.Timeout = 10 * time.Second
		options := []clarifai.Option{clarifai.WithHTTPClient(&hc), clarifai.WithMaxResponseBytes(1 << 20)}
		if op == clarifai.OpInvitationsAccept || op == clarifai.OpInvitationsDecline {
			options = append(options, clarifai.WithSessionToken(s.SessionToken("cy")))
		}
		client := s.Client(options...)
		count := 1
		if c.every {
			count = -1
		}
		s.Inject(clarifaitest.Fault{
			Operation: op, Count: count, Acts: c.fault.Acts, Kind: clarifaitest.FaultKind(c.fault.Kind), Status: c.fault.Status,
			Code: clarifai.StatusCode(c.fault.Code), RetryAfter: c.fault.RetryAfter, Location: c.fault.Location, Size: 2 << 20,
		})
		ctx, cancel := context.WithTimeout(t.Context(), limit)
		defer cancel()
		call := testkit.Calls(s.Invitations("acme")[0].ID, s.MemberRoleID(clarifai.MemberRoleAdmin))[op]
		began := time.Now()
		if c.batch != nil {
			call = func(ctx context.Context, client *clarifai.Client, _ ...clarifai.CallOption) (any, error) {
				return c.batch(ctx, s, client)
			}
		}
		value, err := call(ctx, client)
		took := time.Since(began)
		synctest.Wait()
		requests, acted := 0, 0
		for _, r := range s.Requests() {
			if r.Method != c.route.Method || r.Route != c.route.Path {
				continue
			}
			requests++
			if r.Acted {
				acted++
			}
		}
		look(value, err, took, requests, acted)
	}, func(config *clarifaitest.Config) {
		if c.batch != nil {
			org := &config.Organizations[0]
			org.Teams = append(org.Teams, clarifaitest.Team{ID: "ops", Name: "Ops"})
			org.Invitations = append(org.Invitations, clarifaitest.Invitation{Email: "new@acme.example", Role: clarifai.MemberRoleUser})
		}
	})
}

func (c cell) check(t *testing.T) {
	want := faults.Of(c.route).Expect(&c.fault, c.every)
	writes := c.route.Class != route.Read
	once := c.route.Class == route.Verify || c.route.Class == route.Never
	c.run(t, time.Hour, func(value any, err error, took time.Duration, requests, acted int) {
		if ambiguous := errors.Is(err, clarifai.ErrAmbiguous); (err == nil) != want.Value || ambiguous != want.Ambiguous || took >= time.Hour {
			t.Errorf("%v: %v (ambiguous: %v, after %v), want %+v", c, err, ambiguous, took, want)
			return
		}
		if v := reflect.ValueOf(value); err == nil && (!v.IsValid() || v.IsZero()) {
			t.Errorf("%v: no error and no value", c)
		}
		if sentinel := testkit.Sentinels[c.fault.Sentinel]; err != nil && sentinel != nil && !errors.Is(err, sentinel) {
			t.Errorf("%v: the error is no %s: %v", c, c.fault.Sentinel, err)
		}
		if requests != want.Requests {
			t.Errorf("%v: %d requests, want %d", c, requests, want.Requests)
		}
		switch {
		case !writes:
		case once && acted > 1:
			t.Errorf("%v: the server acted %d times", c, acted)
		case err == nil && acted == 0:
			t.Errorf("%v: success, and the server has not acted", c)
		case err != nil && !want.Ambiguous && acted > 0:
			t.Errorf("%v: the server acted, and the error does not say that it may have: %v", c, err)
		}
	})
	if !c.every {
		return
	}
	const limit = 2 * time.Second
	c.run(t, limit, func(_ any, err error, took time.Duration, _, acted int) {
		if took > limit {
			t.Errorf("%v: it took %v of the context's %v", c, took, limit)
		}
		if err != nil && writes && acted > 0 && !errors.Is(err, clarifai.ErrAmbiguous) {
			t.Errorf("%v: cut short, the server acted, and the error does not say that it may have: %v", c, err)
		}
		if once && acted > 1 {
			t.Errorf("%v: cut short, the server acted %d times", c, acted)
		}
	})
}
