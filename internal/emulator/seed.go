package emulator

import (
	"errors"
	"fmt"
	"time"
)

// seed makes the state that the server starts with, and its roles.
func (s *Server) seed() (*state, error) {
	st := &state{emails: map[string]string{}, stars: map[star]bool{}}
	c := &call{server: s, st: st, now: s.now().Truncate(time.Second)}
	s.roles = roles(s.config.RoleNames, c.stamp)
	if len(s.config.Users) == 0 {
		s.config.Users = []User{{ID: "owner"}}
	}
	var problems []error
	for _, u := range s.config.Users {
		if err := c.seedUser(u); err != nil {
			problems = append(problems, fmt.Errorf("user %q: %w", u.ID, err))
		}
	}
	for _, o := range s.config.Organizations {
		if err := c.seedOrganization(o); err != nil {
			problems = append(problems, fmt.Errorf("organization %q: %w", o.ID, err))
		}
	}
	for _, a := range s.config.Apps {
		if err := c.seedApp(a); err != nil {
			problems = append(problems, fmt.Errorf("app %q of %q: %w", a.ID, a.Owner, err))
		}
	}
	// The teams come last, because the apps that they have must be there.
	for _, o := range s.config.Organizations {
		if seeded, ok := st.organizations.get(fold(o.ID)); ok {
			for _, t := range o.Teams {
				if err := c.seedTeam(seeded, t); err != nil {
					problems = append(problems, fmt.Errorf("team %q of %q: %w", t.ID, o.ID, err))
				}
			}
		}
	}
	for i, t := range s.config.Tokens {
		if err := c.seedToken(i, t); err != nil {
			problems = append(problems, fmt.Errorf("token %d of %q: %w", i+1, t.UserID, err))
		}
	}
	for i, p := range s.config.PasswordPolicies {
		if err := c.seedPolicy(p); err != nil {
			problems = append(problems, fmt.Errorf("password policy %d: %w", i+1, err))
		}
	}
	for _, p := range s.config.IdentityProviders {
		if err := c.seedProvider(p); err != nil {
			problems = append(problems, fmt.Errorf("identity provider %q of %q: %w", p.ID, p.OrganizationID, err))
		}
	}
	for i, k := range s.config.Cards {
		if err := c.seedCard(k); err != nil {
			problems = append(problems, fmt.Errorf("card %d of %q: %w", i+1, k.OwnerID, err))
		}
	}
	problems = append(problems, c.seedUsage())
	return st, errors.Join(problems...)
}

// seedError says a failure in the words of one who seeds.
func seedError(err error) error {
	if f, ok := errors.AsType[*failure](err); ok {
		return errors.New(f.details)
	}
	return err
}
