package roster_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// resume applies with a journal that has an earlier run.
func (f *fixture) resume(p *roster.Proposal, path string) (report *roster.Report, earlier []roster.JournalEntry) {
	f.Helper()
	journal := openJournal(f.T, path)
	opts := f.applying
	opts.Journal = journal
	report, err := roster.Apply(f.Context(), f.client, p, &opts)
	if err != nil {
		f.Errorf("Apply again: %v", err)
	}
	if err := journal.Close(); err != nil {
		f.Error(err)
	}
	return report, journal.Earlier()
}

// serverState is what a server has.
type serverState struct {
	Members     []clarifaitest.Member
	Invitations []string
	Teams       []clarifaitest.Team
}

func (f *fixture) state() serverState {
	s := serverState{Members: f.server.Members("acme"), Teams: f.server.Teams("acme")}
	for _, i := range f.server.Invitations("acme") {
		s.Invitations = append(s.Invitations, fmt.Sprintf("%s %s %v", strings.ToLower(i.Email), i.Role, i.Status))
	}
	slices.Sort(s.Invitations)
	return s
}

func newPath(f *fixture) string { return filepath.Join(f.TempDir(), "journal.jsonl") }

func TestApply_Journal(t *testing.T) {
	t.Run("a run whose Progress panics has ended", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			p, steps := f.plan(), 0
			f.applying.Journal = openJournal(f.T, newPath(f))
			f.applying.Progress = func(roster.Progress) {
				if steps++; steps == 2 || steps == 3 { // in the first run, and where the second goes on
					panic("stop")
				}
			}
			for range 2 {
				func() {
					defer func() { _ = recover() }()
					_, _ = roster.Apply(f.Context(), f.client, p, &f.applying)
				}()
			}
			f.apply(p)
			f.wantNothingToDo()
		})
	})
	t.Run("a plan that was applied is not applied again", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			p, path := f.plan(), newPath(f)
			first, earlier := f.resume(p, path)
			if len(earlier) > 0 {
				f.Errorf("a new journal has %v", earlier)
			}
			f.server.ResetRequests()
			second, earlier := f.resume(p, path)
			f.wantWrites(0)
			f.wantResumed(second, earlier)
			if len(earlier) != len(first.Steps) || len(second.Steps) != len(first.Steps) {
				f.Errorf("%d steps, %d in the journal, and %d again", len(first.Steps), len(earlier), len(second.Steps))
			}
			for i, r := range second.Steps {
				if before := first.Steps[i]; r.Note != "done by an earlier run" || r.Step != before.Step || r.RequestID != before.RequestID {
					f.Errorf("%s: note %q, request %q", r.Step, r.Note, r.RequestID)
				}
			}
			f.wantOutcomes(second.Rows, roster.Member, roster.Member, roster.Joined, roster.Invited, roster.Invited)
			for _, row := range second.Rows[3:] {
				if row.RequestID == "" {
					f.Errorf("%s has no request ID", row.Person.Email)
				}
			}
		})
	})
	t.Run("steps for people who joined are known by who they are, not by their place", func(t *testing.T) {
		config := testkit.With(seed(), func(c *clarifaitest.Config) {
			c.Users = append(c.Users, clarifaitest.User{ID: "dee", Email: "dee@acme.test"})
		})
		withServer(t, config, func(f *fixture) {
			f.company.People[2], f.company.People[3] = f.company.People[3], f.company.People[2] // dee before cy
			p, path := f.plan(), newPath(f)
			first, _ := f.resume(p, path)
			if err := f.server.Accept("acme", "dee@acme.test"); err != nil {
				f.Fatal(err)
			}
			for run, want := range [][]string{{"", "done by an earlier run"}, {"done by an earlier run", "done by an earlier run"}} {
				report, earlier := f.resume(p, path)
				joined := report.Steps[len(p.Steps):]
				var notes []string
				for _, r := range joined {
					notes = append(notes, r.Note)
				}
				if !slices.Equal(notes, want) || joined[0].UserID != "dee" || joined[1].RequestID != first.Steps[len(p.Steps)].RequestID {
					f.Errorf("run %d: %q: %+v", run, notes, joined)
				}
				if n := len(earlier) - len(p.Steps); n != run+1 {
					f.Errorf("run %d: the journal has %d steps for people who joined", run, n)
				}
			}
			f.wantOnTeam("vision", "ann", "bo", "cy")
			f.wantOnTeam("sound", "bo", "dee")
		})
	})
	t.Run("the journal of another plan is refused", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			p, path := f.plan(), newPath(f)
			journal := openJournal(f.T, path)
			f.applying.Journal = journal
			f.apply(p)
			before := readFile(f.T, path)
			f.server.ResetRequests()
			for name, change := range map[string]func(*roster.Proposal){
				"fewer steps":          func(p *roster.Proposal) { p.Steps = p.Steps[1:] },
				"another organization": func(p *roster.Proposal) { p.Organization = "other" },
			} {
				other := *p
				change(&other)
				report, err := roster.Apply(f.Context(), f.client, &other, &f.applying)
				if !errors.Is(err, roster.ErrOtherPlan) || !strings.Contains(err.Error(), path) {
					f.Errorf("%s: got %v", name, err)
				}
				for _, r := range report.Steps {
					if r.Status != roster.Skipped || !errors.Is(r.Err, roster.ErrOtherPlan) {
						f.Errorf("%s: %s: %s, %v", name, r.Step, r.Status, r.Err)
					}
				}
			}
			if len(f.server.Requests()) > 0 {
				f.Errorf("requests: %v", f.server.Requests())
			}
			if readFile(f.T, path) != before {
				f.Error("the journal was written")
			}
		})
	})
	t.Run("a journal that is closed is refused", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			p := f.plan()
			f.applying.Journal = openJournal(f.T, newPath(f))
			f.applying.Journal.Close()
			f.server.ResetRequests()
			if _, err := roster.Apply(f.Context(), f.client, p, &f.applying); !errors.Is(err, os.ErrClosed) {
				f.Errorf("got %v", err)
			}
			if len(f.server.Requests()) > 0 {
				f.Errorf("requests: %v", f.server.Requests())
			}
		})
	})
	t.Run("nothing more is sent when the journal cannot be written", func(t *testing.T) {
		for name, disturb := range map[string]func(path string) error{
			"it was removed": os.Remove,
			"it was replaced": func(path string) error {
				return errors.Join(os.Rename(path, path+".old"), os.WriteFile(path, nil, 0o600))
			},
			"somebody wrote to it": func(path string) error {
				file, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
				if err != nil {
					return err
				}
				_, err = file.WriteString("\n")
				return errors.Join(err, file.Close())
			},
		} {
			for writes := range 4 {
				t.Run(fmt.Sprintf("%s after %d writes", name, writes), func(t *testing.T) {
					if runtime.GOOS == "windows" {
						t.Skip("a file that is open stays as it is")
					}
					withServer(t, seed(), func(f *fixture) {
						p, path := f.plan(), newPath(f)
						journal, err := roster.OpenJournal(path)
						if err != nil {
							f.Fatal(err)
						}
						f.applying.Journal = journal
						sent := 0
						f.watchWrites(func() {}, func() {
							if sent++; sent == writes {
								if err := disturb(path); err != nil {
									f.Error(err)
								}
							}
						})
						if writes == 0 {
							if err := disturb(path); err != nil {
								f.Fatal(err)
							}
						}
						report, err := roster.Apply(f.Context(), f.client, p, &f.applying)
						if err == nil || !strings.Contains(err.Error(), path) || sent != writes {
							f.Errorf("%d writes, %v", sent, err)
						}
						if closed := journal.Close(); closed == nil || !errors.Is(err, closed) {
							f.Errorf("Close: %v", closed)
						}
						for _, r := range report.Steps {
							if r.Status == roster.Planned || r.Status == roster.Skipped && r.Err == nil || r.Status == roster.Failed {
								f.Errorf("%s: %s, %v", r.Step, r.Status, r.Err)
							}
						}
						if done := len(steps(report.Steps, roster.Done)); (done > 0) != (writes > 0) {
							f.Errorf("%d steps were done", done)
						}
					})
				})
			}
		}
	})
	t.Run("a journal takes one run at a time", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			p := f.plan()
			f.applying.Journal = openJournal(f.T, newPath(f))
			inner := 0
			f.applying.Progress = func(roster.Progress) {
				if inner++; inner > 1 {
					return
				}
				opts := f.applying
				opts.Progress = nil
				if _, err := roster.Apply(f.Context(), f.client, p, &opts); err == nil || !strings.Contains(err.Error(), "has not ended") {
					f.Errorf("within another run: %v", err)
				}
			}
			f.apply(p)
			f.applying.Progress = nil
			for _, r := range f.apply(p).Steps { // the first one has ended
				if r.Note != "done by an earlier run" {
					f.Errorf("%s: %q", r.Step, r.Note)
				}
			}
		})
	})
	t.Run("what failed is sent again, and so is what was skipped", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			p, path := f.plan(), newPath(f)
			f.server.Inject(clarifaitest.Fault{Operation: clarifai.OpTeamsCreate, Kind: clarifaitest.FaultStatus, Status: 403, Code: clarifai.CodeInsufficientScopes})
			journal := openJournal(f.T, path)
			ctx, cancel := context.WithCancel(f.Context())
			opts := f.applying
			opts.Journal = journal
			if _, err := roster.Apply(ctx, f.client, p, &opts); !errors.Is(err, clarifai.ErrForbidden) {
				f.Fatalf("got %v", err)
			}
			cancel()
			if err := journal.Close(); err != nil {
				f.Fatal(err)
			}
			report, earlier := f.resume(p, path)
			if len(earlier) == 0 {
				f.Error("nothing is in the journal")
			}
			for _, r := range report.Steps {
				if r.Status != roster.Done {
					f.Errorf("%s: %s, %v", r.Step, r.Status, r.Err)
				}
			}
			f.wantNothingToDo()
		})
	})
}

// wantResumed asserts that every step is done, that the report says of each that an
// earlier run did whose request it was, and that nobody is invited twice.
func (f *fixture) wantResumed(report *roster.Report, earlier []roster.JournalEntry) {
	f.Helper()
	before := make(map[string]roster.JournalEntry)
	for _, entry := range earlier {
		before[entry.Text] = entry
	}
	for _, r := range report.Steps {
		entry := before[r.String()]
		if r.Status != roster.Done {
			f.Errorf("%s: %s, %q, %v", r.Step, r.Status, r.Note, r.Err)
		}
		if entry.Event == roster.Done && (r.Note != "done by an earlier run" || r.RequestID != entry.RequestID) {
			f.Errorf("%s was done before: note %q, request %q, want %q", r.Step, r.Note, r.RequestID, entry.RequestID)
		}
		if found := r.Note == "sent by an earlier run, and found done"; found && entry.Event != roster.Sending && !entry.Unknown {
			f.Errorf("%s was not being sent before: %+v", r.Step, entry)
		}
	}
	invited := make(map[string]int)
	for _, i := range f.server.Invitations("acme") {
		if invited[strings.ToLower(i.Email)]++; invited[strings.ToLower(i.Email)] > 1 {
			f.Errorf("%s is invited twice", i.Email)
		}
	}
}
