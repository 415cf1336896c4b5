package emulator

import (
	"errors"
	"slices"
	"testing"
)

func TestStart_OrganizationsOfOneName(t *testing.T) {
	if _, err := Start(Config{InMemory: true, Organizations: []Organization{{ID: "a", Name: "Same"}, {ID: "b", Name: "SAME"}}}); err == nil {
		t.Error("they are")
	}
}

func TestStart_BadConfig(t *testing.T) {
	for name, spoil := range map[string]func(*Config){
		"user id":            func(c *Config) { c.Users[1].ID = "a b" },
		"user twice":         func(c *Config) { c.Users[1].ID = "OWNER" },
		"email":              func(c *Config) { c.Users[1].Email = "ann" },
		"email twice":        func(c *Config) { c.Users[1].Email = "BOB@home.test"; slices.Reverse(c.Users) },
		"scope":              func(c *Config) { c.Users[1].Scopes = []string{"Everything"} },
		"PAT":                func(c *Config) { c.Users[1].PAT = "a b" },
		"PAT twice":          func(c *Config) { c.Users[1].PAT, c.Users[2].PAT = "same", "same" },
		"organization id":    func(c *Config) { c.Organizations[0].ID = "" },
		"organization taken": func(c *Config) { c.Organizations[0].ID = "ann" },
		"owner":              func(c *Config) { c.Organizations[0].Owner = "nobody" },
		"member":             func(c *Config) { c.Organizations[0].Members[0].UserID = "nobody" },
		"member role":        func(c *Config) { c.Organizations[0].Members[0].Role = "Model Trainer" },
		"app owner":          func(c *Config) { c.Apps[0].Owner = "nobody" },
		"app id":             func(c *Config) { c.Apps[0].ID = "" },
		"app twice":          func(c *Config) { c.Apps[1].ID = "vision" },
		"team id":            func(c *Config) { c.Organizations[0].Teams = []Team{{}} },
		"team role":          func(c *Config) { c.Organizations[0].Teams = []Team{{ID: "a", DefaultRole: "Admin"}} },
		"team member":        func(c *Config) { c.Organizations[0].Teams = []Team{{ID: "a", Members: []string{"bob"}}} },
		"team app": func(c *Config) {
			c.Organizations[0].Teams = []Team{{ID: "a", Apps: []TeamApp{{"private", "Full Access"}}}}
		},
		"invitation role": func(c *Config) { c.Organizations[0].Invitations = []Invitation{{Email: "a@b.test"}} },
		"invitation status": func(c *Config) {
			c.Organizations[0].Invitations = []Invitation{{Email: "a@b.test", Role: "Admin", Status: "x"}}
		},
		"fault kind":   func(c *Config) { c.Faults = []Fault{{}} },
		"fault status": func(c *Config) { c.Faults = []Fault{{Kind: FaultStatus, Status: 99}} },
	} {
		config := company()
		spoil(&config)
		if s, err := Start(config); err == nil {
			s.Close()
			t.Errorf("%s: no error", name)
		}
	}
}

func TestStart_BadResources(t *testing.T) {
	for name, spoil := range map[string]func(*Config){
		"visibility":          func(c *Config) { c.Apps[0].Visibility = "PINK" },
		"metadata":            func(c *Config) { c.Apps[0].Metadata = map[string]any{"x": func() {}} },
		"collaborator":        func(c *Config) { c.Apps[0].Collaborators = []Collaborator{{UserID: "nobody"}} },
		"collaborator twice":  func(c *Config) { c.Apps[0].Collaborators = []Collaborator{{UserID: "bob"}, {UserID: "BOB"}} },
		"collaborating owner": func(c *Config) { c.Apps[2].Collaborators = []Collaborator{{UserID: "ann"}} },
		"collaborator's scope": func(c *Config) {
			c.Apps[0].Collaborators = []Collaborator{{UserID: "bob", Scopes: []string{"Everything"}}}
		},
		"star":               func(c *Config) { c.Apps[0].StarredBy = []string{"nobody"} },
		"token's user":       func(c *Config) { c.Tokens = []Token{{UserID: "nobody"}} },
		"token's secret":     func(c *Config) { c.Tokens = []Token{{UserID: "ann", Secret: "a b"}} },
		"token twice":        func(c *Config) { c.Tokens = []Token{{UserID: "ann", Secret: "a"}, {UserID: "bob", Secret: "a"}} },
		"token's scope":      func(c *Config) { c.Tokens = []Token{{UserID: "ann", Scopes: []string{"undef"}}} },
		"token's app":        func(c *Config) { c.Tokens = []Token{{UserID: "ann", Apps: []AppRef{{"", "vision"}}}} },
		"token's company":    func(c *Config) { c.Tokens = []Token{{UserID: "bob", OrganizationID: "acme"}} },
		"policy of two":      func(c *Config) { c.PasswordPolicies = []PasswordPolicy{{UserID: "ann", OrganizationID: "acme"}} },
		"policy of nobody":   func(c *Config) { c.PasswordPolicies = []PasswordPolicy{{UserID: "nobody"}} },
		"policy of none":     func(c *Config) { c.PasswordPolicies = []PasswordPolicy{{OrganizationID: "none"}} },
		"policy twice":       func(c *Config) { c.PasswordPolicies = []PasswordPolicy{{}, {MinimumLength: 3}} },
		"policy's lengths":   func(c *Config) { c.PasswordPolicies = []PasswordPolicy{{MinimumLength: 3, MaximumLength: 2}} },
		"provider's company": func(c *Config) { c.IdentityProviders = []IdentityProvider{{ID: "a"}} },
		"provider's id":      func(c *Config) { c.IdentityProviders = []IdentityProvider{{OrganizationID: "acme"}} },
		"provider's type": func(c *Config) {
			c.IdentityProviders = []IdentityProvider{{OrganizationID: "acme", ID: "a", Type: "x"}}
		},
		"provider twice": func(c *Config) {
			c.IdentityProviders = []IdentityProvider{{OrganizationID: "acme", ID: "a"}, {OrganizationID: "acme", ID: "a"}}
		},
	} {
		config := company()
		spoil(&config)
		if s, err := Start(config); err == nil {
			s.Close()
			t.Errorf("%s: no error", name)
		} else if _, isFailure := errors.AsType[*failure](err); isFailure {
			t.Errorf("%s: an error of the API's: %v", name, err)
		}
	}
}
