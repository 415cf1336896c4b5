package clarifaitest

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/emulator"
)

// Server is a running server. It is safe for concurrent use.
type Server struct {
	emulator *emulator.Server
}

// NewServer starts a server that is closed when the test ends. A bad option
// ends the test.
func NewServer(t testing.TB, opts ...Option) *Server {
	t.Helper()
	s, err := Start(opts...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// Start starts a server outside of a test. The caller closes it.
func Start(opts ...Option) (*Server, error) {
	var c config
	for _, opt := range opts {
		if err := opt(&c); err != nil {
			return nil, fmt.Errorf("clarifaitest: %w", err)
		}
	}
	s, err := emulator.Start(c.Config)
	if err != nil {
		return nil, fmt.Errorf("clarifaitest: %w", err)
	}
	return &Server{emulator: s}, nil
}

// URL is the server's base URL, without a slash at its end. With [InMemory]
// only [Server.HTTPClient] can reach it.
func (s *Server) URL() string { return s.emulator.URL() }

// HTTPClient reaches the server, also with [InMemory].
func (s *Server) HTTPClient() *http.Client { return s.emulator.HTTPClient() }

// Close stops the server, cuts the requests under way and returns when nothing
// of the server runs any more. It can be called twice.
func (s *Server) Close() { s.emulator.Close() }

// Client makes a client of this server with the PAT of the first user seeded.
// Options given here come last, so that [clarifai.WithPAT] makes it another
// user's. It panics if the options are invalid together;
// [clarifai.WithTokenSource], which stands beside no PAT, needs a client made
// by [clarifai.NewClient] with URL and HTTPClient.
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

// PAT gives a user's personal access token. It panics if there is no such user.
func (s *Server) PAT(userID string) string {
	pat, _ := s.credentials(userID)
	return pat
}

// SessionToken gives a user's session token. It panics if there is no such user.
func (s *Server) SessionToken(userID string) string {
	_, session := s.credentials(userID)
	return session
}

func (s *Server) credentials(userID string) (pat, session string) {
	pat, session, ok := s.emulator.Credentials(userID)
	if !ok {
		panic(fmt.Sprintf("clarifaitest: no user %q", userID))
	}
	return pat, session
}

// Handle adds a route of one's own, in the pattern syntax of [http.ServeMux];
// it panics as that does. Such a route wins over the server's, and is served
// to everyone, without a credential. A handler of a list must honour the page
// parameter and return an empty list after the last page, or All methods fail.
func (s *Server) Handle(pattern string, h http.Handler) { s.emulator.Handle(pattern, h) }

// Advance moves the server's clock on, by which invitations and keys expire.
// Latency, lag and stalls are real time and are not shortened.
func (s *Server) Advance(d time.Duration) { s.emulator.Advance(d) }

// AuditEntry is an entry of the audit log of an organization or a user.
type AuditEntry struct {
	Timestamp   time.Time
	Visible     time.Time // when searches begin to give it; zero: at Timestamp
	UserID      string    // who did it
	Operation   clarifai.EventType
	Description string
	Details     []string
	Targets     []AuditTarget
	Refused     bool
	RequestID   string
	SourceIP    string // empty: 127.0.0.1
}

// AuditTarget is what something was done to: one of the ids, an app's with its
// owner's.
type AuditTarget struct{ UserID, RoleID, TeamID, AppID, OwnerID string }

// AddAuditEntries writes entries to the audit log of an organization or a user,
// beside those of what really happens on the server. It fails for an owner that
// there is not and for an operation that Clarifai does not name.
func (s *Server) AddAuditEntries(ownerID string, entries ...AuditEntry) error {
	added := make([]emulator.AuditEntry, len(entries))
	for i, e := range entries {
		number, ok := emulator.EventNumber(string(e.Operation))
		if !ok {
			return fmt.Errorf("clarifaitest: entry %d: there is no operation %q", i, e.Operation)
		}
		added[i] = emulator.AuditEntry{
			Timestamp: e.Timestamp, Visible: e.Visible, UserID: e.UserID, Event: number, Description: e.Description,
			Details: e.Details, Refused: e.Refused, RequestID: e.RequestID, SourceIP: e.SourceIP,
		}
		for _, t := range e.Targets {
			added[i].Targets = append(added[i].Targets, emulator.AuditTarget(t))
		}
	}
	return ours(s.emulator.AddAuditEntries(ownerID, added...))
}

// AuditLog gives the whole audit log of an organization or a user, in the order
// in which it was written, with what does not show yet.
func (s *Server) AuditLog(ownerID string) []AuditEntry {
	var all []AuditEntry
	for _, e := range s.emulator.AuditLog(ownerID) {
		entry := AuditEntry{
			Timestamp: e.Timestamp, Visible: e.Visible, UserID: e.UserID, Operation: clarifai.EventType(emulator.EventName(e.Event)),
			Description: e.Description, Details: e.Details, Refused: e.Refused, RequestID: e.RequestID, SourceIP: e.SourceIP,
		}
		for _, t := range e.Targets {
			entry.Targets = append(entry.Targets, AuditTarget(t))
		}
		all = append(all, entry)
	}
	return all
}

// Request is a request that reached the server.
type Request struct {
	// Operation is what the request asks for; "" for a request of no known
	// operation. Two operations that are the same request have the name of the
	// first in [clarifai.Routes]: teams.set_app_role shows as teams.add_apps.
	Operation clarifai.Operation
	Method    string
	Path      string
	Query     url.Values
	Route     string // the template of the path; "" for a path that Clarifai does not have
	Body      []byte
	UserID    string              // who called; "" without a good credential
	Status    int                 // HTTP status that was sent; 0 if none was, or not yet
	Code      clarifai.StatusCode // code of the envelope that was sent; 0 for none
	RequestID string              // request id of that envelope
	Acted     bool                // whether a write was carried out with success, also where a fault spoiled the response
	Write     bool                // whether the route changes anything; on an unknown path, whether the method would
}

// Requests lists what was asked since the start or the last
// [Server.ResetRequests], in order of arrival, with refused and spoiled
// requests. The slices and maps in it are not to be written into.
func (s *Server) Requests() []Request {
	var all []Request
	for _, r := range s.emulator.Requests() {
		all = append(all, Request{
			Operation: operations[r.Method+" "+r.Route],
			Method:    r.Method,
			Path:      r.Path,
			Query:     r.Query,
			Route:     r.Route,
			Body:      r.Body,
			UserID:    r.UserID,
			Status:    r.Status,
			Code:      clarifai.StatusCode(r.Code),
			RequestID: r.RequestID,
			Acted:     r.Acted,
			Write:     r.Write,
		})
	}
	return all
}

// ResetRequests forgets the requests so far.
func (s *Server) ResetRequests() { s.emulator.ResetRequests() }

// operations gives the operation of a method and a route.
var operations = func() map[string]clarifai.Operation {
	all := map[string]clarifai.Operation{}
	for _, r := range clarifai.Routes() {
		if _, ok := all[r.Method+" "+r.Path]; !ok {
			all[r.Method+" "+r.Path] = r.Op
		}
	}
	return all
}()

// Accept has the invitee accept the pending invitation of an email address. An
// invitee without an account registers first, under an id made of the address.
func (s *Server) Accept(orgID, email string) error { return ours(s.emulator.Accept(orgID, email)) }

// Decline has the invitee decline the pending invitation of an email address.
func (s *Server) Decline(orgID, email string) error { return ours(s.emulator.Decline(orgID, email)) }

// Expire ends the time of the pending invitation of an email address now.
func (s *Server) Expire(orgID, email string) error { return ours(s.emulator.Expire(orgID, email)) }

func ours(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("clarifaitest: %w", err)
}

// RoleID gives the id that the server has for a role. It panics if there is no
// role of that name and type.
func (s *Server) RoleID(role clarifai.RoleRef, roleType clarifai.RoleType) string {
	id, ok := s.emulator.RoleID(string(role), roleType == clarifai.RoleTypeOrg)
	if !ok {
		panic(fmt.Sprintf("clarifaitest: no role %q of type %s", role, roleType))
	}
	return id
}

// Organizations gives the server's true state, which [WithLag] does not hold
// back: every organization with its members, invitations and teams, each in
// the order in which it came.
func (s *Server) Organizations() []Organization {
	var all []Organization
	for _, o := range s.emulator.Organizations() {
		all = append(all, organizationOf(o))
	}
	return all
}

// Organization gives the true state of one organization, and whether there is
// one of that id.
func (s *Server) Organization(id string) (Organization, bool) {
	all := s.Organizations()
	i := slices.IndexFunc(all, func(o Organization) bool { return strings.EqualFold(o.ID, id) })
	if i < 0 {
		return Organization{}, false
	}
	return all[i], true
}

// Members gives an organization's true members; none if there is no such
// organization.
func (s *Server) Members(orgID string) []Member {
	o, _ := s.Organization(orgID)
	return o.Members
}

// Invitations gives an organization's true invitations, with the status that
// each has now; none if there is no such organization.
func (s *Server) Invitations(orgID string) []Invitation {
	o, _ := s.Organization(orgID)
	return o.Invitations
}

// Teams gives an organization's true teams; none if there is no such
// organization.
func (s *Server) Teams(orgID string) []Team {
	o, _ := s.Organization(orgID)
	return o.Teams
}

// TeamMembers gives the ids of the users who are truly on a team; none if there
// is no such team.
func (s *Server) TeamMembers(orgID, teamID string) []string {
	return s.team(orgID, teamID).Members
}

// TeamApps gives the apps that a team truly has; none if there is no such team.
func (s *Server) TeamApps(orgID, teamID string) []TeamApp {
	return s.team(orgID, teamID).Apps
}

func (s *Server) team(orgID, teamID string) Team {
	for _, t := range s.Teams(orgID) {
		if t.ID == teamID {
			return t
		}
	}
	return Team{}
}

// Apps gives all true apps, of users and of organizations.
func (s *Server) Apps() []App {
	var all []App
	for _, a := range s.emulator.Apps() {
		all = append(all, appOf(a))
	}
	return all
}

// App gives the true state of one app, and whether there is one of that owner
// and id.
func (s *Server) App(ownerID, appID string) (App, bool) {
	for _, a := range s.Apps() {
		if strings.EqualFold(a.Owner, ownerID) && a.ID == appID {
			return a, true
		}
	}
	return App{}, false
}

// Tokens gives the true keys of a user with their secrets, expired ones too:
// the PAT that was seeded with the user, unless it was deleted, and then the
// others in the order in which they came. There are none if there is no such
// user.
func (s *Server) Tokens(userID string) []Token {
	var all []Token
	for _, t := range s.emulator.Tokens(userID) {
		all = append(all, tokenOf(t))
	}
	return all
}

// PasswordPolicies gives all true password policies.
func (s *Server) PasswordPolicies() []PasswordPolicy {
	var all []PasswordPolicy
	for _, p := range s.emulator.PasswordPolicies() {
		all = append(all, PasswordPolicy(p))
	}
	return all
}

// IdentityProviders gives an organization's true identity providers with their
// secrets; none if there is no such organization.
func (s *Server) IdentityProviders(orgID string) []IdentityProvider {
	var all []IdentityProvider
	for _, p := range s.emulator.IdentityProviders(orgID) {
		all = append(all, IdentityProvider(p))
	}
	return all
}

// Usage gives what an organization or a user has used, by date.
func (s *Server) Usage(ownerID string) []Usage {
	var all []Usage
	for _, u := range s.emulator.Usage(ownerID) {
		all = append(all, Usage{
			OwnerID: u.OwnerID, Date: u.Date, Section: clarifai.UsageSection(u.Section), CallerUserID: u.CallerUserID, AppID: u.AppID,
			ModelID: u.ModelID, CategoryID: u.CategoryID, Value: u.Value,
		})
	}
	return all
}
