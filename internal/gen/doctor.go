package main

import (
	"encoding/json"
	"net/http"

	"github.com/clarifai-community/clarifai-orgs-go/internal/contract"
	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
)

// doctorFacts returns cmd/clarifai-orgs/internal/doctor/facts.json: the shape of the response of each
// readable operation, so that a copy of the program needs no internal package.
func doctorFacts() ([]byte, error) {
	type field struct {
		Name     string `json:"name"`
		Type     string `json:"type"`
		Repeated bool   `json:"repeated,omitempty"`
		Shown    bool   `json:"shown,omitempty"` // even if it is empty
	}
	facts := contract.Load()
	out := struct {
		Operations map[string]string           `json:"operations"` // message of each response
		Messages   map[string][]field          `json:"messages"`
		Enums      map[string]map[string]int32 `json:"enums"`
	}{map[string]string{}, map[string][]field{}, map[string]map[string]int32{}}
	var walk func(message string)
	walk = func(message string) {
		if _, done := out.Messages[message]; done {
			return
		}
		fields, ok := facts.Union(message)
		if !ok {
			if values, isEnum := facts.Enum(message); isEnum {
				out.Enums[message] = values
			}
			return
		}
		list := make([]field, len(fields))
		out.Messages[message] = list
		for i, f := range fields {
			list[i] = field{f.Name, f.Type, f.Repeated, f.ShownIfEmpty}
			walk(f.Type)
		}
	}
	for _, r := range route.All() {
		if r.Class != route.Read && r.Method != http.MethodGet {
			continue
		}
		binding, _ := facts.Route(r.Method, r.Path)
		out.Operations[r.Op] = binding.Response
		walk(binding.Response)
	}
	data, err := json.MarshalIndent(out, "", " ")
	return append(data, '\n'), err
}
