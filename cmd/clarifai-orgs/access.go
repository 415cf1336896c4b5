package main

import (
	"errors"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/clarifai-community/clarifai-orgs-go/access"
	"github.com/clarifai-community/clarifai-orgs-go/report"
)

// accessFlags are the flags of access.
type accessFlags struct {
	since                    string
	noCheck, secrets, stable bool
	exitCode                 bool
}

func newAccessCommand(p *program) *cobra.Command {
	var f accessFlags
	cmd := &cobra.Command{
		Use:   "access",
		Short: "Show who reaches which app, and why",
		Long: `Access reviews an organization: who reaches which app by a member role, on a team,
as a collaborator (also from outside), or because the app is visible. It compares
this with Clarifai's own list of who reaches each app. It writes nothing.

It sees what its credential sees: take one of an Admin. The table has a row for
each app, CSV a line for each reason of each person, and JSON the review itself,
which a later --since reads. All of them hold names and addresses of people.

It ends with 0 whatever it finds: a disagreement, an outsider and a custom role are
for you to judge. It ends with 3 if something that was asked for could not be read,
such as Clarifai's list with a credential that may not see it (see --no-check), and
with --exit-code with 4 if something changed. A note names what is missing. With a
list that it cannot do without it ends with 1, and there is no review.`,
		Example: `  clarifai-orgs access --org acme --html review.html --report november.json
  clarifai-orgs access --org acme --since november.json --exit-code --report december.json`,
	}
	flags := cmd.Flags()
	p.inputFlag(cmd, &f.since, "since", "JSON `file` of an earlier review, to show what has changed")
	flags.BoolVar(&f.exitCode, "exit-code", false, "with --since, end with 4 if something has changed")
	flags.BoolVar(&f.noCheck, "no-check", false, "do not compare with Clarifai's own list for each app")
	flags.BoolVar(&f.secrets, "secrets", false, "also read the names of the secrets of the environment")
	flags.BoolVar(&f.stable, "stable", false, "read each list until two readings agree, while others may change it")
	return p.add(cmd, usesAPI|usesResult|usesHTML, func(s *session) error {
		before, err := f.before(s)
		if err != nil {
			return err
		}
		return review(s, &f, before)
	})
}

// before returns the earlier review, or nil without one.
func (f *accessFlags) before(s *session) (*access.ReviewReport, error) {
	if f.since == "" {
		if f.exitCode {
			return nil, usageError("--exit-code goes with --since")
		}
		return nil, nil
	}
	file, err := os.Open(f.since)
	if err != nil {
		return nil, usageError("--since: %w", err)
	}
	defer file.Close()
	before, err := access.DecodeReview(file)
	if err != nil {
		return nil, usageError("--since: %s: %w", f.since, err)
	}
	if !strings.EqualFold(before.Organization, s.org) {
		return nil, usageError("--since: %s must be a review of %q, and is one of %q", f.since, s.org, before.Organization)
	}
	return before, nil
}

func review(s *session, f *accessFlags, before *access.ReviewReport) error {
	client, err := s.connect(startAccessDemo(s.ctx, s.org))
	if err != nil {
		return err
	}
	review, err := access.Review(s.ctx, client, s.org, &access.ReadOptions{
		Stable: f.stable, Check: !f.noCheck, Secrets: f.secrets,
		Progress: func(p access.Progress) { s.progress.Show("reading "+p.Phase, p.Done, p.Total) },
	})
	s.progress.Clear()
	switch {
	case err != nil && s.ctx.Err() != nil:
		s.warn("stopped while reading: there is no review")
		s.ends(exitStopped)
		return nil //nolint:nilerr // that it was stopped is said
	case err != nil:
		return err
	}
	options := report.AccessOptions{Since: before}
	if s.demo {
		options.Badge = "Demo"
	}
	if before != nil {
		review.Since, review.Changes = before.ReadAt, access.Compare(before, review)
		if f.exitCode && len(review.Changes) > 0 {
			s.ends(exitChanges)
		}
	}
	if review.Incomplete {
		s.ends(exitIncomplete)
	}
	err = errors.Join(
		s.write(result{
			text: func(w io.Writer, width int) error { return printReview(w, width, review) },
			csv:  func(w io.Writer) error { return access.WriteCSV(w, review) },
			json: review,
		}),
		s.html.Write(func(w io.Writer) error { return report.Access(w, review, &options) }),
	)
	sayReview(s, review)
	s.next("clarifai-orgs access --demo --html review.html   # and open it in a browser",
		"clarifai-orgs access --org YOUR-ORGANIZATION --html review.html --report review.json")
	return err
}

// sayReview says what is not in the table: the changes, also where CSV is
// printed, and the numbers.
func sayReview(s *session, r *access.ReviewReport) {
	if !r.Since.IsZero() {
		since := r.Since.UTC().Format(time.RFC3339)
		for _, c := range r.Changes {
			s.say("changed since %s: %s", since, c)
		}
		if len(r.Changes) == 0 {
			s.say("nothing has changed since %s", since)
		}
	}
	if s.output != formatTable {
		for _, note := range r.Notes {
			s.say("note: %s", note)
		}
	}
	s.say("%s", r)
	s.say("%s", s.count.take())
}
