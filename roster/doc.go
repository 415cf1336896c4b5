// Package roster keeps the people and teams of a Clarifai organization in line with
// files.
//
// A [Company] is what the organization should have. [ReadPeople] and [ReadTeams] read it
// from two CSV files, and [ReadCompany] reads it from JSON. [Merge] puts several files
// together, and [Export] returns the company that an organization is now. [Plan] reads
// the organization and returns a [Proposal]: the steps that are needed, each with its
// reason. It writes nothing. [Apply] carries the proposal out and returns a [Report],
// which says what became of each step and of each person:
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
// Without options, a plan invites people who are neither members nor invited, creates
// missing teams, adds apps to teams, and adds members to their teams. A team without a
// default role gets one. Nothing is changed or removed otherwise. A second run right
// after the first finds nothing to do.
//
// Everything else needs an option:
//
//   - [Options.CreateOrganization] creates the organization if it does not exist.
//   - [Options.ReinviteExpired], [Options.ReinviteCancelled] and [Options.ReinviteLeft]
//     invite people again whose invitation has expired or was cancelled, or who have
//     left. People who declined are never invited again.
//   - [Options.UpdateRoles] changes roles that differ from those in the files, including
//     the default roles of teams.
//   - [Options.UpdateNames] changes the names of teams, and the organization's name and
//     billing email.
//   - [Options.AllowAdmin] allows rows with the role Admin.
//   - [Options.Limits] allow removals.
//
// [Proposal.Findings] has the differences that no step changes.
//
// [Options.Teams] and [Options.Kinds] restrict a plan to some teams, and to some kinds
// of steps. A plan that is restricted to teams invites and removes nobody, and changes
// no member's role.
//
// Apply replaces only what the plan saw: it reads a role again before it changes
// it, and skips the step with [ErrChanged] if somebody else has changed it. It
// never takes the role Admin from the last member who has it ([ErrLastAdmin]).
//
// # Stored plans
//
// A Proposal can be stored as JSON, reviewed, and read back by [DecodeProposal], which
// refuses a text that was changed. [FindCauses] finds the entries of the audit log that
// explain why steps are needed. With a [Journal], a run of Apply that was killed can go
// on where it stopped.
//
// # Removals
//
// Each kind of removal is off until [Options.Limits] has a limit for it:
//
//   - [RemoveMember] removes members who match no row, if the company has people.
//   - [RemoveTeamMember] takes people off teams of the company if the files do not have
//     them on these teams. Removing a member from the organization also ends the places
//     on teams, without steps of this kind.
//   - [RemoveTeamApp] and [ClearTeamDefaultRole] remove apps and default roles from teams
//     of the company if the teams do not have them in the files.
//   - [CancelInvitation] cancels pending invitations to addresses that no row has, if
//     the company has people or invitations.
//   - [DeleteTeam] deletes teams that the company does not have, if it has any teams.
//     Such a team is emptied first, by steps of the kinds above, which need limits of
//     their own. If the team cannot be emptied, nothing is taken from it.
//
// A [Limit] is a number of steps and a share of what is there: of the members, the
// pending invitations, the teams, the teams with a default role, or the places of
// members or apps on the teams that were read. Both must hold. If one is exceeded, all
// steps of the kind are withheld, and [Proposal.Exceeded] says so. [UpdateMemberRole],
// [UpdateTeamAppRole] and [SetTeamDefaultRole] may have limits as well; the first
// default role of a team does not count. What depends on a step that is withheld is
// withheld, too.
//
// # What is never removed
//
// Whatever the limits allow, these stay, and a finding of the kind [Kept] says why:
//
//   - the caller, who also stays on all teams;
//   - the last Admin, who also stays on all teams. Admins who lose the role or leave by
//     a planned step do not count;
//   - the people in [Options.Protect]. Their roles change only to roles that are known to
//     allow more, and invitations to their addresses are not cancelled;
//   - members who show no address, unless a row names them by user ID. Neither
//     [Options.MemberEmails] nor [Options.IgnoreHiddenMembers] changes that;
//   - users on a team who are not among the organization's members;
//   - members who may be a person of the files: one who is held or skipped, one with
//     almost the same address, or one who accepted an invitation and whose address
//     no member has now, unless [Options.ReinviteLeft] is set;
//   - all members of a team for which the files have nobody, unless
//     [Options.AllowEmptyTeams] is set;
//   - invitations that show no address, or almost the address of a row, and all
//     invitations if the files name somebody by user ID only who is not a member: one
//     of them may be for that person;
//   - what shows no ID, or one that no request can have;
//   - teams whose ID differs only in letter case from that of another team.
//
// If bad rows were skipped, all removals are withheld: a row that cannot be used may be
// anybody's. If the company has no people, nobody is taken off the teams that stay.
//
// [PlanLeave] makes a plan for people who leave. The caller, the people in
// [Options.Protect] and the last Admin stay then as well, and no limits are needed.
//
// # Matching people with members
//
// People are identified by user ID, or else by their email addresses. A row with the
// user ID of a member is that member, whatever addresses the member shows. Two
// addresses are the same if they differ only in letter case (by Unicode's simple case
// folding), in how accents are encoded, or in whether the domain is written in ASCII
// (xn--…).
//
// Some servers treat more addresses as the same than others do: those that differ in "ß"
// and "ss", in "i", "İ" and the dotless "ı", or in full-width and plain letters. Somebody
// who may be a member or invited under such an address is [Held]: not invited, and
// reported. Dots, and tags after a '+', are part of an address. Letters of different
// scripts are different, even if they look alike.
//
// A member may also hide their address. Anybody who matches no member may then be that
// one, and is held as well. A row with the member's user ID, or [Options.MemberEmails],
// says who the member is. [Options.IgnoreHiddenMembers] accepts the risk instead, and also
// that of open invitations that show no address. For a plan with held people
// [Proposal.Incomplete] reports true.
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
