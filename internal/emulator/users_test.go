package emulator

import "testing"

func TestUsers_MeIsReserved(t *testing.T) {
	if _, err := Start(Config{InMemory: true, Users: []User{{ID: "Me"}}}); err == nil {
		t.Error("it can be seeded")
	}
	config := company()
	config.Organizations[0].Invitations = []Invitation{{Email: "me@new.test", Role: "Admin"}}
	h := start(t, config)
	if err := h.Accept("acme", "me@new.test"); err != nil {
		t.Fatal(err)
	}
	if id := h.org("acme").Members[2].UserID; id != "me-2" {
		t.Errorf("who registers is called %s", id)
	}
}
