package clarifaitest

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/emulator"
)

// Server is a running server. It is safe for concurrent use.
type Server struct {
	emulator *emulator.Server
}

// NewServer starts a server that is closed when the test ends. A bad Config
// ends the test.
func NewServer(t testing.TB, config Config) *Server {
	t.Helper()
	s, err := Start(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// Start starts a server outside of a test. The caller closes it. A bad Config
// is an error that names the field.
func Start(config Config) (*Server, error) {
	s, err := emulator.Start(config)
	if err != nil {
		return nil, wrap(err)
	}
	return &Server{emulator: s}, nil
}

// URL returns the server's base URL, without a slash at its end. If the server
// is in memory, only [Server.HTTPClient] reaches it.
func (s *Server) URL() string { return s.emulator.URL() }

// HTTPClient returns a client that reaches the server, also in memory.
func (s *Server) HTTPClient() *http.Client { return s.emulator.HTTPClient() }

// Close stops the server and aborts the requests in progress. It returns when
// nothing of the server is running any more, and can be called twice.
func (s *Server) Close() { s.emulator.Close() }

// Client returns a client of this server with the personal access token of the
// first user. The options given come last, so that [clarifai.WithPAT] selects
// another user. It panics if the options are invalid together: for
// [clarifai.WithTokenSource], which excludes a token, use [clarifai.NewClient]
// with [Server.URL] and [Server.HTTPClient].
func (s *Server) Client(opts ...clarifai.Option) *clarifai.Client {
	defaults := []clarifai.Option{
		clarifai.WithBaseURL(s.URL()),
		clarifai.WithInsecureHTTP(),
		clarifai.WithHTTPClient(s.HTTPClient()),
		clarifai.WithPAT(s.PAT(s.emulator.FirstUser())),
	}
	client, err := clarifai.NewClient(slices.Concat(defaults, opts)...)
	if err != nil {
		panic("clarifaitest: Client: " + err.Error())
	}
	return client
}

// PAT returns the personal access token of a user. It panics if there is no
// such user.
func (s *Server) PAT(userID string) string {
	pat, _ := s.credentials(userID)
	return pat
}

// SessionToken returns the session token of a user. It panics if there is no
// such user.
func (s *Server) SessionToken(userID string) string {
	_, session := s.credentials(userID)
	return session
}

func (s *Server) credentials(userID string) (pat, session string) {
	pat, session, ok := s.emulator.Credentials(userID)
	if !ok {
		panic(fmt.Sprintf("clarifaitest: user %q does not exist", userID))
	}
	return pat, session
}

// Handle adds a route of your own, in the pattern syntax of [http.ServeMux],
// and panics as that does. Such a route takes precedence over the server's and
// needs no credential. The handler of a list must honor the page parameter and
// return an empty list after the last page.
func (s *Server) Handle(pattern string, h http.Handler) { s.emulator.Handle(pattern, h) }

// Advance moves the server's clock forward, by which invitations and tokens
// expire. It does not shorten latency, lag and stalls, which are real time.
func (s *Server) Advance(d time.Duration) { s.emulator.Advance(d) }

// Inject adds faults. A request is spoiled by the first matching fault that is
// not used up; the faults before it count the request as one to skip. Inject
// panics if a fault is invalid, for example if its operation is unknown.
func (s *Server) Inject(faults ...Fault) {
	if err := s.emulator.Inject(faults...); err != nil {
		panic("clarifaitest: Inject: " + err.Error())
	}
}

// FaultKinds returns every kind of fault, for tests that use them all.
func FaultKinds() []FaultKind { return emulator.FaultKinds() }

// Requests returns the requests since the start or the last
// [Server.ResetRequests] in order of arrival, including those that were refused
// or spoiled. Callers must not modify its slices and maps.
func (s *Server) Requests() []Request { return s.emulator.Requests() }

// ResetRequests forgets the requests so far.
func (s *Server) ResetRequests() { s.emulator.ResetRequests() }

// Accept has the invitee accept the pending invitation of an email address. An
// invitee without an account gets one first, with an ID derived from the
// address.
func (s *Server) Accept(orgID, email string) error { return wrap(s.emulator.Accept(orgID, email)) }

// Decline has the invitee decline the pending invitation of an email address.
func (s *Server) Decline(orgID, email string) error { return wrap(s.emulator.Decline(orgID, email)) }

// Expire makes the pending invitation of an email address expire now.
func (s *Server) Expire(orgID, email string) error { return wrap(s.emulator.Expire(orgID, email)) }

func wrap(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("clarifaitest: %w", err)
}
