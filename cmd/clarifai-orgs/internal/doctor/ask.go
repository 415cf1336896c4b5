package main

import (
	"context"
	"crypto/rand"
	"errors"
	"iter"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// patient is whom the operations are asked about: the caller, and an
// organization. Ids are taken from the lists as they are needed.
type patient struct {
	client *clarifai.Client
	org    string
	ids    map[clarifai.Operation]string // that the lists gave
}

// errNothing says that there is nothing that an operation could be asked about.
var errNothing = errors.New("there is nothing to ask about")

// one asks for one item.
var one = clarifai.Paging{PerPage: 1}

// organization is the one that is named, or the caller's first.
func (p *patient) organization(ctx context.Context) (string, error) {
	if p.org != "" {
		return p.org, nil
	}
	page, err := p.client.Organizations.ListForUser(ctx, "me", &clarifai.ListUserOrganizationsOptions{Paging: one})
	switch {
	case err != nil:
		return "", errors.Join(errNothing, err)
	case len(page.Items) == 0 || page.Items[0].Organization == nil:
		return "", errNothing
	}
	p.org = page.Items[0].Organization.ID
	return p.org, nil
}

// first gives the id of the first item of a list, which is read once.
func first[T any](p *patient, op clarifai.Operation, items iter.Seq2[T, error], id func(T) string) (string, error) {
	if known, ok := p.ids[op]; ok {
		return known, nil
	}
	if p.ids == nil {
		p.ids = make(map[clarifai.Operation]string)
	}
	for item, err := range items {
		if err != nil {
			return "", errors.Join(errNothing, err)
		}
		if found := id(item); found != "" {
			p.ids[op] = found
			return found, nil
		}
	}
	return "", errNothing
}

func (p *patient) team(ctx context.Context, org string) (string, error) {
	return first(p, clarifai.OpTeamsList, p.client.Teams.ListAll(ctx, org, &clarifai.ListTeamsOptions{Paging: one}),
		func(t clarifai.Team) string { return t.ID })
}

func (p *patient) app(ctx context.Context, org string) (string, error) {
	return first(p, clarifai.OpAppsList, p.client.Apps.ListAll(ctx, org, &clarifai.ListAppsOptions{Paging: one}),
		func(a clarifai.App) string { return a.ID })
}

func (p *patient) invitation(ctx context.Context, org string) (string, error) {
	return first(p, clarifai.OpInvitationsList, p.client.Invitations.ListAll(ctx, org, &clarifai.ListInvitationsOptions{Paging: one}),
		func(i clarifai.Invitation) string { return i.ID })
}

// question asks one operation.
type question func(ctx context.Context, p *patient) error

// ofOrg asks something of an organization.
func ofOrg(ask func(ctx context.Context, p *patient, org string) error) question {
	return func(ctx context.Context, p *patient) error {
		org, err := p.organization(ctx)
		if err != nil {
			return err
		}
		return ask(ctx, p, org)
	}
}

// ofOne asks something of a thing of an organization.
func ofOne(which func(*patient, context.Context, string) (string, error), ask func(ctx context.Context, p *patient, org, id string) error) question {
	return ofOrg(func(ctx context.Context, p *patient, org string) error {
		id, err := which(p, ctx, org)
		if err != nil {
			return err
		}
		return ask(ctx, p, org, id)
	})
}

// errorOf returns an error of a call whose value does not matter here: what was
// answered is looked at on the wire.
func errorOf[T any](_ T, err error) error { return err }

// questions is how each readable operation is asked.
var questions = map[clarifai.Operation]question{
	clarifai.OpOrganizationsGet: ofOrg(func(ctx context.Context, p *patient, org string) error {
		return errorOf(p.client.Organizations.Get(ctx, org))
	}),
	clarifai.OpOrganizationsList: func(ctx context.Context, p *patient) error {
		return errorOf(p.client.Organizations.List(ctx, &clarifai.ListOrganizationsOptions{Paging: one}))
	},
	clarifai.OpOrganizationsListForUser: func(ctx context.Context, p *patient) error {
		return errorOf(p.client.Organizations.ListForUser(ctx, "me", &clarifai.ListUserOrganizationsOptions{Paging: one}))
	},
	clarifai.OpMembersList: ofOrg(func(ctx context.Context, p *patient, org string) error {
		return errorOf(p.client.Members.List(ctx, org, &clarifai.ListMembersOptions{Paging: one}))
	}),
	clarifai.OpMembersListForApp: ofOne((*patient).app, func(ctx context.Context, p *patient, org, app string) error {
		return errorOf(p.client.Members.ListForApp(ctx, org, app, &clarifai.ListAppMembersOptions{Paging: one}))
	}),
	clarifai.OpInvitationsList: ofOrg(func(ctx context.Context, p *patient, org string) error {
		return errorOf(p.client.Invitations.List(ctx, org, &clarifai.ListInvitationsOptions{Paging: one}))
	}),
	clarifai.OpInvitationsGet: ofOne((*patient).invitation, func(ctx context.Context, p *patient, org, id string) error {
		return errorOf(p.client.Invitations.Get(ctx, org, id))
	}),
	clarifai.OpInvitationsGetPublic: ofOne((*patient).invitation, func(ctx context.Context, p *patient, _, id string) error {
		return errorOf(p.client.Invitations.GetPublic(ctx, id))
	}),
	clarifai.OpTeamsList: ofOrg(func(ctx context.Context, p *patient, org string) error {
		return errorOf(p.client.Teams.List(ctx, org, &clarifai.ListTeamsOptions{Paging: one}))
	}),
	clarifai.OpTeamsGet: ofOne((*patient).team, func(ctx context.Context, p *patient, org, team string) error {
		return errorOf(p.client.Teams.Get(ctx, org, team))
	}),
	clarifai.OpTeamsListMembers: ofOne((*patient).team, func(ctx context.Context, p *patient, org, team string) error {
		return errorOf(p.client.Teams.ListMembers(ctx, org, team, &clarifai.ListTeamMembersOptions{Paging: one}))
	}),
	clarifai.OpTeamsListApps: ofOne((*patient).team, func(ctx context.Context, p *patient, org, team string) error {
		return errorOf(p.client.Teams.ListApps(ctx, org, team, &clarifai.ListTeamAppsOptions{Paging: one}))
	}),
	clarifai.OpRolesList: func(ctx context.Context, p *patient) error {
		return errorOf(p.client.Roles.List(ctx, &clarifai.ListRolesOptions{Paging: one}))
	},
	clarifai.OpRolesGet: func(ctx context.Context, p *patient) error {
		id, err := first(p, clarifai.OpRolesList, p.client.Roles.ListAll(ctx, &clarifai.ListRolesOptions{Paging: one}),
			func(r clarifai.Role) string { return r.ID })
		if err != nil {
			return err
		}
		return errorOf(p.client.Roles.Get(ctx, id))
	},
	clarifai.OpUsersGet: func(ctx context.Context, p *patient) error { return errorOf(p.client.Users.GetMe(ctx)) },
	clarifai.OpAppsList: ofOrg(func(ctx context.Context, p *patient, org string) error {
		return errorOf(p.client.Apps.List(ctx, org, &clarifai.ListAppsOptions{Paging: one}))
	}),
	clarifai.OpAppsListVisible: func(ctx context.Context, p *patient) error {
		return errorOf(p.client.Apps.ListVisible(ctx, &clarifai.ListAppsOptions{Paging: one}))
	},
	clarifai.OpAppsSearch: ofOrg(func(ctx context.Context, p *patient, org string) error {
		return errorOf(p.client.Apps.Search(ctx, org, &clarifai.SearchAppsOptions{Paging: one}))
	}),
	clarifai.OpAppsGet: ofOne((*patient).app, func(ctx context.Context, p *patient, org, app string) error {
		return errorOf(p.client.Apps.Get(ctx, org, app, nil))
	}),
	clarifai.OpAppsGetResourceCounts: ofOne((*patient).app, func(ctx context.Context, p *patient, org, app string) error {
		return errorOf(p.client.Apps.GetResourceCounts(ctx, org, app))
	}),
	clarifai.OpModelsList: ofOne((*patient).app, func(ctx context.Context, p *patient, org, app string) error {
		return errorOf(p.client.Models.List(ctx, org, app, &clarifai.ListModelsOptions{Paging: one}))
	}),
	clarifai.OpModelsListForOwner: ofOrg(func(ctx context.Context, p *patient, org string) error {
		return errorOf(p.client.Models.ListForOwner(ctx, org, &clarifai.ListModelsOptions{Paging: one}))
	}),
	clarifai.OpModelsListVisible: func(ctx context.Context, p *patient) error {
		return errorOf(p.client.Models.ListVisible(ctx, &clarifai.ListModelsOptions{Paging: one}))
	},
	clarifai.OpModelsGet: ofOrg(func(ctx context.Context, p *patient, org string) error {
		for model, err := range p.client.Models.ListAllForOwner(ctx, org, &clarifai.ListModelsOptions{Paging: one}) {
			if err != nil {
				return errors.Join(errNothing, err)
			}
			return errorOf(p.client.Models.Get(ctx, org, model.AppID, model.ID, nil))
		}
		return errNothing
	}),
	clarifai.OpWorkflowsList: ofOne((*patient).app, func(ctx context.Context, p *patient, org, app string) error {
		return errorOf(p.client.Workflows.List(ctx, org, app, &clarifai.ListWorkflowsOptions{Paging: one}))
	}),
	clarifai.OpWorkflowsListForOwner: ofOrg(func(ctx context.Context, p *patient, org string) error {
		return errorOf(p.client.Workflows.ListForOwner(ctx, org, &clarifai.ListWorkflowsOptions{Paging: one}))
	}),
	clarifai.OpWorkflowsListVisible: func(ctx context.Context, p *patient) error {
		return errorOf(p.client.Workflows.ListVisible(ctx, &clarifai.ListWorkflowsOptions{Paging: one}))
	},
	clarifai.OpWorkflowsGet: ofOrg(func(ctx context.Context, p *patient, org string) error {
		for workflow, err := range p.client.Workflows.ListAllForOwner(ctx, org, &clarifai.ListWorkflowsOptions{Paging: one}) {
			if err != nil {
				return errors.Join(errNothing, err)
			}
			return errorOf(p.client.Workflows.Get(ctx, org, workflow.AppID, workflow.ID, nil))
		}
		return errNothing
	}),
	clarifai.OpCollaboratorsList: ofOne((*patient).app, func(ctx context.Context, p *patient, org, app string) error {
		return errorOf(p.client.Collaborators.List(ctx, org, app, &clarifai.ListCollaboratorsOptions{Paging: one}))
	}),
	clarifai.OpCollaboratorsListCollaborations: func(ctx context.Context, p *patient) error {
		return errorOf(p.client.Collaborators.ListCollaborations(ctx, "me", &clarifai.ListCollaborationsOptions{Paging: one}))
	},
	clarifai.OpTokensList: func(ctx context.Context, p *patient) error {
		return errorOf(p.client.Tokens.List(ctx, "me", &clarifai.ListTokensOptions{Paging: one}))
	},
	clarifai.OpTokensListForApp: ofOne((*patient).app, func(ctx context.Context, p *patient, org, app string) error {
		return errorOf(p.client.Tokens.ListForApp(ctx, org, app, &clarifai.ListAppTokensOptions{Paging: one}))
	}),
	clarifai.OpTokensGet: func(ctx context.Context, p *patient) error {
		for token, err := range p.client.Tokens.ListAll(ctx, "me", &clarifai.ListTokensOptions{Paging: one}) {
			if err != nil {
				return errors.Join(errNothing, err)
			}
			return errorOf(p.client.Tokens.Get(ctx, "me", token.ID))
		}
		return errNothing
	},
	clarifai.OpTokensGetScopeDependencies: func(ctx context.Context, p *patient) error {
		return errorOf(p.client.Tokens.GetScopeDependencies(ctx, "me", nil))
	},
	clarifai.OpTokensGetMyScopes: func(ctx context.Context, p *patient) error { return errorOf(p.client.Tokens.GetMyScopes(ctx, "me")) },
	clarifai.OpPasswordPoliciesList: ofOrg(func(ctx context.Context, p *patient, org string) error {
		return errorOf(p.client.PasswordPolicies.List(ctx, org, &clarifai.ListPasswordPoliciesOptions{Paging: one}))
	}),
	clarifai.OpPasswordPoliciesListGlobal: func(ctx context.Context, p *patient) error {
		return errorOf(p.client.PasswordPolicies.ListGlobal(ctx))
	},
	clarifai.OpPasswordPoliciesValidate: func(ctx context.Context, p *patient) error {
		// Any text will do, and nobody's password is a good one.
		return errorOf(p.client.PasswordPolicies.Validate(ctx, "me", clarifai.NewSecret(rand.Text())))
	},
	clarifai.OpIdentityProvidersList: ofOrg(func(ctx context.Context, p *patient, org string) error {
		return errorOf(p.client.IdentityProviders.List(ctx, org, &clarifai.ListIdentityProvidersOptions{Paging: one}))
	}),
	clarifai.OpIdentityProvidersGet: ofOrg(func(ctx context.Context, p *patient, org string) error {
		id, err := first(p, clarifai.OpIdentityProvidersList,
			p.client.IdentityProviders.ListAll(ctx, org, &clarifai.ListIdentityProvidersOptions{Paging: one}),
			func(i clarifai.IdentityProvider) string { return i.ID })
		if err != nil {
			return err
		}
		return errorOf(p.client.IdentityProviders.Get(ctx, org, id))
	}),
	clarifai.OpIdentityProvidersListAuthMethods: func(ctx context.Context, p *patient) error {
		return errorOf(p.client.IdentityProviders.ListAuthMethods(ctx, &clarifai.ListAuthMethodsOptions{DryRun: true}))
	},
	clarifai.OpIdentityProvidersListOrganizationAuthMethods: ofOrg(func(ctx context.Context, p *patient, org string) error {
		return errorOf(p.client.IdentityProviders.ListOrganizationAuthMethods(ctx, org, &clarifai.ListAuthMethodsOptions{DryRun: true}))
	}),
	clarifai.OpBillingGetCurrentBill: ofOrg(func(ctx context.Context, p *patient, org string) error {
		return errorOf(p.client.Billing.GetCurrentBill(ctx, org))
	}),
	clarifai.OpBillingListCycles: ofOrg(func(ctx context.Context, p *patient, org string) error {
		return errorOf(p.client.Billing.ListCycles(ctx, org, &clarifai.ListBillingCyclesOptions{Paging: one}))
	}),
	clarifai.OpBillingListPlans: ofOrg(func(ctx context.Context, p *patient, org string) error {
		return errorOf(p.client.Billing.ListPlans(ctx, org))
	}),
	clarifai.OpBillingGetSubscription: ofOrg(func(ctx context.Context, p *patient, org string) error {
		return errorOf(p.client.Billing.GetSubscription(ctx, org))
	}),
	clarifai.OpBillingListPaymentMethods: ofOrg(func(ctx context.Context, p *patient, org string) error {
		return errorOf(p.client.Billing.ListPaymentMethods(ctx, org))
	}),
	clarifai.OpUsageListHistory: ofOrg(func(ctx context.Context, p *patient, org string) error {
		now := time.Now()
		return errorOf(p.client.Usage.ListHistory(ctx, org, &clarifai.ListUsageHistoryOptions{StartDate: now.AddDate(0, 0, -1), EndDate: now}))
	}),
	clarifai.OpUsageListRealtime: ofOrg(func(ctx context.Context, p *patient, org string) error {
		return errorOf(p.client.Usage.ListRealtime(ctx, org))
	}),
	clarifai.OpUsageListCycles: ofOrg(func(ctx context.Context, p *patient, org string) error {
		return errorOf(p.client.Usage.ListCycles(ctx, org, nil))
	}),
	clarifai.OpUsageListIntervals: func(ctx context.Context, p *patient) error { return errorOf(p.client.Usage.ListIntervals(ctx)) },
	clarifai.OpAuditLogList: ofOrg(func(ctx context.Context, p *patient, org string) error {
		return errorOf(p.client.AuditLog.List(ctx, org, &clarifai.ListAuditLogOptions{Paging: one}))
	}),
}

// readable lists the operations that change nothing.
func readable() (routes []clarifai.Route) {
	for _, r := range clarifai.Routes() {
		if r.Class == clarifai.RetryRead {
			routes = append(routes, r)
		}
	}
	return routes
}
