package access

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// Verdict is what a rule says of an app. Unknown is a verdict of its own:
// where an app does not show what decides, nothing is concluded. The verdicts
// of parts combine as in Kleene's logic: all is as good as its worst part, any
// as its best, not turns Holds and Fails around and leaves Unknown.
type Verdict string

// The verdicts.
const (
	Holds   Verdict = "holds"
	Fails   Verdict = "fails"
	Unknown Verdict = "unknown"
)

func verdictOf(holds bool) Verdict {
	if holds {
		return Holds
	}
	return Fails
}

func (v Verdict) not() Verdict {
	switch v {
	case Holds:
		return Fails
	case Fails:
		return Holds
	}
	return v
}

// Evaluate gives the rule's verdict on an app, and the part of the rule that
// decides, in words. Metadata that is nil is not shown, and so is an owner or a
// visibility that is empty: what asks for it is Unknown. In metadata that is
// shown, a key that is missing, or null, fails. A rule that is not valid is
// Unknown.
func (r *Rule) Evaluate(app *clarifai.App) (verdict Verdict, reason string) {
	n, err := compile(r)
	switch {
	case err != nil:
		return Unknown, err.Error()
	case app == nil:
		return Unknown, "there is no app"
	}
	return n.judge(app), n.explain(app)
}

// node is a part of a rule, ready to be asked many times.
type node struct {
	path  string // of the rule, such as "rule.all[1]"
	parts []*node
	join  join
	leaf  func(*clarifai.App) (Verdict, string)
	rule  *Rule // of a leaf
	text  map[string]bool
	value map[any]bool
}

type join int

const (
	joinLeaf join = iota
	joinAll
	joinAny
	joinNot
)

func compile(r *Rule) (*node, *PolicyError) {
	left := maxNodes
	return compileAt(r, "rule", maxDepth, &left)
}

func compileAt(r *Rule, path string, depth int, left *int) (*node, *PolicyError) {
	bad := func(at, format string, args ...any) *PolicyError {
		return &PolicyError{Path: path + at, Reason: fmt.Sprintf(format, args...)}
	}
	if *left--; *left < 0 {
		return nil, bad("", "the rule has more than %d parts", maxNodes)
	}
	if depth == 0 {
		return nil, bad("", "it nests deeper than %d rules", maxDepth)
	}
	set := r.set()
	if len(set) != 1 {
		if len(set) == 0 {
			return nil, bad("", "no condition is set: one of all, any, not, metadata, visibility, apps and owners is needed")
		}
		return nil, bad("", "%s are set: only one may be", strings.Join(set, " and "))
	}
	n := &node{path: path + "." + set[0], rule: r}
	parts := func(list []Rule) (*node, *PolicyError) {
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
		n.parts = []*node{part}
		return n, err
	case "metadata":
		return n, n.metadata(r.Metadata)
	case "visibility":
		n.leaf = n.visibility
		return n, n.strings(r.Visibility, "a visibility: they are PRIVATE, ORG and PUBLIC", keep, knownVisibility)
	case "apps":
		n.leaf = n.app
		return n, n.strings(r.Apps, "an app id", keep, validID)
	default:
		n.leaf = n.owner
		return n, n.strings(r.Owners, "a user's or an organization's id", strings.ToLower, validID)
	}
}

// set names the fields that are set.
func (r *Rule) set() (names []string) {
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

func keep(s string) string { return s }

func knownVisibility(v string) bool {
	return v == string(clarifai.VisibilityPrivate) || v == string(clarifai.VisibilityOrg) || v == string(clarifai.VisibilityPublic)
}

// strings takes the words of a list.
func (n *node) strings(list []string, what string, fold func(string) string, valid func(string) bool) *PolicyError {
	if len(list) == 0 {
		return &PolicyError{Path: n.path, Reason: "the list is empty"}
	}
	n.text = make(map[string]bool, len(list))
	for i, s := range list {
		if !valid(s) {
			return &PolicyError{Path: fmt.Sprintf("%s[%d]", n.path, i), Reason: fmt.Sprintf("%.80q is not %s", s, what)}
		}
		n.text[fold(s)] = true
	}
	return nil
}

func (n *node) metadata(m *Metadata) *PolicyError {
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
	n.value = make(map[any]bool, len(m.Values))
	for i, v := range m.Values {
		plain, problem := scalar(v)
		if problem != "" {
			return bad(fmt.Sprintf(".values[%d]", i), problem)
		}
		n.value[plain] = true
	}
	n.leaf = n.inMetadata
	return nil
}

func (m *Metadata) keys() []string {
	if m.Path != nil {
		return m.Path
	}
	return []string{m.Key}
}

// judge gives the verdict.
func (n *node) judge(app *clarifai.App) Verdict {
	switch n.join {
	case joinLeaf:
		v, _ := n.leaf(app)
		return v
	case joinNot:
		return n.parts[0].judge(app).not()
	}
	decides := Fails // an "all" by one part that fails, an "any" by one that holds
	if n.join == joinAny {
		decides = Holds
	}
	verdict := decides.not()
	for _, part := range n.parts {
		switch part.judge(app) {
		case decides:
			return decides
		case Unknown:
			verdict = Unknown
		}
	}
	return verdict
}

// explain tells the condition that decides: of several the first.
func (n *node) explain(app *clarifai.App) string {
	switch n.join {
	case joinLeaf:
		_, words := n.leaf(app)
		return n.path + ": " + words
	case joinNot:
		return n.parts[0].explain(app)
	}
	verdict := n.judge(app)
	var reason string
	more := 0
	for _, part := range n.parts {
		switch {
		case part.judge(app) != verdict:
		case reason == "":
			reason = part.explain(app)
		default:
			more++
		}
	}
	if more > 0 {
		reason += fmt.Sprintf("; and %d more", more)
	}
	return reason
}

func (n *node) app(app *clarifai.App) (Verdict, string) {
	return verdictOf(n.text[app.ID]), fmt.Sprintf("the app is %q", app.ID)
}

func (n *node) owner(app *clarifai.App) (Verdict, string) {
	if app.UserID == "" {
		return Unknown, "the app's owner is not shown"
	}
	return verdictOf(n.text[strings.ToLower(app.UserID)]), fmt.Sprintf("the owner is %.80q", app.UserID)
}

func (n *node) visibility(app *clarifai.App) (Verdict, string) {
	v := string(app.Visibility)
	switch {
	case v == "" || v == string(clarifai.VisibilityUnknown):
		return Unknown, "the app's visibility is not shown"
	case !knownVisibility(v):
		return Unknown, fmt.Sprintf("what the visibility %.80q means is not known", v)
	}
	return verdictOf(n.text[v]), "the visibility is " + v
}

func (n *node) inMetadata(app *clarifai.App) (Verdict, string) {
	keys := n.rule.Metadata.keys()
	name := fmt.Sprintf("metadata %.80q", strings.Join(keys, "."))
	if app.Metadata == nil {
		return Unknown, "the app's metadata is not shown"
	}
	var value any = app.Metadata
	for _, key := range keys {
		object, _ := value.(map[string]any)
		value = object[key]
	}
	if value == nil {
		return Fails, name + " is not there"
	}
	holds := n.rule.Metadata.Present || n.has(value)
	return verdictOf(holds), fmt.Sprintf("%s is %s", name, shown(value))
}

// has reports whether a value, or an element of a list, is one of those named.
func (n *node) has(value any) bool {
	if list, ok := value.([]any); ok {
		return slices.ContainsFunc(list, func(v any) bool {
			_, nested := v.([]any)
			return !nested && n.has(v)
		})
	}
	plain, problem := scalar(value)
	return problem == "" && n.value[plain]
}

// shown is a value of metadata in a few printable words.
func shown(v any) string {
	switch v := v.(type) {
	case string:
		return fmt.Sprintf("%.80q", v)
	case []any:
		return fmt.Sprintf("a list of %d", len(v))
	case map[string]any:
		return "an object"
	}
	return fmt.Sprint(v)
}
