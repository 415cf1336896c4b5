package clarifai_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// Canaries: wherever one of these strings shows up, a credential has leaked.
const (
	corePAT     = "pat-canary-0123456789abcdef"
	coreSession = "session-canary-fedcba9876543210"
)

const coreOK = `"status":{"code":10000,"description":"Ok","req_id":"req-1"}`

// coreBody is a success with some fields beside its status.
func coreBody(fields string) string {
	if fields != "" {
		fields = "," + fields
	}
	return "{" + coreOK + fields + "}"
}

// coreReply is what a coreServer answers.
type coreReply struct {
	status int
	body   string
	header map[string]string
	err    error     // instead of an answer
	reader io.Reader // instead of body, of unknown length
	length int64     // declared, where it is not the body's; -1: not declared
}

func coreFine(fields string) coreReply { return coreReply{status: 200, body: coreBody(fields)} }

func coreFail(status, code int) coreReply {
	return coreReply{status: status, body: fmt.Sprintf(`{"status":{"code":%d,"description":"words","req_id":"req-x"}}`, code)}
}

var coreTeam = coreFine(`"team":{"id":"ml","name":"ML"}`)

// coreRequest is a request as it left the client.
type coreRequest struct {
	*http.Request
	op   clarifai.Operation
	body string
	at   time.Time
}

// coreServer stands for the network: it records and answers what is sent.
type coreServer struct {
	handle func(n int, r *coreRequest) coreReply // n counts from 1

	mu     sync.Mutex
	seen   []*coreRequest
	open   atomic.Int64 // bodies handed out and not closed
	closed atomic.Int64 // calls of CloseIdleConnections
}

func (s *coreServer) CloseIdleConnections() { s.closed.Add(1) }

func (s *coreServer) RoundTrip(r *http.Request) (*http.Response, error) {
	request := &coreRequest{Request: r, at: time.Now()}
	request.op, _ = clarifai.OperationFromContext(r.Context())
	if r.Body != nil {
		data, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		_ = r.Body.Close()
		request.body = string(data)
	}
	s.mu.Lock()
	s.seen = append(s.seen, request)
	n := len(s.seen)
	s.mu.Unlock()

	reply := s.handle(n, request)
	if reply.err != nil {
		return nil, reply.err
	}
	if err := r.Context().Err(); err != nil {
		return nil, err
	}
	header := http.Header{"Content-Type": {"application/json"}}
	for name, value := range reply.header {
		header.Set(name, value)
	}
	reader, length := reply.reader, int64(len(reply.body))
	if reader == nil {
		reader = strings.NewReader(reply.body)
	} else {
		length = -1
	}
	if reply.length != 0 {
		length = reply.length
	}
	s.open.Add(1)
	return &http.Response{
		StatusCode: reply.status, Header: header, ContentLength: length, Request: r,
		Body: &coreTracked{Reader: reader, open: &s.open},
	}, nil
}

type coreTracked struct {
	io.Reader
	open *atomic.Int64
	once sync.Once
}

func (b *coreTracked) Close() error {
	b.once.Do(func() { b.open.Add(-1) })
	return nil
}

func (s *coreServer) requests() []*coreRequest {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.seen)
}

// coreScript answers with one reply after the other, the last for ever.
func coreScript(replies ...coreReply) func(int, *coreRequest) coreReply {
	return func(n int, _ *coreRequest) coreReply { return replies[min(n, len(replies))-1] }
}

// coreClient is a client of a coreServer that answers by handle.
func coreClient(t testing.TB, handle func(int, *coreRequest) coreReply, opts ...clarifai.Option) (*clarifai.Client, *coreServer) {
	t.Helper()
	s := &coreServer{handle: handle}
	all := append([]clarifai.Option{clarifai.WithPAT(corePAT), clarifai.WithBaseURL("https://api.example.test"),
		clarifai.WithHTTPClient(&http.Client{Transport: s})}, opts...)
	c, err := clarifai.NewClient(all...)
	if err != nil {
		t.Fatal(err)
	}
	return c, s
}

// coreNoEnv takes the credentials of whoever runs the tests away.
func coreNoEnv(t *testing.T) {
	for _, name := range []string{"CLARIFAI_PAT", "CLARIFAI_SESSION_TOKEN", "CLARIFAI_API_BASE"} {
		t.Setenv(name, "")
	}
}

var coreSentinels = map[string]error{
	"ErrUnauthorized": clarifai.ErrUnauthorized, "ErrForbidden": clarifai.ErrForbidden, "ErrNotFound": clarifai.ErrNotFound,
	"ErrConflict": clarifai.ErrConflict, "ErrInvalid": clarifai.ErrInvalid, "ErrRateLimited": clarifai.ErrRateLimited,
	"ErrPlanLimit": clarifai.ErrPlanLimit, "ErrUnavailable": clarifai.ErrUnavailable,
	"ErrRouteUnavailable": clarifai.ErrRouteUnavailable, "ErrMoved": clarifai.ErrMoved, "ErrTooLarge": clarifai.ErrTooLarge,
	"ErrAmbiguous": clarifai.ErrAmbiguous, "ErrGuarded": clarifai.ErrGuarded,
}

// coreIs names the sentinels of an error, in order of their names.
func coreIs(err error) string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(coreSentinels)) {
		if errors.Is(err, coreSentinels[name]) {
			names = append(names, name)
		}
	}
	return strings.Join(names, " ")
}

// coreError gives the *Error that an operation's error must be.
func coreError(t testing.TB, err error) *clarifai.Error {
	t.Helper()
	e, ok := errors.AsType[*clarifai.Error](err)
	if !ok {
		t.Fatalf("%T (%v) is no *Error", err, err)
	}
	return e
}

// corePanics reports what a function panics with, nil for nothing.
func corePanics(f func()) (panicked any) {
	defer func() { panicked = recover() }()
	f()
	return nil
}

// coreMethod is a method of a service, called with as many ids as it takes.
type coreMethod struct {
	op   clarifai.Operation
	ids  int
	call func(ctx context.Context, c *clarifai.Client, id []string) error
}

func coreValue[T any](_ T, err error) error { return err }

const coreRole = "id:role-1" // needs no lookup

// coreMethods has every method of every service that makes requests.
var coreMethods = map[string]coreMethod{
	"Organizations.Create": {clarifai.OpOrganizationsCreate, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.Organizations.Create(ctx, clarifai.CreateOrganizationRequest{ID: id[0], Name: "N", BillingEmail: "b@acme.example"}))
	}},
	"Organizations.Get": {clarifai.OpOrganizationsGet, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.Organizations.Get(ctx, id[0]))
	}},
	"Organizations.List": {clarifai.OpOrganizationsList, 0, func(ctx context.Context, c *clarifai.Client, _ []string) error {
		return coreValue(c.Organizations.List(ctx, nil))
	}},
	"Organizations.ListAll": {clarifai.OpOrganizationsList, 0, func(ctx context.Context, c *clarifai.Client, _ []string) error {
		return coreValue(clarifai.Collect(c.Organizations.ListAll(ctx, nil)))
	}},
	"Organizations.ListForUser": {clarifai.OpOrganizationsListForUser, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.Organizations.ListForUser(ctx, id[0], nil))
	}},
	"Organizations.ListAllForUser": {clarifai.OpOrganizationsListForUser, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(clarifai.Collect(c.Organizations.ListAllForUser(ctx, id[0], nil)))
	}},
	"Organizations.Update": {clarifai.OpOrganizationsUpdate, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.Organizations.Update(ctx, id[0], clarifai.UpdateOrganizationRequest{Name: new("N")}))
	}},
	"Organizations.Delete": {clarifai.OpOrganizationsDelete, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Organizations.Delete(ctx, id[0])
	}},
	"Organizations.Leave": {clarifai.OpOrganizationsLeave, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Organizations.Leave(ctx, id[0])
	}},
	"Members.List": {clarifai.OpMembersList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.Members.List(ctx, id[0], nil))
	}},
	"Members.ListAll": {clarifai.OpMembersList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(clarifai.Collect(c.Members.ListAll(ctx, id[0], nil)))
	}},
	"Members.ListForApp": {clarifai.OpMembersListForApp, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.Members.ListForApp(ctx, id[0], id[1], nil))
	}},
	"Members.ListAllForApp": {clarifai.OpMembersListForApp, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(clarifai.Collect(c.Members.ListAllForApp(ctx, id[0], id[1], nil)))
	}},
	"Members.Find": {clarifai.OpMembersList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.Members.Find(ctx, id[0], "ann"))
	}},
	"Members.Add": {clarifai.OpMembersAdd, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Members.Add(ctx, id[0], clarifai.AddMemberRequest{UserID: id[1], Role: coreRole})
	}},
	"Members.UpdateRole": {clarifai.OpMembersUpdateRole, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Members.UpdateRole(ctx, id[0], id[1], coreRole)
	}},
	"Members.Remove": {clarifai.OpMembersRemove, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Members.Remove(ctx, id[0], id[1])
	}},
	"Invitations.Create": {clarifai.OpInvitationsCreate, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.Invitations.Create(ctx, id[0], clarifai.CreateInvitationRequest{Email: "a@acme.example", Role: coreRole}))
	}},
	"Invitations.CreateBatch": {clarifai.OpInvitationsCreate, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.Invitations.CreateBatch(ctx, id[0], []clarifai.CreateInvitationRequest{{Email: "a@acme.example", Role: coreRole}}))
	}},
	"Invitations.List": {clarifai.OpInvitationsList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.Invitations.List(ctx, id[0], nil))
	}},
	"Invitations.ListAll": {clarifai.OpInvitationsList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(clarifai.Collect(c.Invitations.ListAll(ctx, id[0], nil)))
	}},
	"Invitations.Get": {clarifai.OpInvitationsGet, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.Invitations.Get(ctx, id[0], id[1]))
	}},
	"Invitations.GetPublic": {clarifai.OpInvitationsGetPublic, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.Invitations.GetPublic(ctx, id[0]))
	}},
	"Invitations.Cancel": {clarifai.OpInvitationsCancel, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.Invitations.Cancel(ctx, id[0], id[1]))
	}},
	"Invitations.Accept": {clarifai.OpInvitationsAccept, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Invitations.Accept(ctx, id[0], id[1])
	}},
	"Invitations.Decline": {clarifai.OpInvitationsDecline, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Invitations.Decline(ctx, id[0], id[1])
	}},
	"Teams.Create": {clarifai.OpTeamsCreate, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.Teams.Create(ctx, id[0], clarifai.CreateTeamRequest{ID: id[1], Name: "N"}))
	}},
	"Teams.CreateBatch": {clarifai.OpTeamsCreate, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.Teams.CreateBatch(ctx, id[0], []clarifai.CreateTeamRequest{{ID: id[1], Name: "N", DefaultRole: coreRole}}))
	}},
	"Teams.Get": {clarifai.OpTeamsGet, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.Teams.Get(ctx, id[0], id[1]))
	}},
	"Teams.List": {clarifai.OpTeamsList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.Teams.List(ctx, id[0], nil))
	}},
	"Teams.ListAll": {clarifai.OpTeamsList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(clarifai.Collect(c.Teams.ListAll(ctx, id[0], nil)))
	}},
	"Teams.Update": {clarifai.OpTeamsUpdate, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.Teams.Update(ctx, id[0], id[1], clarifai.UpdateTeamRequest{Name: new("N")}))
	}},
	"Teams.Delete": {clarifai.OpTeamsDelete, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Teams.Delete(ctx, id[0], id[1:2])
	}},
	"Teams.ListMembers": {clarifai.OpTeamsListMembers, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.Teams.ListMembers(ctx, id[0], id[1], nil))
	}},
	"Teams.ListAllMembers": {clarifai.OpTeamsListMembers, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(clarifai.Collect(c.Teams.ListAllMembers(ctx, id[0], id[1], nil)))
	}},
	"Teams.AddMembers": {clarifai.OpTeamsAddMembers, 3, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.Teams.AddMembers(ctx, id[0], id[1], id[2:3]))
	}},
	"Teams.RemoveMembers": {clarifai.OpTeamsRemoveMembers, 3, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Teams.RemoveMembers(ctx, id[0], id[1], id[2:3])
	}},
	"Teams.ListApps": {clarifai.OpTeamsListApps, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.Teams.ListApps(ctx, id[0], id[1], nil))
	}},
	"Teams.ListAllApps": {clarifai.OpTeamsListApps, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(clarifai.Collect(c.Teams.ListAllApps(ctx, id[0], id[1], nil)))
	}},
	"Teams.AddApps": {clarifai.OpTeamsAddApps, 3, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Teams.AddApps(ctx, id[0], id[1], []clarifai.AddTeamAppRequest{{AppID: id[2], Role: coreRole}})
	}},
	"Teams.SetAppRole": {clarifai.OpTeamsSetAppRole, 3, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Teams.SetAppRole(ctx, id[0], id[1], id[2], coreRole)
	}},
	"Teams.RemoveApps": {clarifai.OpTeamsRemoveApps, 3, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Teams.RemoveApps(ctx, id[0], id[1], id[2:3])
	}},
	"Roles.List": {clarifai.OpRolesList, 0, func(ctx context.Context, c *clarifai.Client, _ []string) error {
		return coreValue(c.Roles.List(ctx, nil))
	}},
	"Roles.ListAll": {clarifai.OpRolesList, 0, func(ctx context.Context, c *clarifai.Client, _ []string) error {
		return coreValue(clarifai.Collect(c.Roles.ListAll(ctx, nil)))
	}},
	"Roles.Get": {clarifai.OpRolesGet, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.Roles.Get(ctx, id[0]))
	}},
	"Roles.GetByName": {clarifai.OpRolesList, 0, func(ctx context.Context, c *clarifai.Client, _ []string) error {
		return coreValue(c.Roles.GetByName(ctx, "Admin", clarifai.RoleTypeOrg))
	}},
	"Roles.Resolve": {clarifai.OpRolesList, 0, func(ctx context.Context, c *clarifai.Client, _ []string) error {
		return coreValue(c.Roles.Resolve(ctx, clarifai.RoleAdmin, clarifai.RoleTypeOrg))
	}},
	"Users.GetMe": {clarifai.OpUsersGet, 0, func(ctx context.Context, c *clarifai.Client, _ []string) error {
		return coreValue(c.Users.GetMe(ctx))
	}},
	"Users.Get": {clarifai.OpUsersGet, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.Users.Get(ctx, id[0], nil))
	}},
	"Users.Star": {clarifai.OpUsersStar, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Users.Star(ctx, id[:1])
	}},
	"Users.Unstar": {clarifai.OpUsersUnstar, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Users.Unstar(ctx, id[:1])
	}},

	"Apps.List": {clarifai.OpAppsList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.Apps.List(ctx, id[0], nil))
	}},
	"Apps.ListAll": {clarifai.OpAppsList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(clarifai.Collect(c.Apps.ListAll(ctx, id[0], nil)))
	}},
	"Apps.ListVisible": {clarifai.OpAppsListVisible, 0, func(ctx context.Context, c *clarifai.Client, _ []string) error {
		return coreValue(c.Apps.ListVisible(ctx, nil))
	}},
	"Apps.ListAllVisible": {clarifai.OpAppsListVisible, 0, func(ctx context.Context, c *clarifai.Client, _ []string) error {
		return coreValue(clarifai.Collect(c.Apps.ListAllVisible(ctx, nil)))
	}},
	"Apps.Search": {clarifai.OpAppsSearch, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.Apps.Search(ctx, id[0], nil))
	}},
	"Apps.SearchAll": {clarifai.OpAppsSearch, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(clarifai.Collect(c.Apps.SearchAll(ctx, id[0], nil)))
	}},
	"Apps.Get": {clarifai.OpAppsGet, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.Apps.Get(ctx, id[0], id[1], nil))
	}},
	"Apps.Create": {clarifai.OpAppsCreate, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.Apps.Create(ctx, id[0], clarifai.CreateAppRequest{ID: id[1]}))
	}},
	"Apps.Update": {clarifai.OpAppsUpdate, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.Apps.Update(ctx, id[0], id[1], clarifai.UpdateAppRequest{Name: new("N")}))
	}},
	"Apps.ChangeID": {clarifai.OpAppsChangeID, 3, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Apps.ChangeID(ctx, id[0], id[1], id[2])
	}},
	"Apps.Delete": {clarifai.OpAppsDelete, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Apps.Delete(ctx, id[0], id[1])
	}},
	"Apps.Transfer": {clarifai.OpAppsTransfer, 3, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Apps.Transfer(ctx, id[0], id[1], id[2])
	}},
	"Apps.Star": {clarifai.OpAppsStar, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Apps.Star(ctx, id[0], id[1:2])
	}},
	"Apps.Unstar": {clarifai.OpAppsUnstar, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Apps.Unstar(ctx, id[0], id[1:2])
	}},
	"Apps.GetResourceCounts": {clarifai.OpAppsGetResourceCounts, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.Apps.GetResourceCounts(ctx, id[0], id[1]))
	}},
	"Collaborators.List": {clarifai.OpCollaboratorsList, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.Collaborators.List(ctx, id[0], id[1], nil))
	}},
	"Collaborators.ListAll": {clarifai.OpCollaboratorsList, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(clarifai.Collect(c.Collaborators.ListAll(ctx, id[0], id[1], nil)))
	}},
	"Collaborators.Add": {clarifai.OpCollaboratorsAdd, 3, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.Collaborators.Add(ctx, id[0], id[1], clarifai.AddCollaboratorRequest{UserID: id[2], Scopes: []string{"All"}}))
	}},
	"Collaborators.Update": {clarifai.OpCollaboratorsUpdate, 3, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.Collaborators.Update(ctx, id[0], id[1], id[2], clarifai.UpdateCollaboratorRequest{Scopes: []string{"All"}}))
	}},
	"Collaborators.Remove": {clarifai.OpCollaboratorsRemove, 3, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Collaborators.Remove(ctx, id[0], id[1], id[2:3])
	}},
	"Collaborators.RemoveByEmail": {clarifai.OpCollaboratorsRemove, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Collaborators.RemoveByEmail(ctx, id[0], id[1], []string{"a@acme.example"})
	}},
	"Collaborators.ListCollaborations": {clarifai.OpCollaboratorsListCollaborations, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.Collaborators.ListCollaborations(ctx, id[0], nil))
	}},
	"Collaborators.ListAllCollaborations": {clarifai.OpCollaboratorsListCollaborations, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(clarifai.Collect(c.Collaborators.ListAllCollaborations(ctx, id[0], nil)))
	}},
	"Tokens.List": {clarifai.OpTokensList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.Tokens.List(ctx, id[0], nil))
	}},
	"Tokens.ListAll": {clarifai.OpTokensList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(clarifai.Collect(c.Tokens.ListAll(ctx, id[0], nil)))
	}},
	"Tokens.ListForApp": {clarifai.OpTokensListForApp, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.Tokens.ListForApp(ctx, id[0], id[1], nil))
	}},
	"Tokens.ListAllForApp": {clarifai.OpTokensListForApp, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(clarifai.Collect(c.Tokens.ListAllForApp(ctx, id[0], id[1], nil)))
	}},
	"Tokens.Get": {clarifai.OpTokensGet, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.Tokens.Get(ctx, id[0], clarifai.NewSecret(id[1])))
	}},
	"Tokens.Create": {clarifai.OpTokensCreate, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.Tokens.Create(ctx, id[0], clarifai.CreateTokenRequest{Description: "D", Scopes: []string{"All"}}))
	}},
	"Tokens.Update": {clarifai.OpTokensUpdate, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.Tokens.Update(ctx, id[0], clarifai.NewSecret(id[1]), clarifai.UpdateTokenRequest{Description: new("D")}))
	}},
	"Tokens.Revoke": {clarifai.OpTokensRevoke, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Tokens.Revoke(ctx, id[0], clarifai.NewSecret(id[1]))
	}},
	"Tokens.Rotate": {clarifai.OpTokensGet, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.Tokens.Rotate(ctx, id[0], clarifai.NewSecret(id[1]), clarifai.RotateTokenRequest{Store: func(context.Context, *clarifai.Token) error { return nil }}))
	}},
	"Tokens.GetScopeDependencies": {clarifai.OpTokensGetScopeDependencies, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.Tokens.GetScopeDependencies(ctx, id[0], nil))
	}},
	"Tokens.GetMyScopes": {clarifai.OpTokensGetMyScopes, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.Tokens.GetMyScopes(ctx, id[0]))
	}},
	"PasswordPolicies.List": {clarifai.OpPasswordPoliciesList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.PasswordPolicies.List(ctx, id[0], nil))
	}},
	"PasswordPolicies.ListAll": {clarifai.OpPasswordPoliciesList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(clarifai.Collect(c.PasswordPolicies.ListAll(ctx, id[0], nil)))
	}},
	"PasswordPolicies.ListGlobal": {clarifai.OpPasswordPoliciesListGlobal, 0, func(ctx context.Context, c *clarifai.Client, _ []string) error {
		return coreValue(c.PasswordPolicies.ListGlobal(ctx))
	}},
	"PasswordPolicies.Create": {clarifai.OpPasswordPoliciesCreate, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.PasswordPolicies.Create(ctx, id[0], clarifai.CreatePasswordPolicyRequest{PasswordRules: clarifai.PasswordRules{MinimumLength: 8}}))
	}},
	"PasswordPolicies.Update": {clarifai.OpPasswordPoliciesUpdate, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.PasswordPolicies.Update(ctx, id[0], id[1], clarifai.UpdatePasswordPolicyRequest{NumericNeeded: new(true)}))
	}},
	"PasswordPolicies.Delete": {clarifai.OpPasswordPoliciesDelete, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.PasswordPolicies.Delete(ctx, id[0], id[1:2])
	}},
	"PasswordPolicies.Validate": {clarifai.OpPasswordPoliciesValidate, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.PasswordPolicies.Validate(ctx, id[0], clarifai.NewSecret("a password")))
	}},
	"IdentityProviders.List": {clarifai.OpIdentityProvidersList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.IdentityProviders.List(ctx, id[0], nil))
	}},
	"IdentityProviders.ListAll": {clarifai.OpIdentityProvidersList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(clarifai.Collect(c.IdentityProviders.ListAll(ctx, id[0], nil)))
	}},
	"IdentityProviders.Get": {clarifai.OpIdentityProvidersGet, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.IdentityProviders.Get(ctx, id[0], id[1]))
	}},
	"IdentityProviders.Create": {clarifai.OpIdentityProvidersCreate, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.IdentityProviders.Create(ctx, id[0], clarifai.CreateIdentityProviderRequest{
			ID: id[1], Name: "N", Type: clarifai.IdentityProviderSAML, SAMLMetadataURL: "https://idp.example"}))
	}},
	"IdentityProviders.Update": {clarifai.OpIdentityProvidersUpdate, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.IdentityProviders.Update(ctx, id[0], id[1], clarifai.UpdateIdentityProviderRequest{Name: new("N")}))
	}},
	"IdentityProviders.Delete": {clarifai.OpIdentityProvidersDelete, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.IdentityProviders.Delete(ctx, id[0], id[1:2])
	}},
	"IdentityProviders.ListAuthMethods": {clarifai.OpIdentityProvidersListAuthMethods, 0, func(ctx context.Context, c *clarifai.Client, _ []string) error {
		return coreValue(c.IdentityProviders.ListAuthMethods(ctx, nil))
	}},
	"IdentityProviders.ListOrganizationAuthMethods": {clarifai.OpIdentityProvidersListOrganizationAuthMethods, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.IdentityProviders.ListOrganizationAuthMethods(ctx, id[0], nil))
	}},
	"Billing.GetCurrentBill": {clarifai.OpBillingGetCurrentBill, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.Billing.GetCurrentBill(ctx, id[0]))
	}},
	"Billing.ListCycles": {clarifai.OpBillingListCycles, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.Billing.ListCycles(ctx, id[0], nil))
	}},
	"Billing.ListAllCycles": {clarifai.OpBillingListCycles, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(clarifai.Collect(c.Billing.ListAllCycles(ctx, id[0], nil)))
	}},
	"Billing.ListPlans": {clarifai.OpBillingListPlans, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.Billing.ListPlans(ctx, id[0]))
	}},
	"Billing.GetSubscription": {clarifai.OpBillingGetSubscription, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.Billing.GetSubscription(ctx, id[0]))
	}},
	"Billing.Subscribe": {clarifai.OpBillingSubscribe, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.Billing.Subscribe(ctx, id[0], clarifai.SubscribeRequest{PlanID: "enterprise"}))
	}},
	"Billing.ListPaymentMethods": {clarifai.OpBillingListPaymentMethods, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.Billing.ListPaymentMethods(ctx, id[0]))
	}},
	"Billing.AddPaymentMethod": {clarifai.OpBillingAddPaymentMethod, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.Billing.AddPaymentMethod(ctx, id[0], clarifai.NewSecret("tok_visa")))
	}},
	"Billing.SetDefaultPaymentMethod": {clarifai.OpBillingSetDefaultPaymentMethod, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.Billing.SetDefaultPaymentMethod(ctx, id[0], id[1]))
	}},
	"Billing.RemovePaymentMethod": {clarifai.OpBillingRemovePaymentMethod, 2, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return c.Billing.RemovePaymentMethod(ctx, id[0], id[1])
	}},
	"Usage.ListHistory": {clarifai.OpUsageListHistory, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.Usage.ListHistory(ctx, id[0], nil))
	}},
	"Usage.ListRealtime": {clarifai.OpUsageListRealtime, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.Usage.ListRealtime(ctx, id[0]))
	}},
	"Usage.ListCycles": {clarifai.OpUsageListCycles, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.Usage.ListCycles(ctx, id[0], nil))
	}},
	"Usage.ListIntervals": {clarifai.OpUsageListIntervals, 0, func(ctx context.Context, c *clarifai.Client, _ []string) error {
		return coreValue(c.Usage.ListIntervals(ctx))
	}},
	"AuditLog.List": {clarifai.OpAuditLogList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(c.AuditLog.List(ctx, id[0], nil))
	}},
	"AuditLog.ListAll": {clarifai.OpAuditLogList, 1, func(ctx context.Context, c *clarifai.Client, id []string) error {
		return coreValue(clarifai.Collect(c.AuditLog.ListAll(ctx, id[0], nil)))
	}},
}

// coreReadsFirst are the methods that read what they are about to change, by the
// operation that does.
var coreReadsFirst = map[string]clarifai.Operation{
	"Apps.Update":              clarifai.OpAppsGet,
	"Apps.ChangeID":            clarifai.OpAppsGet,
	"Collaborators.Update":     clarifai.OpCollaboratorsList,
	"Tokens.Update":            clarifai.OpTokensGet,
	"PasswordPolicies.Update":  clarifai.OpPasswordPoliciesList,
	"IdentityProviders.Update": clarifai.OpIdentityProvidersGet,
}

// coreFirst is the operation of the first request that a method makes.
func coreFirst(name string) clarifai.Operation {
	if op, ok := coreReadsFirst[name]; ok {
		return op
	}
	return coreMethods[name].op
}

func coreGoodIDs() []string { return []string{"acme", "ml", "ann"} }

func coreRouteOf(op clarifai.Operation) clarifai.Route {
	for _, r := range clarifai.Routes() {
		if r.Op == op {
			return r
		}
	}
	return clarifai.Route{}
}

func TestCoreEveryMethodOfEveryServiceIsUnderAttack(t *testing.T) {
	client := reflect.TypeFor[clarifai.Client]()
	found := 0
	for field := range client.Fields() {
		if !field.IsExported() {
			continue
		}
		for m := range field.Type.Methods() {
			name := field.Name + "." + m.Name
			found++
			if _, ok := coreMethods[name]; !ok {
				t.Errorf("%s is missing in coreMethods: nobody attacks it", name)
			}
		}
	}
	if found != len(coreMethods) {
		t.Errorf("%d methods, and %d in coreMethods", found, len(coreMethods))
	}
	covered := map[clarifai.Operation]bool{clarifai.OpAppsUpdateDetails: true} // Apps.Update attacks both of its operations alike
	for _, m := range coreMethods {
		covered[m.op] = true
	}
	for _, r := range clarifai.Routes() {
		if !covered[r.Op] {
			t.Errorf("no method for %s", r.Op)
		}
	}
}

// corePages answers lists of things with ids 0 to total-1, under a field, as
// Clarifai pages them; a page holds clamp items at most (0: 1000).
func corePages(field string, total, clamp int) func(int, *coreRequest) coreReply {
	return func(_ int, r *coreRequest) coreReply {
		q := r.URL.Query()
		page, _ := strconv.Atoi(q.Get("page"))
		perPage, err := strconv.Atoi(q.Get("per_page"))
		if err != nil {
			perPage = 128
		}
		if clamp > 0 {
			perPage = min(perPage, clamp)
		}
		var items []string
		for i := max(page-1, 0) * perPage; i < min(max(page, 1)*perPage, total); i++ {
			items = append(items, fmt.Sprintf(`{"id":"i%d","name":"n"}`, i))
		}
		return coreFine(fmt.Sprintf(`%q:[%s]`, field, strings.Join(items, ",")))
	}
}

// coreBubble runs a named test in fake time.
func coreBubble(t *testing.T, name string, test func(*testing.T)) {
	t.Helper()
	t.Run(name, func(t *testing.T) { synctest.Test(t, test) })
}
