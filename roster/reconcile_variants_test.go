package roster_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

// However the server behaves where nobody has seen how Clarifai does: a run reaches what
// the files say, except what such a server refuses.
func TestReconcile_Variants(t *testing.T) {
	type variant struct {
		name string
		clarifaitest.Variants
		expect func(want *orgState, before orgState) // what such a server does not do
	}
	keepsInvitations := func(want *orgState, before orgState) {
		maps.Copy(want.Pending, before.Pending)
	}
	for _, v := range []variant{
		{"the likeliest", clarifaitest.Variants{}, nil},
		{"batches are mixed", clarifaitest.Variants{Batch: clarifaitest.BatchMixed}, nil},
		{"batches do not mark", clarifaitest.Variants{Batch: clarifaitest.BatchUnmarked}, nil},
		{"batches omit", clarifaitest.Variants{Batch: clarifaitest.BatchOmitted}, nil},
		{"batches are silent", clarifaitest.Variants{Batch: clarifaitest.BatchSilent}, nil},
		{"what exists fails", clarifaitest.Variants{Exists: clarifaitest.ExistsFailure}, nil},
		{"what exists is a bad request", clarifaitest.Variants{Exists: clarifaitest.ExistsDuplicateKey}, nil},
		{"what exists is created again", clarifaitest.Variants{Exists: clarifaitest.ExistsSilent}, nil},
		{"a team's app is not added again", clarifaitest.Variants{AppRole: clarifaitest.AppRoleRefused}, nil},
		{"a team's app keeps its role", clarifaitest.Variants{AppRole: clarifaitest.AppRoleIgnored}, nil},
		{"role names in snake case", clarifaitest.Variants{RoleNames: clarifaitest.RoleNamesSnake}, nil},
		{"role names in upper snake case", clarifaitest.Variants{RoleNames: clarifaitest.RoleNamesUpperSnake}, nil},
		{"addresses in the details", clarifaitest.Variants{MemberEmails: clarifaitest.MemberEmailsDetail}, nil},
		{"an overwriting patch keeps", clarifaitest.Variants{KeepOnOverwrite: true}, nil},
		{"text is trimmed", clarifaitest.Variants{TrimText: true}, nil},
		{"one item a page", clarifaitest.Variants{MaxPerPage: 1}, nil},
		{"three items a page", clarifaitest.Variants{MaxPerPage: 3}, nil},
		{"writes show late", clarifaitest.Variants{Lag: 2 * time.Second}, nil},
		{"cancelled invitations are gone", clarifaitest.Variants{Cancel: clarifaitest.CancelDeletes}, nil},
		{"cancelling does nothing", clarifaitest.Variants{Cancel: clarifaitest.CancelIgnores}, keepsInvitations},
		{"cancelling is refused", clarifaitest.Variants{Cancel: clarifaitest.CancelRefused}, keepsInvitations},
		{"default roles are ignored", clarifaitest.Variants{IgnoreDefaultRole: true}, func(want *orgState, before orgState) {
			for id, team := range want.Teams {
				team.DefaultRole = before.Teams[id].DefaultRole
				want.Teams[id] = team
			}
		}},
		{"billing addresses are hidden", clarifaitest.Variants{HideBillingEmails: true}, func(want *orgState, before orgState) {
			want.BillingEmail = before.BillingEmail
		}},
	} {
		t.Run(v.name, func(t *testing.T) {
			check := func(d *drawing, _ int) string {
				d.config.Variants = v.Variants
				return withWatch(t, d.config, func(ctx context.Context, w *watch) string {
					return d.checkVariant(ctx, w, v.expect)
				})
			}
			if problem := check(everyKind(), 0); problem != "" {
				t.Error(problem)
			}
			eachCase(t, 0, 50, check)
		})
	}
}

func (d *drawing) checkVariant(ctx context.Context, w *watch, expect func(want *orgState, before orgState)) string {
	want := d.model(w.states[0]).want()
	_, _, err := w.run(ctx, d.company, d.options)
	if expect == nil && err != nil {
		return err.Error()
	}
	w.letShow()
	if expect != nil {
		expect(&want, w.states[0])
	}
	if got := w.now(); !cmp.Equal(want, got) {
		return fmt.Sprintf("%v\nas it should be (-), as it is (+):\n%s", err, cmp.Diff(want, got))
	}
	if expect == nil {
		return d.checkNothingToDo(ctx, w)
	}
	// What the server refuses is asked for again, and nothing else.
	w.run(ctx, d.company, d.options)
	if got := w.now(); !cmp.Equal(want, got) {
		return fmt.Sprintf("the second run, as it should be (-), as it is (+):\n%s", cmp.Diff(want, got))
	}
	return onlyOnce(w)
}

// letShow waits until a late write shows.
func (w *watch) letShow() { <-time.After(time.Minute) }

// Even if lists lack members, teams and invitations, there is always an Admin, and the
// caller stays one.
func TestReconcile_HiddenItems(t *testing.T) {
	eachCase(t, 5, 250, func(d *drawing, n int) string {
		d.config.Variants = clarifaitest.Variants{HideEvery: 2 + n%3}
		return withWatch(t, d.config, func(ctx context.Context, w *watch) string {
			for range 2 {
				w.run(ctx, d.company, d.options)
			}
			is := w.now()
			if !slices.Contains(is.admins(), "olga") {
				return fmt.Sprintf("the caller is no Admin now: %v", is.Roles)
			}
			return ""
		})
	})
}
