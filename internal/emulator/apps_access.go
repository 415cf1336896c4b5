package emulator

import "slices"

// Who may see an app, by Visibility.Gettable.
const (
	visibilityPrivate int32 = 10
	visibilityOrg     int32 = 30
	visibilityPublic  int32 = 50
)

// reach returns the scopes that a user has in an app, and reports whether the
// user sees the app at all. Nothing else decides who sees an app.
func (s *state) reach(a *app, userID string) (scopes []string, reaches bool) {
	if userID == fold(a.owner) {
		return []string{"All"}, true
	}
	if a.gettable() == visibilityPublic {
		scopes, reaches = viewScopes, true
	}
	if col := a.collaborator(userID); col != nil {
		scopes, reaches = slices.Concat(scopes, col.scopes), true
	}
	o, ok := s.organizations.get(fold(a.owner))
	if !ok {
		return scopes, reaches
	}
	m, ok := o.members.get(userID)
	if !ok {
		return scopes, reaches
	}
	if a.gettable() == visibilityOrg {
		scopes, reaches = slices.Concat(scopes, viewScopes), true
	}
	if own, access := o.accessTo(a.id, m); access {
		scopes, reaches = slices.Concat(scopes, own), true
	}
	return scopes, reaches
}

// sees reports whether the caller sees an app. An app-specific key sees only
// its apps.
func (c *call) sees(a *app) bool {
	if len(c.token.apps) > 0 && !contains(c.token.apps, a.key()) {
		return false
	}
	_, reaches := c.st.reach(a, c.callerID())
	return reaches
}

// app returns an app that the caller sees. A request without an app ID is for
// the only app of an app-specific key.
func (c *call) app(named userAppIDSet) (*app, error) {
	key := appKey(me(named.UserID, c.caller.ID), named.AppID)
	switch {
	case named == userAppIDSet{} && len(c.token.apps) == 1:
		key = c.token.apps[0]
	case named.AppID == "":
		return nil, invalid("the request names no app")
	case named.UserID == "":
		key = appKey(c.caller.ID, named.AppID)
	}
	a, ok := c.st.apps.get(key)
	if !ok || !c.sees(a) {
		return nil, missing("app " + named.AppID)
	}
	return a, nil
}

// appFor returns an app in which the caller has a scope: as the owner, as a
// member of the owning organization, or as a collaborator with the scope.
func (c *call) appFor(named userAppIDSet, scope string) (*app, error) {
	a, err := c.app(named)
	if err != nil {
		return nil, err
	}
	if col := a.collaborator(c.callerID()); col != nil && len(lackingScopes(col.scopes, []string{scope})) == 0 {
		return a, nil
	}
	_, err = c.actFor(a.owner)
	return a, err
}

// actFor returns the ID of a user or an organization on whose behalf the
// caller may make the call.
func (c *call) actFor(id string) (string, error) {
	if u, ok := c.st.users.get(fold(id)); ok {
		return u.ID, c.self(id)
	}
	o, err := c.organization(id)
	if err != nil {
		return "", err
	}
	return o.id, nil
}
