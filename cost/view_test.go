package cost_test

import (
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/cost"
)

func TestStatement_CallerByEmail(t *testing.T) {
	day := time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC)
	bill := &cost.Bill{OrganizationID: "acme", Bill: clarifai.Bill{
		InvoiceItems: []clarifai.InvoiceItem{{OpType: "predict", PricePerOp: "0.01", Count: "100", Dollars: "1"}},
		BillingCycle: &clarifai.BillingCycle{StartDate: day.AddDate(0, 0, -1), EndDate: day.AddDate(0, 0, 29)},
	}}
	usage := &cost.Usage{
		OrganizationID: "acme", Members: []cost.Member{{ID: "ada", Email: "Ada@acme.example"}},
		Rows: []clarifai.OpCountByDate{
			{Date: day, Section: clarifai.UsageModelUsage, CallerUserID: "ada", Value: 40},
			{Date: day, Section: clarifai.UsageModelUsage, CallerUserID: "ada@acme.example", Value: 60},
		},
	}
	statement, err := cost.Statement(bill, usage, cost.Mapping{Rules: []cost.Rule{{OpType: "predict", Section: clarifai.UsageModelUsage}}})
	if err != nil {
		t.Fatal(err)
	}
	lines := statement.Members.Lines
	if len(lines) != 1 || lines[0].Key != "ada" || lines[0].Kind != cost.Regular {
		t.Errorf("the members' lines are %+v", lines)
	}
}
