package roster_test

import (
	"errors"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

func TestAnAdminIsMadeOnlyWhenAllowedAlsoByID(t *testing.T) {
	run(t, seed(), func(f *fixture) {
		f.company.People[4].Role = clarifai.RoleID(f.server.RoleID(clarifai.RoleAdmin, clarifai.RoleTypeOrg))
		_, err := roster.Plan(f.Context(), f.client, f.company, f.options)
		if input, ok := errors.AsType[*roster.InputError](err); !ok || len(input.Rows) != 1 || input.Rows[0].Line != 6 {
			f.Errorf("Plan: %v", err)
		}
		f.options.AllowAdmin = true
		f.plan()
		f.wrote(0)
	})
}

func TestRolesAreFoundHoweverTheServerSpellsThem(t *testing.T) {
	for _, names := range []clarifaitest.RoleNames{clarifaitest.RoleNamesSnake, clarifaitest.RoleNamesUpperSnake} {
		run(t, append(seed(), clarifaitest.WithRoleNames(names)), func(f *fixture) {
			f.company.People[2].Role = "org contributor"
			f.onboard()
			f.rests()
		})
	}
}

func TestARoleThatTheServerDoesNotHaveIsABadRow(t *testing.T) {
	run(t, seed(), func(f *fixture) {
		f.company.People[1].Role = clarifai.RoleID("nope")
		f.company.Teams[0].Apps[1].Role = clarifai.RoleID("nor")
		_, err := roster.Plan(f.Context(), f.client, f.company, f.options)
		input, ok := errors.AsType[*roster.InputError](err)
		if !ok || len(input.Rows) != 2 || input.Rows[0].Line != 3 || input.Rows[1].Line != 2 || input.Rows[1].File != roster.FileTeams {
			f.Errorf("Plan: %v", err)
		}
	})
}
