package roster_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

func TestStep_String(t *testing.T) {
	step := roster.Step{Kind: roster.CreateTeam, Team: "vision", Reason: "there is no such team", After: "Vision"}
	result := roster.Result{Step: step, Status: roster.Done}
	const want = `create team vision, "Vision" (there is no such team)`
	for _, v := range []any{step, &step, result, &result} {
		if got := fmt.Sprint(v); got != want {
			t.Errorf("%T prints as %s, want %s", v, got, want)
		}
	}
}

func TestWriteCSV_BadRows(t *testing.T) {
	report := &roster.Report{BadRows: []roster.RowError{
		{File: roster.FileRoster, Line: 3, Subject: "=x@acme.test", Reason: "malformed email"},
		{File: roster.FileTeams, Line: 2, Subject: "-vision", Reason: "the team has no name"},
	}}
	var out bytes.Buffer
	if err := roster.WriteCSV(&out, report); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"1,bad row,3,'=x@acme.test,,,,roster,,,,malformed email,,\n",
		"1,bad row,2,,,'-vision,,teams,,,,the team has no name,,\n",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in\n%s", want, out.String())
		}
	}
}
