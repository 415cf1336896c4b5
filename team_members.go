package clarifai

import (
	"context"
	"iter"
	"strings"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// TeamMember is a member of the organization on a team.
type TeamMember struct {
	TeamID    string    `json:"team_id"`
	UserID    string    `json:"user_id"`
	CreatedAt time.Time `json:"created_at,omitzero"` // when the member joined the team
	FirstName string    `json:"first_name,omitempty"`
	LastName  string    `json:"last_name,omitempty"`
}

func (m *TeamMember) resourceID() string { return m.UserID }

// ListTeamMembersOptions selects members of a team.
type ListTeamMembersOptions struct {
	Query string `url:"query,omitempty"` // a text to search for
	Paging
}

type teamMembersResponse struct {
	wire.Envelope
	TeamUsers []TeamMember `json:"team_users"`
}

func (r *teamMembersResponse) list() []TeamMember { return r.TeamUsers }

// ListMembers returns a page of a team's members.
//
//   - API: GET /v2/organizations/{organization}/teams/{team}/users
//   - Scopes: TeamUsers_Get, Teams_Get
//   - Status: archived (see [Grade])
func (s *TeamsService) ListMembers(ctx context.Context, orgID, teamID string, opts *ListTeamMembersOptions, callOpts ...CallOption) (*Page[TeamMember], error) {
	return list[TeamMember, teamMembersResponse](ctx, s.client, OpTeamsListMembers, opts, callOpts, orgID, teamID)
}

// ListAllMembers iterates over a team's members. It can skip members if anyone
// removes some in the meantime; see [Paging].
//
//   - API: GET /v2/organizations/{organization}/teams/{team}/users
//   - Scopes: TeamUsers_Get, Teams_Get
//   - Status: archived (see [Grade])
func (s *TeamsService) ListAllMembers(ctx context.Context, orgID, teamID string, opts *ListTeamMembersOptions, callOpts ...CallOption) iter.Seq2[TeamMember, error] {
	return listAll[TeamMember, teamMembersResponse](ctx, s.client, OpTeamsListMembers, opts, callOpts, orgID, teamID)
}

// AddMembers adds members of the organization to a team, in one request for each
// 128 of them. The result is aligned with userIDs, nil where one failed; the
// error is then a [*BatchError]. Somebody who is on the team already is no error.
// If the outcome is unknown, the team is read, and those who are not on it are
// sent once more.
//
// If Clarifai refuses a list as a whole for what may be one item's fault, the
// list is sent in parts, so that one bad item does not keep the others out. Items
// that were refused only together with others match no sentinel.
//
//   - API: POST /v2/organizations/{organization}/teams/{team}/users
//   - Scopes: TeamUsers_Add, TeamUsers_Get, Teams_Get
//   - Status: archived (see [Grade])
func (s *TeamsService) AddMembers(ctx context.Context, orgID, teamID string, userIDs []string, callOpts ...CallOption) ([]*TeamMember, error) {
	return addTeamMembers.run(ctx, s.client, request{
		ids: []string{orgID, teamID}, callOpts: callOpts,
		problem: checkIDs("user ID", userIDs),
	}, userIDs)
}

type addTeamMembersResponse struct {
	wire.Envelope
	TeamUsers []created[TeamMember] `json:"team_users"`
}

func (r *addTeamMembersResponse) created() ([]created[TeamMember], bool) { return r.TeamUsers, true }

var addTeamMembers = verifiedCreate[string, TeamMember]{
	op:       OpTeamsAddMembers,
	adds:     true,
	key:      func(userID *string) string { return strings.ToLower(*userID) },
	outKey:   func(m *TeamMember) string { return strings.ToLower(m.UserID) },
	equal:    func(*string, *TeamMember) bool { return true },
	body:     func(userIDs []string) any { return map[string]any{"user_ids": userIDs} },
	response: func() createResponse[TeamMember] { return new(addTeamMembersResponse) },
	lookUp: func(ctx context.Context, c *Client, ids []string, _ []string, callOpts []CallOption) iter.Seq2[TeamMember, error] {
		return c.Teams.ListAllMembers(ctx, ids[0], ids[1], nil, callOpts...)
	},
}

// RemoveMembers removes members from a team, in one request for each 128 of
// them. The error is a [*BatchError] of those who were not removed. Somebody who
// is not on the team is [ErrNotFound], unless an earlier attempt of this very
// call removed them. If Clarifai refuses a list because somebody is not on the
// team, or reports that a part of it failed, the team's members are read; those
// who are there are sent again, the others alone. An empty list is [ErrInvalid].
//
//   - API: DELETE /v2/organizations/{organization}/teams/{team}/users
//   - Scopes: TeamUsers_Delete, TeamUsers_Add, TeamUsers_Get, Teams_Get
//   - Status: archived (see [Grade])
func (s *TeamsService) RemoveMembers(ctx context.Context, orgID, teamID string, userIDs []string, callOpts ...CallOption) error {
	return removal{
		request: request{op: OpTeamsRemoveMembers, ids: []string{orgID, teamID}, callOpts: callOpts},
		what:    "user ID", field: "user_ids", fold: true,
		remaining: func(_ []string, callOpts []CallOption) iter.Seq2[string, error] {
			return resourceIDs(s.ListAllMembers(ctx, orgID, teamID, nil, callOpts...))
		},
	}.run(ctx, s.client, userIDs)
}
