package clarifai_test

import (
	"encoding/json"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

func TestAccessors_Absent(t *testing.T) {
	for name, got := range map[string]string{
		"Member.UserID":                     (&clarifai.Member{}).UserID(),
		"Member.Email":                      (&clarifai.Member{}).Email(),
		"Member.RoleName":                   (&clarifai.Member{}).RoleName(),
		"UserOrganization.OrganizationID":   (&clarifai.UserOrganization{}).OrganizationID(),
		"UserOrganization.OrganizationName": (&clarifai.UserOrganization{}).OrganizationName(),
		"UserOrganization.RoleName":         (&clarifai.UserOrganization{}).RoleName(),
		"Invitation.RoleName":               (&clarifai.Invitation{}).RoleName(),
		"Invitation.OrganizationID":         (&clarifai.Invitation{}).OrganizationID(),
		"TeamApp.AppID":                     (&clarifai.TeamApp{}).AppID(),
		"Collaborator.UserID":               (&clarifai.Collaborator{}).UserID(),
		"Collaborator.Email":                (&clarifai.Collaborator{}).Email(),
		"Collaboration.AppID":               (&clarifai.Collaboration{}).AppID(),
		"Collaboration.OwnerID":             (&clarifai.Collaboration{}).OwnerID(),
		"AuditLogEntry.UserID":              (&clarifai.AuditLogEntry{}).UserID(),
		"AuditLogTarget.ID":                 (&clarifai.AuditLogTarget{}).ID(),
	} {
		if got != "" {
			t.Errorf("%s is %q", name, got)
		}
	}
}

func TestAccessors_Present(t *testing.T) {
	user, role := &clarifai.User{ID: "ann", PrimaryEmail: "ann@acme.example"}, &clarifai.Role{Name: "Admin"}
	org, app := &clarifai.Organization{ID: "acme", Name: "Acme"}, &clarifai.App{ID: "app", UserID: "acme"}
	member := &clarifai.Member{User: user, Role: role}
	mine := &clarifai.UserOrganization{Organization: org, Role: role}
	invitation := &clarifai.Invitation{Organization: org, Role: role}
	collaborator := &clarifai.Collaborator{User: user}
	for want, got := range map[string]string{
		"ann ann@acme.example Admin": member.UserID() + " " + member.Email() + " " + member.RoleName(),
		"acme Acme Admin":            mine.OrganizationID() + " " + mine.OrganizationName() + " " + mine.RoleName(),
		"acme Admin":                 invitation.OrganizationID() + " " + invitation.RoleName(),
		"app":                        (&clarifai.TeamApp{App: &clarifai.AppIdentity{AppID: "app"}}).AppID(),
		"ann ann@acme.example":       collaborator.UserID() + " " + collaborator.Email(),
		"app acme":                   (&clarifai.Collaboration{App: app}).AppID() + " " + (&clarifai.Collaboration{App: app}).OwnerID(),
		"ann":                        (&clarifai.AuditLogEntry{User: user}).UserID(),
		"m":                          (&clarifai.AuditLogTarget{Model: json.RawMessage(`{"id":"m"}`)}).ID(),
		"acme":                       (&clarifai.Collaboration{AppOwner: &clarifai.User{ID: "acme"}}).OwnerID(),
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if got := (&clarifai.AuditLogTarget{Team: &clarifai.Team{ID: "ml"}}).ID(); got != "ml" {
		t.Errorf("the target is %q", got)
	}
}
