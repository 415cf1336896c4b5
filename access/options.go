package access

import (
	"fmt"
	"strings"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// Options say what one [Enforce] may do. The zero value takes nothing away.
type Options struct {
	// MaxRemovals is how many apps may be taken from teams, those that are
	// given back in a lower role included, and default roles cleared. 0: none.
	MaxRemovals int
	// MaxShare is which share of all apps of the teams that the policies bind
	// (each app counted once for each team) may be taken away, from 0 to 1.
	// 0: none. Both limits must hold, else the run does nothing at all.
	MaxRemovalShare float64
	// DryRun plans, and sends no write request.
	DryRun bool
	// Owed is what earlier runs owe, by [Report.Unfinished]: each is given if the
	// policies still allow it and the team does not have the app.
	Unfinished []Step
	// Settle is how long a write may take to become visible to reads. 0 means
	// 5 s; a negative time means to look once.
	VerifyTimeout time.Duration
}

func (o *Options) verifyTimeout() time.Duration {
	return steps.OrDefault(o.VerifyTimeout, steps.DefaultVerifyTimeout)
}

func (o *Options) validate() error {
	switch {
	case o.MaxRemovals < 0:
		return fmt.Errorf("access: MaxRemovals is %d: it is 0 or more", o.MaxRemovals)
	case !(o.MaxRemovalShare >= 0 && o.MaxRemovalShare <= 1): // NaN, too
		return fmt.Errorf("access: MaxShare is %v: it is 0 to 1", o.MaxRemovalShare)
	}
	for i := range o.Unfinished {
		s := &o.Unfinished[i]
		if s.Kind != AddApp || !steps.ValidID(s.Team) || !steps.ValidID(s.App) || strings.TrimPrefix(string(s.Role), string(clarifai.RoleID(""))) == "" {
			return fmt.Errorf("access: Owed[%d] is not a step to give an app in a role", i)
		}
	}
	return nil
}
