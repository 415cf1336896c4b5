package cost

import "time"

// Breakdown is a bill, divided by who and what caused it. The lines of each of
// its views sum to Total exactly.
type Breakdown struct {
	OrganizationID string    `json:"organization_id"`
	Period         Period    `json:"period"`
	AsOf           time.Time `json:"as_of"`
	// Estimated reports whether the amounts come from the caller's prices and not
	// from a bill.
	Estimated bool  `json:"estimated"`
	Bill      *Bill `json:"bill"` // input, unchanged

	Total     Money  `json:"total"`
	Explained Money  `json:"explained"` // part explained by usage
	Items     []Item `json:"items"`     // in the bill's order

	Members    View `json:"members"`
	Teams      View `json:"teams"`
	Apps       View `json:"apps"`
	Operations View `json:"operations"`
	Days       View `json:"days"`
	Centers    View `json:"centers"`

	Findings []Finding `json:"findings"`

	pools  []*usagePool
	teams  map[string][]string   // team IDs, by shared line's key
	splits map[string]*teamSplit // by split line's key
}

// Views returns all views.
func (b *Breakdown) Views() []*View {
	return []*View{&b.Members, &b.Teams, &b.Apps, &b.Operations, &b.Days, &b.Centers}
}

// View returns the view of a dimension, or nil if the dimension is unknown.
func (b *Breakdown) View(by Dimension) *View {
	return map[Dimension]*View{
		ByMember: &b.Members, ByTeam: &b.Teams, ByApp: &b.Apps, ByOperation: &b.Operations, ByDay: &b.Days, ByCenter: &b.Centers,
	}[by]
}
