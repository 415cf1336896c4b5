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
