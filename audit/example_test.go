package audit_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/audit"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

// november is when the log of the examples begins.
var november = time.Date(2025, 11, 1, 0, 0, 0, 0, time.UTC)

// exampleServer returns a server whose audit log has three entries.
func exampleServer() *clarifaitest.Server {
	server, err := clarifaitest.Start(clarifaitest.Config{
		Users:         []clarifaitest.User{{ID: "olga"}},
		Organizations: []clarifaitest.Organization{{ID: "acme"}},
	})
	if err != nil {
		log.Fatal(err)
	}
	for n, event := range []clarifai.EventType{clarifai.EventTeamCreate, clarifai.EventTeamMemberAdd, clarifai.EventTeamDelete} {
		err := server.AddAuditEntries("acme", clarifaitest.AuditEntry{
			Timestamp: november.Add(time.Duration(n) * 10 * time.Minute), UserID: "olga", Operation: event,
			Targets: []clarifaitest.AuditTarget{{TeamID: "vision"}}, RequestID: fmt.Sprint("request-", n),
		})
		if err != nil {
			log.Fatal(err)
		}
	}
	return server
}

// Each window becomes a file that is whole when its name appears. The program can be
// killed at any time. When it starts again, it goes on where it was.
func ExampleDirectory() {
	server := exampleServer()
	defer server.Close()
	client := server.Client()
	defer client.Close()
	path, err := os.MkdirTemp("", "audit")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(path)

	sink, err := audit.Directory(path)
	if err != nil {
		log.Fatal(err)
	}
	defer sink.Close()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	err = audit.Follow(ctx, client, "acme", sink, audit.Options{
		From: november,
		Progress: func(p audit.Progress) {
			if p.Err != nil {
				log.Printf("%v; the next attempt is in %v", p.Err, p.Wait)
			}
			if p.To.Equal(november.Add(time.Hour)) { // a real program follows for good
				cancel()
			}
		},
	})
	if !errors.Is(err, context.Canceled) {
		log.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(path, "*.jsonl"))
	if err != nil {
		log.Fatal(err)
	}
	for _, file := range files {
		fmt.Println(filepath.Base(file))
	}
	// Output:
	// audit-20251101T000000.000000000Z-20251101T001500.000000000Z.jsonl
	// audit-20251101T001500.000000000Z-20251101T003000.000000000Z.jsonl
}

// A period is written to the standard output.
func ExampleExport() {
	server := exampleServer()
	defer server.Close()
	client := server.Client()
	defer client.Close()

	summary, err := audit.Export(context.Background(), client, "acme", audit.Writer(os.Stdout),
		november, november.Add(10*time.Minute), audit.Options{})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(summary.Entries, "entry")
	// Output:
	// {"event_key":"dd24501053ac05b812cfa338f8a01ac4-0","organization":"acme","timestamp":"2025-11-01T00:00:00Z","operation":"ORGANIZATION_TEAM_CREATE","operation_group":"teams","user_id":"olga","success":true,"targets":"team:vision","target_team_id":"vision","req_id":"request-0","source_ip":"127.0.0.1"}
	// 1 entry
}

// table is a sink in memory. A database would have a row for each event key and one
// for the state, and write them in one transaction.
type table struct {
	rows  map[string]audit.Line
	state []byte
}

// Load returns the state that the last Write stored.
func (t *table) Load(_ context.Context, _ string) (*audit.State, error) {
	if t.state == nil {
		return nil, nil // nothing was written yet
	}
	var state audit.State
	if err := json.Unmarshal(t.state, &state); err != nil {
		return nil, err
	}
	return &state, nil
}

// Write stores the lines and the state, or neither.
func (t *table) Write(_ context.Context, batch *audit.Batch) error {
	state, err := json.Marshal(batch.State)
	if err != nil {
		return err
	}
	for _, line := range batch.Lines { // what can fail comes before this
		t.rows[line.EventKey] = line
	}
	t.state = state
	return nil
}

// A sink of one's own.
func ExampleSink() {
	server := exampleServer()
	defer server.Close()
	client := server.Client()
	defer client.Close()

	sink := &table{rows: make(map[string]audit.Line)}
	for _, end := range []time.Duration{15 * time.Minute, 30 * time.Minute} { // the second call goes on
		summary, err := audit.Export(context.Background(), client, "acme", sink, november, november.Add(end), audit.Options{})
		if err != nil {
			log.Fatal(err)
		}
		fmt.Printf("%s to %s: %d entries\n", summary.From.Format(time.TimeOnly), summary.To.Format(time.TimeOnly), summary.Entries)
	}
	fmt.Println(len(sink.rows), "rows")
	// Output:
	// 00:00:00 to 00:15:00: 2 entries
	// 00:15:00 to 00:30:00: 1 entries
	// 3 rows
}
