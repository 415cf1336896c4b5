package offboard

import (
	"context"
	"slices"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

const keptFinding roster.FindingKind = "kept"

// planLeave stands for roster.PlanLeave.
func planLeave(ctx context.Context, client *clarifai.Client, orgID string, people []string, options roster.Options) (*roster.Proposal, error) {
	p := &roster.Proposal{Organization: orgID, Options: options}
	memberships, err := client.Teams.ListMemberships(ctx, orgID)
	if err != nil {
		return nil, err
	}
	for m, err := range client.Members.ListAll(ctx, orgID, nil) {
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(people, m.Is) {
			for _, t := range memberships.TeamsOf(m.UserID()) {
				p.Steps = append(p.Steps, roster.Step{Kind: roster.RemoveTeamMember, Team: t.ID, UserID: m.UserID()})
			}
			p.Steps = append(p.Steps, roster.Step{Kind: roster.RemoveMember, UserID: m.UserID(), Before: m.RoleName(), Replaces: string(clarifai.MemberRoleByID(m.RoleID()))})
		}
	}
	for in, err := range client.Invitations.ListAll(ctx, orgID, &clarifai.ListInvitationsOptions{Status: clarifai.InvitationPending}) {
		if err != nil {
			return nil, err
		}
		if slices.Contains(people, in.InviteeEmail) {
			p.Steps = append(p.Steps, roster.Step{Kind: roster.CancelInvitation, Invitation: in.ID, Email: in.InviteeEmail, Before: in.RoleName(), Replaces: string(clarifai.MemberRoleByID(in.RoleID()))})
		}
	}
	return p, nil
}
