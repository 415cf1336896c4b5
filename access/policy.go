package access

import (
	"slices"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// AllTeams stands in [Policy.Teams] for every team of the organization, also
// those that are still to come.
const AllTeams = "*"

// Policy says which apps certain teams may reach. It is the caller's own value:
// nothing of it is stored at Clarifai.
type Policy struct {
	// Name tells the policy from others in what is reported. Required.
	Name string `json:"name" yaml:"name"`
	// Teams are the ids of the teams that it binds, or [AllTeams] alone.
	// Required: a policy that binds nobody is refused, and so is an id that
	// the organization does not have.
	Teams []string `json:"teams" yaml:"teams"`
	// Rule is what an app must be like for the teams to reach it. Required.
	Rule Rule `json:"rule" yaml:"rule"`
	// LowerTo is the team role that the teams may have, at most, in an app
	// that fails the rule. "": none, such an app is removed from the team.
	LowerTo clarifai.RoleRef `json:"lower_to,omitempty" yaml:"lower_to,omitempty"`
	// ClearDefaultRole has [Enforce] take away the default roles of the teams,
	// by which a future app would come in unasked. They are reported anyhow.
	ClearDefaultRole bool `json:"clear_default_role,omitempty" yaml:"clear_default_role,omitempty"`
}

func (p *Policy) binds(team string) bool {
	return p.Teams[0] == AllTeams || slices.Contains(p.Teams, team)
}
