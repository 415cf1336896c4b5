package clarifai_test

import (
	"errors"
	"go/ast"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
)

func TestPreflight_LookUps(t *testing.T) {
	ops := []clarifai.Operation{clarifai.OpMembersAdd, clarifai.OpTeamsSetAppRole}
	preflight := func(t *testing.T, scopes ...string) (report *clarifai.PreflightReport) {
		bubble(t, func(t *testing.T, s *clarifaitest.Server) {
			var err error
			if report, err = s.Client(clarifai.WithPAT("limited")).Preflight(t.Context(), ops...); err != nil {
				t.Fatal(err)
			}
		}, clarifaitest.WithToken(clarifaitest.Token{UserID: "owner", Secret: "limited", Scopes: scopes}))
		return report
	}
	t.Run("what a look-up needs is missing", func(t *testing.T) {
		report := preflight(t, "OrganizationMembers_Add", "TeamApps_Get", "TeamApps_Add", "Teams_Get", "Roles_Get", "Apps_Get")
		want := &clarifai.PreflightReport{Missing: []clarifai.MissingScopes{
			{clarifai.OpMembersAdd, []string{"OrganizationMembers_List"}, []string{"OrganizationMembers_List"}},
			{clarifai.OpTeamsSetAppRole, []string{"TeamApps_Delete"}, []string{"TeamApps_Delete"}},
		}}
		if diff := cmp.Diff(want, report); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("a role's name needs Roles_Get", func(t *testing.T) {
		report := preflight(t, "OrganizationMembers_Add")
		if len(report.Allowed) > 0 || len(report.Missing) != 2 {
			t.Fatalf("%+v", report)
		}
		if diff := cmp.Diff([]string{"Roles_Get", "OrganizationMembers_List"}, report.Missing[0].Scopes); diff != "" {
			t.Error(diff)
		}
		if err := report.Err(); !errors.Is(err, clarifai.ErrForbidden) || !strings.Contains(err.Error(), "members.add needs Roles_Get, OrganizationMembers_List (Roles_Get, OrganizationMembers_List only for look-ups)") ||
			!strings.Contains(err.Error(), "only a token with the scope All has them") {
			t.Errorf("got %v", err)
		}
	})
	t.Run("scopes that nothing shows to exist are unknown", func(t *testing.T) {
		ops = ops[:1]
		report := preflight(t, "Apps_Get")
		if len(report.Unknown) != 1 || !report.Unknown[0].NeedsAll() || report.Err() != nil {
			t.Errorf("%+v", report)
		}
	})
	t.Run("All is everything", func(t *testing.T) {
		ops = nil
		if report := preflight(t, "All"); len(report.Allowed) != len(clarifai.Routes()) {
			t.Errorf("%+v", report)
		}
	})
}

func TestScopes_MissingOneNotOfferedForKeys(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		client := s.Client(clarifai.WithPAT("limited"))
		_, err := client.Teams.List(t.Context(), "acme", nil)
		if !errors.Is(err, clarifai.ErrForbidden) || !strings.Contains(err.Error(), "Teams_Get were not offered for keys: only a token with the scope All has them") {
			t.Errorf("got %v", err)
		}
		_, err = client.Tokens.List(t.Context(), "me", nil)
		if !errors.Is(err, clarifai.ErrForbidden) || !strings.Contains(err.Error(), "Keys_Get") || strings.Contains(err.Error(), "All") {
			t.Errorf("of a scope that is offered: %v", err)
		}
	}, clarifaitest.WithToken(clarifaitest.Token{UserID: "owner", Secret: "limited", Scopes: []string{"Apps_Get"}}))
}

func TestGuard_ALookUpThatIsNotListed(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		client := s.Client(clarifai.WithGuard(clarifai.Guard{Operations: []clarifai.Operation{clarifai.OpMembersAdd, clarifai.OpTeamsGet}}))
		err := client.Members.Add(t.Context(), "acme", clarifai.AddMemberRequest{UserID: "cy", Role: clarifai.RoleOrganizationUser})
		if !errors.Is(err, clarifai.ErrGuarded) || !strings.Contains(err.Error(), "roles.list") || !strings.Contains(err.Error(), "need for a look-up: members.add") {
			t.Errorf("got %v", err)
		}
		_, err = client.Organizations.Get(t.Context(), "acme")
		if !errors.Is(err, clarifai.ErrGuarded) || strings.Contains(err.Error(), "look-up") {
			t.Errorf("of an operation that nothing needs: %v", err)
		}
	})
}

// composed are the methods that carry out several operations, by those.
var composed = map[string][]string{
	"Tokens.Rotate": {"tokens.get", "tokens.create", "tokens.get_my_scopes", "tokens.revoke", "tokens.list"},
}

var scopeName = regexp.MustCompile(`\b[A-Z][A-Za-z]*_[A-Z][A-Za-z]*\b`)

func TestScopes_Documentation(t *testing.T) {
	docs := methodDocs(t)
	see := regexp.MustCompile(`; see\s+\[(\w+)Service\.(\w+)\]`)
	for name, method := range coreMethods {
		ops := composed[name]
		if ops == nil {
			ops = []string{string(method.op)}
		}
		var want []string
		for _, op := range ops {
			always, sometimes := route.Get(op).Needs()
			want = append(append(want, always...), sometimes...)
		}
		doc, ok := docs[name]
		if !ok {
			t.Errorf("%s has no documentation", name)
			continue
		}
		if other := see.FindStringSubmatch(doc); other != nil && !scopeName.MatchString(doc) {
			doc += docs[other[1]+"."+other[2]]
		}
		slices.Sort(want)
		got := scopeName.FindAllString(doc, -1)
		slices.Sort(got)
		if diff := cmp.Diff(slices.Compact(want), slices.Compact(got)); diff != "" {
			t.Errorf("%s, its scopes and those in its documentation:\n%s", name, diff)
		}
	}
}

// methodDocs returns the comments of the methods of services, by the name of
// the client's field and of the method.
func methodDocs(t *testing.T) map[string]string {
	t.Helper()
	docs := make(map[string]string)
	for _, file := range packageFiles(t) {
		for _, decl := range file.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || f.Recv == nil || !f.Name.IsExported() {
				continue
			}
			pointer, _ := f.Recv.List[0].Type.(*ast.StarExpr)
			if pointer == nil {
				continue
			}
			receiver, _ := pointer.X.(*ast.Ident)
			if receiver == nil {
				continue
			}
			if service, ok := strings.CutSuffix(receiver.Name, "Service"); ok {
				docs[service+"."+f.Name.Name] = f.Doc.Text()
			}
		}
	}
	return docs
}

// A token that has exactly the scopes of the table carries every operation
// out, and finds out what became of it after a lost response. Every request is
// of an operation that the table lists.
func TestScopes_AreEnoughAndLookUpsAreListed(t *testing.T) {
	for _, r := range route.All() {
		if r.Credential == route.None || r.Credential == route.Session {
			continue
		}
		op := clarifai.Operation(r.Op)
		always, sometimes := r.Needs()
		scopes := slices.Concat(always, sometimes)
		if op == clarifai.OpTokensCreate || op == clarifai.OpCollaboratorsUpdate || op == clarifai.OpCollaboratorsAdd {
			scopes = append(scopes, "Models_Get") // what is handed on
		}
		if len(scopes) == 0 {
			scopes = []string{"Predict"}
		}
		for _, faults := range [][]clarifaitest.Option{nil, {lost(op)}} {
			bubble(t, func(t *testing.T, s *clarifaitest.Server) {
				client := s.Client(clarifai.WithPAT("limited"))
				call := operations(s.Invitations("acme")[0].ID, s.RoleID(clarifai.RoleAdmin, clarifai.RoleTypeOrg))[op]
				value, err := call(t.Context(), client)
				never := r.Class == route.Never && faults != nil
				if never != errors.Is(err, clarifai.ErrAmbiguous) || !never && (err != nil || reflect.ValueOf(value).IsZero()) {
					t.Errorf("%s with %v (lost: %v): %v, %v", op, scopes, faults != nil, value, err)
				}
				for _, request := range s.Requests() {
					listed := slices.ContainsFunc(r.LookUps, func(l route.LookUp) bool { return clarifai.Operation(l.Op) == request.Operation })
					if request.Operation != op && !listed && !preparing[op][request.Operation] {
						t.Errorf("%s sends %s, which the table does not list", op, request.Operation)
					}
				}
			}, append(faults, clarifaitest.WithToken(clarifaitest.Token{UserID: "owner", Secret: "limited", Scopes: scopes}))...)
		}
	}
}

// preparing are the requests by which a call of operations is prepared.
var preparing = map[clarifai.Operation]map[clarifai.Operation]bool{
	clarifai.OpUsersUnstar: {clarifai.OpUsersStar: true},
}

func TestScopes_LookUpsAreKnownToUsers(t *testing.T) {
	for _, r := range clarifai.Routes() {
		own := route.Get(string(r.Op))
		if len(r.Lookups) != len(own.LookUps) {
			t.Fatalf("%s: %v", r.Op, r.Lookups)
		}
		for i, l := range r.Lookups {
			if string(l.Op) != own.LookUps[i].Op || l.When != own.LookUps[i].When {
				t.Errorf("%s: %v", r.Op, l)
			}
		}
	}
}
