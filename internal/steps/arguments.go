package steps

import (
	"strings"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/email"
)

// DefaultVerifyTimeout is how long a write may take to show in reads.
const DefaultVerifyTimeout = 5 * time.Second

// OrDefault returns the limit that an option sets: standard if the option is
// zero, and zero if it is negative.
func OrDefault[T ~int | ~int64](option, standard T) T {
	if option == 0 {
		return standard
	}
	return max(option, 0)
}

// ValidID reports whether id can be the ID of a team, an app, a user or an
// organization: 1 to 32 letters and digits, with '-' and '_' between them.
func ValidID(id string) bool {
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	return len(id) >= 1 && len(id) <= 32 && strings.Trim(id, letters+"-_") == "" &&
		!strings.ContainsAny(id[:1]+id[len(id)-1:], "-_")
}

// FoldID returns the form in which IDs are compared, since their letter case
// does not count.
func FoldID(id string) string { return strings.ToLower(id) }

// IsAddress reports whether the name of a person is an email address, and otherwise a
// user ID, which has no '@'.
func IsAddress(name string) bool { return strings.Contains(name, "@") }

// FoldName returns the form in which the name of a person, a user ID or an email
// address, is compared.
func FoldName(name string) string {
	name = strings.TrimSpace(name)
	if IsAddress(name) {
		return email.Key(name)
	}
	return FoldID(name)
}
