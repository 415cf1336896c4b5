package cost

import "time"

// Breakdown is a bill, divided up by who and what caused it. Each of its views
// sums to Total exactly.
type Breakdown struct {
	OrganizationID string    `json:"organization_id"`
	Period         Period    `json:"period"`
	AsOf           time.Time `json:"as_of"`
	Estimated      bool      `json:"estimated"` // of the caller's prices, not of a bill
	Bill           *Bill     `json:"bill"`      // what is divided up, as it can be kept

	Total     Money  `json:"total"`
	Explained Money  `json:"explained"` // what of it the usage explains
	Items     []Item `json:"items"`     // in the order of the bill

	Members    View `json:"members"`
	Teams      View `json:"teams"`
	Apps       View `json:"apps"`
	Operations View `json:"operations"`
	Days       View `json:"days"`
	Centers    View `json:"centers"`

	Findings []Finding `json:"findings"` // what does not fit, or could not be told

	pools  []*usagePool
	teams  map[string][]string   // the ids of the teams that a shared line is of, by its key
	splits map[string]*teamSplit // usage that was split between teams
}

// Views lists the views.
func (b *Breakdown) Views() []*View {
	return []*View{&b.Members, &b.Teams, &b.Apps, &b.Operations, &b.Days, &b.Centers}
}

// View gives the view by a dimension; nil for a dimension that is none.
func (b *Breakdown) View(by Dimension) *View {
	return map[Dimension]*View{
		ByMember: &b.Members, ByTeam: &b.Teams, ByApp: &b.Apps, ByOperation: &b.Operations, ByDay: &b.Days, ByCenter: &b.Centers,
	}[by]
}
