// Package access says who reaches which app of a Clarifai organization, and why. It
// also evaluates and enforces policies about the apps that teams may reach.
//
// # Reviews
//
// [Review] reads an organization and returns a [ReviewReport]: who reaches each app
// by a member role, through a team, as a collaborator, or because the app is visible
// to all members; who is invited; and which outsiders there are. It writes nothing.
//
//	review, err := access.Review(ctx, client, "acme", &access.ReadOptions{Check: true})
//	for entry := range review.Entries() {
//		fmt.Println(entry.Person.Name, entry.App.ID, entry.Reasons)
//	}
//
// With [ReadOptions.Check] it compares these reasons with the people whom Clarifai
// itself lists for each app. A review can be written with [WriteCSV], kept as JSON for
// [DecodeReview], and compared with a later one by [Compare]. Package report makes a
// page of it.
//
// [Read] returns a [Snapshot] of the organization. [Snapshot.Review] and
// [Snapshot.Evaluate] work on it without another request.
//
// # Policies
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
// Policies are about access through teams only. Members whose organization role
// covers all apps (Admin, Organization Contributor, Organization User), collaborators
// of an app, and everybody, in the case of a public app, have access whatever the
// teams are. An evaluation does not report that, and Enforce does not change it,
// though a rule may have a condition on the visibility. A review shows all of it.
//
// A review shows what its credential sees, and what roles reach according to
// Clarifai's documentation. About custom member roles it assumes nothing.
//
// Lists are read one after another, and not at one moment. For policies, each list is
// read until two readings in a row agree, so that no item is missed because others
// change the list. If no two readings agree, the evaluation is incomplete. It is also
// incomplete if a team has an app that the credential cannot see. Enforce reads a
// team's apps again right before it changes them, but not their metadata. A review
// reads lists once unless [ReadOptions.Stable] is set.
package access
