// Benchmarks measures this SDK beside its peers and beside net/http, and writes
// docs/performance.md with a chart:
//
//	go run . -out ../docs
//
// The peers are never imported by the SDK: this is a module of its own.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

func main() {
	if os.Getenv(serveVariable) != "" {
		exit(serve(os.Stdin, os.Stdout))
		return
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	err := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	exit(err)
}

func exit(err error) {
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "benchmarks:", err)
		os.Exit(1) //nolint:forbidigo // the end of main
	}
}

func run(ctx context.Context, args []string, out, log io.Writer) (err error) {
	flags := flag.NewFlagSet("benchmarks", flag.ContinueOnError)
	dir := flags.String("out", "", "directory to write performance.md and performance.svg to; empty: the report goes to the terminal")
	once := flags.Bool("once", false, "run every scenario once with small numbers, and write nothing")
	only := flags.String("only", "", "scenarios to run, with commas between them; empty: all")
	profile := flags.String("profile", "", "a scenario to run with its profiles, whether its targets are met or not")
	if err := flags.Parse(args); err != nil {
		return err
	}
	chosen, err := choose(*only, *profile)
	if err != nil {
		return err
	}
	start := time.Now()
	b := &bench{once: *once, profile: *profile != "", log: log}
	if b.server, err = startServer(ctx); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.server.stop()) }()

	var sections []*section
	for _, s := range chosen {
		began := time.Now()
		made, err := s.run(b, ctx)
		if err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		fmt.Fprintf(log, "%-12s %v\n", s.name, time.Since(began).Round(time.Millisecond))
		if made != nil {
			sections = append(sections, made)
		}
	}
	panels := panelsOf(sections)
	text := report(sections, time.Since(start), len(panels) > 0)
	picture := chart(panels)
	switch {
	case *once:
		return nil
	case *dir == "":
		_, err := io.WriteString(out, text)
		return err
	}
	if err := os.WriteFile(filepath.Join(*dir, "performance.svg"), []byte(picture), 0o644); err != nil { //nolint:gosec // for everybody to read
		return err
	}
	return os.WriteFile(filepath.Join(*dir, "performance.md"), []byte(text), 0o644) //nolint:gosec // for everybody to read
}

// choose gives the scenarios of these names.
func choose(only, profile string) (chosen []scenario, err error) {
	wanted := map[string]bool{}
	for name := range strings.SplitSeq(only+","+profile, ",") {
		if name != "" {
			wanted[name] = true
		}
	}
	all := len(wanted) == 0
	for _, s := range scenarios {
		if all || wanted[s.name] {
			chosen = append(chosen, s)
		}
		delete(wanted, s.name)
	}
	for name := range wanted {
		return nil, fmt.Errorf("there is no scenario %q", name)
	}
	return chosen, nil
}

// panelsOf gives the panels of the chart for which there are figures.
func panelsOf(sections []*section) (panels []panel) {
	for _, s := range sections {
		switch s.name {
		case "listing":
			panels = slices.Insert(panels, 0, panel{"Listing 10,000 members at 20 ms a request, each at its own best: time", "ms", s.bars})
		case "get":
			panels = append(panels, panel{"Getting one object: CPU of the client", "µs", s.bars})
		}
	}
	return panels
}
