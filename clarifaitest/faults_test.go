package clarifaitest_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

func TestFault_EveryKindEndsInAValueOrAnError(t *testing.T) {
	for _, kind := range clarifaitest.FaultKinds() {
		for _, acts := range []bool{false, true} {
			for _, count := range []int{1, -1} {
				t.Run(fmt.Sprintf("%s acts %v count %d", kind, acts, count), func(t *testing.T) {
					withServer(t, acme(), func(t *testing.T, s *clarifaitest.Server, _ *clarifai.Client) {
						client := s.Client(clarifai.WithMaxResponseBytes(1 << 20))
						s.Inject(clarifaitest.Fault{Operation: clarifai.OpTeamsCreate, Kind: kind, Acts: acts, Count: count, Size: 2 << 20})
						ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
						defer cancel()
						team, err := client.Teams.Create(ctx, "acme", clarifai.CreateTeamRequest{ID: "new", Name: "New"})
						switch _, isOurs := errors.AsType[*clarifai.Error](err); {
						case err == nil && (team == nil || team.ID != "new"):
							t.Errorf("no error, and the team %+v", team)
						case err != nil && !isOurs:
							t.Errorf("an error of type %T: %v", err, err)
						}
						teams := len(s.Teams("acme"))
						if teams > 2 || err == nil && teams != 2 {
							t.Errorf("%d teams, with error %v", teams, err)
						}
					})
				})
			}
		}
	}
}

func TestFault_OtherOperationsAreLeftAlone(t *testing.T) {
	s := clarifaitest.NewServer(t, acme(func(c *clarifaitest.Config) {
		c.Faults = append(c.Faults, clarifaitest.Fault{
			Operation: clarifai.OpTeamsGet, Kind: clarifaitest.FaultStatus, Status: 400, Code: clarifai.StatusCode(10020), Count: -1,
		})
	}))
	client := s.Client()
	if _, err := client.Teams.List(t.Context(), "acme", nil); err != nil {
		t.Error(err)
	}
	_, err := client.Teams.Get(t.Context(), "acme", "red")
	if e, ok := errors.AsType[*clarifai.Error](err); !ok || e.Code != 10020 || e.HTTPStatus != 400 {
		t.Errorf("error %v", err)
	}
}
