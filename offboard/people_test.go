package offboard_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/offboard"
)

// personLines returns people as "names: user ID, addresses".
func personLines(p *offboard.Proposal) (lines []string) {
	for i := range p.People {
		who := &p.People[i]
		lines = append(lines, fmt.Sprintf("%s: %s %s", strings.Join(who.Named, "+"), who.UserID, strings.Join(who.Emails, " ")))
	}
	return lines
}

// inputLines returns the names of an InputError.
func inputLines(t *testing.T, err error) (lines []string) {
	t.Helper()
	input, ok := errors.AsType[*offboard.InputError](err)
	if !ok {
		t.Fatalf("%v is not an InputError", err)
	}
	for _, name := range input.Names {
		lines = append(lines, name.Error())
	}
	return lines
}

func TestPlan_People(t *testing.T) {
	t.Run("an ID and an address of one person are one person", func(t *testing.T) {
		withServer(t, func(f *fixture) {
			p := f.plan("Ann", "ANN@acme.test", "ann", "hal", "new@acme.test")
			f.wantLines(personLines(p), "Ann+ANN@acme.test+ann: ann ann@acme.test", "hal: hal hal@out.test", "new@acme.test:  new@acme.test")
		})
	})
	t.Run("every address that a list shows is the person's", func(t *testing.T) {
		withServer(t, func(f *fixture) {
			f.editResponses(func(op clarifai.Operation, body map[string]any) {
				for _, m := range items(body, "organization_members") {
					if user := m["user"].(map[string]any); user["id"] == "ann" {
						user["email_addresses"] = []any{map[string]any{"email": "ann@home.test"}}
					}
				}
			})
			p := f.plan("ann@home.test")
			f.wantLines(personLines(p), "ann@home.test: ann ann@acme.test ann@home.test")
			f.wantLines(p.People[0].Invitations, "Ann@HOME.test")
			f.wantLines(stepLines(p.AllSteps())[:1], "end collaboration shelf ann")
		})
	})
	t.Run("a collaborator who is shown by address only is matched by it", func(t *testing.T) {
		withServer(t, func(f *fixture) {
			f.editResponses(func(op clarifai.Operation, body map[string]any) {
				for _, c := range items(body, "collaborators") {
					delete(c["user"].(map[string]any), "id")
				}
			})
			f.wantLines(stepLines(f.plan("ann").Steps), "end collaboration shelf ann")
			p := f.plan("hal@out.test")
			f.wantLines(personLines(p), "hal@out.test:  hal@out.test")
			f.wantLines(stepLines(p.Steps), "end collaboration noise hal@out.test", "end collaboration shelf hal@out.test")
			f.run(p)
			app, _ := f.server.App("acme", "shelf")
			if left := app.Collaborators; len(left) != 1 || left[0].UserID != "ann" {
				f.Errorf("collaborators: %v", left)
			}
		})
	})
	t.Run("a user ID that is another's makes somebody else of the same address", func(t *testing.T) {
		withServer(t, func(f *fixture) {
			f.editResponses(func(op clarifai.Operation, body map[string]any) {
				for _, c := range items(body, "collaborators") {
					c["user"].(map[string]any)["primary_email"] = "ann@acme.test"
				}
			})
			f.wantLines(stepLines(f.plan("ann").Steps), "end collaboration shelf ann")
			_, err := offboard.Plan(f.Context(), f.client, "acme", []string{"ann@acme.test"}, nil)
			f.wantLines(inputLines(f.T, err), `"ann@acme.test": several users have this address: name one of ann, hal`)
		})
	})
	t.Run("what shows only an address that others have as well is nobody's", func(t *testing.T) {
		withServer(t, func(f *fixture) {
			f.editResponses(func(_ clarifai.Operation, body map[string]any) {
				for _, m := range items(body, "organization_members") {
					m["user"].(map[string]any)["email_addresses"] = []any{map[string]any{"email": "desk@acme.test"}}
				}
				for _, c := range items(body, "collaborators") {
					user := c["user"].(map[string]any)
					if delete(user, "email_addresses"); user["id"] == "hal" {
						delete(user, "id")
						user["primary_email"] = "Desk@acme.test"
					}
				}
				for _, in := range items(body, "invitations") {
					if in["invitee_email"] == "new@acme.test" {
						in["invitee_email"] = "desk@acme.test"
					}
				}
			})
			p := f.plan("ann")
			f.wantLines(stepLines(p.AllSteps()), "end collaboration shelf ann", "take off team vision ann", "take off team sound ann", "remove member ann")
			f.wantLines(leftLines(p.Unclear), "unclear of Ann Arbor <ann>")
			f.options.Protect = []string{"desk@acme.test"}
			f.wantLines(leftLines(f.plan("ann").Report().Left)[:1], "kept of Ann Arbor <ann>")
		})
	})
	t.Run("the address of a member who hides it is given", func(t *testing.T) {
		withServer(t, func(f *fixture) {
			_, err := offboard.Plan(f.Context(), f.client, "acme", []string{"bo@acme.test"}, nil)
			f.wantLines(inputLines(f.T, err), `"bo@acme.test": nobody of this name is a member, invited, on a team or a collaborator; 4 people show no address: name them by user ID`)
			f.options.MemberEmails = map[string]string{"BO": "bo@acme.test"}
			f.wantLines(personLines(f.plan("bo@acme.test")), "bo@acme.test: bo bo@acme.test")
		}, hideAddresses)
	})
	t.Run("an address that is almost the same is somebody else's, and is named", func(t *testing.T) {
		withServer(t, func(f *fixture) {
			_, err := offboard.Plan(f.Context(), f.client, "acme", []string{"strasse@acme.test"}, nil)
			f.wantLines(inputLines(f.T, err), `"strasse@acme.test": nobody of this name is a member, invited, on a team or a collaborator; `+
				"bo has an address that is almost the same: straße@acme.test")
			f.options.AllowGone = true
			f.wantLines(leftLines(f.plan("strasse@acme.test", "else@acme.test").Unclear), "unclear of strasse@acme.test")
		}, func(c *clarifaitest.Config) { c.Users[2].Email = "straße@acme.test" })
	})
	t.Run("names that cannot be used are all named, and nothing is sent", func(t *testing.T) {
		withServer(t, func(f *fixture) {
			f.server.ResetRequests()
			_, err := offboard.Plan(f.Context(), f.client, "acme", []string{"ann", "a b@x.test", "@x.test", "no/body", ""}, nil)
			f.wantLines(inputLines(f.T, err), `"a b@x.test": it must be an email address`, `"@x.test": it must be an email address`,
				`"no/body": it must be a user ID or an email address`, `"": it must be a user ID or an email address`)
			_, err = offboard.Plan(f.Context(), f.client, "acme", nil, nil)
			f.wantLines(inputLines(f.T, err), `"": at least one person is required`)
			if n := len(f.server.Requests()); n > 0 {
				f.Errorf("%d requests", n)
			}
		})
	})
	t.Run("names that match nobody are all named, unless they may be gone", func(t *testing.T) {
		withServer(t, func(f *fixture) {
			_, err := offboard.Plan(f.Context(), f.client, "acme", []string{"ann", "nemo", "nemo@acme.test"}, nil)
			const nobody = ": nobody of this name is a member, invited, on a team or a collaborator"
			f.wantLines(inputLines(f.T, err), `"nemo"`+nobody, `"nemo@acme.test"`+nobody)
			f.options.AllowGone = true
			p := f.plan("nemo", "nemo@acme.test", "NEMO")
			if !p.Empty() || !p.People[0].Gone || !p.People[1].Gone {
				f.Errorf("%+v", p.People)
			}
			e := f.run(p)
			f.wantLines(leftLines(e.Left), "unclear of nemo")
		})
	})
}

// hideAddresses has lists of members and collaborators show no addresses.
func hideAddresses(c *clarifaitest.Config) { c.Variants.MemberEmails = clarifaitest.MemberEmailsHidden }

func TestPlan_Unclear(t *testing.T) {
	t.Run("somebody without an address may be invited", func(t *testing.T) {
		withServer(t, func(f *fixture) {
			f.wantLines(leftLines(f.plan("ann").Unclear), "unclear of Ann Arbor <ann>")
			f.options.MemberEmails = map[string]string{"ann": "ann@home.test"}
			p := f.plan("ann")
			f.wantLines(leftLines(p.Unclear))
			f.wantLines(p.People[0].Invitations, "Ann@HOME.test")
		}, hideAddresses)
	})
	t.Run("somebody without a user ID may be a member", func(t *testing.T) {
		withServer(t, func(f *fixture) { f.wantLines(leftLines(f.plan("new@acme.test").Unclear), "unclear of new@acme.test") }, hideAddresses)
		withServer(t, func(f *fixture) { f.wantLines(leftLines(f.plan("new@acme.test").Unclear)) })
	})
	t.Run("an invitation without an address may be for anybody", func(t *testing.T) {
		withServer(t, func(f *fixture) {
			f.editResponses(func(op clarifai.Operation, body map[string]any) {
				for _, in := range items(body, "invitations") {
					if in["invitee_email"] == "new@acme.test" {
						delete(in, "invitee_email")
					}
				}
			})
			f.wantLines(leftLines(f.plan("ann").Unclear), "unclear of")
		})
	})
	t.Run("bills that go to the person are named", func(t *testing.T) {
		withServer(t, func(f *fixture) {
			f.wantLines(leftLines(f.plan("ann").Unclear), "billing email of Ann Arbor <ann>")
		}, func(c *clarifaitest.Config) { c.Organizations[0].BillingEmail = "ANN@acme.test" })
	})
}
