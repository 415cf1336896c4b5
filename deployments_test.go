package clarifai_test

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestDeployments_Get(t *testing.T) {
	for name, test := range map[string]struct {
		fields  string
		enabled bool
		after   time.Duration
	}{
		"a status that is left out is enabled": {``, true, 0},
		"a status by number":                   {`,"status":1`, false, 0},
		"a status by name":                     {`,"status":"ENABLED"`, true, 0},
		"an unknown status is not enabled":     {`,"status":7`, false, 0},
		"whole seconds":                        {`,"email_reminder_after":"3600s"`, true, time.Hour},
		"a part of a second":                   {`,"email_reminder_after":"0.250s"`, true, 250 * time.Millisecond},
		"no duration":                          {`,"email_reminder_after":null`, true, 0},
		"a duration that is none":              {`,"email_reminder_after":{"seconds":5}`, true, 0},
	} {
		t.Run(name, func(t *testing.T) {
			c, _ := testkit.NewClient(t, testkit.Script(testkit.Success(`"deployment":{"id":"d"`+test.fields+`}`)))
			got, err := c.Deployments.Get(t.Context(), "acme", "d")
			if err != nil || got.ID != "d" || got.Enabled() != test.enabled || got.EmailReminderAfter != test.after {
				t.Fatalf("got %+v, %v", got, err)
			}
			var back struct {
				After string `json:"email_reminder_after"`
			}
			if err := json.Unmarshal(testkit.Encode(t, got), &back); err != nil {
				t.Fatal(err)
			}
			if back.After != "" || test.after != 0 {
				if after, err := time.ParseDuration(back.After); err != nil || after != test.after {
					t.Errorf("it is written as %q", back.After)
				}
			}
		})
	}
}

func TestDeployments_AllNodepools(t *testing.T) {
	nodepools := func(d clarifai.Deployment) (all []string) {
		for _, n := range d.AllNodepools() {
			all = append(all, n.ClusterID()+"/"+n.ID)
		}
		return all
	}
	cluster := &clarifai.ComputeCluster{ID: "gpus"}
	for name, test := range map[string]struct {
		deployment clarifai.Deployment
		want       []string
	}{
		"none":               {clarifai.Deployment{}, nil},
		"without priorities": {clarifai.Deployment{Nodepools: []clarifai.Nodepool{{ID: "a", ComputeCluster: cluster}, {ID: "b"}}}, []string{"gpus/a", "/b"}},
		"with priorities": {clarifai.Deployment{DeploymentNodepools: []clarifai.DeploymentNodepool{
			{ID: "a", ComputeCluster: cluster, Priority: 3}, {ID: "b", Nodepool: &clarifai.Nodepool{ComputeCluster: cluster}}, {ID: "c"},
		}}, []string{"gpus/a", "gpus/b", "/c"}},
	} {
		if got := nodepools(test.deployment); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}

func TestDeployments_List(t *testing.T) {
	testkit.RunWithServer(t, "every filter selects", func(t *testing.T, s *clarifaitest.Server) {
		for name, test := range map[string]struct {
			opts clarifai.ListDeploymentsOptions
			want []string
		}{
			"all":                {clarifai.ListDeploymentsOptions{}, []string{"deployment", "other"}},
			"a nodepool":         {clarifai.ListDeploymentsOptions{NodepoolID: "nodepool"}, []string{"deployment"}},
			"no such nodepool":   {clarifai.ListDeploymentsOptions{NodepoolID: "x"}, nil},
			"a cluster":          {clarifai.ListDeploymentsOptions{ClusterID: "second"}, []string{"other"}},
			"a model's version":  {clarifai.ListDeploymentsOptions{ModelVersionIDs: []string{"x", "v1"}}, []string{"deployment"}},
			"a workflow version": {clarifai.ListDeploymentsOptions{WorkflowVersionIDs: []string{"v1"}}, []string{"other"}},
			"a priority":         {clarifai.ListDeploymentsOptions{SchedulingPriorities: []int{0, 5}}, []string{"deployment", "other"}},
			"another priority":   {clarifai.ListDeploymentsOptions{SchedulingPriorities: []int{5}}, []string{"other"}},
		} {
			var ids []string
			for d, err := range s.Client().Deployments.ListAll(t.Context(), "acme", &test.opts) {
				if err != nil {
					t.Fatal(err)
				}
				ids = append(ids, d.ID)
			}
			if !slices.Equal(ids, test.want) {
				t.Errorf("%s: %v, want %v", name, ids, test.want)
			}
		}
	}, func(c *clarifaitest.Config) {
		c.ComputeClusters = append(c.ComputeClusters, clarifaitest.ComputeCluster{Owner: "acme", ID: "second", Nodepools: []clarifaitest.Nodepool{{ID: "n2"}}})
		c.Deployments = append(c.Deployments, clarifaitest.Deployment{
			Owner: "acme", ID: "other", Runs: clarifaitest.Worker{Owner: "acme", AppID: "app", WorkflowID: "workflow"},
			Nodepools: []clarifaitest.DeploymentNodepool{{ClusterID: "second", NodepoolID: "n2", Priority: 5}},
		})
	})
	t.Run("a priority that does not exist is refused", func(t *testing.T) {
		c, s := testkit.NewClient(t, testkit.Script(testkit.Success(`"deployments":[]`)))
		for _, priority := range []int{-1, 10} {
			_, err := c.Deployments.List(t.Context(), "acme", &clarifai.ListDeploymentsOptions{SchedulingPriorities: []int{0, priority}})
			if !errors.Is(err, clarifai.ErrInvalid) || len(s.Requests()) != 0 {
				t.Errorf("%d: %v", priority, err)
			}
		}
	})
}
