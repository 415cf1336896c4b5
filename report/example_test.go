package report_test

import (
	"context"
	"fmt"
	"log"
	"strings"

	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/cost"
	"github.com/clarifai-community/clarifai-orgs-go/report"
)

// A page about the current cycle. A program would write it to a file.
func ExampleBill() {
	server, err := clarifaitest.Start(clarifaitest.Month{Seed: 1}.Config())
	if err != nil {
		log.Fatal(err)
	}
	defer server.Close()

	breakdown, err := cost.ReadCurrent(context.Background(), server.Client(), "acme", cost.Mapping{})
	if err != nil {
		log.Fatal(err)
	}
	var page strings.Builder
	if err := report.Bill(&page, breakdown, nil); err != nil {
		log.Fatal(err)
	}
	fmt.Println(strings.Contains(page.String(), "Bill of acme"))
	// Output: true
}
