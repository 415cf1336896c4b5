package emulator

import (
	"cmp"
	"math"
	"slices"
	"sort"
	"strings"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// Rate is a line of the server's own price list: what it charges for which
// usage. The first rate that matches applies; usage that matches none is free.
type Rate struct {
	OpType     string // of the invoice item
	BillType   string // of the invoice item
	Section    clarifai.UsageSection
	ModelID    string  // empty means any
	CategoryID string  // empty means any
	PricePerOp float64 // US dollars
}

// Rates returns the server's own price list, which says nothing about
// Clarifai's. In addition, a bill that is not empty has a fixed fee, a credit,
// and an item that rounds its usage to whole cents.
func Rates() []Rate { return slices.Clone(rates) }

var rates = []Rate{
	{OpType: "predict-premium", BillType: "metered", Section: "model-usage", ModelID: "premium-model", PricePerOp: 0.0132},
	{OpType: "predict", BillType: "metered", Section: "model-usage", PricePerOp: 0.0012},
	{OpType: "search", BillType: "metered", Section: "ops-count", CategoryID: "search", PricePerOp: 0.0021},
	{OpType: "train", BillType: "metered", Section: "training-hours", PricePerOp: 4.1},
	{OpType: "store", BillType: "monthly", Section: "stored-inputs", PricePerOp: 0.0000173},
	{OpType: "label", BillType: "metered", Section: "data-labeling", PricePerOp: 0.07},
}

func (r *Rate) fits(u *Usage) bool {
	return r.Section == u.Section && (r.ModelID == "" || r.ModelID == u.ModelID) && (r.CategoryID == "" || r.CategoryID == u.CategoryID)
}

func rateOf(u *Usage) *Rate {
	for i := range rates {
		if rates[i].fits(u) {
			return &rates[i]
		}
	}
	return nil
}

// Requests.

type historicalUsageRequest struct {
	owner
	StartDate        stamp `json:"start_date"`
	EndDate          stamp `json:"end_date"`
	BrokenDownPerApp bool  `json:"broken_down_per_app"`
}

type userCyclesRequest struct {
	owner
	CycleNumber uint32 `json:"cycle_number"`
	BeforeDate  stamp  `json:"before_date"`
}

// Responses.

type opCountJSON struct {
	Date         stamp  `json:"date,omitzero"`
	Section      string `json:"section,omitzero"`
	CallerUserID string `json:"caller_user_id,omitzero"`
	AppID        string `json:"app_id,omitzero"`
	ModelID      string `json:"model_id,omitzero"`
	CategoryID   string `json:"category_id,omitzero"`
	Value        int32  `json:"value,omitzero"`
}

type historicalUsageResponse struct {
	envelope
	Usage list[opCountJSON] `json:"usage"`
}

type realtimeCountJSON struct {
	OpType string `json:"op_type,omitzero"`
	Count  int64  `json:"count"`
}

type realtimeUsageResponse struct {
	envelope
	RealtimeUsage []realtimeCountJSON `json:"realtime_usage,omitempty"`
}

type usageCycleJSON struct {
	StartDate  stamp  `json:"start_date,omitzero"`
	EndDate    stamp  `json:"end_date,omitzero"`
	CycleID    string `json:"cycle_id,omitzero"`
	CycleEpoch int32  `json:"cycle_epoch,omitzero"`
}

type userCyclesResponse struct {
	envelope
	UsageCycles list[usageCycleJSON] `json:"usage_cycles"`
}

type usageIntervalJSON struct {
	Interval string `json:"interval,omitzero"`
	Range    int32  `json:"range,omitzero"`
}

type usageIntervalsResponse struct {
	envelope
	UsageIntervals []usageIntervalJSON `json:"usage_intervals,omitempty"`
}

// payer returns the ID of who pays: the caller, or an organization whose
// billing the caller may see.
func (c *call) payer(id string) (string, error) {
	if o, ok := c.st.organizations.get(fold(id)); ok {
		return fold(o.id), c.authorize(o)
	}
	if !c.st.users.has(fold(id)) {
		return "", missing("user " + id)
	}
	return fold(id), c.self(id)
}

// usageBetween returns the usage of some days by date. Callers must not
// modify it.
func (s *Server) usageBetween(payer string, from, to time.Time) []Usage {
	rows := s.usage[payer]
	first := sort.Search(len(rows), func(i int) bool { return !rows[i].Date.Before(from) })
	last := sort.Search(len(rows), func(i int) bool { return !rows[i].Date.Before(to) })
	return rows[first:max(first, last)]
}

func getHistoricalUsage(c *call, in *historicalUsageRequest) (*historicalUsageResponse, error) {
	payer, err := c.payer(in.UserAppID.UserID)
	if err != nil {
		return nil, err
	}
	from, to := in.StartDate.Time, in.EndDate.Time
	if from.IsZero() {
		from = monthOf(c.now)
	}
	if to.IsZero() {
		to = c.now.Add(1)
	}
	if to.Before(from) {
		return nil, invalid("end_date is before start_date")
	}
	switch c.server.config.Variants.UsageBounds {
	case BoundsInclusive:
		to = to.Add(1)
	case BoundsExclusive:
		from = from.Add(1)
	case BoundsHalfOpen:
	}
	var shown []opCountJSON
	added := map[opCountJSON]int{} // index of an equal row
	for _, u := range c.server.usageBetween(payer, from, to) {
		row := opCountJSON{stamp{u.Date, 0}, string(u.Section), u.CallerUserID, u.AppID, u.ModelID, u.CategoryID, int32(u.Value)}
		if !in.BrokenDownPerApp {
			row.AppID = ""
			kind := row
			kind.Value = 0
			if at, ok := added[kind]; ok {
				shown[at].Value += row.Value
				continue
			}
			added[kind] = len(shown)
		}
		shown = append(shown, row)
	}
	return &historicalUsageResponse{Usage: shown}, nil
}

// getRealtimeUsage returns the usage of today so far by operation.
func getRealtimeUsage(c *call, in *ownerRequest) (*realtimeUsageResponse, error) {
	payer, err := c.payer(in.UserAppID.UserID)
	if err != nil {
		return nil, err
	}
	today := c.now.UTC().Truncate(24 * time.Hour)
	counts := map[string]int64{}
	for _, u := range c.server.usageBetween(payer, today, today.AddDate(0, 0, 1)) {
		if rate := rateOf(&u); rate != nil {
			counts[rate.OpType] += int64(u.Value)
		}
	}
	var shown []realtimeCountJSON
	for _, rate := range rates {
		if n, ok := counts[rate.OpType]; ok {
			shown = append(shown, realtimeCountJSON{rate.OpType, n})
		}
	}
	return &realtimeUsageResponse{RealtimeUsage: shown}, nil
}

// monthOf returns the beginning of a month, which is a billing cycle.
func monthOf(t time.Time) time.Time {
	y, m, _ := t.UTC().Date()
	return time.Date(y, m, 1, 0, 0, 0, 0, time.UTC)
}

// months returns the billing cycles since the first usage, the latest first.
func (c *call) months(payer string) (starts []time.Time) {
	month := monthOf(c.now)
	first := month
	if rows := c.server.usage[payer]; len(rows) > 0 {
		first = monthOf(rows[0].Date)
	}
	for ; !month.Before(first); month = month.AddDate(0, -1, 0) {
		starts = append(starts, month)
	}
	return starts
}

func epoch(month time.Time) int32 {
	return int32(month.Year()*12 + int(month.Month()) - 1)
}

func listUserCycles(c *call, in *userCyclesRequest) (*userCyclesResponse, error) {
	payer, err := c.payer(in.UserAppID.UserID)
	if err != nil {
		return nil, err
	}
	var shown []usageCycleJSON
	for _, month := range c.months(payer) {
		if !in.BeforeDate.IsZero() && !month.Before(in.BeforeDate.Time) || in.CycleNumber > 0 && uint64(len(shown)) >= uint64(in.CycleNumber) {
			continue
		}
		shown = append(shown, usageCycleJSON{
			StartDate: stamp{month, 0}, EndDate: stamp{month.AddDate(0, 1, 0), 0}, CycleID: month.Format("2006-01"), CycleEpoch: epoch(month),
		})
	}
	return &userCyclesResponse{UsageCycles: shown}, nil
}

func listUsageIntervals(*call, *noRequest) (*usageIntervalsResponse, error) {
	return &usageIntervalsResponse{UsageIntervals: []usageIntervalJSON{{"hour", 48}, {"day", 90}, {"month", 12}}}, nil
}

// seedUsage adds a row to the usage of its payer.
func (c *call) seedUsage(u Usage) error {
	payer := fold(u.OwnerID)
	switch {
	case !c.st.organizations.has(payer) && !c.st.users.has(payer):
		return fieldError("OwnerID", "must be the ID of a user or an organization")
	case u.Value < 0 || u.Value > math.MaxInt32:
		return fieldError("Value", "must be 0 to 2147483647")
	}
	u.Date = u.Date.UTC().Truncate(24 * time.Hour)
	c.server.usage[payer] = append(c.server.usage[payer], u)
	return nil
}

// sortUsage sorts the usage of each payer by date, which usageBetween relies
// on.
func (s *Server) sortUsage() {
	for _, rows := range s.usage {
		slices.SortStableFunc(rows, func(a, b Usage) int {
			return cmp.Or(a.Date.Compare(b.Date), strings.Compare(fold(a.CallerUserID), fold(b.CallerUserID)), cmp.Compare(a.Section, b.Section),
				strings.Compare(a.AppID, b.AppID), strings.Compare(a.ModelID, b.ModelID), strings.Compare(a.CategoryID, b.CategoryID))
		})
	}
}
