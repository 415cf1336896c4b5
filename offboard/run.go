package offboard

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/access"
	"github.com/clarifai-community/clarifai-orgs-go/internal/email"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// Run carries a proposal out, reads the organization again, and returns the evidence.
// opts may be nil.
//
// If a step fails, the others go on, and if the context ends, the remaining steps are
// skipped. Run may be called again with the same proposal: what is done already is
// skipped without an error. The evidence is complete even if there is an error, which
// is [Evidence.Err], or says that the reading after the steps failed. The evidence is
// nil only if nothing was done, because the organization is another one than the
// proposal is for, or because it or the caller cannot be read. Nothing is taken from the
// caller, who may be another one than when the proposal was made.
func Run(ctx context.Context, client *clarifai.Client, p *Proposal, opts *RunOptions) (*Evidence, error) {
	if opts == nil {
		opts = &RunOptions{}
	}
	org, err := client.Organizations.Get(ctx, p.Organization)
	if err != nil {
		return nil, err
	}
	if !p.Created.IsZero() && !org.CreatedAt.Equal(p.Created) {
		return nil, fmt.Errorf("offboard: organization %s was created at %s, and the proposal is for one of %s: %w",
			p.Organization, org.CreatedAt.Format(time.RFC3339), p.Created.Format(time.RFC3339), roster.ErrChanged)
	}
	me, err := client.Users.GetMe(ctx)
	if err != nil {
		return nil, err
	}
	r := &runner{Evidence: p.Report(), proposal: p, client: client, opts: opts, startedAt: time.Now()}
	r.By = me.ID
	r.skipCaller(me)
	r.transferApps(ctx)
	r.endCollaborations(ctx)
	r.endMemberships(ctx)
	r.skipRest("the context ended before this step", ctx.Err())
	err = r.readAgain(ctx)
	r.readAuditLog(ctx)
	return r.Evidence, errors.Join(r.Err(), err)
}

// runner carries a proposal out.
type runner struct {
	*Evidence
	proposal  *Proposal
	client    *clarifai.Client
	opts      *RunOptions
	startedAt time.Time
	done      int
}

// planned returns the steps of a kind that have not been taken.
func (r *runner) planned(kind Kind) (results []*Result) {
	for i := range r.Steps {
		if s := &r.Steps[i]; s.Kind == kind && s.Status == roster.Planned {
			results = append(results, s)
		}
	}
	return results
}

// finish records what became of a step, and reports it.
func (r *runner) finish(s *Result, status Status, note, requestID string, err error) {
	s.end(status, note, requestID, err)
	r.done++
	if r.opts.Progress != nil {
		r.opts.Progress(Progress{string(s.Kind), r.done, len(r.Steps)})
	}
}

// sent records what became of a step that was sent. A step whose context ended before it
// was sent stays planned.
func (r *runner) sent(ctx context.Context, s *Result, requestID string, err error) {
	switch {
	case steps.NotSent(ctx, err):
	case err != nil:
		r.finish(s, roster.Failed, "", steps.RequestID(err, requestID), err)
	default:
		r.finish(s, roster.Done, "", requestID, nil)
	}
}

// skipCaller skips the steps about the caller, who may be another one than when the
// proposal was made. Package roster skips its own.
func (r *runner) skipCaller(me *clarifai.User) {
	for _, kind := range []Kind{TransferApp, EndCollaboration} {
		for _, s := range r.planned(kind) {
			if s.Person >= 0 && r.People[s.Person].is(me) {
				r.finish(s, roster.Skipped, "it is about the caller", "", roster.ErrCaller)
			}
		}
	}
}

// transferApps transfers apps to the organization, one by one.
func (r *runner) transferApps(ctx context.Context) {
	for _, s := range r.planned(TransferApp) {
		if ctx.Err() != nil {
			return
		}
		var response clarifai.Response
		err := r.client.Apps.Transfer(ctx, s.UserID, s.App, clarifai.TransferAppRequest{NewOwnerID: r.Organization}, clarifai.WithResponse(&response))
		if errors.Is(err, clarifai.ErrNotFound) || errors.Is(err, clarifai.ErrAmbiguous) {
			moved, readErr := r.isTransferred(ctx, s)
			switch {
			case readErr != nil || !moved:
			case errors.Is(err, clarifai.ErrNotFound):
				r.finish(s, roster.Skipped, "no longer needed: the organization has the app", "", nil)
				continue
			default:
				r.finish(s, roster.Done, "no response came, and reading shows that it is done", steps.RequestID(err, ""), nil)
				continue
			}
		}
		r.sent(ctx, s, response.RequestID, err)
	}
}

// isTransferred reports whether the organization has an app, and the person does not.
func (r *runner) isTransferred(ctx context.Context, s *Result) (bool, error) {
	if _, err := r.client.Apps.Get(ctx, r.Organization, s.App, nil); err != nil {
		return false, err
	}
	_, err := r.client.Apps.Get(ctx, s.UserID, s.App, nil)
	return errors.Is(err, clarifai.ErrNotFound), nil
}

// endCollaborations ends the collaborations, in one request for each app.
func (r *runner) endCollaborations(ctx context.Context) {
	all := r.planned(EndCollaboration)
	for len(all) > 0 {
		app := all[0].App
		var byID, byAddress []*Result
		all = slices.DeleteFunc(all, func(s *Result) bool {
			switch {
			case s.App != app:
				return false
			case s.Collaborator != "":
				byID = append(byID, s)
			default:
				byAddress = append(byAddress, s)
			}
			return true
		})
		r.sendAll(ctx, byID, func(s *Result) string { return s.Collaborator }, func(ids []string, opt clarifai.CallOption) error {
			return r.client.Collaborators.RemoveBatch(ctx, r.Organization, app, ids, opt)
		})
		r.sendAll(ctx, byAddress, func(s *Result) string { return s.Email }, func(addresses []string, opt clarifai.CallOption) error {
			return r.client.Collaborators.RemoveByEmail(ctx, r.Organization, app, addresses, opt)
		})
	}
}

// maxBatch is the maximum number of items in one request.
const maxBatch = 128

// sendAll takes steps that share requests.
func (r *runner) sendAll(ctx context.Context, results []*Result, key func(*Result) string, call func([]string, clarifai.CallOption) error) {
	for batch := range slices.Chunk(results, maxBatch) {
		if ctx.Err() != nil {
			return
		}
		keys := make([]string, len(batch))
		for i, s := range batch {
			keys[i] = key(s)
		}
		var response clarifai.Response
		err := call(keys, clarifai.WithResponse(&response))
		id := response.RequestID
		if err != nil {
			id = "" // there were several requests
		}
		for i, itemErr := range steps.ItemErrors(err, len(batch)) {
			if errors.Is(itemErr, clarifai.ErrNotFound) {
				r.finish(batch[i], roster.Skipped, "no longer needed: the collaboration has ended", steps.RequestID(itemErr, ""), nil)
				continue
			}
			r.sent(ctx, batch[i], id, itemErr)
		}
	}
}

// endMemberships does what package roster has planned.
func (r *runner) endMemberships(ctx context.Context) {
	if r.proposal.Membership == nil || len(r.proposal.Membership.Steps) == 0 || ctx.Err() != nil {
		return
	}
	own := len(r.Steps) - len(r.proposal.Membership.Steps)
	report, err := roster.Apply(ctx, r.client, r.proposal.Membership, &roster.ApplyOptions{
		VerifyTimeout: r.opts.VerifyTimeout,
		Progress: func(at roster.Progress) {
			if r.opts.Progress != nil {
				r.opts.Progress(Progress{at.Phase, own + at.Done, own + at.Total})
			}
		},
	})
	if report == nil {
		r.skipRest("package roster refuses the proposal", err)
		return
	}
	for i := range report.Steps { // they have the errors
		s := &report.Steps[i]
		if own+i == len(r.Steps) {
			r.Steps = append(r.Steps, Result{Step: r.proposal.fromRoster(&s.Step)})
		}
		r.Steps[own+i].end(s.Status, s.Note, s.RequestID, s.Err)
	}
}

// skipRest records the steps that were not reached.
func (r *runner) skipRest(note string, err error) {
	for i := range r.Steps {
		if s := &r.Steps[i]; s.Status == roster.Planned {
			s.end(roster.Skipped, note, "", err)
		}
	}
}

// readAgain reads what is left, until nothing shows that a step has taken away.
func (r *runner) readAgain(ctx context.Context) error {
	backoff := steps.NewBackoff(r.opts.verifyTimeout())
	for {
		again, err := r.readOnce(ctx)
		if err != nil {
			r.Left = append(r.Left, Remainder{
				Kind: NotRead, Person: everybody, Who: AnAdmin,
				Text: "the organization could not be read after the steps: " + err.Error(),
			})
			return fmt.Errorf("offboard: the reading after the steps failed: %w", err)
		}
		wait, ok := backoff.Next()
		if !again || !ok {
			return nil // what still shows is in Left
		}
		if steps.Sleep(ctx, wait) != nil {
			return ctx.Err()
		}
	}
}

// readOnce reads everything again, and replaces what is left. It reports whether
// something still shows that the steps have taken away.
func (r *runner) readOnce(ctx context.Context) (again bool, err error) {
	o := &r.proposal.Options
	snapshot, err := access.Read(ctx, r.client, r.Organization, &access.ReadOptions{
		Stable: true, Check: !o.SkipCheck, Progress: readProgress("reading again: ", r.opts.Progress),
	})
	if err != nil {
		return false, err
	}
	org, err := r.client.Organizations.Get(ctx, r.Organization)
	if err != nil {
		return false, err
	}
	l := newLists(snapshot, o.MemberEmails)
	people := slices.Clone(r.People)
	left := l.remaining(people)
	unseen := l.publicApps()
	for i := range people {
		more, err := readBelongings(ctx, r.client, r.Organization, i, &people[i])
		if err != nil {
			return false, err
		}
		unseen = append(unseen, more...)
	}
	for i := range left {
		switch tookAway := r.tookAway(&left[i]); {
		case tookAway && left[i].Kind == StillListed:
			again = true
		case tookAway:
			again = true
			left[i].Text += "; the step that takes it away succeeded"
			left[i].Who = Support
		}
	}
	r.People, r.AfterAt = people, l.ReadAt
	r.Left = join(r.kept(), left, l.unclear(people), billing(org, people), r.belongings(), r.unread(l))
	r.Unseen = join(unseen, r.limits())
	r.Notes = slices.Clone(r.proposal.Notes)
	for _, note := range l.Notes {
		if !slices.Contains(r.Notes, note) {
			r.Notes = append(r.Notes, note)
		}
	}
	return again, nil
}

// unread returns a remainder for what a reading has missed.
func (r *runner) unread(l *lists) (left []Remainder) {
	if r.proposal.Incomplete {
		left = append(left, Remainder{
			Kind: NotRead, Person: everybody, Who: AnAdmin,
			Text: "the reading before the steps is incomplete: the notes say what it lacks",
		})
	}
	if l.Incomplete {
		left = append(left, Remainder{
			Kind: NotRead, Person: everybody, Who: AnAdmin,
			Text: "the reading after the steps is incomplete: the notes say what it lacks",
		})
	}
	return left
}

// takenBy are the steps that take away what may be left.
var takenBy = map[RemainderKind]Kind{
	StillCollaborator: EndCollaboration,
	StillInvited:      roster.CancelInvitation,
	StillOnTeam:       roster.RemoveTeamMember,
	StillMember:       roster.RemoveMember,
}

// tookAway reports whether a step has taken away what still shows, which may only be
// late. For what Clarifai lists without a reason, any step for the person will do.
func (r *runner) tookAway(left *Remainder) bool {
	return slices.ContainsFunc(r.Steps, func(s Result) bool {
		switch {
		case s.Person != left.Person || s.Status != roster.Done:
			return false
		case left.Kind == StillListed:
			return true
		case takenBy[left.Kind] != s.Kind || left.Team != s.Team || left.App != s.App:
			return false
		}
		return left.address == "" || email.Key(left.address) == email.Key(s.Email)
	})
}
