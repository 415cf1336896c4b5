package offboard_test

import (
	"errors"
	"slices"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/offboard"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// The caller may be one of the people, if another Admin made the proposal.
func TestRun_Caller(t *testing.T) {
	withServer(t, func(f *fixture) {
		p := f.plan("ann", "hal")
		f.client = f.server.Client(clarifai.WithPAT(f.server.PAT("ann")))
		f.Cleanup(f.client.Close)
		f.server.ResetRequests()
		e, err := offboard.Run(f.Context(), f.client, p, nil)
		if !errors.Is(err, roster.ErrCaller) || e.By != "ann" {
			f.Errorf("by %s: %v", e.By, err)
		}
		for _, s := range e.Steps {
			if s.UserID == "ann" && (s.Status != roster.Skipped || s.RequestID != "") && s.Kind != roster.CancelInvitation {
				f.Errorf("%s: %s, %v", s.Step, s.Status, s.Err)
			}
		}
		app, _ := f.server.App("acme", "shelf")
		if !slices.ContainsFunc(app.Collaborators, func(c clarifaitest.Collaborator) bool { return c.UserID == "ann" }) {
			f.Error("ann's collaboration has ended")
		}
	}, func(c *clarifaitest.Config) { c.Organizations[0].Members[0].Role = clarifai.MemberRoleAdmin })
}
