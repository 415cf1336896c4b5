package access

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// condition is a compiled rule: a leaf, or a join of parts.
type condition struct {
	path  string // such as "rule.all[1]"
	parts []*condition
	join  join
	rule  *Rule
	// leaf returns the verdict and the reason of a leaf. It compares the app with
	// words or values.
	leaf   func(*clarifai.App) (Verdict, string)
	words  map[string]bool
	values map[any]bool
}

// join says how the verdicts of parts combine.
type join int

const (
	joinLeaf join = iota
	joinAll
	joinAny
	joinNot
)

// compile validates a rule and returns its condition.
func compile(r *Rule) (*condition, *PolicyError) {
	left := maxParts
	return compileAt(r, "rule", maxDepth, &left)
}

// compileAt compiles the part of a rule at path. It may have depth more levels and left
// more parts.
func compileAt(r *Rule, path string, depth int, left *int) (*condition, *PolicyError) {
	bad := func(at, format string, args ...any) *PolicyError {
		return &PolicyError{Path: path + at, Reason: fmt.Sprintf(format, args...)}
	}
	if *left--; *left < 0 {
		return nil, bad("", "the rule must not have more than %d parts", maxParts)
	}
	if depth == 0 {
		return nil, bad("", "it must not be nested more than %d deep", maxDepth)
	}
	set := r.setFields()
	if len(set) != 1 {
		if len(set) == 0 {
			return nil, bad("", "one of all, any, not, metadata, visibility, apps and owners is required")
		}
		return nil, bad("", "%s are set, but only one may be", strings.Join(set, " and "))
	}
	c := &condition{path: path + "." + set[0], rule: r}
	parts := func(list []Rule) (*condition, *PolicyError) {
		if len(list) == 0 {
			return nil, bad("."+set[0], "the list must not be empty")
		}
		for i := range list {
			part, err := compileAt(&list[i], c.path+"["+strconv.Itoa(i)+"]", depth-1, left)
			if err != nil {
				return nil, err
			}
			c.parts = append(c.parts, part)
		}
		return c, nil
	}
	switch set[0] {
	case "all":
		c.join = joinAll
		return parts(r.All)
	case "any":
		c.join = joinAny
		return parts(r.Any)
	case "not":
		c.join = joinNot
		part, err := compileAt(r.Not, c.path, depth-1, left)
		c.parts = []*condition{part}
		return c, err
	case "metadata":
		return c, c.compileMetadata(r.Metadata)
	case "visibility":
		c.leaf = c.evaluateVisibility
		return c, c.compileWords(r.Visibility, "a visibility: PRIVATE, ORG or PUBLIC", unchanged, isVisibility)
	case "apps":
		c.leaf = c.evaluateApp
		return c, c.compileWords(r.Apps, "an app ID", unchanged, steps.ValidID)
	default:
		c.leaf = c.evaluateOwner
		return c, c.compileWords(r.Owners, "the ID of a user or an organization", strings.ToLower, steps.ValidID)
	}
}

// setFields returns the names of the fields that are set.
func (r *Rule) setFields() (names []string) {
	for _, field := range []struct {
		name string
		set  bool
	}{
		{"all", r.All != nil}, {"any", r.Any != nil}, {"not", r.Not != nil}, {"metadata", r.Metadata != nil},
		{"visibility", r.Visibility != nil}, {"apps", r.Apps != nil}, {"owners", r.Owners != nil},
	} {
		if field.set {
			names = append(names, field.name)
		}
	}
	return names
}

// unchanged is how words are compared whose letter case counts.
func unchanged(s string) string { return s }

// isVisibility reports whether v is a documented visibility.
func isVisibility(v string) bool {
	return v == string(clarifai.VisibilityPrivate) || v == string(clarifai.VisibilityOrg) || v == string(clarifai.VisibilityPublic)
}

// compileWords validates a list of words and keeps them in the form that fold returns.
func (c *condition) compileWords(list []string, what string, fold func(string) string, valid func(string) bool) *PolicyError {
	if len(list) == 0 {
		return &PolicyError{Path: c.path, Reason: "the list must not be empty"}
	}
	c.words = make(map[string]bool, len(list))
	for i, s := range list {
		if !valid(s) {
			return &PolicyError{Path: fmt.Sprintf("%s[%d]", c.path, i), Reason: fmt.Sprintf("%.80q is not %s", s, what)}
		}
		c.words[fold(s)] = true
	}
	return nil
}

// compileMetadata validates a condition on metadata and keeps its values.
func (c *condition) compileMetadata(m *Metadata) *PolicyError {
	bad := func(at, reason string) *PolicyError { return &PolicyError{Path: c.path + at, Reason: reason} }
	switch {
	case (m.Key != "") == (m.Path != nil):
		return bad("", "exactly one of key and path is required")
	case m.Path != nil && len(m.Path) == 0:
		return bad(".path", "the list must not be empty")
	case m.Present == (m.Values != nil):
		return bad("", "exactly one of values and present is required")
	case m.Values != nil && len(m.Values) == 0:
		return bad(".values", "the list must not be empty")
	}
	for i, key := range m.keys() {
		if key == "" || !utf8.ValidString(key) {
			return bad("", fmt.Sprintf("key %d must not be empty and must be UTF-8", i+1))
		}
	}
	c.values = make(map[any]bool, len(m.Values))
	for i, v := range m.Values {
		plain, problem := normalizeValue(v)
		if problem != "" {
			return bad(fmt.Sprintf(".values[%d]", i), problem)
		}
		c.values[plain] = true
	}
	c.leaf = c.evaluateMetadata
	return nil
}

// keys returns the path to the value.
func (m *Metadata) keys() []string {
	if m.Path != nil {
		return m.Path
	}
	return []string{m.Key}
}

// The limits of a rule, against rules that are not written by hand.
const (
	maxDepth = 64
	maxParts = 100_000
)
