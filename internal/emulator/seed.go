package emulator

import (
	"errors"
	"fmt"
	"time"
)

// seed returns the state of a server's Config, and sets the server's roles,
// usage and compute.
func (s *Server) seed() (*state, error) {
	st := &state{emails: map[string]string{}, stars: map[star]bool{}}
	c := &call{server: s, st: st, now: s.now().Truncate(time.Second)}
	s.usage = map[string][]Usage{}
	s.compute = compute{logs: map[logKey][]logLine{}}
	s.roles = roles(s.config.Variants.RoleNames, c.stamp)
	if len(s.config.Users) == 0 {
		s.config.Users = []User{{ID: "owner"}}
	}
	var problems []error
	check := func(field string, i int, id string, err error) {
		if err != nil {
			problems = append(problems, fmt.Errorf("%s[%d] (%q): %w", "Config."+field, i, id, err))
		}
	}
	for i, u := range s.config.Users {
		check("Users", i, u.ID, c.seedUser(u))
	}
	for i, o := range s.config.Organizations {
		check("Organizations", i, o.ID, c.seedOrganization(o))
	}
	for i, a := range s.config.Apps {
		check("Apps", i, a.ID, c.seedApp(a))
	}
	for i, m := range s.config.Models {
		check("Models", i, m.ID, c.seedModel(m))
	}
	for i, w := range s.config.Workflows {
		check("Workflows", i, w.ID, c.seedWorkflow(w))
	}
	for i, k := range s.config.ComputeClusters {
		check("ComputeClusters", i, k.ID, c.seedCluster(k))
	}
	for i, d := range s.config.Deployments {
		check("Deployments", i, d.ID, c.seedDeployment(d))
	}
	for i, l := range s.config.Logs {
		check("Logs", i, "", c.seedLog(l))
	}
	// Teams come last, because their apps must exist.
	for i, o := range s.config.Organizations {
		if seeded, ok := st.organizations.get(fold(o.ID)); ok {
			for _, t := range o.Teams {
				check("Organizations", i, o.ID, c.seedTeam(seeded, t))
			}
		}
	}
	for i, t := range s.config.Tokens {
		check("Tokens", i, t.UserID, c.seedToken(i, t))
	}
	for i, p := range s.config.PasswordPolicies {
		check("PasswordPolicies", i, p.ID, c.seedPolicy(p))
	}
	for i, p := range s.config.IdentityProviders {
		check("IdentityProviders", i, p.ID, c.seedProvider(p))
	}
	for i, n := range s.config.Notifications {
		check("Notifications", i, n.ID, c.seedNotification(i, n))
	}
	for i, k := range s.config.Secrets {
		check("Secrets", i, k.ID, c.seedSecret(i, k))
	}
	for i, k := range s.config.Cards {
		check("Cards", i, k.OwnerID, c.seedCard(k))
	}
	for i, u := range s.config.Usage {
		check("Usage", i, u.OwnerID, c.seedUsage(u))
	}
	s.sortUsage()
	return st, errors.Join(problems...)
}

// seedError returns a failure of the API as an error of the Config.
func seedError(err error) error {
	if f, ok := errors.AsType[*failure](err); ok {
		return errors.New(f.details)
	}
	return err
}
