package clarifai_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestModels_List(t *testing.T) {
	ids := func(t *testing.T, models []clarifai.Model, err error) (ids []string) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		for i := range models {
			ids = append(ids, models[i].UserID+"/"+models[i].AppID+"/"+models[i].ID)
		}
		slices.Sort(ids)
		return ids
	}
	expect := func(t *testing.T, what string, got []string, want ...string) {
		t.Helper()
		if !slices.Equal(got, want) {
			t.Errorf("%s: got %v, want %v", what, got, want)
		}
	}
	testkit.RunWithServer(t, "of an app, of an owner and of everyone", func(t *testing.T, s *clarifaitest.Server) {
		c, ctx := s.Client(), t.Context()
		models, err := clarifai.Collect(c.Models.ListAll(ctx, "acme", "app", nil))
		expect(t, "an app", ids(t, models, err), "acme/app/model", "acme/app/model2")
		models, err = clarifai.Collect(c.Models.ListAllForOwner(ctx, "acme", nil))
		expect(t, "an owner", ids(t, models, err), "acme/app/model", "acme/app/model2", "acme/app2/model")
		models, err = clarifai.Collect(c.Models.ListAllVisible(ctx, &clarifai.ListModelsOptions{Paging: clarifai.Paging{PerPage: 2}}))
		expect(t, "everyone", ids(t, models, err), "acme/app/model", "acme/app/model2", "acme/app2/model", "owner/own/mine")
		models, err = clarifai.Collect(c.Models.ListAllVisible(ctx, &clarifai.ListModelsOptions{StarredOnly: true}))
		expect(t, "starred", ids(t, models, err), "acme/app/model", "owner/own/mine")
		models, err = clarifai.Collect(c.Models.ListAllVisible(ctx, &clarifai.ListModelsOptions{StarredOnly: true, Source: clarifai.ModelSourceWrapped}))
		expect(t, "starred and wrapped", ids(t, models, err), "owner/own/mine")
	}, func(c *clarifaitest.Config) {
		c.Models = append(slices.Clone(c.Models), clarifaitest.Model{Owner: "acme", AppID: "app2", ID: "model"},
			clarifaitest.Model{Owner: "owner", AppID: "own", ID: "mine", StarredBy: []string{"owner"}, Source: clarifai.ModelSourceWrapped})
	})

	t.Run("a source goes by its number", func(t *testing.T) {
		c, s := testkit.NewClient(t, testkit.Script(testkit.Success(`"models":[]`)))
		for source, want := range map[clarifai.ModelSource]string{
			"": "", clarifai.ModelSourceHosted: "1", clarifai.ModelSourceWrapped: "2", "UNKNOWN_SOURCE": "0", "7": "7",
		} {
			if _, err := c.Models.ListVisible(t.Context(), &clarifai.ListModelsOptions{Source: source}); err != nil {
				t.Fatal(err)
			}
			requests := s.Requests()
			if got := requests[len(requests)-1].URL.Query().Get("source"); got != want {
				t.Errorf("%q is sent as %q, want %q", source, got, want)
			}
		}
	})

	t.Run("bad input is refused", func(t *testing.T) {
		c, s := testkit.NewClient(t, testkit.Script(testkit.Success(`"models":[]`)))
		for name, opts := range map[string]*clarifai.ListModelsOptions{
			"an order":                    {Sort: "id"},
			"a source":                    {Source: "HOME"},
			"a negative source":           {Source: "-1"},
			"replicas":                    {MinReplicas: -1},
			"more replicas than Clarifai": {MinReplicas: beyond32Bits()},
			"a page":                      {Paging: clarifai.Paging{Page: -1}},
		} {
			for form, list := range map[string]func(context.Context) error{
				"app":     func(ctx context.Context) error { return testkit.ErrorOf(c.Models.List(ctx, "acme", "app", opts)) },
				"owner":   func(ctx context.Context) error { return testkit.ErrorOf(c.Models.ListForOwner(ctx, "acme", opts)) },
				"visible": func(ctx context.Context) error { return testkit.ErrorOf(c.Models.ListVisible(ctx, opts)) },
			} {
				if err := list(t.Context()); testkit.Sentinel(err) != "ErrInvalid" {
					t.Errorf("%s of %s: %v", name, form, err)
				}
			}
		}
		if n := len(s.Requests()); n != 0 {
			t.Errorf("%d requests", n)
		}
	})
}

func TestModels_Get(t *testing.T) {
	testkit.RunWithServer(t, "a version and a model that are not there", func(t *testing.T, s *clarifaitest.Server) {
		c := s.Client()
		model, err := c.Models.Get(t.Context(), "acme", "app", "model", &clarifai.GetModelOptions{VersionID: "v1", AdditionalFields: []string{"stars"}})
		if err != nil || model.ModelVersion == nil || model.ModelVersion.ID != "v1" || model.ModelVersion.Status.Code.String() != "MODEL_TRAINED" || !model.IsStarred {
			t.Errorf("%+v, %v", model, err)
		}
		if _, err := c.Models.Get(t.Context(), "acme", "app", "model", &clarifai.GetModelOptions{VersionID: "none"}); !errors.Is(err, clarifai.ErrNotFound) {
			t.Errorf("a version: %v", err)
		}
		if _, err := c.Models.Get(t.Context(), "acme", "app", "none", nil); !errors.Is(err, clarifai.ErrNotFound) {
			t.Errorf("a model: %v", err)
		}
	})
	get := func(t *testing.T, fields string) (*clarifai.Model, error) {
		c, _ := testkit.NewClient(t, testkit.Script(testkit.Success(fields)))
		return c.Models.Get(t.Context(), "acme", "app", "m", nil)
	}
	t.Run("the number of workflows is next to the model", func(t *testing.T) {
		if model, err := get(t, `"workflow_count":3,"model":{"id":"m"}`); err != nil || model.WorkflowCount != 3 {
			t.Errorf("%+v, %v", model, err)
		}
		if model, err := get(t, `"model":{"id":"m"},"workflow_count":null`); err != nil || model.WorkflowCount != 0 {
			t.Errorf("%+v, %v", model, err)
		}
	})
	t.Run("the status of a version is not that of the response", func(t *testing.T) {
		for status, want := range map[string]clarifai.StatusCode{
			`{"code":21102,"description":"not trained"}`: 21102,
			`{"code":"MODEL_TRAINED"}`:                   21100,
			`{"code":"MODEL_IS_NEW","details":"d"}`:      0, // a name that is not known yet
			`{"code":98004}`:                             98004,
			`{}`:                                         0,
		} {
			model, err := get(t, `"model":{"id":"m","name":"M","model_version":{"id":"v","status":`+status+`}}`)
			if err != nil || model.Name != "M" || model.ModelVersion.Status == nil || model.ModelVersion.Status.Code != want {
				t.Errorf("%s is read as %+v, %v", status, model, err)
			}
		}
	})
	t.Run("a detail of another shape is left out", func(t *testing.T) {
		model, err := get(t, `"model":{"id":"m","metadata":[],"toolkits":"x","model_version":null,"star_count":"3","presets":null,"image":7,"billing_type":[],"user_id":"acme"}`)
		if err != nil || model.UserID != "acme" || model.ModelVersion != nil || model.Metadata != nil || model.Toolkits != nil {
			t.Errorf("%+v, %v", model, err)
		}
		if _, err := get(t, `"model":{"id":"m","user_id":7}`); err == nil {
			t.Error("a model whose owner cannot be read is of nobody")
		}
	})
}
