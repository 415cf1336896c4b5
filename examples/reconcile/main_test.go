package main

import (
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

func newServer(t *testing.T) *clarifaitest.Server {
	t.Helper()
	return clarifaitest.NewServer(t, clarifaitest.Config{
		Users: []clarifaitest.User{{ID: "olga"}, {ID: "ann"}, {ID: "bo"}, {ID: "cy"}, {ID: "dee"}},
		Organizations: []clarifaitest.Organization{{
			ID: "acme",
			Members: []clarifaitest.Member{
				{UserID: "ann", Role: clarifai.MemberRoleUser}, {UserID: "bo", Role: clarifai.MemberRoleUser},
				{UserID: "cy", Role: clarifai.MemberRoleUser}, {UserID: "dee", Role: clarifai.MemberRoleUser},
			},
			Teams: []clarifaitest.Team{{ID: "vision", Name: "Vision", Members: []string{"ann", "bo"}}},
		}},
	})
}

// document has ann in place of bo on a team, and nobody of the ID without.
func document(t *testing.T, without string) roster.Company {
	t.Helper()
	text := `{"people": [{"email": "olga@example.com", "role": "Admin"}`
	for _, id := range []string{"ann", "bo", "cy", "dee"} {
		if id != without {
			text += `, {"email": "` + id + `@example.com", "role": "Organization User"}`
		}
	}
	text += `], "teams": [{"id": "vision", "name": "Vision", "members": ["ann@example.com", "cy@example.com"]}]}`
	company, err := roster.ReadCompany(strings.NewReader(text), "acme.json")
	if err != nil {
		t.Fatal(err)
	}
	company.ID = "acme"
	return company
}

func TestReconcile(t *testing.T) {
	t.Run("who leaves is removed", func(t *testing.T) {
		server := newServer(t)
		var out bytes.Buffer
		journal := filepath.Join(t.TempDir(), "journal.jsonl")
		if err := reconcile(t.Context(), server.Client(), document(t, "bo"), 1, journal, true, &out); err != nil {
			t.Fatalf("%v\n%s", err, out.String())
		}
		if got := server.TeamMembers("acme", "vision"); strings.Join(got, " ") != "ann cy" {
			t.Errorf("on the team: %v", got)
		}
		if got := len(server.Members("acme")); got != 4 {
			t.Errorf("%d members", got)
		}
		out.Reset()
		if err := reconcile(t.Context(), server.Client(), document(t, "bo"), 1, "", true, &out); err != nil || out.Len() > 0 {
			t.Errorf("the second run: %v\n%s", err, out.String())
		}
	})
	t.Run("without -yes nothing is written", func(t *testing.T) {
		server := newServer(t)
		var out bytes.Buffer
		client := server.Client(clarifai.WithGuard(clarifai.Guard{ReadOnly: true}))
		if err := reconcile(t.Context(), client, document(t, "bo"), 1, "", false, &out); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(out.String(), "remove member bo@example.com") || len(server.Members("acme")) != 5 {
			t.Errorf("%d members\n%s", len(server.Members("acme")), out.String())
		}
	})
	t.Run("too many removals are not done, and the rest is", func(t *testing.T) {
		server := newServer(t)
		company := document(t, "dee")
		company.People = company.People[:len(company.People)-1] // cy is missing as well
		company.Teams[0].Members = []string{"ann@example.com", "bo@example.com"}
		company.Teams = append(company.Teams, roster.Team{ID: "sound", Name: "Sound"})
		var out bytes.Buffer
		err := reconcile(t.Context(), server.Client(), company, 5, "", true, &out)
		if err == nil || !strings.Contains(out.String(), "not done: remove member cy@example.com") {
			t.Errorf("%v\n%s", err, out.String())
		}
		if len(server.Members("acme")) != 5 || len(server.Teams("acme")) != 2 {
			t.Errorf("%d members, %d teams", len(server.Members("acme")), len(server.Teams("acme")))
		}
	})
}
