package clarifai

import (
	"sort"
	"strconv"

	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

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

// String returns Clarifai's name for the code, or its number if it has none.
func (c StatusCode) String() string {
	i := sort.Search(len(statusCodeNames), func(i int) bool { return statusCodeNames[i].code >= c })
	if i < len(statusCodeNames) && statusCodeNames[i].code == c {
		return statusCodeNames[i].name
	}
	return strconv.Itoa(int(c))
}

// UnmarshalJSON reads a number or a name.
func (c *StatusCode) UnmarshalJSON(data []byte) error {
	if wire.IsNull(data) {
		return nil
	}
	var read wire.Code
	if err := read.UnmarshalJSON(data); err != nil {
		return err
	}
	code, unknown := statusCode(read)
	if unknown != "" {
		return wire.NewFieldError("must be a known status code")
	}
	*c = code
	return nil
}

// statusCodeByName returns the code with a name, and whether there is one. Clarifai
// sends numbers, so this search of all names is rare.
func statusCodeByName(name string) (StatusCode, bool) {
	for i := range statusCodeNames {
		if statusCodeNames[i].name == name {
			return statusCodeNames[i].code, true
		}
	}
	return 0, false
}

// classifyCode returns the sentinel of a status code. It returns nil if the code
// alone does not decide, such as the generic CodeFailure, or CodeInvalidRequest,
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
	if c.isTransient() {
		return ErrUnavailable
	}
	return nil
}

// isTransient reports whether a code means a transient failure. CodeThrottled is
// not one of them.
func (c StatusCode) isTransient() bool {
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

// statusRule classifies a range of HTTP statuses, for responses whose code does
// not decide.
type statusRule struct {
	from, to int // both included
	sentinel error
	retry    bool // the failure is transient
}

// statusRules is the one table of HTTP statuses. The first rule that matches
// decides how the error is classified and whether the request is retried. A status
// that RFC 9110 does not define counts as the x00 of its class, and one above 599
// as a 5xx.
var statusRules = []statusRule{
	{from: 300, to: 399, sentinel: ErrMoved},
	{from: 401, to: 401, sentinel: ErrUnauthorized},
	{from: 402, to: 402, sentinel: ErrPlanLimit},
	{from: 403, to: 403, sentinel: ErrForbidden},
	// Only a code says that a resource, and not the route, is missing.
	{from: 404, to: 405, sentinel: ErrRouteUnavailable},
	{from: 408, to: 408, sentinel: ErrUnavailable, retry: true},
	{from: 409, to: 409, sentinel: ErrConflict},
	{from: 413, to: 413, sentinel: ErrTooLarge},
	{from: 425, to: 425, sentinel: ErrUnavailable, retry: true},
	{from: 429, to: 429, sentinel: ErrRateLimited, retry: true},
	{from: 400, to: 499, sentinel: ErrInvalid},
	// The server will not serve such a request later either. 511 comes from a
	// network in between.
	{from: 501, to: 501, sentinel: ErrRouteUnavailable},
	{from: 505, to: 506, sentinel: ErrRouteUnavailable},
	{from: 510, to: 511, sentinel: ErrRouteUnavailable},
	{from: 500, to: 999, sentinel: ErrUnavailable, retry: true},
}

// ruleOf returns the rule of an HTTP status, or the zero rule if it has none.
func ruleOf(status int) statusRule {
	for _, rule := range statusRules {
		if rule.from <= status && status <= rule.to {
			return rule
		}
	}
	return statusRule{}
}
