package access_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/access"
)

func TestEvaluate_DeadlineBeforeReadingsAgree(t *testing.T) {
	run(t, seed(), func(f *fixture) {
		reading := 0
		f.server.Handle("GET /v2/organizations/acme/teams", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			reading++
			onePage("teams", fmt.Sprintf(`{"id": "vision"}, {"id": "team-%d"}`, reading))(w, r)
		}))
		ctx, cancel := context.WithTimeout(f.Context(), 240*time.Millisecond) // the first wait takes longer
		defer cancel()
		review, err := access.Evaluate(ctx, f.client, "acme", area("vision"))
		if review != nil || !errors.Is(err, context.DeadlineExceeded) {
			f.Errorf("%v, %v", review, err)
		}
	})
}
