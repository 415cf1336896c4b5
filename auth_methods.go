package clarifai

import (
	"context"

	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// AuthMethod is a way to sign in.
type AuthMethod struct {
	ID              string         `json:"id,omitempty" wire:"needed"`
	Type            AuthMethodType `json:"type,omitempty" wire:"needed"`
	Name            string         `json:"name,omitempty"`
	Enabled         bool           `json:"enabled"`
	AuthLink        string         `json:"auth_link,omitempty"` // where the sign-in begins
	BackgroundColor string         `json:"background_color,omitempty"`
	Icon            string         `json:"icon,omitempty"`
	TextColor       string         `json:"text_color,omitempty"`
}

// AuthMethodType is a kind of sign-in. A value that this package does not know
// is kept as its number or name.
type AuthMethodType string

// The kinds of sign-in. The empty AuthMethodType means that none is set.
const (
	AuthMethodPassword AuthMethodType = "PASSWORD"
	AuthMethodSAML     AuthMethodType = "SAML"
	AuthMethodOAuth    AuthMethodType = "OAUTH"
)

var authMethodTypes = map[int32]string{0: "AUTH_METHOD_TYPE_NOT_SET", 1: "PASSWORD", 2: "SAML", 3: "OAUTH"}

// UnmarshalJSON reads a number or a name.
func (t *AuthMethodType) UnmarshalJSON(data []byte) error {
	return wire.UnmarshalEnum(data, t, authMethodTypes)
}

// MarshalJSON writes the name, or a number that has none.
func (t AuthMethodType) MarshalJSON() ([]byte, error) { return wire.MarshalEnum(t) }

// ListAuthMethodsOptions selects ways to sign in.
type ListAuthMethodsOptions struct {
	// RecoveryPath is the path to which a sign-in returns.
	RecoveryPath string `url:"recovery_path,omitempty"`
	DryRun       bool   `url:"dry_run,omitempty"`
}

type authMethodsResponse struct {
	wire.Envelope
	AuthMethods []AuthMethod `json:"auth_methods"`
}

func (r *authMethodsResponse) list() []AuthMethod { return orEmpty(r.AuthMethods) }

// ListAuthMethods returns the ways in which anybody can sign in.
//
//   - API: GET /v2/auth/methods
//   - Scopes: none (no credential is sent)
//   - Status: archived (see [Grade])
func (s *IdentityProvidersService) ListAuthMethods(ctx context.Context, opts *ListAuthMethodsOptions, callOpts ...CallOption) ([]AuthMethod, error) {
	return listWhole[AuthMethod, authMethodsResponse](ctx, s.client, request{op: OpIdentityProvidersListAuthMethods, query: opts, callOpts: callOpts})
}

// ListOrganizationAuthMethods returns the ways in which the members of an
// organization can sign in.
//
//   - API: GET /v2/organizations/{organization}/auth/methods
//   - Scopes: none (a browser session, see [CredentialSession])
//   - Status: archived (see [Grade])
func (s *IdentityProvidersService) ListOrganizationAuthMethods(ctx context.Context, orgID string, opts *ListAuthMethodsOptions, callOpts ...CallOption) ([]AuthMethod, error) {
	return listWhole[AuthMethod, authMethodsResponse](ctx, s.client, request{
		op: OpIdentityProvidersListOrganizationAuthMethods, ids: []string{orgID}, query: opts, callOpts: callOpts,
	})
}
