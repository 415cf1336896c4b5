package clarifai

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

// The sentinels, which errors.Is finds in the errors of this package. An [Error] is
// classified by Clarifai's status code first and by the HTTP status second;
// docs/errors.md has the table.
var (
	// ErrUnauthorized means that the credential is missing, malformed or unknown.
	ErrUnauthorized = errors.New("clarifai: unauthorized")
	// ErrForbidden means that the credential is known and may not do this.
	ErrForbidden = errors.New("clarifai: forbidden")
	// ErrNotFound means that the resource does not exist, and that Clarifai says
	// so by its status code. Any other 404 is ErrRouteUnavailable.
	ErrNotFound = errors.New("clarifai: not found")
	// ErrConflict means that the request conflicts with what exists already.
	ErrConflict = errors.New("clarifai: conflict")
	// ErrInvalid means that the request is wrong. Most such errors come from this
	// package, before anything is sent.
	ErrInvalid = errors.New("clarifai: invalid request")
	// ErrRateLimited means that there were too many requests, even after all
	// retries.
	ErrRateLimited = errors.New("clarifai: rate limited")
	// ErrPlanLimit means that the plan or the account's limits do not allow it.
	// [CodeAccountIssues] is ErrPlanLimit if its description mentions a plan, a
	// feature, an upgrade or a subscription. Otherwise it is [ErrForbidden].
	ErrPlanLimit = errors.New("clarifai: plan limit")
	// ErrUnavailable means that Clarifai, or the network, fails at the moment.
	ErrUnavailable = errors.New("clarifai: unavailable")
	// ErrRouteUnavailable means that Clarifai does not serve this route. It does
	// not mean that the resource does not exist. [WithRoute] changes the route.
	ErrRouteUnavailable = errors.New("clarifai: route unavailable")
	// ErrMoved means that the response is a redirect, which is not followed.
	ErrMoved = errors.New("clarifai: moved")
	// ErrTooLarge means that the response exceeds the client's limit, or that the
	// request exceeds Clarifai's.
	ErrTooLarge = errors.New("clarifai: too large")
	// ErrAmbiguous means that the outcome of a write is unknown, even after
	// looking it up. The error also matches the sentinel of the failure itself.
	ErrAmbiguous = errors.New("clarifai: ambiguous outcome")
	// ErrGuarded means that the client's [Guard] forbids it. Nothing was sent.
	ErrGuarded = errors.New("clarifai: guarded")
)

// Error is the failure of one operation. It unwraps to the error of the context or
// of the connection that caused it, if there is one. It contains no credential and
// no URL.
type Error struct {
	Op Operation
	// HTTPStatus is the status of the response. Zero means that there was none.
	HTTPStatus int
	// Code is Clarifai's status code. Zero means that the response had none.
	Code StatusCode
	// Description and Details are Clarifai's own words. Either may be empty.
	Description string
	Details     string
	// RequestID is Clarifai's ID of the request. Its support asks for it, and the
	// audit log has it.
	RequestID string
	// RetryAfter is how long Clarifai asks to wait. Zero means that it does not say.
	RetryAfter time.Duration
	// Ambiguous reports whether this is a write that Clarifai may have applied.
	Ambiguous bool

	subject  string // the IDs in the path
	codeName string // a code with an unknown name
	problem  string // in the package's own words
	hint     string // what to do
	kind     error  // overrides the code's and status's sentinel
	cause    error
}

// Error returns the operation, the IDs it was on, what went wrong in the words of
// this package and of Clarifai, and what to do.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString("clarifai: ")
	b.WriteString(string(e.Op))
	if e.subject != "" {
		fmt.Fprintf(&b, " %q", legible(e.subject, 200))
	}
	for _, part := range []string{legible(e.problem, 5000), e.responseText(), printable(errorText(e.cause))} {
		if part != "" {
			b.WriteString(": ")
			b.WriteString(part)
		}
	}
	if e.Ambiguous {
		b.WriteString("; it may have been applied: verify before you send it again")
	}
	if e.hint != "" {
		b.WriteString("; ")
		b.WriteString(legible(e.hint, 1000))
	}
	if e.RequestID != "" {
		fmt.Fprintf(&b, " [request ID %s]", printable(e.RequestID))
	}
	return b.String()
}

// responseText returns what the response said, or "" if there was none.
func (e *Error) responseText() string {
	var parts []string
	if e.HTTPStatus != 0 {
		parts = append(parts, "HTTP "+strconv.Itoa(e.HTTPStatus))
	}
	switch {
	case e.codeName != "":
		parts = append(parts, printable(e.codeName))
	case e.Code != 0:
		parts = append(parts, fmt.Sprintf("%v (%d)", e.Code, int32(e.Code)))
	}
	text := strings.Join(parts, " ")
	for _, words := range []string{e.Description, e.Details} {
		if words != "" {
			text += ": " + printable(words)
		}
	}
	return text
}

// printable returns a server's text in a form that neither breaks nor fills a
// terminal or a log.
func printable(s string) string { return legible(s, 500) }

// legible returns up to limit bytes of a text, with a space for each character that
// cannot be printed.
func legible(s string, limit int) string {
	s = strings.Map(func(r rune) rune {
		if !strconv.IsPrint(r) {
			return ' '
		}
		return r
	}, s)
	if len(s) > limit {
		s = strings.ToValidUTF8(s[:limit], "") + "…"
	}
	return s
}

// errorText returns an error's text without URLs, which can hold IDs that are
// secrets, or a proxy's password.
func errorText(err error) string {
	if err == nil {
		return ""
	}
	return urls().ReplaceAllString(err.Error(), "[URL]")
}

var urls = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\w+://\S+`) })

// GoString returns the text of the error, so that %#v does not print what an
// underlying error holds.
func (e *Error) GoString() string { return "&clarifai.Error{" + strconv.Quote(e.Error()) + "}" }

// Unwrap returns the error of the context, the connection or the caller's own code
// that caused this one, or nil.
func (e *Error) Unwrap() error { return e.cause }

// ended adds to the cause why there was no time for a retry.
func (e *Error) ended(how string, err error) {
	if e.cause == nil {
		e.cause = fmt.Errorf("%s: %w", how, err)
	} else {
		e.cause = fmt.Errorf("%w; %s: %w", e.cause, how, err)
	}
}

// Is reports whether target is the sentinel of this error.
func (e *Error) Is(target error) bool {
	if target == ErrAmbiguous {
		return e.Ambiguous
	}
	return target == e.sentinel()
}

func (e *Error) sentinel() error {
	if e.kind == nil && e.Code == CodeAccountIssues && planWords().MatchString(e.Description+" "+e.Details) {
		return ErrPlanLimit
	}
	return cmp.Or(e.kind, classifyCode(e.Code), ruleOf(e.HTTPStatus).sentinel)
}

// planWords matches words about a plan. [CodeAccountIssues] can mean an expired
// card, a trial, or a feature that the plan lacks; only its description differs.
var planWords = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)\b(plans?|features?|upgrad\w+|subscriptions?)\b`)
})
