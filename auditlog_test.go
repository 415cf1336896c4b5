package clarifai_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestAuditLog_EventType_Modules(t *testing.T) {
	for number, want := range map[string]clarifai.EventType{
		"200": clarifai.EventModuleCreate, "201": clarifai.EventModuleUpdate, "202": clarifai.EventModuleDelete,
		"203": clarifai.EventModuleVersionCreate, "204": clarifai.EventModuleVersionUpdate, "205": clarifai.EventModuleVersionDelete,
	} {
		var got clarifai.EventType
		if err := json.Unmarshal([]byte(number), &got); err != nil || got != want || got.Group() != clarifai.EventsModules {
			t.Errorf("%s is read as %s, of group %q (%v)", number, got, got.Group(), err)
		}
	}
}

func TestAuditLog_ListAll(t *testing.T) {
	testkit.RunWithServer(t, "equal entries are all returned, and recent ones are left out", func(t *testing.T, s *clarifaitest.Server) {
		client := s.Client()
		at := time.Now()
		same := clarifaitest.AuditEntry{Timestamp: at, UserID: "ann", Operation: clarifai.EventModelCreate, RequestID: "r"}
		if err := s.AddAuditEntries("acme", same, same, same); err != nil {
			t.Fatal(err)
		}
		count := func(o *clarifai.ListAuditLogOptions) int {
			t.Helper()
			entries, err := clarifai.Collect(client.AuditLog.ListAll(t.Context(), "acme", o))
			if err != nil {
				t.Fatal(err)
			}
			return len(entries)
		}
		if n := count(nil); n != 0 {
			t.Errorf("%d entries of the last minute", n)
		}
		if n := count(&clarifai.ListAuditLogOptions{IngestionDelay: -1}); n != 3 {
			t.Errorf("%d entries without an ingestion delay", n)
		}
		<-time.After(2 * time.Minute) // of fake time
		for _, perPage := range []int{0, 1, 2, 3} {
			if n := count(&clarifai.ListAuditLogOptions{Paging: clarifai.Paging{PerPage: perPage}}); n != 3 {
				t.Errorf("%d entries in pages of %d", n, perPage)
			}
		}
		if n := count(&clarifai.ListAuditLogOptions{From: at.Add(time.Second)}); n != 0 {
			t.Errorf("%d entries since then", n)
		}
	})

	testkit.RunWithServer(t, "the same page twice is an error", func(t *testing.T, s *clarifaitest.Server) {
		s.Handle("POST /v2/users/acme/audit_log/searches", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			fmt.Fprint(w, `{"status":{"code":10000},"entries":[{"timestamp":"2026-01-01T00:00:00Z","success":true},{"timestamp":"2026-01-01T00:00:01Z","success":true}]}`)
		}))
		_, err := clarifai.Collect(s.Client().AuditLog.ListAll(t.Context(), "acme", &clarifai.ListAuditLogOptions{Paging: clarifai.Paging{PerPage: 2}}))
		if err == nil || !strings.Contains(err.Error(), "same page again") {
			t.Errorf("got %v", err)
		}
	})

	testkit.RunWithServer(t, "invalid options are an error even if nothing would be read", func(t *testing.T, s *clarifaitest.Server) {
		got, err := clarifai.Collect(s.Client().AuditLog.ListAll(t.Context(), "acme/../x", &clarifai.ListAuditLogOptions{
			From: time.Now().Add(-time.Second), Targets: []clarifai.AuditLogTarget{{}}, Paging: clarifai.Paging{Page: -1}}))
		if err == nil {
			t.Errorf("invalid in every way, and %d entries without an error", len(got))
		}
	})

	t.Run("without a delay, a period is read to its end whatever this machine's clock says", func(t *testing.T) {
		c, s := testkit.NewClient(t, testkit.Script(testkit.Success(`"entries":[]`)))
		to := time.Now().Add(time.Hour).UTC().Truncate(time.Second)
		_, err := clarifai.Collect(c.AuditLog.ListAll(t.Context(), "acme", &clarifai.ListAuditLogOptions{From: to.Add(-time.Minute), To: to, IngestionDelay: -1}))
		if requests := s.Requests(); err != nil || len(requests) != 1 || !strings.Contains(requests[0].Body, `"timestamp_to":"`+to.Format(time.RFC3339)+`"`) {
			t.Errorf("%v, %d requests", err, len(requests))
		}
	})

	t.Run("if nothing would be read, paging is checked and no old response is left", func(t *testing.T) {
		c, s := testkit.NewClient(t, testkit.Script(testkit.Success(`"entries":[]`)))
		response := clarifai.Response{HTTPStatus: 500}
		_, err := clarifai.Collect(c.AuditLog.ListAll(t.Context(), "acme", &clarifai.ListAuditLogOptions{From: time.Now()}, clarifai.WithResponse(&response)))
		if err != nil || response.HTTPStatus != 0 || len(s.Requests()) != 0 {
			t.Errorf("%v, %+v, %d requests", err, response, len(s.Requests()))
		}
		_, err = clarifai.Collect(c.AuditLog.ListAll(t.Context(), "acme", &clarifai.ListAuditLogOptions{From: time.Now(), Paging: clarifai.Paging{Page: -1}}))
		if !errors.Is(err, clarifai.ErrInvalid) {
			t.Errorf("page -1: %v", err)
		}
	})
}

func TestAuditLog_EventGroups(t *testing.T) {
	groups := make(map[clarifai.EventGroup]int)
	for _, text := range testkit.Constants(t, "EventType") {
		event := clarifai.EventType(text)
		group := event.Group()
		if group == "" || !slices.Contains(group.Events(), event) {
			t.Errorf("%s is of group %q", event, group)
		}
		groups[group]++
	}
	total := 0
	for _, text := range testkit.Constants(t, "EventGroup") {
		total += len(clarifai.EventGroup(text).Events())
	}
	if len(groups) != 11 || total != len(testkit.Constants(t, "EventType")) || clarifai.EventType("77").Group() != "" || clarifai.EventGroup("x").Events() != nil {
		t.Errorf("%d groups of %d events", len(groups), total)
	}
}
