package clarifai_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestApps_Update_UnchangedMetadata(t *testing.T) {
	testkit.WithServer(t, func(t *testing.T, s *clarifaitest.Server) {
		const app = `{"id":"exact","name":%q,"metadata":{"n":9007199254740993,"f":1.10,"deep":{"big":123456789012345678901234567890}%s}}`
		var sent []string
		s.Handle("/v2/users/acme/apps/exact", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			name, more := "Before", ""
			if r.Method == http.MethodPatch {
				body, _ := io.ReadAll(r.Body)
				sent = append(sent, string(body))
				name = "After"
				if strings.Contains(string(body), `"new"`) {
					more = `,"new":1`
				}
			}
			fmt.Fprintf(w, `{"status":{"code":10000},"app":`+app+`}`, name, more)
		}))
		client := s.Client()
		if _, err := client.Apps.Update(t.Context(), "acme", "exact", clarifai.UpdateAppRequest{Name: new("After")}); err != nil {
			t.Fatal(err)
		}
		if _, err := client.Apps.Update(t.Context(), "acme", "exact", clarifai.UpdateAppRequest{
			Name: new("After"), Metadata: &clarifai.MetadataChange{Set: map[string]any{"new": 1}}}); err != nil {
			t.Fatal(err)
		}
		for _, body := range sent {
			for _, exact := range []string{"9007199254740993", "1.10", "123456789012345678901234567890"} {
				if !strings.Contains(body, exact) {
					t.Errorf("%s is not in %s", exact, body)
				}
			}
		}
	})
}
