package access_test

import (
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/clarifai-community/clarifai-orgs-go/access"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
)

func TestEnforce_Contradictions(t *testing.T) {
	withServer(t, seed(), func(f *fixture) {
		customRoles(f.server, `{"role_id": "r-all", "app": {"user_id": "acme", "app_id": "echo"}}`)
		a, b := area("vision", lower("Viewer")), area("vision", lower("Payer"))
		b.Name = "another"
		report, err := access.Enforce(f.Context(), f.client, "acme", []access.Policy{a, b}, f.options)
		if !errors.Is(err, access.ErrContradiction) || len(report.Evaluation.Contradictions) != 1 || report.Evaluation.Contradictions[0].App != "echo" {
			f.Errorf("Enforce: %v", err)
		}
		f.wantWrites(0)
	})
}

func TestValidate_Contradictions(t *testing.T) {
	visible := func(v ...string) access.Rule { return access.Rule{Visibility: v} }
	apps := func(ids ...string) access.Rule { return access.Rule{Apps: ids} }
	not := func(r access.Rule) access.Rule { return access.Rule{Not: &r} }
	all := func(r ...access.Rule) access.Rule { return access.Rule{All: r} }
	anyOf := func(r ...access.Rule) access.Rule { return access.Rule{Any: r} }
	present := access.Rule{Metadata: &access.Metadata{Key: "area", Present: true}}
	cases := []struct {
		name string
		a, b access.Rule
		want bool
	}{
		{"two visibilities", visible("PRIVATE"), visible("PUBLIC", "ORG"), true},
		{"overlapping visibilities", visible("PRIVATE", "ORG"), visible("PUBLIC", "ORG"), false},
		{"every visibility excluded", not(visible("PRIVATE")), not(visible("ORG", "PUBLIC")), true},
		{"two ids", apps("a"), all(visible("ORG"), apps("b")), true},
		{"an id and its exclusion", apps("a", "b"), not(anyOf(apps("a"), apps("b", "c"))), true},
		{"only exclusions", not(apps("a")), not(apps("b")), false},
		{"owners in other letters", access.Rule{Owners: []string{"Acme"}}, access.Rule{Owners: []string{"aCME"}}, false},
		{"a value and its exclusion", inArea("x"), not(inArea("y", "x")), true},
		{"two values, which a list may have", inArea("x"), inArea("y"), false},
		{"a value and no such key", inArea("x"), not(present), true},
		{"a key and some values excluded", present, not(inArea("x")), false},
		{"alternatives", anyOf(apps("a"), apps("b")), apps("b"), false},
		{"an alternative of one", anyOf(apps("a")), apps("b"), true},
		{"a denied conjunction of one", not(all(apps("a"))), apps("a"), true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			withServer(t, seed(), func(f *fixture) {
				a := access.Policy{Name: "a", Teams: []string{access.AllTeams}, Rule: c.a}
				b := access.Policy{Name: "b", Teams: []string{"vision", "sound"}, Rule: c.b}
				err := access.Validate(a, b)
				if errors.Is(err, access.ErrContradiction) != c.want || !c.want && err != nil {
					f.Errorf("Validate: %v", err)
				}
				if !c.want {
					return
				}
				if clash, ok := errors.AsType[*access.Contradiction](err); !ok || clash.Team != "sound" || !slices.Equal(slices.Sorted(slices.Values(clash.Policies)), []string{"a", "b"}) {
					f.Errorf("contradiction: %v", err)
				}
				if _, err := access.Enforce(f.Context(), f.client, "acme", []access.Policy{a, b}, f.options); !errors.Is(err, access.ErrContradiction) {
					f.Errorf("Enforce: %v", err)
				}
				if n := len(f.server.Requests()); n != 0 {
					f.Errorf("%d requests", n)
				}
				b.Teams = []string{"void"}
				a.Teams = []string{"sound"}
				if err := access.Validate(a, b); err != nil {
					f.Errorf("of different teams: %v", err)
				}
			})
		})
	}
}

// No app meets both rules of a contradiction.
func TestValidate_ContradictionsProperty(t *testing.T) {
	harness.Check(t, func(t *rapid.T) {
		a := access.Policy{Name: "a", Teams: []string{"t"}, Rule: drawnRule(t, 2)}
		b := access.Policy{Name: "b", Teams: []string{"t"}, Rule: drawnRule(t, 2)}
		err := access.Validate(a, b)
		for range 10 {
			app := drawnApp(t)
			one, _ := a.Rule.Evaluate(&app)
			two, _ := b.Rule.Evaluate(&app)
			if one == access.Holds && two == access.Holds && err != nil {
				t.Fatalf("%v, and app %+v meets both", err, app)
			}
		}
	})
}
