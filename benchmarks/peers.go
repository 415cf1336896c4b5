package main

import (
	"context"
	"fmt"
	"net/url"

	"github.com/clerk/clerk-sdk-go/v2"
	"github.com/clerk/clerk-sdk-go/v2/organization"
	"github.com/clerk/clerk-sdk-go/v2/organizationmembership"
	"github.com/digitalocean/godo"
	"github.com/google/go-github/v93/github"
	"github.com/hashicorp/go-retryablehttp"
	"github.com/hashicorp/go-tfe"
	"golang.org/x/oauth2"
	"tailscale.com/client/tailscale/v2"
)

func newGitHub(base string) (*contender, error) {
	base += "/"
	http := pool()
	client, err := github.NewClient(github.WithHTTPClient(http), github.WithAuthToken(token), github.WithURLs(&base, &base))
	if err != nil {
		return nil, err
	}
	c := &contender{
		about: goGitHub, close: http.CloseIdleConnections,
		get: func(ctx context.Context) error {
			team, _, err := client.Teams.GetTeamBySlug(ctx, "acme", "platform")
			return expect(err, team.GetSlug)
		},
		create: func(ctx context.Context) error {
			team, _, err := client.Teams.CreateTeam(ctx, "acme", github.CreateTeamRequest{Name: "Platform engineering"})
			return expect(err, team.GetSlug)
		},
		page: func(ctx context.Context, number, per int, seen func(string)) (int, bool, error) {
			o := &github.ListMembersOptions{ListOptions: github.ListOptions{Page: number, PerPage: per}}
			users, resp, err := client.Organizations.ListMembers(ctx, "acme", o)
			if err != nil {
				return 0, false, err
			}
			if seen != nil {
				for _, u := range users {
					seen(u.GetLogin())
				}
			}
			return len(users), resp.NextPage != 0, nil
		},
	}
	c.list = c.listing
	return c, nil
}

func newGodo(base string) (*contender, error) {
	client := godo.NewFromToken(token)
	var err error
	if client.BaseURL, err = url.Parse(base + "/"); err != nil {
		return nil, err
	}
	// The pool that NewFromToken makes keeps a connection more than there are
	// processors. Everybody has the same one here.
	http := pool()
	inner, ok := client.HTTPClient.Transport.(*oauth2.Transport).Base.(*retryablehttp.RoundTripper)
	if !ok {
		return nil, fmt.Errorf("godo sends through %T", client.HTTPClient.Transport)
	}
	inner.Client.HTTPClient.Transport = http.Transport
	c := &contender{
		about: goDO, close: http.CloseIdleConnections,
		get: func(ctx context.Context) error {
			project, _, err := client.Projects.Get(ctx, "platform")
			return expect(err, func() string { return project.ID })
		},
		create: func(ctx context.Context) error {
			project, _, err := client.Projects.Create(ctx, &godo.CreateProjectRequest{Name: "Platform engineering", Purpose: "Service"})
			return expect(err, func() string { return project.ID })
		},
		page: func(ctx context.Context, number, per int, seen func(string)) (int, bool, error) {
			droplets, resp, err := client.Droplets.List(ctx, &godo.ListOptions{Page: number, PerPage: per})
			if err != nil {
				return 0, false, err
			}
			if seen != nil {
				for i := range droplets {
					seen(droplets[i].Name)
				}
			}
			return len(droplets), resp.Links != nil && !resp.Links.IsLastPage(), nil
		},
	}
	c.list = c.listing
	return c, nil
}

func newClerk(base string) (*contender, error) {
	http := pool()
	config := &clerk.ClientConfig{BackendConfig: clerk.BackendConfig{
		HTTPClient: http, URL: new(base + "/v1"), Key: new(token),
	}}
	organizations, memberships := organization.NewClient(config), organizationmembership.NewClient(config)
	c := &contender{
		about: goClerk, close: http.CloseIdleConnections,
		get: func(ctx context.Context) error {
			o, err := organizations.Get(ctx, "platform")
			return expect(err, func() string { return o.ID })
		},
		create: func(ctx context.Context) error {
			o, err := organizations.Create(ctx, &organization.CreateParams{Name: new("Platform engineering")})
			return expect(err, func() string { return o.ID })
		},
		page: func(ctx context.Context, number, per int, seen func(string)) (int, bool, error) {
			first := int64(number-1) * int64(per)
			list, err := memberships.List(ctx, &organizationmembership.ListParams{
				OrganizationID: "acme",
				ListParams:     clerk.ListParams{Limit: new(int64(per)), Offset: &first},
			})
			if err != nil {
				return 0, false, err
			}
			if seen != nil {
				for _, m := range list.OrganizationMemberships {
					seen(m.PublicUserData.UserID)
				}
			}
			n := len(list.OrganizationMemberships)
			return n, n > 0 && first+int64(n) < list.TotalCount, nil
		},
	}
	c.list = c.listing
	return c, nil
}

func newTailscale(base string) (*contender, error) {
	address, err := url.Parse(base)
	if err != nil {
		return nil, err
	}
	http := pool()
	client := &tailscale.Client{BaseURL: address, APIKey: token, HTTP: http}
	c := &contender{
		about: goTailscale, close: http.CloseIdleConnections,
		get: func(ctx context.Context) error {
			user, err := client.Users().Get(ctx, "platform")
			return expect(err, func() string { return user.ID })
		},
		create: func(ctx context.Context) error {
			key, err := client.Keys().CreateAuthKey(ctx, tailscale.CreateKeyRequest{Description: "Platform engineering"})
			return expect(err, func() string { return key.ID })
		},
		page: func(ctx context.Context, _, _ int, seen func(string)) (int, bool, error) {
			users, err := client.Users().List(ctx, nil, nil)
			if seen != nil {
				for i := range users {
					seen(users[i].ID)
				}
			}
			return len(users), false, err
		},
	}
	c.list = c.listing
	return c, nil
}

func newTFE(base string) (*contender, error) {
	http := pool()
	client, err := tfe.NewClient(&tfe.Config{
		Address: base, Token: token, HTTPClient: http,
	})
	if err != nil {
		return nil, err
	}
	c := &contender{
		about: goTFE, close: http.CloseIdleConnections,
		get: func(ctx context.Context) error {
			team, err := client.Teams.Read(ctx, "platform")
			return expect(err, func() string { return team.ID })
		},
		create: func(ctx context.Context) error {
			team, err := client.Teams.Create(ctx, "acme", tfe.TeamCreateOptions{Name: new("Platform engineering")})
			return expect(err, func() string { return team.ID })
		},
		page: func(ctx context.Context, number, per int, seen func(string)) (int, bool, error) {
			list, err := client.OrganizationMemberships.List(ctx, "acme", &tfe.OrganizationMembershipListOptions{
				ListOptions: tfe.ListOptions{PageNumber: number, PageSize: per},
				Include:     []tfe.OrgMembershipIncludeOpt{tfe.OrgMembershipUser},
			})
			if err != nil {
				return 0, false, err
			}
			if seen != nil {
				for _, m := range list.Items {
					seen(m.User.Username)
				}
			}
			return len(list.Items), list.NextPage != 0, nil
		},
	}
	c.list = c.listing
	return c, nil
}

// expect says that a call gave something else than the server has.
func expect(err error, id func() string) error {
	if err != nil {
		return err
	}
	if got := id(); got != "platform" {
		return fmt.Errorf("it gave %q instead of the object", got)
	}
	return nil
}
