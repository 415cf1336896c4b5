package main

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/mail"
	"net/url"
	"slices"
	"strings"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

// settings are what the flags and the environment say.
type settings struct {
	org, json, baseURL, invite string
	ops                        []clarifai.Operation
	routes                     []route
	writes, demo               bool
	pat, session               string
}

// route is where -route points an operation.
type route struct {
	op           clarifai.Operation
	method, path string
}

const noCredential = `there is no credential: set CLARIFAI_PAT to a personal access token (or CLARIFAI_SESSION_TOKEN), or use -demo to try it without an account`

var errUsage = errors.New("usage")

// parse reads the flags. Only without a credential and without any flag that
// names something real, or when it is asked for, it is a demo: a copied bot
// must never succeed against a fake.
func parse(args []string, env func(string) string, stderr io.Writer) (*settings, error) {
	s := &settings{pat: strings.TrimSpace(env("CLARIFAI_PAT")), session: strings.TrimSpace(env("CLARIFAI_SESSION_TOKEN"))}
	var orgs []string
	f := flag.NewFlagSet("doctor", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.Func("org", "`id` of the organization to ask about; by default the caller's first. Twice, with -writes", func(id string) error {
		orgs = append(orgs, id)
		return nil
	})
	f.Func("ops", "ask only these `operations`, such as teams.list,roles.list", s.setOps)
	f.Func("route", "point an operation elsewhere: `'teams.list=GET /v3/…'`; the path keeps the operation's placeholders", s.addRoute)
	f.StringVar(&s.json, "json", "", "`file` to write the report to")
	f.BoolVar(&s.writes, "writes", false, "also create, change and delete, in an organization made for it")
	f.StringVar(&s.invite, "invite-email", "", "with -writes, `address` to invite and then to cancel: it gets mail")
	f.StringVar(&s.baseURL, "base-url", "", "`URL` of another server than Clarifai's")
	f.BoolVar(&s.demo, "demo", false, "use an embedded server, whatever the environment says")
	if err := f.Parse(args); err != nil {
		return nil, errUsageShown{err}
	}
	credential := s.pat != "" || s.session != ""
	switch {
	case f.NArg() > 0:
		return nil, fmt.Errorf("what is %q? Everything is a flag: see -help", f.Arg(0))
	case s.demo && s.baseURL != "":
		return nil, errors.New("-demo and -base-url exclude each other")
	case s.writes && (len(orgs) != 2 || orgs[0] != orgs[1] || orgs[0] == ""):
		return nil, errors.New("-writes needs an organization made for it, named twice: -org ID -org ID")
	case !s.writes && len(orgs) > 1:
		return nil, errors.New("-org is there more than once")
	case !s.writes && s.invite != "":
		return nil, errors.New("-invite-email goes with -writes")
	case s.invite != "" && !isEmail(s.invite):
		return nil, fmt.Errorf("-invite-email: %q is not an email address", s.invite)
	}
	if len(orgs) > 0 {
		s.org = orgs[0]
	}
	switch {
	case s.demo || !credential && s.org == "" && s.baseURL == "":
		s.demo = true
		s.org = cmp.Or(s.org, "northwind")
	case !credential:
		return nil, errors.New(noCredential)
	}
	s.baseURL = cmp.Or(s.baseURL, strings.TrimSpace(env("CLARIFAI_API_BASE")))
	return s, nil
}

func isEmail(text string) bool {
	address, err := mail.ParseAddress(text)
	return err == nil && address.Address == text
}

// setOps takes readable operations only: the others are not asked.
func (s *settings) setOps(list string) error {
	for name := range strings.SplitSeq(list, ",") {
		op := clarifai.Operation(strings.TrimSpace(name))
		if !slices.ContainsFunc(readable(), func(r clarifai.Route) bool { return r.Op == op }) {
			return fmt.Errorf("%q is no readable operation", op)
		}
		s.ops = append(s.ops, op)
	}
	return nil
}

func (s *settings) addRoute(text string) error {
	op, to, ok := strings.Cut(text, "=")
	method, path, ok2 := strings.Cut(to, " ")
	if !ok || !ok2 {
		return fmt.Errorf("%q is not operation=METHOD path", text)
	}
	s.routes = append(s.routes, route{clarifai.Operation(op), method, path})
	return nil
}

func (s *settings) asks(op clarifai.Operation) bool { return slices.Contains(s.ops, op) }

func (s *settings) rerouted(op clarifai.Operation) bool {
	return slices.ContainsFunc(s.routes, func(r route) bool { return r.op == op })
}

// server says which server it is, as far as a report may tell.
func (s *settings) server() string {
	if u, err := url.Parse(s.baseURL); s.baseURL != "" && (err != nil || u.Hostname() != "api.clarifai.com") || s.demo {
		return "another"
	}
	return "api.clarifai.com"
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
	fmt.Fprintln(stderr, err)
	return exitUsage
}

// connect makes the client that asks: one that only reads.
func connect(s *settings, t *tap) (*clarifai.Client, func(), error) {
	closeServer := func() {}
	if s.demo {
		server, err := startDemo(s.org)
		if err != nil {
			return nil, nil, err
		}
		closeServer = server.Close
		s.baseURL, s.pat, s.session = server.URL(), server.PAT("olga"), ""
	}
	client, err := s.client(t, clarifai.Guard{ReadOnly: true})
	if err != nil {
		closeServer()
		return nil, nil, err
	}
	return client, func() {
		client.Close()
		t.next.CloseIdleConnections()
		closeServer()
	}, nil
}

func (s *settings) client(t *tap, guard clarifai.Guard) (*clarifai.Client, error) {
	opts := []clarifai.Option{
		clarifai.WithUserAgent("doctor"), clarifai.WithGuard(guard), clarifai.WithRequestIDPrefix("doctor-"),
		clarifai.WithHTTPClient(&http.Client{Transport: t, Timeout: time.Minute}),
	}
	for _, r := range s.routes {
		opts = append(opts, clarifai.WithRoute(r.op, r.method, r.path))
	}
	if s.pat != "" {
		opts = append(opts, clarifai.WithPAT(s.pat))
	}
	if s.session != "" {
		opts = append(opts, clarifai.WithSessionToken(s.session))
	}
	if s.baseURL != "" {
		opts = append(opts, clarifai.WithBaseURL(s.baseURL))
	}
	if loopback(s.baseURL) {
		opts = append(opts, clarifai.WithInsecureHTTP())
	}
	return clarifai.NewClient(opts...)
}

// loopback reports whether a URL leads to this machine, where http will do.
func loopback(base string) bool {
	u, err := url.Parse(base)
	if err != nil {
		return false
	}
	ip := net.ParseIP(u.Hostname())
	return u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
}

// startDemo starts the embedded server, with something of everything.
func startDemo(org string) (*clarifaitest.Server, error) {
	return clarifaitest.Start(company(org))
}

func company(org string) clarifaitest.Config {
	return clarifaitest.Config{
		Users: []clarifaitest.User{
			{ID: "olga", Email: "olga@northwind.example"},
			{ID: "ann", Email: "ann@northwind.example"},
			{ID: "ben", Email: "ben@northwind.example"},
		},
		Organizations: []clarifaitest.Organization{{
			ID: org, Members: []clarifaitest.Member{{UserID: "ann", Role: clarifai.MemberRoleTeamContributor}},
			Teams: []clarifaitest.Team{{ID: "vision", Members: []string{"ann"},
				Apps: []clarifaitest.TeamApp{{AppID: "shelf", Role: clarifai.TeamRoleModelTrainer}}}},
			Invitations: []clarifaitest.Invitation{{Email: "cy@northwind.example", Role: clarifai.MemberRoleTeamContributor}},
		}},
		Apps: []clarifaitest.App{
			{Owner: org, ID: "shelf", StarredBy: []string{"olga"}, Metadata: map[string]any{"tier": "gold"},
				Collaborators: []clarifaitest.Collaborator{{UserID: "ben", Scopes: []string{"Apps_Get"}}}},
			{Owner: "ben", ID: "shared", Collaborators: []clarifaitest.Collaborator{{UserID: "olga"}}},
		},
		Models: []clarifaitest.Model{{Owner: org, AppID: "shelf", ID: "titles", Versions: []clarifaitest.ModelVersion{{ID: "v1"}},
			StarredBy: []string{"olga"}}},
		Workflows:        []clarifaitest.Workflow{{Owner: org, AppID: "shelf", ID: "spines", VersionID: "v1", UseCases: []string{"books"}}},
		Tokens:           []clarifaitest.Token{{UserID: "olga", Apps: []clarifaitest.AppRef{{Owner: org, ID: "shelf"}}, Description: "a key"}},
		PasswordPolicies: []clarifaitest.PasswordPolicy{{MinimumLength: 8}, {OrganizationID: org, MinimumLength: 12}},
		IdentityProviders: []clarifaitest.IdentityProvider{{
			OrganizationID: org, ID: "saml", Name: "SAML", Enabled: true, SAMLMetadataURL: "https://idp.northwind.example/metadata"}},
	}
}

// allOperations returns every operation, OpCall included: a guard with owners
// allows Client.Call only if it lists it.
func allOperations() []clarifai.Operation {
	ops := []clarifai.Operation{clarifai.OpCall}
	for _, r := range clarifai.Routes() {
		ops = append(ops, r.Op)
	}
	return ops
}
