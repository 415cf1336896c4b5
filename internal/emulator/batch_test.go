package emulator

import (
	"strings"
	"testing"
)

func TestBatch_Variants(t *testing.T) {
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
		config.Variants.Batch = variant
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

func TestBatch_WithoutItemsInTheResponse(t *testing.T) {
	config := company()
	config.Variants.Batch = BatchMixed
	config.Organizations[0].Teams = []Team{{ID: "red", Members: []string{"ann"}}}
	h := start(t, config)
	h.expect(207, 10010, "DELETE", "/v2/organizations/acme/teams/red/users", `{"user_ids":["ann","bob"]}`)
	equal(t, "team", h.org("acme").Teams[0].Members, nil)
	h.expect(400, 10020, "POST", "/v2/organizations/acme/teams/red/apps",
		`{"apps":[{"app_id":"none"},{"app_id":"vision","role_id":"`+h.memberRole("Admin")+`"}]}`)
}
