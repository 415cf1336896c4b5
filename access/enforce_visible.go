package access

import (
	"context"
	"errors"
	"fmt"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// found is what one reading shows of what a step is about: an app of a team, or
// a team's default role.
type found struct {
	there bool
	role  string // its id
}

// record keeps what a reading shows.
func (r *Result) record(now found) {
	if r.times == 0 || r.last != now {
		r.last, r.times = now, 0
	}
	r.times++
}

// shows reports whether the last reading shows a step.
func (r *Result) shows() bool {
	if r.Kind == GiveApp {
		return r.last.there && clarifai.RoleID(r.last.role) == r.Role
	}
	return !r.last.there
}

// uncertain reports whether another reading is needed to believe the last one:
// that an app is not on a list, one reading does not prove, see agreed.
func (r *Result) uncertain() bool {
	return r.Kind != ClearDefaultRole && !r.last.there && r.times < 2
}

// doubtful reports whether a step may be carried out, by its answer.
func (r *Result) doubtful() bool { return r.Err == nil || errors.Is(r.Err, clarifai.ErrAmbiguous) }

// mayShow reports whether a step that does not show may do so later: also the
// removal of what is gone, and was read from an older state.
func (r *Result) mayShow() bool {
	return r.doubtful() || r.Kind == RemoveApp && errors.Is(r.Err, clarifai.ErrNotFound)
}

// confirm reads a team's apps until what was sent shows, or, where something
// may still come to show, until the settling time is over. It returns the last
// reading, which is the one before if nothing was read.
func (e *enforcer) confirm(ctx context.Context, team string, results []*Result, now map[string]*clarifai.TeamApp) map[string]*clarifai.TeamApp {
	e.poll(ctx, results, func(ctx context.Context) error {
		list, err := clarifai.Collect(e.teamApps(ctx, team))
		if err != nil {
			return err
		}
		apps, err := byApp(team, list)
		if err == nil {
			now = apps
		}
		return err
	}, func(s *Result) found {
		if there := now[s.App]; there != nil {
			return found{true, there.RoleID}
		}
		return found{}
	})
	return now
}

// poll reads until all that was sent shows, longer and longer apart, for as
// long as the settling time, and records what became of each step: Done is
// only what was seen.
func (e *enforcer) poll(ctx context.Context, results []*Result, read func(context.Context) error, look func(*Result) found) {
	var open []*Result
	for _, s := range results {
		if s.Status == sent {
			open = append(open, s)
		}
	}
	backoff, again := steps.NewBackoff(e.options.settle()), 0
	for len(open) > 0 {
		err := read(ctx)
		var left []*Result
		uncertain, waiting := false, false
		for _, s := range open {
			if err == nil {
				s.record(look(s))
			}
			if err == nil && s.shows() && !s.uncertain() {
				s.seen()
				continue
			}
			left = append(left, s)
			uncertain = uncertain || s.uncertain()
			waiting = waiting || s.mayShow()
		}
		open = left
		switch {
		case err != nil:
		case uncertain && again < steps.MaxReadings:
			again++
			continue
		case waiting:
			if wait, ok := backoff.Next(); ok {
				if err = e.sleep(ctx, wait); err == nil {
					continue
				}
			}
		}
		for _, s := range open {
			e.missed(s, err)
		}
		return
	}
}

// seen records that a step shows. Whoever is asked for it: it is as it should be.
func (r *Result) seen() {
	if r.Err != nil {
		r.Note = "the answer was an error, and reading shows that it is done: " + r.Err.Error()
	}
	r.Status, r.Err = Done, nil
}

// missed records that a step does not show, or, with an error, that it cannot
// be read.
func (e *enforcer) missed(s *Result, err error) {
	accepted, doubtful := s.Err == nil, s.doubtful()
	s.Status, s.Note = Failed, e.lastRead(s, err)
	switch {
	case accepted && err != nil:
		s.Err = fmt.Errorf("%w: Clarifai accepted it; whether it took cannot be read: %w", clarifai.ErrAmbiguous, err)
		s.Note = "accepted, but not confirmed: " + s.Note
	case accepted:
		s.Err = errors.New("access: Clarifai accepted it, but " + s.Note)
	case doubtful && err != nil:
		s.Note = "ambiguous: " + s.Note
	case doubtful:
		s.Note = "ambiguous: " + s.Note + ", and that may still change"
	}
}

// lastRead says what was read last of what a step is about. With an error, it
// could not be read.
func (e *enforcer) lastRead(s *Result, err error) string {
	what := "app"
	if s.Kind == ClearDefaultRole {
		what = "default role"
	}
	switch {
	case err != nil:
		return fmt.Sprintf("whether the team has the %s now is not known: %v", what, err)
	case !s.last.there:
		return fmt.Sprintf("the team did not have the %s when it was last read", what)
	case s.Kind == ClearDefaultRole:
		return fmt.Sprintf("the team had the default role %q when it was last read", e.roles.name(s.last.role, ""))
	}
	return fmt.Sprintf("the team had the app as %q when it was last read", e.roles.name(s.last.role, ""))
}
