// Package stop says how the program is stopped.
package stop

import (
	"context"
	"os"
	"os/signal"
)

// Context returns a context that ends at the first signal to stop: an interrupt, a
// request to terminate, or a terminal that closes. A second signal ends the
// program at once. A signal that was ignored when the program started, as nohup
// does, stays ignored.
//
// A pipe that nobody reads and a file that may not grow become errors of the write,
// and do not end the program in the middle of a file.
func Context(parent context.Context) context.Context {
	signal.Ignore(writeSignals...)
	var stopping []os.Signal
	for _, s := range stopSignals {
		if !signal.Ignored(s) {
			stopping = append(stopping, s)
		}
	}
	if len(stopping) == 0 { // Notify without signals would take all of them.
		return parent
	}
	ctx, restore := signal.NotifyContext(parent, stopping...)
	context.AfterFunc(ctx, restore)
	return ctx
}
