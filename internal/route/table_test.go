package route_test

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/clarifai-community/clarifai-orgs-go/internal/contract"
	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
)

// assumed holds the operations whose whole use of a route is assumed, and what
// about it nobody has seen.
var assumed = map[string]string{
	"invitations.cancel": `action "remove" cancels`,
	"teams.set_app_role": "sets the role of an app which the team has already",
}

// partlyAssumed holds the operations of which a single field is assumed.
var partlyAssumed = map[string]string{
	"teams.update": "default_role_id",
}

func TestTable_Grade(t *testing.T) {
	has := func(d contract.Definitions, r *route.Route) bool {
		return slices.ContainsFunc(d.Routes, func(f contract.Route) bool { return f.Method == r.Method && f.Path == r.Path })
	}
	facts := contract.Load()
	for _, r := range route.All() {
		want := route.Archived
		switch {
		case assumed[r.Op] != "":
			want = route.Assumed
		case has(facts.Current, r):
			want = route.Current
		}
		if r.Grade != want {
			t.Errorf("%s is graded %v, not %v", r.Op, r.Grade, want)
		}
		if !has(facts.Current, r) && !has(facts.Archived, r) {
			t.Errorf("%s: no facts have %s %s", r.Op, r.Method, r.Path)
		}
	}
}

func TestTable_Note(t *testing.T) {
	notes := maps.Clone(assumed)
	maps.Copy(notes, partlyAssumed)
	for _, r := range route.All() {
		words := notes[r.Op]
		if says := strings.Contains(r.Note, "assumed"); says != (words != "") || !strings.Contains(r.Note, words) {
			t.Errorf("%s: %q, where it assumes %q", r.Op, r.Note, words)
		}
		delete(notes, r.Op)
	}
	if len(notes) > 0 {
		t.Errorf("assumptions of no operation: %v", notes)
	}
}

// shared holds operations that send the same request as another and mean
// something else by it, and that other operation.
var shared = map[string]string{
	"teams.set_app_role": "teams.add_apps",
	"users.change_id":    "users.update",
}

func TestTable_Request(t *testing.T) {
	first := make(map[string]string)
	for _, r := range route.All() {
		request := r.Method + " " + r.Path
		if first[request] != shared[r.Op] {
			t.Errorf("%s has the route of %q", r.Op, first[request])
		}
		if first[request] == "" {
			first[request] = r.Op
		}
	}
}

// searches are the reads that are a POST.
var searches = map[string]bool{"apps.search": true, "audit_log.list": true, "password_policies.validate": true, "users.validate_ids": true}

func TestTable_Class(t *testing.T) {
	classes := map[string][]route.Class{
		http.MethodGet:    {route.Read},
		http.MethodPost:   {route.Verify, route.Never},
		http.MethodPatch:  {route.Idempotent},
		http.MethodDelete: {route.Idempotent, route.Never},
	}
	for _, r := range route.All() {
		if r.Op == "teams.set_app_role" { // a POST that sets
			continue
		}
		if searches[r.Op] || r.Op == "apps.transfer" { // see below
			continue
		}
		if !slices.Contains(classes[r.Method], r.Class) {
			t.Errorf("%s: %s is of class %v", r.Op, r.Method, r.Class)
		}
	}
	for _, op := range []string{"organizations.leave", "invitations.accept", "invitations.decline", "apps.transfer", "tokens.create", "password_policies.create"} {
		if r := route.Get(op); r.Class != route.Never {
			t.Errorf("%s is of class %v", op, r.Class)
		}
	}
	for op := range searches {
		if r := route.Get(op); r.Class != route.Read {
			t.Errorf("%s is of class %v", op, r.Class)
		}
	}
	if r := route.Get("teams.set_app_role"); r.Class != route.Idempotent {
		t.Errorf("%s is of class %v", r.Op, r.Class)
	}
}

// posts holds the class of each POST, and whether it can succeed in part.
var posts = map[string]struct {
	class route.Class
	mixed bool
}{
	"organizations.create": {route.Verify, false}, "members.add": {route.Verify, false},
	"invitations.create": {route.Verify, true}, "teams.create": {route.Verify, true},
	"teams.add_members": {route.Verify, true}, "teams.add_apps": {route.Verify, true}, "teams.set_app_role": {route.Idempotent, false},
	"users.star": {route.Verify, true}, "apps.star": {route.Verify, true},
	"models.star": {route.Verify, true}, "workflows.star": {route.Verify, true}, "apps.create": {route.Verify, false},
	"collaborators.add": {route.Verify, true}, "identity_providers.create": {route.Verify, false},
	"invitations.accept": {route.Never, false}, "invitations.decline": {route.Never, false},
	"billing.subscribe": {route.Never, false}, "billing.add_payment_method": {route.Never, false},
	"tokens.create": {route.Never, false}, "password_policies.create": {route.Never, false},
	"apps.search": {route.Read, false}, "audit_log.list": {route.Read, false}, "password_policies.validate": {route.Read, false},
	"users.validate_ids": {route.Read, false}, "secrets.create": {route.Verify, true},
}

func TestTable_POST(t *testing.T) {
	for _, r := range route.All() {
		if r.Method != http.MethodPost {
			continue
		}
		want, listed := posts[r.Op]
		if !listed || r.Class != want.class || r.Succeeds(route.CodeMixed) != want.mixed {
			t.Errorf("%s is %v, in part: %v; listed as %+v (%v)", r.Op, r.Class, r.Succeeds(route.CodeMixed), want, listed)
		}
	}
}

func TestTable_Success(t *testing.T) {
	facts := contract.Load()
	names := map[string]int32{"SUCCESS": route.CodeSuccess, "MIXED_STATUS": route.CodeMixed, "ACCEPTED": route.CodeAccepted}
	for name, code := range names {
		if facts.StatusCodes[name] != code {
			t.Errorf("%s is %d here, and %d in the facts", name, code, facts.StatusCodes[name])
		}
	}
	for _, r := range route.All() {
		for _, code := range r.Success {
			if !slices.Contains(slices.Collect(maps.Values(names)), code) {
				t.Errorf("%s: %d is no success", r.Op, code)
			}
		}
		if !r.Succeeds(route.CodeSuccess) {
			t.Errorf("%s cannot succeed", r.Op)
		}
		if r.Succeeds(route.CodeAccepted) != (r.Method == http.MethodDelete) {
			t.Errorf("%s %s: carried out later: %v", r.Op, r.Method, r.Succeeds(route.CodeAccepted))
		}
		if r.Succeeds(route.CodeMixed) && (r.Class != route.Verify && r.Class != route.Idempotent || !takesABatch(facts, r)) {
			t.Errorf("%s: a mixed status is for batches that are created or changed", r.Op)
		}
		if r.Succeeds(10020) || r.Succeeds(0) {
			t.Errorf("%s takes a failure for a success", r.Op)
		}
	}
}

// takesABatch reports whether a route's request has a list.
func takesABatch(facts *contract.Facts, r *route.Route) bool {
	binding, _ := facts.Route(r.Method, r.Path)
	fields, _ := facts.Message(binding.Request, binding.Archived)
	return slices.ContainsFunc(fields, func(f contract.Field) bool { return f.Repeated })
}
