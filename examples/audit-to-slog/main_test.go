package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/audit"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

// withServer runs a test in a bubble, with a server whose log has three entries.
func withServer(t *testing.T, test func(t *testing.T, server *clarifaitest.Server, state string)) {
	t.Helper()
	state := filepath.Join(t.TempDir(), "state.json")
	synctest.Test(t, func(t *testing.T) {
		server := clarifaitest.NewServer(t, clarifaitest.Config{
			Users:         []clarifaitest.User{{ID: "olga"}},
			Organizations: []clarifaitest.Organization{{ID: "acme"}, {ID: "other"}},
			InMemory:      true,
		})
		add(t, server, clarifai.EventTeamCreate, 2*time.Hour) // before it begins
		add(t, server, clarifai.EventTeamCreate, 50*time.Minute)
		add(t, server, clarifai.EventTeamMemberAdd, 20*time.Minute)
		test(t, server, state)
	})
}

func add(t *testing.T, server *clarifaitest.Server, event clarifai.EventType, ago time.Duration) {
	t.Helper()
	if err := server.AddAuditEntries("acme", clarifaitest.AuditEntry{
		Timestamp: time.Now().Add(-ago), UserID: "olga", Operation: event, Targets: []clarifaitest.AuditTarget{{TeamID: "vision"}},
	}); err != nil {
		t.Fatal(err)
	}
}

// followed runs the program once and returns the operations that it logged.
func followed(t *testing.T, server *clarifaitest.Server, org, state string, out io.Writer) ([]string, error) {
	t.Helper()
	var logged bytes.Buffer
	client := server.Client(clarifai.WithGuard(clarifai.Guard{ReadOnly: true}))
	defer client.Close()
	err := follow(t.Context(), client, org, sink{slog.NewJSONHandler(io.MultiWriter(out, &logged), nil), state}, true)
	var operations []string
	for line := range strings.Lines(logged.String()) {
		var entry struct {
			Time               time.Time
			Msg, User, Targets string
			Key                string `json:"event_key"`
		}
		if err := json.Unmarshal([]byte(line), &entry); err != nil || entry.Time.IsZero() || entry.User != "olga" || entry.Targets != "team:vision" || entry.Key == "" {
			t.Errorf("%v: %s", err, line)
		}
		operations = append(operations, entry.Msg)
	}
	return operations, err
}

func TestFollow(t *testing.T) {
	withServer(t, func(t *testing.T, server *clarifaitest.Server, state string) {
		first, err := followed(t, server, "acme", state, io.Discard)
		if want := []string{"ORGANIZATION_TEAM_CREATE", "ORGANIZATION_TEAM_MEMBER_ADD"}; !errors.Is(err, context.Canceled) || !slices.Equal(first, want) {
			t.Errorf("%v, logged %v, want %v", err, first, want)
		}
		add(t, server, clarifai.EventTeamDelete, 90*time.Second)
		server.Inject(clarifaitest.Fault{Operation: clarifai.OpAuditLogList, Kind: clarifaitest.FaultStatus, Status: 503, Count: 20}) // an outage
		second, err := followed(t, server, "acme", state, io.Discard)
		if want := []string{"ORGANIZATION_TEAM_DELETE"}; !errors.Is(err, context.Canceled) || !slices.Equal(second, want) {
			t.Errorf("%v, the second run logged %v, want %v", err, second, want)
		}
		if _, err := followed(t, server, "other", state, io.Discard); !errors.Is(err, audit.ErrOtherOrganization) {
			t.Errorf("another organization: %v", err)
		}
	})
}

type full struct{}

var errFull = errors.New("no space left")

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestFollow_Failure(t *testing.T) {
	withServer(t, func(t *testing.T, server *clarifaitest.Server, state string) {
		if _, err := followed(t, server, "acme", state, full{}); !errors.Is(err, errFull) {
			t.Errorf("entries that are not logged: %v", err)
		}
		server.Inject(clarifaitest.Fault{Operation: clarifai.OpAuditLogList, Skip: 5, Kind: clarifaitest.FaultStatus, Status: 403})
		if _, err := followed(t, server, "acme", state, io.Discard); !errors.Is(err, clarifai.ErrForbidden) {
			t.Errorf("a refusal: %v", err)
		}
		// Neither counts as logged.
		if got, err := followed(t, server, "acme", state, io.Discard); !errors.Is(err, context.Canceled) || len(got) != 2 {
			t.Errorf("%v, logged %v", err, got)
		}
	})
}
