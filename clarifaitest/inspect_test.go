package clarifaitest_test

import (
	"slices"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

func TestServer_RolesAreThoseOfThePackage(t *testing.T) {
	s := clarifaitest.NewServer(t, clarifaitest.Config{})
	for kind, want := range map[clarifai.RoleType][]string{
		clarifai.RoleTypeOrg: {
			string(clarifai.MemberRoleAdmin), string(clarifai.MemberRoleFinancialManager), string(clarifai.MemberRoleContributor),
			string(clarifai.MemberRoleUser), string(clarifai.MemberRoleTeamContributor), string(clarifai.MemberRoleInfrastructureManager),
		},
		clarifai.RoleTypeTeam: {
			string(clarifai.TeamRoleFullAccess), string(clarifai.TeamRoleModelTrainer),
			string(clarifai.TeamRoleLabelerLead), string(clarifai.TeamRoleLabelerWorker),
		},
	} {
		roles, err := clarifai.Collect(s.Client().Roles.ListAll(t.Context(), &clarifai.ListRolesOptions{Types: []clarifai.RoleType{kind}}))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, r := range roles {
			got = append(got, r.Name)
		}
		slices.Sort(got)
		slices.Sort(want)
		equal(t, string(kind), got, want)
	}
}

func TestServer_AddAuditEntries(t *testing.T) {
	s := clarifaitest.NewServer(t, clarifaitest.Config{})
	entry := clarifaitest.AuditEntry{
		UserID: "owner", Operation: clarifai.EventTeamCreate, Description: "d", Details: []string{"x"},
		Targets: []clarifaitest.AuditTarget{{TeamID: "t"}}, Refused: true, RequestID: "r", SourceIP: "192.0.2.1",
	}
	entry.Timestamp = time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
	entry.Visible = entry.Timestamp
	if err := s.AddAuditEntries("owner", entry); err != nil {
		t.Fatal(err)
	}
	equal(t, "log", s.AuditLog("owner"), []clarifaitest.AuditEntry{entry})
	if err := s.AddAuditEntries("nobody", entry); err == nil {
		t.Error("nobody has an audit log")
	}
	if err := s.AddAuditEntries("owner", entry, clarifaitest.AuditEntry{Operation: "PAINT"}); err == nil {
		t.Error("an unknown operation is accepted")
	}
	equal(t, "entries after a failure", len(s.AuditLog("owner")), 1)
}
