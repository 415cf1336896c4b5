package access_test

import (
	"fmt"
	"math"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/access"
)

func TestABadPolicyIsRefusedWithThePathToIt(t *testing.T) {
	ok := access.Rule{Apps: []string{"a"}}
	with := func(r access.Rule) access.Policy { return access.Policy{Name: "p", Teams: []string{"t"}, Rule: r} }
	meta := func(m access.Metadata) access.Policy {
		return with(access.Rule{All: []access.Rule{ok, {Not: &access.Rule{Metadata: &m}}}})
	}
	teams := func(ids ...string) access.Policy { return access.Policy{Name: "p", Teams: ids, Rule: ok} }
	const at = `policy "p": rule.all[1].not.metadata`
	cases := []struct {
		policy access.Policy
		want   string
	}{
		{access.Policy{Teams: []string{"t"}, Rule: ok}, "name: it is empty"},
		{access.Policy{Name: "a\nb", Teams: []string{"t"}, Rule: ok}, `policy "a\nb": name: "a\nb" cannot be printed`},
		{access.Policy{Name: "a\xff", Teams: []string{"t"}, Rule: ok}, `policy "a\xff": name: "a\xff" cannot be printed`},
		{teams(), `policy "p": teams: there is none: the policy would bind nobody ("*" binds all teams)`},
		{teams("a", "*"), `policy "p": teams[1]: "*" stands alone`},
		{teams("a", ""), `policy "p": teams[1]: "" is not a team id`},
		{teams("a/b"), `policy "p": teams[0]: "a/b" is not a team id`},
		{teams("a", "a"), `policy "p": teams[1]: "a" is named twice`},
		{access.Policy{Name: "p", Teams: []string{"t"}, Rule: ok, LowerTo: clarifai.RoleID("")}, `policy "p": lower_to: the role's id is empty`},
		{access.Policy{Name: "p", Teams: []string{"t"}, Rule: ok, LowerTo: "\xff"}, `policy "p": lower_to: "\xff" cannot be printed`},
		{with(access.Rule{}), `policy "p": rule: no condition is set: one of all, any, not, metadata, visibility, apps and owners is needed`},
		{with(access.Rule{Apps: []string{"a"}, Any: []access.Rule{ok}}), `policy "p": rule: any and apps are set: only one may be`},
		{with(access.Rule{All: []access.Rule{}}), `policy "p": rule.all: the list is empty`},
		{with(access.Rule{Any: []access.Rule{ok, {Any: []access.Rule{}}}}), `policy "p": rule.any[1].any: the list is empty`},
		{with(access.Rule{Apps: []string{}}), `policy "p": rule.apps: the list is empty`},
		{with(access.Rule{Apps: []string{"a", "b c"}}), `policy "p": rule.apps[1]: "b c" is not an app id`},
		{with(access.Rule{Owners: []string{""}}), `policy "p": rule.owners[0]: "" is not a user's or an organization's id`},
		{with(access.Rule{Visibility: []string{"private"}}), `policy "p": rule.visibility[0]: "private" is not a visibility: they are PRIVATE, ORG and PUBLIC`},
		{meta(access.Metadata{}), at + ": one of key and path is needed, and only one"},
		{meta(access.Metadata{Key: "a", Path: []string{"a"}}), at + ": one of key and path is needed, and only one"},
		{meta(access.Metadata{Path: []string{}}), at + ".path: the list is empty"},
		{meta(access.Metadata{Key: "a"}), at + ": one of values and present is needed, and only one"},
		{meta(access.Metadata{Key: "a", Present: true, Values: []any{1}}), at + ": one of values and present is needed, and only one"},
		{meta(access.Metadata{Key: "a", Values: []any{}}), at + ".values: the list is empty"},
		{meta(access.Metadata{Path: []string{"a", ""}, Present: true}), at + ": key 2 is empty or not UTF-8"},
		{meta(access.Metadata{Key: "\xff", Present: true}), at + ": key 1 is empty or not UTF-8"},
		{meta(access.Metadata{Key: "a", Values: []any{"x", "\xff"}}), at + ".values[1]: the string is not UTF-8"},
		{meta(access.Metadata{Key: "a", Values: []any{nil}}), at + ".values[0]: a value is a string, a number or a boolean, not <nil>"},
		{meta(access.Metadata{Key: "a", Values: []any{[]any{}}}), at + ".values[0]: a value is a string, a number or a boolean, not []interface {}"},
		{meta(access.Metadata{Key: "a", Values: []any{time.Time{}}}), at + ".values[0]: a value is a string, a number or a boolean, not time.Time"},
		{meta(access.Metadata{Key: "a", Values: []any{math.NaN()}}), at + ".values[0]: the number NaN cannot be told from its neighbors in metadata"},
		{meta(access.Metadata{Key: "a", Values: []any{math.Inf(1)}}), at + ".values[0]: the number +Inf cannot be told from its neighbors in metadata"},
		{meta(access.Metadata{Key: "a", Values: []any{int64(1 << 53)}}), at + ".values[0]: the number 9007199254740992 cannot be told from its neighbors in metadata"},
	}
	for _, c := range cases {
		if err := c.policy.Validate(); fmt.Sprint(err) != "access: "+c.want {
			t.Errorf("got  %v\nwant access: %s", err, c.want)
		}
	}
	if err := access.Validate(teams("a"), teams("b")); err == nil || !strings.Contains(err.Error(), "policies 1 and 2 have one name") {
		t.Errorf("one name: %v", err)
	}
}

func TestARuleOfAnyShapeEndsSoon(t *testing.T) {
	deep := access.Rule{Apps: []string{"a"}}
	for range 70 {
		inner := deep
		deep = access.Rule{Not: &inner}
	}
	wide := access.Rule{Any: make([]access.Rule, 200_000)}
	for i := range wide.Any {
		wide.Any[i] = access.Rule{Apps: []string{"a"}}
	}
	round := access.Rule{All: make([]access.Rule, 2)}
	round.All[0], round.All[1] = access.Rule{Apps: []string{"a"}}, round
	itself := &access.Rule{}
	itself.Not = itself
	shared := access.Rule{Apps: []string{"a"}}
	for range 40 {
		shared = access.Rule{All: []access.Rule{shared, shared}}
	}
	for name, r := range map[string]*access.Rule{"deep": &deep, "wide": &wide, "round": &round, "itself": itself, "shared": &shared} {
		if err := r.Validate(); err == nil {
			t.Errorf("%s: no error", name)
		}
		if v, _ := r.Evaluate(&clarifai.App{ID: "a"}); v != access.Unknown {
			t.Errorf("%s: %s", name, v)
		}
	}
	ids := make([]string, 100_000)
	for i := range ids {
		ids[i] = fmt.Sprint("app", i)
	}
	long := access.Rule{Apps: ids}
	if v, _ := long.Evaluate(&clarifai.App{ID: "app99999"}); v != access.Holds {
		t.Errorf("a long list: %s", v)
	}
}

func TestNoTextInAPolicyBreaksAnEvaluationOrATerminal(t *testing.T) {
	run(t, seed(), func(f *fixture) {
		for _, text := range []string{"", "\xff", "a\x00b\x1b[31m\r\n\u202e", "../x", strings.Repeat("x", 1<<16)} {
			for place, p := range []access.Policy{
				area(text), {Name: text, Teams: []string{"vision"}, Rule: inArea("vision")}, area("vision", lower(clarifai.RoleRef(text))),
				{Name: "p", Teams: []string{"vision"}, Rule: access.Rule{Apps: []string{text}}},
				{Name: "p", Teams: []string{"vision"}, Rule: access.Rule{Owners: []string{text}}},
				{Name: "p", Teams: []string{"vision"}, Rule: access.Rule{Visibility: []string{text}}},
				{Name: "p", Teams: []string{"vision"}, Rule: access.Rule{Metadata: &access.Metadata{Key: text, Path: []string{text}, Values: []any{text}}}},
			} {
				review, err := access.Evaluate(f.Context(), f.client, "acme", p)
				if err != nil && (strings.ContainsFunc(strings.ReplaceAll(err.Error(), "\n", ""), unicode.IsControl) || !utf8.ValidString(err.Error())) {
					f.Errorf("%.20q at place %d: %.300q", text, place, err)
				}
				if (review == nil) == (err == nil) {
					f.Errorf("%.20q at place %d: %v, %v", text, place, review, err)
				}
			}
		}
	})
}

func TestARuleMayBeNestedDeeply(t *testing.T) {
	rule := access.Rule{Apps: []string{"shelf"}}
	for range 10_000 {
		rule = access.Rule{Not: &rule}
	}
	if err := rule.Validate(); err == nil {
		t.Error("it is taken")
	}
	for _, app := range []*clarifai.App{{ID: "shelf"}, nil} {
		if verdict, reason := rule.Evaluate(app); verdict != access.Unknown || reason == "" {
			t.Errorf("%+v: %v, %s", app, verdict, reason)
		}
	}
}
