package access_test

import (
	"context"
	"math"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/access"
)

func TestWithoutAContextOrAWorkingClientNothingIsToldOrDone(t *testing.T) {
	run(t, seed(), func(f *fixture) {
		closed := f.server.Client()
		closed.Close()
		var never context.Context
		for name, test := range map[string]struct {
			ctx    context.Context
			client *clarifai.Client
		}{
			"a nil context": {never, f.client}, "a nil client": {f.Context(), nil},
			"a zero client": {f.Context(), new(clarifai.Client)}, "a closed client": {f.Context(), closed},
		} {
			if review, err := access.Evaluate(test.ctx, test.client, "acme", area("vision")); review != nil || err == nil {
				f.Errorf("Evaluate with %s: %v, %v", name, review, err)
			}
			if report, err := access.Enforce(test.ctx, test.client, "acme", []access.Policy{area("vision")}, f.options); report != nil || err == nil {
				f.Errorf("Enforce with %s: %v, %v", name, report, err)
			}
		}
		for name, o := range map[string]access.Options{
			"a negative number": {MaxRemovals: -1}, "no share": {MaxShare: math.NaN()}, "a share of all and more": {MaxShare: math.Inf(1)},
			"a negative share": {MaxShare: -0.1}, "an empty debt": {Owed: make([]access.Step, 1)},
		} {
			if report, err := access.Enforce(f.Context(), f.client, "acme", []access.Policy{area("vision")}, o); report != nil || err == nil {
				f.Errorf("Enforce with %s: %v, %v", name, report, err)
			}
		}
		if n := len(f.server.Requests()); n != 0 {
			f.Errorf("%d requests", n)
		}
	})
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
