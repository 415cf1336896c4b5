package clarifai

import (
	"context"
	"errors"
	"iter"
	"net/mail"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/email"
	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// InvitationsService invites people into an organization and follows their
// invitations.
type InvitationsService service

// Invitation asks someone, by email, to join an organization. It has no status
// of its own: AcceptedAt, DeclinedAt or CancelledAt tell what happened, and
// which of the others are pending and which have expired is told by a list
// with that status only.
type Invitation struct {
	ID                 string        `json:"id"`
	InviteeEmail       string        `json:"invitee_email"`
	Role               *Role         `json:"role,omitempty" wire:"needed"`
	Organization       *Organization `json:"organization,omitempty" wire:"needed"`
	CreatedAt          time.Time     `json:"created_at,omitzero"`
	CancelledAt        time.Time     `json:"cancelled_at,omitzero" wire:"needed"` // zero: not cancelled
	DeclinedAt         time.Time     `json:"declined_at,omitzero" wire:"needed"`  // zero: not declined
	AcceptedAt         time.Time     `json:"accepted_at,omitzero" wire:"needed"`  // zero: not accepted
	PrimaryEmailExists bool          `json:"primary_email_exists"`                // someone has an account with this address
}

// RoleName returns the name of the role that the invitee is to have, "" if the
// answer shows none.
func (i *Invitation) RoleName() string { return deref(deref(i).Role).Name }

// OrganizationID returns the ID of the organization that invites, "" if the
// answer shows none.
func (i *Invitation) OrganizationID() string { return deref(deref(i).Organization).ID }

// InvitationStatus is where an invitation is in its life.
type InvitationStatus string

// The statuses of invitations.
const (
	InvitationPending   InvitationStatus = "PENDING"
	InvitationAccepted  InvitationStatus = "ACCEPTED"
	InvitationCancelled InvitationStatus = "CANCELLED"
	InvitationDeclined  InvitationStatus = "DECLINED"
	InvitationExpired   InvitationStatus = "EXPIRED"
)

// CreateInvitationRequest is someone to invite. Both fields are required.
type CreateInvitationRequest struct {
	Email string
	Role  RoleRef // a member role
}

// ListInvitationsOptions chooses invitations by status.
type ListInvitationsOptions struct {
	Status InvitationStatus `url:"status,omitempty"` // "": all of them
	Paging
}

// Create invites one person; see [InvitationsService.CreateBatch].
//
// PAT with OrganizationInvitations_Add, Roles_Get for a role by name, and
// OrganizationInvitations_Get to look up an unknown outcome; Archived.
func (s *InvitationsService) Create(ctx context.Context, orgID string, req CreateInvitationRequest, callOpts ...CallOption) (*Invitation, error) {
	resetResponse(callOpts)
	w, items, err := s.creation(ctx, orgID, []CreateInvitationRequest{req}, callOpts)
	if err != nil {
		return nil, err
	}
	return w.runOne(ctx, items[0])
}

// CreateBatch invites people, 128 a request. The result is aligned with its
// input, nil where an invitation failed; the error is then a [*BatchError]. A
// person with a pending invitation is [ErrConflict]. Invitations are mailed: if
// the outcome is unknown they are looked up, and one that is not found is
// [ErrAmbiguous] and not sent again.
//
// If Clarifai refuses a list as a whole for what may be one item's fault, the
// list is sent in parts, so that one bad item does not keep the others out. Items
// that were refused only together with others match no sentinel.
//
// PAT with OrganizationInvitations_Add, Roles_Get for a role by name, and
// OrganizationInvitations_Get to look up an unknown outcome; Archived.
func (s *InvitationsService) CreateBatch(ctx context.Context, orgID string, reqs []CreateInvitationRequest, callOpts ...CallOption) ([]*Invitation, error) {
	resetResponse(callOpts)
	w, items, err := s.creation(ctx, orgID, reqs, callOpts)
	if err != nil {
		return nil, err
	}
	return w.run(ctx, items)
}

// invitationItem is an invitation as it is sent.
type invitationItem struct {
	Email string         `json:"invitee_email"`
	Role  invitationRole `json:"role"`
}

type invitationRole struct {
	ID string `json:"id"`
}

func (s *InvitationsService) creation(ctx context.Context, orgID string, reqs []CreateInvitationRequest, callOpts []CallOption) (*creation[invitationItem, Invitation], []invitationItem, error) {
	items := make([]invitationItem, len(reqs))
	for n, i := range reqs {
		if address, err := mail.ParseAddress(i.Email); err != nil || address.Address != i.Email {
			return nil, nil, invalid(OpInvitationsCreate, "item %d: %s is not an email address", n, quoted(i.Email))
		}
		items[n].Email = i.Email
	}
	for n, i := range reqs {
		roleID, err := s.api().roleID(ctx, OpInvitationsCreate, i.Role, RoleTypeOrg, callOpts)
		if err != nil {
			return nil, nil, err
		}
		items[n].Role.ID = roleID
	}
	return &creation[invitationItem, Invitation]{
		client: s.api(), op: OpInvitationsCreate, opts: callOpts, ids: []string{orgID}, mails: true,
		key:     func(i *invitationItem) string { return email.Key(i.Email) },
		outKey:  func(i *Invitation) string { return email.Key(i.InviteeEmail) },
		created: func(i *Invitation) time.Time { return i.CreatedAt },
		equal: func(in *invitationItem, out *Invitation) bool {
			return out.Role == nil || out.Role.ID == in.Role.ID
		},
		send: func(ctx context.Context, items []invitationItem) (answer[Invitation], error) {
			var clock serverClock
			var out struct {
				wire.Envelope
				Invitations []created[Invitation] `json:"invitations"`
			}
			err := s.api().do(ctx, request{
				op: OpInvitationsCreate, ids: []string{orgID}, out: &out, clock: &clock, callOpts: callOpts,
				body: struct {
					Invitations []invitationItem `json:"invitations"`
				}{items},
			})
			return answer[Invitation]{out.Status, true, out.Invitations, clock}, err
		},
		read: s.recent(orgID, time.Now()),
	}, items, nil
}

// recent reads the invitations that one just sent could be among: the pending
// ones, and those accepted since then. An hour allows for clocks that differ.
func (s *InvitationsService) recent(orgID string, since time.Time) reader[invitationItem, Invitation] {
	return func(ctx context.Context, _ []invitationItem, opts []CallOption) iter.Seq2[Invitation, error] {
		return func(yield func(Invitation, error) bool) {
			for _, status := range []InvitationStatus{InvitationPending, InvitationAccepted} {
				for i, err := range s.ListAll(ctx, orgID, &ListInvitationsOptions{Status: status}, opts...) {
					if err == nil && status == InvitationAccepted && i.CreatedAt.Before(since.Add(-time.Hour)) {
						continue
					}
					if !yield(i, err) || err != nil {
						return
					}
				}
			}
		}
	}
}

// List reads a page of an organization's invitations.
//
// PAT with OrganizationInvitations_Get; Archived.
func (s *InvitationsService) List(ctx context.Context, orgID string, opts *ListInvitationsOptions, callOpts ...CallOption) (*Page[Invitation], error) {
	return s.list(orgID, opts, callOpts).list(ctx)
}

// ListAll iterates over an organization's invitations. With a status it can skip
// some if others lose that status meanwhile, by anyone's doing; see [Paging].
//
// PAT with OrganizationInvitations_Get; Archived.
func (s *InvitationsService) ListAll(ctx context.Context, orgID string, opts *ListInvitationsOptions, callOpts ...CallOption) iter.Seq2[Invitation, error] {
	return s.list(orgID, opts, callOpts).all(ctx)
}

func (s *InvitationsService) list(orgID string, opts *ListInvitationsOptions, callOpts []CallOption) *listing[Invitation] {
	return &listing[Invitation]{client: s.api(), op: OpInvitationsList, ids: []string{orgID}, paging: deref(opts).Paging, query: opts, opts: callOpts,
		response: func() (wire.Response, *[]Invitation) {
			var out struct {
				wire.Envelope
				Invitations []Invitation `json:"invitations"`
			}
			return &out, &out.Invitations
		}}
}

// Get reads an invitation.
//
// PAT with OrganizationInvitations_Get; Archived.
func (s *InvitationsService) Get(ctx context.Context, orgID, invitationID string, callOpts ...CallOption) (*Invitation, error) {
	return s.get(ctx, OpInvitationsGet, []string{orgID, invitationID}, callOpts)
}

// GetPublic reads an invitation as its invitee does who has no account yet.
//
// No credential; Archived.
func (s *InvitationsService) GetPublic(ctx context.Context, invitationID string, callOpts ...CallOption) (*Invitation, error) {
	return s.get(ctx, OpInvitationsGetPublic, []string{invitationID}, callOpts)
}

func (s *InvitationsService) get(ctx context.Context, op Operation, ids []string, callOpts []CallOption) (*Invitation, error) {
	var out struct {
		wire.Envelope
		Invitation *Invitation `json:"invitation"`
	}
	err := s.api().do(ctx, request{op: op, ids: ids, out: &out, callOpts: callOpts})
	return requireID(out.Invitation, func(i *Invitation) string { return i.ID }, err, op, "invitation", ids...)
}

// Cancel withdraws a pending invitation, and gives it as it is afterwards. It
// reads until CancelledAt is seen; an invitation that is answered already is [ErrConflict]. On a server that drops cancelled invitations the result has
// the ID only.
//
// PAT with OrganizationInvitations_Add and OrganizationInvitations_Get;
// Assumed: the route is archived, that it cancels is not documented.
func (s *InvitationsService) Cancel(ctx context.Context, orgID, invitationID string, callOpts ...CallOption) (*Invitation, error) {
	resetResponse(callOpts)
	if problem := route.CheckID(invitationID); problem != "" {
		return nil, invalid(OpInvitationsCancel, "the invitation id %s", problem)
	}
	type invitation struct {
		ID string `json:"id"`
	}
	err := s.api().do(ctx, request{
		op: OpInvitationsCancel, ids: []string{orgID}, out: &wire.Envelope{}, callOpts: callOpts,
		body: map[string]any{"action": "remove", "invitations": []invitation{{invitationID}}},
	})
	if err != nil {
		return nil, err
	}
	var now *Invitation
	reads := readOptions(callOpts)
	err = poll(ctx, s.api().retry.VerifyTimeout, func() (bool, error) {
		var err error
		now, err = s.Get(ctx, orgID, invitationID, reads...)
		switch {
		case errors.Is(err, ErrNotFound):
			now, err = s.dropped(ctx, orgID, invitationID, reads)
			return now == nil, err
		case err != nil:
			return false, err
		}
		return !now.CancelledAt.IsZero() || !now.AcceptedAt.IsZero() || !now.DeclinedAt.IsZero(), nil
	})
	e := &Error{Op: OpInvitationsCancel, subject: subject([]string{orgID, invitationID})}
	switch {
	case err != nil:
		e.Ambiguous, e.problem, e.cause = true, "Clarifai accepted the request; whether the invitation is cancelled cannot be read", opaque(err)
	case now == nil:
		return &Invitation{ID: invitationID}, nil
	case !now.CancelledAt.IsZero():
		return now, nil
	case !now.AcceptedAt.IsZero() || !now.DeclinedAt.IsZero():
		e.kind, e.problem = ErrConflict, "the invitation has been answered already"
	default:
		e.problem = "Clarifai accepted the request, but the invitation is not cancelled"
	}
	return nil, e
}

// dropped gives nil if an invitation is certainly not there: only a list that
// can be read proves it.
func (s *InvitationsService) dropped(ctx context.Context, orgID, invitationID string, callOpts []CallOption) (*Invitation, error) {
	for i, err := range s.ListAll(ctx, orgID, nil, callOpts...) {
		if err != nil {
			return nil, err
		}
		if i.ID == invitationID {
			return &i, nil
		}
	}
	return nil, nil
}

// Accept accepts an invitation as its invitee; "me" is the caller. A doubtful
// answer is [ErrAmbiguous].
//
// Session token, see [CredentialSession]; Archived.
func (s *InvitationsService) Accept(ctx context.Context, userID, invitationID string, callOpts ...CallOption) error {
	return s.api().do(ctx, request{op: OpInvitationsAccept, ids: []string{userID, invitationID}, out: &wire.Envelope{}, callOpts: callOpts})
}

// Decline declines an invitation as its invitee; "me" is the caller. A doubtful
// answer is [ErrAmbiguous].
//
// Session token, see [CredentialSession]; Archived.
func (s *InvitationsService) Decline(ctx context.Context, userID, invitationID string, callOpts ...CallOption) error {
	return s.api().do(ctx, request{op: OpInvitationsDecline, ids: []string{userID, invitationID}, out: &wire.Envelope{}, callOpts: callOpts})
}

func (s *InvitationsService) api() *Client { return (*service)(s).api() }
