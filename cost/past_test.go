package cost_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/cost"
)

// prices returns the embedded server's own price list.
func prices() (prices []cost.Price) {
	rules := monthRules()
	for i, rate := range clarifaitest.Rates() {
		prices = append(prices, cost.Price{Rule: rules[i], PricePerOp: cost.MustParseDecimal(fmt.Sprint(rate.PricePerOp))})
	}
	return prices
}

func TestReadEstimate(t *testing.T) {
	withMonth(t, func(t *testing.T, s *clarifaitest.Server) {
		month, err := cost.Month(time.Now().Year(), time.Now().Month())
		if err != nil {
			t.Fatal(err)
		}
		s.Advance(40 * 24 * time.Hour)
		before := len(s.Requests())
		b, err := cost.ReadEstimate(t.Context(), s.Client(), "acme", month, cost.Mapping{Prices: prices()})
		if err != nil {
			t.Fatal(err)
		}
		if !b.Estimated || !b.Period.Start.Equal(month.Start) || !b.Period.End.Equal(month.End) || b.Total.Sign() <= 0 || !hasFinding(b, cost.FindingNotRead) {
			t.Errorf("estimated: %v, of %v, %v; findings: %v", b.Estimated, b.Period, b.Total, b.Findings)
		}
		for _, r := range s.Requests()[before:] {
			if r.Operation == clarifai.OpBillingGetCurrentBill {
				t.Error("it asks for the bill, which is another cycle's")
			}
		}
		for _, view := range b.Views() {
			for _, line := range view.Lines {
				if !line.Estimated {
					t.Errorf("by %s: %s is not marked", view.By, line.Name)
				}
			}
		}
	})
}

func TestReadEstimate_Refused(t *testing.T) {
	withMonth(t, func(t *testing.T, s *clarifaitest.Server) {
		month, _ := cost.Month(1999, time.December)
		if _, err := cost.ReadEstimate(t.Context(), s.Client(), "acme", month, cost.Mapping{Rules: monthRules()}); err == nil || !strings.Contains(err.Error(), "prices") || len(s.Requests()) != 0 {
			t.Errorf("without prices: %d requests, %v", len(s.Requests()), err)
		}
	})
}

func TestReadKept(t *testing.T) {
	withMonth(t, func(t *testing.T, s *clarifaitest.Server) {
		client := s.Client(clarifai.WithSessionToken(s.SessionToken("owner")))
		mapping := cost.Mapping{Rules: monthRules()}
		read, err := cost.ReadBill(t.Context(), client, "acme")
		if err != nil {
			t.Fatal(err)
		}
		current, err := cost.ReadCurrent(t.Context(), client, "acme", mapping)
		if err != nil {
			t.Fatal(err)
		}
		text, err := json.Marshal(read)
		if err != nil {
			t.Fatal(err)
		}
		kept, err := cost.DecodeBill(strings.NewReader(string(text)))
		if err != nil {
			t.Fatal(err)
		}
		before := len(s.Requests())
		b, err := cost.ReadKept(t.Context(), client, kept, mapping)
		if err != nil {
			t.Fatal(err)
		}
		equalLines(t, "by member", nonZeroLines(&b.Members), nonZeroLines(&current.Members)...)
		if b.Estimated || b.Total != current.Total || len(b.Members.Lines) < 2 {
			t.Errorf("estimated: %v, %v of %v", b.Estimated, b.Total, current.Total)
		}
		for _, r := range s.Requests()[before:] {
			if r.Operation == clarifai.OpBillingGetCurrentBill {
				t.Error("it asks for the bill, which is another cycle's by now")
			}
		}
		kept.OrganizationID = ""
		if _, err := cost.ReadKept(t.Context(), client, kept, mapping); err == nil {
			t.Error("a bill of no organization is taken")
		}
	})
}
