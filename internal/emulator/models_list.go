package emulator

import (
	"cmp"
	"slices"
	"strings"
)

type listModelsRequest struct {
	owner
	paging
	AdditionalFields  []string       `json:"additional_fields"`
	ShowReplicas      bool           `json:"show_replicas"`
	SortAscending     bool           `json:"sort_ascending"`
	SortByName        bool           `json:"sort_by_name"`
	SortByNumInputs   bool           `json:"sort_by_num_inputs"`
	SortByModifiedAt  bool           `json:"sort_by_modified_at"`
	SortByCreatedAt   bool           `json:"sort_by_created_at"`
	SortByStarCount   bool           `json:"sort_by_star_count"`
	SortByRelevance   bool           `json:"sort_by_relevance"`
	ModelTypeID       string         `json:"model_type_id"`
	TrainedOnly       bool           `json:"trained_only"`
	InputFields       []string       `json:"input_fields"`
	OutputFields      []string       `json:"output_fields"`
	License           string         `json:"license"`
	FeaturedOnly      bool           `json:"featured_only"`
	StarredOnly       bool           `json:"starred_only"`
	Toolkits          []string       `json:"toolkits"`
	UseCases          []string       `json:"use_cases"`
	Languages         []string       `json:"languages"`
	DontFetchFromMain bool           `json:"dont_fetch_from_main"`
	Bookmark          bool           `json:"bookmark"`
	ModelVersionIDs   []string       `json:"model_version_ids"`
	LicenseType       int32          `json:"license_type"`
	Source            uint32         `json:"source"`
	Creator           string         `json:"creator"`
	MinReplicas       uint32         `json:"min_replicas"`
	Visibility        visibilityJSON `json:"visibility"`
	Search            string         `json:"search"`
	Query             string         `json:"query"`
	Name              string         `json:"name"`
	FilterByUserID    bool           `json:"filter_by_user_id"`
}

// foundModel is a model of a list, with its app and the version to show.
type foundModel struct {
	*model
	app     *app
	version *ModelVersion
}

// listModels returns the models in an app, in the apps of an owner, or in everyone's,
// that the caller sees.
func listModels(c *call, in *listModelsRequest) (*multiModelResponse, error) {
	apps, err := c.appsNamed(in.UserAppID)
	if err != nil {
		return nil, err
	}
	order, err := in.order()
	if err != nil {
		return nil, err
	}
	var found []foundModel
	for _, a := range apps {
		for _, m := range a.models.values() {
			version := m.latest(func(v *ModelVersion) bool {
				return len(in.ModelVersionIDs) == 0 || contains(in.ModelVersionIDs, v.ID)
			})
			if f := (foundModel{m, a, version}); c.seesPart(a, m.gettable()) && in.wants(f, c.callerID()) {
				found = append(found, f)
			}
		}
	}
	slices.SortStableFunc(found, order)
	found, err = page(c, in.paging, found)
	var shown []modelJSON
	for _, f := range found {
		shown = append(shown, c.showModel(f.app, f.model, f.version, in.AdditionalFields, in.ShowReplicas))
	}
	return &multiModelResponse{Models: shown}, err
}

// wants reports whether a model matches every filter. The server features and
// bookmarks none, knows of none what it takes and returns, and has none of
// Clarifai's own.
func (in *listModelsRequest) wants(f foundModel, caller string) bool {
	s := &f.seed
	searched := []string{s.ID, s.Name, s.DisplayName, s.Description, s.Notes}
	byOwner := in.FilterByUserID && matches(in.Name, f.app.owner)
	return !in.FeaturedOnly && !in.Bookmark && len(in.InputFields)+len(in.OutputFields) == 0 &&
		(!in.StarredOnly || contains(f.stars, caller)) &&
		(in.ModelTypeID == "" || s.ModelTypeID == in.ModelTypeID) &&
		(!in.TrainedOnly || f.version != nil && !f.version.Untrained) &&
		(in.License == "" || f.version != nil && f.version.License == in.License) &&
		(len(in.ModelVersionIDs) == 0 || f.version != nil) &&
		sharesOne(in.Toolkits, s.Toolkits) && sharesOne(in.UseCases, s.UseCases) && sharesOne(in.Languages, s.Languages) &&
		(in.LicenseType == 0 || licenseTypes[string(s.LicenseType)] == in.LicenseType) &&
		(in.Source == 0 || modelSources[string(s.Source)] == int32(in.Source)) &&
		(in.Creator == "" || s.Creator == in.Creator) &&
		uint64(s.Replicas) >= uint64(in.MinReplicas) &&
		(in.Visibility.Gettable == 0 || f.gettable() == in.Visibility.Gettable) &&
		matches(in.Search, searched...) && matches(in.Query, searched...) &&
		(byOwner || matches(in.Name, s.Name))
}

// sharesOne reports whether two lists have an entry in common. An empty list of
// wishes asks for nothing.
func sharesOne(wished, had []string) bool {
	return len(wished) == 0 || slices.ContainsFunc(wished, func(w string) bool { return contains(had, w) })
}

// order returns how the request sorts models. The default is descending by the last
// change. Sorting by relevance is not supported.
func (in *listModelsRequest) order() (func(a, b foundModel) int, error) {
	if err := oneOrder(in.SortByName, in.SortByNumInputs, in.SortByModifiedAt, in.SortByCreatedAt, in.SortByStarCount, in.SortByRelevance); err != nil {
		return nil, err
	}
	inputs := func(f foundModel) int {
		if f.version == nil {
			return 0
		}
		return f.version.Inputs
	}
	return direction(in.SortAscending, func(a, b foundModel) int {
		switch {
		case in.SortByName:
			return strings.Compare(a.seed.Name, b.seed.Name)
		case in.SortByNumInputs:
			return cmp.Compare(inputs(a), inputs(b))
		case in.SortByStarCount:
			return cmp.Compare(len(a.stars), len(b.stars))
		}
		return a.created.Compare(b.created.Time)
	}), nil
}

// oneOrder refuses a list that is sorted by several fields.
func oneOrder(asked ...bool) error {
	asked = slices.DeleteFunc(asked, func(by bool) bool { return !by })
	if len(asked) > 1 {
		return invalid("a list is sorted by one thing")
	}
	return nil
}

// direction returns an ascending order, or its reverse.
func direction[T any](ascends bool, ascending func(a, b T) int) func(a, b T) int {
	if ascends {
		return ascending
	}
	return func(a, b T) int { return ascending(b, a) }
}
