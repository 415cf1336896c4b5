package roster

import (
	"context"
	"errors"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// Plan reads the organization and returns the steps that bring the company into
// it. It writes nothing.
//
// If there are bad rows, Plan returns an [*InputError], unless
// [Options.SkipBadRows] is set. Bad rows that can be found without Clarifai are
// reported before any request. If the roster has more people than
// [Options.MaxInvites], Plan reads first, in order to report the people who are
// too many as well.
//
// Plan returns [clarifai.ErrNotFound] if the organization does not exist and
// [Options.CreateOrganization] is not set. Other errors of reading are returned
// as they are. The list of members is read until two readings in a row agree, at
// most five times. If none do, Plan returns an error.
func Plan(ctx context.Context, client *clarifai.Client, company Company, options Options) (*Proposal, error) {
	if err := company.check(options); err != nil {
		return nil, err
	}
	company, bad := company.normalize()
	bad = append(bad, company.badRows(options)...)
	inputErr := bad.err()
	if options.SkipBadRows {
		inputErr = nil
	}
	if inputErr != nil && len(company.People) <= options.maxInvites() {
		return nil, inputErr
	}
	p := &planner{
		Proposal: &Proposal{Organization: company.ID, Options: options, company: company},
		wanted:   make(map[string]map[string]bool),
		matched:  make(map[string]bool),
	}
	p.snapshot = newSnapshot(client, company.ID, &p.Options)
	p.leaveOut(bad)
	if err := p.plan(ctx); err != nil {
		if _, ok := errors.AsType[*InputError](err); !ok && inputErr != nil {
			return nil, inputErr
		}
		return nil, err
	}
	return p.Proposal, nil
}

// planner makes a Proposal from a snapshot.
type planner struct {
	*Proposal
	*snapshot
	defaultRoles []Step                     // default roles of teams
	wanted       map[string]map[string]bool // folded member IDs by team
	matched      map[string]bool            // folded IDs of matched members
	bad          rowProblems                // rows that are skipped
	reads        int
}

func (p *planner) plan(ctx context.Context) error {
	if err := p.readLists(ctx); err != nil {
		return err
	}
	p.leaveOut(p.company.teamsThatDifferInCase(p.byTeam))
	p.planPeople()
	p.hiddenMembers()
	tooMany := p.tooManyInvites()
	if p.bad = append(p.bad, tooMany...); len(p.bad) > 0 {
		if len(tooMany) > 0 || !p.Options.SkipBadRows {
			return p.bad.err()
		}
		p.BadRows = p.bad.rows()
	}
	if err := p.planTeams(ctx); err != nil {
		return err
	}
	p.planMemberRoles()
	p.Findings = append(p.Findings, p.findWaiting(p.Rows)...)
	return nil
}

// readLists reads everything but the apps and members of each team.
func (p *planner) readLists(ctx context.Context) error {
	teams := 2 * len(p.company.Teams)
	p.reportReading("the organization", 5+teams)
	org, err := p.organization(ctx)
	if err != nil {
		return err
	}
	p.reportReading("the roles", 4+teams)
	var bad rowProblems
	if p.roles, bad, err = p.resolveRoles(ctx, &p.company, p.Options); err != nil {
		return err
	}
	p.leaveOut(bad)
	if org == nil {
		return p.planOrganization(ctx)
	}
	// The invitations come before the members, so that somebody who accepts in
	// between is seen as invited or as a member, and never as one who has left.
	p.reportReading("the invitations", 3+teams)
	if _, err = p.invitations(ctx); err != nil {
		return err
	}
	p.reportReading("the members", 2+teams)
	if _, err = p.directory(ctx); err != nil {
		return err
	}
	p.reportReading("the teams", 1+teams)
	_, err = p.teams(ctx)
	return err
}

// reportReading reports that another list is about to be read, and how many are
// left. How many lists the teams need is only known when the teams are.
func (p *planner) reportReading(what string, left int) {
	p.Options.report(Progress{Phase: "reading " + what, Done: p.reads, Total: p.reads + left})
	p.reads++
}
