package roster_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

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
		opts := append(users(), clarifaitest.WithLag(2*time.Second), clarifaitest.WithMemberEmails(emails))
		run(t, opts, func(f *fixture) {
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
			run(t, append(users(), clarifaitest.WithFaults(fault)), func(f *fixture) {
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
	run(t, append(seed(), clarifaitest.WithFaults(fault)), func(f *fixture) {
		f.options.CreateOrganization = true
		f.onboard()
		if n := f.writes(clarifai.OpOrganizationsCreate); n != 0 {
			f.Errorf("%d organizations created", n)
		}
	})
}

func TestAnOrganizationThatCannotBeCreatedSkipsAllElse(t *testing.T) {
	opts := append(users(), clarifaitest.WithPayAsYouGo(), clarifaitest.WithOrganization(clarifaitest.Organization{ID: "first"}))
	run(t, opts, func(f *fixture) {
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
