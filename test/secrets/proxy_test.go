package secrets_test

import (
	"bufio"
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

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

func (p *tunnel) keep(into *bytes.Buffer) io.Writer { return &kept{p, into} }

type kept struct {
	*tunnel
	into *bytes.Buffer
}

func (k *kept) Write(data []byte) (int, error) {
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

// saw returns what the proxy received, once all its connections are closed.
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
			t.Errorf("%s: %d attempts, %s", call.Op, call.Tries, call.Error)
		}
	}
}

func TestProxy_Environment(t *testing.T) {
	t.Run("it is used, and sees the host of an https request and no more", func(t *testing.T) {
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
		out.hides(t, "the tunnel", map[string]string{"PAT": testkit.PAT, "session token": testkit.SessionToken, "token's id": testkit.SpareToken, "path": "/v2/", "proxy's password": proxyPassword})
		if !strings.Contains(tunneled, farHost) { // the name in the hello is in clear: what passed was kept
			t.Errorf("the tunnel has kept %d bytes, and no hello", len(tunneled))
		}
		all := strings.Join(f.got(), "")
		for _, want := range []string{"Key " + testkit.PAT, testkit.SessionToken, testkit.SpareToken} {
			if !strings.Contains(all, want) {
				t.Errorf("%q did not arrive", want)
			}
		}
		for _, not := range []string{"Proxy-Authorization", proxyUser, proxyPassword} {
			if strings.Contains(all, not) {
				t.Errorf("%q arrived at the server", not)
			}
		}
	})

	t.Run("NO_PROXY is honored", func(t *testing.T) {
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
	})

	// A CONNECT that fails has sent nothing, so writes are retried, and their
	// outcome is known in the end.
	t.Run("one that lets nothing through is ErrUnavailable and no unknown outcome", func(t *testing.T) {
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
							t.Errorf("%s: %d attempts, %q: %s", call.Op, call.Tries, call.Is, call.Error)
						}
					}
					if report.Lookups != 0 {
						t.Errorf("%d lookups: it went around the proxy", report.Lookups)
					}
				})
			}
		})
	})

	// The documentation of WithInsecureHTTP says so.
	t.Run("it reads the credential of a request over plain http", func(t *testing.T) {
		var heads []string
		var mu sync.Mutex
		proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			mu.Lock()
			defer mu.Unlock()
			heads = append(heads, r.Method+" "+r.URL.String()+" "+r.Header.Get(testkit.AuthorizationHeader)+" "+r.Header.Get(testkit.SessionHeader))
			fmt.Fprint(w, farAnswer)
		}))
		t.Cleanup(proxy.Close)
		report, _ := environment(t, "http://"+farHost, nil, "HTTP_PROXY="+withUser(proxy.URL), "HTTPS_PROXY=http://"+refused(t))
		succeeded(t, report)
		mu.Lock()
		defer mu.Unlock()
		if want := "GET http://" + farHost + "/v2/organizations/acme/teams/ml Key " + testkit.PAT + " "; !slices.Contains(heads, want) {
			t.Errorf("the proxy read %q", heads)
		}
		doc := testkit.DocOf(t, "WithInsecureHTTP")
		if !strings.Contains(doc, "HTTP_PROXY") || !strings.Contains(doc, "credential") {
			t.Errorf("the documentation of WithInsecureHTTP does not say so: %s", doc)
		}
	})
}
