package access

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// node is a part of a rule, ready to be asked many times.
type condition struct {
	path   string // of the rule, such as "rule.all[1]"
	parts  []*condition
	join   join
	leaf   func(*clarifai.App) (Verdict, string)
	rule   *Rule // of a leaf
	words  map[string]bool
	values map[any]bool
}

type join int

const (
	joinLeaf join = iota
	joinAll
	joinAny
	joinNot
)

func compile(r *Rule) (*condition, *PolicyError) {
	left := maxNodes
	return compileAt(r, "rule", maxDepth, &left)
}

func compileAt(r *Rule, path string, depth int, left *int) (*condition, *PolicyError) {
	bad := func(at, format string, args ...any) *PolicyError {
		return &PolicyError{Path: path + at, Reason: fmt.Sprintf(format, args...)}
	}
	if *left--; *left < 0 {
		return nil, bad("", "the rule has more than %d parts", maxNodes)
	}
	if depth == 0 {
		return nil, bad("", "it nests deeper than %d rules", maxDepth)
	}
	set := r.setFields()
	if len(set) != 1 {
		if len(set) == 0 {
			return nil, bad("", "no condition is set: one of all, any, not, metadata, visibility, apps and owners is needed")
		}
		return nil, bad("", "%s are set: only one may be", strings.Join(set, " and "))
	}
	n := &condition{path: path + "." + set[0], rule: r}
	parts := func(list []Rule) (*condition, *PolicyError) {
		if len(list) == 0 {
			return nil, bad("."+set[0], "the list is empty")
		}
		for i := range list {
			part, err := compileAt(&list[i], n.path+"["+strconv.Itoa(i)+"]", depth-1, left)
			if err != nil {
				return nil, err
			}
			n.parts = append(n.parts, part)
		}
		return n, nil
	}
	switch set[0] {
	case "all":
		n.join = joinAll
		return parts(r.All)
	case "any":
		n.join = joinAny
		return parts(r.Any)
	case "not":
		n.join = joinNot
		part, err := compileAt(r.Not, n.path, depth-1, left)
		n.parts = []*condition{part}
		return n, err
	case "metadata":
		return n, n.compileMetadata(r.Metadata)
	case "visibility":
		n.leaf = n.evaluateVisibility
		return n, n.compileWords(r.Visibility, "a visibility: they are PRIVATE, ORG and PUBLIC", unchanged, isVisibility)
	case "apps":
		n.leaf = n.evaluateApp
		return n, n.compileWords(r.Apps, "an app id", unchanged, steps.ValidID)
	default:
		n.leaf = n.evaluateOwner
		return n, n.compileWords(r.Owners, "a user's or an organization's id", strings.ToLower, steps.ValidID)
	}
}

// setFields names the fields that are set.
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

func unchanged(s string) string { return s }

func isVisibility(v string) bool {
	return v == string(clarifai.VisibilityPrivate) || v == string(clarifai.VisibilityOrg) || v == string(clarifai.VisibilityPublic)
}

// compileWords takes the words of a list.
func (n *condition) compileWords(list []string, what string, fold func(string) string, valid func(string) bool) *PolicyError {
	if len(list) == 0 {
		return &PolicyError{Path: n.path, Reason: "the list is empty"}
	}
	n.words = make(map[string]bool, len(list))
	for i, s := range list {
		if !valid(s) {
			return &PolicyError{Path: fmt.Sprintf("%s[%d]", n.path, i), Reason: fmt.Sprintf("%.80q is not %s", s, what)}
		}
		n.words[fold(s)] = true
	}
	return nil
}

func (n *condition) compileMetadata(m *Metadata) *PolicyError {
	bad := func(at, reason string) *PolicyError { return &PolicyError{Path: n.path + at, Reason: reason} }
	switch {
	case (m.Key != "") == (m.Path != nil):
		return bad("", "one of key and path is needed, and only one")
	case m.Path != nil && len(m.Path) == 0:
		return bad(".path", "the list is empty")
	case m.Present == (m.Values != nil):
		return bad("", "one of values and present is needed, and only one")
	case m.Values != nil && len(m.Values) == 0:
		return bad(".values", "the list is empty")
	}
	for i, key := range m.keys() {
		if key == "" || !utf8.ValidString(key) {
			return bad("", fmt.Sprintf("key %d is empty or not UTF-8", i+1))
		}
	}
	n.values = make(map[any]bool, len(m.Values))
	for i, v := range m.Values {
		plain, problem := normalizeValue(v)
		if problem != "" {
			return bad(fmt.Sprintf(".values[%d]", i), problem)
		}
		n.values[plain] = true
	}
	n.leaf = n.evaluateMetadata
	return nil
}

func (m *Metadata) keys() []string {
	if m.Path != nil {
		return m.Path
	}
	return []string{m.Key}
}

// Bounds of a rule, against values that no one has written by hand.
const (
	maxDepth = 64
	maxNodes = 100_000
)
