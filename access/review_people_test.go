package access

import (
	"slices"
	"strings"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

func TestSnapshot_Review_WithoutID(t *testing.T) {
	const shown = "(no ID is shown)"
	collaboration := func(users ...*clarifai.User) *Snapshot {
		a := anApp("x", clarifai.VisibilityPrivate)
		for _, u := range users {
			a.collaborators = append(a.collaborators, clarifai.Collaborator{User: u, Scopes: []clarifai.Scope{"All"}})
		}
		return snapshotOf([]*app{a}, nil)
	}
	listed := anApp("x", clarifai.VisibilityOrg)
	members := snapshotOf([]*app{listed}, []clarifai.Member{{}, aMember("ann", clarifai.MemberRoleAdmin)})
	withListed(members, listed, clarifai.Member{}, aMember("ann", clarifai.MemberRoleAdmin))
	for name, test := range map[string]struct {
		of   *Snapshot
		want []string // names, the members first
	}{
		"a collaborator without a user":        {collaboration(nil), []string{shown}},
		"a collaborator whose user is empty":   {collaboration(new(clarifai.User)), []string{shown}},
		"two of them are one":                  {collaboration(nil, new(clarifai.User)), []string{shown}},
		"two of them with names are two":       {collaboration(&clarifai.User{FirstName: "A"}, &clarifai.User{FirstName: "B"}), []string{"A", "B"}},
		"a member without a user":              {members, []string{"ann", shown}},
		"a member of a team without a user":    {snapshotOf([]*app{anApp("x", clarifai.VisibilityPrivate)}, nil, aTeam("t", []string{""}, "x:r")), []string{shown}},
		"an ID that is the name of a nameless": {collaboration(&clarifai.User{ID: "name"}, nil), []string{shown, "name"}},
	} {
		t.Run(name, func(t *testing.T) {
			review := test.of.Review()
			var got []string
			for i := range review.People {
				got = append(got, review.People[i].Name)
				if review.People[i].Apps != 1 {
					t.Errorf("%s reaches %d apps", review.People[i].Name, review.People[i].Apps)
				}
			}
			if !slices.Equal(got, test.want) {
				t.Errorf("the people are %q", got)
			}
			if !slices.ContainsFunc(review.Notes, func(note string) bool { return strings.Contains(note, "without an ID") }) {
				t.Errorf("the notes are %q", review.Notes)
			}
		})
	}
}

func TestSnapshot_Review_ListedTwice(t *testing.T) {
	review := snapshotOf(nil, []clarifai.Member{aMember("bob", clarifai.MemberRoleAdmin), aMember("BOB", clarifai.MemberRoleUser)}).Review()
	if len(review.People) != 1 || review.People[0].Role != string(clarifai.MemberRoleUser) || len(review.Notes) != 1 || !strings.Contains(review.Notes[0], "twice") {
		t.Errorf("got %+v", review)
	}
}
