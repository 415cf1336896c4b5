package clarifaitest_test

import (
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

func TestServer_RequestsNameTheirOperation(t *testing.T) {
	s := clarifaitest.NewServer(t, acme())
	client := s.Client()
	if _, err := client.Teams.Create(t.Context(), "acme", clarifai.CreateTeamRequest{ID: "new", Name: "New"}); err != nil {
		t.Fatal(err)
	}
	got := s.Requests()
	i := slices.IndexFunc(got, func(r clarifaitest.Request) bool { return r.Operation == clarifai.OpTeamsCreate })
	if i < 0 {
		t.Fatalf("not recorded: %+v", got)
	}
	r := got[i]
	if !r.Write || r.UserID != "olga" || r.Status != 200 || r.Code.String() != "SUCCESS" || r.RequestID == "" || !strings.Contains(string(r.Body), `"new"`) {
		t.Errorf("recorded %+v", r)
	}
	s.ResetRequests()
	resp, err := s.HTTPClient().Get(s.URL() + "/v3/x")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	got = s.Requests()
	if len(got) != 1 || got[0].Operation != "" || got[0].Status != 404 {
		t.Errorf("recorded %+v", got)
	}
}

func TestServer_ServesEveryOperation(t *testing.T) {
	s := clarifaitest.NewServer(t, clarifaitest.Config{})
	for _, r := range clarifai.Routes() {
		req, err := http.NewRequestWithContext(t.Context(), r.Method, s.URL()+r.Path, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Authorization", "Key "+s.PAT("owner"))
		resp, err := s.HTTPClient().Do(req)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		if resp.StatusCode == http.StatusNotImplemented || resp.StatusCode == http.StatusMethodNotAllowed || !strings.Contains(string(body), `"req_id"`) {
			t.Errorf("%s: HTTP %d %s", r.Op, resp.StatusCode, body)
		}
	}
}
