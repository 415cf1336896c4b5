package access_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/access"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

// page is how many items the servers of these tests put on a page, at most.
const page = 128

// wide is an organization whose lists take two pages: team vision has the apps
// app-000 to app-129, and only the first of page 2 violates area("vision").
func wide(change ...func(*clarifaitest.Config)) clarifaitest.Config {
	org := clarifaitest.Organization{ID: "acme", Owner: "olga", Teams: []clarifaitest.Team{{ID: "vision"}}}
	config := clarifaitest.Config{
		Users:    []clarifaitest.User{{ID: "olga"}},
		InMemory: true,
		Variants: clarifaitest.Variants{MaxPerPage: page},
	}
	for i := range page + 2 {
		area := "vision"
		if i == page {
			area = "sound"
		}
		config.Apps = append(config.Apps, app(wideApp(i), map[string]any{"area": area}))
		org.Teams[0].Apps = append(org.Teams[0].Apps, clarifaitest.TeamApp{AppID: wideApp(i), Role: full})
	}
	config.Organizations = append(config.Organizations, org)
	return testkit.With(config, change...)
}

func wideApp(i int) string { return fmt.Sprintf("app-%03d", i) }

// shifting does something right before each request for page 2 of a list, and
// is told how many there were.
func (f *fixture) shifting(op clarifai.Operation, does func(other *clarifai.Client, nth int)) {
	other := f.server.Client()
	f.Cleanup(other.Close)
	inner := f.server.HTTPClient()
	hooked, nth := *inner, 0
	hooked.Transport = roundTripper(func(r *http.Request) (*http.Response, error) {
		if got, _ := clarifai.OperationFromContext(r.Context()); got == op && r.URL.Query().Get("page") == "2" {
			nth++
			does(other, nth)
		}
		return inner.Transport.RoundTrip(r)
	})
	f.client = f.server.Client(clarifai.WithHTTPClient(&hooked))
	f.Cleanup(f.client.Close)
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// takeApp takes an app from team vision, as somebody else.
func (f *fixture) takeApp(other *clarifai.Client, id string) {
	f.Helper()
	if err := other.Teams.RemoveApps(f.Context(), "acme", "vision", []string{id}); err != nil {
		f.Errorf("RemoveApps: %v", err)
	}
}

// giveApp gives team vision an app, as somebody else.
func (f *fixture) giveApp(other *clarifai.Client, id string, role clarifai.RoleRef) {
	f.Helper()
	if err := other.Teams.AddApps(f.Context(), "acme", "vision", []clarifai.AddTeamAppRequest{{AppID: id, Role: role}}); err != nil {
		f.Errorf("AddApps: %v", err)
	}
}

func TestEvaluate_ListsThatChangeWhileTheyAreRead(t *testing.T) {
	finds := func(f *fixture, want ...string) *access.Review {
		f.Helper()
		r := f.evaluate(area("vision"))
		var got []string
		for _, v := range r.Violations {
			got = append(got, v.App)
		}
		f.lines(got, want...)
		f.lines(r.Incomplete)
		return r
	}
	t.Run("a removal from page 1 does not hide the app that moves there", func(t *testing.T) {
		run(t, wide(), func(f *fixture) {
			f.shifting(clarifai.OpTeamsListApps, func(other *clarifai.Client, nth int) {
				if nth == 1 {
					f.takeApp(other, wideApp(0))
				}
			})
			if r := finds(f, wideApp(page)); r.Assignments != page+1 {
				f.Errorf("%d assignments", r.Assignments)
			}
		})
	})
	t.Run("a removal from page 1 and an addition", func(t *testing.T) {
		run(t, wide(), func(f *fixture) {
			f.shifting(clarifai.OpTeamsListApps, func(other *clarifai.Client, nth int) {
				switch nth {
				case 1:
					f.takeApp(other, wideApp(0))
				case 2:
					f.giveApp(other, wideApp(0), full)
				}
			})
			if r := finds(f, wideApp(page)); r.Assignments != page+2 {
				f.Errorf("%d assignments", r.Assignments)
			}
		})
	})
	t.Run("a role that changes", func(t *testing.T) {
		run(t, wide(), func(f *fixture) {
			f.shifting(clarifai.OpTeamsListApps, func(other *clarifai.Client, nth int) {
				if nth == 2 {
					if err := other.Teams.SetAppRole(f.Context(), "acme", "vision", wideApp(page), worker); err != nil {
						f.Error(err)
					}
				}
			})
			if r := finds(f, wideApp(page)); r.Violations[0].Role != string(worker) {
				f.Errorf("the role is %q", r.Violations[0].Role)
			}
		})
	})
	t.Run("an app of the organization", func(t *testing.T) {
		run(t, wide(func(c *clarifaitest.Config) { c.Apps = append(c.Apps, app("aaa", nil)) }), func(f *fixture) {
			f.shifting(clarifai.OpAppsList, func(other *clarifai.Client, nth int) {
				if nth == 1 {
					if err := other.Apps.Delete(f.Context(), "acme", "aaa"); err != nil {
						f.Error(err)
					}
				}
			})
			finds(f, wideApp(page))
		})
	})
	t.Run("a team", func(t *testing.T) {
		teams := make([]clarifaitest.Team, page+1)
		for i := range teams {
			teams[i] = clarifaitest.Team{ID: fmt.Sprintf("team-%03d", i)}
		}
		teams[page].Apps = []clarifaitest.TeamApp{{AppID: "noise", Role: full}}
		opts := testkit.With(seed(func(o *clarifaitest.Organization) { o.Teams = teams }), func(c *clarifaitest.Config) { c.Variants.MaxPerPage = page })
		run(t, opts, func(f *fixture) {
			f.shifting(clarifai.OpTeamsList, func(other *clarifai.Client, nth int) {
				if nth == 1 {
					if err := other.Teams.Delete(f.Context(), "acme", []string{"team-000"}); err != nil {
						f.Error(err)
					}
				}
			})
			r := f.evaluate(area(access.AllTeams, func(p *access.Policy) { p.Rule = inArea("vision") }))
			if len(r.Violations) != 1 || r.Violations[0].Team != "team-128" || !r.Complete() {
				f.Errorf("violations %q, incomplete %q", violations(r), r.Incomplete)
			}
		})
	})
	t.Run("a member of a team", func(t *testing.T) {
		opts := []func(*clarifaitest.Config){func(c *clarifaitest.Config) { c.Variants.MaxPerPage = page }}
		org := func(o *clarifaitest.Organization) {
			o.Teams[0].Members = nil
			for i := range page + 1 {
				id := fmt.Sprintf("user-%03d", i)
				opts = append(opts, func(c *clarifaitest.Config) { c.Users = append(c.Users, clarifaitest.User{ID: id}) })
				o.Members = append(o.Members, clarifaitest.Member{UserID: id, Role: clarifai.RoleTeamContributor})
				o.Teams[0].Members = append(o.Teams[0].Members, id)
			}
		}
		run(t, testkit.With(seed(org), opts...), func(f *fixture) {
			f.shifting(clarifai.OpTeamsListMembers, func(other *clarifai.Client, nth int) {
				if nth == 1 {
					if err := other.Teams.RemoveMembers(f.Context(), "acme", "vision", []string{"user-000"}); err != nil {
						f.Error(err)
					}
				}
			})
			r := f.evaluate(area("vision"))
			if members := r.Violations[0].Members; len(members) != page || !slices.Contains(members, "user-128") {
				f.Errorf("%d members: %q", len(members), members)
			}
		})
	})
	t.Run("a role of the server", func(t *testing.T) {
		run(t, seed(), func(f *fixture) {
			reading := 0
			f.server.Handle("GET /v2/roles", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				list := ""
				if r.URL.Query().Get("page") == "1" {
					list = `{"id": "r-all", "name": "Root", "scopes": ["All"]}`
					if reading++; reading > 1 {
						list += `, {"id": "r-view", "name": "Viewer", "scopes": ["Apps_Get"]}`
					}
				}
				fmt.Fprintf(w, `{"status": {"code": 10000}, "roles": [%s]}`, list)
			}))
			f.server.Handle("GET /v2/organizations/acme/teams/vision/apps",
				onePage("apps", `{"role_id": "r-view", "app": {"user_id": "acme", "app_id": "echo"}}`))
			if r := f.evaluate(area("vision", lower("Root"))); len(r.Violations) > 0 || !r.Complete() {
				f.Errorf("violations %q, incomplete %q", violations(r), r.Incomplete)
			}
		})
	})
}

func TestEvaluate_ListsThatNeverSettle(t *testing.T) {
	t.Run("an app of a team that comes and goes", func(t *testing.T) {
		run(t, wide(), func(f *fixture) {
			there := true
			churn := func(other *clarifai.Client, _ int) {
				if there = !there; !there {
					f.takeApp(other, wideApp(0))
				} else {
					f.giveApp(other, wideApp(0), full)
				}
			}
			f.shifting(clarifai.OpTeamsListApps, churn)
			visible := access.Policy{Name: "any", Teams: []string{"vision"}, Rule: access.Rule{Visibility: []string{"ORG"}}}
			r := f.evaluate(visible)
			if r.Clean() || r.Complete() || len(r.Violations) > 0 {
				f.Errorf("clean %v, violations %q", r.Clean(), violations(r))
			}
			f.lines(r.Incomplete, `the list of apps of team "vision" changed while it was read: 5 readings, and no two in a row agree`)

			f.shifting(clarifai.OpTeamsListApps, churn)
			f.server.ResetRequests()
			report, err := access.Enforce(f.Context(), f.client, "acme", []access.Policy{area("vision")}, f.options)
			if !errors.Is(err, access.ErrIncomplete) || report.Count(access.Skipped) != len(report.Steps) {
				f.Errorf("Enforce: %v, %q", err, steps(report))
			}
			for _, r := range f.server.Requests() {
				if r.Write && !strings.Contains(string(r.Body), wideApp(0)) {
					f.Errorf("%s: %s", r.Operation, r.Body)
				}
			}
		})
	})
	for name, list := range map[string]struct{ pattern, item, want string }{
		"the list of teams": {"GET /v2/organizations/acme/teams", `"teams": [{"id": "sound"}, {"id": "team-%d"}]`, "the list of teams"},
		"the list of roles": {"GET /v2/roles", `"roles": [{"id": "role-%d", "name": "x"}]`, "the list of roles"},
		"the list of apps": {"GET /v2/users/acme/apps",
			`"apps": [{"id": "app-%d"}, {"id": "noise", "metadata": {"area": "sound"}}, {"id": "echo", "metadata": {"area": "sound"}}]`, "the list of apps"},
	} {
		t.Run(name, func(t *testing.T) {
			run(t, seed(), func(f *fixture) {
				reading := 0
				f.server.Handle(list.pattern, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					body := fmt.Sprintf(list.item, reading)
					if r.URL.Query().Get("page") != "1" {
						name, _, _ := strings.Cut(body, "[")
						body = name + "[]"
					} else {
						reading++
					}
					fmt.Fprintf(w, `{"status": {"code": 10000}, %s}`, body)
				}))
				r := f.evaluate(area("sound"))
				if r.Clean() {
					f.Error("it is clean")
				}
				f.lines(r.Incomplete, list.want+" changed while it was read: 5 readings, and no two in a row agree")
			})
		})
	}
}

func TestEvaluate_RequestsOfAnOrganizationThatDoesNotChange(t *testing.T) {
	run(t, seed(), func(f *fixture) {
		f.evaluate(area("vision"), area("sound"))
		first := make(map[string]int) // requests for page 1, which each reading sends once
		for _, r := range f.server.Requests() {
			if r.Query.Get("page") == "1" {
				first[r.Path]++
			}
		}
		want := []string{
			"/v2/organizations/acme/teams", "/v2/organizations/acme/teams/sound/apps", "/v2/organizations/acme/teams/vision/apps",
			"/v2/organizations/acme/teams/vision/users", "/v2/roles", "/v2/users/acme/apps",
		}
		for path, n := range first {
			if n != 2 || !slices.Contains(want, path) {
				f.Errorf("%s is read %d times", path, n)
			}
		}
		if len(first) != len(want) {
			f.Errorf("the lists %v", first)
		}
	})
}
