package main

import (
	"bytes"
	"cmp"
	_ "embed"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/cmd/clarifai-orgs/internal/demo"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

//go:embed roster.csv
var sampleRoster []byte

//go:embed teams.csv
var sampleTeams []byte

// settings are what the flags and the environment say.
type settings struct {
	org, name, billingEmail string
	roster, teams           string // files; "": the samples, or no teams
	memberEmails            string // a file; "": none
	columns                 roster.Columns
	options                 roster.Options
	baseURL                 string
	rounds                  int
	demo, dryRun            bool
	report                  string
	pat, session            string
}

const help = `Onboard brings a roster into a Clarifai organization, and does nothing twice.
Let one run end before another starts for the same organization: two at the
same time can invite somebody twice, where the server accepts that.

It ends with 0 when all is well, 1 for bad rows or a step that failed, 2 for
wrong usage, 3 when nothing failed but rows were held or left out, and 130 when
it is interrupted.

`

const noCredential = `there is no credential: set CLARIFAI_PAT to a personal access token (or CLARIFAI_SESSION_TOKEN), or use -demo to try it without an account`

// parse reads the flags. Only without a credential and without any flag that
// names something real, or when it is asked for, it is a demo: a copied bot
// must never succeed against a fake.
func parse(args []string, env func(string) string, stderr io.Writer) (*settings, error) {
	s := &settings{
		pat: strings.TrimSpace(env("CLARIFAI_PAT")), session: strings.TrimSpace(env("CLARIFAI_SESSION_TOKEN")),
	}
	f := flag.NewFlagSet("onboard", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.StringVar(&s.org, "org", "", "`id` of the organization")
	f.StringVar(&s.name, "name", "", "name of the organization, where it is created")
	f.StringVar(&s.billingEmail, "billing-email", "", "billing `email` of the organization, where it is created")
	f.StringVar(&s.roster, "roster", "", "CSV `file` of the people")
	f.StringVar(&s.teams, "teams", "", "CSV `file` of the teams")
	f.Func("columns", "names of the roster's `columns`: email='Work Email',member_role=Role", s.setColumns)
	f.BoolVar(&s.dryRun, "dry-run", false, "print the plan, and write nothing")
	invites := f.Int("max-invites", 200, "how many people may be invited")
	f.BoolVar(&s.options.AllowAdmin, "allow-admin", false, "let a row make an Admin")
	f.BoolVar(&s.options.CreateOrganization, "create-org", false, "create the organization if it does not exist")
	f.BoolVar(&s.options.UpdateRoles, "update-roles", false, "change roles that differ from the files")
	f.BoolVar(&s.options.ReinviteExpired, "reinvite-expired", false, "invite again whose invitation has expired")
	f.BoolVar(&s.options.ReinviteLeft, "reinvite-left", false, "invite again who accepted an invitation and is no member now")
	f.BoolVar(&s.options.SkipBadRows, "skip-bad-rows", false, "leave bad rows out, go on with the others, and end with 3")
	f.StringVar(&s.memberEmails, "member-emails", "", "CSV `file` that says who the members are who show no address: user_id, email")
	f.BoolVar(&s.options.IgnoreHiddenMembers, "ignore-hidden-members", false, "invite people who may be members, or invited, whose address is not shown")
	f.StringVar(&s.baseURL, "base-url", "", "`URL` of another server than Clarifai's")
	f.IntVar(&s.rounds, "rounds", 1, "how often to do it all")
	f.BoolVar(&s.demo, "demo", false, "use an embedded server, whatever the environment says")
	f.StringVar(&s.report, "report", "", "CSV `file` to write the outcomes to")
	f.Usage = func() {
		fmt.Fprint(stderr, help)
		f.PrintDefaults()
	}
	if err := f.Parse(args); err != nil {
		return nil, errUsageShown{err}
	}
	s.options.MaxInvites = cmp.Or(max(*invites, 0), -1) // to Options 0 is the default
	named, empty := false, ""                           // what is given counts, also where it is empty: an unset variable is no wish for a demo
	f.Visit(func(given *flag.Flag) {
		switch given.Name {
		case "org", "roster", "teams", "member-emails", "base-url":
			named = true
			if given.Value.String() == "" {
				empty = given.Name
			}
		}
	})
	credential := s.pat != "" || s.session != ""
	switch {
	case f.NArg() > 0:
		return nil, fmt.Errorf("what is %q? Everything is a flag: see -help", f.Arg(0))
	case empty != "":
		return nil, fmt.Errorf("-%s is empty", empty)
	case s.rounds < 1 || *invites < 0:
		return nil, errors.New("-rounds takes 1 or more, -max-invites 0 or more")
	case s.demo && s.baseURL != "":
		return nil, errors.New("-demo and -base-url exclude each other")
	case s.demo || !credential && !named:
		s.demo = true
		s.org = cmp.Or(s.org, "northwind")
		s.name = cmp.Or(s.name, "Northwind")
		s.billingEmail = cmp.Or(s.billingEmail, "billing@northwind.example")
	case !credential:
		return nil, errors.New(noCredential)
	case s.org == "":
		return nil, errors.New("-org is missing: the id of the organization")
	case s.options.CreateOrganization && (s.name == "" || s.billingEmail == ""):
		return nil, errors.New("-create-org needs -name and -billing-email")
	}
	s.baseURL = cmp.Or(s.baseURL, strings.TrimSpace(env("CLARIFAI_API_BASE")))
	if !s.demo && s.roster == "" && !loopback(s.baseURL) {
		return nil, errors.New("-roster is missing: the people of the sample file do not exist, and are not invited to a real organization")
	}
	return s, nil
}

// errUsageShown is an error that the flag package has told of.
type errUsageShown struct{ error }

func usage(stderr io.Writer, err error) int {
	if shown, ok := errors.AsType[errUsageShown](err); ok {
		if errors.Is(shown.error, flag.ErrHelp) {
			return exitOK
		}
		return exitUsage
	}
	fmt.Fprintln(stderr, clean(err.Error()))
	return exitUsage
}

// setColumns takes "email='Work Email',teams=Groups"; a shell has mostly taken
// the quotes away.
func (s *settings) setColumns(value string) error {
	fields := map[string]*string{
		"email": &s.columns.Email, "first_name": &s.columns.FirstName, "last_name": &s.columns.LastName,
		"member_role": &s.columns.Role, "teams": &s.columns.Teams,
	}
	for pair := range strings.SplitSeq(value, ",") {
		key, name, ok := strings.Cut(pair, "=")
		name = strings.Trim(strings.TrimSpace(name), `'"`)
		field := fields[strings.TrimSpace(key)]
		if !ok || field == nil || name == "" {
			return fmt.Errorf("%q is not column=name; the columns are email, first_name, last_name, member_role, teams", pair)
		}
		*field = name
	}
	return nil
}

// company reads the files and checks what can be checked without Clarifai. All
// bad rows are one error, but for those that the plan will tell of together
// with too many invitations.
func (s *settings) company() (roster.Company, error) {
	c := roster.Company{ID: s.org, Name: s.name, BillingEmail: s.billingEmail}
	var people, teams error
	if s.memberEmails != "" {
		var err error
		if s.options.MemberEmails, err = readFile(s.memberEmails, nil, roster.ReadMemberEmails); err != nil {
			return c, err
		}
	}
	c.People, people = readFile(s.roster, sampleRoster, func(r io.Reader) ([]roster.Person, error) {
		return roster.ReadPeople(r, s.columns)
	})
	if s.teams != "" || s.demo || s.roster == "" {
		c.Teams, teams = readFile(s.teams, sampleTeams, roster.ReadTeams)
	}
	if err := roster.JoinInputErrors(people, teams); err != nil {
		if input, ok := errors.AsType[*roster.InputError](err); ok && s.options.SkipBadRows {
			c.BadRows = input.Rows
			return c, nil
		}
		if teams != nil { // people's teams would be called unknown for rows that could not be read
			for i := range c.People {
				c.People[i].Teams = nil
			}
		}
		return c, roster.JoinInputErrors(err, c.Validate(s.options))
	}
	return c, nil
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

// connect makes the client, of the embedded server in a demo. Requests are
// counted on their way out. closeAll closes what it opened.
func connect(s *settings, company roster.Company, count *counter) (client *clarifai.Client, closeAll func(), err error) {
	options := []clarifai.Option{clarifai.WithHTTPClient(&http.Client{Timeout: time.Minute, Transport: count})}
	if s.dryRun {
		options = append(options, clarifai.WithGuard(clarifai.Guard{ReadOnly: true}))
	}
	closeServer := func() {}
	if s.demo {
		server, err := demo.Start(demo.Typical(company))
		if err != nil {
			return nil, nil, err
		}
		closeServer = server.Close
		s.baseURL, s.pat, s.session = server.URL(), server.PAT(demo.Owner), ""
	}
	if s.pat != "" {
		options = append(options, clarifai.WithPAT(s.pat))
	}
	if s.session != "" {
		options = append(options, clarifai.WithSessionToken(s.session))
	}
	if s.baseURL != "" {
		options = append(options, clarifai.WithBaseURL(s.baseURL))
	}
	if loopback(s.baseURL) {
		options = append(options, clarifai.WithInsecureHTTP())
	}
	client, err = clarifai.NewClient(options...)
	if err != nil {
		closeServer()
		return nil, nil, err
	}
	return client, func() {
		client.Close()
		count.CloseIdleConnections()
		closeServer()
	}, nil
}

// loopback reports whether a URL is of this machine, where plain http shows
// the credential to nobody else.
func loopback(base string) bool {
	u, err := url.Parse(base)
	if err != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}
