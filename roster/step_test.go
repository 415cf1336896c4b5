package roster_test

import (
	"fmt"
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
