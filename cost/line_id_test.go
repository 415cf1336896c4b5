package cost_test

import (
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/cost"
)

func TestUsageOfSomeoneWhoLeftAndWithoutACallerIsKeptAndNamed(t *testing.T) {
	u := usage(used(2, "left", "deleted", clarifai.UsageModelUsage, 1), used(2, "", "", clarifai.UsageModelUsage, 2), used(2, "ada", "a1", clarifai.UsageModelUsage, 3))
	u.Members, u.Teams, u.Apps = []cost.Member{{ID: "ada"}}, []cost.Team{}, []cost.App{{ID: "a1"}}
	u.Rows[1].Date = time.Time{}
	b := bill(item("predict", "1", "6", "6"))
	s := allocation(t, b, u, cost.Mapping{Rules: []cost.Rule{predict}})
	expect(t, "members", shown(&s.Members), "regular ada 3.00", "unnamed  2.00", "departed left 1.00")
	expect(t, "teams", shown(&s.Teams), "unassigned  3.00", "unnamed  2.00", "departed  1.00")
	expect(t, "apps", shown(&s.Apps), "regular a1 3.00", "unnamed  2.00", "departed deleted 1.00")
	expect(t, "days", shown(&s.Days), "unnamed  2.00", "regular 2026-11-02 4.00")
	u.Members, u.Teams, u.Apps = nil, nil, nil
	s = allocation(t, b, u, cost.Mapping{Rules: []cost.Rule{predict}})
	expect(t, "members that are not known", shown(&s.Members), "regular ada 3.00", "unnamed  2.00", "regular left 1.00")
}

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
	statement, err := cost.Allocate(bill, usage, cost.Mapping{Rules: []cost.Rule{{OpType: "predict", Section: clarifai.UsageModelUsage}}})
	if err != nil {
		t.Fatal(err)
	}
	lines := statement.Members.Lines
	if len(lines) != 1 || lines[0].Key != "ada" || lines[0].Kind != cost.LineRegular {
		t.Errorf("the members' lines are %+v", lines)
	}
}
