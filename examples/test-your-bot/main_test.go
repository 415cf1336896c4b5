package main

import (
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

// config is an organization in which bob and cleo are on no team.
func config() clarifaitest.Config {
	member := func(id string) clarifaitest.Member {
		return clarifaitest.Member{UserID: id, Role: clarifai.MemberRoleTeamContributor}
	}
	return clarifaitest.Config{
		Users: []clarifaitest.User{{ID: "olga"}, {ID: "ann"}, {ID: "bob"}, {ID: "cleo"}},
		Organizations: []clarifaitest.Organization{{
			ID:      "acme", // olga's, the first user's
			Members: []clarifaitest.Member{member("ann"), member("bob"), member("cleo")},
			Teams:   []clarifaitest.Team{{ID: "vision", Members: []string{"olga", "ann"}}},
		}},
	}
}

// welcomed fails the test unless the newcomers, and nobody else, are on the one team
// for them.
func welcomed(t *testing.T, server *clarifaitest.Server) {
	t.Helper()
	teams := 0
	for _, team := range server.Teams("acme") {
		if team.ID == "newcomers" {
			teams++
		}
	}
	if got := server.TeamMembers("acme", "newcomers"); teams != 1 || !slices.Equal(got, []string{"bob", "cleo"}) {
		t.Errorf("%d teams for newcomers, with %v", teams, got)
	}
}

// What the bot does, and that it does it once.
func TestWelcome(t *testing.T) {
	server := clarifaitest.NewServer(t, config())
	added, err := welcome(t.Context(), server.Client(), "acme", "newcomers")
	if err != nil || !slices.Equal(added, []string{"bob", "cleo"}) {
		t.Errorf("%v, %v", added, err)
	}
	welcomed(t, server)

	server.ResetRequests()
	if added, err := welcome(t.Context(), server.Client(), "acme", "newcomers"); err != nil || len(added) != 0 {
		t.Errorf("the second run: %v, %v", added, err)
	}
	for _, request := range server.Requests() {
		if request.Write {
			t.Errorf("the second run sent %s", request.Operation)
		}
	}
}

// What the network does to it. A drop with Acts is carried out and its response lost,
// which is where a bot that only sends again creates a team twice.
func TestWelcome_Faults(t *testing.T) {
	for _, operation := range []clarifai.Operation{
		clarifai.OpTeamsCreate, clarifai.OpTeamsAddMembers, clarifai.OpMembersList, clarifai.OpTeamsListMembers,
	} {
		for name, fault := range map[string]clarifaitest.Fault{
			"lost request":  {Kind: clarifaitest.FaultDrop},
			"lost response": {Kind: clarifaitest.FaultDrop, Acts: true},
			"cut response":  {Kind: clarifaitest.FaultCut},
			"a gateway":     {Kind: clarifaitest.FaultHTML, Acts: true},
			"rate limit":    {Kind: clarifaitest.FaultStatus, Status: 429, RetryAfter: "30"},
		} {
			t.Run(string(operation)+"/"+name, func(t *testing.T) {
				// In a bubble of synctest, with a server in memory, 30 seconds pass at once.
				synctest.Test(t, func(t *testing.T) {
					config := config()
					config.InMemory = true
					fault.Operation = operation
					config.Faults = []clarifaitest.Fault{fault}
					server := clarifaitest.NewServer(t, config)
					client := server.Client()
					defer client.Close()

					began := time.Now()
					if _, err := welcome(t.Context(), client, "acme", "newcomers"); err != nil {
						t.Error(err)
					}
					welcomed(t, server)
					if fault.RetryAfter != "" && time.Since(began) < 30*time.Second {
						t.Errorf("the server asked for 30 s, and the bot was through after %v", time.Since(began))
					}
				})
			})
		}
	}
}

// What Clarifai may do where nobody has seen it yet.
func TestWelcome_Variants(t *testing.T) {
	for name, variants := range map[string]clarifaitest.Variants{
		"pages are shorter than asked for":       {MaxPerPage: 1},
		"pages are empty before the list ends":   {HideEvery: 2},
		"creating what exists makes another":     {Exists: clarifaitest.ExistsSilent},
		"failed items are left out of responses": {Batch: clarifaitest.BatchSilent},
	} {
		t.Run(name, func(t *testing.T) {
			config := config()
			config.Variants = variants
			server := clarifaitest.NewServer(t, config)
			for range 2 {
				if _, err := welcome(t.Context(), server.Client(), "acme", "newcomers"); err != nil {
					t.Error(err)
				}
			}
			welcomed(t, server)
		})
	}
}

// What it must not do: write anything after a list that it could not read.
func TestWelcome_Refused(t *testing.T) {
	config := config()
	config.Users[0].Scopes = []string{"Teams_Get", "TeamUsers_Get", "TeamUsers_Add", "Teams_Add"} // and not the members
	server := clarifaitest.NewServer(t, config)
	added, err := welcome(t.Context(), server.Client(), "acme", "newcomers")
	if !errors.Is(err, clarifai.ErrForbidden) || len(added) != 0 {
		t.Errorf("%v, %v", added, err)
	}
	if got := server.TeamMembers("acme", "newcomers"); len(got) != 0 {
		t.Errorf("on the team: %v", got)
	}
}
