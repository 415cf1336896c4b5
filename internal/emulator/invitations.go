package emulator

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

func postInvitations(c *call, in *postInvitationsRequest) (*multiInvitationResponse, error) {
	o, err := c.organization(in.UserAppID.UserID)
	if err != nil {
		return nil, err
	}
	made, err := each(c, in.Invitations,
		func(item invitationItem) (invitationJSON, error) { return c.invite(o, item) },
		func(item invitationItem, st *statusJSON) invitationJSON {
			return invitationJSON{InviteeEmail: item.InviteeEmail, Role: &roleJSON{ID: item.Role.ID}, Status: st}
		})
	return &multiInvitationResponse{Invitations: made}, err
}

func (c *call) invite(o *organization, item invitationItem) (invitationJSON, error) {
	if !validEmail(item.InviteeEmail) {
		return invitationJSON{}, invalid("invitee_email " + strconv.Quote(item.InviteeEmail) + " is not an email address")
	}
	r, err := c.role(item.Role.ID, roleTypeOrg)
	if err != nil {
		return invitationJSON{}, err
	}
	u := c.st.userByEmail(item.InviteeEmail)
	if u != nil && o.members.has(fold(u.ID)) {
		if err := c.exists("member " + item.InviteeEmail); err != nil {
			return invitationJSON{}, err
		}
	}
	for i := range o.invitations {
		if inv := &o.invitations[i]; sameEmail(inv.email, item.InviteeEmail) && inv.status(c.now) == "PENDING" {
			if err := c.exists("a pending invitation for " + item.InviteeEmail); err != nil {
				return invitationJSON{}, err
			}
			break
		}
	}
	inv := c.newInvitation(o, item.InviteeEmail, r)
	c.notifyInvited(o, inv)
	c.happened(o.id, eventInvitationCreate, auditTarget{role: r.id})
	if u != nil && u.AcceptsAtOnce && sameEmail(u.Email, inv.email) {
		c.accept(o, inv, u)
	}
	return c.invitation(o, inv), nil
}

// newInvitation adds a pending invitation to the organization. The pointer is
// valid until the next one is added.
func (c *call) newInvitation(o *organization, email string, r *role) *invitation {
	o.invitations = append(o.invitations, invitation{
		id:      opaque("invitation", strconv.Itoa(c.st.next())),
		email:   email,
		role:    r,
		created: c.stamp(),
		expires: c.now.Add(invitationLifetime),
	})
	return &o.invitations[len(o.invitations)-1]
}

func (c *call) accept(o *organization, inv *invitation, u *user) {
	inv.accepted = c.stamp()
	if !o.members.has(fold(u.ID)) {
		o.members.put(fold(u.ID), member{fold(u.ID), inv.role})
	}
}

func listInvitations(c *call, in *listInvitationsRequest) (*multiInvitationResponse, error) {
	o, err := c.organization(in.UserAppID.UserID)
	if err != nil {
		return nil, err
	}
	status := [...]string{"", "PENDING", "ACCEPTED", "CANCELLED", "DECLINED", "EXPIRED"}[in.Status]
	var found []*invitation
	for i := range o.invitations {
		if inv := &o.invitations[i]; status == "" || inv.status(c.now) == status {
			found = append(found, inv)
		}
	}
	found, err = page(c, in.paging, found)
	var shown []invitationJSON
	for _, inv := range found {
		shown = append(shown, c.invitation(o, inv))
	}
	return &multiInvitationResponse{Invitations: shown}, err
}

func getInvitation(c *call, in *idRequest) (*singleInvitationResponse, error) {
	o, err := c.organization(in.UserAppID.UserID)
	if err != nil {
		return nil, err
	}
	inv := o.invitation(in.ID)
	if inv == nil {
		return nil, missing("invitation " + in.ID)
	}
	shown := c.invitation(o, inv)
	return &singleInvitationResponse{Invitation: &shown}, nil
}

func getInvitationPublic(c *call, in *publicInvitationRequest) (*singleInvitationResponse, error) {
	o, inv := c.st.invitation(in.ID)
	if inv == nil {
		return nil, missing("invitation " + in.ID)
	}
	shown := c.invitation(o, inv)
	return &singleInvitationResponse{Invitation: &shown}, nil
}

// patchInvitations cancels invitations, on the assumption that the action
// "remove" does no more.
func patchInvitations(c *call, in *patchInvitationsRequest) (*multiInvitationResponse, error) {
	o, err := c.organization(in.UserAppID.UserID)
	if err != nil {
		return nil, err
	}
	if in.Action != "remove" {
		return nil, badAction(in.Action)
	}
	cancelled, err := each(c, in.Invitations,
		func(item invitationItem) (invitationJSON, error) { return c.cancel(o, item.ID) },
		func(item invitationItem, st *statusJSON) invitationJSON {
			return invitationJSON{ID: item.ID, Status: st}
		})
	return &multiInvitationResponse{Invitations: cancelled}, err
}

func (c *call) cancel(o *organization, id string) (invitationJSON, error) {
	inv := o.invitation(id)
	if inv == nil {
		return invitationJSON{}, missing("invitation " + id)
	}
	switch status := inv.status(c.now); status {
	case "CANCELLED":
		return c.invitation(o, inv), nil
	case "ACCEPTED", "DECLINED":
		return invitationJSON{}, tooLate(status)
	}
	switch c.server.config.Variants.Cancel {
	case CancelRefused:
		return invitationJSON{}, &failure{400, codeFailure, "the action is not taken here"}
	case CancelMarks:
		inv.cancelled = c.stamp()
		c.happened(o.id, eventInvitationCancel, auditTarget{role: inv.role.id})
	case CancelDeletes:
		shown := c.invitation(o, inv)
		c.happened(o.id, eventInvitationCancel, auditTarget{role: inv.role.id})
		o.dropInvitation(id)
		return shown, nil
	case CancelIgnores:
	}
	return c.invitation(o, inv), nil
}

func acceptInvitation(c *call, in *idRequest) (*baseResponse, error) {
	o, inv, err := c.ownInvitation(in)
	if err != nil {
		return nil, err
	}
	c.accept(o, inv, c.caller)
	c.happened(o.id, eventInvitationAccept, auditTarget{user: c.caller.ID}, auditTarget{role: inv.role.id})
	return nil, nil
}

func declineInvitation(c *call, in *idRequest) (*baseResponse, error) {
	o, inv, err := c.ownInvitation(in)
	if err != nil {
		return nil, err
	}
	inv.declined = c.stamp()
	c.happened(o.id, eventInvitationDecline, auditTarget{role: inv.role.id})
	return nil, nil
}

// ownInvitation returns a pending invitation to one of the caller's
// addresses.
func (c *call) ownInvitation(in *idRequest) (*organization, *invitation, error) {
	if err := c.self(in.UserAppID.UserID); err != nil {
		return nil, nil, err
	}
	o, inv := c.st.invitation(in.ID)
	if inv == nil || !c.caller.owns(inv.email) {
		return nil, nil, missing("invitation " + in.ID)
	}
	if status := inv.status(c.now); status != "PENDING" {
		return nil, nil, tooLate(status)
	}
	return o, inv, nil
}

func tooLate(status string) error {
	return &failure{400, codeFailure, "the invitation is " + strings.ToLower(status)}
}

func (c *call) invitation(o *organization, inv *invitation) invitationJSON {
	shown := c.showOrganization(o)
	u := c.st.userByEmail(inv.email)
	return invitationJSON{
		ID: inv.id, InviteeEmail: inv.email, Role: inv.role.json(), Organization: &shown,
		CreatedAt: inv.created, CancelledAt: inv.cancelled, DeclinedAt: inv.declined, AcceptedAt: inv.accepted,
		PrimaryEmailExists: u != nil && sameEmail(u.Email, inv.email),
	}
}

func (o *organization) invitation(id string) *invitation {
	for i := range o.invitations {
		if o.invitations[i].id == id {
			return &o.invitations[i]
		}
	}
	return nil
}

func (o *organization) dropInvitation(id string) {
	for i := range o.invitations {
		if o.invitations[i].id == id {
			o.invitations = append(o.invitations[:i], o.invitations[i+1:]...)
			return
		}
	}
}

func (s *state) invitation(id string) (*organization, *invitation) {
	for _, o := range s.organizations.values() {
		if inv := o.invitation(id); inv != nil {
			return o, inv
		}
	}
	return nil, nil
}

// invitationLifetime is how long an invitation stays pending.
const invitationLifetime = 7 * 24 * time.Hour

type invitationItem struct {
	ID           string  `json:"id"`
	InviteeEmail string  `json:"invitee_email"`
	Role         roleRef `json:"role"`
}

type postInvitationsRequest struct {
	owner
	Invitations []invitationItem `json:"invitations"`
}

type patchInvitationsRequest struct {
	owner
	Action      string           `json:"action"`
	Invitations []invitationItem `json:"invitations"`
}

type listInvitationsRequest struct {
	owner
	paging
	Status int32 `json:"status"`
}

type publicInvitationRequest struct {
	ID string `json:"id"`
}

type invitationJSON struct {
	ID                 string            `json:"id,omitzero"`
	InviteeEmail       string            `json:"invitee_email,omitzero"`
	Role               *roleJSON         `json:"role,omitzero"`
	Organization       *organizationJSON `json:"organization,omitzero"`
	CreatedAt          stamp             `json:"created_at,omitzero"`
	CancelledAt        stamp             `json:"cancelled_at,omitzero"`
	DeclinedAt         stamp             `json:"declined_at,omitzero"`
	AcceptedAt         stamp             `json:"accepted_at,omitzero"`
	PrimaryEmailExists bool              `json:"primary_email_exists,omitzero"`
	Status             *statusJSON       `json:"status,omitzero"`
}

type singleInvitationResponse struct {
	envelope
	Invitation *invitationJSON `json:"invitation,omitzero"`
}

type multiInvitationResponse struct {
	envelope
	Invitations list[invitationJSON] `json:"invitations"`
}

func (i *invitation) status(now time.Time) string {
	switch {
	case !i.accepted.IsZero():
		return "ACCEPTED"
	case !i.cancelled.IsZero():
		return "CANCELLED"
	case !i.declined.IsZero():
		return "DECLINED"
	case !now.Before(i.expires):
		return "EXPIRED"
	}
	return "PENDING"
}

func (c *call) seedInvitation(o *organization, seed Invitation) error {
	r := c.server.roleNamed(string(seed.Role), roleTypeOrg)
	if r == nil {
		return fieldError("Role", "must be the name of a member role, not %q", seed.Role)
	}
	if !validEmail(seed.Email) {
		return fieldError("Email", "must be an email address")
	}
	inv := c.newInvitation(o, seed.Email, r)
	switch orDefault(seed.Status, "PENDING") {
	case "PENDING":
		c.notifyInvited(o, inv)
	case "ACCEPTED":
		inv.accepted = c.stamp()
		if u := c.st.userByEmail(seed.Email); u != nil {
			c.accept(o, inv, u)
		}
	case "CANCELLED":
		inv.cancelled = c.stamp()
	case "DECLINED":
		inv.declined = c.stamp()
	case "EXPIRED":
		inv.expires = c.now
	default:
		return fieldError("Status", "%q is unknown", seed.Status)
	}
	return nil
}

// Accept has the invitee accept the pending invitation of an email address.
// An invitee without an account gets one first.
func (s *Server) Accept(organizationID, email string) error {
	return s.invitee(organizationID, email, func(c *call, o *organization, inv *invitation) {
		u := c.st.userByEmail(email)
		if u == nil {
			u = c.register(email)
		}
		c.accept(o, inv, u)
	})
}

// Decline has the invitee decline the pending invitation of an email address.
func (s *Server) Decline(organizationID, email string) error {
	return s.invitee(organizationID, email, func(c *call, _ *organization, inv *invitation) {
		inv.declined = c.stamp()
	})
}

// Expire makes the pending invitation of an email address expire now.
func (s *Server) Expire(organizationID, email string) error {
	return s.invitee(organizationID, email, func(c *call, _ *organization, inv *invitation) {
		inv.expires = c.now
	})
}

func (s *Server) invitee(organizationID, email string, do func(*call, *organization, *invitation)) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := &call{server: s, st: s.current().clone(), now: s.now()}
	o, ok := c.st.organizations.get(fold(organizationID))
	if !ok {
		return fmt.Errorf("organization %q does not exist", organizationID)
	}
	for i := range o.invitations {
		if inv := &o.invitations[i]; sameEmail(inv.email, email) && inv.status(c.now) == "PENDING" {
			do(c, o, inv)
			s.commit(c.st)
			return nil
		}
	}
	return fmt.Errorf("%q has no pending invitation to %q", email, organizationID)
}
