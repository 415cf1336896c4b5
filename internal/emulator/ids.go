package emulator

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
)

// opaque returns an ID that looks random and depends on the parts alone.
func opaque(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:16])
}

// fold returns the ID of a user or an organization as a key. The two share a
// namespace that ignores case.
func fold(id string) string { return strings.ToLower(id) }

func appKey(owner, id string) string { return fold(owner) + "/" + id }

func sameEmail(a, b string) bool { return strings.EqualFold(a, b) }

// validID reports whether id is 1 to 32 letters and digits, with - and _
// between them.
func validID(id string) bool {
	if len(id) < 1 || len(id) > 32 {
		return false
	}
	for i, c := range []byte(id) {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
		inner := (c == '-' || c == '_') && i > 0 && i < len(id)-1
		if !letter && !inner {
			return false
		}
	}
	return true
}

// validEmail reports whether email could be an email address. It is looser
// than any standard.
func validEmail(email string) bool {
	local, domain, found := strings.Cut(email, "@")
	return found && local != "" && domain != "" && !strings.ContainsAny(email, " \t\r\n,;<>") && !strings.Contains(domain, "@")
}
