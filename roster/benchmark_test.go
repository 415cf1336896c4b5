package roster_test

import (
	"testing"

	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// BenchmarkReconcile plans and applies a company of 5,000 people and 500 teams on a
// server in the same process: in an organization in which only its owner is, and again
// when nothing is to do.
func BenchmarkReconcile(b *testing.B) {
	s := sized{5000, 500, 500}
	company, config := s.company()
	run := func(b *testing.B, server *clarifaitest.Server, steps int) {
		b.Helper()
		client := server.Client()
		defer client.Close()
		server.ResetRequests()
		p, err := roster.Plan(b.Context(), client, company, roster.Options{MaxInvites: s.people})
		if err != nil {
			b.Fatal(err)
		}
		report, err := roster.Apply(b.Context(), client, p, nil)
		if err != nil {
			b.Fatal(err)
		}
		if len(report.Steps) != steps {
			b.Fatalf("%d steps, want %d", len(report.Steps), steps)
		}
		b.ReportMetric(float64(len(server.Requests())), "requests/op")
	}
	all := 2*s.people + 2*s.teams + s.apps // invitations, places on teams, teams, default roles, apps
	b.Run("cold", func(b *testing.B) {
		for b.Loop() {
			b.StopTimer()
			server := clarifaitest.NewServer(b, config)
			b.StartTimer()
			run(b, server, all)
		}
	})
	b.Run("nothing to do", func(b *testing.B) {
		server := clarifaitest.NewServer(b, config)
		run(b, server, all)
		for b.Loop() {
			run(b, server, 0)
		}
	})
}
