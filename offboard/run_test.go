package offboard_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/offboard"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// wantGone asserts what the server has of ann.
func (f *fixture) wantGone() {
	f.Helper()
	if slices.ContainsFunc(f.server.Members("acme"), func(m clarifaitest.Member) bool { return m.UserID == "ann" }) {
		f.Error("ann is a member")
	}
	for _, team := range []string{"vision", "sound"} {
		if slices.Contains(f.server.TeamMembers("acme", team), "ann") {
			f.Errorf("ann is on team %s", team)
		}
	}
	for _, app := range f.server.Apps() {
		if slices.ContainsFunc(app.Collaborators, func(c clarifaitest.Collaborator) bool { return c.UserID == "ann" }) {
			f.Errorf("ann is a collaborator of %s", app.ID)
		}
	}
}

// pending returns the addresses of pending invitations.
func (f *fixture) pending() (addresses []string) {
	for _, in := range f.server.Invitations("acme") {
		if in.Status == clarifai.InvitationPending {
			addresses = append(addresses, in.Email)
		}
	}
	return addresses
}

func TestRun(t *testing.T) {
	t.Run("a member loses everything, and it is proven", func(t *testing.T) {
		withServer(t, func(f *fixture) {
			p := f.plan("ann", "ann@home.test")
			f.server.ResetRequests()
			e := f.run(p)
			f.wantLines(resultLines(e),
				"done end collaboration shelf ann", "done take off team vision ann", "done take off team sound ann",
				"done cancel invitation Ann@HOME.test", "done remove member ann")
			f.wantLines(accessLines(e.People[0].Before), "noise team sound Model Trainer", "shelf team vision Full Access", "shelf collaboration Apps_Get, Models_Get")
			f.wantLines(accessLines(e.People[0].After))
			f.wantLines(leftLines(e.Left), "own app ann/draft of Ann Arbor <ann>")
			f.wantWrites(clarifai.OpCollaboratorsRemove, clarifai.OpTeamsRemoveMembers, clarifai.OpTeamsRemoveMembers, clarifai.OpInvitationsCancel, clarifai.OpMembersRemove)
			for _, s := range e.Steps {
				if s.RequestID == "" {
					f.Errorf("no request ID: %s", s.Step)
				}
			}
			if e.AfterAt.Before(e.BeforeAt) || e.By != "olga" || e.Organization != "acme" {
				f.Errorf("%v, %v, by %s", e.BeforeAt, e.AfterAt, e.By)
			}
			f.wantGone()
			f.wantLines(f.pending(), "new@acme.test")
		})
	})
	t.Run("an outside collaborator loses the collaborations", func(t *testing.T) {
		withServer(t, func(f *fixture) {
			e := f.run(f.plan("hal@out.test"))
			f.wantLines(resultLines(e), "done end collaboration noise hal", "done end collaboration shelf hal")
			f.wantLines(leftLines(e.Left))
			if e.Incomplete() {
				f.Error("it is complete")
			}
			if app, _ := f.server.App("acme", "shelf"); len(app.Collaborators) != 1 {
				f.Errorf("collaborators: %v", app.Collaborators)
			}
		})
	})
	t.Run("somebody who is only invited is not any more", func(t *testing.T) {
		withServer(t, func(f *fixture) {
			e := f.run(f.plan("NEW@acme.test"))
			f.wantLines(resultLines(e), "done cancel invitation new@acme.test")
			f.wantLines(f.pending(), "Ann@HOME.test")
			if e.Incomplete() {
				f.Errorf("left: %v", e.Left)
			}
		})
	})
	t.Run("a program may remove steps", func(t *testing.T) {
		withServer(t, func(f *fixture) {
			p := f.plan("ann")
			p.Steps = nil
			p.Membership.Steps = slices.DeleteFunc(p.Membership.Steps, func(s roster.Step) bool { return s.Team != "sound" })
			f.run(p)
			f.wantLines(f.server.TeamMembers("acme", "vision"), "ann", "bo")
			f.wantLines(f.server.TeamMembers("acme", "sound"))
		})
	})
	t.Run("another run of the same proposal does nothing again", func(t *testing.T) {
		withServer(t, func(f *fixture) {
			p := f.plan("ann", "ann@home.test", "hal")
			f.run(p)
			e := f.run(p)
			for _, s := range e.Steps {
				if s.Status != roster.Skipped || !strings.HasPrefix(s.Note, "no longer needed") {
					f.Errorf("%s %s: %s", s.Status, s.Step, s.Note)
				}
			}
			f.wantLines(leftLines(e.Left), "own app ann/draft of Ann Arbor <ann>")
		})
	})
	t.Run("progress grows", func(t *testing.T) {
		withServer(t, func(f *fixture) {
			var steps int
			f.running.Progress = func(p offboard.Progress) {
				if p.Done > p.Total {
					f.Errorf("%+v", p)
				}
				if slices.Contains([]string{string(offboard.EndCollaboration), string(roster.RemoveTeamMember), string(roster.RemoveMember)}, p.Phase) {
					steps++
				}
			}
			if e := f.run(f.plan("ann", "hal")); steps != len(e.Steps) {
				f.Errorf("%d of %d steps", steps, len(e.Steps))
			}
		})
	})
}

func TestRun_Effect(t *testing.T) {
	for _, c := range []struct {
		name, pattern string
		variant       func(*clarifaitest.Config)
		want          []string
	}{
		{"a collaboration", "DELETE /v2/users/acme/apps/shelf/collaborators", nil, []string{"still a collaborator shelf of Ann Arbor <ann>"}},
		{"a place on a team", "DELETE /v2/organizations/acme/teams/vision/users", nil, nil}, // ends with the membership
		{"a membership", "DELETE /v2/organizations/acme/members/ann", nil, []string{"still a member of Ann Arbor <ann>"}},
		{"an invitation", "", func(c *clarifaitest.Config) { c.Variants.Cancel = clarifaitest.CancelIgnores }, []string{"still invited of Ann@HOME.test"}},
	} {
		t.Run("a success without effect is found: "+c.name, func(t *testing.T) {
			var change []func(*clarifaitest.Config)
			if c.variant != nil {
				change = append(change, c.variant)
			}
			withServer(t, func(f *fixture) {
				if c.pattern != "" {
					f.server.Handle(c.pattern, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
						_, _ = w.Write([]byte(`{"status": {"code": 10000, "req_id": "without-effect"}}`))
					}))
				}
				e, err := offboard.Run(f.Context(), f.client, f.plan("ann", "Ann@HOME.test"), nil)
				if c.variant == nil && err != nil {
					f.Error(err)
				}
				f.wantLines(leftLines(e.Left), append(c.want, "own app ann/draft of Ann Arbor <ann>")...)
				if len(c.want) > 0 && err == nil && (e.Left[0].Who != offboard.Support || !strings.HasSuffix(e.Left[0].Text, "; the step that takes it away succeeded")) {
					f.Errorf("left: %+v", e.Left[0])
				}
			}, change...)
		})
	}
	t.Run("writes that show late are waited for", func(t *testing.T) {
		withServer(t, func(f *fixture) {
			e := f.run(f.plan("ann", "hal"))
			f.wantLines(leftLines(e.Left), "own app ann/draft of Ann Arbor <ann>")
			f.wantGone()
		}, func(c *clarifaitest.Config) { c.Variants.Lag = 2 * time.Second })
	})
	t.Run("however Clarifai may behave", func(t *testing.T) {
		for name, v := range map[string]clarifaitest.Variants{
			"addresses in details":     {MemberEmails: clarifaitest.MemberEmailsDetail},
			"role names in snake case": {RoleNames: clarifaitest.RoleNamesSnake},
			"mixed batches":            {Batch: clarifaitest.BatchMixed},
			"silent batches":           {Batch: clarifaitest.BatchSilent},
			"cancelling deletes":       {Cancel: clarifaitest.CancelDeletes},
			"short pages":              {MaxPerPage: 1},
			"exclusive bounds":         {AuditBounds: clarifaitest.BoundsExclusive},
		} {
			withServer(t, func(f *fixture) {
				e := f.run(f.plan("ann", "ann@home.test", "hal"))
				f.wantLines(leftLines(e.Left), "own app ann/draft of Ann Arbor <ann>")
				if e.Count(roster.Done) != len(e.Steps) {
					f.Errorf("%s: %s", name, strings.Join(resultLines(e), "\n"))
				}
				f.wantGone()
			}, func(c *clarifaitest.Config) { c.Variants = v })
		}
	})
	t.Run("who is given access meanwhile is found", func(t *testing.T) {
		withServer(t, func(f *fixture) {
			p := f.plan("hal", "new@acme.test")
			if _, err := f.client.Collaborators.Add(f.Context(), "acme", "show", clarifai.AddCollaboratorRequest{UserID: "hal", Scopes: []clarifai.Scope{"Apps_Get"}}); err != nil {
				f.Fatal(err)
			}
			if err := f.server.Accept("acme", "new@acme.test"); err != nil {
				f.Fatal(err)
			}
			f.running.VerifyTimeout = -1
			e, _ := offboard.Run(f.Context(), f.client, p, &f.running)
			f.wantLines(leftLines(e.Left), "still a collaborator show of hal", "still a member of new@acme.test")
			f.wantLines(accessLines(e.People[0].After), "show collaboration Apps_Get")
		}, func(c *clarifaitest.Config) {
			c.Users = append(c.Users, clarifaitest.User{ID: "newt", Email: "new@acme.test"})
		})
	})
	t.Run("Clarifai's own list counts", func(t *testing.T) {
		withServer(t, func(f *fixture) {
			f.server.Handle("GET /v2/organizations/acme/apps/shelf/members", listing("organization_members", `{"user": {"id": "hal"}}`))
			f.wantLines(leftLines(f.run(f.plan("hal")).Left), "still listed shelf of hal")
		})
	})
	t.Run("a list of Clarifai that is not given makes the evidence incomplete", func(t *testing.T) {
		withServer(t, func(f *fixture) {
			e := f.run(f.plan("hal"))
			f.wantLines(leftLines(e.Left), "not read of", "not read of")
			if !slices.ContainsFunc(e.Notes, func(n string) bool { return strings.Contains(n, "the credential may not read this list") }) {
				f.Errorf("notes: %q", e.Notes)
			}
			f.options.AllowGone, f.options.SkipCheck = true, true
			if e := f.run(f.plan("hal")); len(e.Left) != 1 || e.Left[0].Kind != offboard.Unclear { // he may be invited
				f.Errorf("left: %v", e.Left)
			}
		}, refuse(clarifai.OpMembersListForApp))
	})
}

func TestRun_Faults(t *testing.T) {
	t.Run("the others go on, and the next run takes what is left", func(t *testing.T) {
		for _, op := range []clarifai.Operation{
			clarifai.OpCollaboratorsRemove, clarifai.OpTeamsRemoveMembers, clarifai.OpInvitationsCancel, clarifai.OpMembersRemove,
		} {
			withServer(t, func(f *fixture) {
				p := f.plan("ann", "hal", "ann@home.test")
				f.server.Inject(clarifaitest.Fault{Operation: op, Count: 8, Kind: clarifaitest.FaultStatus, Status: http.StatusForbidden, Code: clarifai.CodeInsufficientScopes})
				e, err := offboard.Run(f.Context(), f.client, p, nil)
				if !errors.Is(err, clarifai.ErrForbidden) || e.Count(roster.Failed) == 0 || e.Count(roster.Done) == 0 || e.AfterAt.IsZero() {
					f.Errorf("%s: %v\n%s", op, err, strings.Join(resultLines(e), "\n"))
				}
				for _, s := range e.Steps {
					if s.Status == roster.Failed && (s.Error == "" || s.RequestID == "") {
						f.Errorf("%s: %+v", op, s)
					}
				}
				for n := 0; err != nil && n < 8; n++ { // the faults end
					e, err = offboard.Run(f.Context(), f.client, p, nil)
				}
				f.wantLines(leftLines(e.Left), "own app ann/draft of Ann Arbor <ann>")
				f.wantGone()
			})
		}
	})
	t.Run("a response that is lost or spoiled", func(t *testing.T) {
		for _, op := range []clarifai.Operation{
			clarifai.OpCollaboratorsRemove, clarifai.OpTeamsRemoveMembers, clarifai.OpInvitationsCancel, clarifai.OpMembersRemove,
		} {
			for _, kind := range []clarifaitest.FaultKind{clarifaitest.FaultDrop, clarifaitest.FaultHTML, clarifaitest.FaultEmpty, clarifaitest.FaultTruncated} {
				withServer(t, func(f *fixture) {
					p := f.plan("ann", "hal", "ann@home.test")
					f.server.Inject(clarifaitest.Fault{Operation: op, Acts: true, Kind: kind})
					e, err := offboard.Run(f.Context(), f.client, p, nil)
					if err != nil {
						e, err = offboard.Run(f.Context(), f.client, p, nil)
					}
					if err != nil {
						f.Errorf("%s, %s: %v", op, kind, err)
					}
					f.wantLines(leftLines(e.Left), "own app ann/draft of Ann Arbor <ann>")
					f.wantGone()
					f.wantLines(f.pending(), "new@acme.test")
				})
			}
		}
	})
	t.Run("a reading afterwards that fails proves nothing, and the next run does", func(t *testing.T) {
		withServer(t, func(f *fixture) {
			p := f.plan("ann")
			f.server.Inject(clarifaitest.Fault{Operation: clarifai.OpCollaboratorsList, Kind: clarifaitest.FaultStatus, Status: http.StatusForbidden, Code: clarifai.CodeInsufficientScopes})
			e, err := offboard.Run(f.Context(), f.client, p, nil)
			if !errors.Is(err, clarifai.ErrForbidden) || !e.AfterAt.IsZero() || !e.Incomplete() {
				f.Errorf("%v, %v", err, e.AfterAt)
			}
			f.wantLines(leftLines(e.Left), "own app ann/draft of Ann Arbor <ann>", "not read of")
			f.wantGone()
			f.wantLines(leftLines(f.run(p).Left), "own app ann/draft of Ann Arbor <ann>")
		})
	})
	t.Run("a context that ends in the middle", func(t *testing.T) {
		withServer(t, func(f *fixture) {
			p := f.plan("ann", "hal")
			ctx, cancel := context.WithCancel(f.Context())
			f.running.Progress = func(at offboard.Progress) {
				if at.Done == 2 {
					cancel()
				}
			}
			e, err := offboard.Run(ctx, f.client, p, &f.running)
			if !errors.Is(err, context.Canceled) || !e.Incomplete() || e.Count(roster.Done) < 2 || e.Count(roster.Skipped) == 0 {
				f.Errorf("%v\n%s", err, strings.Join(resultLines(e), "\n"))
			}
			for _, s := range e.Steps {
				if s.Status == roster.Skipped && !errors.Is(s.Err, context.Canceled) {
					f.Errorf("%s: %v", s.Step, s.Err)
				}
			}
			f.running.Progress = nil
			f.run(p)
			f.wantGone()
		})
	})
	t.Run("another organization of the same ID is left alone", func(t *testing.T) {
		withServer(t, func(f *fixture) {
			p := f.plan("ann")
			p.Created = p.Created.Add(-time.Hour)
			f.server.ResetRequests()
			e, err := offboard.Run(f.Context(), f.client, p, nil)
			if e != nil || !errors.Is(err, roster.ErrChanged) {
				f.Errorf("%v, %v", e, err)
			}
			f.wantWrites()
		})
	})
}
