package main

import (
	"errors"
	"io"

	"github.com/spf13/cobra"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// applyFlags are the flags of apply.
type applyFlags struct {
	files   rosterFiles
	rounds  int
	journal string
}

func newApplyCommand(p *program) *cobra.Command {
	f := applyFlags{rounds: 1}
	cmd := &cobra.Command{
		Use:   "apply [plan.json]",
		Short: "Bring an organization in line with files or a stored plan",
		Long: `Apply invites people who are missing, creates teams, adds their apps, and adds people
who have joined to their teams. It can be run again and again, and does nothing twice.

With a plan of "clarifai-orgs plan --out plan.json" it takes exactly the steps of the
plan. It skips and names those of which something has changed meanwhile. With --journal
each step is written to a file before it is sent. After a run that was killed, start it
again with the same plan and journal, and it goes on where it stopped.

Let one run end before another starts for the same organization: two at the same
time can invite somebody twice, where the server accepts that.
` + rosterHelp,
		Example: `  clarifai-orgs apply --org acme --roster people.csv --teams teams.csv --report report.csv
  clarifai-orgs apply plan.json --journal plan.journal`,
		Args: cobra.MaximumNArgs(1),
	}
	f.files.flags(p, cmd)
	flags := cmd.Flags()
	flags.StringVar(&f.journal, "journal", "", "`file` that records the steps of a stored plan, so that a killed run can go on")
	flags.IntVar(&f.rounds, "rounds", 1, "`number` of times to plan and apply; a demo does it twice")
	flags.Lookup("rounds").Annotations = map[string][]string{planFlag: nil}
	return p.add(cmd, usesAPI|usesWrites|usesResult|anyOrg|readsArgs, func(s *session) error {
		switch {
		case f.rounds < 1:
			return usageError("--rounds must be 1 or more")
		case s.readOnly:
			return usageError(`--read-only: apply writes; "clarifai-orgs plan" shows what it would do`)
		case len(s.args) > 0:
			return f.applyStored(s, flags)
		case f.journal != "":
			return usageError("--journal requires a stored plan: without one each run makes its own plan")
		case s.demo && !flags.Changed("rounds"):
			f.rounds = 2
		}
		company, err := f.files.company(s)
		if err != nil {
			return badRows(s, err)
		}
		client, err := s.connect(demoServer(company))
		if err != nil {
			return err
		}
		return f.applyRounds(s, client, company)
	})
}

// applyRounds plans and applies. It reports what was done also if it is stopped.
func (f *applyFlags) applyRounds(s *session, client *clarifai.Client, company roster.Company) error {
	var reports []*roster.Report
	for n := range f.rounds {
		if f.rounds > 1 {
			s.say("round %d of %d", n+1, f.rounds)
		}
		proposal, err := roster.Plan(s.ctx, client, company, f.files.options)
		if err != nil {
			s.fail(badRows(s, err))
			break
		}
		reports = append(reports, applyProposal(s, client, proposal, nil, "what was not done is done by the next run"))
		if s.ctx.Err() != nil {
			break
		}
	}
	if len(reports) == 0 {
		return nil
	}
	err := s.write(reportsResult(reports))
	s.next("clarifai-orgs plan --org YOUR-ORGANIZATION --roster people.csv --teams teams.csv   # shows what apply would do")
	return err
}

// reportsResult is what was done. Each round has printed its own for people.
func reportsResult(reports []*roster.Report) result {
	return result{
		text: func(io.Writer, int) error { return nil },
		csv:  func(w io.Writer) error { return roster.WriteCSV(w, reports...) },
		json: reports,
	}
}

// applyProposal returns the report of what was done. If it is stopped it says how to
// go on. The journal may be nil.
func applyProposal(s *session, client *clarifai.Client, proposal *roster.Proposal, journal *roster.Journal, next string) *roster.Report {
	report, err := proposal.Report(), error(nil)
	switch {
	case proposal.Empty():
		s.say("nothing to do")
	case len(proposal.Steps) == 0 && report.Incomplete():
		s.say("nothing that can be done: there are rows that are held or bad")
	case len(proposal.Steps) == 0:
		s.say("nothing that may be done")
	default:
		report, err = roster.Apply(s.ctx, client, proposal, &roster.ApplyOptions{
			Journal: journal, Progress: func(at roster.Progress) { s.progress.Show(at.Phase, at.Done, at.Total) },
		})
	}
	s.progress.Clear()
	if s.output == formatTable {
		s.print(func(w io.Writer, width int) error { return summarize(w, width, report) })
	}
	switch {
	case s.ctx.Err() != nil:
		s.say("stopped: %s; what was done may take some seconds to show", next)
		s.ends(exitStopped)
	case err != nil: // the summary names each step that failed
		s.ends(exitFailed)
		if errors.Is(err, roster.ErrChanged) {
			s.say("what is not as the plan found it was left as it is: another plan says what is to do now")
		}
		if count(report.Steps, mayBeDone) > 0 {
			s.say("for what failed: %s", next)
		}
	}
	if s.ctx.Err() == nil {
		sayLeft(s, proposal, report)
	}
	s.say("%s", s.count.take())
	return report
}

// mayBeDone reports whether a step failed, or was skipped, that another run of the plan
// may take.
func mayBeDone(r roster.Result) bool {
	return r.Status == roster.Failed ||
		r.Status == roster.Skipped && r.Err != nil && !errors.Is(r.Err, roster.ErrChanged) && !errors.Is(r.Err, roster.ErrLastAdmin)
}
