package main

import (
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/cmd/clarifai-orgs/internal/seed"
	"github.com/clarifai-community/clarifai-orgs-go/cmd/clarifai-orgs/internal/terminal"
)

// serveFlags are the flags of serve.
type serveFlags struct {
	seed, listen string
	demo         bool
	faults       []string
	variants     []string
	latency      time.Duration
	rate         float64
}

func newServeCommand(p *program) *cobra.Command {
	var f serveFlags
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve an embedded organization on a port, for bots in any language",
		Long: `Serve runs the embedded server until it is stopped. It keeps its data in memory,
checks credentials and permissions as Clarifai does, and mails nobody. It
prints its URL, an organization and a personal access token; --output json prints
all organizations and the tokens of all users.

A request has the header "Authorization: Key TOKEN", and one with a body also
"Content-Type: application/json".

It starts with a month of a company of 120 people, or with --seed FILE: the fields
of clarifaitest.Config in YAML or JSON, such as

  users: [{id: olga}, {id: ann, email: ann@acme.test}]
  organizations:
  - id: acme
    members: [{user_id: ann, role: Organization User}]
    teams: [{id: vision, members: [ann]}]

A fault makes requests of an operation fail. With --fault teams.create=drop,count=2
the first two creations of teams get no response and create nothing; with "acts" added
they create the team all the same. With --fault '*=status,status=503,skip=10' all
requests but the first ten fail. The kinds are drop, status, html, empty, redirect,
large, cut, truncated, slow and content_type. docs/routes.md names the operations.

A variant is how Clarifai may behave where its definitions do not say: --variant
exists=ExistsSilent or --variant lag=2s. A wrong name or value lists the right ones,
and package clarifaitest documents them.`,
		Example: "  clarifai-orgs serve --demo --listen 127.0.0.1:8080",
	}
	flags := cmd.Flags()
	p.inputFlag(cmd, &f.seed, "seed", "YAML or JSON `file` of what the server starts with")
	flags.BoolVar(&f.demo, "demo", false, "start with the month of a company, as without --seed")
	flags.StringVar(&f.listen, "listen", "127.0.0.1:0", "`address` to listen on; port 0 is a free one")
	flags.StringArrayVar(&f.faults, "fault", nil, "`fault` that spoils requests, as in teams.create=drop,acts,count=2")
	flags.StringArrayVar(&f.variants, "variant", nil, "`choice` of a behavior, as in exists=ExistsSilent")
	flags.DurationVar(&f.latency, "latency", 0, "`time` that passes before each request is processed")
	flags.Float64Var(&f.rate, "rate-limit", 0, "refuse more than this `number` of requests a second")
	return p.add(cmd, usesResult, func(s *session) error {
		config, err := f.config()
		if err != nil {
			return usageError("%w", err)
		}
		server, err := clarifaitest.Start(config)
		if _, network := errors.AsType[*net.OpError](err); network {
			return fmt.Errorf("--listen: %w", err)
		} else if err != nil {
			return usageError("%w", err)
		}
		defer server.Close()
		if err := s.write(f.result(config, server)); err != nil {
			return err
		}
		s.say("It serves until it is stopped, by Ctrl-C for example.")
		<-s.ctx.Done()
		return nil
	})
}

// config returns what the flags say.
func (f *serveFlags) config() (clarifaitest.Config, error) {
	config := clarifaitest.Month{}.Config()
	if f.seed != "" {
		if f.demo {
			return config, errors.New("--demo and --seed exclude each other")
		}
		file, err := os.Open(f.seed)
		if err != nil {
			return config, err
		}
		defer file.Close()
		if config, err = seed.Read(file); err != nil {
			return config, fmt.Errorf("--seed: %s: %w", f.seed, err)
		}
		if config.InMemory || config.Address != "" {
			return config, fmt.Errorf("--seed: %s: in_memory and address must be left out: see --listen", f.seed)
		}
	}
	for _, text := range f.variants {
		if err := seed.Variant(&config.Variants, text); err != nil {
			return config, fmt.Errorf("--variant: %w", err)
		}
	}
	for _, text := range f.faults {
		fault, err := seed.Fault(text)
		if err != nil {
			return config, fmt.Errorf("--fault: %w", err)
		}
		config.Faults = append(config.Faults, fault)
	}
	if f.latency != 0 {
		config.Latency = f.latency
	}
	if f.rate != 0 {
		config.RateLimit.PerSecond = f.rate
	}
	config.Address = f.listen
	return config, nil
}

// servedJSON is what serve prints as JSON.
type servedJSON struct {
	URL           string           `json:"url"`
	Organizations []string         `json:"organizations"`
	Users         []servedUserJSON `json:"users"`
}

type servedUserJSON struct {
	ID           string `json:"id"`
	PAT          string `json:"pat"`
	SessionToken string `json:"session_token"`
}

// result is how to reach the server.
func (f *serveFlags) result(config clarifaitest.Config, server *clarifaitest.Server) result {
	out := servedJSON{URL: reachable(server.URL()), Organizations: []string{}}
	for _, o := range server.Organizations() {
		out.Organizations = append(out.Organizations, o.ID)
	}
	ids := []string{"owner"} // whom the server has by default
	if len(config.Users) > 0 {
		ids = nil
		for _, u := range config.Users {
			ids = append(ids, u.ID)
		}
	}
	table := &terminal.Table{Columns: []terminal.Column{{Name: "url"}, {Name: "user"}, {Name: "pat"}, {Name: "session_token"}}}
	for _, id := range ids {
		user := servedUserJSON{id, server.PAT(id), server.SessionToken(id)}
		out.Users = append(out.Users, user)
		table.Add(out.URL, user.ID, user.PAT, user.SessionToken)
	}
	r := tableResult(table, out)
	r.text = func(w io.Writer, _ int) error { return out.print(w) }
	return r
}

func (s *servedJSON) print(w io.Writer) error {
	first := s.Users[0]
	fmt.Fprintf(w, "URL           %s\n", s.URL)
	path := "/v2/users/me"
	if len(s.Organizations) > 0 {
		path = "/v2/organizations/" + url.PathEscape(s.Organizations[0]) + "/members?per_page=3"
		fmt.Fprintf(w, "organization  %s\n", s.Organizations[0])
	}
	fmt.Fprintf(w, "user          %s\n", first.ID)
	fmt.Fprintf(w, "token         %s\n", first.PAT)
	_, err := fmt.Fprintf(w, "\n  curl -H 'Authorization: Key %s' '%s%s'\n\n", first.PAT, s.URL, path)
	return err
}

// reachable returns the URL for this machine of a server that listens on all of its
// addresses.
func reachable(base string) string {
	u, err := url.Parse(base)
	if err != nil {
		return base
	}
	if ip := net.ParseIP(u.Hostname()); ip != nil && ip.IsUnspecified() {
		u.Host = net.JoinHostPort("127.0.0.1", u.Port())
	}
	return u.String()
}
