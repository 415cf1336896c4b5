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

func TestEvaluate_Incomplete(t *testing.T) {
	t.Run("an app that the list does not have", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			f.server.Handle("GET /v2/users/acme/apps", onePage("apps",
				`{"id": "noise", "user_id": "acme", "metadata": {"area": "sound"}}, {"id": "shelf", "metadata": {"area": "vision"}}`))
			report, err := access.Enforce(f.Context(), f.client, "acme", []access.Policy{area("vision")}, f.options)
			if !errors.Is(err, access.ErrIncomplete) || !strings.Contains(err.Error(), `app "echo" of team "vision"`) {
				f.Fatalf("Enforce: %v", err)
			}
			f.wantLines(report.Evaluation.Incomplete,
				`app "echo" of team "vision" is not in the list of the organization's apps, as far as the caller sees it`,
				`app "bare" of team "vision" is not in the list of the organization's apps, as far as the caller sees it`)
			f.wantLines(steps(report), "skipped: remove app vision noise")
			f.wantWrites(0)
		})
	})
	t.Run("an error names five gaps and counts the others", func(t *testing.T) {
		for gaps, more := range map[int]string{5: "", 7: "; and 2 more"} {
			withServer(t, seed(), func(f *fixture) {
				var apps []string
				for i := range gaps {
					apps = append(apps, fmt.Sprintf(`{"role_id": "x", "app": {"app_id": "unlisted%d"}}`, i))
				}
				f.server.Handle("GET /v2/organizations/acme/teams/vision/apps", onePage("apps", strings.Join(apps, ",")))
				_, err := access.Enforce(f.Context(), f.client, "acme", []access.Policy{area("vision")}, f.options)
				if text := fmt.Sprint(err); strings.Count(text, "unlisted") != 5 || !strings.HasSuffix(text, more) || more == "" && strings.Contains(text, " more") {
					f.Errorf("Enforce: %v", err)
				}
			})
		}
	})
	t.Run("lists with impossible items", func(t *testing.T) {
		cases := map[string]struct{ pattern, body, want string }{
			"a team twice": {"GET /v2/organizations/acme/teams", `"teams": [{"id": "vision"}, {"id": "vision"}]`,
				`team "vision" is listed twice: it is unknown which one is meant`},
			"a team without an id": {"GET /v2/organizations/acme/teams", `"teams": [{"id": "vision"}, {"name": "x"}]`, "the list of teams has one without an ID"},
			"an app twice": {"GET /v2/users/acme/apps", `"apps": [{"id": "shelf"}, {"id": "shelf"}]`,
				`app "shelf" is listed twice: the list changed while it was read`},
			"an app without an id": {"GET /v2/users/acme/apps", `"apps": [{"name": "x"}]`, "the list of apps has one without an ID"},
			"a team's app without an id": {"GET /v2/organizations/acme/teams/vision/apps", `"apps": [{"role_id": "x"}]`,
				`team "vision" has an app whose ID is not shown`},
			"a team's app twice": {"GET /v2/organizations/acme/teams/vision/apps",
				`"apps": [{"role_id": "x", "app": {"app_id": "shelf"}}, {"role_id": "y", "app": {"app_id": "shelf"}}]`,
				`app "shelf" of team "vision" is listed twice: the list changed while it was read`},
			"a team's app of someone else": {"GET /v2/organizations/acme/teams/vision/apps",
				`"apps": [{"role_id": "x", "app": {"user_id": "evil", "app_id": "shelf"}}]`,
				`app "shelf" of team "vision" belongs to "evil", whose apps were not read`},
		}
		for name, c := range cases {
			t.Run(name, func(t *testing.T) {
				withServer(t, seed(), func(f *fixture) {
					field, list, _ := strings.Cut(c.body, ": [")
					f.server.Handle(c.pattern, onePage(strings.Trim(field, `"`), strings.TrimSuffix(list, "]")))
					report, err := access.Enforce(f.Context(), f.client, "acme", []access.Policy{area("vision", clearing)}, f.options)
					if !errors.Is(err, access.ErrIncomplete) || !slices.Contains(report.Evaluation.Incomplete, c.want) {
						f.Errorf("Enforce: %v", err)
					}
					f.wantWrites(0)
				})
			})
		}
	})
}

func TestEvaluate_FailedReading(t *testing.T) {
	for _, op := range []clarifai.Operation{
		clarifai.OpTeamsList, clarifai.OpRolesList, clarifai.OpAppsList, clarifai.OpTeamsListApps, clarifai.OpTeamsListMembers,
	} {
		t.Run(string(op), func(t *testing.T) {
			withServer(t, testkit.With(seed(), refused(op, 0)), func(f *fixture) {
				report, err := access.Enforce(f.Context(), f.client, "acme", []access.Policy{area("vision"), area("sound")}, f.options)
				if report != nil || !errors.Is(err, clarifai.ErrForbidden) {
					f.Errorf("Enforce: %v, %v", report, err)
				}
				f.wantWrites(0)
			})
		})
	}
}

func TestEvaluate_ListsChange(t *testing.T) {
	finds := func(f *fixture, want ...string) *access.Evaluation {
		f.Helper()
		r := f.evaluate(area("vision"))
		var got []string
		for _, v := range r.Violations {
			got = append(got, v.App)
		}
		f.wantLines(got, want...)
		f.wantLines(r.Incomplete)
		return r
	}
	t.Run("a removal from page 1 does not hide the app that moves there", func(t *testing.T) {
		withServer(t, wide(), func(f *fixture) {
			f.beforePage2(clarifai.OpTeamsListApps, func(other *clarifai.Client, nth int) {
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
		withServer(t, wide(), func(f *fixture) {
			f.beforePage2(clarifai.OpTeamsListApps, func(other *clarifai.Client, nth int) {
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
		withServer(t, wide(), func(f *fixture) {
			f.beforePage2(clarifai.OpTeamsListApps, func(other *clarifai.Client, nth int) {
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
		withServer(t, wide(func(c *clarifaitest.Config) { c.Apps = append(c.Apps, app("aaa", nil)) }), func(f *fixture) {
			f.beforePage2(clarifai.OpAppsList, func(other *clarifai.Client, nth int) {
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
		withServer(t, opts, func(f *fixture) {
			f.beforePage2(clarifai.OpTeamsList, func(other *clarifai.Client, nth int) {
				if nth == 1 {
					if err := other.Teams.DeleteBatch(f.Context(), "acme", []string{"team-000"}); err != nil {
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
				o.Members = append(o.Members, clarifaitest.Member{UserID: id, Role: clarifai.MemberRoleTeamContributor})
				o.Teams[0].Members = append(o.Teams[0].Members, id)
			}
		}
		withServer(t, testkit.With(seed(org), opts...), func(f *fixture) {
			f.beforePage2(clarifai.OpTeamsListMembers, func(other *clarifai.Client, nth int) {
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
		withServer(t, seed(), func(f *fixture) {
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

func TestEvaluate_UnstableLists(t *testing.T) {
	t.Run("an app of a team that comes and goes", func(t *testing.T) {
		withServer(t, wide(), func(f *fixture) {
			there := true
			churn := func(other *clarifai.Client, _ int) {
				if there = !there; !there {
					f.takeApp(other, wideApp(0))
				} else {
					f.giveApp(other, wideApp(0), full)
				}
			}
			f.beforePage2(clarifai.OpTeamsListApps, churn)
			visible := access.Policy{Name: "any", Teams: []string{"vision"}, Rule: access.Rule{Visibility: []string{"ORG"}}}
			r := f.evaluate(visible)
			if r.Clean() || r.Complete() || len(r.Violations) > 0 {
				f.Errorf("clean %v, violations %q", r.Clean(), violations(r))
			}
			f.wantLines(r.Incomplete, `the list of apps of team "vision" changed while it was read: no two in a row of 5 readings agree`)

			f.beforePage2(clarifai.OpTeamsListApps, churn)
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
			withServer(t, seed(), func(f *fixture) {
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
				f.wantLines(r.Incomplete, list.want+" changed while it was read: no two in a row of 5 readings agree")
			})
		})
	}
}

func TestEvaluate_Requests(t *testing.T) {
	withServer(t, seed(), func(f *fixture) {
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

func TestEnforce_HiddenRoleID(t *testing.T) {
	const shown, unshown = `{"role_id": "r-view", "role_name": "Viewer", "app": {"user_id": "acme", "app_id": "echo"}}`,
		`{"role_name": "Viewer", "app": {"user_id": "acme", "app_id": "echo"}}`
	policies := []access.Policy{area("vision", lower("Viewer"))}
	t.Run("in the evaluation", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			customRoles(f.server, unshown)
			report, err := access.Enforce(f.Context(), f.client, "acme", policies, f.options)
			if !errors.Is(err, access.ErrIncomplete) || len(report.Evaluation.Violations) > 0 {
				f.Fatalf("Enforce: %v, %v", err, report)
			}
			f.wantLines(report.Evaluation.Incomplete, `team "vision" has app "echo" in a role whose ID is not shown`)
			f.wantWrites(0)
		})
	})
	t.Run("right before a removal", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			policies[0].LowerTo = ""
			reading := 0
			f.server.Handle("GET /v2/organizations/acme/teams/vision/apps", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Query().Get("page") == "1" {
					reading++
				}
				if reading > 2 { // after two readings to evaluate
					onePage("apps", unshown)(w, r)
					return
				}
				onePage("apps", shown)(w, r)
			}))
			report, err := access.Enforce(f.Context(), f.client, "acme", policies, f.options)
			if !errors.Is(err, access.ErrIncomplete) {
				f.Errorf("Enforce: %v", err)
			}
			f.wantLines(notes(report), "failed remove app echo: nothing was sent: the team cannot be read")
			f.wantWrites(0)
		})
	})
}
