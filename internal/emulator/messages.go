package emulator

// The messages of the API that the emulator reads and writes. A field that is
// shown even when it is empty has no omitzero; the facts hold each one.

// list is written as [] when it is empty, never as null.
type list[T any] []T

func (l list[T]) MarshalJSON() ([]byte, error) {
	if len(l) == 0 {
		return []byte("[]"), nil
	}
	return marshal([]T(l))
}

// Requests. What may be left out of a patch is a pointer.

type userAppIDSet struct {
	UserID string `json:"user_id"`
	AppID  string `json:"app_id"`
}

// owner is the part of a request that names whose resource it is.
type owner struct {
	UserAppID userAppIDSet `json:"user_app_id"`
}

type paging struct {
	Page    uint32 `json:"page"`
	PerPage uint32 `json:"per_page"`
}

type ownerRequest struct{ owner }

type pageRequest struct {
	owner
	paging
}

type queryRequest struct {
	owner
	paging
	Query string `json:"query"`
}

type idRequest struct {
	owner
	ID string `json:"id"`
}

type idsRequest struct {
	owner
	IDs []string `json:"ids"`
}

type getUserRequest struct {
	owner
	AdditionalFields []string `json:"additional_fields"`
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

type appMembersRequest struct {
	owner
	paging
	RequiredScopes []int32 `json:"required_scopes"`
}

type memberRequest struct {
	owner
	MemberID string `json:"member_id"`
}

type postMemberRequest struct {
	owner
	MemberID string `json:"member_id"`
	RoleID   string `json:"role_id"`
}

type memberPatch struct {
	ID     string `json:"id"`
	RoleID string `json:"role_id"`
}

type patchMembersRequest struct {
	owner
	Action              string        `json:"action"`
	OrganizationMembers []memberPatch `json:"organization_members"`
}

type roleRef struct {
	ID string `json:"id"`
}

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

type teamItem struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

type postTeamsRequest struct {
	owner
	Teams []teamItem `json:"teams"`
}

type teamPatch struct {
	ID            string  `json:"id"`
	Name          *string `json:"name"`
	DefaultRoleID *string `json:"default_role_id"`
}

type patchTeamsRequest struct {
	owner
	Teams  []teamPatch `json:"teams"`
	Action string      `json:"action"`
}

type teamQueryRequest struct {
	owner
	paging
	TeamID string `json:"team_id"`
	Query  string `json:"query"`
}

type teamUsersRequest struct {
	owner
	TeamID  string   `json:"team_id"`
	UserIDs []string `json:"user_ids"`
}

type teamAppItem struct {
	AppID  string `json:"app_id"`
	RoleID string `json:"role_id"`
}

type postTeamAppsRequest struct {
	owner
	TeamID string        `json:"team_id"`
	Apps   []teamAppItem `json:"apps"`
}

type deleteTeamAppsRequest struct {
	owner
	TeamID string   `json:"team_id"`
	AppIDs []string `json:"app_ids"`
}

type listRolesRequest struct {
	paging
	Types []int32 `json:"types"`
}

type getRoleRequest struct {
	ID string `json:"id"`
}

type publicInvitationRequest struct {
	ID string `json:"id"`
}

type userStarJSON struct {
	UserID string `json:"user_id,omitzero"`
}

type postUserStarsRequest struct {
	UserStars []userStarJSON `json:"user_stars"`
}

type deleteUserStarsRequest struct {
	UserIDs []string `json:"user_ids"`
}

// Responses.

type userJSON struct {
	ID             string          `json:"id,omitzero"`
	PrimaryEmail   string          `json:"primary_email,omitzero"`
	FirstName      string          `json:"first_name,omitzero"`
	LastName       string          `json:"last_name,omitzero"`
	CompanyName    string          `json:"company_name,omitzero"`
	CreatedAt      stamp           `json:"created_at,omitzero"`
	EmailAddresses []emailJSON     `json:"email_addresses,omitempty"`
	IsStarred      bool            `json:"is_starred,omitzero"`
	StarCount      int32           `json:"star_count,omitzero"`
	UserDetail     *userDetailJSON `json:"user_detail,omitzero"`
}

type userDetailJSON struct {
	PrimaryEmail   string      `json:"primary_email,omitzero"`
	EmailAddresses []emailJSON `json:"email_addresses,omitempty"`
}

type emailJSON struct {
	Email    string `json:"email"`
	Primary  bool   `json:"primary"`
	Verified bool   `json:"verified"`
}

type roleJSON struct {
	ID          string   `json:"id,omitzero"`
	CreatedAt   stamp    `json:"created_at,omitzero"`
	ModifiedAt  stamp    `json:"modified_at,omitzero"`
	Name        string   `json:"name,omitzero"`
	Description string   `json:"description,omitzero"`
	Scopes      []string `json:"scopes,omitempty"`
	Type        int32    `json:"type,omitzero"`
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

type memberJSON struct {
	User *userJSON `json:"user,omitzero"`
	Role *roleJSON `json:"role,omitzero"`
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

type teamJSON struct {
	ID            string      `json:"id,omitzero"`
	CreatedAt     stamp       `json:"created_at,omitzero"`
	ModifiedAt    stamp       `json:"modified_at,omitzero"`
	Name          string      `json:"name,omitzero"`
	DefaultRoleID string      `json:"default_role_id,omitzero"`
	Status        *statusJSON `json:"status,omitzero"`
}

type teamUserJSON struct {
	TeamID    string      `json:"team_id,omitzero"`
	UserID    string      `json:"user_id,omitzero"`
	CreatedAt stamp       `json:"created_at,omitzero"`
	FirstName string      `json:"first_name,omitzero"`
	LastName  string      `json:"last_name,omitzero"`
	Status    *statusJSON `json:"status,omitzero"`
}

type appIdentityJSON struct {
	UserID string `json:"user_id,omitzero"`
	AppID  string `json:"app_id,omitzero"`
}

type teamAppJSON struct {
	TeamID   string           `json:"team_id,omitzero"`
	RoleID   string           `json:"role_id,omitzero"`
	App      *appIdentityJSON `json:"app,omitzero"`
	AppName  string           `json:"app_name,omitzero"`
	RoleName string           `json:"role_name,omitzero"`
}

// envelope stands in every response.
type envelope struct {
	Status statusJSON `json:"status"`
}

func (e *envelope) setStatus(st statusJSON) { e.Status = st }

// response is a response that embeds envelope.
type response interface{ setStatus(statusJSON) }

type statusJSON struct {
	Code         statusCode        `json:"code,omitzero"`
	Description  string            `json:"description,omitzero"`
	Details      string            `json:"details,omitzero"`
	ReqID        string            `json:"req_id,omitzero"`
	RedirectInfo *redirectInfoJSON `json:"redirect_info,omitzero"`
}

type redirectInfoJSON struct {
	URL string `json:"url,omitzero"`
}

type baseResponse struct{ envelope }

type singleUserResponse struct {
	envelope
	User *userJSON `json:"user,omitzero"`
}

type multiUserStarResponse struct {
	envelope
	UserStars []userStarJSON `json:"user_stars,omitempty"`
}

type deleteUserStarsResponse struct {
	envelope
	UserIDs []string `json:"user_ids,omitempty"`
}

type singleRoleResponse struct {
	envelope
	Role *roleJSON `json:"role,omitzero"`
}

type multiRoleResponse struct {
	envelope
	Roles list[roleJSON] `json:"roles"`
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

type multiMemberResponse struct {
	envelope
	OrganizationMembers list[memberJSON] `json:"organization_members"`
}

type singleInvitationResponse struct {
	envelope
	Invitation *invitationJSON `json:"invitation,omitzero"`
}

type multiInvitationResponse struct {
	envelope
	Invitations list[invitationJSON] `json:"invitations"`
}

type singleTeamResponse struct {
	envelope
	Team *teamJSON `json:"team,omitzero"`
}

type multiTeamResponse struct {
	envelope
	Teams list[teamJSON] `json:"teams"`
}

type multiTeamUserResponse struct {
	envelope
	TeamUsers list[teamUserJSON] `json:"team_users"`
}

type multiTeamAppsResponse struct {
	envelope
	Apps list[teamAppJSON] `json:"apps"`
}
