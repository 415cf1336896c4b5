// Audit-export writes the audit log of an organization to a directory, as JSON
// Lines: a file for each window of time that is over, so that a log shipper
// reads whole files only. It can be stopped in any way and started again: it
// goes on where it was, with no line lost and none twice.
//
//	go run ./examples/audit-export                  # a demo, without an account
//
//	CLARIFAI_PAT=… go run ./examples/audit-export -org acme -dir audit -from 2026-11-01T00:00:00Z -to 2026-11-02T00:00:00Z
//	CLARIFAI_PAT=… go run ./examples/audit-export -org acme -dir audit -follow -recheck 24h
//
// The files are called audit-FROM-TO.jsonl, and audit-FROM-TO.late-N.jsonl for
// entries that -recheck found after their window had been written; their lines
// say "late":true. What a line's event_key is, see record.go. A directory takes
// one organization and one running program.
//
// It ends with 0 when the period is written, 1 when Clarifai or the disk fails
// it, 2 for wrong usage or a missing credential, and 130 when it is interrupted.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/examples/internal/demo"
)

const (
	exitOK          = 0
	exitFailed      = 1
	exitUsage       = 2
	exitInterrupted = 130
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends the program at once
	os.Exit(run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr))
}

// run is the program, with all that it takes from outside.
func run(ctx context.Context, args []string, env func(string) string, stdout, stderr io.Writer) int {
	set, err := parse(args, env, time.Now(), stderr)
	if err != nil {
		return usage(stderr, err)
	}
	if set.demo {
		demo.Announce(stdout)
	}
	client, closeAll, err := connect(set)
	if err != nil {
		return usage(stderr, err)
	}
	defer closeAll()
	dir, err := openDirectory(set.dir)
	if err != nil {
		return usage(stderr, err)
	}
	fmt.Fprintf(stdout, "writing to %s\n", set.dir)
	e := &exporter{settings: set, log: client.AuditLog, dir: dir, out: stdout}
	switch err := e.run(ctx); {
	case ctx.Err() != nil:
		fmt.Fprintln(stdout, "interrupted: the next run goes on from here")
		return exitInterrupted
	case errors.Is(err, errUsage):
		return usage(stderr, err)
	case err != nil:
		fmt.Fprintln(stderr, err)
		return exitFailed
	}
	return exitOK
}

// exporter writes window after window.
type exporter struct {
	*settings
	log *clarifai.AuditLogService
	dir *directory
	out io.Writer
}

func (e *exporter) run(ctx context.Context) error {
	from, err := e.dir.start(e.from)
	if err != nil {
		return err
	}
	if !from.Equal(e.from) {
		fmt.Fprintf(e.out, "going on from %s\n", stamp(from))
	}
	if err := e.lookBack(ctx, from); err != nil {
		return err
	}
	for e.to.IsZero() || from.Before(e.to) {
		to := from.Add(e.window)
		if !e.to.IsZero() && to.After(e.to) {
			to = e.to
		}
		if err := await(ctx, time.Until(to.Add(e.settle))); err != nil {
			return err
		}
		n, err := e.write(ctx, from, to)
		if e.outage(ctx, err) {
			continue
		}
		if err != nil {
			return err
		}
		fmt.Fprintf(e.out, "%s to %s: %d entries, %v behind\n", stamp(from), stamp(to), n, time.Since(to).Round(time.Second))
		from = to
		if e.follow {
			if err := e.lookBack(ctx, from); err != nil && !e.outage(ctx, err) {
				return err
			}
		}
	}
	return nil
}

// outage reports whether a failure is one that will pass, and waits for that: as
// long as Clarifai asks, and no less than pause. Who follows a log has the time
// to; a refusal is no outage.
func (e *exporter) outage(ctx context.Context, err error) bool {
	if !e.follow || !errors.Is(err, clarifai.ErrUnavailable) && !errors.Is(err, clarifai.ErrRateLimited) {
		return false
	}
	wait := pause
	if failure, ok := errors.AsType[*clarifai.Error](err); ok {
		wait = max(wait, failure.RetryAfter)
	}
	fmt.Fprintf(e.out, "%v; trying again in %v\n", err, wait)
	return await(ctx, wait) == nil
}

const pause = 30 * time.Second

// await waits, unless there is nothing to wait for.
func await(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return ctx.Err()
	}
}

// write writes one window, whole or not at all.
func (e *exporter) write(ctx context.Context, from, to time.Time) (int, error) {
	records, err := e.read(ctx, from, to)
	if err != nil {
		return 0, err
	}
	count := make(counts)
	for i := range records {
		records[i].number(count)
	}
	return len(records), e.dir.put(windowName(from, to), records)
}

// lookBack looks for entries that came after their window was written, and
// writes them to a file of their own.
func (e *exporter) lookBack(ctx context.Context, until time.Time) error {
	if e.recheck == 0 {
		return nil
	}
	windows, err := e.dir.windows()
	if err != nil || len(windows) == 0 {
		return err
	}
	from := until
	for _, w := range windows {
		if w.to.After(time.Now().Add(-e.recheck)) && w.from.Before(from) {
			from = w.from
		}
	}
	if !from.Before(until) {
		return nil
	}
	known, err := e.dir.known(from, until)
	if err != nil {
		return err
	}
	records, err := e.read(ctx, from, until)
	if err != nil {
		return err
	}
	seen := make(counts)
	var late []record
	for _, r := range records {
		seen[r.hash]++
		if seen[r.hash] > known[r.hash] {
			r.Late = true
			r.EventKey = r.key(seen[r.hash] - 1)
			late = append(late, r)
		}
	}
	if len(late) == 0 {
		return nil
	}
	name, err := e.dir.lateName(from, until)
	if err != nil {
		return err
	}
	fmt.Fprintf(e.out, "%s to %s: %d entries came late\n", stamp(from), stamp(until), len(late))
	return e.dir.put(name, late)
}

// read reads a window's entries, oldest first. Whether Clarifai counts an entry
// at the very bound of a period in is not known: it is asked for a little more,
// and what is beside the window is left out here.
//
// An entry that comes late while several pages are read moves what is on the
// next one, and how many pages it takes is the server's to say. So a window is
// read until two readings agree.
func (e *exporter) read(ctx context.Context, from, to time.Time) ([]record, error) {
	const margin, readings = time.Second, 5
	options := &clarifai.ListAuditLogOptions{
		From: from.Add(-margin), To: to.Add(margin), SortAscending: true, IngestionDelay: -1,
		Paging: clarifai.Paging{PerPage: e.perPage},
	}
	var before []record
	for n := range readings {
		var records []record
		for entry, err := range e.log.ListAll(ctx, e.org, options) {
			if err != nil {
				return nil, fmt.Errorf("the window from %s to %s was not written: %w", stamp(from), stamp(to), err)
			}
			if !entry.Timestamp.Before(from) && entry.Timestamp.Before(to) {
				records = append(records, newRecord(&entry))
			}
		}
		if n > 0 && same(before, records) {
			return records, nil
		}
		before = records
	}
	return nil, fmt.Errorf("the window from %s to %s was not written: it did not hold still for %d readings; try a longer -settle",
		stamp(from), stamp(to), readings)
}
