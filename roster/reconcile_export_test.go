package roster_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// What [roster.Export] reads of one organization, also by way of its JSON, brings
// another one with the same accounts and apps to the same state.
func TestReconcile_Export(t *testing.T) {
	eachCase(t, 6, 250, func(to *drawing, n int) string {
		var exported roster.Company
		problem := withWatch(t, to.config, func(ctx context.Context, w *watch) string {
			company, err := roster.Export(ctx, w.client, "acme", nil)
			if err != nil {
				return err.Error()
			}
			to.company = company
			if problem := to.checkNothingToDo(ctx, w); problem != "" {
				return "a plan for what was exported: " + problem
			}
			data, err := json.Marshal(company)
			if err != nil {
				return err.Error()
			}
			if exported, err = roster.ReadCompany(bytes.NewReader(data), "acme.json"); err != nil {
				return err.Error()
			}
			return ""
		})
		if problem != "" {
			return problem
		}
		from := example(1000 + n)
		from.company = exported
		return withWatch(t, from.config, func(ctx context.Context, w *watch) string {
			if _, _, err := w.run(ctx, from.company, from.options); err != nil {
				return err.Error()
			}
			if got, want := w.now(), from.model(w.states[0]).want(); !cmp.Equal(want, got) {
				return fmt.Sprintf("as it should be (-), as it is (+):\n%s\n%s", cmp.Diff(want, got), from.describe())
			}
			return ""
		})
	})
}
