package clarifai

import (
	"context"
	"iter"
	"strings"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// OrganizationsService creates, finds and changes organizations, and leaves
// and deletes them.
type OrganizationsService service

// Organization is a company on Clarifai: it owns apps, has members and teams,
// and pays one bill.
type Organization struct {
	ID           string    `json:"id"` // unique; it stands in URLs
	CreatedAt    time.Time `json:"created_at,omitzero"`
	ModifiedAt   time.Time `json:"modified_at,omitzero"`
	Name         string    `json:"name"` // unique
	BillingEmail string    `json:"billing_email"`
}

// UserOrganization is an organization that a user belongs to, and the user's
// role in it.
type UserOrganization struct {
	Organization       *Organization `json:"organization"`
	Role               *Role         `json:"role"`
	FeatureFlagConfigs string        `json:"feature_flag_configs,omitempty"`
}

// OrganizationID returns the organization's ID, "" if the answer shows none.
func (o *UserOrganization) OrganizationID() string { return deref(deref(o).Organization).ID }

// OrganizationName returns the organization's name, "" if the answer shows none.
func (o *UserOrganization) OrganizationName() string { return deref(deref(o).Organization).Name }

// RoleName returns the name of the user's role there, "" if the answer shows
// none.
func (o *UserOrganization) RoleName() string { return deref(deref(o).Role).Name }

// CreateOrganizationRequest is an organization to be created. All three are required.
type CreateOrganizationRequest struct {
	ID           string `json:"id"` // 1 to 32 letters and digits, with '-' and '_' between them
	Name         string `json:"name"`
	BillingEmail string `json:"billing_email"`
}

// UpdateOrganizationRequest says what to change of an organization. What is nil stays
// as it is.
type UpdateOrganizationRequest struct {
	Name         *string `json:"name,omitempty"`
	BillingEmail *string `json:"billing_email,omitempty"`
}

// ListOrganizationsOptions chooses the pages of a list of organizations.
type ListOrganizationsOptions struct{ Paging }

// ListUserOrganizationsOptions chooses the pages of a list of a user's
// organizations.
type ListUserOrganizationsOptions struct{ Paging }

// Create creates an organization; the caller becomes its first member. An id
// that is taken is [ErrConflict]; the plan's limit is [ErrPlanLimit]. After a
// doubtful answer the caller's own organizations are read to see whether it
// was created.
//
// PAT with Organizations_Add, Organizations_Get, and UserOrganizations_Get to
// look up an unknown outcome; Archived.
func (s *OrganizationsService) Create(ctx context.Context, req CreateOrganizationRequest, callOpts ...CallOption) (*Organization, error) {
	resetResponse(callOpts)
	switch {
	case route.CheckID(req.ID) != "":
		return nil, invalid(OpOrganizationsCreate, "the organization id %s", route.CheckID(req.ID))
	case req.Name == "" || req.BillingEmail == "":
		return nil, invalid(OpOrganizationsCreate, "an organization needs a name and a billing email")
	}
	w := creation[CreateOrganizationRequest, Organization]{
		client: s.api(), op: OpOrganizationsCreate, opts: callOpts,
		key:    func(o *CreateOrganizationRequest) string { return strings.ToLower(o.ID) },
		outKey: func(o *Organization) string { return strings.ToLower(o.ID) },
		equal: func(in *CreateOrganizationRequest, out *Organization) bool {
			return sameText(in.Name, out.Name) && sameBillingEmail(in.BillingEmail, out.BillingEmail)
		},
		created: func(o *Organization) time.Time { return o.CreatedAt },
		send: func(ctx context.Context, items []CreateOrganizationRequest) (answer[Organization], error) {
			var clock serverClock
			var out struct {
				wire.Envelope
				Organizations []created[Organization] `json:"organizations"`
			}
			err := s.api().do(ctx, request{
				op: OpOrganizationsCreate, body: map[string]any{"organizations": items},
				out: &out, clock: &clock, owners: []string{items[0].ID}, callOpts: callOpts,
			})
			return answer[Organization]{out.Status, true, out.Organizations, clock}, err
		},
		read: func(ctx context.Context, _ []CreateOrganizationRequest, opts []CallOption) iter.Seq2[Organization, error] {
			return func(yield func(Organization, error) bool) {
				for mine, err := range s.ListAllForUser(ctx, "me", nil, opts...) {
					if err != nil || mine.Organization != nil {
						if !yield(deref(mine.Organization), err) {
							return
						}
					}
				}
			}
		},
	}
	return w.runOne(ctx, req)
}

// Get reads an organization.
//
// PAT with Organizations_Get; Archived.
func (s *OrganizationsService) Get(ctx context.Context, orgID string, callOpts ...CallOption) (*Organization, error) {
	var out struct {
		wire.Envelope
		Organization *Organization `json:"organization"`
	}
	err := s.api().do(ctx, request{op: OpOrganizationsGet, ids: []string{orgID}, out: &out, callOpts: callOpts})
	return requireID(out.Organization, idOfOrganization, err, OpOrganizationsGet, "organization", orgID)
}

// List reads a page of the organizations that the caller can see. [OrganizationsService.ListForUser] is better known, and tells the role.
//
// PAT with Organizations_Get; Archived.
func (s *OrganizationsService) List(ctx context.Context, opts *ListOrganizationsOptions, callOpts ...CallOption) (*Page[Organization], error) {
	return s.list(opts, callOpts).list(ctx)
}

// ListAll iterates over the organizations that the caller can see; see [OrganizationsService.List].
// It can skip some if others are deleted meanwhile, by anyone; see [Paging].
func (s *OrganizationsService) ListAll(ctx context.Context, opts *ListOrganizationsOptions, callOpts ...CallOption) iter.Seq2[Organization, error] {
	return s.list(opts, callOpts).all(ctx)
}

func (s *OrganizationsService) list(opts *ListOrganizationsOptions, callOpts []CallOption) *listing[Organization] {
	return &listing[Organization]{client: s.api(), op: OpOrganizationsList, paging: deref(opts).Paging, opts: callOpts,
		response: func() (wire.Response, *[]Organization) {
			var out struct {
				wire.Envelope
				Organizations []Organization `json:"organizations"`
			}
			return &out, &out.Organizations
		}}
}

// ListForUser reads a page of the organizations that a user belongs to, with
// the user's role in each; "me" is the caller.
//
// PAT with UserOrganizations_Get; Archived, and called by the official Python
// client of 2026.
func (s *OrganizationsService) ListForUser(ctx context.Context, userID string, opts *ListUserOrganizationsOptions, callOpts ...CallOption) (*Page[UserOrganization], error) {
	return s.listForUser(userID, opts, callOpts).list(ctx)
}

// ListAllForUser iterates over the organizations that a user belongs to; see [OrganizationsService.ListForUser].
// It can skip some if the user leaves others meanwhile; see [Paging].
func (s *OrganizationsService) ListAllForUser(ctx context.Context, userID string, opts *ListUserOrganizationsOptions, callOpts ...CallOption) iter.Seq2[UserOrganization, error] {
	return s.listForUser(userID, opts, callOpts).all(ctx)
}

func (s *OrganizationsService) listForUser(userID string, opts *ListUserOrganizationsOptions, callOpts []CallOption) *listing[UserOrganization] {
	return &listing[UserOrganization]{client: s.api(), op: OpOrganizationsListForUser, ids: []string{userID}, paging: deref(opts).Paging, opts: callOpts,
		response: func() (wire.Response, *[]UserOrganization) {
			var out struct {
				wire.Envelope
				Organizations []UserOrganization `json:"organizations"`
			}
			return &out, &out.Organizations
		}}
}

// Update changes an organization's name or billing email, and returns the
// organization as it is afterwards, whatever Clarifai normalized. If the response
// does not show the organization, it is read until the change shows, for up to
// RetryPolicy.VerifyTimeout; a change that never shows is an error. A billing email that
// is not shown is taken as set.
//
// PAT with Organizations_Add, Organizations_Get; Archived. That what is left
// out stays as it is, is assumed.
func (s *OrganizationsService) Update(ctx context.Context, orgID string, req UpdateOrganizationRequest, callOpts ...CallOption) (*Organization, error) {
	resetResponse(callOpts)
	if req == (UpdateOrganizationRequest{}) {
		return nil, invalid(OpOrganizationsUpdate, "there is nothing to change")
	}
	type organization struct {
		ID string `json:"id"`
		UpdateOrganizationRequest
	}
	var out struct {
		wire.Envelope
		Organization *Organization `json:"organization"`
	}
	err := s.api().do(ctx, request{
		op: OpOrganizationsUpdate, ids: []string{orgID}, out: &out, verified: true, callOpts: callOpts,
		body: map[string]any{"action": "merge", "organizations": []organization{{orgID, req}}},
	})
	if err != nil {
		return nil, err
	}
	if !strings.EqualFold(deref(out.Organization).ID, orgID) {
		out.Organization = nil
	}
	texts := func(o *Organization) bool {
		return shows(req.Name, o.Name, sameText) && shows(req.BillingEmail, o.BillingEmail, sameBillingEmail)
	}
	return awaitChange(ctx, s.api(), OpOrganizationsUpdate, []string{orgID}, out.Organization, nil, texts,
		func() (*Organization, error) { return s.Get(ctx, orgID, readOptions(callOpts)...) })
}

// Delete deletes an organization with all that belongs to it. It cannot be
// undone. An organization that is not there is [ErrNotFound], unless an
// earlier try of this very call deleted it.
//
// PAT with Organizations_Delete, Organizations_Add, Organizations_Get;
// Archived.
func (s *OrganizationsService) Delete(ctx context.Context, orgID string, callOpts ...CallOption) error {
	return s.api().do(ctx, request{op: OpOrganizationsDelete, ids: []string{orgID}, out: &wire.Envelope{}, callOpts: callOpts})
}

// Leave takes the caller out of an organization. A doubtful answer is [ErrAmbiguous]: the list of the caller's organizations then tells.
//
// PAT; Archived.
func (s *OrganizationsService) Leave(ctx context.Context, orgID string, callOpts ...CallOption) error {
	return s.api().do(ctx, request{op: OpOrganizationsLeave, ids: []string{orgID}, out: &wire.Envelope{}, callOpts: callOpts})
}

// sameBillingEmail also holds where the email is not shown: not everybody may
// see it.
func sameBillingEmail(sent, shown string) bool {
	return shown == "" || strings.EqualFold(strings.TrimSpace(sent), strings.TrimSpace(shown))
}

func idOfOrganization(o *Organization) string { return o.ID }

// value is what p points to, or the zero value.
func deref[T any](p *T) T {
	if p == nil {
		var zero T
		return zero
	}
	return *p
}

func (s *OrganizationsService) api() *Client { return (*service)(s).api() }
