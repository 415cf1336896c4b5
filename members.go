package clarifai

import (
	"context"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/email"
	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// MembersService lists the members of an organization and changes who they are
// and what they may do.
type MembersService service

// Member is a user in an organization, with the role there.
type Member struct {
	User      *User     `json:"user"`
	Role      *Role     `json:"role"`
	NotBefore time.Time `json:"not_before,omitzero"`
}

// Is reports whether idOrEmail is the member's user ID or one of the member's
// email addresses. Letter case does not count. Addresses are also the same if
// they differ only in how accents are encoded, or in whether the domain is
// written in ASCII (xn--…). Dots and +tags are significant.
func (m *Member) Is(idOrEmail string) bool {
	if m == nil || m.User == nil || idOrEmail == "" {
		return false
	}
	if strings.EqualFold(m.User.ID, idOrEmail) {
		return true
	}
	key := email.Key(idOrEmail)
	return slices.ContainsFunc(m.User.Emails(), func(address string) bool { return email.Key(address) == key })
}

// UserID returns the member's user ID, "" if the answer shows no user.
func (m *Member) UserID() string { return deref(deref(m).User).ID }

// Email returns the member's address, as [User.Email] does; "" if none is shown.
func (m *Member) Email() string { return deref(m).User.Email() }

// RoleName returns the name of the member's role, "" if the answer shows none.
func (m *Member) RoleName() string { return deref(deref(m).Role).Name }

// AddMemberRequest is a user to be made a member. Both fields are required.
type AddMemberRequest struct {
	UserID string
	Role   RoleRef // a member role
}

// ListMembersOptions chooses the pages of a list of members.
type ListMembersOptions struct{ Paging }

// ListAppMembersOptions chooses members by what they may do with an app.
type ListAppMembersOptions struct {
	// RequiredScopes keeps the members who have all of these scopes, such as
	// "Models_Get".
	RequiredScopes []string `url:"required_scopes,omitempty"`
	Paging
}

// List reads a page of an organization's members.
//
// PAT with OrganizationMembers_List; Archived.
func (s *MembersService) List(ctx context.Context, orgID string, opts *ListMembersOptions, callOpts ...CallOption) (*Page[Member], error) {
	return s.list(OpMembersList, []string{orgID}, deref(opts).Paging, nil, callOpts).list(ctx)
}

// ListAll iterates over an organization's members. It can skip members if some are
// removed meanwhile, by anyone; see [Paging].
//
// PAT with OrganizationMembers_List; Archived.
func (s *MembersService) ListAll(ctx context.Context, orgID string, opts *ListMembersOptions, callOpts ...CallOption) iter.Seq2[Member, error] {
	return s.list(OpMembersList, []string{orgID}, deref(opts).Paging, nil, callOpts).all(ctx)
}

// ListForApp reads a page of the members who reach one of the organization's
// apps.
//
// PAT with OrganizationMembers_List; Archived.
func (s *MembersService) ListForApp(ctx context.Context, orgID, appID string, opts *ListAppMembersOptions, callOpts ...CallOption) (*Page[Member], error) {
	return s.list(OpMembersListForApp, []string{orgID, appID}, deref(opts).Paging, opts, callOpts).list(ctx)
}

// ListAllForApp iterates over the members who reach one of the organization's apps.
// It can skip members if some lose their access meanwhile; see [Paging].
//
// PAT with OrganizationMembers_List; Archived.
func (s *MembersService) ListAllForApp(ctx context.Context, orgID, appID string, opts *ListAppMembersOptions, callOpts ...CallOption) iter.Seq2[Member, error] {
	return s.list(OpMembersListForApp, []string{orgID, appID}, deref(opts).Paging, opts, callOpts).all(ctx)
}

func (s *MembersService) list(op Operation, ids []string, paging Paging, query any, callOpts []CallOption) *listing[Member] {
	return &listing[Member]{client: s.api(), op: op, ids: ids, paging: paging, query: query, opts: callOpts,
		response: func() (wire.Response, *[]Member) {
			var out struct {
				wire.Envelope
				Members []Member `json:"organization_members"`
			}
			return &out, &out.Members
		}}
}

// Find looks through an organization's members for a user id or an email
// address, which are compared as by [Member.Is]. Nobody of that name is [ErrNotFound];
// whether members show their addresses is the server's to decide.
//
// It reads pages until the member is found. PAT with OrganizationMembers_List;
// Archived.
func (s *MembersService) Find(ctx context.Context, orgID, idOrEmail string, callOpts ...CallOption) (*Member, error) {
	resetResponse(callOpts)
	if idOrEmail == "" {
		return nil, invalid(OpMembersList, "the member's id or email is empty")
	}
	for member, err := range s.ListAll(ctx, orgID, nil, callOpts...) {
		if err != nil {
			return nil, err
		}
		if member.Is(idOrEmail) {
			return &member, nil
		}
	}
	return nil, &Error{Op: OpMembersList, subject: orgID, kind: ErrNotFound,
		problem: "no member has the id or email " + quoted(idOrEmail)}
}

// Add makes a user a member without an invitation. A user who is a member
// already in that role is no error; one in another role is refused as
// [ErrConflict], or left as it is without an error if Clarifai does not refuse.
// The members are read only if Clarifai refuses because the user may be one
// already, or if the outcome is unknown.
//
// PAT with OrganizationMembers_Add, Roles_Get for a role by name, and
// OrganizationMembers_List to look up an unknown outcome; Archived.
func (s *MembersService) Add(ctx context.Context, orgID string, req AddMemberRequest, callOpts ...CallOption) error {
	resetResponse(callOpts)
	if problem := route.CheckID(req.UserID); problem != "" {
		return invalid(OpMembersAdd, "the user id %s", problem)
	}
	roleID, err := s.api().roleID(ctx, OpMembersAdd, req.Role, RoleTypeOrg, callOpts)
	if err != nil {
		return err
	}
	w := creation[string, Member]{
		client: s.api(), op: OpMembersAdd, opts: callOpts, ids: []string{orgID}, adds: true,
		key: func(id *string) string { return strings.ToLower(*id) },
		outKey: func(m *Member) string {
			return strings.ToLower(deref(m.User).ID)
		},
		equal: func(_ *string, m *Member) bool { return deref(m.Role).ID == roleID },
		send: func(ctx context.Context, ids []string) (answer[Member], error) {
			var out wire.Envelope
			err := s.api().do(ctx, request{
				op: OpMembersAdd, ids: []string{orgID}, out: &out, callOpts: callOpts,
				body: map[string]any{"member_id": ids[0], "role_id": roleID},
			})
			return answer[Member]{status: out.Status}, err
		},
		read: func(ctx context.Context, _ []string, opts []CallOption) iter.Seq2[Member, error] {
			return s.ListAll(ctx, orgID, nil, opts...)
		},
	}
	_, err = w.runOne(ctx, req.UserID)
	return err
}

// UpdateRole gives a member another role.
//
// PAT with OrganizationMembers_Add, and Roles_Get for a role by name; Archived.
func (s *MembersService) UpdateRole(ctx context.Context, orgID, userID string, role RoleRef, callOpts ...CallOption) error {
	resetResponse(callOpts)
	if problem := route.CheckID(userID); problem != "" {
		return invalid(OpMembersUpdateRole, "the user id %s", problem)
	}
	roleID, err := s.api().roleID(ctx, OpMembersUpdateRole, role, RoleTypeOrg, callOpts)
	if err != nil {
		return err
	}
	type member struct {
		ID     string `json:"id"`
		RoleID string `json:"role_id"`
	}
	return s.api().do(ctx, request{
		op: OpMembersUpdateRole, ids: []string{orgID}, out: &wire.Envelope{}, callOpts: callOpts,
		body: map[string]any{"action": "overwrite", "organization_members": []member{{userID, roleID}}},
	})
}

// Remove takes a member out of the organization, and so off its teams. Someone
// who is no member is [ErrNotFound], unless an earlier try of this very call
// removed them.
//
// PAT with OrganizationMembers_Delete; Archived.
func (s *MembersService) Remove(ctx context.Context, orgID, userID string, callOpts ...CallOption) error {
	return s.api().do(ctx, request{op: OpMembersRemove, ids: []string{orgID, userID}, out: &wire.Envelope{}, callOpts: callOpts})
}

func (s *MembersService) api() *Client { return (*service)(s).api() }
