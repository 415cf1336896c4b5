package roster

import (
	"context"
	"fmt"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// planOrganization plans to create the organization, which will have the caller as
// its only member.
func (p *planner) planOrganization(ctx context.Context) error {
	if !p.Options.CreateOrganization || !p.inScope(CreateOrganization, "") {
		return fmt.Errorf("roster: organization %.80q does not exist: %w", p.Organization, clarifai.ErrNotFound)
	}
	me, err := p.caller(ctx)
	if err != nil {
		return err
	}
	p.people = newDirectory([]clarifai.Member{{User: me}}, nil)
	p.people.hidden = 0 // nobody else can be a member
	p.invited = newInvitations()
	p.byTeam = make(map[string]*clarifai.Team)
	p.add(Step{Kind: CreateOrganization, Reason: "it does not exist", Email: p.company.BillingEmail, After: p.company.Name})
	return nil
}
