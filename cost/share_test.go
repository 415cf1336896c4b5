package cost_test

import (
	"encoding/csv"
	"fmt"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/cost"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
)

// sharesOf returns the shares of a view as CSV, without the header.
func sharesOf(t interface{ Fatal(args ...any) }, s *cost.Breakdown, by cost.Dimension) [][]string {
	var out strings.Builder
	if err := cost.WriteCSV(&out, s.Shares(by)); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(out.String())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

func TestBreakdown_Shares(t *testing.T) {
	u := usage(
		usageRow(1, "ada", "", clarifai.UsageModelUsage, 700), usageRow(2, "bob", "", clarifai.UsageModelUsage, 300),
		usageRow(2, "ada", "", clarifai.UsageTrainingHours, 5),
	)
	u.Members = []cost.Member{{ID: "ada", Name: "Ada L"}, {ID: "bob"}, {ID: "idle"}}
	train := cost.Rule{OpType: "train", Section: clarifai.UsageTrainingHours, Unit: cost.MustParseDecimal("2")}
	s := mustAllocate(t, bill(item("predict", "", "", "1"), item("train", "", "", "3.5"), item("predict", "", "", "0.25"), item("fee", "", "", "5")), u,
		cost.Mapping{Rules: []cost.Rule{predict, train}})

	t.Run("a row has all that a file needs", func(t *testing.T) {
		var got []string
		for _, row := range sharesOf(t, s, cost.ByMember) {
			got = append(got, strings.Join(row, "|"))
		}
		const head = "acme|2026-11-01|2026-11-30|member|"
		want := []string{
			head + "regular|ada|Ada L|predict|700|0.875000|false",
			head + "regular|ada|Ada L|train|2.5|3.500000|false",
			head + "regular|bob|bob|predict|300|0.375000|false",
			head + "regular|idle|idle|||0.000000|false",
			head + "unexplained|fee: no usage is mapped to it|fee: no usage is mapped to it|fee||5.000000|false",
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("an unknown dimension is an error", func(t *testing.T) {
		if err := firstError(s.Shares("planet")); err == nil {
			t.Error("no error")
		}
	})
	t.Run("it can end early", func(t *testing.T) {
		n := 0
		for range s.Shares(cost.ByMember) {
			n++
			break
		}
		if n != 1 {
			t.Errorf("%d shares", n)
		}
	})
}

// A file sums to the bill, in total and by operation, whatever the bill.
func TestBreakdown_Shares_Sums(t *testing.T) {
	harness.Check(t, func(t *rapid.T) {
		s, err := cost.Allocate(drawBill(t), drawUsage(t), drawMapping(t))
		if err != nil {
			t.Fatal(err)
		}
		byOperation := make(map[string]*big.Rat)
		add := func(sums map[string]*big.Rat, operation, amount string) {
			if sums[operation] == nil {
				sums[operation] = new(big.Rat)
			}
			r, ok := new(big.Rat).SetString(amount)
			if !ok {
				t.Fatalf("%q is no amount", amount)
			}
			sums[operation].Add(sums[operation], r)
		}
		for i := range s.Items {
			add(byOperation, s.Items[i].Name(), s.Items[i].Amount.String())
		}
		for _, view := range s.Views() {
			sums := make(map[string]*big.Rat)
			seen := make(map[string]bool)
			for _, row := range sharesOf(t, s, view.By) {
				add(sums, row[7], row[9])
				if _, decimals, _ := strings.Cut(row[9], "."); len(decimals) != 6 || row[3] != string(view.By) {
					t.Errorf("the row %q", row)
				}
				if id := fmt.Sprint(row[4:8]); seen[id] {
					t.Errorf("two rows of %s", id)
				} else {
					seen[id] = true
				}
			}
			for operation, want := range byOperation {
				if got := sums[operation]; got == nil && want.Sign() != 0 || got != nil && got.Cmp(want) != 0 {
					t.Errorf("by %s: %q sums to %v, want %v", view.By, operation, got, want)
				}
			}
		}
	})
}

// The usage of a line is what its rows of usage sum to.
func TestLine_Counts(t *testing.T) {
	u := usage(
		usageRow(1, "ada", "a1", clarifai.UsageModelUsage, 7), usageRow(2, "ADA", "a2", clarifai.UsageModelUsage, 3),
		usageRow(2, "bob", "a2", clarifai.UsageModelUsage, 9), usageRow(2, "", "a2", clarifai.UsageModelUsage, 1),
	)
	u.Teams = []cost.Team{{ID: "t1", MemberIDs: []string{"ada", "bob"}}, {ID: "t2", MemberIDs: []string{"bob"}}}
	counts := func(s *cost.Breakdown, by cost.Dimension) (got []string) {
		for _, line := range s.View(by).Lines {
			for _, count := range line.Counts {
				got = append(got, fmt.Sprintf("%s %s: %v %s", line.Kind, line.Key, count.Used, count.Operation))
			}
		}
		slices.Sort(got)
		return got
	}
	b := bill(item("predict", "", "25", "20"))
	s := mustAllocate(t, b, u, cost.Mapping{Rules: []cost.Rule{predict}})
	equalLines(t, "by member", counts(s, cost.ByMember), "regular ADA: 10 predict", "regular bob: 9 predict", "unnamed : 1 predict")
	equalLines(t, "by app", counts(s, cost.ByApp), "regular a1: 7 predict", "regular a2: 13 predict")
	equalLines(t, "by day", counts(s, cost.ByDay), "regular 2026-11-01: 7 predict", "regular 2026-11-02: 13 predict")
	equalLines(t, "by team", counts(s, cost.ByTeam), "regular t1: 10 predict", "shared t1+t2: 9 predict", "unnamed : 1 predict")
	equalLines(t, "by operation, as billed", counts(s, cost.ByOperation), "regular predict: 25 predict")

	split := mustAllocate(t, b, u, cost.Mapping{Rules: []cost.Rule{predict}, TeamRule: cost.SplitEvenly})
	equalLines(t, "by team, split", counts(split, cost.ByTeam), "regular t1: 14.5 predict", "regular t2: 4.5 predict", "unnamed : 1 predict")

	thousands := predict
	thousands.Unit = cost.MustParseDecimal("1000")
	s = mustAllocate(t, b, u, cost.Mapping{Rules: []cost.Rule{thousands}})
	equalLines(t, "in thousands", counts(s, cost.ByMember), "regular ADA: 0.01 predict", "regular bob: 0.009 predict", "unnamed : 0.001 predict")
}
