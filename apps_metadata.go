package clarifai

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"

	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// MetadataChange changes the metadata of an app at its top level.
type MetadataChange struct {
	Set    map[string]any // keys to add or overwrite
	Remove []string       // keys to remove
	// Replace removes all keys that are not in Set.
	Replace bool
}

// patchAction says how metadata is merged. Clarifai's definitions do not list its
// values, so those of other actions are sent.
type patchAction struct {
	Op string `json:"op"`
}

// apply changes the metadata of an app that was read, and returns how to merge it.
// An app may have metadata that Clarifai does not show. Then only the keys of Set
// are sent, to be merged.
func (m *MetadataChange) apply(app *App) (*patchAction, error) {
	shown := app.Metadata != nil
	switch {
	case m == nil && !shown:
		return nil, nil
	case m == nil:
		return &patchAction{"overwrite"}, nil
	case !shown && !m.Replace && len(m.Remove) > 0:
		return nil, &Error{Op: OpAppsUpdate, subject: app.ID, kind: ErrInvalid,
			problem: "keys cannot be removed from the app's metadata, since Clarifai does not show it"}
	}
	after := make(map[string]any, len(app.Metadata)+len(m.Set))
	if !m.Replace && shown {
		before := make(map[string]json.RawMessage)
		if err := wire.DecodePart(app.metadata, &before); err != nil {
			return nil, &Error{Op: OpAppsUpdate, subject: app.ID, kind: errNoSentinel, cause: err, problem: "the app's metadata cannot be read"}
		}
		for key, v := range before {
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

// sameJSON reports whether two values have the same JSON.
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
