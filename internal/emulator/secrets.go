package emulator

import (
	"errors"
	"strconv"
	"time"
)

// environmentSecret is a secret of the environment of a user or an organization.
type environmentSecret struct {
	owner, id, value, description string
	version                       uint32
	created, modified             stamp
	expires                       stamp // zero means never
}

func (s *environmentSecret) key() string { return appKey(s.owner, s.id) }

// neverExpires is how a secret that does not expire is written.
var neverExpires = stamp{Time: time.Unix(0, 0).UTC()}

func (s *environmentSecret) json() secretJSON {
	shown := secretJSON{
		ID: s.id, UserID: s.owner, Value: s.value, Version: s.version, Description: s.description,
		CreatedAt: s.created, ModifiedAt: s.modified, ExpiresAt: s.expires,
	}
	if s.expires.IsZero() {
		shown.ExpiresAt = neverExpires
	}
	return shown
}

// Requests.

type secretItem struct {
	ID          string  `json:"id"`
	Value       *string `json:"value"`
	Description *string `json:"description"`
	ExpiresAt   *stamp  `json:"expires_at"`
}

type postSecretsRequest struct {
	owner
	Secrets []secretItem `json:"secrets"`
}

type patchSecretsRequest struct {
	owner
	Secret []secretItem `json:"secret"`
	Action string       `json:"action"`
}

// Responses.

type secretJSON struct {
	ID          string      `json:"id,omitzero"`
	UserID      string      `json:"user_id,omitzero"`
	Value       string      `json:"value,omitzero"`
	Version     uint32      `json:"version,omitzero"`
	Description string      `json:"description,omitzero"`
	CreatedAt   stamp       `json:"created_at,omitzero"`
	ModifiedAt  stamp       `json:"modified_at,omitzero"`
	ExpiresAt   stamp       `json:"expires_at,omitzero"`
	Status      *statusJSON `json:"status,omitzero"`
}

type singleSecretResponse struct {
	envelope
	Secret *secretJSON `json:"secret,omitzero"`
}

type multiSecretResponse struct {
	envelope
	Secrets list[secretJSON] `json:"secrets"`
}

func listSecrets(c *call, in *pageRequest) (*multiSecretResponse, error) {
	of, err := c.actFor(in.UserAppID.UserID)
	if err != nil {
		return nil, err
	}
	var found []secretJSON
	for _, s := range c.st.secrets.values() {
		if fold(s.owner) == fold(of) {
			found = append(found, s.json())
		}
	}
	found, err = page(c, in.paging, found)
	return &multiSecretResponse{Secrets: found}, err
}

func getSecret(c *call, in *idRequest) (*singleSecretResponse, error) {
	s, err := c.secret(in.UserAppID.UserID, in.ID)
	if err != nil {
		return nil, err
	}
	shown := s.json()
	return &singleSecretResponse{Secret: &shown}, nil
}

// secret returns a secret of an owner for whom the caller may act.
func (c *call) secret(of, id string) (environmentSecret, error) {
	of, err := c.actFor(of)
	if err != nil {
		return environmentSecret{}, err
	}
	s, ok := c.st.secrets.get(appKey(of, id))
	if !ok {
		return environmentSecret{}, missing("secret " + id)
	}
	return s, nil
}

func postSecrets(c *call, in *postSecretsRequest) (*multiSecretResponse, error) {
	of, err := c.actFor(in.UserAppID.UserID)
	if err != nil {
		return nil, err
	}
	made, err := each(c, in.Secrets, func(item secretItem) (secretJSON, error) {
		s := environmentSecret{owner: of, id: item.ID, version: 1, created: c.stamp()}
		s.modified = s.created
		s.set("merge", item)
		if s.id == "" || s.value == "" {
			return secretJSON{}, invalid("a secret has an id and a value")
		}
		if there, ok := c.st.secrets.get(s.key()); ok {
			return there.json(), c.exists("secret " + s.id)
		}
		c.st.secrets.put(s.key(), s)
		return s.json(), nil
	}, echoSecret)
	return &multiSecretResponse{Secrets: made}, err
}

func echoSecret(item secretItem, st *statusJSON) secretJSON {
	return secretJSON{ID: item.ID, Value: text(item.Value), Description: text(item.Description), Status: st}
}

// set applies a PATCH to the secret.
func (s *environmentSecret) set(action string, item secretItem) {
	put(action, &s.value, item.Value)
	put(action, &s.description, item.Description)
	put(action, &s.expires, item.ExpiresAt)
	if s.expires.Equal(neverExpires.Time) {
		s.expires = stamp{}
	}
}

func patchSecrets(c *call, in *patchSecretsRequest) (*multiSecretResponse, error) {
	if in.Action != "overwrite" && in.Action != "remove" {
		return nil, badAction(in.Action)
	}
	changed, err := each(c, in.Secret, func(item secretItem) (secretJSON, error) {
		s, err := c.secret(in.UserAppID.UserID, item.ID)
		if err != nil {
			return secretJSON{}, err
		}
		s.set(c.overwrites(in.Action), item)
		s.version++
		s.modified = c.stamp()
		c.st.secrets.put(s.key(), s)
		return s.json(), nil
	}, echoSecret)
	return &multiSecretResponse{Secrets: changed}, err
}

// deleteSecrets returns what it deletes, values included.
func deleteSecrets(c *call, in *idsRequest) (*multiSecretResponse, error) {
	deleted, err := each(c, in.IDs, func(id string) (secretJSON, error) {
		s, err := c.secret(in.UserAppID.UserID, id)
		if err != nil {
			return secretJSON{}, err
		}
		c.st.secrets.remove(s.key())
		return s.json(), nil
	}, func(id string, st *statusJSON) secretJSON { return secretJSON{ID: id, Status: st} })
	return &multiSecretResponse{Secrets: deleted}, err
}

func (c *call) seedSecret(i int, seed EnvironmentSecret) error {
	s := environmentSecret{
		owner: seed.OwnerID, id: seed.ID, description: seed.Description, version: 1, created: c.stamp(),
		value: orDefault(seed.Value, opaque("secret", strconv.Itoa(i))),
	}
	s.modified = s.created
	if !seed.ExpiresAt.IsZero() {
		s.expires = stamp{seed.ExpiresAt.UTC(), 9}
	}
	if o, ok := c.st.organizations.get(fold(seed.OwnerID)); ok {
		s.owner = o.id
	} else if u, ok := c.st.users.get(fold(seed.OwnerID)); ok {
		s.owner = u.ID
	} else {
		return fieldError("OwnerID", "must be the ID of a user or an organization, not %q", seed.OwnerID)
	}
	switch {
	case s.id == "":
		return fieldError("ID", "is required")
	case c.st.secrets.has(s.key()):
		return errors.New("must not be there twice")
	}
	c.st.secrets.put(s.key(), s)
	return nil
}

// Secrets returns the true state of the secrets of a user or an organization.
func (s *Server) Secrets(ownerID string) []EnvironmentSecret {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []EnvironmentSecret
	for _, kept := range s.current().secrets.values() {
		if fold(kept.owner) == fold(ownerID) {
			all = append(all, EnvironmentSecret{
				OwnerID: kept.owner, ID: kept.id, Value: kept.value, Description: kept.description, ExpiresAt: kept.expires.Time,
			})
		}
	}
	return all
}
