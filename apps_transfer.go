package clarifai

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"
)

// ChangeAppIDRequest is an app's new ID, which is required.
type ChangeAppIDRequest struct {
	NewID string
}

// TransferAppRequest is an app's new owner, which is required: an organization
// in which the caller may create apps.
type TransferAppRequest struct {
	NewOwnerID string
}

// ChangeID changes the ID of an app. The old ID stops working, also for those who
// still use it. An ID that is taken is [ErrConflict]. The app is read first. If the
// outcome is unknown, or the response does not show the new ID, both IDs are looked
// up, for up to RetryPolicy.VerifyTimeout.
//
//   - API: PATCH /v2/users/{user}/apps/ids
//   - Scopes: Apps_Add, Apps_Get, Workflows_Get
//   - Status: current (see [Grade])
func (s *AppsService) ChangeID(ctx context.Context, ownerID, appID string, req ChangeAppIDRequest, callOpts ...CallOption) error {
	if problem := cmp.Or(checkCallOptions(callOpts), req.validate(appID)); problem != "" {
		return refuse(OpAppsChangeID, callOpts, "%s", problem)
	}
	reads := readOptions(callOpts)
	before, err := s.Get(ctx, ownerID, appID, nil, reads...)
	if err != nil {
		return notWritten(OpAppsChangeID, err)
	}
	var out appsResponse
	err = s.client.send(ctx, request{
		op: OpAppsChangeID, ids: []string{ownerID}, callOpts: callOpts,
		body: map[string]any{"action": "overwrite", "ids": []appIDChange{{appID, req.NewID}}},
	}, &out)
	if err != nil && !errors.Is(err, ErrAmbiguous) {
		return err
	}
	if err == nil && find(out.Apps, func(a *App) bool { return a.ID == req.NewID }) != nil {
		return nil
	}
	before.ID = appID // whatever the server calls it
	return s.awaitNewID(ctx, ownerID, before, req.NewID, reads, err)
}

func (r *ChangeAppIDRequest) validate(appID string) string {
	if problem := cmp.Or(checkID("app ID", appID), checkID("new app ID", r.NewID)); problem != "" {
		return problem
	}
	if appID == r.NewID {
		return fmt.Sprintf("the app has the ID %s already", quoted(r.NewID))
	}
	return ""
}

// appIDChange is an app's new ID as it is sent.
type appIDChange struct {
	ID    string `json:"id"`
	NewID string `json:"new_id"`
}

// awaitNewID reads until an app shows under its new ID and no longer under its
// old one. sent is the error of the request, if its outcome is unknown: an
// attempt that found the old ID gone may have followed one that changed it.
func (s *AppsService) awaitNewID(ctx context.Context, ownerID string, before *App, newID string, reads []CallOption, sent error) error {
	var moved bool
	err := poll(ctx, s.client.retry.VerifyTimeout, func() (bool, error) {
		old, err := s.hasApp(ctx, ownerID, before.ID, time.Time{}, reads)
		if err != nil {
			return false, err
		}
		// Its creation time distinguishes the app from another with the new ID.
		renamed := false
		if !before.CreatedAt.IsZero() {
			renamed, err = s.hasApp(ctx, ownerID, newID, before.CreatedAt, reads)
		}
		moved = renamed && !old
		return moved, err
	})
	e := &Error{Op: OpAppsChangeID, subject: subject([]string{ownerID, before.ID})}
	switch {
	case moved:
		return nil
	case sent != nil:
		return sent
	case err != nil:
		e.Ambiguous, e.kind, e.cause = true, errNoSentinel, opaque(err)
		e.problem = "Clarifai accepted the new ID; whether it is in effect cannot be read"
	default:
		e.problem = "Clarifai accepted the new ID, but reading does not show it"
	}
	return e
}

// hasApp reports whether an owner has an app. A createdAt that is not zero must
// be that of the app.
func (s *AppsService) hasApp(ctx context.Context, ownerID, appID string, createdAt time.Time, reads []CallOption) (found bool, err error) {
	for app, err := range s.ListAll(ctx, ownerID, &ListAppsOptions{ID: appID}, reads...) {
		if err != nil {
			return false, err
		}
		found = found || app.ID == appID && (createdAt.IsZero() || app.CreatedAt.Equal(createdAt))
	}
	return found, nil
}

// Transfer moves an app to another owner. An unknown outcome is [ErrAmbiguous];
// reading the app from both owners shows it.
//
//   - API: PATCH /v2/users/{user}/apps/{app}/owner
//   - Scopes: Apps_Add, Apps_Get, Apps_Delete, Organizations_Get
//   - Status: archived (see [Grade])
func (s *AppsService) Transfer(ctx context.Context, ownerID, appID string, req TransferAppRequest, callOpts ...CallOption) error {
	return s.client.send(ctx, request{
		op: OpAppsTransfer, ids: []string{ownerID, appID}, problem: req.validate(ownerID), callOpts: callOpts,
		body: map[string]any{"new_owner_id": req.NewOwnerID}, owners: []string{req.NewOwnerID},
	}, nil)
}

func (r *TransferAppRequest) validate(ownerID string) string {
	if problem := checkID("new owner's ID", r.NewOwnerID); problem != "" {
		return problem
	}
	if strings.EqualFold(ownerID, r.NewOwnerID) {
		return fmt.Sprintf("the app belongs to %s already", quoted(r.NewOwnerID))
	}
	return ""
}
