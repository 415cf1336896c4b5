package offboard

import (
	"fmt"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/access"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// Evidence is what became of a [Proposal]: what the people reached before, what was
// done, and what is left. It can be stored as JSON, and [Evidence.WriteCSV] writes it for
// people to read.
type Evidence struct {
	// Organization is the organization's ID.
	Organization string `json:"organization"`
	// By is the user ID of the caller: of Run, or of Plan for a report of the proposal.
	By string `json:"by"`
	// BeforeAt and AfterAt are when the two readings began. A zero AfterAt means that
	// nothing was read after the steps, so that nothing is proven.
	BeforeAt time.Time `json:"before_at"`
	AfterAt  time.Time `json:"after_at,omitzero"`
	People   []Person  `json:"people"`
	// Steps are in the order in which they were taken.
	Steps []Result `json:"steps"`
	// Left is what is left to do, and what could not be read.
	Left []Remainder `json:"left"`
	// Unseen is what no reading shows or what cannot be taken: tokens and apps that
	// Clarifai does not show to the caller, and apps that everybody reaches.
	Unseen []Remainder `json:"unseen"`
	// Notes say what the readings could not know.
	Notes []string `json:"notes,omitempty"`
}

// AuditEntry is an entry of the audit log.
type AuditEntry struct {
	At        time.Time          `json:"at"`
	Operation clarifai.EventType `json:"operation"`
	// UserID is who did it.
	UserID    string `json:"user_id,omitempty"`
	Success   bool   `json:"success"`
	RequestID string `json:"request_id,omitempty"`
}

// Incomplete reports whether anything is left or could not be read. It is true for a
// [Proposal] that was not carried out.
func (e *Evidence) Incomplete() bool { return len(e.Left) > 0 || e.AfterAt.IsZero() }

// Count returns the number of steps that have the status.
func (e *Evidence) Count(status Status) (n int) {
	for i := range e.Steps {
		if e.Steps[i].Status == status {
			n++
		}
	}
	return n
}

// Err returns an error that unwraps to the errors of the steps, for [errors.Is]. It is
// nil if every step was done or is no longer needed.
func (e *Evidence) Err() error {
	var errs []error
	for i := range e.Steps {
		if s := &e.Steps[i]; s.Err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", s.Step, s.Err))
		}
	}
	return steps.Join("offboard", len(e.Steps), errs)
}

// kept returns the people from whom nothing is taken.
func (e *Evidence) kept() (left []Remainder) {
	for i := range e.People {
		if p := &e.People[i]; p.Kept != "" {
			left = append(left, p.remainder(Kept, i, AnAdmin, "%s", p.Kept))
		}
	}
	return left
}

// limits returns what cannot be taken from anybody, and what no list shows.
func (e *Evidence) limits() (unseen []Remainder) {
	for i := range e.People {
		p := &e.People[i]
		for n := range p.Apps {
			if a := &p.Apps[n]; a.isPublic() {
				r := p.remainder(PublicApp, i, ThePerson, "a public app of the person's own account")
				r.App = p.UserID + "/" + a.ID
				unseen = append(unseen, r)
			}
		}
	}
	return append(unseen,
		Remainder{
			Kind: NotShown, Person: everybody, Who: ThePerson,
			Text: "apps of the people's own accounts that are not shown to the caller, and what they own or reach in other organizations",
		},
		Remainder{
			Kind: NotShown, Person: everybody, Who: AnAdmin,
			Text: "what the people know or have copied: keys of apps, and secrets of the organization, must be replaced",
		},
	)
}

// publicApps returns the apps of the organization that everybody reaches.
func (l *lists) publicApps() (unseen []Remainder) {
	for i := range l.Apps {
		if a := &l.Apps[i]; a.IsPublic() {
			unseen = append(unseen, Remainder{
				Kind: PublicApp, Person: everybody, App: a.ID, Who: AnAdmin,
				Text: "everybody reaches the app, also those who leave, until its visibility is changed",
			})
		}
	}
	return unseen
}

// remaining records what the lists show of the people after the steps, and returns what
// is left of it.
func (l *lists) remaining(people []Person) (left []Remainder) {
	for i, shown := range l.show(people) {
		p := &people[i]
		p.After = shown.access
		if p.Kept != "" {
			continue
		}
		if m := shown.member; m != nil {
			left = append(left, p.remainder(StillMember, i, AnAdmin, "the list of members has the person, as %q", m.Role))
		}
		for _, team := range shown.teams {
			r := p.remainder(StillOnTeam, i, AnAdmin, "the team's list of members has the person")
			r.Team = team
			left = append(left, r)
		}
		for n := range l.Invitations {
			if in := &l.Invitations[n]; p.isKnownBy(in.Email) {
				r := p.remainder(StillInvited, i, AnAdmin, "an invitation of %s as %q is pending", in.Email, in.Role)
				r.address = in.Email
				left = append(left, r)
			}
		}
		for _, a := range p.After {
			var r Remainder
			switch a.Way {
			case access.ByCollaboration:
				r = p.remainder(StillCollaborator, i, AnAdmin, "the app's list of collaborators has the person: %s", a.Role)
			case "":
				r = p.remainder(StillListed, i, Support, "Clarifai lists the person for the app, and no list says why")
			default:
				continue // a membership or a team, which is there already
			}
			r.App = a.App
			left = append(left, r)
		}
	}
	return left
}
