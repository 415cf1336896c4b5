package cost_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/clarifai-community/clarifai-orgs-go/cost"
)

// Whatever text is money comes back as it went.
func FuzzMoneyComesBackAsItWent(f *testing.F) {
	for _, text := range []string{"0.30000000000000004", "-0.0000005", "9223372036854.775807", "9223372036854.7758075", "1e12", "1E-7", "-0", "00.1", ".5", "1.", "NaN", "0x1p-2", "1_0", "١"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m, err := cost.ParseMoney(text)
		if err != nil {
			return
		}
		again, err := cost.ParseMoney(m.String())
		if err != nil || again != m {
			t.Errorf("%q is %v, which is read as %v (%v)", text, m, again, err)
		}
		data, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		var back cost.Money
		if err := json.Unmarshal(data, &back); err != nil || back != m {
			t.Errorf("%q is written as %s, which is read as %v (%v)", text, data, back, err)
		}
		d, err := cost.ParseDecimal(m.String())
		if err != nil {
			t.Fatalf("%v is money, and no decimal: %v", m, err)
		}
		if rounded, err := d.Money(); err != nil || rounded != m {
			t.Errorf("%q is %v as money and %v as a rounded decimal (%v)", text, m, rounded, err)
		}
	})
}

// Whatever a kept bill and usage hold, each view sums to the bill, or there is
// an error.
func FuzzNoBillBreaksAStatement(f *testing.F) {
	f.Add([]byte(`{"billing_cycle":{"start_date":"2026-11-01T00:00:00Z","end_date":"2026-12-01T00:00:00Z"},"invoice_items":[{"op_type":"x","price_per_op":0.1,"count":3,"dollars":0.30000000000000004}]}`),
		[]byte(`{"rows":[{"date":"2026-11-02T00:00:00Z","section":"s","caller_user_id":"ann","app_id":"a","value":3},{"section":"s","value":-1}],"members":[{"id":"Ann"}],"teams":[{"id":"t","member_ids":["ann","Ann"]},{"id":"u","member_ids":["ann"]}],"apps":[{"id":"a","metadata":{"c":1.5}}]}`), true)
	f.Add([]byte(`{"billing_cycle":{"start_date":"2026-11-01T00:00:00Z","end_date":"2026-11-30T23:59:59Z"},"as_of":"2026-11-02T12:00:00Z","invoice_items":[{"op_type":"x","dollars":-1e-7},{"op_type":"x","dollars":9223372036854,"count":1e18}]}`),
		[]byte(`{"rows":[{"date":"0001-01-01T00:00:00Z","section":"s","value":2147483647},{"date":"2026-11-30T23:00:00Z","section":"s","value":1}]}`), false)
	f.Fuzz(func(t *testing.T, billJSON, usageJSON []byte, spread bool) {
		var bill cost.Bill
		var usage cost.Usage
		if json.Unmarshal(billJSON, &bill) != nil || json.Unmarshal(usageJSON, &usage) != nil {
			return
		}
		b, err := cost.Statement(&bill, &usage, cost.Mapping{
			Rules: []cost.Rule{{OpType: "x", Section: "s"}}, SpreadUnexplained: spread, Centers: cost.Centers{MetadataKey: "c"}, Teams: cost.SplitEvenly,
		})
		if err != nil {
			return
		}
		for _, view := range b.Views() {
			var sum cost.Money
			for _, line := range view.Lines {
				if sum, err = sum.Add(line.Amount); err != nil {
					if !errors.Is(err, cost.ErrRange) {
						t.Errorf("the view by %s: %v", view.By, err)
					}
					return // on the way, though not in the end, it is out of range
				}
				if line.Name == "" {
					t.Errorf("a line of the view by %s has no name: %+v", view.By, line)
				}
			}
			if sum != b.Total {
				t.Errorf("the view by %s sums to %v of %v", view.By, sum, b.Total)
			}
		}
		if _, err := b.Budgets(cost.Budget{}, cost.Budget{By: cost.ByMember, Key: "ann"}, cost.Budget{By: cost.ByTeam, Key: "t"}); err != nil && !errors.Is(err, cost.ErrRange) {
			t.Errorf("budgets: %v", err)
		}
	})
}
