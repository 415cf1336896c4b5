package clarifai_test

import (
	"fmt"
	"net/http"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestOrganizations_Update(t *testing.T) {
	testkit.RunWithServer(t, "a billing email that is not shown is not waited for", func(t *testing.T, s *clarifaitest.Server) {
		atOnce(t, func() error {
			_, err := s.Client().Organizations.Update(t.Context(), "acme", clarifai.UpdateOrganizationRequest{BillingEmail: new("new@acme.example")})
			return err
		})
		if got := s.Organizations()[0].BillingEmail; got != "new@acme.example" {
			t.Errorf("the server has %q", got)
		}
	}, func(c *clarifaitest.Config) { c.Variants.HideBillingEmails = true })
}

func TestOrganizations_Create(t *testing.T) {
	testkit.WithServer(t, func(t *testing.T, s *clarifaitest.Server) {
		s.Handle("POST /v2/organizations", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, `{"status":{"code":10000},"organizations":[{"id":"new","name":"New"}]}`)
		}))
		if _, err := s.Client().Organizations.Create(t.Context(), clarifai.CreateOrganizationRequest{ID: "new", Name: "New", BillingEmail: "b@new.example"}); err != nil {
			t.Error(err)
		}
	})
}
