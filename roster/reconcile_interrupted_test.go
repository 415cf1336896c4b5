package roster_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
	"github.com/clarifai-community/clarifai-orgs-go/test/faults"
)

// A run that takes only the first steps, or whose context ends at some write, leaves a
// state from which another run reaches what an undisturbed one reaches.
func TestReconcile_Interrupted(t *testing.T) {
	t.Run("only the first steps", func(t *testing.T) {
		eachCase(t, 4, 300, func(d *drawing, n int) string {
			return withWatch(t, d.config, func(ctx context.Context, w *watch) string {
				p, err := roster.Plan(ctx, w.client, d.company, d.options)
				if err != nil {
					return "Plan: " + err.Error()
				}
				p.Steps = p.Steps[:n%(len(p.Steps)+1)]
				if _, err := roster.Apply(ctx, w.client, p, nil); err != nil {
					return "Apply: " + err.Error()
				}
				return d.checkAnotherRun(ctx, w)
			})
		})
	})
	t.Run("each number of first steps", func(t *testing.T) {
		d := everyKind()
		for n := range harness.Part(make([]struct{}, 60), 0, 10) {
			if !harness.Long() {
				n *= 10
			}
			problem := withWatch(t, d.config, func(ctx context.Context, w *watch) string {
				p, err := roster.Plan(ctx, w.client, d.company, d.options)
				if err != nil {
					return "Plan: " + err.Error()
				}
				p.Steps = p.Steps[:min(n, len(p.Steps))]
				if _, err := roster.Apply(ctx, w.client, p, nil); err != nil {
					return "Apply: " + err.Error()
				}
				return d.checkAnotherRun(ctx, w)
			})
			if problem != "" {
				t.Errorf("the first %d steps: %s", n, problem)
			}
		}
	})
	for _, acts := range []bool{false, true} {
		t.Run(fmt.Sprintf("the context ends, and the server has acted: %v", acts), func(t *testing.T) {
			eachCase(t, 4, 200, func(d *drawing, n int) string {
				if n%2 == 0 {
					d = everyKind()
				}
				return withWatch(t, d.config, func(ctx context.Context, w *watch) string {
					first, stop := context.WithCancel(ctx)
					defer stop()
					w.stop, w.stopAfter, w.acts = stop, 1+n%17, acts
					w.run(first, d.company, d.options) // its outcome is what the next run finds
					w.stop = nil
					synctest.Wait()
					return d.checkAnotherRun(ctx, w)
				})
			})
		})
	}
}

// checkAnotherRun runs again, without any fault. That must succeed, reach what the
// model says, and leave nothing to do.
func (d *drawing) checkAnotherRun(ctx context.Context, w *watch) string {
	w.now()
	if _, _, err := w.run(ctx, d.company, d.options); err != nil {
		return "the second run: " + err.Error()
	}
	if problem := d.compare(w, w.states[0]); problem != "" {
		return problem
	}
	if problem := d.checkNothingToDo(ctx, w); problem != "" {
		return problem
	}
	return onlyOnce(w)
}

// onlyOnce says who was invited twice, if anybody was.
func onlyOnce(w *watch) string {
	times := make(map[change]int)
	for _, c := range w.changes() {
		if times[c]++; times[c] > 1 && c.Kind == roster.Invite {
			return fmt.Sprintf("more than once: %v", c)
		}
	}
	return ""
}

// reconcileOperations are those that a run uses.
var reconcileOperations = []clarifai.Operation{
	clarifai.OpOrganizationsGet, clarifai.OpOrganizationsUpdate, clarifai.OpRolesList, clarifai.OpUsersGet,
	clarifai.OpMembersList, clarifai.OpMembersUpdateRole, clarifai.OpMembersRemove,
	clarifai.OpInvitationsList, clarifai.OpInvitationsCreate, clarifai.OpInvitationsCancel,
	clarifai.OpTeamsList, clarifai.OpTeamsCreate, clarifai.OpTeamsUpdate, clarifai.OpTeamsDelete,
	clarifai.OpTeamsListMembers, clarifai.OpTeamsAddMembers, clarifai.OpTeamsRemoveMembers,
	clarifai.OpTeamsListApps, clarifai.OpTeamsAddApps, clarifai.OpTeamsRemoveApps,
}

// Whatever request fails in whatever way, once or until the client gives up: what
// depends on it fails, and another run reaches what an undisturbed one reaches. Nobody is
// invited twice.
func TestReconcile_Faults(t *testing.T) {
	type spoiled struct {
		fault faults.Fault
		clarifaitest.Fault
	}
	var all []spoiled
	for _, op := range reconcileOperations {
		for _, f := range faults.All() {
			// The first or the second request fails, once or until the client gives up.
			n := len(all)
			all = append(all, spoiled{f, clarifaitest.Fault{
				Operation: op, Skip: n % 2, Count: 1 + 4*(n/2%2), Acts: f.Acts, Kind: clarifaitest.FaultKind(f.Kind), Status: f.Status,
				Code: clarifai.StatusCode(f.Code), RetryAfter: f.RetryAfter, Location: f.Location, Size: 2 << 20,
			}})
		}
	}
	for _, s := range harness.Part(all, 0, 79) {
		d := everyKind()
		problem := withWatch(t, d.config, func(ctx context.Context, w *watch) string {
			w.Inject(s.Fault)
			_, _, err := w.run(ctx, d.company, d.options)
			for range 5 { // the fault may outlast a call
				if err == nil {
					break
				}
				_, _, err = w.run(ctx, d.company, d.options)
			}
			if err != nil {
				return "the sixth run: " + err.Error()
			}
			return d.checkAnotherRun(ctx, w)
		})
		if problem != "" {
			t.Errorf("%s, %d times after %d: %s: %s", s.Operation, s.Count, s.Skip, s.fault.Name, problem)
		}
	}
}

// The operations above are those of the undisturbed run.
func TestReconcile_Operations(t *testing.T) {
	d := everyKind()
	problem := withWatch(t, d.config, func(ctx context.Context, w *watch) string {
		p, _, err := w.run(ctx, d.company, d.options)
		if err != nil {
			return err.Error()
		}
		var used []clarifai.Operation
		for _, r := range w.Requests() {
			if !slices.Contains(used, r.Operation) {
				used = append(used, r.Operation)
			}
		}
		for _, op := range reconcileOperations {
			if !slices.Contains(used, op) {
				return fmt.Sprintf("%s is not used", op)
			}
		}
		for _, op := range used {
			if !slices.Contains(reconcileOperations, op) {
				return fmt.Sprintf("%s is missing in the list", op)
			}
		}
		kinds := make(map[roster.Kind]bool)
		for _, s := range p.Steps {
			kinds[s.Kind] = true
		}
		if len(kinds) != 16 { // all but the one that creates the organization
			return fmt.Sprintf("steps of %d kinds: %v", len(kinds), kinds)
		}
		return ""
	})
	if problem != "" {
		t.Error(problem)
	}
}
