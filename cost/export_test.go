package cost_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clarifai-community/clarifai-orgs-go/cost"
)

var errExport = errors.New("the end")

// rowsThenError is a sequence of two rows and an error.
func rowsThenError(yield func(cost.ActivityRow, error) bool) {
	for _, id := range []string{"=1+1", "ada"} {
		if !yield(cost.ActivityRow{Day: november, MemberID: id, Section: "ops-count", Value: -7}, nil) {
			return
		}
	}
	yield(cost.ActivityRow{}, errExport)
}

func TestWriteCSV(t *testing.T) {
	var out strings.Builder
	if err := cost.WriteCSV(&out, rowsThenError); !errors.Is(err, errExport) {
		t.Errorf("the error of the rows becomes %v", err)
	}
	const want = "day,member_id,app_id,section,value\n2026-11-01,'=1+1,,ops-count,-7\n2026-11-01,ada,,ops-count,-7\n"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Error(diff)
	}
}

func TestWriteJSONLines(t *testing.T) {
	var out strings.Builder
	if err := cost.WriteJSONLines(&out, rowsThenError); !errors.Is(err, errExport) {
		t.Errorf("the error of the rows becomes %v", err)
	}
	var members []string
	for line := range strings.Lines(out.String()) {
		var row cost.ActivityRow
		if err := json.Unmarshal([]byte(line), &row); err != nil || row.Value != -7 {
			t.Errorf("%s: %v", line, err)
		}
		members = append(members, row.MemberID)
	}
	if diff := cmp.Diff([]string{"=1+1", "ada"}, members); diff != "" {
		t.Error(diff)
	}
}
