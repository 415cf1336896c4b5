package clarifai

import (
	"context"
	"errors"
	"iter"

	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
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

// AppID returns the app's ID, "" if the answer shows none.
func (a *TeamApp) AppID() string { return deref(deref(a).App).AppID }

// AppIdentity is what an app is known by: its owner and its id there.
type AppIdentity struct {
	UserID string `json:"user_id"` // the owner: here the organization
	AppID  string `json:"app_id"`
}

// AddTeamAppRequest hands an app to a team. Both fields are required.
type AddTeamAppRequest struct {
	AppID string  // an app of the organization
	Role  RoleRef // a team role
}

// ListTeamAppsOptions chooses apps of a team.
type ListTeamAppsOptions struct {
	Query string `url:"query,omitempty"` // a search text; "": all
	Paging
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
	return &listing[TeamApp]{client: s.api(), op: OpTeamsListApps, ids: []string{orgID, teamID}, paging: deref(opts).Paging, query: opts, opts: callOpts,
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
func (s *TeamsService) AddApps(ctx context.Context, orgID, teamID string, reqs []AddTeamAppRequest, callOpts ...CallOption) error {
	resetResponse(callOpts)
	items := make([]teamAppItem, len(reqs))
	for n, app := range reqs {
		if problem := route.CheckID(app.AppID); problem != "" {
			return invalid(OpTeamsAddApps, "item %d: the app id %s", n, problem)
		}
	}
	for n, app := range reqs {
		roleID, err := s.api().roleID(ctx, OpTeamsAddApps, app.Role, RoleTypeTeam, callOpts)
		if err != nil {
			return err
		}
		items[n] = teamAppItem{app.AppID, roleID}
	}
	w := creation[teamAppItem, TeamApp]{
		client: s.api(), op: OpTeamsAddApps, opts: callOpts, ids: []string{orgID, teamID}, adds: true,
		key:    func(a *teamAppItem) string { return a.AppID },
		outKey: func(a *TeamApp) string { return deref(a.App).AppID },
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
	err := s.api().do(ctx, request{
		op: op, ids: []string{orgID, teamID}, out: &out, callOpts: callOpts,
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
	resetResponse(callOpts)
	if problem := route.CheckID(appID); problem != "" {
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
	} else if e := toError(OpTeamsSetAppRole, err); !mayExist(e) || e.HTTPStatus < 400 {
		return err
	} else if found, readErr := s.appRole(ctx, orgID, teamID, appID, callOpts); readErr != nil || found == "" {
		return err // it was refused for something else: nothing is taken away for it
	} else if found == roleID {
		return nil
	}
	if err := s.RemoveApps(ctx, orgID, teamID, []string{appID}, callOpts...); err != nil && !errors.Is(err, ErrNotFound) {
		return &Error{Op: OpTeamsSetAppRole, subject: subject([]string{orgID, teamID, appID}), kind: toError(OpTeamsRemoveApps, err).sentinel(),
			Ambiguous: errors.Is(err, ErrAmbiguous), cause: err,
			problem: "to set the role the app has to be removed from the team and added again, and removing it failed"}
	}
	if err := s.AddApps(ctx, orgID, teamID, []AddTeamAppRequest{{appID, RoleID(roleID)}}, callOpts...); err != nil {
		return &Error{Op: OpTeamsSetAppRole, subject: subject([]string{orgID, teamID, appID}), kind: toError(OpTeamsAddApps, err).sentinel(),
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
			kind: toError(OpTeamsListApps, err).sentinel(), problem: "Clarifai accepted the role; whether it is set cannot be read"}
	}
	return set, nil
}

// appRole reads the id of the role that a team has in an app; "": it does not
// have the app.
func (s *TeamsService) appRole(ctx context.Context, orgID, teamID, appID string, callOpts []CallOption) (found string, err error) {
	for app, err := range s.ListAllApps(ctx, orgID, teamID, nil, readOptions(callOpts)...) {
		if err != nil {
			return "", err
		}
		if deref(app.App).AppID == appID {
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
	resetResponse(callOpts)
	left := func(yield func(string, error) bool) {
		for app, err := range s.ListAllApps(ctx, orgID, teamID, nil, readOptions(callOpts)...) {
			if !yield(deref(app.App).AppID, err) {
				return
			}
		}
	}
	return s.remove(ctx, OpTeamsRemoveApps, []string{orgID, teamID}, "app_ids", "app id", appIDs, left, callOpts)
}
