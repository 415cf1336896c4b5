package clarifai_test

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

var clusterLog = clarifai.ClusterLog{OwnerID: "acme", ClusterID: "gpus"}

// pagedLog responds with pages of a log of so many lines. Past the end, and to a
// request without a page, it returns the last page, if repeats, and says so, if says.
// Otherwise it returns an empty page. A page has at most clamp lines.
func pagedLog(lines, clamp int, repeats, says bool) func(int, *testkit.Request) testkit.Reply {
	return func(_ int, r *testkit.Request) testkit.Reply {
		query := r.URL.Query()
		size, _ := strconv.Atoi(query.Get("per_page"))
		size = min(size, clamp)
		last := max((lines+size-1)/size, 1)
		page, err := strconv.Atoi(query.Get("page"))
		if err != nil || repeats && page > last {
			page = last
		}
		var items []string
		for n := (page - 1) * size; n < min(page*size, lines); n++ {
			items = append(items, fmt.Sprintf(`{"message":"line %d"}`, n))
		}
		fields := `"log_entries":[` + strings.Join(items, ",") + `]`
		if says {
			fields += fmt.Sprintf(`,"page":%d,"per_page":%d`, page, size)
		}
		return testkit.Success(fields)
	}
}

func messages(entries []clarifai.LogEntry) []string {
	texts := make([]string, len(entries))
	for i := range entries {
		texts[i] = entries[i].Message
	}
	return texts
}

func TestLogs_ListAll(t *testing.T) {
	t.Run("every line comes once, however the list ends", func(t *testing.T) {
		for _, lines := range []int{0, 1, 3, 4, 5, 8, 9} { // a page has 4
			var want []string
			for n := range lines {
				want = append(want, fmt.Sprint("line ", n))
			}
			for name, server := range map[string]struct{ repeats, says bool }{
				"the last page again": {true, true}, "an empty page": {false, true}, "an empty page without a number": {false, false},
			} {
				for _, ahead := range []int{0, 3} {
					for _, clamp := range []int{4, 3} { // as asked for, and fewer
						c, s := testkit.NewClient(t, pagedLog(lines, clamp, server.repeats, server.says))
						opts := &clarifai.ListLogsOptions{Paging: clarifai.Paging{PerPage: 4, ReadAhead: ahead}}
						got, err := clarifai.Collect(c.Logs.ListAll(t.Context(), clusterLog, opts))
						if err != nil || !slices.Equal(messages(got), want) {
							t.Errorf("%d lines, %s, %d a page, %d ahead: got %v, %v", lines, name, clamp, ahead, messages(got), err)
						}
						if most := lines/clamp + 2 + ahead; len(s.Requests()) > most {
							t.Errorf("%d lines, %s, %d a page, %d ahead: %d requests, %d would do", lines, name, clamp, ahead, len(s.Requests()), most)
						}
					}
				}
			}
		}
	})
	t.Run("a last page that is repeated without saying so is an error", func(t *testing.T) {
		c, _ := testkit.NewClient(t, pagedLog(8, 4, true, false))
		opts := &clarifai.ListLogsOptions{Paging: clarifai.Paging{PerPage: 4}}
		got, err := clarifai.Collect(c.Logs.ListAll(t.Context(), clusterLog, opts))
		if err == nil || len(got) != 8 {
			t.Errorf("got %v, %v", messages(got), err)
		}
	})
	t.Run("lines that are alike are kept", func(t *testing.T) {
		c, _ := testkit.NewClient(t, func(_ int, r *testkit.Request) testkit.Reply {
			page := r.URL.Query().Get("page")
			if page == "3" {
				page = "2"
			}
			return testkit.Success(`"log_entries":[{"message":"x"},{"message":"x"}],"page":` + page)
		})
		opts := &clarifai.ListLogsOptions{Paging: clarifai.Paging{PerPage: 2}}
		if got, err := clarifai.Collect(c.Logs.ListAll(t.Context(), clusterLog, opts)); err != nil || len(got) != 4 {
			t.Errorf("got %v, %v", messages(got), err)
		}
	})
	t.Run("a start past the end is an empty list", func(t *testing.T) {
		c, _ := testkit.NewClient(t, pagedLog(8, 4, true, true))
		opts := &clarifai.ListLogsOptions{Paging: clarifai.Paging{Page: 7, PerPage: 4}}
		if got, err := clarifai.Collect(c.Logs.ListAll(t.Context(), clusterLog, opts)); err != nil || len(got) != 0 {
			t.Errorf("got %v, %v", messages(got), err)
		}
	})
	testkit.RunWithServer(t, "the embedded server repeats its last page", func(t *testing.T, s *clarifaitest.Server) {
		for _, perPage := range []int{1, 2, 3, 1000} {
			opts := &clarifai.ListLogsOptions{Paging: clarifai.Paging{PerPage: perPage}}
			got, err := clarifai.Collect(s.Client().Logs.ListAll(t.Context(), testkit.SomeLogs[clarifai.OpLogsListForModelVersion], opts))
			if err != nil || !slices.Equal(messages(got), []string{"building", "built"}) {
				t.Errorf("%d a page: got %v, %v", perPage, messages(got), err)
			}
		}
	})
}

func TestLogs_List(t *testing.T) {
	t.Run("the first page is asked for by its number", func(t *testing.T) {
		c, _ := testkit.NewClient(t, pagedLog(8, 4, true, true)) // which would return the last
		for _, opts := range []*clarifai.ListLogsOptions{nil, {Paging: clarifai.Paging{PerPage: 4}}} {
			page, err := c.Logs.List(t.Context(), clusterLog, opts)
			if err != nil || len(page.Items) != 4 || page.Items[0].Message != "line 0" || !page.More() {
				t.Errorf("got %+v, %v", page, err)
			}
		}
	})
	t.Run("a page past the end is empty", func(t *testing.T) {
		c, _ := testkit.NewClient(t, pagedLog(8, 4, true, true))
		page, err := c.Logs.List(t.Context(), clusterLog, &clarifai.ListLogsOptions{Paging: clarifai.Paging{Page: 3, PerPage: 4}})
		if err != nil || len(page.Items) != 0 || page.More() {
			t.Errorf("got %+v, %v", page, err)
		}
	})
	t.Run("a source is required, with all of its IDs", func(t *testing.T) {
		c, s := testkit.NewClient(t, testkit.Script(testkit.Success("")))
		for name, source := range map[string]clarifai.LogSource{
			"none": nil, "a cluster without an ID": clarifai.ClusterLog{OwnerID: "acme"},
			"a type that is a path":                               clarifai.ClusterLog{OwnerID: "acme", ClusterID: "gpus", Type: "../x"},
			"a run without a step is fine, without a version not": clarifai.PipelineRunLog{OwnerID: "acme", AppID: "a", PipelineID: "p", RunID: "r"},
		} {
			if _, err := c.Logs.List(t.Context(), source, nil); !errors.Is(err, clarifai.ErrInvalid) {
				t.Errorf("%s: %v", name, err)
			}
			if _, err := clarifai.Collect(c.Logs.ListAll(t.Context(), source, nil)); !errors.Is(err, clarifai.ErrInvalid) {
				t.Errorf("%s, all: %v", name, err)
			}
		}
		if n := len(s.Requests()); n != 0 {
			t.Errorf("%d requests", n)
		}
	})
	t.Run("an empty type is that of the source", func(t *testing.T) {
		for op, source := range testkit.SomeLogs {
			want := map[clarifai.Operation]string{
				clarifai.OpLogsListForModelVersion: "builder", clarifai.OpLogsListForDeployedModel: "runner", clarifai.OpLogsListForRunner: "runner",
				clarifai.OpLogsListForCluster: "agent", clarifai.OpLogsListForPipelineRun: "pipeline.version.run",
			}[op]
			c, s := testkit.NewClient(t, testkit.Script(testkit.Success(`"log_entries":[]`)))
			if _, err := c.Logs.List(t.Context(), source, nil); err != nil || !strings.HasSuffix(s.Requests()[0].URL.Path, "/"+want+"/logs") {
				t.Errorf("%s: %s, %v", op, s.Requests()[0].URL, err)
			}
		}
	})
	t.Run("a guard must allow the owner of the cluster, too", func(t *testing.T) {
		source := clarifai.DeployedModelLog{OwnerID: "acme", ClusterOwnerID: "other", ClusterID: "c", NodepoolID: "n", ModelVersionID: "v"}
		for _, owners := range [][]string{{"acme"}, {"other"}, {"acme", "other"}} {
			c, _ := testkit.NewClient(t, testkit.Script(testkit.Success(`"log_entries":[]`)), clarifai.WithGuard(clarifai.Guard{Owners: owners}))
			if _, err := c.Logs.List(t.Context(), source, nil); errors.Is(err, clarifai.ErrGuarded) != (len(owners) == 1) {
				t.Errorf("%v: %v", owners, err)
			}
		}
	})
	testkit.RunWithServer(t, "one step of a pipeline can be selected", func(t *testing.T, s *clarifaitest.Server) {
		run := testkit.SomeLogs[clarifai.OpLogsListForPipelineRun].(clarifai.PipelineRunLog)
		run.StepID = "second"
		page, err := s.Client().Logs.List(t.Context(), run, nil)
		if err != nil || !slices.Equal(messages(page.Items), []string{"of the second"}) || page.Items[0].Meta.PipelineStepID != "second" {
			t.Errorf("got %+v, %v", page, err)
		}
	}, func(c *clarifaitest.Config) {
		run := testkit.SomeLogs[clarifai.OpLogsListForPipelineRun].(clarifai.PipelineRunLog)
		run.StepID = "second"
		c.Logs = append(c.Logs, clarifaitest.Log{Source: run, Lines: []string{"of the second"}})
	})
}
