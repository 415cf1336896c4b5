package cost_test

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/cost"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

// month runs a test on the 20th of a month, against the embedded month.
func month(t *testing.T, test func(t *testing.T, s *clarifaitest.Server), change ...func(*clarifaitest.Config)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		time.Sleep(19*24*time.Hour + 12*time.Hour) //nolint:forbidigo // sets the bubble's clock, which begins with the year 2000; nothing waits
		config := clarifaitest.Month{Seed: 7}.Config()
		config.InMemory = true
		test(t, clarifaitest.NewServer(t, testkit.With(config, change...)))
	})
}

// rules are those of the embedded server.
func rules() (rules []cost.Rule) {
	for _, r := range clarifaitest.Rates() {
		rule := cost.Rule{OpType: r.OpType, BillType: r.BillType, Section: r.Section}
		if r.CategoryID != "" {
			rule.CategoryIDs = []string{r.CategoryID}
		}
		if r.ModelID != "" {
			rule.ModelIDs = []string{r.ModelID}
		} else if r.Section == clarifai.UsageModelUsage {
			rule.ExceptModelIDs = []string{"premium-model"}
		}
		rules = append(rules, rule)
	}
	return rules
}

// naive works a view out of the server's raw rows and its bill, in the plainest
// way: for each item, micro-dollars by micro-dollars' remainders.
func naive(t *testing.T, items []map[string]any, rows []clarifaitest.Usage, lineOf func(clarifaitest.Usage) string) map[string]int64 {
	t.Helper()
	lines := make(map[string]int64)
	for _, item := range items {
		op := item["op_type"].(string)
		dollars, ok := new(big.Rat).SetString(fmt.Sprint(item["dollars"]))
		if !ok {
			t.Fatalf("dollars %v", item["dollars"])
		}
		exact := new(big.Rat).Mul(dollars, big.NewRat(1e6, 1))
		whole, _ := new(big.Int).SetString(exact.FloatString(0), 10) // no amount lies half-way
		micros := whole.Int64()
		used := make(map[string]int64)
		total := int64(0)
		for _, row := range rows {
			fits := map[string]bool{
				"predict":         row.Section == "model-usage" && row.ModelID != "premium-model",
				"predict-premium": row.Section == "model-usage" && row.ModelID == "premium-model",
				"search":          row.Section == "ops-count" && row.CategoryID == "search",
				"train":           row.Section == "training-hours",
				"store":           row.Section == "stored-inputs",
				"label":           row.Section == "data-labeling",
			}
			if fits[op] {
				used[lineOf(row)] += int64(row.Value)
				total += int64(row.Value)
			}
		}
		if total == 0 {
			lines["unexplained "+op] += micros
			continue
		}
		keys := make([]string, 0, len(used))
		left := micros
		rest := make(map[string]*big.Int)
		for key, n := range used {
			keys = append(keys, key)
			share, remainder := new(big.Int).QuoRem(new(big.Int).Mul(big.NewInt(micros), big.NewInt(n)), big.NewInt(total), new(big.Int))
			lines[key] += share.Int64()
			left -= share.Int64()
			rest[key] = remainder
		}
		slices.SortFunc(keys, func(a, b string) int {
			if c := rest[b].Cmp(rest[a]); c != 0 {
				return c
			}
			return strings.Compare(a, b)
		})
		for _, key := range keys[:left] {
			lines[key]++
		}
	}
	return lines
}

func TestTheStatementOfTheEmbeddedMonthIsWhatANaiveProgramWorksOut(t *testing.T) {
	month(t, func(t *testing.T, s *clarifaitest.Server) {
		client := s.Client()
		got, err := cost.Current(t.Context(), client, "acme", cost.Mapping{Rules: rules(), Centers: cost.Centers{MetadataKey: "cost_center"}})
		if err != nil {
			t.Fatal(err)
		}
		var bill struct {
			InvoiceItems []map[string]any `json:"invoice_items"`
		}
		if err := client.Call(t.Context(), "GET", "/v2/users/acme/billing_usage", nil, nil, &bill); err != nil {
			t.Fatal(err)
		}
		rows := slices.DeleteFunc(s.Usage("acme"), func(u clarifaitest.Usage) bool { return u.Date.Year() < 2000 })
		org, _ := s.Organization("acme")
		teams := make(map[string][]string)
		for _, team := range org.Teams {
			for _, id := range team.Members {
				teams[id] = append(teams[id], team.ID)
			}
		}
		for view, lineOf := range map[*cost.View]func(clarifaitest.Usage) string{
			&got.Members: func(u clarifaitest.Usage) string {
				switch u.CallerUserID {
				case "":
					return "unnamed "
				case "leaver":
					return "departed leaver"
				}
				return "regular " + u.CallerUserID
			},
			&got.Apps: func(u clarifaitest.Usage) string {
				if u.AppID == "retired" {
					return "departed retired"
				}
				return "regular " + u.AppID
			},
			&got.Days: func(u clarifaitest.Usage) string { return "regular " + u.Date.Format("2006-01-02") },
			&got.Teams: func(u clarifaitest.Usage) string {
				switch ids := teams[u.CallerUserID]; {
				case u.CallerUserID == "":
					return "unnamed "
				case u.CallerUserID == "leaver":
					return "departed "
				case len(ids) == 0:
					return "unassigned "
				case len(ids) == 1:
					return "regular " + ids[0]
				default:
					slices.Sort(ids)
					return "shared " + strings.Join(ids, "+")
				}
			},
			&got.Centers: func(u clarifaitest.Usage) string {
				app, _ := s.App("acme", u.AppID)
				if center, ok := app.Metadata["cost_center"].(string); ok {
					return "regular " + center
				}
				return "unassigned "
			},
		} {
			want := naive(t, bill.InvoiceItems, rows, lineOf)
			have := make(map[string]int64)
			for _, l := range view.Lines {
				key := string(l.Kind) + " " + l.Key
				if l.Kind == cost.Unexplained {
					key, _, _ = strings.Cut(key, "/")
					key, _, _ = strings.Cut(key, ":")
				}
				if !l.Amount.IsZero() {
					have[key] += l.Amount.Micros()
				}
			}
			for key, micros := range want {
				if micros == 0 {
					delete(want, key)
				}
			}
			if diff := cmp.Diff(want, have); diff != "" || len(have) < 5 {
				t.Errorf("by %s:\n%s", view.By, diff)
			}
		}
		var kinds []string
		for _, f := range got.Findings {
			kinds = append(kinds, string(f.Kind)+" "+f.On)
		}
		slices.Sort(kinds)
		want := []string{"unbilled usage ops-count", "unmapped item platform-fee/fixed", "unmapped item support-credit/credit"}
		if i := slices.IndexFunc(got.Items, func(i cost.Item) bool { return i.OpType == "rounding" }); i >= 0 {
			want = append(want, "unmapped item rounding")
			slices.Sort(want)
		}
		if diff := cmp.Diff(want, kinds); diff != "" {
			t.Error(diff)
		}
	})
}

func TestABillThatCountsMoreThanWasUsedIsReported(t *testing.T) {
	month(t, func(t *testing.T, s *clarifaitest.Server) {
		got, err := cost.Current(t.Context(), s.Client(), "acme", cost.Mapping{Rules: rules()})
		if err != nil {
			t.Fatal(err)
		}
		if !has(got, cost.CountMismatch) || got.Items[1].OpType != "predict" || len(got.Items[1].Rest) != 1 || got.Items[1].Rest[0].Reason != cost.BeyondUsage {
			t.Errorf("%+v, %v", got.Items[1], got.Findings)
		}
	}, func(c *clarifaitest.Config) { c.Variants.OverbilledOpType = "predict" })
}

func TestWhereThePATCannotReadTheBillPricesMakeAnEstimate(t *testing.T) {
	month(t, func(t *testing.T, s *clarifaitest.Server) {
		client := s.Client()
		_, err := cost.Current(t.Context(), client, "acme", cost.Mapping{Rules: rules()})
		if !errors.Is(err, clarifai.ErrUnauthorized) || !strings.Contains(err.Error(), "WithSessionToken") || !strings.Contains(err.Error(), "prices") {
			t.Errorf("without prices: %v", err)
		}
		var m cost.Mapping
		for i, r := range clarifaitest.Rates() {
			var price cost.Decimal
			if err := price.UnmarshalJSON(fmt.Append(nil, r.PricePerOp)); err != nil {
				t.Fatal(err)
			}
			m.Prices = append(m.Prices, cost.Price{Rule: rules()[i], PricePerOp: price})
		}
		got, err := cost.Current(t.Context(), client, "acme", m)
		if err != nil {
			t.Fatal(err)
		}
		withSession := s.Client(clarifai.WithSessionToken(s.SessionToken("owner")))
		truth, err := cost.Current(t.Context(), withSession, "acme", cost.Mapping{Rules: rules()})
		if err != nil {
			t.Fatal(err)
		}
		if !got.Estimated || !has(got, cost.NotRead) || truth.Estimated || got.Explained != truth.Explained || got.Members.Line("user-001").Amount != truth.Members.Line("user-001").Amount {
			t.Errorf("estimated %v of %v, %v", got.Explained, truth.Explained, got.Findings)
		}
	}, func(c *clarifaitest.Config) { c.Variants.SessionOnly = true })
}

func TestWhatCannotBeReadIsNotKnownAndSaidSo(t *testing.T) {
	month(t, func(t *testing.T, s *clarifaitest.Server) {
		for _, op := range []clarifai.Operation{clarifai.OpMembersList, clarifai.OpTeamsList, clarifai.OpAppsList} {
			s.Inject(clarifaitest.Fault{Operation: op, Kind: clarifaitest.FaultStatus, Status: 403, Code: clarifai.CodeInsufficientScopes})
		}
		got, err := cost.Current(t.Context(), s.Client(), "acme", cost.Mapping{Rules: rules()})
		if err != nil {
			t.Fatal(err)
		}
		notRead := 0
		for _, f := range got.Findings {
			if f.Kind == cost.NotRead {
				notRead++
			}
		}
		if l := got.Members.Line("leaver"); notRead != 3 || l == nil || l.Kind != cost.Regular {
			t.Errorf("%d parts, %+v", notRead, l)
		}
		s.Inject(clarifaitest.Fault{Operation: clarifai.OpTeamsList, Kind: clarifaitest.FaultStatus, Status: 500, Count: 99})
		if _, err := cost.Current(t.Context(), s.Client(), "acme", cost.Mapping{Rules: rules()}); !errors.Is(err, clarifai.ErrUnavailable) {
			t.Errorf("what fails otherwise: %v", err)
		}
	})
	if _, err := cost.Current(context.Background(), nil, "acme", cost.Mapping{}); err == nil {
		t.Error("no client passes")
	}
}
