package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/time/rate"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// settings are what the flags and the environment say.
type settings struct {
	org, baseURL string
	csv, html    string // files; "": none
	check, demo  bool
	pat, session string
}

const noCredential = `there is no credential: set CLARIFAI_PAT to a personal access token (or CLARIFAI_SESSION_TOKEN), or use -demo to try it without an account`

// parse reads the flags. Only without a credential and without any flag that
// names something real, or when it is asked for, it is a demo: a review of a
// fake must never be taken for one of the organization.
func parse(args []string, env func(string) string, stderr io.Writer) (*settings, error) {
	s := &settings{
		pat: strings.TrimSpace(env("CLARIFAI_PAT")), session: strings.TrimSpace(env("CLARIFAI_SESSION_TOKEN")),
	}
	f := flag.NewFlagSet("access-review", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.StringVar(&s.org, "org", "", "`id` of the organization")
	f.StringVar(&s.baseURL, "base-url", "", "`URL` of another server than Clarifai's")
	f.StringVar(&s.csv, "csv", "", "CSV `file` to write every reason to")
	f.StringVar(&s.html, "html", "", "HTML `file` to write the matrix to")
	f.BoolVar(&s.demo, "demo", false, "use an embedded server, whatever the environment says")
	noCheck := f.Bool("no-check", false, "do not compare with Members.ListForApp, which is a list to read for each app")
	if err := f.Parse(args); err != nil {
		return nil, errUsageShown{err}
	}
	s.check = !*noCheck
	named := s.org != "" || s.baseURL != ""
	credential := s.pat != "" || s.session != ""
	switch {
	case f.NArg() > 0:
		return nil, fmt.Errorf("what is %q? Everything is a flag: see -help", f.Arg(0))
	case s.csv != "" && s.html != "" && filepath.Clean(s.csv) == filepath.Clean(s.html):
		return nil, errors.New("-csv and -html name the same file")
	case s.demo && s.baseURL != "":
		return nil, errors.New("-demo and -base-url exclude each other")
	case s.demo || !credential && !named:
		s.demo = true
		s.org = cmp.Or(s.org, "northwind")
	case !credential:
		return nil, errors.New(noCredential)
	case s.org == "":
		return nil, errors.New("-org is missing: the id of the organization")
	}
	s.baseURL = cmp.Or(s.baseURL, strings.TrimSpace(env("CLARIFAI_API_BASE")))
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

// Clarifai lets 15 requests a second through by default: staying below is
// kinder than being refused and trying again.
const requestsPerSecond = 15

// connect makes the client, of the embedded server in a demo. Requests are
// counted on their way out. closeAll closes what it opened.
func connect(ctx context.Context, s *settings) (client *clarifai.Client, count *counter, closeAll func(), err error) {
	count = newCounter()
	options := []clarifai.Option{
		clarifai.WithHTTPClient(&http.Client{Timeout: time.Minute, Transport: count}),
		clarifai.WithGuard(clarifai.Guard{ReadOnly: true}), // a review that writes would be a bad joke
	}
	closeServer := func() {}
	if s.demo {
		server, err := startDemo(ctx, s.org)
		if err != nil {
			return nil, nil, nil, err
		}
		closeServer = server.Close
		s.baseURL, s.pat, s.session = server.URL(), server.PAT(demoOwner), ""
	} else {
		options = append(options, clarifai.WithLimiter(rate.NewLimiter(requestsPerSecond, requestsPerSecond)))
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
		return nil, nil, nil, err
	}
	return client, count, func() {
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

// counter sends requests and counts them.
type counter struct {
	*http.Transport
	requests atomic.Int64
}

func newCounter() *counter {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = atOnce // else all but two are opened anew each time
	return &counter{Transport: transport}
}

// RoundTrip sends a request.
func (c *counter) RoundTrip(r *http.Request) (*http.Response, error) {
	c.requests.Add(1)
	return c.Transport.RoundTrip(r)
}
