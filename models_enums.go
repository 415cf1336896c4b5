package clarifai

import (
	"net/url"
	"strconv"

	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// ModelSource is where a model runs. A value that this package does not know is
// kept as its number or name.
type ModelSource string

// The sources of models. The empty ModelSource means that none is set.
const (
	ModelSourceHosted  ModelSource = "HOSTED"
	ModelSourceWrapped ModelSource = "WRAPPED"
)

var modelSources = map[int32]string{0: "UNKNOWN_SOURCE", 1: "HOSTED", 2: "WRAPPED"}

// number returns the number of a source, which is what a filter takes.
func (s ModelSource) number() (number string, known bool) {
	for n, name := range modelSources {
		if string(s) == name {
			return strconv.Itoa(int(n)), true
		}
	}
	_, err := strconv.ParseUint(string(s), 10, 32)
	return string(s), err == nil
}

func (s ModelSource) check() string {
	if _, known := s.number(); s != "" && !known {
		return "models cannot be selected by the source " + quoted(string(s))
	}
	return ""
}

// EncodeValues adds the source to a query as its number.
func (s ModelSource) EncodeValues(key string, query *url.Values) error {
	number, _ := s.number()
	query.Set(key, number)
	return nil
}

// UnmarshalJSON reads a number or a name.
func (s *ModelSource) UnmarshalJSON(data []byte) error {
	return wire.UnmarshalEnum(data, s, modelSources)
}

// MarshalJSON writes the name, or a number that has none.
func (s ModelSource) MarshalJSON() ([]byte, error) { return wire.MarshalEnum(s) }

// ModelBillingType is what a model's use is billed by. A value that this package
// does not know is kept as its number or name.
type ModelBillingType string

// What a model's use is billed by. The empty ModelBillingType means that none is
// set.
const (
	ModelBillingTokens ModelBillingType = "Tokens"
	ModelBillingOps    ModelBillingType = "Ops"
)

var modelBillingTypes = map[int32]string{0: "Unknown", 1: "Tokens", 2: "Ops"}

// UnmarshalJSON reads a number or a name.
func (t *ModelBillingType) UnmarshalJSON(data []byte) error {
	return wire.UnmarshalEnum(data, t, modelBillingTypes)
}

// MarshalJSON writes the name, or a number that has none.
func (t ModelBillingType) MarshalJSON() ([]byte, error) { return wire.MarshalEnum(t) }

// LicenseType is the kind of a model's license. A value that this package does not
// know is kept as its number or name.
type LicenseType string

// The kinds of licenses. The empty LicenseType means that none is set.
const (
	LicenseFirstParty   LicenseType = "FIRST_PARTY"
	LicenseOpenSource   LicenseType = "OPEN_SOURCE"
	LicenseClosedSource LicenseType = "CLOSED_SOURCE"
)

var licenseTypes = map[int32]string{0: "UNKNOWN_LICENSE_TYPE", 1: "FIRST_PARTY", 2: "OPEN_SOURCE", 3: "CLOSED_SOURCE"}

// UnmarshalJSON reads a number or a name.
func (t *LicenseType) UnmarshalJSON(data []byte) error {
	return wire.UnmarshalEnum(data, t, licenseTypes)
}

// MarshalJSON writes the name, or a number that has none.
func (t LicenseType) MarshalJSON() ([]byte, error) { return wire.MarshalEnum(t) }

// DeployRestriction is where a model may be deployed. A value that this package
// does not know is kept as its number or name.
type DeployRestriction string

// The restrictions of deployment. The empty DeployRestriction means that none is
// set.
const (
	DeployUnrestricted       DeployRestriction = "NO_LIMITS"
	DeploySharedOnly         DeployRestriction = "SHARED_COMPUTE_ONLY"
	DeployDedicatedOnly      DeployRestriction = "DEDICATED_COMPUTE_ONLY"
	DeployOwnerDedicatedOnly DeployRestriction = "MODEL_OWNER_DEDICATED_COMPUTE_ONLY"
)

var deployRestrictions = map[int32]string{
	0: "USAGE_RESTRICTION_NOT_SET", 1: "NO_LIMITS", 2: "SHARED_COMPUTE_ONLY", 3: "DEDICATED_COMPUTE_ONLY",
	4: "MODEL_OWNER_DEDICATED_COMPUTE_ONLY",
}

// UnmarshalJSON reads a number or a name.
func (r *DeployRestriction) UnmarshalJSON(data []byte) error {
	return wire.UnmarshalEnum(data, r, deployRestrictions)
}

// MarshalJSON writes the name, or a number that has none.
func (r DeployRestriction) MarshalJSON() ([]byte, error) { return wire.MarshalEnum(r) }

// BookmarkType is the kind of resource that a bookmark leads to. A value that this
// package does not know is kept as its number or name.
type BookmarkType string

// The kinds of resources that a bookmark can lead to. The empty BookmarkType means
// that none is set.
const (
	BookmarkModel    BookmarkType = "model"
	BookmarkWorkflow BookmarkType = "workflow"
	BookmarkDataset  BookmarkType = "dataset"
)

var bookmarkTypes = map[int32]string{0: "unknown", 1: "model", 2: "workflow", 3: "dataset"}

// UnmarshalJSON reads a number or a name.
func (t *BookmarkType) UnmarshalJSON(data []byte) error {
	return wire.UnmarshalEnum(data, t, bookmarkTypes)
}

// MarshalJSON writes the name, or a number that has none.
func (t BookmarkType) MarshalJSON() ([]byte, error) { return wire.MarshalEnum(t) }
