package clarifai

import (
	"context"
	"errors"
	"iter"
	"strings"

	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// Star adds the caller's star to apps of one owner, in one request for each app,
// since Clarifai accepts one at a time. An app that has the star already is not an
// error. The error is a [*BatchError] of the apps that were not starred. If the
// outcome is unknown, the stars are read, and an app without one is resent.
//
//   - API: POST /v2/users/{user}/app_stars
//   - Scopes: Apps_Get; Workflows_Get if the response leaves the outcome open
//   - Status: archived (see [Grade])
func (s *AppsService) Star(ctx context.Context, ownerID string, appIDs []string, callOpts ...CallOption) error {
	_, err := starApps.run(ctx, s.client, request{
		ids: []string{ownerID}, problem: checkIDs("app ID", appIDs), callOpts: callOpts,
	}, appIDs)
	return err
}

// maxStars is the number of stars that Clarifai documents for one request.
const maxStars = 1

// appStar is a star of an app as it is sent and returned.
type appStar struct {
	AppID string `json:"app_id"`
}

type appStarsResponse struct {
	wire.Envelope
	AppStars []created[appStar] `json:"app_stars"`
}

func (r *appStarsResponse) created() ([]created[appStar], bool) { return r.AppStars, true }

var starApps = verifiedCreate[string, appStar]{
	op:     OpAppsStar,
	adds:   true,
	limit:  maxStars,
	key:    func(appID *string) string { return *appID },
	outKey: func(star *appStar) string { return star.AppID },
	equal:  func(*string, *appStar) bool { return true },
	body: func(appIDs []string) any {
		stars := make([]appStar, len(appIDs))
		for n, id := range appIDs {
			stars[n].AppID = id
		}
		return map[string]any{"app_stars": stars}
	},
	response: func() createResponse[appStar] { return new(appStarsResponse) },
	lookUp: func(ctx context.Context, c *Client, ids []string, _ []string, callOpts []CallOption) iter.Seq2[appStar, error] {
		return func(yield func(appStar, error) bool) {
			for id, err := range c.Apps.starred(ctx, ids[0], callOpts) {
				if !yield(appStar{id}, err) {
					return
				}
			}
		}
	},
}

// Unstar removes the caller's star from apps of one owner, in one request for
// each app. The error is a [*BatchError] of the apps that keep their star. An
// empty list is [ErrInvalid].
//
//   - API: DELETE /v2/users/{user}/app_stars
//   - Scopes: Apps_Get; Workflows_Get if the response leaves the outcome open
//   - Status: archived (see [Grade])
func (s *AppsService) Unstar(ctx context.Context, ownerID string, appIDs []string, callOpts ...CallOption) error {
	return removal{
		request: request{op: OpAppsUnstar, ids: []string{ownerID}, callOpts: callOpts},
		what:    "app ID", field: "app_ids", limit: maxStars,
		remaining: func(_ []string, callOpts []CallOption) iter.Seq2[string, error] {
			return s.starred(ctx, ownerID, callOpts)
		},
	}.run(ctx, s.client, appIDs)
}

// starred iterates over the IDs of an owner's apps that have the caller's star.
func (s *AppsService) starred(ctx context.Context, ownerID string, callOpts []CallOption) iter.Seq2[string, error] {
	return resourceIDs(s.ListAll(ctx, ownerID, &ListAppsOptions{StarredOnly: true}, callOpts...))
}

// Star adds the caller's star to users, in one request for each user, since Clarifai
// accepts one at a time. A user who has the star already is not an error. The error
// is a [*BatchError] of the users who were not starred. If the outcome is unknown,
// the users are read, and one without a star is resent.
//
//   - API: POST /v2/user_stars
//   - Scopes: none
//   - Status: archived (see [Grade])
func (s *UsersService) Star(ctx context.Context, userIDs []string, callOpts ...CallOption) error {
	_, err := starUsers.run(ctx, s.client, request{
		owners: []string{"me"}, problem: checkIDs("user ID", userIDs), callOpts: callOpts,
	}, userIDs)
	return err
}

// userStar is a star of a user as it is sent and returned.
type userStar struct {
	UserID string `json:"user_id"`
}

type userStarsResponse struct {
	wire.Envelope
	UserStars []created[userStar] `json:"user_stars"`
}

func (r *userStarsResponse) created() ([]created[userStar], bool) { return r.UserStars, true }

var starUsers = verifiedCreate[string, userStar]{
	op:     OpUsersStar,
	adds:   true,
	limit:  maxStars,
	key:    func(userID *string) string { return strings.ToLower(*userID) },
	outKey: func(star *userStar) string { return strings.ToLower(star.UserID) },
	equal:  func(*string, *userStar) bool { return true },
	body: func(userIDs []string) any {
		stars := make([]userStar, len(userIDs))
		for n, id := range userIDs {
			stars[n].UserID = id
		}
		return map[string]any{"user_stars": stars}
	},
	response: func() createResponse[userStar] { return new(userStarsResponse) },
	lookUp: func(ctx context.Context, c *Client, _ []string, userIDs []string, callOpts []CallOption) iter.Seq2[userStar, error] {
		return func(yield func(userStar, error) bool) {
			for id, err := range c.Users.starred(ctx, userIDs, callOpts) {
				if !yield(userStar{id}, err) {
					return
				}
			}
		}
	},
}

// Unstar removes the caller's star from users, in one request for each user. The
// error is a [*BatchError] of the users who keep their star. An empty list is
// [ErrInvalid].
//
//   - API: DELETE /v2/user_stars
//   - Scopes: none
//   - Status: archived (see [Grade])
func (s *UsersService) Unstar(ctx context.Context, userIDs []string, callOpts ...CallOption) error {
	return removal{
		request: request{op: OpUsersUnstar, owners: []string{"me"}, callOpts: callOpts},
		what:    "user ID", field: "user_ids", fold: true, limit: maxStars,
		remaining: func(ids []string, callOpts []CallOption) iter.Seq2[string, error] {
			return s.starred(ctx, ids, callOpts)
		},
	}.run(ctx, s.client, userIDs)
}

// starred iterates over those of the users who have the caller's star.
func (s *UsersService) starred(ctx context.Context, userIDs []string, callOpts []CallOption) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for _, id := range userIDs {
			user, err := s.Get(ctx, id, &GetUserOptions{AdditionalFields: []string{"stars"}}, callOpts...)
			switch {
			case errors.Is(err, ErrNotFound):
				continue // no user, no star
			case err != nil:
				yield("", err)
				return
			case user.IsStarred && !yield(id, nil):
				return
			}
		}
	}
}
