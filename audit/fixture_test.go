package audit_test

import (
	"context"
	"encoding/json"
	"net/http"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/audit"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

// memory is a sink that keeps what it is given as a database would: as JSON.
type memory struct {
	batches []audit.Batch
	state   []byte
	fail    error // of each Write
}

func (m *memory) Load(context.Context, string) (*audit.State, error) {
	if m.state == nil {
		return nil, nil
	}
	var state audit.State
	return &state, json.Unmarshal(m.state, &state)
}

func (m *memory) Write(_ context.Context, b *audit.Batch) error {
	if m.fail != nil {
		return m.fail
	}
	state, err := json.Marshal(b.State)
	m.state, m.batches = state, append(m.batches, *b)
	return err
}

func (m *memory) lines() (all []audit.Line) {
	for _, b := range m.batches {
		all = append(all, b.Lines...)
	}
	return all
}

// add adds an entry to the log of acme.
func add(t *testing.T, s *clarifaitest.Server, at time.Time, request string, change ...func(*clarifaitest.AuditEntry)) {
	t.Helper()
	entry := clarifaitest.AuditEntry{
		Timestamp: at, UserID: "ann", Operation: clarifai.EventTeamMemberAdd, RequestID: request,
		Targets: []clarifaitest.AuditTarget{{TeamID: "ml"}, {UserID: "ben"}}, Details: []string{"one", "two"},
	}
	for _, f := range change {
		f(&entry)
	}
	if err := s.AddAuditEntries("acme", entry); err != nil {
		t.Fatal(err)
	}
}

// fill adds an entry every ten seconds, and two that are equal each minute.
func fill(t *testing.T, s *clarifaitest.Server, from time.Time, length time.Duration) {
	t.Helper()
	for at := time.Duration(0); at < length; at += 10 * time.Second {
		add(t, s, from.Add(at), "scheduled")
		if at%time.Minute == 0 {
			add(t, s, from.Add(at), "scheduled")
		}
	}
}

// complete checks that lines are the entries of the log within a period, each once
// and with a key of its own.
func complete(t *testing.T, s *clarifaitest.Server, lines []audit.Line, from, to time.Time) {
	t.Helper()
	balance := make(map[string]int)
	want := 0
	for _, e := range s.AuditLog("acme") {
		if !e.Timestamp.Before(from) && e.Timestamp.Before(to) {
			balance[e.Timestamp.UTC().String()+e.RequestID]++
			want++
		}
	}
	keys := make(map[string]bool)
	for i := range lines {
		balance[lines[i].Timestamp.String()+lines[i].RequestID]--
		if keys[lines[i].EventKey] {
			t.Errorf("two lines have the key %s", lines[i].EventKey)
		}
		keys[lines[i].EventKey] = true
	}
	for entry, n := range balance {
		if n != 0 {
			t.Errorf("%s is written %d times too few", entry, n)
		}
	}
	if want == 0 || len(lines) != want {
		t.Errorf("%d lines of %d entries", len(lines), want)
	}
}

func late(lines []audit.Line) (n int) {
	for i := range lines {
		if lines[i].Late {
			n++
		}
	}
	return n
}

// through returns a client whose requests pass through around. They are counted
// from 1.
func through(s *clarifaitest.Server, around func(n int, send func() (*http.Response, error)) (*http.Response, error)) *clarifai.Client {
	next, n := s.HTTPClient().Transport, 0
	return s.Client(clarifai.WithHTTPClient(&http.Client{Transport: testkit.RoundTripFunc(func(r *http.Request) (*http.Response, error) {
		n++
		return around(n, func() (*http.Response, error) { return next.RoundTrip(r) })
	})}))
}

// passed is a time of a bubble that is over: its windows can be read.
func passed(t *testing.T, length time.Duration) time.Time {
	t.Helper()
	from := time.Now().UTC()
	<-time.After(length + 3*time.Minute)
	return from
}
