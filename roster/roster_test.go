package roster_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// The company of these tests, acme, has the roster and the teams below. On the
// server olga runs the organization, ann and bo are members, and cy, who has an
// account, accepts an invitation at once.
func acme() roster.Company {
	return roster.Company{
		ID: "acme", Name: "Acme", BillingEmail: "bills@acme.test",
		People: []roster.Person{
			person(2, "Ann@ACME.test", "vision"),
			person(3, "bo@acme.test", "vision", "sound"),
			person(4, "cy@acme.test", "vision"),
			person(5, "dee@acme.test", "sound"),
			person(6, "eli@acme.test"),
		},
		Teams: []roster.Team{
			{Line: 2, ID: "vision", Name: "Vision", DefaultRole: clarifai.TeamRoleModelTrainer, Apps: []roster.App{
				{ID: "shelf"}, {ID: "defects", Role: clarifai.TeamRoleFullAccess},
			}},
			{Line: 3, ID: "sound", Name: "Sound", Apps: []roster.App{{ID: "defects", Role: clarifai.TeamRoleLabelerLead}}},
		},
	}
}

func person(line int, email string, teams ...string) roster.Person {
	return roster.Person{Line: line, Email: email, Role: clarifai.RoleTeamContributor, Teams: teams}
}

// seed is what the server starts with.
func seed(change ...func(*clarifaitest.Organization)) clarifaitest.Config {
	org := clarifaitest.Organization{
		ID: "acme", Name: "Acme", BillingEmail: "bills@acme.test", Owner: "olga",
		Members: []clarifaitest.Member{
			{UserID: "ann", Role: clarifai.RoleTeamContributor},
			{UserID: "bo", Role: clarifai.RoleTeamContributor},
		},
	}
	for _, c := range change {
		c(&org)
	}
	return testkit.With(users(),
		func(c *clarifaitest.Config) {
			c.Organizations = append(c.Organizations, org)
			c.Apps = append(c.Apps,
				clarifaitest.App{Owner: "acme", ID: "shelf", Name: "Shelf"},
				clarifaitest.App{Owner: "acme", ID: "defects", Name: "Defects"},
			)
		},
	)
}

func users() clarifaitest.Config {
	return clarifaitest.Config{
		Users: []clarifaitest.User{
			{ID: "olga", Email: "olga@acme.test"},
			{ID: "ann", Email: "ann@acme.test"},
			{ID: "bo", Email: "bo@acme.test"},
			{ID: "cy", Email: "cy@acme.test", AcceptsAtOnce: true},
		},
		InMemory: true,
	}
}

// teams seeds teams.
func teams(list ...clarifaitest.Team) func(*clarifaitest.Organization) {
	return func(o *clarifaitest.Organization) { o.Teams = append(o.Teams, list...) }
}

// invitations seeds an invitation in each of the states.
func invitations(email string, statuses ...clarifai.InvitationStatus) func(*clarifaitest.Organization) {
	return func(o *clarifaitest.Organization) {
		for _, s := range statuses {
			o.Invitations = append(o.Invitations, clarifaitest.Invitation{Email: email, Role: clarifai.RoleTeamContributor, Status: s})
		}
	}
}

// fixture is a server, a client of it and a company, within a bubble.
type fixture struct {
	*testing.T
	server  *clarifaitest.Server
	client  *clarifai.Client
	company roster.Company
	options roster.Options
}

// run has the test run where time costs nothing.
func run(t *testing.T, config clarifaitest.Config, test func(f *fixture)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		server := clarifaitest.NewServer(t, config)
		client := server.Client()
		t.Cleanup(client.Close)
		test(&fixture{t, server, client, acme(), roster.Options{}})
	})
}

func (f *fixture) plan() *roster.Proposal {
	f.Helper()
	p, err := roster.Plan(f.Context(), f.client, f.company, f.options)
	if err != nil {
		f.Fatalf("Plan: %v", err)
	}
	return p
}

func (f *fixture) apply(p *roster.Proposal) *roster.Report {
	f.Helper()
	report, err := roster.Apply(f.Context(), f.client, p)
	if err != nil {
		f.Fatalf("Apply: %v", err)
	}
	return report
}

// onboard plans and applies.
func (f *fixture) onboard() *roster.Report {
	f.Helper()
	return f.apply(f.plan())
}

// rests asserts that another round finds nothing to do and writes nothing.
func (f *fixture) rests() {
	f.Helper()
	f.server.ResetRequests()
	p := f.plan()
	if len(p.Steps) > 0 {
		f.Errorf("the second round wants: %v", p.Steps)
	}
	f.apply(p)
	f.wrote(0)
}

// writes counts the write requests of an operation, "" for all.
func (f *fixture) writes(op clarifai.Operation) (n int) {
	for _, r := range f.server.Requests() {
		if r.Write && (op == "" || r.Operation == op) {
			n++
		}
	}
	return n
}

func (f *fixture) wrote(want int) {
	f.Helper()
	if got := f.writes(""); got != want {
		f.Errorf("%d write requests, want %d", got, want)
	}
}

// outcomes asserts each row's outcome, in the order of the rows.
func (f *fixture) outcomes(rows []roster.Row, want ...roster.Outcome) {
	f.Helper()
	var got []roster.Outcome
	for _, row := range rows {
		got = append(got, row.Outcome)
	}
	if !slices.Equal(got, want) {
		f.Errorf("outcomes: %q, want %q", got, want)
	}
}

// invited counts the invitations that the server has for an address.
func (f *fixture) invited(email string) (n int) {
	for _, i := range f.server.Invitations("acme") {
		if strings.EqualFold(i.Email, email) {
			n++
		}
	}
	return n
}

func (f *fixture) onTeam(team string, want ...string) {
	f.Helper()
	if got := f.server.TeamMembers("acme", team); !slices.Equal(got, want) {
		f.Errorf("on team %s: %q, want %q", team, got, want)
	}
}

// found gives the findings of a kind as lines.
func found(list []roster.Finding, kind roster.FindingKind) (lines []string) {
	for _, f := range list {
		if f.Kind == kind {
			lines = append(lines, f.String())
		}
	}
	return lines
}

func (f *fixture) lines(got []string, want ...string) {
	f.Helper()
	if !slices.Equal(got, want) {
		f.Errorf("got:\n  %s\nwant:\n  %s", strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

func steps(results []roster.Result, status roster.Status) (lines []string) {
	for _, r := range results {
		if r.Status == status {
			lines = append(lines, strings.Join(strings.Fields(fmt.Sprint(r.Kind, " ", r.Team, " ", r.App, r.Email)), " "))
		}
	}
	return lines
}

func TestAnOrganizationIsFilledAndASecondRoundWritesNothing(t *testing.T) {
	run(t, seed(), func(f *fixture) {
		p := f.plan()
		f.wrote(0)
		f.outcomes(p.Rows, roster.Member, roster.Member, roster.ToInvite, roster.ToInvite, roster.ToInvite)
		var planned []string
		for _, s := range p.Steps {
			planned = append(planned, s.String())
		}
		f.lines(planned,
			`invite cy@acme.test, "Team Contributor" (neither a member nor invited)`,
			`invite dee@acme.test, "Team Contributor" (neither a member nor invited)`,
			`invite eli@acme.test, "Team Contributor" (neither a member nor invited)`,
			`create team vision, "Vision" (there is no such team)`,
			`create team sound, "Sound" (there is no such team)`,
			`set default role vision, "Model Trainer" (the team is new)`,
			`give app vision: shelf, "Model Trainer" (the team does not have the app)`,
			`give app vision: defects, "Full Access" (the team does not have the app)`,
			`add to team vision: Ann@ACME.test (a member who is not on the team)`,
			`add to team vision: bo@acme.test (a member who is not on the team)`,
			`give app sound: defects, "Labeler Lead" (the team does not have the app)`,
			`add to team sound: bo@acme.test (a member who is not on the team)`,
		)
		report := f.apply(p)
		f.outcomes(report.Rows, roster.Member, roster.Member, roster.Joined, roster.Invited, roster.Invited)
		f.onTeam("vision", "ann", "bo", "cy")
		f.onTeam("sound", "bo")
		f.lines(found(report.Findings, roster.Waiting), "waiting: sound: dee@acme.test: invited")
		for _, s := range report.Steps {
			if s.Status != roster.Done || s.RequestID == "" || s.Note != "" {
				f.Errorf("%s: %s, request %q, note %q", s.Step, s.Status, s.RequestID, s.Note)
			}
		}
		if team := f.server.Teams("acme")[0]; team.DefaultRole != clarifai.TeamRoleModelTrainer ||
			!slices.Equal(team.Apps, []clarifaitest.TeamApp{
				{AppID: "shelf", Role: clarifai.TeamRoleModelTrainer}, {AppID: "defects", Role: clarifai.TeamRoleFullAccess},
			}) {
			f.Errorf("team vision: %+v", team)
		}
		f.rests()
	})
}

func TestWhoAcceptsLaterIsPutOnTheTeamsByTheNextRound(t *testing.T) {
	run(t, seed(), func(f *fixture) {
		f.onboard()
		if err := f.server.Accept("acme", "dee@acme.test"); err != nil {
			f.Fatal(err)
		}
		report := f.onboard()
		f.lines(steps(report.Steps, roster.Done), "add to team sound dee@acme.test")
		f.rests()
	})
}

func TestWritesThatShowLateAreMadeOnce(t *testing.T) {
	run(t, testkit.With(seed(), func(c *clarifaitest.Config) { c.Variants.Lag = 2 * time.Second }), func(f *fixture) {
		report := f.onboard()
		f.outcomes(report.Rows, roster.Member, roster.Member, roster.Joined, roster.Invited, roster.Invited)
		for _, s := range report.Steps {
			if s.Note != "" {
				f.Errorf("%s: %s", s.Step, s.Note)
			}
		}
		f.rests()
		if len(f.server.Teams("acme")) != 2 || len(f.server.Invitations("acme")) != 3 {
			f.Errorf("%d teams, %d invitations", len(f.server.Teams("acme")), len(f.server.Invitations("acme")))
		}
	})
}

func TestAWriteThatDoesNotShowIsNoted(t *testing.T) {
	run(t, testkit.With(seed(), func(c *clarifaitest.Config) { c.Variants.Lag = time.Minute }), func(f *fixture) {
		f.options.Settle = time.Second
		f.company.People = f.company.People[3:4]
		f.company.Teams = nil
		f.company.People[0].Teams = nil
		start := time.Now()
		report := f.onboard()
		if r := report.Steps[0]; r.Status != roster.Done || r.Note != "not visible yet" {
			f.Errorf("%s: %s, %q", r.Step, r.Status, r.Note)
		}
		if waited := time.Since(start); waited != time.Second {
			f.Errorf("waited %v, want the settling time", waited)
		}
	})
}

func TestDeclinedCancelledExpiredAndLeftAreNotInvitedAgain(t *testing.T) {
	const pending, expired, declined, cancelled, accepted = clarifai.InvitationPending, clarifai.InvitationExpired,
		clarifai.InvitationDeclined, clarifai.InvitationCancelled, clarifai.InvitationAccepted
	cases := []struct {
		name     string
		statuses []clarifai.InvitationStatus
		want     roster.Outcome
	}{
		{"pending", []clarifai.InvitationStatus{pending}, roster.InvitedEarlier},
		{"declined", []clarifai.InvitationStatus{declined}, roster.Declined},
		{"cancelled", []clarifai.InvitationStatus{cancelled}, roster.Cancelled},
		{"expired", []clarifai.InvitationStatus{expired}, roster.Expired},
		{"accepted and no member now", []clarifai.InvitationStatus{accepted}, roster.Left},
		{"pending before the newest", []clarifai.InvitationStatus{pending, declined}, roster.InvitedEarlier},
		{"the newest decides", []clarifai.InvitationStatus{expired, declined}, roster.Declined},
		{"of the same time the one that holds back", []clarifai.InvitationStatus{declined, expired}, roster.Declined},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			run(t, seed(invitations("FAY@acme.test", c.statuses...)), func(f *fixture) {
				f.company.People = []roster.Person{person(2, "fay@acme.test", "sound")}
				f.company.Teams = f.company.Teams[1:]
				p := f.plan()
				f.outcomes(p.Rows, c.want)
				f.apply(p)
				if n := f.invited("fay@acme.test"); n != len(c.statuses) {
					f.Errorf("%d invitations, want the %d of before", n, len(c.statuses))
				}
			})
		})
	}
}

func TestAnExpiredInvitationIsSentAgainOnlyWhenAskedFor(t *testing.T) {
	run(t, testkit.With(seed(invitations("dee@acme.test", clarifai.InvitationExpired)), func(c *clarifaitest.Config) { c.Variants.Lag = 2 * time.Second }), func(f *fixture) {
		f.outcomes(f.plan().Rows, roster.Member, roster.Member, roster.ToInvite, roster.Expired, roster.ToInvite)
		f.options.ReinviteExpired = true
		f.onboard()
		if n := f.invited("dee@acme.test"); n != 2 {
			f.Errorf("%d invitations, want the expired and a new one", n)
		}
		f.rests()
	})
}

func TestAnInvitationThatNoListNamesIsHeld(t *testing.T) {
	run(t, seed(invitations("dee@acme.test", clarifai.InvitationExpired)), func(f *fixture) {
		f.server.Handle("GET /v2/organizations/acme/invitations", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			list := ""
			if r.URL.Query().Get("status") == "" && r.URL.Query().Get("page") == "1" {
				list = `{"id": "x", "invitee_email": "dee@acme.test", "created_at": "2026-05-04T00:00:00Z"}`
			}
			fmt.Fprintf(w, `{"status": {"code": 10000}, "invitations": [%s]}`, list)
		}))
		p := f.plan()
		f.outcomes(p.Rows, roster.Member, roster.Member, roster.ToInvite, roster.Held, roster.ToInvite)
	})
}

func TestAnAnswerThatTheOrganizationIsUnknownCreatesItOnce(t *testing.T) {
	run(t, users(), func(f *fixture) {
		if _, err := roster.Plan(f.Context(), f.client, f.company, f.options); !errors.Is(err, clarifai.ErrNotFound) {
			f.Fatalf("without CreateOrganization: %v", err)
		}
		f.options.CreateOrganization = true
		f.company.Teams[0].Apps, f.company.Teams[1].Apps = nil, nil // the new organization has none
		report := f.onboard()
		f.outcomes(report.Rows, roster.Invited, roster.Invited, roster.Joined, roster.Invited, roster.Invited)
		if org, ok := f.server.Organization("acme"); !ok || org.Name != "Acme" || org.BillingEmail != "bills@acme.test" {
			f.Errorf("organization: %+v", org)
		}
		f.onTeam("vision", "cy")
		f.rests()
	})
}

func TestANewOrganizationOnASlowServerIsFilledOnce(t *testing.T) {
	for _, emails := range []clarifaitest.MemberEmails{clarifaitest.MemberEmailsDetail, clarifaitest.MemberEmailsHidden} {
		config := testkit.With(users(), func(c *clarifaitest.Config) {
			c.Variants.Lag = 2 * time.Second
			c.Variants.MemberEmails = emails
		})
		run(t, config, func(f *fixture) {
			f.options.CreateOrganization = true
			f.company.Teams[0].Apps, f.company.Teams[1].Apps = nil, nil
			f.company.People = append(f.company.People, person(7, "olga@acme.test", "sound"))
			f.onboard()
			if n := f.writes(clarifai.OpOrganizationsCreate); n != 1 {
				f.Errorf("%d organizations created", n)
			}
			f.rests()
			if n := f.invited("dee@acme.test"); n != 1 {
				f.Errorf("%d invitations", n)
			}
		})
	}
}

func TestARouteThatIsGoneCreatesNoOrganization(t *testing.T) {
	for name, fault := range map[string]clarifaitest.Fault{
		"page of a proxy": {Kind: clarifaitest.FaultHTML, Status: 404},
		"plain text":      {Kind: clarifaitest.FaultStatus, Status: 404},
		"no such method":  {Kind: clarifaitest.FaultStatus, Status: 501, Code: clarifai.CodeNotImplemented},
	} {
		t.Run(name, func(t *testing.T) {
			fault.Operation, fault.Count = clarifai.OpOrganizationsGet, -1
			run(t, testkit.With(users(), func(c *clarifaitest.Config) { c.Faults = append(c.Faults, fault) }), func(f *fixture) {
				f.options.CreateOrganization = true
				_, err := roster.Plan(f.Context(), f.client, f.company, f.options)
				if !errors.Is(err, clarifai.ErrRouteUnavailable) {
					f.Errorf("Plan: %v", err)
				}
				f.wrote(0)
			})
		})
	}
}

func TestAnOrganizationThatOnlyTheCallersListHasIsNotCreated(t *testing.T) {
	fault := clarifaitest.Fault{
		Operation: clarifai.OpOrganizationsGet, Count: -1,
		Kind: clarifaitest.FaultStatus, Status: 404, Code: clarifai.CodeDoesNotExist,
	}
	run(t, testkit.With(seed(), func(c *clarifaitest.Config) { c.Faults = append(c.Faults, fault) }), func(f *fixture) {
		f.options.CreateOrganization = true
		f.onboard()
		if n := f.writes(clarifai.OpOrganizationsCreate); n != 0 {
			f.Errorf("%d organizations created", n)
		}
	})
}

func TestRowsThatHiddenMembersCouldBeAreHeld(t *testing.T) {
	config := testkit.With(seed(invitations("dee@acme.test", clarifai.InvitationPending)), func(c *clarifaitest.Config) { c.Variants.MemberEmails = clarifaitest.MemberEmailsHidden })
	run(t, config, func(f *fixture) {
		report := f.onboard()
		f.outcomes(report.Rows, roster.Held, roster.Held, roster.Held, roster.InvitedEarlier, roster.Held)
		if n := f.writes(clarifai.OpInvitationsCreate); n != 0 {
			f.Errorf("%d invitations sent", n)
		}
		f.rests()
	})
}

func TestOneBadItemFailsAloneWhateverTheServerDoesWithBatches(t *testing.T) {
	for _, batch := range []clarifaitest.Batch{
		clarifaitest.BatchAtomic, clarifaitest.BatchMixed, clarifaitest.BatchUnmarked, clarifaitest.BatchOmitted, clarifaitest.BatchSilent,
	} {
		t.Run(fmt.Sprint(batch), func(t *testing.T) {
			// Gus is a member, and g@ is gus, which no list shows.
			config := testkit.With(seed(), func(c *clarifaitest.Config) {
				c.Variants.Batch = batch
				c.Users = append(c.Users, clarifaitest.User{ID: "gus", Email: "gus@acme.test", OtherEmails: []string{"g@acme.test"}})
			})
			run(t, config, func(f *fixture) {
				if err := f.client.Members.Add(f.Context(), "acme", clarifai.AddMemberRequest{UserID: "gus", Role: clarifai.RoleTeamContributor}); err != nil {
					f.Fatal(err)
				}
				f.company.People = append(f.company.People, person(7, "g@acme.test", "vision"))
				f.company.Teams[0].Apps = append(f.company.Teams[0].Apps, roster.App{ID: "missing"})
				report, err := roster.Apply(f.Context(), f.client, f.plan())
				if err == nil {
					f.Fatal("no error")
				}
				f.outcomes(report.Rows, roster.Member, roster.Member, roster.Joined, roster.Invited, roster.Invited, roster.InviteFailed)
				failed := []string{"invite g@acme.test", "give app vision missing"}
				if batch == clarifaitest.BatchSilent { // an answer without a list that says success is one
					failed = failed[:1]
				}
				f.lines(steps(report.Steps, roster.Failed), failed...)
				f.onTeam("vision", "ann", "bo", "cy")
				for _, row := range f.company.People[2:5] {
					if n := f.invited(row.Email); n != 1 {
						f.Errorf("%s: %d invitations", row.Email, n)
					}
				}
			})
		})
	}
}

func TestAConnectionThatDropsAfterTheServerActedDoublesNothing(t *testing.T) {
	for _, op := range []clarifai.Operation{
		clarifai.OpInvitationsCreate, clarifai.OpTeamsCreate, clarifai.OpTeamsUpdate, clarifai.OpTeamsAddMembers, clarifai.OpTeamsAddApps,
	} {
		t.Run(string(op), func(t *testing.T) {
			fault := clarifaitest.Fault{Operation: op, Kind: clarifaitest.FaultDrop, Acts: true}
			config := testkit.With(seed(), func(c *clarifaitest.Config) {
				c.Faults = append(c.Faults, fault)
				c.Variants.Lag = 2 * time.Second
				c.Variants.Exists = clarifaitest.ExistsSilent
			})
			run(t, config, func(f *fixture) {
				f.onboard()
				if len(f.server.Teams("acme")) != 2 || len(f.server.Invitations("acme")) != 3 {
					f.Errorf("%d teams, %d invitations", len(f.server.Teams("acme")), len(f.server.Invitations("acme")))
				}
				f.rests()
			})
		})
	}
}

func TestWhatHangsOnATeamThatFailedIsSkippedAndTheRestGoesOn(t *testing.T) {
	run(t, testkit.With(seed(), func(c *clarifaitest.Config) { c.Variants.PayAsYouGo = true }), func(f *fixture) {
		report, err := roster.Apply(f.Context(), f.client, f.plan())
		if !errors.Is(err, clarifai.ErrPlanLimit) {
			f.Errorf("Apply: %v", err)
		}
		f.outcomes(report.Rows, roster.Member, roster.Member, roster.Joined, roster.Invited, roster.Invited)
		f.lines(steps(report.Steps, roster.Failed), "create team vision", "create team sound")
		f.lines(steps(report.Steps, roster.Skipped),
			"set default role vision", "give app vision shelf", "give app vision defects", "add to team vision Ann@ACME.test", "add to team vision bo@acme.test",
			"give app sound defects", "add to team sound bo@acme.test", "add to team vision cy@acme.test")
		for _, s := range report.Steps {
			if s.Status == roster.Skipped && (s.Note != "the team was not created" || s.Err == nil) {
				f.Errorf("%s: %q, %v", s.Step, s.Note, s.Err)
			}
		}
	})
}

func TestADefaultRoleThatCannotBeSetFailsTheStepAndNotTheTeam(t *testing.T) {
	run(t, testkit.With(seed(), func(c *clarifaitest.Config) { c.Variants.IgnoreDefaultRole = true }), func(f *fixture) {
		report, err := roster.Apply(f.Context(), f.client, f.plan())
		if err == nil {
			f.Error("no error")
		}
		f.lines(steps(report.Steps, roster.Failed), "set default role vision")
		f.onTeam("vision", "ann", "bo", "cy")
	})
}

func TestTheEndOfTheContextSkipsWhatIsLeft(t *testing.T) {
	run(t, seed(), func(f *fixture) {
		ctx, cancel := context.WithCancel(f.Context())
		defer cancel()
		f.options.Progress = func(p roster.Progress) {
			if p.Step != nil && p.Step.Kind == roster.CreateTeam {
				cancel()
			}
		}
		report, err := roster.Apply(ctx, f.client, f.plan())
		if !errors.Is(err, context.Canceled) {
			f.Errorf("Apply: %v", err)
		}
		f.lines(steps(report.Steps, roster.Done),
			"invite cy@acme.test", "invite dee@acme.test", "invite eli@acme.test", "create team vision", "create team sound")
		f.outcomes(report.Rows, roster.Member, roster.Member, roster.Invited, roster.Invited, roster.Invited)
		for _, s := range report.Steps[5:] {
			if s.Status != roster.Skipped || s.Note != "stopped before it" {
				f.Errorf("%s: %s, %q", s.Step, s.Status, s.Note)
			}
		}
	})
}

func TestAContextThatHasEndedSendsNothing(t *testing.T) {
	run(t, seed(), func(f *fixture) {
		p := f.plan()
		f.server.ResetRequests()
		ctx, cancel := context.WithCancel(f.Context())
		cancel()
		report, _ := roster.Apply(ctx, f.client, p)
		f.outcomes(report.Rows, roster.Member, roster.Member, roster.NotInvited, roster.NotInvited, roster.NotInvited)
		if n := len(f.server.Requests()); n != 0 {
			f.Errorf("%d requests", n)
		}
	})
}

func TestWhatHasComeSinceTheProposalIsNotMadeAgain(t *testing.T) {
	run(t, testkit.With(seed(), func(c *clarifaitest.Config) { c.Variants.Exists = clarifaitest.ExistsSilent }), func(f *fixture) {
		p := f.plan()
		ctx := f.Context()
		if _, err := f.client.Invitations.Create(ctx, "acme", clarifai.CreateInvitationRequest{Email: "Dee@acme.test", Role: clarifai.RoleTeamContributor}); err != nil {
			f.Fatal(err)
		}
		if _, err := f.client.Teams.Create(ctx, "acme", clarifai.CreateTeamRequest{ID: "sound", Name: "Sound"}); err != nil {
			f.Fatal(err)
		}
		report := f.apply(p)
		f.lines(steps(report.Steps, roster.Skipped), "invite dee@acme.test", "create team sound")
		f.outcomes(report.Rows, roster.Member, roster.Member, roster.Joined, roster.InvitedEarlier, roster.Invited)
		f.onTeam("sound", "bo")
		f.apply(p) // and a proposal that is applied twice does nothing twice
		if len(f.server.Teams("acme")) != 2 || len(f.server.Invitations("acme")) != 3 {
			f.Errorf("%d teams, %d invitations", len(f.server.Teams("acme")), len(f.server.Invitations("acme")))
		}
	})
}

func TestAStepTakenOutOfTheProposalIsNotDone(t *testing.T) {
	run(t, seed(), func(f *fixture) {
		p := f.plan()
		p.Steps = slices.DeleteFunc(p.Steps, func(s roster.Step) bool { return s.Email == "dee@acme.test" })
		report := f.apply(p)
		f.outcomes(report.Rows, roster.Member, roster.Member, roster.Joined, roster.NotInvited, roster.Invited)
	})
}

func TestDifferencesAndExtrasAreNamedAndLeft(t *testing.T) {
	there := clarifaitest.Team{
		ID: "vision", Name: "Old Vision", DefaultRole: clarifai.TeamRoleLabelerWorker, Members: []string{"olga", "ann"},
		Apps: []clarifaitest.TeamApp{{AppID: "shelf", Role: clarifai.TeamRoleLabelerLead}},
	}
	pending := func(o *clarifaitest.Organization) {
		o.Invitations = append(o.Invitations, clarifaitest.Invitation{Email: "dee@acme.test", Role: clarifai.RoleOrganizationUser})
	}
	run(t, seed(teams(there), pending), func(f *fixture) {
		f.company.People[1].Role = clarifai.RoleOrganizationUser
		f.company.People[1].Teams = []string{"sound"}
		report := f.onboard()
		f.lines(found(report.Findings, roster.Differs),
			`differs: dee@acme.test: the pending invitation has another role: it is "Organization User", and should be "Team Contributor"`,
			`differs: vision: the team has another name: it is "Old Vision", and should be "Vision"`,
			`differs: vision: the team has another default role: it is "`+f.server.RoleID(clarifai.TeamRoleLabelerWorker, clarifai.RoleTypeTeam)+`", and should be "Model Trainer"`,
			`differs: vision: shelf: the team has another role in the app: it is "Labeler Lead", and should be "Model Trainer"`,
			`differs: bo@acme.test: the member has another role: it is "Team Contributor", and should be "Organization User"`,
		)
		f.lines(found(report.Findings, roster.Extra), "extra: vision: olga@acme.test: on the team, and not in the roster for it")
		f.onTeam("vision", "olga", "ann", "cy")
		f.rests()
		f.options.UpdateRoles = true
		report = f.onboard()
		f.lines(steps(report.Steps, roster.Done), "set default role vision", "set app role vision shelf", "change role bo@acme.test")
		if app := f.server.TeamApps("acme", "vision")[0]; app.Role != clarifai.TeamRoleModelTrainer {
			f.Errorf("app: %+v", app)
		}
		f.rests()
	})
}

func TestTheOnlyAdminStaysOne(t *testing.T) {
	run(t, seed(), func(f *fixture) {
		f.options.UpdateRoles = true
		f.company.People = []roster.Person{person(2, "olga@acme.test")}
		f.company.Teams = nil
		p := f.plan()
		f.lines(found(p.Findings, roster.Differs),
			`differs: olga@acme.test: the organization's only Admin stays one: it is "Admin", and should be "Team Contributor"`)
		if !p.Empty() {
			f.Errorf("steps: %v", p.Steps)
		}
	})
}

func TestTwoRowsOfOneMemberAreNotTwoPeople(t *testing.T) {
	run(t, seed(), func(f *fixture) {
		f.server.Handle("GET /v2/organizations/acme/members", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			list := ""
			if r.URL.Query().Get("page") == "1" {
				list = `{"user": {"id": "ann",
					"email_addresses": [{"email": "ann.k@acme.test"}, {"email": "ann@acme.test", "primary": true}]}}`
			}
			fmt.Fprintf(w, `{"status": {"code": 10000}, "organization_members": [%s]}`, list)
		}))
		f.company.People = append(f.company.People, person(7, "ann.k@acme.test", "sound"))
		p := f.plan()
		f.outcomes(p.Rows, roster.Member, roster.ToInvite, roster.ToInvite, roster.ToInvite, roster.ToInvite, roster.Held)
	})
}

func TestAnAdminIsMadeOnlyWhenAllowedAlsoByID(t *testing.T) {
	run(t, seed(), func(f *fixture) {
		f.company.People[4].Role = clarifai.RoleID(f.server.RoleID(clarifai.RoleAdmin, clarifai.RoleTypeOrg))
		_, err := roster.Plan(f.Context(), f.client, f.company, f.options)
		if input, ok := errors.AsType[*roster.InputError](err); !ok || len(input.Rows) != 1 || input.Rows[0].Line != 6 {
			f.Errorf("Plan: %v", err)
		}
		f.options.AllowAdmin = true
		f.plan()
		f.wrote(0)
	})
}

func TestRolesAreFoundHoweverTheServerSpellsThem(t *testing.T) {
	for _, names := range []clarifaitest.RoleNames{clarifaitest.RoleNamesSnake, clarifaitest.RoleNamesUpperSnake} {
		run(t, testkit.With(seed(), func(c *clarifaitest.Config) { c.Variants.RoleNames = names }), func(f *fixture) {
			f.company.People[2].Role = "org contributor"
			f.onboard()
			f.rests()
		})
	}
}

func TestTooManyInvitationsAreRefusedBeforeAnythingIsWritten(t *testing.T) {
	run(t, seed(), func(f *fixture) {
		f.options.MaxInvites = 1
		_, err := roster.Plan(f.Context(), f.client, f.company, f.options)
		input, ok := errors.AsType[*roster.InputError](err)
		if !ok || len(input.Rows) != 2 || input.Rows[0].Line != 5 || input.Rows[1].Line != 6 {
			f.Fatalf("Plan: %v", err)
		}
		f.wrote(0)
		f.options.MaxInvites = 3
		f.onboard()
		f.options.MaxInvites = -1 // nobody needs one any more
		f.rests()
	})
}

func TestAllBadRowsAreToldAtOnceAlsoThoseThatOnlyReadingTells(t *testing.T) {
	run(t, seed(), func(f *fixture) {
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
		f.lines(got,
			`roster line 2: "Ann@ACME.test": unknown role "Wizard": the member roles are Admin, Financial Manager, Organization Contributor, Organization User, Team Contributor, Infrastructure Manager, or id:… for a custom one`,
			`roster line 6: "eli@acme.test": too many invitations: it would be number 3, where 2 are allowed`,
			`roster line 7: "not an address": malformed email`,
			`roster line 8: "ANN@acme.test": duplicate email: "Ann@ACME.test" stands in line 2 already`,
			`roster line 9: "hal@acme.test": unknown team "nowhere"`,
		)
		f.wrote(0)
	})
}

func TestProgressTellsOfEveryStepAndEndsWhole(t *testing.T) {
	run(t, seed(), func(f *fixture) {
		var last roster.Progress
		ended := 0
		f.options.Progress = func(p roster.Progress) {
			if p.Step != nil {
				ended++
			}
			if p.Done > p.Total {
				f.Errorf("%d of %d", p.Done, p.Total)
			}
			last = p
		}
		report := f.onboard()
		if ended != len(report.Steps) || last.Done != last.Total && last.Step != nil {
			f.Errorf("told of %d steps of %d; the last: %+v", ended, len(report.Steps), last)
		}
	})
}

func TestAnOrganizationThatCannotBeCreatedSkipsAllElse(t *testing.T) {
	config := testkit.With(users(), func(c *clarifaitest.Config) {
		c.Variants.PayAsYouGo = true
		c.Organizations = append(c.Organizations, clarifaitest.Organization{ID: "first"})
	})
	run(t, config, func(f *fixture) {
		f.options.CreateOrganization = true
		report, err := roster.Apply(f.Context(), f.client, f.plan())
		if !errors.Is(err, clarifai.ErrPlanLimit) || !strings.Contains(err.Error(), "steps were not done, the first: create organization") {
			f.Errorf("Apply: %v", err)
		}
		f.lines(steps(report.Steps, roster.Failed), "create organization")
		if n := len(steps(report.Steps, roster.Skipped)); n != len(report.Steps)-1 || report.Count(roster.NotInvited) != 5 {
			f.Errorf("%d steps skipped, rows %v", n, report.Rows)
		}
		f.wrote(1)
	})
}

func TestSomeoneOnATeamWithoutAnAddressIsUnmatchedAndNotExtra(t *testing.T) {
	hidden := func(o *clarifaitest.Organization) {
		o.Members = append(o.Members, clarifaitest.Member{UserID: "ivy", Role: clarifai.RoleTeamContributor})
	}
	config := testkit.With(seed(hidden, teams(clarifaitest.Team{ID: "sound", Name: "Sound", Members: []string{"ivy"}})),
		func(c *clarifaitest.Config) {
			c.Users = append(c.Users, clarifaitest.User{ID: "ivy", HidesEmail: true})
		})
	run(t, config, func(f *fixture) {
		p := f.plan()
		f.lines(found(p.Findings, roster.Unmatched), "unmatched: sound: user ivy: on the team, and shows no address to find in the roster")
		f.lines(found(p.Findings, roster.Extra))
		f.outcomes(p.Rows, roster.Member, roster.Member, roster.Held, roster.Held, roster.Held)
	})
}

func TestAListThatCannotBeReadEndsThePlan(t *testing.T) {
	for _, op := range []clarifai.Operation{
		clarifai.OpOrganizationsGet, clarifai.OpRolesList, clarifai.OpInvitationsList, clarifai.OpMembersList,
		clarifai.OpTeamsList, clarifai.OpTeamsListApps, clarifai.OpTeamsListMembers,
	} {
		t.Run(string(op), func(t *testing.T) {
			fault := clarifaitest.Fault{
				Operation: op, Count: -1, Kind: clarifaitest.FaultStatus, Status: 403, Code: clarifai.CodeInsufficientScopes,
			}
			run(t, testkit.With(seed(teams(clarifaitest.Team{ID: "sound"})), func(c *clarifaitest.Config) { c.Faults = append(c.Faults, fault) }), func(f *fixture) {
				p, err := roster.Plan(f.Context(), f.client, f.company, f.options)
				if p != nil || !errors.Is(err, clarifai.ErrForbidden) {
					f.Errorf("Plan: %v, %v", p, err)
				}
				f.wrote(0)
			})
		})
	}
}

func TestNothingIsInvitedOrCreatedThatCouldNotBeLookedForAgain(t *testing.T) {
	fault := func(op clarifai.Operation, skip int) clarifaitest.Fault {
		return clarifaitest.Fault{
			Operation: op, Skip: skip, Count: -1, Kind: clarifaitest.FaultStatus, Status: 403, Code: clarifai.CodeInsufficientScopes,
		}
	}
	config := testkit.With(seed(), func(c *clarifaitest.Config) {
		c.Faults = append(c.Faults, fault(clarifai.OpInvitationsList, 3), fault(clarifai.OpTeamsList, 1))
	})
	run(t, config, func(f *fixture) {
		report, err := roster.Apply(f.Context(), f.client, f.plan())
		if !errors.Is(err, clarifai.ErrForbidden) {
			f.Errorf("Apply: %v", err)
		}
		if len(steps(report.Steps, roster.Failed)) != 5 || len(steps(report.Steps, roster.Skipped)) != 7 {
			f.Errorf("steps: %v", report.Steps)
		}
		f.wrote(0)
	})
}

func TestWhatCannotBeReadBackIsDoneAndNoted(t *testing.T) {
	fault := clarifaitest.Fault{
		Operation: clarifai.OpInvitationsList, Skip: 6, Count: -1, Kind: clarifaitest.FaultStatus, Status: 403, Code: clarifai.CodeInsufficientScopes,
	}
	run(t, testkit.With(seed(), func(c *clarifaitest.Config) { c.Faults = append(c.Faults, fault) }), func(f *fixture) {
		report := f.onboard()
		if r := report.Steps[0]; r.Status != roster.Done || !strings.HasPrefix(r.Note, "not confirmed: ") {
			f.Errorf("%s: %s, %q", r.Step, r.Status, r.Note)
		}
	})
}

func TestAStopWhileWaitingKeepsWhatIsDone(t *testing.T) {
	run(t, testkit.With(seed(), func(c *clarifaitest.Config) { c.Variants.Lag = time.Minute }), func(f *fixture) {
		ctx, cancel := context.WithCancel(f.Context())
		defer cancel()
		f.options.Progress = func(p roster.Progress) {
			if strings.HasPrefix(p.Phase, "waiting") {
				cancel()
			}
		}
		p := f.plan()
		start := time.Now()
		report, err := roster.Apply(ctx, f.client, p)
		if !errors.Is(err, context.Canceled) || time.Since(start) != 0 {
			f.Errorf("Apply: %v, after %v", err, time.Since(start))
		}
		if r := report.Steps[0]; r.Status != roster.Done || r.Note != "not confirmed: stopped" {
			f.Errorf("%s: %s, %q", r.Step, r.Status, r.Note)
		}
	})
}

func TestAStopWithinARequestLeavesEachStepWithAnOutcome(t *testing.T) {
	run(t, testkit.With(seed(), func(c *clarifaitest.Config) { c.Latency = time.Second }), func(f *fixture) {
		p := f.plan()
		ctx, cancel := context.WithTimeout(f.Context(), 7500*time.Millisecond) // while the invitations are under way
		defer cancel()
		report, err := roster.Apply(ctx, f.client, p)
		if !errors.Is(err, context.DeadlineExceeded) {
			f.Errorf("Apply: %v", err)
		}
		f.outcomes(report.Rows, roster.Member, roster.Member, roster.InviteFailed, roster.InviteFailed, roster.InviteFailed)
		for _, s := range report.Steps {
			if want := s.Kind == roster.Invite; errors.Is(s.Err, clarifai.ErrAmbiguous) != want || s.Status == roster.Done {
				f.Errorf("%s: %s, %v", s.Step, s.Status, s.Err)
			}
		}
	})
}

func TestARoleThatTheServerDoesNotHaveIsABadRow(t *testing.T) {
	run(t, seed(), func(f *fixture) {
		f.company.People[1].Role = clarifai.RoleID("nope")
		f.company.Teams[0].Apps[1].Role = clarifai.RoleID("nor")
		_, err := roster.Plan(f.Context(), f.client, f.company, f.options)
		input, ok := errors.AsType[*roster.InputError](err)
		if !ok || len(input.Rows) != 2 || input.Rows[0].Line != 3 || input.Rows[1].Line != 2 || input.Rows[1].File != roster.FileTeams {
			f.Errorf("Plan: %v", err)
		}
	})
}

func TestTheNewestInvitationDecidesInWhateverOrderTheyCome(t *testing.T) {
	const older = `{"id": "a", "invitee_email": "dee@acme.test", "created_at": "2026-05-01T00:00:00Z", "declined_at": "2026-05-02T00:00:00Z"}`
	const newer = `{"id": "b", "invitee_email": "DEE@acme.test", "created_at": "2026-05-03T00:00:00Z"}`
	for _, order := range [][2]string{{older, newer}, {newer, older}} {
		run(t, seed(), func(f *fixture) {
			f.server.Handle("GET /v2/organizations/acme/invitations", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				list := map[string]string{"": order[0] + "," + order[1], "EXPIRED": newer}[r.URL.Query().Get("status")]
				if r.URL.Query().Get("page") != "1" {
					list = ""
				}
				fmt.Fprintf(w, `{"status": {"code": 10000}, "invitations": [%s]}`, list)
			}))
			f.outcomes(f.plan().Rows, roster.Member, roster.Member, roster.ToInvite, roster.Expired, roster.ToInvite)
		})
	}
}

func TestManyAreInvitedInBatches(t *testing.T) {
	run(t, seed(), func(f *fixture) {
		f.company.People = nil
		for i := range 90 {
			f.company.People = append(f.company.People, person(i+2, fmt.Sprintf("p%d@acme.test", i)))
		}
		report := f.onboard()
		if n := f.writes(clarifai.OpInvitationsCreate); n != 3 || report.Count(roster.Invited) != 90 {
			f.Errorf("%d requests, %d invited", n, report.Count(roster.Invited))
		}
		f.rests()
	})
}

func TestATeamThatWasLeftWithoutItsDefaultRoleGetsItFromTheNextRun(t *testing.T) {
	fault := clarifaitest.Fault{Operation: clarifai.OpTeamsUpdate, Kind: clarifaitest.FaultStatus, Status: 403, Code: clarifai.CodeInsufficientScopes}
	run(t, testkit.With(seed(), func(c *clarifaitest.Config) { c.Faults = append(c.Faults, fault) }), func(f *fixture) {
		if _, err := roster.Apply(f.Context(), f.client, f.plan()); err == nil {
			f.Fatal("no error")
		}
		f.onboard()
		for _, team := range f.server.Teams("acme") {
			if team.ID == "vision" && team.DefaultRole != clarifai.TeamRoleModelTrainer {
				f.Errorf("its default role is %q", team.DefaultRole)
			}
		}
		f.rests()
	})
}

func TestATeamThatIsThereByNowIsNoFailure(t *testing.T) {
	run(t, seed(), func(f *fixture) {
		p := f.plan()
		fault := clarifaitest.Fault{Operation: clarifai.OpTeamsCreate, Kind: clarifaitest.FaultStatus, Status: 429, Code: clarifai.CodeThrottled, Acts: true}
		f.server.Inject(fault) // it acts, and says that it did not
		report, err := roster.Apply(f.Context(), f.client, p)
		if err != nil {
			f.Errorf("Apply: %v\n%v", err, steps(report.Steps, roster.Failed))
		}
		f.onTeam("vision", "ann", "bo", "cy")
		f.rests()
	})
}

func TestACallerWhoseAddressIsHiddenIsNotHeldAgainstOthers(t *testing.T) {
	organization := func(c *clarifaitest.Config) {
		c.Organizations = append(c.Organizations, clarifaitest.Organization{ID: "acme"})
	}
	run(t, testkit.With(clarifaitest.Config{
		Users:    []clarifaitest.User{{ID: "olga", Email: "olga@acme.test"}},
		Apps:     []clarifaitest.App{{Owner: "acme", ID: "shelf"}, {Owner: "acme", ID: "defects"}},
		InMemory: true,
		Variants: clarifaitest.Variants{MemberEmails: clarifaitest.MemberEmailsHidden},
	}, organization), func(f *fixture) {
		f.onboard()
		if n := len(f.server.Invitations("acme")); n != len(f.company.People) {
			f.Errorf("%d invitations", n)
		}
	})
}

func TestALookAlikeAddressIsNotTakenForThePerson(t *testing.T) {
	for name, c := range map[string]struct {
		member  string
		invited int
	}{
		"a letter of another script": {"mi\u043ae@acme.test", 1},
		"i without a dot":            {"m\u0131ke@acme.test", 0}, // held
	} {
		t.Run(name, func(t *testing.T) {
			run(t, testkit.With(seed(), func(config *clarifaitest.Config) {
				config.Users = append(config.Users, clarifaitest.User{ID: "mallory", Email: c.member})
			}), func(f *fixture) {
				if err := f.client.Members.Add(f.Context(), "acme", clarifai.AddMemberRequest{UserID: "mallory", Role: clarifai.RoleTeamContributor}); err != nil {
					f.Fatal(err)
				}
				f.company.People = append(f.company.People, person(9, "mike@acme.test", "vision"))
				f.onboard()
				if n := f.invited("mike@acme.test"); n != c.invited {
					f.Errorf("Mike is invited %d times, want %d", n, c.invited)
				}
				f.onTeam("vision", "ann", "bo", "cy")
			})
		})
	}
}

func TestWhoIsToBeAnAdminBecomesOneBeforeAnotherStopsBeingOne(t *testing.T) {
	run(t, seed(), func(f *fixture) {
		f.options.UpdateRoles, f.options.AllowAdmin = true, true
		f.company.People = []roster.Person{person(2, "olga@acme.test"), person(3, "ann@acme.test")}
		f.company.People[1].Role = clarifai.RoleAdmin
		report := f.onboard()
		f.lines(steps(report.Steps, roster.Done)[len(steps(report.Steps, roster.Done))-2:], "change role ann@acme.test", "change role olga@acme.test")
	})
}

func TestAnAddressWithWhatNobodySeesIsMalformed(t *testing.T) {
	for _, email := range []string{"zoe@acme.test\u200b", "\ufeffzoe@acme.test", "zo\u00ade@acme.test", "a@b", "x@[1.2.3.4]", "x@.test."} {
		c := roster.Company{ID: "acme", People: []roster.Person{{Line: 2, Email: email, Role: clarifai.RoleTeamContributor}}}
		if err := c.Validate(roster.Options{}); err == nil {
			t.Errorf("%q is taken", email)
		}
	}
}

func TestPlan_largeOrganization(t *testing.T) {
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
				org.Members = append(org.Members, clarifaitest.Member{UserID: id, Role: clarifai.RoleTeamContributor})
				people = append(people, person(i+2, email))
			}
			run(t, testkit.With(config, func(c *clarifaitest.Config) { c.Organizations = append(c.Organizations, org) }), func(f *fixture) {
				f.company.People, f.company.Teams = people, nil
				if p := f.plan(); !p.Empty() {
					f.Errorf("%d steps for people who are members all, the first: %v", len(p.Steps), p.Steps[0])
				}
			})
		})
	}
}
