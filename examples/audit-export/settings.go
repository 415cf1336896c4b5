package main

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/url"
	"strings"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// settings are what the flags and the environment say.
type settings struct {
	org, dir, baseURL string
	from, to          time.Time // zero: where the directory ends; no end
	follow            bool
	window, settle    time.Duration
	recheck           time.Duration
	perPage           int
	demo              bool
	pat, session      string
}

const noCredential = `there is no credential: set CLARIFAI_PAT to a personal access token (or CLARIFAI_SESSION_TOKEN), or use -demo to try it without an account`

var errUsage = errors.New("usage")

// parse reads the flags. Only without a credential and without any flag that
// names something real, or when it is asked for, it is a demo: a copied bot
// must never succeed against a fake.
func parse(args []string, env func(string) string, now time.Time, stderr io.Writer) (*settings, error) {
	s := &settings{pat: strings.TrimSpace(env("CLARIFAI_PAT")), session: strings.TrimSpace(env("CLARIFAI_SESSION_TOKEN"))}
	f := flag.NewFlagSet("audit-export", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.StringVar(&s.org, "org", "", "`id` of the organization")
	f.StringVar(&s.dir, "dir", "", "`directory` of the files")
	f.Func("from", "`time` to begin at, as 2026-11-24T00:00:00Z; by default where the directory ends", timeFlag(&s.from))
	f.Func("to", "`time` to end before", timeFlag(&s.to))
	f.BoolVar(&s.follow, "follow", false, "go on as the log grows, until -to if there is one")
	f.DurationVar(&s.window, "window", 15*time.Minute, "`length` of what goes into one file")
	f.DurationVar(&s.settle, "settle", 2*time.Minute, "how `long` after its end a window is read: entries may come late")
	f.DurationVar(&s.recheck, "recheck", 0, "look back so `far` for entries that came later still")
	f.IntVar(&s.perPage, "per-page", 1000, "entries a request, 1 to 1000")
	f.StringVar(&s.baseURL, "base-url", "", "`URL` of another server than Clarifai's")
	f.BoolVar(&s.demo, "demo", false, "use an embedded server, whatever the environment says")
	if err := f.Parse(args); err != nil {
		return nil, errUsageShown{err}
	}
	credential := s.pat != "" || s.session != ""
	switch {
	case f.NArg() > 0:
		return nil, fmt.Errorf("what is %q? Everything is a flag: see -help", f.Arg(0))
	case s.window <= 0 || s.settle < 0 || s.recheck < 0 || s.perPage < 1 || s.perPage > 1000:
		return nil, errors.New("-window is positive, -settle and -recheck are not negative, -per-page is 1 to 1000")
	case s.demo && s.baseURL != "":
		return nil, errors.New("-demo and -base-url exclude each other")
	case s.demo || !credential && s.org == "" && s.dir == "" && s.baseURL == "" && s.from.IsZero():
		return s, s.forDemo(now)
	case !credential:
		return nil, errors.New(noCredential)
	case s.org == "" || s.dir == "":
		return nil, errors.New("-org and -dir are needed")
	case !s.follow && s.to.IsZero():
		return nil, errors.New("-to is missing, or -follow")
	case !s.follow && s.to.After(now.Add(-s.settle)):
		return nil, fmt.Errorf("the period is not over: -to is later than %v ago (see -settle); use -follow to wait for it", s.settle)
	case !s.from.IsZero() && !s.to.IsZero() && !s.from.Before(s.to):
		return nil, errors.New("the period ends before it begins")
	}
	s.baseURL = cmp.Or(s.baseURL, strings.TrimSpace(env("CLARIFAI_API_BASE")))
	return s, nil
}

func timeFlag(into *time.Time) func(string) error {
	return func(text string) error {
		t, err := time.Parse(time.RFC3339Nano, text)
		*into = t.UTC()
		return err
	}
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

// connect makes the client that the settings ask for: one that only reads, and
// only this organization.
func connect(s *settings) (*clarifai.Client, func(), error) {
	closeServer := func() {}
	if s.demo {
		server, err := s.startDemo()
		if err != nil {
			return nil, nil, err
		}
		closeServer = server.Close
	}
	opts := []clarifai.Option{
		clarifai.WithUserAgent("audit-export"),
		clarifai.WithGuard(clarifai.Guard{ReadOnly: true, Owners: []string{s.org}}),
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
	client, err := clarifai.NewClient(opts...)
	if err != nil {
		closeServer()
		return nil, nil, err
	}
	return client, func() {
		client.Close()
		closeServer()
	}, nil
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
