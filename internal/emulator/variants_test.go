package emulator

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestCancellingIsAVariant(t *testing.T) {
	for variant, want := range map[Cancel][]string{
		CancelMarks: {"CANCELLED"}, CancelIgnores: {"PENDING"}, CancelDeletes: nil,
	} {
		config := company()
		config.Cancel = variant
		config.Organizations[0].Invitations = []Invitation{{Email: "a@x.test", Role: "Admin"}}
		h := start(t, config)
		a := h.ok("PATCH", "/v2/organizations/acme/invitations",
			`{"action":"remove","invitations":[{"id":"`+h.org("acme").Invitations[0].ID+`"}]}`)
		var got []string
		for _, inv := range h.org("acme").Invitations {
			got = append(got, inv.Status)
		}
		equal(t, "left", got, want)
		if marked := a.list("invitations")[0]["cancelled_at"] != nil; marked != (variant == CancelMarks) {
			t.Errorf("variant %d: cancelled_at shown: %v", variant, marked)
		}
	}
}

func TestWhatIsThereAlreadyIsAVariant(t *testing.T) {
	for variant, want := range map[Exists][2]int{
		ExistsConflict: {409, 40010}, ExistsFailure: {400, 10020}, ExistsDuplicateKey: {400, 40010}, ExistsSilent: {200, 10000},
	} {
		config := company()
		config.Exists = variant
		org := &config.Organizations[0]
		org.Teams = []Team{{ID: "red", Name: "Red", Members: []string{"ann"}}}
		org.Invitations = []Invitation{{Email: "new@x.test", Role: "Admin"}}
		h := start(t, config)
		admin := h.memberRole("Admin")
		for path, body := range map[string]string{
			"":                      `{"organizations":[{"id":"acme","name":"Acme 2","billing_email":"b@x.test"}]}`,
			"/acme/members":         `{"member_id":"ann","role_id":"` + admin + `"}`,
			"/acme/invitations":     `{"invitations":[{"invitee_email":"New@x.test","role":{"id":"` + admin + `"}}]}`,
			"/acme/teams":           `{"teams":[{"id":"red","name":"Red 2"}]}`,
			"/acme/teams/red/users": `{"user_ids":["ann"]}`,
		} {
			h.expect(want[0], want[1], "POST", "/v2/organizations"+path, body)
		}
		o := h.org("acme")
		copies := 1
		if variant == ExistsSilent {
			copies = 2
			a := h.ok("POST", "/v2/organizations/acme/invitations", `{"invitations":[{"invitee_email":"ann@acme.test","role":{"id":"`+admin+`"}}]}`)
			equal(t, "an invitation of a member", len(a.list("invitations")), 1)
			h.expect(409, 40010, "POST", "/v2/organizations", `{"organizations":[{"id":"new","name":"ACME","billing_email":"b@x.test"}]}`)
			h.as("stranger").expect(409, 40010, "POST", "/v2/organizations", `{"organizations":[{"id":"acme","name":"Mine","billing_email":"b@x.test"}]}`)
		}
		equal(t, "organization", o.Name, "Acme")
		equal(t, "member", o.Members[1].Role, "Organization User")
		equal(t, "invitations", len(o.Invitations), copies)
		equal(t, "teams", len(o.Teams), copies)
		equal(t, "team members", o.Teams[0].Members, []string{"ann"})
	}
}

func TestGivingATeamAnAppThatItHasIsAVariant(t *testing.T) {
	for variant, want := range map[AppRole]struct {
		status, code int
		role         string
	}{
		AppRoleSet: {200, 10000, "Labeler Lead"}, AppRoleRefused: {409, 40010, "Full Access"}, AppRoleIgnored: {200, 10000, "Full Access"},
	} {
		config := company()
		config.AppRole = variant
		config.Organizations[0].Teams = []Team{{ID: "red", Apps: []TeamApp{{"vision", "Full Access"}}}}
		h := start(t, config)
		h.expect(want.status, want.code, "POST", "/v2/organizations/acme/teams/red/apps",
			`{"apps":[{"app_id":"vision","role_id":"`+h.teamRole("Labeler Lead")+`"}]}`)
		equal(t, "role", h.org("acme").Teams[0].Apps, []TeamApp{{"vision", want.role}})
	}
}

func TestADefaultRoleCanBeIgnored(t *testing.T) {
	config := company()
	config.IgnoreDefaultRole = true
	config.Organizations[0].Teams = []Team{{ID: "red"}}
	h := start(t, config)
	h.ok("PATCH", "/v2/organizations/acme/teams", `{"action":"merge","teams":[{"id":"red","default_role_id":"`+h.teamRole("Full Access")+`"}]}`)
	equal(t, "team", h.org("acme").Teams[0].DefaultRole, "")
}

func TestABatchWithABadItemIsAVariant(t *testing.T) {
	const body = `{"teams":[{"id":"a","name":"A"},{"id":"-","name":"Bad"},{"id":"c"}]}`
	for variant, want := range map[Batch]struct {
		status, code int
		listed       []any
		made         int
	}{
		BatchAtomic:   {400, 11102, nil, 0},
		BatchMixed:    {207, 10010, []any{"a", "-", "c"}, 2},
		BatchUnmarked: {207, 10010, []any{"a", "-", "c"}, 2},
		BatchOmitted:  {207, 10010, []any{"a", "c"}, 2},
		BatchSilent:   {200, 10000, []any{"a", "c"}, 2},
	} {
		config := company()
		config.Batch = variant
		h := start(t, config)
		a := h.expect(want.status, want.code, "POST", "/v2/organizations/acme/teams", body)
		equal(t, "listed", a.column("teams", "id"), want.listed)
		equal(t, "made", len(h.org("acme").Teams), want.made)
		if variant == BatchMixed {
			st, _ := a.list("teams")[1]["status"].(tree)
			equal(t, "the bad item's code", st["code"], any(11102.))
		} else if strings.Count(a.raw, `"status"`) != 1 {
			t.Errorf("variant %d: an item has a status: %s", variant, a.raw)
		}
		// Where nothing succeeds and all fail alike, their failure is the request's.
		a = h.do("POST", "/v2/organizations/acme/teams", `{"teams":[{"id":"_"},{"id":"-"}]}`)
		if variant != BatchSilent && (a.status != 400 || a.code() != 11102.) {
			t.Errorf("variant %d: all bad: HTTP %d, %v", variant, a.status, a.code())
		}
	}
}

func TestABatchWithoutItemsInItsAnswerIsMixedToo(t *testing.T) {
	config := company()
	config.Batch = BatchMixed
	config.Organizations[0].Teams = []Team{{ID: "red", Members: []string{"ann"}}}
	h := start(t, config)
	h.expect(207, 10010, "DELETE", "/v2/organizations/acme/teams/red/users", `{"user_ids":["ann","bob"]}`)
	equal(t, "team", h.org("acme").Teams[0].Members, nil)
	h.expect(400, 10020, "POST", "/v2/organizations/acme/teams/red/apps",
		`{"apps":[{"app_id":"none"},{"app_id":"vision","role_id":"`+h.memberRole("Admin")+`"}]}`)
}

func TestRoleNamesAreAVariant(t *testing.T) {
	for variant, want := range map[RoleNames]string{
		RoleNamesDisplay: "Organization Contributor", RoleNamesSnake: "organization_contributor", RoleNamesUpperSnake: "ORGANIZATION_CONTRIBUTOR",
	} {
		config := company()
		config.RoleNames = variant
		h := start(t, config)
		equal(t, "name", h.get("/v2/roles?types=ORG").list("roles")[2]["name"], any(want))
		equal(t, "read helpers stay", h.org("acme").Members[0].Role, "Admin")
	}
}

func TestReadsLagBehindWrites(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		config := company()
		config.Lag = 2 * time.Second
		h := start(t, config)
		const teams = "/v2/organizations/acme/teams"
		count := func() int { return len(h.get(teams).list("teams")) }
		h.ok("POST", teams, `{"teams":[{"id":"a"}]}`)
		<-time.After(time.Second)
		h.ok("POST", teams, `{"teams":[{"id":"b"}]}`)
		h.expect(409, 40010, "POST", teams, `{"teams":[{"id":"a"}]}`) // writes know the truth
		equal(t, "after 1 s", count(), 0)
		equal(t, "true state", len(h.org("acme").Teams), 2)
		<-time.After(time.Second)
		equal(t, "after 2 s", count(), 1)
		h.expect(404, 11101, "GET", teams+"/b", "")
		<-time.After(time.Second)
		equal(t, "after 3 s", count(), 2)
	})
}

func TestThePlansLimits(t *testing.T) {
	config := company()
	config.PayAsYouGo = true
	h := start(t, config)
	h.expect(403, 11006, "POST", "/v2/organizations/acme/teams", `{"teams":[{"id":"a"}]}`)
	h.expect(403, 11006, "POST", "/v2/organizations", `{"organizations":[{"id":"second","name":"Second","billing_email":"b@x.test"}]}`)
	h.as("bob").ok("POST", "/v2/organizations", `{"organizations":[{"id":"first","name":"First","billing_email":"b@x.test"}]}`)

	h = start(t, company())
	for i := range maxOrganizations - 1 {
		h.ok("POST", "/v2/organizations", fmt.Sprintf(`{"organizations":[{"id":"o%d","name":"N%d","billing_email":"b@x.test"}]}`, i, i))
	}
	h.expect(403, 11006, "POST", "/v2/organizations", `{"organizations":[{"id":"more","name":"More","billing_email":"b@x.test"}]}`)
}
