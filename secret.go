package clarifai

import (
	"fmt"
	"io"
	"log/slog"
	"strconv"

	"github.com/clarifai-community/clarifai-orgs-go/internal/redact"
	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// Secret is a text that is not for printing: the id of a token, a password, the
// secret of an OAuth client. Whatever prints, logs or marshals it gets
// "[redacted]"; [Secret.Reveal] reads it. The zero Secret is the empty text.
//
// Marshaling loses the text, so that what stores a secret must store what
// Reveal returns. "[redacted]" itself is no secret: it cannot be unmarshaled,
// and a call or an option that would send it is [ErrInvalid].
type Secret struct{ text *string } // a pointer, so that what prints unexported fields prints an address

// NewSecret makes a text a Secret.
func NewSecret(text string) Secret {
	if text == "" {
		return Secret{}
	}
	return Secret{&text}
}

// Reveal gives the text.
func (s Secret) Reveal() string { return deref(s.text) }

// IsZero reports whether the text is empty.
func (s Secret) IsZero() bool { return s.Reveal() == "" }

// Equal reports whether two secrets are the same text. The operator == does
// not: it compares where the texts are.
func (s Secret) Equal(other Secret) bool { return s.Reveal() == other.Reveal() }

// String gives "[redacted]", and "" for the empty text.
func (s Secret) String() string {
	if s.IsZero() {
		return ""
	}
	return redact.Placeholder
}

// GoString is String.
func (s Secret) GoString() string { return s.String() }

// Format prints String by every verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, s.String()) }

// LogValue is String.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalJSON writes String: what is marshaled is for others to see.
func (s Secret) MarshalJSON() ([]byte, error) { return wire.Encode(s.String()) }

// MarshalText gives String.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalJSON reads the text. Null leaves the secret as it is.
func (s *Secret) UnmarshalJSON(data []byte) error {
	if wire.IsNull(data) {
		return nil
	}
	var text string
	if err := wire.DecodePart(data, &text); err != nil {
		return wire.NewMisfit("a secret is not a text")
	}
	return s.UnmarshalText([]byte(text))
}

// UnmarshalText reads the text.
func (s *Secret) UnmarshalText(text []byte) error {
	if redact.IsPlaceholder(string(text)) {
		return wire.NewMisfit("a secret cannot be " + strconv.Quote(redact.Placeholder) + ": that is what is marshaled in its place")
	}
	*s = NewSecret(string(text))
	return nil
}
