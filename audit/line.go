package audit

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// Line is an entry of the audit log as it is written. Its JSON is flat, so that any
// tool reads it.
type Line struct {
	// EventKey is the same in each reading, and no other line has it.
	EventKey     string `json:"event_key"`
	Organization string `json:"organization"`
	// Timestamp is zero, and not in the JSON, for an entry without a time.
	Timestamp   time.Time           `json:"timestamp,omitzero"`
	Operation   clarifai.EventType  `json:"operation"`
	Group       clarifai.EventGroup `json:"operation_group,omitempty"`
	UserID      string              `json:"user_id"`
	Success     bool                `json:"success"`
	Description string              `json:"description,omitempty"`
	// Details are separated by "; ".
	Details string `json:"details,omitempty"`
	// Targets are sorted and separated by a space, such as "team:ml user:ann".
	Targets    string `json:"targets,omitempty"`
	TargetUser string `json:"target_user_id,omitempty"` // first user
	TargetTeam string `json:"target_team_id,omitempty"` // first team
	TargetApp  string `json:"target_app_id,omitempty"`  // first app
	TargetRole string `json:"target_role_id,omitempty"` // first role
	RequestID  string `json:"req_id,omitempty"`
	SourceIP   string `json:"source_ip,omitempty"`
	// Late reports whether the entry appeared after its window had been written.
	Late bool `json:"late,omitempty"`

	hash string
}

// newLine returns the line of an entry, without its key.
func newLine(orgID string, e *clarifai.AuditLogEntry) Line {
	l := Line{
		Organization: orgID, Timestamp: clean(e.Timestamp), Operation: e.Operation, Group: e.Operation.Group(), Success: e.Success,
		UserID: e.UserID(), Description: e.Description, Details: strings.Join(e.Details, "; "), RequestID: e.RequestID, SourceIP: e.SourceIP,
	}
	targets := targetsOf(e)
	var shown, hashed []string
	for _, t := range targets {
		shown = append(shown, t.kind+":"+t.id)
		hashed = append(hashed, fmt.Sprintf("%q", t))
		if first := l.firstOf(t.kind); first != nil && *first == "" {
			*first = t.id
		}
	}
	l.Targets = strings.Join(shown, " ")
	l.hash = l.hashOf(e.Details, hashed)
	return l
}

// firstOf returns the field for the first target of a kind, or nil if there is none.
func (l *Line) firstOf(kind string) *string {
	switch kind {
	case "user":
		return &l.TargetUser
	case "team":
		return &l.TargetTeam
	case "app":
		return &l.TargetApp
	case "role":
		return &l.TargetRole
	}
	return nil
}

// target identifies a resource that an action was done to.
type target struct{ kind, id, owner, app string }

// targetsOf returns the targets of an entry, sorted: neither the order of targets nor
// that of fields within one means anything.
func targetsOf(e *clarifai.AuditLogEntry) (all []target) {
	for i := range e.Targets {
		t := &e.Targets[i]
		if t.User != nil {
			all = append(all, target{kind: "user", id: t.User.ID})
		}
		if t.Team != nil {
			all = append(all, target{kind: "team", id: t.Team.ID})
		}
		if t.App != nil {
			all = append(all, target{kind: "app", id: t.App.ID, owner: t.App.UserID})
		}
		if t.Role != nil {
			all = append(all, target{kind: "role", id: t.Role.ID})
		}
		for kind, data := range map[string]json.RawMessage{
			"workflow": t.Workflow, "workflow_version": t.WorkflowVersion, "model": t.Model, "model_version": t.ModelVersion,
			"compute_cluster": t.ComputeCluster, "nodepool": t.Nodepool, "deployment": t.Deployment,
		} {
			all = append(all, rawTarget(kind, data))
		}
	}
	all = slices.DeleteFunc(all, func(t target) bool { return t.id == "" })
	slices.SortFunc(all, func(a, b target) int {
		return slices.Compare([]string{a.kind, a.id, a.owner, a.app}, []string{b.kind, b.id, b.owner, b.app})
	})
	return all
}

// rawTarget reads what identifies a resource that the client does not model.
func rawTarget(kind string, data json.RawMessage) target {
	var resource struct {
		ID     string `json:"id"`
		UserID string `json:"user_id"`
		AppID  string `json:"app_id"`
	}
	if json.Unmarshal(data, &resource) != nil {
		return target{}
	}
	return target{kind, resource.ID, resource.UserID, resource.AppID}
}

// hashOf returns a hash of what an entry says for ever. Names are not in it: a user's
// may change. Lines of different organizations differ.
func (l *Line) hashOf(details, targets []string) string {
	details = slices.Sorted(slices.Values(details))
	h := sha256.New()
	for _, part := range [][]string{
		{steps.FoldID(l.Organization), l.Timestamp.Format(time.RFC3339Nano), string(l.Operation), l.UserID, fmt.Sprint(l.Success)},
		{l.Description, l.RequestID, l.SourceIP}, details, targets,
	} {
		fmt.Fprintf(h, "%q\n", part)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// notIn returns the lines that known does not count yet, with their keys: of the
// lines that say the same, those beyond the known number.
func notIn(known counts, lines []Line) []Line {
	seen := make(counts)
	var fresh []Line
	for _, line := range lines {
		if seen[line.hash]++; seen[line.hash] > known[line.hash] {
			line.EventKey = fmt.Sprintf("%s-%d", line.hash, seen[line.hash]-1)
			fresh = append(fresh, line)
		}
	}
	return fresh
}
