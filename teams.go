package clarifai

import (
	"context"
	"errors"
	"iter"
	"strings"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// TeamsService manages the teams of an organization: who is on them, and which
// apps they reach in which role.
type TeamsService service

// Team is a group of members that reaches certain of the organization's apps.
type Team struct {
	ID            string    `json:"id"`
	CreatedAt     time.Time `json:"created_at,omitzero"`
	ModifiedAt    time.Time `json:"modified_at,omitzero"`
	Name          string    `json:"name"`
	DefaultRoleID string    `json:"default_role_id,omitempty" wire:"needed"` // of the team in new apps; "": none
}

// CreateTeamRequest is a team to be created.
type CreateTeamRequest struct {
	ID          string  // required: 1 to 32 letters and digits, with '-' and '_' between them
	Name        string  // required
	DefaultRole RoleRef // a team role; "": none
}

// UpdateTeamRequest says what to change of a team. What is nil stays as it is.
type UpdateTeamRequest struct {
	Name        *string
	DefaultRole *RoleRef // a team role; a pointer to "" takes it away
}

// ListTeamsOptions chooses teams.
type ListTeamsOptions struct {
	Query string `url:"query,omitempty"` // a search text; "": all
	Paging
}

// Create creates a team; see [TeamsService.CreateBatch].
//
// PAT with Teams_Add, Teams_Get, and Roles_Get for a default role by name;
// Archived.
func (s *TeamsService) Create(ctx context.Context, orgID string, req CreateTeamRequest, callOpts ...CallOption) (*Team, error) {
	resetResponse(callOpts)
	teams, err := s.CreateBatch(ctx, orgID, []CreateTeamRequest{req}, callOpts...)
	if batch, ok := errors.AsType[*BatchError](err); ok {
		return teams[0], batch.Items[0].Err
	}
	if err != nil {
		return nil, err
	}
	return teams[0], nil
}

// CreateBatch creates teams, 128 a request. The result is aligned with its
// input, nil where a team was not created; the error is then a [*BatchError].
// A team is returned as Clarifai lists it, whatever it normalized. An ID that is
// taken is [ErrConflict]. Teams whose creation has an unknown outcome are looked
// up; those that are not there are sent once more.
//
// If Clarifai refuses a list as a whole for what may be one item's fault, the
// list is sent in parts, so that one bad item does not keep the others out. Items
// that were refused only together with others match no sentinel.
//
// A default role is set by a second request, once the team is there. Where only
// that fails, the result has the team and the error names its item.
//
// PAT with Teams_Add, Teams_Get, and Roles_Get for a default role by name;
// Archived; the default role is Assumed and checked.
func (s *TeamsService) CreateBatch(ctx context.Context, orgID string, reqs []CreateTeamRequest, callOpts ...CallOption) ([]*Team, error) {
	resetResponse(callOpts)
	items := make([]teamItem, len(reqs))
	var roles []string // that are to be set by default; nil: none
	for n, t := range reqs {
		if problem := route.CheckID(t.ID); problem != "" {
			return nil, invalid(OpTeamsCreate, "item %d: the team id %s", n, problem)
		}
		if t.Name == "" {
			return nil, invalid(OpTeamsCreate, "item %d: a team needs a name", n)
		}
		items[n] = teamItem{t.ID, t.Name}
	}
	for n, t := range reqs {
		if t.DefaultRole == "" {
			continue
		}
		roleID, err := s.api().roleID(ctx, OpTeamsCreate, t.DefaultRole, RoleTypeTeam, callOpts)
		if err != nil {
			return nil, err
		}
		if roles == nil {
			roles = make([]string, len(reqs))
		}
		roles[n] = roleID
	}
	teams, err := s.creation(orgID, callOpts).run(ctx, items)
	failed, partly := errors.AsType[*BatchError](err)
	if err != nil && !partly {
		return nil, err
	}
	for n, team := range teams {
		if team == nil || roles == nil || roles[n] == "" || team.DefaultRoleID == roles[n] {
			continue
		}
		changed, err := s.update(ctx, orgID, teamPatch{ID: team.ID, DefaultRoleID: &roles[n]}, callOpts)
		if err == nil {
			teams[n] = changed
			continue
		}
		if failed == nil {
			failed = &BatchError{Op: OpTeamsCreate, Total: len(reqs)}
		}
		e := *toError(OpTeamsUpdate, err)
		e.problem = strings.TrimPrefix(e.problem+"; ", "; ") + "the team was created, but its default role is not set"
		failed.add(n, &e)
	}
	if failed != nil {
		return teams, failed
	}
	return teams, nil
}

// teamItem is a team as it is sent to be created.
type teamItem struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

func (s *TeamsService) creation(orgID string, callOpts []CallOption) *creation[teamItem, Team] {
	ids := []string{orgID}
	return &creation[teamItem, Team]{
		client: s.api(), op: OpTeamsCreate, opts: callOpts, ids: ids,
		key:     func(t *teamItem) string { return t.ID },
		outKey:  func(t *Team) string { return t.ID },
		equal:   func(in *teamItem, out *Team) bool { return sameText(in.Name, out.Name) },
		created: func(t *Team) time.Time { return t.CreatedAt },
		send: func(ctx context.Context, items []teamItem) (answer[Team], error) {
			var clock serverClock
			var out struct {
				wire.Envelope
				Teams []created[Team] `json:"teams"`
			}
			err := s.api().do(ctx, request{
				op: OpTeamsCreate, ids: ids, out: &out, clock: &clock, callOpts: callOpts,
				body: struct {
					Teams []teamItem `json:"teams"`
				}{items},
			})
			return answer[Team]{out.Status, true, out.Teams, clock}, err
		},
		read: func(ctx context.Context, _ []teamItem, opts []CallOption) iter.Seq2[Team, error] {
			return s.ListAll(ctx, orgID, nil, opts...)
		},
	}
}

// Get reads a team.
//
// PAT with Teams_Get; Archived.
func (s *TeamsService) Get(ctx context.Context, orgID, teamID string, callOpts ...CallOption) (*Team, error) {
	var out struct {
		wire.Envelope
		Team *Team `json:"team"`
	}
	err := s.api().do(ctx, request{op: OpTeamsGet, ids: []string{orgID, teamID}, out: &out, callOpts: callOpts})
	return requireID(out.Team, idOfTeam, err, OpTeamsGet, "team", orgID, teamID)
}

// List reads a page of an organization's teams.
//
// PAT with Teams_Get; Archived.
func (s *TeamsService) List(ctx context.Context, orgID string, opts *ListTeamsOptions, callOpts ...CallOption) (*Page[Team], error) {
	return s.list(orgID, opts, callOpts).list(ctx)
}

// ListAll iterates over an organization's teams. It can skip teams if some are
// deleted meanwhile, by anyone; see [Paging].
//
// PAT with Teams_Get; Archived.
func (s *TeamsService) ListAll(ctx context.Context, orgID string, opts *ListTeamsOptions, callOpts ...CallOption) iter.Seq2[Team, error] {
	return s.list(orgID, opts, callOpts).all(ctx)
}

func (s *TeamsService) list(orgID string, opts *ListTeamsOptions, callOpts []CallOption) *listing[Team] {
	return &listing[Team]{client: s.api(), op: OpTeamsList, ids: []string{orgID}, paging: deref(opts).Paging, query: opts, opts: callOpts,
		response: func() (wire.Response, *[]Team) {
			var out struct {
				wire.Envelope
				Teams []Team `json:"teams"`
			}
			return &out, &out.Teams
		}}
}

// Update changes a team's name or default role, and returns the team as it is
// afterwards, whatever Clarifai normalized. If the response does not list the
// team or does not show the default role that was set, the team is read until it
// does, for up to RetryPolicy.VerifyTimeout; a change that never shows is an error.
//
// PAT with Teams_Add, Teams_Get, and Roles_Get for a default role by name;
// Archived. That the route takes a default role, and that what is left out stays
// as it is, is Assumed.
func (s *TeamsService) Update(ctx context.Context, orgID, teamID string, req UpdateTeamRequest, callOpts ...CallOption) (*Team, error) {
	resetResponse(callOpts)
	if req.Name == nil && req.DefaultRole == nil {
		return nil, invalid(OpTeamsUpdate, "there is nothing to change")
	}
	if problem := route.CheckID(teamID); problem != "" {
		return nil, invalid(OpTeamsUpdate, "the team id %s", problem)
	}
	patch := teamPatch{ID: teamID, Name: req.Name}
	if req.DefaultRole != nil {
		patch.DefaultRoleID = new("")
		if *req.DefaultRole != "" {
			id, err := s.api().roleID(ctx, OpTeamsUpdate, *req.DefaultRole, RoleTypeTeam, callOpts)
			if err != nil {
				return nil, err
			}
			*patch.DefaultRoleID = id
		}
	}
	return s.update(ctx, orgID, patch, callOpts)
}

// teamPatch is a team as it is sent to be changed.
type teamPatch struct {
	ID            string  `json:"id"`
	Name          *string `json:"name,omitempty"`
	DefaultRoleID *string `json:"default_role_id,omitempty"`
}

func (s *TeamsService) update(ctx context.Context, orgID string, patch teamPatch, callOpts []CallOption) (*Team, error) {
	var out struct {
		wire.Envelope
		Teams []Team `json:"teams"`
	}
	err := s.api().do(ctx, request{
		op: OpTeamsUpdate, ids: []string{orgID}, out: &out, verified: true, callOpts: callOpts,
		body: map[string]any{"action": "merge", "teams": []teamPatch{patch}},
	})
	if err != nil {
		return nil, err
	}
	var shown *Team
	for i := range out.Teams {
		if out.Teams[i].ID == patch.ID {
			shown = &out.Teams[i]
		}
	}
	return awaitChange(ctx, s.api(), OpTeamsUpdate, []string{orgID, patch.ID}, shown,
		func(t *Team) bool { return shows(patch.DefaultRoleID, t.DefaultRoleID, equal) },
		func(t *Team) bool { return shows(patch.Name, t.Name, sameText) },
		func() (*Team, error) { return s.Get(ctx, orgID, patch.ID, readOptions(callOpts)...) })
}

// Delete deletes teams, 128 a request; the apps and members stay in the
// organization. An error is a [*BatchError] of those that were not deleted. A
// team that is not there is [ErrNotFound], unless an earlier attempt of this
// very call deleted it: if Clarifai refuses a list for that, or says that a part
// of it failed, the organization's teams are read, and those that are there are
// sent again, the others alone. An empty list is [ErrInvalid].
//
// PAT with Teams_Delete, Teams_Add, Teams_Get; Archived.
func (s *TeamsService) Delete(ctx context.Context, orgID string, teamIDs []string, callOpts ...CallOption) error {
	resetResponse(callOpts)
	left := func(yield func(string, error) bool) {
		for team, err := range s.ListAll(ctx, orgID, nil, readOptions(callOpts)...) {
			if !yield(team.ID, err) {
				return
			}
		}
	}
	return s.remove(ctx, OpTeamsDelete, []string{orgID}, "ids", "team id", teamIDs, left, callOpts)
}

func (s *TeamsService) remove(ctx context.Context, op Operation, ids []string, field, what string, list []string, left iter.Seq2[string, error], callOpts []CallOption) error {
	w := removal{
		client: s.api(), op: op, what: what, list: list, fold: op == OpTeamsRemoveMembers, opts: callOpts,
		send: func(chunk []string) error {
			return s.api().do(ctx, request{
				op: op, ids: ids, body: map[string]any{field: chunk}, out: &wire.Envelope{}, batch: len(chunk) > 1, callOpts: callOpts,
			})
		},
		left: func([]string, []CallOption) iter.Seq2[string, error] { return left },
	}
	return w.run(ctx)
}

func idOfTeam(t *Team) string { return t.ID }

func (s *TeamsService) api() *Client { return (*service)(s).api() }
