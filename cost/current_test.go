package cost_test

import (
	"errors"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/cost"
)

// naiveView divides up the bill in the plainest way, for comparison: each item
// among the rows that belong to it, by largest remainder.
func naiveView(t *testing.T, items []map[string]any, rows []clarifaitest.Usage, lineOf func(clarifaitest.Usage) string) map[string]int64 {
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

// Every view of a whole month is what a plain second implementation works out.
func TestReadCurrent(t *testing.T) {
	withMonth(t, func(t *testing.T, s *clarifaitest.Server) {
		client := s.Client()
		got, err := cost.ReadCurrent(t.Context(), client, "acme", cost.Mapping{Rules: monthRules(), Centers: cost.Centers{MetadataKey: "cost_center"}})
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
			want := naiveView(t, bill.InvoiceItems, rows, lineOf)
			have := make(map[string]int64)
			for _, l := range view.Lines {
				key := string(l.Kind) + " " + l.Key
				if l.Kind == cost.LineUnexplained {
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
			kinds = append(kinds, string(f.Kind)+" "+f.Subject)
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

func TestReadCurrent_BillNotPermitted(t *testing.T) {
	withMonth(t, func(t *testing.T, s *clarifaitest.Server) {
		client := s.Client()
		// Without prices, the error says what would help.
		_, err := cost.ReadCurrent(t.Context(), client, "acme", cost.Mapping{Rules: monthRules()})
		if !errors.Is(err, clarifai.ErrUnauthorized) || !strings.Contains(err.Error(), "WithSessionToken") || !strings.Contains(err.Error(), "prices") {
			t.Errorf("without prices: %v", err)
		}
		// With prices, the result is an estimate. At the server's own prices it
		// explains as much as the bill does.
		var m cost.Mapping
		for i, r := range clarifaitest.Rates() {
			m.Prices = append(m.Prices, cost.Price{Rule: monthRules()[i], PricePerOp: cost.MustParseDecimal(fmt.Sprint(r.PricePerOp))})
		}
		got, err := cost.ReadCurrent(t.Context(), client, "acme", m)
		if err != nil {
			t.Fatal(err)
		}
		withSession := s.Client(clarifai.WithSessionToken(s.SessionToken("owner")))
		billed, err := cost.ReadCurrent(t.Context(), withSession, "acme", cost.Mapping{Rules: monthRules()})
		if err != nil {
			t.Fatal(err)
		}
		if !got.Estimated || !hasFinding(got, cost.FindingNotRead) || billed.Estimated || got.Explained != billed.Explained || got.Members.Line("user-001").Amount != billed.Members.Line("user-001").Amount {
			t.Errorf("estimated %v of %v, %v", got.Explained, billed.Explained, got.Findings)
		}
	}, func(c *clarifaitest.Config) { c.Variants.SessionOnly = true })
}

func TestReadCurrent_CountExceedsUsage(t *testing.T) {
	withMonth(t, func(t *testing.T, s *clarifaitest.Server) {
		got, err := cost.ReadCurrent(t.Context(), s.Client(), "acme", cost.Mapping{Rules: monthRules()})
		if err != nil {
			t.Fatal(err)
		}
		if !hasFinding(got, cost.FindingCountMismatch) || got.Items[1].OpType != "predict" || len(got.Items[1].Remainders) != 1 || got.Items[1].Remainders[0].Reason != cost.ReasonExceedsUsage {
			t.Errorf("%+v, %v", got.Items[1], got.Findings)
		}
	}, func(c *clarifaitest.Config) { c.Variants.OverbilledOpType = "predict" })
}
