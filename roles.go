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
	Scopes      []string  `json:"scopes,omitempty" wire:"needed"`
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

// RoleType tells roles in an organization from roles on a team. A value that
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

// RoleRef names a role: by one of the constants, by the name of a custom role,
// or by [RoleID]. Names are looked up in Clarifai's list of roles, which a
// client caches for ten minutes. The list is read again if a name is not in it, or
// if Clarifai says that a role is not there. Letter case, spaces, '_' and '-' do not count, and "org" is "organization".
type RoleRef string

// The roles of members that Clarifai documents.
const (
	RoleAdmin                   RoleRef = "Admin"
	RoleFinancialManager        RoleRef = "Financial Manager"
	RoleOrganizationContributor RoleRef = "Organization Contributor"
	RoleOrganizationUser        RoleRef = "Organization User"
	RoleTeamContributor         RoleRef = "Team Contributor"
	RoleInfrastructureManager   RoleRef = "Infrastructure Manager"
)

// The roles on teams that Clarifai documents.
const (
	TeamRoleFullAccess    RoleRef = "Full Access"
	TeamRoleModelTrainer  RoleRef = "Model Trainer"
	TeamRoleLabelerLead   RoleRef = "Labeler Lead"
	TeamRoleLabelerWorker RoleRef = "Labeler Worker"
)

const roleIDPrefix = "id:"

// RoleID names a role by its id: no lookup is needed.
func RoleID(id string) RoleRef { return RoleRef(roleIDPrefix + id) }

// Matches reports whether the reference means the role.
func (r RoleRef) Matches(role *Role) bool {
	if role == nil || r == "" {
		return false
	}
	if id, ok := strings.CutPrefix(string(r), roleIDPrefix); ok {
		return id == role.ID
	}
	return foldRole(string(r)) == foldRole(role.Name)
}

var roleNameNoise = strings.NewReplacer(" ", "", "_", "", "-", "")

// foldRole is what counts of a role's name. How the server spells its names is
// not documented.
func foldRole(name string) string {
	name = roleNameNoise.Replace(strings.ToLower(name))
	if rest, ok := strings.CutPrefix(name, "organization"); ok {
		return "org" + rest
	}
	return name
}

// ListRolesOptions chooses roles by type.
type ListRolesOptions struct {
	Types []RoleType `url:"types,omitempty"` // nil: all
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

// GetByName returns the role of a name, which it compares as a [RoleRef] does. A
// name that no role of the type has is [ErrNotFound]; the error lists the names
// that there are. The roles come from the client's cache if they can.
//
//   - API: GET /v2/roles
//   - Scopes: Roles_Get
//   - Status: archived (see [Grade])
func (s *RolesService) GetByName(ctx context.Context, name string, roleType RoleType, callOpts ...CallOption) (*Role, error) {
	if problem := cmp.Or(require("the role's name", name), checkCallOptions(callOpts)); problem != "" {
		return nil, refuse(OpRolesList, callOpts, "%s", problem)
	}
	role, problem, err := s.client.roles.find(ctx, s, RoleRef(name), roleType, callOpts)
	if problem != "" {
		return nil, &Error{Op: OpRolesList, kind: ErrNotFound, problem: problem}
	}
	return role, err
}

// Resolve returns the role that a reference means. The roles come from the
// client's cache if they can, and are read again if that lacks the role. A
// reference that no role of the type matches is [ErrInvalid].
//
//   - API: GET /v2/roles
//   - Scopes: Roles_Get
//   - Status: archived (see [Grade])
func (s *RolesService) Resolve(ctx context.Context, ref RoleRef, roleType RoleType, callOpts ...CallOption) (*Role, error) {
	if problem := checkCallOptions(callOpts); problem != "" {
		return nil, refuse(OpRolesList, callOpts, "%s", problem)
	}
	return s.client.resolveRole(ctx, OpRolesList, ref, roleType, callOpts)
}

func (r *Role) resourceID() string { return r.ID }
