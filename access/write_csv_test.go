package access

import (
	"errors"
	"strings"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

func TestWriteCSV(t *testing.T) {
	s := snapshotOf([]*app{anApp("x", clarifai.VisibilityPrivate), anApp("show", clarifai.VisibilityPublic)}, []clarifai.Member{
		aMember("ann", clarifai.MemberRoleTeamContributor), aMember("bob", clarifai.MemberRoleTeamContributor), aMember("cus", "+Steward"),
		aMember("fin", clarifai.MemberRoleFinancialManager), aMember("zed", clarifai.MemberRoleInfrastructureManager),
	}, aTeam("vision", []string{"bob"}, "x:a;=1"))
	s.members[1].User.FirstName = "\u202e\x1b\r\n＝1"
	withListed(s, s.apps["x"], s.members[0], s.members[1])
	withListed(s, s.apps["show"], s.members[0])
	review := s.Review()
	var out strings.Builder
	if err := WriteCSV(&out, review); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"unexplained,ann,ann,,member,Team Contributor,x,x,PRIVATE,,,,yes,\"is on Clarifai's list of who reaches the app, but no reason was found\"\n",
		"access,bob,'    ＝1,,member,Team Contributor,x,x,PRIVATE,team,vision,a;'=1,yes,\n",
		"no access,fin,fin,,member,Financial Manager,,,,,,,,\n",
		"access,cus,cus,,member,'+Steward,x,x,PRIVATE,member role,,'+Steward,no,\n",
		"no access,zed,zed,,member,Infrastructure Manager,,,,,,,,\n",
		"everybody,,everybody,,everybody,,show,show,PUBLIC,visibility,,PUBLIC,,\"4 members: ",
		"note,,\"the role \"\"+Steward\"\" is not one that Clarifai documents: which apps it reaches is not known\",",
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("%q is not in\n%s", want, out.String())
		}
	}
	lines := strings.Count(out.String(), "\n")
	if n := strings.Count(out.String(), "\nno access,"); n != 2 || lines != 1+1+1+2+2+1+1 {
		t.Errorf("%d lines, %d of them without access:\n%s", lines, n, out.String())
	}
}

// shortWriter fails after some bytes.
type shortWriter struct{ left int }

var errFull = errors.New("full")

func (w *shortWriter) Write(p []byte) (int, error) {
	if w.left -= len(p); w.left < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestWriteCSV_Full(t *testing.T) {
	s := snapshotOf([]*app{anApp("x", clarifai.VisibilityPrivate)}, nil)
	for range 1000 {
		s.members = append(s.members, aMember(strings.Repeat("a", len(s.members)+1), clarifai.MemberRoleAdmin))
	}
	for _, size := range []int{0, 10_000} {
		if err := WriteCSV(&shortWriter{size}, s.Review()); !errors.Is(err, errFull) {
			t.Errorf("%d bytes: %v", size, err)
		}
	}
}
