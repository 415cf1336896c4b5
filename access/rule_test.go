package access_test

import (
	"encoding/json"
	"testing"

	"pgregory.net/rapid"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/access"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
)

// object is metadata as it comes from JSON.
func object(t *testing.T, text string) map[string]any {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal([]byte(text), &m); err != nil {
		t.Fatal(err)
	}
	return m
}

func TestRule_Evaluate_Metadata(t *testing.T) {
	app := &clarifai.App{ID: "a", Metadata: object(t, `{
		"s": "x", "n": 1, "f": 0.1, "b": true, "null": null, "list": ["x", 2, ["deep"], {"s": "in"}], "empty": [],
		"o": {"s": "y", "a.b": 3, "null": null}, "a.b": "dotted", "big": 9007199254740993, "": "nothing"}`)}
	key := func(key string, values ...any) access.Metadata { return access.Metadata{Key: key, Values: values} }
	path := func(values []any, keys ...string) access.Metadata { return access.Metadata{Path: keys, Values: values} }
	is := func(values ...any) []any { return values }
	cases := []struct {
		rule access.Metadata
		want access.Verdict
	}{
		{key("s", "x"), access.Holds},
		{key("s", "y", "x"), access.Holds},
		{key("s", "X"), access.Fails},
		{key("s", "x "), access.Fails},
		{key("n", 1), access.Holds},
		{key("n", 1.0), access.Holds},
		{key("n", uint8(1)), access.Holds},
		{key("n", json.Number("1.0")), access.Holds},
		{key("n", "1"), access.Fails},
		{key("n", true), access.Fails},
		{key("f", 0.1), access.Holds},
		{key("b", true), access.Holds},
		{key("b", false), access.Fails},
		{key("b", "true"), access.Fails},
		{key("b", 1), access.Fails},
		{key("big", int64(1<<53-1)), access.Fails},
		{key("list", "x"), access.Holds},
		{key("list", 2), access.Holds},
		{key("list", "deep"), access.Fails},
		{key("list", "in"), access.Fails},
		{key("empty", ""), access.Fails},
		{key("o", "y"), access.Fails},
		{key("a.b", "dotted"), access.Holds},
		{key("o.s", "y"), access.Fails},
		{path(is("y"), "o", "s"), access.Holds},
		{path(is(3), "o", "a.b"), access.Holds},
		{path(is("y"), "o", "t"), access.Fails},
		{path(is("y"), "s", "s"), access.Fails},
		{path(is("in"), "list", "s"), access.Fails},
		{path(is("x"), "s"), access.Holds},
		{access.Metadata{Key: "s", Present: true}, access.Holds},
		{access.Metadata{Key: "o", Present: true}, access.Holds},
		{access.Metadata{Key: "empty", Present: true}, access.Holds},
		{access.Metadata{Key: "null", Present: true}, access.Fails},
		{access.Metadata{Path: []string{"o", "null"}, Present: true}, access.Fails},
		{access.Metadata{Key: "gone", Present: true}, access.Fails},
	}
	for _, c := range cases {
		rule := access.Rule{Metadata: &c.rule}
		if err := rule.Validate(); err != nil {
			t.Errorf("%+v: %v", c.rule, err)
		}
		if got, reason := rule.Evaluate(app); got != c.want {
			t.Errorf("%+v: %s (%s), want %s", c.rule, got, reason, c.want)
		}
		for _, metadata := range []map[string]any{nil, {}} {
			want := access.Unknown
			if metadata != nil {
				want = access.Fails
			}
			if got, _ := rule.Evaluate(&clarifai.App{ID: "a", Metadata: metadata}); got != want {
				t.Errorf("%+v of metadata %v: %s, want %s", c.rule, metadata, got, want)
			}
		}
	}
}

func TestRule_Evaluate(t *testing.T) {
	t.Run("what an app does not show is unknown", func(t *testing.T) {
		cases := []struct {
			rule access.Rule
			app  clarifai.App
			want access.Verdict
		}{
			{access.Rule{Visibility: []string{"ORG", "PRIVATE"}}, clarifai.App{Visibility: clarifai.VisibilityOrg}, access.Holds},
			{access.Rule{Visibility: []string{"PRIVATE"}}, clarifai.App{Visibility: clarifai.VisibilityPublic}, access.Fails},
			{access.Rule{Visibility: []string{"PRIVATE"}}, clarifai.App{}, access.Unknown},
			{access.Rule{Visibility: []string{"PRIVATE"}}, clarifai.App{Visibility: clarifai.VisibilityUnknown}, access.Unknown},
			{access.Rule{Visibility: []string{"PRIVATE"}}, clarifai.App{Visibility: "40"}, access.Unknown},
			{access.Rule{Owners: []string{"Acme"}}, clarifai.App{UserID: "aCME"}, access.Holds},
			{access.Rule{Owners: []string{"acme"}}, clarifai.App{UserID: "other"}, access.Fails},
			{access.Rule{Owners: []string{"acme"}}, clarifai.App{}, access.Unknown},
			{access.Rule{Apps: []string{"a", "b"}}, clarifai.App{ID: "b"}, access.Holds},
			{access.Rule{Apps: []string{"a"}}, clarifai.App{ID: "A"}, access.Fails},
		}
		for _, c := range cases {
			if got, reason := c.rule.Evaluate(&c.app); got != c.want || reason == "" {
				t.Errorf("%+v of %+v: %s (%s), want %s", c.rule, c.app, got, reason, c.want)
			}
		}
		if got, _ := (&access.Rule{}).Evaluate(&clarifai.App{}); got != access.Unknown {
			t.Errorf("a bad rule: %s", got)
		}
	})
	t.Run("the reason is the condition that decides", func(t *testing.T) {
		rule := access.Rule{All: []access.Rule{
			{Apps: []string{"a"}},
			{Not: &access.Rule{Any: []access.Rule{{Visibility: []string{"ORG"}}, {Visibility: []string{"PUBLIC"}}}}},
			{Any: []access.Rule{{Owners: []string{"x"}}, {Owners: []string{"y"}}}},
		}}
		app := clarifai.App{ID: "a", UserID: "acme", Visibility: clarifai.VisibilityPublic}
		if v, reason := rule.Evaluate(&app); v != access.Fails || reason != "rule.all[1].not.any[1].visibility: the visibility is PUBLIC; and 1 more" {
			t.Errorf("%s: %s", v, reason)
		}
		app.Visibility = clarifai.VisibilityPrivate
		if v, reason := rule.Evaluate(&app); v != access.Fails || reason != `rule.all[2].any[0].owners: the owner is "acme"; and 1 more` {
			t.Errorf("%s: %s", v, reason)
		}
	})
}

// A small world, in which rules and apps meet often.
var (
	words        = []string{"a", "b", "c"}
	visibilities = []string{"PRIVATE", "ORG", "PUBLIC"}
)

// drawnRule makes a valid rule.
func drawnRule(t *rapid.T, depth int) access.Rule {
	kinds := []string{"metadata", "visibility", "apps", "owners"}
	if depth > 0 {
		kinds = append(kinds, "all", "any", "not")
	}
	some := func(from []string) []string {
		return rapid.SliceOfNDistinct(rapid.SampledFrom(from), 1, 2, rapid.ID).Draw(t, "words")
	}
	rules := func() (list []access.Rule) {
		for range rapid.IntRange(1, 3).Draw(t, "parts") {
			list = append(list, drawnRule(t, depth-1))
		}
		return list
	}
	switch rapid.SampledFrom(kinds).Draw(t, "kind") {
	case "all":
		return access.Rule{All: rules()}
	case "any":
		return access.Rule{Any: rules()}
	case "not":
		r := drawnRule(t, depth-1)
		return access.Rule{Not: &r}
	case "visibility":
		return access.Rule{Visibility: some(visibilities)}
	case "apps":
		return access.Rule{Apps: some(words)}
	case "owners":
		return access.Rule{Owners: some(words)}
	}
	m := &access.Metadata{}
	if rapid.Bool().Draw(t, "nested") {
		m.Path = some(words)
	} else {
		m.Key = rapid.SampledFrom(words).Draw(t, "key")
	}
	if m.Present = rapid.Bool().Draw(t, "present"); !m.Present {
		m.Values = rapid.SliceOfN(rapid.OneOf(
			rapid.Map(rapid.SampledFrom(words), func(s string) any { return s }),
			rapid.Map(rapid.IntRange(0, 2), func(n int) any { return float64(n) }),
			rapid.Map(rapid.Bool(), func(b bool) any { return b }),
		), 1, 3).Draw(t, "values")
	}
	return access.Rule{Metadata: m}
}

func drawnMetadata(t *rapid.T, depth int) map[string]any {
	m := map[string]any{}
	for _, key := range words {
		kind := rapid.IntRange(0, 6).Draw(t, "kind of value")
		switch {
		case kind == 0:
			m[key] = rapid.SampledFrom(words).Draw(t, "string")
		case kind == 1:
			m[key] = float64(rapid.IntRange(0, 2).Draw(t, "number"))
		case kind == 2:
			m[key] = rapid.Bool().Draw(t, "bool")
		case kind == 3:
			m[key] = []any{rapid.SampledFrom(words).Draw(t, "first"), rapid.SampledFrom(words).Draw(t, "second")}
		case kind == 4 && depth > 0:
			m[key] = drawnMetadata(t, depth-1)
		case kind == 5:
			m[key] = nil
		}
	}
	return m
}

// drawnApp makes an app that shows everything.
func drawnApp(t *rapid.T) clarifai.App {
	return clarifai.App{
		ID: rapid.SampledFrom(words).Draw(t, "id"), UserID: rapid.SampledFrom(words).Draw(t, "owner"),
		Visibility: clarifai.Visibility(rapid.SampledFrom(visibilities).Draw(t, "visibility")), Metadata: drawnMetadata(t, 1),
	}
}

// hidden is an app that shows less.
func hidden(t *rapid.T, app clarifai.App) clarifai.App {
	if rapid.Bool().Draw(t, "hide metadata") {
		app.Metadata = nil
	}
	if rapid.Bool().Draw(t, "hide visibility") {
		app.Visibility = ""
	}
	if rapid.Bool().Draw(t, "hide owner") {
		app.UserID = ""
	}
	return app
}

// kleene judges the joins of a rule by the tables, and single conditions by
// Evaluate.
func kleene(r *access.Rule, app *clarifai.App) int {
	worst, best := 1, -1
	for i := range r.All {
		worst = min(worst, kleene(&r.All[i], app))
	}
	for i := range r.Any {
		best = max(best, kleene(&r.Any[i], app))
	}
	switch {
	case r.All != nil:
		return worst
	case r.Any != nil:
		return best
	case r.Not != nil:
		return -kleene(r.Not, app)
	}
	v, _ := r.Evaluate(app)
	return map[access.Verdict]int{access.Holds: 1, access.Fails: -1, access.Unknown: 0}[v]
}

func TestRule_Evaluate_Properties(t *testing.T) {
	t.Run("verdicts combine as in Kleene's logic", func(t *testing.T) {
		harness.Check(t, func(t *rapid.T) {
			rule, app := drawnRule(t, 3), hidden(t, drawnApp(t))
			got, reason := rule.Evaluate(&app)
			want := map[int]access.Verdict{1: access.Holds, -1: access.Fails, 0: access.Unknown}[kleene(&rule, &app)]
			if got != want || reason == "" {
				t.Fatalf("%s (%s), want %s", got, reason, want)
			}
		})
	})
	// What is decided of an app that shows little stays so when it shows more, and
	// of one that shows everything all is decided.
	t.Run("a verdict stands whatever the app shows later", func(t *testing.T) {
		harness.Check(t, func(t *rapid.T) {
			rule, whole := drawnRule(t, 3), drawnApp(t)
			part := hidden(t, whole)
			before, _ := rule.Evaluate(&part)
			after, reason := rule.Evaluate(&whole)
			if after == access.Unknown || before != access.Unknown && before != after {
				t.Fatalf("%s, and then %s (%s)", before, after, reason)
			}
		})
	})
}
