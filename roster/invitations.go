package roster

import (
	"cmp"
	"context"
	"fmt"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/email"
)

// state is the state of an invitation. Of two invitations that were created at the
// same time the greater state counts, which is the more restrictive one.
type state int

const (
	stateExpired state = iota + 1
	stateAccepted
	stateCancelled
	stateDeclined
	stateUnclear // pending or expired
	statePending
)

// invitation is the invitation that counts for an address.
type invitation struct {
	*clarifai.Invitation
	state state
}

// reinvited returns what a step says of the invitation that somebody had who is invited
// again.
func (i invitation) reinvited() string {
	switch i.state {
	case stateExpired:
		return "expired"
	case stateCancelled:
		return "cancelled"
	case stateAccepted:
		return "left"
	}
	return ""
}

// invitations finds invitations by email address.
type invitations struct {
	byEmail      map[string]invitation // by email.Key
	byLooseEmail map[string][]string   // addresses by email.Loose
	pending      []*clarifai.Invitation
	// hidden is the number of invitations that are or may be open and show no
	// address.
	hidden int
}

func newInvitations() *invitations {
	return &invitations{byEmail: make(map[string]invitation), byLooseEmail: make(map[string][]string)}
}

// find returns the invitation that counts for an address.
func (all *invitations) find(address string) (invitation, bool) {
	i, known := all.byEmail[email.Key(address)]
	return i, known
}

// findAlike returns an address that differs, may be the same mailbox, and has an
// invitation. It returns an empty string if there is none.
func (all *invitations) findAlike(address string) string {
	for _, other := range all.byLooseEmail[email.Loose(address)] {
		if email.Key(other) != email.Key(address) {
			return other
		}
	}
	return ""
}

// invitations reads the list three times: only lists by status distinguish pending
// from expired invitations, and only the list without a status has those that were
// answered or cancelled.
func (s *snapshot) invitations(ctx context.Context) (*invitations, error) {
	if s.invited != nil {
		return s.invited, nil
	}
	byID := make(map[string]*clarifai.Invitation)
	var order []string
	statuses := make(map[string][]clarifai.InvitationStatus)
	for _, status := range []clarifai.InvitationStatus{clarifai.InvitationPending, clarifai.InvitationExpired, ""} {
		options := &clarifai.ListInvitationsOptions{Status: status}
		for i, err := range s.client.Invitations.ListAll(ctx, s.org, options) {
			if err != nil {
				return nil, err
			}
			// Without IDs, two invitations must not be taken for one.
			id := cmp.Or(i.ID, fmt.Sprintf("%q of %d", email.Key(i.InviteeEmail), i.CreatedAt.UnixNano()))
			if byID[id] == nil {
				order = append(order, id)
			}
			byID[id] = &i // the last list is the newest
			if status != "" {
				statuses[id] = append(statuses[id], status)
			}
		}
	}
	s.invited = newInvitations()
	for _, id := range order {
		s.invited.add(invitation{byID[id], stateOf(byID[id], statuses[id])})
	}
	if s.opts.IgnoreHiddenMembers {
		s.invited.hidden = 0
	}
	return s.invited, nil
}

// stateOf returns the state of an invitation by its times, or else by the status of
// the lists that had it. If none of them or both had it, its state is unclear.
func stateOf(i *clarifai.Invitation, statuses []clarifai.InvitationStatus) state {
	switch {
	case !i.AcceptedAt.IsZero():
		return stateAccepted
	case !i.CancelledAt.IsZero():
		return stateCancelled
	case !i.DeclinedAt.IsZero():
		return stateDeclined
	case len(statuses) != 1:
		return stateUnclear
	case statuses[0] == clarifai.InvitationPending:
		return statePending
	}
	return stateExpired
}

// add keeps the invitation that counts: a pending one, or else the newest.
func (all *invitations) add(i invitation) {
	if i.state == statePending {
		all.pending = append(all.pending, i.Invitation)
	}
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
