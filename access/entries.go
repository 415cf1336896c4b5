package access

import (
	"cmp"
	"iter"
	"slices"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// Listed is whether Clarifai lists a person for an app.
type Listed string

// The answers. The empty Listed means that Clarifai's list is not known.
const (
	ListedYes Listed = "yes"
	ListedNo  Listed = "no"
)

// Entry is what a review says about one person and one app.
type Entry struct {
	Person *Person
	App    *App
	// Reasons are why the person reaches the app, the strongest first. They are
	// empty if there is only a disagreement.
	Reasons []Reason
	Listed  Listed
	// Disagreement is how Clarifai's list disagrees. Empty means that it does not.
	Disagreement DisagreementKind
}

// Entries iterates over the people, and for each over the apps for which there is a
// reason or a disagreement other than [PublicUnlisted].
func (r *ReviewReport) Entries() iter.Seq[Entry] {
	return func(yield func(Entry) bool) {
		f := newFacts(r)
		for p := range r.People {
			reasons := f.reasons(p)
			for a := range r.Apps {
				e := Entry{Person: &r.People[p], App: &r.Apps[a], Reasons: reasons[a], Disagreement: f.disagreement(p, a)}
				if len(e.Reasons) == 0 && e.Disagreement == "" {
					continue
				}
				if e.App.Unchecked == "" {
					e.Listed = ListedNo
					if e.App.Listed.Has(p) {
						e.Listed = ListedYes
					}
				}
				if !yield(e) {
					return
				}
			}
		}
	}
}

// facts are the facts of a review, by person.
type facts struct {
	*ReviewReport
	index         map[string]int // apps by ID
	teams         [][]int        // of each person
	collaborators map[int][]collaboration
	disagreements [][]Disagreement // of each app
}

// collaboration is an app of a collaborator.
type collaboration struct {
	app  int
	role string
}

func newFacts(r *ReviewReport) *facts {
	f := &facts{
		ReviewReport: r, index: make(map[string]int, len(r.Apps)), teams: make([][]int, len(r.People)),
		collaborators: make(map[int][]collaboration), disagreements: make([][]Disagreement, len(r.Apps)),
	}
	for a := range r.Apps {
		f.index[r.Apps[a].ID] = a
		for i := range r.Apps[a].Collaborators {
			c := &r.Apps[a].Collaborators[i]
			f.collaborators[c.Person] = append(f.collaborators[c.Person], collaboration{a, c.role()})
		}
	}
	for t := range r.Teams {
		for p := range r.Teams[t].Members.All() {
			f.teams[p] = append(f.teams[p], t)
		}
	}
	for _, d := range r.Disagreements {
		if a, ok := f.index[d.App]; ok && d.Kind != PublicUnlisted {
			f.disagreements[a] = append(f.disagreements[a], d)
		}
	}
	return f
}

// reasons returns the reasons of a person for each app.
func (f *facts) reasons(p int) [][]Reason {
	who, all := &f.People[p], make([][]Reason, len(f.Apps))
	reach, level, _ := memberRole(who.Role)
	for a := range f.Apps {
		if who.Member && (reach.ReachesAll() || reach == ReachUnknown) {
			all[a] = append(all[a], Reason{Way: ByRole, Role: who.Role, level: level})
		}
		if who.Member && f.Apps[a].Visibility == string(clarifai.VisibilityOrg) {
			all[a] = append(all[a], Reason{Way: ByVisibility, Role: f.Apps[a].Visibility, level: levelVisible})
		}
	}
	for _, t := range f.teams[p] {
		for _, app := range f.Teams[t].Apps {
			if a, ok := f.index[app.App]; ok {
				all[a] = append(all[a], Reason{Way: ByTeam, Team: f.Teams[t].ID, Role: app.Role, level: teamRoleLevel(app.Role)})
			}
		}
	}
	for _, c := range f.collaborators[p] {
		all[c.app] = append(all[c.app], Reason{Way: ByCollaboration, Role: c.role, level: levelCollaborator})
	}
	for a := range all {
		if len(all[a]) < 2 {
			continue
		}
		slices.SortStableFunc(all[a], func(x, y Reason) int { return cmp.Compare(y.level, x.level) })
	}
	return all
}

// disagreement returns how Clarifai disagrees about a person and an app.
func (f *facts) disagreement(p, a int) DisagreementKind {
	for _, d := range f.disagreements[a] {
		if d.People.Has(p) {
			return d.Kind
		}
	}
	return ""
}
