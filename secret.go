package clarifai

import (
	"fmt"
	"io"
	"log/slog"
	"strconv"

	"github.com/clarifai-community/clarifai-orgs-go/internal/redact"
	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// Secret is a text that must not be printed, such as the ID of a token, a password
// or the secret of an OAuth client. Printing, logging and marshaling it writes
// "[redacted]". [Secret.Reveal] returns the text. The zero Secret is the empty text.
//
// Marshaling loses the text: to store a secret, store what Reveal returns.
// "[redacted]" itself is not a secret. It cannot be unmarshaled, and a call or an
// option that would send it is [ErrInvalid].
type Secret struct {
	// text is a pointer, so that printing unexported fields shows an address.
	text *string
}

// NewSecret returns a text as a Secret.
func NewSecret(text string) Secret {
	if text == "" {
		return Secret{}
	}
	return Secret{&text}
}

// Reveal returns the text.
func (s Secret) Reveal() string { return deref(s.text) }

// IsZero reports whether the text is empty.
func (s Secret) IsZero() bool { return s.Reveal() == "" }

// Equal reports whether two secrets are the same text. The operator == does not
// report this, since it compares pointers.
func (s Secret) Equal(other Secret) bool { return s.Reveal() == other.Reveal() }

// String returns "[redacted]", or "" for the empty text.
func (s Secret) String() string {
	if s.IsZero() {
		return ""
	}
	return redact.Placeholder
}

// GoString returns String.
func (s Secret) GoString() string { return s.String() }

// Format writes String for every verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// LogValue returns String.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalJSON writes String, since others may see what is marshaled.
func (s Secret) MarshalJSON() ([]byte, error) { return wire.Encode(s.String()) }

// MarshalText returns String.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalJSON reads the text. Null leaves the secret as it is.
func (s *Secret) UnmarshalJSON(data []byte) error {
	if wire.IsNull(data) {
		return nil
	}
	var text string
	if err := wire.DecodePart(data, &text); err != nil {
		return wire.NewFieldError("a secret must be a string")
	}
	return s.UnmarshalText([]byte(text))
}

// UnmarshalText reads the text.
func (s *Secret) UnmarshalText(text []byte) error {
	if redact.IsPlaceholder(string(text)) {
		return wire.NewFieldError("a secret must not be " + strconv.Quote(redact.Placeholder) + ", which is marshaled in place of one")
	}
	*s = NewSecret(string(text))
	return nil
}
