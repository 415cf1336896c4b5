package emulator

import (
	"errors"
	"strings"
)

// Ways to sign in: numbers of AuthMethod.AuthMethodType.
const (
	authPassword int32 = 1
	authSAML     int32 = 2
	authOAuth    int32 = 3
)

type identityProvider struct {
	identityProviderItem
	created, modified stamp
}

// authType returns the type of a provider, which follows from its fields if
// it is not set.
func (p identityProvider) authType() int32 {
	switch strings.ToLower(p.Type) {
	case "saml":
		return authSAML
	case "oauth":
		return authOAuth
	}
	if p.SAMLMetadataURL != "" {
		return authSAML
	}
	return authOAuth
}

// Requests.

type identityProviderItem struct {
	ID                string `json:"id"`
	Name              string `json:"name"`
	Enabled           bool   `json:"enabled"`
	SAMLMetadataURL   string `json:"saml_metadata_url"`
	BackgroundColor   string `json:"background_color"`
	Icon              string `json:"icon"`
	TextColor         string `json:"text_color"`
	Type              string `json:"type"`
	OAuthProvider     string `json:"oauth_provider"`
	OAuthClientID     string `json:"oauth_client_id"`
	OAuthClientSecret string `json:"oauth_client_secret"`
}

type identityProviderPatch struct {
	ID                string  `json:"id"`
	Name              *string `json:"name"`
	Enabled           *bool   `json:"enabled"`
	SAMLMetadataURL   *string `json:"saml_metadata_url"`
	BackgroundColor   *string `json:"background_color"`
	Icon              *string `json:"icon"`
	TextColor         *string `json:"text_color"`
	Type              *string `json:"type"`
	OAuthProvider     *string `json:"oauth_provider"`
	OAuthClientID     *string `json:"oauth_client_id"`
	OAuthClientSecret *string `json:"oauth_client_secret"`
}

type postProvidersRequest struct {
	owner
	IdentityProviders []identityProviderItem `json:"identity_providers"`
}

type patchProvidersRequest struct {
	owner
	IdentityProviders []identityProviderPatch `json:"identity_providers"`
	Action            string                  `json:"action"`
}

// Responses.

type identityProviderJSON struct {
	ID                string      `json:"id,omitzero"`
	Name              string      `json:"name,omitzero"`
	Enabled           bool        `json:"enabled,omitzero"`
	SAMLMetadataURL   string      `json:"saml_metadata_url,omitzero"`
	BackgroundColor   string      `json:"background_color,omitzero"`
	Icon              string      `json:"icon,omitzero"`
	TextColor         string      `json:"text_color,omitzero"`
	Type              string      `json:"type,omitzero"`
	OAuthProvider     string      `json:"oauth_provider,omitzero"`
	OAuthClientID     string      `json:"oauth_client_id,omitzero"`
	OAuthClientSecret string      `json:"oauth_client_secret,omitzero"`
	CreatedAt         stamp       `json:"created_at,omitzero"`
	ModifiedAt        stamp       `json:"modified_at,omitzero"`
	Status            *statusJSON `json:"status,omitzero"`
}

type authMethodJSON struct {
	ID              string `json:"id,omitzero"`
	Type            int32  `json:"type,omitzero"`
	Name            string `json:"name,omitzero"`
	Enabled         bool   `json:"enabled"`
	AuthLink        string `json:"auth_link,omitzero"`
	BackgroundColor string `json:"background_color,omitzero"`
	Icon            string `json:"icon,omitzero"`
	TextColor       string `json:"text_color,omitzero"`
}

type singleProviderResponse struct {
	envelope
	IdentityProvider *identityProviderJSON `json:"identity_provider,omitzero"`
}

type multiProviderResponse struct {
	envelope
	IdentityProviders list[identityProviderJSON] `json:"identity_providers"`
}

type listAuthMethodsResponse struct {
	envelope
	AuthMethods []authMethodJSON `json:"auth_methods,omitempty"`
}

func listProviders(c *call, in *pageRequest) (*multiProviderResponse, error) {
	o, err := c.organization(in.UserAppID.UserID)
	if err != nil {
		return nil, err
	}
	var found []identityProviderJSON
	for _, p := range o.providers.values() {
		found = append(found, c.provider(p))
	}
	shown, err := page(c, in.paging, found)
	return &multiProviderResponse{IdentityProviders: shown}, err
}

func getProvider(c *call, in *idRequest) (*singleProviderResponse, error) {
	o, err := c.organization(in.UserAppID.UserID)
	if err != nil {
		return nil, err
	}
	p, ok := o.providers.get(in.ID)
	if !ok {
		return nil, missing("identity provider " + in.ID)
	}
	shown := c.provider(p)
	return &singleProviderResponse{IdentityProvider: &shown}, nil
}

// provider returns a provider for a response, with its secret only if the
// variant shows it.
func (c *call) provider(p identityProvider) identityProviderJSON {
	shown := identityProviderJSON{
		ID: p.ID, Name: p.Name, Enabled: p.Enabled, SAMLMetadataURL: p.SAMLMetadataURL,
		BackgroundColor: p.BackgroundColor, Icon: p.Icon, TextColor: p.TextColor, Type: p.Type,
		OAuthProvider: p.OAuthProvider, OAuthClientID: p.OAuthClientID, CreatedAt: p.created, ModifiedAt: p.modified,
	}
	if c.server.config.Variants.ShowOAuthSecrets {
		shown.OAuthClientSecret = p.OAuthClientSecret
	}
	return shown
}

func postProviders(c *call, in *postProvidersRequest) (*multiProviderResponse, error) {
	o, err := c.organization(in.UserAppID.UserID)
	if err != nil {
		return nil, err
	}
	made, err := each(c, in.IdentityProviders, func(item identityProviderItem) (identityProviderJSON, error) {
		if err := item.valid(); err != nil {
			return identityProviderJSON{}, err
		}
		if there, ok := o.providers.get(item.ID); ok {
			return c.provider(there), c.exists("identity provider " + item.ID)
		}
		p := identityProvider{identityProviderItem: item, created: c.stamp()}
		p.modified = p.created
		o.providers.put(p.ID, p)
		return c.provider(p), nil
	}, echoProvider)
	return &multiProviderResponse{IdentityProviders: made}, err
}

func echoProvider(item identityProviderItem, st *statusJSON) identityProviderJSON {
	return identityProviderJSON{ID: item.ID, Name: item.Name, Type: item.Type, Status: st}
}

func (p identityProviderItem) valid() error {
	kind := strings.ToLower(p.Type)
	switch {
	case !validID(p.ID):
		return invalid("identity provider id " + p.ID + " is not 1 to 32 letters and digits with - and _ between them")
	case kind != "" && kind != "saml" && kind != "oauth":
		return invalid("an identity provider of type " + p.Type + " is not carried")
	}
	return nil
}

func patchProviders(c *call, in *patchProvidersRequest) (*multiProviderResponse, error) {
	o, err := c.organization(in.UserAppID.UserID)
	if err != nil {
		return nil, err
	}
	changed, err := each(c, in.IdentityProviders, func(sent identityProviderPatch) (identityProviderJSON, error) {
		p, ok := o.providers.get(sent.ID)
		if !ok {
			return identityProviderJSON{}, missing("identity provider " + sent.ID)
		}
		item, err := p.changed(in.Action, sent, c.server.config.Variants.KeepOAuthSecrets)
		if err != nil {
			return identityProviderJSON{}, err
		}
		p.identityProviderItem, p.modified = item, c.stamp()
		o.providers.put(p.ID, p)
		return c.provider(p), nil
	}, func(sent identityProviderPatch, st *statusJSON) identityProviderJSON {
		return identityProviderJSON{ID: sent.ID, Name: text(sent.Name), Type: text(sent.Type), Status: st}
	})
	return &multiProviderResponse{IdentityProviders: changed}, err
}

// changed returns the provider with a PATCH applied. A secret that is not
// sent is kept or cleared for every action.
func (p identityProviderItem) changed(action string, sent identityProviderPatch, keepSecret bool) (identityProviderItem, error) {
	secret := p.OAuthClientSecret
	err := patch(action,
		field{&p.Name, sent.Name}, field{&p.SAMLMetadataURL, sent.SAMLMetadataURL}, field{&p.BackgroundColor, sent.BackgroundColor},
		field{&p.Icon, sent.Icon}, field{&p.TextColor, sent.TextColor}, field{&p.Type, sent.Type},
		field{&p.OAuthProvider, sent.OAuthProvider}, field{&p.OAuthClientID, sent.OAuthClientID},
	)
	if err != nil {
		return p, err
	}
	put(action, &p.Enabled, sent.Enabled)
	p.OAuthClientSecret = text(sent.OAuthClientSecret)
	if sent.OAuthClientSecret == nil && keepSecret {
		p.OAuthClientSecret = secret
	}
	return p, p.valid()
}

func deleteProviders(c *call, in *idsRequest) (*baseResponse, error) {
	o, err := c.organization(in.UserAppID.UserID)
	if err != nil {
		return nil, err
	}
	return eachSilently(c, in.IDs, func(id string) error {
		if !o.providers.remove(id) {
			return missing("identity provider " + id)
		}
		return nil
	})
}

var passwordMethod = authMethodJSON{ID: "password", Type: authPassword, Name: "Password", Enabled: true}

func listAuthMethods(*call, *ownerRequest) (*listAuthMethodsResponse, error) {
	return &listAuthMethodsResponse{AuthMethods: []authMethodJSON{passwordMethod}}, nil
}

// listOrgAuthMethods returns the password and the enabled providers. Their
// links lead nowhere.
func listOrgAuthMethods(c *call, in *ownerRequest) (*listAuthMethodsResponse, error) {
	o, err := c.organization(in.UserAppID.UserID)
	if err != nil {
		return nil, err
	}
	methods := []authMethodJSON{passwordMethod}
	for _, p := range o.providers.values() {
		if p.Enabled {
			methods = append(methods, authMethodJSON{
				ID: p.ID, Type: p.authType(), Name: p.Name, Enabled: true,
				AuthLink: "https://auth.example/" + o.id + "/" + p.ID, BackgroundColor: p.BackgroundColor, Icon: p.Icon, TextColor: p.TextColor,
			})
		}
	}
	return &listAuthMethodsResponse{AuthMethods: methods}, nil
}

func (c *call) seedProvider(seed IdentityProvider) error {
	o, ok := c.st.organizations.get(fold(seed.OrganizationID))
	if !ok {
		return fieldError("OrganizationID", "must be the ID of an organization")
	}
	item := identityProviderItem{
		ID: seed.ID, Name: seed.Name, Enabled: seed.Enabled, SAMLMetadataURL: seed.SAMLMetadataURL,
		BackgroundColor: seed.BackgroundColor, Icon: seed.Icon, TextColor: seed.TextColor, Type: seed.Type,
		OAuthProvider: seed.OAuthProvider, OAuthClientID: seed.OAuthClientID,
		OAuthClientSecret: seed.OAuthClientSecret,
	}
	if err := item.valid(); err != nil {
		return seedError(err)
	}
	if o.providers.has(item.ID) {
		return errors.New("must not be there twice")
	}
	p := identityProvider{identityProviderItem: item, created: c.stamp()}
	p.modified = p.created
	o.providers.put(p.ID, p)
	return nil
}

// IdentityProviders returns the providers of an organization with their
// secrets.
func (s *Server) IdentityProviders(organizationID string) []IdentityProvider {
	s.mu.Lock()
	defer s.mu.Unlock()
	o, ok := s.current().organizations.get(fold(organizationID))
	if !ok {
		return nil
	}
	var all []IdentityProvider
	for _, p := range o.providers.values() {
		all = append(all, IdentityProvider{
			OrganizationID: o.id,
			ID:             p.ID, Name: p.Name, Enabled: p.Enabled, SAMLMetadataURL: p.SAMLMetadataURL,
			BackgroundColor: p.BackgroundColor, Icon: p.Icon, TextColor: p.TextColor, Type: p.Type,
			OAuthProvider: p.OAuthProvider, OAuthClientID: p.OAuthClientID, OAuthClientSecret: p.OAuthClientSecret,
		})
	}
	return all
}
