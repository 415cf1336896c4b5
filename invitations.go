package clarifai

import (
	"context"
	"iter"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/email"
	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// InvitationsService invites people into an organization and follows their
// invitations.
type InvitationsService struct{ service }

// Invitation is an email that invites someone to join an organization. It has no
// status. AcceptedAt, DeclinedAt or CancelledAt is set once the invitee or the
// organization has acted. Of the other invitations, [ListInvitationsOptions] selects
// those that are pending or that have expired.
type Invitation struct {
	ID                 string        `json:"id"`
	InviteeEmail       string        `json:"invitee_email"`
	Role               *Role         `json:"role,omitempty" wire:"needed"`
	Organization       *Organization `json:"organization,omitempty" wire:"needed"`
	CreatedAt          time.Time     `json:"created_at,omitzero"`
	CancelledAt        time.Time     `json:"cancelled_at,omitzero" wire:"needed"`
	DeclinedAt         time.Time     `json:"declined_at,omitzero" wire:"needed"`
	AcceptedAt         time.Time     `json:"accepted_at,omitzero" wire:"needed"`
	PrimaryEmailExists bool          `json:"primary_email_exists"` // whether an account has the address
}

// RoleName returns the name of the role that the invitee will have, or "" if the
// response shows none.
func (i *Invitation) RoleName() string { return deref(i.Role).Name }

// RoleID returns the ID of the role that the invitation grants, or "" if the
// response shows none.
func (i *Invitation) RoleID() string { return deref(i.Role).ID }

// OrganizationID returns the ID of the organization that invites, or "" if the
// response shows none.
func (i *Invitation) OrganizationID() string { return deref(i.Organization).ID }

// OrganizationName returns the organization's name, or "" if the response shows
// none.
func (i *Invitation) OrganizationName() string { return deref(i.Organization).Name }

func (i *Invitation) resourceID() string { return i.ID }

func (i *Invitation) isOver() bool {
	return !i.CancelledAt.IsZero() || !i.AcceptedAt.IsZero() || !i.DeclinedAt.IsZero()
}

// InvitationStatus is the state of an invitation.
type InvitationStatus string

// The states of invitations.
const (
	InvitationPending   InvitationStatus = "PENDING"
	InvitationAccepted  InvitationStatus = "ACCEPTED"
	InvitationCancelled InvitationStatus = "CANCELLED"
	InvitationDeclined  InvitationStatus = "DECLINED"
	InvitationExpired   InvitationStatus = "EXPIRED"
)

// CreateInvitationRequest is a person to invite. Both fields are required.
type CreateInvitationRequest struct {
	Email string
	Role  MemberRole
}

// ListInvitationsOptions selects invitations.
type ListInvitationsOptions struct {
	// Status selects the invitations in one state. Empty selects all.
	Status InvitationStatus `url:"status,omitempty"`
	Paging
}

type invitationResponse struct {
	wire.Envelope
	Invitation *Invitation `json:"invitation"`
}

func (r *invitationResponse) single() *Invitation { return r.Invitation }

type invitationsResponse struct {
	wire.Envelope
	Invitations []Invitation `json:"invitations"`
}

func (r *invitationsResponse) list() []Invitation { return r.Invitations }

// Create invites one person, as [InvitationsService.CreateBatch] does.
//
//   - API: POST /v2/organizations/{organization}/invitations
//   - Scopes: OrganizationInvitations_Add; Roles_Get if a role is given by name; OrganizationInvitations_Get if the response leaves the outcome open
//   - Status: archived (see [Grade])
func (s *InvitationsService) Create(ctx context.Context, orgID string, req CreateInvitationRequest, callOpts ...CallOption) (*Invitation, error) {
	invitations, err := s.CreateBatch(ctx, orgID, []CreateInvitationRequest{req}, callOpts...)
	return first(invitations), single(err)
}

// CreateBatch invites people, in one request for each 128 of them. The result is
// aligned with reqs, nil where an invitation failed; the error is then a
// [*BatchError]. A person with a pending invitation is [ErrConflict]. Invitations
// are mailed: if the outcome is unknown they are looked up, and one that is not
// found is [ErrAmbiguous] and not sent again.
//
// If Clarifai refuses a whole list because of what may be a single item, the list is
// sent in parts, so that one bad item does not stop the others. Items that were
// refused only together with others match no sentinel.
//
//   - API: POST /v2/organizations/{organization}/invitations
//   - Scopes: OrganizationInvitations_Add; Roles_Get if a role is given by name; OrganizationInvitations_Get if the response leaves the outcome open
//   - Status: archived (see [Grade])
func (s *InvitationsService) CreateBatch(ctx context.Context, orgID string, reqs []CreateInvitationRequest, callOpts ...CallOption) ([]*Invitation, error) {
	items, err := s.items(ctx, reqs, callOpts)
	if err != nil {
		return nil, err
	}
	return createInvitations.run(ctx, s.client, request{ids: []string{orgID}, callOpts: callOpts}, items)
}

// invitationItem is an invitation as it is sent.
type invitationItem struct {
	Email string `json:"invitee_email"`
	Role  idItem `json:"role"`
}

// items returns invitations as they are sent, with the IDs of their roles.
func (s *InvitationsService) items(ctx context.Context, reqs []CreateInvitationRequest, callOpts []CallOption) ([]invitationItem, error) {
	items := make([]invitationItem, len(reqs))
	for n, req := range reqs {
		if problem := checkEmail(req.Email); problem != "" {
			return nil, refuse(OpInvitationsCreate, callOpts, "item %d: %s", n, problem)
		}
		items[n].Email = req.Email
	}
	for n, req := range reqs {
		roleID, err := s.client.roleID(ctx, OpInvitationsCreate, req.Role.ref(), callOpts)
		if err != nil {
			return nil, err
		}
		items[n].Role.ID = roleID
	}
	return items, nil
}

type createInvitationsResponse struct {
	wire.Envelope
	Invitations []created[Invitation] `json:"invitations"`
}

func (r *createInvitationsResponse) created() ([]created[Invitation], bool) {
	return r.Invitations, true
}

var createInvitations = verifiedCreate[invitationItem, Invitation]{
	op:        OpInvitationsCreate,
	mails:     true,
	key:       func(i *invitationItem) string { return email.Key(i.Email) },
	name:      func(i *invitationItem) string { return i.Email },
	outKey:    func(i *Invitation) string { return email.Key(i.InviteeEmail) },
	equal:     func(in *invitationItem, out *Invitation) bool { return out.Role == nil || out.Role.ID == in.Role.ID },
	createdAt: func(i *Invitation) time.Time { return i.CreatedAt },
	body: func(items []invitationItem) any {
		return struct {
			Invitations []invitationItem `json:"invitations"`
		}{items}
	},
	response: func() createResponse[Invitation] { return new(createInvitationsResponse) },
	lookUp:   recentInvitations,
}

// recentInvitations iterates over the invitations that can include one just sent: the
// pending ones, and those that were created in the last hour and accepted since.
func recentInvitations(ctx context.Context, c *Client, ids []string, _ []invitationItem, callOpts []CallOption) iter.Seq2[Invitation, error] {
	return func(yield func(Invitation, error) bool) {
		since := time.Now().Add(-time.Hour)
		for _, status := range []InvitationStatus{InvitationPending, InvitationAccepted} {
			for i, err := range c.Invitations.ListAll(ctx, ids[0], &ListInvitationsOptions{Status: status}, callOpts...) {
				if err == nil && status == InvitationAccepted && i.CreatedAt.Before(since) {
					continue
				}
				if !yield(i, err) || err != nil {
					return
				}
			}
		}
	}
}

// List returns a page of an organization's invitations.
//
//   - API: GET /v2/organizations/{organization}/invitations
//   - Scopes: OrganizationInvitations_Get
//   - Status: archived (see [Grade])
func (s *InvitationsService) List(ctx context.Context, orgID string, opts *ListInvitationsOptions, callOpts ...CallOption) (*Page[Invitation], error) {
	return list[Invitation, invitationsResponse](ctx, s.client, OpInvitationsList, opts, callOpts, orgID)
}

// ListAll iterates over an organization's invitations. With a status it can skip
// some if others lose that status in the meantime; see [Paging].
//
//   - API: GET /v2/organizations/{organization}/invitations
//   - Scopes: OrganizationInvitations_Get
//   - Status: archived (see [Grade])
func (s *InvitationsService) ListAll(ctx context.Context, orgID string, opts *ListInvitationsOptions, callOpts ...CallOption) iter.Seq2[Invitation, error] {
	return listAll[Invitation, invitationsResponse](ctx, s.client, OpInvitationsList, opts, callOpts, orgID)
}

// Get returns an invitation.
//
//   - API: GET /v2/organizations/{organization}/invitations/{invitation}
//   - Scopes: OrganizationInvitations_Get
//   - Status: archived (see [Grade])
func (s *InvitationsService) Get(ctx context.Context, orgID, invitationID string, callOpts ...CallOption) (*Invitation, error) {
	return get[Invitation, invitationResponse](ctx, s.client, request{op: OpInvitationsGet, ids: []string{orgID, invitationID}, callOpts: callOpts})
}

// GetPublic returns an invitation as an invitee without an account sees it.
//
//   - API: GET /v2/organization_invitation/{organization_invitation}
//   - Scopes: none (no credential is sent)
//   - Status: archived (see [Grade])
func (s *InvitationsService) GetPublic(ctx context.Context, invitationID string, callOpts ...CallOption) (*Invitation, error) {
	return get[Invitation, invitationResponse](ctx, s.client, request{op: OpInvitationsGetPublic, ids: []string{invitationID}, callOpts: callOpts})
}

// Cancel withdraws a pending invitation and returns it as it is afterwards. If the
// response does not show CancelledAt, the invitation is read until it does, for up to
// RetryPolicy.VerifyTimeout. An invitation that Clarifai shows as answered is
// [ErrConflict]. If the server drops cancelled invitations, the result has the ID
// only.
//
// The route is archived; that it cancels is assumed.
//
//   - API: PATCH /v2/organizations/{organization}/invitations
//   - Scopes: OrganizationInvitations_Add; OrganizationInvitations_Get if the response leaves the outcome open
//   - Status: assumed: the route is archived; that action "remove" cancels is assumed, and checked by reading cancelled_at (see [Grade])
func (s *InvitationsService) Cancel(ctx context.Context, orgID, invitationID string, callOpts ...CallOption) (*Invitation, error) {
	return cancelInvitations.runOne(ctx, s.client, request{
		ids: []string{orgID}, problem: checkID("invitation ID", invitationID), callOpts: callOpts,
	}, idItem{invitationID})
}

// CancelBatch withdraws pending invitations as [InvitationsService.Cancel] does, in
// one request for each 128 of them. The result is aligned with invitationIDs, nil
// where an invitation was not cancelled; the error is then a [*BatchError]. What a
// response does not show as cancelled is verified by one list of the organization's
// invitations.
//
// If Clarifai refuses a list as a whole for what may be one item's fault, or leaves
// items out, the list is sent in parts, so that one bad item does not keep the others
// from being cancelled. Items that were refused only together with others match no
// sentinel.
//
//   - API: PATCH /v2/organizations/{organization}/invitations
//   - Scopes: OrganizationInvitations_Add; OrganizationInvitations_Get if the response leaves the outcome open
//   - Status: assumed: the route is archived; that action "remove" cancels is assumed, and checked by reading cancelled_at (see [Grade])
func (s *InvitationsService) CancelBatch(ctx context.Context, orgID string, invitationIDs []string, callOpts ...CallOption) ([]*Invitation, error) {
	items := make([]idItem, len(invitationIDs))
	for n, id := range invitationIDs {
		items[n].ID = id
	}
	return cancelInvitations.run(ctx, s.client, request{
		ids: []string{orgID}, problem: checkIDs("invitation ID", invitationIDs), callOpts: callOpts,
	}, items)
}

var cancelInvitations = batchChange[idItem, Invitation]{
	op:       OpInvitationsCancel,
	key:      func(i *idItem) string { return i.ID },
	outKey:   (*Invitation).resourceID,
	body:     func(items []idItem) any { return map[string]any{"action": "remove", "invitations": items} },
	response: func() createResponse[Invitation] { return new(createInvitationsResponse) },
	shows:    func(_ *idItem, out *Invitation, _ bool) bool { return !out.CancelledAt.IsZero() },
	list: func(ctx context.Context, c *Client, ids []string, callOpts []CallOption) iter.Seq2[Invitation, error] {
		return c.Invitations.ListAll(ctx, ids[0], nil, callOpts...)
	},
	get: func(ctx context.Context, c *Client, ids []string, in *idItem, callOpts []CallOption) (*Invitation, error) {
		return c.Invitations.Get(ctx, ids[0], in.ID, callOpts...)
	},
	gone:       func(in *idItem) *Invitation { return &Invitation{ID: in.ID} },
	isOver:     (*Invitation).isOver,
	over:       "the invitation has been answered already",
	unseen:     "Clarifai accepted the request, but the invitation is not cancelled",
	unreadable: "Clarifai accepted the request; whether the invitation is cancelled cannot be read",
}

// Accept accepts an invitation as its invitee. The user "me" is the caller. An
// unknown outcome is [ErrAmbiguous].
//
//   - API: POST /v2/users/{user}/organization_invitation_accept/{organization_invitation_accept}
//   - Scopes: none (a browser session, see [CredentialSession])
//   - Status: archived (see [Grade])
func (s *InvitationsService) Accept(ctx context.Context, userID, invitationID string, callOpts ...CallOption) error {
	return s.client.send(ctx, request{op: OpInvitationsAccept, ids: []string{userID, invitationID}, callOpts: callOpts}, nil)
}

// Decline declines an invitation as its invitee. The user "me" is the caller. An
// unknown outcome is [ErrAmbiguous].
//
//   - API: POST /v2/users/{user}/organization_invitation_decline/{organization_invitation_decline}
//   - Scopes: none (a browser session, see [CredentialSession])
//   - Status: archived (see [Grade])
func (s *InvitationsService) Decline(ctx context.Context, userID, invitationID string, callOpts ...CallOption) error {
	return s.client.send(ctx, request{op: OpInvitationsDecline, ids: []string{userID, invitationID}, callOpts: callOpts}, nil)
}
