// Package access keeps the teams of a Clarifai organization away from apps that
// are not theirs: it evaluates the caller's policies, and enforces them within
// limits.
//
// A [Policy] binds teams to a [Rule] on the apps that they may reach. It is the
// caller's own value, written in Go, in YAML, or in JSON for [ReadPolicies]:
//
//	[{
//	  "name":  "vision stays with vision",
//	  "teams": ["vision"],
//	  "rule":  {"all": [
//	    {"metadata": {"key": "area", "values": ["vision"]}},
//	    {"not": {"visibility": ["PUBLIC"]}}
//	  ]}
//	}]
//
// A policy is read strictly, by [Policy.UnmarshalJSON] and
// [Policy.UnmarshalYAML]: a field that is misspelled is an error also to a
// decoder that ignores such fields elsewhere.
//
// [Evaluate] reads the organization and reports each violation with its path:
// which members reach which app, through which team, in which role. [Enforce]
// removes the app from the team, or lowers the team's role in it:
//
//	report, err := access.Enforce(ctx, client, "acme", policies, access.Options{
//		MaxRemovals: 10, MaxShare: 0.05, DryRun: true,
//	})
//	for i := range report.Steps {
//		fmt.Println(&report.Steps[i].Step)
//	}
//
// # Three verdicts
//
// A rule holds, fails, or is unknown. Where Clarifai does not show what decides,
// such as an app's metadata, nothing is concluded: the app is reported as
// [Undecided], and left alone. Clarifai may leave metadata out that is empty, so
// that an app without any is undecided, too, unless the rule decides it by
// something else.
//
// # Failing closed
//
// Nothing is done on an incomplete reading, under policies that contradict each
// other, or beyond the limits of [Options], which are zero unless they are set.
// To lower a role, Enforce removes the app, sees that it is off, and adds it in
// the lower role. If that fails, the team is left without the app, which violates
// nothing: the next run leaves it so, unless it is told by [Report.Unfinished] what is
// owed. A role is lowered only to one that is known to allow no more: the team
// roles that Clarifai documents are taken in the order Full Access, Model
// Trainer, Labeler Lead, Labeler Worker, and others are compared by the scopes
// that they show. Where nothing is known, the app is removed.
//
// # What it does not see
//
// To reach an app means here: through a team. Members whose organization role
// covers all apps (Admin, Organization Contributor, Organization User),
// collaborators of an app, and everybody, for an app that is public, reach it
// whatever its teams are. None of that is read, reported or changed; a rule may
// ask for a visibility. Teams that no policy binds are not read either.
//
// The organization is read list by list and not at one moment. Each list is read
// until two readings in a row agree, so that an item which others' changes move
// from one page to another is not missed; a list that never settles makes the
// reading incomplete. Enforce reads a team's apps again right before it acts on
// them, and does not read their metadata again. A credential that does not see an app makes the reading
// incomplete, where the app is on a team.
package access
