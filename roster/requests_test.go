package roster_test

import (
	"fmt"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// sized is a company of a size. Each of its people is on one team, and has an account
// that accepts an invitation at once.
type sized struct{ people, teams, apps int }

// company returns the company, and a server on which only its owner is a member.
func (s sized) company() (roster.Company, clarifaitest.Config) {
	c := roster.Company{ID: "acme", Name: "Acme", BillingEmail: "bills@acme.test"}
	config := clarifaitest.Config{
		Users: []clarifaitest.User{{ID: "olga", Email: "olga@acme.test"}}, InMemory: true,
		Organizations: []clarifaitest.Organization{{ID: "acme", Name: "Acme", BillingEmail: "bills@acme.test", Owner: "olga"}},
	}
	for i := range s.teams {
		team := roster.Team{Line: i + 2, ID: fmt.Sprintf("team-%d", i), Name: fmt.Sprintf("Team %d", i), DefaultRole: clarifai.TeamRoleModelTrainer}
		if i < s.apps {
			app := fmt.Sprintf("app-%d", i)
			team.Apps = []roster.App{{ID: app}}
			config.Apps = append(config.Apps, clarifaitest.App{Owner: "acme", ID: app, Name: app})
		}
		c.Teams = append(c.Teams, team)
	}
	for i := range s.people {
		id := fmt.Sprintf("user-%d", i)
		config.Users = append(config.Users, clarifaitest.User{ID: id, Email: id + "@acme.test", AcceptsAtOnce: true})
		c.People = append(c.People, person(i+2, id+"@acme.test", fmt.Sprintf("team-%d", i%s.teams)))
	}
	return c, config
}

// batches returns the number of requests that write n items.
func batches(n int) int { return (n + 127) / 128 }

// pages returns the number of requests that read a list of n items: full pages of
// 1,000, and one that is not full. If the first page is not full, an empty one shows
// that it is the last.
func pages(n int) int {
	if n == 0 || n >= 1000 {
		return n/1000 + 1
	}
	return 2
}

// leastReads returns the least number of requests that read the lists of the whole
// organization once: its members, its invitations of three states, and its teams. All
// invitations were accepted.
func leastReads(members, invitations, teams int) int {
	return pages(members) + 2*pages(0) + pages(invitations) + pages(teams)
}

// leastBefore is the organization, which is read before anything else. The client has
// the roles in its cache after the first time.
const leastBefore = 1

// leastCold returns the least number of requests that bring the company into an
// organization in which only its owner is: everything is read by the plan, before it is
// written and once it is visible, and is written in as large parts as the API takes.
func (s sized) leastCold() (reads, writes int) {
	roles := pages(6 + 4)
	reads = leastBefore + roles + leastReads(1, 0, 0) +
		leastBefore + leastReads(1, 0, 0) + leastReads(s.people+1, s.people, s.teams)
	writes = batches(s.people) + batches(s.teams) // invitations, teams
	writes += batches(s.teams)                    // default roles
	writes += s.apps                              // one request for each team with an app
	for i := range min(s.teams, s.people) {
		writes += batches((s.people + s.teams - 1 - i) / s.teams) // members of each team
	}
	return reads, writes
}

// leastIdle returns the least number of requests that find that nothing is to do.
func (s sized) leastIdle() (reads int) {
	reads = leastBefore + pages(6+4) + leastReads(s.people+1, s.people, s.teams)
	for i := range s.teams {
		apps := 0
		if i < s.apps {
			apps = 1
		}
		reads += pages((s.people+s.teams-1-i)/s.teams) + pages(apps)
	}
	return reads
}

// The number of requests decides how long a run takes, since Clarifai limits the
// requests in a second.
func TestRequests(t *testing.T) {
	sizes := []sized{{1277, 284, 156}}
	if harness.Long() {
		sizes = append(sizes, sized{5000, 500, 500})
	}
	for _, s := range sizes {
		t.Run(fmt.Sprintf("%d people, %d teams, %d apps", s.people, s.teams, s.apps), func(t *testing.T) {
			company, config := s.company()
			withServer(t, config, func(f *fixture) {
				f.company, f.options.MaxInvites = company, s.people
				count := func() (reads, writes int) {
					writes = f.writes("")
					reads = len(f.server.Requests()) - writes
					f.server.ResetRequests()
					return reads, writes
				}
				report := f.planAndApply()
				if n := report.Count(roster.Joined); n != s.people {
					f.Fatalf("%d of %d people joined", n, s.people)
				}
				reads, writes := count()
				leastReads, leastWrites := s.leastCold()
				t.Logf("cold: %d reads of at least %d, %d writes of at least %d", reads, leastReads, writes, leastWrites)
				if writes != leastWrites || 10*(reads+writes) > 12*(leastReads+leastWrites) {
					t.Errorf("cold: %d reads and %d writes, and the least are %d and %d", reads, writes, leastReads, leastWrites)
				}
				f.client = f.server.Client() // with an empty cache
				f.Cleanup(f.client.Close)
				if p := f.plan(); !p.Empty() {
					t.Fatalf("the second run wants %d steps", len(p.Steps))
				}
				reads, writes = count()
				least := s.leastIdle()
				t.Logf("nothing to do: %d reads of at least %d", reads, least)
				if writes != 0 || 10*reads > 12*least {
					t.Errorf("nothing to do: %d reads and %d writes, and the least are %d reads", reads, writes, least)
				}
			})
		})
	}
}
