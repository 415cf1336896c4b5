package clarifaitest_test

import (
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// acme is a small company, and more options.
func acme(more ...clarifaitest.Option) []clarifaitest.Option {
	return append([]clarifaitest.Option{
		clarifaitest.WithUser(clarifaitest.User{ID: "olga", Email: "olga@acme.test", FirstName: "Olga"}),
		clarifaitest.WithUser(clarifaitest.User{ID: "ann", Email: "ann@acme.test"}),
		clarifaitest.WithUser(clarifaitest.User{ID: "bob", Email: "bob@acme.test"}),
		clarifaitest.WithApp("acme", "vision", "Vision"),
		clarifaitest.WithOrganization(clarifaitest.Organization{
			ID: "acme", Name: "Acme", BillingEmail: "bills@acme.test",
			Members: []clarifaitest.Member{{UserID: "ann", Role: clarifai.RoleOrganizationUser}},
			Teams: []clarifaitest.Team{{
				ID: "red", Name: "Red", DefaultRole: clarifai.TeamRoleLabelerLead, Members: []string{"ann"},
				Apps: []clarifaitest.TeamApp{{AppID: "vision", Role: clarifai.TeamRoleFullAccess}},
			}},
			Invitations: []clarifaitest.Invitation{{Email: "bob@acme.test", Role: clarifai.RoleAdmin}},
		}),
	}, more...)
}

// bubble runs a test in fake time with a server in memory.
func bubble(t *testing.T, opts []clarifaitest.Option, test func(*testing.T, *clarifaitest.Server, *clarifai.Client)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		s := clarifaitest.NewServer(t, append(opts, clarifaitest.InMemory())...)
		test(t, s, s.Client())
	})
}

func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}
