package clarifai_test

import (
	"errors"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestAnInvitationWhoseAnswerIsLostIsSentOnceAndReported(t *testing.T) {
	testkit.WithServer(t, func(t *testing.T, s *clarifaitest.Server) {
		_, err := s.Client().Invitations.Create(t.Context(), "acme",
			clarifai.CreateInvitationRequest{Email: "new@acme.example", Role: clarifai.RoleOrganizationUser})
		if err != nil {
			t.Fatal(err)
		}
		if n := testkit.CountRequests(s, clarifai.OpInvitationsCreate); n != 1 {
			t.Errorf("%d requests to send it", n)
		}
	}, testkit.LoseResponse(clarifai.OpInvitationsCreate), clarifaitest.WithExists(clarifaitest.ExistsSilent))
}

func TestAnInvitationThatCannotBeFoundIsAmbiguousAndNotSentAgain(t *testing.T) {
	testkit.WithServer(t, func(t *testing.T, s *clarifaitest.Server) {
		_, err := s.Client().Invitations.Create(t.Context(), "acme",
			clarifai.CreateInvitationRequest{Email: "new@acme.example", Role: clarifai.RoleOrganizationUser})
		if !errors.Is(err, clarifai.ErrAmbiguous) {
			t.Errorf("got %v", err)
		}
		if n := testkit.CountRequests(s, clarifai.OpInvitationsCreate); n != 1 {
			t.Errorf("%d requests to send it", n)
		}
	}, clarifaitest.WithFaults(clarifaitest.Fault{Operation: clarifai.OpInvitationsCreate, Kind: clarifaitest.FaultDrop}))
}

func TestAnInvitationCountsAsCancelledOnlyWhenItIs(t *testing.T) {
	for variant, want := range map[clarifaitest.Cancel]bool{
		clarifaitest.CancelMarks: true, clarifaitest.CancelDeletes: true, clarifaitest.CancelIgnores: false,
	} {
		testkit.WithServer(t, func(t *testing.T, s *clarifaitest.Server) {
			id := s.Invitations("acme")[0].ID
			cancelled, err := s.Client().Invitations.Cancel(t.Context(), "acme", id)
			if (err == nil) != want || (cancelled != nil) != want {
				t.Errorf("variant %v: %v, %v", variant, cancelled, err)
			}
		}, clarifaitest.WithCancel(variant), clarifaitest.WithLag(time.Second))
	}
}
