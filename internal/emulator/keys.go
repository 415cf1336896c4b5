package emulator

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// Types of keys. A key without a type is for apps.
const (
	typePAT    = "personal_access_token"
	typeAppKey = "api_key"
)

// token is a credential of a user: a session token, a personal access token
// or an app-specific key.
type token struct {
	secret            string
	user              string // folded ID
	session           bool
	scopes, endpoints []string

	// Of keys.
	description      string
	apps             []string // none for a personal access token
	created          stamp
	expires          stamp // zero means never
	authorizedIDPIDs []string
	organizationID   string
}

func (k token) kind() string {
	if len(k.apps) > 0 {
		return typeAppKey
	}
	return typePAT
}

func (k token) expired(now time.Time) bool { return !k.expires.IsZero() && !now.Before(k.expires.Time) }

// UnmarshalJSON keeps the number of decimals of a time. Null is the zero
// time.
func (t *stamp) UnmarshalJSON(data []byte) error {
	if string(data) == "null" {
		return nil
	}
	at, err := time.Parse(`"`+time.RFC3339Nano+`"`, string(data))
	if err != nil {
		return err
	}
	_, fraction, _ := strings.Cut(string(data), ".")
	t.Time, t.decimals = at.UTC(), len(fraction)-len(strings.TrimLeft(fraction, "0123456789"))
	return nil
}

// Requests.

type keyItem struct {
	ID               string    `json:"id"`
	Type             string    `json:"type"`
	Description      string    `json:"description"`
	Scopes           []string  `json:"scopes"`
	Endpoints        []string  `json:"endpoints"`
	Apps             []appItem `json:"apps"`
	ExpiresAt        stamp     `json:"expires_at"`
	AuthorizedIDPIDs []string  `json:"authorized_idp_ids"`
	OrganizationID   string    `json:"organization_id"`
}

type listKeysRequest struct {
	owner
	paging
	NotExpired bool     `json:"not_expired"`
	Scopes     []string `json:"scopes"`
	Endpoints  []string `json:"endpoints"`
	Type       string   `json:"type"`
}

type keyRequest struct {
	owner
	KeyID string `json:"key_id"`
}

type postKeysRequest struct {
	owner
	Keys []keyItem `json:"keys"`
}

type patchKeysRequest struct {
	owner
	Keys   []keyItem `json:"keys"`
	Action string    `json:"action"`
}

// Responses.

type keyJSON struct {
	ID               string      `json:"id,omitzero"`
	Type             string      `json:"type,omitzero"`
	Description      string      `json:"description,omitzero"`
	Scopes           []string    `json:"scopes,omitempty"`
	Endpoints        []string    `json:"endpoints,omitempty"`
	Apps             []appJSON   `json:"apps,omitempty"`
	CreatedAt        stamp       `json:"created_at,omitzero"`
	ExpiresAt        stamp       `json:"expires_at,omitzero"`
	AuthorizedIDPIDs []string    `json:"authorized_idp_ids,omitempty"`
	OrganizationID   string      `json:"organization_id,omitzero"`
	Status           *statusJSON `json:"status,omitzero"`
}

type singleKeyResponse struct {
	envelope
	Key *keyJSON `json:"key,omitzero"`
}

type multiKeyResponse struct {
	envelope
	Keys list[keyJSON] `json:"keys"`
}

func listKeys(c *call, in *listKeysRequest) (*multiKeyResponse, error) {
	if err := c.self(in.UserAppID.UserID); err != nil {
		return nil, err
	}
	return c.keys(in.paging, func(k token) bool {
		return k.user == c.callerID() &&
			(!in.NotExpired || !k.expired(c.now)) &&
			(in.Type == "" || k.kind() == in.Type) &&
			holds(k.scopes, in.Scopes) && holds(k.endpoints, in.Endpoints)
	})
}

func holds(all, wanted []string) bool {
	return !slices.ContainsFunc(wanted, func(w string) bool { return !contains(all, w) })
}

// listAppKeys returns the caller's keys for one app.
func listAppKeys(c *call, in *pageRequest) (*multiKeyResponse, error) {
	a, err := c.app(in.UserAppID)
	if err != nil {
		return nil, err
	}
	return c.keys(in.paging, func(k token) bool { return k.user == c.callerID() && contains(k.apps, a.key()) })
}

func (c *call) keys(p paging, wanted func(token) bool) (*multiKeyResponse, error) {
	var found []keyJSON
	for _, k := range c.st.tokens.values() {
		if !k.session && wanted(k) {
			found = append(found, c.key(k))
		}
	}
	shown, err := page(c, p, found)
	return &multiKeyResponse{Keys: shown}, err
}

// key returns a key for a response. Its ID is the secret, even in lists.
func (c *call) key(k token) keyJSON {
	shown := keyJSON{
		ID: k.secret, Type: k.kind(), Description: k.description, Scopes: k.scopes, Endpoints: k.endpoints,
		CreatedAt: k.created, ExpiresAt: k.expires, AuthorizedIDPIDs: k.authorizedIDPIDs, OrganizationID: k.organizationID,
	}
	for _, key := range k.apps {
		if a, ok := c.st.apps.get(key); ok {
			shown.Apps = append(shown.Apps, *a.identity())
		}
	}
	return shown
}

// ownKey returns a key of the caller.
func (c *call) ownKey(userID, keyID string) (token, error) {
	if err := c.self(userID); err != nil {
		return token{}, err
	}
	k, ok := c.st.tokens.get(keyID)
	if !ok || k.session || k.user != c.callerID() {
		return token{}, missing("the key") // the ID is a secret
	}
	return k, nil
}

func getKey(c *call, in *keyRequest) (*singleKeyResponse, error) {
	k, err := c.ownKey(in.UserAppID.UserID, in.KeyID)
	if err != nil {
		return nil, err
	}
	shown := c.key(k)
	return &singleKeyResponse{Key: &shown}, nil
}

func postKeys(c *call, in *postKeysRequest) (*multiKeyResponse, error) {
	if err := c.self(in.UserAppID.UserID); err != nil {
		return nil, err
	}
	made, err := each(c, in.Keys, func(item keyItem) (keyJSON, error) {
		k := token{user: c.callerID()}
		if err := c.setKey(&k, item, orDefault(item.Type, typeAppKey)); err != nil {
			return keyJSON{}, err
		}
		k.secret, k.created = opaque("key", strconv.Itoa(c.st.next())), c.stamp()
		c.st.tokens.put(k.secret, k)
		return c.key(k), nil
	}, echoKey)
	return &multiKeyResponse{Keys: made}, err
}

func echoKey(item keyItem, st *statusJSON) keyJSON {
	return keyJSON{ID: item.ID, Type: item.Type, Description: item.Description, Scopes: item.Scopes, Status: st}
}

// setKey replaces what can be set in a key.
func (c *call) setKey(k *token, item keyItem, kind string) error {
	switch {
	case kind != typePAT && kind != typeAppKey:
		return invalid("a key of type " + kind + " is not made here")
	case kind == typePAT && len(item.Apps) > 0:
		return invalid("a personal access token is for no apps of its own")
	case kind == typeAppKey && len(item.Apps) == 0:
		return invalid("a key that is no personal access token is for one app or more")
	}
	if err := c.server.knownScopes(item.Scopes); err != nil {
		return err
	}
	if item.OrganizationID != "" {
		o, ok := c.st.organizations.get(fold(item.OrganizationID))
		if !ok || !o.members.has(c.callerID()) {
			return missing("organization " + item.OrganizationID)
		}
		item.OrganizationID = o.id
	}
	var apps []string
	for _, named := range item.Apps {
		a, err := c.app(userAppIDSet{named.UserID, named.ID})
		if err != nil {
			return err
		}
		if !contains(apps, a.key()) {
			apps = append(apps, a.key())
		}
	}
	k.description, k.scopes, k.endpoints, k.apps = item.Description, c.completed(item.Scopes), item.Endpoints, apps
	k.expires, k.authorizedIDPIDs, k.organizationID = c.expiry(item.ExpiresAt), item.AuthorizedIDPIDs, item.OrganizationID
	return nil
}

// keyItem returns a key as a request would have it.
func (c *call) keyItem(k token) keyItem {
	item := keyItem{
		ID: k.secret, Type: k.kind(), Description: k.description, Scopes: k.scopes, Endpoints: k.endpoints,
		ExpiresAt: k.expires, AuthorizedIDPIDs: k.authorizedIDPIDs, OrganizationID: k.organizationID,
	}
	for _, key := range k.apps {
		if a, ok := c.st.apps.get(key); ok {
			item.Apps = append(item.Apps, appItem{ID: a.id, UserID: a.owner})
		}
	}
	return item
}

func patchKeys(c *call, in *patchKeysRequest) (*multiKeyResponse, error) {
	if in.Action != "overwrite" {
		return nil, badAction(in.Action)
	}
	changed, err := each(c, in.Keys, func(item keyItem) (keyJSON, error) {
		k, err := c.ownKey(in.UserAppID.UserID, item.ID)
		if err != nil {
			return keyJSON{}, err
		}
		if item.Type != "" && item.Type != k.kind() {
			return keyJSON{}, invalid("a key keeps its type")
		}
		if c.overwrites(in.Action) == keeping {
			item = keepAbsent(item, c.keyItem(k))
		}
		if err := c.setKey(&k, item, k.kind()); err != nil {
			return keyJSON{}, err
		}
		c.st.tokens.put(k.secret, k)
		return c.key(k), nil
	}, echoKey)
	return &multiKeyResponse{Keys: changed}, err
}

func deleteKey(c *call, in *keyRequest) (*baseResponse, error) {
	k, err := c.ownKey(in.UserAppID.UserID, in.KeyID)
	if err != nil {
		return nil, err
	}
	c.st.tokens.remove(k.secret)
	return nil, nil
}

// renameInTokens changes the ID of an app in its keys.
func (s *state) renameInTokens(from, to string) {
	for _, k := range s.tokens.values() {
		if i := slices.Index(k.apps, from); i >= 0 {
			k.apps = slices.Clone(k.apps)
			k.apps[i] = to
			s.tokens.put(k.secret, k)
		}
	}
}

// dropFromTokens removes a deleted app from its keys, and deletes those
// without another app.
func (s *state) dropFromTokens(app string) {
	for _, k := range s.tokens.values() {
		if !contains(k.apps, app) {
			continue
		}
		if len(k.apps) == 1 {
			s.tokens.remove(k.secret)
			continue
		}
		k.apps = slices.DeleteFunc(slices.Clone(k.apps), func(key string) bool { return key == app })
		s.tokens.put(k.secret, k)
	}
}

func (c *call) seedToken(i int, seed Token) error {
	secret := orDefault(seed.Secret, opaque("token", fold(seed.UserID), strconv.Itoa(i)))
	switch {
	case !c.st.users.has(fold(seed.UserID)):
		return fieldError("UserID", "must be the ID of a user")
	case !wellFormed(secret):
		return fieldError("Secret", "must consist of letters, digits, - and _")
	case c.st.tokens.has(secret):
		return fieldError("Secret", "must differ from every other credential")
	}
	if err := c.server.knownScopes(seed.Scopes); err != nil {
		return seedError(err)
	}
	k := token{
		secret: secret, user: fold(seed.UserID), description: seed.Description, scopes: orAll(seed.Scopes),
		endpoints: slices.Clone(seed.Endpoints), created: c.stamp(),
	}
	if !seed.ExpiresAt.IsZero() {
		k.expires = stamp{seed.ExpiresAt.UTC(), 9}
	}
	if seed.OrganizationID != "" {
		o, ok := c.st.organizations.get(fold(seed.OrganizationID))
		if !ok || !o.members.has(k.user) {
			return fieldError("OrganizationID", "must be an organization of the user, not %q", seed.OrganizationID)
		}
		k.organizationID = o.id
	}
	for _, named := range seed.Apps {
		a, ok := c.st.apps.get(appKey(orDefault(named.Owner, seed.UserID), named.ID))
		if !ok {
			return fieldError("Apps", "must be the IDs of apps, not %q of %q", named.ID, named.Owner)
		}
		k.apps = append(k.apps, a.key())
	}
	c.st.tokens.put(secret, k)
	return nil
}

// Tokens returns the true state of a user's keys, the PAT of the Config
// first.
func (s *Server) Tokens(userID string) []Token {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.current()
	var all []Token
	for _, k := range st.tokens.values() {
		if k.session || k.user != fold(userID) {
			continue
		}
		shown := Token{
			UserID: st.userID(k.user), Secret: k.secret, Description: k.description, Scopes: slices.Clone(k.scopes),
			Endpoints: slices.Clone(k.endpoints), ExpiresAt: k.expires.Time, OrganizationID: k.organizationID,
		}
		for _, key := range k.apps {
			if a, ok := st.apps.get(key); ok {
				shown.Apps = append(shown.Apps, AppRef{a.owner, a.id})
			}
		}
		all = append(all, shown)
	}
	return all
}
