package roster_test

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// orgState is what an organization has, in a form that can be compared.
type orgState struct {
	Name, BillingEmail string
	Roles              map[string]clarifai.MemberRole   // by user ID
	Pending            map[string][]clarifai.MemberRole // roles of pending invitations by address
	Teams              map[string]teamState
}

type teamState struct {
	Name        string
	DefaultRole clarifai.TeamRole
	Members     map[string]bool              // by user ID
	Apps        map[string]clarifai.TeamRole // by app ID
}

// stateOf returns the true state of an organization on the server.
func stateOf(server *clarifaitest.Server, id string) orgState {
	org, _ := server.Organization(id)
	s := orgState{
		Name: org.Name, BillingEmail: org.BillingEmail,
		Roles: map[string]clarifai.MemberRole{}, Pending: map[string][]clarifai.MemberRole{}, Teams: map[string]teamState{},
	}
	for _, m := range org.Members {
		s.Roles[m.UserID] = m.Role
	}
	for _, i := range org.Invitations {
		if i.Status == clarifai.InvitationPending {
			s.Pending[strings.ToLower(i.Email)] = append(s.Pending[strings.ToLower(i.Email)], i.Role)
		}
	}
	for _, t := range org.Teams {
		team := teamState{Name: t.Name, DefaultRole: t.DefaultRole, Members: map[string]bool{}, Apps: map[string]clarifai.TeamRole{}}
		for _, id := range t.Members {
			team.Members[id] = true
		}
		for _, a := range t.Apps {
			team.Apps[a.AppID] = a.Role
		}
		if _, twice := s.Teams[t.ID]; twice {
			team.Name += " (there are two of this ID)"
		}
		s.Teams[t.ID] = team
	}
	return s
}

// clone returns a copy that shares nothing with s.
func (s orgState) clone() orgState {
	s.Roles, s.Pending, s.Teams = maps.Clone(s.Roles), maps.Clone(s.Pending), maps.Clone(s.Teams)
	for id, t := range s.Teams {
		t.Members, t.Apps = maps.Clone(t.Members), maps.Clone(t.Apps)
		s.Teams[id] = t
	}
	return s
}

// admins returns the IDs of the Admins, sorted.
func (s orgState) admins() (ids []string) {
	for id, role := range s.Roles {
		if role == clarifai.MemberRoleAdmin {
			ids = append(ids, id)
		}
	}
	return slices.Sorted(slices.Values(ids))
}

// change is what a step of its kind does to the state. Who is a user ID, or the address
// of an invitation.
type change struct {
	Kind           roster.Kind
	Team, App, Who string
}

// changeOf returns the change that a step makes.
func changeOf(s *roster.Step) change {
	c := change{Kind: s.Kind, Team: s.Team, App: s.App}
	switch s.Kind {
	case roster.Invite, roster.CancelInvitation:
		c.Who = strings.ToLower(s.Email)
	case roster.AddTeamMember, roster.RemoveTeamMember, roster.UpdateMemberRole, roster.RemoveMember:
		c.Who = s.UserID
	case roster.CreateOrganization, roster.RenameOrganization, roster.UpdateBillingEmail, roster.CreateTeam, roster.RenameTeam,
		roster.SetTeamDefaultRole, roster.ClearTeamDefaultRole, roster.AddTeamApp, roster.UpdateTeamAppRole, roster.RemoveTeamApp,
		roster.DeleteTeam:
	}
	return c
}

// changesBetween returns what differs between two states, sorted. Whoever is a member
// now was invited, under the address that addresses has. A place on a team that was
// lost with the membership does not count by itself.
func changesBetween(before, after orgState, addresses map[string]string) (all []change) {
	add := func(c change, happened bool) {
		if happened {
			all = append(all, c)
		}
	}
	add(change{Kind: roster.RenameOrganization}, before.Name != after.Name)
	add(change{Kind: roster.UpdateBillingEmail}, before.BillingEmail != after.BillingEmail)
	for id, role := range after.Roles {
		was, there := before.Roles[id]
		add(change{Kind: roster.Invite, Who: strings.ToLower(addresses[id])}, !there && len(before.Pending[strings.ToLower(addresses[id])]) == 0)
		add(change{Kind: roster.UpdateMemberRole, Who: id}, there && was != role)
	}
	for id := range before.Roles {
		_, there := after.Roles[id]
		add(change{Kind: roster.RemoveMember, Who: id}, !there)
	}
	joined := make(map[string]bool)
	for id := range after.Roles {
		joined[strings.ToLower(addresses[id])] = true
	}
	for address := range after.Pending {
		for range len(after.Pending[address]) - len(before.Pending[address]) {
			add(change{Kind: roster.Invite, Who: address}, true)
		}
	}
	for address := range before.Pending {
		add(change{Kind: roster.CancelInvitation, Who: address}, len(after.Pending[address]) < len(before.Pending[address]) && !joined[address])
	}
	for id, is := range after.Teams {
		was, there := before.Teams[id]
		add(change{Kind: roster.CreateTeam, Team: id}, !there)
		add(change{Kind: roster.RenameTeam, Team: id}, there && was.Name != is.Name)
		add(change{Kind: roster.SetTeamDefaultRole, Team: id}, is.DefaultRole != was.DefaultRole && is.DefaultRole != "")
		add(change{Kind: roster.ClearTeamDefaultRole, Team: id}, is.DefaultRole != was.DefaultRole && is.DefaultRole == "")
		for app, role := range is.Apps {
			had, there := was.Apps[app]
			add(change{Kind: roster.AddTeamApp, Team: id, App: app}, !there)
			add(change{Kind: roster.UpdateTeamAppRole, Team: id, App: app}, there && had != role)
		}
		for user := range is.Members {
			add(change{Kind: roster.AddTeamMember, Team: id, Who: user}, !was.Members[user])
		}
	}
	for id, was := range before.Teams {
		is, there := after.Teams[id]
		add(change{Kind: roster.DeleteTeam, Team: id}, !there)
		for app := range was.Apps {
			_, has := is.Apps[app]
			add(change{Kind: roster.RemoveTeamApp, Team: id, App: app}, !has)
		}
		for user := range was.Members {
			_, stays := after.Roles[user]
			add(change{Kind: roster.RemoveTeamMember, Team: id, Who: user}, !is.Members[user] && (stays || !there))
		}
	}
	sortChanges(all)
	return all
}

func sortChanges(all []change) {
	slices.SortFunc(all, func(a, b change) int {
		return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Team, b.Team), cmp.Compare(a.App, b.App), cmp.Compare(a.Who, b.Who))
	})
}

func (c change) String() string {
	return strings.Join(strings.Fields(fmt.Sprint(c.Kind, " ", c.Team, " ", c.App, " ", c.Who)), " ")
}
