package clarifai

import (
	"context"
	"iter"
	"strings"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// TeamMember is a member of the organization on a team.
type TeamMember struct {
	TeamID    string    `json:"team_id"`
	UserID    string    `json:"user_id"`
	CreatedAt time.Time `json:"created_at,omitzero"` // when the member was put on the team
	FirstName string    `json:"first_name,omitempty"`
	LastName  string    `json:"last_name,omitempty"`
}

// ListTeamMembersOptions chooses members of a team.
type ListTeamMembersOptions struct {
	Query string `url:"query,omitempty"` // a search text; "": all
	Paging
}

// ListMembers reads a page of a team's members.
//
// PAT with TeamUsers_Get, Teams_Get; Archived.
func (s *TeamsService) ListMembers(ctx context.Context, orgID, teamID string, opts *ListTeamMembersOptions, callOpts ...CallOption) (*Page[TeamMember], error) {
	return s.listMembers(orgID, teamID, opts, callOpts).list(ctx)
}

// ListAllMembers iterates over a team's members. It can skip members if some are
// removed meanwhile, by anyone; see [Paging].
//
// PAT with TeamUsers_Get, Teams_Get; Archived.
func (s *TeamsService) ListAllMembers(ctx context.Context, orgID, teamID string, opts *ListTeamMembersOptions, callOpts ...CallOption) iter.Seq2[TeamMember, error] {
	return s.listMembers(orgID, teamID, opts, callOpts).all(ctx)
}

func (s *TeamsService) listMembers(orgID, teamID string, opts *ListTeamMembersOptions, callOpts []CallOption) *listing[TeamMember] {
	return &listing[TeamMember]{client: s.api(), op: OpTeamsListMembers, ids: []string{orgID, teamID}, paging: deref(opts).Paging, query: opts, opts: callOpts,
		response: func() (wire.Response, *[]TeamMember) {
			var out struct {
				wire.Envelope
				TeamUsers []TeamMember `json:"team_users"`
			}
			return &out, &out.TeamUsers
		}}
}

// AddMembers puts members of the organization on a team, 128 a request. The
// result is aligned with its input, nil where one failed; the error is then a
// [*BatchError]. Someone who is on the team already is no error. If the outcome
// is unknown, the team is read, and those who are not on it are sent once more.
//
// If Clarifai refuses a list as a whole for what may be one item's fault, the
// list is sent in parts, so that one bad item does not keep the others out. Items
// that were refused only together with others match no sentinel.
//
// PAT with TeamUsers_Add, TeamUsers_Get, Teams_Get; Archived.
func (s *TeamsService) AddMembers(ctx context.Context, orgID, teamID string, userIDs []string, callOpts ...CallOption) ([]*TeamMember, error) {
	resetResponse(callOpts)
	for n, id := range userIDs {
		if problem := route.CheckID(id); problem != "" {
			return nil, invalid(OpTeamsAddMembers, "item %d: the user id %s", n, problem)
		}
	}
	w := creation[string, TeamMember]{
		client: s.api(), op: OpTeamsAddMembers, opts: callOpts, ids: []string{orgID, teamID}, adds: true,
		key:    func(id *string) string { return strings.ToLower(*id) },
		outKey: func(m *TeamMember) string { return strings.ToLower(m.UserID) },
		equal:  func(*string, *TeamMember) bool { return true },
		send: func(ctx context.Context, ids []string) (answer[TeamMember], error) {
			var clock serverClock
			var out struct {
				wire.Envelope
				TeamUsers []created[TeamMember] `json:"team_users"`
			}
			err := s.api().do(ctx, request{
				op: OpTeamsAddMembers, ids: []string{orgID, teamID}, out: &out, clock: &clock, callOpts: callOpts,
				body: map[string]any{"user_ids": ids},
			})
			return answer[TeamMember]{out.Status, true, out.TeamUsers, clock}, err
		},
		read: func(ctx context.Context, _ []string, opts []CallOption) iter.Seq2[TeamMember, error] {
			return s.ListAllMembers(ctx, orgID, teamID, nil, opts...)
		},
	}
	return w.run(ctx, userIDs)
}

// RemoveMembers takes members off a team, 128 a request. An error is a
// [*BatchError] of those who were not removed. Somebody who is not on the team is
// [ErrNotFound], unless an earlier attempt of this very call removed them: if
// Clarifai refuses a list for that, or says that a part of it failed, the team's
// members are read, and those who are there are sent again, the others alone. An empty list is
// [ErrInvalid].
//
// PAT with TeamUsers_Delete, TeamUsers_Add, TeamUsers_Get, Teams_Get; Archived.
func (s *TeamsService) RemoveMembers(ctx context.Context, orgID, teamID string, userIDs []string, callOpts ...CallOption) error {
	resetResponse(callOpts)
	left := func(yield func(string, error) bool) {
		for member, err := range s.ListAllMembers(ctx, orgID, teamID, nil, readOptions(callOpts)...) {
			if !yield(member.UserID, err) {
				return
			}
		}
	}
	return s.remove(ctx, OpTeamsRemoveMembers, []string{orgID, teamID}, "user_ids", "user id", userIDs, left, callOpts)
}
