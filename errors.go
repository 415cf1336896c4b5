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

// StatusCode is a code of Clarifai's status envelope. It prints as Clarifai's
// name for it, or as its number if it has none.
type StatusCode int32

// The codes that this package acts on.
const (
	CodeSuccess                   StatusCode = 10000
	CodeMixedStatus               StatusCode = 10010
	CodeFailure                   StatusCode = 10020
	CodeTryAgain                  StatusCode = 10030
	CodeNotImplemented            StatusCode = 10040
	CodeMoved                     StatusCode = 10050
	CodeAccepted                  StatusCode = 10070
	CodeAccountIssues             StatusCode = 11000
	CodeTokenInvalid              StatusCode = 11001
	CodeCredentialsInvalid        StatusCode = 11002
	CodeExceedHourlyLimit         StatusCode = 11003
	CodeExceedMonthlyLimit        StatusCode = 11004
	CodeThrottled                 StatusCode = 11005
	CodeExceedsLimits             StatusCode = 11006
	CodeInsufficientScopes        StatusCode = 11007
	CodeKeyInvalid                StatusCode = 11008
	CodeKeyNotFound               StatusCode = 11009
	CodeBadRequestFormat          StatusCode = 11100
	CodeDoesNotExist              StatusCode = 11101
	CodeInvalidRequest            StatusCode = 11102
	CodeMethodNotAllowed          StatusCode = 11103
	CodeNoGDPRConsent             StatusCode = 11104
	CodeInvalidRange              StatusCode = 11105
	CodeAuthMethodDisabled        StatusCode = 11200
	CodeModelDoesNotExist         StatusCode = 21200
	CodeWorkflowDoesNotExist      StatusCode = 22102
	CodeMaintenance               StatusCode = 39997
	CodeDuplicateKey              StatusCode = 40010
	CodeDatabaseStatementTimeout  StatusCode = 40011
	CodeDatabaseDeadlock          StatusCode = 40013
	CodeDatabaseNoConnection      StatusCode = 40015
	CodeDatabaseTooManyClients    StatusCode = 40016
	CodeRPCQueueFull              StatusCode = 40030
	CodeRPCServerUnavailable      StatusCode = 40031
	CodeRPCTimeout                StatusCode = 40032
	CodeRPCMessageTooLarge        StatusCode = 40033
	CodeExternalConnection        StatusCode = 40034
	CodeRPCUnknownMethod          StatusCode = 40036
	CodeUserFlagged               StatusCode = 46006
	CodeIdentityProviderNotFound  StatusCode = 53001
	CodePasswordPolicyInvalid     StatusCode = 61002
	CodeFeatureFlagBlocked        StatusCode = 62002
	CodeMissingIdentityProvider   StatusCode = 65000
	CodeBillingInvalidInfo        StatusCode = 69000
	CodeInternalServerIssue       StatusCode = 98004
	CodeInternalFetchingIssue     StatusCode = 98005
	CodeInternalDatabaseIssue     StatusCode = 98006
	CodeInternalTimeout           StatusCode = 98009
	CodeInternalRedisUnavailable  StatusCode = 98013
	CodeInternalResourceExhausted StatusCode = 98014
	CodeInternalUncategorized     StatusCode = 99009
)

// String gives Clarifai's name for the code.
func (c StatusCode) String() string {
	if name, ok := statusCodeName(int32(c)); ok {
		return name
	}
	return strconv.Itoa(int(c))
}

// classifyCode gives the sentinel of a status code, nil where the code alone
// does not tell: above all the generic CodeFailure, and CodeInvalidRequest,
// which comes with 400 and with 401.
func classifyCode(c StatusCode) error {
	switch c {
	case CodeTokenInvalid, CodeCredentialsInvalid, CodeKeyInvalid, CodeKeyNotFound,
		CodeAuthMethodDisabled, CodeMissingIdentityProvider:
		return ErrUnauthorized
	case CodeAccountIssues, CodeInsufficientScopes, CodeNoGDPRConsent, CodeUserFlagged, CodeFeatureFlagBlocked:
		return ErrForbidden
	case CodeDoesNotExist, CodeIdentityProviderNotFound, CodeModelDoesNotExist, CodeWorkflowDoesNotExist:
		return ErrNotFound
	case CodeDuplicateKey:
		return ErrConflict
	case CodeBadRequestFormat, CodeInvalidRange, CodePasswordPolicyInvalid, CodeBillingInvalidInfo:
		return ErrInvalid
	case CodeThrottled:
		return ErrRateLimited
	case CodeExceedHourlyLimit, CodeExceedMonthlyLimit, CodeExceedsLimits:
		return ErrPlanLimit
	case CodeNotImplemented, CodeMethodNotAllowed, CodeRPCUnknownMethod:
		return ErrRouteUnavailable
	case CodeMoved:
		return ErrMoved
	case CodeRPCMessageTooLarge:
		return ErrTooLarge
	}
	if c.passing() {
		return ErrUnavailable
	}
	return nil
}

// passing reports whether a code, CodeThrottled aside, tells of something that
// may be over at the next try.
func (c StatusCode) passing() bool {
	switch c {
	case CodeTryAgain, CodeMaintenance,
		CodeDatabaseStatementTimeout, CodeDatabaseDeadlock, CodeDatabaseNoConnection, CodeDatabaseTooManyClients,
		CodeRPCQueueFull, CodeRPCServerUnavailable, CodeRPCTimeout, CodeExternalConnection,
		CodeInternalServerIssue, CodeInternalFetchingIssue, CodeInternalDatabaseIssue, CodeInternalTimeout,
		CodeInternalRedisUnavailable, CodeInternalResourceExhausted, CodeInternalUncategorized:
		return true
	}
	return false
}

// statusRule is what HTTP statuses mean where the response carries no code that
// says more.
type statusRule struct {
	from, to int // the statuses, both included
	sentinel error
	retry    bool // the failure is transient
}

// statusRules is the one table of HTTP statuses: the first rule that fits a
// status decides both how its error is classified and whether it is retried. A
// status that RFC 9110 does not know is taken as the x00 of its class, and one
// above 599 as a 5xx.
var statusRules = []statusRule{
	{from: 300, to: 399, sentinel: ErrMoved},
	{from: 401, to: 401, sentinel: ErrUnauthorized},
	{from: 402, to: 402, sentinel: ErrPlanLimit},
	{from: 403, to: 403, sentinel: ErrForbidden},
	{from: 404, to: 405, sentinel: ErrRouteUnavailable}, // a missing resource says so by its code
	{from: 408, to: 408, sentinel: ErrUnavailable, retry: true},
	{from: 409, to: 409, sentinel: ErrConflict},
	{from: 413, to: 413, sentinel: ErrTooLarge},
	{from: 425, to: 425, sentinel: ErrUnavailable, retry: true},
	{from: 429, to: 429, sentinel: ErrRateLimited, retry: true},
	{from: 400, to: 499, sentinel: ErrInvalid},
	// The server does not serve such a request, now or later; 511 comes from a
	// network in between.
	{from: 501, to: 501, sentinel: ErrRouteUnavailable},
	{from: 505, to: 506, sentinel: ErrRouteUnavailable},
	{from: 510, to: 511, sentinel: ErrRouteUnavailable},
	{from: 500, to: 999, sentinel: ErrUnavailable, retry: true},
}

// ruleOf returns the rule of an HTTP status, the zero rule if it has none.
func ruleOf(status int) statusRule {
	for _, rule := range statusRules {
		if rule.from <= status && status <= rule.to {
			return rule
		}
	}
	return statusRule{}
}

// BatchError tells which items of a batch failed. The others were done.
type BatchError struct {
	Op    Operation
	Total int         // items in the batch
	Items []ItemError // those that failed, in the batch's order
}

// ItemError is the failure of one item of a batch.
type ItemError struct {
	Index int // in the list that the caller gave
	Err   error
}

// Error names the first failures and counts the rest.
func (e *BatchError) Error() string {
	const most = 3
	var b strings.Builder
	fmt.Fprintf(&b, "clarifai: %s: %d of %d items failed", e.Op, len(e.Items), e.Total)
	for i, item := range e.Items {
		if i == most {
			fmt.Fprintf(&b, "; and %d more", len(e.Items)-most)
			break
		}
		fmt.Fprintf(&b, "; %v", item)
	}
	return b.String()
}

// Unwrap gives the failures of the items.
func (e *BatchError) Unwrap() []error {
	errs := make([]error, len(e.Items))
	for i := range e.Items {
		errs[i] = e.Items[i]
	}
	return errs
}

// Error names the item and its failure.
func (e ItemError) Error() string { return fmt.Sprintf("item %d: %v", e.Index, e.Err) }

// Unwrap gives the item's failure.
func (e ItemError) Unwrap() error { return e.Err }
