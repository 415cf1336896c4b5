package access_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/access"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
)

const lowering = `{"name": "p", "teams": ["t"], "lower_to": "Labeler Worker", "rule": {"all": [{"not": {"metadata": {"key": "a", "values": ["x", 1]}}}]}}`

// misread are policies of which a decoder that drops what it does not know, or
// lets the last key win, makes another policy. The reasons are those of an
// error that names the policy.
var misread = map[string]struct{ policy, want string }{
	"a misspelled lower_to":   {strings.Replace(lowering, "lower_to", "lower_too", 1), "lower_too: there is no such field: clear_default_role, lower_to, name, rule, teams are known"},
	"lower_to in other case":  {strings.Replace(lowering, "lower_to", "LowerTo", 1), "LowerTo: there is no such field: clear_default_role, lower_to, name, rule, teams are known"},
	"null for lower_to":       {strings.Replace(lowering, `"Labeler Worker"`, "null", 1), "lower_to: it must not be null"},
	"null for a condition":    {strings.Replace(lowering, `["x", 1]`, "null", 1), "rule.all[0].not.metadata.values: it must not be null"},
	"nothing for lower_to":    {strings.Replace(lowering, `"Labeler Worker"`, `""`, 1), "lower_to: it must be a role; without it the app is removed"},
	"a misspelled condition":  {strings.Replace(lowering, `"values"`, `"value"`, 1), "rule.all[0].not.metadata.value: there is no such field: key, path, present, values are known"},
	"no rule":                 {`{"name": "p", "teams": ["t"]}`, "rule: it is required"},
	"no teams":                {`{"name": "p", "rule": {"apps": ["a"]}}`, "teams: it is required"},
	"null for a rule":         {`{"name": "p", "teams": ["t"], "rule": null}`, "rule: it must not be null"},
	"a list that is a string": {strings.Replace(lowering, `["t"]`, `"t"`, 1), "teams: it must be a list, not a single value"},
}

func TestReadPolicies_Strict(t *testing.T) {
	for name, c := range misread {
		path, _, _ := strings.Cut(c.want, ":")
		_, err := access.ReadPolicies(strings.NewReader("[\n" + c.policy + "]"))
		if err == nil || !strings.HasPrefix(err.Error(), "access: ") || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := access.ReadPolicies(strings.NewReader("[\n" + strings.Replace(lowering, "lower_to", "lower_too", 1) + "]"))
	if want := "access: the policies cannot be read: line 2, column 31: [0].lower_too: there is no such field: clear_default_role, lower_to, name, rule, teams are known"; fmt.Sprint(err) != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	for name, file := range map[string]string{
		"lower_to twice": "[" + strings.Replace(lowering, `"teams"`, `"lower_to": "Full Access", "teams"`, 1) + "]",
		"UTF-32":         "\xFF\xFE\x00\x00[\x00\x00\x00",
		"two marks":      "\uFEFF\uFEFF[" + lowering + "]",
	} {
		if got, err := access.ReadPolicies(strings.NewReader(file)); err == nil {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestReadPolicies_Encodings(t *testing.T) {
	text := "[" + strings.Replace(lowering, `"x"`, `"日本 😀"`, 1) + "]"
	want, err := access.ReadPolicies(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	var low, high []byte
	for _, unit := range utf16.Encode([]rune("\uFEFF" + text)) {
		low, high = append(low, byte(unit), byte(unit>>8)), append(high, byte(unit>>8), byte(unit))
	}
	for name, file := range map[string]string{"UTF-8 with a mark": "\uFEFF" + text, "UTF-16, low first": string(low), "UTF-16, high first": string(high)} {
		if got, err := access.ReadPolicies(strings.NewReader(file)); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, %v", name, got, err)
		}
	}
}

// lenient decodes as a YAML library does that drops what it does not know.
func lenient(text string) func(any) error {
	return func(into any) error { return json.Unmarshal([]byte(text), into) }
}

func TestPolicy_Unmarshal(t *testing.T) {
	for format, decode := range map[string]func(*access.Policy, string) error{
		"JSON": func(p *access.Policy, text string) error { return json.Unmarshal([]byte(text), p) },
		"YAML": func(p *access.Policy, text string) error { return p.UnmarshalYAML(lenient(text)) },
	} {
		t.Run(format, func(t *testing.T) {
			before := access.Policy{Name: "before", LowerTo: "Full Access", ClearDefaultRole: true}
			got := before
			if err := decode(&got, lowering); err != nil || got.LowerTo != worker || got.ClearDefaultRole || got.Validate() != nil {
				t.Errorf("%+v, %v", got, err)
			}
			got = before
			if err := decode(&got, `{"name": "p", "teams": ["t"], "rule": {"apps": ["a"]}}`); err != nil || got.LowerTo != "" {
				t.Errorf("without lower_to: %+v, %v", got, err)
			}
			for name, c := range misread {
				got := before
				err := decode(&got, c.policy)
				if _, ok := errors.AsType[*access.PolicyError](err); !ok || err.Error() != `access: policy "p": `+c.want {
					t.Errorf("%s:\ngot  %v\nwant access: policy \"p\": %s", name, err, c.want)
				}
				if !reflect.DeepEqual(got, before) {
					t.Errorf("%s: the policy was changed: %+v", name, got)
				}
			}
		})
	}
	broken := errors.New("line 7: broken")
	if err := new(access.Policy).UnmarshalYAML(func(any) error { return broken }); err != broken {
		t.Errorf("the decoder's own error became %v", err)
	}
}

func TestPolicy_Unmarshal_UnprintableRole(t *testing.T) {
	for _, role := range []string{"\x00", "\x00\x00", "\x01", " \x00"} {
		quoted, err := json.Marshal(role)
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Replace(lowering, `"Labeler Worker"`, string(quoted), 1)
		const want = `access: policy "p": lower_to: `
		if _, err := access.ReadPolicies(strings.NewReader("[" + text + "]")); err == nil || !strings.HasPrefix(err.Error(), want) || !strings.HasSuffix(err.Error(), "must be printable") {
			t.Errorf("%q: ReadPolicies: %v", role, err)
		}
		for format, unmarshal := range map[string]func(*access.Policy) error{
			"JSON": func(p *access.Policy) error { return json.Unmarshal([]byte(text), p) },
			"YAML": func(p *access.Policy) error { return p.UnmarshalYAML(lenient(text)) },
		} {
			var p access.Policy
			if err := unmarshal(&p); err != nil || string(p.LowerTo) != role || p.Validate() == nil {
				t.Errorf("%q: %s: %+v, %v", role, format, p, err)
			}
		}
	}
}

// TestPolicy_Unmarshal_EveryField fails for a field that is not read.
func TestPolicy_Unmarshal_EveryField(t *testing.T) {
	want := access.Policy{Name: "p", Teams: []string{"t"}, Rule: access.Rule{Apps: []string{"a"}}, LowerTo: worker, ClearDefaultRole: true}
	for i := range reflect.TypeOf(want).NumField() {
		if reflect.ValueOf(want).Field(i).IsZero() {
			t.Errorf("%s is not set here", reflect.TypeOf(want).Field(i).Name)
		}
	}
	text, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got access.Policy
	if err := json.Unmarshal(text, &got); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestRule_Unmarshal(t *testing.T) {
	const good, bad = `{"any": [{"apps": ["a"]}, {"owners": ["o"]}]}`, `{"any": [{"apps": ["a"]}, {"owner": ["o"]}]}`
	for format, decode := range map[string]func(*access.Rule, string) error{
		"JSON": func(r *access.Rule, text string) error { return json.Unmarshal([]byte(text), r) },
		"YAML": func(r *access.Rule, text string) error { return r.UnmarshalYAML(lenient(text)) },
	} {
		r := access.Rule{Apps: []string{"before"}}
		if err := decode(&r, good); err != nil || r.Validate() != nil {
			t.Errorf("%s: %+v, %v", format, r, err)
		}
		const want = "access: rule.any[1].owner: there is no such field: all, any, apps, metadata, not, owners, visibility are known"
		if err := decode(&r, bad); fmt.Sprint(err) != want || len(r.Any) != 2 {
			t.Errorf("%s: got  %v\nwant %s", format, err, want)
		}
	}
}

func TestReadPolicies_RoundTrip(t *testing.T) {
	harness.Check(t, func(t *rapid.T) {
		policies := []access.Policy{{
			Name: rapid.StringMatching(`[ -~äß日]*[a-z]`).Draw(t, "name"), Teams: []string{"vision", "sound"}, Rule: drawnRule(t, 3),
			LowerTo:          rapid.SampledFrom([]clarifai.TeamRole{"", worker, clarifai.TeamRoleByID("x")}).Draw(t, "lower to"),
			ClearDefaultRole: rapid.Bool().Draw(t, "clear"),
		}}
		if access.Validate(policies...) != nil {
			return // it contradicts itself
		}
		data, err := json.Marshal(policies)
		if err != nil {
			t.Fatal(err)
		}
		got, err := access.ReadPolicies(strings.NewReader(string(data)))
		if err != nil {
			t.Fatalf("%s: %v", data, err)
		}
		if diff := cmp.Diff(policies, got); diff != "" {
			t.Fatalf("%s: %s", data, diff)
		}
	})
}

func TestPolicy_Tags(t *testing.T) {
	for _, v := range []any{access.Policy{}, access.Rule{}, access.Metadata{}} {
		typ := reflect.TypeOf(v)
		for field := range typ.Fields() {
			if tag := field.Tag; tag.Get("json") == "" || tag.Get("json") != tag.Get("yaml") {
				t.Errorf("%s.%s: json %q, yaml %q", typ.Name(), field.Name, tag.Get("json"), tag.Get("yaml"))
			}
		}
	}
}

func TestReadPolicies_BadJSON(t *testing.T) {
	const good = `[{"name": "p", "teams": ["t"], "rule": {"metadata": {"key": "a", "values": ["x", 1, true]}}}]`
	got, err := access.ReadPolicies(strings.NewReader(" " + good + "\n"))
	if err != nil || !reflect.DeepEqual(got[0].Rule.Metadata.Values, []any{"x", 1.0, true}) {
		t.Fatalf("%v, %v", got, err)
	}
	for name, text := range map[string]string{
		"nothing":              "",
		"no list":              `{}`,
		"an empty list":        `[]`,
		"null":                 `null`,
		"cut":                  good[:40],
		"more behind":          good + "[]",
		"a field twice":        strings.Replace(good, `"key": "a"`, `"key": "a", "key": "b"`, 1),
		"twice in two cases":   strings.Replace(good, `"teams": ["t"]`, `"teams": ["t"], "Teams": ["u"]`, 1),
		"a value that is null": strings.Replace(good, `"x"`, `null`, 1),
		"a great number":       strings.Replace(good, `1,`, `9007199254740993,`, 1),
		"a number beyond all":  strings.Replace(good, `1,`, `1e999,`, 1),
		"bytes, not UTF-8":     strings.Replace(good, `"x"`, "\"\xff\"", 1),
		"deep":                 `[{"name": "p", "teams": ["t"], "rule": ` + strings.Repeat(`{"not": `, 5000) + `{}` + strings.Repeat("}", 5000) + `}]`,
		"very deep":            strings.Repeat("[", 1_000_000),
	} {
		if got, err := access.ReadPolicies(strings.NewReader(text)); err == nil || !strings.HasPrefix(err.Error(), "access: ") {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	if _, err := access.ReadPolicies(brokenReader{}); err == nil {
		t.Error("a reader that fails is no error")
	}
}

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, fmt.Errorf("broken") }
