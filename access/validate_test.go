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

func TestPolicy_Validate(t *testing.T) {
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
		{access.Policy{Teams: []string{"t"}, Rule: ok}, "name: it is required"},
		{access.Policy{Name: "a\nb", Teams: []string{"t"}, Rule: ok}, `policy "a\nb": name: "a\nb" must be printable`},
		{access.Policy{Name: "a\xff", Teams: []string{"t"}, Rule: ok}, `policy "a\xff": name: "a\xff" must be printable`},
		{teams(), `policy "p": teams: at least one team is required ("*" binds all teams)`},
		{teams("a", "*"), `policy "p": teams[1]: "*" must be the only team`},
		{teams("a", ""), `policy "p": teams[1]: "" is not a team ID`},
		{teams("a/b"), `policy "p": teams[0]: "a/b" is not a team ID`},
		{teams("a", "a"), `policy "p": teams[1]: "a" must not occur twice`},
		{access.Policy{Name: "p", Teams: []string{"t"}, Rule: ok, LowerTo: clarifai.TeamRoleByID("")}, `policy "p": lower_to: the role's ID is required`},
		{access.Policy{Name: "p", Teams: []string{"t"}, Rule: ok, LowerTo: "\xff"}, `policy "p": lower_to: "\xff" must be printable`},
		{with(access.Rule{}), `policy "p": rule: one of all, any, not, metadata, visibility, apps and owners is required`},
		{with(access.Rule{Apps: []string{"a"}, Any: []access.Rule{ok}}), `policy "p": rule: any and apps are set, but only one may be`},
		{with(access.Rule{All: []access.Rule{}}), `policy "p": rule.all: the list must not be empty`},
		{with(access.Rule{Any: []access.Rule{ok, {Any: []access.Rule{}}}}), `policy "p": rule.any[1].any: the list must not be empty`},
		{with(access.Rule{Apps: []string{}}), `policy "p": rule.apps: the list must not be empty`},
		{with(access.Rule{Apps: []string{"a", "b c"}}), `policy "p": rule.apps[1]: "b c" is not an app ID`},
		{with(access.Rule{Owners: []string{""}}), `policy "p": rule.owners[0]: "" is not the ID of a user or an organization`},
		{with(access.Rule{Visibility: []string{"private"}}), `policy "p": rule.visibility[0]: "private" is not a visibility: PRIVATE, ORG or PUBLIC`},
		{meta(access.Metadata{}), at + ": exactly one of key and path is required"},
		{meta(access.Metadata{Key: "a", Path: []string{"a"}}), at + ": exactly one of key and path is required"},
		{meta(access.Metadata{Path: []string{}}), at + ".path: the list must not be empty"},
		{meta(access.Metadata{Key: "a"}), at + ": exactly one of values and present is required"},
		{meta(access.Metadata{Key: "a", Present: true, Values: []any{1}}), at + ": exactly one of values and present is required"},
		{meta(access.Metadata{Key: "a", Values: []any{}}), at + ".values: the list must not be empty"},
		{meta(access.Metadata{Path: []string{"a", ""}, Present: true}), at + ": key 2 must not be empty and must be UTF-8"},
		{meta(access.Metadata{Key: "\xff", Present: true}), at + ": key 1 must not be empty and must be UTF-8"},
		{meta(access.Metadata{Key: "a", Values: []any{"x", "\xff"}}), at + ".values[1]: the string must be UTF-8"},
		{meta(access.Metadata{Key: "a", Values: []any{nil}}), at + ".values[0]: a value must be a string, a number or a boolean, not <nil>"},
		{meta(access.Metadata{Key: "a", Values: []any{[]any{}}}), at + ".values[0]: a value must be a string, a number or a boolean, not []interface {}"},
		{meta(access.Metadata{Key: "a", Values: []any{time.Time{}}}), at + ".values[0]: a value must be a string, a number or a boolean, not time.Time"},
		{meta(access.Metadata{Key: "a", Values: []any{math.NaN()}}), at + ".values[0]: the number NaN must be between -2^53 and 2^53, to be exact in metadata"},
		{meta(access.Metadata{Key: "a", Values: []any{math.Inf(1)}}), at + ".values[0]: the number +Inf must be between -2^53 and 2^53, to be exact in metadata"},
		{meta(access.Metadata{Key: "a", Values: []any{int64(1 << 53)}}), at + ".values[0]: the number 9007199254740992 must be between -2^53 and 2^53, to be exact in metadata"},
	}
	for _, c := range cases {
		if err := c.policy.Validate(); fmt.Sprint(err) != "access: "+c.want {
			t.Errorf("got  %v\nwant access: %s", err, c.want)
		}
	}
	if err := access.Validate(teams("a"), teams("b")); err == nil || !strings.Contains(err.Error(), "policies 1 and 2 must not have the same name") {
		t.Errorf("one name: %v", err)
	}
}

func TestRule_Validate_Limits(t *testing.T) {
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

func TestEvaluate_HostileText(t *testing.T) {
	withServer(t, seed(), func(f *fixture) {
		for _, text := range []string{"", "\xff", "a\x00b\x1b[31m\r\n\u202e", "../x", strings.Repeat("x", 1<<16)} {
			for place, p := range []access.Policy{
				area(text), {Name: text, Teams: []string{"vision"}, Rule: inArea("vision")}, area("vision", lower(clarifai.TeamRole(text))),
				{Name: "p", Teams: []string{"vision"}, Rule: access.Rule{Apps: []string{text}}},
				{Name: "p", Teams: []string{"vision"}, Rule: access.Rule{Owners: []string{text}}},
				{Name: "p", Teams: []string{"vision"}, Rule: access.Rule{Visibility: []string{text}}},
				{Name: "p", Teams: []string{"vision"}, Rule: access.Rule{Metadata: &access.Metadata{Key: text, Path: []string{text}, Values: []any{text}}}},
			} {
				evaluation, err := access.Evaluate(f.Context(), f.client, "acme", p)
				if err != nil && (strings.ContainsFunc(strings.ReplaceAll(err.Error(), "\n", ""), unicode.IsControl) || !utf8.ValidString(err.Error())) {
					f.Errorf("%.20q at place %d: %.300q", text, place, err)
				}
				if (evaluation == nil) == (err == nil) {
					f.Errorf("%.20q at place %d: %v, %v", text, place, evaluation, err)
				}
			}
		}
	})
}
