package clarifai

import (
	"encoding/json"

	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// Visibility is who can see a resource. A value that this package does not know is
// kept as its number or name.
type Visibility string

// The visibilities. The empty Visibility means that none is set.
const (
	VisibilityUnknown Visibility = "UNKNOWN_VISIBILITY"
	VisibilityPrivate Visibility = "PRIVATE"
	VisibilityOrg     Visibility = "ORG"
	VisibilityPublic  Visibility = "PUBLIC"
)

var visibilities = map[int32]string{0: "UNKNOWN_VISIBILITY", 10: "PRIVATE", 30: "ORG", 50: "PUBLIC"}

// UnmarshalJSON reads Clarifai's form, an object with a field "gettable".
func (v *Visibility) UnmarshalJSON(data []byte) error {
	var object struct {
		Gettable json.RawMessage `json:"gettable"`
	}
	if err := wire.DecodePart(data, &object); err != nil || object.Gettable == nil {
		return err
	}
	return wire.UnmarshalEnum(object.Gettable, v, visibilities)
}

// MarshalJSON writes Clarifai's form, an object with a field "gettable".
func (v Visibility) MarshalJSON() ([]byte, error) {
	if v == "" {
		return []byte("{}"), nil
	}
	value, err := wire.MarshalEnum(v)
	return append(append([]byte(`{"gettable":`), value...), '}'), err
}
