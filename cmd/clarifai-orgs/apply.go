package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

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
		Short: "Bring an organization to what files or a stored plan say",
		Long: `Apply invites who is missing, creates the teams with their apps, and puts on them
those who have joined. It can be run again and again, and does nothing twice.

With a plan of "clarifai-orgs plan --out plan.json" it does exactly that. It skips
and names what is not as the plan found it. With --journal each step is on the disk
before it is sent: a run that was killed goes on with the same plan and journal.

Let one run end before another starts for the same organization: two at the same
time can invite somebody twice, where the server accepts that.
` + rosterHelp,
		Example: `  clarifai-orgs apply --org acme --roster people.csv --teams teams.csv --report report.csv
  clarifai-orgs apply plan.json --journal plan.journal`,
		Args: cobra.MaximumNArgs(1),
	}
	f.files.flags(p, cmd)
	flags := cmd.Flags()
	flags.StringVar(&f.journal, "journal", "", "`file` that says what became of each step of a stored plan, to go on with")
	flags.IntVar(&f.rounds, "rounds", 1, "`number` of times to do it all; a demo does it twice")
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
			return usageError("--journal goes with a stored plan: without one each run makes its own plan")
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
		s.say("stopped: %s; give what was done some seconds to show", next)
		s.ends(exitStopped)
	case err != nil: // the summary names each step that failed
		s.ends(exitFailed)
	default:
		sayLeft(s, proposal, report)
	}
	s.say("%s", s.count.take())
	return report
}

// applyStored applies the plan of a file.
func (f *applyFlags) applyStored(s *session, flags *pflag.FlagSet) error {
	path := s.args[0]
	var wrong error
	flags.Visit(func(flag *pflag.Flag) {
		if _, ok := flag.Annotations[planFlag]; ok {
			wrong = usageError("--%s cannot change a stored plan: make another one with \"clarifai-orgs plan --out\"", flag.Name)
		}
	})
	switch {
	case wrong != nil:
		return wrong
	case s.demo:
		return usageError("--demo goes without a stored plan: the organization of a demo ends with its command")
	}
	proposal, err := readFile(path, nil, roster.DecodeProposal)
	if err != nil {
		return usageError("%s: %w", path, err)
	}
	if s.org != "" && !strings.EqualFold(s.org, proposal.Organization) {
		return usageError("--org: %s is a plan of %q, and not of %q", path, proposal.Organization, s.org)
	}
	s.org = proposal.Organization
	next := "clarifai-orgs apply " + path
	if f.journal != "" {
		next += " --journal " + f.journal
	}
	journal, err := f.openJournal(s)
	if err != nil {
		return err
	}
	client, err := s.connect(nil)
	if err != nil {
		return err
	}
	s.say("plan of %s, made at %s: %s", proposal.Organization, proposal.MadeAt.UTC().Format(time.RFC3339), newDiff(proposal, nil).summary())
	report := applyProposal(s, client, proposal, journal, next+" goes on")
	return s.write(reportsResult([]*roster.Report{report}))
}

// openJournal opens the journal, which is nil without --journal, and says what an
// earlier run has done.
func (f *applyFlags) openJournal(s *session) (*roster.Journal, error) {
	if _, err := s.open("journal", f.journal); err != nil || f.journal == "" { // it is no input and no other output
		return nil, err
	}
	journal, err := roster.OpenJournal(f.journal)
	switch {
	case errors.Is(err, roster.ErrLocked):
		return nil, fmt.Errorf("%w: stop that process, or wait for its end", err)
	case err != nil:
		return nil, usageError("--journal: %w", err)
	}
	s.closing = append(s.closing, func() { _ = journal.Close() })
	counts := make(map[roster.Status]int)
	for _, entry := range journal.Earlier() {
		counts[entry.Event]++
	}
	var parts []string
	for _, known := range []struct {
		status roster.Status
		text   string
	}{{roster.Done, "done"}, {roster.Failed, "failed"}, {roster.Skipped, "skipped"}, {roster.Sending, "unknown, and looked up"}} {
		if n := counts[known.status]; n > 0 {
			parts = append(parts, fmt.Sprint(n, " ", known.text))
		}
	}
	if len(parts) > 0 {
		s.say("an earlier run of this plan: %s", strings.Join(parts, ", "))
	}
	return journal, nil
}
