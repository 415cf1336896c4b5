package clarifai

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
)

// nonEmpty gives the texts that are there.
func nonEmpty(texts ...string) []string {
	return slices.DeleteFunc(texts, func(s string) bool { return s == "" })
}

// put writes a change over a value, if there is one.
func assign[T any](into, change *T) {
	if change != nil {
		*into = *change
	}
}

// notWritten is the failure of a change that begins by reading: the reading
// failed, and nothing was sent.
func notWritten(op Operation, err error) *Error {
	e := *toError(op, err)
	e.Op = op
	problem := "what is to be changed cannot be read, so nothing was written"
	if e.problem != "" {
		problem += ": " + e.problem
	}
	e.problem = problem
	return &e
}

// confirm waits until a change that Clarifai accepted shows. listed is what the
// response listed under the key that was sent, or nil.
//
// exact reports whether the fields that were set, and that no server rewrites,
// show: ids, words of a fixed set, numbers, times. texts does so for the
// others; it may be nil. A server normalizes texts, so that those of a response
// that lists the item are taken as they are.
func awaitChange[T any](ctx context.Context, c *Client, op Operation, ids []string, listed *T, exact, texts func(*T) bool, get func() (*T, error)) (*T, error) {
	shows := func(now *T) bool {
		return now != nil && (exact == nil || exact(now)) && (listed != nil || texts == nil || texts(now))
	}
	now := listed
	if shows(now) {
		return now, nil
	}
	err := poll(ctx, c.retry.VerifyTimeout, func() (bool, error) {
		var err error
		now, err = get()
		if errors.Is(err, ErrNotFound) {
			now, err = nil, nil // just created, and not visible yet
		}
		return shows(now), err
	})
	e := &Error{Op: op, subject: subject(ids)}
	switch {
	case err != nil:
		e.Ambiguous, e.kind, e.cause = true, noSentinel, opaque(err)
		e.problem = "Clarifai accepted the change; whether it took cannot be read"
	case !shows(now):
		e.problem = "Clarifai accepted the change, but reading does not show it"
	default:
		return now, nil
	}
	return nil, e
}

// sameText reports whether a text that is shown is the one that was sent, but
// for the space around it and the kind of its line ends, which servers change.
func sameText(sent, shown string) bool {
	return sent == shown || plainText(sent) == plainText(shown)
}

func plainText(text string) string { return strings.TrimSpace(lineEnds.Replace(text)) }

var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// sameTime reports whether two times are the same second: a server may keep
// less of a time than was sent, or more.
func sameTime(a, b time.Time) bool {
	if a.IsZero() || b.IsZero() {
		return a.IsZero() && b.IsZero()
	}
	return a.Sub(b).Abs() < time.Second
}

// kept reports whether a pointer to what was to be set holds of what is shown.
// Nil, which keeps what is there, always does.
func shows[T any](set *T, shown T, same func(sent, shown T) bool) bool {
	return set == nil || same(*set, shown)
}

func equal[T comparable](a, b T) bool { return a == b }
