package emulator

import "testing"

func TestApps_UpdateActions(t *testing.T) {
	h := start(t, company())
	for _, action := range []string{"merge", "", "set"} {
		h.expect(400, 11102, "PATCH", vision, `{"action":"`+action+`","app":{"name":"x"}}`)
		h.expect(400, 11102, "PATCH", acmeApps, `{"action":"`+action+`","apps":[{"id":"vision","name":"x"}]}`)
		h.expect(400, 11102, "PATCH", vision+"/partial", `{"action":"`+action+`","apps":[{"name":"x"}]}`)
		h.expect(400, 11102, "PATCH", acmeApps+"/ids", `{"action":"`+action+`","ids":[{"id":"vision","new_id":"x"}]}`)
	}
	h.expect(400, 11102, "PATCH", vision, `{"action":"overwrite","app":{"id":"text"}}`)
	h.expect(400, 11102, "PATCH", vision, `{"action":"overwrite","app":{"user_id":"ann"}}`)
	equal(t, "name", h.app("acme", "vision").Name, "Vision")
}

func TestApps_UpdateChangesOnlyWhatIsSent(t *testing.T) {
	config := company()
	config.Apps[0].Description, config.Apps[0].Notes, config.Apps[0].Template = "d", "n", true
	h := start(t, config)
	h.ok("PATCH", vision+"/partial", `{"action":"overwrite","apps":[{"id":"vision","description":"","is_template":false}]}`)
	want := App{Owner: "acme", ID: "vision", Name: "Vision", Notes: "n", Visibility: "PRIVATE"}
	equal(t, "overwritten", h.app("acme", "vision"), want)
	h.ok("PATCH", vision+"/partial", `{"action":"remove","apps":[{"notes":"x"}]}`)
	want.Notes = ""
	equal(t, "removed", h.app("acme", "vision"), want)
	h.expect(400, 11102, "PATCH", vision+"/partial", `{"action":"overwrite","apps":[{"id":"text"}]}`)
	h.expect(400, 11102, "PATCH", vision+"/partial", `{"action":"overwrite","apps":[{},{}]}`)
}

func TestApps_UpdateBatch(t *testing.T) {
	h := start(t, company())
	a := h.ok("PATCH", acmeApps, `{"action":"overwrite","apps":[{"id":"vision","name":"V"},{"id":"text","name":"T"}]}`)
	equal(t, "shown", a.column("apps", "name"), []any{"V", "T"})
	h.expect(404, 11101, "PATCH", acmeApps, `{"action":"overwrite","apps":[{"id":"vision","name":"W"},{"id":"none"}]}`)
	h.expect(400, 11102, "PATCH", acmeApps, `{"action":"overwrite","apps":[{"name":"W"}]}`)
	equal(t, "all or nothing", h.app("acme", "vision").Name, "V")
}

func TestApps_BatchVariants(t *testing.T) {
	config := company()
	config.Variants.Batch = BatchMixed
	h := start(t, config)
	a := h.expect(207, 10010, "POST", acmeApps, `{"apps":[{"id":"a"},{"id":"-","name":"Bad"}]}`)
	equal(t, "listed", a.column("apps", "id"), []any{"a", "-"})
	equal(t, "code", a.list("apps")[1]["status"].(tree)["code"], any(11102.))
	a = h.expect(207, 10010, "PATCH", acmeApps+"/ids", `{"action":"overwrite","ids":[{"id":"a","new_id":"b"},{"id":"none","new_id":"c"}]}`)
	equal(t, "listed", a.column("apps", "id"), []any{"b", "none"})
}
