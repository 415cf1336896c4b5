package access

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// AllTeams stands in [Policy.Teams] for every team of the organization, also
// those that are still to come.
const AllTeams = "*"

// Policy says which apps certain teams may reach. It is the caller's own value:
// nothing of it is stored at Clarifai.
type Policy struct {
	// Name tells the policy from others in what is reported. Required.
	Name string `json:"name" yaml:"name"`
	// Teams are the ids of the teams that it binds, or [AllTeams] alone.
	// Required: a policy that binds nobody is refused, and so is an id that
	// the organization does not have.
	Teams []string `json:"teams" yaml:"teams"`
	// Rule is what an app must be like for the teams to reach it. Required.
	Rule Rule `json:"rule" yaml:"rule"`
	// LowerTo is the team role that the teams may have, at most, in an app
	// that fails the rule. "": none, such an app is removed from the team.
	LowerTo clarifai.RoleRef `json:"lower_to,omitempty" yaml:"lower_to,omitempty"`
	// ClearDefaultRole has [Enforce] take away the default roles of the teams,
	// by which a future app would come in unasked. They are reported anyhow.
	ClearDefaultRole bool `json:"clear_default_role,omitempty" yaml:"clear_default_role,omitempty"`
}

// Rule is a condition on an app: exactly one of its fields is set.
type Rule struct {
	All []Rule `json:"all,omitempty" yaml:"all,omitempty"` // each of these holds
	Any []Rule `json:"any,omitempty" yaml:"any,omitempty"` // one of these holds
	Not *Rule  `json:"not,omitempty" yaml:"not,omitempty"` // this does not hold

	Metadata   *Metadata `json:"metadata,omitempty" yaml:"metadata,omitempty"`
	Visibility []string  `json:"visibility,omitempty" yaml:"visibility,omitempty"` // one of these: PRIVATE, ORG, PUBLIC
	Apps       []string  `json:"apps,omitempty" yaml:"apps,omitempty"`             // one of these ids
	Owners     []string  `json:"owners,omitempty" yaml:"owners,omitempty"`         // one of these ids, in whatever letters
}

// Metadata is a condition on one value of an app's metadata. One of Key and
// Path is set, and one of Values and Present.
type Metadata struct {
	// Key is a key at the top level. Dots in it mean nothing.
	Key string `json:"key,omitempty" yaml:"key,omitempty"`
	// Path are the keys that lead to a value within objects, outermost first.
	Path []string `json:"path,omitempty" yaml:"path,omitempty"`
	// Values are strings, numbers and booleans, of which the app has one. They
	// are compared by type and exactly: "1" is not 1, 1 is 1.0, letter case
	// counts. Of an app's list one element must be among them; an object or
	// null never is. A number from ±2^53 on is refused, since metadata cannot
	// tell it from its neighbors.
	Values []any `json:"values,omitempty" yaml:"values,omitempty"`
	// Present asks for any value but null.
	Present bool `json:"present,omitempty" yaml:"present,omitempty"`
}

// Bounds of a rule, against values that no one has written by hand.
const (
	maxDepth = 64
	maxNodes = 100_000
)

// PolicyError says what is wrong with a policy, and where.
type PolicyError struct {
	Policy string // its name; "": of a rule on its own, or a policy without a name
	Path   string // within the policy, such as "rule.all[1].metadata"
	Reason string
}

// Error names the policy, the place and the reason.
func (e *PolicyError) Error() string {
	var b strings.Builder
	b.WriteString("access: ")
	if e.Policy != "" {
		fmt.Fprintf(&b, "policy %.80q: ", e.Policy)
	}
	if e.Path != "" {
		b.WriteString(e.Path + ": ")
	}
	return b.String() + e.Reason
}

// Validate checks policies without asking Clarifai: each by itself, that no two
// have one name, and that no team is bound to rules that no app can hold
// together, as far as single conditions tell. The error joins a [*PolicyError]
// for each bad policy, and one that is [ErrContradiction] for each contradiction.
// [Evaluate] and [Enforce] validate, too.
func Validate(policies ...Policy) error {
	if len(policies) == 0 {
		return errors.New("access: there is no policy")
	}
	var problems []error
	names := make(map[string]int, len(policies))
	for i := range policies {
		p := &policies[i]
		err := p.Validate()
		if first, ok := names[p.Name]; ok && err == nil {
			err = &PolicyError{p.Name, "name", fmt.Sprintf("policies %d and %d have one name", first+1, i+1)}
		}
		names[p.Name] = i
		if err != nil {
			problems = append(problems, err)
		}
	}
	if len(problems) > 0 {
		return errors.Join(problems...)
	}
	for _, c := range impossible(policies) {
		problems = append(problems, &c)
	}
	return errors.Join(problems...)
}

// Validate checks one policy; see the function of that name. The error is a
// [*PolicyError], the first of its problems.
func (p *Policy) Validate() error {
	bad := func(path, format string, args ...any) error {
		return &PolicyError{p.Name, path, fmt.Sprintf(format, args...)}
	}
	switch {
	case strings.TrimSpace(p.Name) == "":
		return bad("name", "it is empty")
	case !printable(p.Name):
		return bad("name", "%.80q cannot be printed", p.Name)
	case len(p.Teams) == 0:
		return bad("teams", "there is none: the policy would bind nobody (%q binds all teams)", AllTeams)
	case strings.TrimPrefix(string(p.LowerTo), string(clarifai.RoleID(""))) == "" && p.LowerTo != "":
		return bad("lower_to", "the role's id is empty")
	case !printable(string(p.LowerTo)):
		return bad("lower_to", "%.80q cannot be printed", string(p.LowerTo))
	}
	seen := make(map[string]bool, len(p.Teams))
	for i, id := range p.Teams {
		switch path := fmt.Sprintf("teams[%d]", i); {
		case id == AllTeams && len(p.Teams) > 1:
			return bad(path, "%q stands alone", AllTeams)
		case id != AllTeams && !validID(id):
			return bad(path, "%.80q is not a team id", id)
		case seen[id]:
			return bad(path, "%q is named twice", id)
		}
		seen[id] = true
	}
	_, err := compile(&p.Rule)
	if err != nil {
		err.Policy = p.Name
		return err
	}
	return nil
}

// Validate checks a rule. The error is a [*PolicyError] whose Path starts with
// "rule" and leads to the first bad node.
func (r *Rule) Validate() error {
	if _, err := compile(r); err != nil {
		return err
	}
	return nil
}

func (p *Policy) binds(team string) bool {
	return p.Teams[0] == AllTeams || slices.Contains(p.Teams, team)
}

// validID accepts the ids that Clarifai gives to teams, apps, users and
// organizations.
func validID(id string) bool {
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	return len(id) >= 1 && len(id) <= 32 && strings.Trim(id, letters+"-_") == "" &&
		!strings.ContainsAny(id[:1]+id[len(id)-1:], "-_")
}

func printable(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) })
}

// scalar gives a value of metadata the form in which it is compared: a string,
// a bool or a float64. It says what is wrong with one that has none.
func scalar(v any) (any, string) {
	if n, ok := v.(json.Number); ok {
		f, err := n.Float64()
		if err != nil {
			return nil, "not a number: " + err.Error()
		}
		return scalar(f)
	}
	var f float64
	switch r := reflect.ValueOf(v); r.Kind() {
	case reflect.String:
		if !utf8.ValidString(r.String()) {
			return nil, "the string is not UTF-8"
		}
		return r.String(), ""
	case reflect.Bool:
		return r.Bool(), ""
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		f = float64(r.Int())
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		f = float64(r.Uint())
	case reflect.Float32, reflect.Float64:
		f = r.Float()
	default:
		return nil, fmt.Sprintf("a value is a string, a number or a boolean, not %T", v)
	}
	if math.IsNaN(f) || math.Abs(f) >= 1<<53 {
		return nil, fmt.Sprintf("the number %v cannot be told from its neighbors in metadata", v)
	}
	return f, ""
}
