package roster

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/parallel"
	"github.com/clarifai-community/clarifai-orgs-go/internal/tabular"
)

// Plan reads the organization and returns the steps that make it what the company
// says. It writes nothing.
//
// If there are bad rows, Plan returns an [*InputError], unless
// [Options.SkipBadRows] is set. Bad rows that can be found without Clarifai are
// reported before any request. If the roster has more people than
// [Options.MaxInvites], Plan reads the organization before it reports them, so that one
// error has the bad rows and also the people who exceed MaxInvites.
//
// Plan returns [clarifai.ErrNotFound] if the organization does not exist and
// [Options.CreateOrganization] is not set. Other errors of reading are returned
// as they are. The list of members is read until two readings in a row agree, at
// most five times. If none do, Plan returns an error.
func Plan(ctx context.Context, client *clarifai.Client, company Company, options Options) (*Proposal, error) {
	if err := company.check(options); err != nil {
		return nil, err
	}
	p := newPlanner(client, company.ID, options)
	p.hasPeople, p.hasTeams = len(company.People) > 0, len(company.Teams) > 0
	p.hasRows = p.hasPeople || len(company.Invitations) > 0
	var bad rowProblems
	p.company, bad = company.normalize()
	bad = append(bad, p.company.badRows(options)...)
	inputErr := bad.err()
	if options.SkipBadRows {
		inputErr = nil
	}
	if inputErr != nil && len(p.company.People) <= options.maxInvites() {
		return nil, inputErr
	}
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
	company Company // normalized, without bad rows
	roles   roles
	// hasPeople, hasRows and hasTeams report whether the company has people, people or
	// invitations, and teams. Bad rows count.
	hasPeople, hasRows, hasTeams bool
	wanted                       map[string]map[string]bool // folded member IDs by team
	matched                      map[string]bool            // folded IDs of matched members
	named                        map[string]bool            // folded IDs in the files
	bad                          rowProblems                // rows that are skipped
	protected                    protected
	admin                        *clarifai.Role // nil until it is needed
	// lastAdmins are the folded IDs of Admins who keep the role because nobody else
	// would have it.
	lastAdmins map[string]bool
	deletions  []*deletion
	places     map[string]bool // what the steps change
	reads      int             // lists read so far, for Progress
}

func newPlanner(client *clarifai.Client, orgID string, options Options) *planner {
	p := &planner{
		Proposal: &Proposal{Organization: orgID, Options: options, MadeAt: time.Now()},
		wanted:   make(map[string]map[string]bool),
		matched:  make(map[string]bool),
		named:    make(map[string]bool), lastAdmins: make(map[string]bool),
		places: make(map[string]bool), protected: newProtected(options.Protect),
	}
	p.snapshot = newSnapshot(client, orgID, &p.Options)
	return p
}

func (p *planner) plan(ctx context.Context) error {
	if err := p.readLists(ctx); err != nil {
		return err
	}
	if err := p.checkTeamsInScope(); err != nil {
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
	if err := p.readTeams(ctx); err != nil {
		return err
	}
	if err := p.nameDefaultRoles(ctx); err != nil {
		return err
	}
	p.planTeams()
	p.planMemberRoles()
	p.planMemberRemovals()
	p.planCancellations()
	p.findNothingToCompare()
	p.findUnprotected()
	if err := p.readAdmin(ctx); err != nil {
		return err
	}
	p.keepAdmin()
	p.planTeamRemovals()
	p.planDeletions()
	p.withhold()
	p.keepAdmin() // a promotion may have been withheld
	p.sortSteps(ctx)
	p.Findings = append(p.Findings, p.findWaiting(p.Rows)...)
	return nil
}

// add adds a step, unless it is out of scope. A step that Apply would refuse, together
// with the whole plan, becomes a finding: the server shows IDs that it cannot have.
func (p *planner) add(s Step) {
	if !p.inScope(s.Kind, s.Team) {
		return
	}
	problem := p.refuses(s)
	if problem == "" {
		p.places[s.place()] = true
		p.Steps = append(p.Steps, s)
		return
	}
	kind := Differs
	if slices.Contains(RemovalKinds(), s.Kind) {
		kind = Kept
	}
	for _, id := range []*string{&s.UserID, &s.Team, &s.App} {
		*id = tabular.Clean(*id)
	}
	p.Findings = append(p.Findings, s.finding(kind, s.Reason+": it cannot be changed: "+problem))
}

// refuses returns why a step cannot be one of the plan's, or an empty string.
func (p *planner) refuses(s Step) string {
	if problem := s.check(); problem != "" {
		return problem
	}
	if p.places[s.place()] {
		return "another step is about an ID that differs only in letter case"
	}
	return ""
}

// readLists reads everything but the apps and members of each team.
func (p *planner) readLists(ctx context.Context) error {
	left := 5
	for i := range p.company.Teams {
		if p.teamInScope(p.company.Teams[i].ID) {
			left += 2
		}
	}
	if p.removesPeople() {
		left++
	}
	reading := func(what string) {
		p.reportReading(what, left)
		left--
	}
	reading("the organization")
	org, err := p.organization(ctx)
	if err != nil {
		return err
	}
	reading("the roles")
	var bad rowProblems
	if p.roles, bad, err = p.resolveRoles(ctx, &p.company, p.Options); err != nil {
		return err
	}
	p.leaveOut(bad)
	if org == nil {
		return p.planOrganization(ctx)
	}
	p.Created = org.CreatedAt
	p.planNames(org)
	// The invitations come before the members, so that somebody who accepts in
	// between is seen as invited or as a member, and never as one who has left.
	reading("the invitations")
	if _, err = p.invitations(ctx); err != nil {
		return err
	}
	reading("the members")
	if _, err = p.directory(ctx); err != nil {
		return err
	}
	if p.removesPeople() {
		reading("the caller")
		if _, err := p.caller(ctx); err != nil {
			return err
		}
	}
	reading("the teams")
	_, err = p.teams(ctx)
	return err
}

// concurrency is the maximum number of lists that are read, or of teams that are
// changed, at a time.
const concurrency = 4

// readTeams reads the apps and the members of the teams in scope that exist: those
// of the company, and those to delete.
func (p *planner) readTeams(ctx context.Context) error {
	var ids []string
	for i := range p.company.Teams {
		if id := p.company.Teams[i].ID; p.byTeam[id] != nil && p.teamInScope(id) {
			ids = append(ids, id)
		}
	}
	ids = append(ids, p.teamsToDelete()...)
	apps, members := make([][]clarifai.TeamApp, len(ids)), make([][]clarifai.TeamMember, len(ids))
	var mu sync.Mutex // protects the number of readings
	left := 2 * len(ids)
	reading := func(id string) {
		mu.Lock()
		defer mu.Unlock()
		p.reportReading("team "+id, left)
		left--
	}
	err := parallel.Do(ctx, concurrency, 2*len(ids), func(ctx context.Context, i int) (err error) {
		team := i / 2
		reading(ids[team])
		if i%2 == 0 {
			apps[team], err = clarifai.Collect(p.client.Teams.ListAllApps(ctx, p.org, ids[team], nil))
			return err
		}
		members[team], err = clarifai.Collect(p.client.Teams.ListAllMembers(ctx, p.org, ids[team], nil))
		return err
	}, nil)
	for i, id := range ids {
		p.apps[id], p.members[id] = eachOnce(apps[i], appKey), eachOnce(members[i], teamMemberKey)
	}
	return err
}

// eachOnce returns each item once, since a list that grows while it is read repeats
// items. An item without a key is another one each time.
func eachOnce[T any](items []T, key func(*T) string) []T {
	seen := make(map[string]bool, len(items))
	return slices.DeleteFunc(items, func(item T) bool {
		k := key(&item)
		repeated := k != "" && seen[k]
		seen[k] = true
		return repeated
	})
}

// reportReading reports that another list is about to be read, and how many are
// left. How many lists the teams need is only known when the teams are.
func (p *planner) reportReading(what string, left int) {
	p.Options.report(Progress{Phase: "reading " + what, Done: p.reads, Total: p.reads + left})
	p.reads++
}
