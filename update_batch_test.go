package clarifai_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

// manyOf adds teams t0 to tn, members m0 to mn and pending invitations of i0 to in.
func manyOf(n int) func(*clarifaitest.Config) {
	return func(c *clarifaitest.Config) {
		org := &c.Organizations[0]
		for i := range n {
			org.Teams = append(org.Teams, clarifaitest.Team{ID: fmt.Sprint("t", i), Name: "Old"})
			c.Users = append(c.Users, clarifaitest.User{ID: fmt.Sprint("m", i)})
			org.Members = append(org.Members, clarifaitest.Member{UserID: fmt.Sprint("m", i), Role: clarifai.MemberRoleUser})
			org.Invitations = append(org.Invitations, clarifaitest.Invitation{Email: fmt.Sprintf("i%d@acme.example", i), Role: clarifai.MemberRoleUser})
		}
	}
}

// changeBatch is one of the methods that change many resources, over a server of
// manyOf.
type changeBatch struct {
	op   clarifai.Operation
	list clarifai.Operation // verifies it
	// call changes the items of these numbers, or what is not there for -1. It
	// reports for each whether the result has it.
	call func(ctx context.Context, s *clarifaitest.Server, c *clarifai.Client, numbers []int, opts ...clarifai.CallOption) ([]bool, error)
	// made reports whether the server has the change of a number.
	made func(s *clarifaitest.Server, number int) bool
}

func id(prefix string, number int) string {
	if number < 0 {
		return "none"
	}
	return fmt.Sprint(prefix, number)
}

func pendingID(s *clarifaitest.Server, number int) string {
	for _, i := range s.Invitations("acme") {
		if i.Email == fmt.Sprintf("i%d@acme.example", number) {
			return i.ID
		}
	}
	return "none"
}

var changeBatches = map[string]changeBatch{
	"Teams.UpdateBatch": {
		clarifai.OpTeamsUpdate, clarifai.OpTeamsList,
		func(ctx context.Context, _ *clarifaitest.Server, c *clarifai.Client, numbers []int, opts ...clarifai.CallOption) ([]bool, error) {
			reqs := make([]clarifai.UpdateTeamBatchRequest, len(numbers))
			for i, n := range numbers {
				reqs[i] = clarifai.UpdateTeamBatchRequest{TeamID: id("t", n), UpdateTeamRequest: clarifai.UpdateTeamRequest{Name: new("New")}}
			}
			teams, err := c.Teams.UpdateBatch(ctx, "acme", reqs, opts...)
			there := make([]bool, len(teams))
			for i, team := range teams {
				there[i] = team != nil && team.ID == id("t", numbers[i]) && team.Name == "New"
			}
			return there, err
		},
		func(s *clarifaitest.Server, number int) bool {
			return slices.ContainsFunc(s.Teams("acme"), func(t clarifaitest.Team) bool { return t.ID == id("t", number) && t.Name == "New" })
		},
	},
	"Members.UpdateRoleBatch": {
		clarifai.OpMembersUpdateRole, clarifai.OpMembersList,
		func(ctx context.Context, s *clarifaitest.Server, c *clarifai.Client, numbers []int, opts ...clarifai.CallOption) ([]bool, error) {
			reqs := make([]clarifai.UpdateMemberRoleRequest, len(numbers))
			for i, n := range numbers {
				role := clarifai.MemberRoleByID(s.MemberRoleID(clarifai.MemberRoleFinancialManager))
				reqs[i] = clarifai.UpdateMemberRoleRequest{UserID: strings.ToUpper(id("m", n)), Role: role}
			}
			return nil, c.Members.UpdateRoleBatch(ctx, "acme", reqs, opts...)
		},
		func(s *clarifaitest.Server, number int) bool {
			return slices.ContainsFunc(s.Members("acme"), func(m clarifaitest.Member) bool {
				return m.UserID == id("m", number) && m.Role == clarifai.MemberRoleFinancialManager
			})
		},
	},
	"Invitations.CancelBatch": {
		clarifai.OpInvitationsCancel, clarifai.OpInvitationsList,
		func(ctx context.Context, s *clarifaitest.Server, c *clarifai.Client, numbers []int, opts ...clarifai.CallOption) ([]bool, error) {
			ids := make([]string, len(numbers))
			for i, n := range numbers {
				ids[i] = pendingID(s, n)
			}
			cancelled, err := c.Invitations.CancelBatch(ctx, "acme", ids, opts...)
			there := make([]bool, len(cancelled))
			for i, invitation := range cancelled {
				there[i] = invitation != nil && invitation.ID == ids[i]
			}
			return there, err
		},
		func(s *clarifaitest.Server, number int) bool {
			return !slices.ContainsFunc(s.Invitations("acme"), func(i clarifaitest.Invitation) bool {
				return i.Email == fmt.Sprintf("i%d@acme.example", number) && i.Status == clarifai.InvitationPending
			})
		},
	},
}

func upTo(n int) []int {
	numbers := make([]int, n)
	for i := range numbers {
		numbers[i] = i
	}
	return numbers
}

// failedIndexes returns the indexes of the items that failed.
func failedIndexes(t *testing.T, err error) (failed []int) {
	t.Helper()
	batch, ok := errors.AsType[*clarifai.BatchError](err)
	if err != nil && !ok {
		t.Fatalf("not an error of items: %v", err)
	}
	if ok {
		for _, item := range batch.Items {
			failed = append(failed, item.Index)
		}
	}
	return failed
}

func TestUpdateBatch_Requests(t *testing.T) {
	for name, b := range changeBatches {
		testkit.RunWithServer(t, name+" sends one request for each 128, and believes the response", func(t *testing.T, s *clarifaitest.Server) {
			numbers := upTo(300)
			slices.Reverse(numbers)
			there, err := b.call(t.Context(), s, s.Client(), numbers)
			if err != nil || slices.Contains(there, false) || testkit.CountRequests(s, b.op) != 3 || len(s.Requests()) != 3 {
				t.Errorf("%v, after %d requests", err, len(s.Requests()))
			}
			for _, n := range numbers {
				if !b.made(s, n) {
					t.Errorf("%d is as it was", n)
				}
			}
		}, manyOf(300))
	}
	t.Run("the items are in one list", func(t *testing.T) {
		c, s := testkit.NewClient(t, testkit.Script(testkit.Success(`"teams":[{"id":"b","name":"B","default_role_id":"r"},{"id":"x"},{"id":"a","name":"A"}]`)))
		teams, err := c.Teams.UpdateBatch(t.Context(), "acme", []clarifai.UpdateTeamBatchRequest{
			{TeamID: "a", UpdateTeamRequest: clarifai.UpdateTeamRequest{Name: new("A"), DefaultRole: new(clarifai.TeamRole(""))}},
			{TeamID: "b", UpdateTeamRequest: clarifai.UpdateTeamRequest{DefaultRole: new(clarifai.TeamRoleByID("r"))}},
		})
		const want = `{"action":"merge","teams":[{"id":"a","name":"A","default_role_id":""},{"id":"b","default_role_id":"r"}]}`
		if err != nil || teams[0].ID != "a" || teams[1].ID != "b" || len(s.Requests()) != 1 || s.Requests()[0].Body != want {
			t.Errorf("%v, %v, sent %s", teams, err, s.Requests()[0].Body)
		}
	})
	t.Run("bad input is refused before anything is sent", func(t *testing.T) {
		c, s := testkit.NewClient(t, testkit.Script(testkit.Success("")))
		ctx, rename := t.Context(), clarifai.UpdateTeamRequest{Name: new("N")}
		for name, err := range map[string]error{
			"no teams":       testkit.ErrorOf(c.Teams.UpdateBatch(ctx, "acme", nil)),
			"no change":      testkit.ErrorOf(c.Teams.UpdateBatch(ctx, "acme", []clarifai.UpdateTeamBatchRequest{{TeamID: "a", UpdateTeamRequest: rename}, {TeamID: "b"}})),
			"a team twice":   testkit.ErrorOf(c.Teams.UpdateBatch(ctx, "acme", []clarifai.UpdateTeamBatchRequest{{"a", rename}, {"a", rename}})),
			"no members":     c.Members.UpdateRoleBatch(ctx, "acme", nil),
			"no role":        c.Members.UpdateRoleBatch(ctx, "acme", []clarifai.UpdateMemberRoleRequest{{"a", testkit.SomeRole}, {"b", ""}}),
			"a member twice": c.Members.UpdateRoleBatch(ctx, "acme", []clarifai.UpdateMemberRoleRequest{{"a", testkit.SomeRole}, {"A", testkit.SomeRole}}),
			"no invitations": testkit.ErrorOf(c.Invitations.CancelBatch(ctx, "acme", nil)),
			"one twice":      testkit.ErrorOf(c.Invitations.CancelBatch(ctx, "acme", []string{"a", "b", "a"})),
			"a bad ID":       testkit.ErrorOf(c.Invitations.CancelBatch(ctx, "acme", []string{"a", "../b"})),
		} {
			if testkit.Sentinel(err) != "ErrInvalid" {
				t.Errorf("%s: %v", name, err)
			}
		}
		if n := len(s.Requests()); n != 0 {
			t.Errorf("%d requests", n)
		}
	})
}

func TestUpdateBatch_BadItem(t *testing.T) {
	for name, b := range changeBatches {
		for behavior, variant := range map[string]clarifaitest.Batch{
			"atomic": clarifaitest.BatchAtomic, "mixed": clarifaitest.BatchMixed, "unmarked": clarifaitest.BatchUnmarked,
			"omitted": clarifaitest.BatchOmitted, "silent": clarifaitest.BatchSilent,
		} {
			for _, lag := range []time.Duration{0, time.Second} {
				testkit.RunWithServer(t, fmt.Sprint(name, ", ", behavior, ", lag ", lag), func(t *testing.T, s *clarifaitest.Server) {
					numbers := upTo(20)
					numbers[7] = -1 // not there
					there, err := b.call(t.Context(), s, s.Client(), numbers)
					failed := failedIndexes(t, err)
					switch absentIsDone := b.op == clarifai.OpInvitationsCancel && behavior != "atomic" && behavior != "mixed"; {
					case behavior == "silent" && b.list == clarifai.OpMembersList, absentIsDone:
						// A success that lists nothing counts for all; so does an invitation that is not there after a request that was partly refused.
						if len(failed) != 0 {
							t.Errorf("failed: %v, %v", failed, err)
						}
					case !slices.Equal(failed, []int{7}) || len(there) > 0 && there[7]:
						t.Errorf("failed: %v, %v", failed, err)
					case behavior != "silent" && !errors.Is(err, clarifai.ErrNotFound):
						t.Errorf("the failure is %v", err)
					case errors.Is(err, clarifai.ErrAmbiguous):
						t.Errorf("what is not there is said to be unknown: %v", err)
					}
					for i, n := range numbers {
						if i != 7 && (!b.made(s, n) || len(there) > 0 && !there[i]) {
							t.Errorf("item %d is not changed", i)
						}
					}
					if n := testkit.CountRequests(s, b.op); n > 12 {
						t.Errorf("%d requests", n)
					}
				}, manyOf(20), func(c *clarifaitest.Config) { c.Variants.Batch, c.Variants.Lag = variant, lag })
			}
		}
		testkit.RunWithServer(t, name+" of bad items only is not asked about each", func(t *testing.T, s *clarifaitest.Server) {
			s.Inject(clarifaitest.Fault{Operation: b.op, Kind: clarifaitest.FaultStatus, Status: 404, Code: clarifai.StatusCode(11101), Count: -1})
			_, err := b.call(t.Context(), s, s.Client(), upTo(64))
			if failed := failedIndexes(t, err); len(failed) != 64 || testkit.CountRequests(s, b.op) > 20 {
				t.Errorf("%d failed, after %d requests", len(failed), testkit.CountRequests(s, b.op))
			}
		}, manyOf(64))
	}
}

func TestUpdateBatch_UnknownOutcome(t *testing.T) {
	for name, b := range changeBatches {
		for _, cancel := range []clarifaitest.Cancel{clarifaitest.CancelMarks, clarifaitest.CancelDeletes} {
			if cancel != clarifaitest.CancelMarks && b.op != clarifai.OpInvitationsCancel {
				continue
			}
			testkit.RunWithServer(t, fmt.Sprint(name, " is sent again after a lost response, ", cancel), func(t *testing.T, s *clarifaitest.Server) {
				there, err := b.call(t.Context(), s, s.Client(), upTo(100))
				if err != nil || slices.Contains(there, false) || testkit.CountRequests(s, b.op) != 2 {
					t.Errorf("%v, after %d requests", err, testkit.CountRequests(s, b.op))
				}
			}, manyOf(100), testkit.LoseResponse(b.op), func(c *clarifaitest.Config) { c.Variants.Cancel = cancel })
		}
		testkit.RunWithServer(t, name+" is ambiguous if every response is lost, and nothing more is sent", func(t *testing.T, s *clarifaitest.Server) {
			s.Inject(clarifaitest.Fault{Operation: b.op, Kind: clarifaitest.FaultDrop, Acts: true, Count: -1})
			_, err := b.call(t.Context(), s, s.Client(), upTo(200))
			batch, ok := errors.AsType[*clarifai.BatchError](err)
			if !ok || len(batch.Items) != 200 || testkit.CountRequests(s, b.op) != 5 {
				t.Fatalf("%v, after %d requests", err, testkit.CountRequests(s, b.op))
			}
			for i, item := range batch.Items {
				if errors.Is(item.Err, clarifai.ErrAmbiguous) != (i < 128) {
					t.Errorf("item %d: %v", i, item.Err)
				}
			}
		}, manyOf(200))
		testkit.RunWithServer(t, name+" without retries sends one request, and reads what it leaves out", func(t *testing.T, s *clarifaitest.Server) {
			numbers := upTo(10)
			numbers[3] = -1
			_, err := b.call(t.Context(), s, s.Client(), numbers, clarifai.WithoutRetry())
			failed := failedIndexes(t, err)
			if want := b.op != clarifai.OpInvitationsCancel; slices.Equal(failed, []int{3}) != want || len(failed) > 1 || testkit.CountRequests(s, b.op) != 1 {
				t.Errorf("%v, after %d requests", err, testkit.CountRequests(s, b.op))
			}
		}, manyOf(10), func(c *clarifaitest.Config) { c.Variants.Batch = clarifaitest.BatchUnmarked })
	}
	testkit.RunInFakeTime(t, "what a response left out may have been changed, if no more can be sent", func(t *testing.T) {
		c, _ := testkit.NewClient(t, func(n int, r *testkit.Request) testkit.Reply {
			switch {
			case r.Method == "GET":
				return testkit.Success(`"organization_members":[]`)
			case n == 1:
				return testkit.Reply{Status: 207, Body: `{"status":{"code":10010,"description":"Mixed"}}`}
			}
			return testkit.Failure(403, 11007)
		})
		err := c.Members.UpdateRoleBatch(t.Context(), "acme", []clarifai.UpdateMemberRoleRequest{{"a", testkit.SomeRole}, {"b", testkit.SomeRole}})
		batch, ok := errors.AsType[*clarifai.BatchError](err)
		if !ok || len(batch.Items) != 2 || !errors.Is(batch.Items[0].Err, clarifai.ErrAmbiguous) || !errors.Is(batch.Items[1].Err, clarifai.ErrAmbiguous) {
			t.Errorf("Members.UpdateRoleBatch() = %v", err)
		}
	})
}

func TestTeams_UpdateBatch(t *testing.T) {
	testkit.RunWithServer(t, "a success without effect is an error, after one list for all", func(t *testing.T, s *clarifaitest.Server) {
		var reqs []clarifai.UpdateTeamBatchRequest
		for i := range 60 {
			reqs = append(reqs, clarifai.UpdateTeamBatchRequest{TeamID: fmt.Sprint("t", i), UpdateTeamRequest: clarifai.UpdateTeamRequest{DefaultRole: new(clarifai.TeamRoleLabelerLead)}})
		}
		teams, err := s.Client(clarifai.WithRetry(clarifai.RetryPolicy{VerifyTimeout: -1})).Teams.UpdateBatch(t.Context(), "acme", reqs)
		if failed := failedIndexes(t, err); len(failed) != 60 || teams[0] != nil || !strings.Contains(err.Error(), "reading does not show it") || errors.Is(err, clarifai.ErrAmbiguous) {
			t.Errorf("Teams.UpdateBatch() = %v", err)
		}
		if n, lists := testkit.CountRequests(s, clarifai.OpTeamsUpdate), testkit.CountRequests(s, clarifai.OpTeamsList); n != 1 || lists > 2 || testkit.CountRequests(s, clarifai.OpTeamsGet) != 0 {
			t.Errorf("%d changes and %d lists", n, lists)
		}
	}, manyOf(60), func(c *clarifaitest.Config) { c.Variants.IgnoreDefaultRole = true })
	testkit.RunInFakeTime(t, "a team that is listed in another letter case is the one that was sent", func(t *testing.T) {
		rename := clarifai.UpdateTeamRequest{Name: new("N")}
		c, s := testkit.NewClient(t, testkit.Script(testkit.Success(`"teams":[{"id":"ml","name":"N"},{"id":"OPS","name":"N"}]`)))
		teams, err := c.Teams.UpdateBatch(t.Context(), "acme", []clarifai.UpdateTeamBatchRequest{{"OPS", rename}, {"ML", rename}})
		if err != nil || teams[0].ID != "OPS" || teams[1].ID != "ml" || len(s.Requests()) != 1 {
			t.Errorf("%v, %v, after %d requests", teams, err, len(s.Requests()))
		}
	})
	testkit.RunInFakeTime(t, "a single team that is listed as sent, with a failure, is not changed", func(t *testing.T) {
		for _, status := range []int{200, 207} {
			code := map[int]int{200: 10000, 207: 10010}[status]
			c, s := testkit.NewClient(t, testkit.Script(testkit.Reply{Status: status, Body: fmt.Sprintf(
				`{"status":{"code":%d,"req_id":"m"},"teams":[{"id":"ml","name":"N","status":{"code":11101,"description":"no team"}}]}`, code)}))
			team, err := c.Teams.Update(t.Context(), "acme", "ml", clarifai.UpdateTeamRequest{Name: new("N")})
			if team != nil || !errors.Is(err, clarifai.ErrNotFound) || errors.Is(err, clarifai.ErrAmbiguous) || len(s.Requests()) != 1 || testkit.AsError(t, err).RequestID != "m" {
				t.Errorf("%v, %v, after %d requests", team, err, len(s.Requests()))
			}
		}
	})
}

func TestInvitations_CancelBatch(t *testing.T) {
	for variant, want := range map[clarifaitest.Cancel]bool{
		clarifaitest.CancelMarks: true, clarifaitest.CancelDeletes: true, clarifaitest.CancelIgnores: false, clarifaitest.CancelRefused: false,
	} {
		testkit.RunWithServer(t, fmt.Sprint("variant ", variant), func(t *testing.T, s *clarifaitest.Server) {
			b := changeBatches["Invitations.CancelBatch"]
			there, err := b.call(t.Context(), s, s.Client(), upTo(40))
			if failed := failedIndexes(t, err); (len(failed) == 0) != want || (len(failed) == 40) == want || slices.Contains(there, !want) {
				t.Errorf("%d failed: %v", len(failed), err)
			}
			if n := testkit.CountRequests(s, clarifai.OpInvitationsGet); n != 0 {
				t.Errorf("%d invitations are read alone", n)
			}
			for i := range 40 {
				if b.made(s, i) != want {
					t.Errorf("invitation %d is cancelled: %v", i, !want)
				}
			}
		}, manyOf(40), func(c *clarifaitest.Config) { c.Variants.Cancel, c.Variants.Lag = variant, time.Second })
	}
	testkit.RunInFakeTime(t, "one that was answered is a conflict, and the others are cancelled", func(t *testing.T) {
		const answered, cancelled = `{"id":"a","accepted_at":"2026-01-02T03:04:05Z"}`, `{"id":"b","cancelled_at":"2026-01-02T03:04:05Z"}`
		for name, replies := range map[string][]testkit.Reply{
			"as the response shows": {testkit.Success(`"invitations":[` + answered + `,` + cancelled + `]`)},
			"as the list shows":     {testkit.Success(""), testkit.Success(`"invitations":[` + answered + `,` + cancelled + `]`), testkit.Success(`"invitations":[]`)},
		} {
			c, s := testkit.NewClient(t, testkit.Script(replies...))
			got, err := c.Invitations.CancelBatch(t.Context(), "acme", []string{"a", "b"})
			if failed := failedIndexes(t, err); !slices.Equal(failed, []int{0}) || !errors.Is(err, clarifai.ErrConflict) || got[0] != nil || got[1].ID != "b" || len(s.Requests()) != len(replies) {
				t.Errorf("%s: %v, %v, after %d requests", name, got, err, len(s.Requests()))
			}
		}
	})
}

func TestTeams_CreateBatch_DefaultRoles(t *testing.T) {
	create := func(n int) (reqs []clarifai.CreateTeamRequest) {
		for i := range n {
			reqs = append(reqs, clarifai.CreateTeamRequest{ID: fmt.Sprint("new", i), Name: "New", DefaultRole: clarifai.TeamRoleLabelerLead})
		}
		return reqs
	}
	testkit.RunWithServer(t, "they are set in one request for each 128 teams", func(t *testing.T, s *clarifaitest.Server) {
		reqs := create(200)
		reqs[5].DefaultRole = ""
		teams, err := s.Client().Teams.CreateBatch(t.Context(), "acme", reqs)
		role := s.TeamRoleID(clarifai.TeamRoleLabelerLead)
		for i, team := range teams {
			if team == nil || team.ID != reqs[i].ID || (team.DefaultRoleID == role) != (i != 5) {
				t.Errorf("team %d is %+v", i, team)
			}
		}
		if n := testkit.CountRequests(s, clarifai.OpTeamsUpdate); err != nil || n != 2 || testkit.CountRequests(s, clarifai.OpTeamsCreate) != 2 || testkit.CountRequests(s, clarifai.OpTeamsGet) != 0 {
			t.Errorf("%v, after %d changes of %d requests", err, n, len(s.Requests()))
		}
	}, func(c *clarifaitest.Config) { c.Variants.Lag = time.Second })
	testkit.RunWithServer(t, "if they cannot be set, the error names the teams that are there", func(t *testing.T, s *clarifaitest.Server) {
		reqs := create(3)
		reqs[0].ID, reqs[1].DefaultRole = "ml", "" // taken, and without a role
		s.Inject(clarifaitest.Fault{Operation: clarifai.OpTeamsUpdate, Kind: clarifaitest.FaultStatus, Status: 403, Code: clarifai.CodeInsufficientScopes, Count: -1})
		teams, err := s.Client().Teams.CreateBatch(t.Context(), "acme", reqs)
		batch, ok := errors.AsType[*clarifai.BatchError](err)
		if !ok || batch.Total != 3 || !slices.Equal(failedIndexes(t, err), []int{0, 2}) || teams[0] != nil || teams[1] == nil || teams[2] == nil {
			t.Fatalf("Teams.CreateBatch() = %v, %v", teams, err)
		}
		if !errors.Is(batch.Items[0].Err, clarifai.ErrConflict) || !errors.Is(batch.Items[1].Err, clarifai.ErrForbidden) || !strings.Contains(batch.Items[1].Err.Error(), "the team was created") {
			t.Errorf("Teams.CreateBatch() = %v", err)
		}
	})
}
