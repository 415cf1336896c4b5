package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// The server runs in a process of its own, so that what the measuring process
// spends is the client's alone. It is asked for its counts through its standard
// input and output: asking makes no request and opens no connection.

// counts is what the server has seen since it started.
type counts struct{ requests, connections int }

func (c counts) since(before counts) counts {
	return counts{c.requests - before.requests, c.connections - before.connections}
}

// server is the child process.
type server struct {
	cmd   *exec.Cmd
	ask   io.WriteCloser
	tells *bufio.Reader
	bases map[string]string // that it has opened
}

func startServer(ctx context.Context) (*server, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, self) //nolint:gosec // this program itself
	cmd.Env = append(os.Environ(), serveVariable+"=1")
	cmd.Stderr = os.Stderr
	ask, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	tells, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	return &server{cmd: cmd, ask: ask, tells: bufio.NewReader(tells), bases: map[string]string{}}, nil
}

// stop ends the server: it serves as long as its input is open.
func (s *server) stop() error { return errors.Join(s.ask.Close(), s.cmd.Wait()) }

func (s *server) counts() (c counts, err error) {
	if _, err := fmt.Fprintln(s.ask, "counts"); err != nil {
		return c, err
	}
	_, err = fmt.Fscanln(s.tells, &c.requests, &c.connections)
	return c, err
}

// base gives the URL at which an API answers, each request after a delay, as if
// an organization had so many members. Each has a port of its own, since not
// every peer takes a base URL with a path.
func (s *server) base(shape string, delay time.Duration, total int) (string, error) {
	asked := fmt.Sprintln("open", shape, delay.Milliseconds(), total)
	if base, ok := s.bases[asked]; ok {
		return base, nil
	}
	if _, err := io.WriteString(s.ask, asked); err != nil {
		return "", err
	}
	var address string
	if _, err := fmt.Fscanln(s.tells, &address); err != nil {
		return "", fmt.Errorf("the server does not tell its address: %w", err)
	}
	s.bases[asked] = "http://" + address
	return s.bases[asked], nil
}

// serveVariable makes this program the server. A flag would be one that people
// see, and that the test binary does not have.
const serveVariable = "ORGS_BENCHMARK_SERVE"

// serve is the child: it serves until its input ends.
func serve(in io.Reader, out io.Writer) error {
	var seen seen
	pages := &pages{}
	for lines := bufio.NewScanner(in); lines.Scan(); {
		var name string
		var delay, total int
		if n, _ := fmt.Sscanf(lines.Text(), "open %s %d %d", &name, &delay, &total); n < 3 {
			fmt.Fprintln(out, seen.requests.Load(), seen.connections.Load())
			continue
		}
		listener, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", "127.0.0.1:0")
		if err != nil {
			return err
		}
		srv := &http.Server{
			Handler:           &api{&seen, pages, name, shapes[name], time.Duration(delay) * time.Millisecond, total},
			ReadHeaderTimeout: time.Minute,
			ConnState: func(_ net.Conn, state http.ConnState) {
				if state == http.StateNew {
					seen.connections.Add(1)
				}
			},
		}
		go func() { _ = srv.Serve(listener) }() // it ends with the process
		fmt.Fprintln(out, listener.Addr())
	}
	return nil
}

// seen is what the server counts.
type seen struct{ requests, connections atomic.Int64 }

// api answers in a shape.
type api struct {
	*seen
	*pages
	name  string
	shape *shape
	delay time.Duration
	total int
}

func (a *api) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	delay := time.NewTimer(a.delay)
	defer delay.Stop()
	a.requests.Add(1)
	route, known := a.shape.answers[r.Method+" "+r.URL.Path]
	if !known {
		http.NotFound(w, r)
		return
	}
	sent, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	w.Header().Set("Content-Type", "application/json")
	body := []byte(route.body)
	switch route.kind {
	case fixed:
		if page := r.URL.Query().Get("page"); route.rest != "" && page != "" && page != "1" {
			body = []byte(route.rest)
		}
	case members:
		first, count := a.shape.paging(r.URL.Query())
		if count == 0 {
			count = max(a.total, 1)
		}
		p := span{first, max(min(count, a.total-first), 0), count, a.total}
		if a.shape.header != nil {
			a.shape.header(w.Header(), p)
		}
		buffer, _ := a.buffers.Get().(*[]byte)
		if buffer == nil {
			buffer = new([]byte)
		}
		defer a.buffers.Put(buffer)
		*buffer = a.write((*buffer)[:0], a.name, p)
		body = *buffer
	case invitations:
		if body, err = invited(sent); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(body)))
	if a.delay > 0 {
		<-delay.C
	}
	if route.status != 0 {
		w.WriteHeader(route.status)
	}
	_, _ = w.Write(body) // a client that has gone is its own affair
}

// pages writes pages from templates made once: only the numbers change.
type pages struct {
	templates sync.Map // of pageKey: *template
	buffers   sync.Pool
}

type pageKey struct {
	shape string
	count int
}

// template is a page without the end: its bytes, and where each of them has an
// item's number.
type template struct {
	body    []byte
	numbers [][]int // of each item
}

func (ps *pages) write(to []byte, name string, p span) []byte {
	key := pageKey{name, p.count}
	made, ok := ps.templates.Load(key)
	if !ok {
		made, _ = ps.templates.LoadOrStore(key, newTemplate(shapes[name].arrays, p.count))
	}
	t := made.(*template)
	to = append(to, t.body...)
	var digits [len(number)]byte
	for i, offsets := range t.numbers {
		strconv.AppendInt(digits[:0], int64(firstNumber+p.first+i), 10)
		for _, at := range offsets {
			copy(to[at:], digits[:])
		}
	}
	return append(to, shapes[name].close(p)...)
}

func newTemplate(arrays []array, count int) *template {
	t := &template{numbers: make([][]int, count)}
	for _, a := range arrays {
		t.body = append(t.body, a.open...)
		for i := range count {
			if i > 0 {
				t.body = append(t.body, ',')
			}
			start := len(t.body)
			t.body = append(t.body, a.item...)
			for at := start; ; at += len(number) {
				n := bytes.Index(t.body[at:], []byte(number))
				if n < 0 {
					break
				}
				at += n
				t.numbers[i] = append(t.numbers[i], at)
			}
		}
	}
	return t
}

// invited answers invitations as sent.
func invited(sent []byte) ([]byte, error) {
	var request struct {
		Invitations []map[string]any `json:"invitations"`
	}
	if err := json.Unmarshal(sent, &request); err != nil {
		return nil, err
	}
	for i, invitation := range request.Invitations {
		invitation["id"] = "invitation-" + strconv.Itoa(i)
		invitation["created_at"] = "2024-05-06T07:08:09.123456Z"
	}
	list, err := json.Marshal(request.Invitations)
	if err != nil {
		return nil, err
	}
	return []byte(ok + `"invitations":` + string(list) + `}`), nil
}
