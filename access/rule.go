package access

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"slices"
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
	return n.verdict(app), n.reason(app)
}

// verdict gives the verdict.
func (n *condition) verdict(app *clarifai.App) Verdict {
	switch n.join {
	case joinLeaf:
		v, _ := n.leaf(app)
		return v
	case joinNot:
		return n.parts[0].verdict(app).not()
	}
	decides := Fails // an "all" by one part that fails, an "any" by one that holds
	if n.join == joinAny {
		decides = Holds
	}
	verdict := decides.not()
	for _, part := range n.parts {
		switch part.verdict(app) {
		case decides:
			return decides
		case Unknown:
			verdict = Unknown
		}
	}
	return verdict
}

// reason tells the condition that decides: of several the first.
func (n *condition) reason(app *clarifai.App) string {
	switch n.join {
	case joinLeaf:
		_, words := n.leaf(app)
		return n.path + ": " + words
	case joinNot:
		return n.parts[0].reason(app)
	}
	verdict := n.verdict(app)
	var reason string
	more := 0
	for _, part := range n.parts {
		switch {
		case part.verdict(app) != verdict:
		case reason == "":
			reason = part.reason(app)
		default:
			more++
		}
	}
	if more > 0 {
		reason += fmt.Sprintf("; and %d more", more)
	}
	return reason
}

func (n *condition) evaluateApp(app *clarifai.App) (Verdict, string) {
	return verdictOf(n.words[app.ID]), fmt.Sprintf("the app is %q", app.ID)
}

func (n *condition) evaluateOwner(app *clarifai.App) (Verdict, string) {
	if app.UserID == "" {
		return Unknown, "the app's owner is not shown"
	}
	return verdictOf(n.words[strings.ToLower(app.UserID)]), fmt.Sprintf("the owner is %.80q", app.UserID)
}

func (n *condition) evaluateVisibility(app *clarifai.App) (Verdict, string) {
	v := string(app.Visibility)
	switch {
	case v == "" || v == string(clarifai.VisibilityUnknown):
		return Unknown, "the app's visibility is not shown"
	case !isVisibility(v):
		return Unknown, fmt.Sprintf("what the visibility %.80q means is not known", v)
	}
	return verdictOf(n.words[v]), "the visibility is " + v
}

func (n *condition) evaluateMetadata(app *clarifai.App) (Verdict, string) {
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
	holds := n.rule.Metadata.Present || n.hasValue(value)
	return verdictOf(holds), fmt.Sprintf("%s is %s", name, describeValue(value))
}

// hasValue reports whether a value, or an element of a list, is one of those named.
func (n *condition) hasValue(value any) bool {
	if list, ok := value.([]any); ok {
		return slices.ContainsFunc(list, func(v any) bool {
			_, nested := v.([]any)
			return !nested && n.hasValue(v)
		})
	}
	plain, problem := normalizeValue(value)
	return problem == "" && n.values[plain]
}

// shown is a value of metadata in a few printable words.
func describeValue(v any) string {
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

// scalar gives a value of metadata the form in which it is compared: a string,
// a bool or a float64. It says what is wrong with one that has none.
func normalizeValue(v any) (any, string) {
	if n, ok := v.(json.Number); ok {
		f, err := n.Float64()
		if err != nil {
			return nil, "not a number: " + err.Error()
		}
		return normalizeValue(f)
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
