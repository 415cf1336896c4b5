// Package clarifaitest is a Clarifai organizations server in your own process,
// to test a bot against: no network, no account, nothing that is mailed.
//
// The server is stateful and strict. It knows users with their credentials and
// scopes, organizations, members, roles, invitations, teams, team members and
// team apps, apps with their collaborators and stars, personal access tokens,
// password policies, identity providers, usage and the bills that it makes of it; it refuses fields, query
// parameters, methods and paths that Clarifai's own definitions do not have; it
// answers in Clarifai's JSON, with numeric enums, request ids and pages without
// totals.
//
// # Testing a bot
//
// A bot that puts everyone of an organization on one team:
//
//	func Gather(ctx context.Context, client *clarifai.Client, org, team string) error {
//		members, err := clarifai.Collect(client.Members.ListAll(ctx, org, nil))
//		if err != nil {
//			return err
//		}
//		var ids []string
//		for _, m := range members {
//			ids = append(ids, m.User.ID)
//		}
//		_, err = client.Teams.AddMembers(ctx, org, team, ids)
//		return err
//	}
//
// and its test:
//
//	func TestGatherSurvivesALostResponse(t *testing.T) {
//		server := clarifaitest.NewServer(t,
//			clarifaitest.WithUser(clarifaitest.User{ID: "olga"}),
//			clarifaitest.WithUser(clarifaitest.User{ID: "ann"}),
//			clarifaitest.WithOrganization(clarifaitest.Organization{
//				ID:      "acme",
//				Members: []clarifaitest.Member{{UserID: "ann", Role: clarifai.RoleOrganizationUser}},
//				Teams:   []clarifaitest.Team{{ID: "all"}},
//			}),
//			// The server adds them, and the response gets lost on the way back.
//			clarifaitest.WithFaults(clarifaitest.Fault{
//				Operation: clarifai.OpTeamsAddMembers, Kind: clarifaitest.FaultDrop, Acts: true,
//			}),
//		)
//		if err := Gather(t.Context(), server.Client(), "acme", "all"); err != nil {
//			t.Fatal(err)
//		}
//		if got := server.TeamMembers("acme", "all"); !slices.Equal(got, []string{"olga", "ann"}) {
//			t.Errorf("on the team: %v", got)
//		}
//	}
//
// # Time
//
// With [InMemory] the server works inside a bubble of testing/synctest, where
// retries, latency and stalls cost no real time. Without it the server listens
// on a port of 127.0.0.1, so that other processes reach it too. What the server
// stamps and expires goes by [WithClock] and [Server.Advance].
//
// # What is not known of Clarifai
//
// Where nobody has seen how Clarifai behaves, the server can be set to each
// way that it might: [WithCancel], [WithExists], [WithAppRole], [WithBatch],
// [WithRoleNames], [WithUnknownPath], [WithKeptOAuthSecrets], [WithLag] and the other options of that
// kind. A bot that passes its tests under all of them hangs on none.
//
// # What it leaves out
//
// Routes of models and workflows, and of metrics answer 501;
// [Server.Handle] adds what a test needs of them. There is no variant of what a
// PATCH does with fields that are not sent: merge leaves them, overwrite empties
// them.
package clarifaitest
