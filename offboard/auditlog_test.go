package offboard_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/offboard"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// auditLines returns what the audit log has of each step, as "user operation by".
func auditLines(e *offboard.Evidence) (lines []string) {
	for _, s := range e.Steps {
		line := words(s.UserID, s.Team, s.App, "-")
		if s.Audit != nil {
			line = words(s.UserID, s.Team, s.App, string(s.Audit.Operation), "by", s.Audit.UserID)
		}
		lines = append(lines, line)
	}
	return lines
}

func TestRun_AuditLog(t *testing.T) {
	t.Run("each step has its own entry, also where several share a request", func(t *testing.T) {
		withServer(t, func(f *fixture) {
			e := f.run(f.plan("hal", "ann"))
			f.wantLines(auditLines(e),
				"hal noise COLLABORATOR_REMOVE by olga", "ann shelf COLLABORATOR_REMOVE by olga", "hal shelf COLLABORATOR_REMOVE by olga",
				"ann vision ORGANIZATION_TEAM_MEMBER_REMOVE by olga", "ann sound ORGANIZATION_TEAM_MEMBER_REMOVE by olga",
				"ann ORGANIZATION_MEMBER_REMOVE by olga")
			for _, s := range e.Steps {
				if s.Audit != nil && (!s.Audit.Success || s.Audit.RequestID != s.RequestID) {
					f.Errorf("%s: %s, and %+v", s.Step, s.RequestID, s.Audit)
				}
			}
		})
	})
	// logged has the log consist of entries for steps, which fields describes.
	logged := func(f *fixture, after time.Duration, entry func(requestID string) string) {
		ready := time.Now().Add(after - 1)
		f.server.Handle("POST /v2/users/acme/audit_log/searches", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			text := ""
			if body := readAll(r); time.Now().After(ready) && strings.Contains(body, `"page":1,`) {
				for _, q := range f.server.Requests() {
					if q.Operation == clarifai.OpCollaboratorsRemove {
						text = entry(q.RequestID)
					}
				}
			}
			fmt.Fprintf(w, `{"status": {"code": 10000}, "entries": [%s]}`, text)
		}))
	}
	const removed = `"operation": "COLLABORATOR_REMOVE", "timestamp": "2000-01-01T00:00:01Z", "success": true`
	user := func(id string) string { return fmt.Sprintf(`"targets": [{"user": {"id": %q}}]`, id) }
	for name, c := range map[string]struct {
		entry func(requestID string) string
		want  bool
	}{
		"by request, without targets":  {func(id string) string { return fmt.Sprintf(`{%s, "req_id": %q}`, removed, id) }, true},
		"by person, without a request": {func(string) string { return fmt.Sprintf(`{%s, %s}`, removed, user("BO2")) }, true},
		"of another request":           {func(string) string { return fmt.Sprintf(`{%s, %s, "req_id": "other"}`, removed, user("bo2")) }, false},
		"of another person":            {func(id string) string { return fmt.Sprintf(`{%s, %s, "req_id": %q}`, removed, user("ann"), id) }, false},
		"of another caller":            {func(id string) string { return fmt.Sprintf(`{%s, "user": {"id": "ann"}, "req_id": %q}`, removed, id) }, false},
		"of nobody and no request":     {func(string) string { return fmt.Sprintf(`{%s}`, removed) }, false},
		"of another app": {func(id string) string {
			return fmt.Sprintf(`{%s, "targets": [{"app": {"id": "noise"}}], "req_id": %q}`, removed, id)
		}, false},
		"of another operation": {func(id string) string {
			return fmt.Sprintf(`{"operation": "COLLABORATOR_ADD", "success": true, "req_id": %q}`, id)
		}, false},
	} {
		t.Run("an entry "+name, func(t *testing.T) {
			withServer(t, func(f *fixture) {
				logged(f, 0, c.entry)
				p := f.plan("hal")
				p.Steps = p.Steps[1:]
				p.Steps[0].UserID = "bo2" // as the log has it
				if e := f.run(p); (e.Steps[0].Audit != nil) != c.want {
					f.Errorf("audit: %+v", e.Steps[0].Audit)
				}
			})
		})
	}
	t.Run("an entry of a user without an ID is that of the address", func(t *testing.T) {
		for address, want := range map[string]bool{"NEW@acme.test": true, "else@acme.test": false, "": false} {
			withServer(t, func(f *fixture) {
				f.server.Handle("POST /v2/users/acme/audit_log/searches", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
					entry := ""
					if strings.Contains(readAll(r), `"page":1,`) {
						entry = fmt.Sprintf(`{"operation": "ORGANIZATION_MEMBER_INVITATION_CANCEL", "success": true, "targets": [{"user": {"primary_email": %q}}]}`, address)
					}
					fmt.Fprintf(w, `{"status": {"code": 10000}, "entries": [%s]}`, entry)
				}))
				if e := f.run(f.plan("new@acme.test")); (e.Steps[0].Audit != nil) != want {
					f.Errorf("%q: %+v", address, e.Steps[0].Audit)
				}
			})
		}
	})
	t.Run("entries that are late are waited for", func(t *testing.T) {
		for timeout, want := range map[time.Duration]bool{0: true, -1: false} {
			withServer(t, func(f *fixture) {
				logged(f, 10*time.Second, func(id string) string { return fmt.Sprintf(`{%s, "req_id": %q}`, removed, id) })
				p := f.plan("hal")
				p.Steps = p.Steps[1:]
				f.running.AuditTimeout = timeout
				if e := f.run(p); (e.Steps[0].Audit != nil) != want {
					f.Errorf("timeout %v: %+v", timeout, e.Steps[0].Audit)
				}
			})
		}
	})
	t.Run("a log that cannot be read is said, and the rest is evidence", func(t *testing.T) {
		withServer(t, func(f *fixture) {
			e := f.run(f.plan("hal"))
			if e.Incomplete() || e.Steps[0].Audit != nil || e.Count(roster.Done) != 2 {
				f.Errorf("%v", e.Left)
			}
			last := e.Unseen[len(e.Unseen)-1]
			if last.Kind != offboard.NotShown || !strings.HasPrefix(last.Text, "the audit log could not be read: ") {
				f.Errorf("unseen: %v", last)
			}
		}, refuse(clarifai.OpAuditLogList))
	})
	t.Run("it is not read if nothing was done", func(t *testing.T) {
		withServer(t, func(f *fixture) {
			p := f.plan("hal")
			f.run(p)
			f.server.ResetRequests()
			f.run(p)
			for _, r := range f.server.Requests() {
				if r.Operation == clarifai.OpAuditLogList {
					f.Error("it was read")
				}
			}
		})
	})
}
