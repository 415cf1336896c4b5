package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// facts are what Clarifai says, before anything is concluded from it.
type facts struct {
	org         string
	read        time.Time // when the reading began
	members     []clarifai.Member
	apps        []appFacts
	teams       []teamFacts
	invitations []clarifai.Invitation // the pending ones
}

// appFacts are an app, who collaborates on it, and who reaches it as
// Members.ListForApp has it.
type appFacts struct {
	clarifai.App
	collaborators []clarifai.Collaborator
	listed        []clarifai.Member
	unchecked     string // why listed is not known; "": it is
}

// teamFacts are a team, who is on it, and which apps it has.
type teamFacts struct {
	clarifai.Team
	members []clarifai.TeamMember
	apps    []clarifai.TeamApp
}

const notAsked = "it was not asked for"

// read reads everything, a few requests at a time. Clarifai gives no snapshot:
// what somebody changes meanwhile may be seen in one list and not in another,
// and a removal can make a list of several pages miss what it moves to a page
// that was read already. Package access, whose verdicts decide what is removed,
// reads its lists until two readings in a row agree; this review reads once.
func read(ctx context.Context, client *clarifai.Client, org string, check bool, progress io.Writer) (*facts, error) {
	f := &facts{org: org, read: time.Now()}
	// These lists can be long. Reading ahead costs a request past the end of a
	// short one, and hides the waiting of a long one.
	long := clarifai.Paging{ReadAhead: 1}
	lists := []func(context.Context) error{
		func(ctx context.Context) (err error) {
			f.members, err = clarifai.Collect(client.Members.ListAll(ctx, org, &clarifai.ListMembersOptions{Paging: long}))
			return err
		},
		func(ctx context.Context) error {
			for app, err := range client.Apps.ListAll(ctx, org, &clarifai.ListAppsOptions{Sort: clarifai.AppSortID, SortAscending: true, Paging: long}) {
				if err != nil {
					return err
				}
				f.apps = append(f.apps, appFacts{App: app, unchecked: notAsked})
			}
			return nil
		},
		func(ctx context.Context) error {
			for team, err := range client.Teams.ListAll(ctx, org, nil) {
				if err != nil {
					return err
				}
				f.teams = append(f.teams, teamFacts{Team: team})
			}
			return nil
		},
		func(ctx context.Context) (err error) {
			pending := &clarifai.ListInvitationsOptions{Status: clarifai.InvitationPending}
			f.invitations, err = clarifai.Collect(client.Invitations.ListAll(ctx, org, pending))
			return err
		},
	}
	if err := each(ctx, len(lists), func(ctx context.Context, i int) error { return lists[i](ctx) }); err != nil {
		return nil, err
	}
	fmt.Fprintf(progress, "reading %s: %d members, %d apps, %d teams, %d pending invitations\n",
		clean(org), len(f.members), len(f.apps), len(f.teams), len(f.invitations))
	err := each(ctx, len(f.teams), func(ctx context.Context, i int) error { return f.teams[i].read(ctx, client, org) })
	if err != nil {
		return nil, err
	}
	err = each(ctx, len(f.apps), func(ctx context.Context, i int) error { return f.apps[i].read(ctx, client, org, check) })
	if err != nil {
		return nil, err
	}
	return f, nil
}

func (t *teamFacts) read(ctx context.Context, client *clarifai.Client, org string) (err error) {
	if t.members, err = clarifai.Collect(client.Teams.ListAllMembers(ctx, org, t.ID, nil)); err != nil {
		return err
	}
	if t.apps, err = clarifai.Collect(client.Teams.ListAllApps(ctx, org, t.ID, nil)); err != nil {
		return err
	}
	for i, app := range t.apps {
		if app.RoleName != "" || app.RoleID == "" {
			continue
		}
		// The client reads the roles once, however often it is asked.
		role, err := client.Roles.ResolveTeamRole(ctx, clarifai.TeamRoleByID(app.RoleID))
		switch {
		case err == nil:
			t.apps[i].RoleName = role.Name
		case !errors.Is(err, clarifai.ErrInvalid): // no role has this id: it is shown in place of a name
			return err
		}
	}
	return nil
}

func (a *appFacts) read(ctx context.Context, client *clarifai.Client, org string, check bool) (err error) {
	all := &clarifai.ListCollaboratorsOptions{ListAll: true}
	if a.collaborators, err = clarifai.Collect(client.Collaborators.ListAll(ctx, org, a.ID, all)); err != nil || !check {
		return err
	}
	// The review stands without this list. That Clarifai does not give it is
	// told; that it cannot be read now is an error, as everywhere.
	a.listed, err = clarifai.Collect(client.Members.ListAllForApp(ctx, org, a.ID, nil))
	switch {
	case errors.Is(err, clarifai.ErrRouteUnavailable), errors.Is(err, clarifai.ErrForbidden):
		a.listed, a.unchecked = nil, err.Error()
	case err != nil:
		return err
	default:
		a.unchecked = ""
	}
	return nil
}

// atOnce is how many requests are under way at a time. The limiter has the last
// word on how many go out.
const atOnce = 4

// each does something for 0 to n-1, a few at a time. The first error stops the
// others.
func each(ctx context.Context, n int, do func(context.Context, int) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(n, atOnce) {
		workers.Go(func() {
			for i := int(next.Add(1)) - 1; i < n && ctx.Err() == nil; i = int(next.Add(1)) - 1 {
				if err := do(ctx, i); err != nil {
					cancel(err)
				}
			}
		})
	}
	workers.Wait()
	return context.Cause(ctx)
}
