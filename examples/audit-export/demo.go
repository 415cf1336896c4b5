package main

import (
	"cmp"
	"fmt"
	"os"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

// forDemo makes the settings those of a demo: the last hour but a little of an
// organization whose log the embedded server has, into a directory for a while.
func (s *settings) forDemo(now time.Time) error {
	s.demo = true
	s.org = cmp.Or(s.org, "northwind")
	if s.dir == "" {
		dir, err := os.MkdirTemp("", "audit-export-")
		if err != nil {
			return err
		}
		s.dir = dir
	}
	if s.to.IsZero() && !s.follow {
		s.to = now.Add(-s.settle).Truncate(time.Minute).UTC()
	}
	if s.from.IsZero() {
		s.from = cmp.Or(s.to, now.UTC()).Truncate(time.Minute).Add(-time.Hour)
	}
	return nil
}

// startDemo starts the embedded server, with an entry every twenty seconds of
// the last two hours.
func (s *settings) startDemo() (*clarifaitest.Server, error) {
	server, err := clarifaitest.Start(clarifaitest.Config{
		Users:         []clarifaitest.User{{ID: "olga", FirstName: "Olga"}},
		Organizations: []clarifaitest.Organization{{ID: s.org}},
	})
	if err != nil {
		return nil, err
	}
	events := clarifai.EventsTeams.Events()
	now := time.Now()
	for at := now.Add(-2 * time.Hour).Truncate(20 * time.Second); at.Before(now); at = at.Add(20 * time.Second) {
		n := int(at.Unix() / 20)
		entry := clarifaitest.AuditEntry{
			Timestamp: at, UserID: "olga", Operation: events[n%len(events)], RequestID: fmt.Sprint("request-", n),
			Targets: []clarifaitest.AuditTarget{{TeamID: fmt.Sprint("team-", n%7)}}, Refused: n%17 == 0,
		}
		if err := server.AddAuditEntries(s.org, entry); err != nil {
			server.Close()
			return nil, err
		}
	}
	s.baseURL, s.pat, s.session = server.URL(), server.PAT("olga"), ""
	return server, nil
}
