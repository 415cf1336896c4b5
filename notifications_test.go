package clarifai_test

import (
	"errors"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestNotifications(t *testing.T) {
	testkit.RunWithServer(t, "an invitation arrives, is read and is deleted", func(t *testing.T, s *clarifaitest.Server) {
		c, ctx := s.Client(clarifai.WithSessionToken(s.SessionToken("cy"))), t.Context()
		all, err := clarifai.Collect(c.Notifications.ListAll(ctx, "me", nil))
		if err != nil || len(all) != 1 || all[0].Title != "Invitation to Acme" || all[0].Description != "" || all[0].IsRead() {
			t.Fatalf("listed %+v, %v", all, err)
		}
		one, err := c.Notifications.Get(ctx, "me", all[0].ID)
		if err != nil || one.Description == "" || one.IsRead() {
			t.Errorf("got %+v, %v", one, err)
		}
		read, err := c.Notifications.MarkRead(ctx, "me", one.ID)
		if err != nil || !read.IsRead() || !s.Notifications("cy")[0].Read {
			t.Errorf("marked %+v, %v", read, err)
		}
		page, err := c.Notifications.List(ctx, "me", &clarifai.ListNotificationsOptions{UnreadOnly: true})
		if err != nil || len(page.Items) != 0 {
			t.Errorf("unread: %+v, %v", page, err)
		}
		if err := c.Notifications.Delete(ctx, "me", one.ID); err != nil || len(s.Notifications("cy")) != 0 {
			t.Errorf("deleted: %v", err)
		}
		if _, err := c.Notifications.MarkRead(ctx, "me", one.ID); !errors.Is(err, clarifai.ErrNotFound) {
			t.Errorf("one that is gone: %v", err)
		}
		for _, r := range s.Requests() {
			if r.UserID != "cy" {
				t.Errorf("%s was sent as %q", r.Operation, r.UserID)
			}
		}
	}, func(c *clarifaitest.Config) { c.Variants.SessionOnly = true })
	testkit.RunWithServer(t, "a token where Clarifai wants a session is forbidden, with a hint", func(t *testing.T, s *clarifaitest.Server) {
		_, err := s.Client().Notifications.List(t.Context(), "me", nil)
		if !errors.Is(err, clarifai.ErrUnauthorized) && !errors.Is(err, clarifai.ErrForbidden) {
			t.Errorf("got %v", err)
		}
	}, func(c *clarifaitest.Config) { c.Variants.SessionOnly = true })
	testkit.RunWithServer(t, "a batch without one of its notifications deletes the others", func(t *testing.T, s *clarifaitest.Server) {
		err := s.Client().Notifications.DeleteBatch(t.Context(), "me", []string{"none", "note"})
		batch, ok := errors.AsType[*clarifai.BatchError](err)
		if !ok || len(batch.Items) != 1 || batch.Items[0].Index != 0 || !errors.Is(batch.Items[0].Err, clarifai.ErrNotFound) || len(s.Notifications("owner")) != 0 {
			t.Errorf("got %v", err)
		}
	})
}

func TestNotifications_MarkRead(t *testing.T) {
	for name, fault := range map[string]func(*clarifaitest.Config){
		"a lost response":  testkit.LoseResponse(clarifai.OpNotificationsMarkRead),
		"a lost request":   testkit.DropRequest(clarifai.OpNotificationsMarkRead),
		"a late read":      func(c *clarifaitest.Config) { c.Variants.Lag = time.Second },
		"nothing happens":  func(*clarifaitest.Config) {},
		"a shorter answer": func(c *clarifaitest.Config) { c.Variants.Batch = clarifaitest.BatchSilent },
	} {
		testkit.RunWithServer(t, name, func(t *testing.T, s *clarifaitest.Server) {
			got, err := s.Client().Notifications.MarkRead(t.Context(), "me", "note")
			if err != nil || !got.IsRead() || !s.Notifications("owner")[0].Read {
				t.Errorf("got %+v, %v", got, err)
			}
		}, fault)
	}
	unread := testkit.Success(`"notifications":[{"id":"n"}],"notification":{"id":"n"}`)
	testkit.RunInFakeTime(t, "one that stays unread is an error", func(t *testing.T) {
		c, s := testkit.NewClient(t, testkit.Script(unread))
		if _, err := c.Notifications.MarkRead(t.Context(), "me", "n"); err == nil || errors.Is(err, clarifai.ErrAmbiguous) || len(s.Requests()) < 3 {
			t.Errorf("%v, after %d requests", err, len(s.Requests()))
		}
	})
	t.Run("what the response does not list is read", func(t *testing.T) {
		c, s := testkit.NewClient(t, testkit.Script(testkit.Success(""), testkit.Success(`"notification":{"id":"n","read_at":"2026-01-01T00:00:00Z"}`)))
		if got, err := c.Notifications.MarkRead(t.Context(), "me", "n"); err != nil || !got.IsRead() || len(s.Requests()) != 2 {
			t.Errorf("%+v, %v, after %d requests", got, err, len(s.Requests()))
		}
	})
	t.Run("a time that cannot be read is an error", func(t *testing.T) {
		c, _ := testkit.NewClient(t, testkit.Script(testkit.Success(`"notifications":[{"id":"n","read_at":7}]`)))
		if page, err := c.Notifications.List(t.Context(), "me", nil); err == nil {
			t.Errorf("it passes for unread: %+v", page.Items)
		}
	})
}
