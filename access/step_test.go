package access_test

import (
	"fmt"
	"testing"

	"github.com/clarifai-community/clarifai-orgs-go/access"
)

func TestStep_String(t *testing.T) {
	step := access.Step{Kind: access.AddApp, Team: "vision", App: "shelf", After: "Labeler Worker", Reason: "lowered from \"Full Access\""}
	result := access.Result{Step: step, Status: access.Done}
	const want = `add app: vision, app shelf, "Labeler Worker" (lowered from "Full Access")`
	for _, v := range []any{step, &step, result, &result} {
		if got := fmt.Sprint(v); got != want {
			t.Errorf("%T prints as %s, want %s", v, got, want)
		}
	}
}
