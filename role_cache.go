package clarifai

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
)

func (c *Client) resolveRole(ctx context.Context, op Operation, ref roleRef, callOpts []CallOption) (*Role, error) {
	if ref.isZero() {
		return nil, refuse(op, callOpts, "the role is required")
	}
	role, problem, err := c.roles.find(ctx, c.Roles, ref, callOpts)
	if problem != "" {
		return nil, invalid(op, "%s", problem)
	}
	return role, err
}

// roleID returns the ID of the role that a reference means. A reference by ID
// needs no look-up.
func (c *Client) roleID(ctx context.Context, op Operation, ref roleRef, callOpts []CallOption) (string, error) {
	if problem := checkCallOptions(callOpts); problem != "" {
		return "", invalid(op, "%s", problem)
	}
	if id, ok := ref.id(); ok && id != "" {
		return id, nil
	}
	role, err := c.resolveRole(ctx, op, ref, readOptions(callOpts))
	if err != nil {
		return "", err
	}
	return role.ID, nil
}

// checkedRoleID returns the ID of a role, or an error if there is a problem with
// the caller's other input.
func (c *Client) checkedRoleID(ctx context.Context, op Operation, problem string, ref roleRef, callOpts []CallOption) (string, error) {
	if problem != "" {
		return "", refuse(op, callOpts, "%s", problem)
	}
	return c.roleID(ctx, op, ref, callOpts)
}

// optionalRoleID returns the ID of a role, or "" for the empty reference.
func (c *Client) optionalRoleID(ctx context.Context, op Operation, ref roleRef, callOpts []CallOption) (string, error) {
	if ref.text == "" {
		return "", nil
	}
	return c.roleID(ctx, op, ref, callOpts)
}

const (
	rolesMaxAge = 10 * time.Minute
	// rolesTrusted is how long a failed write does not make the roles stale after
	// such a failure led to a reading that changed nothing.
	rolesTrusted = time.Minute
)

// roleCache holds the roles that were read last. Roles change rarely. They are
// read again if one is not among them, if Clarifai says that one is not there, and
// after a while.
type roleCache struct {
	turn chan struct{} // holds one token, which a reader takes

	mu           sync.Mutex // protects the following
	roles        []Role     // of the last reading
	err          error      // of the last reading
	readAt       time.Time  // when the last reading began
	readings     int        // that have begun
	stale        bool       // a write failed, perhaps for its role
	trustedUntil time.Time  // no failure makes the roles stale before
}

// known returns the roles, or nil if they have to be read, and the number of
// readings that have begun.
func (c *roleCache) known() (roles []Role, reading int, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.stale || time.Since(c.readAt) >= rolesMaxAge {
		return nil, c.readings, c.err
	}
	return c.roles, c.readings, c.err
}

// find returns the role that a reference names, or what is wrong with the
// reference. Calls that wait for a reading share its result.
func (c *roleCache) find(ctx context.Context, s *RolesService, ref roleRef, callOpts []CallOption) (_ *Role, problem string, _ error) {
	roles, readings, _ := c.known()
	if role, problem := pickRole(roles, ref); problem == "" {
		return role, "", nil
	}
	select {
	case c.turn <- struct{}{}:
		defer func() { <-c.turn }()
	case <-ctx.Done():
		return nil, "", &Error{Op: OpRolesList, kind: errNoSentinel, cause: ctx.Err()}
	}
	roles, now, err := c.known()
	role, problem := pickRole(roles, ref)
	switch {
	case problem == "":
		return role, "", nil
	case now <= readings || roles == nil && err == nil: // nobody has read since
		if roles, err = c.readAll(ctx, s, callOpts); err == nil {
			role, problem = pickRole(roles, ref)
		}
	}
	if err != nil {
		return nil, "", err
	}
	return role, problem, nil
}

// readAll reads the roles, for all calls that wait for them.
func (c *roleCache) readAll(ctx context.Context, s *RolesService, callOpts []CallOption) ([]Role, error) {
	start := time.Now()
	c.mu.Lock()
	c.readings++
	c.mu.Unlock()
	roles, err := Collect(s.ListAll(ctx, nil, callOpts...))
	c.mu.Lock()
	defer c.mu.Unlock()
	if err != nil {
		if c.err = err; ctx.Err() != nil { // the context is this call's alone
			c.err = nil
			c.readings--
		}
		return nil, err
	}
	same := func(a, b Role) bool { return a.ID == b.ID && a.Name == b.Name }
	if c.stale && slices.EqualFunc(c.roles, roles, same) {
		c.trustedUntil = time.Now().Add(rolesTrusted)
	}
	c.roles, c.err, c.readAt, c.stale = roles, nil, start, false
	return roles, nil
}

// writeRefused marks the roles as stale if the failure of a write may mean that a
// role is not there: something that the write names is not found, or the failure
// names a role. Roles that were read after the write began stay, and so do those
// that a reading confirmed a moment ago.
func (c *roleCache) writeRefused(r *route.Route, e *Error, start time.Time) {
	if !slices.ContainsFunc(r.LookUps, func(l route.LookUp) bool { return l.Op == string(OpRolesList) }) {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	named := func(role Role) bool {
		return role.ID != "" && (strings.Contains(e.Description, role.ID) || strings.Contains(e.Details, role.ID))
	}
	if c.readAt.After(start) || time.Now().Before(c.trustedUntil) {
		return
	}
	c.stale = c.stale || e.Is(ErrNotFound) || e.Code != 0 && slices.ContainsFunc(c.roles, named)
}

// clone returns a copy that shares nothing with the cache.
func (r *Role) clone() *Role {
	role := *r
	role.Scopes, role.Endpoints = slices.Clone(r.Scopes), slices.Clone(r.Endpoints)
	return &role
}

// pickRole returns the role that a reference names, or what is wrong. A role with
// exactly that name comes before others that match.
func pickRole(roles []Role, ref roleRef) (*Role, string) {
	var names []string
	var found []*Role
	for i := range roles {
		r := &roles[i]
		if r.Type != ref.roleType {
			continue
		}
		names = append(names, strconv.Quote(r.Name))
		if r.Name == ref.text {
			return r.clone(), ""
		}
		if ref.matches(r) {
			found = append(found, r)
		}
	}
	kind := map[RoleType]string{RoleTypeOrg: "member role", RoleTypeTeam: "team role"}[ref.roleType]
	switch len(found) {
	case 1:
		return found[0].clone(), ""
	case 0:
		return nil, fmt.Sprintf("there is no %s %q; there are %s", kind, ref.text, strings.Join(names, ", "))
	}
	return nil, fmt.Sprintf("more than one %s matches %q: name it by its ID", kind, ref.text)
}
