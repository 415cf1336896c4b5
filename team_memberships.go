package clarifai

import (
	"context"
	"slices"
	"strings"

	"github.com/clarifai-community/clarifai-orgs-go/internal/parallel"
)

// TeamMemberships are the teams of an organization, each with its members.
type TeamMemberships []TeamMembership

// TeamMembership is a team together with its members.
type TeamMembership struct {
	Team    Team
	Members []TeamMember
}

// TeamsOf returns the teams that a user is on, in the order of the list. User IDs
// are compared case-insensitively. The result is empty if the user is on none.
func (m TeamMemberships) TeamsOf(userID string) []Team {
	var teams []Team
	for _, membership := range m {
		if membership.has(userID) {
			teams = append(teams, membership.Team)
		}
	}
	return teams
}

// MembersOf returns the members of a team. The result is empty if the team has no
// members or is not one of the organization's.
func (m TeamMemberships) MembersOf(teamID string) []TeamMember {
	for _, membership := range m {
		if membership.Team.ID == teamID {
			return membership.Members
		}
	}
	return nil
}

func (m *TeamMembership) has(userID string) bool {
	return slices.ContainsFunc(m.Members, func(member TeamMember) bool { return strings.EqualFold(member.UserID, userID) })
}

// maxConcurrentLists is the maximum number of lists that a method reads at a time.
const maxConcurrentLists = 4

// ListMemberships returns all teams of an organization and the members of each. It
// reads the teams, and then their members, four teams at a time. If one list cannot
// be read, it returns the error and no memberships. A team that is deleted in the
// meantime is such an error. Clarifai has no list of the teams of one user; see
// [TeamMemberships.TeamsOf].
//
// [WithResponse] stores the response of the list that failed, or of the last
// team's members.
//
//   - API: GET /v2/organizations/{organization}/teams, GET /v2/organizations/{organization}/teams/{team}/users
//   - Scopes: Teams_Get, TeamUsers_Get
//   - Status: archived (see [Grade])
func (s *TeamsService) ListMemberships(ctx context.Context, orgID string, callOpts ...CallOption) (TeamMemberships, error) {
	teams, err := Collect(s.ListAll(ctx, orgID, nil, callOpts...))
	if err != nil {
		return nil, err
	}
	memberships := make(TeamMemberships, 0, len(teams))
	listed := make(map[string]bool, len(teams))
	for _, team := range teams {
		if !listed[team.ID] { // a list that grows while it is read repeats teams
			listed[team.ID] = true
			memberships = append(memberships, TeamMembership{Team: team})
		}
	}
	responses := make([]Response, len(memberships))
	failures := make([]error, len(memberships))
	err = parallel.Do(ctx, maxConcurrentLists, len(memberships), func(ctx context.Context, n int) error {
		own := append(slices.Clip(callOpts), WithResponse(&responses[n]))
		members, err := Collect(s.ListAllMembers(ctx, orgID, memberships[n].Team.ID, nil, own...))
		memberships[n].Members = orEmpty(eachOnce(members))
		failures[n] = err
		return err
	}, nil)
	if options, _ := applyCallOptions(callOpts); options.response != nil && len(responses) > 0 {
		last := len(responses) - 1
		if err != nil {
			last = slices.Index(failures, err)
		}
		*options.response = responses[last]
	}
	if err != nil {
		return nil, err
	}
	return memberships, nil
}

// eachOnce returns each member once, since a list that grows while it is read repeats
// members.
func eachOnce(members []TeamMember) []TeamMember {
	listed := make(map[string]bool, len(members))
	return slices.DeleteFunc(members, func(member TeamMember) bool {
		id := strings.ToLower(member.UserID)
		repeated := id != "" && listed[id]
		listed[id] = true
		return repeated
	})
}
