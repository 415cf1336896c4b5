package report_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"regexp"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/cost"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
	"github.com/clarifai-community/clarifai-orgs-go/report"
)

var november = time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)

// breakdown returns a bill of "acme" in a month: 100 dollars of predict, which ada and
// ben used, a fee and a credit.
func breakdown(t *testing.T, start time.Time, ada, ben int, change ...func(*cost.Bill, *cost.Usage)) *cost.Breakdown {
	t.Helper()
	period, err := cost.Month(start.Year(), start.Month())
	if err != nil {
		t.Fatal(err)
	}
	bill := &cost.Bill{OrganizationID: "acme", Bill: clarifai.Bill{
		BillingCycle: &clarifai.BillingCycle{StartDate: period.Start, EndDate: period.End},
		InvoiceItems: []clarifai.InvoiceItem{
			{OpType: "predict", BillType: "metered", PricePerOp: "0.0125", Count: "8000", Dollars: "100"},
			{OpType: "fee", Dollars: "1234.5"}, {OpType: "credit", Dollars: "-20.25"}, {OpType: "crumb", Dollars: "0.001"},
		},
	}}
	row := func(day int, who string, value int) clarifai.OpCountByDate {
		return clarifai.OpCountByDate{Date: start.AddDate(0, 0, day-1), Section: clarifai.UsageModelUsage, CallerUserID: who, AppID: "shelf", Value: value}
	}
	usage := &cost.Usage{OrganizationID: "acme", Period: period, Rows: []clarifai.OpCountByDate{row(1, "ada", ada), row(3, "ben", ben)},
		Members: []cost.Member{{ID: "ada", Name: "Ada L"}, {ID: "ben"}, {ID: "idle"}}}
	for _, c := range change {
		c(bill, usage)
	}
	b, err := cost.Allocate(bill, usage, cost.Mapping{Rules: []cost.Rule{{OpType: "predict", Section: clarifai.UsageModelUsage}}})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// billPage returns the page of a bill, which must not fail.
func billPage(t *testing.T, b *cost.Breakdown, opts *report.BillOptions) string {
	t.Helper()
	var out strings.Builder
	if err := report.Bill(&out, b, opts); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

var (
	tags      = regexp.MustCompile(`<[^>]*>`)
	tableRow  = regexp.MustCompile(`<tr[^>]*>(.*)</tr>`)
	tableCell = regexp.MustCompile(`<t[dh][^>]*?>(.*?)</t[dh]>`)
)

// tables returns the rows of the table below each heading, with the text of their
// cells joined by "|".
func tables(page string) map[string][]string {
	found := make(map[string][]string)
	for _, part := range strings.Split(page, "<h2>")[1:] {
		title, rest, _ := strings.Cut(part, "</h2>")
		for _, row := range tableRow.FindAllStringSubmatch(rest, -1) {
			var cells []string
			for _, cell := range tableCell.FindAllStringSubmatch(row[1], -1) {
				cells = append(cells, html.UnescapeString(tags.ReplaceAllString(cell[1], "")))
			}
			found[title] = append(found[title], strings.ReplaceAll(strings.Join(cells, "|"), "\u00a0", " "))
		}
	}
	return found
}

// has reports an error for each row that a table does not have.
func has(t *testing.T, rows []string, want ...string) {
	t.Helper()
	for _, w := range want {
		found := false
		for _, row := range rows {
			found = found || row == w
		}
		if !found {
			t.Errorf("no row %q in\n%s", w, strings.Join(rows, "\n"))
		}
	}
}

func TestBill(t *testing.T) {
	b := breakdown(t, november, 6000, 2000)
	text := billPage(t, b, nil)
	rows := tables(text)

	t.Run("the items have price, count and usage", func(t *testing.T) {
		has(t, rows["What is billed"],
			"Operation|Price|Count|Used|Amount|Not explained by usage",
			"predict/metered|0.0125|8,000|8,000|100.00|",
			"fee||||1,234.50|1,234.50: no usage is mapped to it",
			"credit||||-20.25|-20.25: no usage is mapped to it",
			"crumb||||<0.01|<0.01: no usage is mapped to it",
			"Total||||1,314.25|")
	})
	t.Run("counts stand next to money, and the list sums to the bill", func(t *testing.T) {
		has(t, rows["Members"],
			"Ada L ada||6,000 predict/metered|75.00|5.7 %", "ben||2,000 predict/metered|25.00|1.9 %",
			"Not explained by usage|||1,214.25|", "Total|||1,314.25|")
		has(t, rows["Apps"], "shelf||8,000 predict/metered|100.00|7.6 %")
		has(t, rows["Days"], "Sun 1 Nov||6,000 predict/metered|75.00|5.7 %", "Mon 2 Nov|||0.00|0.0 %", "Tue 3 Nov||2,000 predict/metered|25.00|1.9 %")
	})
	t.Run("it is a bill and no estimate", func(t *testing.T) {
		if strings.Contains(text, "stimate") || !strings.Contains(text, "<h1>Bill of acme</h1>") || !strings.Contains(text, "1 November 2026 to 30 November 2026") {
			t.Errorf("the page says otherwise:\n%s", text)
		}
		if strings.Contains(text, "Last cycle") || strings.Contains(text, "Budgets") {
			t.Error("it shows what it was not given")
		}
	})
	t.Run("no figure takes a pointer", func(t *testing.T) {
		if strings.Contains(text, " title=") || strings.Count(text, "<title>") != 1 {
			t.Error("there is a text that only shows under a pointer")
		}
	})
	t.Run("all amounts have two decimals", func(t *testing.T) {
		amounts := regexp.MustCompile(`data-label="(?:Amount|Last cycle|Change|Spent|Projected|Limit)"[^>]*>([^<]*)<`).FindAllStringSubmatch(text, -1)
		for _, a := range amounts {
			if !regexp.MustCompile(`^(&lt;|&gt;|\+)?-?[0-9]{1,3}(,[0-9]{3})*\.[0-9]{2}$`).MatchString(a[1]) {
				t.Errorf("an amount is %q", a[1])
			}
		}
		if len(amounts) < 20 {
			t.Errorf("only %d amounts", len(amounts))
		}
	})
}

func TestBill_Previous(t *testing.T) {
	october := november.AddDate(0, -1, 0)
	before := breakdown(t, october, 1000, 7000, func(b *cost.Bill, u *cost.Usage) {
		b.InvoiceItems = append(b.InvoiceItems, clarifai.InvoiceItem{OpType: "gone", Dollars: "7"})
		u.Rows = append(u.Rows, clarifai.OpCountByDate{Date: october, Section: clarifai.UsageModelUsage, CallerUserID: "cy", AppID: "shelf", Value: 2000})
	})
	b := breakdown(t, november, 6000, 2000, func(b *cost.Bill, _ *cost.Usage) { b.AsOf = november.AddDate(0, 0, 19).Add(time.Hour) })
	text := billPage(t, b, &report.BillOptions{Previous: before})
	rows := tables(text)
	t.Run("the last cycle is next to this one", func(t *testing.T) {
		has(t, rows["What is billed"], "predict/metered|0.0125|8,000|8,000|100.00|100.00|", "gone||||0.00|7.00|", "Total||||1,314.25|1,321.25|")
		has(t, rows["Members"], "Ada L ada||6,000 predict/metered|75.00|10.00|+65.00|5.7 %", "ben||2,000 predict/metered|25.00|70.00|-45.00|1.9 %",
			"cy (no longer a member) cy|||0.00|20.00|-20.00|0.0 %", "Total|||1,314.25|1,321.25|-7.00|")
	})
	t.Run("it says that one is open and the other whole", func(t *testing.T) {
		for _, want := range []string{"day 20 of 30", "Billed so far", "1 October 2026 to 31 October 2026", "-$7.00", "between an open and a whole cycle"} {
			if !strings.Contains(text, want) {
				t.Errorf("it does not say %q", want)
			}
		}
	})
	t.Run("what cannot be compared is refused", func(t *testing.T) {
		for name, previous := range map[string]*cost.Breakdown{
			"the same cycle": b, "a later cycle": breakdown(t, november.AddDate(0, 1, 0), 1, 1),
			"another organization": breakdown(t, october, 1, 1, func(b *cost.Bill, u *cost.Usage) { b.OrganizationID, u.OrganizationID = "other", "other" }),
		} {
			var out strings.Builder
			if err := report.Bill(&out, b, &report.BillOptions{Previous: previous}); err == nil || out.Len() > 0 {
				t.Errorf("%s: %v, %d bytes", name, err, out.Len())
			}
		}
	})
}

func TestBill_Estimate(t *testing.T) {
	estimated := func(b *cost.Bill, _ *cost.Usage) { b.Estimated = true }
	text := billPage(t, breakdown(t, november, 1, 1, estimated), nil)
	for _, want := range []string{"<title>Estimated cost of acme</title>", "<h1>Estimated cost of acme</h1>", "Estimate: usage at the caller", "Estimated <b>"} {
		if !strings.Contains(text, want) {
			t.Errorf("it does not say %q", want)
		}
	}
	if strings.Contains(text, "Bill of") || strings.Contains(text, "Billed") {
		t.Error("it says that it is a bill")
	}
	text = billPage(t, breakdown(t, november, 1, 1), &report.BillOptions{Previous: breakdown(t, november.AddDate(0, -1, 0), 1, 1, estimated)})
	if !strings.Contains(text, "Last cycle, estimated") || strings.Contains(text, "Estimate: ") {
		t.Error("it does not say which of the two is an estimate")
	}
}

func TestBill_Budgets(t *testing.T) {
	b := breakdown(t, november, 6000, 2000)
	budgets, err := b.CheckBudgets(cost.Budget{Name: "All", Limit: cost.MustParseMoney("1000")}, cost.Budget{By: cost.ByMember, Key: "ben", Limit: cost.MustParseMoney("25")},
		cost.Budget{Name: "Nobody's", By: cost.ByMember, Key: "nobody", Limit: cost.MustParseMoney("25")})
	if err != nil {
		t.Fatal(err)
	}
	has(t, tables(billPage(t, b, &report.BillOptions{Budgets: budgets}))["Budgets"],
		"Allthe cycle is over||1,314.25|1,314.25|1,000.00|exceeded", "member benthe cycle is over||25.00|25.00|25.00|within",
		"Nobody'sthe breakdown has no such line||0.00|0.00|25.00|unknown")
}

func TestBill_Hostile(t *testing.T) {
	const hostile = "</td><script>alert(1)</script>\u202e\x1b[2J"
	b := breakdown(t, november, 6000, 2000, func(b *cost.Bill, u *cost.Usage) {
		b.OrganizationID, u.OrganizationID = hostile, hostile
		b.InvoiceItems[0].BillType, b.InvoiceItems[1].OpType = hostile, hostile
		u.Members[0].Name, u.Rows[1].AppID = hostile, hostile
		u.Unread = []string{hostile}
	})
	text := billPage(t, b, &report.BillOptions{Badge: hostile, Budgets: []cost.BudgetStatus{{Budget: cost.Budget{Name: hostile}, Basis: hostile}}})
	if strings.Count(text, "<script>") != 1 || strings.ContainsAny(text, "\u202e\x1b") || strings.Contains(text, "ZgotmplZ") {
		t.Error("a name is more than text")
	}
	if n := strings.Count(text, "&lt;script&gt;"); n < 8 {
		t.Errorf("only %d of the names show", n)
	}
}

// A page of many lines lists some, and sums to the bill nevertheless.
func TestBill_Many(t *testing.T) {
	b := breakdown(t, november, 1, 1, func(b *cost.Bill, u *cost.Usage) {
		for i := range 2500 {
			u.Rows = append(u.Rows, clarifai.OpCountByDate{Date: november, Section: clarifai.UsageModelUsage, CallerUserID: fmt.Sprintf("m%d", i), Value: 3})
		}
	})
	rows := tables(billPage(t, b, nil))["Members"]
	last := rows[len(rows)-3:]
	if len(rows) != 1+2000+3 || !strings.HasPrefix(last[0], "502 more|||") || last[2] != "Total|||1,314.25|" {
		t.Errorf("%d rows, the last are %q", len(rows), last)
	}
}

// Whatever the bill, there is a page or an error, and no number that is none.
func TestBill_Any(t *testing.T) {
	harness.Check(t, func(t *rapid.T) {
		draw := func(start time.Time) *cost.Breakdown {
			bill := &cost.Bill{OrganizationID: "acme", Bill: clarifai.Bill{BillingCycle: &clarifai.BillingCycle{StartDate: start, EndDate: start.AddDate(0, 1, 0)}}}
			bill.AsOf = start.Add(time.Duration(rapid.IntRange(0, 40*24).Draw(t, "hours")) * time.Hour)
			usage := &cost.Usage{OrganizationID: "acme"}
			number := rapid.SampledFrom([]json.Number{"", "0", "1e-7", "0.30000000000000004", "-12.345", "9223372036854", "-9223372036854.775808", "77", "1e300"})
			for range rapid.IntRange(0, 12).Draw(t, "items") {
				bill.InvoiceItems = append(bill.InvoiceItems, clarifai.InvoiceItem{
					OpType: rapid.SampledFrom([]string{"", "a", "b", "c", "d", "e", "f", "g", "h", "i"}).Draw(t, "op"), PricePerOp: number.Draw(t, "price"), Count: number.Draw(t, "count"), Dollars: number.Draw(t, "dollars"),
				})
			}
			for range rapid.IntRange(0, 5).Draw(t, "rows") {
				usage.Rows = append(usage.Rows, clarifai.OpCountByDate{
					Date: start.AddDate(0, 0, rapid.IntRange(0, 27).Draw(t, "day")), Section: "s", CallerUserID: rapid.SampledFrom([]string{"", "ada", "ben"}).Draw(t, "who"), Value: rapid.IntRange(-2, 1<<31-1).Draw(t, "value"),
				})
			}
			b, err := cost.Allocate(bill, usage, cost.Mapping{Rules: []cost.Rule{{OpType: "a", Section: "s"}, {OpType: "b", Section: "s", Unit: cost.MustParseDecimal("3")}}})
			if errors.Is(err, cost.ErrRange) {
				t.Skip("out of range")
			}
			if err != nil {
				t.Fatal(err)
			}
			return b
		}
		b := draw(november)
		opts := &report.BillOptions{}
		if rapid.Bool().Draw(t, "compared") {
			opts.Previous = draw(november.AddDate(0, -1, 0))
		}
		var out strings.Builder
		err := report.Bill(&out, b, opts)
		if err != nil && !errors.Is(err, cost.ErrRange) {
			t.Fatal(err)
		}
		body, _, _ := strings.Cut(out.String(), "<script>")
		if regexp.MustCompile(`NaN|Inf\b|%!|<nil>|ZgotmplZ`).MatchString(body) || err == nil && !strings.HasSuffix(strings.TrimSpace(out.String()), "</html>") {
			t.Errorf("the page has a number that is none, or is cut: %s", body)
		}
	})
}
