package audit

import (
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// Options change how a log is read. The zero value fits most.
type Options struct {
	// From is where [Follow] begins. It is required for a sink that has nothing. For
	// another, it must be zero, or where the sink began or goes on: an earlier
	// beginning would leave out what lies between, so it is an error. For [Export] it
	// must be zero.
	From time.Time
	// Window is the length of the windows. Zero means 15 minutes. It must be at least
	// a second.
	Window time.Duration
	// IngestionDelay is how long after its end a window is read, for entries that take
	// time to appear. Zero means 2 minutes, and a negative duration means no delay.
	IngestionDelay time.Duration
	// Recheck is how far back to look for late entries, after each window and at the
	// start. It costs one reading of that period for each window. Zero means an hour,
	// and a negative duration means not to look.
	Recheck time.Duration
	// OutageWait is the minimum wait of Follow after a failure that may pass. Zero
	// means 30 seconds, and a negative duration means no minimum.
	OutageWait time.Duration
	// Progress is called after each batch and before each wait for an outage. Nil
	// means not to report.
	Progress func(Progress)
}

// Progress is a batch that was written, or an outage.
type Progress struct {
	// From and To are the period of the batch, or of what could not be read.
	From, To time.Time
	Entries  int
	Late     bool
	// Behind is how long ago To was by Clarifai's clock.
	Behind time.Duration
	// Err is the failure that is waited for. It is nil if a batch was written.
	Err error
	// Wait is the time until the next attempt after a failure.
	Wait time.Duration
}

const (
	defaultWindow         = 15 * time.Minute
	defaultIngestionDelay = 2 * time.Minute
	defaultRecheck        = time.Hour
	defaultOutageWait     = 30 * time.Second
)

// withDefaults returns the options with every value that is used.
func (o Options) withDefaults() (Options, error) {
	if o.Window != 0 && o.Window < time.Second {
		return o, invalid("Window must be at least a second, and is %v", o.Window)
	}
	o.Window = steps.OrDefault(o.Window, defaultWindow)
	o.IngestionDelay = steps.OrDefault(o.IngestionDelay, defaultIngestionDelay)
	o.Recheck = steps.OrDefault(o.Recheck, defaultRecheck)
	o.OutageWait = steps.OrDefault(o.OutageWait, defaultOutageWait)
	o.From = clean(o.From)
	return o, nil
}

// clean returns a time in UTC without a reading of the monotonic clock.
func clean(t time.Time) time.Time {
	if t.IsZero() {
		return time.Time{}
	}
	return t.Round(0).UTC()
}
