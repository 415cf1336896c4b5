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
	page, err := p.client.Organizations.ListForUser(ctx, "me", &clarifai.UserOrganizationListOptions{Paging: one})
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
	return first(p, clarifai.OpTeamsList, p.client.Teams.All(ctx, org, &clarifai.TeamListOptions{Paging: one}),
		func(t clarifai.Team) string { return t.ID })
}

func (p *patient) app(ctx context.Context, org string) (string, error) {
	return first(p, clarifai.OpAppsList, p.client.Apps.All(ctx, org, &clarifai.AppListOptions{Paging: one}),
		func(a clarifai.App) string { return a.ID })
}

func (p *patient) invitation(ctx context.Context, org string) (string, error) {
	return first(p, clarifai.OpInvitationsList, p.client.Invitations.All(ctx, org, &clarifai.InvitationListOptions{Paging: one}),
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

// told is an error of a call whose value does not matter here: what was
// answered is looked at on the wire.
func told[T any](_ T, err error) error { return err }

// questions is how each readable operation is asked.
var questions = map[clarifai.Operation]question{
	clarifai.OpOrganizationsGet: ofOrg(func(ctx context.Context, p *patient, org string) error {
		return told(p.client.Organizations.Get(ctx, org))
	}),
	clarifai.OpOrganizationsList: func(ctx context.Context, p *patient) error {
		return told(p.client.Organizations.List(ctx, &clarifai.OrganizationListOptions{Paging: one}))
	},
	clarifai.OpOrganizationsListForUser: func(ctx context.Context, p *patient) error {
		return told(p.client.Organizations.ListForUser(ctx, "me", &clarifai.UserOrganizationListOptions{Paging: one}))
	},
	clarifai.OpMembersList: ofOrg(func(ctx context.Context, p *patient, org string) error {
		return told(p.client.Members.List(ctx, org, &clarifai.MemberListOptions{Paging: one}))
	}),
	clarifai.OpMembersListForApp: ofOne((*patient).app, func(ctx context.Context, p *patient, org, app string) error {
		return told(p.client.Members.ListForApp(ctx, org, app, &clarifai.AppMemberListOptions{Paging: one}))
	}),
	clarifai.OpInvitationsList: ofOrg(func(ctx context.Context, p *patient, org string) error {
		return told(p.client.Invitations.List(ctx, org, &clarifai.InvitationListOptions{Paging: one}))
	}),
	clarifai.OpInvitationsGet: ofOne((*patient).invitation, func(ctx context.Context, p *patient, org, id string) error {
		return told(p.client.Invitations.Get(ctx, org, id))
	}),
	clarifai.OpInvitationsGetPublic: ofOne((*patient).invitation, func(ctx context.Context, p *patient, _, id string) error {
		return told(p.client.Invitations.GetPublic(ctx, id))
	}),
	clarifai.OpTeamsList: ofOrg(func(ctx context.Context, p *patient, org string) error {
		return told(p.client.Teams.List(ctx, org, &clarifai.TeamListOptions{Paging: one}))
	}),
	clarifai.OpTeamsGet: ofOne((*patient).team, func(ctx context.Context, p *patient, org, team string) error {
		return told(p.client.Teams.Get(ctx, org, team))
	}),
	clarifai.OpTeamsListMembers: ofOne((*patient).team, func(ctx context.Context, p *patient, org, team string) error {
		return told(p.client.Teams.ListMembers(ctx, org, team, &clarifai.TeamMemberListOptions{Paging: one}))
	}),
	clarifai.OpTeamsListApps: ofOne((*patient).team, func(ctx context.Context, p *patient, org, team string) error {
		return told(p.client.Teams.ListApps(ctx, org, team, &clarifai.TeamAppListOptions{Paging: one}))
	}),
	clarifai.OpRolesList: func(ctx context.Context, p *patient) error {
		return told(p.client.Roles.List(ctx, &clarifai.RoleListOptions{Paging: one}))
	},
	clarifai.OpRolesGet: func(ctx context.Context, p *patient) error {
		id, err := first(p, clarifai.OpRolesList, p.client.Roles.All(ctx, &clarifai.RoleListOptions{Paging: one}),
			func(r clarifai.Role) string { return r.ID })
		if err != nil {
			return err
		}
		return told(p.client.Roles.Get(ctx, id))
	},
	clarifai.OpUsersGet: func(ctx context.Context, p *patient) error { return told(p.client.Users.Me(ctx)) },
	clarifai.OpAppsList: ofOrg(func(ctx context.Context, p *patient, org string) error {
		return told(p.client.Apps.List(ctx, org, &clarifai.AppListOptions{Paging: one}))
	}),
	clarifai.OpAppsListVisible: func(ctx context.Context, p *patient) error {
		return told(p.client.Apps.ListVisible(ctx, &clarifai.AppListOptions{Paging: one}))
	},
	clarifai.OpAppsSearch: ofOrg(func(ctx context.Context, p *patient, org string) error {
		return told(p.client.Apps.Search(ctx, org, &clarifai.AppSearchOptions{Paging: one}))
	}),
	clarifai.OpAppsGet: ofOne((*patient).app, func(ctx context.Context, p *patient, org, app string) error {
		return told(p.client.Apps.Get(ctx, org, app, nil))
	}),
	clarifai.OpAppsResourceCounts: ofOne((*patient).app, func(ctx context.Context, p *patient, org, app string) error {
		return told(p.client.Apps.ResourceCounts(ctx, org, app))
	}),
	clarifai.OpCollaboratorsList: ofOne((*patient).app, func(ctx context.Context, p *patient, org, app string) error {
		return told(p.client.Collaborators.List(ctx, org, app, &clarifai.CollaboratorListOptions{Paging: one}))
	}),
	clarifai.OpCollaboratorsListCollaborations: func(ctx context.Context, p *patient) error {
		return told(p.client.Collaborators.ListCollaborations(ctx, "me", &clarifai.CollaborationListOptions{Paging: one}))
	},
	clarifai.OpTokensList: func(ctx context.Context, p *patient) error {
		return told(p.client.Tokens.List(ctx, "me", &clarifai.TokenListOptions{Paging: one}))
	},
	clarifai.OpTokensListForApp: ofOne((*patient).app, func(ctx context.Context, p *patient, org, app string) error {
		return told(p.client.Tokens.ListForApp(ctx, org, app, &clarifai.AppTokenListOptions{Paging: one}))
	}),
	clarifai.OpTokensGet: func(ctx context.Context, p *patient) error {
		for token, err := range p.client.Tokens.All(ctx, "me", &clarifai.TokenListOptions{Paging: one}) {
			if err != nil {
				return errors.Join(errNothing, err)
			}
			return told(p.client.Tokens.Get(ctx, "me", token.ID))
		}
		return errNothing
	},
	clarifai.OpTokensScopes:   func(ctx context.Context, p *patient) error { return told(p.client.Tokens.Scopes(ctx, "me", nil)) },
	clarifai.OpTokensMyScopes: func(ctx context.Context, p *patient) error { return told(p.client.Tokens.MyScopes(ctx, "me")) },
	clarifai.OpPasswordPoliciesList: ofOrg(func(ctx context.Context, p *patient, org string) error {
		return told(p.client.PasswordPolicies.List(ctx, org, &clarifai.PasswordPolicyListOptions{Paging: one}))
	}),
	clarifai.OpPasswordPoliciesGlobal: func(ctx context.Context, p *patient) error {
		return told(p.client.PasswordPolicies.Global(ctx))
	},
	clarifai.OpPasswordPoliciesValidate: func(ctx context.Context, p *patient) error {
		// Any text will do, and nobody's password is a good one.
		return told(p.client.PasswordPolicies.Validate(ctx, "me", clarifai.NewSecret(rand.Text())))
	},
	clarifai.OpIdentityProvidersList: ofOrg(func(ctx context.Context, p *patient, org string) error {
		return told(p.client.IdentityProviders.List(ctx, org, &clarifai.IdentityProviderListOptions{Paging: one}))
	}),
	clarifai.OpIdentityProvidersGet: ofOrg(func(ctx context.Context, p *patient, org string) error {
		id, err := first(p, clarifai.OpIdentityProvidersList,
			p.client.IdentityProviders.All(ctx, org, &clarifai.IdentityProviderListOptions{Paging: one}),
			func(i clarifai.IdentityProvider) string { return i.ID })
		if err != nil {
			return err
		}
		return told(p.client.IdentityProviders.Get(ctx, org, id))
	}),
	clarifai.OpIdentityProvidersAuthMethods: func(ctx context.Context, p *patient) error {
		return told(p.client.IdentityProviders.AuthMethods(ctx, &clarifai.AuthMethodOptions{DryRun: true}))
	},
	clarifai.OpIdentityProvidersOrganizationAuthMethods: ofOrg(func(ctx context.Context, p *patient, org string) error {
		return told(p.client.IdentityProviders.OrganizationAuthMethods(ctx, org, &clarifai.AuthMethodOptions{DryRun: true}))
	}),
	clarifai.OpBillingCurrentBill: ofOrg(func(ctx context.Context, p *patient, org string) error {
		return told(p.client.Billing.CurrentBill(ctx, org))
	}),
	clarifai.OpBillingCycles: ofOrg(func(ctx context.Context, p *patient, org string) error {
		return told(p.client.Billing.Cycles(ctx, org, &clarifai.BillingCycleListOptions{Paging: one}))
	}),
	clarifai.OpBillingPlans: ofOrg(func(ctx context.Context, p *patient, org string) error {
		return told(p.client.Billing.Plans(ctx, org))
	}),
	clarifai.OpBillingSubscription: ofOrg(func(ctx context.Context, p *patient, org string) error {
		return told(p.client.Billing.Subscription(ctx, org))
	}),
	clarifai.OpBillingPaymentMethods: ofOrg(func(ctx context.Context, p *patient, org string) error {
		return told(p.client.Billing.PaymentMethods(ctx, org))
	}),
	clarifai.OpUsageHistory: ofOrg(func(ctx context.Context, p *patient, org string) error {
		now := time.Now()
		return told(p.client.Usage.History(ctx, org, &clarifai.UsageHistoryOptions{StartDate: now.AddDate(0, 0, -1), EndDate: now}))
	}),
	clarifai.OpUsageRealtime: ofOrg(func(ctx context.Context, p *patient, org string) error {
		return told(p.client.Usage.Realtime(ctx, org))
	}),
	clarifai.OpUsageCycles: ofOrg(func(ctx context.Context, p *patient, org string) error {
		return told(p.client.Usage.Cycles(ctx, org, nil))
	}),
	clarifai.OpUsageIntervals: func(ctx context.Context, p *patient) error { return told(p.client.Usage.Intervals(ctx)) },
	clarifai.OpAuditLogSearch: ofOrg(func(ctx context.Context, p *patient, org string) error {
		return told(p.client.AuditLog.Search(ctx, org, &clarifai.AuditLogOptions{Paging: one}))
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
