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

// AuditLogService reads the audit log of an organization: what was done, and by whom.
type AuditLogService struct{ service }

// AuditLogEntry is an action that was carried out or refused. Entries have no ID, and
// one request can leave two equal ones.
type AuditLogEntry struct {
	Timestamp   time.Time        `json:"timestamp,omitzero" wire:"needed"`
	User        *User            `json:"user,omitempty" wire:"needed"` // who did it
	Operation   EventType        `json:"operation,omitempty" wire:"needed"`
	Description string           `json:"description,omitempty"`
	Targets     []AuditLogTarget `json:"targets,omitempty"` // what it was done to
	Details     []string         `json:"details,omitempty"`
	Success     bool             `json:"success"`
	RequestID   string           `json:"req_id,omitempty"` // as in Error.RequestID
	SourceIP    string           `json:"source_ip,omitempty"`
}

// UserID returns the ID of the user who did it, or "" if the entry shows none.
func (e *AuditLogEntry) UserID() string { return deref(deref(e).User).ID }

// Email returns the address of the user who did it as [User.Email] does, or "" if
// the entry shows none.
func (e *AuditLogEntry) Email() string { return deref(e).User.Email() }

// AuditLogTarget is a resource that an action was done to. One of its fields is set.
// Resources that this package does not model are kept as Clarifai wrote them.
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

// ID returns the ID of the resource, or "" if it has none.
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

// ListAuditLogOptions selects entries. All filters that are set must match.
type ListAuditLogOptions struct {
	// From and To limit the period. Zero means no limit, except for the
	// IngestionDelay of ListAll. Whether From and To themselves are part of the
	// period is not known.
	From, To   time.Time
	UserIDs    []string         // any of these users
	Operations []EventType      // any of these; see [EventGroup.Events]
	Targets    []AuditLogTarget // any of these, by ID
	SourceIPs  []string         // any of these addresses
	// Success selects actions that succeeded or that failed. Nil selects both.
	Success *bool

	SortAscending bool // oldest first
	// IngestionDelay is the time that entries take to appear. ListAll does not
	// read entries that are newer, since more of them may follow. Zero means a
	// minute. A negative duration means no delay: a period with a To is then read
	// to its end, whatever the clock of this machine says.
	IngestionDelay time.Duration
	Paging
}

const defaultIngestionDelay = time.Minute

func (o ListAuditLogOptions) validate() string {
	switch {
	case !o.From.IsZero() && !o.To.IsZero() && o.From.After(o.To):
		return "From must not be after To"
	case slices.Contains(o.Operations, ""), slices.Contains(o.UserIDs, ""), slices.Contains(o.SourceIPs, ""):
		return "an entry of a filter must not be empty"
	case slices.ContainsFunc(o.Targets, func(t AuditLogTarget) bool { q := t.query(); return q.nameless() }):
		return "a target must have a field that is set, with an ID"
	}
	return ""
}

// bounded returns the options with an end before which no new entry appears, and
// whether the period is not empty.
func (o ListAuditLogOptions) bounded(now time.Time) (ListAuditLogOptions, bool) {
	if o.IngestionDelay < 0 && !o.To.IsZero() {
		return o, true
	}
	complete := now.Add(-max(cmp.Or(o.IngestionDelay, defaultIngestionDelay), 0))
	if o.To.IsZero() || o.To.After(complete) {
		o.To = complete
	}
	return o, o.From.IsZero() || !o.From.After(o.To)
}

func (o ListAuditLogOptions) searchBody(p Paging) any {
	body := searchAuditLogBody{
		Query: auditQuery{
			From: wire.Time{Time: o.From}, To: wire.Time{Time: o.To}, UserIDs: o.UserIDs,
			Operations: o.Operations, Success: o.Success, SourceIPs: o.SourceIPs,
		},
		SortAscending: o.SortAscending, Pagination: pagination{p.Page, p.PerPage},
	}
	for i := range o.Targets {
		body.Query.Targets = append(body.Query.Targets, o.Targets[i].query())
	}
	return body
}

type auditLogResponse struct {
	wire.Envelope
	Entries []AuditLogEntry `json:"entries"`
}

func (r *auditLogResponse) list() []AuditLogEntry { return r.Entries }

// List returns a page of the audit log of an organization or a user.
//
//   - API: POST /v2/users/{user}/audit_log/searches
//   - Scopes: AuditLogs_Get
//   - Status: current (see [Grade])
func (s *AuditLogService) List(ctx context.Context, ownerID string, opts *ListAuditLogOptions, callOpts ...CallOption) (*Page[AuditLogEntry], error) {
	return list[AuditLogEntry, auditLogResponse](ctx, s.client, OpAuditLogList, opts, callOpts, ownerID)
}

// ListAll iterates over the audit log of an organization or a user, except for
// entries newer than IngestionDelay, so that new entries do not move the pages. Each
// range over it sets that end again. Equal entries are all yielded, since each may
// be a separate action.
//
//   - API: POST /v2/users/{user}/audit_log/searches
//   - Scopes: AuditLogs_Get
//   - Status: current (see [Grade])
func (s *AuditLogService) ListAll(ctx context.Context, ownerID string, opts *ListAuditLogOptions, callOpts ...CallOption) iter.Seq2[AuditLogEntry, error] {
	own, callOpts := clone(reflect.ValueOf(deref(opts))).Interface().(ListAuditLogOptions), slices.Clone(callOpts)
	return func(yield func(AuditLogEntry, error) bool) {
		bounded, nonEmpty := own.bounded(time.Now())
		if own.validate() != "" || own.check(OpAuditLogList) != nil {
			bounded = own // listAll returns the error
		} else if !nonEmpty {
			resetResponse(callOpts)
			return
		}
		listAll[AuditLogEntry, auditLogResponse](ctx, s.client, OpAuditLogList, &bounded, callOpts, ownerID)(yield)
	}
}

// searchAuditLogBody is a search of the log as it is sent.
type searchAuditLogBody struct {
	Query         auditQuery `json:"query"`
	SortAscending bool       `json:"sort_ascending,omitempty"`
	Pagination    pagination `json:"pagination"`
}

type auditQuery struct {
	From       wire.Time     `json:"timestamp_from,omitzero"`
	To         wire.Time     `json:"timestamp_to,omitzero"`
	UserIDs    []string      `json:"user_ids,omitempty"`
	Operations []EventType   `json:"operations,omitempty"`
	Targets    []targetQuery `json:"targets,omitempty"`
	Success    *bool         `json:"success,omitempty"`
	SourceIPs  []string      `json:"source_ips,omitempty"`
}

// targetQuery is a target as it is sent in a search.
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

// nameless reports whether a target has no ID to search for.
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
