package report_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/clarifai-community/clarifai-orgs-go/access"
	"github.com/clarifai-community/clarifai-orgs-go/report"
)

// BenchmarkAccess writes the page of 5,000 members, 500 apps and 60 teams. Each member
// is on three teams, and each team has 50 apps.
func BenchmarkAccess(b *testing.B) {
	r := &access.ReviewReport{Organization: "acme"}
	for n := range 5000 {
		r.People = append(r.People, access.Person{ID: fmt.Sprint("user-", n), Name: fmt.Sprint("Name ", n), Email: fmt.Sprintf("user-%d@acme.test", n),
			Member: true, Role: "Team Contributor", Reach: access.ReachTeams, Apps: 150})
	}
	for n := range 500 {
		r.Apps = append(r.Apps, access.App{ID: fmt.Sprint("app-", n), Name: fmt.Sprint("App ", n), Visibility: "PRIVATE", Members: 1500,
			Collaborators: []access.Collaborator{{Person: n, Scopes: []string{"Apps_Get"}}}})
	}
	for n := range 60 {
		t := access.Team{ID: fmt.Sprint("team-", n), Name: fmt.Sprint("Team ", n)}
		for p := n / 3; p < 5000; p += 20 {
			t.Members = append(t.Members, [2]int{p, p})
		}
		for a := n % 10; a < 500; a += 10 {
			t.Apps = append(t.Apps, access.TeamApp{App: fmt.Sprint("app-", a), Role: "Model Trainer"})
		}
		r.Teams = append(r.Teams, t)
	}
	for b.Loop() {
		var out strings.Builder
		if err := report.Access(&out, r, nil); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(out.Len())/1e6, "MB/page")
	}
}
