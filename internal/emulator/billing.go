package emulator

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"time"
)

// account is how a user or an organization pays. Without an account there are
// no cards, and the server's plan applies.
type account struct {
	plan, signupCode string
	cards            []card // never written into
}

type card struct {
	id, digits string // digits are the last 4
	brand      string
	chosen     bool // it is the default
}

// plans can be subscribed to.
var plans = []planJSON{{"Community", "community"}, {"Pay-As-You-Go", "pay-as-you-go"}, {"Enterprise", "enterprise"}}

// What a month costs besides usage.
const (
	platformFee   = 499.0
	supportCredit = -25.5
)

// Requests.

type planItem struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

type postSubscriptionRequest struct {
	owner
	SignupCode string   `json:"signup_code"`
	Plan       planItem `json:"plan"`
}

type cardItem struct {
	ID      string `json:"id"`
	Default bool   `json:"default"`
	Number  string `json:"number"`
	CVC     string `json:"cvc"`
}

type postCardRequest struct {
	owner
	Source string   `json:"source"`
	Card   cardItem `json:"card"`
}

type patchCardsRequest struct {
	owner
	Cards  []cardItem   `json:"cards"`
	Action *patchAction `json:"action"`
}

type deleteCardRequest struct {
	owner
	Card cardItem `json:"card"`
}

// Responses.

type planJSON struct {
	Name string `json:"name,omitzero"`
	ID   string `json:"id,omitzero"`
}

type multiPlanResponse struct {
	envelope
	Plans []planJSON `json:"plans,omitempty"`
}

type singleSubscriptionResponse struct {
	envelope
	Plan       *planJSON `json:"plan,omitzero"`
	SignupCode string    `json:"signup_code,omitzero"`
}

type billingCycleJSON struct {
	StartDate stamp `json:"start_date,omitzero"`
	EndDate   stamp `json:"end_date,omitzero"`
	CycleID   int32 `json:"cycle_id,omitzero"`
}

type billingCyclesResponse struct {
	envelope
	BillingCycles list[billingCycleJSON] `json:"billing_cycles"`
}

type invoiceItemJSON struct {
	OpType     string  `json:"op_type,omitzero"`
	BillType   string  `json:"bill_type,omitzero"`
	PricePerOp float64 `json:"price_per_op,omitzero"`
	Count      float64 `json:"count,omitzero"`
	Dollars    float64 `json:"dollars,omitzero"`
	Notes      string  `json:"notes,omitzero"`
}

type billingUsageResponse struct {
	envelope
	InvoiceItems []invoiceItemJSON `json:"invoice_items,omitempty"`
	BillingCycle *billingCycleJSON `json:"billing_cycle,omitzero"`
}

type cardJSON struct {
	Number     string `json:"number,omitzero"`
	FourDigits string `json:"four_digits,omitzero"`
	ExpMonth   string `json:"exp_month,omitzero"`
	ExpYear    string `json:"exp_year,omitzero"`
	ID         string `json:"id,omitzero"`
	Brand      string `json:"brand,omitzero"`
	Funding    string `json:"funding,omitzero"`
	Default    bool   `json:"default"`
}

type singleCardResponse struct {
	envelope
	Card *cardJSON `json:"card,omitzero"`
}

type multiCardResponse struct {
	envelope
	Cards []cardJSON `json:"cards,omitempty"`
}

func cycleJSON(month time.Time) *billingCycleJSON {
	return &billingCycleJSON{stamp{month, 0}, stamp{month.AddDate(0, 1, 0), 0}, epoch(month)}
}

// getBillingUsage returns the bill of this month for the usage so far. Its
// amounts are unrounded binary fractions, as clients must expect.
func getBillingUsage(c *call, in *ownerRequest) (*billingUsageResponse, error) {
	payer, err := c.payer(in.UserAppID.UserID)
	if err != nil {
		return nil, err
	}
	month := monthOf(c.now)
	counts := make([]float64, len(rates))
	dollars := make([]float64, len(rates))
	for _, u := range c.server.usageBetween(payer, month, c.now.Add(1)) {
		for i := range rates {
			if !rates[i].fits(&u) {
				continue
			}
			counts[i] += float64(u.Value)
			dollars[i] += float64(u.Value) * rates[i].PricePerOp
			break
		}
	}
	var items []invoiceItemJSON
	total := 0.0
	for i, rate := range rates {
		if counts[i] == 0 {
			continue
		}
		if rate.OpType == c.server.config.Variants.OverbilledOpType {
			counts[i] *= 1.1
			dollars[i] *= 1.1
		}
		items = append(items, invoiceItemJSON{rate.OpType, rate.BillType, rate.PricePerOp, counts[i], dollars[i], string(rate.Section) + " of the cycle so far"})
		total += dollars[i]
	}
	if len(items) > 0 {
		items = append(items,
			invoiceItemJSON{OpType: "platform-fee", BillType: "fixed", Dollars: platformFee, Notes: "a month"},
			invoiceItemJSON{OpType: "support-credit", BillType: "credit", Dollars: supportCredit, Notes: "for an outage"})
		if off := math.Round(total*100)/100 - total; off != 0 {
			items = append(items, invoiceItemJSON{OpType: "rounding", Dollars: off, Notes: "to whole cents"})
		}
	}
	return &billingUsageResponse{InvoiceItems: items, BillingCycle: cycleJSON(month)}, nil
}

func listBillingCycles(c *call, in *pageRequest) (*billingCyclesResponse, error) {
	payer, err := c.payer(in.UserAppID.UserID)
	if err != nil {
		return nil, err
	}
	var cycles []billingCycleJSON
	for _, month := range c.months(payer) {
		cycles = append(cycles, *cycleJSON(month))
	}
	shown, err := page(c, in.paging, cycles)
	return &billingCyclesResponse{BillingCycles: shown}, err
}

func listPlans(c *call, in *ownerRequest) (*multiPlanResponse, error) {
	_, err := c.payer(in.UserAppID.UserID)
	return &multiPlanResponse{Plans: plans}, err
}

func (c *call) account(id string) (string, account, error) {
	payer, err := c.payer(id)
	if err != nil {
		return "", account{}, err
	}
	return payer, c.accountOf(payer), nil
}

func (c *call) accountOf(payer string) account {
	a, ok := c.st.accounts.get(payer)
	if !ok {
		a.plan = "enterprise"
		if c.server.config.Variants.PayAsYouGo {
			a.plan = "pay-as-you-go"
		}
	}
	return a
}

func (a account) subscription() *singleSubscriptionResponse {
	at := slices.IndexFunc(plans, func(p planJSON) bool { return p.ID == a.plan })
	return &singleSubscriptionResponse{Plan: &plans[at], SignupCode: a.signupCode}
}

func getSubscription(c *call, in *ownerRequest) (*singleSubscriptionResponse, error) {
	_, a, err := c.account(in.UserAppID.UserID)
	if err != nil {
		return nil, err
	}
	return a.subscription(), nil
}

// postSubscription changes the name of the plan. The limits of the server
// depend on its Config alone.
func postSubscription(c *call, in *postSubscriptionRequest) (*singleSubscriptionResponse, error) {
	payer, a, err := c.account(in.UserAppID.UserID)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(plans, func(p planJSON) bool { return p.ID == in.Plan.ID }) {
		return nil, invalid("there is no plan " + in.Plan.ID)
	}
	a.plan, a.signupCode = in.Plan.ID, in.SignupCode
	c.st.accounts.put(payer, a)
	return a.subscription(), nil
}

// show returns a card for a response.
func (c *call) show(k card) cardJSON {
	shown := cardJSON{
		FourDigits: k.digits, ExpMonth: "12", ExpYear: strconv.Itoa(c.now.Year() + 3), ID: k.id, Brand: k.brand, Funding: "credit", Default: k.chosen,
	}
	if c.server.config.Variants.ShowCardNumbers {
		shown.Number, shown.FourDigits = "424242424242"+k.digits, ""
	}
	return shown
}

func (c *call) cards(a account) *multiCardResponse {
	out := &multiCardResponse{}
	for _, k := range a.cards {
		out.Cards = append(out.Cards, c.show(k))
	}
	return out
}

func listCreditCards(c *call, in *ownerRequest) (*multiCardResponse, error) {
	_, a, err := c.account(in.UserAppID.UserID)
	if err != nil {
		return nil, err
	}
	return c.cards(a), nil
}

func postCreditCard(c *call, in *postCardRequest) (*singleCardResponse, error) {
	payer, a, err := c.account(in.UserAppID.UserID)
	if err != nil {
		return nil, err
	}
	switch {
	case in.Card.Number != "" || in.Card.CVC != "":
		return nil, invalid("this server takes no number of a card")
	case in.Source == "":
		return nil, invalid("there is no source")
	}
	k := newCard(payer, in.Source, c.st.next())
	k.chosen = len(a.cards) == 0
	a.cards = append(slices.Clone(a.cards), k)
	c.st.accounts.put(payer, a)
	shown := c.show(k)
	return &singleCardResponse{Card: &shown}, nil
}

// newCard returns the card that a payment processor would have for a token.
func newCard(payer, source string, n int) card {
	id := opaque("card", payer, source, strconv.Itoa(n))
	last, _ := strconv.ParseUint(id[:8], 16, 64)
	return card{id: "card_" + id[:16], digits: fmt.Sprintf("%04d", last%10000), brand: []string{"visa", "mastercard"}[last%2]}
}

func patchCreditCards(c *call, in *patchCardsRequest) (*multiCardResponse, error) {
	payer, a, err := c.account(in.UserAppID.UserID)
	if err != nil {
		return nil, err
	}
	if in.Action == nil || in.Action.Op != "merge" && in.Action.Op != "overwrite" {
		return nil, invalid("action: its op is neither merge nor overwrite")
	}
	a.cards = slices.Clone(a.cards)
	for _, item := range in.Cards {
		at := slices.IndexFunc(a.cards, func(k card) bool { return k.id == item.ID })
		if at < 0 {
			return nil, missing("card " + item.ID)
		}
		if item.Default {
			for i := range a.cards {
				a.cards[i].chosen = i == at
			}
		}
	}
	c.st.accounts.put(payer, a)
	return c.cards(a), nil
}

func deleteCreditCard(c *call, in *deleteCardRequest) (*baseResponse, error) {
	payer, a, err := c.account(in.UserAppID.UserID)
	if err != nil {
		return nil, err
	}
	at := slices.IndexFunc(a.cards, func(k card) bool { return k.id == in.Card.ID })
	if at < 0 {
		return nil, missing("card " + in.Card.ID)
	}
	chosen := a.cards[at].chosen
	a.cards = slices.Delete(slices.Clone(a.cards), at, at+1)
	if chosen && len(a.cards) > 0 {
		a.cards[0].chosen = true
	}
	c.st.accounts.put(payer, a)
	return &baseResponse{}, nil
}

func (c *call) seedCard(seed Card) error {
	payer := fold(seed.OwnerID)
	if !c.st.organizations.has(payer) && !c.st.users.has(payer) {
		return fieldError("OwnerID", "must be the ID of a user or an organization")
	}
	a := c.accountOf(payer)
	k := newCard(payer, seed.Source, c.st.next())
	k.id = orDefault(seed.ID, k.id)
	k.chosen = len(a.cards) == 0
	a.cards = append(slices.Clone(a.cards), k)
	c.st.accounts.put(payer, a)
	return nil
}
