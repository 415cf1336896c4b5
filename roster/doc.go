// Package roster keeps the people and teams of a Clarifai organization as files say.
//
// The [Company] says who and what the organization should have. [ReadPeople] and
// [ReadTeams] read it from two CSV files, [ReadCompany] reads it from JSON, and a
// program can build it. [Plan] reads the organization and returns a [Proposal]: the
// missing steps, each with its reason. It writes nothing. [Apply] carries the proposal
// out and returns a [Report], which says what became of each step and of each person:
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
// teams, adds apps to them, and adds members to their teams. Without options it
// removes nothing. A second run right after the first finds nothing to do.
//
// Everything else needs an option. [Options.ReinviteExpired],
// [Options.ReinviteCancelled] and [Options.ReinviteLeft] invite people again whose
// invitation has expired or was cancelled, or who have left. People who declined are
// never invited again. [Options.UpdateRoles] changes roles that differ from those in
// the files, including the default roles of teams. A team without a default role
// gets its role without this option. [Options.UpdateNames] changes the names of teams,
// and the organization's name and billing email. [Options.Limits] allow removals. What
// is left as it is appears in Findings.
//
// [Options.Teams] and [Options.Kinds] restrict a plan to some teams, and to some kinds
// of steps. A plan that is restricted to teams invites and removes nobody, and changes
// no member's role.
//
// Apply replaces only what the plan saw: it reads a role again before it changes
// it, and skips the step with [ErrChanged] if somebody else has changed it. It
// never takes the role Admin from the last member who keeps it ([ErrLastAdmin]).
//
// # Removals
//
// Each kind of removal is off until [Options.Limits] has a limit for it:
//
//   - [RemoveMember] removes members who match no row, if the company has people.
//   - [RemoveTeamMember] takes people off teams of the company for which the files do
//     not have them. Whoever is to be removed from the organization is not taken off
//     teams one by one.
//   - [RemoveTeamApp] and [ClearTeamDefaultRole] take from teams of the company the apps
//     and the default role that they do not have in the files.
//   - [CancelInvitation] cancels pending invitations to addresses that no row has, if
//     the company has people or invitations.
//   - [DeleteTeam] deletes teams that the company does not have, if it has teams. Such a
//     team is emptied first. That takes steps of the other kinds, which need limits
//     of their own. If the team cannot be emptied, nothing is taken from it.
//
// A [Limit] is a number of steps and a share of what is there: of the members, the
// pending invitations, the teams, the teams with a default role, or the places of
// members or apps on the teams that were read. Both must hold. If one is exceeded, no
// step of the kind is taken, and [Proposal.Exceeded] says so. [UpdateMemberRole],
// [UpdateTeamAppRole] and [SetTeamDefaultRole] may have limits as well; the first
// default role of a team does not count. What depends on a step that is withheld is
// withheld, too.
//
// # What is never removed
//
// Whatever the limits allow, these stay, and a finding of the kind [Kept] says why:
//
//   - the caller, on all teams as well;
//   - the last Admin, counted after all planned changes of roles and removals, with the
//     places on teams;
//   - whoever [Options.Protect] has. Such a person's role changes only to one that is
//     known to allow more, and an invitation to a protected address is not cancelled;
//   - members who show no address, unless a row names them by user ID. Neither
//     [Options.MemberEmails] nor [Options.IgnoreHiddenMembers] changes that;
//   - users on a team who are not among the organization's members;
//   - members who may be a person of the files: one who is held or skipped, one with
//     almost the same address, or one who accepted an invitation and whose address
//     no member has now, unless [Options.ReinviteLeft] is set;
//   - all members of a team for which the files have nobody, if nobody else would stay
//     on it, unless [Options.AllowEmptyTeams] is set;
//   - invitations that show no address, or almost that of a row;
//   - teams whose ID differs only in letter case from that of another team.
//
// If bad rows were skipped, all removals are withheld: a row that cannot be read may be
// anybody. If the company has neither people nor invitations, nobody is taken off the
// teams that stay.
//
// [PlanLeave] plans that people leave who are given by name. It has the same rules, and
// needs no limits.
//
// # Matching people with members
//
// People are identified by user ID, or else by their email addresses. A row with the
// user ID of a member is that member, whatever addresses the member shows. Two
// addresses are the same if they differ only in letter case (by Unicode's simple case
// folding), in how accents are encoded, or in whether the domain is written in ASCII
// (xn--…).
//
// Some servers take addresses for the same that others do not: "straße" and
// "strasse", "i", "İ" and the dotless "ı", letters of full width and plain ones.
// Whoever may be a member or invited under such an address is [Held]: not
// invited, and reported. Dots, and tags after a '+', are part of an address, and
// letters of several scripts that look alike are different letters.
//
// A member may also hide the address. People who match nobody may then be that
// member, and are held as well. A row with the member's user ID, or
// [Options.MemberEmails], says who the member is, and [Options.IgnoreHiddenMembers]
// accepts the risk. The latter also applies to open invitations that show no address. A
// plan with held people is [Proposal.Incomplete].
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
// A write may become visible to reads only after some time. Apply reads the lists of
// the whole organization until they show what it wrote, for at most
// [ApplyOptions.VerifyTimeout], and notes the steps that are not visible by then. The
// apps and members of single teams are not read again: a run right after the first may
// not see all of them yet.
package roster
