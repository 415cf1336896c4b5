package clarifai_test

import (
	"testing"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestInvitations_Cancel(t *testing.T) {
	for variant, want := range map[clarifaitest.Cancel]bool{
		clarifaitest.CancelMarks: true, clarifaitest.CancelDeletes: true, clarifaitest.CancelIgnores: false,
	} {
		testkit.WithServer(t, func(t *testing.T, s *clarifaitest.Server) {
			id := s.Invitations("acme")[0].ID
			cancelled, err := s.Client().Invitations.Cancel(t.Context(), "acme", id)
			if (err == nil) != want || (cancelled != nil) != want {
				t.Errorf("variant %v: %v, %v", variant, cancelled, err)
			}
		}, func(c *clarifaitest.Config) {
			c.Variants.Cancel = variant
			c.Variants.Lag = time.Second
		})
	}
}
