package clarifai

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/clarifai-community/clarifai-orgs-go/internal/redact"
	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
	"github.com/clarifai-community/clarifai-orgs-go/internal/transport"
	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// classify returns the outcome of an attempt and whether to make another.
func (x *roundTrip) classify(ctx context.Context, attempt *transport.Attempt) transport.Decision {
	if attempt.Number > 1 {
		x.reset()
	}
	var decision transport.Decision
	if x.failure = x.fail(ctx, attempt); x.failure == nil {
		decision.Code = int32(CodeSuccess)
		if status := x.out.EnvelopeStatus(); status != nil {
			decision.Code, decision.RequestID = status.Code.Number, printable(status.ReqID)
		}
		return decision
	}
	decision.Code, decision.RequestID = int32(x.failure.Code), printable(x.failure.RequestID)
	applied := x.write && mayHaveApplied(attempt, x.failure)
	x.ambiguous = x.ambiguous || applied
	decision.Retry = isTransient(attempt, x.failure) && (!applied || x.route.Class == route.Read || x.route.Class == route.Idempotent)
	x.retryable, decision.Throttled = decision.Retry, x.failure.Is(ErrRateLimited)
	return decision
}

// redact removes the call's own secrets from a text.
func (x *roundTrip) redact(text string) string { return redact.Text(text, x.secrets...) }

// clean removes the call's secrets and the credential from a text that came from
// outside.
func (x *roundTrip) clean(attempt *transport.Attempt, text string) string {
	return attempt.Redact(x.client.redact(x.redact(text)))
}

// header returns the headers of an attempt's response, without secrets that the
// server echoes in them.
func (x *roundTrip) header(attempt *transport.Attempt) http.Header {
	header := attempt.Header.Clone()
	for _, values := range header {
		for i, text := range values {
			values[i] = x.clean(attempt, text)
		}
	}
	return header
}

func tooShort(secret string) bool { return secret != "" && len(secret) < redact.MinLength }

// reset empties the response, so that nothing from an earlier attempt stays in it.
func (x *roundTrip) reset() {
	reflect.ValueOf(x.out).Elem().SetZero()
}

// isTransient reports whether the next attempt may succeed.
func isTransient(attempt *transport.Attempt, e *Error) bool {
	if attempt.Err != nil {
		return !errors.Is(attempt.Err, transport.ErrTooLarge) && !errors.Is(attempt.Err, transport.ErrCredential) &&
			!errors.Is(attempt.Err, transport.ErrLimiter) && !isUntrusted(attempt.Err)
	}
	switch sentinel := classifyCode(e.Code); {
	case sentinel != nil:
		return sentinel == ErrRateLimited || sentinel == ErrUnavailable
	case e.kind == ErrUnavailable: // a body that is cut short
		return true
	}
	return ruleOf(e.HTTPStatus).retry
}

// isUntrusted reports whether a connection failed because the server could not prove
// its identity, which another attempt does not change.
func isUntrusted(err error) bool {
	_, ok := errors.AsType[*tls.CertificateVerificationError](err)
	return ok
}

// mayHaveApplied reports whether Clarifai may have applied a failed write. A refusal,
// which is one of Clarifai's codes with a status below 500, means that it did not.
// So do 307 and 308, which ask for the same request elsewhere. 303 means that it
// did. Servers also send 301 and 302 after a write, since they may be followed by a
// GET (RFC 9110, 15.4).
func mayHaveApplied(attempt *transport.Attempt, e *Error) bool {
	switch {
	case attempt.Status == 0:
		return !attempt.Unsent
	case e.Code == CodeThrottled || attempt.Status == http.StatusTooManyRequests:
		return false
	case attempt.Status == http.StatusSeeOther:
		return true
	case attempt.Status == http.StatusTemporaryRedirect || attempt.Status == http.StatusPermanentRedirect:
		return e.Code.isTransient()
	case attempt.Status < 400:
		return e.Code == 0 || slices.Contains([]StatusCode{CodeSuccess, CodeAccepted, CodeMixedStatus}, e.Code) || e.Code.isTransient()
	case attempt.Status < 500:
		return ruleOf(attempt.Status).retry || e.Code.isTransient()
	}
	return e.Is(ErrUnavailable) || e.sentinel() == nil
}

// fail returns the error of an attempt, or nil if it succeeded.
func (x *roundTrip) fail(ctx context.Context, attempt *transport.Attempt) *Error {
	if attempt.Err != nil {
		e := x.newError()
		e.HTTPStatus, e.RetryAfter = attempt.Status, attempt.RetryAfter
		x.failUnread(ctx, e, attempt)
		return e
	}
	err := wire.Decode(attempt.Body, x.out)
	status := x.out.EnvelopeStatus()
	var code StatusCode
	var codeName string
	if status != nil {
		status.Redact(func(text string) string { return x.clean(attempt, text) })
		code, codeName = statusCode(status.Code)
	}
	ok := attempt.Status >= 200 && attempt.Status < 300
	if ok && err == nil && x.route.Succeeds(int32(code)) {
		return nil
	}
	if noContent := attempt.Status == http.StatusNoContent || attempt.Status == http.StatusResetContent; noContent && x.statusOnly && errors.Is(err, wire.ErrEmpty) {
		return nil
	}
	e := x.newError()
	e.HTTPStatus, e.RetryAfter, e.Code, e.codeName = attempt.Status, attempt.RetryAfter, code, codeName
	if status != nil {
		e.Description, e.Details, e.RequestID = status.Description, status.Details, status.ReqID
		if slices.ContainsFunc(x.secrets, tooShort) {
			// A secret that short cannot be found in them.
			e.Description, e.Details = "", ""
		}
	}
	switch {
	case attempt.Status >= 300 && attempt.Status < 400 || e.Code == CodeMoved:
		e.problem = "the resource has moved, and redirects are not followed"
		if status != nil && status.RedirectInfo != nil && status.RedirectInfo.NewResourceID != "" {
			e.problem = fmt.Sprintf("the resource has moved: the %q %q is now %q", status.RedirectInfo.ResourceType,
				status.RedirectInfo.OldResourceID, status.RedirectInfo.NewResourceID)
		}
	case err != nil && (status == nil || e.Code == 0 && e.codeName == "" || x.route.Succeeds(int32(e.Code))):
		e.problem = "the response cannot be read"
		e.cause = errors.New(x.clean(attempt, err.Error()))
		for _, known := range []error{wire.ErrTruncated, wire.ErrEmpty, wire.ErrNotJSON} {
			if errors.Is(err, known) {
				e.cause = known
			}
		}
		if e.cause == wire.ErrTruncated || ok && e.cause == wire.ErrEmpty {
			e.kind = ErrUnavailable
		}
	case status == nil || e.Code == 0 && e.codeName == "":
		e.problem = "the response has no status, so it is not Clarifai's"
	case ok && e.Code == CodeSuccess, !ok && x.route.Succeeds(int32(e.Code)):
		e.problem = "the HTTP status and Clarifai's code contradict each other"
	}
	x.addHint(e)
	return e
}

// failUnread completes the error of an attempt without a readable response.
func (x *roundTrip) failUnread(ctx context.Context, e *Error, attempt *transport.Attempt) {
	e.cause = attempt.Err
	switch {
	case errors.Is(attempt.Err, transport.ErrGuard):
		e.kind = ErrGuarded
	case errors.Is(attempt.Err, transport.ErrCredential):
		e.kind = ErrUnauthorized
	case errors.Is(attempt.Err, transport.ErrTooLarge):
		e.kind, e.hint = ErrTooLarge, "use WithMaxResponseBytes to raise the limit"
	case ctx.Err() != nil:
		e.kind, e.cause = errNoSentinel, ctx.Err()
	case errors.Is(attempt.Err, transport.ErrLimiter):
		e.kind = ErrRateLimited
	default:
		e.kind = ErrUnavailable
	}
	if text := attempt.Err.Error(); x.clean(attempt, text) != text {
		e.cause = errors.New(x.clean(attempt, text))
	}
}

// errNoSentinel is the kind of an error that matches no sentinel.
var errNoSentinel = errors.New("clarifai: no sentinel")

// addHint adds what the caller can do.
func (x *roundTrip) addHint(e *Error) {
	switch e.sentinel() {
	case ErrInvalid:
		if x.route.Credential == route.Session && !x.client.hasSession {
			e.hint = "this route took a browser session in 2022: if the credential is refused, use WithSessionToken"
		}
	case ErrUnauthorized, ErrForbidden:
		switch {
		case x.route.Credential == route.Session && !x.client.hasSession:
			e.hint = "this route took a browser session in 2022: use WithSessionToken"
		case x.route.Credential == route.Session && e.sentinel() == ErrUnauthorized:
			e.hint = "browser sessions expire: a new session token may be needed"
		case e.Code == CodeInsufficientScopes && len(x.route.Scopes) > 0:
			e.hint = "it requires the scopes " + strings.Join(x.route.Scopes, ", ") + ", and a role that allows it"
			if all := needAllHint(toScopes(x.route.Scopes)); all != "" {
				e.hint += "; " + all
			}
		}
	case ErrRouteUnavailable:
		if x.route.Op == string(OpCall) {
			break // the caller chose the path, which WithRoute does not move
		}
		e.hint = fmt.Sprintf("%s %s is of grade %v: if Clarifai has moved it, use WithRoute(%q, …)",
			x.method, x.template, x.route.Grade, x.route.Op)
	case ErrRateLimited, ErrUnavailable:
		if e.RetryAfter > x.client.retry.MaxRetryAfter {
			e.hint = fmt.Sprintf("Clarifai asks to wait %v, longer than RetryPolicy.MaxRetryAfter", e.RetryAfter)
		}
	}
}

// statusCode returns the code of an envelope, or its name if this package does not
// know the name.
func statusCode(c wire.Code) (StatusCode, string) {
	if c.Name == "" {
		return StatusCode(c.Number), ""
	}
	if code, ok := statusCodeByName(c.Name); ok {
		return code, ""
	}
	return 0, c.Name
}
