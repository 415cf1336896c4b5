package emulator

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestStamp_ModifiedAt(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	config := company()
	config.Clock = func() time.Time { return now }
	config.Organizations[0].Teams = []Team{{ID: "a", Members: []string{"ann"}}}
	h := start(t, config)
	h.Advance(time.Hour)
	for path, patch := range map[string]string{
		"/v2/organizations/acme":       `{"action":"merge","organizations":[{"name":"Acme 2"}]}`,
		"/v2/organizations/acme/teams": `{"action":"merge","teams":[{"id":"a","name":"A 2"}]}`,
		"/v2/users/acme/apps/vision":   `{"action":"overwrite","app":{"name":"V"}}`,
	} {
		a := h.ok("PATCH", path, patch)
		changed, ok := a.body["organization"].(tree)
		if !ok {
			changed, ok = a.body["app"].(tree)
		}
		if !ok {
			changed = a.list("teams")[0]
		}
		created, modified := fmt.Sprint(changed["created_at"]), fmt.Sprint(changed["modified_at"])
		if !strings.HasPrefix(created, "2026-01-01T00:00:00") || !strings.HasPrefix(modified, "2026-01-01T01:00:00") {
			t.Errorf("%s: created at %s, modified at %s", path, created, modified)
		}
	}
	if at := h.get("/v2/organizations/acme/teams/a/users").list("team_users")[0]["created_at"]; at == nil {
		t.Error("a team user has no time")
	}
	for _, r := range h.get("/v2/roles").list("roles") {
		if r["created_at"] == nil || r["modified_at"] == nil || r["description"] == nil {
			t.Errorf("role %v lacks something", r)
		}
	}
}

func TestStamp_Clock(t *testing.T) {
	now := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	config := company()
	config.Clock = func() time.Time { return now }
	h := start(t, config)
	h.Advance(time.Hour)
	h.Advance(time.Hour)
	a := h.ok("POST", "/v2/organizations/acme/teams", `{"teams":[{"id":"a","name":"A"}]}`)
	if at := fmt.Sprint(a.list("teams")[0]["created_at"]); !strings.HasPrefix(at, "2026-01-01T02:00:00") {
		t.Errorf("it is %s", at)
	}
}

func TestStamp_Decimals(t *testing.T) {
	config := company()
	config.Clock = func() time.Time { return time.Date(2026, 7, 1, 12, 0, 0, 0, time.FixedZone("", 3600)) }
	for i := range 40 {
		config.Organizations[0].Teams = append(config.Organizations[0].Teams, Team{ID: fmt.Sprintf("t%d", i)})
	}
	h := start(t, config)
	seen := map[int]bool{}
	for _, at := range h.get("/v2/organizations/acme/teams").column("teams", "created_at") {
		text := at.(string)
		if parsed, err := time.Parse(time.RFC3339Nano, text); err != nil || !parsed.Equal(config.Clock()) || !strings.HasSuffix(text, "Z") {
			t.Fatalf("timestamp %s", text)
		}
		_, decimals, _ := strings.Cut(strings.TrimSuffix(text, "Z"), ".")
		seen[len(decimals)] = true
	}
	equal(t, "kinds", len(seen), 10)
	precise := stamp{time.Date(2026, 7, 1, 0, 0, 0, 120_000_000, time.UTC), 3}
	data, _ := json.Marshal(precise)
	equal(t, "written", string(data), `"2026-07-01T00:00:00.120Z"`)
	if s := new(state).stamp(precise.Time); s.decimals < 2 {
		t.Errorf("%d decimals lose what the time holds", s.decimals)
	}
}
