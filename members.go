package clarifai

import (
	"context"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/email"
	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// MembersService manages the members of an organization and their roles.
type MembersService struct{ service }

// Member is a user in an organization, together with the user's role there.
type Member struct {
	User      *User     `json:"user"`
	Role      *Role     `json:"role"`
	NotBefore time.Time `json:"not_before,omitzero"`
}

// Is reports whether idOrEmail is the member's user ID or one of the member's
// email addresses. The comparison is case-insensitive. It also ignores how accents
// are encoded and whether a domain is written in ASCII (xn--…). Dots and +tags are
// significant.
func (m *Member) Is(idOrEmail string) bool { return m.User.is(idOrEmail) }

func (u *User) is(idOrEmail string) bool {
	if u == nil || idOrEmail == "" {
		return false
	}
	if strings.EqualFold(u.ID, idOrEmail) {
		return true
	}
	key := email.Key(idOrEmail)
	return slices.ContainsFunc(u.Emails(), func(address string) bool { return email.Key(address) == key })
}

// UserID returns the member's user ID, or "" if the response shows no user.
func (m *Member) UserID() string { return deref(m.User).ID }

// Email returns the member's address as [User.Email] does, or "" if none is
// shown.
func (m *Member) Email() string { return m.User.Email() }

// RoleName returns the name of the member's role, or "" if the response shows
// none.
func (m *Member) RoleName() string { return deref(m.Role).Name }

// RoleID returns the ID of the member's role, or "" if the response shows none.
func (m *Member) RoleID() string { return deref(m.Role).ID }

func (m *Member) resourceID() string { return m.UserID() }

// AddMemberRequest is a user to make a member. Both fields are required.
type AddMemberRequest struct {
	UserID string
	Role   MemberRole
}

// UpdateMemberRoleRequest is a member's new role. Both fields are required.
type UpdateMemberRoleRequest struct {
	UserID string
	Role   MemberRole
}

// ListMembersOptions selects pages of a list of members.
type ListMembersOptions struct{ Paging }

// ListAppMembersOptions selects members by what they may do with an app.
type ListAppMembersOptions struct {
	// RequiredScopes selects the members who have all of these scopes, such as
	// "Models_Get".
	RequiredScopes []Scope `url:"required_scopes,omitempty"`
	Paging
}

type membersResponse struct {
	wire.Envelope
	Members []Member `json:"organization_members"`
}

func (r *membersResponse) list() []Member { return r.Members }

// List returns a page of an organization's members.
//
//   - API: GET /v2/organizations/{organization}/members
//   - Scopes: OrganizationMembers_List
//   - Status: archived (see [Grade])
func (s *MembersService) List(ctx context.Context, orgID string, opts *ListMembersOptions, callOpts ...CallOption) (*Page[Member], error) {
	return list[Member, membersResponse](ctx, s.client, OpMembersList, opts, callOpts, orgID)
}

// ListAll iterates over an organization's members. It can skip members if
// anyone removes some in the meantime; see [Paging].
//
//   - API: GET /v2/organizations/{organization}/members
//   - Scopes: OrganizationMembers_List
//   - Status: archived (see [Grade])
func (s *MembersService) ListAll(ctx context.Context, orgID string, opts *ListMembersOptions, callOpts ...CallOption) iter.Seq2[Member, error] {
	return listAll[Member, membersResponse](ctx, s.client, OpMembersList, opts, callOpts, orgID)
}

// ListForApp returns a page of the members who have access to one of the
// organization's apps.
//
//   - API: GET /v2/organizations/{organization}/apps/{app}/members
//   - Scopes: OrganizationMembers_List
//   - Status: archived (see [Grade])
func (s *MembersService) ListForApp(ctx context.Context, orgID, appID string, opts *ListAppMembersOptions, callOpts ...CallOption) (*Page[Member], error) {
	return list[Member, membersResponse](ctx, s.client, OpMembersListForApp, opts, callOpts, orgID, appID)
}

// ListAllForApp iterates over the members who have access to one of the
// organization's apps. It can skip members if some lose their access in the
// meantime; see [Paging].
//
//   - API: GET /v2/organizations/{organization}/apps/{app}/members
//   - Scopes: OrganizationMembers_List
//   - Status: archived (see [Grade])
func (s *MembersService) ListAllForApp(ctx context.Context, orgID, appID string, opts *ListAppMembersOptions, callOpts ...CallOption) iter.Seq2[Member, error] {
	return listAll[Member, membersResponse](ctx, s.client, OpMembersListForApp, opts, callOpts, orgID, appID)
}

// Find looks for a member by user ID or email address, which it compares as
// [Member.Is] does. It reads pages of the organization's members until it finds
// the member. If there is none, the error is [ErrNotFound]. Clarifai may hide the
// addresses of members, who are then found by ID only.
//
//   - API: GET /v2/organizations/{organization}/members
//   - Scopes: OrganizationMembers_List
//   - Status: archived (see [Grade])
func (s *MembersService) Find(ctx context.Context, orgID, idOrEmail string, callOpts ...CallOption) (*Member, error) {
	if idOrEmail == "" {
		return nil, refuse(OpMembersList, callOpts, "the member's ID or email is required")
	}
	return findIn(request{op: OpMembersList, ids: []string{orgID}}, s.ListAll(ctx, orgID, nil, callOpts...),
		func(m *Member) bool { return m.Is(idOrEmail) }, "no member has the ID or email "+quoted(idOrEmail))
}

// Add makes a user a member without an invitation. If the user is a member in that
// role already, Add returns nil. If the user has another role and Clarifai refuses,
// the error is [ErrConflict]. If Clarifai does not refuse, the member keeps the old
// role, and Add returns nil. The members are read only if Clarifai refuses because
// the user may be a member already, or if the outcome is unknown.
//
//   - API: POST /v2/organizations/{organization}/members
//   - Scopes: OrganizationMembers_Add; Roles_Get if a role is given by name; OrganizationMembers_List if the response leaves the outcome open
//   - Status: archived (see [Grade])
func (s *MembersService) Add(ctx context.Context, orgID string, req AddMemberRequest, callOpts ...CallOption) error {
	roleID, err := s.client.checkedRoleID(ctx, OpMembersAdd, checkID("user ID", req.UserID), req.Role.ref(), callOpts)
	if err != nil {
		return err
	}
	_, err = addMember.runOne(ctx, s.client, request{ids: []string{orgID}, callOpts: callOpts}, addMemberItem{req.UserID, roleID})
	return err
}

// addMemberItem is a new member as it is sent.
type addMemberItem struct {
	UserID string `json:"member_id"`
	RoleID string `json:"role_id"`
}

var addMember = verifiedCreate[addMemberItem, Member]{
	op:       OpMembersAdd,
	adds:     true,
	key:      func(m *addMemberItem) string { return strings.ToLower(m.UserID) },
	outKey:   func(m *Member) string { return strings.ToLower(m.UserID()) },
	equal:    func(in *addMemberItem, out *Member) bool { return deref(out.Role).ID == in.RoleID },
	limit:    1,
	body:     func(items []addMemberItem) any { return items[0] },
	response: func() createResponse[Member] { return new(statusResponse[Member]) },
	lookUp: func(ctx context.Context, c *Client, ids []string, _ []addMemberItem, callOpts []CallOption) iter.Seq2[Member, error] {
		return c.Members.ListAll(ctx, ids[0], nil, callOpts...)
	},
}

// UpdateRole changes the role of a member. If Clarifai reports that a part of the
// request failed, the members are read until the role shows, for up to
// RetryPolicy.VerifyTimeout.
//
//   - API: PATCH /v2/organizations/{organization}/members
//   - Scopes: OrganizationMembers_Add; Roles_Get if a role is given by name; OrganizationMembers_List if the response leaves the outcome open
//   - Status: archived (see [Grade])
func (s *MembersService) UpdateRole(ctx context.Context, orgID, userID string, role MemberRole, callOpts ...CallOption) error {
	roleID, err := s.client.checkedRoleID(ctx, OpMembersUpdateRole, checkID("user ID", userID), role.ref(), callOpts)
	if err != nil {
		return err
	}
	_, err = updateMemberRoles.runOne(ctx, s.client, request{ids: []string{orgID}, callOpts: callOpts}, memberRoleItem{userID, roleID})
	return err
}

// UpdateRoleBatch changes the roles of members, in one request for each 128 of them.
// The error is a [*BatchError] of the members whose role was not changed. User IDs are
// compared case-insensitively, and each may be there once.
//
// The response lists no members, so its success counts for all of them. If Clarifai
// reports that a part of a request failed, the organization's members are read, and
// the changes that do not show are sent again in smaller requests. If Clarifai refuses
// a list as a whole for what may be one item's fault, the list is sent in parts, so
// that one bad item does not keep the others out. Items that were refused only
// together with others match no sentinel.
//
//   - API: PATCH /v2/organizations/{organization}/members
//   - Scopes: OrganizationMembers_Add; Roles_Get if a role is given by name; OrganizationMembers_List if the response leaves the outcome open
//   - Status: archived (see [Grade])
func (s *MembersService) UpdateRoleBatch(ctx context.Context, orgID string, reqs []UpdateMemberRoleRequest, callOpts ...CallOption) error {
	items := make([]memberRoleItem, len(reqs))
	for n, req := range reqs {
		if problem := checkID("user ID", req.UserID); problem != "" {
			return refuse(OpMembersUpdateRole, callOpts, "item %d: %s", n, problem)
		}
	}
	for n, req := range reqs {
		roleID, err := s.client.roleID(ctx, OpMembersUpdateRole, req.Role.ref(), callOpts)
		if err != nil {
			return err
		}
		items[n] = memberRoleItem{req.UserID, roleID}
	}
	_, err := updateMemberRoles.run(ctx, s.client, request{ids: []string{orgID}, callOpts: callOpts}, items)
	return err
}

// memberRoleItem is a member's new role as it is sent.
type memberRoleItem struct {
	ID     string `json:"id"`
	RoleID string `json:"role_id"`
}

var updateMemberRoles = batchChange[memberRoleItem, Member]{
	op:     OpMembersUpdateRole,
	key:    func(m *memberRoleItem) string { return strings.ToLower(m.ID) },
	outKey: func(m *Member) string { return strings.ToLower(m.UserID()) },
	body: func(items []memberRoleItem) any {
		return map[string]any{"action": "overwrite", "organization_members": items}
	},
	response: func() createResponse[Member] { return new(statusResponse[Member]) },
	shows:    func(in *memberRoleItem, out *Member, _ bool) bool { return deref(out.Role).ID == in.RoleID },
	list: func(ctx context.Context, c *Client, ids []string, callOpts []CallOption) iter.Seq2[Member, error] {
		return c.Members.ListAll(ctx, ids[0], nil, callOpts...)
	},
	unreadable: "Clarifai accepted a part of the request; whether the role is set cannot be read",
}

// Remove removes a member from the organization, and so from its teams. A user who
// is not a member is [ErrNotFound], unless an earlier attempt of the same call
// removed them.
//
//   - API: DELETE /v2/organizations/{organization}/members/{member}
//   - Scopes: OrganizationMembers_Delete
//   - Status: archived (see [Grade])
func (s *MembersService) Remove(ctx context.Context, orgID, userID string, callOpts ...CallOption) error {
	return s.client.send(ctx, request{op: OpMembersRemove, ids: []string{orgID, userID}, callOpts: callOpts}, nil)
}
