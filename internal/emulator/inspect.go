package emulator

import (
	"slices"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// Organizations returns the true state of the organizations, which a lag does
// not delay.
func (s *Server) Organizations() []Organization {
	s.mu.Lock()
	defer s.mu.Unlock()
	st, now := s.current(), s.now()
	var all []Organization
	for _, o := range st.organizations.values() {
		shown := Organization{ID: o.id, Name: o.name, BillingEmail: o.billingEmail, Owner: st.userID(o.owner)}
		for _, m := range o.members.values() {
			shown.Members = append(shown.Members, Member{
				UserID: st.userID(m.user), Email: st.users.byKey[m.user].Email, Role: clarifai.MemberRole(m.role.name),
			})
		}
		for i := range o.invitations {
			inv := &o.invitations[i]
			shown.Invitations = append(shown.Invitations, Invitation{
				ID: inv.id, Email: inv.email, Role: clarifai.MemberRole(inv.role.name), Status: clarifai.InvitationStatus(inv.status(now)),
			})
		}
		for _, t := range o.teams {
			shown.Teams = append(shown.Teams, t.inspect(st))
		}
		all = append(all, shown)
	}
	return all
}

func (t *team) inspect(st *state) Team {
	shown := Team{ID: t.id, Name: t.name}
	if t.defaultRole != nil {
		shown.DefaultRole = clarifai.TeamRole(t.defaultRole.name)
	}
	for _, tu := range t.users.values() {
		shown.Members = append(shown.Members, st.userID(tu.user))
	}
	for _, a := range t.apps.values() {
		shown.Apps = append(shown.Apps, TeamApp{AppID: a.app, Role: clarifai.TeamRole(a.role.name)})
	}
	return shown
}

// userID returns the ID of a user in its original case.
func (s *state) userID(folded string) string { return s.users.byKey[folded].ID }

// Credentials returns the PAT and the session token of a user, and reports
// whether the user exists.
func (s *Server) Credentials(userID string) (pat, session string, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	u, ok := s.current().users.get(fold(userID))
	if !ok {
		return "", "", false
	}
	return u.PAT, u.SessionToken, true
}

// FirstUser returns the ID of the first user of the Config.
func (s *Server) FirstUser() string { return s.config.Users[0].ID }

// MemberRoleByID returns the ID of a role by its name in any spelling, and reports
// whether it exists.
func (s *Server) RoleID(name string, org bool) (string, bool) {
	kind := roleTypeTeam
	if org {
		kind = roleTypeOrg
	}
	if r := s.roleNamed(name, kind); r != nil {
		return r.id, true
	}
	return "", false
}

// Apps returns the true state of the apps, which a lag does not delay.
func (s *Server) Apps() []App {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.current()
	var all []App
	for _, a := range st.apps.values() {
		shown := App{
			Owner: a.owner, ID: a.id, Name: a.name, Description: a.description, Notes: a.notes,
			DefaultLanguage: a.defaultLanguage, DefaultWorkflowID: a.defaultWorkflowID,
			Template: a.template, Counts: a.counts,
		}
		shown.Metadata, _ = copyObject(a.metadata)
		for name, n := range visibilities {
			if n == a.gettable() {
				shown.Visibility = clarifai.Visibility(name)
			}
		}
		for _, col := range a.collaborators {
			shown.Collaborators = append(shown.Collaborators, Collaborator{
				ID: col.id, UserID: st.userID(col.user), Scopes: slices.Clone(col.scopes), Endpoints: slices.Clone(col.endpoints),
			})
		}
		for _, id := range a.stars {
			shown.StarredBy = append(shown.StarredBy, st.userID(id))
		}
		all = append(all, shown)
	}
	return all
}

// Models returns the true state of the models in all apps.
func (s *Server) Models() []Model {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.current()
	var all []Model
	for _, a := range st.apps.values() {
		for _, m := range a.models.values() {
			shown := m.seed.clone()
			shown.Owner, shown.AppID, shown.StarredBy = a.owner, a.id, nil
			shown.Metadata, _ = copyObject(m.seed.Metadata)
			for _, id := range m.stars {
				shown.StarredBy = append(shown.StarredBy, st.userID(id))
			}
			all = append(all, shown)
		}
	}
	return all
}

// Workflows returns the true state of the workflows in all apps.
func (s *Server) Workflows() []Workflow {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.current()
	var all []Workflow
	for _, a := range st.apps.values() {
		for _, w := range a.workflows.values() {
			shown := w.seed
			shown.Owner, shown.AppID, shown.UseCases, shown.StarredBy = a.owner, a.id, slices.Clone(w.seed.UseCases), nil
			shown.Metadata, _ = copyObject(w.seed.Metadata)
			for _, id := range w.stars {
				shown.StarredBy = append(shown.StarredBy, st.userID(id))
			}
			all = append(all, shown)
		}
	}
	return all
}

// PasswordPolicies returns the true state of the policies.
func (s *Server) PasswordPolicies() []PasswordPolicy {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []PasswordPolicy
	for _, p := range s.current().policies.values() {
		all = append(all, PasswordPolicy{
			ID: p.ID, UserID: p.UserID, OrganizationID: p.OrganizationID, MinimumLength: int(p.MinimumLength),
			MaximumLength: int(p.MaximumLength), UpperCaseNeeded: p.UpperCaseNeeded, LowerCaseNeeded: p.LowerCaseNeeded,
			NumericNeeded: p.NumericNeeded, NonAlphanumericNeeded: p.NonAlphanumericNeeded,
			PasswordLifeSpanDays: int(p.PasswordLifeSpanDays), PasswordReuseEpoch: int(p.PasswordReuseEpoch),
			ExcludeNames: p.ExcludeNames, ExcludeEmail: p.ExcludeEmail, NoConfusingLetters: p.NoConfusingLetters,
			NoSimplePasswords: p.NoSimplePasswords, NoCommonVocabs: p.NoCommonVocabs,
			NoOverlapWithOld: p.NoOverlapWithOld,
		})
	}
	return all
}

// Usage returns what a user or an organization has used, by date.
func (s *Server) Usage(ownerID string) []Usage { return slices.Clone(s.usage[fold(ownerID)]) }

// AuditLog returns the whole audit log of a user or an organization,
// including entries that are not yet visible, in the order in which it was
// written.
func (s *Server) AuditLog(owner string) []AuditEntry {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []AuditEntry
	for _, e := range s.audit[fold(owner)] {
		entry := AuditEntry{
			Timestamp: e.at.Time, Visible: e.visible, UserID: e.user, Operation: clarifai.EventType(eventNames()[e.event]), Description: e.description,
			Details: e.details, Refused: !e.success, RequestID: e.reqID, SourceIP: e.ip,
		}
		for _, t := range e.targets {
			entry.Targets = append(entry.Targets, AuditTarget{t.user, t.role, t.team, t.app, t.owner})
		}
		all = append(all, entry)
	}
	return all
}
