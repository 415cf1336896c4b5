package access_test

import (
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/access"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

// company returns an organization of that size. One member in 20 has a role that
// reaches all apps, one app in 50 is visible to all members, each member is on three
// teams, each team has a tenth of the apps, and each app has a collaborator.
func company(members, apps, teams int) clarifaitest.Config {
	org := clarifaitest.Organization{ID: "acme", Owner: "olga"}
	config := clarifaitest.Config{Users: []clarifaitest.User{{ID: "olga"}}, InMemory: true}
	for n := range teams {
		t := clarifaitest.Team{ID: fmt.Sprintf("team-%d", n)}
		for a := n; a < apps; a += 10 {
			t.Apps = append(t.Apps, clarifaitest.TeamApp{AppID: fmt.Sprintf("app-%03d", a), Role: trainer})
		}
		org.Teams = append(org.Teams, t)
	}
	for n := range members - 1 {
		id := fmt.Sprintf("user-%05d", n)
		config.Users = append(config.Users, clarifaitest.User{ID: id, Email: id + "@acme.test", FirstName: "Name", LastName: id})
		role := clarifai.MemberRoleTeamContributor
		if n%20 == 0 {
			role = clarifai.MemberRoleUser
		}
		org.Members = append(org.Members, clarifaitest.Member{UserID: id, Role: role})
		for i := range min(3, teams) {
			t := &org.Teams[(n*7+i*11)%teams]
			t.Members = append(t.Members, id)
		}
	}
	for a := range apps {
		visibility := clarifai.VisibilityPrivate
		if a%50 == 0 {
			visibility = clarifai.VisibilityOrg
		}
		config.Apps = append(config.Apps, clarifaitest.App{Owner: "acme", ID: fmt.Sprintf("app-%03d", a), Visibility: visibility,
			Collaborators: []clarifaitest.Collaborator{{UserID: fmt.Sprintf("user-%05d", a), Scopes: []string{"Apps_Get"}}}})
	}
	config.Organizations = []clarifaitest.Organization{org}
	return config
}

func heap() float64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc) / 1e6
}

// BenchmarkReview reviews an organization on a server in the same process. The server
// computes who reaches an app once, and answers the same for all apps.
func BenchmarkReview(b *testing.B) {
	server, err := clarifaitest.Start(company(5000, 500, 60))
	if err != nil {
		b.Fatal(err)
	}
	defer server.Close()
	client := server.Client()
	defer client.Close()
	listed, err := clarifai.Collect(client.Members.ListAllForApp(b.Context(), "acme", "app-001", nil))
	if err != nil {
		b.Fatal(err)
	}
	items, err := json.Marshal(listed)
	if err != nil {
		b.Fatal(err)
	}
	server.Handle("GET /v2/organizations/acme/apps/{app}/members", onePage("organization_members", strings.Trim(string(items), "[]")))
	for _, check := range []bool{false, true} {
		b.Run(fmt.Sprintf("read, check=%v", check), func(b *testing.B) {
			for b.Loop() {
				server.ResetRequests()
				before := heap()
				s, err := access.Read(b.Context(), client, "acme", &access.ReadOptions{Check: check})
				if err != nil {
					b.Fatal(err)
				}
				requests := len(server.Requests())
				server.ResetRequests()
				b.ReportMetric(heap()-before, "MB/snapshot")
				b.ReportMetric(float64(requests), "requests/op")
				runtime.KeepAlive(s)
			}
		})
	}
	snapshot, err := access.Read(b.Context(), client, "acme", &access.ReadOptions{Check: true})
	if err != nil {
		b.Fatal(err)
	}
	review := snapshot.Review()
	b.Run("review", func(b *testing.B) {
		for b.Loop() {
			before := heap()
			review = snapshot.Review()
			b.ReportMetric(heap()-before, "MB/review")
		}
	})
	b.Run("JSON", func(b *testing.B) {
		for b.Loop() {
			text, err := json.Marshal(review)
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(len(text))/1e6, "MB/file")
		}
	})
	b.Run("CSV", func(b *testing.B) {
		for b.Loop() {
			if err := access.WriteCSV(io.Discard, review); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("compare", func(b *testing.B) {
		for b.Loop() {
			if changes := access.Compare(review, review); len(changes) > 0 {
				b.Fatal(changes)
			}
		}
	})
	b.Log(review)
}
