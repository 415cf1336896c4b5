// Package roster brings a company's people and teams into a Clarifai
// organization, and does nothing twice.
//
// What should be stands in two CSV files, read by [ReadPeople] and [ReadTeams],
// or in a [Company] that a program builds itself. [Plan] reads the organization
// and gives a [Proposal]: every step that is missing, with its reason, what is
// there now and what will be. It writes nothing. [Apply] carries the proposal
// out and tells in a [Report] what became of each step and of each person:
//
//	people, err := roster.ReadPeople(peopleFile, roster.Columns{})
//	teams, err := roster.ReadTeams(teamsFile)
//	company := roster.Company{ID: "acme", People: people, Teams: teams}
//	proposal, err := roster.Plan(ctx, client, company, roster.Options{})
//	for _, step := range proposal.Steps {
//		fmt.Println(step)
//	}
//	report, err := roster.Apply(ctx, client, proposal)
//
// # What it does, and what it leaves alone
//
// It invites who is neither a member nor invited, creates missing teams, hands
// them their apps and puts on them those who have joined. It removes nothing.
// Someone who declined, or whose invitation was cancelled, is not invited again.
// People whose invitation expired are invited again only if
// [Options.ReinviteExpired] is set, and people who left only if
// [Options.ReinviteLeft] is. A role that differs, a team's default role included,
// is changed only if [Options.UpdateRoles] is set; a default role that is missing
// is set. No option changes a team's name. What is left as it is stands in the
// findings. A second run right after the first finds nothing to do.
//
// Nothing is replaced that the plan has not seen: before each step that changes
// a role, Apply reads what is there, and skips the step with [ErrChanged] if that
// is not what the plan found. It does not take Admin from a member unless another
// is an Admin and stays one ([ErrLastAdmin]).
//
// # Who is who
//
// People are known by their email addresses. Two addresses are the same if they
// differ only in letter case (by Unicode's simple case folding), in how accents
// are encoded, or in whether the domain is written in ASCII (xn--…). Addresses
// that some servers take for the same and others do not ("straße" and "strasse",
// "i", "İ" and the dotless "ı", letters of full width and plain ones) are not decided: a row that
// may be a member, or somebody who is invited, is held and named, not invited.
// Dots and tags behind a '+' count, and letters of several scripts that look
// alike are different letters.
//
// Where members do not show their addresses, a person who matches nothing may be
// one of them, and is held, too. Say who those members are with
// [Options.MemberEmails], or accept the risk with [Options.IgnoreHiddenMembers].
// The latter also goes for open invitations that do not show their addresses.
// A plan with held rows is not [Proposal.Empty], but [Proposal.Incomplete].
//
// # Bad input
//
// Rows that cannot be used are told all at once, each with its line and reason,
// in an [InputError]; nothing is written then. With [Options.SkipBadRows] the
// other rows go ahead, and the bad ones are listed in the [Report].
//
// # Two runs at once
//
// Apply reads again before it writes, but two runs at the same time can still
// both find that somebody is not invited, or that a team is missing. Clarifai is
// expected to refuse the second invitation or team; a server that accepts doubles
// then has two. Let one run for an organization end before another starts.
//
// # Slow servers
//
// What is written may become visible to reads a little later. Apply therefore
// reads what it wrote until it shows, for as long as [Options.VerifyTimeout] says, and
// notes what does not show by then.
package roster
