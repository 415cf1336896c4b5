package audit

import (
	"encoding/json"
	"maps"
	"slices"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// State is how far an audit log has been written, and what a search for late entries
// must know of it. It marshals to JSON and back, and it must not be changed. With
// late entries searched for, it has 40 bytes of JSON for each entry of the last
// [Options.Recheck].
type State struct {
	Organization string
	Begin        time.Time // of the first window
	Next         time.Time // beginning of the next window

	windows []window // those to look at again, oldest first
	untimed counts   // entries without a time
}

// window is a window that was written, with its entries.
type window struct {
	From    time.Time `json:"from"`
	To      time.Time `json:"to"`
	Entries counts    `json:"entries,omitempty"`
}

func (w *window) contains(t time.Time) bool { return !t.Before(w.From) && t.Before(w.To) }

// counts is how often entries were written, by their hash.
type counts map[string]int

// stateJSON is a State as it is stored.
type stateJSON struct {
	Organization string    `json:"organization"`
	Begin        time.Time `json:"begin"`
	Next         time.Time `json:"next"`
	Windows      []window  `json:"windows,omitempty"`
	Untimed      counts    `json:"untimed,omitempty"`
}

// MarshalJSON implements [json.Marshaler].
func (s *State) MarshalJSON() ([]byte, error) {
	return json.Marshal(stateJSON{s.Organization, s.Begin, s.Next, s.windows, s.untimed})
}

// UnmarshalJSON implements [json.Unmarshaler].
func (s *State) UnmarshalJSON(data []byte) error {
	var stored stateJSON
	if err := json.Unmarshal(data, &stored); err != nil {
		return err
	}
	*s = State{stored.Organization, stored.Begin.UTC(), stored.Next.UTC(), stored.Windows, stored.Untimed}
	return s.check()
}

// check returns an error if the state cannot be one that was stored: going on from
// it would lose entries.
func (s *State) check() error {
	if s.Organization == "" || s.Begin.IsZero() || s.Next.Before(s.Begin) {
		return invalid("the state is not one that was stored: it must have an organization, a beginning, and a next window after that")
	}
	return nil
}

// isOf reports whether the state is one of an organization.
func (s *State) isOf(orgID string) bool { return steps.FoldID(s.Organization) == steps.FoldID(orgID) }

// known returns how often entries were written that a reading of all windows to look
// at again, and of one new window, may have.
func (s *State) known() counts {
	all := make(counts)
	maps.Copy(all, s.untimed)
	for i := range s.windows {
		maps.Copy(all, s.windows[i].Entries) // a hash has one time, so it is in one window
	}
	return all
}

// withWindow returns the state after a new window with lines was written. Windows
// that end before oldest are not looked at again.
func (s *State) withWindow(to time.Time, lines []Line, oldest time.Time) *State {
	after := *s
	after.Next = to
	after.windows = slices.DeleteFunc(slices.Clone(s.windows), func(w window) bool { return !w.To.After(oldest) })
	if to.After(oldest) {
		after.windows = append(after.windows, window{From: s.Next, To: to})
	}
	after.add(lines)
	return &after
}

// withLate returns the state after late lines were written.
func (s *State) withLate(lines []Line) *State {
	after := *s
	after.windows = slices.Clone(s.windows)
	after.add(lines)
	return &after
}

// add counts lines. It copies the counts that it changes, since an earlier state has
// them too.
func (s *State) add(lines []Line) {
	copied := make(map[int]bool)
	for i := range lines {
		line := &lines[i]
		if line.Timestamp.IsZero() {
			if !copied[-1] {
				s.untimed, copied[-1] = cloneCounts(s.untimed), true
			}
			s.untimed[line.hash]++
			continue
		}
		n := slices.IndexFunc(s.windows, func(w window) bool { return w.contains(line.Timestamp) })
		if n < 0 {
			continue // not to be looked at again
		}
		if !copied[n] {
			s.windows[n].Entries, copied[n] = cloneCounts(s.windows[n].Entries), true
		}
		s.windows[n].Entries[line.hash]++
	}
}

func cloneCounts(c counts) counts {
	copied := make(counts, len(c)+1)
	maps.Copy(copied, c)
	return copied
}
