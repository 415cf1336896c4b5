package cost_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"strings"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/cost"
)

// A bill that was kept while its cycle was open, and the usage of that cycle.
func ExampleAllocate() {
	kept := `{"organization_id": "acme",
		"invoice_items": [
			{"op_type": "predict", "price_per_op": 0.0012, "count": 1000, "dollars": 1.2000000000000002},
			{"op_type": "platform-fee", "dollars": 5}],
		"billing_cycle": {"start_date": "2026-11-01T00:00:00Z", "end_date": "2026-12-01T00:00:00Z"}}`
	bill, err := cost.DecodeBill(strings.NewReader(kept))
	if err != nil {
		log.Fatal(err)
	}
	day := time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC)
	usage := &cost.Usage{OrganizationID: "acme", Rows: []clarifai.OpCountByDate{
		{Date: day, Section: clarifai.UsageModelUsage, CallerUserID: "ada", Value: 700},
		{Date: day, Section: clarifai.UsageModelUsage, CallerUserID: "ben", Value: 300},
	}}
	mapping := cost.Mapping{Rules: []cost.Rule{{OpType: "predict", Section: clarifai.UsageModelUsage}}}

	breakdown, err := cost.Allocate(bill, usage, mapping)
	if err != nil {
		log.Fatal(err)
	}
	for _, line := range breakdown.Members.Lines {
		fmt.Println(line.Amount, line.Name)
	}
	fmt.Println(breakdown.Total, "in total")
	// Output:
	// 0.84 ada
	// 0.36 ben
	// 5.00 platform-fee: no usage is mapped to it
	// 6.20 in total
}

func ExampleBreakdown_CheckBudgets() {
	server, err := clarifaitest.Start(clarifaitest.Month{Seed: 1}.Config())
	if err != nil {
		log.Fatal(err)
	}
	defer server.Close()

	breakdown, err := cost.ReadCurrent(context.Background(), server.Client(), "acme", cost.Mapping{})
	if err != nil {
		log.Fatal(err)
	}
	budgets, err := breakdown.CheckBudgets(cost.Budget{Name: "all of it", Limit: cost.MustParseMoney("1000000")})
	if err != nil {
		log.Fatal(err)
	}
	for _, b := range budgets {
		fmt.Println(b.Name, b.State)
	}
	// Output: all of it within
}

// A file that finance can sum: one row for each member and operation.
func ExampleBreakdown_Shares() {
	breakdown := exampleBreakdown(700, 300)
	if err := cost.WriteCSV(os.Stdout, breakdown.Shares(cost.ByMember)); err != nil {
		log.Fatal(err)
	}
	// Output:
	// organization_id,from,to,dimension,kind,key,name,operation,used,amount_usd,estimated
	// acme,2026-11-01,2026-11-30,member,regular,ada,ada,predict,700,0.700000,true
	// acme,2026-11-01,2026-11-30,member,regular,ben,ben,predict,300,0.300000,true
}

func ExampleView_Compare() {
	before, now := exampleBreakdown(500, 500), exampleBreakdown(700, 0)
	changes, err := now.Members.Compare(&before.Members)
	if err != nil {
		log.Fatal(err)
	}
	for _, c := range changes {
		fmt.Println(c.Name, c.Now, c.Before, c.Difference)
	}
	// Output:
	// ada 0.70 0.50 0.20
	// ben 0.00 0.50 -0.50
}

// exampleBreakdown returns an estimate of what ada and ben used.
func exampleBreakdown(ada, ben int) *cost.Breakdown {
	month, err := cost.Month(2026, time.November)
	if err != nil {
		log.Fatal(err)
	}
	usage := &cost.Usage{OrganizationID: "acme", Period: month, Rows: []clarifai.OpCountByDate{
		{Date: month.Start, Section: clarifai.UsageModelUsage, CallerUserID: "ada", Value: ada},
		{Date: month.Start, Section: clarifai.UsageModelUsage, CallerUserID: "ben", Value: ben},
	}}
	breakdown, err := cost.Estimate(usage, cost.Mapping{Prices: []cost.Price{{
		Rule: cost.Rule{OpType: "predict", Section: clarifai.UsageModelUsage}, PricePerOp: cost.MustParseDecimal("0.001"),
	}}})
	if err != nil {
		log.Fatal(err)
	}
	return breakdown
}

// The bill of a past month cannot be read any more.
func ExampleReadEstimate() {
	day := time.Date(2026, 10, 2, 0, 0, 0, 0, time.UTC)
	server, err := clarifaitest.Start(clarifaitest.Config{
		Users:         []clarifaitest.User{{ID: "olga"}},
		Organizations: []clarifaitest.Organization{{ID: "acme"}},
		Usage:         []clarifaitest.Usage{{OwnerID: "acme", Date: day, Section: clarifai.UsageModelUsage, CallerUserID: "olga", Value: 40}},
		InMemory:      true,
	})
	if err != nil {
		log.Fatal(err)
	}
	defer server.Close()

	october, err := cost.Month(2026, time.October)
	if err != nil {
		log.Fatal(err)
	}
	breakdown, err := cost.ReadEstimate(context.Background(), server.Client(), "acme", october, cost.Mapping{Prices: []cost.Price{{
		Rule: cost.Rule{OpType: "predict", Section: clarifai.UsageModelUsage}, PricePerOp: cost.MustParseDecimal("0.02"),
	}}})
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(breakdown.Total, breakdown.Estimated)
	// Output: 0.80 true
}

func ExampleActivity() {
	day := time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC)
	server, err := clarifaitest.Start(clarifaitest.Config{
		Users:         []clarifaitest.User{{ID: "olga"}},
		Organizations: []clarifaitest.Organization{{ID: "acme"}},
		Usage: []clarifaitest.Usage{
			{OwnerID: "acme", Date: day, Section: clarifai.UsageModelUsage, CallerUserID: "olga", AppID: "shelf", Value: 40},
			{OwnerID: "acme", Date: day, Section: clarifai.UsageModelUsage, CallerUserID: "olga", AppID: "vision", Value: 2},
		},
		InMemory: true,
	})
	if err != nil {
		log.Fatal(err)
	}
	defer server.Close()

	usage := cost.Activity(context.Background(), server.Client(), "acme", cost.ActivityOptions{From: day, To: day.AddDate(0, 0, 7)})
	if err := cost.WriteCSV(os.Stdout, usage); err != nil {
		log.Fatal(err)
	}
	// Output:
	// day,member_id,app_id,section,value
	// 2026-11-02,olga,,model-usage,42
}

func ExampleMoney_Allocate() {
	shares, err := cost.Micros(1_000_000).Allocate([]int64{1, 1, 1})
	fmt.Println(shares, err)
	// Output: [0.333334 0.333333 0.333333] <nil>
}
