package main

import (
	"errors"
	"strings"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

const people = `email,member_role
ann@acme.example,Team Contributor
new@acme.example,Organization User
not an address,Team Contributor
New@acme.example,Team Contributor
bob@acme.example,Chief Labeler
boss@acme.example,Admin
,Organization User
invited@acme.example,Team Contributor
last@acme.example,Team Contributor
`

func newServer(t *testing.T) *clarifaitest.Server {
	t.Helper()
	return clarifaitest.NewServer(t, clarifaitest.Config{
		Users: []clarifaitest.User{{ID: "olga"}, {ID: "ann", Email: "ann@acme.example"}},
		Organizations: []clarifaitest.Organization{{
			ID:          "acme",
			Members:     []clarifaitest.Member{{UserID: "ann", Role: clarifai.MemberRoleUser}},
			Invitations: []clarifaitest.Invitation{{Email: "invited@acme.example", Role: clarifai.MemberRoleUser}},
		}},
	})
}

// invited returns the addresses that the server has invitations of.
func invited(server *clarifaitest.Server) string {
	var addresses []string
	for _, invitation := range server.Invitations("acme") {
		addresses = append(addresses, invitation.Email)
	}
	return strings.Join(addresses, " ")
}

func TestInvite(t *testing.T) {
	for _, c := range []struct {
		dryRun        bool
		outcome, want string
	}{
		{true, "to invite", "invited@acme.example"},
		{false, "invited", "invited@acme.example new@acme.example last@acme.example"},
	} {
		server := newServer(t)
		client := server.Client(clarifai.WithGuard(clarifai.Guard{Owners: []string{"acme", "me"}, ReadOnly: c.dryRun}))
		var out strings.Builder
		if err := invite(t.Context(), client, "acme", strings.NewReader(people), c.dryRun, &out); err != nil {
			t.Errorf("dry run %v: %v", c.dryRun, err)
		}
		if got := invited(server); got != c.want {
			t.Errorf("dry run %v: invited: %s, want %s", c.dryRun, got, c.want)
		}
		for _, line := range []string{
			"skipped: roster line 4: ", "skipped: roster line 5: ", "skipped: roster line 6: ", "skipped: roster line 7: ", "skipped: roster line 8: ",
			"ann@acme.example: member (", "invited@acme.example: invited earlier (",
			"new@acme.example: " + c.outcome + " (", "last@acme.example: " + c.outcome + " (",
		} {
			if !strings.Contains("\n"+out.String(), "\n"+line) {
				t.Errorf("dry run %v: no line begins with %q:\n%s", c.dryRun, line, out.String())
			}
		}
		if got := strings.Count(out.String(), "\n"); got != 9 {
			t.Errorf("dry run %v: %d lines for 9 rows:\n%s", c.dryRun, got, out.String())
		}
	}
}

func TestInvite_Failure(t *testing.T) {
	for name, c := range map[string]struct {
		file  string
		fault clarifai.Operation
		want  error // nil means any
	}{
		"no such columns":            {file: "name\nann\n"},
		"the members cannot be read": {people, clarifai.OpMembersList, clarifai.ErrForbidden},
		"invitations are refused":    {people, clarifai.OpInvitationsCreate, clarifai.ErrForbidden},
	} {
		t.Run(name, func(t *testing.T) {
			server := newServer(t)
			if c.fault != "" {
				server.Inject(clarifaitest.Fault{Operation: c.fault, Kind: clarifaitest.FaultStatus, Status: 403, Count: -1})
			}
			var out strings.Builder
			err := invite(t.Context(), server.Client(), "acme", strings.NewReader(c.file), false, &out)
			if err == nil || c.want != nil && !errors.Is(err, c.want) {
				t.Errorf("%v, want %v", err, c.want)
			}
			if got := invited(server); got != "invited@acme.example" {
				t.Errorf("invited: %s", got)
			}
			if c.fault == clarifai.OpInvitationsCreate && !strings.Contains(out.String(), "new@acme.example: invitation failed (") {
				t.Errorf("it does not say whose invitation failed:\n%s", out.String())
			}
		})
	}
}
