package offboard_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/offboard"
)

func TestPlan(t *testing.T) {
	t.Run("a member, somebody invited and an outsider", func(t *testing.T) {
		withServer(t, func(f *fixture) {
			p := f.plan("ann", "new@acme.test", "hal")
			f.wantLines(stepLines(p.AllSteps()),
				"end collaboration noise hal", "end collaboration shelf ann", "end collaboration shelf hal",
				"take off team vision ann", "take off team sound ann",
				"cancel invitation new@acme.test", "remove member ann")
			f.wantLines(accessLines(p.People[0].Before), "noise team sound Model Trainer", "shelf team vision Full Access", "shelf collaboration Apps_Get, Models_Get")
			f.wantLines(p.People[0].Teams, "vision", "sound")
			if who := p.People[0]; !who.Member || who.Role != "Team Contributor" || who.Name != "Ann Arbor" || p.By != "olga" {
				f.Errorf("%+v by %s", who, p.By)
			}
			for _, r := range f.server.Requests() {
				if r.Write {
					f.Errorf("it wrote: %s", r.Operation)
				}
			}
		})
	})
	t.Run("somebody who is on a team and no member is taken off", func(t *testing.T) {
		withServer(t, func(f *fixture) {
			f.editResponses(func(op clarifai.Operation, body map[string]any) {
				all, _ := body["organization_members"].([]any)
				for i, m := range all {
					if m.(map[string]any)["user"].(map[string]any)["id"] == "ann" {
						body["organization_members"] = append(all[:i:i], all[i+1:]...)
					}
				}
			})
			p := f.plan("ann", "new@acme.test")
			f.wantLines(p.People[0].Teams, "vision", "sound")
			f.wantLines(stepLines(p.AllSteps()), "end collaboration shelf ann", "cancel invitation new@acme.test", "take off team vision ann", "take off team sound ann")
			f.wantLines(resultLines(f.run(p))[2:], "done take off team vision ann", "done take off team sound ann")
			f.wantLines(stepLines(f.plan("bo").AllSteps()), "take off team vision bo", "remove member bo")
		})
	})
	t.Run("Clarifai's own list is a reason to look", func(t *testing.T) {
		withServer(t, func(f *fixture) {
			f.server.Handle("GET /v2/organizations/acme/apps/show/members", listing("organization_members", `{"user": {"id": "bo"}}`))
			p := f.plan("ann", "bo")
			for _, a := range p.People[1].Before {
				if a.App == "show" && a.Listed != "yes" {
					f.Errorf("%+v", a)
				}
			}
			for _, a := range p.People[0].Before {
				if a.App == "show" {
					f.Errorf("ann is not listed: %+v", a)
				}
			}
			f.options.SkipCheck = true
			f.server.ResetRequests()
			for _, a := range f.plan("bo").People[0].Before {
				if a.Listed != "" {
					f.Errorf("%+v", a)
				}
			}
			for _, r := range f.server.Requests() {
				if r.Operation == clarifai.OpMembersListForApp {
					f.Error("it read Clarifai's list")
				}
			}
		})
	})
	t.Run("a list that cannot be read is an error", func(t *testing.T) {
		for _, op := range []clarifai.Operation{
			clarifai.OpOrganizationsGet, clarifai.OpUsersGet, clarifai.OpMembersList, clarifai.OpInvitationsList,
			clarifai.OpTeamsListMembers, clarifai.OpCollaboratorsList,
		} {
			withServer(t, func(f *fixture) {
				if _, err := offboard.Plan(f.Context(), f.client, "acme", []string{"ann"}, nil); !errors.Is(err, clarifai.ErrForbidden) {
					f.Errorf("%s: %v", op, err)
				}
			}, refuse(op))
		}
	})
	t.Run("an organization that is not there is ErrNotFound", func(t *testing.T) {
		withServer(t, func(f *fixture) {
			if _, err := offboard.Plan(f.Context(), f.client, "none", []string{"ann"}, nil); !errors.Is(err, clarifai.ErrNotFound) {
				f.Error(err)
			}
		})
	})
	t.Run("progress grows", func(t *testing.T) {
		withServer(t, func(f *fixture) {
			var phases []string
			f.options.Progress = func(p offboard.Progress) {
				if p.Done > p.Total {
					f.Errorf("%+v", p)
				}
				if len(phases) == 0 || phases[len(phases)-1] != p.Phase {
					phases = append(phases, p.Phase)
				}
			}
			f.plan("hal")
			f.wantLines(phases, "reading the organization", "reading teams", "reading apps")
		})
	})
}

func TestPlan_Kept(t *testing.T) {
	t.Run("the caller, and who is protected", func(t *testing.T) {
		withServer(t, func(f *fixture) {
			f.options.Protect = []string{"HAL@out.test", "Ann", "nobody"}
			p := f.plan("olga@acme.test", "hal", "ann@acme.test", "bo")
			f.wantLines(stepLines(p.AllSteps()), "take off team vision bo", "remove member bo")
			f.wantLines(leftLines(p.Report().Left[:3]), "kept of olga", "kept of hal", "kept of Ann Arbor <ann>")
			if p.People[0].Kept == "" || p.People[1].Kept == "" || p.People[2].Kept == "" || p.People[3].Kept != "" {
				f.Errorf("%+v", p.People)
			}
		})
	})
	t.Run("the caller by an address that only the caller sees", func(t *testing.T) {
		withServer(t, func(f *fixture) {
			f.wantLines(stepLines(f.plan("olga@home.test").AllSteps()))
		}, func(c *clarifaitest.Config) {
			c.Users[0].OtherEmails = []string{"olga@home.test"}
			c.Organizations[0].Invitations = append(c.Organizations[0].Invitations, clarifaitest.Invitation{Email: "olga@home.test", Role: clarifai.MemberRoleUser})
		})
	})
	t.Run("the last Admin keeps everything", func(t *testing.T) {
		withServer(t, func(f *fixture) {
			client := f.server.Client(clarifai.WithPAT("pat-of-contributor"))
			f.Cleanup(client.Close)
			f.client = client
			p := f.plan("olga", "ann")
			if p.People[0].Kept == "" {
				f.Errorf("%+v", p.People[0])
			}
			for _, s := range p.AllSteps() {
				if s.UserID == "olga" {
					f.Errorf("planned: %s", s)
				}
			}
		}, func(c *clarifaitest.Config) {
			c.Users = append(c.Users, clarifaitest.User{ID: "con", PAT: "pat-of-contributor"})
			c.Organizations[0].Members = append(c.Organizations[0].Members, clarifaitest.Member{UserID: "con", Role: clarifai.MemberRoleContributor})
			c.Apps[1].Collaborators = append(c.Apps[1].Collaborators, clarifaitest.Collaborator{UserID: "olga"})
		})
	})
	t.Run("nothing is done for those who are kept", func(t *testing.T) {
		withServer(t, func(f *fixture) {
			f.options.Protect = []string{"ann"}
			p := f.plan("ann", "ann@acme.test")
			f.server.ResetRequests()
			e := f.run(p)
			f.wantWrites()
			f.wantLines(leftLines(e.Left), "kept of Ann Arbor <ann>", "own app ann/draft of Ann Arbor <ann>")
			if len(e.People[0].After) != 3 {
				f.Errorf("after: %v", accessLines(e.People[0].After))
			}
		})
	})
}

func TestPlan_Belongings(t *testing.T) {
	t.Run("apps that are shown are left, and public ones are nobody's to take", func(t *testing.T) {
		withServer(t, func(f *fixture) {
			r := f.plan("ann").Report()
			f.wantLines(leftLines(r.Left), "own app ann/draft of Ann Arbor <ann>")
			f.wantLines(leftLines(r.Unseen), "not shown of Ann Arbor <ann>", "public app show of", "public app ann/hobby of Ann Arbor <ann>", "not shown of", "not shown of")
		}, func(c *clarifaitest.Config) {
			c.Apps = append(c.Apps, clarifaitest.App{Owner: "ann", ID: "hobby", Visibility: clarifai.VisibilityPublic})
		})
	})
	t.Run("tokens for the organization are named without their secrets", func(t *testing.T) {
		withServer(t, func(f *fixture) {
			f.server.Handle("GET /v2/users/ann/keys", listing("keys", `
				{"id": "secret-of-a", "description": "deploy", "type": "personal_access_token", "organization_id": "ACME"},
				{"id": "secret-of-b", "description": "key", "apps": [{"id": "shelf", "user_id": "acme"}, {"id": "x", "user_id": "ann"}]},
				{"id": "secret-of-c", "description": "own", "type": "personal_access_token"},
				{"id": "secret-of-d", "description": "late", "organization_id": "acme", "expires_at": "1999-01-01T00:00:00Z"}`))
			p := f.plan("ann")
			tokens := p.People[0].Tokens
			if len(tokens) != 2 || tokens[0].Description != "deploy" || tokens[1].Description != "key" || len(tokens[1].Apps) != 1 || tokens[1].Apps[0] != "shelf" {
				f.Errorf("%+v", tokens)
			}
			e := f.run(p)
			f.wantLines(leftLines(e.Left), "own app ann/draft of Ann Arbor <ann>", "token of Ann Arbor <ann>", "token of Ann Arbor <ann>")
			if text := asJSON(f.T, e) + asCSV(f.T, e); strings.Contains(text, "secret-of") {
				f.Error(text)
			}
		})
	})
	t.Run("lists that Clarifai does not show are named, and faults are errors", func(t *testing.T) {
		withServer(t, func(f *fixture) {
			f.wantLines(leftLines(f.plan("ann").Report().Unseen)[:2], "not shown of Ann Arbor <ann>", "not shown of Ann Arbor <ann>")
		}, refuse(clarifai.OpAppsList, 2))
		withServer(t, func(f *fixture) {
			_, err := offboard.Plan(f.Context(), f.client, "acme", []string{"ann"}, nil)
			if err == nil || !strings.Contains(err.Error(), "cannot read the tokens of user ann") {
				f.Error(err)
			}
		}, fail(clarifai.OpTokensList, http.StatusInternalServerError, 0))
	})
}

func TestPlan_Transfer(t *testing.T) {
	draft := clarifai.AppIdentity{UserID: "ANN", AppID: "draft"}
	t.Run("an app of somebody who leaves", func(t *testing.T) {
		withServer(t, func(f *fixture) {
			f.options.Transfer = []clarifai.AppIdentity{draft}
			f.wantLines(stepLines(f.plan("hal", "ann").Steps)[:1], "transfer app draft ann")
		})
	})
	t.Run("other apps, and IDs that are taken, are refused", func(t *testing.T) {
		withServer(t, func(f *fixture) {
			f.options.Transfer = []clarifai.AppIdentity{{UserID: "bo", AppID: "draft"}, {UserID: "ann", AppID: "hidden"}, {UserID: "ann", AppID: "noise"}}
			_, err := offboard.Plan(f.Context(), f.client, "acme", []string{"ann"}, &f.options)
			const must = ": it must be an app of a person who leaves, and be shown to the caller"
			f.wantLines(inputLines(f.T, err), `"bo/draft"`+must, `"ann/hidden"`+must,
				`"ann/noise": the organization must not have an app with this ID: change the ID of one of them first`)
		}, func(c *clarifaitest.Config) {
			c.Apps = append(c.Apps, clarifaitest.App{Owner: "ann", ID: "noise", Visibility: clarifai.VisibilityPublic})
		})
	})
	t.Run("an app that the organization has already is a note", func(t *testing.T) {
		withServer(t, func(f *fixture) {
			f.options.Transfer = []clarifai.AppIdentity{{UserID: "ann", AppID: "shelf"}}
			p := f.plan("ann")
			if len(p.Notes) != 1 || !strings.Contains(p.Notes[0], "ann/shelf") {
				f.Errorf("%q", p.Notes)
			}
		})
	})
	t.Run("an app of somebody who is kept stays", func(t *testing.T) {
		withServer(t, func(f *fixture) {
			f.options.Transfer, f.options.Protect = []clarifai.AppIdentity{draft}, []string{"ann"}
			f.wantLines(stepLines(f.plan("ann").AllSteps()))
		})
	})
}

func TestProposal_Report(t *testing.T) {
	withServer(t, func(f *fixture) {
		p := f.plan("ann")
		r := p.Report()
		if n := r.Count("planned"); n != len(p.AllSteps()) || n != len(r.Steps) || !r.Incomplete() || !r.AfterAt.IsZero() || r.Err() != nil {
			f.Errorf("%+v", r)
		}
		if since := time.Since(r.BeforeAt); since < 0 || since > time.Minute {
			f.Errorf("before: %v", r.BeforeAt)
		}
	})
}
