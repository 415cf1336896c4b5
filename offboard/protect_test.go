package offboard_test

import (
	"slices"
	"testing"

	"github.com/clarifai-community/clarifai-orgs-go/offboard"
)

func TestPlan_Protect(t *testing.T) {
	t.Run("an outsider is protected by user ID or address, with space around it as well", func(t *testing.T) {
		withServer(t, func(f *fixture) {
			for _, entry := range []string{"HAL", " hal ", "Hal@out.test", " hal@OUT.test\n"} {
				f.options.Protect = []string{entry}
				if p := f.plan("hal"); !p.Empty() || p.People[0].Kept == "" || len(p.Notes) > 0 {
					f.Errorf("%q: %v, %q", entry, p.AllSteps(), p.Notes)
				}
			}
		})
	})
	t.Run("who shows no address may be the one whose address is protected", func(t *testing.T) {
		withServer(t, func(f *fixture) {
			f.options.Protect = []string{"hal@out.test"}
			p := f.plan("hal", "bo")
			f.wantLines(stepLines(p.AllSteps()))
			f.wantLines(leftLines(p.Report().Left), "kept of hal", "kept of bo")
			f.options.MemberEmails = map[string]string{"hal": "hal@out.test"}
			f.wantLines(leftLines(f.plan("hal").Report().Left), "kept of hal")
		}, hideAddresses)
	})
	t.Run("an entry that is nobody is noted", func(t *testing.T) {
		withServer(t, func(f *fixture) {
			f.options.Protect = []string{"anm", "BO", "new@acme.test", "hal@out.test", "bo@acne.test"}
			want := []string{
				`Protect has "anm", and no list shows anybody of this name: it may be misspelled`,
				`Protect has "bo@acne.test", and no list shows anybody of this name: it may be misspelled`,
			}
			p := f.plan("ann")
			f.wantLines(p.Notes, want...)
			if e := f.run(p); !slices.Equal(e.Notes, want) {
				f.Errorf("notes: %q", e.Notes)
			}
		})
	})
	t.Run("an empty entry is refused before any request", func(t *testing.T) {
		withServer(t, func(f *fixture) {
			_, err := offboard.Plan(f.Context(), f.client, "acme", []string{"hal"}, &offboard.Options{Protect: []string{"bo", " "}})
			f.wantLines(inputLines(f.T, err), `" ": an entry of Protect must be a user ID or an email address`)
			if n := len(f.server.Requests()); n > 0 {
				f.Errorf("%d requests", n)
			}
		})
	})
}
