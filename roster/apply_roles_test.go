package roster_test

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// admins lists the user IDs of those who are Admins on the server.
func admins(s *clarifaitest.Server) (ids []string) {
	for _, m := range s.Members("acme") {
		if m.Role == clarifai.MemberRoleAdmin {
			ids = append(ids, m.UserID)
		}
	}
	return ids
}

// namesake puts a user into a custom role that has the name of Admin, in all that the client
// reads.
func (f *fixture) namesake(userID string) {
	f.editResponses(func(_ *http.Request, body map[string]any) {
		eachObject(body, "", func(_ string, object map[string]any) {
			if user, ok := object["user"].(map[string]any); ok && user["id"] == userID {
				object["role"] = map[string]any{"id": "custom", "name": "Admin"}
			}
		})
	})
}

// planHandover makes ann the Admin in place of olga, the only one.
func (f *fixture) planHandover() {
	f.options.UpdateRoles, f.options.AllowAdmin = true, true
	f.company.Teams = nil
	f.company.People = []roster.Person{person(2, "olga@acme.test"), person(3, "ann@acme.test")}
	f.company.People[1].Role = clarifai.MemberRoleAdmin
}

func TestApply_LastAdmin(t *testing.T) {
	refused := func(f *fixture, p *roster.Proposal, left ...string) {
		f.Helper()
		report, err := roster.Apply(f.Context(), f.client, p, &f.applying)
		if !errors.Is(err, roster.ErrLastAdmin) {
			f.Errorf("Apply: %v", err)
		}
		f.wantLines(steps(report.Steps, roster.Skipped), "change role olga@acme.test")
		if got := admins(f.server); !slices.Equal(got, left) {
			f.Errorf("Admins: %v, want %v", got, left)
		}
	}
	for name, fault := range map[string]clarifaitest.Fault{
		"forbidden":          {Status: 403, Code: clarifai.CodeInsufficientScopes},
		"an internal error":  {Status: 500, Count: -1},
		"an unknown outcome": {Kind: clarifaitest.FaultDrop, Count: -1},
	} {
		t.Run("the promotion fails: "+name, func(t *testing.T) {
			withServer(t, seed(), func(f *fixture) {
				f.planHandover()
				p := f.plan()
				if fault.Operation = clarifai.OpMembersUpdateRole; fault.Kind == "" {
					fault.Kind = clarifaitest.FaultStatus
				}
				f.server.Inject(fault)
				refused(f, p, "olga")
			})
		})
	}
	t.Run("the promotion is taken out of the steps", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			f.planHandover()
			p := f.plan()
			p.Steps = slices.DeleteFunc(p.Steps, func(s roster.Step) bool { return s.Email == "ann@acme.test" })
			refused(f, p, "olga")
		})
	})
	t.Run("the server shows no IDs of roles", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			f.editResponses(func(_ *http.Request, body map[string]any) {
				eachObject(body, "", func(name string, object map[string]any) {
					if name == "role" || name == "roles" {
						delete(object, "id")
					}
				})
			})
			f.planHandover()
			p := f.plan()
			p.Steps = slices.DeleteFunc(p.Steps, func(s roster.Step) bool { return s.Email == "ann@acme.test" })
			refused(f, p, "olga")
		})
	})
	t.Run("another Admin gets a custom role of that name in between", func(t *testing.T) {
		bo := func(o *clarifaitest.Organization) { o.Members[1].Role = clarifai.MemberRoleAdmin }
		withServer(t, seed(bo), func(f *fixture) {
			f.options.UpdateRoles = true
			f.company.People, f.company.Teams = []roster.Person{person(2, "olga@acme.test")}, nil
			p := f.plan()
			f.namesake("bo")
			refused(f, p, "olga", "bo")
		})
	})
	t.Run("another Admin leaves in between", func(t *testing.T) {
		bo := func(o *clarifaitest.Organization) { o.Members[1].Role = clarifai.MemberRoleAdmin }
		withServer(t, seed(bo), func(f *fixture) {
			f.planHandover()
			f.company.People = f.company.People[:1]
			p := f.plan()
			if err := f.client.Members.Remove(f.Context(), "acme", "bo"); err != nil {
				f.Fatal(err)
			}
			refused(f, p, "olga")
		})
	})
	t.Run("the others are to stop being Admins, too", func(t *testing.T) {
		bo := func(o *clarifaitest.Organization) { o.Members[1].Role = clarifai.MemberRoleAdmin }
		withServer(t, testkit.With(seed(bo), func(c *clarifaitest.Config) { c.Variants.Lag = 2 * time.Second }), func(f *fixture) {
			f.planHandover()
			f.company.People = append(f.company.People, person(4, "bo@acme.test"))
			p := f.plan()
			p.Steps = slices.DeleteFunc(p.Steps, func(s roster.Step) bool { return s.Email == "ann@acme.test" })
			report, err := roster.Apply(f.Context(), f.client, p, &f.applying)
			// The step for bo comes first, and olga, who is the caller, is to stop as well.
			if got := admins(f.server); !slices.Equal(got, []string{"bo"}) || !errors.Is(err, roster.ErrLastAdmin) {
				f.Errorf("Admins: %v; %v\n%v", got, err, report.Steps)
			}
		})
	})
	t.Run("the Admins cannot be read", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			f.planHandover()
			p := f.plan()
			f.server.Inject(clarifaitest.Fault{
				Operation: clarifai.OpMembersList, Count: -1, Kind: clarifaitest.FaultStatus, Status: 403, Code: clarifai.CodeInsufficientScopes,
			})
			_, err := roster.Apply(f.Context(), f.client, p, &f.applying)
			if !errors.Is(err, clarifai.ErrForbidden) {
				f.Errorf("Apply: %v", err)
			}
			f.wantWrites(0)
		})
	})
	t.Run("the promotion shows late", func(t *testing.T) {
		withServer(t, testkit.With(seed(), func(c *clarifaitest.Config) { c.Variants.Lag = 2 * time.Second }), func(f *fixture) {
			f.planHandover()
			report := f.planAndApply()
			for _, s := range report.Steps {
				if s.Status != roster.Done || s.Note != "" {
					f.Errorf("%s: %s, %q", s.Step, s.Status, s.Note)
				}
			}
			if got := admins(f.server); !slices.Equal(got, []string{"ann"}) {
				f.Errorf("Admins: %v", got)
			}
		})
	})
	t.Run("the steps are in another order", func(t *testing.T) {
		withServer(t, seed(), func(f *fixture) {
			f.planHandover()
			p := f.plan()
			slices.Reverse(p.Steps)
			f.apply(p)
			if got := admins(f.server); !slices.Equal(got, []string{"ann"}) {
				f.Errorf("Admins: %v", got)
			}
		})
	})
}

// An Admin who is the caller steps down after everything else, that being what
// the caller may do as an Admin.
func TestApply_CallerRole(t *testing.T) {
	bo := func(o *clarifaitest.Organization) { o.Members[1].Role = clarifai.MemberRoleUser }
	withServer(t, seed(bo), func(f *fixture) {
		f.planHandover()
		f.company.People = append(f.company.People, person(4, "bo@acme.test"))
		var order []string
		f.applying.Progress = func(p roster.Progress) {
			if p.Step != nil {
				order = append(order, p.Step.Email)
			}
		}
		f.planAndApply()
		f.wantLines(order, "ann@acme.test", "bo@acme.test", "olga@acme.test")
	})
}

// There is always an Admin, whatever the order of the steps, whichever steps are
// taken out, whatever fails, and whoever leaves or is removed.
func TestApply_LastAdminProperty(t *testing.T) {
	harness.Check(t, func(rt *rapid.T) {
		c := drawHandover(rt)
		var problem string
		synctest.Test(t, func(t *testing.T) { problem = c.run(t) })
		if problem != "" {
			rt.Fatal(problem)
		}
	})
}

// planHandover is a case of roles that change hands: bot runs the organization, and
// p0 to p4 are members.
type handover struct {
	opts    []func(*clarifaitest.Config)
	company roster.Company
	removed []clarifaitest.Member // who are not in the company
	order   []int                 // of the steps
	out     []bool                // steps that are taken out
	faults  []clarifaitest.Fault
	leave   []string // after each step, a member who leaves; "": nobody
}

func drawHandover(t *rapid.T) *handover {
	const people = 5
	c := &handover{company: roster.Company{ID: "acme"}}
	org := clarifaitest.Organization{ID: "acme", Owner: "bot"}
	c.opts = []func(*clarifaitest.Config){func(c *clarifaitest.Config) {
		c.InMemory = true
		c.Users = append(c.Users, clarifaitest.User{ID: "bot", Email: "bot@acme.test"})
	}}
	role := rapid.SampledFrom([]clarifai.MemberRole{clarifai.MemberRoleAdmin, clarifai.MemberRoleTeamContributor})
	if rapid.Bool().Draw(t, "bot is to be another") {
		c.company.People = append(c.company.People, person(1, "bot@acme.test"))
	}
	ids := []string{""}
	for i := range people {
		id := fmt.Sprintf("p%d", i)
		ids = append(ids, id)
		c.opts = append(c.opts, func(c *clarifaitest.Config) {
			c.Users = append(c.Users, clarifaitest.User{ID: id, Email: id + "@acme.test"})
		})
		org.Members = append(org.Members, clarifaitest.Member{UserID: id, Role: role.Draw(t, "has")})
		if rapid.Bool().Draw(t, "in the roster") {
			c.company.People = append(c.company.People, person(i+2, id+"@acme.test"))
			c.company.People[len(c.company.People)-1].Role = role.Draw(t, "wants")
		} else if rapid.Bool().Draw(t, "removed") {
			c.removed = append(c.removed, org.Members[i])
		}
	}
	lag := rapid.SampledFrom([]time.Duration{time.Millisecond, 2 * time.Second}).Draw(t, "lag")
	c.opts = append(c.opts, func(c *clarifaitest.Config) {
		c.Organizations = append(c.Organizations, org)
		c.Variants.Lag = lag
	})
	c.order = rapid.Permutation([]int{0, 1, 2, 3, 4, 5}).Draw(t, "order")
	c.out = rapid.SliceOfN(rapid.Bool(), people+1, people+1).Draw(t, "out")
	c.leave = rapid.SliceOfN(rapid.SampledFrom(ids), 0, people).Draw(t, "leave")
	for range rapid.IntRange(0, 3).Draw(t, "faults") {
		c.faults = append(c.faults, clarifaitest.Fault{
			Operation: rapid.SampledFrom([]clarifai.Operation{clarifai.OpMembersUpdateRole, clarifai.OpMembersRemove}).Draw(t, "operation"),
			Skip:      rapid.IntRange(0, 4).Draw(t, "skip"), Count: rapid.IntRange(1, 8).Draw(t, "count"),
			Kind:   rapid.SampledFrom([]clarifaitest.FaultKind{clarifaitest.FaultStatus, clarifaitest.FaultDrop}).Draw(t, "fault"),
			Status: rapid.SampledFrom([]int{403, 500, 503}).Draw(t, "status"), Acts: rapid.Bool().Draw(t, "acts"),
		})
	}
	return c
}

func (c *handover) run(t *testing.T) (problem string) {
	server, err := clarifaitest.Start(testkit.With(clarifaitest.Config{}, c.opts...))
	if err != nil {
		return err.Error()
	}
	defer server.Close()
	client := server.Client()
	defer client.Close()
	options := roster.Options{UpdateRoles: true, AllowAdmin: true}
	applying := &roster.ApplyOptions{Progress: func(p roster.Progress) {
		if p.Step == nil {
			return
		}
		left := admins(server)
		if len(left) == 0 {
			problem = fmt.Sprintf("no Admin after %s: %s", p.Step.Step, p.Step.Status)
		}
		if len(c.leave) > 0 {
			id := c.leave[0]
			if c.leave = c.leave[1:]; id != "" && (len(left) > 1 || !slices.Contains(left, id)) {
				_ = client.Members.Remove(t.Context(), "acme", id)
				<-time.After(3 * time.Second) // it shows in reads
			}
		}
	}}
	p, err := roster.Plan(t.Context(), client, c.company, options)
	if err != nil {
		return err.Error()
	}
	all := p.Steps
	for _, m := range c.removed {
		all = append(all, roster.Step{
			Kind: roster.RemoveMember, UserID: m.UserID, Replaces: "id:" + server.MemberRoleID(m.Role), Before: string(m.Role), Reason: "not in the files",
		})
	}
	p.Steps = nil
	for _, i := range c.order {
		if i < len(all) && !c.out[i] {
			p.Steps = append(p.Steps, all[i])
		}
	}
	server.Inject(c.faults...)
	_, err = roster.Apply(t.Context(), client, p, applying)
	if len(admins(server)) == 0 {
		problem = fmt.Sprintf("no Admin at the end: %v", err)
	}
	return problem
}
