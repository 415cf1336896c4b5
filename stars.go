package clarifai

import (
	"context"
	"errors"
	"iter"
	"strings"

	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// appStar is a star as it is sent and answered.
type appStar struct {
	AppID string `json:"app_id"`
}

// Star marks apps of one owner with the caller's star, with one request for
// each, which is all that Clarifai takes. An app
// that has it already is no error; an error of some of them is a [*BatchError].
// After a doubtful answer the stars are read, and what has none is sent once
// more.
//
// PAT with Apps_Get, and Workflows_Get to look up an unknown outcome; Archived.
func (s *AppsService) Star(ctx context.Context, ownerID string, appIDs []string, callOpts ...CallOption) error {
	resetResponse(callOpts)
	for n, id := range appIDs {
		if problem := route.CheckID(id); problem != "" {
			return invalid(OpAppsStar, "item %d: the app id %s", n, problem)
		}
	}
	w := creation[string, appStar]{
		client: s.api(), op: OpAppsStar, ids: []string{ownerID}, opts: callOpts, adds: true, batch: maxStars,
		key:    func(id *string) string { return *id },
		outKey: func(star *appStar) string { return star.AppID },
		equal:  func(*string, *appStar) bool { return true },
		send: func(ctx context.Context, ids []string) (answer[appStar], error) {
			stars := make([]appStar, len(ids))
			for n, id := range ids {
				stars[n].AppID = id
			}
			var clock serverClock
			var out struct {
				wire.Envelope
				AppStars []created[appStar] `json:"app_stars"`
			}
			err := s.api().do(ctx, request{
				op: OpAppsStar, ids: []string{ownerID}, body: map[string]any{"app_stars": stars}, out: &out, clock: &clock, callOpts: callOpts,
			})
			return answer[appStar]{out.Status, true, out.AppStars, clock}, err
		},
		read: func(ctx context.Context, _ []string, opts []CallOption) iter.Seq2[appStar, error] {
			return func(yield func(appStar, error) bool) {
				for id, err := range s.starred(ctx, ownerID, opts) {
					if !yield(appStar{id}, err) {
						return
					}
				}
			}
		},
	}
	_, err := w.run(ctx, appIDs)
	return err
}

// Unstar takes the caller's star from apps of one owner, with one request for
// each. An error is a [*BatchError] of those that were not removed. An empty
// list is [ErrInvalid].
//
// PAT with Apps_Get, and Workflows_Get to look up an unknown outcome; Archived.
func (s *AppsService) Unstar(ctx context.Context, ownerID string, appIDs []string, callOpts ...CallOption) error {
	resetResponse(callOpts)
	w := removal{
		client: s.api(), op: OpAppsUnstar, what: "app id", list: appIDs, batch: maxStars, opts: callOpts,
		send: func(chunk []string) error {
			return s.api().do(ctx, request{
				op: OpAppsUnstar, ids: []string{ownerID}, body: map[string]any{"app_ids": chunk}, out: &wire.Envelope{},
				batch: len(chunk) > 1, callOpts: callOpts,
			})
		},
		left: func(_ []string, opts []CallOption) iter.Seq2[string, error] {
			return s.starred(ctx, ownerID, opts)
		},
	}
	return w.run(ctx)
}

// starred reads which of an owner's apps have the caller's star.
func (s *AppsService) starred(ctx context.Context, ownerID string, callOpts []CallOption) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for app, err := range s.ListAll(ctx, ownerID, &ListAppsOptions{StarredOnly: true}, callOpts...) {
			if !yield(app.ID, err) {
				return
			}
		}
	}
}

// maxStars is how many stars Clarifai documents that a request may hold.
const maxStars = 1

// userStar is a star as it is sent and answered.
type userStar struct {
	UserID string `json:"user_id"`
}

// Star marks users with the caller's star, with one request for each, which is
// all that Clarifai takes. A user who has it
// already is no error; an error of some of them is a [*BatchError]. After a
// doubtful answer the users are read; those without a star are sent once more.
//
// PAT; Archived.
func (s *UsersService) Star(ctx context.Context, userIDs []string, callOpts ...CallOption) error {
	resetResponse(callOpts)
	for n, id := range userIDs {
		if problem := route.CheckID(id); problem != "" {
			return invalid(OpUsersStar, "item %d: the user id %s", n, problem)
		}
	}
	w := creation[string, userStar]{
		client: s.api(), op: OpUsersStar, opts: callOpts, adds: true,
		key:    func(id *string) string { return strings.ToLower(*id) },
		outKey: func(star *userStar) string { return strings.ToLower(star.UserID) },
		equal:  func(*string, *userStar) bool { return true },
		send: func(ctx context.Context, ids []string) (answer[userStar], error) {
			stars := make([]userStar, len(ids))
			for n, id := range ids {
				stars[n].UserID = id
			}
			var clock serverClock
			var out struct {
				wire.Envelope
				UserStars []created[userStar] `json:"user_stars"`
			}
			err := s.api().do(ctx, request{
				op: OpUsersStar, out: &out, clock: &clock, owners: []string{"me"}, callOpts: callOpts,
				body: map[string]any{"user_stars": stars},
			})
			return answer[userStar]{out.Status, true, out.UserStars, clock}, err
		},
		batch: maxStars,
		read:  s.starred,
	}
	_, err := w.run(ctx, userIDs)
	return err
}

// starred reads which of the users have the caller's star.
func (s *UsersService) starred(ctx context.Context, ids []string, callOpts []CallOption) iter.Seq2[userStar, error] {
	return func(yield func(userStar, error) bool) {
		for _, id := range ids {
			user, err := s.Get(ctx, id, &GetUserOptions{AdditionalFields: []string{"stars"}}, callOpts...)
			switch {
			case errors.Is(err, ErrNotFound):
				continue // who does not exist has no star
			case err != nil:
				yield(userStar{}, err)
				return
			case user.IsStarred && !yield(userStar{id}, nil):
				return
			}
		}
	}
}

// Unstar takes the caller's star from users, with one request for each. An
// error is a [*BatchError] of those that were not removed. An empty list is
// [ErrInvalid].
//
// PAT; Archived.
func (s *UsersService) Unstar(ctx context.Context, userIDs []string, callOpts ...CallOption) error {
	resetResponse(callOpts)
	w := removal{
		client: s.api(), op: OpUsersUnstar, what: "user id", list: userIDs, fold: true, batch: maxStars, opts: callOpts,
		send: func(chunk []string) error {
			return s.api().do(ctx, request{
				op: OpUsersUnstar, body: map[string]any{"user_ids": chunk}, out: &wire.Envelope{},
				owners: []string{"me"}, batch: len(chunk) > 1, callOpts: callOpts,
			})
		},
		left: func(ids []string, opts []CallOption) iter.Seq2[string, error] {
			return func(yield func(string, error) bool) {
				for star, err := range s.starred(ctx, ids, opts) {
					if !yield(star.UserID, err) {
						return
					}
				}
			}
		},
	}
	return w.run(ctx)
}
