package clarifai_test

import (
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

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
