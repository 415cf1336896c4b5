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

// ReadPolicies reads a JSON list of policies and validates them. The text is
// UTF-8, or UTF-16 with a byte order mark, of at most 16 MiB. Policies are read
// strictly: a field that is misspelled, missing or written twice, and null in
// place of a value, is an error that says line, column and path.
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

// policyFields is a Policy without its methods, which records whether there is a
// lower_to.
type policyFields struct {
	Name             string            `json:"name" yaml:"name"`
	Teams            []string          `json:"teams" yaml:"teams"`
	Rule             Rule              `json:"rule" yaml:"rule"`
	LowerTo          *clarifai.RoleRef `json:"lower_to,omitempty" yaml:"lower_to,omitempty"`
	ClearDefaultRole bool              `json:"clear_default_role,omitempty" yaml:"clear_default_role,omitempty"`
}

// setFields takes what a decoder read.
func (p *Policy) setFields(read *policyFields) error {
	var lowerTo clarifai.RoleRef
	if read.LowerTo != nil {
		if lowerTo = *read.LowerTo; lowerTo == "" {
			return &PolicyError{read.Name, "lower_to", "it must be a role: leave it out to have the app removed"}
		}
	}
	*p = Policy{Name: read.Name, Teams: read.Teams, Rule: read.Rule, LowerTo: lowerTo, ClearDefaultRole: read.ClearDefaultRole}
	return nil
}

// UnmarshalJSON reads a policy as strictly as [ReadPolicies] does: a misspelled
// lower_to must not turn a policy that lowers roles into one that removes apps.
// What the policy had before is replaced. The error is a [*PolicyError].
func (p *Policy) UnmarshalJSON(data []byte) error {
	var read policyFields
	if err := strict.DecodeJSON(data, &read); err != nil {
		return policyError(err, func(v any) error { return json.Unmarshal(data, v) }, "")
	}
	return p.setFields(&read)
}

// UnmarshalYAML reads a policy as [Policy.UnmarshalJSON] does. It is called by
// gopkg.in/yaml.v2 and v3, go.yaml.in/yaml and github.com/goccy/go-yaml;
// sigs.k8s.io/yaml calls UnmarshalJSON. A decoder that calls neither drops in
// silence what is misspelled: convert the file to JSON for [ReadPolicies] then.
// A key that is written twice is for the decoder to refuse, as all of these do
// but yaml.v2 and sigs.k8s.io/yaml, which need their UnmarshalStrict.
func (p *Policy) UnmarshalYAML(unmarshal func(any) error) error {
	var read policyFields
	if err := decodeYAML(unmarshal, &read); err != nil {
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
	if err := decodeYAML(unmarshal, &read); err != nil {
		return policyError(err, nil, "rule")
	}
	*r = Rule(read)
	return nil
}

// decodeYAML checks all that stands in a file before the decoder drops some of
// it.
func decodeYAML(unmarshal func(any) error, into any) error {
	var tree any
	if err := unmarshal(&tree); err != nil {
		return err
	}
	if err := strict.Check(tree, into); err != nil {
		return err
	}
	return unmarshal(into)
}

// policyError makes an error of reading one that names the policy, which
// unmarshal reads, and the path under root. An error of another decoder, which
// says its own place, stays as it is.
func policyError(err error, unmarshal func(any) error, root string) error {
	misread, ok := errors.AsType[*strict.Error](err)
	if !ok {
		return err
	}
	var policy map[string]any
	if unmarshal != nil {
		_ = unmarshal(&policy) // an error without a name is better than none
	}
	name, _ := policy["name"].(string)
	path := root + "." + misread.Path
	if misread.Path == "" || strings.HasPrefix(misread.Path, "[") {
		path = root + misread.Path
	}
	return &PolicyError{name, strings.TrimPrefix(path, "."), misread.Reason}
}
