package access

import (
	"context"
	"fmt"
	"strings"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// Kind is what a step does.
type Kind string

// The kinds of steps, in the order in which they are taken for one team.
const (
	ClearDefaultRole Kind = "clear default role"
	RemoveApp        Kind = "remove app"
	// AddApp adds an app in a lower role, once its removal has been seen.
	AddApp Kind = "give app"
)

// Step is one thing that [Enforce] does. Its JSON keeps what one run owes for
// the next, see [Report.Unfinished].
type Step struct {
	Kind     Kind             `json:"kind"`
	Team     string           `json:"team"`               // the team's id
	App      string           `json:"app,omitempty"`      // the app's id; "": none
	Before   string           `json:"before,omitempty"`   // name of the role that is there; "": none
	After    string           `json:"after,omitempty"`    // name of the role that will be there; "": none
	Role     clarifai.RoleRef `json:"role,omitempty"`     // the same, by id; "": none
	Policies []string         `json:"policies,omitempty"` // the names of those that ask for it
	Members  []string         `json:"members,omitempty"`  // user ids of those on the team: whom it concerns
	Reason   string           `json:"reason,omitempty"`

	before string // id of the role that is there
}

// String tells the step in a line.
func (s Step) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s", s.Kind, teamAndApp(s.Team, s.App))
	switch {
	case s.Kind == AddApp:
		fmt.Fprintf(&b, ", %q", s.After)
	case s.Before != "":
		fmt.Fprintf(&b, ", it was %q", s.Before)
	}
	fmt.Fprintf(&b, " (%s)", s.Reason)
	return b.String()
}

// Status is what became of a step.
type Status = steps.Status

// The statuses.
const (
	Planned Status = "planned" // in the report of a dry run only
	Done    Status = "done"    // sent, and seen by reading
	Failed  Status = "failed"
	Skipped Status = "skipped" // nothing was sent
)

// Result is a step and what became of it.
type Result struct {
	Step
	Status Status
	// Note says why a step was skipped, or what was read last where it failed;
	// "": nothing to say.
	Note string
	// RequestID is Clarifai's id of the request, which apps that are given share;
	// "": nothing was sent, or there was no answer.
	RequestID string
	// Err is the error of a step that failed, or that was skipped for another's
	// failure. It is [clarifai.ErrAmbiguous] where the step may have been
	// carried out and reading did not tell.
	Err error

	removal *Result // the removal before an app is given; nil: none, or one of an earlier run

	requested bool    // a request was sent, and may have been carried out by its answer
	last      reading // what the last reading after the request shows
	times     int     // readings in a row that show it
}

// sent is a step that a request was sent for, and whose outcome is to be read.
const sent Status = "sent"

// skip records that nothing was sent; err is nil if that is as it should be.
func (r *Result) skip(note string, err error) { r.Status, r.Note, r.Err = Skipped, note, err }

// failUnread records that nothing was sent since what is there cannot be read. A
// step that the end of the context kept from being sent is left, to be skipped.
func (r *Result) failUnread(ctx context.Context, note string, err error) {
	if ctx.Err() == nil {
		r.Status, r.Note, r.Err = Failed, note, err
	}
}

// send sends a step in a request of its own.
func (r *Result) send(ctx context.Context, call func(clarifai.CallOption) error) {
	if ctx.Err() != nil {
		return
	}
	var response clarifai.Response
	err := call(clarifai.CaptureResponse(&response))
	r.recordAnswer(ctx, err, response.RequestID)
}

// recordAnswer records the answer to a step. It alone decides nothing: confirm
// reads. A step that the end of the context kept from being sent is left, to be
// skipped.
func (r *Result) recordAnswer(ctx context.Context, err error, requestID string) {
	if steps.NotSent(ctx, err) {
		return
	}
	r.Status, r.Err, r.RequestID = sent, err, steps.RequestID(err, requestID)
	r.requested = r.mayBecomeVisible()
}
