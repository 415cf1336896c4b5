package clarifai_test

import (
	"errors"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestTeams_AddApps(t *testing.T) {
	testkit.RunWithServer(t, "a plain success takes one request, however many apps the team has", func(t *testing.T, s *clarifaitest.Server) {
		role := clarifai.TeamRoleByID(s.TeamRoleID(clarifai.TeamRoleFullAccess))
		if err := s.Client().Teams.AddApps(t.Context(), "acme", "ml", []clarifai.AddTeamAppRequest{{AppID: "app2", Role: role}}); err != nil || len(s.Requests()) != 1 {
			t.Errorf("%v, after %d requests", err, len(s.Requests()))
		}
	})
	testkit.RunWithServer(t, "a role that differs is a conflict at once where the server refuses", func(t *testing.T, s *clarifaitest.Server) {
		began := time.Now()
		err := s.Client().Teams.AddApps(t.Context(), "acme", "ml", []clarifai.AddTeamAppRequest{{AppID: "app", Role: clarifai.TeamRoleFullAccess}})
		if !errors.Is(err, clarifai.ErrConflict) || time.Since(began) != 0 {
			t.Errorf("%v, after %v", err, time.Since(began))
		}
	}, func(c *clarifaitest.Config) { c.Variants.AppRole = clarifaitest.AppRoleRefused })

	t.Run("a response without a body is a success", func(t *testing.T) {
		c, s := testkit.NewClient(t, testkit.Script(testkit.Reply{Status: 204}))
		err := c.Teams.AddApps(t.Context(), "acme", "ml", []clarifai.AddTeamAppRequest{{AppID: "app", Role: clarifai.TeamRoleByID("r")}})
		if err != nil || len(s.Requests()) != 1 {
			t.Errorf("%d requests: %v", len(s.Requests()), err)
		}
	})
}

func TestTeams_SetAppRole(t *testing.T) {
	t.Run("the role is set whatever the server makes of adding the app again", func(t *testing.T) {
		for _, variant := range []clarifaitest.AppRole{clarifaitest.AppRoleSet, clarifaitest.AppRoleRefused, clarifaitest.AppRoleIgnored} {
			testkit.WithServer(t, func(t *testing.T, s *clarifaitest.Server) {
				if err := s.Client().Teams.SetAppRole(t.Context(), "acme", "ml", "app", clarifai.TeamRoleLabelerLead); err != nil {
					t.Fatal(err)
				}
				if apps := s.TeamApps("acme", "ml"); len(apps) != 1 || apps[0].Role != clarifai.TeamRoleLabelerLead {
					t.Errorf("variant %v: the team has %v", variant, apps)
				}
			}, func(c *clarifaitest.Config) {
				c.Variants.AppRole = variant
				c.Variants.Lag = time.Second
			})
		}
	})

	t.Run("the app is removed only for a refusal that its presence explains", func(t *testing.T) {
		for _, f := range []clarifaitest.Fault{{Status: 200, Code: clarifai.CodeFailure}, {Status: 400, Code: clarifai.CodeFailure}, {Status: 409}} {
			for _, app := range []string{"app", "app2"} {
				testkit.WithServer(t, func(t *testing.T, s *clarifaitest.Server) {
					f.Operation, f.Kind, f.Count = clarifai.OpTeamsSetAppRole, clarifaitest.FaultStatus, 1
					s.Inject(f)
					err := s.Client().Teams.SetAppRole(t.Context(), "acme", "ml", app, clarifai.TeamRoleFullAccess)
					there := app == "app" && f.Status >= 400 // what the server refuses may be its presence
					if (err == nil) != there || testkit.CountRequests(s, clarifai.OpTeamsRemoveApps) != 0 != there {
						t.Errorf("%s after %d: %v, with %d removals", app, f.Status, err, testkit.CountRequests(s, clarifai.OpTeamsRemoveApps))
					}
				})
			}
		}
	})
}
