package access_test

import (
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/access"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestEnforce(t *testing.T) {
	t.Run("violations are removed, and another run finds nothing", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			policies := []access.Policy{area("vision", clearing), area("sound")}
			report := f.enforce(policies...)
			f.wantLines(steps(report), "done: clear default role vision", "done: remove app vision echo", "done: remove app vision noise")
			for _, s := range report.Steps {
				if s.RequestID == "" || s.Note != "" || !slices.Equal(s.Members, []string{"ann", "bo"}) {
					f.Errorf("%s: request %q, note %q, members %q", &s.Step, s.RequestID, s.Note, s.Members)
				}
			}
			f.wantApps("vision", "bare Full Access", "shelf Full Access")
			f.wantApps("sound", "echo Full Access", "noise Full Access")
			if role := f.defaultRole("vision"); role != "" {
				f.Errorf("default role %q", role)
			}
			f.wantNothingToDo(policies...)
		})
	})
	t.Run("roles are lowered and never raised", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			policy := area("vision", lower("labeler_lead"))
			f.wantApps("vision", "bare Full Access", "echo Model Trainer", "noise Full Access", "shelf Full Access")
			report := f.enforce(policy)
			f.wantLines(steps(report),
				"done: remove app vision echo", "done: remove app vision noise", "done: add app vision echo", "done: add app vision noise")
			f.wantApps("vision", "bare Full Access", "echo Labeler Lead", "noise Labeler Lead", "shelf Full Access")
			if len(report.Unfinished()) != 0 || report.Removals != 2 {
				f.Errorf("unfinished %v, removals %d", report.Unfinished(), report.Removals)
			}
			f.wantNothingToDo(policy)
			f.wantNothingToDo(area("vision", lower(trainer))) // a role below is never raised
		})
	})
	t.Run("a dry run writes nothing", func(t *testing.T) {
		for _, options := range []access.Options{{DryRun: true}, {DryRun: true, MaxRemovals: 9, MaxRemovalShare: 1}} {
			withServer(t, seed(), func(f *fixture) {
				report, err := access.Enforce(f.Context(), f.client, "acme", []access.Policy{area("vision", clearing, lower(worker))}, options)
				if errors.Is(err, access.ErrLimit) != (options.MaxRemovalShare == 0) || report == nil || !report.DryRun {
					f.Fatalf("Enforce: %v", err)
				}
				f.wantLines(steps(report), "planned: clear default role vision", "planned: remove app vision echo", "planned: remove app vision noise",
					"planned: add app vision echo", "planned: add app vision noise")
				f.wantWrites(0)
				if len(report.Unfinished()) != 0 {
					f.Errorf("unfinished: %v", report.Unfinished())
				}
			})
		}
	})
}

func TestEnforce_ServerVariants(t *testing.T) {
	variants := map[string][]func(*clarifaitest.Config){"lag": {func(c *clarifaitest.Config) { c.Variants.Lag = 2 * time.Second }}}
	for _, v := range []clarifaitest.AppRole{clarifaitest.AppRoleSet, clarifaitest.AppRoleRefused, clarifaitest.AppRoleIgnored} {
		for _, e := range []clarifaitest.Exists{clarifaitest.ExistsConflict, clarifaitest.ExistsFailure, clarifaitest.ExistsDuplicateKey, clarifaitest.ExistsSilent} {
			variants[fmt.Sprint("app role ", v, " exists ", e)] = []func(*clarifaitest.Config){
				func(c *clarifaitest.Config) {
					c.Variants.AppRole = v
					c.Variants.Exists = e
					c.Variants.Lag = time.Second
				}}
		}
	}
	for _, v := range []clarifaitest.Batch{clarifaitest.BatchAtomic, clarifaitest.BatchMixed, clarifaitest.BatchUnmarked, clarifaitest.BatchOmitted, clarifaitest.BatchSilent} {
		variants[fmt.Sprint("batch ", v)] = []func(*clarifaitest.Config){func(c *clarifaitest.Config) { c.Variants.Batch = v }}
	}
	for _, v := range []clarifaitest.RoleNames{clarifaitest.RoleNamesSnake, clarifaitest.RoleNamesUpperSnake} {
		variants[fmt.Sprint("role names ", v)] = []func(*clarifaitest.Config){func(c *clarifaitest.Config) { c.Variants.RoleNames = v }}
	}
	for name, opts := range variants {
		t.Run(name, func(t *testing.T) {
			withServer(t, testkit.With(seed(), opts...), func(f *fixture) {
				policy := area("vision", clearing, lower(worker))
				report := f.enforce(policy)
				for _, s := range report.Steps {
					if s.Status != access.Done || s.Note != "" {
						f.Errorf("%s: %s, %q", &s.Step, s.Status, s.Note)
					}
				}
				f.wantApps("vision", "bare Full Access", "echo Labeler Worker", "noise Labeler Worker", "shelf Full Access")
				f.wantNothingToDo(policy)
			})
		})
	}
}
