package clarifai

import (
	"cmp"
	"context"
	"encoding/json"
	"iter"
	"reflect"
	"slices"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// AuditLogService reads what was done in an organization, and by whom.
type AuditLogService service

// AuditLogEntry is something that was done, or refused. Entries have no id, and
// one request can leave two that look alike.
type AuditLogEntry struct {
	Timestamp   time.Time        `json:"timestamp,omitzero" wire:"needed"`
	User        *User            `json:"user,omitempty" wire:"needed"` // who did it
	Operation   EventType        `json:"operation,omitempty" wire:"needed"`
	Description string           `json:"description,omitempty"`
	Targets     []AuditLogTarget `json:"targets,omitempty"` // what it was done to
	Details     []string         `json:"details,omitempty"`
	Success     bool             `json:"success"`
	ReqID       string           `json:"req_id,omitempty"` // the request's id, as Error.RequestID
	SourceIP    string           `json:"source_ip,omitempty"`
}

// UserID returns the ID of the user who did it, "" if the entry shows none.
func (e *AuditLogEntry) UserID() string { return deref(deref(e).User).ID }

// AuditLogTarget is what something was done to: one of its fields is set. What
// this package does not model stays as Clarifai wrote it.
type AuditLogTarget struct {
	User            *User           `json:"user,omitempty"`
	Role            *Role           `json:"role,omitempty"`
	Team            *Team           `json:"team,omitempty"`
	App             *App            `json:"app,omitempty"`
	Workflow        json.RawMessage `json:"workflow,omitempty"`
	WorkflowVersion json.RawMessage `json:"workflow_version,omitempty"`
	Model           json.RawMessage `json:"model,omitempty"`
	ModelVersion    json.RawMessage `json:"model_version,omitempty"`
	ComputeCluster  json.RawMessage `json:"compute_cluster,omitempty"`
	Nodepool        json.RawMessage `json:"nodepool,omitempty"`
	Deployment      json.RawMessage `json:"deployment,omitempty"`
}

// ID returns the ID of what is set, "" if nothing that has one is.
func (t *AuditLogTarget) ID() string {
	target := deref(t)
	if id := cmp.Or(deref(target.User).ID, deref(target.Role).ID, deref(target.Team).ID, deref(target.App).ID); id != "" {
		return id
	}
	for _, data := range []json.RawMessage{
		target.Workflow, target.WorkflowVersion, target.Model, target.ModelVersion, target.ComputeCluster, target.Nodepool, target.Deployment,
	} {
		var named struct {
			ID string `json:"id"`
		}
		if json.Unmarshal(data, &named) == nil && named.ID != "" {
			return named.ID
		}
	}
	return ""
}

// ListAuditLogOptions chooses entries. Filters that are set must all hold.
type ListAuditLogOptions struct {
	From       time.Time        // zero: from the beginning
	To         time.Time        // zero: to the end; for All, to Settling ago
	UserIDs    []string         // done by any of these
	Operations []EventType      // any of these; see [EventGroup.Events]
	Targets    []AuditLogTarget // done to any of these: an id in each is enough
	Success    *bool            // nil: both what was done and what was refused
	SourceIPs  []string         // from any of these addresses

	SortAscending bool // oldest first; false: newest first
	// Settling is how long All gives entries to show: it reads up to that long
	// ago, and no further. 0 is a minute; a negative one is none.
	IngestionDelay time.Duration
	Paging
}

const defaultSettling = time.Minute

// List reads a page of the log of an organization, or of a user. Whether From
// and To themselves are within is Clarifai's to say, and not known.
//
// PAT with AuditLogs_Get, on the Enterprise plan; Current.
func (s *AuditLogService) List(ctx context.Context, ownerID string, opts *ListAuditLogOptions, callOpts ...CallOption) (*Page[AuditLogEntry], error) {
	return s.search(ownerID, deref(opts), callOpts).list(ctx)
}

// ListAll iterates over the log of an organization, or of a user, up to Settling
// ago: what is written later does not move the pages under it. Entries that
// look alike are all given, for they may be two.
//
// Each range fixes its end anew. PAT with AuditLogs_Get, on the Enterprise
// plan; Current.
func (s *AuditLogService) ListAll(ctx context.Context, ownerID string, opts *ListAuditLogOptions, callOpts ...CallOption) iter.Seq2[AuditLogEntry, error] {
	opts, callOpts = clone(reflect.ValueOf(opts)).Interface().(*ListAuditLogOptions), slices.Clone(callOpts)
	return func(yield func(AuditLogEntry, error) bool) {
		bounded := deref(opts)
		if asked := s.search(ownerID, bounded, callOpts); asked.validate() != nil || ctx == nil {
			asked.all(ctx)(yield) // which refuses it
			return
		}
		settling := bounded.IngestionDelay
		if settling == 0 {
			settling = defaultSettling
		}
		if settled := time.Now().Add(-max(settling, 0)); bounded.To.IsZero() || bounded.To.After(settled) {
			bounded.To = settled
		}
		if !bounded.From.IsZero() && bounded.From.After(bounded.To) {
			return // nothing has settled since then
		}
		s.search(ownerID, bounded, callOpts).all(ctx)(yield)
	}
}

// auditQuery is what a search asks for, as it is sent.
type auditQuery struct {
	From       wire.Time     `json:"timestamp_from,omitzero"`
	To         wire.Time     `json:"timestamp_to,omitzero"`
	UserIDs    []string      `json:"user_ids,omitempty"`
	Operations []EventType   `json:"operations,omitempty"`
	Targets    []targetQuery `json:"targets,omitempty"`
	Success    *bool         `json:"success,omitempty"`
	SourceIPs  []string      `json:"source_ips,omitempty"`
}

// targetQuery is what a search says of a target: by what it is known.
type targetQuery struct {
	User            *targetID       `json:"user,omitempty"`
	Role            *targetID       `json:"role,omitempty"`
	Team            *targetID       `json:"team,omitempty"`
	App             *targetID       `json:"app,omitempty"`
	Workflow        json.RawMessage `json:"workflow,omitempty"`
	WorkflowVersion json.RawMessage `json:"workflow_version,omitempty"`
	Model           json.RawMessage `json:"model,omitempty"`
	ModelVersion    json.RawMessage `json:"model_version,omitempty"`
	ComputeCluster  json.RawMessage `json:"compute_cluster,omitempty"`
	Nodepool        json.RawMessage `json:"nodepool,omitempty"`
	Deployment      json.RawMessage `json:"deployment,omitempty"`
}

type targetID struct {
	ID     string `json:"id"`
	UserID string `json:"user_id,omitempty"` // an app's owner
}

// nameless reports whether a target tells nothing that could be looked for.
func (q *targetQuery) nameless() bool {
	for _, id := range []*targetID{q.User, q.Role, q.Team, q.App} {
		if id != nil && id.ID == "" {
			return true
		}
	}
	return reflect.ValueOf(*q).IsZero()
}

func (t *AuditLogTarget) query() targetQuery {
	q := targetQuery{
		Workflow: t.Workflow, WorkflowVersion: t.WorkflowVersion, Model: t.Model, ModelVersion: t.ModelVersion,
		ComputeCluster: t.ComputeCluster, Nodepool: t.Nodepool, Deployment: t.Deployment,
	}
	if t.User != nil {
		q.User = &targetID{ID: t.User.ID}
	}
	if t.Role != nil {
		q.Role = &targetID{ID: t.Role.ID}
	}
	if t.Team != nil {
		q.Team = &targetID{ID: t.Team.ID}
	}
	if t.App != nil {
		q.App = &targetID{ID: t.App.ID, UserID: t.App.UserID}
	}
	return q
}

func (s *AuditLogService) search(ownerID string, o ListAuditLogOptions, callOpts []CallOption) *listing[AuditLogEntry] {
	query := auditQuery{
		From: wire.Time{Time: o.From}, To: wire.Time{Time: o.To}, UserIDs: o.UserIDs, Operations: o.Operations, Success: o.Success, SourceIPs: o.SourceIPs,
	}
	nameless := false
	for i := range o.Targets {
		target := o.Targets[i].query()
		nameless = nameless || target.nameless()
		query.Targets = append(query.Targets, target)
	}
	l := &listing[AuditLogEntry]{
		client: s.api(), op: OpAuditLogList, ids: []string{ownerID}, paging: o.Paging, alike: true, opts: callOpts,
		response: func() (wire.Response, *[]AuditLogEntry) {
			var out struct {
				wire.Envelope
				Entries []AuditLogEntry `json:"entries"`
			}
			return &out, &out.Entries
		},
		body: func(p Paging) any {
			return struct {
				Query         auditQuery `json:"query"`
				SortAscending bool       `json:"sort_ascending,omitempty"`
				Pagination    pagination `json:"pagination"`
			}{
				query, o.SortAscending, pagination{p.Page, p.PerPage},
			}
		},
	}
	switch {
	case !o.From.IsZero() && !o.To.IsZero() && o.From.After(o.To):
		l.refusal = invalid(OpAuditLogList, "the period ends before it begins")
	case slices.Contains(o.Operations, ""), slices.Contains(o.UserIDs, ""), slices.Contains(o.SourceIPs, ""):
		l.refusal = invalid(OpAuditLogList, "a filter has an empty entry")
	case nameless:
		l.refusal = invalid(OpAuditLogList, "a target says nothing of what it is, or has no id")
	}
	return l
}

func (s *AuditLogService) api() *Client { return (*service)(s).api() }
