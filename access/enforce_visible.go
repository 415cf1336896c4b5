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
type reading struct {
	there bool
	role  string // its id
}

// recordReading keeps what a reading shows.
func (r *Result) recordReading(now reading) {
	if r.times == 0 || r.last != now {
		r.last, r.times = now, 0
	}
	r.times++
}

// isVisible reports whether the last reading shows a step.
func (r *Result) isVisible() bool {
	if r.Kind == AddApp {
		return r.last.there && clarifai.RoleID(r.last.role) == r.Role
	}
	return !r.last.there
}

// needsAnotherReading reports whether another reading is needed to believe the last one:
// that an app is not on a list, one reading does not prove, see agreed.
func (r *Result) needsAnotherReading() bool {
	return r.Kind != ClearDefaultRole && !r.last.there && r.times < 2
}

// mayHaveApplied reports whether a step may be carried out, by its answer.
func (r *Result) mayHaveApplied() bool {
	return r.Err == nil || errors.Is(r.Err, clarifai.ErrAmbiguous)
}

// mayBecomeVisible reports whether a step that does not show may do so later: also the
// removal of what is gone, and was read from an older state.
func (r *Result) mayBecomeVisible() bool {
	return r.mayHaveApplied() || r.Kind == RemoveApp && errors.Is(r.Err, clarifai.ErrNotFound)
}

// confirmApps reads a team's apps until what was sent shows, or, where something
// may still come to show, until the settling time is over. It returns the last
// reading, which is the one before if nothing was read.
func (e *enforcer) confirmApps(ctx context.Context, team string, results []*Result, now map[string]*clarifai.TeamApp) map[string]*clarifai.TeamApp {
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
	}, func(s *Result) reading {
		if there := now[s.App]; there != nil {
			return reading{true, there.RoleID}
		}
		return reading{}
	})
	return now
}

// poll reads until all that was sent shows, longer and longer apart, for as
// long as the settling time, and records what became of each step: Done is
// only what was seen.
func (e *enforcer) poll(ctx context.Context, results []*Result, read func(context.Context) error, look func(*Result) reading) {
	var open []*Result
	for _, s := range results {
		if s.Status == sent {
			open = append(open, s)
		}
	}
	backoff, again := steps.NewBackoff(e.options.verifyTimeout()), 0
	for len(open) > 0 {
		err := read(ctx)
		var left []*Result
		uncertain, waiting := false, false
		for _, s := range open {
			if err == nil {
				s.recordReading(look(s))
			}
			if err == nil && s.isVisible() && !s.needsAnotherReading() {
				s.recordVisible()
				continue
			}
			left = append(left, s)
			uncertain = uncertain || s.needsAnotherReading()
			waiting = waiting || s.mayBecomeVisible()
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
			e.recordNotVisible(s, err)
		}
		return
	}
}

// recordVisible records that a step shows. Whoever is asked for it: it is as it should be.
func (r *Result) recordVisible() {
	if r.Err != nil {
		r.Note = "the answer was an error, and reading shows that it is done: " + r.Err.Error()
	}
	r.Status, r.Err = Done, nil
}

// recordNotVisible records that a step does not show, or, with an error, that it cannot
// be read.
func (e *enforcer) recordNotVisible(s *Result, err error) {
	accepted, doubtful := s.Err == nil, s.mayHaveApplied()
	s.Status, s.Note = Failed, e.describeLastReading(s, err)
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

// describeLastReading says what was read last of what a step is about. With an error, it
// could not be read.
func (e *enforcer) describeLastReading(s *Result, err error) string {
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
