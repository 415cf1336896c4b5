package yaml_test

import (
	"strings"
	"testing"

	goccy "github.com/goccy/go-yaml"
	yaml4 "go.yaml.in/yaml/v4"
	yaml2 "gopkg.in/yaml.v2"
	yaml3 "gopkg.in/yaml.v3"
	sigs "sigs.k8s.io/yaml"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/access"
)

// The libraries as most programs call them, which is not strict.
var libraries = map[string]func([]byte, any) error{
	"gopkg.in/yaml.v2":         yaml2.Unmarshal,
	"gopkg.in/yaml.v2, strict": yaml2.UnmarshalStrict,
	"gopkg.in/yaml.v3":         yaml3.Unmarshal,
	"go.yaml.in/yaml/v4":       yaml4.Unmarshal,
	"github.com/goccy/go-yaml": goccy.Unmarshal,
	"sigs.k8s.io/yaml":         func(data []byte, into any) error { return sigs.Unmarshal(data, into) },
	"sigs.k8s.io/yaml, strict": func(data []byte, into any) error { return sigs.UnmarshalStrict(data, into) },
}

const policy = `
- name: vision stays with vision
  teams: [vision, "123"]
  lower_to: Labeler Worker
  rule:
    all:
    - metadata: {key: area, values: [vision, 1, 1.5, true]}
    - not: {visibility: [PUBLIC]}
`

func TestPolicies(t *testing.T) {
	_, rule, _ := strings.Cut(policy, "  rule:\n")
	for name, decode := range libraries {
		t.Run(name, func(t *testing.T) {
			var policies []access.Policy
			if err := decode([]byte(policy), &policies); err != nil {
				t.Fatal(err)
			}
			if err := access.Validate(policies...); err != nil || policies[0].LowerTo != clarifai.TeamRoleLabelerWorker {
				t.Fatalf("%+v, %v", policies, err)
			}
			for _, c := range []struct{ shape, old, new, want string }{
				{"a misspelled lower_to", "lower_to", "lower_too", "lower_too: there is no such field"},
				{"lower_to with a hyphen", "lower_to", "lower-to", "lower-to: there is no such field"},
				{"nothing for lower_to", "lower_to: Labeler Worker", "lower_to:", "lower_to: it must not be null"},
				{"an empty lower_to", "lower_to: Labeler Worker", `lower_to: ""`, "lower_to: it must be a role"},
				{"a misspelled condition", "values:", "value:", "rule.all[0].metadata.value: there is no such field"},
				{"nothing for a rule", rule, "", "rule: it must not be null"},
			} {
				var policies []access.Policy
				err := decode([]byte(strings.Replace(policy, c.old, c.new, 1)), &policies)
				if err == nil || !strings.Contains(err.Error(), c.want) {
					t.Errorf("%s: %+v, %v", c.shape, policies, err)
				}
			}
			twice := []byte(strings.Replace(policy, "  lower_to", "  lower_to: Full Access\n  lower_to", 1))
			err := decode(twice, &policies)
			// The two whose plain form lets the last of two keys win: Policy.UnmarshalYAML names them.
			if lets := name == "gopkg.in/yaml.v2" || name == "sigs.k8s.io/yaml"; lets != (err == nil) {
				t.Errorf("lower_to twice: %v", err)
			}
		})
	}
}
