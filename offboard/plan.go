package offboard

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/access"
	"github.com/clarifai-community/clarifai-orgs-go/internal/email"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// Plan reads an organization and returns the steps by which people leave it. Each of
// people is a user ID or an address. Plan writes nothing. opts may be nil.
//
// A name that cannot be used is an [*InputError]. A list that cannot be read is an
// error, except for the apps and tokens of the people's own accounts, which Clarifai
// may refuse to show: the evidence then says so.
func Plan(ctx context.Context, client *clarifai.Client, orgID string, people []string, opts *Options) (*Proposal, error) {
	if opts == nil {
		opts = &Options{}
	}
	if err := checkNames(people, opts.Protect); err != nil {
		return nil, err
	}
	p := &planner{
		client:   client,
		Proposal: &Proposal{Organization: orgID, MadeAt: time.Now(), Options: *opts},
	}
	if err := p.plan(ctx, people); err != nil {
		return nil, err
	}
	return p.Proposal, nil
}

// planner makes a proposal.
type planner struct {
	*Proposal
	client *clarifai.Client
	lists  *lists
}

func (p *planner) plan(ctx context.Context, names []string) error {
	org, err := p.client.Organizations.Get(ctx, p.Organization)
	if err != nil {
		return err
	}
	p.Created = org.CreatedAt
	me, err := p.client.Users.GetMe(ctx)
	if err != nil {
		return err
	}
	p.By = me.ID
	snapshot, err := access.Read(ctx, p.client, p.Organization, &access.ReadOptions{
		Check: !p.Options.SkipCheck, Progress: readProgress("reading ", p.Options.Progress),
	})
	if err != nil {
		return err
	}
	p.lists = newLists(snapshot, p.Options.MemberEmails)
	p.Notes, p.Incomplete = p.lists.Notes, p.lists.Incomplete
	if p.People, err = p.lists.find(names, p.Options.AllowGone); err != nil {
		return err
	}
	p.keep(me)
	if err := p.planMembership(ctx); err != nil {
		return err
	}
	for i := range p.People {
		unseen, err := readBelongings(ctx, p.client, p.Organization, i, &p.People[i])
		if err != nil {
			return err
		}
		p.unseen = append(p.unseen, unseen...)
	}
	if err := p.planTransfers(); err != nil {
		return err
	}
	p.planCollaborations()
	p.unseen = append(p.unseen, p.lists.publicApps()...)
	p.Unclear = append(p.lists.unclear(p.People), billing(org, p.People)...)
	return nil
}

// readProgress returns a function that reports what package access reads.
func readProgress(verb string, report func(Progress)) func(access.Progress) {
	if report == nil {
		return nil
	}
	return func(at access.Progress) { report(Progress{verb + at.Phase, at.Done, at.Total}) }
}

// planMembership plans what package roster does. It also says who is the last Admin.
func (p *planner) planMembership(ctx context.Context) error {
	var names []string
	for i := range p.People {
		who := &p.People[i]
		if who.Kept != "" {
			continue
		}
		if who.Member {
			names = append(names, p.memberName(who))
		}
		for _, address := range who.Invitations {
			if !slices.ContainsFunc(names, func(n string) bool { return email.Key(n) == email.Key(address) }) {
				names = append(names, address)
			}
		}
	}
	options := roster.Options{Protect: p.Options.Protect, MemberEmails: p.Options.MemberEmails}
	p.Membership = &roster.Proposal{Organization: p.Organization, Created: p.Created, MadeAt: p.MadeAt, Options: options}
	if len(names) > 0 {
		if err := p.planLeave(ctx, names, options); err != nil {
			return err
		}
	}
	for i := range p.People {
		who := &p.People[i]
		if who.Member || who.Kept != "" || who.UserID == "" {
			continue
		}
		for _, team := range who.Teams {
			p.Membership.Steps = append(p.Membership.Steps, roster.Step{
				Kind: roster.RemoveTeamMember, Team: team, UserID: who.UserID, Email: who.address(), Reason: "on the team, and not a member",
			})
		}
	}
	return nil
}

// planLeave plans how members and those who are invited leave.
func (p *planner) planLeave(ctx context.Context, names []string, options roster.Options) error {
	if report := p.Options.Progress; report != nil {
		options.Progress = func(at roster.Progress) { report(Progress{at.Phase, at.Done, at.Total}) }
	}
	leave, err := roster.PlanLeave(ctx, p.client, p.Organization, names, options)
	if err != nil {
		return err
	}
	for i := range leave.Findings {
		f := &leave.Findings[i]
		if f.Kind != roster.Kept {
			continue
		}
		for n := range p.People {
			if who := &p.People[n]; who.Kept == "" && who.isUser(f.UserID, f.Email) {
				who.Kept = f.Reason
			}
		}
	}
	// Somebody who is kept as a member keeps an invitation to another address as well.
	seen := make(map[roster.Step]bool)
	leave.Steps = slices.DeleteFunc(leave.Steps, func(s roster.Step) bool {
		person := p.fromRoster(&s).Person
		s.Reason = ""
		repeated := seen[s]
		seen[s] = true
		others := person < 0 && slices.ContainsFunc(p.People, func(who Person) bool { return who.shares(s.Email) })
		return repeated || others || person >= 0 && p.People[person].Kept != ""
	})
	p.Membership = leave
	return nil
}

// memberName returns the user ID of a member, or the address if none is shown.
func (p *planner) memberName(who *Person) string {
	if who.UserID != "" {
		return who.UserID
	}
	return who.address()
}

// planTransfers plans the transfers of the apps that Options name.
func (p *planner) planTransfers() error {
	var bad InputError
	for _, app := range p.Options.Transfer {
		name := app.UserID + "/" + app.AppID
		taken := slices.ContainsFunc(p.lists.Apps, func(a access.App) bool { return a.ID == app.AppID })
		person, own := p.ownApp(app)
		switch {
		case own == nil && taken:
			p.Notes = append(p.Notes, fmt.Sprintf("the app %s is not shown, and the organization has an app with its ID: it is not transferred", name))
		case own == nil:
			bad.add(name, "it must be an app of a person who leaves, and be shown to the caller")
		case taken:
			bad.add(name, "the organization must not have an app with this ID: change the ID of one of them first")
		case p.People[person].Kept == "":
			p.Steps = append(p.Steps, p.step(TransferApp, person, Step{App: own.ID, Reason: "the organization shall own it"}))
		}
	}
	return bad.err()
}

// ownApp returns an app of one of the people, or nil.
func (p *planner) ownApp(app clarifai.AppIdentity) (person int, _ *OwnApp) {
	for i := range p.People {
		if steps.FoldID(p.People[i].UserID) != steps.FoldID(app.UserID) {
			continue
		}
		for n := range p.People[i].Apps {
			if p.People[i].Apps[n].ID == app.AppID {
				return i, &p.People[i].Apps[n]
			}
		}
	}
	return 0, nil
}

// planCollaborations plans the ends of collaborations, app by app.
func (p *planner) planCollaborations() {
	for i := range p.lists.Apps {
		app := p.lists.Apps[i].ID
		planned := make(map[string]bool)
		for _, c := range p.lists.collaborators[app] {
			person := slices.IndexFunc(p.People, func(who Person) bool { return who.is(c.User) })
			key := cmp.Or(c.ID, email.Key(c.Email()))                                   // a list that grows repeats items
			if person < 0 || p.People[person].Kept != "" || planned[key] || key == "" { // nothing can name the last
				continue
			}
			planned[key] = true
			step := Step{App: app, Collaborator: c.ID, Before: scopesOf(&c), Reason: "a collaborator of the app"}
			step.UserID, step.Email = c.UserID(), c.Email()
			p.Steps = append(p.Steps, p.step(EndCollaboration, person, step))
		}
	}
}

// step returns a step for a person. It adds what the step does not have of them.
func (p *planner) step(kind Kind, person int, s Step) Step {
	who := &p.People[person]
	s.Kind, s.Person = kind, person
	if s.UserID == "" {
		s.UserID = who.UserID
	}
	if s.Email == "" {
		s.Email = who.address()
	}
	return s
}

// scopesOf returns the scopes and endpoints of a collaborator.
func scopesOf(c *clarifai.Collaborator) string {
	all := slices.Clone(c.Endpoints)
	for _, scope := range c.Scopes {
		all = append(all, string(scope))
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}
