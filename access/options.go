package access

import (
	"fmt"
	"strings"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// Options are the limits of one [Enforce]. The zero value removes nothing.
type Options struct {
	// MaxRemovals is the maximum number of apps that are removed from teams and
	// default roles that are cleared. An app that is added again in a lower role
	// counts. Zero, like a negative number, means none.
	MaxRemovals int
	// MaxRemovalShare is the maximum share of apps that are removed, from 0 to 1. A
	// share of 1 is all apps of the teams that the policies bind, and an app counts
	// once for each of its teams. Zero, like a negative number, means none. If one
	// of the two limits is exceeded, Enforce does nothing at all.
	MaxRemovalShare float64
	// DryRun plans the steps and writes nothing.
	DryRun bool
	// Unfinished are the steps that [Report.Unfinished] of earlier runs returned.
	// Enforce takes each of them if the policies still allow it and the team does
	// not have the app.
	Unfinished []Step
	// VerifyTimeout is the maximum time to wait until a write is visible to
	// reads. Zero means 5 seconds, and a negative duration means to read once.
	VerifyTimeout time.Duration
}

func (o *Options) verifyTimeout() time.Duration {
	return steps.OrDefault(o.VerifyTimeout, steps.DefaultVerifyTimeout)
}

func (o *Options) validate() error {
	if !(o.MaxRemovalShare <= 1) { // also false for NaN
		return fmt.Errorf("access: MaxRemovalShare must be at most 1, and it is %v", o.MaxRemovalShare)
	}
	for i := range o.Unfinished {
		s := &o.Unfinished[i]
		if s.Kind != AddApp || !steps.ValidID(s.Team) || !steps.ValidID(s.App) || strings.TrimPrefix(string(s.Role), string(clarifai.TeamRoleByID(""))) == "" {
			return fmt.Errorf("access: Unfinished[%d] must be a step that adds an app in a role", i)
		}
	}
	return nil
}
