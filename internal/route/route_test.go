package route_test

import (
	"slices"
	"testing"

	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
)

func TestFind(t *testing.T) {
	for _, r := range route.All() {
		if route.Get(r.Op) != r || route.Find(r.Op) != r {
			t.Errorf("%s returns another route", r.Op)
		}
	}
	for _, op := range []string{"", "call", "teams", "Teams.Create"} {
		if r := route.Find(op); r != nil {
			t.Errorf("%q returns %s", op, r.Op)
		}
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("Get(%q) does not panic", op)
				}
			}()
			route.Get(op)
		}()
	}
}

func TestString(t *testing.T) {
	for got, want := range map[string]string{
		route.Current.String() + route.Archived.String() + route.Assumed.String():                      "CurrentArchivedAssumed",
		route.PAT.String() + route.Key.String() + route.Session.String() + route.None.String():         "PATKeySessionNone",
		route.Read.String() + route.Idempotent.String() + route.Verify.String() + route.Never.String(): "ReadIdempotentVerifyNever",
	} {
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
}

func TestRoute_Needs(t *testing.T) {
	for op, want := range map[string]struct{ always, sometimes []string }{
		"users.get":          {nil, nil},
		"teams.get":          {[]string{"Teams_Get"}, nil},
		"teams.create":       {[]string{"Teams_Add", "Teams_Get"}, []string{"Roles_Get"}},
		"members.add":        {[]string{"OrganizationMembers_Add"}, []string{"Roles_Get", "OrganizationMembers_List"}},
		"apps.update":        {[]string{"Apps_Add", "Apps_Get", "Workflows_Get"}, nil},
		"apps.change_id":     {[]string{"Apps_Add", "Apps_Get", "Workflows_Get"}, nil},
		"users.star":         {nil, nil},
		"tokens.update":      {[]string{"Keys_Add", "Keys_Get"}, nil},
		"members.remove":     {[]string{"OrganizationMembers_Delete"}, nil},
		"teams.add_apps":     {[]string{"TeamApps_Get", "TeamApps_Add", "Teams_Get", "Roles_Get", "Apps_Get"}, nil},
		"apps.star":          {[]string{"Apps_Get"}, []string{"Workflows_Get"}},
		"models.star":        {[]string{"Models_Get"}, []string{"Apps_Get", "Concepts_Get"}},
		"workflows.unstar":   {[]string{"Workflows_Get"}, []string{"Apps_Get", "Models_Get"}},
		"billing.list_plans": {nil, nil},
		"teams.list_apps":    {[]string{"TeamApps_Get", "Teams_Get", "Roles_Get", "Apps_Get"}, nil},
	} {
		always, sometimes := route.Get(op).Needs()
		if !slices.Equal(always, want.always) || !slices.Equal(sometimes, want.sometimes) {
			t.Errorf("%s needs %v always and %v sometimes, want %v and %v", op, always, sometimes, want.always, want.sometimes)
		}
	}
	t.Run("the table is left as it is", func(t *testing.T) {
		r := route.Get("apps.update")
		if r.Needs(); !slices.Equal(r.Scopes, []string{"Apps_Add", "Apps_Get"}) {
			t.Errorf("its own scopes are %v now", r.Scopes)
		}
	})
}

func TestRoute_Requests(t *testing.T) {
	for op, want := range map[string][2]int{
		"teams.get": {1, 0}, "teams.list": {1, 0}, "teams.create": {1, 0},
		"apps.update": {2, 0}, "invitations.cancel": {1, 0}, "apps.change_id": {2, 0},
		"billing.set_default_payment_method": {2, 0}, "collaborators.update": {1, 1}, "teams.set_app_role": {1, 1}, "password_policies.update": {1, 1},
	} {
		single, lists := route.Get(op).Requests()
		if got := [2]int{single, lists}; got != want {
			t.Errorf("%s sends %d single requests and reads %d lists, want %v", op, single, lists, want)
		}
	}
}
