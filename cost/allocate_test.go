package cost_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/cost"
)

// An item is divided up by its usage, in every view.
func TestAllocate(t *testing.T) {
	u := usage(
		usageRow(2, "ada", "a1", clarifai.UsageModelUsage, 600), usageRow(3, "Ada", "a2", clarifai.UsageModelUsage, 100),
		usageRow(3, "bob", "a2", clarifai.UsageModelUsage, 300),
		usageRow(4, "ada", "a1", clarifai.UsageTrainingHours, 50),
	)
	u.Members = []cost.Member{{ID: "ada", Name: "Ada L."}, {ID: "bob"}, {ID: "idle"}}
	u.Teams = []cost.Team{{ID: "red", MemberIDs: []string{"ada"}}}
	u.Apps = []cost.App{{ID: "a1", Metadata: map[string]any{"center": "R&D"}}, {ID: "a2"}}
	m := cost.Mapping{Rules: []cost.Rule{predict}, Centers: cost.Centers{MetadataKey: "center"}}
	s := mustAllocate(t, bill(item("predict", "0.0012", "1000", "1.2000000000000002"), item("fee", "", "", "5")), u, m)
	if s.Total.String() != "6.20" || s.Explained.String() != "1.20" {
		t.Errorf("the total is %v, and %v of it is explained", s.Total, s.Explained)
	}
	fee := "unexplained fee: no usage is mapped to it 5.00"
	equalLines(t, "members", nonZeroLines(&s.Members), "regular ada 0.84", "regular bob 0.36", fee)
	equalLines(t, "teams", nonZeroLines(&s.Teams), "regular red 0.84", "unassigned  0.36", fee)
	equalLines(t, "apps", nonZeroLines(&s.Apps), "regular a1 0.72", "regular a2 0.48", fee)
	equalLines(t, "days", nonZeroLines(&s.Days), "regular 2026-11-02 0.72", "regular 2026-11-03 0.48", fee)
	equalLines(t, "centers", nonZeroLines(&s.Centers), "regular R&D 0.72", "unassigned  0.48", fee)
	equalLines(t, "operations", nonZeroLines(&s.Operations), "regular fee 5.00", "regular predict 1.20")
	if s.Operations.Allocated || !s.Members.Allocated {
		t.Error("the views are not marked as allocated or not")
	}
	if l := s.Members.Line("ADA"); l == nil || l.Name != "Ada L." {
		t.Errorf("the line of ada is %+v", l)
	}
	if l := s.Members.Line("idle"); l == nil || !l.Amount.IsZero() {
		t.Errorf("a member without usage is %+v", l)
	}
	if got := len(s.Days.Lines); got != 31 {
		t.Errorf("%d lines of days, want 30 and the fee", got)
	}
	var kinds []string
	for _, f := range s.Findings {
		kinds = append(kinds, string(f.Kind)+" "+f.Subject)
	}
	equalLines(t, "findings", kinds, "unbilled usage training-hours", "unmapped item fee")
}

func TestAllocate_Refused(t *testing.T) {
	for _, number := range []json.Number{"NaN", "1e999", "1e999999999", "--1", "0x1", "1e15"} {
		t.Run("an amount of "+string(number), func(t *testing.T) {
			if _, err := cost.Allocate(bill(clarifai.InvoiceItem{OpType: "predict", Dollars: number}), usage(), cost.Mapping{}); err == nil {
				t.Error("no error")
			}
		})
	}
	t.Run("an invalid mapping", func(t *testing.T) {
		if _, err := cost.Allocate(bill(), usage(), cost.Mapping{Rules: []cost.Rule{{}}}); err == nil {
			t.Error("no error")
		}
	})
	t.Run("an operation whose items sum beyond what money can be, although the bill does not", func(t *testing.T) {
		const most = "9223372036854"
		items := []clarifai.InvoiceItem{{OpType: "predict", Dollars: most}, {OpType: "predict", Dollars: most}, {OpType: "refund", Dollars: "-" + most}}
		refund := cost.Rule{OpType: "refund", Section: predict.Section}
		row := clarifai.OpCountByDate{Date: november, Section: predict.Section, CallerUserID: "ann", Value: 1}
		if _, err := cost.Allocate(bill(items...), usage(row), cost.Mapping{Rules: []cost.Rule{predict, refund}}); !errors.Is(err, cost.ErrRange) {
			t.Error(err)
		}
	})
	t.Run("usage of another organization", func(t *testing.T) {
		other := usage()
		other.OrganizationID = "other"
		if _, err := cost.Allocate(bill(), other, cost.Mapping{}); err == nil {
			t.Error("no error")
		}
	})
}

func BenchmarkAllocate(b *testing.B) {
	const many = 5_000
	name := func(what string, i int) string { return fmt.Sprintf("%s-%d", what, i) }
	oneName := func() (*cost.Bill, *cost.Usage, cost.Mapping) {
		bill, u := bill(), usage()
		for i := range many {
			bill.InvoiceItems = append(bill.InvoiceItems, item("predict", "", "1", "0"))
			u.Rows = append(u.Rows, usageRow(1+i%30, name("member", i), "", clarifai.UsageModelUsage, 1))
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
			row := usageRow(1+i%30, "ada", "", clarifai.UsageModelUsage, 1)
			row.ModelID = model
			u.Rows = append(u.Rows, row)
			m.Rules = append(m.Rules, cost.Rule{OpType: name("op", i), Section: clarifai.UsageModelUsage, ModelIDs: []string{model}})
			rest.ExceptModelIDs = append(rest.ExceptModelIDs, model)
		}
		m.Rules = append(m.Rules, rest)
		return bill, u, m
	}
	for what, build := range map[string]func() (*cost.Bill, *cost.Usage, cost.Mapping){
		"50,000 members":          func() (*cost.Bill, *cost.Usage, cost.Mapping) { return largeOrganization(50_000) },
		"5,000 items of one name": oneName,
		"5,000 rules and models":  byModel,
	} {
		bill, u, m := build()
		b.Run(what, func(b *testing.B) {
			for b.Loop() {
				if _, err := cost.Allocate(bill, u, m); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
