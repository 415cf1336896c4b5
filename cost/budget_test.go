package cost_test

import (
	"encoding/json"
	"fmt"
	"math/big"
	"strings"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/cost"
)

// tenADay divides up a bill of ten dollars a day, seven of Ada's and three of
// Bob's, and a fee of 50 dollars. It was read at noon of the 11th.
func tenADay(t *testing.T, m cost.Mapping) *cost.Breakdown {
	t.Helper()
	u := usage()
	for d := 1; d <= 10; d++ {
		u.Rows = append(u.Rows, usageRow(d, "ada", "a1", clarifai.UsageModelUsage, 7), usageRow(d, "bob", "a2", clarifai.UsageModelUsage, 3))
	}
	u.Members = []cost.Member{{ID: "ada"}, {ID: "bob"}}
	u.Teams = []cost.Team{{ID: "red", MemberIDs: []string{"ada", "bob"}}, {ID: "blue", MemberIDs: []string{"bob"}}}
	u.Apps = []cost.App{{ID: "a1"}, {ID: "a2"}}
	b := bill(item("predict", "1", "100", "100"), item("fee", "", "", "50"))
	b.AsOf = november.AddDate(0, 0, 10).Add(12 * time.Hour)
	m.Rules = []cost.Rule{predict}
	return mustAllocate(t, b, u, m)
}

func TestCheckBudgets(t *testing.T) {
	s := tenADay(t, cost.Mapping{})
	for _, c := range []struct {
		by                          cost.Dimension
		key, limit                  string
		state                       cost.BudgetState
		spent, projected, sharedSum string
	}{
		{"", "", "345", cost.BudgetWithin, "150.00", "345.00", "0.00"}, // 150 + 19.5 * 10
		{"", "", "344.99", cost.BudgetWillExceed, "150.00", "345.00", "0.00"},
		{"", "", "149.99", cost.BudgetExceeded, "150.00", "345.00", "0.00"},
		{cost.ByMember, "ADA", "200", cost.BudgetWillExceed, "70.00", "206.50", "0.00"},
		{cost.ByApp, "a2", "88.5", cost.BudgetWithin, "30.00", "88.50", "0.00"},
		{cost.ByOperation, "predict", "100", cost.BudgetWillExceed, "100.00", "295.00", "0.00"},
		{cost.ByOperation, "fee", "50", cost.BudgetWithin, "50.00", "50.00", "0.00"},
		{cost.ByTeam, "blue", "1", cost.BudgetExceeded, "30.00", "88.50", "30.00"},
		{cost.ByTeam, "red", "295", cost.BudgetWithin, "100.00", "295.00", "30.00"},
		{cost.ByMember, "nobody", "1", cost.BudgetUnknown, "0.00", "0.00", "0.00"},
	} {
		t.Run(fmt.Sprintf("%s %s of %s", c.by, c.key, c.limit), func(t *testing.T) {
			got, err := s.CheckBudgets(cost.Budget{By: c.by, Key: c.key, Limit: cost.MustParseMoney(c.limit)})
			if err != nil {
				t.Fatal(err)
			}
			if g := got[0]; g.State != c.state || g.Spent.String() != c.spent || g.Projected.String() != c.projected || g.Shared.String() != c.sharedSum || g.Basis == "" || g.Name == "" {
				t.Errorf("%+v", g)
			}
		})
	}
}

// The projection goes on at the rate of the last seven whole days.
func TestCheckBudgets_Rate(t *testing.T) {
	u := usage()
	for d := 1; d <= 11; d++ { // read during the 11th
		value := 2
		if d <= 3 || d == 11 {
			value = 500
		}
		u.Rows = append(u.Rows, usageRow(d, "ada", "a1", clarifai.UsageModelUsage, value))
	}
	b := bill(item("predict", "1", "2014", "2014"))
	b.AsOf = november.AddDate(0, 0, 10).Add(12 * time.Hour)
	got, err := mustAllocate(t, b, u, cost.Mapping{Rules: []cost.Rule{predict}}).CheckBudgets(cost.Budget{})
	if err != nil || got[0].Projected.String() != "2053.00" || !strings.Contains(got[0].Basis, "2026-11-04 to 2026-11-10") { // 2014 + 19.5 * 2
		t.Errorf("%+v, %v", got, err)
	}
}

// Usage that a TeamRule splits counts for each team by its part.
func TestCheckBudgets_TeamRule(t *testing.T) {
	got, err := tenADay(t, cost.Mapping{TeamRule: cost.SplitEvenly}).CheckBudgets(cost.Budget{By: cost.ByTeam, Key: "blue"}, cost.Budget{By: cost.ByTeam, Key: "red"})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"44.25", "250.75"} { // 15 + 19.5 * 1.5, 85 + 19.5 * 8.5
		if got[i].Projected.String() != want {
			t.Errorf("%s: %v, want %s", got[i].Key, got[i].Projected, want)
		}
	}
}

func TestCheckBudgets_NotProjected(t *testing.T) {
	u := usage(usageRow(1, "ada", "a1", clarifai.UsageModelUsage, 7))
	for name, asOf := range map[string]time.Time{"on the first day": november.Add(5 * time.Hour), "after the end": {}} {
		b := bill(item("predict", "1", "7", "7"))
		b.AsOf = asOf
		got, err := mustAllocate(t, b, u, cost.Mapping{Rules: []cost.Rule{predict}}).CheckBudgets(cost.Budget{Limit: cost.MustParseMoney("7")})
		if err != nil || got[0].Projected != got[0].Spent || got[0].State != cost.BudgetWithin {
			t.Errorf("%s: %+v (%v)", name, got, err)
		}
	}
}

func TestCheckBudgets_Refused(t *testing.T) {
	s := tenADay(t, cost.Mapping{})
	for _, b := range []cost.Budget{{By: "colour", Key: "red"}, {By: cost.ByMember}, {Key: "ada"}, {Limit: cost.MustParseMoney("-1")}} {
		if _, err := s.CheckBudgets(b); err == nil {
			t.Errorf("%+v is accepted", b)
		}
	}
	data, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	var back cost.Breakdown
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatal(err)
	}
	if _, err := back.CheckBudgets(cost.Budget{}); err == nil {
		t.Error("a breakdown that was read from JSON is accepted")
	}
}

// Many budgets are compared with what the rows of usage give, one by one.
func TestCheckBudgets_Many(t *testing.T) {
	bill, u, m := largeOrganization(1200)
	m.TeamRule = cost.SplitEvenly
	s := mustAllocate(t, bill, u, m)
	teamsOf := make(map[string][]string)
	for _, team := range u.Teams {
		for _, id := range team.MemberIDs {
			teamsOf[id] = append(teamsOf[id], team.ID)
		}
	}
	total, charged := make(map[string]int64), make(map[string]*big.Rat)
	for i, it := range bill.InvoiceItems {
		charged[fmt.Sprintf("model-%d", i)], _ = new(big.Rat).SetString(string(it.Dollars))
	}
	for _, row := range u.Rows {
		total[row.ModelID] += int64(row.Value)
	}
	type what struct {
		by  cost.Dimension
		key string
	}
	rate := make(map[what]*big.Rat) // dollars, 4th to 10th
	for _, row := range u.Rows {
		bears := new(big.Rat).Mul(charged[row.ModelID], big.NewRat(int64(row.Value), total[row.ModelID]))
		if row.Date.Day() < 4 {
			bears.SetInt64(0)
		}
		add := func(by cost.Dimension, key string, part int) {
			if rate[what{by, key}] == nil {
				rate[what{by, key}] = new(big.Rat)
			}
			rate[what{by, key}].Add(rate[what{by, key}], new(big.Rat).Quo(bears, big.NewRat(int64(part), 1)))
		}
		add(cost.ByMember, row.CallerUserID, 1)
		add(cost.ByApp, row.AppID, 1)
		add(cost.ByOperation, strings.Replace(row.ModelID, "model", "op", 1), 1)
		for _, team := range teamsOf[row.CallerUserID] {
			add(cost.ByTeam, team, len(teamsOf[row.CallerUserID]))
		}
	}
	var budgets []cost.Budget
	for w := range rate {
		budgets = append(budgets, cost.Budget{By: w.by, Key: strings.ToUpper(w.key[:1]) + w.key[1:]})
		if w.by != cost.ByMember { // other keys are case-sensitive
			budgets[len(budgets)-1].Key = w.key
		}
	}
	got, err := s.CheckBudgets(budgets...)
	if err != nil || len(got) < 1200+500+1000+10 {
		t.Fatalf("%d, %v", len(got), err)
	}
	for _, g := range got {
		spent := s.View(g.By).Line(g.Key).Amount
		more := new(big.Rat).Mul(rate[what{g.By, strings.ToLower(g.Key)}], big.NewRat(20, 7)) // 20 days are left
		want := more.Add(more, big.NewRat(spent.Micros(), 1_000_000))
		off := new(big.Rat).Sub(want, big.NewRat(g.Projected.Micros(), 1_000_000))
		if g.Spent != spent || g.State == cost.BudgetUnknown || off.Abs(off).Cmp(big.NewRat(1, 1_000_000)) > 0 {
			t.Errorf("%s: %+v, want %s", g.Name, g, want.FloatString(7))
		}
	}
}

func BenchmarkCheckBudgets(b *testing.B) {
	const members, budgets = 50_000, 5_000
	s, err := cost.Allocate(largeOrganization(members))
	if err != nil {
		b.Fatal(err)
	}
	for _, by := range []struct {
		dimension cost.Dimension
		key       func(int) string
	}{
		{cost.ByMember, func(i int) string { return fmt.Sprintf("member-%d", i*members/budgets) }},
		{cost.ByTeam, func(i int) string { return fmt.Sprintf("team-%d", i%500) }},
		{cost.ByApp, func(i int) string { return fmt.Sprintf("app-%d", i%1000) }},
		{cost.ByOperation, func(i int) string { return fmt.Sprintf("op-%d", i%10) }},
	} {
		list := make([]cost.Budget, budgets)
		for i := range list {
			list[i] = cost.Budget{By: by.dimension, Key: by.key(i), Limit: cost.Micros(1)}
		}
		b.Run(string(by.dimension), func(b *testing.B) {
			for b.Loop() {
				if _, err := s.CheckBudgets(list...); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
