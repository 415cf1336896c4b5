package roster

import (
	"context"
	"fmt"
	"slices"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// findOrganization finds or creates the organization, and changes its name and its
// billing email. It reports whether the other steps can follow.
func (a *applier) findOrganization(ctx context.Context) bool {
	if a.createsOrganization() {
		return a.createOrganization(ctx)
	}
	org, err := a.read().organization(ctx)
	switch {
	case ctx.Err() != nil:
		return false
	case err != nil:
		a.skipAll("the organization cannot be read", err)
		return false
	case org == nil:
		a.skipAll("the organization does not exist", fmt.Errorf("organization %.80q does not exist: %w", a.Organization, clarifai.ErrNotFound))
		return false
	case !a.Created.IsZero() && org.CreatedAt.Sub(a.Created).Abs() >= time.Second:
		a.skipAll("this is another organization than the one that the plan read", fmt.Errorf(
			"organization %.80q was created at %s, and the plan is for one created at %s: %w",
			a.Organization, org.CreatedAt.UTC().Format(time.RFC3339), a.Created.UTC().Format(time.RFC3339), ErrChanged))
		return false
	}
	a.updateOrganization(ctx, org)
	return true
}

// skipAll skips all steps that have not been taken.
func (a *applier) skipAll(note string, err error) {
	for _, r := range a.planned(func(*Result) bool { return true }) {
		a.skipStep(r, note, err)
	}
}

// createsOrganization reports whether the proposal creates the organization.
func (a *applier) createsOrganization() bool {
	return slices.ContainsFunc(a.steps, func(r *Result) bool { return r.Kind == CreateOrganization })
}

// createOrganization creates the organization. It reports whether the other steps
// can follow.
func (a *applier) createOrganization(ctx context.Context) bool {
	for _, r := range a.plannedOf(CreateOrganization) {
		if a.wasSending(r) {
			if org, err := a.read().organization(ctx); err == nil && org != nil {
				a.skipNeedless(r, "no longer needed: the organization exists now")
				continue
			}
		}
		a.send(ctx, r, func(opt clarifai.CallOption) error {
			_, err := a.client.Organizations.Create(ctx, clarifai.CreateOrganizationRequest{
				ID: a.Organization, Name: r.After, BillingEmail: r.Email,
			}, opt)
			return err
		})
		if r.Status == Failed {
			a.skipAll("the organization was not created", r.Err)
		}
		if r.Status != Done {
			return false
		}
	}
	a.waitUntilVisible(ctx, CreateOrganization)
	return true
}

// updateOrganization changes the organization's name and billing email, in one
// request.
func (a *applier) updateOrganization(ctx context.Context, is *clarifai.Organization) {
	var item []*Result
	var req clarifai.UpdateOrganizationRequest
	for _, r := range a.plannedOf(RenameOrganization, UpdateBillingEmail) {
		shown, set := is.Name, &req.Name
		if r.Kind == UpdateBillingEmail {
			shown, set = is.BillingEmail, &req.BillingEmail
		}
		if a.mayReplaceText(r, shown) {
			*set = &r.After
			item = append(item, r)
		}
	}
	if len(item) == 0 {
		return
	}
	a.sendItems(ctx, [][]*Result{item}, func(_ [][]*Result, opt clarifai.CallOption) error {
		_, err := a.client.Organizations.Update(ctx, a.Organization, req, opt)
		return err
	})
}
