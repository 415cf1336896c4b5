// Package clarifai is a client for Clarifai Organizations: organizations, their
// members, invitations, teams and roles, and also users, notifications, apps, models,
// workflows, collaborators, tokens, secrets, password policies, identity providers,
// compute, logs, the audit log, bills and usage.
//
// It is unofficial. Most of its routes come from Clarifai's client definitions of
// 2022 and are not in today's, and no write has been attempted on Clarifai itself yet.
// The last line of each method's documentation says how well its route is known;
// see [Grade].
//
// # A first program
//
//	client, err := clarifai.NewClient() // reads CLARIFAI_PAT
//	if err != nil {
//		log.Fatal(err)
//	}
//	for member, err := range client.Members.ListAll(ctx, "acme", nil) {
//		if err != nil {
//			log.Fatal(err)
//		}
//		fmt.Println(member.UserID(), member.RoleName())
//	}
//
// # Services
//
// A [Client] has one service for each kind of resource, and a service has one
// method for each operation. A method takes a context, the ID of the owner (an
// organization or a user), further IDs, and a request or options. Options may be
// nil. Call options such as [WithHeader] come last.
//
// A client is safe for concurrent use. A program needs one for each credential,
// and should keep it.
//
// # Values
//
// In an update a nil pointer or nil slice keeps the value, and an empty one clears
// it. The built-in new sets a value:
//
//	team, err := client.Teams.Update(ctx, "acme", "vision", clarifai.UpdateTeamRequest{
//		Name: new("Computer Vision"), // the default role stays as it is
//	})
//
// Roles have two types, so that a role of a member is not taken for one of a team:
// [MemberRoleAdmin] and [TeamRoleModelTrainer], for example. [MemberRoleByID] and
// [TeamRoleByID] return roles that this package does not name.
//
// A limit or a wait of zero means the default, and a negative one means none. A
// zero [time.Time] means that the time is absent. Times are sent in UTC.
//
// Bad values, such as an empty ID or text that is not UTF-8, are [ErrInvalid]
// before anything is sent. Programming errors may panic, as in the standard library:
// a nil context, a nil receiver, or a service that does not come from [NewClient].
//
// # Lists
//
// List reads one page. ListAll returns an iterator, which reads page after page as
// the items are consumed and ends with its first error. Another range over it
// reads from the start. [Paging] sets the size of pages and how many are read
// ahead, and [Collect] returns all items.
//
// Clarifai returns no totals, so a ListAll usually reads until a page is empty: a
// short list takes two requests. Collect a list before you remove its items.
// Otherwise the items behind a removed one move up, and one can be skipped.
//
// # Errors
//
// Every failure is an [*Error], with the operation, its IDs, Clarifai's code and
// words, and the request ID. [errors.Is] finds its kind:
//
//	team, err := client.Teams.Get(ctx, "acme", "vision")
//	switch {
//	case errors.Is(err, clarifai.ErrNotFound):
//		fmt.Println("there is no such team")
//	case err != nil:
//		log.Fatal(err)
//	default:
//		fmt.Println(team.Name)
//	}
//
// A batch that fails in part returns its results together with a [*BatchError].
//
// [ErrNotFound] needs Clarifai's code for it. Any other 404 is
// [ErrRouteUnavailable]: the route may be gone, which says nothing about the
// resource. [WithRoute] points an operation to another path, and [Client.Call]
// reaches what this package does not model.
//
// # Retries
//
// Transient failures are retried up to four times by default, for as long as the
// context allows; see [RetryPolicy]. If a wait would outlast the context's
// deadline, the call fails at once with an error that is also
// [context.DeadlineExceeded].
//
// If the outcome of a write is unknown, deletes and updates are resent, since a
// second time changes nothing more; creates are looked up first. A write that can
// be neither resent nor looked up is [ErrAmbiguous]. [Routes] lists the [RetryClass]
// of each operation.
//
// # Bots
//
// [WithGuard] restricts what a client sends: to reads, to an allow-list of
// operations or organizations, or to a number of writes. [WithLimiter] limits the
// rate. [WithRequestIDPrefix] marks a run in Clarifai's audit log, and
// [WithLogger] logs one line for each attempt.
//
// [Client.Preflight] reports before a bot starts whether its token has the scopes
// that it needs.
//
// # Testing
//
// Package clarifaitest is an organizations server in the process of a test. It
// needs no account and no network, and can fail in the ways in which networks and
// servers do:
//
//	server, err := clarifaitest.Start(clarifaitest.Config{
//		Organizations: []clarifaitest.Organization{{ID: "acme"}},
//	})
//	if err != nil {
//		log.Fatal(err)
//	}
//	defer server.Close()
//	client := server.Client()
//
// # Jobs
//
//   - Package roster keeps the people and teams of an organization in line with files.
//   - Package access reviews who can reach each app, and keeps teams away from apps
//     that fail a rule.
//   - Package offboard removes people who leave, and keeps the evidence.
//   - Package audit follows the audit log into files or a sink, each entry once.
//   - Package cost divides the bill by who and what caused it.
//   - Package rotation replaces a token by a successor.
//   - Package report writes reviews and bills as HTML pages.
package clarifai

//go:generate go run ./internal/gen
