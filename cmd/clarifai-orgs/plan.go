package main

import (
	"errors"
	"io"

	"github.com/spf13/cobra"

	"github.com/clarifai-community/clarifai-orgs-go/cmd/clarifai-orgs/internal/terminal"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

func newPlanCommand(p *program) *cobra.Command {
	var files rosterFiles
	var exitCode bool
	cmd := &cobra.Command{
		Use:   "plan",
		Short: "Show what apply would do to bring a roster into an organization",
		Long: `Plan compares an organization with a roster and its teams, and shows what apply
would do. It writes nothing.
` + rosterHelp,
		Example: "  clarifai-orgs plan --org acme --roster people.csv --teams teams.csv",
	}
	files.flags(p, cmd)
	cmd.Flags().BoolVar(&exitCode, "exit-code", false, "end with 4 if there are changes to apply")
	return p.add(cmd, usesAPI|usesResult, func(s *session) error {
		company, err := files.company(s)
		if err != nil {
			return badRows(s, err)
		}
		client, err := s.connect(demoServer(company))
		if err != nil {
			return err
		}
		proposal, err := roster.Plan(s.ctx, client, company, files.options)
		if err != nil {
			return badRows(s, err)
		}
		report, diff := proposal.Report(), newDiff(proposal, nil)
		colors := terminal.HasColors(s.stdout.Writer, s.env)
		err = s.write(result{
			text: func(w io.Writer, width int) error { return printPlan(w, width, diff, report, colors) },
			csv:  func(w io.Writer) error { return roster.WriteCSV(w, report) },
			json: rosterJSON([]*roster.Report{report}),
		})
		if exitCode && len(proposal.Steps) > 0 {
			s.ends(exitChanges)
		}
		if report.Incomplete() {
			advise(s, report)
			s.ends(exitIncomplete)
		}
		s.say("%s", s.count.take())
		s.next("clarifai-orgs apply --demo", "clarifai-orgs plan --org YOUR-ORGANIZATION --roster people.csv --teams teams.csv")
		return err
	})
}

// badRows prints the bad rows of an error, one line for each, and the number of
// requests. It returns the error if it is another one.
func badRows(s *session, err error) error {
	s.progress.Clear()
	input, ok := errors.AsType[*roster.InputError](err)
	switch _, usage := errors.AsType[*exitError](err); {
	case usage:
		return err
	case ok:
		for _, row := range input.Rows {
			s.warn("%s", row.Error())
		}
		s.ends(exitFailed)
		err = nil
	case s.ctx.Err() != nil:
		s.warn("stopped while reading: nothing was written in this round")
		s.ends(exitStopped)
		err = nil
	}
	s.say("%s", s.count.take())
	return err
}
