package roster_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

func TestApply_CreateOrganization(t *testing.T) {
	t.Run("an organization that does not exist is created", func(t *testing.T) {
		withServer(t, users(), func(f *fixture) {
			if _, err := roster.Plan(f.Context(), f.client, f.company, f.options); !errors.Is(err, clarifai.ErrNotFound) {
				f.Fatalf("without CreateOrganization: %v", err)
			}
			f.options.CreateOrganization = true
			f.company.Teams[0].Apps, f.company.Teams[1].Apps = nil, nil // the new organization has none
			report := f.planAndApply()
			f.wantOutcomes(report.Rows, roster.Invited, roster.Invited, roster.Joined, roster.Invited, roster.Invited)
			if r := report.Steps[0]; r.Kind != roster.CreateOrganization || r.Status != roster.Done || r.Note != "" {
				f.Errorf("%s: %s, %q", r.Step, r.Status, r.Note)
			}
			if org, ok := f.server.Organization("acme"); !ok || org.Name != "Acme" || org.BillingEmail != "bills@acme.test" {
				f.Errorf("organization: %+v", org)
			}
			f.wantOnTeam("vision", "cy")
			f.wantNothingToDo()
		})
	})
	t.Run("a slow server gets one organization", func(t *testing.T) {
		for _, emails := range []clarifaitest.MemberEmails{clarifaitest.MemberEmailsDetail, clarifaitest.MemberEmailsHidden} {
			config := testkit.With(users(), func(c *clarifaitest.Config) {
				c.Variants.Lag = 2 * time.Second
				c.Variants.MemberEmails = emails
			})
			withServer(t, config, func(f *fixture) {
				f.options.CreateOrganization = true
				f.company.Teams[0].Apps, f.company.Teams[1].Apps = nil, nil
				f.company.People = append(f.company.People, person(7, "olga@acme.test", "sound"))
				for _, s := range f.planAndApply().Steps {
					if s.Note != "" {
						f.Errorf("%s: %s", s.Step, s.Note)
					}
				}
				if n := f.writes(clarifai.OpOrganizationsCreate); n != 1 {
					f.Errorf("%d organizations created", n)
				}
				f.wantNothingToDo()
				if n := f.invited("dee@acme.test"); n != 1 {
					f.Errorf("%d invitations", n)
				}
			})
		}
	})
	t.Run("everything else is skipped if it cannot be created", func(t *testing.T) {
		config := testkit.With(users(), func(c *clarifaitest.Config) {
			c.Variants.PayAsYouGo = true
			c.Organizations = append(c.Organizations, clarifaitest.Organization{ID: "first"})
		})
		withServer(t, config, func(f *fixture) {
			f.options.CreateOrganization = true
			report, err := roster.Apply(f.Context(), f.client, f.plan(), &f.applying)
			if !errors.Is(err, clarifai.ErrPlanLimit) || !strings.Contains(err.Error(), "steps were not done, the first: create organization") {
				f.Errorf("Apply: %v", err)
			}
			f.wantLines(steps(report.Steps, roster.Failed), "create organization bills@acme.test")
			if n := len(steps(report.Steps, roster.Skipped)); n != len(report.Steps)-1 || report.Count(roster.NotInvited) != 5 {
				f.Errorf("%d steps skipped, rows %v", n, report.Rows)
			}
			f.wantWrites(1)
		})
	})
}

func TestPlan_CreateOrganization(t *testing.T) {
	t.Run("a route that is gone creates no organization", func(t *testing.T) {
		for name, fault := range map[string]clarifaitest.Fault{
			"page of a proxy": {Kind: clarifaitest.FaultHTML, Status: 404},
			"plain text":      {Kind: clarifaitest.FaultStatus, Status: 404},
			"no such method":  {Kind: clarifaitest.FaultStatus, Status: 501, Code: clarifai.CodeNotImplemented},
		} {
			t.Run(name, func(t *testing.T) {
				fault.Operation, fault.Count = clarifai.OpOrganizationsGet, -1
				withServer(t, testkit.With(users(), func(c *clarifaitest.Config) { c.Faults = append(c.Faults, fault) }), func(f *fixture) {
					f.options.CreateOrganization = true
					_, err := roster.Plan(f.Context(), f.client, f.company, f.options)
					if !errors.Is(err, clarifai.ErrRouteUnavailable) {
						f.Errorf("Plan: %v", err)
					}
					f.wantWrites(0)
				})
			})
		}
	})
	t.Run("an organization that only the caller's list has is not created", func(t *testing.T) {
		fault := clarifaitest.Fault{
			Operation: clarifai.OpOrganizationsGet, Count: -1,
			Kind: clarifaitest.FaultStatus, Status: 404, Code: clarifai.CodeDoesNotExist,
		}
		withServer(t, testkit.With(seed(), func(c *clarifaitest.Config) { c.Faults = append(c.Faults, fault) }), func(f *fixture) {
			f.options.CreateOrganization = true
			f.planAndApply()
			if n := f.writes(clarifai.OpOrganizationsCreate); n != 0 {
				f.Errorf("%d organizations created", n)
			}
		})
	})
}
