package clarifai

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"strings"
	"time"
)

// change is an update of one resource. It is sent once the caller's input is
// known to be good, and then read until it shows.
type change[T any] struct {
	request  request
	id       string          // of the resource, for errors; "" hides it
	response listResponse[T] // nil if the response has a status only
	// is reports whether a resource that the response lists is the one.
	is func(*T) bool
	// read reads the resource.
	read func(callOpts []CallOption) (*T, error)
	// prepare is set if Clarifai takes the resource as a whole. It is called
	// with the resource as it is now, and completes the change.
	prepare func(now *T, c *change[T]) error

	// exact reports whether a resource shows the fields that were set and that
	// no server rewrites: IDs, words of a fixed set, numbers, times. texts does
	// so for the others. Either may be nil. A server may normalize a text, so
	// the texts of a response that lists the resource are taken as they are.
	exact, texts func(*T) bool
}

// run carries the change out and returns the resource as it is afterwards.
func (u change[T]) run(ctx context.Context, c *Client) (*T, error) {
	if problem := cmp.Or(checkCallOptions(u.request.callOpts), u.request.problem, checkSecrets(u.request.secrets)); problem != "" {
		return nil, invalid(u.request.op, "%s", problem)
	}
	reads := readOptions(u.request.callOpts)
	if u.prepare != nil {
		now, err := u.read(reads)
		if err != nil {
			return nil, notWritten(u.request.op, err)
		}
		if err := u.prepare(now, &u); err != nil {
			return nil, err
		}
	}
	var listed *T
	if u.response == nil {
		if err := c.send(ctx, u.request, nil); err != nil {
			return nil, err
		}
	} else {
		u.request.verified = true
		if err := c.send(ctx, u.request, u.response); err != nil {
			return nil, err
		}
		listed = find(u.response.list(), u.is)
	}
	return u.await(ctx, c, listed, reads)
}

// await waits until a change that Clarifai accepted shows. listed is what the
// response lists of the resource, or nil.
func (u *change[T]) await(ctx context.Context, c *Client, listed *T, reads []CallOption) (*T, error) {
	done := func(now *T) bool {
		return now != nil && (u.exact == nil || u.exact(now)) && (listed != nil || u.texts == nil || u.texts(now))
	}
	now := listed
	if done(now) {
		return now, nil
	}
	err := poll(ctx, c.retry.VerifyTimeout, func() (bool, error) {
		var err error
		now, err = u.read(reads)
		if errors.Is(err, ErrNotFound) {
			now, err = nil, nil // it was just created, and is not visible yet
		}
		return done(now), err
	})
	e := &Error{Op: u.request.op, subject: subject(nonEmpty(append(u.request.ids, u.id)...))}
	switch {
	case err != nil:
		e.Ambiguous, e.kind, e.cause = true, errNoSentinel, opaque(err)
		e.problem = "Clarifai accepted the change; whether it took cannot be read"
	case !done(now):
		e.problem = "Clarifai accepted the change, but reading does not show it"
	default:
		return now, nil
	}
	return nil, e
}

// notWritten returns the failure of a change whose resource could not be read.
func notWritten(op Operation, err error) *Error {
	e := *toError(op, err)
	e.Op = op
	problem := "the resource cannot be read, so nothing was written"
	if e.problem != "" {
		problem += ": " + e.problem
	}
	e.problem = problem
	return &e
}

// findIn returns the first item of a list that is reports true for. If there is
// none, the error is ErrNotFound with the given problem.
func findIn[T any](req request, seq iter.Seq2[T, error], is func(*T) bool, problem string) (*T, error) {
	for item, err := range seq {
		if err != nil {
			return nil, err
		}
		if is(&item) {
			return &item, nil
		}
	}
	return nil, &Error{Op: req.op, subject: subject(req.ids), kind: ErrNotFound, problem: problem}
}

// assign writes a change over a value. Nil keeps the value.
func assign[T any](value, change *T) {
	if change != nil {
		*value = *change
	}
}

// shows reports whether a field shows what it was set to. Nil, which keeps the
// field, always does.
func shows[T any](set *T, shown T, same func(set, shown T) bool) bool {
	return set == nil || same(*set, shown)
}

func equal[T comparable](a, b T) bool { return a == b }

// sameText reports whether two texts are equal but for the space around them
// and their line endings, which servers change.
func sameText(sent, shown string) bool {
	return sent == shown || normalizeText(sent) == normalizeText(shown)
}

func normalizeText(text string) string { return strings.TrimSpace(lineEndings.Replace(text)) }

var lineEndings = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// sameTime reports whether two times are within a second of each other: a
// server may keep less of a time than was sent.
func sameTime(a, b time.Time) bool {
	if a.IsZero() || b.IsZero() {
		return a.IsZero() && b.IsZero()
	}
	return a.Sub(b).Abs() < time.Second
}
