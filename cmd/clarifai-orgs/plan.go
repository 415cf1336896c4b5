package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/cobra"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/cmd/clarifai-orgs/internal/outfile"
	"github.com/clarifai-community/clarifai-orgs-go/cmd/clarifai-orgs/internal/terminal"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// planFlags are the flags of plan.
type planFlags struct {
	files         rosterFiles
	out, markdown string
	exitCode, why bool
}

func newPlanCommand(p *program) *cobra.Command {
	var f planFlags
	cmd := &cobra.Command{
		Use:   "plan",
		Short: "Show what apply would do to bring an organization in line with files",
		Long: `Plan compares an organization with a roster and its teams, and shows what apply
would do, as a diff. It writes nothing.

With --out the plan is stored for a review, and "clarifai-orgs apply plan.json" takes
exactly its steps. Steps of which something has changed meanwhile are skipped and
named. The file holds names and addresses of people. --markdown writes the diff as a
comment for a pull request.
` + rosterHelp,
		Example: `  clarifai-orgs plan --org acme --roster people.csv --teams teams.csv
  clarifai-orgs plan --org acme --roster people.csv --teams teams.csv --remove 'take off team=20,5%' --out plan.json`,
	}
	f.files.flags(p, cmd)
	flags := cmd.Flags()
	flags.StringVarP(&f.out, "out", "o", "", "`file` to write the plan to, as JSON that apply takes")
	flags.StringVar(&f.markdown, "markdown", "", "`file` to write the diff to, as a comment for a pull request")
	flags.BoolVar(&f.why, "why", false, "name the events of the audit log behind the differences, of the last 90 days")
	flags.BoolVar(&f.exitCode, "exit-code", false, "end with 4 if there are changes to apply")
	return p.add(cmd, usesAPI|usesResult|anyOrg, func(s *session) error {
		out, err := s.open("out", f.out)
		if err != nil {
			return err
		}
		markdown, err := s.open("markdown", f.markdown)
		if err != nil {
			return err
		}
		return f.plan(s, out, markdown)
	})
}

// plan makes the plan and writes it to the files, which may be nil.
func (f *planFlags) plan(s *session, out, markdown *outfile.File) error {
	company, err := f.files.company(s)
	if err != nil {
		return badRows(s, err)
	}
	client, err := s.connect(demoServer(company))
	if err != nil {
		return err
	}
	proposal, err := roster.Plan(s.ctx, client, company, f.files.options)
	if err != nil {
		return badRows(s, err)
	}
	var causes map[int]string
	if f.why {
		causes = findCauses(s, client, proposal)
	}
	report, diff := proposal.Report(), newDiff(proposal, causes)
	colors := terminal.HasColors(s.stdout.Writer, s.env)
	err = errors.Join(
		out.Write(func(w io.Writer) error { return writeJSON(w, proposal) }),
		markdown.Write(func(w io.Writer) error { return writeMarkdown(w, proposal, diff) }),
		s.write(result{
			text: func(w io.Writer, width int) error { return printPlan(w, width, diff, report, colors) },
			csv:  func(w io.Writer) error { return roster.WriteCSV(w, report) },
			json: []*roster.Report{report},
		}),
	)
	if f.exitCode && len(proposal.Steps) > 0 {
		s.ends(exitChanges)
	}
	sayLeft(s, proposal, report)
	s.say("%s", s.count.take())
	if f.out != "" && err == nil {
		text := fmt.Sprintf("the plan is in %s, %s", f.out, proposal.Digest())
		if !s.demo {
			text += ": clarifai-orgs apply " + f.out
		}
		s.say("%s", text)
	}
	s.next("clarifai-orgs apply --demo", "clarifai-orgs plan --demo --remove 'all=5,10%'   # also takes away what the files do not have",
		"clarifai-orgs plan --org YOUR-ORGANIZATION --roster people.csv --teams teams.csv")
	return err
}

// searched is how much of the audit log is searched for causes.
const searched = 90 * 24 * time.Hour

// findCauses returns who made the differences, by the index of the step. It says so if
// the audit log cannot be read.
func findCauses(s *session, client *clarifai.Client, p *roster.Proposal) map[int]string {
	s.progress.Show("reading the audit log", 0, 1)
	found, err := roster.FindCauses(s.ctx, client, p, p.MadeAt.Add(-searched))
	s.progress.Clear()
	if err != nil {
		s.warn("note: there are no causes: %s", err.Error())
		s.ends(exitIncomplete)
		return nil
	}
	causes := make(map[int]string, len(found))
	for _, c := range found {
		text := fmt.Sprintf("%s by %s at %s", c.Event, cmp.Or(c.UserID, "somebody"), c.At.UTC().Format(time.RFC3339))
		causes[c.Step] = text
		if s.output != formatTable { // the diff has it
			s.say("cause: %s: %s", p.Steps[c.Step], text)
		}
	}
	return causes
}

// sayLeft says what a plan leaves undone. The exit code says so as well.
func sayLeft(s *session, p *roster.Proposal, r *roster.Report) {
	for _, e := range p.Exceeded {
		s.say("limit exceeded, and nothing of this kind is done: %s", exceeded(e))
		s.ends(exitLimit)
	}
	if r.Incomplete() {
		advise(s, r)
		s.ends(exitIncomplete)
	}
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
		admin := false
		for _, row := range input.Rows {
			s.warn("%s", row.Error())
			admin = admin || strings.Contains(row.Reason, "the role Admin is not allowed")
		}
		if admin {
			s.warn("--allow-admin allows the role Admin, also for those who have it already")
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
