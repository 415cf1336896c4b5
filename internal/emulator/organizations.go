package emulator

import (
	"fmt"
	"strings"
)

// Maximum number of organizations of a user, by plan.
const (
	maxOrganizations           = 20
	maxOrganizationsPayAsYouGo = 1
)

func postOrganizations(c *call, in *postOrganizationsRequest) (*multiOrganizationResponse, error) {
	if id := in.UserAppID.UserID; id != "" {
		if err := c.self(me(id, c.caller.ID)); err != nil {
			return nil, err
		}
	}
	made, err := each(c, in.Organizations, c.makeOrganization, func(p organizationPatch, st *statusJSON) organizationJSON {
		return organizationJSON{ID: p.ID, Name: text(p.Name), BillingEmail: text(p.BillingEmail), Status: st}
	})
	return &multiOrganizationResponse{Organizations: made}, err
}

func (c *call) makeOrganization(p organizationPatch) (organizationJSON, error) {
	o := &organization{id: p.ID, name: text(p.Name), billingEmail: text(p.BillingEmail), owner: c.callerID()}
	if err := o.valid(); err != nil {
		return organizationJSON{}, err
	}
	if there, ok := c.st.organizations.get(fold(o.id)); ok {
		// Silence would show others an organization that is not theirs.
		if there.members.has(c.callerID()) {
			return c.showOrganization(there), c.exists("organization " + o.id)
		}
		return organizationJSON{}, c.conflict("organization " + o.id)
	}
	if c.st.users.has(fold(o.id)) {
		return organizationJSON{}, c.conflict("a user called " + o.id)
	}
	owned := 0
	if c.st.named(o.name) != nil {
		return organizationJSON{}, c.conflict("an organization named " + o.name)
	}
	for _, other := range c.st.organizations.values() {
		if other.owner == o.owner {
			owned++
		}
	}
	limit := maxOrganizations
	if c.server.config.Variants.PayAsYouGo {
		limit = maxOrganizationsPayAsYouGo
	}
	if owned >= limit {
		return organizationJSON{}, overLimit("the plan allows no further organization")
	}
	o.created = c.stamp()
	o.modified = o.created
	o.members.put(o.owner, member{o.owner, c.server.roleNamed("Admin", roleTypeOrg)})
	c.st.organizations.put(fold(o.id), o)
	return c.showOrganization(o), nil
}

// named returns the organization of a name, or nil.
func (s *state) named(name string) *organization {
	for _, o := range s.organizations.values() {
		if strings.EqualFold(o.name, name) {
			return o
		}
	}
	return nil
}

func (o *organization) valid() error {
	switch {
	case !validID(o.id):
		return invalid("organization id " + o.id + " is not 1 to 32 letters and digits with - and _ between them")
	case strings.TrimSpace(o.name) == "":
		return invalid("an organization needs a name")
	case !validEmail(o.billingEmail):
		return invalid("an organization needs a billing email address")
	}
	return nil
}

func getOrganization(c *call, in *ownerRequest) (*singleOrganizationResponse, error) {
	o, err := c.organization(in.UserAppID.UserID)
	if err != nil {
		return nil, err
	}
	shown := c.showOrganization(o)
	return &singleOrganizationResponse{Organization: &shown}, nil
}

func listOrganizations(c *call, in *pageRequest) (*multiOrganizationResponse, error) {
	if id := in.UserAppID.UserID; id != "" {
		if err := c.self(me(id, c.caller.ID)); err != nil {
			return nil, err
		}
	}
	var own []organizationJSON
	for _, o := range c.st.organizations.values() {
		if o.members.has(c.callerID()) {
			own = append(own, c.showOrganization(o))
		}
	}
	shown, err := page(c, in.paging, own)
	return &multiOrganizationResponse{Organizations: shown}, err
}

func listUsersOrganizations(c *call, in *pageRequest) (*multiUsersOrganizationsResponse, error) {
	if err := c.self(in.UserAppID.UserID); err != nil {
		return nil, err
	}
	var own []userOrganizationJSON
	for _, o := range c.st.organizations.values() {
		if m, ok := o.members.get(c.callerID()); ok {
			shown := c.showOrganization(o)
			own = append(own, userOrganizationJSON{Organization: &shown, Role: m.role.json()})
		}
	}
	shown, err := page(c, in.paging, own)
	return &multiUsersOrganizationsResponse{Organizations: shown}, err
}

func patchOrganization(c *call, in *patchOrganizationRequest) (*singleOrganizationResponse, error) {
	o, err := c.organization(in.UserAppID.UserID)
	if err != nil {
		return nil, err
	}
	if len(in.Organizations) != 1 {
		return nil, invalid("a patch of an organization holds that one organization")
	}
	p := in.Organizations[0]
	if p.ID != "" && fold(p.ID) != fold(o.id) {
		return nil, invalid("the patch names another organization than the path")
	}
	if err := patch(in.Action, field{&o.name, p.Name}, field{&o.billingEmail, p.BillingEmail}); err != nil {
		return nil, err
	}
	if err := o.valid(); err != nil {
		return nil, err
	}
	for _, other := range c.st.organizations.values() {
		if other != o && strings.EqualFold(other.name, o.name) {
			return nil, c.conflict("an organization named " + o.name)
		}
	}
	o.modified = c.stamp()
	shown := c.showOrganization(o)
	return &singleOrganizationResponse{Organization: &shown}, nil
}

func deleteOrganization(c *call, in *ownerRequest) (*baseResponse, error) {
	o, err := c.organization(in.UserAppID.UserID)
	if err != nil {
		return nil, err
	}
	c.st.organizations.remove(fold(o.id))
	for _, a := range c.st.appsOf(o.id) {
		c.st.dropApp(a)
	}
	return nil, nil
}

func leaveOrganization(c *call, in *ownerRequest) (*baseResponse, error) {
	o, err := c.organization(in.UserAppID.UserID)
	if err != nil {
		return nil, err
	}
	o.removeMember(c.callerID())
	c.happened(o.id, eventMemberRemove, auditTarget{user: c.caller.ID})
	return nil, nil
}

func (c *call) showOrganization(o *organization) organizationJSON {
	shown := organizationJSON{ID: o.id, Name: o.name, BillingEmail: o.billingEmail, CreatedAt: o.created, ModifiedAt: o.modified}
	if c.server.config.Variants.HideBillingEmails {
		shown.BillingEmail = ""
	}
	return shown
}

// field is a text and its value in a PATCH, or nil if the PATCH has none.
type field struct {
	of  *string
	new *string
}

// patch applies a PATCH: merge keeps absent fields, overwrite clears them,
// and remove clears the fields that are present.
func patch(action string, fields ...field) error {
	for _, f := range fields {
		switch action {
		case "merge":
			if f.new != nil {
				*f.of = *f.new
			}
		case "overwrite":
			*f.of = text(f.new)
		case keeping:
			if text(f.new) != "" {
				*f.of = *f.new
			}
		case "remove":
			if f.new != nil {
				*f.of = ""
			}
		default:
			return badAction(action)
		}
	}
	return nil
}

func badAction(action string) error { return invalid("action " + action + " is not taken here") }

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

type organizationPatch struct {
	ID           string  `json:"id"`
	Name         *string `json:"name"`
	BillingEmail *string `json:"billing_email"`
}

type postOrganizationsRequest struct {
	owner
	Organizations []organizationPatch `json:"organizations"`
}

type patchOrganizationRequest struct {
	owner
	Organizations []organizationPatch `json:"organizations"`
	Action        string              `json:"action"`
}

type organizationJSON struct {
	ID           string      `json:"id,omitzero"`
	CreatedAt    stamp       `json:"created_at,omitzero"`
	ModifiedAt   stamp       `json:"modified_at,omitzero"`
	Name         string      `json:"name,omitzero"`
	BillingEmail string      `json:"billing_email,omitzero"`
	Status       *statusJSON `json:"status,omitzero"`
}

type userOrganizationJSON struct {
	Organization *organizationJSON `json:"organization,omitzero"`
	Role         *roleJSON         `json:"role,omitzero"`
}

type singleOrganizationResponse struct {
	envelope
	Organization *organizationJSON `json:"organization,omitzero"`
}

type multiOrganizationResponse struct {
	envelope
	Organizations list[organizationJSON] `json:"organizations"`
}

type multiUsersOrganizationsResponse struct {
	envelope
	Organizations list[userOrganizationJSON] `json:"organizations"`
}

func (c *call) seedOrganization(seed Organization) error {
	o := &organization{
		id: seed.ID, name: orDefault(seed.Name, seed.ID), billingEmail: orDefault(seed.BillingEmail, "billing@example.com"),
		owner: fold(orDefault(seed.Owner, c.server.config.Users[0].ID)), created: c.stamp(),
	}
	o.modified = o.created
	if err := o.valid(); err != nil {
		return seedError(err)
	}
	if c.st.organizations.has(fold(o.id)) || c.st.users.has(fold(o.id)) {
		return fieldError("ID", "is already taken")
	}
	if c.st.named(o.name) != nil {
		return fieldError("Name", "is already taken")
	}
	if err := c.seedMember(o, Member{UserID: o.owner, Role: "Admin"}); err != nil {
		return err
	}
	for _, m := range seed.Members {
		if err := c.seedMember(o, m); err != nil {
			return err
		}
	}
	for _, inv := range seed.Invitations {
		if err := c.seedInvitation(o, inv); err != nil {
			return fmt.Errorf("invitation of %q: %w", inv.Email, err)
		}
	}
	c.st.organizations.put(fold(o.id), o)
	return nil
}
