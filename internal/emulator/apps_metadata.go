package emulator

import (
	"encoding/json"
	"maps"
	"strings"
)

type patchAction struct {
	Op                      string `json:"op"`
	MergeConflictResolution string `json:"merge_conflict_resolution"`
	Path                    string `json:"path"`
}

// on returns the object that old becomes when sent is put at the path, whose
// keys follow slashes. An empty path is the whole object. It modifies neither
// old nor sent.
func (p *patchAction) on(old, sent map[string]any) (map[string]any, error) {
	if p.Op != "overwrite" && p.Op != "merge" && p.Op != "remove" {
		return nil, invalid("metadata_action: op " + p.Op + " is not taken here")
	}
	if r := p.MergeConflictResolution; r != "" && (p.Op != "merge" || r != "overwrite") {
		return nil, invalid("metadata_action: merge_conflict_resolution " + r + " is not taken here")
	}
	var keys []string
	if path := strings.Trim(p.Path, "/"); path != "" {
		keys = strings.Split(path, "/")
	}
	return p.at(keys, old, sent)
}

func (p *patchAction) at(keys []string, old, sent map[string]any) (map[string]any, error) {
	if len(keys) == 0 {
		switch p.Op {
		case "overwrite":
			return sent, nil
		case "merge":
			return merged(old, sent), nil
		}
		return nil, nil
	}
	key, rest := keys[0], keys[1:]
	there, found := old[key]
	inner, isObject := there.(map[string]any)
	changed := maps.Clone(old)
	switch {
	case p.Op == "remove" && (!found || len(rest) > 0 && !isObject):
		return nil, missing("metadata at " + p.Path)
	case p.Op == "remove" && len(rest) == 0:
		delete(changed, key)
		return changed, nil
	case found && !isObject && (p.Op == "merge" || len(rest) > 0):
		return nil, invalid("metadata_action: what is at " + key + " is no object")
	}
	inner, err := p.at(rest, inner, sent)
	if err != nil {
		return nil, err
	}
	if changed == nil {
		changed = map[string]any{}
	}
	if inner == nil { // empty rather than null
		inner = map[string]any{}
	}
	changed[key] = inner
	return changed, nil
}

// merged returns under with the values of over, merging nested objects.
func merged(under, over map[string]any) map[string]any {
	all := maps.Clone(under)
	if all == nil {
		all = map[string]any{}
	}
	for key, v := range over {
		inner, isObject := v.(map[string]any)
		there, thereIsObject := all[key].(map[string]any)
		if isObject && thereIsObject {
			v = merged(there, inner)
		}
		all[key] = v
	}
	return all
}

// copyObject returns a deep copy by way of JSON, so that it has only what a
// request could have.
func copyObject(object map[string]any) (copied map[string]any, err error) {
	data, err := json.Marshal(object)
	if err != nil {
		return nil, err
	}
	return copied, json.Unmarshal(data, &copied)
}
