package testkit

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// Sentinels are all errors that errors.Is finds, by name.
var Sentinels = map[string]error{
	"ErrUnauthorized": clarifai.ErrUnauthorized, "ErrForbidden": clarifai.ErrForbidden, "ErrNotFound": clarifai.ErrNotFound,
	"ErrConflict": clarifai.ErrConflict, "ErrInvalid": clarifai.ErrInvalid, "ErrRateLimited": clarifai.ErrRateLimited,
	"ErrPlanLimit": clarifai.ErrPlanLimit, "ErrUnavailable": clarifai.ErrUnavailable,
	"ErrRouteUnavailable": clarifai.ErrRouteUnavailable, "ErrMoved": clarifai.ErrMoved, "ErrTooLarge": clarifai.ErrTooLarge,
	"ErrAmbiguous": clarifai.ErrAmbiguous, "ErrGuarded": clarifai.ErrGuarded,
}

// Sentinel returns the names of the sentinels of an error, sorted and separated by
// spaces.
func Sentinel(err error) string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(Sentinels)) {
		if errors.Is(err, Sentinels[name]) {
			names = append(names, name)
		}
	}
	return strings.Join(names, " ")
}

// AsError returns err as an *Error, and fails the test if it is none.
func AsError(t testing.TB, err error) *clarifai.Error {
	t.Helper()
	e, ok := errors.AsType[*clarifai.Error](err)
	if !ok {
		t.Fatalf("%T (%v) is no *Error", err, err)
	}
	return e
}

// PanicOf returns what f panics with. Nil means that it does not panic.
func PanicOf(f func()) (panicked any) {
	defer func() { panicked = recover() }()
	f()
	return nil
}

// Unsound returns what is wrong with an error. It must be one of the package's own
// and must be printable.
func Unsound(err error) string {
	if err == nil {
		return ""
	}
	maximum := 10_000
	if _, ok := err.(*clarifai.BatchError); ok { //nolint:errorlint // what is handed out, and not what it wraps
		maximum *= 4 // it names three failures
	} else if _, ok := err.(*clarifai.Error); !ok { //nolint:errorlint // the same
		return fmt.Sprintf("%T is no error of the package: %.300v", err, err)
	}
	if text := err.Error(); len(text) > maximum || HasControl(text) || !utf8.ValidString(text) {
		return fmt.Sprintf("an error of %d bytes that cannot be printed: %.300q", len(text), text)
	}
	return ""
}

// HasControl reports whether a text has characters that control a terminal.
func HasControl(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) || r == '\u202e' || r == '\u2028' })
}
