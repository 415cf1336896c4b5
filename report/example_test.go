package report_test

import (
	"context"
	"fmt"
	"log"
	"strings"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/access"
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

// The review of an example; access.Review reads that of an organization.
func ExampleAccess() {
	review := &access.ReviewReport{
		Organization: "acme",
		ReadAt:       time.Date(2026, 11, 28, 10, 0, 0, 0, time.UTC),
		People:       []access.Person{{ID: "olga", Name: "Olga Ost", Member: true, Role: "Admin", Reach: access.ReachAll, Apps: 1}},
		Apps:         []access.App{{ID: "shelf", Name: "Shelf", Visibility: "PRIVATE", Members: 1}},
	}
	var page strings.Builder
	if err := report.Access(&page, review, nil); err != nil {
		log.Fatal(err)
	}
	fmt.Println(strings.Contains(page.String(), "Access review of acme"))
	// Output: true
}
