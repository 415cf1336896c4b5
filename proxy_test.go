package clarifai_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/binary"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
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
	client, err := clarifai.NewClient(clarifai.WithBaseURL(base), clarifai.WithInsecureHTTP(), clarifai.WithPAT(corePAT), clarifai.WithSessionToken(coreSession),
		clarifai.WithRetry(clarifai.RetryPolicy{MaxRetries: 1, MinWait: time.Millisecond, MaxWait: time.Millisecond, VerifyTimeout: -1}), clarifai.WithLogger(out.logger))
	if err != nil {
		log.Fatal(err)
	}
	for _, op := range botCalls {
		var response clarifai.Response
		_, err := operations("invitation", "role")[op](context.Background(), client, clarifai.WithResponse(&response))
		call := botCall{Op: op, Is: coreIs(err), Tries: response.Attempts}
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
const farAnswer = `{` + coreOK + `,"team":{"id":"ml"},"teams":[{"id":"new","name":"New"}],"keys":[{"id":"made-4711"}]}`

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
		"PAT": corePAT, "session token": coreSession, "token's id": spareToken, "proxy's user": proxyUser, "proxy's password": proxyPassword,
	})
	return report, stderr.String()
}

// far is the server that the bot asks, by a name that has no place in the real
// network.
type far struct {
	*httptest.Server
	roots []byte // that trust it
	mu    sync.Mutex
	heads []string // of the requests that arrived
}

func startFar(t *testing.T) *far {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	certificate := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: farHost}, DNSNames: []string{farHost},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		BasicConstraintsValid: true, IsCA: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	der, err := x509.CreateCertificate(rand.Reader, certificate, certificate, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	f := &far{roots: pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})}
	f.Server = httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		head, err := httputil.DumpRequest(r, false)
		if err != nil {
			t.Error(err)
		}
		f.mu.Lock()
		defer f.mu.Unlock()
		f.heads = append(f.heads, string(head))
		fmt.Fprint(w, farAnswer)
	}))
	f.TLS = &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der}, PrivateKey: key}}}
	f.EnableHTTP2 = true
	f.StartTLS()
	t.Cleanup(f.Close)
	return f
}

// port is where the server listens.
func (f *far) port() string {
	_, port, _ := net.SplitHostPort(f.Listener.Addr().String())
	return port
}

// got are the requests that arrived.
func (f *far) got() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.heads)
}

// tunnel is a proxy that keeps every byte that it sees.
type tunnel struct {
	address  string
	mu       sync.Mutex
	clear    bytes.Buffer // the heads of what it was asked
	tunneled bytes.Buffer // what passed, of both ways
	asked    int
	open     sync.WaitGroup
}

func (p *tunnel) keep(into *bytes.Buffer) io.Writer { return &shows{p, into} }

type shows struct {
	*tunnel
	into *bytes.Buffer
}

func (k *shows) Write(data []byte) (int, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.into.Write(data)
}

// startTunnel starts a proxy that tunnels to an address, whatever it is asked.
func startTunnel(t *testing.T, to string) *tunnel {
	t.Helper()
	p := new(tunnel)
	p.address = listen(t, func(conn net.Conn) {
		p.open.Add(1)
		defer p.open.Done()
		reader := bufio.NewReader(io.TeeReader(conn, p.keep(&p.clear)))
		p.mu.Lock()
		p.asked++
		p.mu.Unlock()
		if _, err := http.ReadRequest(reader); err != nil {
			return
		}
		server, err := net.Dial("tcp", to)
		if err != nil {
			return
		}
		defer server.Close()
		if _, err := io.WriteString(conn, "HTTP/1.1 200 Connection established\r\n\r\n"); err != nil {
			return
		}
		done := make(chan struct{})
		go func() {
			defer close(done)
			_, _ = io.Copy(io.MultiWriter(conn, p.keep(&p.tunneled)), server)
		}()
		_, _ = io.Copy(io.MultiWriter(server, p.keep(&p.tunneled)), conn)
		_ = server.Close()
		<-done
	})
	return p
}

// saw gives what the proxy saw, once all who used it are gone.
func (p *tunnel) saw() (clearText, tunneled string, asked int) {
	p.open.Wait()
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.clear.String(), p.tunneled.String(), p.asked
}

func succeeded(t *testing.T, report botReport) {
	t.Helper()
	for _, call := range report.Calls {
		if call.Error != "" || call.Tries != 1 {
			t.Errorf("%s: %d tries, %s", call.Op, call.Tries, call.Error)
		}
	}
}

func TestAProxyOfTheEnvironmentIsUsedAndSeesTheHostOfAnHTTPSRequestAndNoMore(t *testing.T) {
	f := startFar(t)
	p := startTunnel(t, f.Listener.Addr().String())
	// It has no port of this machine's in it: only through the proxy does it lead anywhere.
	report, _ := environment(t, "https://"+farHost, f.roots, "HTTPS_PROXY=http://"+proxyUser+":"+proxyPassword+"@"+p.address, "HTTP_PROXY=http://"+refused(t))
	succeeded(t, report)
	if report.Lookups != 0 {
		t.Errorf("it looked %d names up itself", report.Lookups)
	}
	clearText, tunneled, asked := p.saw()
	if got := f.got(); asked == 0 || len(got) != len(botCalls) {
		t.Errorf("the proxy was asked %d times, %d requests arrived", asked, len(got))
	}
	basic := http.Request{Header: make(http.Header)}
	basic.SetBasicAuth(proxyUser, proxyPassword)
	for line := range strings.SplitSeq(clearText, "\r\n") {
		switch line {
		case "", "CONNECT " + farHost + ":443 HTTP/1.1", "Host: " + farHost + ":443", "User-Agent: Go-http-client/1.1",
			"Proxy-Authorization: " + basic.Header.Get("Authorization"):
		default:
			t.Errorf("the proxy read %q", line)
		}
	}
	if !strings.Contains(clearText, "Proxy-Authorization: ") {
		t.Error("the proxy did not get its user")
	}
	out := newPrintout()
	fmt.Fprint(out, tunneled)
	out.hides(t, "the tunnel", map[string]string{"PAT": corePAT, "session token": coreSession, "token's id": spareToken, "path": "/v2/", "proxy's password": proxyPassword})
	if !strings.Contains(tunneled, farHost) { // the name in the hello is in clear: what passed was kept
		t.Errorf("the tunnel has kept %d bytes, and no hello", len(tunneled))
	}
	all := strings.Join(f.got(), "")
	for _, want := range []string{"Key " + corePAT, coreSession, spareToken} {
		if !strings.Contains(all, want) {
			t.Errorf("%q did not arrive", want)
		}
	}
	for _, not := range []string{"Proxy-Authorization", proxyUser, proxyPassword} {
		if strings.Contains(all, not) {
			t.Errorf("%q arrived at the server", not)
		}
	}
}

func TestTheEnvironmentsExceptionsFromTheProxyAreHonoured(t *testing.T) {
	f := startFar(t)
	p := startTunnel(t, f.Listener.Addr().String())
	for _, none := range []string{farHost, ".example", "*"} {
		before := len(f.got())
		report, _ := environment(t, "https://"+farHost+":"+f.port(), f.roots, "HTTPS_PROXY=http://"+p.address, "NO_PROXY="+none)
		succeeded(t, report)
		if got := len(f.got()) - before; got != len(botCalls) || report.Lookups == 0 {
			t.Errorf("NO_PROXY=%s: %d requests arrived, after %d lookups", none, got, report.Lookups)
		}
	}
	if _, _, asked := p.saw(); asked != 0 {
		t.Errorf("the proxy was asked %d times", asked)
	}
}

// A CONNECT that fails has sent nothing: writes are tried again, and in the end
// they were not carried out.
func TestABadProxyOfTheEnvironmentIsErrUnavailableAndNoWriteIsInDoubt(t *testing.T) {
	proxies := badProxies(t)
	t.Run("that", func(t *testing.T) {
		for name, proxy := range proxies {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				report, _ := environment(t, "https://"+farHost, nil, "HTTPS_PROXY="+withUser(proxy))
				if len(report.Calls) == 0 {
					t.Error("nothing was called")
				}
				for _, call := range report.Calls {
					if call.Is != "ErrUnavailable" || call.Tries != 2 {
						t.Errorf("%s: %d tries, %q: %s", call.Op, call.Tries, call.Is, call.Error)
					}
				}
				if report.Lookups != 0 {
					t.Errorf("%d lookups: it went around the proxy", report.Lookups)
				}
			})
		}
	})
}

// As the documentation of WithInsecureHTTP says: whoever relies on a proxy that
// sees no credential uses https.
func TestAProxyReadsTheCredentialOfARequestOverPlainHTTP(t *testing.T) {
	var heads []string
	var mu sync.Mutex
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		heads = append(heads, r.Method+" "+r.URL.String()+" "+r.Header.Get(authHeader)+" "+r.Header.Get(sessionHeader))
		fmt.Fprint(w, farAnswer)
	}))
	t.Cleanup(proxy.Close)
	report, _ := environment(t, "http://"+farHost, nil, "HTTP_PROXY="+withUser(proxy.URL), "HTTPS_PROXY=http://"+refused(t))
	succeeded(t, report)
	mu.Lock()
	defer mu.Unlock()
	if want := "GET http://" + farHost + "/v2/organizations/acme/teams/ml Key " + corePAT + " "; !slices.Contains(heads, want) {
		t.Errorf("the proxy read %q", heads)
	}
	doc := docOf(t, "WithInsecureHTTP")
	if !strings.Contains(doc, "HTTP_PROXY") || !strings.Contains(doc, "credential") {
		t.Errorf("the documentation of WithInsecureHTTP does not tell: %s", doc)
	}
}
