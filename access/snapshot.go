package access

import (
	"fmt"
	"slices"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// Snapshot is an organization as [Read] read it. [Snapshot.Review] says who reaches
// which app and why, and [Snapshot.Evaluate] what does not comply with policies. Both
// use the same reading and send nothing.
type Snapshot struct {
	client   *clarifai.Client
	org      string
	readAt   time.Time // when the reading began
	stable   bool      // each list was read until two readings agreed
	unstable []string  // lists of which no two readings agreed

	roles    roles
	apps     map[string]*app // by ID
	appList  []*app          // each ID once, in the order of the list
	appGaps  []string        // impossible items of the list of apps
	teams    []*team         // each ID once
	teamGaps []string        // impossible items of the list of teams

	// What only a review needs.
	members     []clarifai.Member
	invitations []clarifai.Invitation // pending
	secrets     []Secret
}

// Members returns the members of the organization as Clarifai lists them, with all
// addresses that it shows.
func (s *Snapshot) Members() []clarifai.Member { return slices.Clone(s.members) }

// Collaborators returns the collaborators of an app of the organization, except for
// those whose collaboration has ended. There are none of an app that the list of apps
// does not have.
func (s *Snapshot) Collaborators(appID string) []clarifai.Collaborator {
	a := s.apps[appID]
	if a == nil {
		return nil
	}
	ended := func(c clarifai.Collaborator) bool { return !c.DeletedAt.IsZero() }
	return slices.DeleteFunc(slices.Clone(a.collaborators), ended)
}

// app is an app together with its lists.
type app struct {
	clarifai.App
	collaborators []clarifai.Collaborator
	listed        *listing // nil if it was not read
	unlisted      string   // why it was not read
}

// listing is who reaches an app according to Clarifai.
type listing struct {
	members set              // indexes of the list of members
	others  []*clarifai.User // who is not on the list of members
}

// team is a team together with its lists.
type team struct {
	clarifai.Team
	members []clarifai.TeamMember
	apps    []clarifai.TeamApp
}

// The names of lists, as in "the list of teams changed while it was read".
const (
	theRoles       = "the list of roles"
	theTeams       = "the list of teams"
	theApps        = "the list of apps"
	theMembers     = "the list of members"
	theInvitations = "the list of invitations"
	theEnvironment = "the list of secrets"
)

func teamMembersName(team string) string {
	return fmt.Sprintf("the list of members of team %q", team)
}

func teamAppsName(team string) string { return fmt.Sprintf("the list of apps of team %q", team) }

func collaboratorsName(app string) string {
	return fmt.Sprintf("the list of collaborators of app %q", app)
}

func appMembersName(app string) string { return fmt.Sprintf("the list of members of app %q", app) }

// isUnstable reports whether no two readings of a list agreed.
func (s *Snapshot) isUnstable(list string) bool { return slices.Contains(s.unstable, list) }

// setApps keeps the apps that a list showed.
func (s *Snapshot) setApps(list []clarifai.App) {
	s.apps = make(map[string]*app, len(list))
	for i := range list {
		a := &app{App: list[i]}
		switch {
		case a.ID == "":
			s.appGaps = append(s.appGaps, "the list of apps has one without an ID")
			continue
		case s.apps[a.ID] != nil:
			s.appGaps = append(s.appGaps, fmt.Sprintf("app %.80q is listed twice: the list changed while it was read", a.ID))
			s.apps[a.ID].App = a.App // the later one is newer
			continue
		}
		s.apps[a.ID] = a
		s.appList = append(s.appList, a)
	}
}

// setTeams keeps the teams that a list showed.
func (s *Snapshot) setTeams(list []clarifai.Team) {
	seen := make(map[string]bool, len(list))
	for i := range list {
		t := &team{Team: list[i]}
		switch {
		case t.ID == "":
			s.teamGaps = append(s.teamGaps, "the list of teams has one without an ID")
		case seen[t.ID]:
			s.teamGaps = append(s.teamGaps, fmt.Sprintf("team %.80q is listed twice: it is unknown which one is meant", t.ID))
		default:
			s.teams = append(s.teams, t)
		}
		seen[t.ID] = true
	}
}

// Evaluate returns what does not comply with the policies, as [Evaluate] does. If the
// snapshot was not read with [ReadOptions.Stable], one reading may have missed
// something, and [Evaluation.Incomplete] says so.
func (s *Snapshot) Evaluate(policies ...Policy) (*Evaluation, error) {
	if err := Validate(policies...); err != nil {
		return nil, err
	}
	e, err := newEvaluator(s, policies)
	if err != nil {
		return nil, err
	}
	evaluation := e.evaluate()
	e.addMembers(evaluation)
	return evaluation, nil
}
