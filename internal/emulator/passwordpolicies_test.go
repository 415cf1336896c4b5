package emulator

import (
	"fmt"
	"maps"
	"slices"
	"testing"
)

const (
	policies     = "/v2/password_policies"
	acmePolicies = "/v2/users/acme/password_policies"
)

func TestPasswordPolicies_CreateUpdateDelete(t *testing.T) {
	h := start(t, company())
	for _, path := range []string{policies, acmePolicies} {
		a := h.ok("POST", path, `{"password_policies":[{"id":"mine","organization_id":"ACME","minimum_length":8,"numeric_needed":true,"password_life_span_days":90,
			"password_reuse_epoch":3,"no_overlap_with_old":true}]}`)
		made := a.list("password_policies")[0]
		id := made["id"].(string)
		equal(t, "made", made, tree{
			"id": id, "organization_id": "acme", "minimum_length": 8., "numeric_needed": true, "password_life_span_days": 90.,
			"password_reuse_epoch": 3., "no_overlap_with_old": true,
		})
		equal(t, "the id is the server's", id != "mine", true)
		equal(t, "listed", h.get(path).column("password_policies", "id"), []any{id})

		h.ok("PATCH", path, `{"action":"overwrite","password_policies":[{"id":"`+id+`","maximum_length":20}]}`)
		equal(t, "the whole is replaced", h.PasswordPolicies(), []PasswordPolicy{{ID: id, OrganizationID: "acme", MaximumLength: 20}})
		for _, action := range []string{"merge", "remove", ""} {
			h.expect(400, 11102, "PATCH", path, `{"action":"`+action+`","password_policies":[{"id":"`+id+`"}]}`)
		}
		h.expect(404, 11101, "PATCH", path, `{"action":"overwrite","password_policies":[{"id":"none"}]}`)
		h.expect(400, 11102, "PATCH", path, `{"action":"overwrite","password_policies":[{"id":"`+id+`","user_id":"owner"}]}`)
		h.expect(400, 11102, "PATCH", path, `{"action":"overwrite","password_policies":[{"id":"`+id+`","minimum_length":9,"maximum_length":8}]}`)

		h.ok("DELETE", path+"?ids="+id, "")
		equal(t, "deleted", len(h.PasswordPolicies()), 0)
		h.expect(404, 11101, "DELETE", path+"?ids="+id, "")
		h.expect(400, 11102, "DELETE", path, "")
		h.expect(400, 11102, "DELETE", path, `{"ids":["`+id+`"]}`) // the facts have no body here
	}
}

func TestPasswordPolicies_Owner(t *testing.T) {
	h := start(t, company())
	a := h.ok("POST", "/v2/users/me/password_policies", `{"password_policies":[{"minimum_length":3}]}`)
	equal(t, "by the path", a.list("password_policies")[0]["user_id"], any("owner"))
	a = h.ok("POST", acmePolicies, `{"password_policies":[{"minimum_length":4}]}`)
	equal(t, "by the path", a.list("password_policies")[0]["organization_id"], any("acme"))
	h.expect(400, 11102, "POST", policies, `{"password_policies":[{"user_id":"owner","organization_id":"acme"}]}`)
	h.expect(400, 11102, "POST", acmePolicies, `{"password_policies":[{"user_id":"owner"}]}`)
	h.expect(404, 11101, "POST", policies, `{"password_policies":[{"user_id":"acme"}]}`)
	h.expect(404, 11101, "POST", policies, `{"password_policies":[{"organization_id":"owner"}]}`)
	h.expect(404, 11101, "POST", policies, `{"password_policies":[{"organization_id":"none"}]}`)
	h.expect(403, 11007, "POST", policies, `{"password_policies":[{"minimum_length":3}]}`)
	h.expect(403, 11007, "POST", policies, `{"password_policies":[{"user_id":"ann"}]}`)
	h.as("stranger").expect(403, 11007, "POST", policies, `{"password_policies":[{"organization_id":"acme"}]}`)
}

func TestPasswordPolicies_ListFilters(t *testing.T) {
	config := company()
	config.PasswordPolicies = []PasswordPolicy{{ID: "all"}, {ID: "acme's", OrganizationID: "acme"}, {ID: "ann's", UserID: "ann"}, {ID: "bob's", UserID: "bob"}}
	h := start(t, config).as("ann")
	for path, want := range map[string][]any{
		policies:                                         {"acme's", "ann's"},
		policies + "?user_ids=Ann":                       {"ann's"},
		policies + "?user_ids=bob":                       nil,
		policies + "?organization_ids=acme":              {"acme's"},
		policies + "?organization_ids=acme&user_ids=ann": {"acme's", "ann's"},
		policies + "?per_page=1&page=2":                  {"ann's"},
		acmePolicies:                                     {"acme's"},
		"/v2/users/me/password_policies":                 {"ann's"},
		policies + "?user_app_id.user_id=me":             {"ann's"},
		policies + "/global":                             {"all"},
	} {
		equal(t, path, h.get(path).column("password_policies", "id"), want)
	}
	h.expect(200, 10000, "GET", policies+"/global", "", "Authorization", "")
	h.expect(403, 11007, "GET", "/v2/users/bob/password_policies", "")
	h.as("stranger").expect(403, 11007, "GET", acmePolicies, "")
	h.as("stranger").expect(404, 11101, "DELETE", policies+"?ids=acme's", "")
	h.expect(404, 11101, "DELETE", policies+"?ids=all", "")
	h.expect(404, 11101, "DELETE", acmePolicies+"?ids=ann's", "")
}

// violations validates a password and lists what is violated.
func (h *harness) violations(path, password string) []string {
	h.t.Helper()
	a := h.ok("POST", path, fmt.Sprintf(`{"password":{"plaintext":%q}}`, password))
	violated, _ := a.body["password_violations"].(tree)
	return slices.Sorted(maps.Keys(violated))
}

func TestPasswordPolicies_Violations(t *testing.T) {
	for name, c := range map[string]struct {
		policy    PasswordPolicy
		bad, good []string
	}{
		"minimum_length":          {PasswordPolicy{MinimumLength: 4}, []string{"", "äöü"}, []string{"äöüß"}},
		"maximum_length":          {PasswordPolicy{MaximumLength: 4}, []string{"äöüßx"}, []string{"äöüß", ""}},
		"upper_case_needed":       {PasswordPolicy{UpperCaseNeeded: true}, []string{"a1-"}, []string{"aB", "Ä"}},
		"lower_case_needed":       {PasswordPolicy{LowerCaseNeeded: true}, []string{"A1-"}, []string{"aB", "ä"}},
		"numeric_needed":          {PasswordPolicy{NumericNeeded: true}, []string{"aB-"}, []string{"a1"}},
		"non_alphanumeric_needed": {PasswordPolicy{NonAlphanumericNeeded: true}, []string{"aB1"}, []string{"a-", "a b"}},
		"exclude_names":           {PasswordPolicy{ExcludeNames: true}, []string{"xANNx", "xångströmx"}, []string{"anx"}},
		"exclude_email":           {PasswordPolicy{ExcludeEmail: true}, []string{"my-Ann@acme.test!", "annual"}, []string{"acme"}},
		"no_confusing_letters":    {PasswordPolicy{NoConfusingLetters: true}, []string{"O", "0", "I", "l", "1"}, []string{"oiL2"}},
		"no_simple_passwords":     {PasswordPolicy{NoSimplePasswords: true}, []string{"LetMeIn", "12345678"}, []string{"letmein-x"}},
		"no_common_vocabs":        {PasswordPolicy{NoCommonVocabs: true}, []string{"xWelcomex"}, []string{"w3lc0me"}},
	} {
		config := company()
		c.policy.UserID = "bob"
		config.Users[2].FirstName, config.Users[2].LastName, config.Users[2].Email = "Ann", "Ångström", "ann@acme.test"
		config.Users[1].Email = ""
		config.PasswordPolicies = []PasswordPolicy{c.policy}
		h := start(t, config).as("bob")
		for _, path := range []string{"/v2/validate_password", "/v2/users/me/validate_password"} {
			for _, password := range c.bad {
				equal(t, name+" "+password, h.violations(path, password), []string{name})
			}
			for _, password := range c.good {
				equal(t, name+" "+password, h.violations(path, password), nil)
			}
		}
	}
}

func TestPasswordPolicies_OldPasswords(t *testing.T) {
	config := company()
	config.PasswordPolicies = []PasswordPolicy{{NoOverlapWithOld: true, PasswordReuseEpoch: 3, PasswordLifeSpanDays: 1}}
	equal(t, "violated", start(t, config).violations("/v2/validate_password", "x"), nil)
}

func TestPasswordPolicies_Precedence(t *testing.T) {
	config := company()
	config.PasswordPolicies = []PasswordPolicy{
		{MinimumLength: 3}, {UserID: "bob", NumericNeeded: true}, {UserID: "ann", NumericNeeded: true},
		{OrganizationID: "acme", UpperCaseNeeded: true}, {OrganizationID: "second", LowerCaseNeeded: true},
	}
	config.Organizations = append(config.Organizations, Organization{ID: "second", Members: []Member{{UserID: "ann", Role: "Organization User"}}})
	h := start(t, config)
	const path = "/v2/validate_password"
	equal(t, "everyone's", h.as("stranger").violations(path, "-"), []string{"minimum_length"})
	equal(t, "the user's", h.as("bob").violations(path, "-"), []string{"numeric_needed"})
	equal(t, "both organizations'", h.as("ann").violations(path, "-"), []string{"lower_case_needed", "upper_case_needed"})
	h.expect(403, 11007, "POST", "/v2/users/ann/validate_password", `{"password":{"plaintext":"x"}}`)
	equal(t, "none", start(t, company()).violations(path, ""), nil)
}

func TestPasswordPolicies_SessionOnlyVariant(t *testing.T) {
	config := company()
	config.Variants.SessionOnly = true
	h := start(t, config)
	h.expect(401, 11002, "GET", policies, "")
	_, session, _ := h.Credentials("owner")
	h.expect(200, 10000, "GET", policies, "", "Authorization", "", "X-Clarifai-Session-Token", session)
}

func TestPasswordPolicies_Batch(t *testing.T) {
	config := company()
	config.Variants.Batch = BatchMixed
	h := start(t, config)
	a := h.expect(207, 10010, "POST", policies, `{"password_policies":[{"organization_id":"acme"},{"user_id":"ann","minimum_length":3}]}`)
	failed := a.list("password_policies")[1]
	equal(t, "failed", []any{failed["user_id"], failed["minimum_length"], failed["status"].(tree)["code"]}, []any{"ann", 3., 11007.})
}
