package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/spf13/cobra"

	"github.com/clarifai-community/clarifai-orgs-go/internal/tabular"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// exportFlags are the flags of export, which are files to write.
type exportFlags struct{ file, people, teams string }

func newExportCommand(p *program) *cobra.Command {
	var f exportFlags
	cmd := &cobra.Command{
		Use:   "export",
		Short: "Write an organization into the files that plan takes",
		Long: `Export reads an organization: its people with their roles and teams, its pending
invitations, and its teams with their apps. It writes them as one document, which
plan and apply take with --file, or as the two tables of --roster and --teams. A plan
of what was exported has nothing to do, with --allow-admin, since the files have the
Admins. Without a file it prints YAML.

A person has a user ID in place of an address that Clarifai does not show. The files
hold names and addresses of people.`,
		Example: `  clarifai-orgs export --org acme --file org.yaml
  clarifai-orgs export --org acme --roster people.csv --teams teams.csv`,
	}
	flags := cmd.Flags()
	flags.StringVar(&f.file, "file", "", "`file` to write the organization to, as JSON if its name ends in .json, otherwise as YAML")
	flags.StringVar(&f.people, "roster", "", "CSV `file` to write the people to, with pending invitations")
	flags.StringVar(&f.teams, "teams", "", "CSV `file` to write the teams to")
	return p.add(cmd, usesAPI|printsDocument, func(s *session) error {
		if (f.people == "") != (f.teams == "") {
			return usageError("--roster and --teams go together: people are on teams")
		}
		return f.export(s)
	})
}

func (f *exportFlags) export(s *session) error {
	file, err := s.open("file", f.file)
	if err != nil {
		return err
	}
	people, err := s.open("roster", f.people)
	if err != nil {
		return err
	}
	teams, err := s.open("teams", f.teams)
	if err != nil {
		return err
	}
	var demo roster.Company
	if s.demo {
		if demo, err = new(rosterFiles).company(s); err != nil {
			return err
		}
	}
	client, err := s.connect(demoServer(demo))
	if err != nil {
		return err
	}
	company, err := roster.Export(s.ctx, client, s.org, &roster.ExportOptions{
		Progress: func(at roster.Progress) { s.progress.Show(at.Phase, at.Done, at.Total) },
	})
	s.progress.Clear()
	if err != nil && s.ctx.Err() != nil {
		s.warn("stopped while reading: no file was written")
		s.ends(exitStopped)
		return nil //nolint:nilerr // that it was stopped is said
	}
	if err != nil {
		return err
	}
	err = errors.Join(
		file.Write(func(w io.Writer) error { return writeCompany(w, &company, f.file) }),
		people.Write(func(w io.Writer) error {
			return roster.WritePeople(w, slices.Concat(company.People, company.Invitations))
		}),
		teams.Write(func(w io.Writer) error { return roster.WriteTeams(w, company.Teams) }),
	)
	if f.file+f.people == "" {
		s.print(func(w io.Writer, _ int) error { return writeCompany(w, &company, "") })
	}
	s.say("%d people, %d pending invitations, %d teams", len(company.People), len(company.Invitations), len(company.Teams))
	s.say("%s", s.count.take())
	s.next("clarifai-orgs export --org YOUR-ORGANIZATION --file org.yaml",
		"clarifai-orgs plan --file org.yaml --allow-admin   # finds nothing to do, until somebody edits the file")
	return err
}

// writeCompany writes a company as YAML, or as JSON if the name says so. JSON is YAML,
// too: what the library writes in another way than it is read, such as the name ".inf",
// is written as JSON. So are names that could steer a terminal, or hide in a review.
func writeCompany(w io.Writer, c *roster.Company, name string) error {
	if !strings.EqualFold(filepath.Ext(name), ".json") {
		data, err := yaml.MarshalWithOptions(c, yaml.IndentSequence(true))
		if err != nil {
			return err
		}
		if read, err := readCompany(bytes.NewReader(data), "export.yaml"); err == nil && sameDocument(c, &read) && isPrintable(string(data)) {
			_, err = w.Write(data)
			return err
		}
	}
	var out bytes.Buffer
	if err := writeJSON(&out, c); err != nil {
		return err
	}
	_, err := io.WriteString(w, escapeUnprintable(out.String()))
	return err
}

// isPrintable reports whether no line of a text could steer a terminal, or hide in a
// review.
func isPrintable(text string) bool {
	text = strings.ReplaceAll(text, "\n", "")
	return text == tabular.Clean(text)
}

// escapeUnprintable escapes the characters of a text in JSON that steer a terminal or
// the direction of what is written. JSON has them in strings only.
func escapeUnprintable(text string) string {
	var b strings.Builder
	for _, r := range text {
		if r > '~' && !isPrintable(string(r)) {
			fmt.Fprintf(&b, `\u%04x`, r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// sameDocument reports whether two companies have the same content.
func sameDocument(a, b *roster.Company) bool {
	one, errOne := json.Marshal(a)
	other, errOther := json.Marshal(b)
	return errOne == nil && errOther == nil && bytes.Equal(one, other)
}
