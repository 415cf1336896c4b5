package access_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/access"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestEvaluate(t *testing.T) {
	t.Run("each violation has its paths", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			r := f.evaluate(area("vision"), area("sound"))
			f.wantLines(violations(r),
				`vision only: team vision reaches app echo as "Model Trainer", through which 2 members: remove (rule.metadata: metadata "area" is "sound")`,
				`vision only: team vision reaches app noise as "Full Access", through which 2 members: remove (rule.metadata: metadata "area" is "sound")`,
			)
			f.wantLines(undecided(r),
				`vision only: team vision reaches app bare as "Full Access", and it is unknown whether it may (rule.metadata: the app's metadata is not shown)`)
			f.wantLines(defaultRoles(r), `vision only: team vision reaches future apps as "Model Trainer" by its default role: keep`)
			var paths []string
			for p := range r.Violations[1].Paths() {
				paths = append(paths, p.String())
			}
			f.wantLines(paths, `ann > vision > noise as "Full Access"`, `bo > vision > noise as "Full Access"`)
			if v := r.Violations[0]; v.TeamName != "Vision" || v.AppName != "ECHO" || v.RoleID != f.server.TeamRoleID(trainer) {
				f.Errorf("violation: %+v", v)
			}
			if r.Assignments != 6 || !r.Complete() || r.Clean() {
				f.Errorf("%d assignments, complete %v, clean %v", r.Assignments, r.Complete(), r.Clean())
			}
			f.wantWrites(0)
		})
	})
	t.Run("an organization that complies is clean", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			r := f.evaluate(area("sound"), area("void"))
			if !r.Clean() {
				f.Errorf("evaluation: %+v", r)
			}
			// Two readings of five lists (teams, roles, apps, the apps of two teams),
			// each of a page and maybe an empty one behind it.
			if n := len(f.server.Requests()); n > 2*5*2 {
				f.Errorf("%d requests", n)
			}
			if r := f.evaluate(access.Policy{Name: "all", Teams: []string{access.AllTeams}, Rule: inArea("vision", "sound")}); r.Assignments != 6 || len(r.Violations) > 0 {
				f.Errorf("evaluation: %+v", r)
			}
		})
	})
	t.Run("unknown apps in rules are listed", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			p := access.Policy{Name: "p", Teams: []string{"void"}, Rule: access.Rule{Not: &access.Rule{Apps: []string{"shelf", "shelv"}}}}
			f.wantLines(f.evaluate(p).UnknownApps, "p: rule.not.apps[1]: shelv")
		})
	})
	t.Run("a default role that the policy allows is no finding", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			f.wantLines(defaultRoles(f.evaluate(area("vision", lower(trainer)))))
			if r := f.evaluate(area("vision", lower(lead))); len(r.DefaultRoles) != 1 || !slices.Equal(r.DefaultRoles[0].Members, []string{"ann", "bo"}) {
				f.Errorf("default roles: %+v", r.DefaultRoles)
			}
		})
	})
}

func TestEvaluate_BadPolicies(t *testing.T) {
	t.Run("unknown teams and roles are reported together", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			p := area("vision", lower("Wizard"))
			p.Teams = []string{"vision", "Vision", "vison"}
			_, err := access.Evaluate(f.Context(), f.client, "acme", p)
			f.wantLines(strings.Split(fmt.Sprint(err), "\n"),
				`access: policy "vision only": teams[1]: the organization has no team "Vision"`,
				`access: policy "vision only": teams[2]: the organization has no team "vison"`,
				`access: policy "vision only": lower_to: there is no team role "Wizard"; there are ["Full Access" "Labeler Lead" "Labeler Worker" "Model Trainer"]`)
			if _, ok := errors.AsType[*access.PolicyError](err); !ok {
				f.Errorf("%T", err)
			}
		})
	})
	t.Run("a policy is required", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			if evaluation, err := access.Evaluate(f.Context(), f.client, "acme"); evaluation != nil || err == nil {
				f.Errorf("Evaluate: %v, %v", evaluation, err)
			}
		})
	})
}

func TestEvaluate_ManyApps(t *testing.T) {
	for name, variant := range map[string]func(*clarifaitest.Config){
		"a server that clamps pages to 100 hides no app":         func(c *clarifaitest.Config) { c.Variants.MaxPerPage = 100 },
		"a server that filters pages after cutting hides no app": func(c *clarifaitest.Config) { c.Variants.HideEvery = 3 },
	} {
		t.Run(name, func(t *testing.T) {
			team := clarifaitest.Team{ID: "big"}
			config := testkit.With(clarifaitest.Config{}, variant)
			for i := range 150 {
				id := fmt.Sprintf("app-%d", i)
				config.Apps = append(config.Apps, clarifaitest.App{Owner: "acme", ID: id, Metadata: map[string]any{"area": "sound"}})
				team.Apps = append(team.Apps, clarifaitest.TeamApp{AppID: id, Role: clarifai.TeamRoleFullAccess})
			}
			config.Users = append(config.Users, clarifaitest.User{ID: "olga"})
			config.Organizations = append(config.Organizations, clarifaitest.Organization{
				ID: "acme", Owner: "olga", Teams: []clarifaitest.Team{team}})
			withServer(t, config, func(f *fixture) {
				r := f.evaluate(access.Policy{Name: "vision only", Teams: []string{"big"}, Rule: inArea("vision")})
				if !r.Complete() || r.Assignments != 150 || len(r.Violations) != 150 {
					f.Errorf("%d assignments, %d violations, incomplete: %v", r.Assignments, len(r.Violations), r.Incomplete)
				}
			})
		})
	}
}
