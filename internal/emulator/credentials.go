package emulator

import (
	"net/http"
	"slices"
	"strings"
)

func unauthorized(code int32, details string) error {
	return &failure{http.StatusUnauthorized, code, details}
}

// identify finds who calls by the request's credential, and whether that
// credential is good enough for the route.
func (s *Server) identify(st *state, b *binding, header http.Header) (*user, error) {
	if b.Auth == "NoAuth" {
		return nil, nil
	}
	authorization, session := header.Get("Authorization"), header.Get("X-Clarifai-Session-Token")
	var found token
	var ok bool
	switch {
	case authorization != "" && session != "":
		return nil, invalid("an Authorization header and a session token at once")
	case session != "":
		if found, ok = st.tokens.get(session); !ok || !found.session {
			return nil, unauthorized(codeTokenInvalid, "the session token is not known")
		}
	default:
		key, isKey := strings.CutPrefix(authorization, "Key ")
		if !isKey || key == "" {
			return nil, unauthorized(codeInvalid, `no "Authorization: Key …" header and no session token`)
		}
		if !wellFormed(key) {
			return nil, unauthorized(codeKeyMalformed, "")
		}
		if found, ok = st.tokens.get(key); !ok || found.session {
			return nil, unauthorized(codeKeyUnknown, "")
		}
		if b.Auth == "SessionTokenAuth" && s.config.SessionOnly {
			return nil, unauthorized(codeWrongCredential, "this route takes a session token, not a key")
		}
	}
	u, _ := st.users.get(found.user)
	if lacking := lackingScopes(found.scopes, b.Scopes); len(lacking) > 0 {
		return u, forbidden("missing scopes: " + strings.Join(lacking, ", "))
	}
	return u, nil
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
