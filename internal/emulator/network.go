package emulator

import (
	"cmp"
	"context"
	"fmt"
	"net"
	"net/http"
	"sync"
)

// network is the server's listener and the client that reaches it.
type network struct {
	url    string
	http   *http.Server
	client *http.Client
	conns  sync.WaitGroup // open connections and the accepting goroutine
	once   sync.Once
}

func (s *Server) listen() error {
	transport := &http.Transport{MaxIdleConnsPerHost: 64}
	var listener net.Listener
	if s.config.InMemory {
		pipes := &pipeListener{conns: make(chan net.Conn), closed: make(chan struct{})}
		transport.DialContext = pipes.dial
		listener, s.url = pipes, "http://clarifai.test"
	} else {
		tcp, err := net.Listen("tcp", cmp.Or(s.config.Address, "127.0.0.1:0"))
		if err != nil {
			return fmt.Errorf("Config.Address: %w", err)
		}
		listener, s.url = tcp, "http://"+tcp.Addr().String()
	}
	s.client = &http.Client{Transport: transport}
	s.http = &http.Server{Handler: s, ConnState: s.count}
	s.conns.Go(func() { _ = s.http.Serve(listener) }) // Close ends it
	return nil
}

// count counts the connections that Close waits for.
func (s *Server) count(conn net.Conn, state http.ConnState) {
	switch state {
	case http.StateNew:
		s.conns.Add(1)
		select {
		case <-s.done: // accepted during Close
			conn.Close()
		default:
		}
	case http.StateClosed, http.StateHijacked:
		s.conns.Done()
	}
}

// URL returns the server's base URL.
func (s *Server) URL() string { return s.url }

// HTTPClient returns a client that reaches the server, also in memory.
func (s *Server) HTTPClient() *http.Client { return s.client }

// Close stops the server and aborts the requests in progress. It returns when
// nothing of the server is running any more.
func (s *Server) Close() {
	s.once.Do(func() {
		close(s.done)
		s.http.Close()
		s.client.CloseIdleConnections()
		s.conns.Wait()
	})
}

// pipeListener accepts connections that are dialed within the process.
type pipeListener struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func (l *pipeListener) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case l.conns <- server:
		return client, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	case <-l.closed:
		return nil, &net.OpError{Op: "dial", Net: "pipe", Err: net.ErrClosed}
	}
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case conn := <-l.conns:
		return conn, nil
	case <-l.closed:
		return nil, net.ErrClosed
	}
}

func (l *pipeListener) Close() error {
	l.once.Do(func() { close(l.closed) })
	return nil
}

func (l *pipeListener) Addr() net.Addr { return pipeAddr{} }

type pipeAddr struct{}

func (pipeAddr) Network() string { return "pipe" }
func (pipeAddr) String() string  { return "clarifai.test" }
