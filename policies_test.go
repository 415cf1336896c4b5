package clarifai_test

import (
	"errors"
	"slices"
	"testing"

	"pgregory.net/rapid"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestPasswordPolicies_Check(t *testing.T) {
	t.Run("it reports broken rules and those it cannot check", func(t *testing.T) {
		ann := &clarifai.User{FirstName: "Ann", LastName: "Li", PrimaryEmail: "ann.li@acme.example"}
		strict := clarifai.PasswordPolicy{
			MinimumLength: 8, MaximumLength: 12, UpperCaseNeeded: true, LowerCaseNeeded: true, NumericNeeded: true, NonAlphanumericNeeded: true,
			ExcludeNames: true, ExcludeEmail: true,
		}
		type rules = []clarifai.PasswordRule
		for password, want := range map[string]clarifai.PasswordCheck{
			"Passw0rd!":       {},
			"Pw0!":            {Broken: rules{clarifai.RuleMinimumLength}},
			"Passw0rd!Passw0": {Broken: rules{clarifai.RuleMaximumLength}},
			"passw0rd!":       {Broken: rules{clarifai.RuleUpperCaseNeeded}},
			"PASSW0RD!":       {Broken: rules{clarifai.RuleLowerCaseNeeded}},
			"Password!":       {Broken: rules{clarifai.RuleNumericNeeded}},
			"Passw0rdd":       {Broken: rules{clarifai.RuleNonAlphanumericNeeded}},
			"xANNx0rd!":       {Broken: rules{clarifai.RuleExcludeNames}},
			"Pass-li-0":       {Unknown: rules{clarifai.RuleExcludeNames}}, // two letters may be too few to count
			"äöüÄx1!":         {Unknown: rules{clarifai.RuleMinimumLength, clarifai.RuleUpperCaseNeeded}},
			"ünïcödé-1Ax":     {Unknown: rules{clarifai.RuleMaximumLength}},
			"Passwo٣d!":       {Unknown: rules{clarifai.RuleNumericNeeded}},
			"Passw0r d":       {Unknown: rules{clarifai.RuleNonAlphanumericNeeded}},
		} {
			got := strict.Check(clarifai.NewSecret(password), ann)
			if !slices.Equal(got.Broken, want.Broken) || !slices.Equal(got.Unknown, want.Unknown) {
				t.Errorf("%q: %+v, want %+v", password, got, want)
			}
		}
		mail := clarifai.PasswordPolicy{ExcludeEmail: true}
		if got := mail.Check(clarifai.NewSecret("xAnn.Li@Acme.Examplex"), ann); !slices.Equal(got.Broken, rules{clarifai.RuleExcludeEmail}) {
			t.Errorf("the address: %+v", got)
		}
		if got := mail.Check(clarifai.NewSecret("xann.lix"), ann); !slices.Equal(got.Unknown, rules{clarifai.RuleExcludeEmail}) {
			t.Errorf("the address before its @: %+v", got)
		}
		if got := strict.Check(clarifai.NewSecret("Passw0rd!"), nil); !slices.Equal(got.Unknown, rules{clarifai.RuleExcludeNames, clarifai.RuleExcludeEmail}) {
			t.Errorf("without a user: %+v", got)
		}
		other := clarifai.PasswordPolicy{PasswordReuseEpoch: 3, PasswordLifeSpanDays: 90, NoConfusingLetters: true, NoSimplePasswords: true, NoCommonVocabs: true, NoOverlapWithOld: true}
		if got := other.Check(clarifai.NewSecret("x"), ann); len(got.Unknown) != 6 || len(got.Broken) != 0 {
			t.Errorf("of the others: %+v", got)
		}
	})

	// What the check says is broken, the server finds broken, and what it does not
	// mention the server does not.
	t.Run("it agrees with the server", func(t *testing.T) {
		s := clarifaitest.NewServer(t, clarifaitest.Config{
			PasswordPolicies: []clarifaitest.PasswordPolicy{{
				UserID: "owner", MinimumLength: 8, UpperCaseNeeded: true, NumericNeeded: true, NonAlphanumericNeeded: true, ExcludeEmail: true}},
			InMemory: true,
		})
		client := s.Client()
		me, err := client.Users.GetMe(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		harness.Check(t, func(rt *rapid.T) {
			policy := clarifai.PasswordPolicy{MinimumLength: 8, UpperCaseNeeded: true, NumericNeeded: true, NonAlphanumericNeeded: true, ExcludeEmail: true}
			password := rapid.StringMatching(`[a-zA-Z0-9!?äÖ ]{1,12}`).Draw(rt, "password")
			if rapid.Bool().Draw(rt, "with the address") {
				password += "owner@example.com"
			}
			violations, err := client.PasswordPolicies.Validate(t.Context(), "me", clarifai.NewSecret(password))
			if err != nil {
				rt.Fatal(err)
			}
			found := map[clarifai.PasswordRule]bool{
				clarifai.RuleMinimumLength: violations.MinimumLength, clarifai.RuleUpperCaseNeeded: violations.UpperCaseNeeded,
				clarifai.RuleNumericNeeded: violations.NumericNeeded, clarifai.RuleNonAlphanumericNeeded: violations.NonAlphanumericNeeded,
				clarifai.RuleExcludeEmail: violations.ExcludeEmail,
			}
			check := policy.Check(clarifai.NewSecret(password), me)
			for rule, broken := range found {
				if slices.Contains(check.Unknown, rule) {
					continue
				}
				if broken != slices.Contains(check.Broken, rule) {
					rt.Errorf("%q: %s, broken for the server: %v, here %+v", password, rule, broken, check)
				}
			}
		})
	})
}

func TestPasswordPolicies_Update(t *testing.T) {
	testkit.WithServer(t, func(t *testing.T, s *clarifaitest.Server) {
		policy, err := s.Client().PasswordPolicies.Update(t.Context(), "acme", "policy", clarifai.UpdatePasswordPolicyRequest{NumericNeeded: new(true)})
		if err != nil || !policy.NumericNeeded || policy.MinimumLength != 8 {
			t.Fatalf("got %+v, %v", policy, err)
		}
		for _, p := range s.PasswordPolicies() {
			if p.ID == "policy" && (!p.NumericNeeded || p.MinimumLength != 8 || p.OrganizationID != "acme") {
				t.Errorf("the server has %+v", p)
			}
		}
		if _, err := s.Client().PasswordPolicies.Update(t.Context(), "acme", "policy", clarifai.UpdatePasswordPolicyRequest{MaximumLength: new(uint32(7))}); !errors.Is(err, clarifai.ErrInvalid) {
			t.Errorf("no password can be of 8 and of 7 characters: %v", err)
		}
	})
}
