package clarifai_test

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/access"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/cost"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

func TestAccessors_OfWhatIsNotThere(t *testing.T) {
	for name, got := range map[string]string{
		"Member.UserID": (&clarifai.Member{}).UserID(), "Member.UserID of nil": (*clarifai.Member)(nil).UserID(),
		"Member.Email": (&clarifai.Member{}).Email(), "Member.Email of nil": (*clarifai.Member)(nil).Email(),
		"Member.RoleName": (&clarifai.Member{}).RoleName(), "Member.RoleName of nil": (*clarifai.Member)(nil).RoleName(),
		"UserOrganization.OrganizationID":   (&clarifai.UserOrganization{}).OrganizationID(),
		"UserOrganization.OrganizationName": (&clarifai.UserOrganization{}).OrganizationName(),
		"UserOrganization.RoleName":         (&clarifai.UserOrganization{}).RoleName(),
		"Invitation.RoleName":               (&clarifai.Invitation{}).RoleName(),
		"Invitation.OrganizationID":         (&clarifai.Invitation{}).OrganizationID(),
		"TeamApp.AppID":                     (&clarifai.TeamApp{}).AppID(),
		"Collaborator.UserID":               (&clarifai.Collaborator{}).UserID(),
		"Collaborator.Email":                (&clarifai.Collaborator{}).Email(),
		"Collaboration.AppID":               (&clarifai.Collaboration{}).AppID(),
		"Collaboration.OwnerID":             (&clarifai.Collaboration{}).OwnerID(),
		"AuditLogEntry.UserID":              (&clarifai.AuditLogEntry{}).UserID(),
		"AuditLogTarget.ID":                 (&clarifai.AuditLogTarget{}).ID(), "AuditLogTarget.ID of nil": (*clarifai.AuditLogTarget)(nil).ID(),
	} {
		if got != "" {
			t.Errorf("%s is %q", name, got)
		}
	}
}

func TestAccessors_OfWhatIsThere(t *testing.T) {
	user, role := &clarifai.User{ID: "ann", PrimaryEmail: "ann@acme.example"}, &clarifai.Role{Name: "Admin"}
	org, app := &clarifai.Organization{ID: "acme", Name: "Acme"}, &clarifai.App{ID: "app", UserID: "acme"}
	member := &clarifai.Member{User: user, Role: role}
	mine := &clarifai.UserOrganization{Organization: org, Role: role}
	invitation := &clarifai.Invitation{Organization: org, Role: role}
	collaborator := &clarifai.Collaborator{User: user}
	for want, got := range map[string]string{
		"ann ann@acme.example Admin": member.UserID() + " " + member.Email() + " " + member.RoleName(),
		"acme Acme Admin":            mine.OrganizationID() + " " + mine.OrganizationName() + " " + mine.RoleName(),
		"acme Admin":                 invitation.OrganizationID() + " " + invitation.RoleName(),
		"app":                        (&clarifai.TeamApp{App: &clarifai.AppIdentity{AppID: "app"}}).AppID(),
		"ann ann@acme.example":       collaborator.UserID() + " " + collaborator.Email(),
		"app acme":                   (&clarifai.Collaboration{App: app}).AppID() + " " + (&clarifai.Collaboration{App: app}).OwnerID(),
		"ann":                        (&clarifai.AuditLogEntry{User: user}).UserID(),
		"m":                          (&clarifai.AuditLogTarget{Model: json.RawMessage(`{"id":"m"}`)}).ID(),
		"acme":                       (&clarifai.Collaboration{AppOwner: &clarifai.User{ID: "acme"}}).OwnerID(),
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	if got := (&clarifai.AuditLogTarget{Team: &clarifai.Team{ID: "ml"}}).ID(); got != "ml" {
		t.Errorf("the target is %q", got)
	}
}

// withoutUsers has the members in answers show null for a user or a role.
type withoutUsers struct {
	http.RoundTripper
	null []string // fields
}

var membersPath = regexp.MustCompile(`/members$`)

func (w withoutUsers) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := w.RoundTripper.RoundTrip(r)
	if err != nil || r.Method != http.MethodGet || !membersPath.MatchString(r.URL.Path) {
		return response, err
	}
	var tree map[string]any
	if err := json.NewDecoder(response.Body).Decode(&tree); err != nil {
		return nil, err
	}
	for _, member := range items(tree["organization_members"]) {
		for _, field := range w.null {
			member.(map[string]any)[field] = nil
		}
	}
	data, err := json.Marshal(tree)
	response.Body, response.ContentLength = io.NopCloser(strings.NewReader(string(data))), int64(len(data))
	response.Header.Del("Content-Length")
	return response, err
}

func TestMembers_NullUserOrRole(t *testing.T) {
	for _, null := range [][]string{{"user"}, {"role"}, {"user", "role"}} {
		t.Run(strings.Join(null, " and "), func(t *testing.T) {
			bubble(t, func(t *testing.T, s *clarifaitest.Server) {
				hc := *s.HTTPClient()
				hc.Transport = withoutUsers{hc.Transport, null}
				client := s.Client(clarifai.WithHTTPClient(&hc))
				seen := 0
				for member, err := range client.Members.ListAll(t.Context(), "acme", nil) {
					if err != nil {
						t.Fatal(err)
					}
					seen++
					// The lines of README's and doc.go's first programs.
					fmt.Fprintln(io.Discard, member.UserID(), member.Email(), member.RoleName())
					fmt.Fprintln(io.Discard, member.UserID(), member.RoleName())
					if (member.UserID() == "") != slices.Contains(null, "user") || (member.RoleName() == "") != slices.Contains(null, "role") {
						t.Errorf("%q is %q", member.UserID(), member.RoleName())
					}
				}
				if seen != 3 {
					t.Errorf("%d members", seen)
				}
				if _, err := client.Members.Find(t.Context(), "acme", "nobody"); err == nil {
					t.Error("somebody was found")
				}
				company := roster.Company{ID: "acme", People: []roster.Person{{Email: "new@acme.example", Role: clarifai.RoleOrganizationUser}}}
				if _, err := roster.Plan(t.Context(), client, company, roster.Options{}); err != nil {
					t.Errorf("roster: %v", err)
				}
				policy := access.Policy{Name: "none", Teams: []string{"ml"}, Rule: access.Rule{Apps: []string{"app2"}}, LowerTo: clarifai.TeamRoleLabelerWorker}
				if _, err := access.Enforce(t.Context(), client, "acme", []access.Policy{policy}, access.Options{DryRun: true, MaxRemovals: 10, MaxRemovalShare: 1}); err != nil {
					t.Errorf("access: %v", err)
				}
				now := time.Now().UTC()
				if _, err := cost.ReadUsage(t.Context(), client, "acme", cost.Period{Start: now.AddDate(0, 0, -2), End: now}); err != nil {
					t.Errorf("cost: %v", err)
				}
			})
		})
	}
}

// optional are the fields of answers that may be nil, and how they are read.
var optional = []string{"User", "Role", "Organization", "App", "AppOwner", "UserDetail", "ExtraInfo"}

// What people copy reads nothing through a pointer that an answer may lack.
func TestDocumentation_ReadsNothingThroughANil(t *testing.T) {
	programs := make(map[string]string)
	for n, block := range regexp.MustCompile("(?s)```go\n(.*?)```").FindAllStringSubmatch(readFile(t, "README.md"), -1) {
		programs[fmt.Sprintf("README.md, block %d", n+1)] = block[1]
	}
	for n, block := range regexp.MustCompile("(?m)(^//\t.*\n(?://(\t.*)?\n)*)").FindAllString(readFile(t, "doc.go"), -1) {
		programs[fmt.Sprintf("doc.go, block %d", n+1)] = strings.ReplaceAll(block, "//", "")
	}
	for _, pattern := range []string{"example*_test.go", "*/example*_test.go"} {
		for _, file := range glob(t, pattern) {
			code, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			programs[file] = string(code)
		}
	}
	loops := 0
	for name, code := range programs {
		if !strings.Contains(code, "package ") {
			code = "package p\nfunc f() {\n" + code + "\n}"
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, code, parser.SkipObjectResolution)
		if err != nil {
			continue // not a program by itself
		}
		ast.Inspect(file, func(node ast.Node) bool {
			if _, ok := node.(*ast.RangeStmt); ok {
				loops++
			}
			outer, ok := node.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if inner, ok := outer.X.(*ast.SelectorExpr); ok && slices.Contains(optional, inner.Sel.Name) && outer.Sel.Name != "Email" && outer.Sel.Name != "Emails" {
				t.Errorf("%s reads %s.%s, which may be nil", name, inner.Sel.Name, outer.Sel.Name)
			}
			return true
		})
	}
	if loops < 3 {
		t.Errorf("only %d loops were found", loops)
	}
	for file, line := range map[string]string{
		"README.md": "fmt.Println(member.UserID(), member.Email(), member.RoleName())",
		"doc.go":    "fmt.Println(member.UserID(), member.RoleName())",
	} {
		if !strings.Contains(readFile(t, file), line) {
			t.Errorf("%s does not say %s: TestMembers_NullUserOrRole runs that line", file, line)
		}
	}
}
