package hostile_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestServer_MillionItems(t *testing.T) {
	items := harness.Count(100_000, 1_000_000)
	page := func(item string) (testkit.Reply, int) {
		const head, tail = "{" + testkit.StatusOK + `,"teams":[`, `{"id":"x"}]}`
		size := len(head) + (items-1)*len(item) + len(tail)
		return testkit.Reply{Status: 200, Reader: io.MultiReader(strings.NewReader(head),
			io.LimitReader(&again{text: strings.Repeat(item, 1000)}, int64((items-1)*len(item))), strings.NewReader(tail))}, size
	}
	for _, test := range []struct {
		item string
		over int // the limit; 0: of the default one
	}{{`{"id":"x"},`, 0}, {`{"id":"x"},`, 1}, {`{"id":"x","name":"` + strings.Repeat("n", 64<<20/items) + `"},`, 64 << 20}} {
		reply, size := page(test.item)
		if test.over > 1 {
			reply.Length = int64(size)
		}
		c, _ := testkit.NewClient(t, testkit.Script(reply))
		if test.over == 1 {
			c, _ = testkit.NewClient(t, testkit.Script(reply), clarifai.WithMaxResponseBytes(int64(size-1)))
		}
		got, err := c.Teams.List(t.Context(), "acme", nil)
		switch {
		case test.over > 0:
			if testkit.Sentinel(err) != "ErrTooLarge" {
				t.Errorf("%d bytes are too many: %v", size, err)
			}
		case err != nil || len(got.Items) != items || got.Items[items-1].ID != "x":
			t.Errorf("%d bytes: %v", size, err)
		}
	}
}

// again repeats a text forever.
type again struct {
	text string
	at   int
}

func (a *again) Read(p []byte) (int, error) {
	n := copy(p, a.text[a.at:])
	a.at = (a.at + n) % len(a.text)
	return n, nil
}

func TestServer_ClaimedSizes(t *testing.T) {
	for name, raw := range map[string]string{
		"a length of 60 MiB":    "Content-Length: 62914560\r\n\r\n{}",
		"a chunk of 60 MiB":     "Transfer-Encoding: chunked\r\n\r\n3C00000\r\n{}",
		"a chunk of all":        "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\n{}",
		"a length of all":       "Content-Length: 9223372036854775807\r\n\r\n{}",
		"a length beyond":       "Content-Length: 9223372036854775808\r\n\r\n{}",
		"a negative length":     "Content-Length: -1\r\n\r\n{}",
		"a window of deflate":   "Content-Encoding: gzip\r\n\r\n\x1f\x8b\x08\x1c\x00\x00\x00\x00\x00\xff\xff\xff",
		"a long chunk's size":   "Transfer-Encoding: chunked\r\n\r\n" + strings.Repeat("0", 20<<10) + "1\r\n{\r\n",
		"extensions of a chunk": "Transfer-Encoding: chunked\r\n\r\n" + strings.Repeat("1;x="+strings.Repeat("y", 1000)+"\r\n \r\n", 1000),
		"a trailer of 2 MiB":    "Transfer-Encoding: chunked\r\nTrailer: X\r\n\r\n2\r\n{}\r\n0\r\n" + strings.Repeat("X: "+strings.Repeat("y", 1000)+"\r\n", 2000),
	} {
		c := testkit.RawServer(t, "HTTP/1.1 200 OK\r\n"+raw)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := c.Teams.Get(t.Context(), "acme", "ml")
		runtime.ReadMemStats(&after)
		if is := testkit.Sentinel(err); is != "ErrUnavailable" && is != "ErrTooLarge" || testkit.Unsound(err) != "" {
			t.Errorf("%s: Teams.Get() = %q, %v", name, is, err)
		}
		if cost := after.TotalAlloc - before.TotalAlloc; cost > 4<<20 {
			t.Errorf("%s: %d bytes were allocated", name, cost)
		}
	}
}

func TestServer_Headers(t *testing.T) {
	const ok = "HTTP/1.1 200 OK\r\n"
	answer := fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(testkit.TeamReply.Body), testkit.TeamReply.Body)
	hint := "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
	for name, test := range map[string]struct {
		raw string
		is  string
	}{
		"5,000 headers":         {ok + numbered(5_000) + answer, ""},
		"half a MiB of one":     {ok + "X: " + strings.Repeat("x", 1<<19) + "\r\n" + answer, ""},
		"1,000 hints":           {strings.Repeat(hint, 1_000) + ok + answer, ""},
		"100,000 headers":       {ok + numbered(100_000) + answer, "ErrUnavailable"},
		"2 MiB of one":          {ok + "X: " + strings.Repeat("x", 2<<20) + "\r\n" + answer, "ErrUnavailable"},
		"headers without end":   {ok + strings.Repeat("X: y\r\n", 1<<19), "ErrUnavailable"},
		"a header without end":  {ok + "X: " + strings.Repeat("x", 2<<20), "ErrUnavailable"},
		"a folded header":       {ok + "X: x\r\n" + strings.Repeat(" x\r\n", 1<<19) + answer, "ErrUnavailable"},
		"a reason without end":  {"HTTP/1.1 200 " + strings.Repeat("x", 2<<20), "ErrUnavailable"},
		"hints without end":     {strings.Repeat(hint, 50_000), "ErrUnavailable"},
		"it says to continue":   {strings.Repeat("HTTP/1.1 100 Continue\r\n\r\n", 1<<17), "ErrUnavailable"},
		"it switches protocols": {"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n" + testkit.TeamReply.Body, ""},
		"more than its length":  {ok + answer + "HTTP/1.1 200 OK\r\n\r\ngarbage", ""},
		"less than its length":  {ok + fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(testkit.TeamReply.Body)+1, testkit.TeamReply.Body), "ErrUnavailable"},
		"two kinds of length":   {ok + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n" + fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(testkit.TeamReply.Body), testkit.TeamReply.Body), ""},
		"cut by its length":     {ok + fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(testkit.TeamReply.Body)-1, testkit.TeamReply.Body), "ErrUnavailable"},
	} {
		c := testkit.RawServer(t, test.raw)
		team, err := c.Teams.Get(t.Context(), "acme", "ml")
		switch {
		case name == "it switches protocols":
			if err == nil || testkit.Unsound(err) != "" {
				t.Errorf("%s: %+v, %v", name, team, err)
			}
		case testkit.Sentinel(err) != test.is || testkit.Unsound(err) != "" || (err == nil) != (test.is == ""):
			t.Errorf("%s: %q, %v", name, testkit.Sentinel(err), err)
		}
	}
}

func numbered(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "X-%d: y\r\n", i)
	}
	return b.String()
}

// A server that sends a byte a second never stalls and never finishes.
func TestServer_Trickle(t *testing.T) {
	const limit = 30 * time.Second
	for what, answer := range map[string]string{
		"headers": "HTTP/1.1 200 OK\r\nX: " + strings.Repeat("y", 1000),
		"body":    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + strings.Repeat("1\r\n \r\n", 1000),
		"hints":   strings.Repeat("HTTP/1.1 103 Early Hints\r\n\r\n", 1000),
	} {
		testkit.RunInFakeTime(t, what, func(t *testing.T) {
			var servers sync.WaitGroup
			defer servers.Wait()
			transport := &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
				client, server := net.Pipe()
				servers.Go(func() { trickle(server, answer) })
				return client, nil
			}}
			defer transport.CloseIdleConnections()
			c, _ := testkit.NewClient(t, nil, clarifai.WithHTTPClient(&http.Client{Transport: transport, Timeout: limit}),
				clarifai.WithBaseURL("http://api.example.test"), clarifai.WithInsecureHTTP(), testkit.WithoutRetries)
			for _, r := range route.All() {
				began := time.Now()
				err := testkit.Samples[clarifai.Operation(r.Op)](t.Context(), c)
				if !errors.Is(err, clarifai.ErrUnavailable) || testkit.Unsound(err) != "" {
					t.Errorf("%s: %v", r.Op, err)
				}
				// The outcome of a write is looked up, and the write is sent
				// again.
				if took := time.Since(began); took < limit || took > 4*limit {
					t.Errorf("%s: it took %v", r.Op, took)
				}
			}
		})
	}
}

// trickle responds to a request byte by byte until the client closes the
// connection.
func trickle(conn net.Conn, answer string) {
	defer func() { _ = conn.Close() }()
	if r, err := http.ReadRequest(bufio.NewReader(conn)); err != nil {
		return
	} else if _, err := io.Copy(io.Discard, r.Body); err != nil {
		return
	}
	for i := range len(answer) {
		<-time.After(time.Second)
		if _, err := io.WriteString(conn, answer[i:i+1]); err != nil {
			return
		}
	}
}

func TestServer_Gzip(t *testing.T) {
	zipped := func(texts ...string) string {
		var b bytes.Buffer
		for _, text := range texts {
			z := gzip.NewWriter(&b)
			_, _ = io.WriteString(z, text)
			_ = z.Close()
		}
		return b.String()
	}
	var body string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(server.Close)
	c, err := clarifai.NewClient(clarifai.WithPAT(testkit.PAT), clarifai.WithBaseURL(server.URL), clarifai.WithInsecureHTTP(),
		clarifai.WithHTTPClient(server.Client()), clarifai.WithMaxResponseBytes(1<<20), testkit.WithoutRetries)
	if err != nil {
		t.Fatal(err)
	}
	plain, blanks := testkit.TeamReply.Body, strings.Repeat(" ", 1<<18)
	for _, test := range []struct{ name, body, is, text string }{
		{"a member for each byte", zipped(strings.Split(plain, "")...), "", ""},
		{"100,000 empty members", strings.Repeat(zipped(""), 100_000) + zipped(plain), "", ""},
		{"members that are too much together", zipped(blanks, blanks, blanks, blanks, plain), "ErrTooLarge", ""},
		{"gzip in gzip", zipped(zipped(plain)), "", "not a JSON object"},
		{"a member that is cut", zipped(plain)[:40], "ErrUnavailable", ""},
		{"a sum that is wrong", zipped(plain)[:len(zipped(plain))-8] + "\x00\x00\x00\x00\x00\x00\x00\x00", "ErrUnavailable", ""},
		{"garbage behind", zipped(plain) + "garbage", "ErrUnavailable", ""},
	} {
		body = test.body
		_, err := c.Teams.Get(t.Context(), "acme", "ml")
		if testkit.Sentinel(err) != test.is || testkit.Unsound(err) != "" || (err == nil) != (test.is+test.text == "") || !strings.Contains(fmt.Sprint(err), test.text) {
			t.Errorf("%s: Teams.Get() = %q, %v", test.name, testkit.Sentinel(err), err)
		}
	}
}
