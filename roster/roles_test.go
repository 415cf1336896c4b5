package roster_test

import (
	"errors"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

func TestPlan_Roles(t *testing.T) {
	t.Run("Admin must be allowed, also by ID", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			f.company.People[4].Role = clarifai.MemberRoleByID(f.server.MemberRoleID(clarifai.MemberRoleAdmin))
			_, err := roster.Plan(f.Context(), f.client, f.company, f.options)
			if input, ok := errors.AsType[*roster.InputError](err); !ok || len(input.Rows) != 1 || input.Rows[0].Line != 6 {
				f.Errorf("Plan: %v", err)
			}
			f.options.AllowAdmin = true
			f.plan()
			f.wantWrites(0)
		})
	})
	t.Run("roles are found in any spelling", func(t *testing.T) {
		for _, names := range []clarifaitest.RoleNames{clarifaitest.RoleNamesSnake, clarifaitest.RoleNamesUpperSnake} {
			withServer(t, testkit.With(seed(), func(c *clarifaitest.Config) { c.Variants.RoleNames = names }), func(f *fixture) {
				f.company.People[2].Role = "org contributor"
				f.planAndApply()
				f.wantNothingToDo()
			})
		}
	})
	t.Run("a role that the server does not have is a bad row", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			f.company.People[1].Role = clarifai.MemberRoleByID("nope")
			f.company.Teams[0].Apps[1].Role = clarifai.TeamRoleByID("nor")
			_, err := roster.Plan(f.Context(), f.client, f.company, f.options)
			input, ok := errors.AsType[*roster.InputError](err)
			if !ok || len(input.Rows) != 2 || input.Rows[0].Line != 3 || input.Rows[1].Line != 2 || input.Rows[1].File != roster.FileTeams {
				f.Errorf("Plan: %v", err)
			}
		})
	})
}
