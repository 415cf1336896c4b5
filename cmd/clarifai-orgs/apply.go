package main

import (
	"io"

	"github.com/spf13/cobra"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

func newApplyCommand(p *program) *cobra.Command {
	var files rosterFiles
	rounds := 1
	cmd := &cobra.Command{
		Use:   "apply",
		Short: "Bring a roster into an organization",
		Long: `Apply invites who is missing, creates the teams with their apps, and puts on them
those who have joined. It can be run again and again, and does nothing twice.

Let one run end before another starts for the same organization: two at the same
time can invite somebody twice, where the server accepts that.
` + rosterHelp,
		Example: "  clarifai-orgs apply --org acme --roster people.csv --teams teams.csv --report report.csv",
	}
	files.flags(p, cmd)
	cmd.Flags().IntVar(&rounds, "rounds", 1, "`number` of times to do it all; a demo does it twice")
	return p.add(cmd, usesAPI|usesWrites|usesResult, func(s *session) error {
		switch {
		case rounds < 1:
			return usageError("--rounds must be 1 or more")
		case s.readOnly:
			return usageError(`--read-only: apply writes; "clarifai-orgs plan" shows what it would do`)
		case s.demo && !cmd.Flags().Changed("rounds"):
			rounds = 2
		}
		company, err := files.company(s)
		if err != nil {
			return badRows(s, err)
		}
		client, err := s.connect(demoServer(company))
		if err != nil {
			return err
		}
		return applyRounds(s, client, company, files.options, rounds)
	})
}

// applyRounds plans and applies. It reports what was done also if it is stopped.
func applyRounds(s *session, client *clarifai.Client, company roster.Company, options roster.Options, rounds int) error {
	var reports []*roster.Report
	for n := range rounds {
		if rounds > 1 {
			s.say("round %d of %d", n+1, rounds)
		}
		report, err := applyRound(s, client, company, options)
		if report != nil {
			reports = append(reports, report)
		}
		if err != nil {
			s.fail(err)
			break
		}
		if s.ctx.Err() != nil {
			break
		}
	}
	if len(reports) == 0 {
		return nil
	}
	err := s.write(result{
		text: func(io.Writer, int) error { return nil }, // each round has printed its own
		csv:  func(w io.Writer) error { return roster.WriteCSV(w, reports...) },
		json: rosterJSON(reports),
	})
	s.next("clarifai-orgs plan --org YOUR-ORGANIZATION --roster people.csv --teams teams.csv   # shows what apply would do")
	return err
}

// applyRound returns the report of what was done, or nil if the organization could
// not be read.
func applyRound(s *session, client *clarifai.Client, company roster.Company, options roster.Options) (*roster.Report, error) {
	proposal, err := roster.Plan(s.ctx, client, company, options)
	if err != nil {
		return nil, badRows(s, err)
	}
	report := proposal.Report()
	switch {
	case proposal.Empty():
		s.say("nothing to do")
	case len(proposal.Steps) == 0:
		s.say("nothing that can be done: there are rows that are held or bad")
	default:
		report, err = roster.Apply(s.ctx, client, proposal, &roster.ApplyOptions{Progress: options.Progress})
	}
	s.progress.Clear()
	if s.output == formatTable {
		s.print(func(w io.Writer, width int) error { return summarize(w, width, report) })
	}
	switch {
	case s.ctx.Err() != nil:
		s.say("stopped: what was not done is done by the next run; give what was done some seconds to show")
		s.ends(exitStopped)
	case err != nil: // the summary names each step that failed
		s.ends(exitFailed)
	case report.Incomplete():
		advise(s, report)
		s.ends(exitIncomplete)
	}
	s.say("%s", s.count.take())
	return report, nil
}
