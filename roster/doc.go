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
// Someone who declined, whose invitation was cancelled, or who has left, is not
// invited again; whose invitation expired, only with
// [Options.ReinviteExpired]. A role that differs is changed only with
// [Options.UpdateRoles], and no [Options] change a team's name or default role:
// all of that is told in the findings. A second run right after the first finds
// nothing to do.
//
// People are known by their email addresses, in whatever letters. Where members
// do not show theirs, a person who matches nothing may be one of them: such a
// row is held and named, not invited.
//
// # Bad input
//
// Rows that cannot be used are told all at once, each with its line and reason,
// in an [InputError]; nothing is written then.
//
// # Slow servers
//
// What is written may become visible to reads a little later. Apply therefore
// reads what it wrote until it shows, for as long as [Options.Settle] says, and
// notes what does not show by then.
package roster
