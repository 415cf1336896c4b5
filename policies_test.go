package clarifai_test

import (
	"errors"
	"fmt"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestPasswordPolicies_Validate(t *testing.T) {
	client := clarifaitest.NewServer(t, clarifaitest.Config{
		PasswordPolicies: []clarifaitest.PasswordPolicy{{
			UserID: "owner", MinimumLength: 8, UpperCaseNeeded: true, NumericNeeded: true, ExcludeEmail: true,
		}},
		InMemory: true,
	}).Client()
	for password, want := range map[string]clarifai.PasswordViolations{
		"Passw0rd":                  {},
		"Pw0":                       {MinimumLength: true},
		"passw0rd":                  {UpperCaseNeeded: true},
		"password":                  {UpperCaseNeeded: true, NumericNeeded: true},
		"1Aowner@example.comXXXXXX": {ExcludeEmail: true},
	} {
		got, err := client.PasswordPolicies.Validate(t.Context(), "me", clarifai.NewSecret(password))
		if err != nil || *got != want || got.Any() != (want != clarifai.PasswordViolations{}) {
			t.Errorf("Validate(%q) = %+v, %v, want %+v", password, got, err, want)
		}
	}
	if _, err := client.PasswordPolicies.Validate(t.Context(), "me", clarifai.Secret{}); !errors.Is(err, clarifai.ErrInvalid) {
		t.Errorf("Validate of the empty password: %v, want ErrInvalid", err)
	}
}

func TestPasswordPolicies_ValidateHidesPassword(t *testing.T) {
	for password, want := range map[string]string{
		"long enough": "must not contain [redacted]",
		"four":        "must not contain [redacted]",
		"abc":         "", // three characters occur in ordinary text
	} {
		c, _ := testkit.NewClient(t, testkit.Script(testkit.Reply{
			Status: 400, Body: fmt.Sprintf(`{"status":{"code":11100,"description":"must not contain %s"}}`, password),
		}))
		_, err := c.PasswordPolicies.Validate(t.Context(), "me", clarifai.NewSecret(password))
		if e, ok := errors.AsType[*clarifai.Error](err); !ok || e.Description != want {
			t.Errorf("Validate(%q): %v", password, err)
		}
	}
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
		if _, err := s.Client().PasswordPolicies.Update(t.Context(), "acme", "policy", clarifai.UpdatePasswordPolicyRequest{MaximumLength: new(7)}); !errors.Is(err, clarifai.ErrInvalid) {
			t.Errorf("no password can be of 8 and of 7 characters: %v", err)
		}
	})

	t.Run("numbers that no policy has are refused before anything is read", func(t *testing.T) {
		c, s := testkit.NewClient(t, testkit.Script(testkit.Success("")))
		for _, req := range []clarifai.UpdatePasswordPolicyRequest{
			{MinimumLength: new(-1)}, {PasswordLifeSpanDays: new(beyond32Bits())}, {MinimumLength: new(9), MaximumLength: new(8)},
		} {
			if _, err := c.PasswordPolicies.Update(t.Context(), "acme", "p1", req); !errors.Is(err, clarifai.ErrInvalid) || len(s.Requests()) != 0 {
				t.Errorf("%v, after %d requests", err, len(s.Requests()))
			}
		}
	})
}
