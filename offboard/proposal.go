package offboard

import (
	"slices"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// Proposal is what [Plan] found and what [Run] will do. A program may remove steps from
// Steps, and from the Steps of Membership, by rules of its own.
type Proposal struct {
	// Organization is the organization's ID.
	Organization string
	// Created is when the organization was created, so that the proposal is not carried
	// out in another one that has the same ID. Zero means that it is not shown.
	Created time.Time
	// MadeAt is when the reading began.
	MadeAt time.Time
	// By is the user ID of the caller.
	By string
	// Options are those of Plan.
	Options Options
	// People are those who were named, each once.
	People []Person
	// Steps are the transfers of apps and the ends of collaborations.
	Steps []Step
	// Membership is what package roster does: it cancels invitations, takes people off
	// teams, and removes members.
	Membership *roster.Proposal
	// Unclear is what may be a person's, and cannot be matched by what is shown.
	Unclear []Remainder
	// Notes say what the reading could not know.
	Notes []string
	// Incomplete says that the reading missed something: see Notes.
	Incomplete bool

	unseen []Remainder // what the lists of apps and tokens do not show
}

// AllSteps returns the steps in the order in which Run takes them: those of Steps, and
// then those of Membership.
func (p *Proposal) AllSteps() []Step {
	all := slices.Clone(p.Steps)
	if p.Membership == nil {
		return all
	}
	for i := range p.Membership.Steps {
		all = append(all, p.fromRoster(&p.Membership.Steps[i]))
	}
	return all
}

// fromRoster returns a step of roster with the person whom it is for.
func (p *Proposal) fromRoster(s *roster.Step) Step {
	person := slices.IndexFunc(p.People, func(who Person) bool { return who.isUser(s.UserID, s.Email) })
	return fromRoster(s, person)
}

// Empty reports whether there is nothing to do.
func (p *Proposal) Empty() bool { return len(p.AllSteps()) == 0 }

// Report returns the proposal as evidence in which every step is planned. It has what
// is known to be left so far: people who are kept, and their apps and tokens.
func (p *Proposal) Report() *Evidence {
	e := &Evidence{
		Organization: p.Organization, By: p.By, BeforeAt: p.MadeAt, People: slices.Clone(p.People), Steps: []Result{}, Notes: slices.Clone(p.Notes),
	}
	for _, step := range p.AllSteps() {
		e.Steps = append(e.Steps, Result{Step: step, Status: roster.Planned})
	}
	e.Left = join(e.kept(), p.Unclear, e.belongings())
	e.Unseen = join(p.unseen, e.limits())
	return e
}
