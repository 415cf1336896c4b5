package emulator

import (
	"net/http"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

func TestRequests_HaveTheirCaller(t *testing.T) {
	config := company()
	config.Faults = []Fault{{Operation: clarifai.OpRolesList, Kind: FaultStatus, Status: 500, Count: 1}}
	h := start(t, config)
	h.Handle("GET /v2/users/me", http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	h.do("GET", "/v2/roles", "")
	h.do("GET", "/v2/users/me", "")
	h.do("PUT", "/v2/roles", "")
	h.do("GET", "/v2/roles?page=007&per_page=00", "")
	requests := h.Requests()
	for i, want := range []Request{{UserID: "owner", Status: 500, Route: "/v2/roles"}, {UserID: "owner", Status: 200, Route: "/v2/users/{user_app_id.user_id}"},
		{Status: 405, Route: "/v2/roles"}, {UserID: "owner", Status: 200, Route: "/v2/roles"}} {
		got := requests[i]
		if got.UserID != want.UserID || got.Status != want.Status || got.Route != want.Route {
			t.Errorf("request %d is %+v", i, got)
		}
	}
}

func TestRequests_AreInOrder(t *testing.T) {
	h := start(t, company())
	h.get("/v2/organizations/acme/teams?page=2")
	h.do("POST", "/v2/organizations/nobody/teams", `{"teams":[{"id":"a"}]}`)
	h.do("DELETE", "/nowhere", "")
	got := h.Requests()
	const teams = "/v2/organizations/{user_app_id.user_id}/teams"
	for i := range got {
		if (got[i].RequestID == "") != (got[i].Code == 0) {
			t.Errorf("request id %q with code %d", got[i].RequestID, got[i].Code)
		}
		got[i].RequestID = ""
	}
	equal(t, "requests", got, []Request{
		{Operation: clarifai.OpTeamsList, Method: "GET", Path: "/v2/organizations/acme/teams", Query: map[string][]string{"page": {"2"}}, Route: teams, Body: []byte{}, UserID: "owner", Status: 200, Code: 10000},
		{Operation: clarifai.OpTeamsCreate, Method: "POST", Path: "/v2/organizations/nobody/teams", Query: map[string][]string{}, Route: teams, Body: []byte(`{"teams":[{"id":"a"}]}`), UserID: "owner", Status: 404, Code: 11101, Write: true},
		{Method: "DELETE", Path: "/nowhere", Query: map[string][]string{}, Body: []byte{}, Status: 404, Write: true},
	})
	h.ResetRequests()
	equal(t, "after reset", len(h.Requests()), 0)
}
