package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// record is a line of a file. Its keys are flat, so that any tool reads it.
type record struct {
	// EventKey tells entries apart, which have no id: a hash of the entry and
	// an ordinal among those that look alike. It is the same in each run.
	EventKey    string    `json:"event_key"`
	Timestamp   time.Time `json:"timestamp"`
	Operation   string    `json:"operation"`
	Group       string    `json:"operation_group,omitempty"`
	UserID      string    `json:"user_id"`
	Success     bool      `json:"success"`
	Description string    `json:"description,omitempty"`
	Details     string    `json:"details,omitempty"`
	Targets     string    `json:"targets,omitempty"` // as team:ml, several separated by a space
	TargetUser  string    `json:"target_user_id,omitempty"`
	TargetTeam  string    `json:"target_team_id,omitempty"`
	TargetApp   string    `json:"target_app_id,omitempty"`
	TargetRole  string    `json:"target_role_id,omitempty"`
	RequestID   string    `json:"req_id,omitempty"`
	SourceIP    string    `json:"source_ip,omitempty"`
	Late        bool      `json:"late,omitempty"` // found after its window had been written

	hash string
}

// counts is how often each entry was seen, by its hash.
type counts map[string]int

// newRecord makes a line of an entry, all but its key.
func newRecord(e *clarifai.AuditLogEntry) record {
	r := record{
		Timestamp: e.Timestamp.UTC(), Operation: string(e.Operation), Group: string(e.Operation.Group()), Success: e.Success,
		UserID: e.UserID(), Description: e.Description, Details: strings.Join(e.Details, "; "), RequestID: e.RequestID, SourceIP: e.SourceIP,
	}
	var targets []string
	add := func(kind, id string, into *string) {
		if id == "" {
			return
		}
		targets = append(targets, kind+":"+id)
		if into != nil && *into == "" {
			*into = id
		}
	}
	for _, t := range e.Targets {
		if t.User != nil {
			add("user", t.User.ID, &r.TargetUser)
		}
		if t.Team != nil {
			add("team", t.Team.ID, &r.TargetTeam)
		}
		if t.App != nil {
			add("app", t.App.ID, &r.TargetApp)
		}
		if t.Role != nil {
			add("role", t.Role.ID, &r.TargetRole)
		}
		for kind, raw := range map[string]json.RawMessage{
			"workflow": t.Workflow, "workflow_version": t.WorkflowVersion, "model": t.Model, "model_version": t.ModelVersion,
			"compute_cluster": t.ComputeCluster, "nodepool": t.Nodepool, "deployment": t.Deployment,
		} {
			add(kind, idIn(raw), nil)
		}
	}
	r.Targets = strings.Join(targets, " ")
	r.hash = r.content()
	return r
}

// idIn reads the id of what the client does not model.
func idIn(raw json.RawMessage) string {
	var thing struct {
		ID string `json:"id"`
	}
	if json.Unmarshal(raw, &thing) != nil {
		return ""
	}
	return thing.ID
}

// content is the hash of what an entry will always say. Names are not in it: a
// user's may change.
func (r *record) content() string {
	h := sha256.New()
	for _, part := range []string{
		r.Timestamp.Format(time.RFC3339Nano), r.Operation, r.UserID, fmt.Sprint(r.Success), r.Description, r.Details,
		r.Targets, r.RequestID, r.SourceIP,
	} {
		fmt.Fprintf(h, "%d:%s,", len(part), part)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// key is the event key of the record that is the n-th, from 0, of its looks.
func (r *record) key(n int) string { return fmt.Sprintf("%s-%d", r.hash, n) }

// number gives the record its key, among those that were counted before it.
func (r *record) number(count counts) {
	r.EventKey = r.key(count[r.hash])
	count[r.hash]++
}

// hashOf gives the hash of a line that was written.
func hashOf(key string) string {
	hash, _, _ := strings.Cut(key, "-")
	return hash
}

// same reports whether two readings gave the same entries.
func same(a, b []record) bool {
	if len(a) != len(b) {
		return false
	}
	balance := make(counts)
	for i := range a {
		balance[a[i].hash]++
		balance[b[i].hash]--
	}
	for _, n := range balance {
		if n != 0 {
			return false
		}
	}
	return true
}
