package clarifai

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// RolesService lists the roles that members of organizations and of teams can
// have.
type RolesService service

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

// List reads a page of the roles.
//
// PAT with Roles_Get; Archived.
func (s *RolesService) List(ctx context.Context, opts *ListRolesOptions, callOpts ...CallOption) (*Page[Role], error) {
	return s.list(opts, callOpts).list(ctx)
}

// ListAll iterates over the roles.
//
// PAT with Roles_Get; Archived.
func (s *RolesService) ListAll(ctx context.Context, opts *ListRolesOptions, callOpts ...CallOption) iter.Seq2[Role, error] {
	return s.list(opts, callOpts).all(ctx)
}

func (s *RolesService) list(opts *ListRolesOptions, callOpts []CallOption) *listing[Role] {
	return &listing[Role]{client: s.api(), op: OpRolesList, paging: deref(opts).Paging, query: opts, opts: callOpts,
		response: func() (wire.Response, *[]Role) {
			var out struct {
				wire.Envelope
				Roles []Role `json:"roles"`
			}
			return &out, &out.Roles
		}}
}

// Get reads a role.
//
// PAT with Roles_Get; Archived.
func (s *RolesService) Get(ctx context.Context, roleID string, callOpts ...CallOption) (*Role, error) {
	var out struct {
		wire.Envelope
		Role *Role `json:"role"`
	}
	err := s.api().do(ctx, request{op: OpRolesGet, ids: []string{roleID}, out: &out, callOpts: callOpts})
	return requireID(out.Role, func(r *Role) string { return r.ID }, err, OpRolesGet, "role", roleID)
}

// GetByName finds a role by its name, as forgivingly as a [RoleRef]. A name that
// no role of the type has is [ErrNotFound]; the error lists the names there are.
//
// PAT with Roles_Get; Archived.
func (s *RolesService) GetByName(ctx context.Context, name string, t RoleType) (*Role, error) {
	if s.api() == nil || s.api().transport == nil {
		return nil, invalid(OpRolesList, notMade)
	}
	if name == "" {
		return nil, invalid(OpRolesList, "the role's name is empty")
	}
	role, problem, err := s.api().roles.find(ctx, s, RoleRef(name), t, nil)
	if problem != "" {
		return nil, &Error{Op: OpRolesList, kind: ErrNotFound, problem: problem}
	}
	return role, err
}

// Resolve finds the role that a reference means: from the client's cache, and
// anew from Clarifai where that lacks it. What no role of the type matches is
// [ErrInvalid].
//
// PAT with Roles_Get; Archived.
func (s *RolesService) Resolve(ctx context.Context, ref RoleRef, t RoleType) (*Role, error) {
	return s.resolve(ctx, OpRolesList, ref, t, nil)
}

func (s *RolesService) resolve(ctx context.Context, op Operation, ref RoleRef, t RoleType, callOpts []CallOption) (*Role, error) {
	switch {
	case s.api() == nil || s.api().transport == nil:
		return nil, invalid(op, notMade)
	case ref == "" || ref == roleIDPrefix:
		return nil, invalid(op, "the role is empty")
	}
	role, problem, err := s.api().roles.find(ctx, s, ref, t, callOpts)
	if problem != "" {
		return nil, invalid(op, "%s", problem)
	}
	return role, err
}

// roleID gives the id that a reference means. An id needs no lookup.
func (c *Client) roleID(ctx context.Context, op Operation, ref RoleRef, t RoleType, callOpts []CallOption) (string, error) {
	if id, ok := strings.CutPrefix(string(ref), roleIDPrefix); ok && id != "" {
		return id, nil
	}
	role, err := (&RolesService{c}).resolve(ctx, op, ref, t, callOpts)
	if err != nil {
		return "", err
	}
	return role.ID, nil
}

const (
	rolesKept  = 10 * time.Minute // how long roles are believed after they were read
	rolesQuiet = time.Minute      // how long roles are believed after a doubt proved to be unfounded
)

// roleCache holds the roles as they were read last. Roles change rarely: they
// are read once, and again if one is missed, if Clarifai says that one is not
// there, and after a while.
type roleCache struct {
	turn chan struct{} // holds one token: whose turn it is to read

	mu      sync.Mutex // for what follows
	roles   []Role     // of the last reading
	err     error      // of the last reading
	read    time.Time  // when the last reading began
	reading int        // counts the readings, as they begin
	doubted bool       // a write was refused, perhaps for its role
	quiet   time.Time  // no role is doubted until then
}

// known returns the roles, nil if they have to be read, and how many readings
// have begun.
func (c *roleCache) known() (roles []Role, reading int, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.doubted || time.Since(c.read) >= rolesKept {
		return nil, c.reading, c.err
	}
	return c.roles, c.reading, c.err
}

// find returns a role, or the problem that no role, or more than one, matches.
// Calls that wait for a reading share what it finds.
func (c *roleCache) find(ctx context.Context, s *RolesService, ref RoleRef, t RoleType, callOpts []CallOption) (_ *Role, problem string, _ error) {
	if ctx == nil {
		return nil, "", invalid(OpRolesList, "the context is nil")
	}
	roles, asked, _ := c.known()
	if role, problem := pickRole(roles, ref, t); problem == "" {
		return role, "", nil
	}
	select {
	case c.turn <- struct{}{}:
		defer func() { <-c.turn }()
	case <-ctx.Done():
		return nil, "", &Error{Op: OpRolesList, kind: noSentinel, cause: ctx.Err()}
	}
	roles, reading, err := c.known()
	role, problem := pickRole(roles, ref, t)
	switch {
	case problem == "":
		return role, "", nil
	case reading <= asked || roles == nil && err == nil: // nobody has read since
		if roles, err = c.readAll(ctx, s, callOpts); err == nil {
			role, problem = pickRole(roles, ref, t)
		}
	}
	if err != nil {
		return nil, "", err
	}
	return role, problem, nil
}

// readAll reads the roles, for all who wait for them.
func (c *roleCache) readAll(ctx context.Context, s *RolesService, callOpts []CallOption) ([]Role, error) {
	began := time.Now()
	c.mu.Lock()
	c.reading++
	c.mu.Unlock()
	roles, err := Collect(s.ListAll(ctx, nil, readOptions(callOpts)...))
	c.mu.Lock()
	defer c.mu.Unlock()
	if err != nil {
		if c.err = err; ctx.Err() != nil { // which is this call's alone
			c.err = nil
			c.reading--
		}
		return nil, err
	}
	same := func(a, b Role) bool { return a.ID == b.ID && a.Name == b.Name }
	if c.doubted && slices.EqualFunc(c.roles, roles, same) {
		c.quiet = time.Now().Add(rolesQuiet)
	}
	c.roles, c.err, c.read, c.doubted = roles, nil, began, false
	return roles, nil
}

// refused has the roles read again if the failure of a write may mean that a
// role is not there: something that the write names is not found, or the
// failure names a role. Roles that were read after the write began are
// believed, and so are those that proved to be right a moment ago.
func (c *roleCache) refused(r *route.Route, e *Error, began time.Time) {
	if !slices.ContainsFunc(r.LookUps, func(l route.LookUp) bool { return l.Op == string(OpRolesList) }) {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	named := func(role Role) bool {
		return role.ID != "" && (strings.Contains(e.Description, role.ID) || strings.Contains(e.Details, role.ID))
	}
	if c.read.After(began) || time.Now().Before(c.quiet) {
		return
	}
	c.doubted = c.doubted || e.Is(ErrNotFound) || e.Code != 0 && slices.ContainsFunc(c.roles, named)
}

// clone returns a copy that shares nothing with the cache.
func (r *Role) clone() *Role {
	role := *r
	role.Scopes, role.Endpoints = slices.Clone(r.Scopes), slices.Clone(r.Endpoints)
	return &role
}

// pickRole chooses by the exact name first, then forgivingly.
func pickRole(roles []Role, ref RoleRef, t RoleType) (*Role, string) {
	var names []string
	var found []*Role
	for i := range roles {
		r := &roles[i]
		if r.Type != t {
			continue
		}
		names = append(names, strconv.Quote(r.Name))
		if r.Name == string(ref) {
			return r.clone(), ""
		}
		if ref.Matches(r) {
			found = append(found, r)
		}
	}
	kind := map[RoleType]string{RoleTypeOrg: "member role", RoleTypeTeam: "team role"}[t]
	switch len(found) {
	case 1:
		return found[0].clone(), ""
	case 0:
		return nil, fmt.Sprintf("there is no %s %q; there are %s", kind, string(ref), strings.Join(names, ", "))
	}
	return nil, fmt.Sprintf("more than one %s matches %q: use RoleID", kind, string(ref))
}

func (s *RolesService) api() *Client { return (*service)(s).api() }
