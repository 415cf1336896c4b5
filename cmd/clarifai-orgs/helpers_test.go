package main

import (
	"bytes"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"go.uber.org/goleak"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

const programVariable = "CLARIFAI_ORGS_TEST_MAIN"

// TestMain makes the test binary the program itself where a test starts it as one,
// to send it signals.
func TestMain(m *testing.M) {
	if os.Getenv(programVariable) != "" {
		main()
	}
	for _, s := range []os.Signal{os.Interrupt, syscall.SIGHUP, syscall.SIGTERM} {
		if signal.Ignored(s) { // by nohup, for example: the processes must not inherit it
			signal.Notify(make(chan os.Signal, 1), s)
		}
	}
	goleak.VerifyTestMain(m)
}

// process returns the program as a process, with the credential of olga.
func process(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], args...)
	cmd.Env = append(os.Environ(), programVariable+"=1", "CLARIFAI_PAT="+olgasPAT, "CLARIFAI_SESSION_TOKEN=", "CLARIFAI_API_BASE=")
	return cmd
}

// ran is what a run printed and how it ended.
type ran struct {
	code           int
	stdout, stderr string
}

// runWith runs the program with an environment.
func runWith(t *testing.T, env map[string]string, args ...string) ran {
	t.Helper()
	var stdout, stderr bytes.Buffer
	code := execute(t.Context(), args, func(key string) string { return env[key] }, &stdout, &stderr)
	return ran{code, stdout.String(), stderr.String()}
}

func (r ran) exits(t *testing.T, code int) ran {
	t.Helper()
	if r.code != code {
		t.Errorf("exit %d, want %d\n%s%s", r.code, code, r.stdout, r.stderr)
	}
	return r
}

// says checks that texts are in the output. Several spaces of a table count as one.
func (r ran) says(t *testing.T, wants ...string) ran {
	t.Helper()
	said := regexp.MustCompile(` +`).ReplaceAllString(r.stdout+r.stderr, " ")
	for _, want := range wants {
		if !strings.Contains(said, want) {
			t.Errorf("%q is not in\n%s%s", want, r.stdout, r.stderr)
		}
	}
	return r
}

func (r ran) saysNot(t *testing.T, texts ...string) ran {
	t.Helper()
	for _, text := range texts {
		if strings.Contains(r.stdout+r.stderr, text) {
			t.Errorf("%q is in\n%s%s", text, r.stdout, r.stderr)
		}
	}
	return r
}

// rounds takes the output of several rounds apart.
func (r ran) rounds() []string {
	return regexp.MustCompile(`(?m)^round \d of \d\n`).Split(r.stdout, -1)[1:]
}

// rowsCounted adds the outcomes of a summary up.
func rowsCounted(t *testing.T, summary string) (sum, rows int) {
	t.Helper()
	for _, m := range regexp.MustCompile(`(?m)^( *)(\S.*\S) +(\d+)$`).FindAllStringSubmatch(summary, -1) {
		n, err := strconv.Atoi(m[3])
		if err != nil {
			t.Fatal(err)
		}
		switch {
		case strings.HasPrefix(m[2], "rows in the roster"):
			rows = n
		case m[1] != "": // the outcomes are indented
			sum += n
		}
	}
	return sum, rows
}

const olgasPAT = "pat-of-olga"

var olga = map[string]string{"CLARIFAI_PAT": olgasPAT + "\n"}

// server is a real one, for the program to be pointed at with --base-url and --org.
func server(t *testing.T, change ...func(*clarifaitest.Config)) (*clarifaitest.Server, []string) {
	t.Helper()
	s := clarifaitest.NewServer(t, testkit.With(clarifaitest.Config{
		Users:         []clarifaitest.User{{ID: "olga", PAT: olgasPAT}, {ID: "ann", Email: "ann@acme.test"}},
		Organizations: []clarifaitest.Organization{{ID: "acme", Members: []clarifaitest.Member{{UserID: "ann", Role: clarifai.MemberRoleTeamContributor}}}},
		Apps:          []clarifaitest.App{{Owner: "acme", ID: "shelf", Name: "Shelf"}},
	}, change...))
	return s, []string{"--base-url", s.URL(), "--org", "acme"}
}

// before is a server before the server, that is notified of each request. It returns
// its URL.
func before(t *testing.T, s *clarifaitest.Server, request func(*http.Request)) string {
	t.Helper()
	target, err := url.Parse(s.URL())
	if err != nil {
		t.Fatal(err)
	}
	proxy := httputil.NewSingleHostReverseProxy(target)
	proxy.Transport = s.HTTPClient().Transport
	proxy.ErrorLog = log.New(io.Discard, "", 0)
	front := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		request(r)
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(front.Close)
	return front.URL
}

// writes counts the requests that write.
func writes(s *clarifaitest.Server) (n int) {
	for _, r := range s.Requests() {
		if r.Write {
			n++
		}
	}
	return n
}

func file(t *testing.T, content string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "file.csv")
	if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func content(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

const (
	header    = "email,first_name,last_name,member_role,teams\n"
	teamsFile = "id,name,default_role,apps\nvision,Vision,Model Trainer,shelf\n"
)
