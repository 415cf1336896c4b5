package cost_test

import (
	"fmt"
	"slices"
	"testing"

	"pgregory.net/rapid"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/cost"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
)

// matches reports whether a row of usage belongs to a rule, by its documentation.
func matches(r *cost.Rule, row *clarifai.OpCountByDate) bool {
	return row.Section == r.Section &&
		(len(r.ModelIDs) == 0 || slices.Contains(r.ModelIDs, row.ModelID)) &&
		(len(r.CategoryIDs) == 0 || slices.Contains(r.CategoryIDs, row.CategoryID)) &&
		!slices.Contains(r.ExceptModelIDs, row.ModelID)
}

// The usage of each item and price is that of the rows that match its rules.
func TestRuleIndex(t *testing.T) {
	harness.Check(t, func(t *rapid.T) {
		id := rapid.SampledFrom([]string{"", "a", "b", "c"})
		ids := rapid.SliceOfN(id, 0, 3)
		section := rapid.SampledFrom([]clarifai.UsageSection{clarifai.UsageModelUsage, "other"})
		u := usage()
		for range rapid.IntRange(1, 30).Draw(t, "rows") {
			row := usageRow(1, "ada", "app", section.Draw(t, "section"), rapid.IntRange(0, 9).Draw(t, "value"))
			row.ModelID, row.CategoryID = id.Draw(t, "model"), id.Draw(t, "category")
			u.Rows = append(u.Rows, row)
		}
		var m cost.Mapping
		b := bill()
		for i := range rapid.IntRange(1, 6).Draw(t, "rules") {
			r := cost.Rule{
				OpType: fmt.Sprint("op", i/2), Section: section.Draw(t, "of section"), ModelIDs: ids.Draw(t, "of models"),
				CategoryIDs: ids.Draw(t, "of categories"), ExceptModelIDs: ids.Draw(t, "not of models"),
			}
			m.Rules = append(m.Rules, r)
			m.Prices = append(m.Prices, cost.Price{Rule: r})
			if i%2 == 0 {
				b.InvoiceItems = append(b.InvoiceItems, item(r.OpType, "", "", "1"))
			}
		}
		s, err := cost.Allocate(b, u, m)
		if err != nil {
			t.Fatal(err)
		}
		for i := range s.Items {
			want := 0 // counts each row once
			for n := range u.Rows {
				if slices.ContainsFunc(m.Rules[2*i:min(2*i+2, len(m.Rules))], func(r cost.Rule) bool { return matches(&r, &u.Rows[n]) }) {
					want += u.Rows[n].Value
				}
			}
			if got := s.Items[i].Used.String(); got != fmt.Sprint(want) {
				t.Errorf("item %d: %s, want %d", i, got, want)
			}
		}
		estimate, err := cost.EstimateBill(u, m.Prices)
		if err != nil {
			t.Fatal(err)
		}
		for i := range m.Prices {
			want := 0
			for n := range u.Rows {
				if matches(&m.Prices[i].Rule, &u.Rows[n]) {
					want += u.Rows[n].Value
				}
			}
			if got := string(estimate.InvoiceItems[i].Count); got != fmt.Sprint(want) {
				t.Errorf("price %d: %s, want %d", i, got, want)
			}
		}
	})
}
