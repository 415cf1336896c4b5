package secrets_test

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

// net/http reads the environment's proxies once in a process, and sends nothing
// for a loopback host through one. So each environment is a process of its own:
// this test binary, as a bot of a host that only the proxy knows.
const (
	botVariable = "CLARIFAI_TEST_BOT_BASE" // the base URL; set: be the bot
	botRoots    = "CLARIFAI_TEST_BOT_ROOTS"
	farHost     = "api.clarifai.example"
)

func TestMain(m *testing.M) {
	if base := os.Getenv(botVariable); base != "" {
		bot(base)
		return
	}
	m.Run()
}

// botReport is what a bot writes to its standard output.
type botReport struct {
	Calls   []botCall
	Lookups int64  // of names
	Printed string // all that it printed and logged of its calls
}

type botCall struct {
	Op    clarifai.Operation
	Is    string // its error's sentinels
	Error string
	Tries int
}

// bot makes some calls with a client as NewClient makes it, with no pool of the
// caller's.
func bot(base string) {
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM([]byte(os.Getenv(botRoots)))
	x509.SetFallbackRoots(roots) // GODEBUG makes them the only ones, on every system
	var report botReport
	var lookups atomic.Int64
	net.DefaultResolver = &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		lookups.Add(1)
		ours, theirs := net.Pipe()
		go loopbackName(theirs)
		return ours, nil
	}}
	out := newPrintout()
	client, err := clarifai.NewClient(clarifai.WithBaseURL(base), clarifai.WithInsecureHTTP(), clarifai.WithPAT(testkit.PAT), clarifai.WithSessionToken(testkit.SessionToken),
		clarifai.WithRetry(clarifai.RetryPolicy{MaxRetries: 1, MinWait: time.Millisecond, MaxWait: time.Millisecond, VerifyTimeout: -1}), clarifai.WithLogger(out.logger))
	if err != nil {
		log.Fatal(err)
	}
	for _, op := range botCalls {
		var response clarifai.Response
		_, err := testkit.Calls("invitation", "role")[op](context.Background(), client, clarifai.WithResponse(&response))
		call := botCall{Op: op, Is: testkit.Sentinel(err), Tries: response.Attempts}
		if err != nil {
			call.Error = err.Error()
		}
		report.Calls = append(report.Calls, call)
		out.of(err, response)
	}
	client.Close()
	report.Lookups, report.Printed = lookups.Load(), out.text.String()
	if err := json.NewEncoder(os.Stdout).Encode(report); err != nil {
		log.Fatal(err)
	}
}

// botCalls are a read, and a write of each retry class; the second takes the
// session, the third has a secret in its path.
var botCalls = []clarifai.Operation{
	clarifai.OpTeamsGet, clarifai.OpInvitationsAccept, clarifai.OpTokensRevoke, clarifai.OpTeamsCreate, clarifai.OpTokensCreate,
}

// farAnswer is a success for every one of them.
const farAnswer = `{` + testkit.StatusOK + `,"team":{"id":"ml"},"teams":[{"id":"new","name":"New"}],"keys":[{"id":"made-4711"}]}`

// loopbackName is a name server for which every name is 127.0.0.1.
func loopbackName(conn net.Conn) {
	defer conn.Close()
	for {
		var length uint16
		if err := binary.Read(conn, binary.BigEndian, &length); err != nil {
			return
		}
		query := make([]byte, length)
		if _, err := io.ReadFull(conn, query); err != nil {
			return
		}
		end := 12 // of the question, behind the header
		for query[end] != 0 {
			end += int(query[end]) + 1
		}
		end += 5
		reply := slices.Concat(query[:2], []byte{0x81, 0x80, 0, 1, 0, 0, 0, 0, 0, 0}, query[12:end])
		if binary.BigEndian.Uint16(query[end-4:]) == 1 { // for an IPv4 address
			reply[7] = 1
			reply = append(reply, 0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 127, 0, 0, 1)
		}
		if _, err := conn.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(reply))), reply...)); err != nil {
			return
		}
	}
}

// environment runs the bot with the variables of an environment.
func environment(t *testing.T, base string, roots []byte, variables ...string) (botReport, string) {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), program)
	cmd.Env = slices.DeleteFunc(os.Environ(), func(pair string) bool {
		name, _, _ := strings.Cut(strings.ToUpper(pair), "=")
		return strings.HasSuffix(name, "_PROXY") || strings.HasPrefix(name, "CLARIFAI_") || name == "REQUEST_METHOD"
	})
	cmd.Env = append(cmd.Env, "GODEBUG="+os.Getenv("GODEBUG")+",x509usefallbackroots=1", botVariable+"="+base, botRoots+"="+string(roots))
	cmd.Env = append(cmd.Env, "GORACE=atexit_sleep_ms=0") // else each takes a second more under the race detector
	cmd.Env = append(cmd.Env, variables...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v\n%s", err, stderr.String())
	}
	var report botReport
	if err := json.Unmarshal(stdout.Bytes(), &report); err != nil {
		t.Fatalf("%v\n%s%s", err, stdout.String(), stderr.String())
	}
	if len(report.Calls) != len(botCalls) {
		t.Fatalf("%d calls", len(report.Calls))
	}
	out := newPrintout()
	fmt.Fprintln(out, report.Printed, stdout.String(), stderr.String())
	out.hides(t, "the bot", map[string]string{
		"PAT": testkit.PAT, "session token": testkit.SessionToken, "token's id": testkit.SpareToken, "proxy's user": proxyUser, "proxy's password": proxyPassword,
	})
	return report, stderr.String()
}
