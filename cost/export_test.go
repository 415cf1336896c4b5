package cost_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clarifai-community/clarifai-orgs-go/cost"
)

func TestExportsStreamAndNoCellIsCalculated(t *testing.T) {
	rows := func(yield func(cost.ActivityRow, error) bool) {
		for _, id := range []string{"=cmd|' /C calc'!A0", "＝1+1", " \u200b@SUM(A1)", "-3.50", "-3.50+1", "a\x00b\nc", "plain", "'quoted", "bad\xff"} {
			if !yield(cost.ActivityRow{Day: november, MemberID: id, Section: "ops-count", Value: -7}, nil) {
				return
			}
		}
		yield(cost.ActivityRow{}, errors.New("the end"))
	}
	var csv, lines strings.Builder
	if err := cost.WriteCSV(&csv, rows); err == nil || err.Error() != "the end" {
		t.Error(err)
	}
	want := "day,member_id,app_id,section,value\n"
	for _, cell := range []string{"'=cmd|' /C calc'!A0", "'＝1+1", `"' ` + "\u200b" + `@SUM(A1)"`, "-3.50", "'-3.50+1", "a b c", "plain", "''quoted", "bad\uFFFD"} {
		want += "2026-11-01," + strings.Trim(cell, `"`) + ",,ops-count,-7\n"
	}
	if diff := cmp.Diff(want, csv.String()); diff != "" {
		t.Error(diff)
	}
	if err := cost.WriteJSONLines(&lines, rows); err == nil {
		t.Error("the error is lost")
	}
	for line := range strings.Lines(lines.String()) {
		var back cost.ActivityRow
		if err := json.Unmarshal([]byte(line), &back); err != nil || back.Value != -7 {
			t.Errorf("%s: %v", line, err)
		}
	}
	if n := strings.Count(lines.String(), "\n"); n != 9 {
		t.Errorf("%d lines", n)
	}
}
