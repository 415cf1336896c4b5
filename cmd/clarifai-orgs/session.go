package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/cmd/clarifai-orgs/internal/outfile"
	"github.com/clarifai-community/clarifai-orgs-go/cmd/clarifai-orgs/internal/terminal"
	"github.com/clarifai-community/clarifai-orgs-go/internal/tabular"
)

// uses says which of the shared flags a command has.
type uses uint

const (
	// usesAPI is for commands that call Clarifai: --org, --base-url, --demo and
	// --read-only. Unless usesWrites is set, too, they cannot write.
	usesAPI uses = 1 << iota
	// usesWrites adds --max-writes.
	usesWrites
	// usesResult adds --output and --report.
	usesResult
	// usesHTML adds --html.
	usesHTML
	// anyOrg is for commands that know what to do without --org.
	anyOrg
	// printsDocument is for commands whose standard output is a document. What is for
	// people goes to standard error.
	printsDocument
	// readsArgs is for commands whose arguments are files to read.
	readsArgs
)

// shared are the values of the flags that commands share.
type shared struct {
	org, baseURL string
	demo         bool
	readOnly     bool
	maxWrites    int // negative: no limit
	output       format
	report, html string
}

const (
	sharedFlag       = "shared"
	inputFile        = "input"
	readsEnvironment = "environment"
)

func (o *shared) flags(cmd *cobra.Command, u uses) {
	f := pflag.NewFlagSet("", pflag.ContinueOnError)
	o.maxWrites, o.output = -1, formatTable
	if u&usesAPI != 0 {
		f.StringVar(&o.org, "org", "", "`ID` of the organization")
		f.StringVar(&o.baseURL, "base-url", "", "`URL` of another server than Clarifai's")
		f.BoolVar(&o.demo, "demo", false, "use an embedded server, whatever the environment says")
		f.BoolVar(&o.readOnly, "read-only", false, "send nothing that writes, whatever else is asked for")
	}
	if u&usesWrites != 0 {
		f.IntVar(&o.maxWrites, "max-writes", -1, "maximum `number` of calls that write")
		f.Lookup("max-writes").DefValue = "0" // which the help does not show
	}
	if u&usesResult != 0 {
		f.Var(&o.output, "output", "how to print the result: "+strings.Join(formats, ", "))
		f.StringVar(&o.report, "report", "", "`file` to write the result to, as JSON if its name ends in .json, otherwise as CSV")
	}
	if u&usesHTML != 0 {
		f.StringVar(&o.html, "html", "", "`file` to write a page to")
	}
	f.VisitAll(func(flag *pflag.Flag) { flag.Annotations = map[string][]string{sharedFlag: nil} })
	cmd.Flags().AddFlagSet(f)
	if u&usesResult != 0 {
		_ = cmd.RegisterFlagCompletionFunc("output", cobra.FixedCompletions(formats, cobra.ShellCompDirectiveNoFileComp))
	}
}

// format is a value of --output.
type format string

const (
	formatTable format = "table"
	formatJSON  format = "json"
	formatCSV   format = "csv"
)

var formats = []string{string(formatTable), string(formatJSON), string(formatCSV)}

// String returns the format's name.
func (f *format) String() string { return string(*f) }

// Type is the word for the value in the help.
func (f *format) Type() string { return "format" }

// Set takes the name of a format.
func (f *format) Set(s string) error {
	if !slices.Contains(formats, s) {
		return fmt.Errorf("it must be one of %s", strings.Join(formats, ", "))
	}
	*f = format(s)
	return nil
}

// inputFlag is a flag for a file that the command reads, which no output may be, or
// for a directory of its own, in which no output may be.
func (p *program) inputFlag(cmd *cobra.Command, value *string, name, usage string) {
	cmd.Flags().StringVar(value, name, "", usage)
	cmd.Flags().Lookup(name).Annotations = map[string][]string{inputFile: nil}
}

// inputsFlag is an inputFlag that can be given several times.
func (p *program) inputsFlag(cmd *cobra.Command, values *[]string, name, usage string) {
	cmd.Flags().StringArrayVar(values, name, nil, usage)
	cmd.Flags().Lookup(name).Annotations = map[string][]string{inputFile: nil}
}

// textOf returns the values of a flag of text. Other flags have none.
func textOf(f *pflag.Flag) []string {
	if list, ok := f.Value.(pflag.SliceValue); ok {
		return list.GetSlice()
	}
	if f.Value.Type() == "string" {
		return []string{f.Value.String()}
	}
	return nil
}

// session is one run of a command.
type session struct {
	shared
	args     []string // without flags
	ctx      context.Context
	env      func(string) string
	stdout   *watched
	stderr   io.Writer
	progress *terminal.Progress
	files    *outfile.Set
	report   *outfile.File // nil without --report
	html     *outfile.File // nil without --html
	count    *counter
	// transport is count. A command may put its own before it, before connect.
	transport http.RoundTripper
	writes    bool                 // the command writes
	server    *clarifaitest.Server // of a demo
	code      int                  // with which it ends
	closing   []func()
}

// add adds the shared flags and the function to a command.
func (p *program) add(cmd *cobra.Command, u uses, run func(*session) error) *cobra.Command {
	flags := new(shared)
	flags.flags(cmd, u)
	if cmd.Args == nil {
		cmd.Args = cobra.NoArgs
	}
	cmd.Annotations = map[string]string{readsEnvironment: strconv.FormatBool(u&usesAPI != 0)}
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		s := &session{
			shared: *flags, args: args, ctx: cmd.Context(), env: p.env, stdout: p.stdout, stderr: p.stderr,
			progress: terminal.NewProgress(p.stderr), files: new(outfile.Set), count: new(counter), writes: u&usesWrites != 0,
		}
		s.transport = s.count
		if u&printsDocument != 0 {
			s.output = formatJSON
		}
		defer s.close()
		if err := s.prepare(cmd, u); err != nil {
			return s.exit(err)
		}
		err := run(s)
		s.progress.Clear()
		return s.exit(err)
	}
	return cmd
}

// ends says with which code the command ends, unless another one says more.
func (s *session) ends(code int) { s.code = worse(s.code, code) }

// fail prints an error of a command that goes on, which ends with exitFailed.
func (s *session) fail(err error) {
	if err != nil {
		s.warn("%s", err.Error())
		s.ends(exitFailed)
	}
}

// exit returns the error with which the command ends, together with its code.
func (s *session) exit(err error) error {
	if e, ok := errors.AsType[*exitError](err); ok {
		s.ends(e.code)
	} else if err != nil {
		s.ends(exitFailed)
	}
	if err != nil && s.ctx.Err() != nil {
		s.ends(exitStopped)
	}
	if s.code == exitOK {
		return nil
	}
	return &exitError{s.code, err}
}

// prepare checks the shared flags and opens the outputs.
func (s *session) prepare(cmd *cobra.Command, u uses) error {
	var empty error
	cmd.Flags().Visit(func(f *pflag.Flag) { // an unset variable of a shell must not mean a default
		_, input := f.Annotations[inputFile]
		for _, value := range textOf(f) {
			if strings.TrimSpace(value) == "" {
				empty = usageError("--%s must not be empty", f.Name)
			}
			if input {
				s.files.Input("--"+f.Name, value)
			}
		}
	})
	for _, arg := range s.args {
		if u&readsArgs != 0 {
			s.files.Input("the argument", arg)
		}
	}
	switch {
	case empty != nil:
		return empty
	case cmd.Flags().Changed("max-writes") && s.maxWrites < 0:
		return usageError("--max-writes must be 0 or more")
	}
	if u&usesAPI != 0 {
		if err := s.credential(u); err != nil {
			return err
		}
	}
	var err error
	if s.report, err = s.open("report", s.shared.report); err != nil {
		return err
	}
	if s.html, err = s.open("html", s.shared.html); err != nil {
		return err
	}
	if s.demo {
		s.say("%s", demoBanner)
	}
	return nil
}

// open opens the file of a flag for what the command writes. An empty path returns nil.
func (s *session) open(flag, path string) (*outfile.File, error) {
	f, err := s.files.Open(s.ctx, flag, path)
	if err != nil {
		return nil, &exitError{exitUsage, err}
	}
	return f, nil
}

func (s *session) close() {
	for _, c := range slices.Backward(s.closing) {
		c()
	}
	s.files.Close()
}

// say prints a line for people: with the result if that is for people, and otherwise
// to standard error.
func (s *session) say(format string, args ...any) {
	line := tabular.Clean(fmt.Sprintf(format, args...))
	if s.output == formatTable && !strings.HasPrefix(line, "  ") { // not a command, which is copied
		line = terminal.Wrap(line, terminal.Width(s.stdout.Writer))
	}
	fmt.Fprintln(s.people(), line)
}

// warn prints a line about what is wrong.
func (s *session) warn(format string, args ...any) {
	fmt.Fprintln(s.stderr, forPeople(fmt.Sprintf(format, args...)))
}

func (s *session) people() io.Writer {
	if s.output == formatTable {
		return s.stdout
	}
	return s.stderr
}

// next says at the end of a demo what to do next.
func (s *session) next(lines ...string) {
	if !s.demo {
		return
	}
	s.say("")
	s.say("This was a demo. Next:")
	for _, line := range lines {
		s.say("  %s", line)
	}
}

// result is what a command has found, in every format.
type result struct {
	text func(w io.Writer, width int) error
	csv  func(w io.Writer) error
	json any
}

// tableResult is a result that is a table for people and in CSV.
func tableResult(t *terminal.Table, value any) result {
	return result{text: t.Print, csv: func(w io.Writer) error { return writeCSV(w, t) }, json: value}
}

// write writes a result to standard output and to the file of --report.
func (s *session) write(r result) error {
	s.progress.Clear()
	s.print(r.to(s.output))
	return s.writeReport(r)
}

// writeReport writes a result to the file of --report only.
func (s *session) writeReport(r result) error {
	kind := formatCSV
	if strings.EqualFold(filepath.Ext(s.report.Name()), ".json") {
		kind = formatJSON
	}
	return s.report.Write(func(w io.Writer) error { return r.to(kind)(w, 0) })
}

// print writes to standard output at once, for people of the width of their
// terminal. That it failed is said at the end, for all that is printed.
func (s *session) print(write func(w io.Writer, width int) error) {
	out := bufio.NewWriter(s.stdout)
	to, width := io.Writer(out), terminal.Width(s.stdout.Writer)
	var whole strings.Builder
	if width > 0 && s.output == formatTable {
		to = &whole // a terminal breaks lines within words
	}
	err := write(to, width)
	_, _ = out.WriteString(terminal.Wrap(whole.String(), width)) // Flush returns its error
	if err = errors.Join(err, out.Flush()); err != nil && s.stdout.err == nil {
		s.stdout.err = err
	}
}

func (r result) to(f format) func(io.Writer, int) error {
	switch f {
	case formatJSON:
		return func(w io.Writer, _ int) error { return writeJSON(w, r.json) }
	case formatCSV:
		return func(w io.Writer, _ int) error { return r.csv(w) }
	}
	return r.text
}

func writeJSON(w io.Writer, value any) error {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	out.SetIndent("", "  ")
	return out.Encode(value)
}

func writeCSV(w io.Writer, t *terminal.Table) error {
	out := tabular.NewWriter(w) // it keeps its first error
	_ = out.Write(t.Names()...)
	for _, row := range t.Rows {
		_ = out.Write(row...)
	}
	return out.Flush()
}
