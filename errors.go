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

// What errors.Is finds in every error of this package. An [Error] is
// classified by Clarifai's status code first and by the HTTP status second;
// the table stands at classifyCode and statusRules, and in docs/errors.md.
var (
	// ErrUnauthorized: the credential is missing, malformed or unknown.
	ErrUnauthorized = errors.New("clarifai: unauthorized")
	// ErrForbidden: the credential is known and may not do this.
	ErrForbidden = errors.New("clarifai: forbidden")
	// ErrNotFound: Clarifai says that the thing does not exist. A 404 that
	// does not say so is ErrRouteUnavailable.
	ErrNotFound = errors.New("clarifai: not found")
	// ErrConflict: something else is there already.
	ErrConflict = errors.New("clarifai: conflict")
	// ErrInvalid: the request is wrong. Most such errors come from this
	// package, before anything is sent.
	ErrInvalid = errors.New("clarifai: invalid request")
	// ErrRateLimited: too many requests, after all retries.
	ErrRateLimited = errors.New("clarifai: rate limited")
	// ErrPlanLimit: the plan or the account's limits do not allow it.
	// [CodeAccountIssues] counts as such if Clarifai's words speak of a plan, a
	// feature, an upgrade or a subscription, and as [ErrForbidden] otherwise.
	ErrPlanLimit = errors.New("clarifai: plan limit")
	// ErrUnavailable: Clarifai, or the way to it, fails at the moment.
	ErrUnavailable = errors.New("clarifai: unavailable")
	// ErrRouteUnavailable: nothing answers at this route as Clarifai would. It
	// tells nothing about whether the thing exists.
	ErrRouteUnavailable = errors.New("clarifai: route unavailable")
	// ErrMoved: the answer is a redirect, which is not followed.
	ErrMoved = errors.New("clarifai: moved")
	// ErrTooLarge: the response is over the client's limit, or the request
	// over Clarifai's.
	ErrTooLarge = errors.New("clarifai: too large")
	// ErrAmbiguous: a write may or may not have been carried out, and reading
	// did not tell. It comes beside the sentinel of the failure itself.
	ErrAmbiguous = errors.New("clarifai: ambiguous outcome")
	// ErrGuarded: the client's [Guard] forbids it. Nothing was sent.
	ErrGuarded = errors.New("clarifai: guarded")
)

// Error is the failure of one operation. It unwraps to the error of the
// context or of the connection that caused it, if one did. No credential and
// no URL is in it.
type Error struct {
	Op          Operation
	HTTPStatus  int           // 0: there was no response
	Code        StatusCode    // Clarifai's code; 0: the response carried none
	Description string        // Clarifai's words
	Details     string        // Clarifai's words, may be empty
	RequestID   string        // Clarifai's id of the request, for its support and the audit log
	RetryAfter  time.Duration // how long Clarifai asks to wait; 0: it does not say
	Ambiguous   bool          // a write, and Clarifai may have carried it out

	subject  string // the ids in the path
	codeName string // a code that came as an unknown name
	problem  string // what is wrong, where Clarifai did not say it
	hint     string // what to do
	kind     error  // the sentinel, where neither code nor status tell it
	cause    error
}

// Error says what was attempted, on what, what Clarifai said and what to do.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString("clarifai: ")
	b.WriteString(string(e.Op))
	if e.subject != "" {
		fmt.Fprintf(&b, " %q", legible(e.subject, 200))
	}
	for _, part := range []string{legible(e.problem, 5000), e.said(), printable(errorText(e.cause))} {
		if part != "" {
			b.WriteString(": ")
			b.WriteString(part)
		}
	}
	if e.Ambiguous {
		b.WriteString("; it may have been carried out: read before trying again")
	}
	if e.hint != "" {
		b.WriteString("; ")
		b.WriteString(legible(e.hint, 1000))
	}
	if e.RequestID != "" {
		fmt.Fprintf(&b, " [request id %s]", printable(e.RequestID))
	}
	return b.String()
}

// said is the answer, as far as there was one.
func (e *Error) said() string {
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

// printable keeps what a server wrote from breaking a terminal or a log, and
// from filling it.
func printable(s string) string { return legible(s, 500) }

// legible gives at most so many bytes of a text, and a space for each character
// that cannot be printed.
func legible(s string, most int) string {
	s = strings.Map(func(r rune) rune {
		if !strconv.IsPrint(r) {
			return ' '
		}
		return r
	}, s)
	if len(s) > most {
		s = strings.ToValidUTF8(s[:most], "") + "…"
	}
	return s
}

// errorText is an error's text without the URLs that it may quote: they can
// hold ids that are secrets, and a proxy's password.
func errorText(err error) string {
	if err == nil {
		return ""
	}
	return urls().ReplaceAllString(err.Error(), "[url]")
}

var urls = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`\w+://\S+`) })

// GoString keeps %#v from printing what an underlying error holds.
func (e *Error) GoString() string { return "&clarifai.Error{" + strconv.Quote(e.Error()) + "}" }

// Unwrap gives the error of the context, the connection or the caller's own
// code that is behind this one, or nil.
func (e *Error) Unwrap() error { return e.cause }

// ended adds to the cause that there was no time for a retry.
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
	if e.kind == nil && e.Code == CodeAccountIssues && ofPlan().MatchString(e.Description+" "+e.Details) {
		return ErrPlanLimit
	}
	return cmp.Or(e.kind, classifyCode(e.Code), ruleOf(e.HTTPStatus).sentinel)
}

// ofPlan finds words about a plan. [CodeAccountIssues] stands for an expired
// card, for a trial, and for a feature that the plan lacks: only the words tell.
var ofPlan = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?i)\b(plans?|features?|upgrad\w+|subscriptions?)\b`)
})
