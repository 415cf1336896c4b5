package offboard

import (
	"context"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// events are how the audit log names the kinds of steps.
var events = map[Kind]clarifai.EventType{
	TransferApp:             clarifai.EventAppUpdate,
	EndCollaboration:        clarifai.EventCollaboratorRemove,
	roster.CancelInvitation: clarifai.EventInvitationCancel,
	roster.RemoveTeamMember: clarifai.EventTeamMemberRemove,
	roster.RemoveMember:     clarifai.EventMemberRemove,
}

// clockSkew is how much the clock of the audit log may be behind the one of this
// machine.
const clockSkew = 5 * time.Minute

// readAuditLog finds the entry of each step that was sent. It waits until the log has
// all of them, since entries appear late.
func (r *runner) readAuditLog(ctx context.Context) {
	backoff := steps.NewBackoff(r.opts.auditTimeout())
	for r.lacksEntries() {
		err := r.findEntries(ctx)
		if err != nil {
			r.Unseen = append(r.Unseen, Remainder{
				Kind: NotShown, Person: everybody, Who: AnAdmin, Text: "the audit log could not be read: " + err.Error(),
			})
			return
		}
		if !r.lacksEntries() {
			return
		}
		if r.opts.Progress != nil {
			r.opts.Progress(Progress{Phase: "waiting for the audit log", Done: len(r.Steps), Total: len(r.Steps)})
		}
		wait, ok := backoff.Next()
		if !ok || steps.Sleep(ctx, wait) != nil {
			return
		}
	}
}

// lacksEntries reports whether a step that was done has no entry.
func (r *runner) lacksEntries() bool {
	for i := range r.Steps {
		if s := &r.Steps[i]; s.Status == roster.Done && s.Audit == nil {
			return true
		}
	}
	return false
}

// findEntries reads the log since the run began, and sets the entry of each step.
func (r *runner) findEntries(ctx context.Context) error {
	options := &clarifai.ListAuditLogOptions{
		From: r.startedAt.Add(-clockSkew), To: time.Now().Add(clockSkew), IngestionDelay: -1, SortAscending: true,
	}
	seen := make(map[clarifai.EventType]bool)
	for i := range r.Steps {
		s := &r.Steps[i]
		s.Audit = nil
		if event := events[s.Kind]; event != "" && !seen[event] {
			seen[event] = true
			options.Operations = append(options.Operations, event)
		}
	}
	entries, err := clarifai.Collect(r.client.AuditLog.ListAll(ctx, r.Organization, options))
	if err != nil {
		return err
	}
	// Of the entries of one request, those that name the person come first.
	taken := make([]bool, len(entries))
	for _, named := range []bool{true, false} {
		for i := range r.Steps {
			s := &r.Steps[i]
			for n := range entries {
				e := &entries[n]
				if s.Audit != nil || taken[n] || s.Status != roster.Done && s.Status != roster.Failed || !s.isEntry(e, named) || !r.isByCaller(e) {
					continue
				}
				taken[n] = true
				s.Audit = &AuditEntry{At: e.Timestamp, Operation: e.Operation, UserID: e.UserID(), Success: e.Success, RequestID: e.RequestID}
			}
		}
	}
	return nil
}

// isByCaller reports whether the caller did it, as far as the entry says.
func (r *runner) isByCaller(e *clarifai.AuditLogEntry) bool {
	return e.UserID() == "" || steps.FoldID(e.UserID()) == steps.FoldID(r.By)
}

// isOf reports whether the step is about a user. The address counts if an ID is missing.
func (s *Result) isOf(u *clarifai.User) bool {
	who := Person{UserID: s.UserID}
	who.addAddresses(s.Email)
	return who.is(u)
}

// isEntry reports whether an entry is of the step. With named, the entry must name the
// person as a target; otherwise it must not name a user at all. A request ID that both
// have must be the same. An entry without it must name the person.
func (s *Result) isEntry(e *clarifai.AuditLogEntry, named bool) bool {
	if e.Operation != events[s.Kind] {
		return false
	}
	sameRequest := s.RequestID != "" && e.RequestID == s.RequestID
	if !sameRequest && (s.RequestID != "" && e.RequestID != "" || !named || !e.Success) {
		return false
	}
	namesUser := false
	for i := range e.Targets {
		t := &e.Targets[i]
		switch {
		case t.User != nil:
			namesUser = true
			if !s.isOf(t.User) {
				return false
			}
		case t.Team != nil && s.Team != "" && t.Team.ID != s.Team, t.App != nil && s.App != "" && t.App.ID != s.App:
			return false
		}
	}
	return namesUser == named
}
