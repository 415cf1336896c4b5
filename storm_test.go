package clarifai_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
)

const stormWorkers = 8

// A bot of eight workers against a server that fails a fifth of all requests
// and limits the rate: what each worker was told must be what the server has.
func TestAfterAStormTheServerHasWhatTheCallersWereTold(t *testing.T) {
	for seed := range harness.Count(1, 5) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			opts := []clarifaitest.Option{
				clarifaitest.WithExists(clarifaitest.ExistsSilent), // makes a second of everything that is sent twice
				clarifaitest.WithRateLimit(clarifaitest.RateLimit{PerSecond: 100, Burst: 20}),
			}
			org := clarifaitest.Organization{ID: "storm", Owner: "owner"}
			for w := range stormWorkers {
				for i := range 4 {
					id := fmt.Sprintf("w%d-u%d", w, i)
					opts = append(opts, clarifaitest.WithUser(clarifaitest.User{ID: id}), clarifaitest.WithApp("storm", fmt.Sprintf("w%d-a%d", w, i), ""))
					org.Members = append(org.Members, clarifaitest.Member{UserID: id, Role: clarifai.RoleOrganizationUser})
				}
			}
			bubble(t, func(t *testing.T, s *clarifaitest.Server) {
				storm(t, s, uint64(seed))
			}, append(opts, clarifaitest.WithOrganization(org))...)
		})
	}
}

func storm(t *testing.T, s *clarifaitest.Server, seed uint64) {
	began := time.Now()
	weather := &weather{next: s.HTTPClient().Transport, seed: seed}
	client := s.Client(clarifai.WithHTTPClient(&http.Client{Transport: weather, Timeout: 10 * time.Second}))
	workers := make([]*worker, stormWorkers)
	var all sync.WaitGroup
	for i := range workers {
		w := &worker{
			t: t, s: s, c: client, prefix: fmt.Sprintf("w%d-", i), random: rand.New(rand.NewPCG(seed, uint64(i))),
			told: world{Teams: map[string]teamTold{}, Invited: map[string]int{}, Apps: map[string]string{}, Roles: map[string]clarifai.RoleRef{}},
		}
		w.told = w.truth()
		workers[i] = w
		all.Go(func() {
			for range harness.Count(1000, 20_000) / stormWorkers {
				w.step()
			}
		})
	}
	all.Wait()
	var sum outcomes
	for _, w := range workers {
		if diff := cmp.Diff(w.told, w.truth()); diff != "" {
			t.Errorf("worker %s was told (-), the server has (+):\n%s", w.prefix, diff)
		}
		sum.done += w.did.done
		sum.ambiguous += w.did.ambiguous
		sum.failed += w.did.failed
	}
	if sum.done < sum.failed {
		t.Errorf("most operations failed: %+v", sum)
	}
	requests := s.Requests()
	limited := 0
	for _, r := range requests {
		if r.Status == http.StatusTooManyRequests {
			limited++
		}
	}
	if weather.failed.Load() == 0 || limited == 0 {
		t.Errorf("no storm: %d requests failed, %d were too many", weather.failed.Load(), limited)
	}
	t.Logf("seed %d: %d operations in %v of the server's time: %d done, %d ambiguous, %d failed; of %d requests %d were failed at random, %d drew a 429",
		seed, sum.done+sum.ambiguous+sum.failed, time.Since(began).Round(time.Second), sum.done, sum.ambiguous, sum.failed,
		weather.sent.Load(), weather.failed.Load(), limited)
}

// weather fails a fifth of all requests, before or after the server acts.
type weather struct {
	next         http.RoundTripper
	seed         uint64
	sent, failed atomic.Int64
}

var errStorm = errors.New("the storm took it")

func (w *weather) RoundTrip(r *http.Request) (*http.Response, error) {
	n := w.sent.Add(1)
	random := rand.New(rand.NewPCG(w.seed, uint64(n)))
	if random.IntN(5) != 0 {
		return w.next.RoundTrip(r)
	}
	w.failed.Add(1)
	if random.IntN(2) == 0 {
		if r.Body != nil {
			_ = r.Body.Close()
		}
		return w.spoiled(r, random)
	}
	response, err := w.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(response.Body)
	_ = response.Body.Close()
	if err != nil {
		return nil, err
	}
	if random.IntN(3) == 0 { // the connection ends within the body
		response.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body[:len(body)/2]), broken{}))
		return response, nil
	}
	return w.spoiled(r, random)
}

// spoiled is what arrives instead of the server's response.
func (w *weather) spoiled(r *http.Request, random *rand.Rand) (*http.Response, error) {
	status := []int{0, 408, 500, 502, 503, 504}[random.IntN(6)]
	if status == 0 {
		return nil, errStorm
	}
	return &http.Response{
		StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{"Content-Type": {"text/html"}},
		Body: io.NopCloser(strings.NewReader("<html>the storm</html>")), Request: r,
	}, nil
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// world is what one worker cares for.
type world struct {
	Teams   map[string]teamTold
	Invited map[string]int // how many pending invitations an address has
	Apps    map[string]string
	Roles   map[string]clarifai.RoleRef
}

type teamTold struct {
	Name    string
	Members []string
	Apps    map[string]clarifai.RoleRef
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

// truth is what the server has of the worker's.
func (w *worker) truth() world {
	is := world{Teams: map[string]teamTold{}, Invited: map[string]int{}, Apps: map[string]string{}, Roles: map[string]clarifai.RoleRef{}}
	org, _ := w.s.Organization("storm")
	teams := 0
	for _, t := range org.Teams {
		if !strings.HasPrefix(t.ID, w.prefix) {
			continue
		}
		teams++
		team := teamTold{Name: t.Name, Members: slices.Sorted(slices.Values(t.Members)), Apps: map[string]clarifai.RoleRef{}}
		for _, a := range t.Apps {
			team.Apps[a.AppID] = a.Role
		}
		is.Teams[t.ID] = team
	}
	if teams != len(is.Teams) {
		w.t.Errorf("%s: %d teams under %d ids", w.prefix, teams, len(is.Teams))
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
			is.Apps[a.ID] += a.Description + ";" // a second one of that id shows
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

// after notes what an operation came to: change is what its success means.
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
	role := []clarifai.RoleRef{clarifai.TeamRoleFullAccess, clarifai.TeamRoleLabelerLead, clarifai.TeamRoleModelTrainer}[w.random.IntN(3)]
	has := w.told.Teams[team]
	switch n := w.random.IntN(14); {
	case team == "" || n == 0 && len(w.told.Teams) < 5:
		id := w.new("t")
		_, err := c.Teams.Create(ctx, "storm", clarifai.CreateTeamRequest{ID: id, Name: id})
		w.after("creating team "+id, err, func(m *world) { m.Teams[id] = teamTold{id, nil, map[string]clarifai.RoleRef{}} })
	case n <= 1:
		err := c.Teams.Delete(ctx, "storm", []string{team})
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
		_, err := c.Invitations.Create(ctx, "storm", clarifai.CreateInvitationRequest{Email: email, Role: clarifai.RoleOrganizationUser})
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
		as := []clarifai.RoleRef{clarifai.RoleOrganizationUser, clarifai.RoleTeamContributor}[w.random.IntN(2)]
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
