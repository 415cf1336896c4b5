package roster_test

import (
	"math"
	"strings"
	"testing"

	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

func TestOptions_BadValues(t *testing.T) {
	limit := func(kind roster.Kind, share float64) roster.Options {
		return roster.Options{Limits: map[roster.Kind]roster.Limit{kind: {Max: 1, Share: share}}}
	}
	for want, o := range map[string]roster.Options{
		`"invite" cannot have a limit: these kinds can: clear default role, take off team, remove app`: limit(roster.Invite, 1),
		`"Remove Member" cannot have a limit`:                      limit("Remove Member", 1),
		`the share of "delete team" must be from 0 to 1`:           limit(roster.DeleteTeam, 1.01),
		`the share of "remove member" must be from 0 to 1`:         limit(roster.RemoveMember, math.NaN()),
		`the share of "remove app" must be from 0 to 1`:            limit(roster.RemoveTeamApp, math.Inf(-1)),
		`there is no kind "all": the kinds are create orga`:        {Kinds: []roster.Kind{roster.Invite, "all"}},
		"Teams: the ID of a team must not be empty":                {Teams: []string{""}},
		"Protect: a user ID or an email address must not be empty": {Protect: []string{"ann", " "}},
	} {
		c := roster.Company{ID: "acme"}
		if err := c.Validate(o); err == nil || !strings.HasPrefix(err.Error(), "roster: ") || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q in it", err, want)
		}
	}
	for _, kind := range append(roster.RemovalKinds(), roster.UpdateMemberRole, roster.UpdateTeamAppRole, roster.SetTeamDefaultRole) {
		c := roster.Company{ID: "acme"}
		if err := c.Validate(limit(kind, 1)); err != nil {
			t.Errorf("%q: %v", kind, err)
		}
	}
}
