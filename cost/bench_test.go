package cost_test

import (
	"fmt"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/cost"
)

// large is a bill of ten operations and the usage of a large organization: each
// member uses one operation on two days, and is in one of 500 teams and, every
// third of them, in a second one.
func large(members int) (*cost.Bill, *cost.Usage, cost.Mapping) {
	const operations, teams = 10, 500
	u := usage()
	u.Teams = make([]cost.Team, teams)
	for t := range u.Teams {
		u.Teams[t].ID = fmt.Sprintf("team-%d", t)
	}
	for m := range members {
		id := fmt.Sprintf("member-%d", m)
		u.Members = append(u.Members, cost.Member{ID: id})
		for _, t := range []int{m % teams, (m + 1) % teams}[:1+(m%3)/2] {
			u.Teams[t].MemberIDs = append(u.Teams[t].MemberIDs, id)
		}
		for _, day := range []int{3, 9} {
			row := used(day, id, fmt.Sprintf("app-%d", m%1000), clarifai.UsageModelUsage, 1+int32(m%7))
			row.ModelID = fmt.Sprintf("model-%d", m%operations)
			u.Rows = append(u.Rows, row)
		}
	}
	b := bill()
	b.AsOf = november.AddDate(0, 0, 10)
	var m cost.Mapping
	for o := range operations {
		name := fmt.Sprintf("op-%d", o)
		b.InvoiceItems = append(b.InvoiceItems, item(name, "", "", fmt.Sprint(1000+o)))
		m.Rules = append(m.Rules, cost.Rule{OpType: name, Section: clarifai.UsageModelUsage, ModelIDs: []string{fmt.Sprintf("model-%d", o)}})
	}
	return b, u, m
}

func BenchmarkBudgets(b *testing.B) {
	const members, budgets = 50_000, 5_000
	s, err := cost.Statement(large(members))
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
				if _, err := s.Budgets(list...); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkStatement(b *testing.B) {
	const many = 5_000
	name := func(what string, i int) string { return fmt.Sprintf("%s-%d", what, i) }
	oneName := func() (*cost.Bill, *cost.Usage, cost.Mapping) {
		bill, u := bill(), usage()
		for i := range many {
			bill.InvoiceItems = append(bill.InvoiceItems, item("predict", "", "1", "0"))
			u.Rows = append(u.Rows, used(1+i%30, name("member", i), "", clarifai.UsageModelUsage, 1))
		}
		return bill, u, cost.Mapping{Rules: []cost.Rule{predict}}
	}
	byModel := func() (*cost.Bill, *cost.Usage, cost.Mapping) {
		bill, u := bill(item("rest", "1", "1", "1")), usage()
		rest := cost.Rule{OpType: "rest", Section: clarifai.UsageModelUsage}
		var m cost.Mapping
		for i := range many {
			model := name("model", i)
			bill.InvoiceItems = append(bill.InvoiceItems, item(name("op", i), "", "1", "1"))
			row := used(1+i%30, "ada", "", clarifai.UsageModelUsage, 1)
			row.ModelID = model
			u.Rows = append(u.Rows, row)
			m.Rules = append(m.Rules, cost.Rule{OpType: name("op", i), Section: clarifai.UsageModelUsage, ModelIDs: []string{model}})
			rest.ExceptModelIDs = append(rest.ExceptModelIDs, model)
		}
		m.Rules = append(m.Rules, rest)
		return bill, u, m
	}
	for what, build := range map[string]func() (*cost.Bill, *cost.Usage, cost.Mapping){
		"50,000 members":          func() (*cost.Bill, *cost.Usage, cost.Mapping) { return large(50_000) },
		"5,000 items of one name": oneName,
		"5,000 rules and models":  byModel,
	} {
		bill, u, m := build()
		b.Run(what, func(b *testing.B) {
			for b.Loop() {
				if _, err := cost.Statement(bill, u, m); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkEstimateBill(b *testing.B) {
	_, u, m := large(50_000)
	var prices []cost.Price
	for i := range 1_000 {
		rule := m.Rules[i%len(m.Rules)]
		rule.OpType = fmt.Sprintf("op-%d", i)
		prices = append(prices, cost.Price{Rule: rule})
	}
	for b.Loop() {
		if _, err := cost.EstimateBill(u, prices); err != nil {
			b.Fatal(err)
		}
	}
}
