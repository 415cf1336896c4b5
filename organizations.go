package clarifai

import (
	"cmp"
	"context"
	"iter"
	"strings"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// OrganizationsService manages organizations.
type OrganizationsService struct{ service }

// Organization is a company on Clarifai. It owns apps, has members and teams,
// and pays one bill.
type Organization struct {
	ID           string    `json:"id"` // unique, and part of URLs
	CreatedAt    time.Time `json:"created_at,omitzero"`
	ModifiedAt   time.Time `json:"modified_at,omitzero"`
	Name         string    `json:"name"` // unique
	BillingEmail string    `json:"billing_email"`
}

func (o *Organization) resourceID() string { return o.ID }

// UserOrganization is an organization that a user belongs to, and the user's
// role in it.
type UserOrganization struct {
	Organization       *Organization `json:"organization"`
	Role               *Role         `json:"role"`
	FeatureFlagConfigs string        `json:"feature_flag_configs,omitempty"`
}

// OrganizationID returns the organization's ID, or "" if the response shows none.
func (o *UserOrganization) OrganizationID() string { return deref(o.Organization).ID }

// OrganizationName returns the organization's name, or "" if the response shows
// none.
func (o *UserOrganization) OrganizationName() string { return deref(o.Organization).Name }

// RoleName returns the name of the user's role there, or "" if the response
// shows none.
func (o *UserOrganization) RoleName() string { return deref(o.Role).Name }

// RoleID returns the ID of the user's role there, or "" if the response shows
// none.
func (o *UserOrganization) RoleID() string { return deref(o.Role).ID }

func (o *UserOrganization) resourceID() string { return o.OrganizationID() }

// CreateOrganizationRequest is an organization to create. All fields are
// required.
type CreateOrganizationRequest struct {
	// ID is 1 to 32 letters and digits, with '-' and '_' between them.
	ID           string `json:"id"`
	Name         string `json:"name"`
	BillingEmail string `json:"billing_email"`
}

func (r *CreateOrganizationRequest) validate() string {
	return cmp.Or(checkID("organization ID", r.ID), require("Name", r.Name), require("BillingEmail", r.BillingEmail))
}

// UpdateOrganizationRequest is a change of an organization. Fields that are nil stay
// unchanged. At least one field must be set.
type UpdateOrganizationRequest struct {
	Name         *string `json:"name,omitempty"`
	BillingEmail *string `json:"billing_email,omitempty"`
}

// ListOrganizationsOptions selects pages of a list of organizations.
type ListOrganizationsOptions struct{ Paging }

// ListUserOrganizationsOptions selects pages of a list of a user's
// organizations.
type ListUserOrganizationsOptions struct{ Paging }

type organizationResponse struct {
	wire.Envelope
	Organization *Organization `json:"organization"`
}

func (r *organizationResponse) single() *Organization { return r.Organization }

func (r *organizationResponse) list() []Organization {
	if r.Organization == nil {
		return nil
	}
	return []Organization{*r.Organization}
}

type organizationsResponse struct {
	wire.Envelope
	Organizations []Organization `json:"organizations"`
}

func (r *organizationsResponse) list() []Organization { return r.Organizations }

type userOrganizationsResponse struct {
	wire.Envelope
	Organizations []UserOrganization `json:"organizations"`
}

func (r *userOrganizationsResponse) list() []UserOrganization { return r.Organizations }

// Create creates an organization. The caller becomes its first member.
// An ID that is taken is [ErrConflict], and the plan's limit is [ErrPlanLimit].
// If the outcome is unknown, the caller's own organizations are read to see
// whether it was created.
//
//   - API: POST /v2/organizations
//   - Scopes: Organizations_Add, Organizations_Get; UserOrganizations_Get if the response leaves the outcome open
//   - Status: archived (see [Grade])
func (s *OrganizationsService) Create(ctx context.Context, req CreateOrganizationRequest, callOpts ...CallOption) (*Organization, error) {
	return createOrganization.runOne(ctx, s.client, request{
		problem: req.validate(), owners: []string{req.ID}, callOpts: callOpts,
	}, req)
}

type createOrganizationResponse struct {
	wire.Envelope
	Organizations []created[Organization] `json:"organizations"`
}

func (r *createOrganizationResponse) created() ([]created[Organization], bool) {
	return r.Organizations, true
}

var createOrganization = verifiedCreate[CreateOrganizationRequest, Organization]{
	op:     OpOrganizationsCreate,
	key:    func(r *CreateOrganizationRequest) string { return strings.ToLower(r.ID) },
	outKey: func(o *Organization) string { return strings.ToLower(o.ID) },
	equal: func(in *CreateOrganizationRequest, out *Organization) bool {
		return sameText(in.Name, out.Name) && sameBillingEmail(in.BillingEmail, out.BillingEmail)
	},
	createdAt: func(o *Organization) time.Time { return o.CreatedAt },
	body:      func(items []CreateOrganizationRequest) any { return map[string]any{"organizations": items} },
	response:  func() createResponse[Organization] { return new(createOrganizationResponse) },
	lookUp: func(ctx context.Context, c *Client, _ []string, _ []CreateOrganizationRequest, callOpts []CallOption) iter.Seq2[Organization, error] {
		return func(yield func(Organization, error) bool) {
			for mine, err := range c.Organizations.ListAllForUser(ctx, "me", nil, callOpts...) {
				if (err != nil || mine.Organization != nil) && !yield(deref(mine.Organization), err) {
					return
				}
			}
		}
	},
}

// Get returns an organization.
//
//   - API: GET /v2/organizations/{organization}
//   - Scopes: Organizations_Get
//   - Status: archived (see [Grade])
func (s *OrganizationsService) Get(ctx context.Context, orgID string, callOpts ...CallOption) (*Organization, error) {
	return get[Organization, organizationResponse](ctx, s.client, request{op: OpOrganizationsGet, ids: []string{orgID}, callOpts: callOpts})
}

// List returns a page of the organizations that the caller can see. Prefer
// [OrganizationsService.ListForUser], whose route is better known. It also returns
// the caller's role in each.
//
//   - API: GET /v2/organizations
//   - Scopes: Organizations_Get
//   - Status: archived (see [Grade])
func (s *OrganizationsService) List(ctx context.Context, opts *ListOrganizationsOptions, callOpts ...CallOption) (*Page[Organization], error) {
	return list[Organization, organizationsResponse](ctx, s.client, OpOrganizationsList, opts, callOpts)
}

// ListAll iterates over the organizations that the caller can see, as
// [OrganizationsService.List] lists them. It can skip some if anyone deletes
// others in the meantime; see [Paging].
//
//   - API: GET /v2/organizations
//   - Scopes: Organizations_Get
//   - Status: archived (see [Grade])
func (s *OrganizationsService) ListAll(ctx context.Context, opts *ListOrganizationsOptions, callOpts ...CallOption) iter.Seq2[Organization, error] {
	return listAll[Organization, organizationsResponse](ctx, s.client, OpOrganizationsList, opts, callOpts)
}

// ListForUser returns a page of the organizations that a user belongs to, with
// the user's role in each. The user "me" is the caller.
//
//   - API: GET /v2/users/{user}/organizations
//   - Scopes: UserOrganizations_Get
//   - Status: archived: called by the official Python client of 2026 (see [Grade])
func (s *OrganizationsService) ListForUser(ctx context.Context, userID string, opts *ListUserOrganizationsOptions, callOpts ...CallOption) (*Page[UserOrganization], error) {
	return list[UserOrganization, userOrganizationsResponse](ctx, s.client, OpOrganizationsListForUser, opts, callOpts, userID)
}

// ListAllForUser iterates over the organizations that a user belongs to, as
// [OrganizationsService.ListForUser] lists them. It can skip some if the user
// leaves others in the meantime; see [Paging].
//
//   - API: GET /v2/users/{user}/organizations
//   - Scopes: UserOrganizations_Get
//   - Status: archived: called by the official Python client of 2026 (see [Grade])
func (s *OrganizationsService) ListAllForUser(ctx context.Context, userID string, opts *ListUserOrganizationsOptions, callOpts ...CallOption) iter.Seq2[UserOrganization, error] {
	return listAll[UserOrganization, userOrganizationsResponse](ctx, s.client, OpOrganizationsListForUser, opts, callOpts, userID)
}

// Update changes an organization's name or billing email and returns the organization
// as it is afterwards. Its texts may be normalized. If the response does not show the
// organization, it is read until the change shows, for up to
// RetryPolicy.VerifyTimeout. A change that never shows is an error. A billing email
// that the response hides counts as set.
//
// It is assumed that Clarifai keeps the fields that are not sent.
//
//   - API: PATCH /v2/organizations/{organization}
//   - Scopes: Organizations_Add, Organizations_Get
//   - Status: archived (see [Grade])
func (s *OrganizationsService) Update(ctx context.Context, orgID string, req UpdateOrganizationRequest, callOpts ...CallOption) (*Organization, error) {
	return change[Organization]{
		request: request{
			op: OpOrganizationsUpdate, ids: []string{orgID}, problem: requireChange(req), callOpts: callOpts,
			body: map[string]any{"action": "merge", "organizations": []organizationPatch{{orgID, req}}},
		},
		response: new(organizationResponse),
		is:       func(o *Organization) bool { return strings.EqualFold(o.ID, orgID) },
		read:     func(callOpts []CallOption) (*Organization, error) { return s.Get(ctx, orgID, callOpts...) },
		texts:    req.shownBy,
	}.run(ctx, s.client)
}

// organizationPatch is a change of an organization as it is sent.
type organizationPatch struct {
	ID string `json:"id"`
	UpdateOrganizationRequest
}

func (r *UpdateOrganizationRequest) shownBy(o *Organization) bool {
	return shows(r.Name, o.Name, sameText) && shows(r.BillingEmail, o.BillingEmail, sameBillingEmail)
}

// sameBillingEmail reports whether two addresses are the same. An address that is
// hidden, since not everybody may see it, counts as the same.
func sameBillingEmail(sent, shown string) bool {
	return shown == "" || strings.EqualFold(strings.TrimSpace(sent), strings.TrimSpace(shown))
}

// Delete deletes an organization with everything that belongs to it. It cannot
// be undone. An organization that does not exist is [ErrNotFound], unless an earlier
// attempt of the same call deleted it.
//
//   - API: DELETE /v2/organizations/{organization}
//   - Scopes: Organizations_Delete, Organizations_Add, Organizations_Get
//   - Status: archived (see [Grade])
func (s *OrganizationsService) Delete(ctx context.Context, orgID string, callOpts ...CallOption) error {
	return s.client.send(ctx, request{op: OpOrganizationsDelete, ids: []string{orgID}, callOpts: callOpts}, nil)
}

// Leave removes the caller from an organization. An unknown outcome is
// [ErrAmbiguous]; [OrganizationsService.ListForUser] shows it.
//
//   - API: DELETE /v2/organizations/{organization}/leave
//   - Scopes: none
//   - Status: archived (see [Grade])
func (s *OrganizationsService) Leave(ctx context.Context, orgID string, callOpts ...CallOption) error {
	return s.client.send(ctx, request{op: OpOrganizationsLeave, ids: []string{orgID}, callOpts: callOpts}, nil)
}
