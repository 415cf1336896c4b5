package faults_test

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

// everyFault are all kinds of faults, some in several forms.
func everyFault() []clarifaitest.Fault {
	var all []clarifaitest.Fault
	for _, kind := range clarifaitest.FaultKinds() {
		for _, acts := range []bool{false, true} {
			all = append(all, clarifaitest.Fault{Kind: kind, Acts: acts})
		}
	}
	for _, status := range []int{200, 202, 207, 400, 401, 403, 404, 405, 408, 409, 425, 429, 500, 501, 502, 503, 504} {
		for _, code := range []clarifai.StatusCode{0, clarifai.CodeFailure, clarifai.CodeMixedStatus, 77777} {
			all = append(all,
				clarifaitest.Fault{Kind: clarifaitest.FaultStatus, Status: status, Code: code, Acts: true},
				clarifaitest.Fault{Kind: clarifaitest.FaultStatus, Status: status, Code: code, RetryAfter: "3"})
		}
	}
	return append(all,
		clarifaitest.Fault{Kind: clarifaitest.FaultHTML, Status: 200},
		clarifaitest.Fault{Kind: clarifaitest.FaultEmpty, Status: 404},
		clarifaitest.Fault{Kind: clarifaitest.FaultRedirect, Location: "https://elsewhere.example/"},
		clarifaitest.Fault{Kind: clarifaitest.FaultRedirect, Location: ":not a URL"},
		clarifaitest.Fault{Kind: clarifaitest.FaultStatus, Status: 503, RetryAfter: "86400"})
}

func TestFaults_ValueOrError(t *testing.T) {
	var ops []clarifai.Operation
	for _, r := range clarifai.Routes() {
		ops = append(ops, r.Op)
	}
	if missing := slices.DeleteFunc(slices.Clone(ops), func(op clarifai.Operation) bool { return testkit.Calls("", "")[op] != nil }); len(missing) > 0 {
		t.Fatalf("no call of %v", missing)
	}
	var all []clarifaitest.Fault
	for _, fault := range everyFault() {
		for _, fault.Count = range []int{1, -1} {
			all = append(all, fault)
		}
	}
	const stride = 40 // less than there are operations: the short form has each fault, too
	if len(ops) < stride {
		t.Fatalf("%d operations", len(ops))
	}
	for i, op := range ops {
		t.Run(string(op), func(t *testing.T) {
			t.Parallel()
			for _, fault := range harness.Part(all, i, stride) {
				fault.Operation = op
				checkFault(t, op, fault)
			}
		})
	}
}

func checkFault(t *testing.T, op clarifai.Operation, fault clarifaitest.Fault) {
	testkit.WithServer(t, func(t *testing.T, s *clarifaitest.Server) {
		hc := *s.HTTPClient()
		hc.Timeout = 10 * time.Second
		client := s.Client(clarifai.WithHTTPClient(&hc), clarifai.WithMaxResponseBytes(1<<20), clarifai.WithSessionToken(s.SessionToken("cy")))
		if op != clarifai.OpInvitationsAccept && op != clarifai.OpInvitationsDecline {
			client = s.Client(clarifai.WithHTTPClient(&hc), clarifai.WithMaxResponseBytes(1<<20))
		}
		fault.Size = 2 << 20
		s.Inject(fault)
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		call := testkit.Calls(s.Invitations("acme")[0].ID, s.MemberRoleID(clarifai.MemberRoleAdmin))[op]
		value, err := call(ctx, client)
		if ctx.Err() != nil {
			t.Fatalf("%+v: it hung", fault)
		}
		if err != nil {
			_, isError := errors.AsType[*clarifai.Error](err)
			_, isBatch := errors.AsType[*clarifai.BatchError](err)
			if !isError && !isBatch {
				t.Errorf("%+v: %T is none of this package's errors", fault, err)
			}
			return
		}
		if v := reflect.ValueOf(value); !v.IsValid() || v.IsZero() {
			t.Errorf("%+v: %#v without an error", fault, value)
		}
	})
}
