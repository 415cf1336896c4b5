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

// Rule is a condition on an app. Exactly one of its fields is set.
type Rule struct {
	// All holds if each of its rules holds.
	All []Rule `json:"all,omitempty" yaml:"all,omitempty"`
	// Any holds if at least one of its rules holds.
	Any []Rule `json:"any,omitempty" yaml:"any,omitempty"`
	// Not holds if its rule fails.
	Not *Rule `json:"not,omitempty" yaml:"not,omitempty"`
	// Metadata is a condition on the app's metadata.
	Metadata *Metadata `json:"metadata,omitempty" yaml:"metadata,omitempty"`
	// Visibility has PRIVATE, ORG or PUBLIC, of which one must be the app's.
	Visibility []string `json:"visibility,omitempty" yaml:"visibility,omitempty"`
	// Apps are app IDs, of which one must be the app's.
	Apps []string `json:"apps,omitempty" yaml:"apps,omitempty"`
	// Owners are IDs of users and organizations, of which one must be the app's
	// owner. Letter case does not count.
	Owners []string `json:"owners,omitempty" yaml:"owners,omitempty"`
}

// Metadata is a condition on one value in an app's metadata. Exactly one of Key and
// Path is set, and exactly one of Values and Present.
type Metadata struct {
	// Key is a key at the top level. A dot has no special meaning.
	Key string `json:"key,omitempty" yaml:"key,omitempty"`
	// Path are the keys of nested objects that lead to the value, outermost first.
	Path []string `json:"path,omitempty" yaml:"path,omitempty"`
	// Values are strings, numbers and booleans, of which one must be the app's
	// value. They are compared exactly and by type: "1" is not 1, 1 is 1.0, and
	// letter case counts. If the app's value is a list, one of its elements must be
	// among them. An object or null never is. Numbers must be between -2^53 and
	// 2^53, since metadata does not have larger numbers exactly.
	Values []any `json:"values,omitempty" yaml:"values,omitempty"`
	// Present holds for every value but null.
	Present bool `json:"present,omitempty" yaml:"present,omitempty"`
}

// Verdict is what a rule says about an app. It is Unknown if the app does not show
// what decides. The verdicts of parts combine as in Kleene's logic: all is as good as
// its worst part, any is as good as its best part, and not swaps Holds and Fails.
type Verdict string

// The verdicts of a rule.
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

// Evaluate returns the rule's verdict on an app, and the condition that decides. A
// condition on metadata that is nil, or on an owner or a visibility that is empty, is
// Unknown. If metadata is shown, a condition on a key that is missing or null fails.
// The verdict of a rule that is not valid is Unknown.
func (r *Rule) Evaluate(app *clarifai.App) (verdict Verdict, reason string) {
	n, err := compile(r)
	if err != nil {
		return Unknown, err.Error()
	}
	return n.verdict(app), n.reason(app)
}

// verdict returns the verdict of the condition on an app.
func (c *condition) verdict(app *clarifai.App) Verdict {
	switch c.join {
	case joinLeaf:
		v, _ := c.leaf(app)
		return v
	case joinNot:
		return c.parts[0].verdict(app).not()
	}
	decides := Fails // one failing part decides "all"
	if c.join == joinAny {
		decides = Holds
	}
	verdict := decides.not()
	for _, part := range c.parts {
		switch part.verdict(app) {
		case decides:
			return decides
		case Unknown:
			verdict = Unknown
		}
	}
	return verdict
}

// reason returns the condition that decides, or the first of several.
func (c *condition) reason(app *clarifai.App) string {
	switch c.join {
	case joinLeaf:
		_, words := c.leaf(app)
		return c.path + ": " + words
	case joinNot:
		return c.parts[0].reason(app)
	}
	verdict := c.verdict(app)
	var reason string
	more := 0
	for _, part := range c.parts {
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

func (c *condition) evaluateApp(app *clarifai.App) (Verdict, string) {
	return verdictOf(c.words[app.ID]), fmt.Sprintf("the app is %q", app.ID)
}

func (c *condition) evaluateOwner(app *clarifai.App) (Verdict, string) {
	if app.UserID == "" {
		return Unknown, "the app's owner is not shown"
	}
	return verdictOf(c.words[strings.ToLower(app.UserID)]), fmt.Sprintf("the owner is %.80q", app.UserID)
}

func (c *condition) evaluateVisibility(app *clarifai.App) (Verdict, string) {
	v := string(app.Visibility)
	switch {
	case v == "" || v == string(clarifai.VisibilityUnknown):
		return Unknown, "the app's visibility is not shown"
	case !isVisibility(v):
		return Unknown, fmt.Sprintf("the visibility %.80q is unknown", v)
	}
	return verdictOf(c.words[v]), "the visibility is " + v
}

func (c *condition) evaluateMetadata(app *clarifai.App) (Verdict, string) {
	keys := c.rule.Metadata.keys()
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
		return Fails, name + " is missing"
	}
	holds := c.rule.Metadata.Present || c.hasValue(value)
	return verdictOf(holds), fmt.Sprintf("%s is %s", name, describeValue(value))
}

// hasValue reports whether a value, or an element of a list, is among the values of
// the condition.
func (c *condition) hasValue(value any) bool {
	if list, ok := value.([]any); ok {
		return slices.ContainsFunc(list, func(v any) bool {
			_, nested := v.([]any)
			return !nested && c.hasValue(v)
		})
	}
	plain, problem := normalizeValue(value)
	return problem == "" && c.values[plain]
}

// describeValue returns a value of metadata in a few printable words.
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

// normalizeValue returns the form in which a value of metadata is compared: a string,
// a bool or a float64. If there is none, it returns what is wrong with the value.
func normalizeValue(v any) (normalized any, problem string) {
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
			return nil, "the string must be UTF-8"
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
		return nil, fmt.Sprintf("a value must be a string, a number or a boolean, not %T", v)
	}
	if math.IsNaN(f) || math.Abs(f) >= 1<<53 {
		return nil, fmt.Sprintf("the number %v must be between -2^53 and 2^53, to be exact in metadata", v)
	}
	return f, ""
}
