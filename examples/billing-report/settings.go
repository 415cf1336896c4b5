package main

import (
	"cmp"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/time/rate"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

// settings are what the flags and the environment say.
type settings struct {
	org, baseURL        string
	csv, html, saveBill string // files that are written; "": none
	bill, mapping       string // files that are read; "": none
	centers, budgets    string
	demo                bool
	pat, session        string
}

const noCredential = `there is no credential: set CLARIFAI_SESSION_TOKEN (for the bill) or CLARIFAI_PAT (for usage), or use -demo to try it without an account`

// parse reads the flags. Only without a credential and without any flag that
// names something real, or when it is asked for, it is a demo: the bill of a
// fake must never be taken for a real one.
func parse(args []string, env func(string) string, stderr io.Writer) (*settings, error) {
	s := &settings{
		pat: strings.TrimSpace(env("CLARIFAI_PAT")), session: strings.TrimSpace(env("CLARIFAI_SESSION_TOKEN")),
	}
	f := flag.NewFlagSet("billing-report", flag.ContinueOnError)
	f.SetOutput(stderr)
	f.StringVar(&s.org, "org", "", "`id` of the organization")
	f.StringVar(&s.baseURL, "base-url", "", "`URL` of another server than Clarifai's")
	f.StringVar(&s.csv, "csv", "", "CSV `file` to write every share to")
	f.StringVar(&s.html, "html", "", "HTML `file` to write a page to")
	f.StringVar(&s.saveBill, "save-bill", "", "JSON `file` to keep the bill in")
	f.StringVar(&s.bill, "bill", "", "JSON `file` with a bill that was kept, to use instead of the current one")
	f.StringVar(&s.mapping, "mapping", "", "JSON `file` that says which usage belongs to which items, and what is billed to whom")
	f.StringVar(&s.centers, "cost-centers", "", "CSV `file` of cost centers: member or app, its id, the center")
	f.StringVar(&s.budgets, "budgets", "", "JSON `file` of limits")
	f.BoolVar(&s.demo, "demo", false, "use an embedded server, whatever the environment says")
	if err := f.Parse(args); err != nil {
		return nil, errUsageShown{err}
	}
	named := s.org != "" || s.baseURL != "" || s.bill != ""
	credential := s.pat != "" || s.session != ""
	switch {
	case f.NArg() > 0:
		return nil, fmt.Errorf("what is %q? Everything is a flag: see -help", f.Arg(0))
	case s.bill != "" && s.saveBill != "":
		return nil, errors.New("-bill and -save-bill exclude each other: there is nothing to keep of a bill that was kept")
	case s.demo && s.baseURL != "":
		return nil, errors.New("-demo and -base-url exclude each other")
	case s.demo || !credential && !named:
		s.demo = true
		s.org = cmp.Or(s.org, "acme")
	case !credential:
		return nil, errors.New(noCredential)
	case s.org == "":
		return nil, errors.New("-org is missing: the id of the organization")
	}
	if _, err := os.Lstat(s.saveBill); s.demo && s.saveBill != "" && err == nil {
		return nil, fmt.Errorf("-save-bill: %s is there, and a demo's bill replaces nothing", s.saveBill)
	}
	if err := s.distinctFiles(); err != nil {
		return nil, err
	}
	s.baseURL = cmp.Or(s.baseURL, strings.TrimSpace(env("CLARIFAI_API_BASE")))
	return s, nil
}

// distinctFiles refuses to write over what is read, or two things into one file.
func (s *settings) distinctFiles() error {
	type named struct {
		flag, path string
		info       os.FileInfo
		written    bool
	}
	var files []named
	for _, f := range []named{
		{"-csv", s.csv, nil, true}, {"-html", s.html, nil, true}, {"-save-bill", s.saveBill, nil, true},
		{"-bill", s.bill, nil, false}, {"-mapping", s.mapping, nil, false}, {"-cost-centers", s.centers, nil, false}, {"-budgets", s.budgets, nil, false},
	} {
		if f.path == "" {
			continue
		}
		f.info, _ = os.Stat(f.path)
		for _, other := range files {
			same := filepath.Clean(f.path) == filepath.Clean(other.path) || f.info != nil && other.info != nil && os.SameFile(f.info, other.info) && f.info.Mode().IsRegular()
			if same && (f.written || other.written) {
				return fmt.Errorf("%s and %s name the same file", other.flag, f.flag)
			}
		}
		files = append(files, f)
	}
	return nil
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

// connect makes the client, of the embedded server in a demo. closeAll closes
// what it opened.
func connect(s *settings) (client *clarifai.Client, closeAll func(), err error) {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	options := []clarifai.Option{
		clarifai.WithHTTPClient(&http.Client{Timeout: time.Minute, Transport: transport}),
		clarifai.WithGuard(clarifai.Guard{ReadOnly: true}), // a report that writes would be a bad joke
	}
	closeServer := func() {}
	if s.demo {
		server, err := clarifaitest.Start(clarifaitest.Month{OrganizationID: s.org, Seed: 1}.Config())
		if err != nil {
			return nil, nil, err
		}
		closeServer = server.Close
		s.baseURL, s.pat, s.session = server.URL(), server.PAT("owner"), server.SessionToken("owner")
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
		return nil, nil, err
	}
	return client, func() {
		client.Close()
		transport.CloseIdleConnections()
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
