package clarifaitest

import (
	"reflect"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// full fills every field of a struct with something, by its kind.
func full(t *testing.T, v reflect.Value) {
	t.Helper()
	for _, f := range v.Fields() {
		switch f.Kind() {
		case reflect.String:
			f.SetString("x")
		case reflect.Bool:
			f.SetBool(true)
		case reflect.Int, reflect.Int32, reflect.Int64:
			f.SetInt(3)
		case reflect.Uint32:
			f.SetUint(3)
		case reflect.Slice:
			f.Set(reflect.MakeSlice(f.Type(), 1, 1))
			if f.Type().Elem().Kind() == reflect.Struct {
				full(t, f.Index(0))
			}
		case reflect.Map:
			f.Set(reflect.ValueOf(map[string]any{"k": "v"}))
		case reflect.Struct:
			if f.Type() == reflect.TypeFor[time.Time]() {
				f.Set(reflect.ValueOf(time.Unix(1, 0)))
				continue
			}
			full(t, f)
		default:
			t.Fatalf("what fills a %s?", f.Type())
		}
	}
}

// empty lists the fields of a struct that are.
func empty(v reflect.Value, but ...string) (names []string) {
	for i := range v.NumField() {
		name := v.Type().Field(i).Name
		listed := false
		for _, b := range but {
			listed = listed || b == name
		}
		if v.Field(i).IsZero() && !listed {
			names = append(names, v.Type().Name()+"."+name)
		}
	}
	return names
}

func TestNothingOfAFaultIsLostOnItsWayToTheServer(t *testing.T) {
	var f Fault
	full(t, reflect.ValueOf(&f).Elem())
	f.Operation = clarifai.OpTeamsCreate
	inner, err := f.emulated()
	if err != nil {
		t.Fatal(err)
	}
	if lost := empty(reflect.ValueOf(inner)); len(lost) > 0 {
		t.Errorf("empty: %v", lost)
	}
}

func TestNothingOfASeedIsLostOnItsWayToTheServer(t *testing.T) {
	var (
		user         User
		app          App
		token        Token
		policy       PasswordPolicy
		provider     IdentityProvider
		organization Organization
		usage        Usage
		card         Card
		c            config
	)
	for _, seed := range []any{&user, &app, &token, &policy, &provider, &organization, &usage, &card} {
		full(t, reflect.ValueOf(seed).Elem())
	}
	for _, option := range []Option{
		WithUser(user), WithApps(app), WithToken(token), WithPasswordPolicy(policy), WithIdentityProvider(provider), WithOrganization(organization),
		WithUsage(usage), WithCards(card),
	} {
		if err := option(&c); err != nil {
			t.Fatal(err)
		}
	}
	lost := empty(reflect.ValueOf(c.Users[0]))
	lost = append(lost, empty(reflect.ValueOf(c.Apps[0]))...)
	lost = append(lost, empty(reflect.ValueOf(c.Apps[0].Collaborators[0]), "ID")...) // read only
	lost = append(lost, empty(reflect.ValueOf(c.Tokens[0]))...)
	lost = append(lost, empty(reflect.ValueOf(c.PasswordPolicies[0]))...)
	lost = append(lost, empty(reflect.ValueOf(c.IdentityProviders[0]))...)
	lost = append(lost, empty(reflect.ValueOf(c.Organizations[0]))...)
	lost = append(lost, empty(reflect.ValueOf(c.Organizations[0].Members[0]), "Email")...)
	lost = append(lost, empty(reflect.ValueOf(c.Organizations[0].Invitations[0]), "ID")...)
	lost = append(lost, empty(reflect.ValueOf(c.Organizations[0].Teams[0]))...)
	lost = append(lost, empty(reflect.ValueOf(c.Organizations[0].Teams[0].Apps[0]))...)
	lost = append(lost, empty(reflect.ValueOf(c.Usage[0]))...)
	lost = append(lost, empty(reflect.ValueOf(c.Cards[0]))...)
	if len(lost) > 0 {
		t.Errorf("empty: %v", lost)
	}
	if lost := empty(reflect.ValueOf(appOf(c.Apps[0]))); len(lost) > 0 {
		t.Errorf("of an app that is read: %v", lost)
	}
	if lost := empty(reflect.ValueOf(tokenOf(c.Tokens[0]))); len(lost) > 0 {
		t.Errorf("of a token that is read: %v", lost)
	}
}

func TestNothingOfARequestOrAnEntryIsLostOnItsWayBack(t *testing.T) {
	s := NewServer(t, InMemory(), WithOrganization(Organization{ID: "acme"}))
	if _, err := s.Client(clarifai.WithRequestIDPrefix("p")).Teams.Create(t.Context(), "acme", clarifai.CreateTeamRequest{ID: "a", Name: "A"}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Client().Teams.List(t.Context(), "acme", &clarifai.ListTeamsOptions{Query: "a"}); err != nil {
		t.Fatal(err)
	}
	requests := s.Requests()
	if lost := empty(reflect.ValueOf(requests[0])); len(lost) > 0 {
		t.Errorf("of a write: %v", lost)
	}
	if got := requests[1].Query.Get("query"); got != "a" {
		t.Errorf("the query is %q", got)
	}
	var entry AuditEntry
	full(t, reflect.ValueOf(&entry).Elem())
	entry.Operation = clarifai.EventTeamCreate
	if err := s.AddAuditEntries("acme", entry); err != nil {
		t.Fatal(err)
	}
	log := s.AuditLog("acme")
	if lost := empty(reflect.ValueOf(log[len(log)-1])); len(lost) > 0 {
		t.Errorf("of an entry: %v", lost)
	}
	if s.AddAuditEntries("nobody", entry) == nil || s.AddAuditEntries("acme", AuditEntry{Operation: "PAINT"}) == nil {
		t.Error("an entry of nobody's, or of nothing, is taken")
	}
}

func TestAVariantThatThereIsNotIsRefused(t *testing.T) {
	for _, option := range []Option{
		WithMemberEmails(99), WithCancel(99), WithExists(99), WithAppRole(99), WithBatch(99), WithRoleNames(99), WithUnknownPath(99), WithAuditBounds(99), WithUsageBounds(99),
	} {
		if _, err := Start(option); err == nil {
			t.Error("it is taken")
		}
	}
}

func TestTheServersRolesAreThoseOfThePackage(t *testing.T) {
	s := NewServer(t, InMemory())
	for kind, refs := range map[clarifai.RoleType][]clarifai.RoleRef{
		clarifai.RoleTypeOrg: {
			clarifai.RoleAdmin, clarifai.RoleFinancialManager, clarifai.RoleOrganizationContributor, clarifai.RoleOrganizationUser,
			clarifai.RoleTeamContributor, clarifai.RoleInfrastructureManager,
		},
		clarifai.RoleTypeTeam: {
			clarifai.TeamRoleFullAccess, clarifai.TeamRoleModelTrainer, clarifai.TeamRoleLabelerLead, clarifai.TeamRoleLabelerWorker,
		},
	} {
		roles, err := clarifai.Collect(s.Client().Roles.ListAll(t.Context(), &clarifai.ListRolesOptions{Types: []clarifai.RoleType{kind}}))
		if err != nil || len(roles) != len(refs) {
			t.Fatalf("%d roles of type %s, %v", len(roles), kind, err)
		}
		for i, ref := range refs {
			found := false
			for _, r := range roles {
				found = found || r.Name == string(ref)
			}
			if !found {
				t.Errorf("%d: there is no %s", i, ref)
			}
		}
	}
}
