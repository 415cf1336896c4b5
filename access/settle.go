package access

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// sent is a step that a request was sent for, and whose outcome is to be read.
const sent Status = "sent"

// skip records that nothing was sent; err is nil if that is as it should be.
func (r *Result) skip(note string, err error) { r.Status, r.Note, r.Err = Skipped, note, err }

// unread records that nothing was sent since what is there cannot be read. A
// step that the end of the context kept from being sent is left, to be skipped.
func (r *Result) unread(ctx context.Context, note string, err error) {
	if ctx.Err() == nil {
		r.Status, r.Note, r.Err = Failed, note, err
	}
}

// send sends a step. Its answer alone decides nothing: confirm reads. A step
// that the end of the context kept from being sent is left, to be skipped.
func (r *Result) send(ctx context.Context, call func(clarifai.CallOption) error) {
	if ctx.Err() != nil {
		return
	}
	var response clarifai.Response
	err := call(clarifai.CaptureResponse(&response))
	if err != nil && ctx.Err() != nil && errors.Is(err, ctx.Err()) && !errors.Is(err, clarifai.ErrAmbiguous) {
		return
	}
	r.Status, r.Err, r.RequestID = sent, err, response.RequestID
	if e, ok := errors.AsType[*clarifai.Error](err); ok {
		r.RequestID = e.RequestID
	}
}

// doubtful reports whether a step may be carried out, by its answer.
func (r *Result) doubtful() bool { return r.Err == nil || errors.Is(r.Err, clarifai.ErrAmbiguous) }

// mayShow reports whether a step that does not show may do so later: also the
// removal of what is gone, and was read from an older state.
func (r *Result) mayShow() bool {
	return r.doubtful() || r.Kind == RemoveApp && errors.Is(r.Err, clarifai.ErrNotFound)
}

// confirm reads a team's apps until what was sent shows, or, where something
// may still come to show, until the settling time is over.
func (e *enforcer) confirm(ctx context.Context, team string, steps []*Result, unseen string, shows func(*Result, *clarifai.TeamApp) bool) {
	var now map[string]*clarifai.TeamApp
	e.poll(ctx, steps, unseen, func(ctx context.Context) (err error) {
		now, err = e.has(ctx, team)
		return err
	}, func(s *Result) bool { return shows(s, now[s.App]) })
}

// clear takes a default role away that is as it was found.
func (e *enforcer) clear(ctx context.Context, s *Result) {
	if ctx.Err() != nil {
		return
	}
	var now *clarifai.Team
	read := func(ctx context.Context) (err error) {
		now, err = e.client.Teams.Get(ctx, e.org, s.Team)
		return err
	}
	if err := read(ctx); err != nil {
		s.unread(ctx, "nothing was sent: the team cannot be read again", err)
		return
	}
	switch {
	case now.DefaultRoleID == "":
		s.skip("no longer needed: the team has no default role any more", nil)
		return
	case now.DefaultRoleID != s.before:
		s.skip(fmt.Sprintf("the default role was %q, and is %q now", s.Before, e.roles.name(now.DefaultRoleID, "")), ErrChanged)
		return
	}
	s.send(ctx, func(opt clarifai.CallOption) error {
		_, err := e.client.Teams.Update(ctx, e.org, s.Team, clarifai.TeamUpdate{DefaultRole: new(clarifai.RoleRef)}, opt)
		return err
	})
	e.poll(ctx, []*Result{s}, "the team still has the default role", read, func(*Result) bool { return now.DefaultRoleID == "" })
}

// poll reads until all that was sent shows, longer and longer apart, for as
// long as the settling time, and records what became of each step: Done is
// only what was seen.
func (e *enforcer) poll(ctx context.Context, steps []*Result, unseen string, read func(context.Context) error, shows func(*Result) bool) {
	var open []*Result
	for _, s := range steps {
		if s.Status == sent {
			open = append(open, s)
		}
	}
	wait, waited := 250*time.Millisecond, time.Duration(0)
	for len(open) > 0 {
		err := read(ctx)
		var left []*Result
		waiting := false
		for _, s := range open {
			if err == nil && shows(s) {
				s.seen()
				continue
			}
			left = append(left, s)
			waiting = waiting || s.mayShow()
		}
		open = left
		settle := e.options.settle()
		if err == nil && waiting && waited < settle {
			step := min(wait, settle-waited)
			if sleep(ctx, step) {
				waited += step
				wait *= 2
				continue
			}
			err = cmp.Or(ctx.Err(), context.DeadlineExceeded) // the deadline, if it is only near
		}
		for _, s := range open {
			s.missed(unseen, err)
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
func (r *Result) missed(unseen string, err error) {
	accepted := r.Err == nil
	r.Status = Failed
	switch {
	case err != nil && accepted:
		r.Note = "accepted, but not confirmed"
		r.Err = fmt.Errorf("%w: Clarifai accepted it; whether it took cannot be read: %w", clarifai.ErrAmbiguous, err)
	case err != nil && r.doubtful():
		r.Note = "ambiguous: whether it took cannot be read: " + err.Error()
	case r.Err != nil && r.doubtful():
		r.Note = "ambiguous: reading shows that " + unseen + ", but that may still change"
	case accepted:
		r.Err = errors.New("access: Clarifai accepted it, but reading shows that " + unseen)
	}
}

// sleep waits, and reports false if the context ends first. A wait that would
// end after the context's deadline is not begun.
func sleep(ctx context.Context, d time.Duration) bool {
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) <= d {
		return false
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return true
	}
}
