package cost_test

import (
	"encoding/json"
	"errors"
	"math/big"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/cost"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
)

// Every view sums to the bill, whatever the bill, the usage and the mapping.
func TestAllocate_Sums(t *testing.T) {
	harness.Check(t, func(t *rapid.T) {
		b, u, m := drawBill(t), drawUsage(t), drawMapping(t)
		s, err := cost.Allocate(b, u, m)
		if err != nil {
			t.Fatal(err)
		}
		want := new(big.Int)
		for _, in := range b.InvoiceItems {
			d, err := cost.ParseDecimal(string(in.Dollars))
			if err != nil {
				t.Fatal(err)
			}
			amount, err := d.Money()
			if err != nil {
				t.Fatal(err)
			}
			want.Add(want, big.NewInt(amount.Micros()))
		}
		if want.Cmp(big.NewInt(s.Total.Micros())) != 0 {
			t.Fatalf("the total is %v, the items sum to %v micro-dollars", s.Total, want)
		}
		for _, v := range s.Views() {
			sum, parts := new(big.Int), make([]int64, len(s.Items))
			for _, l := range v.Lines {
				sum.Add(sum, big.NewInt(l.Amount.Micros()))
				line := new(big.Int)
				for _, p := range l.Parts {
					line.Add(line, big.NewInt(p.Amount.Micros()))
					parts[p.Item] += p.Amount.Micros()
				}
				if line.Cmp(big.NewInt(l.Amount.Micros())) != 0 {
					t.Errorf("by %s: the parts of %s %q sum to %v, not to %v", v.By, l.Kind, l.Key, line, l.Amount)
				}
				if l.Name == "" || string(l.Kind) == "split" {
					t.Errorf("by %s: a line of kind %s has the name %q", v.By, l.Kind, l.Name)
				}
			}
			if sum.Cmp(want) != 0 || v.Total != s.Total {
				t.Errorf("by %s: the lines sum to %v, the bill to %v", v.By, sum, want)
			}
			for i, micros := range parts {
				if micros != s.Items[i].Amount.Micros() {
					t.Errorf("by %s: item %d is %v, its parts sum to %d", v.By, i, s.Items[i].Amount, micros)
				}
			}
		}
		for i, it := range s.Items {
			sum := it.Explained.Micros()
			for _, r := range it.Remainders {
				sum += r.Amount.Micros()
			}
			if sum != it.Amount.Micros() {
				t.Errorf("item %d is %v, its explained part and its rest sum to %d", i, it.Amount, sum)
			}
		}
		again, err := cost.Allocate(b, reversed(u), m)
		if err != nil || cmp.Diff(s.Views(), again.Views()) != "" {
			t.Errorf("the order of the usage matters (%v): %s", err, cmp.Diff(s.Views(), again.Views()))
		}
	})
}

func reversed(u *cost.Usage) *cost.Usage {
	r := *u
	r.Rows = slices.Clone(u.Rows)
	slices.Reverse(r.Rows)
	return &r
}

var (
	ops      = []string{"predict", "train", "store", "fee"}
	sections = []clarifai.UsageSection{clarifai.UsageModelUsage, clarifai.UsageTrainingHours, clarifai.UsageStoredInputs, "new-section"}
	people   = []string{"", "ada", "Ada", "bob", "cy", "gone", "dee"}
	apps     = []string{"", "a1", "a2", "deleted"}
)

func drawBill(t *rapid.T) *cost.Bill {
	number := rapid.Custom(func(t *rapid.T) json.Number {
		return json.Number(rapid.OneOf(
			rapid.Just("0.30000000000000004"), rapid.Just(""), rapid.Just("1e-7"), rapid.Just("-12.345"),
			rapid.StringMatching(`(0|[1-9][0-9]{0,6})\.[0-9]{1,20}`), rapid.StringMatching(`-?[1-9][0-9]{0,8}`),
		).Draw(t, "number"))
	})
	b := bill()
	for range rapid.IntRange(0, 8).Draw(t, "items") {
		b.InvoiceItems = append(b.InvoiceItems, clarifai.InvoiceItem{
			OpType: rapid.SampledFrom(ops).Draw(t, "op"), BillType: rapid.SampledFrom([]string{"", "metered"}).Draw(t, "bill type"),
			PricePerOp: number.Draw(t, "price"), Count: number.Draw(t, "count"), Dollars: number.Draw(t, "dollars"),
		})
	}
	if rapid.Bool().Draw(t, "open") {
		b.AsOf = november.Add(time.Duration(rapid.IntRange(0, 40*24).Draw(t, "hours")) * time.Hour)
	}
	return b
}

func drawUsage(t *rapid.T) *cost.Usage {
	u := usage()
	for range rapid.IntRange(0, 60).Draw(t, "rows") {
		row := usageRow(rapid.IntRange(-1, 33).Draw(t, "day"), rapid.SampledFrom(people).Draw(t, "who"), rapid.SampledFrom(apps).Draw(t, "app"),
			rapid.SampledFrom(sections).Draw(t, "section"), rapid.IntRange(-3, 1000).Draw(t, "value"))
		if rapid.IntRange(0, 20).Draw(t, "undated") == 0 {
			row.Date = time.Time{}
		}
		u.Rows = append(u.Rows, row)
	}
	if rapid.Bool().Draw(t, "known") {
		u.Members = []cost.Member{{ID: "ada", Name: "Ada"}, {ID: "bob", Email: "bob@acme.example"}, {ID: "cy"}, {ID: "idle"}}
		u.Teams = []cost.Team{{ID: "t1", MemberIDs: []string{"ADA", "bob"}}, {ID: "t2", Name: "Two", MemberIDs: []string{"bob", "cy"}}, {ID: "t3", MemberIDs: []string{"bob"}}}
		u.Apps = []cost.App{{ID: "a1", Metadata: map[string]any{"center": "R&D"}}, {ID: "a2", Name: "Two"}}
	}
	return u
}

func drawMapping(t *rapid.T) cost.Mapping {
	m := cost.Mapping{SpreadUnexplained: rapid.Bool().Draw(t, "spread")}
	for range rapid.IntRange(0, 4).Draw(t, "rules") {
		m.Rules = append(m.Rules, cost.Rule{
			OpType: rapid.SampledFrom(ops[:3]).Draw(t, "rule op"), Section: rapid.SampledFrom(sections).Draw(t, "rule section"),
		})
	}
	if rapid.Bool().Draw(t, "centers") {
		m.Centers = cost.Centers{Apps: map[string]string{"a2": "Sales"}, MetadataKey: "center", Members: map[string]string{"BOB@acme.example": "Ops", "cy": "Ops"}}
	}
	switch rapid.IntRange(0, 2).Draw(t, "team rule") {
	case 1:
		m.TeamRule = cost.SplitEvenly
	case 2:
		m.TeamRule = func(_, appID string, teams []string) []int64 {
			weights := make([]int64, len(teams))
			weights[len(appID)%len(teams)] = int64(len(appID))
			return weights
		}
	}
	return m
}

// Whatever a kept bill and usage hold, each view sums to the bill, or Allocate
// returns an error.
func FuzzAllocate(f *testing.F) {
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
		b, err := cost.Allocate(&bill, &usage, cost.Mapping{
			Rules: []cost.Rule{{OpType: "x", Section: "s"}}, SpreadUnexplained: spread, Centers: cost.Centers{MetadataKey: "c"}, TeamRule: cost.SplitEvenly,
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
					return // partial sum out of range
				}
				if line.Name == "" {
					t.Errorf("a line of the view by %s has no name: %+v", view.By, line)
				}
			}
			if sum != b.Total {
				t.Errorf("the view by %s sums to %v of %v", view.By, sum, b.Total)
			}
		}
		if _, err := b.CheckBudgets(cost.Budget{}, cost.Budget{By: cost.ByMember, Key: "ann"}, cost.Budget{By: cost.ByTeam, Key: "t"}); err != nil && !errors.Is(err, cost.ErrRange) {
			t.Errorf("budgets: %v", err)
		}
	})
}
