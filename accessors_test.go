package clarifai_test

import (
	"encoding/json"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// Each accessor is proven with everything absent and with everything present.
func TestAccessors(t *testing.T) {
	user := &clarifai.User{ID: "ann", PrimaryEmail: "ann@acme.example"}
	role := &clarifai.Role{ID: "role-1", Name: "Admin"}
	org, app := &clarifai.Organization{ID: "acme", Name: "Acme"}, &clarifai.App{ID: "vision", UserID: "acme"}
	nodepool := &clarifai.Nodepool{ID: "large", ComputeCluster: &clarifai.ComputeCluster{ID: "gpus", UserID: "acme"}}
	model := &clarifai.Worker{Model: &clarifai.Model{ID: "m", AppID: "vision", ModelVersion: &clarifai.ModelVersion{ID: "v1"}}}
	workflow := &clarifai.Worker{Workflow: &clarifai.Workflow{ID: "w", UserID: "acme", Version: &clarifai.WorkflowVersion{ID: "v2"}}}
	for name, test := range map[string]struct{ absent, present, want string }{
		"Member.UserID":   {(&clarifai.Member{}).UserID(), (&clarifai.Member{User: user}).UserID(), "ann"},
		"Member.Email":    {(&clarifai.Member{}).Email(), (&clarifai.Member{User: user}).Email(), "ann@acme.example"},
		"Member.RoleID":   {(&clarifai.Member{}).RoleID(), (&clarifai.Member{Role: role}).RoleID(), "role-1"},
		"Member.RoleName": {(&clarifai.Member{}).RoleName(), (&clarifai.Member{Role: role}).RoleName(), "Admin"},

		"UserOrganization.OrganizationID":   {(&clarifai.UserOrganization{}).OrganizationID(), (&clarifai.UserOrganization{Organization: org}).OrganizationID(), "acme"},
		"UserOrganization.OrganizationName": {(&clarifai.UserOrganization{}).OrganizationName(), (&clarifai.UserOrganization{Organization: org}).OrganizationName(), "Acme"},
		"UserOrganization.RoleID":           {(&clarifai.UserOrganization{}).RoleID(), (&clarifai.UserOrganization{Role: role}).RoleID(), "role-1"},
		"UserOrganization.RoleName":         {(&clarifai.UserOrganization{}).RoleName(), (&clarifai.UserOrganization{Role: role}).RoleName(), "Admin"},

		"Invitation.OrganizationID":   {(&clarifai.Invitation{}).OrganizationID(), (&clarifai.Invitation{Organization: org}).OrganizationID(), "acme"},
		"Invitation.OrganizationName": {(&clarifai.Invitation{}).OrganizationName(), (&clarifai.Invitation{Organization: org}).OrganizationName(), "Acme"},
		"Invitation.RoleID":           {(&clarifai.Invitation{}).RoleID(), (&clarifai.Invitation{Role: role}).RoleID(), "role-1"},
		"Invitation.RoleName":         {(&clarifai.Invitation{}).RoleName(), (&clarifai.Invitation{Role: role}).RoleName(), "Admin"},

		"TeamApp.AppID":   {(&clarifai.TeamApp{}).AppID(), (&clarifai.TeamApp{App: &clarifai.AppIdentity{AppID: "vision"}}).AppID(), "vision"},
		"TeamApp.OwnerID": {(&clarifai.TeamApp{}).OwnerID(), (&clarifai.TeamApp{App: &clarifai.AppIdentity{UserID: "acme"}}).OwnerID(), "acme"},

		"Collaborator.UserID":   {(&clarifai.Collaborator{}).UserID(), (&clarifai.Collaborator{User: user}).UserID(), "ann"},
		"Collaborator.Email":    {(&clarifai.Collaborator{}).Email(), (&clarifai.Collaborator{User: user}).Email(), "ann@acme.example"},
		"Collaborator.AppID":    {(&clarifai.Collaborator{}).AppID(), (&clarifai.Collaborator{App: app}).AppID(), "vision"},
		"Collaborator.OwnerID":  {(&clarifai.Collaborator{}).OwnerID(), (&clarifai.Collaborator{App: app}).OwnerID(), "acme"},
		"Collaboration.AppID":   {(&clarifai.Collaboration{}).AppID(), (&clarifai.Collaboration{App: app}).AppID(), "vision"},
		"Collaboration.OwnerID": {(&clarifai.Collaboration{}).OwnerID(), (&clarifai.Collaboration{AppOwner: &clarifai.User{ID: "acme"}}).OwnerID(), "acme"},
		// Clarifai shows the owner on its own only if it is a person.
		"Collaboration.OwnerID, of the app": {"", (&clarifai.Collaboration{App: app}).OwnerID(), "acme"},

		"Subscription.PlanID":   {(&clarifai.Subscription{}).PlanID(), (&clarifai.Subscription{Plan: &clarifai.Plan{ID: "plan-1"}}).PlanID(), "plan-1"},
		"Subscription.PlanName": {(&clarifai.Subscription{}).PlanName(), (&clarifai.Subscription{Plan: &clarifai.Plan{Name: "Entry"}}).PlanName(), "Entry"},

		"AuditLogEntry.UserID":     {(&clarifai.AuditLogEntry{}).UserID(), (&clarifai.AuditLogEntry{User: user}).UserID(), "ann"},
		"AuditLogEntry.Email":      {(&clarifai.AuditLogEntry{}).Email(), (&clarifai.AuditLogEntry{User: user}).Email(), "ann@acme.example"},
		"AuditLogTarget.ID":        {(&clarifai.AuditLogTarget{}).ID(), (&clarifai.AuditLogTarget{Model: json.RawMessage(`{"id":"m"}`)}).ID(), "m"},
		"AuditLogTarget.ID, typed": {"", (&clarifai.AuditLogTarget{Team: &clarifai.Team{ID: "ml"}}).ID(), "ml"},

		"ComputeCluster.CloudProviderID": {(&clarifai.ComputeCluster{}).CloudProviderID(), (&clarifai.ComputeCluster{CloudProvider: &clarifai.CloudProvider{ID: "aws"}}).CloudProviderID(), "aws"},
		"ComputeCluster.KeyDescription":  {(&clarifai.ComputeCluster{}).KeyDescription(), (&clarifai.ComputeCluster{Key: &clarifai.Token{Description: "cluster"}}).KeyDescription(), "cluster"},
		"InstanceType.CloudProviderID":   {(&clarifai.InstanceType{}).CloudProviderID(), (&clarifai.InstanceType{CloudProvider: &clarifai.CloudProvider{ID: "aws"}}).CloudProviderID(), "aws"},
		"Nodepool.ClusterID":             {(&clarifai.Nodepool{}).ClusterID(), nodepool.ClusterID(), "gpus"},
		"Nodepool.ClusterOwnerID":        {(&clarifai.Nodepool{}).ClusterOwnerID(), nodepool.ClusterOwnerID(), "acme"},
		"Runner.NodepoolID":              {(&clarifai.Runner{}).NodepoolID(), (&clarifai.Runner{Nodepool: nodepool}).NodepoolID(), "large"},
		"Runner.ClusterID":               {(&clarifai.Runner{Nodepool: &clarifai.Nodepool{}}).ClusterID(), (&clarifai.Runner{Nodepool: nodepool}).ClusterID(), "gpus"},
		"Worker.ModelID":                 {(&clarifai.Runner{}).Worker.ModelID(), model.ModelID(), "m"},
		"Worker.ModelVersionID":          {workflow.ModelVersionID(), model.ModelVersionID(), "v1"},
		"Worker.WorkflowID":              {model.WorkflowID(), workflow.WorkflowID(), "w"},
		"Worker.WorkflowVersionID":       {(&clarifai.Worker{}).WorkflowVersionID(), workflow.WorkflowVersionID(), "v2"},
		"Worker.AppID":                   {(&clarifai.Worker{}).AppID(), model.AppID(), "vision"},
		"Worker.OwnerID":                 {(&clarifai.Runner{}).Worker.OwnerID(), workflow.OwnerID(), "acme"},
	} {
		if test.absent != "" {
			t.Errorf("%s: absent, it is %q", name, test.absent)
		}
		if test.present != test.want {
			t.Errorf("%s = %q, want %q", name, test.present, test.want)
		}
	}
}
