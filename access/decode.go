package access

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/strict"
)

// ReadPolicies reads a JSON list of policies and validates them. The text is UTF-8,
// or UTF-16 with a byte order mark, of at most 16 MiB. A field that is misspelled,
// missing or written twice is an error with its line, column and path, and so is
// null in place of a value.
func ReadPolicies(r io.Reader) ([]Policy, error) {
	var policies []Policy
	if err := strict.ReadJSON(r, &policies); err != nil {
		if refused, ok := errors.AsType[*PolicyError](err); ok {
			return nil, refused
		}
		return nil, fmt.Errorf("access: the policies cannot be read: %w", err)
	}
	if err := Validate(policies...); err != nil {
		return nil, err
	}
	return policies, nil
}

// policyFields is a Policy without its methods. It distinguishes an empty lower_to from
// none.
type policyFields struct {
	Name             string             `json:"name" yaml:"name"`
	Teams            []string           `json:"teams" yaml:"teams"`
	Rule             Rule               `json:"rule" yaml:"rule"`
	LowerTo          *clarifai.TeamRole `json:"lower_to,omitempty" yaml:"lower_to,omitempty"`
	ClearDefaultRole bool               `json:"clear_default_role,omitempty" yaml:"clear_default_role,omitempty"`
}

// setFields sets the policy to what a decoder read.
func (p *Policy) setFields(read *policyFields) error {
	var lowerTo clarifai.TeamRole
	if read.LowerTo != nil {
		if lowerTo = *read.LowerTo; lowerTo == "" {
			return &PolicyError{read.Name, "lower_to", "it must be a role; without it the app is removed"}
		}
	}
	*p = Policy{Name: read.Name, Teams: read.Teams, Rule: read.Rule, LowerTo: lowerTo, ClearDefaultRole: read.ClearDefaultRole}
	return nil
}

// UnmarshalJSON reads a policy as strictly as [ReadPolicies] does: a misspelled
// lower_to must not turn a policy that lowers roles into one that removes apps. It
// replaces the whole policy. The error is a [*PolicyError].
func (p *Policy) UnmarshalJSON(data []byte) error {
	var read policyFields
	if err := strict.DecodeJSON(data, &read); err != nil {
		return policyError(err, func(v any) error { return json.Unmarshal(data, v) }, "")
	}
	return p.setFields(&read)
}

// UnmarshalYAML reads a policy as strictly as [Policy.UnmarshalJSON] does.
//
// The decoders gopkg.in/yaml.v2 and v3, go.yaml.in/yaml and
// github.com/goccy/go-yaml call it, and sigs.k8s.io/yaml calls UnmarshalJSON. A
// decoder that calls neither ignores misspelled fields silently: convert the file to
// JSON for [ReadPolicies] then. The decoder must refuse keys that are written twice.
// For that, yaml.v2 and sigs.k8s.io/yaml need their UnmarshalStrict.
func (p *Policy) UnmarshalYAML(unmarshal func(any) error) error {
	var read policyFields
	if err := strict.DecodeYAML(unmarshal, &read); err != nil {
		return policyError(err, unmarshal, "")
	}
	return p.setFields(&read)
}

// ruleFields is a Rule without its methods.
type ruleFields Rule

// UnmarshalJSON reads a rule strictly; see [Policy.UnmarshalJSON].
func (r *Rule) UnmarshalJSON(data []byte) error {
	var read ruleFields
	if err := strict.DecodeJSON(data, &read); err != nil {
		return policyError(err, nil, "rule")
	}
	*r = Rule(read)
	return nil
}

// UnmarshalYAML reads a rule strictly; see [Policy.UnmarshalYAML].
func (r *Rule) UnmarshalYAML(unmarshal func(any) error) error {
	var read ruleFields
	if err := strict.DecodeYAML(unmarshal, &read); err != nil {
		return policyError(err, nil, "rule")
	}
	*r = Rule(read)
	return nil
}

// policyError adds to an error the policy's name, which unmarshal reads, and the path
// below root. It does not change the errors of other decoders, which say their own
// place.
func policyError(err error, unmarshal func(any) error, root string) error {
	misread, ok := errors.AsType[*strict.Error](err)
	if !ok {
		return err
	}
	var policy map[string]any
	if unmarshal != nil {
		_ = unmarshal(&policy) // the name is not essential
	}
	name, _ := policy["name"].(string)
	path := root + "." + misread.Path
	if misread.Path == "" || strings.HasPrefix(misread.Path, "[") {
		path = root + misread.Path
	}
	return &PolicyError{name, strings.TrimPrefix(path, "."), misread.Reason}
}
