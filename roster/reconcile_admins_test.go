package roster_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"pgregory.net/rapid"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// Whoever becomes or ceases to be an Admin, and whatever interrupts the run: after each
// request that the server handled there is an Admin. Other runs, each by one of the
// Admins of that time, end with the roles of the files. If those have no Admin, one of
// the earlier ones remains.
func TestReconcile_Admins(t *testing.T) {
	type interrupted struct {
		*drawing
		fault               *clarifaitest.Fault
		acts                bool
		stopAfter, takeSome int
	}
	cases := rapid.Custom(func(t *rapid.T) interrupted {
		d := drawAdmins(t)
		return interrupted{d, d.drawFault(), d.often(2), pick(d, 0, 0, 1, 2, 3, 4), pick(d, -1, -1, -1, 1, 2, 3)}
	})
	for n := range harness.Count(50, 1000) {
		d := cases.Example(n)
		problem := withWatch(t, d.config, func(ctx context.Context, w *watch) string {
			if d.fault != nil {
				w.Inject(*d.fault)
			}
			first, stop := context.WithCancel(ctx)
			defer stop()
			w.stop, w.stopAfter, w.acts = stop, d.stopAfter, d.acts
			p, err := roster.Plan(first, w.client, d.company, d.options)
			if err == nil {
				if d.takeSome >= 0 {
					p.Steps = p.Steps[:min(d.takeSome, len(p.Steps))]
				}
				roster.Apply(first, w.client, p, nil)
			}
			w.stop = nil
			synctest.Wait()
			return d.checkAdmins(ctx, w)
		})
		if problem != "" {
			t.Errorf("case %d: %s\nfault %+v, stopped after %d (%v), steps: %d\n%s", n, problem, d.fault, d.stopAfter, d.acts, d.takeSome, d.describe())
		}
	}
}

// drawAdmins draws an organization of which several members are Admins, and another one
// for its people. The caller may lose that role as well.
func drawAdmins(t *rapid.T) *drawing {
	d := &drawing{
		T: t, config: clarifaitest.Config{InMemory: true},
		org:     clarifaitest.Organization{ID: "acme", Owner: "olga"},
		company: roster.Company{ID: "acme"},
		options: roster.Options{UpdateRoles: true, AllowAdmin: true, Limits: noLimit()},
	}
	for _, id := range []string{"olga", "ann", "bo", "cy"} {
		d.config.Users = append(d.config.Users, clarifaitest.User{ID: id, Email: id + "@acme.test"})
		if id != "olga" {
			d.org.Members = append(d.org.Members, clarifaitest.Member{UserID: id, Role: pick(d, drawnRoles...)})
		}
		if id == "olga" || d.often(3) {
			d.company.People = append(d.company.People, roster.Person{Email: id + "@acme.test", Role: pick(d, drawnRoles...)})
		}
	}
	d.config.Organizations = []clarifaitest.Organization{d.org}
	return d
}

// drawFault draws a fault of a request about members, or none.
func (d *drawing) drawFault() *clarifaitest.Fault {
	if d.often(1) {
		return nil
	}
	return &clarifaitest.Fault{
		Operation: pick(d, clarifai.OpMembersUpdateRole, clarifai.OpMembersRemove, clarifai.OpMembersList),
		Skip:      pick(d, 0, 0, 1, 2), Count: pick(d, 1, 5, 9), Acts: d.often(2),
		Kind:   pick(d, clarifaitest.FaultDrop, clarifaitest.FaultStatus, clarifaitest.FaultHTML, clarifaitest.FaultEmpty, clarifaitest.FaultTruncated),
		Status: pick(d, 0, 0, 200, 403, 404),
	}
}

// checkAdmins runs until nothing is to do, each time as one of the Admins.
func (d *drawing) checkAdmins(ctx context.Context, w *watch) string {
	callers := []string{"olga"}
	for range 12 { // the fault may outlast several
		admins := w.now().admins()
		if len(admins) == 0 {
			return "" // withoutAdmin says so
		}
		if !slices.Contains(admins, callers[len(callers)-1]) {
			callers = append(callers, admins[0])
			w.client.Close()
			w.client = w.clientOf(admins[0])
		}
		p, _, err := w.run(ctx, d.company, d.options)
		if err == nil && len(p.Steps) == 0 {
			return d.compareRoles(w, callers)
		}
	}
	return fmt.Sprintf("more runs did not end it: %v", w.now().Roles)
}

// compareRoles compares the roles with those of the files.
func (d *drawing) compareRoles(w *watch, callers []string) string {
	before, is := w.states[0], w.now()
	want := make(map[string]clarifai.MemberRole)
	for _, p := range d.company.People {
		want[strings.TrimSuffix(p.Email, "@acme.test")] = p.Role
	}
	left := 0 // Admins who remain because there is no other one
	for id := range before.Roles {
		switch role, there := is.Roles[id]; {
		case role == want[id]:
		case there && want[id] == "" && slices.Contains(callers, id):
		case role == clarifai.MemberRoleAdmin && before.Roles[id] == role:
			left++
		default:
			return fmt.Sprintf("%s has the role %q, want %q", id, role, want[id])
		}
	}
	if len(is.admins()) > left && left > 0 || left > 1 {
		return fmt.Sprintf("the Admins %v remain although the files have another one: %v", is.admins(), want)
	}
	return ""
}
