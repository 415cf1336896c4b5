package faults_test

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

// world has the resources of one worker.
type world struct {
	Teams   map[string]teamTold
	Invited map[string]int // how many pending invitations an address has
	Apps    map[string]string
	Roles   map[string]clarifai.MemberRole
}

type teamTold struct {
	Name    string
	Members []string
	Apps    map[string]clarifai.TeamRole
}

type outcomes struct{ done, ambiguous, failed int }

type worker struct {
	t      *testing.T
	s      *clarifaitest.Server
	c      *clarifai.Client
	prefix string
	random *rand.Rand
	told   world
	made   int
	did    outcomes
}

// truth returns what the server has of the worker's resources.
func (w *worker) truth() world {
	is := world{Teams: map[string]teamTold{}, Invited: map[string]int{}, Apps: map[string]string{}, Roles: map[string]clarifai.MemberRole{}}
	org, _ := w.s.Organization("storm")
	teams := 0
	for _, t := range org.Teams {
		if !strings.HasPrefix(t.ID, w.prefix) {
			continue
		}
		teams++
		team := teamTold{Name: t.Name, Members: slices.Sorted(slices.Values(t.Members)), Apps: map[string]clarifai.TeamRole{}}
		for _, a := range t.Apps {
			team.Apps[a.AppID] = a.Role
		}
		is.Teams[t.ID] = team
	}
	if teams != len(is.Teams) {
		w.t.Errorf("%s: %d teams with %d IDs", w.prefix, teams, len(is.Teams))
	}
	for _, i := range org.Invitations {
		if strings.HasPrefix(i.Email, w.prefix) && i.Status == clarifai.InvitationPending {
			is.Invited[i.Email]++
		}
	}
	for _, m := range org.Members {
		if strings.HasPrefix(m.UserID, w.prefix) {
			is.Roles[m.UserID] = m.Role
		}
	}
	for _, a := range w.s.Apps() {
		if strings.HasPrefix(a.ID, w.prefix) {
			is.Apps[a.ID] += a.Description + ";" // a second team of that ID appears
		}
	}
	return is
}

func (m world) clone() world {
	teams := maps.Clone(m.Teams)
	for id, t := range teams {
		t.Members, t.Apps = slices.Clone(t.Members), maps.Clone(t.Apps)
		teams[id] = t
	}
	return world{teams, maps.Clone(m.Invited), maps.Clone(m.Apps), maps.Clone(m.Roles)}
}

// after records the outcome of an operation. If it succeeded, change has
// happened.
func (w *worker) after(what string, err error, change func(m *world)) {
	next := w.told.clone()
	change(&next)
	switch {
	case err == nil:
		w.told = next
		w.did.done++
	case errors.Is(err, clarifai.ErrAmbiguous):
		w.did.ambiguous++
		is := w.truth()
		if diff := cmp.Diff(next, is); diff != "" && !cmp.Equal(w.told, is) {
			w.t.Errorf("%s: neither done nor not done: %v\nas done (-), as it is (+):\n%s", what, err, diff)
		}
		w.told = is
	default:
		w.did.failed++
		if diff := cmp.Diff(w.told, w.truth()); diff != "" {
			w.t.Errorf("%s changed something, and its error does not say so: %v\n%s", what, err, diff)
			w.told = w.truth()
		}
	}
}

func pick[V any](w *worker, m map[string]V) string {
	keys := slices.Sorted(maps.Keys(m))
	if len(keys) == 0 {
		return ""
	}
	return keys[w.random.IntN(len(keys))]
}

func (w *worker) new(kind string) string {
	w.made++
	return fmt.Sprintf("%s%s%d", w.prefix, kind, w.made)
}

// step does one operation of the worker's choosing.
func (w *worker) step() {
	ctx, c := w.t.Context(), w.c
	team, user, app := pick(w, w.told.Teams), pick(w, w.told.Roles), fmt.Sprintf("%sa%d", w.prefix, w.random.IntN(4))
	role := []clarifai.TeamRole{clarifai.TeamRoleFullAccess, clarifai.TeamRoleLabelerLead, clarifai.TeamRoleModelTrainer}[w.random.IntN(3)]
	has := w.told.Teams[team]
	switch n := w.random.IntN(14); {
	case team == "" || n == 0 && len(w.told.Teams) < 5:
		id := w.new("t")
		_, err := c.Teams.Create(ctx, "storm", clarifai.CreateTeamRequest{ID: id, Name: id})
		w.after("creating team "+id, err, func(m *world) { m.Teams[id] = teamTold{id, nil, map[string]clarifai.TeamRole{}} })
	case n <= 1:
		err := c.Teams.DeleteBatch(ctx, "storm", []string{team})
		w.after("deleting team "+team, err, func(m *world) { delete(m.Teams, team) })
	case n == 2:
		name := w.new("name")
		_, err := c.Teams.Update(ctx, "storm", team, clarifai.UpdateTeamRequest{Name: &name})
		w.after("renaming team "+team, err, func(m *world) { has.Name = name; m.Teams[team] = has })
	case n == 3 || n == 4 && !slices.Contains(has.Members, user):
		_, err := c.Teams.AddMembers(ctx, "storm", team, []string{user})
		w.after("adding "+user+" to team "+team, err, func(m *world) {
			if !slices.Contains(has.Members, user) {
				has.Members = slices.Sorted(slices.Values(append(slices.Clone(has.Members), user)))
			}
			m.Teams[team] = has
		})
	case n == 4:
		err := c.Teams.RemoveMembers(ctx, "storm", team, []string{user})
		w.after("removing "+user+" from team "+team, err, func(m *world) {
			has.Members = slices.DeleteFunc(slices.Clone(has.Members), func(id string) bool { return id == user })
			if len(has.Members) == 0 {
				has.Members = nil
			}
			m.Teams[team] = has
		})
	case n == 5 || n == 6 && has.Apps[app] == "":
		err := c.Teams.SetAppRole(ctx, "storm", team, app, role)
		w.after("giving team "+team+" app "+app, err, func(m *world) { m.Teams[team].Apps[app] = role })
	case n == 6:
		err := c.Teams.RemoveApps(ctx, "storm", team, []string{app})
		w.after("taking app "+app+" from team "+team, err, func(m *world) { delete(m.Teams[team].Apps, app) })
	case n == 7:
		email := w.new("i") + "@storm.example"
		_, err := c.Invitations.Create(ctx, "storm", clarifai.CreateInvitationRequest{Email: email, Role: clarifai.MemberRoleUser})
		w.after("inviting "+email, err, func(m *world) { m.Invited[email] = 1 })
	case n == 8 && len(w.told.Invited) > 0:
		email := pick(w, w.told.Invited)
		at := slices.IndexFunc(w.s.Invitations("storm"), func(i clarifaitest.Invitation) bool { return i.Email == email })
		_, err := c.Invitations.Cancel(ctx, "storm", w.s.Invitations("storm")[at].ID)
		w.after("cancelling the invitation of "+email, err, func(m *world) { delete(m.Invited, email) })
	case n == 9:
		id := w.new("app")
		_, err := c.Apps.Create(ctx, "storm", clarifai.CreateAppRequest{ID: id, Name: id, Description: "new"})
		w.after("creating app "+id, err, func(m *world) { m.Apps[id] = "new;" })
	case n == 10:
		if id := pick(w, w.told.Apps); strings.Contains(id, "app") {
			err := c.Apps.Delete(ctx, "storm", id)
			w.after("deleting app "+id, err, func(m *world) { delete(m.Apps, id) })
			return
		}
		text := w.new("text")
		id := app
		_, err := c.Apps.Update(ctx, "storm", id, clarifai.UpdateAppRequest{Description: &text})
		w.after("describing app "+id, err, func(m *world) { m.Apps[id] = text + ";" })
	case n == 11:
		as := []clarifai.MemberRole{clarifai.MemberRoleUser, clarifai.MemberRoleTeamContributor}[w.random.IntN(2)]
		err := c.Members.UpdateRole(ctx, "storm", user, as)
		w.after("making "+user+" a "+string(as), err, func(m *world) { m.Roles[user] = as })
	default:
		got, err := c.Teams.Get(ctx, "storm", team)
		w.after("reading team "+team, err, func(*world) {})
		if err == nil && got.Name != has.Name {
			w.t.Errorf("team %s is called %q and not %q", team, got.Name, has.Name)
		}
	}
}
