package main

import (
	"errors"
	"slices"
	"strings"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

func newServer(t *testing.T, faults ...clarifaitest.Fault) *clarifaitest.Server {
	t.Helper()
	config := clarifaitest.Config{Users: []clarifaitest.User{{ID: "olga"}}, Faults: faults}
	org := clarifaitest.Organization{ID: "acme", Teams: []clarifaitest.Team{{ID: "vision", Members: []string{"Ann", "bob", "eve", "fred"}}}}
	for _, id := range []string{"Ann", "bob", "eve", "fred", "gus"} {
		config.Users = append(config.Users, clarifaitest.User{ID: id, Email: id + "@acme.example", HidesEmail: id == "eve"})
		org.Members = append(org.Members, clarifaitest.Member{UserID: id, Role: clarifai.MemberRoleTeamContributor})
	}
	config.Organizations = []clarifaitest.Organization{org}
	return clarifaitest.NewServer(t, config)
}

func TestSyncTeam(t *testing.T) {
	for name, c := range map[string]struct {
		keep  string
		limit int
		want  string // who stays
	}{
		"by ID and by address, in any case":    {"ann BOB@acme.example eve gus", 1, "Ann bob eve"},
		"an address that is not shown is kept": {"ann bob", 1, "Ann bob eve"},
		"nobody is extra":                      {"ann bob eve fred", 0, "Ann bob eve fred"},
	} {
		t.Run(name, func(t *testing.T) {
			server := newServer(t)
			err := syncTeam(t.Context(), server.Client(), "acme", "vision", strings.Fields(c.keep), c.limit)
			if got := strings.Join(server.TeamMembers("acme", "vision"), " "); err != nil || got != c.want {
				t.Errorf("%v, on the team: %s, want %s", err, got, c.want)
			}
		})
	}
	t.Run("a lost response is no failure", func(t *testing.T) {
		server := newServer(t, clarifaitest.Fault{Operation: clarifai.OpTeamsRemoveMembers, Kind: clarifaitest.FaultDrop, Acts: true})
		err := syncTeam(t.Context(), server.Client(), "acme", "vision", []string{"ann", "bob"}, 1)
		if got := server.TeamMembers("acme", "vision"); err != nil || !slices.Equal(got, []string{"Ann", "bob", "eve"}) {
			t.Errorf("%v, on the team: %v", err, got)
		}
	})
}

func TestSyncTeam_Refused(t *testing.T) {
	for name, c := range map[string]struct {
		team  string
		keep  []string
		limit int
		fault clarifaitest.Fault
		want  error // nil means any
	}{
		"nobody to keep":           {team: "vision", limit: 5},
		"more than the limit":      {team: "vision", keep: []string{"ann"}, limit: 1},
		"the team is not read":     {team: "vision", keep: []string{"ann"}, limit: 5, fault: clarifaitest.Fault{Operation: clarifai.OpTeamsListMembers}, want: clarifai.ErrForbidden},
		"no such team":             {team: "research", keep: []string{"ann"}, limit: 5, want: clarifai.ErrNotFound},
		"the members are not read": {team: "vision", keep: []string{"ann"}, limit: 5, fault: clarifaitest.Fault{Operation: clarifai.OpMembersList}, want: clarifai.ErrForbidden},
	} {
		t.Run(name, func(t *testing.T) {
			server := newServer(t)
			if c.fault.Operation != "" {
				c.fault.Kind, c.fault.Status = clarifaitest.FaultStatus, 403
				server.Inject(c.fault)
			}
			err := syncTeam(t.Context(), server.Client(), "acme", c.team, c.keep, c.limit)
			if err == nil || c.want != nil && !errors.Is(err, c.want) {
				t.Errorf("%v, want %v", err, c.want)
			}
			if got := server.TeamMembers("acme", "vision"); len(got) != 4 {
				t.Errorf("on the team: %v", got)
			}
		})
	}
}

func TestSyncTeam_NeverEmptiesATeam(t *testing.T) {
	server := clarifaitest.NewServer(t, clarifaitest.Config{
		Users:         []clarifaitest.User{{ID: "olga"}},
		Organizations: []clarifaitest.Organization{{ID: "acme", Teams: []clarifaitest.Team{{ID: "vision", Members: []string{"olga"}}}}},
	})
	err := syncTeam(t.Context(), server.Client(), "acme", "vision", []string{"ann"}, 5)
	if got := server.TeamMembers("acme", "vision"); err == nil || len(got) != 1 {
		t.Errorf("%v, on the team: %v", err, got)
	}
}
