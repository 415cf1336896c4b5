package main

import (
	"errors"
	"strings"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

func newServer(t *testing.T, faults ...clarifaitest.Fault) *clarifaitest.Server {
	t.Helper()
	return clarifaitest.NewServer(t, clarifaitest.Config{
		Users: []clarifaitest.User{
			{ID: "olga", Email: "olga@acme.example"},
			{ID: "ann", Email: "=1+1@acme.example"},
			{ID: "hal", Email: "hal@acme.example", HidesEmail: true},
		},
		Organizations: []clarifaitest.Organization{{
			ID: "acme",
			Members: []clarifaitest.Member{
				{UserID: "ann", Role: clarifai.MemberRoleUser}, {UserID: "hal", Role: clarifai.MemberRoleTeamContributor},
			},
			Teams: []clarifaitest.Team{{ID: "vision", Members: []string{"olga", "ann"}}, {ID: "speech", Members: []string{"ann"}}},
		}},
		Faults: faults,
	})
}

func TestWriteMembers(t *testing.T) {
	const want = "user_id,email,role,teams\n" +
		"olga,olga@acme.example,Admin,vision\n" +
		"ann,'=1+1@acme.example,Organization User,vision;speech\n" +
		"hal,,Team Contributor,\n"
	for name, faults := range map[string][]clarifaitest.Fault{
		"a server that is well": nil,
		"one that is restarted": {{Operation: clarifai.OpTeamsListMembers, Kind: clarifaitest.FaultStatus, Status: 503, RetryAfter: "0"}},
	} {
		var out strings.Builder
		if err := writeMembers(t.Context(), newServer(t, faults...).Client(), "acme", &out); err != nil || out.String() != want {
			t.Errorf("%s: %v\n%s\nwant\n%s", name, err, out.String(), want)
		}
	}
}

func TestWriteMembers_Failure(t *testing.T) {
	for name, operation := range map[string]clarifai.Operation{
		"the teams": clarifai.OpTeamsList, "who is on them": clarifai.OpTeamsListMembers, "the members": clarifai.OpMembersList,
	} {
		server := newServer(t, clarifaitest.Fault{Operation: operation, Kind: clarifaitest.FaultStatus, Status: 403, Count: -1})
		var out strings.Builder
		err := writeMembers(t.Context(), server.Client(), "acme", &out)
		if !errors.Is(err, clarifai.ErrForbidden) || strings.Contains(out.String(), "ann") {
			t.Errorf("%s cannot be read: %v\n%s", name, err, out.String())
		}
	}
}
