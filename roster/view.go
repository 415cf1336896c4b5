package roster

import (
	"context"
	"errors"
	"fmt"
	"strings"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// view is an organization as it is read: each list once, and only when it is
// asked for. To see what has changed since, make a new view.
type view struct {
	client *clarifai.Client
	org    string

	people  *directory
	invited invitations
	byTeam  map[string]*clarifai.Team
	members map[string][]clarifai.TeamMember // by team id
	apps    map[string][]clarifai.TeamApp    // by team id
}

func newView(client *clarifai.Client, org string) *view {
	return &view{client: client, org: org,
		members: make(map[string][]clarifai.TeamMember), apps: make(map[string][]clarifai.TeamApp)}
}

// organization gives the organization, nil if it certainly is not there: both
// asking for it and the list of the caller's organizations say so. A route that
// does not answer says nothing.
func (v *view) organization(ctx context.Context) (*clarifai.Organization, error) {
	org, err := v.client.Organizations.Get(ctx, v.org)
	if err == nil || !errors.Is(err, clarifai.ErrNotFound) {
		return org, err
	}
	for mine, err := range v.client.Organizations.AllForUser(ctx, "me", nil) {
		if err != nil {
			return nil, err
		}
		if mine.Organization != nil && strings.EqualFold(mine.Organization.ID, v.org) {
			return mine.Organization, nil
		}
	}
	return nil, nil
}

// directory lists the members, to be found by address and by id.
type directory struct {
	byEmail map[string]*clarifai.Member
	byID    map[string]*clarifai.Member
	hidden  int // members who show no address
}

func newDirectory(members []clarifai.Member) *directory {
	d := &directory{byEmail: make(map[string]*clarifai.Member), byID: make(map[string]*clarifai.Member)}
	for i := range members {
		m := &members[i]
		if m.User == nil {
			d.hidden++
			continue
		}
		d.byID[fold(m.User.ID)] = m
		if m.User.Email() == "" {
			d.hidden++
		}
	}
	// An address that several have belongs to the one whose primary it is.
	for _, primary := range []bool{true, false} {
		for i := range members {
			m := &members[i]
			for n, email := range m.User.Emails() {
				if key := fold(email); (n == 0) == primary && d.byEmail[key] == nil {
					d.byEmail[key] = m
				}
			}
		}
	}
	return d
}

func (v *view) directory(ctx context.Context) (*directory, error) {
	if v.people == nil {
		members, err := clarifai.Collect(v.client.Members.All(ctx, v.org, nil))
		if err != nil {
			return nil, err
		}
		v.people = newDirectory(members)
		if err := v.knowCaller(ctx); err != nil {
			v.people = nil
			return nil, err
		}
	}
	return v.people, nil
}

// knowCaller takes the caller out of those whose addresses are hidden: callers
// see their own.
func (v *view) knowCaller(ctx context.Context) error {
	if v.people.hidden == 0 {
		return nil
	}
	me, err := v.client.Users.Me(ctx)
	if err != nil {
		return err
	}
	m := v.people.byID[fold(me.ID)]
	if m == nil || m.User.Email() != "" || me.Email() == "" {
		return nil
	}
	v.people.hidden--
	for _, email := range me.Emails() {
		if v.people.byEmail[fold(email)] == nil {
			v.people.byEmail[fold(email)] = m
		}
	}
	return nil
}

// state is where an invitation is in its life. Of two that were made at the
// same time the greater one counts: it is the one that holds more back.
type state int

const (
	stateNone state = iota
	stateExpired
	stateAccepted
	stateCancelled
	stateDeclined
	stateUnclear // nothing that was read tells
	statePending
)

// invitation is the one that counts of those for an address.
type invitation struct {
	*clarifai.Invitation
	state state
}

// invitations are those that count, by address.
type invitations map[string]invitation

// invitations reads the list three times: only a list by status tells the
// pending invitations from the expired ones, and only the list of all of them
// has those that were answered or cancelled.
func (v *view) invitations(ctx context.Context) (invitations, error) {
	if v.invited != nil {
		return v.invited, nil
	}
	byID := make(map[string]*clarifai.Invitation)
	var order []string
	marks := make(map[string][]clarifai.InvitationStatus)
	for _, status := range []clarifai.InvitationStatus{clarifai.InvitationPending, clarifai.InvitationExpired, ""} {
		options := &clarifai.InvitationListOptions{Status: status}
		for i, err := range v.client.Invitations.All(ctx, v.org, options) {
			if err != nil {
				return nil, err
			}
			if byID[i.ID] == nil {
				order = append(order, i.ID)
			}
			byID[i.ID] = &i // the list read last is the newest
			if status != "" {
				marks[i.ID] = append(marks[i.ID], status)
			}
		}
	}
	v.invited = make(invitations)
	for _, id := range order {
		v.invited.add(invitation{byID[id], stateOf(byID[id], marks[id])})
	}
	return v.invited, nil
}

// stateOf goes by the times of the invitation, and where it has none by the
// lists that named it. In none of them, or in both, it could be anything.
func stateOf(i *clarifai.Invitation, marks []clarifai.InvitationStatus) state {
	switch {
	case !i.AcceptedAt.IsZero():
		return stateAccepted
	case !i.CancelledAt.IsZero():
		return stateCancelled
	case !i.DeclinedAt.IsZero():
		return stateDeclined
	case len(marks) != 1:
		return stateUnclear
	case marks[0] == clarifai.InvitationPending:
		return statePending
	}
	return stateExpired
}

// add keeps the one that counts: a pending invitation, else the newest.
func (all invitations) add(i invitation) {
	key := fold(i.InviteeEmail)
	before, ok := all[key]
	switch {
	case !ok:
	case before.state == statePending:
		return
	case i.state == statePending:
	case i.CreatedAt.Before(before.CreatedAt):
		return
	case i.CreatedAt.Equal(before.CreatedAt) && i.state < before.state:
		return
	}
	all[key] = i
}

// teams gives the organization's teams by id.
func (v *view) teams(ctx context.Context) (map[string]*clarifai.Team, error) {
	if v.byTeam != nil {
		return v.byTeam, nil
	}
	teams, err := clarifai.Collect(v.client.Teams.All(ctx, v.org, nil))
	if err != nil {
		return nil, err
	}
	v.byTeam = make(map[string]*clarifai.Team, len(teams))
	for i := range teams {
		v.byTeam[teams[i].ID] = &teams[i]
	}
	return v.byTeam, nil
}

func (v *view) teamMembers(ctx context.Context, team string) ([]clarifai.TeamMember, error) {
	return read(v.members, team, func() ([]clarifai.TeamMember, error) {
		return clarifai.Collect(v.client.Teams.AllMembers(ctx, v.org, team, nil))
	})
}

func (v *view) teamApps(ctx context.Context, team string) ([]clarifai.TeamApp, error) {
	return read(v.apps, team, func() ([]clarifai.TeamApp, error) {
		return clarifai.Collect(v.client.Teams.AllApps(ctx, v.org, team, nil))
	})
}

// read gives what known has, and has it read where that has nothing.
func read[T any](known map[string][]T, key string, list func() ([]T, error)) ([]T, error) {
	if items, ok := known[key]; ok {
		return items, nil
	}
	items, err := list()
	if err != nil {
		return nil, err
	}
	known[key] = items
	return items, nil
}

// roles are those that the company speaks of, as the server has them.
type roles map[roleKey]*clarifai.Role

type roleKey struct {
	ref  clarifai.RoleRef
	kind clarifai.RoleType
}

func (r roles) member(ref clarifai.RoleRef) *clarifai.Role {
	return r[roleKey{ref, clarifai.RoleTypeOrg}]
}

func (r roles) team(ref clarifai.RoleRef) *clarifai.Role {
	return r[roleKey{ref, clarifai.RoleTypeTeam}]
}

// resolve looks the company's roles up. Rows with a role that the server does
// not have, or that turns out to be Admin by its id, are bad rows.
func (v *view) resolve(ctx context.Context, c *Company, o Options) (roles, problems, error) {
	found := make(roles)
	reasons := make(map[roleKey]string)
	look := func(ref clarifai.RoleRef, kind clarifai.RoleType) (reason string, err error) {
		key := roleKey{ref, kind}
		if _, done := found[key]; done || ref == "" || reasons[key] != "" {
			return reasons[key], nil
		}
		role, err := v.client.Roles.Resolve(ctx, ref, kind)
		switch {
		case errors.Is(err, clarifai.ErrInvalid):
			reasons[key] = fmt.Sprintf("the server does not know the role %.80q: %v", ref, err)
		case err != nil:
			return "", err
		case kind == clarifai.RoleTypeOrg && clarifai.RoleAdmin.Matches(role) && !o.AllowAdmin:
			reasons[key] = adminRefused
		default:
			found[key] = role
		}
		return reasons[key], nil
	}
	var bad problems
	for i := range c.Teams {
		team := &c.Teams[i]
		refs := []clarifai.RoleRef{team.DefaultRole}
		for _, app := range team.Apps {
			refs = append(refs, team.roleIn(app))
		}
		for _, ref := range refs {
			reason, err := look(ref, clarifai.RoleTypeTeam)
			if err != nil {
				return nil, nil, err
			}
			if reason != "" {
				bad.team(team, "%s", reason)
			}
		}
	}
	for i := range c.People {
		reason, err := look(c.People[i].Role, clarifai.RoleTypeOrg)
		if err != nil {
			return nil, nil, err
		}
		if reason != "" {
			bad.person(&c.People[i], "%s", reason)
		}
	}
	return found, bad, nil
}
