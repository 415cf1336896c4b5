package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/cmd/clarifai-orgs/internal/outfile"
	"github.com/clarifai-community/clarifai-orgs-go/cost"
	"github.com/clarifai-community/clarifai-orgs-go/report"
)

func newBillCommand(p *program) *cobra.Command {
	f := billFlags{by: dimensionFlag(cost.ByMember)}
	cmd := &cobra.Command{
		Use:   "bill",
		Short: "Show who and what caused the bill of an organization",
		Long: `Bill divides the bill of the current cycle by usage: among members, teams, apps,
days or cost centers. It writes nothing to Clarifai.

Which usage an item of the bill is for is not known, so that a file of --mapping
says it, in YAML or JSON:

  rules:
    - {op_type: predict, section: model-usage}
  prices:
    - {op_type: predict, section: model-usage, price_per_op: 0.0012}

Prices make an estimate where the bill cannot be read, and of a past --month. The
bill takes CLARIFAI_SESSION_TOKEN. Clarifai has the current bill only: --save-bill
keeps it, and --bill and --previous read it later.

The budgets are a list of {by: team, key: vision, limit: "500.00"}, without by and
key for the whole bill. The cost centers are {members: {ada: Research}, apps: {}}, or
CSV with the columns kind, id and center, if the name of the file ends in .csv.

The table and --output csv have the view of --by, and sum to the bill.`,
		Example: "  clarifai-orgs bill --org acme --mapping mapping.yaml --by team --html bill.html",
	}
	flags := cmd.Flags()
	flags.Var(&f.by, "by", "how to divide the bill: "+strings.Join(dimensionNames, ", "))
	p.inputFlag(cmd, &f.mapping, "mapping", "`file` that says which usage belongs to which items, and what it costs")
	p.inputFlag(cmd, &f.budgets, "budgets", "`file` of limits; it ends with 5 if one is exceeded, or will be")
	p.inputFlag(cmd, &f.centers, "centers", "`file` of cost centers")
	flags.StringVar(&f.month, "month", "", "estimate a past `month`, such as 2026-10")
	p.inputFlag(cmd, &f.bill, "bill", "`file` with a bill that was kept, instead of the current one")
	p.inputFlag(cmd, &f.previous, "previous", "`file` with the bill of an earlier cycle to compare with (default: an estimate, with prices)")
	flags.StringVar(&f.saveBill, "save-bill", "", "`file` to keep the bill in")
	_ = cmd.RegisterFlagCompletionFunc("by", cobra.FixedCompletions(dimensionNames, cobra.ShellCompDirectiveNoFileComp))
	return p.add(cmd, usesAPI|usesResult|usesHTML, func(s *session) error {
		in, err := f.read(s)
		if err != nil {
			return err
		}
		saved, err := f.openSave(s)
		if err != nil {
			return err
		}
		at := &usageProgress{show: s.progress.Show, next: s.transport}
		s.transport = at
		client, err := s.connect(func() (*clarifaitest.Server, error) {
			return clarifaitest.Start(clarifaitest.Month{OrganizationID: s.org, Seed: 1}.Config())
		})
		if err != nil {
			return err
		}
		b := &bill{by: cost.Dimension(f.by)}
		if b.Breakdown, err = readBill(s, client, in, saved, at); err == nil {
			b.Budgets, err = b.CheckBudgets(in.budgets...)
		}
		if err == nil {
			b.Previous, err = readPrevious(s, client, in, b.Breakdown, at)
		}
		if s.ctx.Err() != nil {
			return &exitError{exitStopped, errors.New("stopped while reading: there is no report")}
		}
		if err != nil {
			return err
		}
		err = errors.Join(s.write(b.result()), s.html.Write(func(w io.Writer) error {
			options := &report.BillOptions{Previous: b.Previous, Budgets: b.Budgets}
			if s.demo {
				options.Badge = "Demo"
			}
			return report.Bill(w, b.Breakdown, options)
		}))
		b.judge(s, in.month != nil, f.budgets != "")
		s.next("clarifai-orgs bill --demo --by team --html bill.html", "clarifai-orgs bill --org YOUR-ORGANIZATION --mapping mapping.yaml --save-bill bill.json")
		return err
	})
}

// openSave checks the file of --save-bill. A bill that was kept is in no other place.
func (f *billFlags) openSave(s *session) (*outfile.File, error) {
	if _, err := os.Lstat(f.saveBill); s.demo && f.saveBill != "" && err == nil {
		return nil, usageError("--save-bill: %s exists, and the bill of a demo replaces nothing", f.saveBill)
	}
	saved, err := s.files.Open(s.ctx, "save-bill", f.saveBill)
	if err != nil {
		return nil, &exitError{exitUsage, err}
	}
	return saved, nil
}

// readBill reads what is asked for. A bill is kept as soon as it is read.
func readBill(s *session, client *clarifai.Client, in *billInputs, saved *outfile.File, at *usageProgress) (*cost.Breakdown, error) {
	ctx := s.ctx
	switch {
	case in.month != nil:
		at.until(in.month.End)
		return cost.ReadEstimate(ctx, client, s.org, *in.month, in.mapping)
	case in.bill != nil:
		return readKept(ctx, client, in.bill, in.mapping, at)
	case saved == nil:
		return cost.ReadCurrent(ctx, client, s.org, in.mapping)
	}
	bill, err := cost.ReadBill(ctx, client, s.org)
	if err != nil {
		return nil, fmt.Errorf("--save-bill: the bill cannot be read: %w", err)
	}
	if err := saved.Write(func(w io.Writer) error { return writeJSON(w, bill) }); err != nil {
		return nil, err
	}
	return readKept(ctx, client, bill, in.mapping, at)
}

func readKept(ctx context.Context, client *clarifai.Client, bill *cost.Bill, mapping cost.Mapping, at *usageProgress) (*cost.Breakdown, error) {
	p, err := bill.Period()
	if err != nil {
		return nil, err
	}
	at.until(p.End)
	return cost.ReadKept(ctx, client, bill, mapping)
}

// readPrevious reads the cycle to compare with. Nil means that there is none.
func readPrevious(s *session, client *clarifai.Client, in *billInputs, now *cost.Breakdown, at *usageProgress) (*cost.Breakdown, error) {
	if in.previous != nil {
		if err := checkEarlier(in.previous, now.Period); err != nil {
			return nil, err
		}
		return readKept(s.ctx, client, in.previous, in.mapping, at)
	}
	if len(in.mapping.Prices) == 0 {
		return nil, nil
	}
	p := now.Period.Previous()
	at.until(p.End)
	previous, err := cost.ReadEstimate(s.ctx, client, s.org, p, in.mapping)
	if err != nil {
		s.progress.Clear()
		s.warn("the cycle before cannot be estimated: %v", err)
		return nil, nil
	}
	if previous.Total.IsZero() {
		return nil, nil
	}
	return previous, nil
}
