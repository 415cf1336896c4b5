package roster_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

func TestWritesThatShowLateAreMadeOnce(t *testing.T) {
	run(t, append(seed(), clarifaitest.WithLag(2*time.Second)), func(f *fixture) {
		report := f.onboard()
		f.outcomes(report.Rows, roster.Member, roster.Member, roster.Joined, roster.Invited, roster.Invited)
		for _, s := range report.Steps {
			if s.Note != "" {
				f.Errorf("%s: %s", s.Step, s.Note)
			}
		}
		f.rests()
		if len(f.server.Teams("acme")) != 2 || len(f.server.Invitations("acme")) != 3 {
			f.Errorf("%d teams, %d invitations", len(f.server.Teams("acme")), len(f.server.Invitations("acme")))
		}
	})
}

func TestAWriteThatDoesNotShowIsNoted(t *testing.T) {
	run(t, append(seed(), clarifaitest.WithLag(time.Minute)), func(f *fixture) {
		f.options.VerifyTimeout = time.Second
		f.company.People = f.company.People[3:4]
		f.company.Teams = nil
		f.company.People[0].Teams = nil
		start := time.Now()
		report := f.onboard()
		if r := report.Steps[0]; r.Status != roster.Done || r.Note != "not visible yet" {
			f.Errorf("%s: %s, %q", r.Step, r.Status, r.Note)
		}
		if waited := time.Since(start); waited != time.Second {
			f.Errorf("waited %v, want the settling time", waited)
		}
	})
}

func TestWhatCannotBeReadBackIsDoneAndNoted(t *testing.T) {
	fault := clarifaitest.Fault{
		Operation: clarifai.OpInvitationsList, Skip: 6, Count: -1, Kind: clarifaitest.FaultStatus, Status: 403, Code: clarifai.CodeInsufficientScopes,
	}
	run(t, append(seed(), clarifaitest.WithFaults(fault)), func(f *fixture) {
		report := f.onboard()
		if r := report.Steps[0]; r.Status != roster.Done || !strings.HasPrefix(r.Note, "not confirmed: ") {
			f.Errorf("%s: %s, %q", r.Step, r.Status, r.Note)
		}
	})
}

func TestAStopWhileWaitingKeepsWhatIsDone(t *testing.T) {
	run(t, append(seed(), clarifaitest.WithLag(time.Minute)), func(f *fixture) {
		ctx, cancel := context.WithCancel(f.Context())
		defer cancel()
		f.options.Progress = func(p roster.Progress) {
			if strings.HasPrefix(p.Phase, "waiting") {
				cancel()
			}
		}
		p := f.plan()
		start := time.Now()
		report, err := roster.Apply(ctx, f.client, p)
		if !errors.Is(err, context.Canceled) || time.Since(start) != 0 {
			f.Errorf("Apply: %v, after %v", err, time.Since(start))
		}
		if r := report.Steps[0]; r.Status != roster.Done || r.Note != "not confirmed: the context ended" {
			f.Errorf("%s: %s, %q", r.Step, r.Status, r.Note)
		}
	})
}

func TestApply_Deadline(t *testing.T) {
	run(t, append(seed(), clarifaitest.WithLag(time.Hour)), func(f *fixture) {
		f.options.VerifyTimeout = time.Hour
		f.company.People, f.company.Teams = f.company.People[3:4], nil
		f.company.People[0].Teams = nil
		proposal := f.plan()
		ctx, cancel := context.WithTimeout(f.Context(), time.Minute)
		defer cancel()
		start := time.Now()
		report, err := roster.Apply(ctx, f.client, proposal)
		if err != nil {
			f.Fatal(err)
		}
		if r := report.Steps[0]; r.Kind != roster.Invite || r.Status != roster.Done || r.Note != "not confirmed: the context ended" {
			f.Errorf("%s: %s, %q", r.Step, r.Status, r.Note)
		}
		// Waits are doubled, so that the one that would pass the deadline is longer
		// than what is left.
		if took := time.Since(start); took >= time.Minute || took < 20*time.Second {
			f.Errorf("a wait past the deadline is begun: Apply takes %v of a minute", took)
		}
	})
}
