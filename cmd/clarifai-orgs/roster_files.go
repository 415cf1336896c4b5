package main

import (
	"bytes"
	"cmp"
	_ "embed"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/cmd/clarifai-orgs/internal/demo"
	"github.com/clarifai-community/clarifai-orgs-go/cmd/clarifai-orgs/internal/yamlfile"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

//go:embed roster.csv
var sampleRoster []byte

//go:embed teams.csv
var sampleTeams []byte

// rosterFiles are the flags that say which people and teams an organization should
// have, and what may be done about it.
type rosterFiles struct {
	name, billingEmail          string
	documents                   []string // files
	people, teams, memberEmails string   // files; "": the samples, or none
	columns                     roster.Columns
	optionFlags
}

var rosterHelp = `
The roster is CSV with the columns email, first_name, last_name, member_role and
teams, several teams separated by ';', and user_id for members who hide their
address. --columns maps other names. The teams file has the columns id, name,
default_role and apps, the latter as app_id:Role separated by ';'. --file takes YAML or
JSON instead, as "clarifai-orgs export" writes it. Several files are put together, and
each person and each team must be in one of them. Rows with the role Admin require
--allow-admin.

If Clarifai does not show a member's address, nobody is invited who may be that member.
Say who such members are with --member-emails (CSV with the columns user_id and email,
an empty email for somebody who is not in the roster), or accept with
--ignore-hidden-members that members may be invited once more.

Nothing is removed unless --remove allows it, for each kind of removal: at most a
number, and at most a share of what is there, as in --remove 'remove member=5,2%'. If
a plan needs more removals of a kind, none of that kind is done, and the command ends
with 6. The caller, the last Admin, the people of --protect, and members whose address
is not shown are never removed. The kinds:
` + kindNames(roster.RemovalKinds()) + "."

func (f *rosterFiles) flags(p *program, cmd *cobra.Command) {
	flags := cmd.Flags()
	p.inputsFlag(cmd, &f.documents, "file", "YAML or JSON `file` of people and teams")
	p.inputFlag(cmd, &f.people, "roster", "CSV `file` of the people")
	p.inputFlag(cmd, &f.teams, "teams", "CSV `file` of the teams")
	p.inputFlag(cmd, &f.memberEmails, "member-emails", "CSV `file` that says who the members are who show no address: user_id, email")
	flags.Var((*columnsFlag)(&f.columns), "columns", "names of the roster's columns, as in email='Work Email',member_role=Role")
	flags.StringVar(&f.name, "name", "", "`name` of the organization")
	flags.StringVar(&f.billingEmail, "billing-email", "", "billing `address` of the organization")
	f.optionFlags.flags(cmd)
	markPlanFlags(flags)
}

// columnsFlag takes "email='Work Email',teams=Groups"; a shell has mostly taken
// the quotes away.
type columnsFlag roster.Columns

// String returns nothing: there is no default to show.
func (*columnsFlag) String() string { return "" }

// Type is the word for the value in the help.
func (*columnsFlag) Type() string { return "columns" }

// Set adds names of columns.
func (c *columnsFlag) Set(value string) error {
	fields := map[string]*string{
		"email": &c.Email, "user_id": &c.UserID, "first_name": &c.FirstName, "last_name": &c.LastName, "member_role": &c.Role, "teams": &c.Teams,
	}
	for pair := range strings.SplitSeq(value, ",") {
		key, name, ok := strings.Cut(pair, "=")
		name = strings.Trim(strings.TrimSpace(name), `'"`)
		field := fields[strings.TrimSpace(key)]
		if !ok || field == nil || name == "" {
			return fmt.Errorf("%q is not column=name; the columns are email, user_id, first_name, last_name, member_role, teams", pair)
		}
		*field = name
	}
	return nil
}

// company checks the flags, reads the files, and checks what can be checked without
// Clarifai. All bad rows are one error, but for those that the plan names together
// with too many invitations. The session's organization is that of the files if there
// is no --org.
func (f *rosterFiles) company(s *session) (roster.Company, error) {
	if err := f.complete(s); err != nil {
		return roster.Company{}, err
	}
	sample := s.demo && len(f.documents) == 0
	switch {
	case f.options.CreateOrganization && (f.name == "" || f.billingEmail == "") && len(f.documents) == 0 && !s.demo:
		return roster.Company{}, usageError("--create-org needs --name and --billing-email")
	case s.org == "" && len(f.documents) == 0:
		return roster.Company{}, usageError("--org is required: the ID of the organization")
	case f.people == "" && len(f.documents) == 0 && !s.demo:
		return roster.Company{}, usageError("--roster or --file is required: the people")
	}
	if f.memberEmails != "" {
		var err error
		if f.options.MemberEmails, err = readFile(f.memberEmails, nil, roster.ReadMemberEmails); err != nil {
			return roster.Company{}, err
		}
	}
	tables, badTables := f.tables(sample)
	if _, ok := errors.AsType[*roster.InputError](badTables); badTables != nil && !ok {
		return roster.Company{}, badTables
	}
	c, err := f.merge(s, tables)
	if err != nil {
		return roster.Company{}, err
	}
	if badTables != nil {
		return c, roster.JoinInputErrors(badTables, c.Validate(f.options))
	}
	return c, nil
}

// tables reads the CSV files.
func (f *rosterFiles) tables(sample bool) (c roster.Company, err error) {
	var people, teams error
	if f.people != "" || sample {
		columns := f.columns
		if f.emptiesTeams() {
			columns.Teams = cmp.Or(columns.Teams, "teams") // which makes it required
		}
		c.People, people = readFile(f.people, sampleRoster, func(r io.Reader) ([]roster.Person, error) {
			return roster.ReadPeople(r, columns)
		})
	}
	if f.teams != "" || sample {
		c.Teams, teams = readFile(f.teams, sampleTeams, roster.ReadTeams)
	}
	err = roster.JoinInputErrors(people, teams)
	if input, ok := errors.AsType[*roster.InputError](err); ok && f.options.SkipBadRows {
		c.BadRows = input.Rows
		return c, nil
	}
	if teams != nil { // people's teams would be called unknown for rows that could not be read
		for i := range c.People {
			c.People[i].Teams = nil
		}
	}
	return c, err
}

// emptiesTeams reports whether a roster that lost its column of teams would take
// everybody off the teams of the teams file.
func (f *rosterFiles) emptiesTeams() bool {
	_, allowed := f.options.Limits[roster.RemoveTeamMember]
	return allowed && f.teams != "" && len(f.documents) == 0
}

// merge reads the documents, and returns the company of all files.
func (f *rosterFiles) merge(s *session, tables roster.Company) (roster.Company, error) {
	flags := roster.Company{ID: s.org, Name: f.name, BillingEmail: f.billingEmail, File: "the command line"}
	if s.demo && s.org == demoOrganization {
		flags.ID = "" // which a document may name
	}
	parts := []roster.Company{flags, tables}
	for _, name := range f.documents {
		part, err := readFile(name, nil, func(r io.Reader) (roster.Company, error) { return readCompany(r, name) })
		if err != nil {
			return roster.Company{}, err
		}
		parts = append(parts, part)
	}
	c, err := roster.Merge(parts...)
	if err != nil {
		return roster.Company{}, err
	}
	if s.demo {
		c.ID = cmp.Or(c.ID, s.org)
		c.Name = cmp.Or(c.Name, "Northwind")
		c.BillingEmail = cmp.Or(c.BillingEmail, "billing@northwind.example")
	}
	if s.org = c.ID; s.org == "" {
		return roster.Company{}, usageError("--org is required: no --file has the ID of the organization")
	}
	return c, nil
}

// readCompany reads a document in YAML, or in JSON if its name says so.
func readCompany(r io.Reader, name string) (roster.Company, error) {
	if !strings.EqualFold(filepath.Ext(name), ".json") {
		var err error
		if r, err = yamlfile.JSON(r); err != nil {
			return roster.Company{}, fmt.Errorf("%s: %w", name, err)
		}
	}
	return roster.ReadCompany(r, fileLabel(name))
}

// fileLabel returns the end of a path, of which errors show the beginning.
func fileLabel(path string) string {
	const shown = 80
	if len(path) > shown {
		return filepath.Base(path)
	}
	return path
}

func readFile[T any](name string, sample []byte, read func(io.Reader) (T, error)) (t T, err error) {
	if name == "" {
		return read(bytes.NewReader(sample))
	}
	f, err := os.Open(name)
	if err != nil {
		return t, err
	}
	defer f.Close()
	return read(f)
}

// demoServer starts the server of a demo: the company in the middle of its life.
func demoServer(c roster.Company) func() (*clarifaitest.Server, error) {
	return func() (*clarifaitest.Server, error) { return demo.Start(demo.Typical(c)) }
}
