package clarifai_test

import (
	"errors"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

func TestMembers_Add(t *testing.T) {
	user := func(s *clarifaitest.Server, role clarifai.RoleRef) clarifai.AddMemberRequest {
		return clarifai.AddMemberRequest{UserID: "ann", Role: clarifai.RoleID(s.RoleID(role, clarifai.RoleTypeOrg))}
	}
	for name, exists := range map[string]clarifaitest.Exists{
		"409": clarifaitest.ExistsConflict, "400": clarifaitest.ExistsFailure, "400, a duplicate key": clarifaitest.ExistsDuplicateKey,
	} {
		t.Run("an equal member is a success after "+name, func(t *testing.T) {
			bubble(t, func(t *testing.T, s *clarifaitest.Server) {
				began := time.Now()
				if err := s.Client().Members.Add(t.Context(), "acme", user(s, clarifai.RoleOrganizationUser)); err != nil || time.Since(began) != 0 {
					t.Errorf("%v, after %v", err, time.Since(began))
				}
			}, clarifaitest.WithExists(exists))
		})
		t.Run("another role is a conflict at once after "+name, func(t *testing.T) {
			bubble(t, func(t *testing.T, s *clarifaitest.Server) {
				began := time.Now()
				err := s.Client().Members.Add(t.Context(), "acme", user(s, clarifai.RoleAdmin))
				if !errors.Is(err, clarifai.ErrConflict) || time.Since(began) != 0 {
					t.Errorf("%v, after %v", err, time.Since(began))
				}
			}, clarifaitest.WithExists(exists))
		})
	}
	t.Run("what the server does not refuse is no error, and takes one request", func(t *testing.T) {
		bubble(t, func(t *testing.T, s *clarifaitest.Server) {
			if err := s.Client().Members.Add(t.Context(), "acme", user(s, clarifai.RoleAdmin)); err != nil || len(s.Requests()) != 1 {
				t.Errorf("%v, after %d requests", err, len(s.Requests()))
			}
		}, clarifaitest.WithExists(clarifaitest.ExistsSilent))
	})
}
func TestMember_Is(t *testing.T) {
	member := &clarifai.Member{User: &clarifai.User{
		ID: "kim", PrimaryEmail: "\u017f\u00edm@b\u00fccher.test",
		EmailAddresses: []clarifai.EmailAddress{{Email: "\u0130pek@acme.test"}},
	}}
	for _, c := range []struct {
		name, idOrEmail string
		want            bool
	}{
		{"the ID in other letters", "KIM", true},
		{"the long s, an accent in two letters and a domain in ASCII", "SI\u0301M@xn--bcher-kva.test", true},
		{"I with a dot, in two letters", "i\u0307pek@acme.test", true},
		{"I with a dot is not i", "ipek@acme.test", false},
		{"another domain", "\u017f\u00edm@bucher.test", false},
		{"nothing", "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := member.Is(c.idOrEmail); got != c.want {
				t.Errorf("Is(%q) is %v", c.idOrEmail, got)
			}
		})
	}
}
