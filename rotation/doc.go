// Package rotation replaces a personal access token, or the key of an app, without
// a moment in which none works.
//
// [Start] creates a successor with the rights of the old token, passes it to the
// caller, who stores it, and checks that it works. During the grace time both
// tokens work. [Finish] revokes the old one, after it has seen the successor work.
// Between the two no process has to run: Start returns a [State] that is kept as
// JSON and holds no secret.
//
//	state, err := rotation.Start(ctx, client, "me", old, rotation.Request{Store: store, Grace: 24 * time.Hour})
//	// … a day later, by another process, with the token that store has kept
//	err = rotation.Finish(ctx, client, state, successor, nil)
//
// [Run] does both and waits in between.
//
// A rotation stops at the first step that fails, and undoes nothing. The state says
// which tokens work, and there is always one that does.
//
// # What an interruption leaves
//
// [Request.Save] is called with the state before the successor is created, and
// after each step. A successor that was created and not stored is a token that
// nobody has. It has the nonce of the state in its description, and [LeftBehind]
// returns it, so that it can be revoked. If it was stored after all, Finish takes
// it: that the caller has it proves that it was kept.
package rotation
