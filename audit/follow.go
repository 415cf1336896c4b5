package audit

import (
	"context"
	"errors"
	"fmt"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// Summary is what an [Export] wrote.
type Summary struct {
	// From is where it began or went on, and To is how far the sink is now.
	From, To time.Time
	Windows  int
	Entries  int // those that were late included
	Late     int
}

// Follow copies the audit log of an organization or a user to a sink as it grows,
// each entry once. It goes on from where the sink says, and from [Options.From] if
// the sink has nothing.
//
// It returns when ctx ends, with its error, or at the first failure that waiting does
// not help: a refusal, or an error of the sink. It waits for
// [clarifai.ErrUnavailable], [clarifai.ErrRateLimited] and [ErrUnstable].
func Follow(ctx context.Context, client *clarifai.Client, orgID string, sink Sink, opts Options) error {
	f := &follower{log: client.AuditLog, orgID: orgID, sink: sink, follow: true}
	return f.run(ctx, opts)
}

// Export copies a period of the audit log of an organization or a user to a sink,
// each entry once. From is part of the period, and to is not. The period must be over
// by [Options.IngestionDelay], or the error is [ErrNotOver] and nothing is written.
//
// If it is interrupted, the same call goes on from where the sink says, and another
// one with a later end appends to it. Like Options.From, from must be zero, or where
// the sink began or goes on, and it is required for a sink that has nothing. The
// summary says what was written, also if there is an error.
func Export(ctx context.Context, client *clarifai.Client, orgID string, sink Sink, from, to time.Time, opts Options) (Summary, error) {
	f := &follower{log: client.AuditLog, orgID: orgID, sink: sink, to: clean(to)}
	switch {
	case !opts.From.IsZero():
		return Summary{}, invalid("Options.From must be zero: Export has from")
	case to.IsZero() || !from.Before(to):
		return Summary{}, invalid("from must be before to, which is required")
	}
	opts.From = from
	err := f.run(ctx, opts)
	return f.summary, err
}

// follower is one Follow or Export.
type follower struct {
	log     *clarifai.AuditLogService
	orgID   string
	sink    Sink
	options Options
	to      time.Time // zero means no end
	follow  bool

	state   *State
	clock   serverClock
	sent    time.Time // earliest Date of a reading
	summary Summary
}

func (f *follower) run(ctx context.Context, opts Options) (err error) {
	if f.options, err = opts.withDefaults(); err != nil {
		return err
	}
	if err := f.load(ctx); err != nil {
		return err
	}
	if f.done() && len(f.state.windows) == 0 {
		return nil
	}
	if err := f.start(ctx); err != nil {
		return err
	}
	if err := f.lookBack(ctx); err != nil {
		return err
	}
	for !f.done() {
		if err := f.next(ctx); err != nil {
			return err
		}
		if f.follow {
			if err := f.lookBack(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

func (f *follower) done() bool { return !f.to.IsZero() && !f.state.Next.Before(f.to) }

// load finds out where to go on.
func (f *follower) load(ctx context.Context) error {
	state, err := f.sink.Load(ctx, f.orgID)
	if err != nil {
		return fmt.Errorf("audit: reading where the sink goes on: %w", err)
	}
	from := f.options.From
	switch {
	case state == nil && from.IsZero():
		return invalid("From is required: the sink has nothing to go on from")
	case state == nil:
		state = &State{Organization: f.orgID, Begin: from, Next: from}
	case !state.isOf(f.orgID):
		return fmt.Errorf("%w: it has entries of %.80q, and %.80q was asked for", ErrOtherOrganization, state.Organization, f.orgID)
	case !from.IsZero() && !from.Equal(state.Begin) && !from.Equal(state.Next):
		return invalid("From is %s: it must be where the sink began (%s) or goes on (%s), or zero; use another sink for another period",
			text(from), text(state.Begin), text(state.Next))
	}
	if err := state.check(); err != nil {
		return err
	}
	f.state = state
	f.summary = Summary{From: state.Next, To: state.Next}
	return nil
}

// start reads Clarifai's clock.
func (f *follower) start(ctx context.Context) error {
	err := f.outlast(ctx, f.state.Next, f.state.Next, func() error { return f.readClock(ctx, f.state.Next) })
	if err != nil {
		return fmt.Errorf("audit: reading the log of %.80q: %w", f.orgID, err)
	}
	if !f.follow && !f.done() && f.clock.now().Before(f.readable(f.to)) {
		return fmt.Errorf("%w: by Clarifai's clock it is %s, and the period can be read at %s", ErrNotOver, text(f.clock.now()), text(f.readable(f.to)))
	}
	return nil
}

// next reads the next window and writes it.
func (f *follower) next(ctx context.Context) error {
	from := f.state.Next
	to := from.Add(f.options.Window)
	if !f.to.IsZero() && to.After(f.to) {
		to = f.to
	}
	var lines []Line
	err := f.outlast(ctx, from, to, func() (err error) {
		lines, err = f.readWindow(ctx, from, to)
		return err
	})
	if err != nil {
		return fmt.Errorf("audit: the window from %s to %s was not written: %w", text(from), text(to), err)
	}
	lines = notIn(f.state.untimed, lines)
	state := f.state.withWindow(to, lines, f.clock.now().Add(-f.options.Recheck))
	return f.write(ctx, &Batch{Organization: f.orgID, From: from, To: to, Lines: lines, State: state})
}

// lookBack looks for entries that appeared after their window was written, and
// writes them.
func (f *follower) lookBack(ctx context.Context) error {
	windows := f.state.windows
	if f.options.Recheck == 0 || len(windows) == 0 {
		return nil
	}
	from, to := windows[0].From, windows[len(windows)-1].To
	var late []Line
	err := f.outlast(ctx, from, to, func() (err error) {
		late, err = f.readLate(ctx, from, to)
		return err
	})
	if err != nil {
		return fmt.Errorf("audit: looking for late entries from %s to %s: %w", text(from), text(to), err)
	}
	if len(late) == 0 {
		return nil
	}
	return f.write(ctx, &Batch{Organization: f.orgID, From: from, To: to, Late: true, Lines: late, State: f.state.withLate(late)})
}

// write hands a batch to the sink.
func (f *follower) write(ctx context.Context, b *Batch) error {
	if err := f.sink.Write(ctx, b); err != nil {
		return fmt.Errorf("audit: writing %d entries from %s to %s: %w", len(b.Lines), text(b.From), text(b.To), err)
	}
	f.state = b.State
	f.summary.To = b.State.Next
	f.summary.Entries += len(b.Lines)
	if b.Late {
		f.summary.Late += len(b.Lines)
	} else {
		f.summary.Windows++
	}
	f.report(Progress{From: b.From, To: b.To, Entries: len(b.Lines), Late: b.Late})
	return nil
}

func (f *follower) report(p Progress) {
	if f.options.Progress == nil {
		return
	}
	if f.clock.known() {
		p.Behind = f.clock.now().Sub(p.To)
	}
	f.options.Progress(p)
}

// outlast repeats a reading for as long as its failure is one that may pass. Between
// two attempts it waits as long as Clarifai asks for, and at least OutageWait.
func (f *follower) outlast(ctx context.Context, from, to time.Time, read func() error) error {
	for {
		err := read()
		if err == nil || !f.follow || ctx.Err() != nil || !mayPass(err) {
			return err
		}
		wait := f.options.OutageWait
		if failure, ok := errors.AsType[*clarifai.Error](err); ok {
			wait = max(wait, failure.RetryAfter)
		}
		f.report(Progress{From: from, To: to, Err: err, Wait: wait})
		if err := steps.Sleep(ctx, wait); err != nil {
			return err
		}
	}
}

func mayPass(err error) bool {
	return errors.Is(err, clarifai.ErrUnavailable) || errors.Is(err, clarifai.ErrRateLimited) || errors.Is(err, ErrUnstable)
}

// text returns a time for an error.
func text(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }
