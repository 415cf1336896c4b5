// Package audit copies the audit log of a Clarifai organization to a [Sink], each
// entry once.
//
//	sink, err := audit.Directory("/var/log/clarifai")
//	if err != nil {
//		return err
//	}
//	defer sink.Close()
//	err = audit.Follow(ctx, client, "acme", sink, audit.Options{
//		From: time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC),
//	})
//
// [Follow] copies the log as it grows, until its context ends. [Export] copies a
// period that is over. Either can be stopped in any way, also by a loss of power,
// and goes on at the next start from where the sink says.
//
// # Windows
//
// The log is read in windows of time, 15 minutes by default. A window is read when
// Clarifai's own clock has passed its end by [Options.IngestionDelay]. The clock of
// this machine does not count. Pages are cut when they are read, so that an entry
// which appears between two of them moves the others. A window is therefore read
// until two whole readings agree.
//
// # Late entries
//
// After each window, the windows of the last [Options.Recheck] are read again. An
// entry that the log has and the sink lacks is written with [Line.Late] set. Equal
// entries are counted. An entry that appears later than that is not found.
//
// Entries without a time belong to no window. Each is written with the first window
// in whose reading it appears, without a timestamp, and is remembered for good.
//
// # Entries have no ID
//
// Two entries of the log can be equal and still be two actions. [Line.EventKey] is a
// hash of what an entry says for ever, followed by its number among the entries that
// say the same. It does not depend on the order in which Clarifai writes the fields
// or the targets of an entry, on fields that this package does not know, or on names
// that may change. A sink that receives a line twice can drop it by its key.
//
// # Failures
//
// Follow waits while Clarifai is unavailable or limits the rate, for as long as the
// response asks for and at least [Options.OutageWait]. A refusal ends it. Export
// ends with any failure. The client itself retries transient failures before that.
//
// Both only read. A client with a [clarifai.Guard] that is ReadOnly is enough.
package audit
