package main

import (
	"cmp"
	"fmt"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// level is how much a reason lets someone do in an app, from nothing on. Where
// Clarifai's documentation leaves open which of two is more, the one that a
// reviewer should look at first stands higher.
type level int

const (
	levelNone         level = iota
	levelUnknown            // a custom member role: it may reach the app or not
	levelVisible            // the app shows itself to the organization
	levelViewer             // Organization User
	levelWorker             // Labeler Worker
	levelLead               // Labeler Lead
	levelTrainer            // Model Trainer
	levelCustom             // a custom role on a team: it reaches the app, what it may do is not known
	levelCollaborator       // given to one person, app by app
	levelFull               // Full Access
	levelContributor        // Organization Contributor
	levelAdmin              // Admin
)

// The member roles that Clarifai documents, and which apps they reach by
// themselves. A role that is not among them is a custom one.
var memberRoles = []struct {
	role  clarifai.MemberRole
	level level // in every app; levelNone: the role reaches none
	says  string
}{
	{clarifai.MemberRoleAdmin, levelAdmin, "reaches all apps"},
	{clarifai.MemberRoleContributor, levelContributor, "reaches all apps"},
	{clarifai.MemberRoleUser, levelViewer, "views all apps"},
	{clarifai.MemberRoleTeamContributor, levelNone, "reaches the apps of the teams"},
	{clarifai.MemberRoleFinancialManager, levelNone, "reaches no apps by itself"},
	{clarifai.MemberRoleInfrastructureManager, levelNone, "reaches no apps by itself"},
}

const customSays = "a custom role: which apps it reaches is not known"

var teamRoles = []struct {
	role  clarifai.TeamRole
	level level
}{
	{clarifai.TeamRoleFullAccess, levelFull},
	{clarifai.TeamRoleModelTrainer, levelTrainer},
	{clarifai.TeamRoleLabelerLead, levelLead},
	{clarifai.TeamRoleLabelerWorker, levelWorker},
}

// way is how someone comes to reach an app.
type way string

const (
	byRole          way = "member role"
	byTeam          way = "team"
	byCollaboration way = "collaboration"
	byVisibility    way = "visibility"
)

// reason is why someone reaches an app.
type reason struct {
	Way   way
	Of    string // the team's id; "" for other ways
	Role  string // its name; of a collaboration the scopes
	Level level
}

// String says the reason to a person.
func (r reason) String() string {
	switch {
	case r.Level == levelUnknown:
		return fmt.Sprintf("member role %s: whether it reaches the app is not known", r.Role)
	case r.Way == byRole:
		return fmt.Sprintf("member role %s: all apps", r.Role)
	case r.Way == byTeam:
		return fmt.Sprintf("team %s: %s", r.Of, r.Role)
	case r.Way == byCollaboration:
		return fmt.Sprintf("collaborator: %s", r.Role)
	}
	return "visible to all members (ORG)"
}

// answer is what Members.ListForApp says of someone.
type answer string

const (
	notChecked answer = ""
	listed     answer = "yes"
	unlisted   answer = "no"
)

// cell is one person and one app.
type cell struct {
	Reasons      []reason // the strongest first
	Listed       answer
	Disagreement string // "": none
}

// Level is that of the strongest reason.
func (c *cell) Level() level {
	if len(c.Reasons) == 0 {
		return levelNone
	}
	return c.Reasons[0].Level
}

func roleOf(a *clarifai.TeamApp) string { return cmp.Or(a.RoleName, a.RoleID, "no role is shown") }

// memberRole says what the documentation says of a role; known is false for a
// custom one.
func memberRole(name string) (_ level, says string, known bool) {
	for _, r := range memberRoles {
		if r.role.Matches(&clarifai.Role{Name: name}) {
			return r.level, r.says, true
		}
	}
	return levelNone, customSays, false
}

func teamRole(name string) level {
	for _, r := range teamRoles {
		if r.role.Matches(&clarifai.Role{Name: name}) {
			return r.level
		}
	}
	return levelCustom
}
