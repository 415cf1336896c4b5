package clarifaitest_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

func TestClock_TokensExpire(t *testing.T) {
	now := time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
	s := clarifaitest.NewServer(t, acme(func(c *clarifaitest.Config) {
		c.Clock = func() time.Time { return now }
		c.Tokens = []clarifaitest.Token{{UserID: "ann", Secret: "short", ExpiresAt: now.Add(time.Hour)}}
	}))
	client := s.Client(clarifai.WithPAT("short"))
	me, err := client.Users.GetMe(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "me", me.ID, "ann")
	s.Advance(time.Hour)
	if _, err := client.Users.GetMe(t.Context()); !errors.Is(err, clarifai.ErrUnauthorized) {
		t.Errorf("expired, and %v", err)
	}
}

func TestClock_InvitationsExpire(t *testing.T) {
	now := time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
	s := clarifaitest.NewServer(t, acme(func(c *clarifaitest.Config) {
		c.Clock = func() time.Time { return now }
	}))
	client := s.Client()
	status := func(email string) clarifai.InvitationStatus {
		for _, inv := range slices.Backward(s.Invitations("acme")) {
			if inv.Email == email {
				return inv.Status
			}
		}
		return ""
	}
	for _, email := range []string{"x@acme.test", "y@acme.test", "z@acme.test"} {
		inv, err := client.Invitations.Create(t.Context(), "acme", clarifai.CreateInvitationRequest{Email: email, Role: clarifai.MemberRoleTeamContributor})
		if err != nil {
			t.Fatal(err)
		}
		if !inv.CreatedAt.Equal(now) {
			t.Errorf("created at %v", inv.CreatedAt)
		}
	}
	for _, err := range []error{s.Accept("acme", "bob@acme.test"), s.Accept("acme", "x@acme.test"), s.Decline("acme", "y@acme.test"), s.Expire("acme", "z@acme.test")} {
		if err != nil {
			t.Error(err)
		}
	}
	for email, want := range map[string]clarifai.InvitationStatus{
		"bob@acme.test": clarifai.InvitationAccepted, "x@acme.test": clarifai.InvitationAccepted,
		"y@acme.test": clarifai.InvitationDeclined, "z@acme.test": clarifai.InvitationExpired,
	} {
		equal(t, email, status(email), want)
	}
	equal(t, "registered", s.Members("acme")[3].UserID, "x")
	if err := s.Accept("acme", "z@acme.test"); err == nil {
		t.Error("an expired invitation was accepted")
	}
	if _, err := client.Invitations.Create(t.Context(), "acme", clarifai.CreateInvitationRequest{Email: "z@acme.test", Role: clarifai.MemberRoleTeamContributor}); err != nil {
		t.Fatal(err)
	}
	s.Advance(7 * 24 * time.Hour)
	equal(t, "a week later", status("z@acme.test"), clarifai.InvitationExpired)
}

func TestServer_DelaysAreFakeTimeInABubble(t *testing.T) {
	config := acme(func(c *clarifaitest.Config) {
		c.Latency = time.Second
		c.RateLimit = clarifaitest.RateLimit{PerSecond: 0.1, Burst: 2, RetryAfter: 10 * time.Second}
		c.Variants.Lag = time.Minute
	})
	withServer(t, config, func(t *testing.T, s *clarifaitest.Server, client *clarifai.Client) {
		began := time.Now()
		for range 3 { // the third is refused once and waits as it is told
			if _, err := client.Teams.Get(t.Context(), "acme", "red"); err != nil {
				t.Fatal(err)
			}
		}
		equal(t, "took", time.Since(began), 14*time.Second)
		equal(t, "refusal", s.Requests()[2].Code.String(), "CONN_THROTTLED")

		if err := client.Teams.DeleteBatch(t.Context(), "acme", []string{"red"}); err != nil {
			t.Fatal(err)
		}
		equal(t, "true teams", len(s.Teams("acme")), 0)
		if _, err := client.Teams.Get(t.Context(), "acme", "red"); err != nil {
			t.Errorf("not visible yet, and %v", err)
		}
		<-time.After(time.Minute)
		if _, err := client.Teams.Get(t.Context(), "acme", "red"); !errors.Is(err, clarifai.ErrNotFound) {
			t.Errorf("visible, and %v", err)
		}
	})
}
