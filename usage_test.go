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

func TestUsage_SectionSpellings(t *testing.T) {
	for text, want := range map[string]clarifai.UsageSection{
		`"model-usage"`: clarifai.UsageModelUsage, `"model_usage"`: clarifai.UsageModelUsage, `"ops_count"`: clarifai.UsageOpsCount,
		`"training_hours"`: clarifai.UsageTrainingHours, `"stored_inputs"`: clarifai.UsageStoredInputs,
		`"data_labeling"`: clarifai.UsageDataLabeling, `"gpu_hours"`: "gpu_hours", `""`: "", `null`: "",
	} {
		var row clarifai.OpCountByDate
		if err := json.Unmarshal([]byte(`{"section":`+text+`}`), &row); err != nil || row.Section != want {
			t.Errorf("%s is read as %q (%v), want %q", text, row.Section, err, want)
		}
		client, _ := testkit.NewClient(t, func(int, *testkit.Request) testkit.Reply {
			return testkit.Success(`"usage":[{"section":` + text + `,"value":1}]`)
		})
		rows, err := client.Usage.ListHistory(t.Context(), "acme", nil)
		if err != nil || len(rows) != 1 || rows[0].Section != want {
			t.Errorf("%s in a response is read as %v (%v), want %q", text, rows, err, want)
		}
	}
}

func TestUsage_PeriodAndApp(t *testing.T) {
	day := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	testkit.WithServer(t, func(t *testing.T, s *clarifaitest.Server) {
		c := s.Client()
		summed, err := c.Usage.ListHistory(t.Context(), "acme", &clarifai.ListUsageHistoryOptions{StartDate: day, EndDate: day.AddDate(0, 0, 1)})
		if err != nil || len(summed) != 1 || summed[0].Value != 7 || summed[0].AppID != "" {
			t.Errorf("Usage.ListHistory() = %+v, %v", summed, err)
		}
		apps, err := c.Usage.ListHistory(t.Context(), "acme", &clarifai.ListUsageHistoryOptions{StartDate: day, EndDate: day.AddDate(0, 0, 1), BrokenDownPerApp: true})
		if err != nil || len(apps) != 2 {
			t.Errorf("Usage.ListHistory() = %+v, %v", apps, err)
		}
		if _, err := c.Usage.ListHistory(t.Context(), "acme", &clarifai.ListUsageHistoryOptions{StartDate: day, EndDate: day.Add(-1)}); !errors.Is(err, clarifai.ErrInvalid) {
			t.Errorf("a period that ends before it begins: %v", err)
		}
		counts, err := c.Usage.ListRealtime(t.Context(), "acme")
		if err != nil || !slices.Equal(counts, []clarifai.RealtimeCount{{OpType: "predict", Count: 7}}) {
			t.Errorf("Usage.ListRealtime() = %+v, %v", counts, err)
		}
		cycles, err := c.Usage.ListCycles(t.Context(), "acme", &clarifai.ListUsageCyclesOptions{CycleNumber: 1})
		if err != nil || len(cycles) != 1 || !cycles[0].StartDate.Equal(day) {
			t.Errorf("Usage.ListCycles() = %+v, %v", cycles, err)
		}
	}, func(c *clarifaitest.Config) {
		c.Usage = append(c.Usage, clarifaitest.Usage{OwnerID: "acme", Date: day, Section: clarifai.UsageModelUsage, CallerUserID: "ann", AppID: "app2", Value: 4})
	})
	c, _ := testkit.NewClient(t, testkit.Script(testkit.Success(`"realtime_usage":[{"op_type":"a","count":"9007199254740993"}]`)))
	if counts, err := c.Usage.ListRealtime(t.Context(), "acme"); err != nil || counts[0].Count != 9007199254740993 {
		t.Errorf("Usage.ListRealtime() = %+v, %v", counts, err)
	}
}
