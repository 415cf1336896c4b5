package clarifai_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestApps_Create(t *testing.T) {
	testkit.RunWithServer(t, "the app of the response is returned", func(t *testing.T, s *clarifaitest.Server) {
		atOnce(t, func() error {
			app, err := s.Client().Apps.Create(t.Context(), "acme", clarifai.CreateAppRequest{ID: "new", Description: "one\r\ntwo\r\n"})
			if err == nil && app.Description != "one\ntwo" {
				t.Errorf("got %q", app.Description)
			}
			return err
		})
		if n := len(s.Requests()); n != 1 {
			t.Errorf("%d requests, want 1", n)
		}
	}, func(c *clarifaitest.Config) { c.Variants.TrimText = true })

	testkit.RunWithServer(t, "an app that differs in any field is a conflict", func(t *testing.T, s *clarifaitest.Server) {
		app, err := s.Client().Apps.Create(t.Context(), "acme", clarifai.CreateAppRequest{ID: "app2", SampleMS: 777, IsTemplate: new(true), EmbeddingsStorage: clarifai.EmbeddingsQdrant})
		if app != nil || !errors.Is(err, clarifai.ErrConflict) {
			t.Errorf("Apps.Create() = %+v, %v", app, err)
		}
	}, testkit.DropRequest(clarifai.OpAppsCreate))
}

func TestApps_Update(t *testing.T) {
	t.Run("the app of the response is returned", func(t *testing.T) {
		testkit.RunWithServer(t, "description, notes and image alone take one request and keep all else", func(t *testing.T, s *clarifaitest.Server) {
			before, _ := s.App("acme", "app")
			app, err := s.Client().Apps.Update(t.Context(), "acme", "app", clarifai.UpdateAppRequest{Description: new(""), Notes: new("n")})
			after, _ := s.App("acme", "app")
			if err != nil || app.Notes != "n" || len(s.Requests()) != 1 || after.Name != before.Name || after.Visibility != before.Visibility {
				t.Errorf("got %+v, %v, after %d requests", app, err, len(s.Requests()))
			}
		})
		testkit.RunWithServer(t, "a metadata key that somebody else sets meanwhile is not waited for", func(t *testing.T, s *clarifaitest.Server) {
			c := s.Client()
			set := func(ctx context.Context, key string) error {
				_, err := c.Apps.Update(ctx, "acme", "app", clarifai.UpdateAppRequest{Metadata: &clarifai.MetadataChange{Set: map[string]any{key: "1"}}})
				return err
			}
			if err := set(t.Context(), "a"); err != nil {
				t.Fatal(err)
			}
			atOnce(t, func() error { return set(t.Context(), "b") })
		})
	})

	testkit.RunWithServer(t, "fields that are not set keep their values", func(t *testing.T, s *clarifaitest.Server) {
		client := s.Client()
		app, err := client.Apps.Update(t.Context(), "acme", "rich", clarifai.UpdateAppRequest{
			Notes:    new(""),
			Metadata: &clarifai.MetadataChange{Set: map[string]any{"tier": "gold"}, Remove: []string{"old"}},
		})
		if err != nil {
			t.Fatal(err)
		}
		truth, _ := s.App("acme", "rich")
		if app.Name != "Rich" || app.Description != "d" || app.Notes != "" || app.Visibility != clarifai.VisibilityOrg ||
			len(app.Metadata) != 2 || app.Metadata["tier"] != "gold" || app.Metadata["keep"] != 1.0 {
			t.Errorf("it is %+v", app)
		}
		if truth.Name != "Rich" || truth.Notes != "" || truth.Description != "d" || len(truth.Metadata) != 2 || truth.DefaultLanguage != "fi" {
			t.Errorf("the server has %+v", truth)
		}
		for name, change := range map[string]clarifai.MetadataChange{
			"set nested": {Set: map[string]any{"keep": map[string]any{"a": []any{1.0}}}},
			"replace":    {Replace: true, Set: map[string]any{"only": true}},
			"empty":      {Replace: true},
			"from empty": {Set: map[string]any{"again": "x"}},
		} {
			_ = name
			if _, err := client.Apps.Update(t.Context(), "acme", "rich", clarifai.UpdateAppRequest{Metadata: &change}); err != nil {
				t.Errorf("%s: Apps.Update() = %v", name, err)
			}
		}
		if _, err := client.Apps.Update(t.Context(), "acme", "app2", clarifai.UpdateAppRequest{
			Metadata: &clarifai.MetadataChange{Remove: []string{"x"}}}); !errors.Is(err, clarifai.ErrInvalid) {
			t.Errorf("removing from metadata that is not shown: %v", err)
		}
		if _, err := client.Apps.Update(t.Context(), "acme", "none", clarifai.UpdateAppRequest{Name: new("N")}); !errors.Is(err, clarifai.ErrNotFound) {
			t.Errorf("an app that is not there: %v", err)
		}
	}, func(c *clarifaitest.Config) {
		c.Apps = append(c.Apps, clarifaitest.App{Owner: "acme", ID: "rich", Name: "Rich", Description: "d", Notes: "n", DefaultLanguage: "fi",
			Visibility: clarifai.VisibilityOrg, Metadata: map[string]any{"keep": 1, "old": true}})
	})

	testkit.RunWithServer(t, "an app that cannot be read is not written", func(t *testing.T, s *clarifaitest.Server) {
		_, err := s.Client().Apps.Update(t.Context(), "acme", "app", clarifai.UpdateAppRequest{Name: new("N")})
		if !errors.Is(err, clarifai.ErrUnavailable) || errors.Is(err, clarifai.ErrAmbiguous) || !strings.Contains(err.Error(), "nothing was written") {
			t.Errorf("got %v", err)
		}
		if n := testkit.CountRequests(s, clarifai.OpAppsUpdate); n != 0 {
			t.Errorf("%d writes", n)
		}
	}, func(c *clarifaitest.Config) {
		c.Faults = append(c.Faults, clarifaitest.Fault{Operation: clarifai.OpAppsGet, Kind: clarifaitest.FaultStatus, Status: 503, Count: -1})
	})

	t.Run("an image that does not appear is an error", func(t *testing.T) {
		image := &clarifai.Image{URL: "https://x.example/i.png"}
		for path, update := range map[string]clarifai.UpdateAppRequest{
			"/v2/users/{user}/apps/{app}":         {Image: image, SampleMS: new(0)},
			"/v2/users/{user}/apps/{app}/partial": {Image: image},
		} {
			testkit.WithServer(t, func(t *testing.T, s *clarifaitest.Server) {
				asked := 0
				s.Handle("PATCH "+path, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
					asked++
					fmt.Fprint(w, `{"status":{"code":10000}}`)
				}))
				app, err := s.Client().Apps.Update(t.Context(), "acme", "app", update)
				if app != nil || err == nil || !strings.Contains(err.Error(), "reading does not show it") || asked != 1 {
					t.Errorf("%s, asked %d times: %+v, %v", path, asked, app, err)
				}
			})
		}
	})
}

func TestApps_ChangeID(t *testing.T) {
	t.Run("after a lost response the app is looked up by its new ID", func(t *testing.T) {
		for _, fault := range []clarifaitest.Fault{
			{Operation: clarifai.OpAppsChangeID, Kind: clarifaitest.FaultDrop, Acts: true},
			{Operation: clarifai.OpAppsChangeID, Kind: clarifaitest.FaultDrop},
			{Operation: clarifai.OpAppsChangeID, Kind: clarifaitest.FaultStatus, Status: 500, Acts: true},
			{Operation: clarifai.OpAppsChangeID, Kind: clarifaitest.FaultCut, Acts: true},
		} {
			testkit.WithServer(t, func(t *testing.T, s *clarifaitest.Server) {
				if err := s.Client().Apps.ChangeID(t.Context(), "acme", "app", clarifai.ChangeAppIDRequest{NewID: "moved"}); err != nil {
					t.Errorf("%+v: %v", fault, err)
				}
				_, old := s.App("acme", "app")
				_, moved := s.App("acme", "moved")
				if old || !moved {
					t.Errorf("%+v: old %v, new %v", fault, old, moved)
				}
			}, func(c *clarifaitest.Config) { c.Faults = append(c.Faults, fault) })
		}
		testkit.WithServer(t, func(t *testing.T, s *clarifaitest.Server) {
			if err := s.Client().Apps.ChangeID(t.Context(), "acme", "app", clarifai.ChangeAppIDRequest{NewID: "app2"}); !errors.Is(err, clarifai.ErrConflict) {
				t.Errorf("an id that is taken: %v", err)
			}
		})
	})

	testkit.RunWithServer(t, "an app that does not exist is ErrNotFound", func(t *testing.T, s *clarifaitest.Server) {
		err := s.Client().Apps.ChangeID(t.Context(), "acme", "ghost", clarifai.ChangeAppIDRequest{NewID: "app2"})
		if !errors.Is(err, clarifai.ErrNotFound) || errors.Is(err, clarifai.ErrAmbiguous) {
			t.Errorf("ghost never existed, app2 is another app: %v", err)
		}
	}, testkit.DropRequest(clarifai.OpAppsChangeID))

	t.Run("the old ID is looked up as the caller wrote it", func(t *testing.T) {
		c, _ := testkit.NewClient(t, func(_ int, r *testkit.Request) testkit.Reply {
			query := r.URL.Query()
			id, page := query.Get("id"), query.Get("page")
			switch {
			case r.Op == clarifai.OpAppsGet:
				return testkit.Success(`"app":{"id":"OLD","created_at":"2024-01-01T00:00:00Z"}`)
			case r.Op == clarifai.OpAppsList && page == "1" && id != "OLD":
				return testkit.Success(`"apps":[{"id":"` + id + `","created_at":"2024-01-01T00:00:00Z"}]`)
			}
			return testkit.Success(`"apps":[]`)
		}, testkit.WithoutRetries)
		if err := c.Apps.ChangeID(t.Context(), "acme", "old", clarifai.ChangeAppIDRequest{NewID: "new"}); err == nil {
			t.Error("no error, though the app is still there under its old ID")
		}
	})
}

// beyond32Bits returns a number that 32 bits without a sign do not hold. Where an
// int has 32 bits there is none, and it returns a negative one.
func beyond32Bits() int {
	if strconv.IntSize == 32 {
		return -1
	}
	beyond := int64(1 << 32)
	return int(beyond)
}

func TestApps_SampleMS(t *testing.T) {
	for _, ms := range []int{-1, beyond32Bits()} {
		c, s := testkit.NewClient(t, testkit.Script(testkit.Success("")))
		_, createErr := c.Apps.Create(t.Context(), "acme", clarifai.CreateAppRequest{ID: "app", SampleMS: ms})
		_, updateErr := c.Apps.Update(t.Context(), "acme", "app", clarifai.UpdateAppRequest{SampleMS: &ms})
		for _, err := range []error{createErr, updateErr} {
			if !errors.Is(err, clarifai.ErrInvalid) || len(s.Requests()) != 0 {
				t.Errorf("%d: %v, after %d requests", ms, err, len(s.Requests()))
			}
		}
	}
}
