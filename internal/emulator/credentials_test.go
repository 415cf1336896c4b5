package emulator

import (
	"strings"
	"testing"
)

func TestCredentials_PublicRoutes(t *testing.T) {
	config := company()
	config.Organizations[0].Invitations = []Invitation{{Email: "a@x.test", Role: "Admin"}}
	h := start(t, config)
	id := h.org("acme").Invitations[0].ID
	for _, key := range []string{"", "Key nobody", "Bearer x"} {
		h.expect(200, 10000, "GET", "/v2/organization_invitation/"+id, "", "Authorization", key)
	}
}

func TestCredentials_EveryKind(t *testing.T) {
	config := company()
	config.Users = append(config.Users, User{ID: "reader", Scopes: []string{"Teams_Get", "Organizations_Get"}})
	config.Organizations[0].Members = append(config.Organizations[0].Members, Member{UserID: "reader", Role: "Admin"})
	h := start(t, config)
	pat, session, _ := h.Credentials("owner")
	const path = "/v2/organizations/acme"
	for name, c := range map[string]struct {
		header []string
		status int
		code   int
	}{
		"a PAT":                  {nil, 200, 10000},
		"a session token":        {[]string{"Authorization", "", "X-Clarifai-Session-Token", session}, 200, 10000},
		"both":                   {[]string{"X-Clarifai-Session-Token", session}, 400, 11102},
		"none":                   {[]string{"Authorization", ""}, 401, 11102},
		"a lower-case key":       {[]string{"Authorization", "key " + pat}, 401, 11102},
		"a bearer":               {[]string{"Authorization", "Bearer " + pat}, 401, 11102},
		"an empty key":           {[]string{"Authorization", "Key "}, 401, 11102},
		"a malformed key":        {[]string{"Authorization", "Key a b"}, 401, 11008},
		"an unknown key":         {[]string{"Authorization", "Key 0123456789abcdef"}, 401, 11009},
		"a session as a key":     {[]string{"Authorization", "Key " + session}, 401, 11009},
		"an unknown session":     {[]string{"Authorization", "", "X-Clarifai-Session-Token", "x"}, 401, 11001},
		"a PAT as a session":     {[]string{"Authorization", "", "X-Clarifai-Session-Token", pat}, 401, 11001},
		"a key that is too long": {[]string{"Authorization", "Key " + pat + "0"}, 401, 11009},
	} {
		t.Run(name, func(t *testing.T) {
			h := &harness{h.Server, t, "owner"}
			h.expect(c.status, c.code, "GET", path, "", c.header...)
		})
	}
	h.as("reader").get(path + "/teams")
	a := h.as("reader").expect(403, 11007, "POST", path+"/teams", `{"teams":[{"id":"a"}]}`)
	if !strings.Contains(a.raw, "Teams_Add") {
		t.Errorf("the missing scope is not named: %s", a.raw)
	}
}

func TestCredentials_SessionOnlyVariant(t *testing.T) {
	for _, only := range []bool{false, true} {
		config := company()
		config.Variants.SessionOnly = only
		config.Organizations[0].Invitations = []Invitation{{Email: "bob@home.test", Role: "Admin"}}
		h := start(t, config).as("bob")
		path := "/v2/users/me/organization_invitation_accept/" + h.org("acme").Invitations[0].ID
		if !only {
			h.ok("POST", path, "")
			continue
		}
		h.expect(401, 11002, "POST", path, "")
		_, session, _ := h.Credentials("bob")
		h.expect(200, 10000, "POST", path, "", "Authorization", "", "X-Clarifai-Session-Token", session)
	}
}
