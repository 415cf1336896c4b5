package clarifai

import (
	"context"
	"errors"
	"iter"

	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// TeamApp is an app that a team reaches, and the team's role in it.
type TeamApp struct {
	TeamID   string       `json:"team_id"`
	RoleID   string       `json:"role_id"`
	App      *AppIdentity `json:"app,omitempty" wire:"needed"`
	AppName  string       `json:"app_name,omitempty"`
	RoleName string       `json:"role_name,omitempty"`
}

// AppID returns the app's ID, or "" if the response shows none.
func (a *TeamApp) AppID() string { return deref(a.App).AppID }

// OwnerID returns the ID of the app's owner, or "" if the response shows none.
func (a *TeamApp) OwnerID() string { return deref(a.App).UserID }

func (a *TeamApp) resourceID() string { return a.AppID() }

// AppIdentity names an app by its owner and its ID.
type AppIdentity struct {
	UserID string `json:"user_id"` // a user or an organization
	AppID  string `json:"app_id"`
}

// AddTeamAppRequest is an app to add to a team. Both fields are required.
type AddTeamAppRequest struct {
	AppID string // an app of the organization
	Role  TeamRole
}

// ListTeamAppsOptions selects apps of a team.
type ListTeamAppsOptions struct {
	Query string `url:"query,omitempty"` // a text to search for
	Paging
}

type teamAppsResponse struct {
	wire.Envelope
	Apps []TeamApp `json:"apps"`
}

func (r *teamAppsResponse) list() []TeamApp { return r.Apps }

// ListApps returns a page of the apps that a team reaches.
//
//   - API: GET /v2/organizations/{organization}/teams/{team}/apps
//   - Scopes: TeamApps_Get, Teams_Get, Roles_Get, Apps_Get
//   - Status: archived (see [Grade])
func (s *TeamsService) ListApps(ctx context.Context, orgID, teamID string, opts *ListTeamAppsOptions, callOpts ...CallOption) (*Page[TeamApp], error) {
	return list[TeamApp, teamAppsResponse](ctx, s.client, OpTeamsListApps, opts, callOpts, orgID, teamID)
}

// ListAllApps iterates over the apps that a team reaches. It can skip apps if
// anyone removes some in the meantime; see [Paging].
//
//   - API: GET /v2/organizations/{organization}/teams/{team}/apps
//   - Scopes: TeamApps_Get, Teams_Get, Roles_Get, Apps_Get
//   - Status: archived (see [Grade])
func (s *TeamsService) ListAllApps(ctx context.Context, orgID, teamID string, opts *ListTeamAppsOptions, callOpts ...CallOption) iter.Seq2[TeamApp, error] {
	return listAll[TeamApp, teamAppsResponse](ctx, s.client, OpTeamsListApps, opts, callOpts, orgID, teamID)
}

// AddApps adds apps of the organization to a team, each with the team's role in
// it, in one request for each 128 of them. The error is a [*BatchError] of the
// apps that were not added. An app that the team has already in that role is no
// error. An app that it has in another role may be refused as [ErrConflict] or
// changed; see [TeamsService.SetAppRole].
//
// The response lists no apps, so its success counts for all of them. If Clarifai
// refuses because the team may have an app already, or if the outcome is unknown,
// the team's apps are read; what is not there after an unknown outcome is sent
// once more. If Clarifai refuses a list as a whole for what may be one item's
// fault, the list is sent in parts, so that one bad item does not keep the others
// out. Items that were refused only together with others match no sentinel.
//
//   - API: POST /v2/organizations/{organization}/teams/{team}/apps
//   - Scopes: TeamApps_Get, TeamApps_Add, Teams_Get, Roles_Get, Apps_Get
//   - Status: archived (see [Grade])
func (s *TeamsService) AddApps(ctx context.Context, orgID, teamID string, reqs []AddTeamAppRequest, callOpts ...CallOption) error {
	items, err := s.teamAppItems(ctx, reqs, callOpts)
	if err != nil {
		return err
	}
	_, err = addTeamApps.run(ctx, s.client, request{ids: []string{orgID, teamID}, callOpts: callOpts}, items)
	return err
}

// teamAppItem is an app as it is sent to be added to a team.
type teamAppItem struct {
	AppID  string `json:"app_id"`
	RoleID string `json:"role_id"`
}

// teamAppItems returns apps as they are sent, with the IDs of their roles.
func (s *TeamsService) teamAppItems(ctx context.Context, reqs []AddTeamAppRequest, callOpts []CallOption) ([]teamAppItem, error) {
	items := make([]teamAppItem, len(reqs))
	for n, req := range reqs {
		if problem := checkID("app ID", req.AppID); problem != "" {
			return nil, refuse(OpTeamsAddApps, callOpts, "item %d: %s", n, problem)
		}
	}
	for n, req := range reqs {
		roleID, err := s.client.roleID(ctx, OpTeamsAddApps, req.Role.ref(), callOpts)
		if err != nil {
			return nil, err
		}
		items[n] = teamAppItem{req.AppID, roleID}
	}
	return items, nil
}

var addTeamApps = verifiedCreate[teamAppItem, TeamApp]{
	op:       OpTeamsAddApps,
	adds:     true,
	key:      func(a *teamAppItem) string { return a.AppID },
	outKey:   (*TeamApp).AppID,
	equal:    func(in *teamAppItem, out *TeamApp) bool { return in.RoleID == out.RoleID },
	body:     func(items []teamAppItem) any { return map[string]any{"apps": items} },
	response: func() createResponse[TeamApp] { return new(statusResponse[TeamApp]) },
	lookUp: func(ctx context.Context, c *Client, ids []string, _ []teamAppItem, callOpts []CallOption) iter.Seq2[TeamApp, error] {
		return c.Teams.ListAllApps(ctx, ids[0], ids[1], nil, callOpts...)
	},
}

// SetAppRole changes a team's role in an app. An app that the team does not have
// is added. SetAppRole reads until the role shows, for up to
// RetryPolicy.VerifyTimeout.
//
// If the server keeps the role of an app that the team has already, the app is
// removed from the team and added again. If adding it fails, the error says that
// the team may not reach the app now.
//
//   - API: POST /v2/organizations/{organization}/teams/{team}/apps
//   - Scopes: TeamApps_Get, TeamApps_Add, Teams_Get, Roles_Get, Apps_Get; TeamApps_Delete if the server keeps the role that the team has in the app
//   - Status: assumed: the route is archived; that it sets the role of an app which the team has already is assumed, and checked by listing (see [Grade])
func (s *TeamsService) SetAppRole(ctx context.Context, orgID, teamID, appID string, role TeamRole, callOpts ...CallOption) error {
	roleID, err := s.client.checkedRoleID(ctx, OpTeamsSetAppRole, checkID("app ID", appID), role.ref(), callOpts)
	if err != nil {
		return err
	}
	ids := []string{orgID, teamID, appID}
	err = s.client.send(ctx, request{
		op: OpTeamsSetAppRole, ids: ids[:2], callOpts: callOpts,
		body: map[string]any{"apps": []teamAppItem{{appID, roleID}}},
	}, nil)
	if err == nil {
		if done, err := s.awaitAppRole(ctx, ids, roleID, callOpts); done || err != nil {
			return err
		}
	} else if e := toError(OpTeamsSetAppRole, err); !mayExist(e) || e.HTTPStatus < 400 {
		return err
	} else if found, readErr := s.appRole(ctx, ids, callOpts); readErr != nil || found == "" {
		return err // refused for another reason, for which nothing is removed
	} else if found == roleID {
		return nil
	}
	return s.readdApp(ctx, ids, roleID, callOpts)
}

// readdApp removes an app from a team and adds it in another role. ids are those
// of the organization, the team and the app.
func (s *TeamsService) readdApp(ctx context.Context, ids []string, roleID string, callOpts []CallOption) error {
	failed := func(op Operation, err error, problem string) error {
		return &Error{
			Op: OpTeamsSetAppRole, subject: subject(ids), kind: toError(op, err).sentinel(),
			Ambiguous: errors.Is(err, ErrAmbiguous), cause: err, problem: problem,
		}
	}
	if err := s.RemoveApps(ctx, ids[0], ids[1], ids[2:], callOpts...); err != nil && !errors.Is(err, ErrNotFound) {
		return failed(OpTeamsRemoveApps, err,
			"to set the role the app must be removed from the team and added again, and removing it failed")
	}
	if err := s.AddApps(ctx, ids[0], ids[1], []AddTeamAppRequest{{ids[2], TeamRoleByID(roleID)}}, callOpts...); err != nil {
		return failed(OpTeamsAddApps, err,
			"to set the role the app was removed from the team, and adding it again failed: the team may not reach the app now")
	}
	return nil
}

// awaitAppRole reads until a team has a role in an app, or a write would show.
func (s *TeamsService) awaitAppRole(ctx context.Context, ids []string, roleID string, callOpts []CallOption) (bool, error) {
	var done bool
	err := poll(ctx, s.client.retry.VerifyTimeout, func() (bool, error) {
		found, err := s.appRole(ctx, ids, callOpts)
		done = found == roleID
		return done, err
	})
	if err != nil {
		return false, &Error{Op: OpTeamsSetAppRole, subject: subject(ids), Ambiguous: true, cause: err,
			kind: toError(OpTeamsListApps, err).sentinel(), problem: "Clarifai accepted the role; whether it is set cannot be read"}
	}
	return done, nil
}

// appRole returns the ID of the role that a team has in an app, or "" if the
// team does not have the app.
func (s *TeamsService) appRole(ctx context.Context, ids []string, callOpts []CallOption) (roleID string, err error) {
	for app, err := range s.ListAllApps(ctx, ids[0], ids[1], nil, readOptions(callOpts)...) {
		if err != nil {
			return "", err
		}
		if app.AppID() == ids[2] {
			roleID = app.RoleID
		}
	}
	return roleID, nil
}

// RemoveApps removes apps from a team, in one request for each 128 of them. The
// apps themselves stay. The error is a [*BatchError] of those that were not
// removed. An app that the team does not have is [ErrNotFound], unless an earlier
// attempt of this very call removed it. If Clarifai refuses a list because an app
// is not there, or reports that a part of it failed, the team's apps are read;
// those that are there are sent again, the others alone. An empty list is
// [ErrInvalid].
//
//   - API: DELETE /v2/organizations/{organization}/teams/{team}/apps
//   - Scopes: TeamApps_Delete, TeamApps_Get, TeamApps_Add, Teams_Get, Roles_Get, Apps_Get
//   - Status: archived (see [Grade])
func (s *TeamsService) RemoveApps(ctx context.Context, orgID, teamID string, appIDs []string, callOpts ...CallOption) error {
	return removal{
		request: request{op: OpTeamsRemoveApps, ids: []string{orgID, teamID}, callOpts: callOpts},
		what:    "app ID", field: "app_ids",
		remaining: func(_ []string, callOpts []CallOption) iter.Seq2[string, error] {
			return resourceIDs(s.ListAllApps(ctx, orgID, teamID, nil, callOpts...))
		},
	}.run(ctx, s.client, appIDs)
}
