package clarifai_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
)

// What calls send that nothing may show.
const (
	spareToken   = "spare-token-of-the-owner"
	password     = `pass"<w&rd> é 4711`
	clientSecret = `client-secret+/=<4711>`
	cardSource   = "tok_new_4711"
)

// bubble runs a test in fake time against a server in memory, which has an
// organization "acme" with a team, an app, a pending invitation, and members.
func bubble(t *testing.T, test func(t *testing.T, s *clarifaitest.Server), opts ...clarifaitest.Option) {
	t.Helper()
	seeds := []clarifaitest.Option{
		clarifaitest.InMemory(),
		clarifaitest.WithUser(clarifaitest.User{ID: "owner", Email: "owner@acme.example"}),
		clarifaitest.WithUser(clarifaitest.User{ID: "ann", Email: "ann@acme.example"}),
		clarifaitest.WithUser(clarifaitest.User{ID: "ben", Email: "ben@acme.example"}),
		clarifaitest.WithUser(clarifaitest.User{ID: "cy", Email: "cy@acme.example"}),
		clarifaitest.WithApps(clarifaitest.App{Owner: "acme", ID: "app", StarredBy: []string{"owner"}, Collaborators: []clarifaitest.Collaborator{
			{UserID: "cy", Scopes: []string{"Apps_Get"}}}, Counts: clarifaitest.ResourceCounts{Models: 3}}),
		clarifaitest.WithApps(clarifaitest.App{Owner: "owner", ID: "own"}),
		clarifaitest.WithToken(clarifaitest.Token{UserID: "owner", Secret: spareToken, Description: "spare"}),
		clarifaitest.WithPasswordPolicy(clarifaitest.PasswordPolicy{ID: "policy", OrganizationID: "acme", MinimumLength: 8}),
		clarifaitest.WithPasswordPolicy(clarifaitest.PasswordPolicy{ID: "everybody", MinimumLength: 4}),
		clarifaitest.WithIdentityProvider(clarifaitest.IdentityProvider{
			OrganizationID: "acme", ID: "idp", Name: "IdP", SAMLMetadataURL: "https://idp.example/metadata"}),
		clarifaitest.WithUsage(clarifaitest.Usage{
			OwnerID: "acme", Date: time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC), // when a bubble begins
			Section: clarifai.UsageModelUsage, CallerUserID: "ann", AppID: "app", Value: 3}),
		clarifaitest.WithCards(clarifaitest.Card{OwnerID: "acme", ID: "card-1"}, clarifaitest.Card{OwnerID: "acme", ID: "card-2"}),
		clarifaitest.WithApp("acme", "app2", ""),
		clarifaitest.WithOrganization(clarifaitest.Organization{
			ID: "acme", Name: "Acme", BillingEmail: "bills@acme.example",
			Members: []clarifaitest.Member{
				{UserID: "ann", Role: clarifai.RoleOrganizationUser},
				{UserID: "ben", Role: clarifai.RoleOrganizationUser},
			},
			Teams: []clarifaitest.Team{{
				ID: "ml", Name: "ML", Members: []string{"ann"},
				Apps: []clarifaitest.TeamApp{{AppID: "app", Role: clarifai.TeamRoleModelTrainer}},
			}},
			Invitations: []clarifaitest.Invitation{{Email: "cy@acme.example", Role: clarifai.RoleOrganizationUser}},
		}),
	}
	synctest.Test(t, func(t *testing.T) {
		test(t, clarifaitest.NewServer(t, append(seeds, opts...)...))
	})
}

// writes counts the requests of an operation.
func requests(s *clarifaitest.Server, op clarifai.Operation) (n int) {
	for _, r := range s.Requests() {
		if r.Operation == op {
			n++
		}
	}
	return n
}

// lost is a connection that drops after the server acted.
func lost(op clarifai.Operation) clarifaitest.Option {
	return clarifaitest.WithFaults(clarifaitest.Fault{Operation: op, Kind: clarifaitest.FaultDrop, Acts: true})
}

func TestATeamWhoseAnswerIsLostIsCreatedOnceAndReported(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		team, err := s.Client().Teams.Create(t.Context(), "acme", clarifai.CreateTeamRequest{ID: "new", Name: "New"})
		if err != nil || team.ID != "new" {
			t.Fatalf("got %v, %v", team, err)
		}
		if n := requests(s, clarifai.OpTeamsCreate); n != 1 {
			t.Errorf("%d requests to create it", n)
		}
		if teams := s.Teams("acme"); len(teams) != 2 {
			t.Errorf("the server has %v", teams)
		}
	}, lost(clarifai.OpTeamsCreate))
}

func TestAnInvitationWhoseAnswerIsLostIsSentOnceAndReported(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		_, err := s.Client().Invitations.Create(t.Context(), "acme",
			clarifai.CreateInvitationRequest{Email: "new@acme.example", Role: clarifai.RoleOrganizationUser})
		if err != nil {
			t.Fatal(err)
		}
		if n := requests(s, clarifai.OpInvitationsCreate); n != 1 {
			t.Errorf("%d requests to send it", n)
		}
	}, lost(clarifai.OpInvitationsCreate), clarifaitest.WithExists(clarifaitest.ExistsSilent))
}

func TestWritesThatShowTwoSecondsLaterAreNotRepeated(t *testing.T) {
	// A server that would make a second of everything, and says of nothing
	// that it worked.
	faults := []clarifaitest.Option{
		lost(clarifai.OpTeamsCreate), lost(clarifai.OpInvitationsCreate),
		clarifaitest.WithLag(2 * time.Second), clarifaitest.WithExists(clarifaitest.ExistsSilent),
	}
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		client := s.Client()
		if _, err := client.Teams.Create(t.Context(), "acme", clarifai.CreateTeamRequest{ID: "new", Name: "New"}); err != nil {
			t.Error(err)
		}
		if _, err := client.Invitations.Create(t.Context(), "acme",
			clarifai.CreateInvitationRequest{Email: "new@acme.example", Role: clarifai.RoleOrganizationUser}); err != nil {
			t.Error(err)
		}
		if teams, invitations := len(s.Teams("acme")), len(s.Invitations("acme")); teams != 2 || invitations != 2 {
			t.Errorf("the server has %d teams and %d invitations", teams, invitations)
		}
	}, faults...)
}

func TestATeamThatWasNotCreatedIsSentOnceMore(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		if _, err := s.Client().Teams.Create(t.Context(), "acme", clarifai.CreateTeamRequest{ID: "new", Name: "New"}); err != nil {
			t.Fatal(err)
		}
		if n := requests(s, clarifai.OpTeamsCreate); n != 2 {
			t.Errorf("%d requests to create it", n)
		}
	}, clarifaitest.WithFaults(clarifaitest.Fault{Operation: clarifai.OpTeamsCreate, Kind: clarifaitest.FaultDrop}))
}

func TestAnInvitationThatCannotBeFoundIsAmbiguousAndNotSentAgain(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		_, err := s.Client().Invitations.Create(t.Context(), "acme",
			clarifai.CreateInvitationRequest{Email: "new@acme.example", Role: clarifai.RoleOrganizationUser})
		if !errors.Is(err, clarifai.ErrAmbiguous) {
			t.Errorf("got %v", err)
		}
		if n := requests(s, clarifai.OpInvitationsCreate); n != 1 {
			t.Errorf("%d requests to send it", n)
		}
	}, clarifaitest.WithFaults(clarifaitest.Fault{Operation: clarifai.OpInvitationsCreate, Kind: clarifaitest.FaultDrop}))
}

func TestOneBadItemDoesNotKeepTheOthersOut(t *testing.T) {
	for name, variant := range map[string]clarifaitest.Batch{
		"atomic": clarifaitest.BatchAtomic, "mixed": clarifaitest.BatchMixed, "unmarked": clarifaitest.BatchUnmarked,
		"omitted": clarifaitest.BatchOmitted, "silent": clarifaitest.BatchSilent,
	} {
		t.Run(name, func(t *testing.T) {
			bubble(t, func(t *testing.T, s *clarifaitest.Server) {
				client := s.Client()
				ids := []string{"ben", "nobody", "ann", "owner"}
				added, err := client.Teams.AddMembers(t.Context(), "acme", "ml", ids)
				batch, ok := errors.AsType[*clarifai.BatchError](err)
				if !ok || len(batch.Items) != 1 || batch.Items[0].Index != 1 {
					t.Errorf("adding members: %v", err)
				}
				for i, m := range added {
					if (m == nil) != (i == 1) || m != nil && m.UserID != ids[i] {
						t.Errorf("item %d is %v", i, m)
					}
				}
				if got := s.TeamMembers("acme", "ml"); len(got) != 3 {
					t.Errorf("on the team: %v", got)
				}

				err = client.Teams.AddApps(t.Context(), "acme", "ml", []clarifai.AddTeamAppRequest{
					{AppID: "none", Role: clarifai.TeamRoleFullAccess}, {AppID: "app2", Role: clarifai.TeamRoleFullAccess}})
				batch, ok = errors.AsType[*clarifai.BatchError](err)
				if variant == clarifaitest.BatchSilent { // the response has no list: its success is one
					if err != nil {
						t.Errorf("adding apps: %v", err)
					}
				} else if !ok || len(batch.Items) != 1 || batch.Items[0].Index != 0 {
					t.Errorf("adding apps: %v", err)
				}
				if got := s.TeamApps("acme", "ml"); len(got) != 2 {
					t.Errorf("the team has %v", got)
				}

				var people []clarifai.CreateInvitationRequest
				for i := range 20 {
					people = append(people, clarifai.CreateInvitationRequest{Email: fmt.Sprintf("p%d@acme.example", i), Role: clarifai.RoleOrganizationUser})
				}
				people[7].Email = "ann@acme.example" // a member already
				_, err = client.Invitations.CreateBatch(t.Context(), "acme", people)
				batch, ok = errors.AsType[*clarifai.BatchError](err)
				if !ok || len(batch.Items) != 1 || batch.Items[0].Index != 7 {
					t.Errorf("inviting: %v", err)
				}
				if got := len(s.Invitations("acme")); got != 20 {
					t.Errorf("%d invitations, want the one that was there and 19", got)
				}
			}, clarifaitest.WithBatch(variant))
		})
	}
}

func TestEachVariantOfAnExistingThingIsAConflictOrAsWanted(t *testing.T) {
	for _, exists := range []clarifaitest.Exists{clarifaitest.ExistsConflict, clarifaitest.ExistsFailure, clarifaitest.ExistsDuplicateKey} {
		bubble(t, func(t *testing.T, s *clarifaitest.Server) {
			client := s.Client()
			if _, err := client.Teams.Create(t.Context(), "acme", clarifai.CreateTeamRequest{ID: "ml", Name: "ML"}); !errors.Is(err, clarifai.ErrConflict) {
				t.Errorf("a team that is there: %v", err)
			}
			if _, err := client.Invitations.Create(t.Context(), "acme", clarifai.CreateInvitationRequest{
				Email: "CY@acme.example", Role: clarifai.RoleOrganizationUser}); !errors.Is(err, clarifai.ErrConflict) {
				t.Errorf("someone who is invited: %v", err)
			}
			if _, err := client.Organizations.Create(t.Context(), clarifai.CreateOrganizationRequest{
				ID: "acme", Name: "Acme", BillingEmail: "bills@acme.example"}); !errors.Is(err, clarifai.ErrConflict) {
				t.Errorf("an organization that is there: %v", err)
			}
			if _, err := client.Teams.AddMembers(t.Context(), "acme", "ml", []string{"ann", "ben"}); err != nil {
				t.Errorf("someone who is on the team: %v", err)
			}
			if err := client.Teams.AddApps(t.Context(), "acme", "ml", []clarifai.AddTeamAppRequest{
				{AppID: "app", Role: clarifai.TeamRoleModelTrainer}, {AppID: "app2", Role: clarifai.TeamRoleFullAccess}}); err != nil {
				t.Errorf("an app that the team has: %v", err)
			}
			if err := client.Members.Add(t.Context(), "acme", clarifai.AddMemberRequest{UserID: "ann", Role: clarifai.RoleOrganizationUser}); err != nil {
				t.Errorf("someone who is a member: %v", err)
			}
		}, clarifaitest.WithExists(exists), clarifaitest.WithAppRole(clarifaitest.AppRoleRefused))
	}
}

func TestAnAppsRoleIsSetWhateverTheServerMakesOfAddingItAgain(t *testing.T) {
	for _, variant := range []clarifaitest.AppRole{clarifaitest.AppRoleSet, clarifaitest.AppRoleRefused, clarifaitest.AppRoleIgnored} {
		bubble(t, func(t *testing.T, s *clarifaitest.Server) {
			if err := s.Client().Teams.SetAppRole(t.Context(), "acme", "ml", "app", clarifai.TeamRoleLabelerLead); err != nil {
				t.Fatal(err)
			}
			if apps := s.TeamApps("acme", "ml"); len(apps) != 1 || apps[0].Role != clarifai.TeamRoleLabelerLead {
				t.Errorf("variant %v: the team has %v", variant, apps)
			}
		}, clarifaitest.WithAppRole(variant), clarifaitest.WithLag(time.Second))
	}
}

func TestADefaultRoleThatDoesNotTakeIsAnErrorBesideTheTeam(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		team, err := s.Client().Teams.Create(t.Context(), "acme",
			clarifai.CreateTeamRequest{ID: "new", Name: "New", DefaultRole: clarifai.TeamRoleFullAccess})
		if err == nil || team == nil || team.ID != "new" {
			t.Errorf("got %v, %v", team, err)
		}
	}, clarifaitest.WithIgnoredDefaultRole())
}

func TestAnInvitationCountsAsCancelledOnlyWhenItIs(t *testing.T) {
	for variant, want := range map[clarifaitest.Cancel]bool{
		clarifaitest.CancelMarks: true, clarifaitest.CancelDeletes: true, clarifaitest.CancelIgnores: false,
	} {
		bubble(t, func(t *testing.T, s *clarifaitest.Server) {
			id := s.Invitations("acme")[0].ID
			cancelled, err := s.Client().Invitations.Cancel(t.Context(), "acme", id)
			if (err == nil) != want || (cancelled != nil) != want {
				t.Errorf("variant %v: %v, %v", variant, cancelled, err)
			}
		}, clarifaitest.WithCancel(variant), clarifaitest.WithLag(time.Second))
	}
}

func TestAServerThatClampsPerPageTruncatesNoList(t *testing.T) {
	opts := []clarifaitest.Option{clarifaitest.WithClampedPerPage(500)}
	seed := clarifaitest.Organization{ID: "big", Owner: "owner"}
	for i := range 1234 {
		id := fmt.Sprintf("u%04d", i)
		opts = append(opts, clarifaitest.WithUser(clarifaitest.User{ID: id}))
		seed.Members = append(seed.Members, clarifaitest.Member{UserID: id, Role: clarifai.RoleOrganizationUser})
	}
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		for _, ahead := range []int{0, 3} {
			members, err := clarifai.Collect(s.Client().Members.ListAll(t.Context(), "big",
				&clarifai.ListMembersOptions{Paging: clarifai.Paging{ReadAhead: ahead}}))
			if err != nil || len(members) != 1235 {
				t.Errorf("read-ahead %d: %d members, %v", ahead, len(members), err)
			}
		}
	}, append(opts, clarifaitest.WithOrganization(seed))...)
}

// operation is a call of one operation, whose value is nil where it has none.
type operation func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error)

// itemsOf returns the items of a page.
func itemsOf[T any](page *clarifai.Page[T], err error) ([]T, error) {
	if err != nil {
		return nil, err
	}
	return page.Items, nil
}

// operations calls each operation once, on things that bubble's server has. A
// list is read by one page: only the requests of an All depend on what it has.
func operations(invitationID, roleID string) map[clarifai.Operation]operation {
	only := func(call func(context.Context, *clarifai.Client, ...clarifai.CallOption) error) operation {
		return func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return true, call(ctx, c, opts...)
		}
	}
	role := clarifai.RoleID(roleID)
	return map[clarifai.Operation]operation{
		clarifai.OpOrganizationsCreate: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Organizations.Create(ctx, clarifai.CreateOrganizationRequest{ID: "new", Name: "New", BillingEmail: "b@new.example"}, opts...)
		},
		clarifai.OpOrganizationsGet: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Organizations.Get(ctx, "acme", opts...)
		},
		clarifai.OpOrganizationsList: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return itemsOf(c.Organizations.List(ctx, nil, opts...))
		},
		clarifai.OpOrganizationsListForUser: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return itemsOf(c.Organizations.ListForUser(ctx, "me", nil, opts...))
		},
		clarifai.OpOrganizationsUpdate: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Organizations.Update(ctx, "acme", clarifai.UpdateOrganizationRequest{Name: new("Acme 2")}, opts...)
		},
		clarifai.OpOrganizationsDelete: only(func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) error {
			return c.Organizations.Delete(ctx, "acme", opts...)
		}),
		clarifai.OpOrganizationsLeave: only(func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) error {
			return c.Organizations.Leave(ctx, "acme", opts...)
		}),
		clarifai.OpMembersList: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return itemsOf(c.Members.List(ctx, "acme", nil, opts...))
		},
		clarifai.OpMembersListForApp: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return itemsOf(c.Members.ListForApp(ctx, "acme", "app", nil, opts...))
		},
		clarifai.OpMembersAdd: only(func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) error {
			return c.Members.Add(ctx, "acme", clarifai.AddMemberRequest{UserID: "cy", Role: clarifai.RoleOrganizationUser}, opts...)
		}),
		clarifai.OpMembersUpdateRole: only(func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) error {
			return c.Members.UpdateRole(ctx, "acme", "ann", clarifai.RoleTeamContributor, opts...)
		}),
		clarifai.OpMembersRemove: only(func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) error {
			return c.Members.Remove(ctx, "acme", "ann", opts...)
		}),
		clarifai.OpInvitationsCreate: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Invitations.Create(ctx, "acme", clarifai.CreateInvitationRequest{Email: "new@acme.example", Role: clarifai.RoleOrganizationUser}, opts...)
		},
		clarifai.OpInvitationsList: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return itemsOf(c.Invitations.List(ctx, "acme", nil, opts...))
		},
		clarifai.OpInvitationsGet: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Invitations.Get(ctx, "acme", invitationID, opts...)
		},
		clarifai.OpInvitationsGetPublic: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Invitations.GetPublic(ctx, invitationID, opts...)
		},
		clarifai.OpInvitationsCancel: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Invitations.Cancel(ctx, "acme", invitationID, opts...)
		},
		clarifai.OpInvitationsAccept: only(func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) error {
			return c.Invitations.Accept(ctx, "cy", invitationID, opts...)
		}),
		clarifai.OpInvitationsDecline: only(func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) error {
			return c.Invitations.Decline(ctx, "cy", invitationID, opts...)
		}),
		clarifai.OpTeamsCreate: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Teams.Create(ctx, "acme", clarifai.CreateTeamRequest{ID: "new", Name: "New"}, opts...)
		},
		clarifai.OpTeamsGet: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Teams.Get(ctx, "acme", "ml", opts...)
		},
		clarifai.OpTeamsList: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return itemsOf(c.Teams.List(ctx, "acme", nil, opts...))
		},
		clarifai.OpTeamsUpdate: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Teams.Update(ctx, "acme", "ml", clarifai.UpdateTeamRequest{Name: new("ML 2")}, opts...)
		},
		clarifai.OpTeamsDelete: only(func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) error {
			return c.Teams.Delete(ctx, "acme", []string{"ml"}, opts...)
		}),
		clarifai.OpTeamsListMembers: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return itemsOf(c.Teams.ListMembers(ctx, "acme", "ml", nil, opts...))
		},
		clarifai.OpTeamsAddMembers: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Teams.AddMembers(ctx, "acme", "ml", []string{"ben"}, opts...)
		},
		clarifai.OpTeamsRemoveMembers: only(func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) error {
			return c.Teams.RemoveMembers(ctx, "acme", "ml", []string{"ann"}, opts...)
		}),
		clarifai.OpTeamsListApps: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return itemsOf(c.Teams.ListApps(ctx, "acme", "ml", nil, opts...))
		},
		clarifai.OpTeamsAddApps: only(func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) error {
			return c.Teams.AddApps(ctx, "acme", "ml", []clarifai.AddTeamAppRequest{{AppID: "app2", Role: clarifai.TeamRoleFullAccess}}, opts...)
		}),
		clarifai.OpTeamsSetAppRole: only(func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) error {
			return c.Teams.SetAppRole(ctx, "acme", "ml", "app", clarifai.TeamRoleFullAccess, opts...)
		}),
		clarifai.OpTeamsRemoveApps: only(func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) error {
			return c.Teams.RemoveApps(ctx, "acme", "ml", []string{"app"}, opts...)
		}),
		clarifai.OpRolesList: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return itemsOf(c.Roles.List(ctx, nil, opts...))
		},
		clarifai.OpRolesGet: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Roles.Get(ctx, strings.TrimPrefix(string(role), "id:"), opts...)
		},
		clarifai.OpUsersGet: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Users.GetMe(ctx, opts...)
		},
		clarifai.OpUsersStar: only(func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) error {
			return c.Users.Star(ctx, []string{"ann"}, opts...)
		}),
		clarifai.OpUsersUnstar: only(func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) error {
			if err := c.Users.Star(ctx, []string{"ann"}, opts...); err != nil {
				return err
			}
			return c.Users.Unstar(ctx, []string{"ann"}, opts...)
		}),
		clarifai.OpAppsList: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return itemsOf(c.Apps.List(ctx, "acme", nil, opts...))
		},
		clarifai.OpAppsListVisible: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return itemsOf(c.Apps.ListVisible(ctx, &clarifai.ListAppsOptions{StarredOnly: true}, opts...))
		},
		clarifai.OpAppsSearch: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return itemsOf(c.Apps.Search(ctx, "acme", &clarifai.SearchAppsOptions{Name: "app"}, opts...))
		},
		clarifai.OpAppsGet: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Apps.Get(ctx, "acme", "app", nil, opts...)
		},
		clarifai.OpAppsCreate: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Apps.Create(ctx, "acme", clarifai.CreateAppRequest{ID: "new", Name: "New"}, opts...)
		},
		clarifai.OpAppsUpdate: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Apps.Update(ctx, "acme", "app", clarifai.UpdateAppRequest{Name: new("changed")}, opts...)
		},
		clarifai.OpAppsUpdateDetails: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Apps.Update(ctx, "acme", "app", clarifai.UpdateAppRequest{Description: new("changed")}, opts...)
		},
		clarifai.OpAppsChangeID: only(func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) error {
			return c.Apps.ChangeID(ctx, "acme", "app", "changed", opts...)
		}),
		clarifai.OpAppsDelete: only(func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) error {
			return c.Apps.Delete(ctx, "acme", "app", opts...)
		}),
		clarifai.OpAppsTransfer: only(func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) error {
			return c.Apps.Transfer(ctx, "owner", "own", "acme", opts...)
		}),
		clarifai.OpAppsStar: only(func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) error {
			return c.Apps.Star(ctx, "acme", []string{"app2"}, opts...)
		}),
		clarifai.OpAppsUnstar: only(func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) error {
			return c.Apps.Unstar(ctx, "acme", []string{"app"}, opts...)
		}),
		clarifai.OpAppsGetResourceCounts: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Apps.GetResourceCounts(ctx, "acme", "app", opts...)
		},
		clarifai.OpCollaboratorsList: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return itemsOf(c.Collaborators.List(ctx, "acme", "app", nil, opts...))
		},
		clarifai.OpCollaboratorsAdd: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Collaborators.Add(ctx, "acme", "app2", clarifai.AddCollaboratorRequest{UserID: "cy", Scopes: []string{"Apps_Get"}}, opts...)
		},
		clarifai.OpCollaboratorsUpdate: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Collaborators.Update(ctx, "acme", "app", collaboratorOf(ctx, c, opts...), clarifai.UpdateCollaboratorRequest{Scopes: []string{"Apps_Get", "Models_Get"}}, opts...)
		},
		clarifai.OpCollaboratorsRemove: only(func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) error {
			return c.Collaborators.Remove(ctx, "acme", "app", []string{collaboratorOf(ctx, c, opts...)}, opts...)
		}),
		clarifai.OpCollaboratorsListCollaborations: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Collaborators.ListCollaborations(ctx, "me", nil, opts...)
		},
		clarifai.OpTokensList: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return itemsOf(c.Tokens.List(ctx, "me", nil, opts...))
		},
		clarifai.OpTokensListForApp: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Tokens.ListForApp(ctx, "acme", "app", nil, opts...)
		},
		clarifai.OpTokensGet: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Tokens.Get(ctx, "me", clarifai.NewSecret(spareToken), opts...)
		},
		clarifai.OpTokensCreate: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Tokens.Create(ctx, "me", clarifai.CreateTokenRequest{Description: "new", Scopes: []string{"Apps_Get"}}, opts...)
		},
		clarifai.OpTokensUpdate: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Tokens.Update(ctx, "me", clarifai.NewSecret(spareToken), clarifai.UpdateTokenRequest{Description: new("changed")}, opts...)
		},
		clarifai.OpTokensRevoke: only(func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) error {
			return c.Tokens.Revoke(ctx, "me", clarifai.NewSecret(spareToken), opts...)
		}),
		clarifai.OpTokensGetScopeDependencies: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Tokens.GetScopeDependencies(ctx, "me", nil, opts...)
		},
		clarifai.OpTokensGetMyScopes: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Tokens.GetMyScopes(ctx, "me", opts...)
		},
		clarifai.OpBillingGetCurrentBill: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Billing.GetCurrentBill(ctx, "acme", opts...)
		},
		clarifai.OpBillingListCycles: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return itemsOf(c.Billing.ListCycles(ctx, "acme", nil, opts...))
		},
		clarifai.OpBillingListPlans: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Billing.ListPlans(ctx, "acme", opts...)
		},
		clarifai.OpBillingGetSubscription: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Billing.GetSubscription(ctx, "acme", opts...)
		},
		clarifai.OpBillingSubscribe: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Billing.Subscribe(ctx, "acme", clarifai.SubscribeRequest{PlanID: "community"}, opts...)
		},
		clarifai.OpBillingListPaymentMethods: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Billing.ListPaymentMethods(ctx, "acme", opts...)
		},
		clarifai.OpBillingAddPaymentMethod: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Billing.AddPaymentMethod(ctx, "acme", clarifai.NewSecret(cardSource), opts...)
		},
		clarifai.OpBillingSetDefaultPaymentMethod: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Billing.SetDefaultPaymentMethod(ctx, "acme", "card-2", opts...)
		},
		clarifai.OpBillingRemovePaymentMethod: only(func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) error {
			return c.Billing.RemovePaymentMethod(ctx, "acme", "card-2", opts...)
		}),
		clarifai.OpUsageListHistory: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Usage.ListHistory(ctx, "acme", nil, opts...)
		},
		clarifai.OpUsageListRealtime: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Usage.ListRealtime(ctx, "acme", opts...)
		},
		clarifai.OpUsageListCycles: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Usage.ListCycles(ctx, "acme", nil, opts...)
		},
		clarifai.OpUsageListIntervals: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.Usage.ListIntervals(ctx, opts...)
		},
		clarifai.OpPasswordPoliciesList: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.PasswordPolicies.List(ctx, "acme", nil, opts...)
		},
		clarifai.OpPasswordPoliciesListGlobal: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			all, err := c.PasswordPolicies.ListGlobal(ctx, opts...)
			return &all, err // an empty list may be left out
		},
		clarifai.OpPasswordPoliciesCreate: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.PasswordPolicies.Create(ctx, "me", clarifai.CreatePasswordPolicyRequest{
				UserID: "owner", PasswordRules: clarifai.PasswordRules{MinimumLength: 12}}, opts...)
		},
		clarifai.OpPasswordPoliciesUpdate: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.PasswordPolicies.Update(ctx, "acme", "policy", clarifai.UpdatePasswordPolicyRequest{NumericNeeded: new(true)}, opts...)
		},
		clarifai.OpPasswordPoliciesDelete: only(func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) error {
			return c.PasswordPolicies.Delete(ctx, "acme", []string{"policy"}, opts...)
		}),
		clarifai.OpPasswordPoliciesValidate: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.PasswordPolicies.Validate(ctx, "me", clarifai.NewSecret(password), opts...)
		},
		clarifai.OpIdentityProvidersList: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return itemsOf(c.IdentityProviders.List(ctx, "acme", nil, opts...))
		},
		clarifai.OpIdentityProvidersGet: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.IdentityProviders.Get(ctx, "acme", "idp", opts...)
		},
		clarifai.OpIdentityProvidersCreate: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.IdentityProviders.Create(ctx, "acme", clarifai.CreateIdentityProviderRequest{
				ID: "google", Name: "Google", Type: clarifai.IdentityProviderOAuth, OAuthProvider: clarifai.OAuthGoogle,
				OAuthClientID: "client", OAuthClientSecret: clarifai.NewSecret(clientSecret)}, opts...)
		},
		clarifai.OpIdentityProvidersUpdate: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.IdentityProviders.Update(ctx, "acme", "idp", clarifai.UpdateIdentityProviderRequest{Enabled: new(true)}, opts...)
		},
		clarifai.OpIdentityProvidersDelete: only(func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) error {
			return c.IdentityProviders.Delete(ctx, "acme", []string{"idp"}, opts...)
		}),
		clarifai.OpIdentityProvidersListAuthMethods: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			all, err := c.IdentityProviders.ListAuthMethods(ctx, nil, opts...)
			return &all, err // an empty list may be left out
		},
		clarifai.OpIdentityProvidersListOrganizationAuthMethods: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			all, err := c.IdentityProviders.ListOrganizationAuthMethods(ctx, "acme", nil, opts...)
			return &all, err // an empty list may be left out
		},
		clarifai.OpAuditLogList: func(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) (any, error) {
			return c.AuditLog.List(ctx, "acme", nil, opts...)
		},
	}
}

// collaboratorOf gives the id of the app's one collaborator, and one of nobody
// where that cannot be read.
func collaboratorOf(ctx context.Context, c *clarifai.Client, opts ...clarifai.CallOption) string {
	for collaborator, err := range c.Collaborators.ListAll(ctx, "acme", "app", nil, opts...) {
		if err == nil {
			return collaborator.ID
		}
	}
	return "nobody"
}

// everyFault are all kinds of faults, some in several forms.
func everyFault() []clarifaitest.Fault {
	var all []clarifaitest.Fault
	for _, kind := range clarifaitest.FaultKinds() {
		for _, acts := range []bool{false, true} {
			all = append(all, clarifaitest.Fault{Kind: kind, Acts: acts})
		}
	}
	for _, status := range []int{200, 202, 207, 400, 401, 403, 404, 405, 408, 409, 425, 429, 500, 501, 502, 503, 504} {
		for _, code := range []clarifai.StatusCode{0, clarifai.CodeFailure, clarifai.CodeMixedStatus, 77777} {
			all = append(all,
				clarifaitest.Fault{Kind: clarifaitest.FaultStatus, Status: status, Code: code, Acts: true},
				clarifaitest.Fault{Kind: clarifaitest.FaultStatus, Status: status, Code: code, RetryAfter: "3"})
		}
	}
	return append(all,
		clarifaitest.Fault{Kind: clarifaitest.FaultHTML, Status: 200},
		clarifaitest.Fault{Kind: clarifaitest.FaultEmpty, Status: 404},
		clarifaitest.Fault{Kind: clarifaitest.FaultRedirect, Location: "https://elsewhere.example/"},
		clarifaitest.Fault{Kind: clarifaitest.FaultRedirect, Location: ":not a URL"},
		clarifaitest.Fault{Kind: clarifaitest.FaultStatus, Status: 503, RetryAfter: "86400"})
}

func TestEachFaultEndsInAValueOrAnErrorOfThisPackage(t *testing.T) {
	var ops []clarifai.Operation
	for _, r := range clarifai.Routes() {
		ops = append(ops, r.Op)
	}
	if missing := slices.DeleteFunc(slices.Clone(ops), func(op clarifai.Operation) bool { return operations("", "")[op] != nil }); len(missing) > 0 {
		t.Fatalf("no call of %v", missing)
	}
	var all []clarifaitest.Fault
	for _, fault := range everyFault() {
		for _, fault.Count = range []int{1, -1} {
			all = append(all, fault)
		}
	}
	const stride = 40 // less than there are operations: the short form has each fault, too
	if len(ops) < stride {
		t.Fatalf("%d operations", len(ops))
	}
	for i, op := range ops {
		t.Run(string(op), func(t *testing.T) {
			t.Parallel()
			for _, fault := range harness.Part(all, i, stride) {
				fault.Operation = op
				checkFault(t, op, fault)
			}
		})
	}
}

func checkFault(t *testing.T, op clarifai.Operation, fault clarifaitest.Fault) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		hc := *s.HTTPClient()
		hc.Timeout = 10 * time.Second
		client := s.Client(clarifai.WithHTTPClient(&hc), clarifai.WithMaxResponseBytes(1<<20), clarifai.WithSessionToken(s.SessionToken("cy")))
		if op != clarifai.OpInvitationsAccept && op != clarifai.OpInvitationsDecline {
			client = s.Client(clarifai.WithHTTPClient(&hc), clarifai.WithMaxResponseBytes(1<<20))
		}
		fault.Size = 2 << 20
		s.Inject(fault)
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		call := operations(s.Invitations("acme")[0].ID, s.RoleID(clarifai.RoleAdmin, clarifai.RoleTypeOrg))[op]
		value, err := call(ctx, client)
		if ctx.Err() != nil {
			t.Fatalf("%+v: it hung", fault)
		}
		if err != nil {
			_, isError := errors.AsType[*clarifai.Error](err)
			_, isBatch := errors.AsType[*clarifai.BatchError](err)
			if !isError && !isBatch {
				t.Errorf("%+v: %T is none of this package's errors", fault, err)
			}
			return
		}
		if v := reflect.ValueOf(value); !v.IsValid() || v.IsZero() {
			t.Errorf("%+v: %#v without an error", fault, value)
		}
	})
}

func TestAClientSendsNothingAfterItIsClosed(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		client := s.Client()
		client.Close()
		if _, err := client.Teams.Get(t.Context(), "acme", "ml"); !errors.Is(err, clarifai.ErrUnauthorized) {
			t.Errorf("got %v", err)
		}
		if err := client.Call(t.Context(), http.MethodGet, "/v2/roles", nil, nil, nil); !errors.Is(err, clarifai.ErrUnauthorized) {
			t.Errorf("got %v", err)
		}
		if n := len(s.Requests()); n != 0 {
			t.Errorf("%d requests", n)
		}
	})
}
