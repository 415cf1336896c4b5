package emulator

import "strconv"

// Kinds of errors of a validation: numbers of ValidationErrorType.
const (
	idRestricted int32 = 1
	idDatabase   int32 = 2
	idFormat     int32 = 3
)

type validationJSON struct {
	UserID     string `json:"user_id,omitzero"`
	ObjectType string `json:"object_type,omitzero"`
	ObjectID   string `json:"object_id,omitzero"`
	AppID      string `json:"app_id,omitzero"`
}

type validateIDsRequest struct {
	Validations []validationJSON `json:"validations"`
}

type validationErrorJSON struct {
	Type        int32  `json:"type,omitzero"`
	Text        string `json:"text,omitzero"`
	Description string `json:"description,omitzero"`
}

type validationResultJSON struct {
	Validation     *validationJSON       `json:"validation,omitzero"`
	Errors         []validationErrorJSON `json:"errors,omitempty"`
	RecommendedIDs []string              `json:"recommended_ids,omitempty"`
}

type validateIDsResponse struct {
	envelope
	ValidationResults []validationResultJSON `json:"validation_results,omitempty"`
}

// validateIDs says which IDs of users and apps are free. It needs no credential, so
// it says of every app whether its ID is taken.
func validateIDs(c *call, in *validateIDsRequest) (*validateIDsResponse, error) {
	if len(in.Validations) == 0 {
		return nil, invalid("the request names nothing to validate")
	}
	out := &validateIDsResponse{}
	for _, asked := range in.Validations {
		var taken func(id string) bool
		switch asked.ObjectType {
		case "user":
			taken = func(id string) bool { return c.st.users.has(fold(id)) || c.st.organizations.has(fold(id)) }
		case "app":
			taken = func(id string) bool { return c.st.apps.has(appKey(asked.UserID, id)) }
		default:
			return nil, invalid("object_type " + strconv.Quote(asked.ObjectType) + " is neither user nor app")
		}
		result := validationResultJSON{Validation: &asked}
		switch id := asked.ObjectID; {
		case !validID(id):
			result.Errors = []validationErrorJSON{{Type: idFormat, Text: "an ID is 1 to 32 letters and digits, with - and _ between them"}}
		case fold(id) == "me":
			result.Errors = []validationErrorJSON{{Type: idRestricted, Text: "the ID is reserved"}}
		case taken(id):
			result.Errors = []validationErrorJSON{{Type: idDatabase, Text: "the ID is taken"}}
			result.RecommendedIDs = proposals(id, taken)
		}
		out.ValidationResults = append(out.ValidationResults, result)
	}
	return out, nil
}

// proposals returns two free IDs that begin like one that is taken.
func proposals(id string, taken func(string) bool) (free []string) {
	for n := 2; len(free) < 2; n++ {
		if proposal := id[:min(len(id), 28)] + "-" + strconv.Itoa(n); validID(proposal) && !taken(proposal) {
			free = append(free, proposal)
		}
	}
	return free
}
