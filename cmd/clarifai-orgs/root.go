package main

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// A command is added in a file of its own:
//
//	func newBillCommand(p *program) *cobra.Command {
//		var centers string
//		cmd := &cobra.Command{Use: "bill", Short: "…", Long: "…", Example: "  clarifai-orgs bill …"}
//		p.inputFlag(cmd, &centers, "cost-centers", "YAML `file` of …") // which no output may replace
//		return p.add(cmd, usesAPI|usesResult|usesHTML, func(s *session) error {
//			client, err := s.connect(startDemo)       // in a demo, of the server that startDemo returns
//			…                                         // s.ctx for every call, s.progress.Show(phase, done, total)
//			err = s.write(tableResult(&table, value)) // --output and --report
//			s.next("clarifai-orgs bill --org …")      // after a demo
//			return errors.Join(err, s.html.Write(func(w io.Writer) error { return report.Bill(w, breakdown, nil) }))
//		})
//	}
//
// and to newRootCommand below. Before its function is called the shared flags are
// checked, and the files of --report and --html are known to be writable. The
// function writes what it has also when s.ctx has ended, and returns an error:
// usageError for wrong flags. s.ends says another code of exit.go. s.say prints for
// people, s.warn says what is wrong, s.fail does and goes on.

func newRootCommand(p *program) *cobra.Command {
	root := &cobra.Command{
		Use:   "clarifai-orgs",
		Short: "Administer Clarifai Organizations",
		Long: `Clarifai-orgs is a program for administrators of Clarifai Organizations. It is
unofficial. Each command has a demo without an account: --demo.`,
		Example:       "  clarifai-orgs plan --demo",
		Version:       clarifai.Version,
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          cobra.NoArgs,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetUsageFunc(printUsage)
	root.AddCommand(
		newPlanCommand(p),
		newApplyCommand(p),
		newExportCommand(p),
		newOffboardCommand(p),
		newAccessCommand(p),
		newAuditCommand(p),
		newBillCommand(p),
		newDoctorCommand(p),
		newServeCommand(p),
		newExitCodesTopic(),
	)
	return root
}

// program is what a run takes from outside.
type program struct {
	env    func(string) string
	stdout *watched
	stderr io.Writer
}

// execute runs the program and returns its exit code.
func execute(ctx context.Context, args []string, env func(string) string, stdout, stderr io.Writer) int {
	p := &program{env: env, stdout: &watched{Writer: stdout}, stderr: stderr}
	root := newRootCommand(p)
	root.SetArgs(args)
	root.SetOut(p.stdout)
	root.SetErr(stderr)
	cmd, err := root.ExecuteContextC(ctx)
	code := exitOK
	if e, ok := errors.AsType[*exitError](err); ok {
		code, err = e.code, e.err
	} else if err != nil { // cobra's own
		code = exitUsage
	}
	if err != nil {
		fmt.Fprintln(stderr, forPeople(err.Error()))
	}
	if code == exitUsage {
		fmt.Fprintf(stderr, "see: %s --help\n", cmd.CommandPath())
	}
	if p.stdout.err != nil {
		fmt.Fprintln(stderr, "standard output was not written:", p.stdout.err)
		code = worse(code, exitFailed)
	}
	return code
}

// watched remembers that something could not be written.
type watched struct {
	io.Writer
	err error
}

func (w *watched) Write(p []byte) (int, error) {
	n, err := w.Writer.Write(p)
	if w.err == nil {
		w.err = err
	}
	return n, err
}
