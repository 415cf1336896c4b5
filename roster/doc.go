// Package roster brings a company's people and teams into a Clarifai
// organization.
//
// Two CSV files, which [ReadPeople] and [ReadTeams] read, say who and what the
// organization should have. A program can also build the [Company] itself.
// [Plan] reads the organization and returns a [Proposal]: the missing steps, each
// with its reason. It writes nothing. [Apply] carries the proposal out and
// returns a [Report], which says what became of each step and of each person:
//
//	people, err := roster.ReadPeople(peopleFile, roster.Columns{})
//	teams, err := roster.ReadTeams(teamsFile)
//	company := roster.Company{ID: "acme", People: people, Teams: teams}
//	proposal, err := roster.Plan(ctx, client, company, roster.Options{})
//	for _, step := range proposal.Steps {
//		fmt.Println(step)
//	}
//	report, err := roster.Apply(ctx, client, proposal, nil)
//
// # What it changes
//
// Apply invites people who are neither members nor invited, creates missing
// teams, adds apps to them, and adds members to their teams. It removes nothing.
// A second run right after the first finds nothing to do.
//
// Everything else needs an option. [Options.ReinviteExpired] and
// [Options.ReinviteLeft] invite people again whose invitation has expired, or who
// have left. People who declined, or whose invitation was cancelled, are never
// invited again. [Options.UpdateRoles] changes roles that differ from those in
// the files, including the default roles of teams. A team without a default role
// gets its role without this option. No option changes a team's name. What is
// left as it is appears in Findings.
//
// Apply replaces only what the plan saw: it reads a role again before it changes
// it, and skips the step with [ErrChanged] if somebody else has changed it. It
// never takes the role Admin from the last member who keeps it ([ErrLastAdmin]).
//
// # Matching people with members
//
// People are identified by their email addresses. Two addresses are the same if
// they differ only in letter case (by Unicode's simple case folding), in how
// accents are encoded, or in whether the domain is written in ASCII (xn--…).
//
// Some servers take addresses for the same that others do not: "straße" and
// "strasse", "i", "İ" and the dotless "ı", letters of full width and plain ones.
// Whoever may be a member or invited under such an address is [Held]: not
// invited, and reported. Dots, and tags after a '+', are part of an address, and
// letters of several scripts that look alike are different letters.
//
// A member may also hide the address. People who match nobody may then be that
// member, and are held as well. [Options.MemberEmails] says who these members
// are, and [Options.IgnoreHiddenMembers] accepts the risk. The latter also
// applies to open invitations that show no address. A plan with held people is
// [Proposal.Incomplete].
//
// # Bad rows
//
// If rows cannot be used, nothing is written. An [*InputError] lists all of them,
// each with its line and the reason. With [Options.SkipBadRows] the other rows
// are used, and the report lists the bad ones.
//
// # Concurrent runs
//
// Apply reads again before it writes. Still, two runs at the same time can both
// find that somebody is not invited, or that a team is missing. Clarifai is
// expected to refuse the second invitation or team, but a server that accepts
// duplicates would have two. Let one run for an organization end before the next
// one starts.
//
// # Slow servers
//
// A write may become visible to reads only after some time. Apply reads what it
// wrote until it is visible, for at most [ApplyOptions.VerifyTimeout], and notes the
// steps that are not visible by then.
package roster
