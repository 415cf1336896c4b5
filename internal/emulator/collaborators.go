package emulator

import (
	"errors"
	"slices"
	"strconv"
)

type collaborator struct {
	id                string
	user              string // folded ID
	scopes, endpoints []string
	created, modified stamp
}

// collaborator returns a collaborator of the app, or nil. The pointer is
// valid until the collaborators change.
func (a *app) collaborator(userID string) *collaborator {
	for i := range a.collaborators {
		if a.collaborators[i].user == userID {
			return &a.collaborators[i]
		}
	}
	return nil
}

func (a *app) dropCollaborator(userID string) {
	a.collaborators = slices.DeleteFunc(a.collaborators, func(col collaborator) bool { return col.user == userID })
}

// Requests.

// userRef identifies a user by ID, by email address or by both.
type userRef struct {
	ID           string `json:"id"`
	PrimaryEmail string `json:"primary_email"`
}

type collaboratorItem struct {
	ID        string   `json:"id"`
	User      userRef  `json:"user"`
	Scopes    []string `json:"scopes"`
	Endpoints []string `json:"endpoints"`
}

type listCollaboratorsRequest struct {
	owner
	paging
}

type postCollaboratorsRequest struct {
	owner
	Collaborators []collaboratorItem `json:"collaborators"`
}

type patchCollaboratorsRequest struct {
	owner
	Collaborators []collaboratorItem `json:"collaborators"`
	Action        string             `json:"action"`
}

type deleteCollaboratorsRequest struct {
	owner
	CollaboratorIDs []string `json:"collaborator_ids"`
	UserEmails      []string `json:"user_emails"`
}

type listCollaborationsRequest struct {
	owner
	paging
	TemplateOnly bool `json:"template_only"`
}

// Responses.

type collaboratorJSON struct {
	ID         string      `json:"id,omitzero"`
	App        *appJSON    `json:"app,omitzero"`
	User       *userJSON   `json:"user,omitzero"`
	Scopes     []string    `json:"scopes,omitempty"`
	Endpoints  []string    `json:"endpoints,omitempty"`
	CreatedAt  stamp       `json:"created_at,omitzero"`
	ModifiedAt stamp       `json:"modified_at,omitzero"`
	Status     *statusJSON `json:"status,omitzero"`
}

type collaborationJSON struct {
	App       *appJSON  `json:"app,omitzero"`
	AppOwner  *userJSON `json:"app_owner,omitzero"`
	Scopes    []string  `json:"scopes,omitempty"`
	Endpoints []string  `json:"endpoints,omitempty"`
	CreatedAt stamp     `json:"created_at,omitzero"`
}

type multiCollaboratorsResponse struct {
	envelope
	Collaborators list[collaboratorJSON] `json:"collaborators"`
	AppOwner      *userJSON              `json:"app_owner,omitzero"`
}

type multiCollaborationsResponse struct {
	envelope
	Collaborations list[collaborationJSON] `json:"collaborations"`
}

func listCollaborators(c *call, in *listCollaboratorsRequest) (*multiCollaboratorsResponse, error) {
	a, err := c.appFor(in.UserAppID, "Collaborators_Get")
	if err != nil {
		return nil, err
	}
	found, err := page(c, in.paging, a.collaborators)
	out := &multiCollaboratorsResponse{AppOwner: c.appOwner(a)}
	for _, col := range found {
		out.Collaborators = append(out.Collaborators, c.collaborator(a, col))
	}
	return out, err
}

func (c *call) collaborator(a *app, col collaborator) collaboratorJSON {
	u, _ := c.st.users.get(col.user)
	return collaboratorJSON{
		ID: col.id, App: a.identity(), User: c.user(u, viewMember), Scopes: col.scopes, Endpoints: col.endpoints,
		CreatedAt: col.created, ModifiedAt: col.modified,
	}
}

// appOwner returns the owner of an app as a user, even if it is an
// organization.
func (c *call) appOwner(a *app) *userJSON {
	if u, ok := c.st.users.get(fold(a.owner)); ok {
		return c.user(u, viewPublic)
	}
	return &userJSON{ID: a.owner}
}

func postCollaborators(c *call, in *postCollaboratorsRequest) (*multiCollaboratorsResponse, error) {
	a, err := c.appFor(in.UserAppID, "Collaborators_Add")
	if err != nil {
		return nil, err
	}
	added, err := each(c, in.Collaborators,
		func(item collaboratorItem) (collaboratorJSON, error) { return c.addCollaborator(a, item) }, echoCollaborator)
	return &multiCollaboratorsResponse{Collaborators: added}, err
}

func echoCollaborator(item collaboratorItem, st *statusJSON) collaboratorJSON {
	return collaboratorJSON{
		ID: item.ID, User: &userJSON{ID: item.User.ID, PrimaryEmail: item.User.PrimaryEmail},
		Scopes: item.Scopes, Endpoints: item.Endpoints, Status: st,
	}
}

func (c *call) addCollaborator(a *app, item collaboratorItem) (collaboratorJSON, error) {
	u, err := c.userNamed(item.User)
	if err != nil {
		return collaboratorJSON{}, err
	}
	if err := c.server.knownScopes(item.Scopes); err != nil {
		return collaboratorJSON{}, err
	}
	if fold(u.ID) == fold(a.owner) {
		return collaboratorJSON{}, invalid("user " + u.ID + " owns the app")
	}
	if there := a.collaborator(fold(u.ID)); there != nil {
		return c.collaborator(a, *there), c.exists("collaborator " + u.ID)
	}
	c.appHappened(a, eventCollaboratorAdd, auditTarget{user: u.ID})
	return c.collaborator(a, c.newCollaborator(a, u, c.completed(item.Scopes), item.Endpoints)), nil
}

func (c *call) newCollaborator(a *app, u *user, scopes, endpoints []string) collaborator {
	col := collaborator{
		id: opaque("collaborator", strconv.Itoa(c.st.next())), user: fold(u.ID),
		scopes: scopes, endpoints: endpoints, created: c.stamp(),
	}
	col.modified = col.created
	a.collaborators = append(a.collaborators, col)
	return col
}

func (c *call) userNamed(named userRef) (*user, error) {
	if named.ID == "" && named.PrimaryEmail == "" {
		return nil, invalid("a collaborator is a user with an id or a primary_email")
	}
	u, ok := c.st.users.get(fold(named.ID))
	if named.ID == "" {
		u = c.st.userByEmail(named.PrimaryEmail)
		ok = u != nil
	}
	switch {
	case !ok:
		return nil, missing("user " + orDefault(named.ID, named.PrimaryEmail))
	case named.PrimaryEmail != "" && !u.owns(named.PrimaryEmail):
		return nil, invalid("user " + u.ID + " does not have the address " + named.PrimaryEmail)
	}
	return u, nil
}

// knownScopes returns an error if the facts do not have a scope.
func (s *Server) knownScopes(scopes []string) error {
	for _, scope := range scopes {
		if n, ok := s.scopes[scope]; !ok || n == 0 { // 0 means none
			return invalid("unknown scope " + strconv.Quote(scope))
		}
	}
	return nil
}

func patchCollaborators(c *call, in *patchCollaboratorsRequest) (*multiCollaboratorsResponse, error) {
	a, err := c.appFor(in.UserAppID, "Collaborators_Add")
	if err != nil {
		return nil, err
	}
	if in.Action != "overwrite" {
		return nil, badAction(in.Action)
	}
	changed, err := each(c, in.Collaborators, func(item collaboratorItem) (collaboratorJSON, error) {
		i := slices.IndexFunc(a.collaborators, func(col collaborator) bool { return col.id == item.ID })
		if i < 0 {
			return collaboratorJSON{}, missing("collaborator " + item.ID)
		}
		if err := c.server.knownScopes(item.Scopes); err != nil {
			return collaboratorJSON{}, err
		}
		col := &a.collaborators[i]
		endpoints := item.Endpoints
		if c.overwrites(in.Action) == keeping && len(endpoints) == 0 {
			endpoints = col.endpoints
		}
		col.scopes, col.endpoints, col.modified = c.completed(item.Scopes), endpoints, c.stamp()
		c.appHappened(a, eventCollaboratorEdit, auditTarget{user: c.st.userID(col.user)})
		return c.collaborator(a, *col), nil
	}, echoCollaborator)
	return &multiCollaboratorsResponse{Collaborators: changed}, err
}

// deleteCollaborators deletes collaborators by ID or by any of their email
// addresses.
func deleteCollaborators(c *call, in *deleteCollaboratorsRequest) (*baseResponse, error) {
	a, err := c.appFor(in.UserAppID, "Collaborators_Delete")
	if err != nil {
		return nil, err
	}
	// IDs never have an @, addresses always do.
	return eachSilently(c, slices.Concat(in.CollaboratorIDs, in.UserEmails), func(named string) error {
		u := c.st.userByEmail(named)
		i := slices.IndexFunc(a.collaborators, func(col collaborator) bool {
			return col.id == named || u != nil && col.user == fold(u.ID)
		})
		if i < 0 {
			return missing("collaborator " + named)
		}
		c.appHappened(a, eventCollaboratorDrop, auditTarget{user: c.st.userID(a.collaborators[i].user)})
		a.collaborators = slices.Delete(a.collaborators, i, i+1)
		return nil
	})
}

func listCollaborations(c *call, in *listCollaborationsRequest) (*multiCollaborationsResponse, error) {
	if err := c.self(in.UserAppID.UserID); err != nil {
		return nil, err
	}
	var found []collaborationJSON
	for _, a := range c.st.apps.values() {
		col := a.collaborator(c.callerID())
		if col == nil || in.TemplateOnly && !a.template {
			continue
		}
		shown := c.showApp(a, nil)
		found = append(found, collaborationJSON{
			App: &shown, AppOwner: c.appOwner(a), Scopes: col.scopes, Endpoints: col.endpoints, CreatedAt: col.created,
		})
	}
	shown, err := page(c, in.paging, found)
	return &multiCollaborationsResponse{Collaborations: shown}, err
}

func (c *call) seedCollaborator(a *app, seed Collaborator) error {
	u, ok := c.st.users.get(fold(seed.UserID))
	switch {
	case !ok:
		return fieldError("UserID", "must be the ID of a user")
	case fold(seed.UserID) == fold(a.owner):
		return errors.New("the user owns the app")
	case a.collaborator(fold(seed.UserID)) != nil:
		return errors.New("must not be there twice")
	}
	if err := c.server.knownScopes(seed.Scopes); err != nil {
		return seedError(err)
	}
	c.newCollaborator(a, u, orAll(seed.Scopes), slices.Clone(seed.Endpoints))
	return nil
}

// orAll returns the scopes, or All if there are none.
func orAll(scopes []string) []string {
	if len(scopes) == 0 {
		return []string{"All"}
	}
	return slices.Clone(scopes)
}
