package clarifai

import (
	"context"
	"errors"
	"iter"
	"strings"
	"time"

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

// TeamMember is a member of the organization on a team.
type TeamMember struct {
	TeamID    string    `json:"team_id"`
	UserID    string    `json:"user_id"`
	CreatedAt time.Time `json:"created_at,omitzero"` // when the member was put on the team
	FirstName string    `json:"first_name,omitempty"`
	LastName  string    `json:"last_name,omitempty"`
}

// TeamApp is an app that a team reaches, and the team's role in it.
type TeamApp struct {
	TeamID   string       `json:"team_id"`
	RoleID   string       `json:"role_id"`
	App      *AppIdentity `json:"app,omitempty" wire:"needed"`
	AppName  string       `json:"app_name,omitempty"`
	RoleName string       `json:"role_name,omitempty"`
}

// AppID returns the app's ID, "" if the answer shows none.
func (a *TeamApp) AppID() string { return value(value(a).App).AppID }

// AppIdentity is what an app is known by: its owner and its id there.
type AppIdentity struct {
	UserID string `json:"user_id"` // the owner: here the organization
	AppID  string `json:"app_id"`
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

// AddTeamAppRequest hands an app to a team. Both fields are required.
type AddTeamAppRequest struct {
	AppID string  // an app of the organization
	Role  RoleRef // a team role
}

// ListTeamsOptions chooses teams.
type ListTeamsOptions struct {
	Query string `url:"query,omitempty"` // a search text; "": all
	Paging
}

// ListTeamMembersOptions chooses members of a team.
type ListTeamMembersOptions struct {
	Query string `url:"query,omitempty"` // a search text; "": all
	Paging
}

// ListTeamAppsOptions chooses apps of a team.
type ListTeamAppsOptions struct {
	Query string `url:"query,omitempty"` // a search text; "": all
	Paging
}

// Create creates a team; see [TeamsService.CreateBatch].
//
// PAT with Teams_Add, Teams_Get, and Roles_Get for a default role by name;
// Archived.
func (s *TeamsService) Create(ctx context.Context, orgID string, t CreateTeamRequest, callOpts ...CallOption) (*Team, error) {
	begin(callOpts)
	teams, err := s.CreateBatch(ctx, orgID, []CreateTeamRequest{t}, callOpts...)
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
func (s *TeamsService) CreateBatch(ctx context.Context, orgID string, list []CreateTeamRequest, callOpts ...CallOption) ([]*Team, error) {
	begin(callOpts)
	items := make([]teamItem, len(list))
	var roles []string // that are to be set by default; nil: none
	for n, t := range list {
		if problem := checkID(t.ID); problem != "" {
			return nil, invalid(OpTeamsCreate, "item %d: the team id %s", n, problem)
		}
		if t.Name == "" {
			return nil, invalid(OpTeamsCreate, "item %d: a team needs a name", n)
		}
		items[n] = teamItem{t.ID, t.Name}
	}
	for n, t := range list {
		if t.DefaultRole == "" {
			continue
		}
		roleID, err := s.api().roleID(ctx, OpTeamsCreate, t.DefaultRole, RoleTypeTeam, callOpts)
		if err != nil {
			return nil, err
		}
		if roles == nil {
			roles = make([]string, len(list))
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
			failed = &BatchError{Op: OpTeamsCreate, Total: len(list)}
		}
		e := *asError(OpTeamsUpdate, err)
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
			err := s.api().do(ctx, call{
				op: OpTeamsCreate, ids: ids, out: &out, clock: &clock, opts: callOpts,
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
	err := s.api().do(ctx, call{op: OpTeamsGet, ids: []string{orgID, teamID}, out: &out, opts: callOpts})
	return one(out.Team, idOfTeam, err, OpTeamsGet, "team", orgID, teamID)
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
	return &listing[Team]{client: s.api(), op: OpTeamsList, ids: []string{orgID}, paging: value(opts).Paging, query: opts, opts: callOpts,
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
func (s *TeamsService) Update(ctx context.Context, orgID, teamID string, u UpdateTeamRequest, callOpts ...CallOption) (*Team, error) {
	begin(callOpts)
	if u.Name == nil && u.DefaultRole == nil {
		return nil, invalid(OpTeamsUpdate, "there is nothing to change")
	}
	if problem := checkID(teamID); problem != "" {
		return nil, invalid(OpTeamsUpdate, "the team id %s", problem)
	}
	patch := teamPatch{ID: teamID, Name: u.Name}
	if u.DefaultRole != nil {
		patch.DefaultRoleID = new("")
		if *u.DefaultRole != "" {
			id, err := s.api().roleID(ctx, OpTeamsUpdate, *u.DefaultRole, RoleTypeTeam, callOpts)
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
	err := s.api().do(ctx, call{
		op: OpTeamsUpdate, ids: []string{orgID}, out: &out, confirmed: true, opts: callOpts,
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
	return confirm(ctx, s.api(), OpTeamsUpdate, []string{orgID, patch.ID}, shown,
		func(t *Team) bool { return kept(patch.DefaultRoleID, t.DefaultRoleID, identical) },
		func(t *Team) bool { return kept(patch.Name, t.Name, sameText) },
		func() (*Team, error) { return s.Get(ctx, orgID, patch.ID, forReads(callOpts)...) })
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
	begin(callOpts)
	left := func(yield func(string, error) bool) {
		for team, err := range s.ListAll(ctx, orgID, nil, forReads(callOpts)...) {
			if !yield(team.ID, err) {
				return
			}
		}
	}
	return s.remove(ctx, OpTeamsDelete, []string{orgID}, "ids", "team id", teamIDs, left, callOpts)
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
	return &listing[TeamMember]{client: s.api(), op: OpTeamsListMembers, ids: []string{orgID, teamID}, paging: value(opts).Paging, query: opts, opts: callOpts,
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
	begin(callOpts)
	for n, id := range userIDs {
		if problem := checkID(id); problem != "" {
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
			err := s.api().do(ctx, call{
				op: OpTeamsAddMembers, ids: []string{orgID, teamID}, out: &out, clock: &clock, opts: callOpts,
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
	begin(callOpts)
	left := func(yield func(string, error) bool) {
		for member, err := range s.ListAllMembers(ctx, orgID, teamID, nil, forReads(callOpts)...) {
			if !yield(member.UserID, err) {
				return
			}
		}
	}
	return s.remove(ctx, OpTeamsRemoveMembers, []string{orgID, teamID}, "user_ids", "user id", userIDs, left, callOpts)
}

// ListApps reads a page of the apps that a team reaches.
//
// PAT with TeamApps_Get, Teams_Get, Roles_Get, Apps_Get; Archived.
func (s *TeamsService) ListApps(ctx context.Context, orgID, teamID string, opts *ListTeamAppsOptions, callOpts ...CallOption) (*Page[TeamApp], error) {
	return s.listApps(orgID, teamID, opts, callOpts).list(ctx)
}

// ListAllApps iterates over the apps that a team reaches. It can skip apps if some
// are removed meanwhile, by anyone; see [Paging].
//
// PAT with TeamApps_Get, Teams_Get, Roles_Get, Apps_Get; Archived.
func (s *TeamsService) ListAllApps(ctx context.Context, orgID, teamID string, opts *ListTeamAppsOptions, callOpts ...CallOption) iter.Seq2[TeamApp, error] {
	return s.listApps(orgID, teamID, opts, callOpts).all(ctx)
}

func (s *TeamsService) listApps(orgID, teamID string, opts *ListTeamAppsOptions, callOpts []CallOption) *listing[TeamApp] {
	return &listing[TeamApp]{client: s.api(), op: OpTeamsListApps, ids: []string{orgID, teamID}, paging: value(opts).Paging, query: opts, opts: callOpts,
		response: func() (wire.Response, *[]TeamApp) {
			var out struct {
				wire.Envelope
				Apps []TeamApp `json:"apps"`
			}
			return &out, &out.Apps
		}}
}

// teamAppItem is an app as it is sent to be handed to a team.
type teamAppItem struct {
	AppID  string `json:"app_id"`
	RoleID string `json:"role_id"`
}

// AddApps hands apps of the organization to a team, each with the team's role
// in it, 128 a request. An app that the team has already in that role is no
// error; in another role it may be refused as [ErrConflict] or changed, see
// [TeamsService.SetAppRole]. An error of some of the apps is a [*BatchError].
// The response lists no apps, so that its success counts for all of them. If it
// is a refusal that the team's apps may explain, or its outcome is unknown, they
// are read; what is not there after an unknown outcome is sent once more.
//
// If Clarifai refuses a list as a whole for what may be one item's fault, the
// list is sent in parts, so that one bad item does not keep the others out. Items
// that were refused only together with others match no sentinel.
//
// PAT with TeamApps_Get, TeamApps_Add, Teams_Get, Roles_Get, Apps_Get;
// Archived.
func (s *TeamsService) AddApps(ctx context.Context, orgID, teamID string, apps []AddTeamAppRequest, callOpts ...CallOption) error {
	begin(callOpts)
	items := make([]teamAppItem, len(apps))
	for n, app := range apps {
		if problem := checkID(app.AppID); problem != "" {
			return invalid(OpTeamsAddApps, "item %d: the app id %s", n, problem)
		}
	}
	for n, app := range apps {
		roleID, err := s.api().roleID(ctx, OpTeamsAddApps, app.Role, RoleTypeTeam, callOpts)
		if err != nil {
			return err
		}
		items[n] = teamAppItem{app.AppID, roleID}
	}
	w := creation[teamAppItem, TeamApp]{
		client: s.api(), op: OpTeamsAddApps, opts: callOpts, ids: []string{orgID, teamID}, adds: true,
		key:    func(a *teamAppItem) string { return a.AppID },
		outKey: func(a *TeamApp) string { return value(a.App).AppID },
		equal:  func(in *teamAppItem, out *TeamApp) bool { return in.RoleID == out.RoleID },
		send: func(ctx context.Context, items []teamAppItem) (answer[TeamApp], error) {
			status, err := s.postApps(ctx, OpTeamsAddApps, orgID, teamID, items, callOpts)
			return answer[TeamApp]{status: status}, err
		},
		read: func(ctx context.Context, _ []teamAppItem, opts []CallOption) iter.Seq2[TeamApp, error] {
			return s.ListAllApps(ctx, orgID, teamID, nil, opts...)
		},
	}
	_, err := w.run(ctx, items)
	return err
}

func (s *TeamsService) postApps(ctx context.Context, op Operation, orgID, teamID string, items []teamAppItem, callOpts []CallOption) (*wire.Status, error) {
	var out wire.Envelope
	err := s.api().do(ctx, call{
		op: op, ids: []string{orgID, teamID}, out: &out, opts: callOpts,
		body: map[string]any{"apps": items},
	})
	return out.Status, err
}

// SetAppRole gives a team another role in an app that it has; an app that it
// does not have is added. It reads until the role shows. A server that does
// not change the role of an app which is there has the app removed from the
// team and added again: should the adding fail, the error says that the team
// does not reach the app now.
//
// PAT with TeamApps_Get, TeamApps_Add, TeamApps_Delete, Teams_Get, Roles_Get,
// Apps_Get; Assumed: the route is archived, that it changes a role is not
// documented.
func (s *TeamsService) SetAppRole(ctx context.Context, orgID, teamID, appID string, role RoleRef, callOpts ...CallOption) error {
	begin(callOpts)
	if problem := checkID(appID); problem != "" {
		return invalid(OpTeamsSetAppRole, "the app id %s", problem)
	}
	roleID, err := s.api().roleID(ctx, OpTeamsSetAppRole, role, RoleTypeTeam, callOpts)
	if err != nil {
		return err
	}
	_, err = s.postApps(ctx, OpTeamsSetAppRole, orgID, teamID, []teamAppItem{{appID, roleID}}, callOpts)
	if err == nil {
		if set, err := s.hasRole(ctx, orgID, teamID, appID, roleID, callOpts); set || err != nil {
			return err
		}
	} else if e := asError(OpTeamsSetAppRole, err); !mayExist(e) || e.HTTPStatus < 400 {
		return err
	} else if found, readErr := s.appRole(ctx, orgID, teamID, appID, callOpts); readErr != nil || found == "" {
		return err // it was refused for something else: nothing is taken away for it
	} else if found == roleID {
		return nil
	}
	if err := s.RemoveApps(ctx, orgID, teamID, []string{appID}, callOpts...); err != nil && !errors.Is(err, ErrNotFound) {
		return &Error{Op: OpTeamsSetAppRole, subject: subject([]string{orgID, teamID, appID}), kind: asError(OpTeamsRemoveApps, err).sentinel(),
			Ambiguous: errors.Is(err, ErrAmbiguous), cause: err,
			problem: "to set the role the app has to be removed from the team and added again, and removing it failed"}
	}
	if err := s.AddApps(ctx, orgID, teamID, []AddTeamAppRequest{{appID, RoleID(roleID)}}, callOpts...); err != nil {
		return &Error{Op: OpTeamsSetAppRole, subject: subject([]string{orgID, teamID, appID}), kind: asError(OpTeamsAddApps, err).sentinel(),
			Ambiguous: errors.Is(err, ErrAmbiguous), cause: err,
			problem: "to set the role the app was removed from the team, and adding it again failed: the team may not reach the app now"}
	}
	return nil
}

// hasRole reads until a team has a role in an app, or a write would show.
func (s *TeamsService) hasRole(ctx context.Context, orgID, teamID, appID, roleID string, callOpts []CallOption) (bool, error) {
	var set bool
	err := poll(ctx, s.api().retry.VerifyTimeout, func() (bool, error) {
		found, err := s.appRole(ctx, orgID, teamID, appID, callOpts)
		set = found == roleID
		return set, err
	})
	if err != nil {
		return false, &Error{Op: OpTeamsSetAppRole, subject: subject([]string{orgID, teamID, appID}), Ambiguous: true, cause: err,
			kind: asError(OpTeamsListApps, err).sentinel(), problem: "Clarifai accepted the role; whether it is set cannot be read"}
	}
	return set, nil
}

// appRole reads the id of the role that a team has in an app; "": it does not
// have the app.
func (s *TeamsService) appRole(ctx context.Context, orgID, teamID, appID string, callOpts []CallOption) (found string, err error) {
	for app, err := range s.ListAllApps(ctx, orgID, teamID, nil, forReads(callOpts)...) {
		if err != nil {
			return "", err
		}
		if value(app.App).AppID == appID {
			found = app.RoleID
		}
	}
	return found, nil
}

// RemoveApps takes apps from a team, 128 a request; the apps themselves stay. An
// error is a [*BatchError] of those that were not removed. An app that the team
// does not have is [ErrNotFound], unless an earlier attempt of this very call
// removed it: if Clarifai refuses a list for that, or says that a part of it
// failed, the team's apps are read, and those that are there are sent again, the others alone. An
// empty list is [ErrInvalid].
//
// PAT with TeamApps_Delete, TeamApps_Get, TeamApps_Add, Teams_Get, Roles_Get,
// Apps_Get; Archived.
func (s *TeamsService) RemoveApps(ctx context.Context, orgID, teamID string, appIDs []string, callOpts ...CallOption) error {
	begin(callOpts)
	left := func(yield func(string, error) bool) {
		for app, err := range s.ListAllApps(ctx, orgID, teamID, nil, forReads(callOpts)...) {
			if !yield(value(app.App).AppID, err) {
				return
			}
		}
	}
	return s.remove(ctx, OpTeamsRemoveApps, []string{orgID, teamID}, "app_ids", "app id", appIDs, left, callOpts)
}

func (s *TeamsService) remove(ctx context.Context, op Operation, ids []string, field, what string, list []string, left iter.Seq2[string, error], callOpts []CallOption) error {
	w := removal{
		client: s.api(), op: op, what: what, list: list, fold: op == OpTeamsRemoveMembers, opts: callOpts,
		send: func(chunk []string) error {
			return s.api().do(ctx, call{
				op: op, ids: ids, body: map[string]any{field: chunk}, out: &wire.Envelope{}, several: len(chunk) > 1, opts: callOpts,
			})
		},
		left: func([]string, []CallOption) iter.Seq2[string, error] { return left },
	}
	return w.run(ctx)
}

func idOfTeam(t *Team) string { return t.ID }

func (s *TeamsService) api() *Client { return (*service)(s).api() }
