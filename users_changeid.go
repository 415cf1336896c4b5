package clarifai

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
)

// ChangeUserIDRequest is the new ID of a user.
type ChangeUserIDRequest struct {
	// NewID is required: 1 to 32 letters and digits, with '-' and '_' between them.
	NewID string
}

func (r *ChangeUserIDRequest) validate(userID string) string {
	if problem := cmp.Or(checkID("user ID", userID), checkID("new user ID", r.NewID)); problem != "" {
		return problem
	}
	if strings.EqualFold(r.NewID, "me") {
		return `the new user ID must not be "me", which stands for the caller`
	}
	if strings.EqualFold(userID, r.NewID) {
		return fmt.Sprintf("the user has the ID %s already", quoted(r.NewID))
	}
	return ""
}

// ChangeID changes the ID of a user. The old ID stops working, also in the
// addresses of the user's apps. A person can change their own ID, and an
// administrator of an organization that of its users. The user "me" is the caller.
//
// The user is read first. If the outcome is unknown, or the response does not show
// the new ID, both IDs are looked up, for up to RetryPolicy.VerifyTimeout.
// [UsersService.ValidateIDs] says whether an ID is free.
//
//   - API: PATCH /v2/users/{user}
//   - Scopes: none (a browser session, see [CredentialSession])
//   - Status: archived: the archived definitions do not say that it takes merge; the outcome is checked by reading (see [Grade])
func (s *UsersService) ChangeID(ctx context.Context, userID string, req ChangeUserIDRequest, callOpts ...CallOption) error {
	if problem := cmp.Or(checkCallOptions(callOpts), req.validate(userID)); problem != "" {
		return refuse(OpUsersChangeID, callOpts, "%s", problem)
	}
	reads := readOptions(callOpts)
	before, err := s.Get(ctx, userID, nil, reads...)
	if err != nil {
		return notWritten(OpUsersChangeID, err)
	}
	if userID == "me" && strings.EqualFold(before.ID, req.NewID) {
		return refuse(OpUsersChangeID, callOpts, "the user has the ID %s already", quoted(req.NewID))
	}
	out := new(userResponse)
	err = s.client.send(ctx, request{
		op: OpUsersChangeID, ids: []string{userID}, owners: []string{req.NewID}, callOpts: callOpts, verified: true,
		body: userPatch{Info: &userInfo{UserID: req.NewID}, Action: patchAction{"merge"}},
	}, out)
	if err != nil && !errors.Is(err, ErrAmbiguous) {
		return err
	}
	if err == nil && out.User != nil && strings.EqualFold(out.User.ID, req.NewID) {
		return nil
	}
	return s.awaitNewID(ctx, userID, before, req.NewID, reads, err)
}

// awaitNewID reads until a user shows under a new ID. sent is the error of the
// request, if its outcome is unknown.
func (s *UsersService) awaitNewID(ctx context.Context, userID string, before *User, newID string, reads []CallOption, sent error) error {
	var renamed bool
	err := poll(ctx, s.client.retry.VerifyTimeout, func() (bool, error) {
		var err error
		renamed, err = s.isRenamed(ctx, userID, before, newID, reads)
		return renamed, err
	})
	e := &Error{Op: OpUsersChangeID, subject: userID}
	switch {
	case renamed:
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

// isRenamed reports whether a user has a new ID. The caller is who "me" is. Anyone
// else must be gone under the old ID, and the time of creation must distinguish
// the user from another one who has the new ID.
func (s *UsersService) isRenamed(ctx context.Context, userID string, before *User, newID string, reads []CallOption) (bool, error) {
	if userID == "me" {
		me, err := s.Get(ctx, userID, nil, reads...)
		return err == nil && strings.EqualFold(me.ID, newID), err
	}
	now, err := s.Get(ctx, newID, nil, reads...)
	switch {
	case errors.Is(err, ErrNotFound):
		return false, nil
	case err != nil:
		return false, err
	case before.CreatedAt.IsZero() || !now.CreatedAt.Equal(before.CreatedAt):
		return false, nil
	}
	if _, err = s.Get(ctx, userID, nil, reads...); errors.Is(err, ErrNotFound) {
		return true, nil
	}
	return false, err
}
