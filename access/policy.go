package access

import (
	"slices"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// AllTeams in [Policy.Teams] means every team of the organization, including teams
// that are created later.
const AllTeams = "*"

// Policy says which apps certain teams may reach. It is stored with the caller, and
// not at Clarifai.
type Policy struct {
	// Name identifies the policy in reports. It is required.
	Name string `json:"name" yaml:"name"`
	// Teams are the IDs of the teams that the policy binds, or [AllTeams] alone. At
	// least one is required, and the organization must have all of them.
	Teams []string `json:"teams" yaml:"teams"`
	// Rule is the condition that an app must meet for the teams to reach it. It is
	// required.
	Rule Rule `json:"rule" yaml:"rule"`
	// LowerTo is the highest team role that the teams may have in an app that fails
	// the rule. Empty means that such an app is removed from the team.
	LowerTo clarifai.TeamRole `json:"lower_to,omitempty" yaml:"lower_to,omitempty"`
	// ClearDefaultRole makes [Enforce] clear the default roles of the teams, through
	// which they would reach future apps. [Evaluate] reports them in any case.
	ClearDefaultRole bool `json:"clear_default_role,omitempty" yaml:"clear_default_role,omitempty"`
}

// binds reports whether the policy binds a team.
func (p *Policy) binds(team string) bool {
	return p.Teams[0] == AllTeams || slices.Contains(p.Teams, team)
}
