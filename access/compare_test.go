package access

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

func TestCompare(t *testing.T) {
	ada, ann := aMember("ada", clarifai.MemberRoleAdmin), aMember("ann", clarifai.MemberRoleTeamContributor)
	before := snapshotOf([]*app{anApp("x", clarifai.VisibilityPrivate), anApp("y", clarifai.VisibilityPrivate), anApp("old", clarifai.VisibilityOrg)},
		[]clarifai.Member{ada, ann, aMember("bob", clarifai.MemberRoleUser)},
		aTeam("vision", []string{"ann", "bob"}, "x:Model Trainer", "y:Full Access", "y:Labeler Lead"), aTeam("gone", nil))
	before.apps["x"].collaborators = []clarifai.Collaborator{aCollaborator("out", "Apps_Get", "Predict"), aCollaborator("ann", "All")}
	before.apps["y"].collaborators = []clarifai.Collaborator{aCollaborator("same", "Predict", "Apps_Get")}
	before.invitations = []clarifai.Invitation{{InviteeEmail: "a@acme.test", Role: &clarifai.Role{Name: "Admin"}}, {InviteeEmail: "c@acme.test", Role: &clarifai.Role{Name: "Admin"}}}

	ann = aMember("ANN", clarifai.MemberRoleTeamContributor) // letter case is no change, and a name is none of access
	ann.User.FirstName = "Ann"
	ada.Role = &clarifai.Role{Name: "Organization User"}
	after := snapshotOf([]*app{anApp("new", clarifai.VisibilityPrivate), anApp("y", clarifai.VisibilityPublic), anApp("x", clarifai.VisibilityPrivate)},
		[]clarifai.Member{aMember("cy", clarifai.MemberRoleUser), ann, ada},
		aTeam("fresh", nil), aTeam("vision", []string{"cy", "ANN"}, "y:Labeler Lead", "y:Full Access", "x:Labeler Worker", "new:Full Access"))
	after.teams[0].DefaultRoleID, after.readAt = "role-7", time.Unix(1, 0)
	after.apps["x"].collaborators = []clarifai.Collaborator{aCollaborator("out", "All"), aCollaborator("eve", "Predict")}
	after.apps["y"].collaborators = []clarifai.Collaborator{aCollaborator("same", "Apps_Get", "Predict")}
	after.invitations = []clarifai.Invitation{{InviteeEmail: "a@acme.test", Role: &clarifai.Role{Name: "Member"}}, {InviteeEmail: "b@acme.test", Role: &clarifai.Role{Name: "Admin"}}}

	lines := func(changes []Change) (lines []string) {
		for _, c := range changes {
			lines = append(lines, c.String())
		}
		return lines
	}
	want := []string{
		"ada is Organization User, and was Admin",
		"bob is no longer a member, and was Organization User",
		"cy is a new member as Organization User",
		"a@acme.test: the role of the invitation is Member, and was Admin",
		"b@acme.test is invited as Admin",
		"c@acme.test is no longer invited as Admin",
		"ann no longer collaborates on app x, and did with All",
		"eve collaborates on app x with Predict",
		"out: the scopes in app x are All, and were Apps_Get, Predict",
		"bob left team vision",
		"cy joined team vision",
		"team vision reaches app new as Full Access",
		"team vision: its role in app x is Labeler Worker, and was Model Trainer",
		"team fresh is new",
		"team gone is gone",
		"app new is new, with visibility PRIVATE",
		"app old is gone, and had visibility ORG",
		"app y: its visibility is PUBLIC, and was PRIVATE",
	}
	old, now := before.Review(), after.Review()
	changes := Compare(old, now)
	if diff := cmp.Diff(want, lines(changes)); diff != "" {
		t.Error(diff)
	}
	t.Run("the other way round, each change is undone", func(t *testing.T) {
		back := Compare(now, old)
		for i := range back {
			c := &back[i]
			c.Before, c.After, c.Added, c.Removed = c.After, c.Before, c.Removed, c.Added
		}
		for i := range changes {
			changes[i].Person, changes[i].Name = "", ""
			back[i].Person, back[i].Name = "", ""
		}
		if diff := cmp.Diff(changes, back); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("a review has not changed from itself", func(t *testing.T) {
		if changes := Compare(now, now); len(changes) > 0 {
			t.Error(lines(changes))
		}
	})
}
