package emulator

import (
	"testing"
	"time"
)

func TestSecrets(t *testing.T) {
	h := start(t, company())
	const path = "/v2/users/acme/secrets"
	never := any("1970-01-01T00:00:00Z")
	made := h.ok("POST", path, `{"secrets":[{"id":"KEY","value":"v1","description":"d"},{"id":"OTHER","value":"w","expires_at":"2100-01-01T00:00:00Z"}]}`)
	equal(t, "values", made.column("secrets", "value"), []any{"v1", "w"})
	equal(t, "ends", made.column("secrets", "expires_at"), []any{never, "2100-01-01T00:00:00Z"})
	equal(t, "listed", h.get(path+"?per_page=1&page=2").column("secrets", "id"), []any{"OTHER"})
	one := h.get(path + "/KEY").body["secret"].(tree)
	equal(t, "one", []any{one["value"], one["version"], one["user_id"]}, []any{"v1", 1.0, "acme"})
	h.expect(409, 40010, "POST", path, `{"secrets":[{"id":"KEY","value":"x"}]}`)
	h.expect(400, 11102, "POST", path, `{"secrets":[{"id":"NEW"}]}`)

	h.ok("PATCH", path, `{"action":"overwrite","secret":[{"id":"OTHER","value":"w2"}]}`)
	equal(t, "the whole is replaced", h.Secrets("acme")[1], EnvironmentSecret{OwnerID: "acme", ID: "OTHER", Value: "w2"})
	equal(t, "its version", h.get(path + "/OTHER").body["secret"].(tree)["version"], any(2.0))
	h.ok("PATCH", path, `{"action":"remove","secret":[{"id":"KEY","description":"d"}]}`)
	equal(t, "what is named is emptied", h.Secrets("acme")[0], EnvironmentSecret{OwnerID: "acme", ID: "KEY", Value: "v1"})
	h.expect(400, 11102, "PATCH", path, `{"action":"merge","secret":[{"id":"KEY","value":"v"}]}`)
	h.expect(404, 11101, "PATCH", path, `{"action":"overwrite","secret":[{"id":"NONE","value":"v"}]}`)

	equal(t, "the deleted one", h.ok("DELETE", path, `{"ids":["KEY"]}`).column("secrets", "id"), []any{"KEY"})
	h.expect(404, 11101, "GET", path+"/KEY", "")
	h.expect(404, 11101, "DELETE", path, `{"ids":["KEY"]}`)

	h.as("ann").expect(403, 11007, "GET", path, "") // no Admin
	h.as("ann").ok("POST", "/v2/users/me/secrets", `{"secrets":[{"id":"KEY","value":"anns"}]}`)
	equal(t, "a user's own", h.Secrets("ann"), []EnvironmentSecret{{OwnerID: "ann", ID: "KEY", Value: "anns"}})
	h.expect(403, 11007, "GET", "/v2/users/ann/secrets", "")
}

func TestSecrets_Variants(t *testing.T) {
	config := company()
	config.Variants.KeepOnOverwrite = true
	config.Secrets = []EnvironmentSecret{{OwnerID: "acme", ID: "KEY", Value: "v", Description: "d", ExpiresAt: time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)}}
	h := start(t, config)
	h.ok("PATCH", "/v2/users/acme/secrets", `{"action":"overwrite","secret":[{"id":"KEY","value":"w","expires_at":"1970-01-01T00:00:00Z"}]}`)
	equal(t, "what is absent stays", h.Secrets("acme")[0], EnvironmentSecret{OwnerID: "acme", ID: "KEY", Value: "w", Description: "d"})
	for _, bad := range []EnvironmentSecret{{OwnerID: "none", ID: "K"}, {OwnerID: "acme"}, {OwnerID: "acme", ID: "KEY"}} {
		c := company()
		c.Secrets = []EnvironmentSecret{{OwnerID: "acme", ID: "KEY"}, bad}
		if _, err := Start(c); err == nil {
			t.Errorf("%+v can be seeded", bad)
		}
	}
}
