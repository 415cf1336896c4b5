package clarifai

import (
	"context"
	"strings"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// UsageService reads what an organization or a user has used of Clarifai: by
// day and member, and now.
type UsageService service

// OpCountByDate is how much of something was used on a day. What a row does not
// tell is "": a caller that is not known, a model that was not part of it.
type OpCountByDate struct {
	Date         time.Time    `json:"date,omitzero" wire:"needed"`
	Section      UsageSection `json:"section,omitempty" wire:"needed"`
	CallerUserID string       `json:"caller_user_id,omitempty" wire:"needed"` // the user ID or primary email
	AppID        string       `json:"app_id,omitempty" wire:"needed"`         // see [ListUsageHistoryOptions.BrokenDownPerApp]
	ModelID      string       `json:"model_id,omitempty" wire:"needed"`
	CategoryID   string       `json:"category_id,omitempty" wire:"needed"`
	Value        int32        `json:"value,omitempty" wire:"needed"` // in the unit of its section
}

// UsageSection is a kind of usage. One that this package does not know is kept
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

// RealtimeCount is how much of an operation has been used that is not in the
// history yet.
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

// UsageCycle is a period by which usage is counted.
type UsageCycle struct {
	StartDate  time.Time `json:"start_date,omitzero" wire:"needed"`
	EndDate    time.Time `json:"end_date,omitzero" wire:"needed"`
	CycleID    string    `json:"cycle_id,omitempty" wire:"needed"`
	CycleEpoch int32     `json:"cycle_epoch,omitempty" wire:"needed"`
}

// UsageInterval is a step in which usage can be shown, and how far back.
type UsageInterval struct {
	Interval string `json:"interval,omitempty" wire:"needed"`
	Range    int32  `json:"range,omitempty" wire:"needed"`
}

// ListUsageHistoryOptions chooses usage.
type ListUsageHistoryOptions struct {
	StartDate time.Time `url:"start_date,omitempty"` // zero: Clarifai's to choose
	EndDate   time.Time `url:"end_date,omitempty"`   // zero: Clarifai's to choose
	// BrokenDownPerApp asks for a row for each app; otherwise apps are added up.
	BrokenDownPerApp bool `url:"broken_down_per_app,omitempty"`
}

// ListUsageCyclesOptions chooses usage cycles.
type ListUsageCyclesOptions struct {
	CycleNumber uint32    `url:"cycle_number,omitempty"` // 0: Clarifai's to choose
	BeforeDate  time.Time `url:"before_date,omitempty"`  // zero: up to now
}

// ListHistory reads the usage of a period, all in one answer: it has no pages, and
// a long period of a large organization may be more than
// [WithMaxResponseBytes]. Package cost asks for it window by window. Whether
// StartDate and EndDate themselves are within is Clarifai's to say, and not
// known.
//
// PAT with HistoricalUsage_Get; Archived.
func (s *UsageService) ListHistory(ctx context.Context, ownerID string, opts *ListUsageHistoryOptions, callOpts ...CallOption) ([]OpCountByDate, error) {
	asked := deref(opts)
	if !asked.StartDate.IsZero() && !asked.EndDate.IsZero() && asked.StartDate.After(asked.EndDate) {
		return nil, invalid(OpUsageListHistory, "the period ends before it begins")
	}
	var out struct {
		wire.Envelope
		Usage []OpCountByDate `json:"usage"`
	}
	err := s.api().do(ctx, request{op: OpUsageListHistory, ids: []string{ownerID}, query: asked, out: &out, callOpts: callOpts})
	if err != nil {
		return nil, err
	}
	if out.Usage == nil {
		return nil, incomplete(OpUsageListHistory, "list", ownerID)
	}
	return out.Usage, nil
}

// ListRealtime reads what has been used that is not in the history yet, by
// operation.
//
// Session token, see [CredentialSession]; Archived.
func (s *UsageService) ListRealtime(ctx context.Context, ownerID string, callOpts ...CallOption) ([]RealtimeCount, error) {
	var out struct {
		wire.Envelope
		RealtimeUsage []RealtimeCount `json:"realtime_usage"`
	}
	err := s.api().do(ctx, request{op: OpUsageListRealtime, ids: []string{ownerID}, out: &out, callOpts: callOpts})
	if err != nil {
		return nil, err
	}
	return out.RealtimeUsage, nil
}

// ListCycles reads the periods by which usage is counted.
//
// Session token, see [CredentialSession]; Archived.
func (s *UsageService) ListCycles(ctx context.Context, ownerID string, opts *ListUsageCyclesOptions, callOpts ...CallOption) ([]UsageCycle, error) {
	var out struct {
		wire.Envelope
		UsageCycles []UsageCycle `json:"usage_cycles"`
	}
	err := s.api().do(ctx, request{op: OpUsageListCycles, ids: []string{ownerID}, query: opts, out: &out, callOpts: callOpts})
	if err != nil {
		return nil, err
	}
	if out.UsageCycles == nil {
		return nil, incomplete(OpUsageListCycles, "list", ownerID)
	}
	return out.UsageCycles, nil
}

// ListIntervals reads the steps in which usage can be shown.
//
// No credential; Archived.
func (s *UsageService) ListIntervals(ctx context.Context, callOpts ...CallOption) ([]UsageInterval, error) {
	var out struct {
		wire.Envelope
		UsageIntervals []UsageInterval `json:"usage_intervals"`
	}
	err := s.api().do(ctx, request{op: OpUsageListIntervals, out: &out, callOpts: callOpts})
	if err != nil {
		return nil, err
	}
	return out.UsageIntervals, nil
}

func (s *UsageService) api() *Client { return (*service)(s).api() }
