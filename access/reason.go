package access

import (
	"fmt"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// Reach is which apps a member role reaches by itself, as Clarifai documents it.
type Reach string

// What a member role reaches.
const (
	ReachAll     Reach = "all"
	ReachView    Reach = "view"    // all apps, but only to view them
	ReachTeams   Reach = "teams"   // only the apps of the member's teams
	ReachNone    Reach = "none"    // the role is about other things than apps
	ReachUnknown Reach = "unknown" // a custom role, or none is shown
)

// String says in words what the role reaches.
func (r Reach) String() string {
	switch r {
	case ReachAll:
		return "reaches all apps"
	case ReachView:
		return "views all apps"
	case ReachTeams:
		return "reaches the apps of the teams"
	case ReachNone:
		return "reaches no apps by itself"
	}
	return "a custom role: which apps it reaches is not known"
}

// ReachesAll reports whether the role is a reason to reach every app.
func (r Reach) ReachesAll() bool { return r == ReachAll || r == ReachView }

// Level orders what a reason lets someone do in an app. Where Clarifai's documentation
// does not say which of two is more, the one that a reviewer should look at first is
// higher.
type level int

const (
	levelUnknown      level = iota // a custom member role may reach the app or not
	levelVisible                   // the app shows itself to the organization
	levelViewer                    // Organization User
	levelWorker                    // Labeler Worker
	levelLead                      // Labeler Lead
	levelTrainer                   // Model Trainer
	levelCustom                    // a custom role on a team
	levelCollaborator              // given to one person, app by app
	levelFull                      // Full Access
	levelContributor               // Organization Contributor
	levelAdmin                     // Admin
)

// memberRoles are the member roles that Clarifai documents.
var memberRoles = []struct {
	role  clarifai.MemberRole
	reach Reach
	level level
}{
	{clarifai.MemberRoleAdmin, ReachAll, levelAdmin},
	{clarifai.MemberRoleContributor, ReachAll, levelContributor},
	{clarifai.MemberRoleUser, ReachView, levelViewer},
	{clarifai.MemberRoleTeamContributor, ReachTeams, levelUnknown},
	{clarifai.MemberRoleFinancialManager, ReachNone, levelUnknown},
	{clarifai.MemberRoleInfrastructureManager, ReachNone, levelUnknown},
}

var teamRoles = []struct {
	role  clarifai.TeamRole
	level level
}{
	{clarifai.TeamRoleFullAccess, levelFull},
	{clarifai.TeamRoleModelTrainer, levelTrainer},
	{clarifai.TeamRoleLabelerLead, levelLead},
	{clarifai.TeamRoleLabelerWorker, levelWorker},
}

// memberRole returns what a member role reaches, its level in those apps, and its
// rank among the documented roles. Custom roles are ranked behind them.
func memberRole(name string) (_ Reach, _ level, rank int) {
	for i, r := range memberRoles {
		if r.role.Matches(&clarifai.Role{Name: name}) {
			return r.reach, r.level, i
		}
	}
	return ReachUnknown, levelUnknown, len(memberRoles)
}

func teamRoleLevel(name string) level {
	for _, r := range teamRoles {
		if r.role.Matches(&clarifai.Role{Name: name}) {
			return r.level
		}
	}
	return levelCustom
}

// Way is how someone comes to reach an app.
type Way string

// The ways to reach an app.
const (
	ByRole          Way = "member role"
	ByTeam          Way = "team"
	ByCollaboration Way = "collaboration"
	ByVisibility    Way = "visibility"
)

// Reason is why someone reaches an app.
type Reason struct {
	Way Way
	// Team is the team's ID. It is empty for other ways.
	Team string
	// Role is the name of the role, the scopes of a collaboration, or the visibility.
	Role  string
	level level
}

// Known reports whether the person is known to reach the app for this reason. It is
// false for a custom member role, about which Clarifai documents nothing.
func (r Reason) Known() bool { return r.level > levelUnknown }

// String returns the reason in words.
func (r Reason) String() string {
	switch {
	case r.Way == ByRole && !r.Known():
		return fmt.Sprintf("member role %s: whether it reaches the app is not known", r.Role)
	case r.Way == ByRole:
		return fmt.Sprintf("member role %s: all apps", r.Role)
	case r.Way == ByTeam:
		return fmt.Sprintf("team %s: %s", r.Team, r.Role)
	case r.Way == ByCollaboration:
		return "collaborator: " + r.Role
	}
	return "visible to all members (ORG)"
}
