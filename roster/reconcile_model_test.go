package roster_test

import (
	"cmp"
	"slices"
	"strings"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// orgModel says what an organization has once it was reconciled with a company. It
// follows the documentation of the package: what the files say, except what the rules
// keep. Addresses of these tests are ASCII, so that folding their case is enough.
type orgModel struct {
	config  clarifaitest.Config
	before  orgState
	company roster.Company
	options roster.Options
	caller  string
	// exceeded are the kinds of which nothing is done because of their limit.
	exceeded map[roster.Kind]bool
	// lastAdmin is the Admin who keeps that role and the membership because the
	// files leave no other one. Empty means that they leave one.
	lastAdmin string
}

// modelRow is a person of the company.
type modelRow struct {
	roster.Person
	user   string // ID of the member who the person is
	held   bool
	invite bool
}

// takes reports whether steps of a kind that takes something away are allowed.
func (m *orgModel) takes(kind roster.Kind) bool {
	_, ok := m.options.Limits[kind]
	return ok && !m.exceeded[kind]
}

func (m *orgModel) account(id string) clarifaitest.User {
	i := slices.IndexFunc(m.config.Users, func(u clarifaitest.User) bool { return strings.EqualFold(u.ID, id) })
	if i < 0 {
		return clarifaitest.User{}
	}
	return m.config.Users[i]
}

// shown returns the address that the caller sees of a member, or an empty string.
func (m *orgModel) shown(id string) string {
	if u := m.account(id); !u.HidesEmail || u.ID == m.caller {
		return u.Email
	}
	return ""
}

// given returns the address of [roster.Options.MemberEmails], and whether it has the
// member.
func (m *orgModel) given(id string) (address string, ok bool) {
	for user, address := range m.options.MemberEmails {
		if strings.EqualFold(user, id) {
			return address, true
		}
	}
	return "", false
}

func (m *orgModel) member(id string) string {
	for user := range m.before.Roles {
		if strings.EqualFold(user, id) {
			return user
		}
	}
	return ""
}

// rows returns the people of the company with their teams.
func (m *orgModel) rows() (rows []modelRow) {
	for _, p := range slices.Concat(m.company.People, m.company.Invitations) {
		p.Teams = slices.Clone(p.Teams)
		for _, team := range m.company.Teams {
			for _, entry := range team.Members {
				named := p.UserID != "" && strings.EqualFold(entry, p.UserID) || p.Email != "" && strings.EqualFold(entry, p.Email)
				if named && !slices.Contains(p.Teams, team.ID) {
					p.Teams = append(p.Teams, team.ID)
				}
			}
		}
		rows = append(rows, modelRow{Person: p})
	}
	named := make(map[string]bool)
	for i := range rows {
		rows[i].user = m.find(&rows[i].Person)
		if rows[i].UserID != "" && rows[i].user != "" {
			named[rows[i].user] = true
		}
	}
	hidden := false
	for id := range m.before.Roles {
		_, given := m.given(id)
		hidden = hidden || m.shown(id) == "" && !given && !named[id] && !m.options.IgnoreHiddenMembers
	}
	for i := range rows {
		if row := &rows[i]; row.user == "" {
			row.invite, row.held = m.classify(row, hidden)
		}
	}
	return rows
}

// find returns the member who the person is.
func (m *orgModel) find(p *roster.Person) string {
	if p.UserID != "" {
		return m.member(p.UserID)
	}
	for id := range m.before.Roles {
		if given, _ := m.given(id); strings.EqualFold(m.shown(id), p.Email) || strings.EqualFold(given, p.Email) {
			return id
		}
	}
	return ""
}

// classify reports whether a person who is no member is invited or held. There is at
// most one earlier invitation of each address.
func (m *orgModel) classify(row *modelRow, hidden bool) (invite, held bool) {
	if row.Email == "" {
		return false, true
	}
	invite = true
	for _, i := range m.config.Organizations[0].Invitations {
		if !strings.EqualFold(i.Email, row.Email) {
			continue
		}
		switch cmp.Or(i.Status, clarifai.InvitationPending) {
		case clarifai.InvitationExpired:
			invite = m.options.ReinviteExpired
		case clarifai.InvitationCancelled:
			invite = m.options.ReinviteCancelled
		case clarifai.InvitationAccepted:
			if hidden {
				return false, true // perhaps one of the hidden members
			}
			invite = m.options.ReinviteLeft
		case clarifai.InvitationPending, clarifai.InvitationDeclined:
			invite = false
		}
	}
	return invite && !hidden, invite && hidden
}

// protected reports whether nothing is taken from a member: an entry of
// [roster.Options.Protect] is the user ID or an address of the member.
func (m *orgModel) protected(id string, row *modelRow) bool {
	given, _ := m.given(id)
	addresses := []string{m.shown(id), given}
	if row != nil {
		addresses = append(addresses, row.Email)
	}
	if strings.Join(addresses, "") == "" && m.protectsUnknown() {
		return true
	}
	return slices.ContainsFunc(m.options.Protect, func(entry string) bool {
		return strings.EqualFold(entry, id) || slices.ContainsFunc(addresses, func(a string) bool { return a != "" && strings.EqualFold(a, entry) })
	})
}

// protectsUnknown reports whether an address is protected that no member has, as far as
// is known from the server, the options and the rows that name a member who shows none.
func (m *orgModel) protectsUnknown() bool {
	return slices.ContainsFunc(m.options.Protect, func(entry string) bool {
		has := func(address string) bool { return strings.EqualFold(address, entry) }
		named := func(p roster.Person) bool {
			return has(p.Email) && p.UserID != "" && m.shown(m.member(p.UserID)) == "" && m.member(p.UserID) != ""
		}
		return strings.Contains(entry, "@") && m.find(&roster.Person{Email: entry}) == "" &&
			!slices.ContainsFunc(slices.Concat(m.company.People, m.company.Invitations), named)
	})
}

// kept reports whether a member keeps membership and places on teams although the
// files do not have them. Who hides the address counts as seen if a row has the user
// ID, and not because of [roster.Options.MemberEmails].
func (m *orgModel) kept(id string, row *modelRow) bool {
	return id == m.caller || m.protected(id, row) || m.shown(id) == "" && (row == nil || row.UserID == "")
}

// rank orders roles by what they allow, as far as a person would lose something.
func rank(role clarifai.MemberRole) int {
	return slices.Index([]clarifai.MemberRole{clarifai.MemberRoleUser, clarifai.MemberRoleContributor, clarifai.MemberRoleAdmin}, role)
}

// want returns the state that the organization should have in the end.
func (m *orgModel) want() orgState {
	want := m.before.clone()
	rows := m.rows()
	byMember := make(map[string]*modelRow)
	for i := range rows {
		if rows[i].user != "" {
			byMember[rows[i].user] = &rows[i]
		}
	}
	m.people(&want, rows, byMember)
	if m.options.UpdateNames {
		want.Name, want.BillingEmail = cmp.Or(m.company.Name, want.Name), cmp.Or(m.company.BillingEmail, want.BillingEmail)
	}
	for i := range m.company.Teams {
		m.team(&want, &m.company.Teams[i], rows, byMember)
	}
	for id, team := range m.before.Teams {
		inFiles := slices.ContainsFunc(m.company.Teams, func(t roster.Team) bool { return t.ID == id })
		if !inFiles && len(m.company.Teams) > 0 && m.takes(roster.DeleteTeam) && m.canEmpty(&team, byMember) {
			delete(want.Teams, id)
		}
	}
	for _, team := range want.Teams {
		for id := range team.Members {
			if want.Roles[id] == "" {
				delete(team.Members, id)
			}
		}
	}
	return want
}

// people changes members and invitations.
func (m *orgModel) people(want *orgState, rows []modelRow, byMember map[string]*modelRow) {
	for id, role := range m.before.Roles {
		switch row := byMember[id]; {
		case id == m.lastAdmin:
		case row == nil:
			if len(m.company.People) > 0 && m.takes(roster.RemoveMember) && !m.kept(id, nil) {
				delete(want.Roles, id)
			}
		case m.options.UpdateRoles && !m.exceeded[roster.UpdateMemberRole] && (!m.protected(id, row) || rank(row.Role) >= rank(role)):
			want.Roles[id] = row.Role
		}
	}
	for address := range m.before.Pending {
		inFiles := slices.ContainsFunc(rows, func(r modelRow) bool { return strings.EqualFold(r.Email, address) })
		protected := slices.ContainsFunc(m.options.Protect, func(entry string) bool { return strings.EqualFold(entry, address) })
		// The invitation may be for somebody of whom the files have a user ID only.
		perhaps := m.find(&roster.Person{Email: address}) == "" &&
			slices.ContainsFunc(rows, func(r modelRow) bool { return r.user == "" && r.Email == "" })
		if !inFiles && !protected && !perhaps && len(rows) > 0 && m.takes(roster.CancelInvitation) {
			delete(want.Pending, address)
		}
	}
	for i := range rows {
		row := &rows[i]
		if !row.invite {
			continue
		}
		joins := slices.IndexFunc(m.config.Users, func(u clarifaitest.User) bool { return u.AcceptsAtOnce && strings.EqualFold(u.Email, row.Email) })
		if joins >= 0 {
			row.user = m.config.Users[joins].ID
			want.Roles[row.user] = row.Role
			byMember[row.user] = row
		} else {
			want.Pending[strings.ToLower(row.Email)] = []clarifai.MemberRole{row.Role}
		}
	}
}

// team brings a team of the company to what the files say.
func (m *orgModel) team(want *orgState, files *roster.Team, rows []modelRow, byMember map[string]*modelRow) {
	is, there := want.Teams[files.ID]
	if !there {
		is = teamState{Name: files.Name, Members: map[string]bool{}, Apps: map[string]clarifai.TeamRole{}}
	}
	if m.options.UpdateNames {
		is.Name = files.Name
	}
	switch {
	case files.DefaultRole == "":
		if m.takes(roster.ClearTeamDefaultRole) {
			is.DefaultRole = ""
		}
	case is.DefaultRole == "" || m.options.UpdateRoles && !m.exceeded[roster.SetTeamDefaultRole]:
		is.DefaultRole = files.DefaultRole
	}
	apps := make(map[string]bool)
	for _, app := range files.Apps {
		apps[app.ID] = true
		if _, has := is.Apps[app.ID]; !has || m.options.UpdateRoles && !m.exceeded[roster.UpdateTeamAppRole] {
			is.Apps[app.ID] = cmp.Or(app.Role, files.DefaultRole)
		}
	}
	for app := range is.Apps {
		if !apps[app] && m.takes(roster.RemoveTeamApp) {
			delete(is.Apps, app)
		}
	}
	filesHaveSomebody := slices.ContainsFunc(rows, func(r modelRow) bool { return slices.Contains(r.Teams, files.ID) })
	for id := range is.Members {
		row := byMember[id]
		wanted := row != nil && slices.Contains(row.Teams, files.ID)
		// Whose membership a limit keeps is not taken off teams instead.
		leaves := row == nil && len(m.company.People) > 0 && m.exceeded[roster.RemoveMember]
		if !wanted && len(m.company.People) > 0 && m.takes(roster.RemoveTeamMember) && !m.kept(id, row) && id != m.lastAdmin && !leaves && (filesHaveSomebody || m.options.AllowEmptyTeams) {
			delete(is.Members, id)
		}
	}
	for id, row := range byMember {
		if want.Roles[id] != "" && slices.Contains(row.Teams, files.ID) {
			is.Members[id] = true
		}
	}
	want.Teams[files.ID] = is
}

// canEmpty reports whether everybody and everything can be taken off a team.
func (m *orgModel) canEmpty(team *teamState, byMember map[string]*modelRow) bool {
	for id := range team.Members {
		if !m.takes(roster.RemoveTeamMember) || m.kept(id, byMember[id]) || id == m.lastAdmin {
			return false
		}
	}
	return len(team.Apps) == 0 || m.takes(roster.RemoveTeamApp)
}
