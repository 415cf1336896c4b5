package clarifai_test

import (
	"errors"
	"slices"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestWorkflows_List(t *testing.T) {
	testkit.RunWithServer(t, "of an app, of an owner and of everyone", func(t *testing.T, s *clarifaitest.Server) {
		c, ctx := s.Client(), t.Context()
		sorted := func() *clarifai.ListWorkflowsOptions {
			return &clarifai.ListWorkflowsOptions{Sort: clarifai.WorkflowSortID, SortAscending: true}
		}
		starred := sorted()
		starred.StarredOnly = true
		found := sorted()
		found.SearchTerm = "word"
		for what, list := range map[string]struct {
			workflows func() ([]clarifai.Workflow, error)
			want      []string
		}{
			"an app": {func() ([]clarifai.Workflow, error) {
				return clarifai.Collect(c.Workflows.ListAll(ctx, "acme", "app", sorted()))
			}, []string{"workflow", "workflow2"}},
			"an owner": {func() ([]clarifai.Workflow, error) {
				return clarifai.Collect(c.Workflows.ListAllForOwner(ctx, "acme", sorted()))
			}, []string{"other", "workflow", "workflow2"}},
			"everyone": {func() ([]clarifai.Workflow, error) {
				return clarifai.Collect(c.Workflows.ListAllVisible(ctx, sorted()))
			}, []string{"mine", "other", "workflow", "workflow2"}},
			"starred": {func() ([]clarifai.Workflow, error) { return clarifai.Collect(c.Workflows.ListAllVisible(ctx, starred)) }, []string{"mine", "workflow"}},
			"found": {func() ([]clarifai.Workflow, error) {
				return clarifai.Collect(c.Workflows.ListAllForOwner(ctx, "acme", found))
			}, []string{"other"}},
		} {
			workflows, err := list.workflows()
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for i := range workflows {
				got = append(got, workflows[i].ID)
			}
			if !slices.Equal(got, list.want) {
				t.Errorf("%s: got %v, want %v", what, got, list.want)
			}
		}
	}, func(c *clarifaitest.Config) {
		c.Workflows = append(slices.Clone(c.Workflows), clarifaitest.Workflow{Owner: "acme", AppID: "app2", ID: "other", Description: "of words"},
			clarifaitest.Workflow{Owner: "owner", AppID: "own", ID: "mine", StarredBy: []string{"owner"}})
	})

	t.Run("an order that Clarifai lacks is refused", func(t *testing.T) {
		c, s := testkit.NewClient(t, testkit.Script(testkit.Success(`"workflows":[]`)))
		if _, err := c.Workflows.ListVisible(t.Context(), &clarifai.ListWorkflowsOptions{Sort: "name"}); testkit.Sentinel(err) != "ErrInvalid" || len(s.Requests()) != 0 {
			t.Errorf("got %v", err)
		}
	})
}

func TestWorkflows_Get(t *testing.T) {
	testkit.RunWithServer(t, "with its version and its stars", func(t *testing.T, s *clarifaitest.Server) {
		c := s.Client()
		workflow, err := c.Workflows.Get(t.Context(), "acme", "app", "workflow", &clarifai.GetWorkflowOptions{AdditionalFields: []string{"stars"}})
		if err != nil || workflow.Version == nil || workflow.Version.ID != "v1" || workflow.Version.WorkflowID != "workflow" || !workflow.IsStarred || workflow.StarCount != 1 {
			t.Errorf("%+v, %v", workflow, err)
		}
		if _, err := c.Workflows.Get(t.Context(), "acme", "app", "none", nil); !errors.Is(err, clarifai.ErrNotFound) {
			t.Errorf("got %v", err)
		}
	})
}
