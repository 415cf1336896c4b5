package roster

import (
	"strings"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/email"
)

// planNames plans the organization's name and billing email. An address that
// Clarifai does not show is not replaced.
func (p *planner) planNames(org *clarifai.Organization) {
	if !p.Options.UpdateNames {
		return
	}
	if name := p.company.Name; name != "" && !sameName(org.Name, name) {
		p.add(Step{Kind: RenameOrganization, Reason: "the organization has another name", Before: org.Name, After: name})
	}
	switch address := p.company.BillingEmail; {
	case address == "" || !p.inScope(UpdateBillingEmail, ""):
	case org.BillingEmail == "":
		p.Findings = append(p.Findings, Finding{
			Kind: Differs, Reason: "the organization's billing email is not shown, and may be another one", After: address,
		})
	case email.Key(org.BillingEmail) != email.Key(address):
		p.add(Step{
			Kind: UpdateBillingEmail, Reason: "the organization has another billing email", Before: org.BillingEmail, After: address,
		})
	}
}

// sameName reports whether two names are the same. A server may cut off the space around
// one.
func sameName(a, b string) bool { return strings.TrimSpace(a) == strings.TrimSpace(b) }

// planTeamName plans the name of a team that exists, or reports that it differs.
func (p *planner) planTeamName(team *Team, there *clarifai.Team) {
	switch {
	case team.Name == "" || sameName(there.Name, team.Name):
	case p.Options.UpdateNames:
		p.add(Step{
			Kind: RenameTeam, File: team.File, Line: team.Line, Team: team.ID,
			Reason: "the team has another name", Before: there.Name, After: team.Name,
		})
	default:
		p.findTeamDiffers(team, "the team has another name", there.Name, team.Name)
	}
}

// findTeamDiffers adds a finding about a team that is not as in the files.
func (p *planner) findTeamDiffers(team *Team, reason, before, after string) {
	p.Findings = append(p.Findings, Finding{
		Kind: Differs, File: team.File, Line: team.Line, Team: team.ID, Reason: reason, Before: before, After: after,
	})
}
