package access

import (
	"context"
	"errors"
	"fmt"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// reading is what one reading shows of an app of a team, or of a team's default role.
type reading struct {
	there bool
	role  string // role ID
}

// recordReading records what a reading shows.
func (r *Result) recordReading(now reading) {
	if r.times == 0 || r.last != now {
		r.last, r.times = now, 0
	}
	r.times++
}

// isVisible reports whether the last reading shows that the step is done.
func (r *Result) isVisible() bool {
	if r.Kind == AddApp {
		return r.last.there && clarifai.TeamRoleByID(r.last.role) == r.Role
	}
	return !r.last.there
}

// needsAnotherReading reports whether the last reading is not enough: one reading of a
// list does not prove that an app is missing, as [steps.ReadStable] explains.
func (r *Result) needsAnotherReading() bool {
	return r.Kind != ClearDefaultRole && !r.last.there && r.times < 2
}

// mayHaveApplied reports whether the response allows that the step was applied.
func (r *Result) mayHaveApplied() bool {
	return r.Err == nil || errors.Is(r.Err, clarifai.ErrAmbiguous)
}

// mayBecomeVisible reports whether a step that is not visible may become so. This
// includes the removal of an app that was not found: an older state was read.
func (r *Result) mayBecomeVisible() bool {
	return r.mayHaveApplied() || r.Kind == RemoveApp && errors.Is(r.Err, clarifai.ErrNotFound)
}

// confirmApps reads a team's apps until the steps that were sent are visible, as poll
// does. It returns the apps that were read last.
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

// poll reads until the steps that were sent are visible, or until the verify timeout
// is over, and records what became of each step. A step is done only if it is
// visible.
func (e *enforcer) poll(ctx context.Context, results []*Result, read func(context.Context) error, look func(*Result) reading) {
	var open []*Result
	for _, s := range results {
		if s.Status == sent {
			open = append(open, s)
		}
	}
	backoff, extraReadings := steps.NewBackoff(e.options.verifyTimeout()), 0
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
		case uncertain && extraReadings < steps.MaxReadings:
			extraReadings++
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

// recordVisible records that a step is done, whatever the response was.
func (r *Result) recordVisible() {
	if r.Err != nil {
		r.Note = "the response was an error, but reading shows that it is done: " + r.Err.Error()
	}
	r.Status, r.Err = Done, nil
}

// recordNotVisible records that a step is not visible, or that reading failed with err.
func (e *enforcer) recordNotVisible(s *Result, err error) {
	accepted, unknown := s.Err == nil, s.mayHaveApplied()
	s.Status, s.Note = Failed, e.describeLastReading(s, err)
	switch {
	case accepted && err != nil:
		s.Err = fmt.Errorf("%w: Clarifai accepted it, and reading whether it took effect failed: %w", clarifai.ErrAmbiguous, err)
		s.Note = "accepted, but not confirmed: " + s.Note
	case accepted:
		s.Err = errors.New("access: Clarifai accepted it, but " + s.Note)
	case unknown && err != nil:
		s.Note = "unknown outcome: " + s.Note
	case unknown:
		s.Note = "unknown outcome: " + s.Note + ", which may still change"
	}
}

// describeLastReading says what was read last about a step, or that reading failed
// with err.
func (e *enforcer) describeLastReading(s *Result, err error) string {
	what := "app"
	if s.Kind == ClearDefaultRole {
		what = "default role"
	}
	switch {
	case err != nil:
		return fmt.Sprintf("it is unknown whether the team has the %s: %v", what, err)
	case !s.last.there:
		return fmt.Sprintf("the team did not have the %s when it was last read", what)
	case s.Kind == ClearDefaultRole:
		return fmt.Sprintf("the team had the default role %q when it was last read", e.roles.name(s.last.role, ""))
	}
	return fmt.Sprintf("the team had the app as %q when it was last read", e.roles.name(s.last.role, ""))
}
