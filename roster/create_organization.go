package roster

import (
	"context"
	"fmt"
	"slices"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// planOrganization plans to create the organization, which will have the caller as
// its only member.
func (p *planner) planOrganization(ctx context.Context) error {
	if !p.Options.CreateOrganization {
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

// createOrganization creates the organization if that is planned. It reports
// whether the other steps can follow.
func (a *applier) createOrganization(ctx context.Context) bool {
	for _, r := range a.plannedOf(CreateOrganization) {
		a.send(ctx, r, func(opt clarifai.CallOption) error {
			_, err := a.client.Organizations.Create(ctx, clarifai.CreateOrganizationRequest{
				ID: a.company.ID, Name: a.company.Name, BillingEmail: a.company.BillingEmail,
			}, opt)
			return err
		})
		if r.Status == Failed {
			for _, other := range a.planned(func(*Result) bool { return true }) {
				a.skipStep(other, "the organization was not created", r.Err)
			}
		}
		if r.Status != Done {
			return false
		}
	}
	a.waitUntilVisible(ctx, CreateOrganization)
	return true
}

// createsOrganization reports whether the proposal creates the organization.
func (a *applier) createsOrganization() bool {
	return slices.ContainsFunc(a.steps, func(r *Result) bool { return r.Kind == CreateOrganization })
}
