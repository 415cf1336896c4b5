package roster_test

import (
	"errors"
	"net/http"
	"slices"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// moveAddress sets another address of a user, in all that the client reads.
func (f *fixture) moveAddress(user, address string) {
	f.editResponses(func(_ *http.Request, body map[string]any) {
		eachObject(body, "", func(_ string, object map[string]any) {
			if object["id"] == user && object["primary_email"] != nil {
				object["primary_email"] = address
				object["email_addresses"] = []any{map[string]any{"email": address, "primary": true, "verified": true}}
			}
		})
	})
}

// wantKept asserts that each step about a user was skipped because of a change.
func (f *fixture) wantKept(report *roster.Report, user string, want int) {
	f.Helper()
	for _, r := range report.Steps {
		if r.UserID != user || r.Kind == roster.AddTeamMember {
			continue
		}
		if want--; r.Status != roster.Skipped || !errors.Is(r.Err, roster.ErrChanged) {
			f.Errorf("%s: %s, %q, %v", r.Step, r.Status, r.Note, r.Err)
		}
	}
	if want != 0 {
		f.Errorf("%d steps more about %s are wanted", want, user)
	}
}

func TestApply_AddressMoved(t *testing.T) {
	t.Run("to a member who would be removed", func(t *testing.T) {
		withCrowded(t, crowded(), func(f *fixture) {
			f.company.People = append(f.company.People, person(5, "new@acme.test", "vision"))
			f.options.Limits = open(roster.RemoveMember, roster.RemoveTeamMember)
			p := f.plan()
			f.moveAddress("cy", "new@acme.test")
			report, err := roster.Apply(f.Context(), f.client, p, nil)
			if err == nil {
				f.Error("no error")
			}
			f.wantKept(report, "cy", 1)
			f.wantOnTeam("vision", "ann", "bo", "cy")
		})
	})
	t.Run("to a member who would be taken off a team", func(t *testing.T) {
		withCrowded(t, crowded(), func(f *fixture) {
			f.company.People = append(f.company.People, person(5, "new@acme.test", "vision"))
			f.options.Limits = open(roster.RemoveTeamMember)
			p := f.plan()
			f.moveAddress("cy", "new@acme.test")
			report, _ := roster.Apply(f.Context(), f.client, p, nil)
			f.wantKept(report, "cy", 1)
			f.wantOnTeam("vision", "ann", "bo", "cy")
		})
	})
	// An address that is protected by that time is the member's.
	for name, c := range map[string]struct {
		kind roster.Kind
		user string
	}{
		"and is protected, of a member who would be removed":           {roster.RemoveMember, "cy"},
		"and is protected, of somebody who would be taken off a team":  {roster.RemoveTeamMember, "cy"},
		"and is protected, of a member whose role may become narrower": {roster.UpdateMemberRole, "bo"},
	} {
		t.Run(name, func(t *testing.T) {
			withCrowded(t, crowded(), func(f *fixture) {
				f.options.Protect = []string{"boss@acme.test"}
				f.options.UpdateRoles, f.options.Limits = true, open(c.kind)
				f.company.People[2].Role = clarifai.MemberRoleContributor
				p := f.plan()
				p.Steps = slices.DeleteFunc(p.Steps, func(s roster.Step) bool { return s.Kind != c.kind })
				f.moveAddress(c.user, "boss@acme.test")
				report, _ := roster.Apply(f.Context(), f.client, p, nil)
				f.wantKept(report, c.user, 1)
			})
		})
	}
}
