package clarifai_test

import (
	"encoding/json"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

func TestUsageSection_Spellings(t *testing.T) {
	for text, want := range map[string]clarifai.UsageSection{
		`"model-usage"`: clarifai.UsageModelUsage, `"model_usage"`: clarifai.UsageModelUsage, `"ops_count"`: clarifai.UsageOpsCount,
		`"training_hours"`: clarifai.UsageTrainingHours, `"stored_inputs"`: clarifai.UsageStoredInputs,
		`"data_labeling"`: clarifai.UsageDataLabeling, `"gpu_hours"`: "gpu_hours", `""`: "", `null`: "",
	} {
		var row clarifai.OpCountByDate
		if err := json.Unmarshal([]byte(`{"section":`+text+`}`), &row); err != nil || row.Section != want {
			t.Errorf("%s is read as %q (%v), want %q", text, row.Section, err, want)
		}
		client, _ := coreClient(t, func(int, *coreRequest) coreReply { return coreFine(`"usage":[{"section":` + text + `,"value":1}]`) })
		rows, err := client.Usage.ListHistory(t.Context(), "acme", nil)
		if err != nil || len(rows) != 1 || rows[0].Section != want {
			t.Errorf("%s in an answer is read as %v (%v), want %q", text, rows, err, want)
		}
	}
}

func TestEventType_OfModules(t *testing.T) {
	for number, want := range map[string]clarifai.EventType{
		"200": clarifai.EventModuleCreate, "201": clarifai.EventModuleUpdate, "202": clarifai.EventModuleDelete,
		"203": clarifai.EventModuleVersionCreate, "204": clarifai.EventModuleVersionUpdate, "205": clarifai.EventModuleVersionDelete,
	} {
		var got clarifai.EventType
		if err := json.Unmarshal([]byte(number), &got); err != nil || got != want || got.Group() != clarifai.EventsModules {
			t.Errorf("%s is read as %s, of group %q (%v)", number, got, got.Group(), err)
		}
	}
}
