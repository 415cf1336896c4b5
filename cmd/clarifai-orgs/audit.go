package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/spf13/cobra"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/audit"
	"github.com/clarifai-community/clarifai-orgs-go/cmd/clarifai-orgs/internal/terminal"
)

// auditFlags are the flags of audit.
type auditFlags struct {
	dir                    string // "" for standard output
	from, to               time.Time
	follow                 bool
	window, delay, recheck time.Duration
}

func newAuditCommand(p *program) *cobra.Command {
	var f auditFlags
	cmd := &cobra.Command{
		Use:   "audit",
		Short: "Export or follow the audit log, each entry once",
		Long: `Audit copies a period of the audit log that is over, or with --follow the log as it
grows until it is stopped. It writes JSON Lines, one for each entry.

With --dir it writes a file for each window that has entries, and remembers how far
it is. A directory is for one organization. However the command ends, the same
command goes on from there and writes nothing twice; --from may then be left out.
Without --dir the entries go to standard output, and nothing is remembered.

Times are written as 2026-11-24T08:00:00Z. A date means its first moment in UTC. The
entries of the time --to itself are left out. A period is over when Clarifai's clock
has passed its end by --delay, since entries take time to appear. Entries that appear
later, but within --recheck, are written with "late":true.

A demo without --dir writes into a temporary directory.`,
		Example: "  clarifai-orgs audit --org acme --dir audit --from 2026-11-01 --to 2026-11-28\n" +
			"  clarifai-orgs audit --org acme --dir audit --from 2026-11-01 --follow",
	}
	flags, formats := cmd.Flags(), []string{time.RFC3339, time.DateOnly}
	p.inputFlag(cmd, &f.dir, "dir", "`directory` to write files to, which is created if it is missing")
	flags.TimeVar(&f.from, "from", time.Time{}, formats, "`time` or date to begin at")
	flags.TimeVar(&f.to, "to", time.Time{}, formats, "`time` or date to end before")
	flags.BoolVar(&f.follow, "follow", false, "go on as the log grows, until it is stopped")
	flags.DurationVar(&f.window, "window", 15*time.Minute, "`length` of the periods that are read and written at once")
	flags.DurationVar(&f.delay, "delay", 2*time.Minute, "`time` to wait after the end of a window before it is read")
	flags.DurationVar(&f.recheck, "recheck", time.Hour, "`time` to look back for late entries; 0 is not to look")
	return p.add(cmd, usesAPI|usesResult, func(s *session) error {
		if err := f.check(s, cmd.Flags().Changed); err != nil {
			return err
		}
		return f.copy(s)
	})
}

// check checks the flags, and completes them in a demo.
func (f *auditFlags) check(s *session, changed func(string) bool) error {
	switch {
	case changed("from") && f.from.IsZero() || changed("to") && f.to.IsZero():
		return usageError("--from and --to must be later than the year 1")
	case f.window < time.Second:
		return usageError("--window must be at least 1s")
	case f.delay < 0 || f.recheck < 0:
		return usageError("--delay and --recheck must be 0 or more")
	case f.follow && !f.to.IsZero():
		return usageError("--follow and --to exclude each other")
	}
	if s.demo {
		if err := f.forDemo(); err != nil {
			return err
		}
	}
	switch {
	case !f.follow && f.to.IsZero():
		return usageError("--to is required, or --follow")
	case !f.follow && !f.from.Before(f.to):
		return usageError("--from must be before --to")
	case f.dir == "" && f.from.IsZero():
		return usageError("--from is required without --dir")
	case f.dir == "" && changed("output"):
		return usageError("--output needs --dir: without it standard output has the entries, as JSON Lines")
	case f.dir == "":
		s.output = formatJSON // what is for people goes to standard error
	}
	return nil
}

// copy exports or follows, and says what was written also if that has failed.
func (f *auditFlags) copy(s *session) error {
	client, err := s.connect(f.startDemo(s.org))
	if err != nil {
		return err
	}
	sink, err := f.sink(s)
	if err != nil {
		return err
	}
	state, err := sink.Load(s.ctx, s.org)
	switch {
	case err != nil:
		return err
	case state == nil && f.from.IsZero() && s.demo:
		f.from = cmp.Or(f.to, time.Now()).Add(-demoPeriod).Truncate(time.Minute)
	case state == nil && f.from.IsZero():
		return usageError("--from is required: nothing has been written to %q", f.dir)
	}
	written := newAuditSummary(s.org, f, state)
	options := audit.Options{Window: f.window, IngestionDelay: cmp.Or(f.delay, -1), Recheck: cmp.Or(f.recheck, -1)}
	options.Progress = func(p audit.Progress) {
		written.add(p)
		f.show(s, written, p)
	}
	if f.follow {
		options.From = f.from
		err = audit.Follow(s.ctx, client, s.org, sink, options)
	} else {
		_, err = audit.Export(s.ctx, client, s.org, sink, f.from, f.to, options)
	}
	return f.end(s, written, state != nil, err)
}

// sink opens what is written to.
func (f *auditFlags) sink(s *session) (audit.Sink, error) {
	if f.dir == "" {
		return audit.Writer(s.stdout), nil
	}
	dir, err := audit.Directory(f.dir)
	if err != nil {
		if errors.Is(err, audit.ErrLocked) {
			return nil, fmt.Errorf("%w: stop that process, wait for its end, or choose another --dir", err)
		}
		if _, ok := errors.AsType[*fs.PathError](err); ok {
			return nil, usageError("--dir: %w", err)
		}
		return nil, err
	}
	s.closing = append(s.closing, func() { _ = dir.Close() })
	return dir, nil
}

// end says how it ended, and writes the summary.
func (f *auditFlags) end(s *session, written *auditSummary, goesOn bool, err error) error {
	s.progress.Clear()
	refused := errors.Is(err, clarifai.ErrInvalid) && s.count.requests.Load() == 0 // and not by Clarifai
	switch {
	case errors.Is(err, audit.ErrOtherOrganization):
		return fmt.Errorf("%w: choose another --dir for it", err)
	case errors.Is(err, audit.ErrNotOver):
		return usageError("%w: wait, choose an earlier --to, or --follow the log", err)
	case refused && goesOn:
		return usageError("%w: without --from it goes on, and another period takes another --dir", err)
	case refused:
		return usageError("%w", err)
	case errors.Is(err, audit.ErrUnstable):
		err = fmt.Errorf("%w (--delay)", err)
	}
	next := "the same command goes on from " + stamp(written.To)
	switch {
	case s.demo:
		next = "a demo starts again from the beginning"
	case f.dir == "":
		next = "the rest is written by --from " + stamp(written.To)
	}
	switch {
	case f.dir == "" && s.stdout.err != nil: // which is said at the end
		s.warn("%s", next)
	case err != nil && s.ctx.Err() != nil && errors.Is(err, s.ctx.Err()):
		s.warn("stopped: %s", next)
		s.ends(exitStopped)
	case err != nil:
		s.warn("%s", err.Error())
		s.warn("%s", next)
		s.ends(exitFailed)
	}
	if f.dir == "" {
		s.say("%s", written.text())
		err = s.writeReport(written.result())
	} else {
		err = s.write(written.result())
	}
	s.say("%d requests, which only read", s.count.requests.Load()) // by POST
	s.next("ls "+f.dir, "clarifai-orgs audit --demo --window 20s --delay 0s --follow   # the demo's log grows",
		"clarifai-orgs audit --org YOUR-ORGANIZATION --dir audit --from 2026-11-01 --follow")
	return err
}

// show shows how far it is.
func (f *auditFlags) show(s *session, written *auditSummary, p audit.Progress) {
	if p.Err != nil {
		s.progress.Clear()
		s.warn("%s; the next attempt is in %v", p.Err.Error(), p.Wait)
		return
	}
	if f.dir == "" && terminal.Width(s.stdout.Writer) > 0 {
		return // the entries are there to see
	}
	left := p.Behind - f.delay
	if !f.follow {
		left = f.to.Sub(written.To) + f.window - 1
	}
	s.progress.Show("windows of the audit log", written.Windows, written.Windows+max(0, int(left/f.window)))
}
