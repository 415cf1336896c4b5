package clarifaitest

import (
	"fmt"
	"slices"
	"strings"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/emulator"
)

// Organizations returns every organization with its members, invitations and
// teams, each in order of creation. Like all methods that read the server's
// state, it returns the true state, which a lag does not delay.
func (s *Server) Organizations() []Organization { return s.emulator.Organizations() }

// Organization returns one organization, and reports whether it exists.
func (s *Server) Organization(id string) (Organization, bool) {
	for _, o := range s.Organizations() {
		if strings.EqualFold(o.ID, id) {
			return o, true
		}
	}
	return Organization{}, false
}

// Members returns the members of an organization, or none if it does not
// exist.
func (s *Server) Members(orgID string) []Member {
	o, _ := s.Organization(orgID)
	return o.Members
}

// Invitations returns the invitations of an organization with their current
// status, or none if it does not exist.
func (s *Server) Invitations(orgID string) []Invitation {
	o, _ := s.Organization(orgID)
	return o.Invitations
}

// Teams returns the teams of an organization, or none if it does not exist.
func (s *Server) Teams(orgID string) []Team {
	o, _ := s.Organization(orgID)
	return o.Teams
}

// TeamMembers returns the IDs of the members of a team, or none if it does not
// exist.
func (s *Server) TeamMembers(orgID, teamID string) []string {
	return s.team(orgID, teamID).Members
}

// TeamApps returns the apps of a team, or none if it does not exist.
func (s *Server) TeamApps(orgID, teamID string) []TeamApp {
	return s.team(orgID, teamID).Apps
}

func (s *Server) team(orgID, teamID string) Team {
	teams := s.Teams(orgID)
	if i := slices.IndexFunc(teams, func(t Team) bool { return t.ID == teamID }); i >= 0 {
		return teams[i]
	}
	return Team{}
}

// MemberRoleID returns the server's ID of a member role. It panics if there is
// no such role.
func (s *Server) MemberRoleID(role clarifai.MemberRole) string { return s.roleID(string(role), true) }

// TeamRoleID returns the server's ID of a team role. It panics if there is no
// such role.
func (s *Server) TeamRoleID(role clarifai.TeamRole) string { return s.roleID(string(role), false) }

func (s *Server) roleID(name string, ofMembers bool) string {
	id, ok := s.emulator.RoleID(name, ofMembers)
	if !ok {
		panic(fmt.Sprintf("clarifaitest: there is no role %q", name))
	}
	return id
}

// Apps returns the apps of all users and organizations.
func (s *Server) Apps() []App { return s.emulator.Apps() }

// App returns one app, and reports whether it exists.
func (s *Server) App(ownerID, appID string) (App, bool) {
	for _, a := range s.Apps() {
		if strings.EqualFold(a.Owner, ownerID) && a.ID == appID {
			return a, true
		}
	}
	return App{}, false
}

// Models returns the models in all apps.
func (s *Server) Models() []Model { return s.emulator.Models() }

// Workflows returns the workflows in all apps.
func (s *Server) Workflows() []Workflow { return s.emulator.Workflows() }

// Tokens returns the keys of a user with their secrets, including expired
// ones, or none if the user does not exist. The personal access token of
// [User] comes first unless it was deleted, with the description "seeded".
func (s *Server) Tokens(userID string) []Token { return s.emulator.Tokens(userID) }

// PasswordPolicies returns every password policy.
func (s *Server) PasswordPolicies() []PasswordPolicy { return s.emulator.PasswordPolicies() }

// IdentityProviders returns the identity providers of an organization with
// their secrets, or none if it does not exist.
func (s *Server) IdentityProviders(orgID string) []IdentityProvider {
	return s.emulator.IdentityProviders(orgID)
}

// Usage returns what a user or an organization has used, by date.
func (s *Server) Usage(ownerID string) []Usage { return s.emulator.Usage(ownerID) }

// Rates returns the server's own price list, which says nothing about
// Clarifai's. In addition, a bill that is not empty has a fixed fee, a credit,
// and an item that rounds its usage to whole cents.
func Rates() []Rate { return emulator.Rates() }

// AddAuditEntries adds entries to the audit log of a user or an organization,
// in addition to those of what happens on the server. It fails if the owner
// does not exist or an operation is unknown.
func (s *Server) AddAuditEntries(ownerID string, entries ...AuditEntry) error {
	return wrap(s.emulator.AddAuditEntries(ownerID, entries...))
}

// AuditLog returns the whole audit log of a user or an organization in the
// order in which it was written, including entries that are not yet visible.
func (s *Server) AuditLog(ownerID string) []AuditEntry { return s.emulator.AuditLog(ownerID) }
