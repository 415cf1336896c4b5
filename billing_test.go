package clarifai_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

func TestTheNumbersOfABillAreKeptDigitForDigit(t *testing.T) {
	c, _ := coreClient(t, coreScript(coreFine(`"invoice_items":[{"op_type":"a","price_per_op":1e-7,"count":"3","dollars":0.30000000000000004},{}]`)))
	bill, err := c.Billing.CurrentBill(t.Context(), "acme")
	if err != nil {
		t.Fatal(err)
	}
	want := clarifai.InvoiceItem{OpType: "a", PricePerOp: "1e-7", Count: "3", Dollars: "0.30000000000000004"}
	if bill.InvoiceItems[0] != want || bill.InvoiceItems[1] != (clarifai.InvoiceItem{}) || bill.BillingCycle != nil {
		t.Errorf("%+v", bill)
	}
	for _, number := range []string{`"NaN"`, `"Infinity"`, `true`, `"12 dollars"`} {
		c, _ := coreClient(t, coreScript(coreFine(`"invoice_items":[{"dollars":`+number+`}]`)), coreOnce)
		if bill, err := c.Billing.CurrentBill(t.Context(), "acme"); err == nil {
			t.Errorf("%s passes for an amount: %+v", number, bill)
		}
	}
}

func TestAPATThatIsRefusedTheBillIsToldWhatToDo(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		_, err := s.Client().Billing.CurrentBill(t.Context(), "acme")
		if !errors.Is(err, clarifai.ErrUnauthorized) || !strings.Contains(err.Error(), "WithSessionToken") {
			t.Errorf("%v", err)
		}
		if _, err := s.Client().Usage.History(t.Context(), "acme", nil); err != nil {
			t.Errorf("the history takes a PAT: %v", err)
		}
		withSession := s.Client(clarifai.WithSessionToken(s.SessionToken("owner")))
		if bill, err := withSession.Billing.CurrentBill(t.Context(), "acme"); err != nil || len(bill.InvoiceItems) == 0 {
			t.Errorf("%v, %v", bill, err)
		}
		_, err = s.Client(clarifai.WithSessionToken("ended")).Billing.CurrentBill(t.Context(), "acme")
		if !errors.Is(err, clarifai.ErrUnauthorized) || !strings.Contains(err.Error(), "taken anew") {
			t.Errorf("an ended session: %v", err)
		}
	}, clarifaitest.WithSessionOnly())
}

const cardNumber = "4242424242424242"

func TestNoCardNumberLeaves(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		c := s.Client()
		for _, source := range []string{cardNumber, "4242 4242 4242 4242", "4242-4242-4242-4242", "card=" + cardNumber + ";x", "378282246310005", "4242\t4242/4242_4242", "tok_1 4242 4242 4242 4242 1", "4242424242424242123", "x4242x4242x4242x4242", "tok_4242ʼ4242ʼ4242ʼ4242",
			"④②④②④②④②④②④②④②④②", `{"cvc":"123"}`, "&#52;242", "4242424242424241", "tok 1", "４２４２４２４２４２４２４２４２", "٤٢٤٢ ٤٢٤٢ ٤٢٤٢ ٤٢٤٢", "𝟒𝟐𝟒𝟐𝟒𝟐𝟒𝟐𝟒𝟐𝟒𝟐𝟒𝟐𝟒𝟐", " ", ""} {
			_, err := c.Billing.AddPaymentMethod(t.Context(), "acme", clarifai.NewSecret(source))
			refusedCard(t, source, err)
		}
		for _, body := range []string{
			`{"card":{"number":"` + cardNumber + `"}}`, `{"card":{"Number":4242424242424242}}`, `{"card":{"cvc":"123"}}`,
			`{"source":"` + cardNumber + `"}`, `{"cards":[{"name":"4242 4242 4242 4242"}]}`, `{"a":[[{"b":4242424242424242}]]}`,
			`{"source":"` + cardNumber + `","source":"tok_1"}`, `{"card":{"cvc":"123"},"card":null}`, `{"4242 4242 4242 4242":true}`, `{"card":{"number":["1"]}}`,
			`["4242","4242","4242","4242"]`, `{"a":"42424242","b":"42424242"}`, `{"source":42424242424242420e-1}`, `{"card":{"cvv":"123"}}`,
			`"eyJzb3VyY2UiOiI0MjQyIn0="`, `{"source":"not a token"}`,
		} {
			for _, path := range []string{"/v2/users/acme/credit_cards", "/v2/users/acme/credit%5Fcards"} {
				refusedCard(t, body, c.Call(t.Context(), http.MethodPost, path, nil, json.RawMessage(body), nil))
			}
		}
		for _, query := range []url.Values{{"source": {cardNumber}}, {"cvc": {"", "123"}}, {"x": {"tok_1", cardNumber}}, {cardNumber: {""}}, {"a": {"42424242", "42424242"}}, {"card.cvc": {"123"}}} {
			refusedCard(t, query.Encode(), c.Call(t.Context(), http.MethodGet, "/v2/users/acme/credit_cards", query, nil, nil))
			refusedCard(t, query.Encode(), c.Call(t.Context(), http.MethodDelete, "/v2/users/acme/credit_cards/default", query, nil, nil))
		}
		for _, path := range []string{"/v2/users/acme/credit_cards/4242-4242-4242-4242", "/v2/users/acme/Credit_Cards/" + cardNumber} {
			refusedCard(t, path, c.Call(t.Context(), http.MethodGet, path, nil, nil, nil))
		}
		_, err := c.Billing.Subscribe(t.Context(), "acme", clarifai.SubscribeRequest{PlanID: cardNumber})
		refusedCard(t, "a plan", err)
		_, err = c.Billing.Subscribe(t.Context(), "acme", clarifai.SubscribeRequest{PlanID: "plan", SignupCode: "4242 4242 4242 4242"})
		refusedCard(t, "a signup code", err)
		_, err = c.Billing.SetDefaultPaymentMethod(t.Context(), "acme", cardNumber)
		refusedCard(t, "the default", err)
		refusedCard(t, "the removal", c.Billing.RemovePaymentMethod(t.Context(), "acme", "4242 4242 4242 4242"))
		if n := len(s.Requests()); n != 0 {
			t.Errorf("%d requests", n)
		}
		for _, source := range []string{"tok_1NvHyR2eZvKYlo2C", "src_4242", "pm-1"} {
			if _, err := c.Billing.AddPaymentMethod(t.Context(), "acme", clarifai.NewSecret(source)); err != nil {
				t.Errorf("%s: %v", source, err)
			}
		}
		if err := c.Call(t.Context(), http.MethodPost, "/v2/users/acme/credit_cards", nil, map[string]string{"source": "tok_1"}, nil); err != nil {
			t.Error(err)
		}
	})
}

func refusedCard(t *testing.T, sent string, err error) {
	t.Helper()
	if !errors.Is(err, clarifai.ErrInvalid) || strings.Contains(fmt.Sprint(err), "4242") {
		t.Errorf("%s: %v", sent, err)
	}
}

func TestOfACardsNumberOnlyTheLastFourDigitsAreKept(t *testing.T) {
	for _, card := range []string{
		`{"id":"c","number":"4242424242427777"}`, `{"id":"c","number":4242424242427777}`, `{"id":"c","four_digits":"4242424242427777"}`,
		`{"id":"c","four_digits":7777,"number":"4242424242421111"}`, `{"id":"c","number":"\u0037\u0037\u0037\u0037"}`, `{"id":"c","number":"４２４２４２４２４２４２７７７７"}`,
		`{"id":"c","four_digits":"7777","name":"4242424242424242","brand":"4242 4242 4242 4242","cvc":"999"}`} {
		c, _ := coreClient(t, coreScript(coreFine(`"cards":[`+card+`]`)))
		cards, err := c.Billing.PaymentMethods(t.Context(), "acme")
		if err != nil || cards[0].FourDigits != "7777" {
			t.Errorf("%s is read as %+v (%v)", card, cards, err)
		}
		data, _ := json.Marshal(cards)
		if text := fmt.Sprintf("%v %+v %#v %s", cards, cards, cards, data); strings.Contains(text, "4242") || strings.Contains(text, "999") {
			t.Errorf("%s leaves %s", card, text)
		}
		var raw any
		if err := c.Call(t.Context(), http.MethodGet, "/v2/users/acme/credit_cards", nil, nil, &raw); err != nil {
			t.Error(err)
		}
		data, _ = json.Marshal(raw)
		if text := string(data); strings.Contains(text, "4242") || strings.Contains(text, "999") || !strings.Contains(text, "7777") {
			t.Errorf("%s leaves %s by Call", card, text)
		}
	}
	for _, card := range []string{`{"id":"c","number":4.242424242424242e15}`, `{"id":"c","four_digits":"","number":{"n":"4242 4242 4242 7777"}}`} {
		c, _ := coreClient(t, coreScript(coreFine(`"cards":[`+card+`]`)))
		if cards, err := c.Billing.PaymentMethods(t.Context(), "acme"); err != nil || cards[0].FourDigits != "" {
			t.Errorf("%s is read as %+v (%v)", card, cards, err)
		}
	}
	declined, _ := coreClient(t, coreScript(coreReply{status: 400, body: `{"status":{"code":11102,"description":"card 4242424242424242 was declined"}}`}))
	if _, err := declined.Billing.PaymentMethods(t.Context(), "acme"); err == nil || strings.Contains(err.Error(), "4242") {
		t.Errorf("%v", err)
	}
	c, _ := coreClient(t, coreScript(coreFine(`"cards":[{"id":7,"number":"4242424242427777","name":"x"}]`)), coreOnce)
	if _, err := c.Billing.PaymentMethods(t.Context(), "acme"); err == nil || strings.Contains(err.Error(), "4242") {
		t.Errorf("%v", err)
	}
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		cards, err := s.Client().Billing.PaymentMethods(t.Context(), "acme")
		if err != nil || len(cards) != 2 || len(cards[0].FourDigits) != 4 {
			t.Errorf("%+v, %v", cards, err)
		}
	}, clarifaitest.WithShownCardNumbers())
}

func TestADefaultCardIsBelievedOnlyWhenItIsTheOnlyOne(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		c := s.Client()
		card, err := c.Billing.SetDefaultPaymentMethod(t.Context(), "acme", "card-2")
		if err != nil || !card.Default {
			t.Fatalf("%+v, %v", card, err)
		}
		if err := c.Billing.RemovePaymentMethod(t.Context(), "acme", "card-2"); err != nil {
			t.Error(err)
		}
		if err := c.Billing.RemovePaymentMethod(t.Context(), "acme", "card-2"); !errors.Is(err, clarifai.ErrNotFound) {
			t.Errorf("a card that is not there: %v", err)
		}
	})
	for name, cards := range map[string]string{
		"two defaults": `{"id":"a","default":true},{"id":"b","default":true}`, "none": `{"id":"a"},{"id":"b"}`, "another": `{"id":"a","default":true},{"id":"b"}`,
	} {
		c, _ := coreClient(t, coreScript(coreFine(""), coreFine(`"cards":[`+cards+`]`)), coreOnce)
		if card, err := c.Billing.SetDefaultPaymentMethod(t.Context(), "acme", "b"); err == nil {
			t.Errorf("%s: %+v", name, card)
		}
	}
}

func TestAPlanAndACardAreAskedForOnceWhateverTheAnswer(t *testing.T) {
	for _, acts := range []bool{true, false} {
		bubble(t, func(t *testing.T, s *clarifaitest.Server) {
			s.Inject(clarifaitest.Fault{Kind: clarifaitest.FaultDrop, Acts: acts, Count: 99})
			_, err := s.Client().Billing.Subscribe(t.Context(), "acme", clarifai.SubscribeRequest{PlanID: "community"})
			_, err2 := s.Client().Billing.AddPaymentMethod(t.Context(), "acme", clarifai.NewSecret("tok_secret"))
			if !errors.Is(err, clarifai.ErrAmbiguous) || !errors.Is(err2, clarifai.ErrAmbiguous) || len(s.Requests()) != 2 || strings.Contains(err2.Error(), "tok_secret") {
				t.Errorf("%v; %v; %d requests", err, err2, len(s.Requests()))
			}
		})
	}
	c, _ := coreClient(t, coreScript(coreFine(`"plan":{"id":"other"}`)))
	if _, err := c.Billing.Subscribe(t.Context(), "acme", clarifai.SubscribeRequest{PlanID: "community"}); !errors.Is(err, clarifai.ErrAmbiguous) {
		t.Errorf("an answer with another plan: %v", err)
	}
}

func TestUsageIsReadWithinItsPeriodAndByApp(t *testing.T) {
	day := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		c := s.Client()
		summed, err := c.Usage.History(t.Context(), "acme", &clarifai.UsageHistoryOptions{StartDate: day, EndDate: day.AddDate(0, 0, 1)})
		if err != nil || len(summed) != 1 || summed[0].Value != 7 || summed[0].AppID != "" {
			t.Errorf("%+v, %v", summed, err)
		}
		apps, err := c.Usage.History(t.Context(), "acme", &clarifai.UsageHistoryOptions{StartDate: day, EndDate: day.AddDate(0, 0, 1), BrokenDownPerApp: true})
		if err != nil || len(apps) != 2 {
			t.Errorf("%+v, %v", apps, err)
		}
		if _, err := c.Usage.History(t.Context(), "acme", &clarifai.UsageHistoryOptions{StartDate: day, EndDate: day.Add(-1)}); !errors.Is(err, clarifai.ErrInvalid) {
			t.Errorf("a period that ends before it begins: %v", err)
		}
		counts, err := c.Usage.Realtime(t.Context(), "acme")
		if err != nil || !slices.Equal(counts, []clarifai.RealtimeCount{{OpType: "predict", Count: 7}}) {
			t.Errorf("%+v, %v", counts, err)
		}
		cycles, err := c.Usage.Cycles(t.Context(), "acme", &clarifai.UsageCyclesOptions{CycleNumber: 1})
		if err != nil || len(cycles) != 1 || !cycles[0].StartDate.Equal(day) {
			t.Errorf("%+v, %v", cycles, err)
		}
	}, clarifaitest.WithUsage(clarifaitest.Usage{OwnerID: "acme", Date: day, Section: clarifai.UsageModelUsage, CallerUserID: "ann", AppID: "app2", Value: 4}))
	c, _ := coreClient(t, coreScript(coreFine(`"realtime_usage":[{"op_type":"a","count":"9007199254740993"}]`)))
	if counts, err := c.Usage.Realtime(t.Context(), "acme"); err != nil || counts[0].Count != 9007199254740993 {
		t.Errorf("%+v, %v", counts, err)
	}
}
