package roster_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

func TestFindCauses(t *testing.T) {
	withServer(t, seed(teams(clarifaitest.Team{ID: "vision", Name: "Vision"}, clarifaitest.Team{ID: "sound", Name: "Sound"})), func(f *fixture) {
		ctx, c := f.Context(), f.client
		first := time.Now()
		must := func(err error) {
			f.Helper()
			if err != nil {
				f.Fatal(err)
			}
			<-time.After(time.Minute)
		}
		// Everything is done and undone, so that the last event has to be found.
		must(testkit.ErrorOf(c.Teams.AddMembers(ctx, "acme", "vision", []string{"ann", "bo"})))
		must(c.Teams.RemoveMembers(ctx, "acme", "vision", []string{"ann"}))
		must(c.Teams.AddApps(ctx, "acme", "vision", []clarifai.AddTeamAppRequest{{AppID: "shelf", Role: clarifai.TeamRoleLabelerLead}}))
		must(c.Teams.RemoveApps(ctx, "acme", "vision", []string{"shelf"}))
		must(c.Teams.AddApps(ctx, "acme", "vision", []clarifai.AddTeamAppRequest{{AppID: "defects", Role: clarifai.TeamRoleLabelerLead}}))
		must(c.Members.UpdateRole(ctx, "acme", "bo", clarifai.MemberRoleAdmin))
		must(c.Members.UpdateRole(ctx, "acme", "bo", clarifai.MemberRoleUser))
		must(testkit.ErrorOf(c.Teams.Update(ctx, "acme", "sound", clarifai.UpdateTeamRequest{Name: new("Noise")})))
		must(testkit.ErrorOf(c.Teams.Create(ctx, "acme", clarifai.CreateTeamRequest{ID: "old", Name: "Old"})))
		must(c.Teams.Delete(ctx, "acme", "old"))
		if err := c.Teams.Delete(ctx, "acme", "gone"); err == nil { // refused, and logged all the same
			f.Fatal("a team that is not there is deleted")
		}
		lead := "id:" + f.server.TeamRoleID(clarifai.TeamRoleLabelerLead)
		user := "id:" + f.server.MemberRoleID(clarifai.MemberRoleUser)
		p := &roster.Proposal{Organization: "acme", MadeAt: time.Now(), Steps: []roster.Step{
			{Kind: roster.Invite, Email: "new@acme.test"},
			{Kind: roster.CreateTeam, Team: "old"},
			{Kind: roster.CreateTeam, Team: "gone"},
			{Kind: roster.RenameTeam, Team: "SOUND"},
			{Kind: roster.RenameTeam, Team: "vision"},
			{Kind: roster.AddTeamApp, Team: "vision", App: "shelf"},
			{Kind: roster.AddTeamApp, Team: "sound", App: "shelf"},
			{Kind: roster.UpdateTeamAppRole, Team: "vision", App: "defects", Replaces: lead},
			{Kind: roster.AddTeamMember, Team: "vision", UserID: "Ann"},
			{Kind: roster.AddTeamMember, Team: "vision", UserID: "bo"}, // the log says that bo is on it
			{Kind: roster.UpdateMemberRole, UserID: "bo", Replaces: user},
			{Kind: roster.UpdateMemberRole, UserID: "bo", Replaces: "id:other"},
			{Kind: roster.RemoveTeamMember, Team: "vision", UserID: "bo"},
			{Kind: roster.RemoveTeamApp, Team: "vision", App: "defects"},
			{Kind: roster.RenameOrganization},
		}}
		before := len(f.server.Requests())
		causes, err := roster.FindCauses(ctx, c, p, first.Add(-time.Hour))
		if err != nil {
			f.Fatal(err)
		}
		var got []string
		for _, cause := range causes {
			got = append(got, fmt.Sprint(cause.Step, " ", strings.TrimPrefix(string(cause.Event), "ORGANIZATION_"), " ", cause.UserID, " ", cause.At.Sub(first)))
			if cause.RequestID == "" {
				f.Errorf("no request ID of %+v", cause)
			}
		}
		want := []string{
			"1 TEAM_DELETE olga 9m0s", "3 TEAM_UPDATE olga 7m0s", "5 TEAM_APP_REMOVE olga 3m0s", "7 TEAM_APP_ADD olga 4m0s",
			"8 TEAM_MEMBER_REMOVE olga 1m0s", "10 MEMBER_CHANGE olga 6m0s", "12 TEAM_MEMBER_ADD olga 0s", "13 TEAM_APP_ADD olga 4m0s",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			f.Errorf("wanted and found:\n%s", diff)
		}
		if n := len(f.server.Requests()) - before; n > 2 {
			f.Errorf("the log is read with %d requests", n)
		}
		// What happened since the plan, or before the period, explains nothing.
		p.MadeAt = first.Add(30 * time.Second)
		if causes, err = roster.FindCauses(ctx, c, p, first.Add(-time.Hour)); err != nil || len(causes) != 1 || causes[0].Step != 12 {
			f.Errorf("%+v, %v", causes, err)
		}
		p.MadeAt = time.Now()
		if causes, err = roster.FindCauses(ctx, c, p, first.Add(8*time.Minute+30*time.Second)); err != nil || len(causes) != 1 || causes[0].Step != 1 {
			f.Errorf("%+v, %v", causes, err)
		}
	})
}

func TestFindCauses_Targets(t *testing.T) {
	const at = `"timestamp":"2026-01-02T03:04:05Z","success":true,"user":{"id":"olga"},"operation":`
	vision, ann := `{"team":{"id":"vision"}}`, `{"user":{"id":"ann"}}`
	add := roster.Step{Kind: roster.AddTeamMember, Team: "vision", UserID: "ann"}
	invite := roster.Step{Kind: roster.Invite, Email: "Ann@acme.test"}
	for name, test := range map[string]struct {
		step    roster.Step
		entries string
		found   bool
	}{
		"both":                        {add, `{` + at + `111,"targets":[` + vision + `,` + ann + `]}`, true},
		"both, the other way round":   {add, `{` + at + `"ORGANIZATION_TEAM_MEMBER_REMOVE","targets":[` + ann + `,` + vision + `]}`, true},
		"two people of one team":      {add, `{` + at + `111,"targets":[` + vision + `,` + ann + `,{"user":{"id":"bo"}}]}`, true},
		"which of two teams":          {add, `{` + at + `111,"targets":[` + vision + `,{"team":{"id":"sound"}},` + ann + `,{"user":{"id":"bo"}}]}`, false},
		"no targets":                  {add, `{` + at + `111,"targets":[]}`, false},
		"no team":                     {add, `{` + at + `111,"targets":[` + ann + `]}`, false},
		"another team":                {add, `{` + at + `111,"targets":[{"team":{"id":"sound"}},` + ann + `]}`, false},
		"refused":                     {add, `{"timestamp":"2026-01-02T03:04:05Z","operation":111,"targets":[` + vision + `,` + ann + `]}`, false},
		"without a time":              {add, `{"success":true,"operation":111,"targets":[` + vision + `,` + ann + `]}`, false},
		"both at once":                {add, `{` + at + `111,"targets":[` + vision + `,` + ann + `]},{` + at + `110,"targets":[` + vision + `,` + ann + `]}`, false},
		"an unknown operation":        {add, `{` + at + `4711,"targets":[` + vision + `,` + ann + `]}`, false},
		"an invitee's address":        {invite, `{` + at + `104,"targets":[{"user":{"primary_email":"ann@ACME.test"}}]}`, true},
		"the role of nobody":          {invite, `{` + at + `104,"targets":[{"role":{"id":"r"}}]}`, false},
		"another owner's app":         {roster.Step{Kind: roster.AddTeamApp, Team: "vision", App: "shelf"}, `{` + at + `113,"targets":[` + vision + `,{"app":{"id":"shelf","user_id":"bo"}}]}`, false},
		"an app without its owner":    {roster.Step{Kind: roster.AddTeamApp, Team: "vision", App: "shelf"}, `{` + at + `113,"targets":[` + vision + `,{"app":{"id":"shelf"}}]}`, true},
		"a role that is not replaced": {roster.Step{Kind: roster.UpdateMemberRole, UserID: "ann", Replaces: "id:a"}, `{` + at + `101,"targets":[` + ann + `,{"role":{"id":"b"}}]}`, false},
		"a role that is not shown":    {roster.Step{Kind: roster.UpdateMemberRole, UserID: "ann", Replaces: "id:a"}, `{` + at + `101,"targets":[` + ann + `]}`, true},
	} {
		t.Run(name, func(t *testing.T) {
			c, _ := testkit.NewClient(t, func(n int, _ *testkit.Request) testkit.Reply {
				if n > 1 {
					return testkit.Success(`"entries":[]`)
				}
				return testkit.Success(`"entries":[` + test.entries + `]`)
			})
			causes, err := roster.FindCauses(t.Context(), c, &roster.Proposal{Organization: "acme", Steps: []roster.Step{test.step}}, time.Time{})
			if err != nil || (len(causes) == 1) != test.found || len(causes) > 1 {
				t.Errorf("FindCauses() = %+v, %v", causes, err)
			}
		})
	}
	t.Run("a log that cannot be read is an error", func(t *testing.T) {
		c, s := testkit.NewClient(t, testkit.Script(testkit.Failure(403, 11007)))
		_, err := roster.FindCauses(t.Context(), c, &roster.Proposal{Organization: "acme", Steps: []roster.Step{add}}, time.Time{})
		if !errors.Is(err, clarifai.ErrForbidden) || !strings.Contains(err.Error(), `the audit log of organization "acme"`) {
			t.Errorf("FindCauses() = %v", err)
		}
		if causes, err := roster.FindCauses(t.Context(), c, &roster.Proposal{Organization: "acme"}, time.Time{}); causes != nil || err != nil || len(s.Requests()) != 1 {
			t.Errorf("of a plan without steps: %v, %v, after %d requests", causes, err, len(s.Requests()))
		}
	})
}
