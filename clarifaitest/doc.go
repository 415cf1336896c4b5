// Package clarifaitest is a Clarifai organizations server in the process of a
// test. A bot runs against it without a network, without an account, and
// without sending any mail.
//
// The server is stateful: what a bot creates, it can list, update and delete. It
// is strict: it checks credentials, scopes and roles, and refuses fields, query
// parameters, methods and paths that Clarifai's own definitions do not have. It
// answers in Clarifai's JSON, with numeric enums, request IDs, and pages without
// a total.
//
// # Testing a bot
//
// This bot adds every member of an organization to a team:
//
//	func AddEveryone(ctx context.Context, client *clarifai.Client, org, team string) error {
//		var ids []string
//		for m, err := range client.Members.ListAll(ctx, org, nil) {
//			if err != nil {
//				return err
//			}
//			ids = append(ids, m.User.ID)
//		}
//		_, err := client.Teams.AddMembers(ctx, org, team, ids)
//		return err
//	}
//
// Its test has the server lose a response on the way back:
//
//	func TestAddEveryone(t *testing.T) {
//		server := clarifaitest.NewServer(t, clarifaitest.Config{
//			Users: []clarifaitest.User{{ID: "olga"}, {ID: "ann"}},
//			Organizations: []clarifaitest.Organization{{
//				ID:      "acme", // olga's, the first user's
//				Members: []clarifaitest.Member{{UserID: "ann", Role: clarifai.MemberRoleUser}},
//				Teams:   []clarifaitest.Team{{ID: "all"}},
//			}},
//			Faults: []clarifaitest.Fault{{
//				Operation: clarifai.OpTeamsAddMembers, Kind: clarifaitest.FaultDrop, Acts: true,
//			}},
//		})
//		if err := AddEveryone(t.Context(), server.Client(), "acme", "all"); err != nil {
//			t.Fatal(err)
//		}
//		if got := server.TeamMembers("acme", "all"); !slices.Equal(got, []string{"olga", "ann"}) {
//			t.Errorf("the team has %v", got)
//		}
//	}
//
// # Time
//
// With Config.InMemory the server works in a bubble of testing/synctest, where
// retries, latency and stalls take no real time. Otherwise it listens on a port
// of 127.0.0.1, where other processes reach it as well. Config.Clock and
// [Server.Advance] are the time by which the server stamps and expires things.
//
// # What is not known about Clarifai
//
// Where nobody has seen how Clarifai behaves, [Variants] sets the server to each
// way in which it might. Run a bot's tests under the variants that it could
// meet.
//
// # What is missing
//
// Routes of models, workflows and metrics answer 501; [Server.Handle] adds those
// that a test needs. There is no variant for the fields that a PATCH does not
// send: the action "merge" keeps them.
package clarifaitest
