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

// acme is a small company, changed as a test needs it.
func acme(change ...func(*clarifaitest.Config)) clarifaitest.Config {
	config := clarifaitest.Config{
		Users: []clarifaitest.User{
			{ID: "olga", Email: "olga@acme.test", FirstName: "Olga"},
			{ID: "ann", Email: "ann@acme.test"},
			{ID: "bob", Email: "bob@acme.test"},
		},
		Organizations: []clarifaitest.Organization{{
			ID: "acme", Name: "Acme", BillingEmail: "bills@acme.test",
			Members: []clarifaitest.Member{{UserID: "ann", Role: clarifai.MemberRoleUser}},
			Teams: []clarifaitest.Team{{
				ID: "red", Name: "Red", DefaultRole: clarifai.TeamRoleLabelerLead, Members: []string{"ann"},
				Apps: []clarifaitest.TeamApp{{AppID: "vision", Role: clarifai.TeamRoleFullAccess}},
			}},
			Invitations: []clarifaitest.Invitation{{Email: "bob@acme.test", Role: clarifai.MemberRoleAdmin}},
		}},
		Apps: []clarifaitest.App{{Owner: "acme", ID: "vision", Name: "Vision"}},
	}
	for _, c := range change {
		c(&config)
	}
	return config
}

// withServer runs a test in fake time with a server in memory.
func withServer(t *testing.T, config clarifaitest.Config, test func(*testing.T, *clarifaitest.Server, *clarifai.Client)) {
	t.Helper()
	config.InMemory = true
	synctest.Test(t, func(t *testing.T) {
		s := clarifaitest.NewServer(t, config)
		test(t, s, s.Client())
	})
}

func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}
