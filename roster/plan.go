package roster

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/email"
)

// Options say what [Plan] and [Apply] may do beyond inviting, creating teams
// and filling them. The zero value does nothing beyond that.
type Options struct {
	// CreateOrganization creates the organization, under the company's name
	// and billing email, if Clarifai says that it does not exist and the
	// list of the caller's organizations lacks it, too.
	CreateOrganization bool
	// ReinviteExpired invites again whose invitation has expired.
	ReinviteExpired bool
	// ReinviteLeft invites people again who accepted an invitation and are no
	// member now: they left, or were removed. Someone who accepted with an
	// address that the account no longer has looks the same.
	ReinviteLeft bool
	// UpdateRoles changes the roles of members, the roles of teams in their apps,
	// and teams' default roles to those in the files. The organization's only
	// Admin stays one.
	UpdateRoles bool
	// AllowAdmin lets a row make an Admin.
	AllowAdmin bool
	// MaxInvites is how many people may be invited. 0 means 200, a negative
	// number nobody. If the roster needs more invitations, nobody is invited,
	// even if SkipBadRows is set.
	MaxInvites int
	// SkipBadRows leaves bad rows out and goes on with the others; they are
	// listed in BadRows of the Proposal and the Report. People who are to be on
	// a team whose row is bad are left out, too. Of rows with the same address
	// the first one counts.
	SkipBadRows bool
	// MemberEmails has the addresses of members who show none, by user ID. An
	// empty address says that the member is nobody in the roster. While the
	// address of one member is not known, everyone who matches nobody may be
	// that member, and is held.
	MemberEmails map[string]string
	// IgnoreHiddenMembers takes members whose address is not known for people
	// who are not in the roster, and open invitations that show no address for
	// invitations of others. Nobody is held for them, and people who are members
	// or invited already may be invited.
	IgnoreHiddenMembers bool
	// Settle is how long a write may take to become visible to reads. 0 means
	// 5 s; a negative time means to look once.
	Settle time.Duration
	// Progress, if it is not nil, is told of every list that Plan reads and
	// every step that Apply takes, one after another.
	Progress func(Progress)
}

// Progress says how far a [Plan] or an [Apply] is.
type Progress struct {
	Phase string  // what is being done, in a few words
	Done  int     // of Total
	Total int     // it may grow: people join while Apply works
	Step  *Result // the step that has just ended; nil while reading
}

const (
	defaultMaxInvites = 200
	defaultSettle     = 5 * time.Second
)

func (o *Options) maxInvites() int {
	if o.MaxInvites == 0 {
		return defaultMaxInvites
	}
	return max(o.MaxInvites, 0)
}

func (o *Options) settle() time.Duration {
	if o.Settle == 0 {
		return defaultSettle
	}
	return max(o.Settle, 0)
}

func (o *Options) tell(p Progress) {
	if o.Progress != nil {
		o.Progress(p)
	}
}

// Kind is what a step does.
type Kind string

// The kinds of steps, in the order in which Apply takes them.
const (
	CreateOrganization Kind = "create organization"
	Invite             Kind = "invite"
	CreateTeam         Kind = "create team"
	SetDefaultRole     Kind = "set default role"
	AddApp             Kind = "give app"
	SetAppRole         Kind = "set app role"
	AddMember          Kind = "add to team"
	UpdateRole         Kind = "change role"
)

// Step is one thing that is missing, and will be done.
type Step struct {
	Kind   Kind
	Line   int    // in the roster, or of a team or app in the teams file; 0: in neither
	Email  string // the person, as the roster has it; "": none
	UserID string // the person's, of a member
	Team   string // the team's id; "": none
	App    string // the app's id; "": none
	Reason string // why
	Before string // what is there; "": nothing
	After  string // what will be there: the name of a role, a team or the organization

	// Role is the role that the step gives, by id: that of a person, of a team
	// in an app, or a team's default role; "": none.
	Role clarifai.RoleRef

	before clarifai.RoleRef // the role that is replaced, by ID if that is known; "": none
}

// String tells the step in a line.
func (s Step) String() string {
	var b strings.Builder
	b.WriteString(string(s.Kind))
	switch s.Kind {
	case Invite, UpdateRole:
		b.WriteString(" " + s.Email)
	case AddMember:
		b.WriteString(" " + s.Team + ": " + s.Email)
	case AddApp, SetAppRole:
		b.WriteString(" " + s.Team + ": " + s.App)
	case CreateTeam, SetDefaultRole:
		b.WriteString(" " + s.Team)
	}
	switch {
	case s.Before != "":
		fmt.Fprintf(&b, ", %q -> %q", s.Before, s.After)
	case s.After != "":
		fmt.Fprintf(&b, ", %q", s.After)
	}
	fmt.Fprintf(&b, " (%s)", s.Reason)
	return b.String()
}

// FindingKind is what a finding is about.
type FindingKind string

// The kinds of findings.
const (
	// Waiting: someone of the roster who is to be on a team and has not joined.
	Waiting FindingKind = "waiting"
	// Extra: someone on a team who does not stand in the roster for it.
	Extra FindingKind = "extra"
	// Unmatched: someone on a team of whom it cannot be told whether the roster
	// has them: they show no address, or may be a row that is held or left out.
	Unmatched FindingKind = "unmatched"
	// Hidden: a member whose address is not known, while people are held since
	// they may be that member. See Options.MemberEmails.
	Hidden FindingKind = "hidden"
	// Differs: something that is not as the files say, and is left as it is.
	Differs FindingKind = "differs"
)

// Finding is something to know that no step changes.
type Finding struct {
	Kind   FindingKind
	Line   int    // as in a Step
	Email  string // as in a Step
	UserID string
	Team   string
	App    string
	Reason string
	Before string // what is there
	After  string // what the files say
}

// String tells the finding in a line.
func (f Finding) String() string {
	var parts []string
	for _, part := range []string{f.Team, f.App, f.Email} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	if f.Email == "" && f.UserID != "" {
		parts = append(parts, "user "+f.UserID)
	}
	text := fmt.Sprintf("%s: %s: %s", f.Kind, strings.Join(parts, ": "), f.Reason)
	if f.After != "" {
		text += fmt.Sprintf(": it is %q, and should be %q", f.Before, f.After)
	}
	return text
}

// Outcome is what became of a row of the roster, or where it stands.
type Outcome string

// The outcomes. Each row has one.
const (
	Member         Outcome = "member"            // was a member before
	Joined         Outcome = "joined"            // became a member while Apply worked
	Invited        Outcome = "invited"           // has been invited
	ToInvite       Outcome = "to invite"         // will be invited; in a Proposal only
	InvitedEarlier Outcome = "invited earlier"   // has a pending invitation from before
	Expired        Outcome = "expired"           // the invitation has expired
	Declined       Outcome = "declined"          // has declined
	Cancelled      Outcome = "cancelled"         // the invitation was cancelled
	Left           Outcome = "left"              // has accepted, and is no member now
	Held           Outcome = "held"              // cannot be told for certain, and is not touched
	InviteFailed   Outcome = "invitation failed" // could not be invited
	NotInvited     Outcome = "not invited"       // to be invited, and not done: see the reason
)

// Outcomes lists all outcomes in a sensible order.
func Outcomes() []Outcome {
	return []Outcome{
		Member, Joined, Invited, ToInvite, InvitedEarlier, Expired, Declined, Cancelled, Left, Held, InviteFailed, NotInvited,
	}
}

// Row is a row of the roster and its outcome.
type Row struct {
	Person    Person
	Outcome   Outcome
	Reason    string
	UserID    string // of a member
	RequestID string // of the invitation that was sent or failed
	Err       error  // of an invitation that failed
}

// Proposal is what [Plan] found and what [Apply] will do. A program may take
// steps out of Steps by rules of its own.
type Proposal struct {
	Organization string // its id
	Steps        []Step
	Rows         []Row      // one for each row of the roster that is not bad
	BadRows      []RowError // left out, with Options.SkipBadRows only
	Findings     []Finding

	company Company
	options Options
	roles   roles
}

// Empty reports whether there is nothing that Apply would do, and no row is held
// or bad; see Findings and Rows for what differs.
func (p *Proposal) Empty() bool { return len(p.Steps) == 0 && !p.Incomplete() }

// Incomplete reports whether there are rows that the proposal does nothing
// about, because it cannot: rows that are [Held], and bad rows that were left
// out. The reasons are in Rows and BadRows. For people who are held because
// members hide their addresses there are [Options.MemberEmails] and
// [Options.IgnoreHiddenMembers], and the latter for those who are held because
// open invitations show no address.
func (p *Proposal) Incomplete() bool { return incomplete(p.Rows, p.BadRows) }

func incomplete(rows []Row, bad []RowError) bool {
	return len(bad) > 0 || slices.ContainsFunc(rows, func(r Row) bool { return r.Outcome == Held })
}

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
	bad := company.problems(options)
	refused := bad.err() // unless they are skipped
	if refused != nil && !options.SkipBadRows && len(company.People) <= options.maxInvites() {
		return nil, refused
	}
	pl := &planner{
		Proposal: &Proposal{Organization: company.ID, company: company, options: options},
		wanted:   make(map[string]map[string]bool),
		joined:   make(map[string]bool),
	}
	pl.view = newView(client, company.ID, &pl.options)
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
	*view
	wanted map[string]map[string]bool // by team: the folded ids of the members that the roster has for it
	joined map[string]bool            // folded ids of members whom a row has matched
	bad    problems                   // of rows that are left out
	reads  int
}

// leaveOut goes on without bad rows. Whether they may be skipped is asked when
// all of them are known.
func (p *planner) leaveOut(bad problems) {
	p.company = p.company.without(&bad, p.options.SkipBadRows)
	p.bad = append(p.bad, bad...)
}

// reading tells that another list is about to be read. What else there will be
// to read is known when the teams are.
func (p *planner) reading(what string, left int) {
	p.options.tell(Progress{Phase: "reading " + what, Done: p.reads, Total: p.reads + left})
	p.reads++
}

func (p *planner) plan(ctx context.Context) error {
	teams := 2 * len(p.company.Teams)
	p.reading("the organization", 5+teams)
	org, err := p.organization(ctx)
	if err != nil {
		return err
	}
	p.reading("the roles", 4+teams)
	var bad problems
	if p.roles, bad, err = p.resolve(ctx, &p.company, p.options); err != nil {
		return err
	}
	p.leaveOut(bad)
	if org == nil {
		err = p.found(ctx)
	} else {
		p.reading("the invitations", 3+teams)
		// The invitations before the members: who accepts in between is then
		// seen as invited or as a member, and never as one who has left.
		if _, err = p.invitations(ctx); err == nil {
			p.reading("the members", 2+teams)
			if _, err = p.directory(ctx); errors.Is(err, errUnsteady) {
				err = fmt.Errorf("%w, and nothing is proposed", err)
			}
		}
		if err == nil {
			p.reading("the teams", 1+teams)
			_, err = p.teams(ctx)
		}
	}
	if err != nil {
		return err
	}
	p.leaveOut(p.company.twins(p.byTeam))
	p.rows()
	p.hiddenMembers()
	many := p.tooMany()
	if p.bad = append(p.bad, many...); len(p.bad) > 0 {
		if input := p.bad.err(); len(many) > 0 || !p.options.SkipBadRows {
			return input
		}
		p.BadRows = p.bad.rows()
	}
	if err := p.planTeams(ctx); err != nil {
		return err
	}
	p.changeRoles()
	p.Findings = append(p.Findings, p.waiting(p.Rows)...)
	return nil
}

// found plans to create the organization. Its one member will be the caller.
func (p *planner) found(ctx context.Context) error {
	if !p.options.CreateOrganization {
		return fmt.Errorf("roster: organization %.80q does not exist: %w", p.Organization, clarifai.ErrNotFound)
	}
	me, err := p.client.Users.GetMe(ctx)
	if err != nil {
		return err
	}
	p.people = newDirectory([]clarifai.Member{{User: me}}, nil)
	p.people.hidden = 0 // nobody else can be a member
	p.invited = newInvitations()
	p.byTeam = make(map[string]*clarifai.Team)
	p.Steps = append(p.Steps, Step{Kind: CreateOrganization, Reason: "it does not exist", After: p.company.Name})
	return nil
}

// rows finds out where each row stands, and plans the invitations.
func (p *planner) rows() {
	for _, person := range p.company.People {
		row, reinvited := p.standing(person)
		if row.UserID != "" {
			for _, team := range person.Teams {
				p.want(team, row.UserID)
			}
		}
		if key := fold(row.UserID); row.Outcome == Member {
			if p.joined[key] {
				row.Outcome, row.Reason = Held, "another row is the same member, user "+row.UserID
			}
			p.joined[key] = true
		}
		p.Rows = append(p.Rows, row)
		if row.Outcome == ToInvite {
			p.Steps = append(p.Steps, Step{
				Kind: Invite, Line: person.Line, Email: person.Email,
				Reason: row.Reason, Before: reinvited,
				After: p.roles.member(person.Role).Name, Role: byID(p.roles.member(person.Role)),
			})
		}
	}
}

// hiddenMembers names the members for whom people are held.
func (p *planner) hiddenMembers() {
	if p.people.hidden == 0 || !slices.ContainsFunc(p.Rows, func(r Row) bool { return r.Outcome == Held }) {
		return
	}
	for _, id := range p.people.unknown {
		p.Findings = append(p.Findings, Finding{Kind: Hidden, UserID: id, Reason: "a member who shows no address, and may be one of those who are held"})
	}
}

func (p *planner) want(team, userID string) {
	if p.wanted[team] == nil {
		p.wanted[team] = make(map[string]bool)
	}
	p.wanted[team][fold(userID)] = true
}

// standing tells where a person stands by what has been read, and of one who
// is to be invited again what there was before.
func (p *planner) standing(person Person) (row Row, before string) {
	row = standing(person, p.people, p.invited, p.options)
	i, _ := p.invited.of(person.Email)
	switch role := p.roles.member(person.Role); {
	case row.Outcome == ToInvite && i.state == stateExpired:
		before = "expired"
	case row.Outcome == ToInvite && i.state == stateAccepted:
		before = "left"
	case row.Outcome == InvitedEarlier && differs(i.Role, role):
		p.Findings = append(p.Findings, Finding{
			Kind: Differs, Line: person.Line, Email: person.Email,
			Reason: "the pending invitation has another role", Before: i.Role.Name, After: role.Name,
		})
	}
	return row, before
}

// standing tells where a person stands: a member, known by an invitation, or
// to be invited. Nobody is to be invited who may be a member or invited.
func standing(person Person, members *directory, invited *invitations, o Options) Row {
	row := Row{Person: person}
	if m := members.of(person.Email); m != nil {
		row.Outcome, row.Reason, row.UserID = Member, "a member already", m.User.ID
		return row
	}
	row.Outcome, row.Reason = byInvitation(person, members, invited, o)
	if row.Outcome != ToInvite {
		return row
	}
	if why := members.contested[email.Key(person.Email)]; why != "" {
		row.Outcome, row.Reason = Held, why
	} else if m := members.alike[email.Loose(person.Email)]; m != nil {
		row.Outcome, row.Reason = Held, fmt.Sprintf("this may be user %s, whose address is written almost alike", m.User.ID)
	} else if other := invited.like(person.Email); other != "" {
		row.Outcome, row.Reason = Held, fmt.Sprintf("this may be %.80q, for whom there is an invitation, and whose address is written almost alike", other)
	} else if members.hidden > 0 {
		row.Outcome, row.Reason = Held, fmt.Sprintf("%d members show no address, and this may be one of them", members.hidden)
	} else if invited.hidden > 0 {
		row.Outcome, row.Reason = Held, fmt.Sprintf("%d open invitations show no address, and one may be for this person", invited.hidden)
	}
	return row
}

// byInvitation tells where someone stands who is no member that can be told.
func byInvitation(person Person, members *directory, invited *invitations, o Options) (outcome Outcome, reason string) {
	i, known := invited.of(person.Email)
	if !known {
		return ToInvite, "neither a member nor invited"
	}
	switch i.state {
	case statePending:
		return InvitedEarlier, fmt.Sprintf("an invitation of %s is pending", day(i.CreatedAt))
	case stateExpired:
		if o.ReinviteExpired {
			return ToInvite, fmt.Sprintf("the invitation of %s has expired", day(i.CreatedAt))
		}
		return Expired, fmt.Sprintf("the invitation of %s has expired, and inviting again is not asked for", day(i.CreatedAt))
	case stateDeclined:
		return Declined, fmt.Sprintf("declined on %s", day(i.DeclinedAt))
	case stateCancelled:
		return Cancelled, fmt.Sprintf("the invitation was cancelled on %s", day(i.CancelledAt))
	case stateAccepted:
		if members.hidden > 0 {
			return Held, fmt.Sprintf("accepted on %s, but no member shows this address, and %d members show none", day(i.AcceptedAt), members.hidden)
		}
		reason = fmt.Sprintf("accepted on %s, but no member has this address now", day(i.AcceptedAt))
		if o.ReinviteLeft {
			return ToInvite, reason
		}
		return Left, reason
	}
	return Held, fmt.Sprintf("whether the invitation of %s is pending or expired cannot be told", day(i.CreatedAt))
}

func day(t time.Time) string {
	if t.IsZero() {
		return "an unknown day"
	}
	return t.UTC().Format(time.DateOnly)
}

// differs reports whether a role is known to be another than the wanted one.
func differs(is, want *clarifai.Role) bool {
	switch {
	case is == nil || want == nil:
		return false
	case is.ID != "":
		return is.ID != want.ID
	}
	return is.Name != "" && !clarifai.RoleRef(is.Name).Matches(want)
}

// tooMany tells of the rows that would be invited beyond the limit.
func (p *planner) tooMany() (bad problems) {
	invites := 0
	for i := range p.Rows {
		if p.Rows[i].Outcome != ToInvite {
			continue
		}
		if invites++; invites > p.options.maxInvites() {
			bad.person(&p.Rows[i].Person, "too many invitations: it would be number %d, where %d are allowed", invites, p.options.maxInvites())
		}
	}
	return bad
}

func (p *planner) planTeams(ctx context.Context) error {
	left := 2 * len(p.company.Teams)
	var adds []Step
	for i := range p.company.Teams {
		team := &p.company.Teams[i]
		var apps []clarifai.TeamApp
		var members []clarifai.TeamMember
		if there := p.byTeam[team.ID]; there == nil {
			p.createTeam(team)
		} else {
			p.compareTeam(team, there)
			var err error
			p.reading("team "+team.ID, left)
			if apps, err = p.teamApps(ctx, team.ID); err != nil {
				return err
			}
			p.reading("team "+team.ID, left-1)
			if members, err = p.teamMembers(ctx, team.ID); err != nil {
				return err
			}
		}
		left -= 2
		adds = append(adds, p.planApps(team, apps)...)
		adds = append(adds, p.planMembers(team, members)...)
	}
	p.Steps = append(append(p.Steps, p.defaults...), adds...)
	return nil
}

func (p *planner) createTeam(team *Team) {
	p.Steps = append(p.Steps, Step{
		Kind: CreateTeam, Line: team.Line, Team: team.ID, Reason: "there is no such team", After: team.Name,
	})
	if role := p.roles.team(team.DefaultRole); role != nil {
		p.defaults = append(p.defaults, Step{
			Kind: SetDefaultRole, Line: team.Line, Team: team.ID, Reason: "the team is new", After: role.Name, Role: byID(role),
		})
	}
}

// compareTeam tells how a team that is there differs.
func (p *planner) compareTeam(team *Team, there *clarifai.Team) {
	differs := func(reason, before, after string) {
		p.Findings = append(p.Findings, Finding{
			Kind: Differs, Line: team.Line, Team: team.ID, Reason: reason, Before: before, After: after,
		})
	}
	if there.Name != team.Name {
		differs("the team has another name", there.Name, team.Name)
	}
	role := p.roles.team(team.DefaultRole)
	if role == nil || there.DefaultRoleID == role.ID {
		return
	}
	// A team without one may be what an interrupted run has left.
	reason := "the team has no default role"
	if there.DefaultRoleID != "" {
		reason = "the team has another default role"
		if !p.options.UpdateRoles {
			differs(reason, p.roles.nameOf(there.DefaultRoleID), role.Name)
			return
		}
	}
	p.defaults = append(p.defaults, Step{
		Kind: SetDefaultRole, Line: team.Line, Team: team.ID, Reason: reason,
		Before: p.roles.nameOf(there.DefaultRoleID), After: role.Name, Role: byID(role),
		before: byID(&clarifai.Role{ID: there.DefaultRoleID}),
	})
}

// byID names a role so that it needs no lookup; "" for none. A role whose ID is
// not shown is named by its name.
func byID(role *clarifai.Role) clarifai.RoleRef {
	switch {
	case role == nil:
		return ""
	case role.ID == "":
		return clarifai.RoleRef(role.Name)
	}
	return clarifai.RoleID(role.ID)
}

func (p *planner) planApps(team *Team, there []clarifai.TeamApp) (steps []Step) {
	has := make(map[string]clarifai.TeamApp, len(there))
	spelled := make(map[string]string, len(there)) // by folded ID
	for _, app := range there {
		if app.App != nil {
			has[app.App.AppID] = app
			spelled[fold(app.App.AppID)] = app.App.AppID
		}
	}
	for _, app := range team.Apps {
		want := p.roles.team(team.roleIn(app))
		is, ok := has[app.ID]
		step := Step{Line: team.Line, Team: team.ID, App: app.ID, Before: cmp.Or(is.RoleName, is.RoleID), After: want.Name, Role: byID(want)}
		switch {
		case !ok && spelled[fold(app.ID)] != "":
			p.Findings = append(p.Findings, Finding{
				Kind: Differs, Line: team.Line, Team: team.ID, App: app.ID,
				Reason: "the team has an app whose ID differs in letter case alone", Before: spelled[fold(app.ID)], After: app.ID,
			})
			continue
		case !ok:
			step.Kind, step.Reason = AddApp, "the team does not have the app"
		case is.RoleID == want.ID:
			continue
		case p.options.UpdateRoles:
			step.Kind, step.Reason = SetAppRole, "the team has another role in the app"
			step.before = byID(&clarifai.Role{ID: is.RoleID, Name: is.RoleName})
		default:
			p.Findings = append(p.Findings, Finding{
				Kind: Differs, Line: team.Line, Team: team.ID, App: app.ID,
				Reason: "the team has another role in the app", Before: step.Before, After: want.Name,
			})
			continue
		}
		steps = append(steps, step)
	}
	return steps
}

func (p *planner) planMembers(team *Team, there []clarifai.TeamMember) (steps []Step) {
	on := make(map[string]bool, len(there))
	for _, m := range there {
		on[fold(m.UserID)] = true
		if !p.wanted[team.ID][fold(m.UserID)] {
			p.extra(team, m)
		}
	}
	for i := range p.Rows {
		row := &p.Rows[i]
		if row.Outcome == Member && !on[fold(row.UserID)] && stands(&row.Person, team.ID) {
			steps = append(steps, addMember(row, team.ID, "a member who is not on the team"))
		}
	}
	return steps
}

func addMember(row *Row, team, reason string) Step {
	return Step{
		Kind: AddMember, Line: row.Person.Line, Email: row.Person.Email, UserID: row.UserID, Team: team, Reason: reason,
	}
}

// extra tells of someone on a team whom the roster does not have there.
func (p *planner) extra(team *Team, m clarifai.TeamMember) {
	f := Finding{Kind: Extra, Team: team.ID, UserID: m.UserID, Reason: "on the team, and not in the roster for it"}
	switch known := p.people.byID[fold(m.UserID)]; {
	case known == nil:
		f.Reason = "on the team, and not among the organization's members"
	case known.User.Email() == "":
		f.Kind, f.Reason = Unmatched, "on the team, and shows no address to find in the roster"
	case p.mayBeRow(known.User):
		f.Kind, f.Reason, f.Email = Unmatched, "on the team, and may be a row that is held or left out", known.User.Email()
	default:
		f.Email = known.User.Email()
	}
	p.Findings = append(p.Findings, f)
}

// mayBeRow reports whether a user may be the person of a row that is held or
// left out. A row that was left out without a proper address may be anybody.
func (p *planner) mayBeRow(user *clarifai.User) bool {
	alike := make(map[string]bool)
	for _, address := range append(user.Emails(), p.people.told[fold(user.ID)]) {
		alike[email.Loose(address)] = true
	}
	return slices.ContainsFunc(p.Rows, func(r Row) bool {
		return r.Outcome == Held && alike[email.Loose(r.Person.Email)]
	}) || slices.ContainsFunc(p.BadRows, func(r RowError) bool {
		return r.File == FileRoster && (!validEmail(r.Subject) || alike[email.Loose(r.Subject)])
	})
}

// changeRoles plans the changes of members' roles, or tells of them. They come
// last: they may take from the caller what the other steps need.
func (p *planner) changeRoles() {
	admins := 0
	for _, m := range p.people.byID {
		if clarifai.RoleAdmin.Matches(m.Role) {
			admins++
		}
	}
	// Who is to be an Admin becomes one before any other stops being one.
	var promoted, others []Step
	for i := range p.Rows {
		row := &p.Rows[i]
		if row.Outcome != Member || !p.options.UpdateRoles {
			continue
		}
		is, want := p.people.byID[fold(row.UserID)].Role, p.roles.member(row.Person.Role)
		if differs(is, want) && clarifai.RoleAdmin.Matches(want) {
			admins++
		}
	}
	defer func() { p.Steps = append(append(p.Steps, promoted...), others...) }()
	for i := range p.Rows {
		row := &p.Rows[i]
		if row.Outcome != Member {
			continue
		}
		is, want := p.people.byID[fold(row.UserID)].Role, p.roles.member(row.Person.Role)
		if !differs(is, want) {
			continue
		}
		reason := "the member has another role"
		demoted := clarifai.RoleAdmin.Matches(is)
		if !p.options.UpdateRoles || demoted && admins == 1 {
			if p.options.UpdateRoles {
				reason = "the organization's only Admin stays one"
			}
			p.Findings = append(p.Findings, Finding{
				Kind: Differs, Line: row.Person.Line, Email: row.Person.Email, UserID: row.UserID,
				Reason: reason, Before: cmp.Or(is.Name, is.ID), After: want.Name,
			})
			continue
		}
		if demoted {
			admins--
		}
		list := &others
		if clarifai.RoleAdmin.Matches(want) {
			list = &promoted
		}
		*list = append(*list, Step{
			Kind: UpdateRole, Line: row.Person.Line, Email: row.Person.Email, UserID: row.UserID,
			Reason: reason, Before: cmp.Or(is.Name, is.ID), After: want.Name, Role: byID(want), before: byID(is),
		})
	}
}

// waiting tells who of the rows is to be on a team and has not joined, team by
// team.
func (p *Proposal) waiting(rows []Row) (found []Finding) {
	for i := range p.company.Teams {
		team := p.company.Teams[i].ID
		for n := range rows {
			row := &rows[n]
			if row.Outcome == Member || row.Outcome == Joined || row.UserID != "" || !stands(&row.Person, team) {
				continue
			}
			found = append(found, Finding{
				Kind: Waiting, Line: row.Person.Line, Email: row.Person.Email, Team: team, Reason: string(row.Outcome),
			})
		}
	}
	return found
}

// stands reports whether the roster has the person for the team.
func stands(p *Person, team string) bool {
	return slices.Contains(p.Teams, team)
}
