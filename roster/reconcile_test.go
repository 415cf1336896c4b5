package roster_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// Whatever an organization has, and whatever the files say: one run makes it what the
// files say, except what the rules keep, the report says what was changed, and another
// run finds nothing to do.
func TestReconcile(t *testing.T) {
	harness.Check(t, func(rt *rapid.T) {
		d := drawCase(rt)
		if problem := withWatch(t, d.config, d.checkReconciled); problem != "" {
			rt.Fatalf("%s\n%s", problem, d.describe())
		}
	})
}

func (d *drawing) checkReconciled(ctx context.Context, w *watch) string {
	before := w.states[0]
	p, report, err := w.run(ctx, d.company, d.options)
	if err != nil {
		return err.Error()
	}
	if problem := onlyTeamsWithheld(p); problem != "" {
		return problem
	}
	if problem := d.compare(w, before); problem != "" {
		return problem
	}
	made, observed := changesOf(report), changesBetween(before, w.now(), w.addresses())
	if diff := cmp.Diff(observed, made); diff != "" {
		return fmt.Sprintf("what changed (-) and what the report says (+):\n%s", diff)
	}
	return d.checkNothingToDo(ctx, w)
}

// compare compares the organization with what the model says of it.
func (d *drawing) compare(w *watch, before orgState) string {
	m := d.model(before)
	if got, want := w.now(), m.want(); !cmp.Equal(want, got) {
		return fmt.Sprintf("as it should be (-), as it is (+):\n%s", cmp.Diff(want, got))
	}
	return ""
}

func (d *drawing) model(before orgState) *orgModel {
	return &orgModel{config: d.config, before: before, company: d.company, options: d.options, caller: "olga"}
}

// checkNothingToDo plans again.
func (d *drawing) checkNothingToDo(ctx context.Context, w *watch) string {
	p, err := roster.Plan(ctx, w.client, d.company, d.options)
	switch {
	case err != nil:
		return "the second Plan: " + err.Error()
	case len(p.Steps) > 0:
		return fmt.Sprintf("the second plan has %v", p.Steps)
	case p.Empty() == p.Incomplete():
		return fmt.Sprintf("the second plan has no step: empty %v, incomplete %v", p.Empty(), p.Incomplete())
	}
	return onlyTeamsWithheld(p)
}

// onlyTeamsWithheld says what a plan withholds although no limit is in its way: only
// teams with somebody who must stay on them.
func onlyTeamsWithheld(p *roster.Proposal) string {
	others := slices.DeleteFunc(slices.Clone(p.Withheld), func(s roster.Step) bool { return s.Kind == roster.DeleteTeam })
	if len(others)+len(p.Exceeded) > 0 {
		return fmt.Sprintf("the plan withholds %v, and exceeds %v", others, p.Exceeded)
	}
	return ""
}

// changesOf returns the changes that a report has as done, sorted.
func changesOf(report *roster.Report) (made []change) {
	for i := range report.Steps {
		if report.Steps[i].Status == roster.Done {
			made = append(made, changeOf(&report.Steps[i].Step))
		}
	}
	sortChanges(made)
	return made
}
