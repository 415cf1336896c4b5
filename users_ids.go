package clarifai

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// IDType is what an ID is for.
type IDType string

// What an ID can be for.
const (
	IDTypeUser IDType = "user"
	IDTypeApp  IDType = "app"
)

// ValidateIDRequest is an ID for a new user or app.
type ValidateIDRequest struct {
	// Type is what the ID is for. It is required.
	Type IDType
	// ID is the ID to validate. It is required.
	ID string
	// OwnerID is the user or the organization that an app is for. A user has none.
	OwnerID string
	// AppID is the app that something within an app is for. Users and apps have
	// none.
	AppID string
}

func (r *ValidateIDRequest) validate() string {
	problem := cmp.Or(require("Type", string(r.Type)), require("ID", r.ID))
	if r.OwnerID != "" {
		problem = cmp.Or(problem, checkID("owner's ID", r.OwnerID))
	}
	if r.AppID != "" {
		problem = cmp.Or(problem, checkID("app ID", r.AppID))
	}
	return problem
}

// IDValidation is what Clarifai says about an ID.
type IDValidation struct {
	Validation ValidatedID `json:"validation"` // what was asked
	// Errors are the reasons why the ID cannot be used. There are none if it can.
	Errors []IDValidationError `json:"errors,omitempty" wire:"needed"`
	// RecommendedIDs are IDs that can be used instead.
	RecommendedIDs []string `json:"recommended_ids,omitempty"`
}

// IsFree reports whether the ID can be used.
func (v *IDValidation) IsFree() bool { return v != nil && len(v.Errors) == 0 }

// ValidatedID is an ID that was validated.
type ValidatedID struct {
	UserID     string `json:"user_id,omitempty"` // the owner of an app
	ObjectType IDType `json:"object_type"`
	ObjectID   string `json:"object_id"`
	AppID      string `json:"app_id,omitempty"`
}

// IDValidationError is a reason why an ID cannot be used.
type IDValidationError struct {
	Type        IDValidationErrorType `json:"type,omitempty"`
	Text        string                `json:"text,omitempty"`
	Description string                `json:"description,omitempty"`
}

// IDValidationErrorType is the kind of a reason why an ID cannot be used. A value
// that this package does not know is kept as its number or name.
type IDValidationErrorType string

// The kinds of reasons.
const (
	IDErrorRestricted IDValidationErrorType = "RESTRICTED"
	IDErrorDatabase   IDValidationErrorType = "DATABASE"
	IDErrorFormat     IDValidationErrorType = "FORMAT"
)

var idValidationErrorTypes = map[int32]string{0: "VALIDATION_ERROR_TYPE_NOT_SET", 1: "RESTRICTED", 2: "DATABASE", 3: "FORMAT"}

// UnmarshalJSON reads a number or a name.
func (t *IDValidationErrorType) UnmarshalJSON(data []byte) error {
	return wire.UnmarshalEnum(data, t, idValidationErrorTypes)
}

// MarshalJSON writes the name, or a number that has none.
func (t IDValidationErrorType) MarshalJSON() ([]byte, error) { return wire.MarshalEnum(t) }

type idValidationsResponse struct {
	wire.Envelope
	ValidationResults []*IDValidation `json:"validation_results"`
}

// ValidateIDs returns whether IDs can be used for new users and apps, and which
// others can be used instead. The results are in the order of the requests, which
// are sent 128 at a time. An ID can be taken by somebody else afterwards, so a
// result is no promise. An empty list is [ErrInvalid].
//
//   - API: POST /v2/validate_id
//   - Scopes: none (no credential is sent)
//   - Status: archived (see [Grade])
func (s *UsersService) ValidateIDs(ctx context.Context, reqs []ValidateIDRequest, callOpts ...CallOption) ([]IDValidation, error) {
	asked, problem := validatedIDs(reqs)
	if len(asked) == 0 {
		problem = cmp.Or(problem, "the list must not be empty")
	}
	if problem != "" {
		return nil, refuse(OpUsersValidateIDs, callOpts, "%s", problem)
	}
	var all []IDValidation
	for part := range slices.Chunk(asked, maxBatch) {
		req := request{op: OpUsersValidateIDs, body: map[string]any{"validations": part}, callOpts: callOpts}
		for _, id := range part {
			req.owners = append(req.owners, nonEmpty(id.UserID)...)
		}
		var out idValidationsResponse
		if err := s.client.send(ctx, req, &out); err != nil {
			return nil, err
		}
		for n, id := range part {
			result := out.of(n, &id, len(part))
			if result == nil {
				return nil, incomplete(req, "result for the ID "+quoted(id.ObjectID))
			}
			result.Validation = id // as it was asked
			all = append(all, *result)
		}
	}
	return all, nil
}

// validatedIDs returns IDs as they are sent, and what is wrong with them.
func validatedIDs(reqs []ValidateIDRequest) (ids []ValidatedID, problem string) {
	for n := range reqs {
		r := &reqs[n]
		if bad := r.validate(); bad != "" {
			return nil, fmt.Sprintf("item %d: %s", n, bad)
		}
		ids = append(ids, ValidatedID{UserID: r.OwnerID, ObjectType: r.Type, ObjectID: r.ID, AppID: r.AppID})
	}
	return ids, ""
}

// of returns the result for the n-th of count IDs, or nil if there is none. A result
// that does not say which ID it is for is taken by its place.
func (r *idValidationsResponse) of(n int, id *ValidatedID, count int) *IDValidation {
	at := slices.IndexFunc(r.ValidationResults, func(v *IDValidation) bool {
		return v != nil && v.Validation.ObjectType == id.ObjectType && strings.EqualFold(v.Validation.ObjectID, id.ObjectID) &&
			(v.Validation.UserID == "" || strings.EqualFold(v.Validation.UserID, id.UserID)) &&
			(v.Validation.AppID == "" || v.Validation.AppID == id.AppID)
	})
	if at >= 0 {
		return r.ValidationResults[at]
	}
	if len(r.ValidationResults) != count || r.ValidationResults[n] == nil || r.ValidationResults[n].Validation.ObjectID != "" {
		return nil
	}
	return r.ValidationResults[n]
}
