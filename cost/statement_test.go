package cost_test

import (
	"encoding/json"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/cost"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
)

var november = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)

func cycle() *clarifai.BillingCycle {
	return &clarifai.BillingCycle{StartDate: november, EndDate: november.AddDate(0, 1, 0), CycleID: 11}
}

func bill(items ...clarifai.InvoiceItem) *cost.Bill {
	return &cost.Bill{OrganizationID: "acme", Bill: clarifai.Bill{InvoiceItems: items, BillingCycle: cycle()}}
}

func item(opType, price, count, dollars string) clarifai.InvoiceItem {
	return clarifai.InvoiceItem{OpType: opType, PricePerOp: json.Number(price), Count: json.Number(count), Dollars: json.Number(dollars)}
}

func used(dayOfMonth int, who, app string, section clarifai.UsageSection, value int32) clarifai.OpCountByDate {
	return clarifai.OpCountByDate{
		Date: november.AddDate(0, 0, dayOfMonth-1), Section: section, CallerUserID: who, AppID: app, Value: value,
	}
}

func usage(rows ...clarifai.OpCountByDate) *cost.Usage {
	return &cost.Usage{OrganizationID: "acme", Period: cost.Period{Start: november, End: november.AddDate(0, 1, 0)}, Rows: rows}
}

var predict = cost.Rule{OpType: "predict", Section: clarifai.UsageModelUsage}

func statement(t *testing.T, b *cost.Bill, u *cost.Usage, m cost.Mapping) *cost.Breakdown {
	t.Helper()
	s, err := cost.Statement(b, u, m)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// shown gives a view as "kind key amount", in its order, without what is 0.
func shown(v *cost.View) (lines []string) {
	for _, l := range v.Lines {
		if !l.Amount.IsZero() {
			lines = append(lines, fmt.Sprintf("%s %s %v", l.Kind, l.Key, l.Amount))
		}
	}
	return lines
}

func expect(t *testing.T, what string, got []string, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s:\n%s", what, diff)
	}
}

func TestEveryViewSumsToTheBillWhateverTheBillAndTheUsage(t *testing.T) {
	harness.Check(t, func(t *rapid.T) {
		b, u, m := drawBill(t), drawUsage(t), drawMapping(t)
		s, err := cost.Statement(b, u, m)
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
			for _, r := range it.Rest {
				sum += r.Amount.Micros()
			}
			if sum != it.Amount.Micros() {
				t.Errorf("item %d is %v, its explained part and its rest sum to %d", i, it.Amount, sum)
			}
		}
		again, err := cost.Statement(b, reversed(u), m)
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
		row := used(rapid.IntRange(-1, 33).Draw(t, "day"), rapid.SampledFrom(people).Draw(t, "who"), rapid.SampledFrom(apps).Draw(t, "app"),
			rapid.SampledFrom(sections).Draw(t, "section"), rapid.Int32Range(-3, 1000).Draw(t, "value"))
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
		m.Teams = cost.SplitEvenly
	case 2:
		m.Teams = func(_, appID string, teams []string) []int64 {
			weights := make([]int64, len(teams))
			weights[len(appID)%len(teams)] = int64(len(appID))
			return weights
		}
	}
	return m
}

func TestAnItemIsSharedOutByUsageInEveryView(t *testing.T) {
	u := usage(
		used(2, "ada", "a1", clarifai.UsageModelUsage, 600), used(3, "Ada", "a2", clarifai.UsageModelUsage, 100),
		used(3, "bob", "a2", clarifai.UsageModelUsage, 300),
		used(4, "ada", "a1", clarifai.UsageTrainingHours, 50),
	)
	u.Members = []cost.Member{{ID: "ada", Name: "Ada L."}, {ID: "bob"}, {ID: "idle"}}
	u.Teams = []cost.Team{{ID: "red", MemberIDs: []string{"ada"}}}
	u.Apps = []cost.App{{ID: "a1", Metadata: map[string]any{"center": "R&D"}}, {ID: "a2"}}
	m := cost.Mapping{Rules: []cost.Rule{predict}, Centers: cost.Centers{MetadataKey: "center"}}
	s := statement(t, bill(item("predict", "0.0012", "1000", "1.2000000000000002"), item("fee", "", "", "5")), u, m)
	if s.Total.String() != "6.20" || s.Explained.String() != "1.20" {
		t.Errorf("%v, of it explained %v", s.Total, s.Explained)
	}
	fee := "unexplained fee: no usage is mapped to it 5.00"
	expect(t, "members", shown(&s.Members), "regular ada 0.84", "regular bob 0.36", fee)
	expect(t, "teams", shown(&s.Teams), "regular red 0.84", "unassigned  0.36", fee)
	expect(t, "apps", shown(&s.Apps), "regular a1 0.72", "regular a2 0.48", fee)
	expect(t, "days", shown(&s.Days), "regular 2026-11-02 0.72", "regular 2026-11-03 0.48", fee)
	expect(t, "centers", shown(&s.Centers), "regular R&D 0.72", "unassigned  0.48", fee)
	expect(t, "operations", shown(&s.Operations), "regular fee 5.00", "regular predict 1.20")
	if s.Operations.Allocated || !s.Members.Allocated {
		t.Error("what the bill tells and what is allocated are not told apart")
	}
	if l := s.Members.Line("ADA"); l == nil || l.Name != "Ada L." {
		t.Errorf("Ada's line is %+v", l)
	}
	if l := s.Members.Line("idle"); l == nil || !l.Amount.IsZero() {
		t.Errorf("who used nothing is %+v", l)
	}
	if got := len(s.Days.Lines); got != 31 {
		t.Errorf("%d lines of days: 30 and the fee are due", got)
	}
	var kinds []string
	for _, f := range s.Findings {
		kinds = append(kinds, string(f.Kind)+" "+f.On)
	}
	expect(t, "findings", kinds, "unbilled usage training-hours", "unmapped item fee")
}

func TestWhatNoUsageExplainsStandsUnderItsOwnNameUntilItIsSpread(t *testing.T) {
	u := usage(used(2, "ada", "a1", clarifai.UsageModelUsage, 75), used(3, "bob", "a2", clarifai.UsageModelUsage, 25))
	for name, c := range map[string]struct {
		item clarifai.InvoiceItem
		rest []string
		ada  string
	}{
		"rounding up":     {item("predict", "0.333", "100", "33.304"), []string{"rounding 0.004"}, "24.975"},
		"rounding down":   {item("predict", "0.333", "100", "33.296"), []string{"rounding -0.004"}, "24.975"},
		"beyond price":    {item("predict", "0.10", "100", "12"), []string{"it is more than its price times its count 2.00"}, "7.50"},
		"a discount":      {item("predict", "0.10", "100", "8"), nil, "6.00"},
		"a credit":        {item("predict", "0.10", "100", "-8"), nil, "-6.00"},
		"without a price": {item("predict", "", "100", "8"), nil, "6.00"},
		"beyond usage":    {item("predict", "0.10", "200", "20"), []string{"it counts more than was used 10.00"}, "7.50"},
		"within 1 %":      {item("predict", "0.10", "101", "10.1"), nil, "7.575"},
		"less than used":  {item("predict", "0.10", "50", "5"), nil, "3.75"},
		"not mapped":      {item("other", "0.10", "100", "10"), []string{"no usage is mapped to it 10.00"}, "0.00"},
	} {
		t.Run(name, func(t *testing.T) {
			s := statement(t, bill(c.item), u, cost.Mapping{Rules: []cost.Rule{predict}})
			var rest []string
			for _, r := range s.Items[0].Rest {
				rest = append(rest, fmt.Sprintf("%s %v", r.Reason, r.Amount))
			}
			expect(t, "rest", rest, c.rest...)
			ada := "0.00"
			if l := s.Members.Line("ada"); l != nil {
				ada = l.Amount.String()
			}
			if ada != c.ada {
				t.Errorf("ada bears %s, want %s", ada, c.ada)
			}
			spread := statement(t, bill(c.item), u, cost.Mapping{Rules: []cost.Rule{predict}, SpreadUnexplained: true})
			for _, v := range spread.Views() {
				for _, l := range v.Lines {
					if l.Kind == cost.Unexplained && name != "not mapped" {
						t.Errorf("by %s: %s is not spread", v.By, l.Key)
					}
				}
			}
		})
	}
}

func TestACountThatDiffersFromItsUsageBeyondTheToleranceIsReported(t *testing.T) {
	u := usage(used(2, "ada", "a1", clarifai.UsageModelUsage, 100))
	for count, want := range map[string]bool{"100": false, "101": false, "102": true, "99": true, "50": true, "0": true} {
		s := statement(t, bill(item("predict", "", count, "1")), u, cost.Mapping{Rules: []cost.Rule{predict}})
		if got := has(s, cost.CountMismatch); got != want {
			t.Errorf("count %s of usage 100: reported %v", count, got)
		}
	}
	exact := cost.Decimal{}
	s := statement(t, bill(item("predict", "", "100.1", "1")), u, cost.Mapping{Rules: []cost.Rule{predict}, Tolerance: &exact})
	if !has(s, cost.CountMismatch) {
		t.Error("with a tolerance of 0 a small difference is not reported")
	}
	thousands := predict
	if err := json.Unmarshal([]byte(`"1000"`), &thousands.Unit); err != nil {
		t.Fatal(err)
	}
	s = statement(t, bill(item("predict", "", "0.1", "1")), u, cost.Mapping{Rules: []cost.Rule{thousands}})
	if has(s, cost.CountMismatch) || s.Items[0].Used.String() != "0.1" {
		t.Errorf("a count in thousands does not fit its usage: %v", s.Findings)
	}
}

func has(s *cost.Breakdown, kind cost.FindingKind) bool {
	return slices.ContainsFunc(s.Findings, func(f cost.Finding) bool { return f.Kind == kind })
}

func TestUsageOfSomeoneInSeveralTeamsIsSharedUnlessARuleSplitsIt(t *testing.T) {
	u := usage(used(2, "ada", "a1", clarifai.UsageModelUsage, 1), used(2, "both", "a1", clarifai.UsageModelUsage, 2), used(2, "both", "", clarifai.UsageModelUsage, 3))
	u.Members = []cost.Member{{ID: "ada"}, {ID: "both"}}
	u.Teams = []cost.Team{{ID: "red", Name: "Red", MemberIDs: []string{"ada", "both"}}, {ID: "blue", MemberIDs: []string{"both"}}}
	b := bill(item("predict", "1", "6", "6"))
	m := cost.Mapping{Rules: []cost.Rule{predict}}
	s := statement(t, b, u, m)
	expect(t, "shared", shown(&s.Teams), "shared blue+red 5.00", "regular red 1.00")
	if name := s.Teams.Lines[0].Name; name != "shared by blue, Red" {
		t.Errorf("it is called %q", name)
	}
	m.Teams = cost.SplitEvenly
	s = statement(t, b, u, m)
	expect(t, "split", shown(&s.Teams), "regular red 3.50", "regular blue 2.50")
	m.Teams = func(member, app string, teams []string) []int64 {
		if member != "both" || !slices.Equal(teams, []string{"blue", "red"}) {
			t.Errorf("asked for %q in %q", member, teams)
		}
		if app == "" {
			return nil
		}
		return []int64{1, 0}
	}
	s = statement(t, b, u, m)
	expect(t, "by app", shown(&s.Teams), "shared blue+red 3.00", "regular blue 2.00", "regular red 1.00")
	for _, weights := range [][]int64{{1}, {-1, 2}, {1, 1, 1}} {
		m.Teams = func(string, string, []string) []int64 { return weights }
		if _, err := cost.Statement(b, u, m); err == nil {
			t.Errorf("weights %v are taken", weights)
		}
	}
}

func TestUsageOfSomeoneWhoLeftAndWithoutACallerIsKeptAndNamed(t *testing.T) {
	u := usage(used(2, "left", "deleted", clarifai.UsageModelUsage, 1), used(2, "", "", clarifai.UsageModelUsage, 2), used(2, "ada", "a1", clarifai.UsageModelUsage, 3))
	u.Members, u.Teams, u.Apps = []cost.Member{{ID: "ada"}}, []cost.Team{}, []cost.App{{ID: "a1"}}
	u.Rows[1].Date = time.Time{}
	b := bill(item("predict", "1", "6", "6"))
	s := statement(t, b, u, cost.Mapping{Rules: []cost.Rule{predict}})
	expect(t, "members", shown(&s.Members), "regular ada 3.00", "unnamed  2.00", "departed left 1.00")
	expect(t, "teams", shown(&s.Teams), "unassigned  3.00", "unnamed  2.00", "departed  1.00")
	expect(t, "apps", shown(&s.Apps), "regular a1 3.00", "unnamed  2.00", "departed deleted 1.00")
	expect(t, "days", shown(&s.Days), "unnamed  2.00", "regular 2026-11-02 4.00")
	u.Members, u.Teams, u.Apps = nil, nil, nil
	s = statement(t, b, u, cost.Mapping{Rules: []cost.Rule{predict}})
	expect(t, "members that are not known", shown(&s.Members), "regular ada 3.00", "unnamed  2.00", "regular left 1.00")
}

func TestUsageOutsideTheCycleOrAfterTheBillIsLeftOutAndTold(t *testing.T) {
	b := bill(item("predict", "1", "1", "1"))
	b.AsOf = november.AddDate(0, 0, 9).Add(15 * time.Hour)
	u := usage(used(0, "early", "", clarifai.UsageModelUsage, 1), used(10, "ada", "", clarifai.UsageModelUsage, 1),
		used(11, "late", "", clarifai.UsageModelUsage, 1), used(31, "next", "", clarifai.UsageModelUsage, 1))
	s := statement(t, b, u, cost.Mapping{Rules: []cost.Rule{predict}})
	expect(t, "members", shown(&s.Members), "regular ada 1.00")
	var told []string
	for _, f := range s.Findings {
		told = append(told, f.Text)
	}
	expect(t, "findings", told, "1 rows of usage are of days after the bill was read", "2 rows of usage lie outside the cycle")
}

func TestThePeriodOfABillIsWholeDaysHoweverItsEndIsWritten(t *testing.T) {
	at := func(s string) time.Time {
		v, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return v
	}
	for _, c := range [][4]string{
		{"2026-11-01T00:00:00Z", "2026-12-01T00:00:00Z", "2026-11-01", "2026-12-01"},
		{"2026-11-01T00:00:00Z", "2026-11-30T00:00:00Z", "2026-11-01", "2026-12-01"},
		{"2026-11-01T00:00:00Z", "2026-11-30T23:59:59.999Z", "2026-11-01", "2026-12-01"},
		{"2026-11-13T15:04:05Z", "2026-12-13T15:04:05Z", "2026-11-13", "2026-12-13"},
		{"2026-11-01T00:00:00Z", "2026-11-16T00:00:00Z", "2026-11-01", "2026-11-16"},
	} {
		b := bill()
		b.BillingCycle = &clarifai.BillingCycle{StartDate: at(c[0]), EndDate: at(c[1])}
		p, err := b.Period()
		if err != nil || p.Start.Format(time.DateOnly) != c[2] || p.End.Format(time.DateOnly) != c[3] {
			t.Errorf("%s to %s is %v to %v (%v)", c[0], c[1], p.Start, p.End, err)
		}
	}
	for _, c := range []*clarifai.BillingCycle{nil, {}, {StartDate: november}, {StartDate: november, EndDate: november}, {StartDate: november, EndDate: november.AddDate(50, 0, 0)}} {
		if _, err := cost.Statement(&cost.Bill{Bill: clarifai.Bill{BillingCycle: c}}, usage(), cost.Mapping{}); err == nil {
			t.Errorf("the cycle %+v passes", c)
		}
	}
}

func TestABillThatWasSavedGivesTheSameStatementWhenItIsReadAgain(t *testing.T) {
	b := bill(item("predict", "0.0012", "3", "0.30000000000000004"), item("fee", "", "", "1e-7"))
	b.AsOf = november.AddDate(0, 0, 20)
	u := usage(used(2, "ada", "a1", clarifai.UsageModelUsage, 3))
	data, err := json.Marshal(b)
	if err != nil || !strings.Contains(string(data), "0.30000000000000004") || !strings.Contains(string(data), "1e-7") {
		t.Fatalf("%s (%v)", data, err)
	}
	var back cost.Bill
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatal(err)
	}
	m := cost.Mapping{Rules: []cost.Rule{predict}}
	if diff := cmp.Diff(statement(t, b, u, m).Views(), statement(t, &back, u, m).Views()); diff != "" {
		t.Error(diff)
	}
}

func TestAnEstimateIsUsageAtTheCallersPricesAndSaysSoEverywhere(t *testing.T) {
	u := usage(used(2, "ada", "a1", clarifai.UsageModelUsage, 1500), used(3, "bob", "a1", clarifai.UsageModelUsage, 500), used(3, "bob", "a1", clarifai.UsageTrainingHours, 7))
	var price cost.Price
	if err := json.Unmarshal([]byte(`{"op_type":"predict","section":"model-usage","unit":1000,"price_per_op":"1.5"}`), &price); err != nil {
		t.Fatal(err)
	}
	s, err := cost.Estimate(u, cost.Mapping{Prices: []cost.Price{price}})
	if err != nil {
		t.Fatal(err)
	}
	expect(t, "members", shown(&s.Members), "regular ada 2.25", "regular bob 0.75")
	data, err := json.Marshal(s)
	if err != nil || strings.Contains(string(data), `"estimated":false`) || !s.Estimated {
		t.Errorf("not marked: %s (%v)", data, err)
	}
	status, err := s.Budgets(cost.Budget{})
	if err != nil || !status[0].Estimated {
		t.Errorf("the budget does not say so: %+v (%v)", status, err)
	}
	if _, err := cost.Estimate(u, cost.Mapping{}); err == nil {
		t.Error("an estimate without prices passes")
	}
}

func TestABadMappingOrBillIsRefusedWithEveryFault(t *testing.T) {
	negative := cost.Decimal{}
	if err := negative.UnmarshalJSON([]byte("-1")); err != nil {
		t.Fatal(err)
	}
	m := cost.Mapping{
		Rules: []cost.Rule{{}, {OpType: "x"}, {OpType: "x", Section: "s", Unit: negative}}, Tolerance: &negative,
		Prices: []cost.Price{{Rule: predict, PricePerOp: negative}}, Centers: cost.Centers{Members: map[string]string{"ada": " "}},
	}
	_, err := cost.Statement(bill(), usage(), m)
	if err == nil || len(strings.Split(err.Error(), "\n")) != 6 {
		t.Errorf("%v", err)
	}
	for _, number := range []json.Number{"NaN", "1e999", "1e999999999", "--1", "0x1", "1e15"} {
		if _, err := cost.Statement(bill(clarifai.InvoiceItem{OpType: "predict", Dollars: number}), usage(), cost.Mapping{}); err == nil {
			t.Errorf("the amount %s passes", number)
		}
	}
	other := usage()
	other.OrganizationID = "other"
	if _, err := cost.Statement(bill(), other, cost.Mapping{}); err == nil {
		t.Error("another organization's usage passes")
	}
	if _, err := cost.Statement(nil, usage(), cost.Mapping{}); err == nil {
		t.Error("no bill passes")
	}
}
