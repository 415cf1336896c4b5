package clarifai

import (
	"context"
	"strings"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// UsageService reads the usage of an organization or a user: a history by day and
// member, and what has been used since.
type UsageService struct{ service }

// OpCountByDate is the usage of one kind on one day. A field that does not apply or
// is not known is empty, such as the ID of a caller or a model.
type OpCountByDate struct {
	Date         time.Time    `json:"date,omitzero" wire:"needed"`
	Section      UsageSection `json:"section,omitempty" wire:"needed"`
	CallerUserID string       `json:"caller_user_id,omitempty" wire:"needed"` // a user ID or primary email
	AppID        string       `json:"app_id,omitempty" wire:"needed"`         // see [ListUsageHistoryOptions.BrokenDownPerApp]
	ModelID      string       `json:"model_id,omitempty" wire:"needed"`
	CategoryID   string       `json:"category_id,omitempty" wire:"needed"`
	Value        int          `json:"value,omitempty" wire:"needed"` // in the unit of its section
}

// UsageSection is a kind of usage. A value that this package does not know is kept
// as it is.
type UsageSection string

// The kinds of usage.
const (
	UsageOpsCount      UsageSection = "ops-count"
	UsageTrainingHours UsageSection = "training-hours"
	UsageStoredInputs  UsageSection = "stored-inputs"
	UsageDataLabeling  UsageSection = "data-labeling"
	UsageModelUsage    UsageSection = "model-usage"
)

// UnmarshalJSON reads a section. Clarifai has written the same section with a
// hyphen and with an underscore: a known one is read as its constant.
func (s *UsageSection) UnmarshalJSON(data []byte) error {
	var text string
	if err := wire.DecodePart(data, &text); err != nil || string(data) == "null" {
		return err
	}
	switch known := UsageSection(strings.ReplaceAll(text, "_", "-")); known {
	case UsageOpsCount, UsageTrainingHours, UsageStoredInputs, UsageDataLabeling, UsageModelUsage:
		*s = known
	default:
		*s = UsageSection(text)
	}
	return nil
}

// RealtimeCount is the usage of an operation that is not in the history yet.
type RealtimeCount struct {
	OpType string `json:"op_type,omitempty"`
	Count  int64  `json:"count"`
}

// UnmarshalJSON reads a count that is a number or a string. Null leaves the
// count as it is.
func (c *RealtimeCount) UnmarshalJSON(data []byte) error {
	if wire.IsNull(data) {
		return nil
	}
	var in struct {
		OpType string     `json:"op_type"`
		Count  wire.Int64 `json:"count"`
	}
	if err := wire.DecodePart(data, &in); err != nil {
		return err
	}
	*c = RealtimeCount{in.OpType, int64(in.Count)}
	return nil
}

// UsageCycle is a period for which usage is counted.
type UsageCycle struct {
	StartDate  time.Time `json:"start_date,omitzero" wire:"needed"`
	EndDate    time.Time `json:"end_date,omitzero" wire:"needed"`
	CycleID    string    `json:"cycle_id,omitempty" wire:"needed"`
	CycleEpoch int       `json:"cycle_epoch,omitempty" wire:"needed"`
}

// UsageInterval is a step in which usage can be shown, and how far back it reaches.
type UsageInterval struct {
	Interval string `json:"interval,omitempty" wire:"needed"`
	Range    int    `json:"range,omitempty" wire:"needed"`
}

// ListUsageHistoryOptions selects usage.
type ListUsageHistoryOptions struct {
	// StartDate and EndDate limit the period. Zero means that Clarifai chooses.
	StartDate time.Time `url:"start_date,omitempty"`
	EndDate   time.Time `url:"end_date,omitempty"`
	// BrokenDownPerApp asks for a row for each app. Otherwise apps are added up.
	BrokenDownPerApp bool `url:"broken_down_per_app,omitempty"`
}

func (o *ListUsageHistoryOptions) validate() string {
	if o != nil && !o.StartDate.IsZero() && !o.EndDate.IsZero() && o.StartDate.After(o.EndDate) {
		return "StartDate must not be after EndDate"
	}
	return ""
}

// ListUsageCyclesOptions selects usage cycles.
type ListUsageCyclesOptions struct {
	// CycleNumber is the number of a cycle. Zero means that Clarifai chooses.
	CycleNumber int `url:"cycle_number,omitempty"`
	// BeforeDate selects the cycles before a date. Zero means now.
	BeforeDate time.Time `url:"before_date,omitempty"`
}

func (o *ListUsageCyclesOptions) validate() string {
	if o == nil {
		return ""
	}
	return checkUint32("CycleNumber", o.CycleNumber)
}

type usageResponse struct {
	wire.Envelope
	Usage []OpCountByDate `json:"usage"`
}

func (r *usageResponse) list() []OpCountByDate { return r.Usage }

type realtimeUsageResponse struct {
	wire.Envelope
	RealtimeUsage []RealtimeCount `json:"realtime_usage"`
}

func (r *realtimeUsageResponse) list() []RealtimeCount { return orEmpty(r.RealtimeUsage) }

type usageCyclesResponse struct {
	wire.Envelope
	UsageCycles []UsageCycle `json:"usage_cycles"`
}

func (r *usageCyclesResponse) list() []UsageCycle { return r.UsageCycles }

type usageIntervalsResponse struct {
	wire.Envelope
	UsageIntervals []UsageInterval `json:"usage_intervals"`
}

func (r *usageIntervalsResponse) list() []UsageInterval { return orEmpty(r.UsageIntervals) }

// ListHistory returns the usage of a period, in one response without pages. A
// long period of a large organization may be more than [WithMaxResponseBytes]
// allows; package cost reads it window by window. Whether StartDate and EndDate
// themselves are part of the period is not known.
//
//   - API: GET /v2/users/{user}/historical_usage
//   - Scopes: HistoricalUsage_Get
//   - Status: archived (see [Grade])
func (s *UsageService) ListHistory(ctx context.Context, ownerID string, opts *ListUsageHistoryOptions, callOpts ...CallOption) ([]OpCountByDate, error) {
	return listWhole[OpCountByDate, usageResponse](ctx, s.client, request{
		op: OpUsageListHistory, ids: []string{ownerID}, query: opts, problem: opts.validate(), callOpts: callOpts,
	})
}

// ListRealtime returns the usage that is not in the history yet, by operation.
//
//   - API: GET /v2/users/{user}/realtime_usage
//   - Scopes: none (a browser session, see [CredentialSession])
//   - Status: archived (see [Grade])
func (s *UsageService) ListRealtime(ctx context.Context, ownerID string, callOpts ...CallOption) ([]RealtimeCount, error) {
	return listWhole[RealtimeCount, realtimeUsageResponse](ctx, s.client, request{op: OpUsageListRealtime, ids: []string{ownerID}, callOpts: callOpts})
}

// ListCycles returns the periods for which usage is counted.
//
//   - API: GET /v2/users/{user}/usage_cycles
//   - Scopes: none (a browser session, see [CredentialSession])
//   - Status: archived (see [Grade])
func (s *UsageService) ListCycles(ctx context.Context, ownerID string, opts *ListUsageCyclesOptions, callOpts ...CallOption) ([]UsageCycle, error) {
	return listWhole[UsageCycle, usageCyclesResponse](ctx, s.client, request{
		op: OpUsageListCycles, ids: []string{ownerID}, query: opts, problem: opts.validate(), callOpts: callOpts,
	})
}

// ListIntervals returns the steps in which usage can be shown.
//
//   - API: GET /v2/usage_intervals
//   - Scopes: none (no credential is sent)
//   - Status: archived (see [Grade])
func (s *UsageService) ListIntervals(ctx context.Context, callOpts ...CallOption) ([]UsageInterval, error) {
	return listWhole[UsageInterval, usageIntervalsResponse](ctx, s.client, request{op: OpUsageListIntervals, callOpts: callOpts})
}
