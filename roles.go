package clarifai

import (
	"cmp"
	"context"
	"iter"
	"strings"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// RolesService lists the roles that members of organizations and of teams can
// have.
type RolesService struct{ service }

// Role is what someone may do in an organization, or with the apps of a team.
type Role struct {
	ID          string    `json:"id"` // the server's own
	CreatedAt   time.Time `json:"created_at,omitzero"`
	ModifiedAt  time.Time `json:"modified_at,omitzero"`
	Name        string    `json:"name"`
	Description string    `json:"description,omitempty"`
	Scopes      []Scope   `json:"scopes,omitempty" wire:"needed"`
	Endpoints   []string  `json:"endpoints,omitempty" wire:"needed"`
	Type        RoleType  `json:"type"`
}

// UnmarshalJSON reads a role. TEAM is the value that Clarifai leaves out. Null
// leaves the role as it is.
func (r *Role) UnmarshalJSON(data []byte) error {
	if wire.IsNull(data) {
		return nil
	}
	type plain Role
	p := plain{Type: RoleTypeTeam}
	if err := wire.DecodePart(data, &p); err != nil {
		return err
	}
	*r = Role(p)
	return nil
}

func (r *Role) resourceID() string { return r.ID }

// RoleType says whether a role is one of members or of teams. A value that
// this package does not know is kept as its number or name.
type RoleType string

// The types of roles.
const (
	RoleTypeTeam RoleType = "TEAM"
	RoleTypeOrg  RoleType = "ORG"
)

var roleTypes = map[int32]string{0: "TEAM", 1: "ORG"}

// UnmarshalJSON reads a number or a name.
func (t *RoleType) UnmarshalJSON(data []byte) error { return wire.UnmarshalEnum(data, t, roleTypes) }

// MarshalJSON writes the name, or a number that has none.
func (t RoleType) MarshalJSON() ([]byte, error) { return wire.MarshalEnum(t) }

// MemberRole names a role that a member of an organization can have: one of the
// constants, the name of a custom role, or [MemberRoleByID]. Names are looked up
// in Clarifai's list of roles, which a client caches for ten minutes. The list is
// read again if a name is not in it, or if Clarifai says that a role is not there.
// Letter case, spaces, '_' and '-' do not count in a name, and "org" is
// "organization".
type MemberRole string

// The member roles that Clarifai documents.
const (
	MemberRoleAdmin                 MemberRole = "Admin"
	MemberRoleFinancialManager      MemberRole = "Financial Manager"
	MemberRoleContributor           MemberRole = "Organization Contributor"
	MemberRoleUser                  MemberRole = "Organization User"
	MemberRoleTeamContributor       MemberRole = "Team Contributor"
	MemberRoleInfrastructureManager MemberRole = "Infrastructure Manager"
)

// MemberRoleByID names a role by its ID, which needs no look-up.
func MemberRoleByID(id string) MemberRole { return MemberRole(roleIDPrefix + id) }

// Matches reports whether r names the role. A nil role matches nothing.
func (r MemberRole) Matches(role *Role) bool { return r.ref().matches(role) }

func (r MemberRole) ref() roleRef { return roleRef{string(r), RoleTypeOrg} }

// TeamRole names a role that a team can have in an app, as [MemberRole] names a
// role of a member.
type TeamRole string

// The team roles that Clarifai documents.
const (
	TeamRoleFullAccess    TeamRole = "Full Access"
	TeamRoleModelTrainer  TeamRole = "Model Trainer"
	TeamRoleLabelerLead   TeamRole = "Labeler Lead"
	TeamRoleLabelerWorker TeamRole = "Labeler Worker"
)

// TeamRoleByID names a role by its ID, which needs no look-up.
func TeamRoleByID(id string) TeamRole { return TeamRole(roleIDPrefix + id) }

// Matches reports whether r names the role. A nil role matches nothing.
func (r TeamRole) Matches(role *Role) bool { return r.ref().matches(role) }

func (r TeamRole) ref() roleRef { return roleRef{string(r), RoleTypeTeam} }

// roleRef names a role of a type.
type roleRef struct {
	text     string
	roleType RoleType
}

const roleIDPrefix = "id:"

// id returns the ID of a reference by ID.
func (r roleRef) id() (string, bool) { return strings.CutPrefix(r.text, roleIDPrefix) }

// isZero reports whether r names no role.
func (r roleRef) isZero() bool { return r.text == "" || r.text == roleIDPrefix }

func (r roleRef) matches(role *Role) bool {
	if role == nil || r.isZero() {
		return false
	}
	if id, ok := r.id(); ok {
		return id == role.ID
	}
	return foldRole(r.text) == foldRole(role.Name)
}

var roleNameSeparators = strings.NewReplacer(" ", "", "_", "", "-", "")

// foldRole returns what counts in the name of a role. How Clarifai spells the
// names is not documented.
func foldRole(name string) string {
	name = roleNameSeparators.Replace(strings.ToLower(name))
	if rest, ok := strings.CutPrefix(name, "organization"); ok {
		return "org" + rest
	}
	return name
}

// ListRolesOptions selects roles.
type ListRolesOptions struct {
	Types []RoleType `url:"types,omitempty"` // nil selects all
	Paging
}

type roleResponse struct {
	wire.Envelope
	Role *Role `json:"role"`
}

func (r *roleResponse) single() *Role { return r.Role }

type rolesResponse struct {
	wire.Envelope
	Roles []Role `json:"roles"`
}

func (r *rolesResponse) list() []Role { return r.Roles }

// List returns a page of the roles.
//
//   - API: GET /v2/roles
//   - Scopes: Roles_Get
//   - Status: archived (see [Grade])
func (s *RolesService) List(ctx context.Context, opts *ListRolesOptions, callOpts ...CallOption) (*Page[Role], error) {
	return list[Role, rolesResponse](ctx, s.client, OpRolesList, opts, callOpts)
}

// ListAll iterates over the roles.
//
//   - API: GET /v2/roles
//   - Scopes: Roles_Get
//   - Status: archived (see [Grade])
func (s *RolesService) ListAll(ctx context.Context, opts *ListRolesOptions, callOpts ...CallOption) iter.Seq2[Role, error] {
	return listAll[Role, rolesResponse](ctx, s.client, OpRolesList, opts, callOpts)
}

// Get returns a role.
//
//   - API: GET /v2/roles/{role}
//   - Scopes: Roles_Get
//   - Status: archived (see [Grade])
func (s *RolesService) Get(ctx context.Context, roleID string, callOpts ...CallOption) (*Role, error) {
	return get[Role, roleResponse](ctx, s.client, request{op: OpRolesGet, ids: []string{roleID}, callOpts: callOpts})
}

// GetByName returns the role of a name, which it compares as a [MemberRole] does.
// A name that no role of the type has is [ErrNotFound]; the error lists the names
// that there are. The roles come from the client's cache if they can.
//
//   - API: GET /v2/roles
//   - Scopes: Roles_Get
//   - Status: archived (see [Grade])
func (s *RolesService) GetByName(ctx context.Context, name string, roleType RoleType, callOpts ...CallOption) (*Role, error) {
	if problem := cmp.Or(require("the role's name", name), checkCallOptions(callOpts)); problem != "" {
		return nil, refuse(OpRolesList, callOpts, "%s", problem)
	}
	role, problem, err := s.client.roles.find(ctx, s, roleRef{name, roleType}, callOpts)
	if problem != "" {
		return nil, &Error{Op: OpRolesList, kind: ErrNotFound, problem: problem}
	}
	return role, err
}

// ResolveMemberRole returns the role that a reference names. The roles come from
// the client's cache if they can, and are read again if the cache lacks the role.
// A reference that no member role matches is [ErrInvalid].
//
//   - API: GET /v2/roles
//   - Scopes: Roles_Get
//   - Status: archived (see [Grade])
func (s *RolesService) ResolveMemberRole(ctx context.Context, role MemberRole, callOpts ...CallOption) (*Role, error) {
	return s.resolve(ctx, role.ref(), callOpts)
}

// ResolveTeamRole returns the role that a reference names, as
// [RolesService.ResolveMemberRole] does.
//
//   - API: GET /v2/roles
//   - Scopes: Roles_Get
//   - Status: archived (see [Grade])
func (s *RolesService) ResolveTeamRole(ctx context.Context, role TeamRole, callOpts ...CallOption) (*Role, error) {
	return s.resolve(ctx, role.ref(), callOpts)
}

func (s *RolesService) resolve(ctx context.Context, ref roleRef, callOpts []CallOption) (*Role, error) {
	if problem := checkCallOptions(callOpts); problem != "" {
		return nil, refuse(OpRolesList, callOpts, "%s", problem)
	}
	return s.client.resolveRole(ctx, OpRolesList, ref, callOpts)
}
