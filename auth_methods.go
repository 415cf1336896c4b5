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

// The kinds of sign-in. The empty AuthMethodType says nothing.
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

// ListAuthMethodsOptions asks for ways to sign in.
type ListAuthMethodsOptions struct {
	RecoveryPath string `url:"recovery_path,omitempty"` // where a sign-in leads back to
	DryRun       bool   `url:"dry_run,omitempty"`
}

// ListAuthMethods reads the ways in which anybody can sign in.
//
// No credential; Archived.
func (s *IdentityProvidersService) ListAuthMethods(ctx context.Context, opts *ListAuthMethodsOptions, callOpts ...CallOption) ([]AuthMethod, error) {
	return s.authMethods(ctx, OpIdentityProvidersListAuthMethods, nil, opts, callOpts)
}

// ListOrganizationAuthMethods reads the ways in which the members of an
// organization can sign in.
//
// Session token, see [CredentialSession]; Archived.
func (s *IdentityProvidersService) ListOrganizationAuthMethods(ctx context.Context, orgID string, opts *ListAuthMethodsOptions, callOpts ...CallOption) ([]AuthMethod, error) {
	return s.authMethods(ctx, OpIdentityProvidersListOrganizationAuthMethods, []string{orgID}, opts, callOpts)
}

func (s *IdentityProvidersService) authMethods(ctx context.Context, op Operation, ids []string, opts *ListAuthMethodsOptions, callOpts []CallOption) ([]AuthMethod, error) {
	var out struct {
		wire.Envelope
		AuthMethods []AuthMethod `json:"auth_methods"`
	}
	if err := s.api().do(ctx, request{op: op, ids: ids, query: opts, out: &out, callOpts: callOpts}); err != nil {
		return nil, err
	}
	return out.AuthMethods, nil
}
