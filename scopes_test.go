package clarifai_test

import (
	"errors"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestScopes_NotOfferedForKeys(t *testing.T) {
	testkit.WithServer(t, func(t *testing.T, s *clarifaitest.Server) {
		client := s.Client(clarifai.WithPAT("limited"))
		_, err := client.Teams.List(t.Context(), "acme", nil)
		if !errors.Is(err, clarifai.ErrForbidden) || !strings.Contains(err.Error(), "Teams_Get were not offered for keys: only a token with the scope All has them") {
			t.Errorf("got %v", err)
		}
		_, err = client.Tokens.List(t.Context(), "me", nil)
		if !errors.Is(err, clarifai.ErrForbidden) || !strings.Contains(err.Error(), "Keys_Get") || strings.Contains(err.Error(), "All") {
			t.Errorf("of a scope that is offered: %v", err)
		}
	}, func(c *clarifaitest.Config) {
		c.Tokens = append(c.Tokens, clarifaitest.Token{UserID: "owner", Secret: "limited", Scopes: []string{"Apps_Get"}})
	})
}

func TestScopes_Table(t *testing.T) {
	// A token that has exactly the scopes of the table carries every operation
	// out, and finds out what became of it after a lost response. Every request is
	// of an operation that the table lists.
	t.Run("the scopes are enough, and lookups are listed", func(t *testing.T) {
		for _, r := range route.All() {
			if r.Credential == route.None || r.Credential == route.Session {
				continue
			}
			op := clarifai.Operation(r.Op)
			always, sometimes := r.Needs()
			scopes := slices.Concat(always, sometimes)
			if op == clarifai.OpTokensCreate || op == clarifai.OpCollaboratorsUpdate || op == clarifai.OpCollaboratorsAdd {
				scopes = append(scopes, "Models_Get") // scopes that are granted to others
			}
			if len(scopes) == 0 {
				scopes = []string{"Predict"}
			}
			for _, faults := range [][]func(*clarifaitest.Config){nil, {testkit.LoseResponse(op)}} {
				testkit.WithServer(t, func(t *testing.T, s *clarifaitest.Server) {
					client := s.Client(clarifai.WithPAT("limited"))
					call := testkit.Calls(s.Invitations("acme")[0].ID, s.MemberRoleID(clarifai.MemberRoleAdmin))[op]
					value, err := call(t.Context(), client)
					never := r.Class == route.Never && faults != nil
					if never != errors.Is(err, clarifai.ErrAmbiguous) || !never && (err != nil || reflect.ValueOf(value).IsZero()) {
						t.Errorf("%s with %v (lost: %v): %v, %v", op, scopes, faults != nil, value, err)
					}
					for _, request := range s.Requests() {
						listed := slices.ContainsFunc(r.LookUps, func(l route.LookUp) bool { return clarifai.Operation(l.Op) == request.Operation })
						if request.Operation != op && !listed && !preparing[op][request.Operation] {
							t.Errorf("%s sends %s, which the table does not list", op, request.Operation)
						}
					}
				}, append(faults, func(c *clarifaitest.Config) {
					c.Tokens = append(c.Tokens, clarifaitest.Token{UserID: "owner", Secret: "limited", Scopes: scopes})
				})...)
			}
		}
	})

	t.Run("Routes has the lookups", func(t *testing.T) {
		for _, r := range clarifai.Routes() {
			own := route.Get(string(r.Op))
			if len(r.Lookups) != len(own.LookUps) {
				t.Fatalf("%s: %v", r.Op, r.Lookups)
			}
			for i, l := range r.Lookups {
				if string(l.Op) != own.LookUps[i].Op || l.When != own.LookUps[i].When {
					t.Errorf("%s: %v", r.Op, l)
				}
			}
		}
	})
}

// preparing are the requests by which a call of operations is prepared.
var preparing = map[clarifai.Operation]map[clarifai.Operation]bool{
	clarifai.OpUsersUnstar: {clarifai.OpUsersStar: true},
}

func TestPreflight(t *testing.T) {
	testkit.RunWithServer(t, "operations are sorted by the token's scopes", func(t *testing.T, s *clarifaitest.Server) {
		some := s.Client(clarifai.WithPAT(s.PAT("dora")))
		report, err := some.Preflight(t.Context(), clarifai.OpAppsGet, clarifai.OpAppsDelete, clarifai.OpTeamsGet, clarifai.OpTeamsCreate,
			clarifai.OpUsersGet, clarifai.OpInvitationsGetPublic)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(report.Allowed, []clarifai.Operation{clarifai.OpAppsGet, clarifai.OpTeamsGet, clarifai.OpUsersGet, clarifai.OpInvitationsGetPublic}) {
			t.Errorf("allowed: %v", report.Allowed)
		}
		// The token shows a scope of organizations, so Clarifai has these.
		want := []clarifai.MissingScopes{
			{Operation: clarifai.OpAppsDelete, Scopes: []clarifai.Scope{"Apps_Add", "Apps_Delete"}},
			{Operation: clarifai.OpTeamsCreate, Scopes: []clarifai.Scope{"Teams_Add", "Roles_Get"}, Lookups: []clarifai.Scope{"Roles_Get"}},
		}
		if diff := cmp.Diff(want, report.Missing); diff != "" {
			t.Errorf("missing:\n%s", diff)
		}
		if len(report.Unknown) > 0 {
			t.Errorf("unknown: %v", report.Unknown)
		}
		if err := report.Err(); !errors.Is(err, clarifai.ErrForbidden) || !strings.Contains(err.Error(), "apps.delete needs Apps_Add, Apps_Delete") {
			t.Errorf("the report's error: %v", err)
		}

		all, err := s.Client().Preflight(t.Context())
		if err != nil || len(all.Allowed) != len(clarifai.Routes()) || all.Err() != nil {
			t.Errorf("with All: %d of %d allowed, %v", len(all.Allowed), len(clarifai.Routes()), err)
		}
		before := len(s.Requests())
		if _, err := some.Preflight(t.Context(), "teams.brew"); !errors.Is(err, clarifai.ErrInvalid) || len(s.Requests()) != before {
			t.Errorf("an operation that there is not: %v", err)
		}
	}, func(c *clarifaitest.Config) {
		c.Users = append(c.Users, clarifaitest.User{ID: "dora", Scopes: []string{"Apps_Get", "Workflows_Get", "Teams_Get"}})
	})

	t.Run("lookups are taken into account", func(t *testing.T) {
		ops := []clarifai.Operation{clarifai.OpMembersAdd, clarifai.OpTeamsSetAppRole}
		preflight := func(t *testing.T, scopes ...string) (report *clarifai.PreflightReport) {
			testkit.WithServer(t, func(t *testing.T, s *clarifaitest.Server) {
				var err error
				if report, err = s.Client(clarifai.WithPAT("limited")).Preflight(t.Context(), ops...); err != nil {
					t.Fatal(err)
				}
			}, func(c *clarifaitest.Config) {
				c.Tokens = append(c.Tokens, clarifaitest.Token{UserID: "owner", Secret: "limited", Scopes: scopes})
			})
			return report
		}
		t.Run("what a look-up needs is missing", func(t *testing.T) {
			report := preflight(t, "OrganizationMembers_Add", "TeamApps_Get", "TeamApps_Add", "Teams_Get", "Roles_Get", "Apps_Get")
			want := &clarifai.PreflightReport{Missing: []clarifai.MissingScopes{
				{clarifai.OpMembersAdd, []clarifai.Scope{"OrganizationMembers_List"}, []clarifai.Scope{"OrganizationMembers_List"}},
				{clarifai.OpTeamsSetAppRole, []clarifai.Scope{"TeamApps_Delete"}, []clarifai.Scope{"TeamApps_Delete"}},
			}}
			if diff := cmp.Diff(want, report); diff != "" {
				t.Error(diff)
			}
		})
		t.Run("a role's name needs Roles_Get", func(t *testing.T) {
			report := preflight(t, "OrganizationMembers_Add")
			if len(report.Allowed) > 0 || len(report.Missing) != 2 {
				t.Fatalf("Client.Preflight() = %+v", report)
			}
			if diff := cmp.Diff([]clarifai.Scope{"Roles_Get", "OrganizationMembers_List"}, report.Missing[0].Scopes); diff != "" {
				t.Error(diff)
			}
			if err := report.Err(); !errors.Is(err, clarifai.ErrForbidden) || !strings.Contains(err.Error(), "members.add needs Roles_Get, OrganizationMembers_List (Roles_Get, OrganizationMembers_List only for look-ups)") ||
				!strings.Contains(err.Error(), "only a token with the scope All has them") {
				t.Errorf("got %v", err)
			}
		})
		t.Run("scopes that nothing shows to exist are unknown", func(t *testing.T) {
			ops = ops[:1]
			report := preflight(t, "Apps_Get")
			if len(report.Unknown) != 1 || !report.Unknown[0].NeedsAll() || report.Err() != nil {
				t.Errorf("Client.Preflight() = %+v", report)
			}
		})
		t.Run("All is everything", func(t *testing.T) {
			ops = nil
			if report := preflight(t, "All"); len(report.Allowed) != len(clarifai.Routes()) {
				t.Errorf("Client.Preflight() = %+v", report)
			}
		})
	})
}
