package access_test

import (
	"context"
	"encoding/csv"
	"encoding/json"
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

// reviewed returns an organization with somebody for each way to reach an app.
func reviewed() clarifaitest.Config {
	return clarifaitest.Config{
		Users: []clarifaitest.User{
			{ID: "olga"}, {ID: "ann", FirstName: "=Ann()", LastName: "<script>\u202e"}, {ID: "fin"}, {ID: "out", Email: "out@other.test"},
		},
		Organizations: []clarifaitest.Organization{{
			ID: "acme", Owner: "olga",
			Members: []clarifaitest.Member{
				{UserID: "ann", Role: clarifai.MemberRoleTeamContributor}, {UserID: "fin", Role: clarifai.MemberRoleFinancialManager},
			},
			Teams: []clarifaitest.Team{{
				ID: "vision", Name: "Vision", Members: []string{"ann"}, DefaultRole: lead,
				Apps: []clarifaitest.TeamApp{{AppID: "shelf", Role: trainer}},
			}},
			Invitations: []clarifaitest.Invitation{
				{Email: "new@acme.test", Role: clarifai.MemberRoleUser},
				{Email: "late@acme.test", Role: clarifai.MemberRoleAdmin, Status: clarifai.InvitationExpired},
			},
		}},
		Apps: []clarifaitest.App{
			{Owner: "acme", ID: "shelf", Name: "@Shelf", Collaborators: []clarifaitest.Collaborator{{UserID: "out", Scopes: []string{"Apps_Get"}}}},
			{Owner: "acme", ID: "board", Visibility: clarifai.VisibilityOrg},
			{Owner: "acme", ID: "show", Visibility: clarifai.VisibilityPublic},
		},
		InMemory: true,
	}
}

func (f *fixture) review(opts *access.ReadOptions) *access.ReviewReport {
	f.Helper()
	r, err := access.Review(f.Context(), f.client, "acme", opts)
	if err != nil {
		f.Fatalf("Review: %v", err)
	}
	return r
}

// csvLines returns the cells of some columns of the lines of a review.
func (f *fixture) csvLines(r *access.ReviewReport, columns ...int) (lines []string) {
	f.Helper()
	var out strings.Builder
	if err := access.WriteCSV(&out, r); err != nil {
		f.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(out.String())).ReadAll()
	if err != nil {
		f.Fatal(err)
	}
	for _, row := range rows[1:] {
		var cells []string
		for _, c := range columns {
			cells = append(cells, row[c])
		}
		lines = append(lines, strings.Join(cells, "|"))
	}
	return lines
}

func TestReview(t *testing.T) {
	withServer(t, reviewed(), func(f *fixture) {
		r := f.review(&access.ReadOptions{Check: true})
		if got := r.String(); got != "acme: 3 members and 1 outsider, 3 apps, 1 pending invitation, 0 disagreements" || len(r.Notes) > 0 {
			f.Errorf("%s, notes %q", got, r.Notes)
		}
		ann := "ann|'=Ann() <script> "
		f.wantLines(f.csvLines(r, 0, 1, 2, 6, 7, 9, 11, 12, 13),
			"access|olga|olga|board|board|member role|Admin|yes|",
			"access|olga|olga|board|board|visibility|ORG|yes|",
			"access|olga|olga|shelf|'@Shelf|member role|Admin|yes|",
			"access|olga|olga|show|show|member role|Admin|yes|",
			"access|"+ann+"|board|board|visibility|ORG|yes|",
			"access|"+ann+"|shelf|'@Shelf|team|Model Trainer|yes|",
			"access|fin|fin|board|board|visibility|ORG|yes|",
			"access|out|out|shelf|'@Shelf|collaboration|Apps_Get|no|",
			"everybody||everybody|show|show|visibility|PUBLIC||",
			"future apps|||||team|Labeler Lead||",
			"invitation|||||views all apps|||")
		f.wantWrites(0)
	})
}

func TestReview_WithoutCheck(t *testing.T) {
	withServer(t, reviewed(), func(f *fixture) {
		r := f.review(nil)
		f.wantLines(r.Notes, "Clarifai's own list of who reaches an app was not compared for 3 of 3 apps: it was not asked for")
		if n := testkit.CountRequests(f.server, clarifai.OpMembersListForApp); n != 0 {
			f.Errorf("%d requests for the members of apps", n)
		}
		f.wantLines(f.csvLines(r, 1, 6, 12)[:1], "olga|board|")
	})
}

func TestReview_Secrets(t *testing.T) {
	config := reviewed()
	const value = "value-4711"
	config.Secrets = []clarifaitest.EnvironmentSecret{{OwnerID: "acme", ID: "CAMERA", Value: value, Description: "=of the camera"}}
	withServer(t, config, func(f *fixture) {
		r := f.review(&access.ReadOptions{Secrets: true})
		if len(r.Secrets) != 1 || r.Secrets[0].ID != "CAMERA" || r.Secrets[0].Description != "=of the camera" {
			f.Errorf("%+v", r.Secrets)
		}
		text, err := json.Marshal(r)
		if err != nil || !strings.Contains(string(text), "CAMERA") || strings.Contains(string(text), value) {
			f.Errorf("%v, %s", err, text)
		}
		if lines := strings.Join(f.csvLines(r, 0, 2, 11), "\n"); !strings.Contains(lines, "secret|CAMERA|'=of the camera") || strings.Contains(lines, value) {
			f.Error(lines)
		}
		f.server.ResetRequests()
		if r := f.review(nil); r.Secrets != nil || testkit.CountRequests(f.server, clarifai.OpSecretsList) > 0 {
			f.Errorf("secrets are read without being asked for: %+v", r.Secrets)
		}
	})
}

// Every list is read once, page by page, and no list is read that is not needed.
func TestRead_Requests(t *testing.T) {
	config := reviewed()
	config.Variants.MaxPerPage = 2
	lists := map[string]int{ // pages that have items
		"/v2/organizations/acme/members": 2, "/v2/organizations/acme/invitations": 1, "/v2/organizations/acme/teams": 1,
		"/v2/organizations/acme/teams/vision/users": 1, "/v2/organizations/acme/teams/vision/apps": 1, "/v2/users/acme/apps": 2,
		"/v2/users/acme/apps/shelf/collaborators": 1, "/v2/users/acme/apps/board/collaborators": 0, "/v2/users/acme/apps/show/collaborators": 0,
		"/v2/organizations/acme/apps/shelf/members": 1, "/v2/organizations/acme/apps/board/members": 2, "/v2/organizations/acme/apps/show/members": 2,
	}
	for name, c := range map[string]struct {
		stable bool
		times  int
	}{"once": {false, 1}, "until two readings agree": {true, 2}} {
		t.Run(name, func(t *testing.T) {
			withServer(t, config, func(f *fixture) {
				f.review(&access.ReadOptions{Check: true, Stable: c.stable})
				got := make(map[string]int)
				for _, r := range f.server.Requests() {
					if r.Path != "/v2/roles" { // the number of roles is the server's
						got[r.Path]++
					}
				}
				for path, n := range got {
					pages, ok := lists[path]
					if want := c.times * (pages + 1); !ok || n != want { // an empty page ends a list
						f.Errorf("%d requests for %s, want %d", n, path, want)
					}
				}
				if len(got) != len(lists) {
					f.Errorf("lists %v", got)
				}
			})
		})
	}
}

func TestRead_Failures(t *testing.T) {
	for _, op := range []clarifai.Operation{
		clarifai.OpRolesList, clarifai.OpMembersList, clarifai.OpInvitationsList, clarifai.OpTeamsList, clarifai.OpAppsList,
		clarifai.OpTeamsListMembers, clarifai.OpTeamsListApps, clarifai.OpCollaboratorsList,
	} {
		t.Run(string(op), func(t *testing.T) {
			withServer(t, testkit.With(reviewed(), refused(op, 0)), func(f *fixture) {
				s, err := access.Read(f.Context(), f.client, "acme", &access.ReadOptions{Check: true})
				if s != nil || !errors.Is(err, clarifai.ErrForbidden) {
					f.Errorf("Read: %v, %v", s, err)
				}
			})
		})
	}
	t.Run("a list to compare with that may not be read", func(t *testing.T) {
		withServer(t, testkit.With(reviewed(), refused(clarifai.OpMembersListForApp, 0)), func(f *fixture) {
			r := f.review(&access.ReadOptions{Check: true})
			f.wantLines(r.Notes, "Clarifai's own list of who reaches an app was not compared for 3 of 3 apps: the credential may not read this list")
			if len(r.Disagreements) > 0 {
				f.Errorf("%+v", r.Disagreements)
			}
		})
	})
	t.Run("a list to compare with that does not exist", func(t *testing.T) {
		withServer(t, testkit.With(reviewed(), func(c *clarifaitest.Config) {
			c.Faults = append(c.Faults, clarifaitest.Fault{Operation: clarifai.OpMembersListForApp, Count: -1, Kind: clarifaitest.FaultHTML, Status: 404})
		}), func(f *fixture) {
			r := f.review(&access.ReadOptions{Check: true})
			f.wantLines(r.Notes, "Clarifai's own list of who reaches an app was not compared for 3 of 3 apps: Clarifai does not offer this list")
		})
	})
	t.Run("a list to compare with that cannot be read now", func(t *testing.T) {
		withServer(t, testkit.With(reviewed(), func(c *clarifaitest.Config) {
			c.Faults = append(c.Faults, clarifaitest.Fault{Operation: clarifai.OpMembersListForApp, Count: -1, Kind: clarifaitest.FaultStatus})
		}), func(f *fixture) {
			if _, err := access.Read(f.Context(), f.client, "acme", &access.ReadOptions{Check: true}); err == nil {
				f.Error("no error")
			}
		})
	})
	t.Run("the context ends", func(t *testing.T) {
		withServer(t, reviewed(), func(f *fixture) {
			ctx, cancel := context.WithCancel(f.Context())
			f.server.Handle("GET /v2/users/acme/apps/shelf/collaborators", http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
				cancel()
				<-r.Context().Done()
			}))
			if s, err := access.Read(ctx, f.client, "acme", nil); s != nil || !errors.Is(err, context.Canceled) {
				f.Errorf("Read: %v, %v", s, err)
			}
		})
	})
}

func TestRead_Progress(t *testing.T) {
	withServer(t, reviewed(), func(f *fixture) {
		var got []string
		f.review(&access.ReadOptions{Check: true, Progress: func(p access.Progress) {
			got = append(got, fmt.Sprintf("%s %d/%d", p.Phase, p.Done, p.Total))
		}})
		f.wantLines(got,
			"the organization 0/5", "the organization 1/5", "the organization 2/5", "the organization 3/5", "the organization 4/5", "the organization 5/5",
			"teams 5/13", "teams 6/13", "teams 7/13",
			"apps 7/13", "apps 8/13", "apps 9/13", "apps 10/13", "apps 11/13", "apps 12/13", "apps 13/13")
	})
}

// The bubble of the test ends only if no goroutine is left in it.
func TestRead_ProgressPanics(t *testing.T) {
	withServer(t, reviewed(), func(f *fixture) {
		defer func() {
			if value := recover(); value != "boom" {
				f.Errorf("recovered %v", value)
			}
		}()
		_, err := access.Read(f.Context(), f.client, "acme", &access.ReadOptions{Progress: func(p access.Progress) {
			if p.Done == 1 {
				panic("boom")
			}
		}})
		f.Errorf("it returned %v", err)
	})
}

func TestRead_UnstableList(t *testing.T) {
	withServer(t, reviewed(), func(f *fixture) {
		reading := 0
		f.server.Handle("GET /v2/organizations/acme/members", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			list := ""
			if r.URL.Query().Get("page") == "1" {
				reading++
				list = fmt.Sprintf(`{"user": {"id": "user-%d"}, "role": {"name": "Admin"}}`, reading)
			}
			fmt.Fprintf(w, `{"status": {"code": 10000}, "organization_members": [%s]}`, list)
		}))
		r := f.review(&access.ReadOptions{Stable: true})
		if want := "the list of members changed while it was read: no two in a row of 5 readings agree"; !slices.Contains(r.Notes, want) {
			f.Errorf("%q", r.Notes)
		}
	})
}

func TestSnapshot_Evaluate(t *testing.T) {
	policies := []access.Policy{area("vision", clearing), area("sound")}
	t.Run("it is the evaluation of Evaluate", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			s, err := access.Read(f.Context(), f.client, "acme", &access.ReadOptions{Stable: true})
			if err != nil {
				f.Fatal(err)
			}
			f.server.ResetRequests()
			for range 2 { // the first changes nothing that the second sees
				got, err := s.Evaluate(policies...)
				if err != nil || !got.Complete() {
					f.Fatal(err, got.Incomplete)
				}
				if n := len(f.server.Requests()); n > 0 {
					f.Errorf("%d requests", n)
				}
				f.wantLines(violations(got), violations(f.evaluate(policies...))...)
				f.wantLines(defaultRoles(got), `vision only: team vision reaches future apps as "Model Trainer" by its default role: clear`)
				if members := got.Violations[0].Members; !slices.Equal(members, []string{"ann", "bo"}) {
					f.Errorf("members %q", members)
				}
				f.server.ResetRequests()
			}
			if people := s.Review().People; len(people) != 3 {
				f.Errorf("%+v", people)
			}
		})
	})
	t.Run("lists that were read once may lack something", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			s, err := access.Read(f.Context(), f.client, "acme", nil)
			if err != nil {
				f.Fatal(err)
			}
			got, err := s.Evaluate(area("sound"))
			if err != nil || got.Clean() || len(got.Violations) > 0 {
				f.Errorf("%v, %+v", err, got)
			}
			f.wantLines(got.Incomplete, "the lists were read once, and something may have changed meanwhile: read them until two readings agree")
		})
	})
	t.Run("bad policies", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			s, err := access.Read(f.Context(), f.client, "acme", nil)
			if err != nil {
				f.Fatal(err)
			}
			if _, err := s.Evaluate(); err == nil {
				f.Error("no policy is accepted")
			}
			bad := area("vision")
			bad.Teams = []string{"nobody"}
			if _, err := s.Evaluate(bad); err == nil || !strings.Contains(err.Error(), `no team "nobody"`) {
				f.Error(err)
			}
		})
	})
}
