package clarifai_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestInvitations_Create(t *testing.T) {
	t.Run("errors name the address as it was given", func(t *testing.T) {
		testkit.WithServer(t, func(t *testing.T, s *clarifaitest.Server) {
			request := clarifai.CreateInvitationRequest{Email: s.Invitations("acme")[0].Email, Role: clarifai.MemberRoleUser}
			_, err := s.Client().Invitations.Create(t.Context(), "acme", request)
			if !errors.Is(err, clarifai.ErrConflict) || !strings.Contains(err.Error(), `"acme/`+request.Email+`"`) {
				t.Errorf("error: %v", err)
			}
		})
	})
}

func TestInvitations_Cancel(t *testing.T) {
	t.Run("an invitation is not known to be gone if the list is not found either", func(t *testing.T) {
		c, _ := testkit.NewClient(t, func(_ int, r *testkit.Request) testkit.Reply {
			if r.Op == clarifai.OpInvitationsCancel {
				return testkit.Success("")
			}
			return testkit.Failure(404, 11101)
		}, testkit.WithoutRetries)
		cancelled, err := c.Invitations.Cancel(t.Context(), "acme", "i1")
		if cancelled != nil || !errors.Is(err, clarifai.ErrAmbiguous) || errors.Is(err, clarifai.ErrNotFound) {
			t.Errorf("%v, %v", cancelled, err)
		}
	})
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
