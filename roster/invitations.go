package roster

import (
	"context"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/email"
)

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

// invitations are those that count, to be found by address.
type invitations struct {
	byEmail      map[string]invitation // by email.Key
	byLooseEmail map[string][]string   // the addresses, by email.Loose
	hidden       int                   // that are open, or may be, and show no address
}

func newInvitations() *invitations {
	return &invitations{byEmail: make(map[string]invitation), byLooseEmail: make(map[string][]string)}
}

// find returns the invitation that counts for an address.
func (all *invitations) find(address string) (invitation, bool) {
	i, known := all.byEmail[email.Key(address)]
	return i, known
}

// findAlike returns an address that is not the same and may be the same mailbox, for
// which there is an invitation; "" if there is none.
func (all *invitations) findAlike(address string) string {
	for _, other := range all.byLooseEmail[email.Loose(address)] {
		if email.Key(other) != email.Key(address) {
			return other
		}
	}
	return ""
}

// invitations reads the list three times: only a list by status tells the
// pending invitations from the expired ones, and only the list of all of them
// has those that were answered or cancelled.
func (v *snapshot) invitations(ctx context.Context) (*invitations, error) {
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
	v.invited = newInvitations()
	for _, id := range order {
		v.invited.add(invitation{byID[id], stateOf(byID[id], marks[id])})
	}
	if v.opts.IgnoreHiddenMembers {
		v.invited.hidden = 0
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
func (all *invitations) add(i invitation) {
	key := email.Key(i.InviteeEmail)
	if key == "" {
		if i.state == statePending || i.state == stateUnclear {
			all.hidden++
		}
		return
	}
	before, ok := all.byEmail[key]
	if !ok {
		like := email.Loose(i.InviteeEmail)
		all.byLooseEmail[like] = append(all.byLooseEmail[like], i.InviteeEmail)
	}
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
	all.byEmail[key] = i
}
