package access_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/access"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

// faults are the ways in which a request goes wrong, once and for good: five
// times is as often as the client tries.
func faults() map[string]clarifaitest.Fault {
	all := make(map[string]clarifaitest.Fault)
	for name, f := range map[string]clarifaitest.Fault{
		"dropped before acting": {Kind: clarifaitest.FaultDrop},
		"dropped after acting":  {Kind: clarifaitest.FaultDrop, Acts: true},
		"500 before acting":     {Kind: clarifaitest.FaultStatus, Status: 500, Code: clarifai.CodeInternalServerIssue},
		"500 after acting":      {Kind: clarifaitest.FaultStatus, Status: 500, Code: clarifai.CodeInternalServerIssue, Acts: true},
		"a body cut short":      {Kind: clarifaitest.FaultCut},
		"half of the JSON":      {Kind: clarifaitest.FaultTruncated},
		"a proxy's page":        {Kind: clarifaitest.FaultHTML, Acts: true},
		"429":                   {Kind: clarifaitest.FaultStatus, Status: 429, Code: clarifai.CodeThrottled},
		"403":                   {Kind: clarifaitest.FaultStatus, Status: 403, Code: clarifai.CodeInsufficientScopes},
	} {
		for _, f.Count = range []int{1, 5} {
			all[fmt.Sprintf("%s, %d times", name, f.Count)] = f
		}
	}
	return all
}

func policiesOfAll() []access.Policy {
	none := access.Policy{Name: "no echo", Teams: []string{"vision"}, Rule: access.Rule{Not: &access.Rule{Apps: []string{"echo"}}}}
	return []access.Policy{area("vision", clearing, lower(worker)), none}
}

// undisturbed is the state in which a run ends, and the numbers of its requests.
func undisturbed(t *testing.T, change ...func(*clarifaitest.Config)) (state string, requests []int) {
	t.Helper()
	withServer(t, testkit.With(seed(), change...), func(f *fixture) {
		f.enforce(policiesOfAll()...)
		state = f.state()
		for n := range f.server.Requests() {
			requests = append(requests, n)
		}
	})
	return state, requests
}

func TestEnforce_Faults(t *testing.T) {
	for _, lag := range []time.Duration{0, 2 * time.Second} {
		var opts []func(*clarifaitest.Config)
		if lag > 0 {
			opts = append(opts, func(c *clarifaitest.Config) { c.Variants.Lag = lag })
		}
		want, steps := undisturbed(t, opts...)
		all := faults()
		for i, name := range slices.Sorted(maps.Keys(all)) {
			fault := all[name]
			if lag > 0 && fault.Count > 1 {
				continue // the lag makes no difference to what ends a run
			}
			t.Run(fmt.Sprintf("lag %v, %s", lag, name), func(t *testing.T) {
				t.Parallel()
				for _, n := range harness.Part(steps, i, 9) {
					fault.Skip = n
					withServer(t, testkit.With(seed(), append(opts, func(c *clarifaitest.Config) { c.Faults = append(c.Faults, fault) })...), func(f *fixture) {
						first, err := access.Enforce(f.Context(), f.client, "acme", policiesOfAll(), f.options)
						if again := fault.Count == 1 && fault.Status != 403; again && err != nil {
							f.Errorf("request %d: the client tries again, and yet: %v", n, err)
						}
						if err == nil && f.state() != want {
							f.Errorf("request %d: no error, and the state is\n%s", n, f.state())
						}
						checkReport(f, first)
						if first != nil {
							f.options.Unfinished = first.Unfinished()
						}
						f.drain()
						_, err = access.Enforce(f.Context(), f.client, "acme", policiesOfAll(), f.options)
						if err != nil {
							f.Errorf("request %d: the second run: %v", n, err)
						}
						if f.state() != want {
							f.Errorf("request %d: after the second run the state is\n%swant\n%s", n, f.state(), want)
						}
						f.options.Unfinished = nil
						f.wantNothingToDo(policiesOfAll()...)
					})
				}
			})
		}
	}
}

// drain uses up the faults that are left: how many pages that nobody asks for
// are read ahead, and meet some, is not the same each time.
func (f *fixture) drain() {
	for range 10 {
		_, _ = f.client.Users.GetMe(f.Context())
	}
}

// checkReport asserts that a report says of no step more than is true.
func checkReport(f *fixture, r *access.Report) {
	f.Helper()
	if r == nil {
		return
	}
	for i := range r.Steps {
		s := &r.Steps[i]
		role := clarifai.TeamRole("none")
		for _, a := range f.server.TeamApps("acme", s.Team) {
			if a.AppID == s.App {
				role = a.Role
			}
		}
		lowered := r.Steps[i].App == "noise"
		switch {
		case s.Status == access.Planned || string(s.Status) == "sent":
			f.Errorf("%s is left %s", &s.Step, s.Status)
		case s.Status == access.Failed && s.Err == nil:
			f.Errorf("%s failed without an error", &s.Step)
		case s.Status != access.Done:
		case s.Kind == access.ClearDefaultRole && f.defaultRole(s.Team) != "",
			s.Kind == access.RemoveApp && role != "none" && (!lowered || role != worker),
			s.Kind == access.AddApp && role != worker:
			f.Errorf("%s is done, and the team has the app in %q", &s.Step, role)
		}
	}
}

// Without the unfinished steps the second run finds nothing, and no fault has ever let
// the team have more than before.
func TestEnforce_FaultsWithoutUnfinished(t *testing.T) {
	_, steps := undisturbed(t)
	allowed := map[string]bool{"bare Full Access": true, "shelf Full Access": true, "noise Labeler Worker": true}
	all := faults()
	for i, name := range slices.Sorted(maps.Keys(all)) {
		fault := all[name]
		if fault.Count == 1 && fault.Status != 403 {
			continue // the client tries again, and all goes well
		}
		t.Run(name, func(t *testing.T) {
			for _, n := range harness.Part(steps, i, 5) {
				fault.Skip = n
				withServer(t, testkit.With(seed(), func(c *clarifaitest.Config) { c.Faults = append(c.Faults, fault) }), func(f *fixture) {
					for range 2 {
						_, _ = access.Enforce(f.Context(), f.client, "acme", policiesOfAll(), f.options)
						f.drain()
					}
					for _, line := range f.apps("vision") {
						if !allowed[line] {
							f.Errorf("request %d: the team has %s", n, line)
						}
					}
					f.wantNothingToDo(policiesOfAll()...)
				})
			}
		})
	}
}
