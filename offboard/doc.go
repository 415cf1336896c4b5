// Package offboard removes people who leave from a Clarifai organization, and says what
// was taken from them, what proves it, and what is left.
//
//	proposal, err := offboard.Plan(ctx, client, "acme", []string{"ann@acme.test", "bo"}, nil)
//	for _, step := range proposal.AllSteps() {
//		fmt.Println(step)
//	}
//	evidence, err := offboard.Run(ctx, client, proposal, nil)
//	for _, left := range evidence.Left {
//		fmt.Println(left)
//	}
//	err = evidence.WriteCSV(file)
//
// [Plan] reads who reaches what, and writes nothing. [Run] transfers the apps that
// [Options.Transfer] names, ends the collaborations in the organization's apps, cancels
// pending invitations, takes the people off their teams, and ends their memberships.
// Then it reads everything again. Its [Evidence] has what each person reached before
// and after, each step with its request ID and its entry in the audit log, and what is
// left, together with who must act.
//
// # Who is meant
//
// People are named by user ID or by email address, and may be members, invited, or
// collaborators from outside. Several names of one person count once. A name that
// matches nobody, or an address that several users have, is an [*InputError], and
// nothing is planned. [Options.AllowGone] accepts names that match nobody, to go on
// after a run that was interrupted.
//
// Whoever has a user ID is known by it: an item that shows another user ID is somebody
// else's, even if it shows the same address. Items without a user ID are matched by
// address, as package roster compares addresses, unless somebody who stays shows the
// address as well. If the lists do not show what is needed to match somebody, the
// evidence says so in Left.
//
// The caller, the people in [Options.Protect] and the last Admin are kept: nothing is
// taken from them, and the evidence says so.
//
// # What is proof
//
// The reading after the steps reads every list until two readings agree, and compares
// the reasons with the list of people that Clarifai itself has for each app. If
// something still shows, it is read again for up to [RunOptions.VerifyTimeout]. A write
// that succeeded is no proof: only this reading decides what is in Left.
//
// [Evidence.Incomplete] reports whether anything is left or could not be read. Run may
// be called again with the same proposal: what has been done is not done again.
//
// # Limitations
//
// Clarifai shows tokens to their owners only, and apps of somebody's own account only
// to those who may see them. What people know, such as the keys of apps and the secrets
// of the organization, cannot be taken from them. [Evidence.Unseen] lists these limits
// for each run, together with the public apps, which everybody reaches.
package offboard
