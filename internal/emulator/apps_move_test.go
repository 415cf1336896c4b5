package emulator

import "testing"

func TestApps_ChangeIDUpdatesReferences(t *testing.T) {
	config := staff()
	config.Apps[0].Collaborators = []Collaborator{{UserID: "bob"}}
	config.Apps[0].StarredBy = []string{"bob"}
	config.Tokens = []Token{{UserID: "owner", Apps: []AppRef{{"acme", "text"}, {"acme", "vision"}}}}
	h := start(t, config)
	a := h.ok("PATCH", acmeApps+"/ids", `{"action":"overwrite","ids":[{"id":"vision","new_id":"sight"},{"id":"text","new_id":"text"}]}`)
	equal(t, "shown", a.column("apps", "id"), []any{"sight", "text"})
	h.expect(404, 11101, "GET", vision, "")
	moved := h.app("acme", "sight")
	equal(t, "moved", []any{moved.Name, moved.Collaborators[0].UserID, moved.StarredBy[0]}, []any{"Vision", "bob", "bob"})
	equal(t, "team", h.org("acme").Teams[0].Apps, []TeamApp{{"sight", "Model Trainer"}})
	equal(t, "key", h.Tokens("owner")[1].Apps, []AppRef{{"acme", "text"}, {"acme", "sight"}})
	h.as("teamie").get(acmeApps + "/sight")
	h.expect(409, 40010, "PATCH", acmeApps+"/ids", `{"action":"overwrite","ids":[{"id":"sight","new_id":"text"}]}`)
	h.expect(404, 11101, "PATCH", acmeApps+"/ids", `{"action":"overwrite","ids":[{"id":"vision","new_id":"x"}]}`)
}

func TestApps_Transfer(t *testing.T) {
	config := staff()
	config.Organizations[0].Members[0].Role = "Organization Contributor"
	config.Apps[2].Collaborators = []Collaborator{{UserID: "bob"}}
	config.Tokens = []Token{{UserID: "ann", Apps: []AppRef{{"", "private"}}}}
	h := start(t, config)
	const private = "/v2/users/ann/apps/private"
	h.as("bob").expect(403, 11007, "PATCH", private+"/owner", `{"new_owner_id":"acme"}`)
	h.as("ann").expect(403, 11007, "PATCH", private+"/owner", `{"new_owner_id":"bob"}`)
	h.as("ann").expect(404, 11101, "PATCH", private+"/owner", `{"new_owner_id":"nobody"}`)
	h.as("ann").ok("PATCH", private+"/owner", `{"new_owner_id":"acme"}`)
	h.as("ann").expect(404, 11101, "GET", private, "")
	equal(t, "collaborators", h.app("acme", "private").Collaborators[0].UserID, "bob")
	equal(t, "key", h.Tokens("ann")[1].Apps, []AppRef{{"acme", "private"}})

	// Back to a user: off the organization's teams.
	h.ok("PATCH", vision+"/owner", `{"new_owner_id":"owner"}`)
	equal(t, "team", h.org("acme").Teams[0].Apps, nil)
	h.as("teamie").expect(404, 11101, "GET", "/v2/users/owner/apps/vision", "")
	h.as("ann").ok("POST", "/v2/users/me/apps", `{"apps":[{"id":"text"}]}`)
	h.as("ann").expect(409, 40010, "PATCH", "/v2/users/me/apps/text/owner", `{"new_owner_id":"acme"}`)
	h.as("stranger").ok("POST", "/v2/users/me/apps", `{"apps":[{"id":"own"}]}`)
	h.as("stranger").expect(403, 11007, "PATCH", "/v2/users/me/apps/own/owner", `{"new_owner_id":"acme"}`)
}

func TestApps_TransferRemovesTheCollaborator(t *testing.T) {
	config := company()
	config.Organizations[0].Members[0].Role = "Organization Contributor"
	config.Apps[0].Collaborators = []Collaborator{{UserID: "ann"}, {UserID: "bob"}}
	h := start(t, config)
	h.as("ann").ok("PATCH", vision+"/owner", `{"new_owner_id":"Ann"}`)
	equal(t, "collaborators", len(h.app("ann", "vision").Collaborators), 1)
}
