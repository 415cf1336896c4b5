package rotation

import (
	"errors"
	"fmt"
	"regexp"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/redact"
)

// ErrTooEarly says that the grace time is not over, so that the old token is not
// revoked.
var ErrTooEarly = errors.New("rotation: the grace time is not over")

// invalid returns an error that is [clarifai.ErrInvalid].
func invalid(format string, args ...any) error {
	return fmt.Errorf("rotation: %s: %w", fmt.Sprintf(format, args...), clarifai.ErrInvalid)
}

// stopped returns the error of a rotation that stopped at a step.
func (s *State) stopped(step string, err error) error {
	return fmt.Errorf("rotation: of a token of %q: stopped: %v: %s: %w", s.UserID, *s, step, err)
}

// opaque returns the error of a caller's function without either token.
func (s *State) opaque(err error, tokens ...clarifai.Secret) error {
	hidden := make([]string, 0, len(tokens))
	for _, token := range tokens {
		hidden = append(hidden, token.Reveal())
	}
	// The text may quote a token of which only the hash is known.
	for _, word := range words.FindAllString(err.Error(), -1) {
		if hash := s.hash(clarifai.NewSecret(word)); hash == s.OldHash || hash == s.SuccessorHash {
			hidden = append(hidden, word)
		}
	}
	return &opaqueError{err, hidden}
}

// words matches what can be a token.
var words = regexp.MustCompile(`[\w-]{8,}`)

// opaqueError is the error of a caller's function, without the tokens in its text.
// It does not unwrap, so that nothing prints the rest.
type opaqueError struct {
	err    error
	tokens []string
}

func (e *opaqueError) Error() string        { return redact.Text(e.err.Error(), e.tokens...) }
func (e *opaqueError) GoString() string     { return e.Error() }
func (e *opaqueError) Is(target error) bool { return errors.Is(e.err, target) }
func (e *opaqueError) As(target any) bool   { return errors.As(e.err, target) }
