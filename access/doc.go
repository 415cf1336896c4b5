// Package access evaluates and enforces policies about the apps that the teams of a
// Clarifai organization may reach.
//
// A [Policy] binds teams to a [Rule] about apps. Write it in Go, in YAML, or in JSON
// for [ReadPolicies]:
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
// [Policy.UnmarshalJSON] and [Policy.UnmarshalYAML] are strict: a misspelled field is
// an error, even if the decoder ignores such fields elsewhere.
//
// [Evaluate] reads the organization and returns an [Evaluation] with each violation: which
// members reach which app, through which team, in which role. [Enforce] removes the
// app from the team, or lowers the team's role in it:
//
//	report, err := access.Enforce(ctx, client, "acme", policies, access.Options{
//		MaxRemovals: 10, MaxRemovalShare: 0.05, DryRun: true,
//	})
//	for i := range report.Steps {
//		fmt.Println(&report.Steps[i].Step)
//	}
//
// # Three verdicts
//
// A rule holds, fails, or is unknown. If Clarifai does not show what decides, such as
// an app's metadata, the app is reported as [Undecided] and not changed. Clarifai may
// not show metadata that is empty. An app without metadata is then undecided as well,
// unless another part of the rule decides.
//
// # Failing closed
//
// Enforce does nothing if the organization cannot be read completely, if policies
// contradict each other, or if a limit of [Options] would be exceeded. The limits are
// zero unless you set them.
//
// To lower a role, Enforce removes the app, reads until it is gone, and adds it in the
// lower role. If adding fails, the team is left without the app, which violates
// nothing. The next run only adds it if you pass it what [Report.Unfinished] returned.
//
// A role is only lowered to a role that is known to allow no more. The documented team
// roles have the order Full Access, Model Trainer, Labeler Lead, Labeler Worker. Other
// roles are compared by the scopes that they show. If nothing is known, the app is
// removed.
//
// # Limitations
//
// Only access through teams is evaluated. Members whose organization role covers all
// apps (Admin, Organization Contributor, Organization User), collaborators of an app,
// and everybody, in the case of a public app, have access whatever the teams are. None
// of that is read, reported or changed, though a rule may have a condition on the
// visibility. Teams that no policy binds are not read either.
//
// Lists are read one after another, and not at one moment. Each list is read until two
// readings in a row agree, so that no item is missed because others change the list.
// If no two readings agree, the evaluation is incomplete. It is also incomplete if a team
// has an app that the credential cannot see. Enforce reads a team's apps again right
// before it changes them, but not their metadata.
package access
