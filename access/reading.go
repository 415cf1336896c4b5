package access

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

const (
	// maxReadings is how often a list is read at most until two readings in a
	// row agree.
	maxReadings = 5
	// firstPause is how long to wait before the third reading. Each further
	// wait is twice as long.
	firstPause = 250 * time.Millisecond
)

// agreed reads a list until two readings in a row agree, and returns the last
// reading. It reports false if none of maxReadings did.
//
// A list comes page by page and not at one moment. What others remove from a
// page that was read moves the items behind it forward, so that the first item
// of the next page is missed although it was there all the time; what they add
// moves items backward, so that one is read twice. A reading that missed an
// item differs from the next one, unless the same happens again at the same
// place. Pages that overlap would cost fewer requests, but see nothing where
// the server chooses the size of its pages, or where one item comes for another
// that goes.
//
// Readings agree if they have the same items in whatever order. decides returns
// what a conclusion hangs on: other fields of an item may differ.
func agreed[T any](ctx context.Context, list iter.Seq2[T, error], decides func(*T) string) (items []T, agree bool, err error) {
	var before []string
	pause := firstPause
	for n := range maxReadings {
		if n >= 2 {
			if !sleep(ctx, pause) {
				return nil, false, cmp.Or(ctx.Err(), context.DeadlineExceeded) // the deadline, if it is only near
			}
			pause *= 2
		}
		if items, err = clarifai.Collect(list); err != nil {
			return nil, false, err
		}
		now := make([]string, len(items))
		for i := range items {
			now[i] = decides(&items[i])
		}
		slices.Sort(now)
		if n > 0 && slices.Equal(before, now) {
			return items, true, nil
		}
		before = now
	}
	return items, false, nil
}

// notAgreed says of a list that none of its readings agreed.
func notAgreed(what string) string {
	return fmt.Sprintf("%s changed while it was read: %d readings, and no two in a row agree", what, maxReadings)
}

// What the verdicts hang on, of an item of each list.

func decidesTeam(t *clarifai.Team) string { return fingerprint(t.ID, t.DefaultRoleID) }

func decidesRole(r *clarifai.Role) string {
	return fingerprint(r.ID, r.Name, r.Type, r.Scopes, r.Endpoints)
}

func decidesApp(a *clarifai.App) string {
	return fingerprint(a.ID, a.UserID, a.Visibility, a.Metadata)
}

func decidesTeamApp(a *clarifai.TeamApp) string { return fingerprint(a.App, a.RoleID) }

func decidesMember(m *clarifai.TeamMember) string { return m.UserID }

// fingerprint is a text that is the same for the same values.
func fingerprint(values ...any) string {
	var b strings.Builder
	for _, v := range values {
		text, err := json.Marshal(v)
		if err != nil {
			text = fmt.Append(nil, v) // not JSON, which nothing that was read from JSON is
		}
		b.Write(append(text, '\n'))
	}
	return b.String()
}

// has reads the apps of a team, by id, as often as it takes to know what the
// team does not have.
func (e *enforcer) has(ctx context.Context, team string) (map[string]*clarifai.TeamApp, error) {
	list, agree, err := agreed(ctx, e.teamApps(ctx, team), decidesTeamApp)
	switch {
	case err != nil:
		return nil, err
	case !agree:
		return nil, fmt.Errorf("%w: %s", ErrIncomplete, notAgreed(fmt.Sprintf("the list of apps of team %q", team)))
	}
	return byApp(team, list)
}

// byApp keys the apps of a team by their ids.
func byApp(team string, list []clarifai.TeamApp) (map[string]*clarifai.TeamApp, error) {
	now := make(map[string]*clarifai.TeamApp, len(list))
	for i := range list {
		switch {
		case list[i].App == nil || list[i].App.AppID == "":
			return nil, fmt.Errorf("%w: team %q has an app whose id is not shown", ErrIncomplete, team)
		case list[i].RoleID == "":
			return nil, fmt.Errorf("%w: team %q has app %.80q in a role whose id is not shown", ErrIncomplete, team, list[i].App.AppID)
		}
		now[list[i].App.AppID] = &list[i]
	}
	return now, nil
}
