package main

import (
	"fmt"
	"os"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

// demoPeriod is what a demo writes without --from.
const demoPeriod = time.Hour

// forDemo completes the flags for a demo: the last hour that is over, into a
// temporary directory.
func (f *auditFlags) forDemo() (err error) {
	if f.to.IsZero() && !f.follow {
		f.to = time.Now().Add(-f.delay - time.Second).Truncate(time.Minute)
	}
	if f.dir == "" {
		f.dir, err = os.MkdirTemp("", "clarifai-audit-")
	}
	return err
}

// startDemo starts a server with an organization whose log has an action every
// twenty seconds of the last two hours. It has those of the next day, too: they show
// to who reads their windows when these are over, as if the log grew.
func (f *auditFlags) startDemo(org string) func() (*clarifaitest.Server, error) {
	return func() (*clarifaitest.Server, error) {
		server, err := clarifaitest.Start(clarifaitest.Config{
			Users:         []clarifaitest.User{{ID: "olga", FirstName: "Olga"}},
			Organizations: []clarifaitest.Organization{{ID: org}},
		})
		if err != nil {
			return nil, err
		}
		const every = 20 * time.Second
		events := clarifai.EventsTeams.Events()
		now := time.Now()
		var entries []clarifaitest.AuditEntry
		for at := now.Add(-2 * time.Hour).Truncate(every); at.Before(now.Add(24 * time.Hour)); at = at.Add(every) {
			n := int(at.Unix() / int64(every/time.Second))
			entries = append(entries, clarifaitest.AuditEntry{
				Timestamp: at, UserID: "olga", Operation: events[n%len(events)], RequestID: fmt.Sprint("request-", n),
				Targets: []clarifaitest.AuditTarget{{TeamID: fmt.Sprint("team-", n%7)}}, Refused: n%17 == 0,
			})
		}
		if err := server.AddAuditEntries(org, entries...); err != nil {
			server.Close()
			return nil, err
		}
		return server, nil
	}
}
