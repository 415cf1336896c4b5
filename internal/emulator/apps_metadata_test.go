package emulator

import "testing"

func TestAppMetadata_PatchAtAPath(t *testing.T) {
	for action, want := range map[string]any{
		`{"op":"overwrite"}`:                   tree{"x": 1.},
		`{"op":"overwrite","path":"/"}`:        tree{"x": 1.},
		`{"op":"overwrite","path":"/a/b"}`:     tree{"a": tree{"b": tree{"x": 1.}, "c": 2.}, "l": []any{1.}},
		`{"op":"overwrite","path":"new/deep"}`: tree{"a": tree{"b": tree{"y": true}, "c": 2.}, "l": []any{1.}, "new": tree{"deep": tree{"x": 1.}}},
		`{"op":"merge"}`:                       tree{"a": tree{"b": tree{"y": true}, "c": 2.}, "l": []any{1.}, "x": 1.},
		`{"op":"merge","path":"/a/b"}`:         tree{"a": tree{"b": tree{"y": true, "x": 1.}, "c": 2.}, "l": []any{1.}},
		`{"op":"remove","path":"/a/b"}`:        tree{"a": tree{"c": 2.}, "l": []any{1.}},
		`{"op":"remove"}`:                      nil,
		`{"op":"merge","merge_conflict_resolution":"overwrite","path":"/l2"}`: tree{"a": tree{"b": tree{"y": true}, "c": 2.}, "l": []any{1.}, "l2": tree{"x": 1.}},
	} {
		config := company()
		config.Apps[0].Metadata = map[string]any{"a": map[string]any{"b": map[string]any{"y": true}, "c": 2}, "l": []int{1}}
		h := start(t, config)
		a := h.ok("PATCH", vision, `{"action":"overwrite","app":{"name":"N","metadata":{"x":1}},"metadata_action":`+action+`}`)
		equal(t, action, a.body["app"].(tree)["metadata"], want)
		equal(t, "name", h.app("acme", "vision").Name, "N")
	}
	h := start(t, company())
	for action, code := range map[string]int{
		`{"op":"append"}`: 11102, `{}`: 11102, `{"op":"merge","merge_conflict_resolution":"union"}`: 11102,
		`{"op":"overwrite","merge_conflict_resolution":"overwrite"}`: 11102, `{"op":"overwrite","path":"/x/y"}`: 11102,
		`{"op":"merge","path":"/x"}`: 11102, `{"op":"remove","path":"/none"}`: 11101, `{"op":"remove","path":"/x/y"}`: 11101,
	} {
		h.ok("PATCH", vision, `{"action":"overwrite","app":{"name":"V","metadata":{"x":1}}}`)
		status := 400
		if code == 11101 {
			status = 404
		}
		h.expect(status, code, "PATCH", vision, `{"action":"overwrite","app":{"name":"N","metadata":{"x":1}},"metadata_action":`+action+`}`)
		equal(t, "nothing changed", h.app("acme", "vision").Metadata, map[string]any{"x": 1.})
		equal(t, "nothing changed", h.app("acme", "vision").Name, "V")
	}
}

func TestAppMetadata_NothingAtAPathIsAnEmptyObject(t *testing.T) {
	h := start(t, company())
	h.ok("PATCH", vision, `{"action":"overwrite","app":{},"metadata_action":{"op":"overwrite","path":"/a"}}`)
	equal(t, "metadata", h.app("acme", "vision").Metadata, map[string]any{"a": map[string]any{}})
}

func TestAppMetadata_MergeKeepsWhatIsNotSent(t *testing.T) {
	config := company()
	config.Apps[0].Metadata = map[string]any{"a": map[string]any{"x": 1, "y": []any{1}}, "b": 1}
	h := start(t, config)
	h.ok("PATCH", vision, `{"action":"overwrite","app":{"metadata":{"a":{"y":{"z":1}},"b":{"c":2}}},"metadata_action":{"op":"merge"}}`)
	equal(t, "merged", h.app("acme", "vision").Metadata,
		map[string]any{"a": map[string]any{"x": 1., "y": map[string]any{"z": 1.}}, "b": map[string]any{"c": 2.}})
}

func TestAppMetadata_ReadersGetACopy(t *testing.T) {
	config := company()
	seed := map[string]any{"a": map[string]any{"b": 1.}}
	config.Apps[0].Metadata = seed
	h := start(t, config)
	seed["a"].(map[string]any)["b"] = 2.
	h.app("acme", "vision").Metadata["a"].(map[string]any)["b"] = 3.
	equal(t, "kept", h.app("acme", "vision").Metadata, map[string]any{"a": map[string]any{"b": 1.}})
}
