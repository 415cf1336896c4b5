package clarifai

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"

	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// MetadataChange changes the metadata of an app at its top level: Set puts
// keys in, Remove takes keys out, Replace puts Set in the place of all there is.
type MetadataChange struct {
	Set     map[string]any
	Remove  []string
	Replace bool
}

// patchAction says how what is sent is put in. What words it takes is not in
// Clarifai's definitions: those of an action are sent.
type patchAction struct {
	Op string `json:"op"`
}

// apply changes the metadata of an app that was read, and says how it is to be
// put in. Metadata that is not shown may be there all the same: then only what
// is set is sent, to be merged.
func (m *MetadataChange) apply(app *App) (*patchAction, error) {
	shown := app.Metadata != nil
	switch {
	case m == nil && !shown:
		return nil, nil
	case m == nil:
		return &patchAction{"overwrite"}, nil
	case !shown && !m.Replace && len(m.Remove) > 0:
		return nil, &Error{Op: OpAppsUpdate, subject: app.ID, kind: ErrInvalid,
			problem: "Clarifai shows no metadata of the app, so keys cannot be removed from it"}
	}
	after := make(map[string]any, len(app.Metadata)+len(m.Set))
	if !m.Replace && shown {
		was := make(map[string]json.RawMessage) // as it came
		if err := wire.DecodePart(app.metadata, &was); err != nil {
			return nil, &Error{Op: OpAppsUpdate, subject: app.ID, kind: errNoSentinel, cause: err, problem: "the app's metadata cannot be read"}
		}
		for key, v := range was {
			after[key] = v
		}
	}
	maps.Copy(after, m.Set)
	for _, key := range m.Remove {
		delete(after, key)
	}
	data, err := wire.Encode(after)
	if err != nil {
		return nil, invalid(OpAppsUpdate, "the metadata: %v", err)
	}
	app.Metadata, app.metadata = after, data
	if !shown && !m.Replace {
		return &patchAction{"merge"}, nil
	}
	return &patchAction{"overwrite"}, nil
}

// shownBy reports whether an app shows the change.
func (m *MetadataChange) shownBy(now *App) bool {
	var shown map[string]json.RawMessage
	if now.metadata != nil && wire.DecodePart(now.metadata, &shown) != nil {
		return false
	}
	for key, v := range m.Set {
		if there, ok := shown[key]; !slices.Contains(m.Remove, key) && (!ok || !sameJSON(v, there)) {
			return false
		}
	}
	for _, key := range m.Remove {
		if _, ok := now.Metadata[key]; ok {
			return false
		}
	}
	if !m.Replace {
		return true
	}
	for key := range shown {
		if _, ok := m.Set[key]; !ok {
			return false
		}
	}
	return true
}

// sameJSON reports whether two values are the same once they are JSON.
func sameJSON(a, b any) bool {
	var trees [2]any
	for i, v := range []any{a, b} {
		data, err := wire.Encode(v)
		if err != nil || wire.DecodeNumbers(data, &trees[i]) != nil {
			return false
		}
	}
	return reflect.DeepEqual(trees[0], trees[1])
}
