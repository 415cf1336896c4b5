package clarifai_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestBilling_GetCurrentBill(t *testing.T) {
	t.Run("numbers are kept digit by digit", func(t *testing.T) {
		c, _ := testkit.NewClient(t, testkit.Script(testkit.Success(`"invoice_items":[{"op_type":"a","price_per_op":1e-7,"count":"3","dollars":0.30000000000000004},{}]`)))
		bill, err := c.Billing.GetCurrentBill(t.Context(), "acme")
		if err != nil {
			t.Fatal(err)
		}
		want := clarifai.InvoiceItem{OpType: "a", PricePerOp: "1e-7", Count: "3", Dollars: "0.30000000000000004"}
		if bill.InvoiceItems[0] != want || bill.InvoiceItems[1] != (clarifai.InvoiceItem{}) || bill.BillingCycle != nil {
			t.Errorf("Billing.GetCurrentBill() = %+v", bill)
		}
		for _, number := range []string{`"NaN"`, `"Infinity"`, `true`, `"12 dollars"`} {
			c, _ := testkit.NewClient(t, testkit.Script(testkit.Success(`"invoice_items":[{"dollars":`+number+`}]`)), testkit.WithoutRetries)
			if bill, err := c.Billing.GetCurrentBill(t.Context(), "acme"); err == nil {
				t.Errorf("%s passes for an amount: %+v", number, bill)
			}
		}
	})

	testkit.RunWithServer(t, "a PAT that is refused gets a hint", func(t *testing.T, s *clarifaitest.Server) {
		_, err := s.Client().Billing.GetCurrentBill(t.Context(), "acme")
		if !errors.Is(err, clarifai.ErrUnauthorized) || !strings.Contains(err.Error(), "WithSessionToken") {
			t.Errorf("Billing.GetCurrentBill() = %v", err)
		}
		if _, err := s.Client().Usage.ListHistory(t.Context(), "acme", nil); err != nil {
			t.Errorf("the history takes a PAT: %v", err)
		}
		withSession := s.Client(clarifai.WithSessionToken(s.SessionToken("owner")))
		if bill, err := withSession.Billing.GetCurrentBill(t.Context(), "acme"); err != nil || len(bill.InvoiceItems) == 0 {
			t.Errorf("Billing.GetCurrentBill() = %v, %v", bill, err)
		}
		_, err = s.Client(clarifai.WithSessionToken("ended")).Billing.GetCurrentBill(t.Context(), "acme")
		if !errors.Is(err, clarifai.ErrUnauthorized) || !strings.Contains(err.Error(), "new session token") {
			t.Errorf("an ended session: %v", err)
		}
	}, func(c *clarifaitest.Config) { c.Variants.SessionOnly = true })
}

const cardNumber = "4242424242424242"

func TestBilling_AddPaymentMethod(t *testing.T) {
	t.Run("anything but a processor's source is refused and not sent", func(t *testing.T) {
		withSources(t, func(t *testing.T, s *clarifaitest.Server, add func(source string) error) {
			for _, source := range []string{
				"", " ", cardNumber, "4242 4242 4242 4242", "4242-4242-4242-4242", "tok_" + cardNumber, "src_4242-4242-4242-4242", "card_4242_4242_4242_4242",
				"tok_", "_visa", "tok", "tok-visa", "Tok_visa", "TOK_visa", "t0k_visa", " tok_visa", "tok_visa\n", "tok_visa x", "tok_visa;x", "tok_é",
				"tok_４２４２４２４２４２４２４２４２", `{"source":"tok_visa"}`,
			} {
				if err := add(source); !errors.Is(err, clarifai.ErrInvalid) || strings.Contains(err.Error(), "4242") {
					t.Errorf("%q: %v", source, err)
				}
			}
			if n := len(s.Requests()); n != 0 {
				t.Errorf("%d requests", n)
			}
		})
	})
	t.Run("a source of a processor is sent, whatever digits are in it", func(t *testing.T) {
		withSources(t, func(t *testing.T, _ *clarifaitest.Server, add func(source string) error) {
			random := rand.New(rand.NewPCG(9, 9))
			sources := []string{"tok_1NvHyR2eZvKYlo2C", "src_client_4242424242424242", "pm_a", "tok_new_4711", "src_4242424242424242a"}
			for range 100 {
				id := make([]byte, 16)
				for i := range id {
					id[i] = byte(random.Uint32())
				}
				sources = append(sources, fmt.Sprintf("src_%x-%x-%x-%x-%x", id[:4], id[4:6], id[6:8], id[8:10], id[10:]))
			}
			for _, source := range sources {
				if err := add(source); err != nil {
					t.Errorf("%q: %v", source, err)
				}
			}
		})
	})
}

func withSources(t *testing.T, test func(t *testing.T, s *clarifaitest.Server, add func(source string) error)) {
	t.Helper()
	testkit.WithServer(t, func(t *testing.T, s *clarifaitest.Server) {
		c := s.Client()
		test(t, s, func(source string) error {
			_, err := c.Billing.AddPaymentMethod(t.Context(), "acme", clarifai.NewSecret(source))
			return err
		})
	})
}

func TestBilling_PaymentMethods(t *testing.T) {
	t.Run("of a card's number the last four digits are kept", func(t *testing.T) {
		for card, want := range map[string]string{
			`{"id":"c","number":"4242424242427777"}`:                           "7777",
			`{"id":"c","number":4242424242427777}`:                             "7777",
			`{"id":"c","four_digits":"4242 4242 4242 7777"}`:                   "7777",
			`{"id":"c","four_digits":7777,"number":"4242424242421111"}`:        "7777",
			`{"id":"c","number":"\u0037\u0037\u0037\u0037","cvc":"424"}`:       "7777",
			`{"id":"c","number":4.242424242424242e15}`:                         "",
			`{"id":"c","four_digits":"","number":{"n":"4242 4242 4242 7777"}}`: "",
		} {
			c, _ := testkit.NewClient(t, testkit.Script(testkit.Success(`"cards":[`+card+`],"card":`+card)))
			cards, err := c.Billing.ListPaymentMethods(t.Context(), "acme")
			if err != nil || len(cards) != 1 || cards[0].FourDigits != want {
				t.Fatalf("%s is read as %+v (%v)", card, cards, err)
			}
			data, err := json.Marshal(cards)
			if text := fmt.Sprintf("%v %+v %#v %s", cards, cards, cards, data); err != nil || strings.Contains(text, "424") {
				t.Errorf("%s leaves %s (%v)", card, text, err)
			}
			for _, path := range []string{"/v2/users/acme/credit_cards", "/v2/users/acme/Credit%5FCards/c"} {
				var raw any
				if err := c.Call(t.Context(), http.MethodGet, path, nil, nil, &raw); err != nil {
					t.Error(err)
				}
				data, err = json.Marshal(raw)
				if text := string(data); err != nil || strings.Contains(text, "424") || !strings.Contains(text, `"id":"c"`) ||
					!strings.Contains(text, `"code":10000`) || strings.Count(text, want) < 2 {
					t.Errorf("GET %s of %s leaves %s (%v)", path, card, text, err)
				}
			}
		}
	})
	testkit.RunInFakeTime(t, "nothing else is taken for a card's number", func(t *testing.T) {
		const id = "card_9e107d9d-4242-4242-4242-424242424242" // a part of which passes the check of card numbers
		c, _ := testkit.NewClient(t, testkit.Script(testkit.Success(`"cards":[{"id":"`+id+`","name":"`+cardNumber+`"}]`)), testkit.WithoutRetries)
		cards, err := c.Billing.ListPaymentMethods(t.Context(), "acme")
		if err != nil || len(cards) != 1 || cards[0].ID != id || cards[0].Name != cardNumber {
			t.Errorf("Billing.ListPaymentMethods() = %+v, %v", cards, err)
		}
		if _, err := c.Billing.SetDefaultPaymentMethod(t.Context(), "acme", cardNumber); errors.Is(err, clarifai.ErrInvalid) {
			t.Errorf("an ID of digits: %v", err)
		}
	})
	t.Run("no error quotes a card", func(t *testing.T) {
		c, _ := testkit.NewClient(t, testkit.Script(testkit.Success(`"cards":[{"id":7,"number":"4242424242427777","name":"x"}]`)), testkit.WithoutRetries)
		_, err := c.Billing.ListPaymentMethods(t.Context(), "acme")
		var raw any
		err2 := c.Call(t.Context(), http.MethodGet, "/v2/users/acme/credit_cards", nil, nil, &raw)
		if err == nil || strings.Contains(err.Error()+fmt.Sprint(err2), "4242") {
			t.Errorf("%v, and by Call %v", err, err2)
		}
	})
	testkit.RunWithServer(t, "a server that shows whole numbers", func(t *testing.T, s *clarifaitest.Server) {
		cards, err := s.Client().Billing.ListPaymentMethods(t.Context(), "acme")
		if err != nil || len(cards) != 2 || len(cards[0].FourDigits) != 4 {
			t.Errorf("Billing.ListPaymentMethods() = %+v, %v", cards, err)
		}
	}, func(c *clarifaitest.Config) { c.Variants.ShowCardNumbers = true })
}

func TestBilling_SetDefaultPaymentMethod(t *testing.T) {
	testkit.WithServer(t, func(t *testing.T, s *clarifaitest.Server) {
		c := s.Client()
		card, err := c.Billing.SetDefaultPaymentMethod(t.Context(), "acme", "card-2")
		if err != nil || !card.Default {
			t.Fatalf("Billing.SetDefaultPaymentMethod() = %+v, %v", card, err)
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
		c, _ := testkit.NewClient(t, testkit.Script(testkit.Success(""), testkit.Success(`"cards":[`+cards+`]`)), testkit.WithoutRetries)
		if card, err := c.Billing.SetDefaultPaymentMethod(t.Context(), "acme", "b"); err == nil {
			t.Errorf("%s: %+v", name, card)
		}
	}
}

func TestBilling_NeverSentAgain(t *testing.T) {
	for _, acts := range []bool{true, false} {
		testkit.WithServer(t, func(t *testing.T, s *clarifaitest.Server) {
			s.Inject(clarifaitest.Fault{Kind: clarifaitest.FaultDrop, Acts: acts, Count: 99})
			_, err := s.Client().Billing.Subscribe(t.Context(), "acme", clarifai.SubscribeRequest{PlanID: "community"})
			_, err2 := s.Client().Billing.AddPaymentMethod(t.Context(), "acme", clarifai.NewSecret("tok_secret"))
			if !errors.Is(err, clarifai.ErrAmbiguous) || !errors.Is(err2, clarifai.ErrAmbiguous) || len(s.Requests()) != 2 || strings.Contains(err2.Error(), "tok_secret") {
				t.Errorf("%v; %v; %d requests", err, err2, len(s.Requests()))
			}
		})
	}
	c, _ := testkit.NewClient(t, testkit.Script(testkit.Success(`"plan":{"id":"other"}`)))
	if _, err := c.Billing.Subscribe(t.Context(), "acme", clarifai.SubscribeRequest{PlanID: "community"}); !errors.Is(err, clarifai.ErrAmbiguous) {
		t.Errorf("a response with another plan: %v", err)
	}
}
