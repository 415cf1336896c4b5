package main

import (
	"errors"
	"fmt"
	"net/mail"
	"net/url"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/cmd/clarifai-orgs/internal/doctor"
)

// doctorFlags are the flags of doctor.
type doctorFlags struct {
	ops      []string
	routes   []string
	writesIn string
	invite   string
}

func newDoctorCommand(p *program) *cobra.Command {
	var f doctorFlags
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Ask which routes answer to your token",
		Long: `Doctor asks every readable operation of the package for one item, with your own
credential, and changes nothing. What it finds out is how the grades of the routes
become better: please attach its report to an issue. No IDs, names, addresses or
credentials are in it.

With --writes-in it also creates, changes and deletes a team, adds an app to it, and
invites and cancels, to see how Clarifai behaves where its definitions do not say.
That takes an organization made for it, which both --org and --writes-in name.

It ends with 1 if an operation failed, if none accepts the credential, or if one of
--ops does not answer.`,
		Example: "  clarifai-orgs doctor --org acme --report doctor.json",
	}
	flags := cmd.Flags()
	flags.StringSliceVar(&f.ops, "ops", nil, "ask only these `operations`, as in teams.list,roles.list")
	flags.StringArrayVar(&f.routes, "route", nil, "another `route` of an operation, as in 'roles.list=GET /v3/roles'")
	flags.StringVar(&f.writesIn, "writes-in", "", "also write in this organization, by `ID`")
	flags.StringVar(&f.invite, "invite-email", "", "with --writes-in, `address` to invite and to cancel: it gets mail")
	return p.add(cmd, usesAPI|anyOrg|usesResult, func(s *session) error {
		options, rerouted, err := f.options(s)
		if err != nil {
			return err
		}
		return examine(s, &f, options, rerouted)
	})
}

// options checks the flags, and returns what they say of the client.
func (f *doctorFlags) options(s *session) (options []clarifai.Option, rerouted []clarifai.Operation, err error) {
	for _, op := range f.ops {
		if !slices.ContainsFunc(doctor.Readable(), func(r clarifai.Route) bool { return string(r.Op) == op }) {
			return nil, nil, usageError("--ops: %q is no readable operation", op)
		}
	}
	for _, text := range f.routes {
		op, to, ok := strings.Cut(text, "=")
		method, path, ok2 := strings.Cut(to, " ")
		if !ok || !ok2 {
			return nil, nil, usageError("--route: %q is not operation=METHOD path", text)
		}
		options = append(options, clarifai.WithRoute(clarifai.Operation(op), method, path))
		rerouted = append(rerouted, clarifai.Operation(op))
	}
	switch {
	case f.writesIn != "" && f.writesIn != s.org:
		return nil, nil, usageError("--writes-in needs an organization made for it, which --org names, too")
	case f.writesIn != "" && s.readOnly:
		return nil, nil, usageError("--writes-in and --read-only exclude each other")
	case f.invite != "" && f.writesIn == "":
		return nil, nil, usageError("--invite-email goes with --writes-in")
	case f.invite != "" && !isEmail(f.invite):
		return nil, nil, usageError("--invite-email: %q is not an email address", f.invite)
	}
	return append(options, clarifai.WithRequestIDPrefix("doctor-")), rerouted, nil
}

func isEmail(text string) bool {
	address, err := mail.ParseAddress(text)
	return err == nil && address.Address == text
}

// examine asks, and writes the report also if it is stopped.
func examine(s *session, f *doctorFlags, options []clarifai.Option, rerouted []clarifai.Operation) error {
	tap := &doctor.Tap{Next: s.transport}
	s.transport = tap
	client, err := s.connect(func() (*clarifaitest.Server, error) { return clarifaitest.Start(doctor.Demo(s.org)) }, options...)
	if err != nil {
		return err
	}
	request := doctor.Request{
		OrganizationID: s.org, Rerouted: rerouted,
		Progress: func(done, total int) { s.progress.Show("asking the operations", done, total) },
	}
	for _, op := range f.ops {
		request.Operations = append(request.Operations, clarifai.Operation(op))
	}
	report, err := doctor.Examine(s.ctx, client, tap, request)
	if err != nil {
		return fmt.Errorf("%w; nothing else was asked", err)
	}
	report.Version, report.Server = clarifai.Version, serverName(s)
	answers := report.Count(doctor.Answers)
	if report.Count(doctor.Failed) > 0 || f.ops == nil && !report.Accepted() || f.ops != nil && answers < len(report.Operations) {
		s.ends(exitFailed)
	}
	if f.writesIn != "" && s.ctx.Err() == nil {
		writer, err := s.client(doctor.WriteGuard(f.writesIn), options...)
		if err != nil {
			return err
		}
		report.Variants, err = doctor.TryWrites(s.ctx, writer, tap, f.writesIn, f.invite)
		if errors.Is(err, doctor.ErrOrganization) {
			return usageError("--writes-in: %w", err)
		}
		if s.ctx.Err() == nil || !errors.Is(err, s.ctx.Err()) {
			s.fail(err)
		}
	}
	err = s.write(result{text: report.Print, csv: report.WriteCSV, json: report})
	if s.ctx.Err() != nil {
		s.say("stopped: what is missing was not asked")
		s.ends(exitStopped)
	}
	s.next("clarifai-orgs doctor --org YOUR-ORGANIZATION --report doctor.json   # and attach doctor.json to an issue")
	return err
}

// serverName says which server it is, as far as a report may say.
func serverName(s *session) string {
	if u, err := url.Parse(s.baseURL); s.demo || s.baseURL != "" && (err != nil || u.Hostname() != "api.clarifai.com") {
		return "another"
	}
	return "api.clarifai.com"
}
