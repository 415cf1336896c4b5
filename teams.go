package clarifai

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"strings"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// TeamsService manages the teams of an organization: who is on them, and which
// apps they reach in which role.
type TeamsService struct{ service }

// Team is a group of members that reaches certain of the organization's apps.
type Team struct {
	ID         string    `json:"id"`
	CreatedAt  time.Time `json:"created_at,omitzero"`
	ModifiedAt time.Time `json:"modified_at,omitzero"`
	Name       string    `json:"name"`
	// DefaultRoleID is the ID of the team's role in new apps. Empty means that
	// the team has none.
	DefaultRoleID string `json:"default_role_id,omitempty" wire:"needed"`
}

func (t *Team) resourceID() string { return t.ID }

// CreateTeamRequest is a team to create.
type CreateTeamRequest struct {
	// ID is required: 1 to 32 letters and digits, with '-' and '_' between them.
	ID string
	// Name is required.
	Name string
	// DefaultRole is the team's role in new apps. Empty means none.
	DefaultRole TeamRole
}

// UpdateTeamRequest is a change of a team.
type UpdateTeamRequest struct {
	Name *string
	// DefaultRole is the team's role in new apps. A pointer to the empty role
	// removes it.
	DefaultRole *TeamRole
}

// UpdateTeamBatchRequest is a change of a team in [TeamsService.UpdateBatch].
type UpdateTeamBatchRequest struct {
	TeamID string // required
	UpdateTeamRequest
}

// ListTeamsOptions selects teams.
type ListTeamsOptions struct {
	Query string `url:"query,omitempty"` // a text to search for
	Paging
}

type teamResponse struct {
	wire.Envelope
	Team *Team `json:"team"`
}

func (r *teamResponse) single() *Team { return r.Team }

type teamsResponse struct {
	wire.Envelope
	Teams []Team `json:"teams"`
}

func (r *teamsResponse) list() []Team { return r.Teams }

// Create creates a team, as [TeamsService.CreateBatch] does. If only setting the
// default role fails, Create returns both the team and an error.
//
//   - API: POST /v2/organizations/{organization}/teams
//   - Scopes: Teams_Add, Teams_Get; Roles_Get if a role is given by name
//   - Status: archived (see [Grade])
func (s *TeamsService) Create(ctx context.Context, orgID string, req CreateTeamRequest, callOpts ...CallOption) (*Team, error) {
	teams, err := s.CreateBatch(ctx, orgID, []CreateTeamRequest{req}, callOpts...)
	return first(teams), single(err)
}

// CreateBatch creates teams, in one request for each 128 of them. The result is
// aligned with reqs, nil where a team was not created; the error is then a
// [*BatchError]. A team is returned as Clarifai lists it, whatever it normalized.
// An ID that is taken is [ErrConflict]. If the outcome is unknown, the teams are
// looked up, and those that are not there are sent once more.
//
// If Clarifai refuses a list as a whole for what may be one item's fault, the
// list is sent in parts, so that one bad item does not keep the others out. Items
// that were refused only together with others match no sentinel.
//
// Default roles are set by a second request for each 128 teams, once they are there.
// If only that fails, the result has the team and the error names its item.
//
//   - API: POST /v2/organizations/{organization}/teams
//   - Scopes: Teams_Add, Teams_Get; Roles_Get if a role is given by name
//   - Status: archived (see [Grade])
func (s *TeamsService) CreateBatch(ctx context.Context, orgID string, reqs []CreateTeamRequest, callOpts ...CallOption) ([]*Team, error) {
	items := make([]teamItem, len(reqs))
	for n, req := range reqs {
		if problem := req.validate(); problem != "" {
			return nil, refuse(OpTeamsCreate, callOpts, "item %d: %s", n, problem)
		}
		items[n] = teamItem{req.ID, req.Name}
	}
	roleIDs, err := s.defaultRoles(ctx, reqs, callOpts)
	if err != nil {
		return nil, err
	}
	teams, err := createTeams.run(ctx, s.client, request{ids: []string{orgID}, callOpts: callOpts}, items)
	return s.setDefaultRoles(ctx, orgID, teams, roleIDs, err, callOpts)
}

func (r *CreateTeamRequest) validate() string {
	return cmp.Or(checkID("team ID", r.ID), require("Name", r.Name))
}

// teamItem is a team as it is sent to be created.
type teamItem struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

type createTeamsResponse struct {
	wire.Envelope
	Teams []created[Team] `json:"teams"`
}

func (r *createTeamsResponse) created() ([]created[Team], bool) { return r.Teams, true }

var createTeams = verifiedCreate[teamItem, Team]{
	op:        OpTeamsCreate,
	key:       func(t *teamItem) string { return t.ID },
	outKey:    (*Team).resourceID,
	equal:     func(in *teamItem, out *Team) bool { return sameText(in.Name, out.Name) },
	createdAt: func(t *Team) time.Time { return t.CreatedAt },
	body: func(items []teamItem) any {
		return struct {
			Teams []teamItem `json:"teams"`
		}{items}
	},
	response: func() createResponse[Team] { return new(createTeamsResponse) },
	lookUp: func(ctx context.Context, c *Client, ids []string, _ []teamItem, callOpts []CallOption) iter.Seq2[Team, error] {
		return c.Teams.ListAll(ctx, ids[0], nil, callOpts...)
	},
}

// defaultRoles returns the IDs of the default roles of teams to be created, ""
// for a team without one. It is nil if no team has one.
func (s *TeamsService) defaultRoles(ctx context.Context, reqs []CreateTeamRequest, callOpts []CallOption) ([]string, error) {
	var roleIDs []string
	for n, req := range reqs {
		if req.DefaultRole == "" {
			continue
		}
		roleID, err := s.client.roleID(ctx, OpTeamsCreate, req.DefaultRole.ref(), callOpts)
		if err != nil {
			return nil, err
		}
		if roleIDs == nil {
			roleIDs = make([]string, len(reqs))
		}
		roleIDs[n] = roleID
	}
	return roleIDs, nil
}

// setDefaultRoles sets the default roles of teams that were created, and adds
// what fails to the error of their creation.
func (s *TeamsService) setDefaultRoles(ctx context.Context, orgID string, teams []*Team, roleIDs []string, err error, callOpts []CallOption) ([]*Team, error) {
	failed, partly := errors.AsType[*BatchError](err)
	if roleIDs == nil || err != nil && !partly {
		return teams, err
	}
	var patches []teamPatch
	var places []int // of their teams
	for n, team := range teams {
		if team != nil && roleIDs[n] != "" && team.DefaultRoleID != roleIDs[n] {
			patches = append(patches, teamPatch{ID: team.ID, DefaultRoleID: &roleIDs[n]})
			places = append(places, n)
		}
	}
	if len(patches) == 0 {
		return teams, err
	}
	changed, patchErr := updateTeams.run(ctx, s.client, request{ids: []string{orgID}, callOpts: callOpts}, patches)
	for i, n := range places {
		failure := patchErr
		if refused, ok := errors.AsType[*BatchError](patchErr); ok {
			failure = refused.of(i)
		}
		if failure == nil {
			teams[n] = changed[i]
			continue
		}
		if failed == nil {
			failed = &BatchError{Op: OpTeamsCreate, Total: len(teams)}
		}
		e := *toError(OpTeamsUpdate, failure)
		e.problem = strings.TrimPrefix(e.problem+"; ", "; ") + "the team was created, but its default role is not set"
		failed.add(n, &e)
	}
	if failed != nil {
		return teams, failed
	}
	return teams, nil
}

// Get returns a team.
//
//   - API: GET /v2/organizations/{organization}/teams/{team}
//   - Scopes: Teams_Get
//   - Status: archived (see [Grade])
func (s *TeamsService) Get(ctx context.Context, orgID, teamID string, callOpts ...CallOption) (*Team, error) {
	return get[Team, teamResponse](ctx, s.client, request{op: OpTeamsGet, ids: []string{orgID, teamID}, callOpts: callOpts})
}

// List returns a page of an organization's teams.
//
//   - API: GET /v2/organizations/{organization}/teams
//   - Scopes: Teams_Get
//   - Status: archived (see [Grade])
func (s *TeamsService) List(ctx context.Context, orgID string, opts *ListTeamsOptions, callOpts ...CallOption) (*Page[Team], error) {
	return list[Team, teamsResponse](ctx, s.client, OpTeamsList, opts, callOpts, orgID)
}

// ListAll iterates over an organization's teams. It can skip teams if anyone
// deletes some in the meantime; see [Paging].
//
//   - API: GET /v2/organizations/{organization}/teams
//   - Scopes: Teams_Get
//   - Status: archived (see [Grade])
func (s *TeamsService) ListAll(ctx context.Context, orgID string, opts *ListTeamsOptions, callOpts ...CallOption) iter.Seq2[Team, error] {
	return listAll[Team, teamsResponse](ctx, s.client, OpTeamsList, opts, callOpts, orgID)
}

// Update changes a team's name or default role and returns the team as it is
// afterwards, whatever Clarifai normalized. If the response does not list the
// team or does not show the default role that was set, the team is read until it
// does, for up to RetryPolicy.VerifyTimeout. A change that never shows is an
// error.
//
// It is assumed, not known, that Clarifai takes a default role here and keeps
// what is left out.
//
//   - API: PATCH /v2/organizations/{organization}/teams
//   - Scopes: Teams_Add, Teams_Get; Roles_Get if a role is given by name
//   - Status: archived: that it takes default_role_id is assumed, and checked by reading (see [Grade])
func (s *TeamsService) Update(ctx context.Context, orgID, teamID string, req UpdateTeamRequest, callOpts ...CallOption) (*Team, error) {
	patch, err := s.patch(ctx, teamID, req, callOpts)
	if err != nil {
		return nil, err
	}
	return updateTeams.runOne(ctx, s.client, request{ids: []string{orgID}, callOpts: callOpts}, patch)
}

// UpdateBatch changes teams as [TeamsService.Update] does, in one request for each
// 128 of them. The result is aligned with reqs, nil where a team was not changed; the
// error is then a [*BatchError]. What a response does not show is verified by one list
// of the organization's teams.
//
// If Clarifai refuses a list as a whole for what may be one item's fault, or leaves
// items out, the list is sent in parts, so that one bad item does not keep the others
// out. Items that were refused only together with others match no sentinel.
//
//   - API: PATCH /v2/organizations/{organization}/teams
//   - Scopes: Teams_Add, Teams_Get; Roles_Get if a role is given by name
//   - Status: archived: that it takes default_role_id is assumed, and checked by reading (see [Grade])
func (s *TeamsService) UpdateBatch(ctx context.Context, orgID string, reqs []UpdateTeamBatchRequest, callOpts ...CallOption) ([]*Team, error) {
	for n, req := range reqs {
		if problem := req.validate(req.TeamID); problem != "" {
			return nil, refuse(OpTeamsUpdate, callOpts, "item %d: %s", n, problem)
		}
	}
	patches := make([]teamPatch, len(reqs))
	for n, req := range reqs {
		var err error
		if patches[n], err = s.patch(ctx, req.TeamID, req.UpdateTeamRequest, callOpts); err != nil {
			return nil, err
		}
	}
	return updateTeams.run(ctx, s.client, request{ids: []string{orgID}, callOpts: callOpts}, patches)
}

func (r *UpdateTeamRequest) validate(teamID string) string {
	return cmp.Or(requireChange(*r), checkID("team ID", teamID))
}

// teamPatch is a change of a team as it is sent.
type teamPatch struct {
	ID            string  `json:"id"`
	Name          *string `json:"name,omitempty"`
	DefaultRoleID *string `json:"default_role_id,omitempty"`
}

// patch returns a change of a team as it is sent, with the ID of the role.
func (s *TeamsService) patch(ctx context.Context, teamID string, req UpdateTeamRequest, callOpts []CallOption) (teamPatch, error) {
	if problem := req.validate(teamID); problem != "" {
		return teamPatch{}, refuse(OpTeamsUpdate, callOpts, "%s", problem)
	}
	patch := teamPatch{ID: teamID, Name: req.Name}
	if req.DefaultRole != nil {
		roleID, err := s.client.optionalRoleID(ctx, OpTeamsUpdate, req.DefaultRole.ref(), callOpts)
		if err != nil {
			return teamPatch{}, err
		}
		patch.DefaultRoleID = &roleID
	}
	return patch, nil
}

var updateTeams = batchChange[teamPatch, Team]{
	op:       OpTeamsUpdate,
	key:      func(p *teamPatch) string { return p.ID },
	outKey:   (*Team).resourceID,
	body:     func(items []teamPatch) any { return map[string]any{"action": "merge", "teams": items} },
	response: func() createResponse[Team] { return new(createTeamsResponse) },
	shows: func(p *teamPatch, t *Team, listed bool) bool {
		return shows(p.DefaultRoleID, t.DefaultRoleID, equal) && (listed || shows(p.Name, t.Name, sameText))
	},
	list: func(ctx context.Context, c *Client, ids []string, callOpts []CallOption) iter.Seq2[Team, error] {
		return c.Teams.ListAll(ctx, ids[0], nil, callOpts...)
	},
	get: func(ctx context.Context, c *Client, ids []string, p *teamPatch, callOpts []CallOption) (*Team, error) {
		return c.Teams.Get(ctx, ids[0], p.ID, callOpts...)
	},
	unseen:     "Clarifai accepted the change, but reading does not show it",
	unreadable: "Clarifai accepted the change; whether it took cannot be read",
}

// Delete deletes a team. Its apps and members stay in the organization. A team
// that is not there is [ErrNotFound], unless an earlier attempt of this very
// call deleted it.
//
//   - API: DELETE /v2/organizations/{organization}/teams
//   - Scopes: Teams_Delete, Teams_Add, Teams_Get
//   - Status: archived (see [Grade])
func (s *TeamsService) Delete(ctx context.Context, orgID, teamID string, callOpts ...CallOption) error {
	return s.deletion(ctx, orgID, callOpts).runOne(ctx, s.client, teamID)
}

// DeleteBatch deletes teams as [TeamsService.Delete] does, in one request for
// each 128 of them. The error is a [*BatchError] of those that were not deleted.
// If Clarifai refuses a list because a team is not there, or reports that a part
// of it failed, the organization's teams are read; those that are there are sent
// again, the others alone. An empty list is [ErrInvalid].
//
//   - API: DELETE /v2/organizations/{organization}/teams
//   - Scopes: Teams_Delete, Teams_Add, Teams_Get
//   - Status: archived (see [Grade])
func (s *TeamsService) DeleteBatch(ctx context.Context, orgID string, teamIDs []string, callOpts ...CallOption) error {
	return s.deletion(ctx, orgID, callOpts).run(ctx, s.client, teamIDs)
}

func (s *TeamsService) deletion(ctx context.Context, orgID string, callOpts []CallOption) removal {
	return removal{
		request: request{op: OpTeamsDelete, ids: []string{orgID}, callOpts: callOpts},
		what:    "team ID", field: "ids",
		remaining: func(_ []string, callOpts []CallOption) iter.Seq2[string, error] {
			return resourceIDs(s.ListAll(ctx, orgID, nil, callOpts...))
		},
	}
}
