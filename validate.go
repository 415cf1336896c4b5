package clarifai

import (
	"fmt"
	"math"
	"net/mail"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/clarifai-community/clarifai-orgs-go/internal/redact"
	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
)

// The functions of this file return what is wrong with a caller's input, in
// words, or "" if nothing is.

// checkID checks an ID. what says what it is of, such as "team ID".
func checkID(what, id string) string {
	if problem := route.CheckID(id); problem != "" {
		return "the " + what + " " + problem
	}
	return ""
}

// checkIDs checks a list of IDs.
func checkIDs(what string, ids []string) string {
	return checkEach(ids, func(id string) string { return checkID(what, id) })
}

// checkEach checks each entry of a list.
func checkEach(list []string, check func(string) string) string {
	for n, entry := range list {
		if problem := check(entry); problem != "" {
			return fmt.Sprintf("item %d: %s", n, problem)
		}
	}
	return ""
}

// checkEmail checks an email address, which must stand alone, without a name.
func checkEmail(address string) string {
	if parsed, err := mail.ParseAddress(address); err != nil || parsed.Address != address {
		return quoted(address) + " is not an email address"
	}
	return ""
}

// checkScopes refuses a list of scopes that would mean nothing or anything.
func checkScopes(scopes []Scope) string {
	switch {
	case len(scopes) == 0:
		return "at least one scope is required"
	case slices.Contains(scopes, ""):
		return "a scope must not be empty"
	}
	return ""
}

// checkUint32 checks a number that Clarifai holds in 32 bits without a sign.
func checkUint32(field string, n int) string {
	if n < 0 || int64(n) > math.MaxUint32 {
		return fmt.Sprintf("%s must be 0 to %d, and is %d", field, uint32(math.MaxUint32), n)
	}
	return ""
}

// require refuses an empty field.
func require(field, value string) string {
	if strings.TrimSpace(value) == "" {
		return field + " is required"
	}
	return ""
}

// requireSecret refuses an empty secret.
func requireSecret(what string, secret Secret) string {
	if secret.IsZero() {
		return what + " is required"
	}
	return ""
}

// checkSecrets refuses a secret that was marshaled or printed.
func checkSecrets(secrets []string) string {
	if slices.ContainsFunc(secrets, redact.IsPlaceholder) {
		return "a secret cannot be " + strconv.Quote(redact.Placeholder) + ": that is what was marshaled or printed in its place"
	}
	return ""
}

// requireChange refuses a change in which nothing is set.
func requireChange(req any) string {
	if reflect.ValueOf(req).IsZero() {
		return "at least one field must be set"
	}
	return ""
}

// refuse returns the error of bad input to an operation that has sent nothing.
func refuse(op Operation, callOpts []CallOption, format string, args ...any) *Error {
	resetResponse(callOpts)
	return invalid(op, format, args...)
}
