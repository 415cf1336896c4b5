package main

import (
	"errors"
	"strings"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

func newServer(t *testing.T) *clarifaitest.Server {
	t.Helper()
	return clarifaitest.NewServer(t, clarifaitest.Config{
		Apps: []clarifaitest.App{{Owner: "acme", ID: "shelf"}, {Owner: "acme", ID: "yard"}},
		Organizations: []clarifaitest.Organization{{ID: "acme", Teams: []clarifaitest.Team{
			{ID: "vision", Apps: []clarifaitest.TeamApp{
				{AppID: "shelf", Role: clarifai.TeamRoleFullAccess}, {AppID: "yard", Role: clarifai.TeamRoleLabelerLead},
			}},
			{ID: "empty"},
			{ID: "speech", Apps: []clarifaitest.TeamApp{{AppID: "yard", Role: clarifai.TeamRoleModelTrainer}}},
		}}},
	})
}

func TestWriteTeamAccess(t *testing.T) {
	const want = "team,app,role\n" +
		"vision,shelf,Full Access\nvision,yard,Labeler Lead\n" +
		"empty,,\n" +
		"speech,yard,Model Trainer\n"
	var out strings.Builder
	if err := writeTeamAccess(t.Context(), newServer(t).Client(), "acme", &out); err != nil || out.String() != want {
		t.Errorf("%v\n%s\nwant\n%s", err, out.String(), want)
	}
}

func TestWriteTeamAccess_Failure(t *testing.T) {
	for name, fault := range map[string]clarifaitest.Fault{
		"the list of teams":        {Operation: clarifai.OpTeamsList},
		"the apps of another team": {Operation: clarifai.OpTeamsListApps, Skip: 2},
	} {
		t.Run(name, func(t *testing.T) {
			server := newServer(t)
			fault.Kind, fault.Status = clarifaitest.FaultStatus, 403
			server.Inject(fault)
			var out strings.Builder
			err := writeTeamAccess(t.Context(), server.Client(), "acme", &out)
			if !errors.Is(err, clarifai.ErrForbidden) {
				t.Errorf("%v, want ErrForbidden", err)
			}
			if strings.Contains(out.String(), "speech") {
				t.Errorf("a team whose apps cannot be read looks as if it had none:\n%s", out.String())
			}
		})
	}
}
