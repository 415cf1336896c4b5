package audit

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// margin is how much more of a period is asked for: whether its bounds are part of
// it, and how exactly the server compares times, is not known.
const margin = time.Second

// readWindow returns the lines of a window and those without a time, once the window
// is over and two readings agree.
func (f *follower) readWindow(ctx context.Context, from, to time.Time) ([]Line, error) {
	readable := f.readable(to)
	for {
		if err := steps.Sleep(ctx, max(readable.Sub(f.clock.now()), 0)); err != nil {
			return nil, err
		}
		lines, sent, err := f.readStable(ctx, from, to)
		if err != nil {
			return nil, err
		}
		if !sent.Before(readable) {
			return lines, nil
		}
		// One of the servers that responded has a clock that is behind. By that
		// clock, entries of the window may be yet to come.
		f.clock = serverClock{date: sent, received: time.Now()}
	}
}

// readStable returns the lines of a period, oldest first, after two readings that
// agree. It also returns the earliest Date of their responses.
func (f *follower) readStable(ctx context.Context, from, to time.Time) ([]Line, time.Time, error) {
	var earliest time.Time
	list := func(yield func(Line, error) bool) {
		for line, err := range f.readOnce(ctx, from, to) {
			if !yield(line, err) {
				return
			}
		}
		if earliest.IsZero() || f.sent.Before(earliest) {
			earliest = f.sent
		}
	}
	lines, stable, err := steps.ReadStable(ctx, list, func(l *Line) string { return l.hash })
	if err == nil && !stable {
		err = fmt.Errorf("%w: no two in a row of %d readings agree; a longer IngestionDelay may help", ErrUnstable, steps.MaxReadings)
	}
	return inOrder(lines), earliest, err
}

// readOnce iterates over the lines of a period as they are at the moment, and notes
// the earliest Date of the responses in f.sent.
func (f *follower) readOnce(ctx context.Context, from, to time.Time) iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		f.sent = time.Time{}
		options := &clarifai.ListAuditLogOptions{From: from.Add(-margin), To: to.Add(margin), SortAscending: true, IngestionDelay: -1}
		var response clarifai.Response
		for entry, err := range f.log.ListAll(ctx, f.orgID, options, clarifai.WithResponse(&response)) {
			if err == nil {
				err = f.note(&response)
			}
			if err != nil {
				yield(Line{}, err)
				return
			}
			if t := entry.Timestamp; !t.IsZero() && (t.Before(from) || !t.Before(to)) {
				continue
			}
			if !yield(newLine(f.orgID, &entry), nil) {
				return
			}
		}
		if err := f.note(&response); err != nil {
			yield(Line{}, err)
		}
	}
}

// note notes when a response was sent.
func (f *follower) note(response *clarifai.Response) error {
	date := f.clock.date
	if text := response.Header.Get("Date"); text != f.clock.text || !f.clock.known() {
		var err error
		if date, err = dateOf(response); err != nil {
			return err
		}
		f.clock = serverClock{text, date, time.Now()}
	}
	if f.sent.IsZero() || date.Before(f.sent) {
		f.sent = date
	}
	return nil
}

// inOrder sorts lines by time, and those of the same time as they came.
func inOrder(lines []Line) []Line {
	slices.SortStableFunc(lines, func(a, b Line) int { return a.Timestamp.Compare(b.Timestamp) })
	return lines
}

// readClock asks for Clarifai's clock, by the smallest question about the log.
func (f *follower) readClock(ctx context.Context, from time.Time) error {
	var response clarifai.Response
	options := &clarifai.ListAuditLogOptions{From: from, To: from.Add(margin), IngestionDelay: -1, Paging: clarifai.Paging{PerPage: 1}}
	if _, err := f.log.List(ctx, f.orgID, options, clarifai.WithResponse(&response)); err != nil {
		return err
	}
	return f.note(&response)
}

// readLate returns the late lines of the windows to look at again, and late lines
// without a time. What is known counts as the first reading: if the log has nothing
// else, one reading is enough.
func (f *follower) readLate(ctx context.Context, from, to time.Time) ([]Line, error) {
	lines, err := clarifai.Collect(f.readOnce(ctx, from, to))
	if err != nil {
		return nil, err
	}
	known := f.state.known()
	if len(notIn(known, lines)) == 0 {
		return nil, nil
	}
	if lines, _, err = f.readStable(ctx, from, to); err != nil {
		return nil, err
	}
	late := notIn(known, lines)
	for i := range late {
		late[i].Late = true
	}
	return late, nil
}
