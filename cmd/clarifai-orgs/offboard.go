package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/cmd/clarifai-orgs/internal/terminal"
	"github.com/clarifai-community/clarifai-orgs-go/offboard"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// offboardFlags are the flags of offboard.
type offboardFlags struct {
	options       offboard.Options
	transfer      []string
	memberEmails  string
	yes, exitCode bool
}

func newOffboardCommand(p *program) *cobra.Command {
	var f offboardFlags
	cmd := &cobra.Command{
		Use:   "offboard PERSON...",
		Short: "Remove people who leave, with evidence",
		Long: `Offboard removes people from an organization: members, people who are invited, and
collaborators from outside. Each PERSON is a user ID or an address. It ends their
collaborations in the organization's apps, cancels their invitations, takes them off
their teams and ends their memberships. Without --yes it shows what it would do, and
writes nothing.

With --yes it does that, reads everything again, and names what is left and who must
act. --report keeps the evidence: what each person reached before and after, each step
with its request ID and its entry in the audit log. It holds names and addresses.

Nothing is taken from the caller, the last Admin and the people of --protect. It ends
with 3 if anything is left or could not be read. Run it again after a failure, with
--allow-gone if some of the people are out already.

It sees what its credential sees, so use that of an Admin. Tokens and private apps of
the people's own accounts are not shown to anybody else. The output lists what it cannot
see.`,
		Example: `  clarifai-orgs offboard --org acme ann@acme.test bo
  clarifai-orgs offboard --org acme ann@acme.test bo --yes --report evidence.json`,
		Args: cobra.ArbitraryArgs,
	}
	flags := cmd.Flags()
	flags.BoolVar(&f.yes, "yes", false, "carry the plan out; otherwise it is only shown")
	flags.BoolVar(&f.exitCode, "exit-code", false, "without --yes, end with 4 if there is something to do")
	flags.StringArrayVar(&f.transfer, "transfer", nil, "`owner/app` of a person who leaves, to transfer to the organization (repeatable)")
	flags.StringArrayVar(&f.options.Protect, "protect", nil, "user `ID` or address from whom nothing is taken (repeatable)")
	flags.BoolVar(&f.options.AllowGone, "allow-gone", false, "accept people who are not found, to go on after a run that was interrupted")
	flags.BoolVar(&f.options.SkipCheck, "no-check", false, "do not read Clarifai's own list of people for each app: faster, and weaker evidence")
	p.inputFlag(cmd, &f.memberEmails, "member-emails", "CSV `file` that says who the members are who show no address: user_id, email")
	return p.add(cmd, usesAPI|usesWrites|usesResult, f.run)
}

func (f *offboardFlags) run(s *session) error {
	people, err := f.prepare(s)
	if err != nil {
		return badRows(s, err)
	}
	client, err := s.connect(startAccessDemo(s.ctx, s.org))
	if err != nil {
		return err
	}
	show := func(p offboard.Progress) { s.progress.Show(p.Phase, p.Done, p.Total) }
	f.options.Progress = show
	proposal, err := offboard.Plan(s.ctx, client, s.org, people, &f.options)
	if err != nil {
		return badNames(s, err)
	}
	evidence := proposal.Report()
	switch {
	case f.yes:
		if evidence, err = offboard.Run(s.ctx, client, proposal, &offboard.RunOptions{Progress: show}); evidence == nil {
			return err
		}
		f.judge(s, evidence, err)
	case f.exitCode && !proposal.Empty():
		s.ends(exitChanges)
	}
	if f.yes && evidence.Incomplete() || !f.yes && (len(evidence.Left) > 0 || proposal.Incomplete) {
		s.ends(exitIncomplete)
	}
	err = s.write(result{
		text: func(w io.Writer, width int) error { return printEvidence(w, width, evidence) },
		csv:  evidence.WriteCSV,
		json: evidence,
	})
	if !f.yes && !proposal.Empty() {
		s.say("nothing was done: --yes does it")
	}
	s.say("%s", s.count.take())
	next := []string{"clarifai-orgs offboard --demo --yes", "clarifai-orgs offboard --org YOUR-ORGANIZATION PERSON"}
	if f.yes {
		next = next[1:]
	}
	s.next(next...)
	return err
}

// prepare checks the flags, and returns the people.
func (f *offboardFlags) prepare(s *session) (people []string, err error) {
	people = s.args
	switch {
	case s.readOnly && f.yes:
		return nil, usageError("--read-only: --yes writes")
	case f.exitCode && f.yes:
		return nil, usageError("--exit-code goes without --yes")
	case len(people) == 0 && s.demo:
		people = []string{demoPerson(28).ID, demoOutsiders[0].Email, demoPerson(201).Email}
	case len(people) == 0:
		return nil, usageError("at least one person is required: a user ID or an address")
	}
	s.readOnly = !f.yes
	for _, name := range f.transfer {
		owner, app, ok := strings.Cut(name, "/")
		if !ok || owner == "" || app == "" {
			return nil, usageError("--transfer %q must be an owner and an app: ann/shelf", name)
		}
		f.options.Transfer = append(f.options.Transfer, clarifai.AppIdentity{UserID: owner, AppID: app})
	}
	if f.memberEmails == "" {
		return people, nil
	}
	f.options.MemberEmails, err = readFile(f.memberEmails, nil, roster.ReadMemberEmails)
	if _, rows := errors.AsType[*roster.InputError](err); err != nil && !rows {
		err = usageError("--member-emails: %w", err)
	}
	return people, err
}

// badNames prints the names that cannot be used, one line for each.
func badNames(s *session, err error) error {
	input, ok := errors.AsType[*offboard.InputError](err)
	if !ok {
		return badRows(s, err)
	}
	s.progress.Clear()
	for _, name := range input.Names {
		s.warn("%s", name.Error())
	}
	s.say("nothing was done; %s", s.count.take())
	s.ends(exitFailed)
	return nil
}

// judge says how a run ended. What failed is named with the result.
func (f *offboardFlags) judge(s *session, e *offboard.Evidence, err error) {
	s.progress.Clear()
	switch {
	case s.ctx.Err() != nil:
		s.warn("stopped: run this again with --allow-gone")
		s.ends(exitStopped)
	case err != nil && e.Err() == nil:
		s.fail(err)
	case err != nil:
		s.ends(exitFailed)
	}
}

// printEvidence prints the steps, and below what is left and what is not seen.
func printEvidence(w io.Writer, width int, e *offboard.Evidence) error {
	line := func(format string, args ...any) {
		fmt.Fprintln(w, forPeople(fmt.Sprintf(format, args...)))
	}
	for i := range e.People {
		line("%s", describe(&e.People[i]))
	}
	steps := terminal.Table{Columns: []terminal.Column{
		{Name: "change"}, {Name: "of"}, {Name: "person"}, {Name: "was"}, {Name: "status"}, {Name: "in the audit log", Extra: true}, {Name: "request", Extra: true},
	}}
	for i := range e.Steps {
		s := &e.Steps[i]
		logged := ""
		if s.Audit != nil {
			logged = s.Audit.At.UTC().Format("15:04:05 MST")
		}
		steps.Add(s.Kind, cmp.Or(s.Team, s.App), cmp.Or(s.UserID, s.Email), s.Before, s.Status, logged, s.RequestID)
	}
	line("")
	if len(e.Steps) == 0 {
		line("nothing to do")
	} else if err := steps.Print(w, width); err != nil {
		return err
	}
	line("")
	for i := range e.Steps {
		switch s := &e.Steps[i]; {
		case s.Err != nil:
			line("%s: %s: %v", s.Status, s.Step, s.Err)
		case s.Note != "":
			line("%s: %s: %s", s.Status, s.Step, s.Note)
		}
	}
	for _, r := range e.Left {
		line("left: %s", r)
	}
	for _, r := range e.Unseen {
		line("not covered: %s", r)
	}
	for _, note := range e.Notes {
		line("note: %s", note)
	}
	if !e.AfterAt.IsZero() && len(e.Left) == 0 {
		line("read again at %s: nothing is left that could be seen", e.AfterAt.UTC().Format("2006-01-02 15:04:05 MST"))
	}
	return nil
}

// describe says in one line who somebody is, and what they reach.
func describe(p *offboard.Person) string {
	var is []string
	if p.Member {
		is = append(is, "member as "+p.Role)
	}
	if len(p.Teams) > 0 {
		is = append(is, "on "+strings.Join(p.Teams, ", "))
	}
	if len(p.Invitations) > 0 {
		is = append(is, "invited")
	}
	var apps []string
	for _, a := range p.Before { // app by app
		if len(apps) == 0 || apps[len(apps)-1] != a.App {
			apps = append(apps, a.App)
		}
	}
	switch {
	case p.Gone:
		is = append(is, "not found")
	case len(apps) == 0:
		is = append(is, "reaches no app")
	default:
		is = append(is, "reaches "+inShort(apps, "apps"))
	}
	return p.String() + ": " + strings.Join(is, "; ")
}
