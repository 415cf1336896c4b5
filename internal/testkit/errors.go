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

var AllSentinels = map[string]error{
	"ErrUnauthorized": clarifai.ErrUnauthorized, "ErrForbidden": clarifai.ErrForbidden, "ErrNotFound": clarifai.ErrNotFound,
	"ErrConflict": clarifai.ErrConflict, "ErrInvalid": clarifai.ErrInvalid, "ErrRateLimited": clarifai.ErrRateLimited,
	"ErrPlanLimit": clarifai.ErrPlanLimit, "ErrUnavailable": clarifai.ErrUnavailable,
	"ErrRouteUnavailable": clarifai.ErrRouteUnavailable, "ErrMoved": clarifai.ErrMoved, "ErrTooLarge": clarifai.ErrTooLarge,
	"ErrAmbiguous": clarifai.ErrAmbiguous, "ErrGuarded": clarifai.ErrGuarded,
}

// Sentinel names the sentinels of an error, in order of their names.
func Sentinel(err error) string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(AllSentinels)) {
		if errors.Is(err, AllSentinels[name]) {
			names = append(names, name)
		}
	}
	return strings.Join(names, " ")
}

// AsError gives the *Error that an operation's error must be.
func AsError(t testing.TB, err error) *clarifai.Error {
	t.Helper()
	e, ok := errors.AsType[*clarifai.Error](err)
	if !ok {
		t.Fatalf("%T (%v) is no *Error", err, err)
	}
	return e
}

// PanicOf reports what a function panics with, nil for nothing.
func PanicOf(f func()) (panicked any) {
	defer func() { panicked = recover() }()
	f()
	return nil
}

// ErrorSentinels are all that errors.Is can find by code or status.
var ErrorSentinels = map[string]error{
	"ErrUnauthorized":     clarifai.ErrUnauthorized,
	"ErrForbidden":        clarifai.ErrForbidden,
	"ErrNotFound":         clarifai.ErrNotFound,
	"ErrConflict":         clarifai.ErrConflict,
	"ErrInvalid":          clarifai.ErrInvalid,
	"ErrRateLimited":      clarifai.ErrRateLimited,
	"ErrPlanLimit":        clarifai.ErrPlanLimit,
	"ErrUnavailable":      clarifai.ErrUnavailable,
	"ErrRouteUnavailable": clarifai.ErrRouteUnavailable,
	"ErrMoved":            clarifai.ErrMoved,
	"ErrTooLarge":         clarifai.ErrTooLarge,
}

// Unsound says what is wrong with an error, "" for nothing: it is one of this
// package's, and can be printed.
func Unsound(err error) string {
	if err == nil {
		return ""
	}
	most := 10_000
	if _, ok := err.(*clarifai.BatchError); ok { //nolint:errorlint // what is handed out, and not what it wraps
		most *= 4 // it names three failures
	} else if _, ok := err.(*clarifai.Error); !ok { //nolint:errorlint // the same
		return fmt.Sprintf("%T is none of this package's errors: %.300v", err, err)
	}
	if text := err.Error(); len(text) > most || HasControl(text) || !utf8.ValidString(text) {
		return fmt.Sprintf("an error of %d bytes that cannot be printed: %.300q", len(text), text)
	}
	return ""
}

func HasControl(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.IsControl(r) || r == '\u202e' || r == '\u2028' })
}
