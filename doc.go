// Package clarifai is a client for Clarifai Organizations: the organization
// itself, its members and their invitations, its teams with their members and
// apps, roles, users, apps and their collaborators, tokens, password policies,
// identity providers, the audit log, the consolidated bill and its usage.
//
// It is unofficial. Most of its routes were part of Clarifai's official client
// definitions in 2022 and are not part of today's: how well each is known is
// its grade, which stands in each method's documentation, in [Routes] and in
// docs/routes.md.
//
// # A first program
//
//	client, err := clarifai.NewClient() // CLARIFAI_PAT from the environment
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
// A [Client] has one service for each kind of resource. A method takes a
// context, then the id of the owner (an organization or a user), and ends in
// options for the one call. Single results are pointers, lists hold values. An
// absent time is the zero [time.Time]. Times are sent in UTC, whatever their
// zone.
//
// # Lists
//
// Each list comes as List, which reads one page, and as All, an iterator that
// reads page after page as they are consumed. An iterator can be ranged over
// again, reads anew then, and ends with its first error. [Paging] chooses the
// page size and how many pages are read ahead; [Collect] gathers everything.
// The options may be changed or used again once a method has returned.
//
// Clarifai returns no totals, and a page that is shorter than asked for is not
// always the last, so an All reads on until it reaches an empty page: a short
// list takes two requests. [Paging] describes the exceptions. If items are removed
// while an All is read, later pages shift and items can be skipped: collect them
// before removing any, and see [Paging] if others may remove some.
//
// # Errors
//
// Every failure is an [*Error]: what was attempted, on what, what Clarifai
// said, and Clarifai's request id. errors.Is tells what kind it is:
//
//	if errors.Is(err, clarifai.ErrNotFound) { … }
//
// A batch that fails in part gives its results and a [*BatchError]. A 404 that
// does not say by its code that a thing is missing is [ErrRouteUnavailable]:
// the route may be gone, and nothing is known about the thing. [WithRoute]
// points an operation elsewhere, and [Client.Call] reaches what this package
// does not model.
//
// # Retries
//
// Transient failures are retried up to four times by default, for as long as the
// context allows; see [RetryPolicy]. If a wait would outlast the context's
// deadline, the call fails at once with an error that is also
// [context.DeadlineExceeded]. A write is never applied twice: if its outcome is
// unknown, deletes and updates are resent, and creates are looked up first. A
// write that can be neither resent nor looked up is [ErrAmbiguous]. The class of
// each operation is in [Routes].
//
// # Bots
//
// [WithGuard] keeps a client on rails: reading only, certain operations,
// certain organizations, so many writes. [WithLimiter] keeps it within a rate,
// [WithRequestIDPrefix] marks a run in Clarifai's audit log, [WithLogger] logs
// one line for each try. [Client.Preflight] tells before a bot starts whether
// its token has the scopes, and [TokensService.Rotate] replaces the token.
//
// # Beside this package
//
// Package roster brings a company's people and teams into an organization:
// it plans what is missing and applies it within limits. Package access keeps
// teams away from apps that fail a rule. Package cost divides the bill up by who
// and what caused it. Package clarifaitest is an organizations server in your own process, to test a bot against.
package clarifai

//go:generate go run ./internal/gen
