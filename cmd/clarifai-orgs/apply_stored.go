package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

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
		return usageError("--demo cannot be used with a stored plan: the organization of a demo ends with its command")
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
