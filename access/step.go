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

// The kinds of steps, in the order in which one team's are taken.
const (
	ClearDefaultRole Kind = "clear default role"
	RemoveApp        Kind = "remove app"
	// AddApp adds an app in a lower role after its removal.
	AddApp Kind = "add app"
)

// Step is one change by [Enforce]. Its JSON can be kept from one run to the next:
// see [Report.Unfinished]. Fields that do not apply to its kind are empty.
type Step struct {
	Kind Kind `json:"kind"`
	// Team and App are IDs.
	Team string `json:"team"`
	App  string `json:"app,omitempty"`
	// Before and After are the names of the role that the team has now and will
	// have.
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
	// Role is the role of After, by ID.
	Role clarifai.TeamRole `json:"role,omitempty"`
	// Policies are the names of the policies that require the step.
	Policies []string `json:"policies,omitempty"`
	// Members are the user IDs of the members of the team.
	Members []string `json:"members,omitempty"`
	// Reason says why the step is needed.
	Reason string `json:"reason,omitempty"`

	before string // ID of the role of Before
}

// String returns the step in one line.
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

// Status is what became of a step, as a string. Package roster has the same
// statuses.
type Status = steps.Status

// The statuses of a step. Only the report of a dry run has planned steps. A step is
// done if reading shows it. For a skipped step nothing was sent.
const (
	Planned Status = "planned"
	Done    Status = "done"
	Failed  Status = "failed"
	Skipped Status = "skipped"
)

// Result is a step and what became of it.
type Result struct {
	Step
	Status Status
	// Note says why the step was skipped, or what was read last of a step that
	// failed.
	Note string
	// RequestID is Clarifai's ID of the request. Apps that are added share one. It
	// is empty if nothing was sent or no response came.
	RequestID string
	// Err is the error of a step that failed, or that was skipped because of an
	// error. It is [clarifai.ErrAmbiguous] if the outcome of the step is unknown.
	Err error

	// removal is the step that removes the app before this one adds it. It is nil
	// if an earlier run removed the app.
	removal *Result
	// requested says that a request was sent and may have been applied.
	requested bool
	last      reading // last reading after the request
	times     int     // equal readings in a row
}

// sent is the status of a step whose request was sent and whose outcome is not read
// yet.
const sent Status = "sent"

// skip records that nothing was sent. A nil error means that nothing is wrong.
func (r *Result) skip(note string, err error) { r.Status, r.Note, r.Err = Skipped, note, err }

// failUnread records that nothing was sent because reading failed. If the context
// ended, the step stays planned, and run skips it.
func (r *Result) failUnread(ctx context.Context, note string, err error) {
	if ctx.Err() == nil {
		r.Status, r.Note, r.Err = Failed, note, err
	}
}

// send takes one step by a call of its own.
func (r *Result) send(ctx context.Context, call func(clarifai.CallOption) error) {
	if ctx.Err() != nil {
		return
	}
	var response clarifai.Response
	err := call(clarifai.WithResponse(&response))
	r.recordAnswer(ctx, err, response.RequestID)
}

// recordAnswer records the response to a step. Only reading decides whether the step
// is done. If the context ended before the step was sent, the step stays planned, and
// run skips it.
func (r *Result) recordAnswer(ctx context.Context, err error, requestID string) {
	if steps.NotSent(ctx, err) {
		return
	}
	r.Status, r.Err, r.RequestID = sent, err, steps.RequestID(err, requestID)
	r.requested = r.mayBecomeVisible()
}
