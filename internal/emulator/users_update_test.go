package emulator

import (
	"slices"
	"testing"
)

func TestUsers_Update(t *testing.T) {
	config := company()
	config.PasswordPolicies = []PasswordPolicy{{OrganizationID: "acme", MinimumLength: 8}}
	config.Users[1].Metadata = tree{"desk": tree{"floor": 2.0}, "old": true}
	h := start(t, config)
	of := func(id string) User {
		u, _ := h.User(id)
		return u
	}

	shown := h.as("ann").ok("PATCH", "/v2/users/me", `{"info":{"job_title":"Engineer","country":"IS","visibility":{"gettable":"PUBLIC"}},
		"metadata":{"desk":{"room":7}},"action":{"op":"merge"}}`).body["user"].(tree)
	equal(t, "the response", shown["job_title"], any("Engineer"))
	equal(t, "the response's details", shown["user_detail"].(tree)["country"], any("IS"))
	u := of("ann")
	equal(t, "what is not sent", u.FirstName+" "+u.LastName, "Ann Ångström")
	equal(t, "who sees it", string(u.Visibility), "PUBLIC")
	equal(t, "metadata", u.Metadata, tree{"desk": tree{"floor": 2.0, "room": 7.0}, "old": true})

	h.ok("PATCH", "/v2/users/ann", `{"info":{"state":"South"}}`) // an Admin
	equal(t, "by an Admin", of("ann").State, "South")
	h.as("ann").expect(403, 11007, "PATCH", "/v2/users/owner", `{"info":{"state":"South"}}`)
	h.expect(403, 11007, "PATCH", "/v2/users/stranger", `{"info":{"state":"South"}}`)
	h.expect(404, 11101, "PATCH", "/v2/users/nobody", `{"info":{"state":"South"}}`)
	h.expect(400, 11102, "PATCH", "/v2/users/ann", `{"action":{"op":"merge"}}`)
	h.expect(400, 11102, "PATCH", "/v2/users/ann", `{"info":{"state":"S"},"action":{"op":"delete"}}`)

	old := of("ann").Password
	for body, why := range map[string]string{
		`{"pass":{"password":"a new password"}}`:                           "the old one is missing",
		`{"pass":{"old_password":"guess","password":"a new password"}}`:    "the old one is wrong",
		`{"pass":{"old_password":"` + old + `","password":"short"}}`:       "a policy refuses it",
		`{"pass":{"old_password":"` + old + `"},"info":{"state":"North"}}`: "it is empty",
	} {
		h.as("ann").expect(400, 11102, "PATCH", "/v2/users/ann", body)
		if u := of("ann"); u.Password != old || u.State != "South" {
			t.Errorf("%s, and something was changed", why)
		}
	}
	h.as("ann").ok("PATCH", "/v2/users/ann", `{"pass":{"old_password":"`+old+`","password":"a new password"},"info":{"state":"North"}}`)
	equal(t, "the password and the state", of("ann").Password+", "+of("ann").State, "a new password, North")
	h.ok("PATCH", "/v2/users/ann", `{"pass":{"password":"by the admin"}}`)
	equal(t, "an Admin need not know the old one", of("ann").Password, "by the admin")

	entries := h.AuditLog("ann")
	if len(entries) == 0 || entries[0].Operation != "USER_UPDATE" || !slices.ContainsFunc(entries, func(e AuditEntry) bool { return e.Refused }) {
		t.Errorf("the audit log has %+v", entries)
	}
}

func TestUsers_Update_ReplaceVariant(t *testing.T) {
	config := company()
	config.Variants.ReplaceProfiles = true
	h := start(t, config)
	h.as("ann").ok("PATCH", "/v2/users/ann", `{"info":{"first_name":"Anna"},"action":{"op":"merge"}}`)
	u, _ := h.User("ann")
	equal(t, "what was not sent is cleared", u.FirstName+u.LastName, "Anna")
}

func TestUsers_Update_ID(t *testing.T) {
	config := company()
	config.Organizations[0].Teams = []Team{{ID: "ml", Name: "ML", Members: []string{"ann"}}}
	config.Apps[0].Collaborators = []Collaborator{{UserID: "ann"}}
	config.Apps[1].StarredBy = []string{"ann"}
	config.PasswordPolicies = []PasswordPolicy{{ID: "own", UserID: "ann", MinimumLength: 1}}
	config.Cards = []Card{{OwnerID: "ann", ID: "card"}}
	config.Notifications = []Notification{{UserID: "ann", ID: "note"}}
	config.Secrets = []EnvironmentSecret{{OwnerID: "ann", ID: "KEY", Value: "v"}}
	h := start(t, config)
	h.as("ann").ok("POST", "/v2/user_stars", `{"user_stars":[{"user_id":"bob"}]}`)
	for _, body := range []string{
		`{"info":{"user_id":"anna","first_name":"Anna"}}`, `{"info":{"user_id":"anna"},"metadata":{"a":1}}`, `{"info":{"user_id":"me"}}`,
		`{"info":{"user_id":"anna"},"pass":{"password":"p"}}`, `{"info":{"user_id":"a b"}}`,
	} {
		h.expect(400, 11102, "PATCH", "/v2/users/ann", body)
	}
	h.expect(409, 40010, "PATCH", "/v2/users/ann", `{"info":{"user_id":"Bob"}}`)
	h.expect(409, 40010, "PATCH", "/v2/users/ann", `{"info":{"user_id":"acme"}}`)
	pat, session, _ := h.Credentials("ann")

	h.ok("PATCH", "/v2/users/ann", `{"info":{"user_id":"Anna"}}`)
	h.expect(404, 11101, "GET", "/v2/users/ann", "")
	anna := h.as("anna")
	newPAT, newSession, ok := h.Credentials("anna")
	equal(t, "the credentials", newPAT+newSession, pat+session)
	equal(t, "known", ok, true)
	equal(t, "who the PAT is", anna.get("/v2/users/me").body["user"].(tree)["id"], any("Anna"))
	org := h.org("acme")
	equal(t, "the member", org.Members[1].UserID, "Anna")
	equal(t, "of the team", org.Teams[0].Members, []string{"Anna"})
	for _, a := range h.Apps() {
		switch a.ID {
		case "vision":
			equal(t, "the collaborator", a.Collaborators[0].UserID, "Anna")
		case "text":
			equal(t, "the star", a.StarredBy, []string{"Anna"})
		case "private":
			equal(t, "the owner", a.Owner, "Anna")
		}
	}
	equal(t, "the policy", h.PasswordPolicies()[0].UserID, "Anna")
	equal(t, "the notification", h.Notifications("anna")[0].ID, "note")
	equal(t, "the secret", h.Secrets("anna")[0].ID, "KEY")
	equal(t, "reading it", anna.get("/v2/users/me/secrets/KEY").body["secret"].(tree)["user_id"], any("Anna"))
	equal(t, "starred users", anna.get("/v2/users/bob?additional_fields=stars").body["user"].(tree)["is_starred"], any(true))
	equal(t, "the card", anna.get("/v2/users/me/credit_cards").column("cards", "id"), []any{"card"})
	if u := h.userOf("ann@acme.test"); u != "Anna" {
		t.Errorf("the address leads to %q", u)
	}
}

// userOf returns who would accept an invitation of an address.
func (h *harness) userOf(email string) string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.current().userByEmail(email).ID
}

func TestUsers_FeatureFlags(t *testing.T) {
	config := company()
	config.Users[1].FeatureFlags = `{"a":1}`
	h := start(t, config)
	equal(t, "one's own", h.as("ann").get("/v2/users/me/feature_flags").body["config"], any(`{"a":1}`))
	equal(t, "none", h.get("/v2/users/me/feature_flags").body["config"], any(nil))
	h.expect(403, 11007, "GET", "/v2/users/ann/feature_flags", "")
}

func TestUsers_ValidateIDs(t *testing.T) {
	h := start(t, company())
	anyone := []string{"Authorization", ""}
	a := h.expect(200, 10000, "POST", "/v2/validate_id", `{"validations":[
		{"object_type":"user","object_id":"new"},{"object_type":"user","object_id":"ANN"},{"object_type":"user","object_id":"acme"},
		{"object_type":"user","object_id":"me"},{"object_type":"app","user_id":"acme","object_id":"vision"},
		{"object_type":"app","user_id":"ann","object_id":"vision"},{"object_type":"app","user_id":"acme","object_id":"a b"}]}`, anyone...)
	var kinds []any
	for _, result := range a.list("validation_results") {
		errors, _ := result["errors"].([]any)
		if len(errors) == 0 {
			kinds = append(kinds, "free")
			continue
		}
		kinds = append(kinds, errors[0].(tree)["type"])
	}
	equal(t, "what is wrong", kinds, []any{"free", 2.0, 2.0, 1.0, 2.0, "free", 3.0})
	taken := a.list("validation_results")[1]
	equal(t, "what was asked", taken["validation"], any(tree{"object_type": "user", "object_id": "ANN"}))
	equal(t, "instead", taken["recommended_ids"], any([]any{"ANN-2", "ANN-3"}))
	h.expect(400, 11102, "POST", "/v2/validate_id", `{"validations":[]}`, anyone...)
	h.expect(400, 11102, "POST", "/v2/validate_id", `{"validations":[{"object_type":"planet","object_id":"x"}]}`, anyone...)
}
