package roster

import (
	"context"
	"errors"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// Plan reads the organization and proposes the steps that bring the company
// into it. It makes no write request.
//
// Bad rows are an [*InputError], unless [Options.SkipBadRows] is set. Those that
// can be found without Clarifai are reported before any request; if the roster
// is longer than MaxInvites, Plan reads first, so that it reports the rows that
// are too many as well. An organization that does not exist and may not be
// created is [clarifai.ErrNotFound]; every other failure to read is returned as
// it is. The list of members is read until two readings in a row agree, at most
// five times; if none do, Plan returns an error.
func Plan(ctx context.Context, client *clarifai.Client, company Company, options Options) (*Proposal, error) {
	if ctx == nil || client == nil {
		return nil, errNil
	}
	if err := company.check(options); err != nil {
		return nil, err
	}
	bad := company.badRows(options)
	refused := bad.err() // unless they are skipped
	if refused != nil && !options.SkipBadRows && len(company.People) <= options.maxInvites() {
		return nil, refused
	}
	pl := &planner{
		Proposal: &Proposal{Organization: company.ID, company: company, options: options},
		wanted:   make(map[string]map[string]bool),
		joined:   make(map[string]bool),
	}
	pl.snapshot = newSnapshot(client, company.ID, &pl.options)
	pl.leaveOut(bad)
	if err := pl.plan(ctx); err != nil {
		if _, ok := errors.AsType[*InputError](err); !ok && refused != nil && !options.SkipBadRows {
			return nil, refused
		}
		return nil, err
	}
	return pl.Proposal, nil
}

var errNil = errors.New("roster: the context, the client and the proposal must not be nil")

// planner makes a Proposal out of a view.
type planner struct {
	defaults []Step // that set the default roles of teams
	*Proposal
	*snapshot
	wanted map[string]map[string]bool // by team: the folded ids of the members that the roster has for it
	joined map[string]bool            // folded ids of members whom a row has matched
	bad    rowProblems                // of rows that are left out
	reads  int
}

// reportReading tells that another list is about to be read. What else there will be
// to read is known when the teams are.
func (p *planner) reportReading(what string, left int) {
	p.options.report(Progress{Phase: "reading " + what, Done: p.reads, Total: p.reads + left})
	p.reads++
}

func (p *planner) plan(ctx context.Context) error {
	teams := 2 * len(p.company.Teams)
	p.reportReading("the organization", 5+teams)
	org, err := p.organization(ctx)
	if err != nil {
		return err
	}
	p.reportReading("the roles", 4+teams)
	var bad rowProblems
	if p.roles, bad, err = p.resolveRoles(ctx, &p.company, p.options); err != nil {
		return err
	}
	p.leaveOut(bad)
	if org == nil {
		err = p.planOrganization(ctx)
	} else {
		p.reportReading("the invitations", 3+teams)
		// The invitations before the members: who accepts in between is then
		// seen as invited or as a member, and never as one who has left.
		if _, err = p.invitations(ctx); err == nil {
			p.reportReading("the members", 2+teams)
			_, err = p.directory(ctx)
		}
		if err == nil {
			p.reportReading("the teams", 1+teams)
			_, err = p.teams(ctx)
		}
	}
	if err != nil {
		return err
	}
	p.leaveOut(p.company.teamsThatDifferInCase(p.byTeam))
	p.planPeople()
	p.hiddenMembers()
	many := p.tooManyInvites()
	if p.bad = append(p.bad, many...); len(p.bad) > 0 {
		if input := p.bad.err(); len(many) > 0 || !p.options.SkipBadRows {
			return input
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
