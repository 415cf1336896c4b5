package emulator

import (
	"net/http"
	"slices"
	"strings"
)

func unauthorized(code int32, details string) error {
	return &failure{http.StatusUnauthorized, code, details}
}

// identify returns the caller and the credential of a request, or an error if
// the route does not accept the credential.
func (s *Server) identify(st *state, b *binding, header http.Header) (*user, token, error) {
	if b.Auth == "NoAuth" {
		return nil, token{}, nil
	}
	authorization, session := header.Get("Authorization"), header.Get("X-Clarifai-Session-Token")
	var found token
	var ok bool
	switch {
	case authorization != "" && session != "":
		return nil, token{}, invalid("an Authorization header and a session token at once")
	case session != "":
		if found, ok = st.tokens.get(session); !ok || !found.session {
			return nil, token{}, unauthorized(codeTokenInvalid, "the session token is not known")
		}
	default:
		key, isKey := strings.CutPrefix(authorization, "Key ")
		if !isKey || key == "" {
			return nil, token{}, unauthorized(codeInvalid, `no "Authorization: Key …" header and no session token`)
		}
		if !wellFormed(key) {
			return nil, token{}, unauthorized(codeKeyMalformed, "")
		}
		if found, ok = st.tokens.get(key); !ok || found.session || found.expired(s.now()) {
			return nil, token{}, unauthorized(codeKeyUnknown, "")
		}
		if len(found.apps) > 0 && b.Auth != "KeyAuth" {
			return nil, token{}, unauthorized(codeWrongCredential, "this route takes no key of an app")
		}
		if b.Auth == "SessionTokenAuth" && s.config.Variants.SessionOnly {
			return nil, token{}, unauthorized(codeWrongCredential, "this route takes a session token, not a key")
		}
	}
	u, _ := st.users.get(found.user)
	if lacking := lackingScopes(found.scopes, b.Scopes); len(lacking) > 0 {
		return u, found, forbidden("missing scopes: " + strings.Join(lacking, ", "))
	}
	return u, found, nil
}

func lackingScopes(have, need []string) []string {
	if slices.Contains(have, "All") {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(need), func(scope string) bool { return slices.Contains(have, scope) })
}

func wellFormed(key string) bool {
	return !strings.ContainsFunc(key, func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_'
	})
}
