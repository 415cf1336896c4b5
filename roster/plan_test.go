package roster_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

func TestPlan_BadRows(t *testing.T) {
	withServer(t, seed(), func(f *fixture) {
		f.options.MaxInvites = 2
		bad := person(7, "not an address")
		f.company.People = append(f.company.People, bad, person(8, "ANN@acme.test"), person(9, "hal@acme.test", "nowhere"))
		f.company.People[0].Role = "Wizard"
		_, err := roster.Plan(f.Context(), f.client, f.company, f.options)
		input, ok := errors.AsType[*roster.InputError](err)
		if !ok {
			f.Fatalf("Plan: %v", err)
		}
		var got []string
		for _, row := range input.Rows {
			got = append(got, row.Error())
		}
		f.wantLines(got,
			`roster line 2: "Ann@ACME.test": unknown member role "Wizard": it must be Admin, Financial Manager, Organization Contributor, Organization User, Team Contributor, Infrastructure Manager, or id:… for a custom role`,
			`roster line 6: "eli@acme.test": too many invitations: this is number 3, and the maximum is 2`,
			`roster line 7: "not an address": malformed email`,
			`roster line 8: "ANN@acme.test": duplicate email: "Ann@ACME.test" is in line 2 already`,
			`roster line 9: "hal@acme.test": unknown team "nowhere"`,
		)
		f.wantWrites(0)
	})
}

func TestPlan_FailedReading(t *testing.T) {
	for _, op := range []clarifai.Operation{
		clarifai.OpOrganizationsGet, clarifai.OpRolesList, clarifai.OpInvitationsList, clarifai.OpMembersList,
		clarifai.OpTeamsList, clarifai.OpTeamsListApps, clarifai.OpTeamsListMembers,
	} {
		t.Run(string(op), func(t *testing.T) {
			fault := clarifaitest.Fault{
				Operation: op, Count: -1, Kind: clarifaitest.FaultStatus, Status: 403, Code: clarifai.CodeInsufficientScopes,
			}
			withServer(t, testkit.With(seed(teams(clarifaitest.Team{ID: "sound"})), func(c *clarifaitest.Config) { c.Faults = append(c.Faults, fault) }), func(f *fixture) {
				p, err := roster.Plan(f.Context(), f.client, f.company, f.options)
				if p != nil || !errors.Is(err, clarifai.ErrForbidden) {
					f.Errorf("Plan: %v, %v", p, err)
				}
				f.wantWrites(0)
			})
		})
	}
}

func TestPlan_LargeOrganization(t *testing.T) {
	for name, variant := range map[string]func(*clarifaitest.Config){
		"a server that clamps pages to 100 hides no member":         func(c *clarifaitest.Config) { c.Variants.MaxPerPage = 100 },
		"a server that filters pages after cutting hides no member": func(c *clarifaitest.Config) { c.Variants.HideEvery = 3 },
	} {
		t.Run(name, func(t *testing.T) {
			org := clarifaitest.Organization{ID: "acme", Name: "Acme", Owner: "olga"}
			config := testkit.With(clarifaitest.Config{Users: []clarifaitest.User{{ID: "olga", Email: "olga@acme.test"}}}, variant)
			var people []roster.Person
			for i := range 300 {
				id, email := fmt.Sprintf("p%d", i), fmt.Sprintf("p%d@acme.test", i)
				config.Users = append(config.Users, clarifaitest.User{ID: id, Email: email})
				org.Members = append(org.Members, clarifaitest.Member{UserID: id, Role: clarifai.MemberRoleTeamContributor})
				people = append(people, person(i+2, email))
			}
			withServer(t, testkit.With(config, func(c *clarifaitest.Config) { c.Organizations = append(c.Organizations, org) }), func(f *fixture) {
				f.company.People, f.company.Teams = people, nil
				if p := f.plan(); !p.Empty() {
					f.Errorf("%d steps for people who are members all, the first: %v", len(p.Steps), p.Steps[0])
				}
			})
		})
	}
}

func TestPlan_Progress(t *testing.T) {
	withServer(t, seed(teams(clarifaitest.Team{ID: "vision"}, clarifaitest.Team{ID: "sound"})), func(f *fixture) {
		var got []roster.Progress
		f.options.Progress = func(p roster.Progress) { got = append(got, p) }
		f.plan()
		if len(got) < 5 {
			f.Errorf("%d calls", len(got))
		}
		for i, p := range got {
			if p.Done != i || p.Total != len(got) || !strings.HasPrefix(p.Phase, "reading ") {
				f.Errorf("call %d of %d: %+v", i, len(got), p)
			}
		}
	})
}

// slowTransport is a transport whose lists of teams take a second. It counts how many
// requests are under way at a time.
type slowTransport struct {
	http.RoundTripper
	now, most atomic.Int32
}

func (s *slowTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	if strings.Contains(r.URL.Path, "/teams/") {
		now := s.now.Add(1)
		defer s.now.Add(-1)
		for most := s.most.Load(); now > most && !s.most.CompareAndSwap(most, now); most = s.most.Load() {
		}
		<-time.After(time.Second)
	}
	return s.RoundTripper.RoundTrip(r)
}

func TestPlan_ListsOfTeams(t *testing.T) {
	there := func(o *clarifaitest.Organization) {
		for i := range 8 {
			o.Teams = append(o.Teams, clarifaitest.Team{ID: fmt.Sprintf("t%d", i), Name: "T", Members: []string{"ann"}})
		}
	}
	withServer(t, seed(there), func(f *fixture) {
		slow := &slowTransport{RoundTripper: f.server.HTTPClient().Transport}
		f.client = f.server.Client(clarifai.WithHTTPClient(&http.Client{Transport: slow}))
		f.Cleanup(f.client.Close)
		f.company.People, f.company.Teams = f.company.People[:1], nil
		f.company.People[0].Teams = nil
		for i := range 6 { // two teams are not the company's
			f.company.Teams = append(f.company.Teams, roster.Team{ID: fmt.Sprintf("t%d", i), Name: "T"})
		}
		f.plan()
		if most := slow.most.Load(); most != 4 {
			f.Errorf("%d lists at a time, want 4", most)
		}
		for op, want := range map[clarifai.Operation]int{clarifai.OpTeamsListMembers: 6 * 2, clarifai.OpTeamsListApps: 6, clarifai.OpUsersGet: 0} {
			n := 0
			for _, r := range f.server.Requests() {
				if r.Operation == op {
					n++
				}
			}
			if n != want { // a list with items has an empty page at its end
				f.Errorf("%s: %d requests, want %d", op, n, want)
			}
		}
	})
}
