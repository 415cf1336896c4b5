package clarifai

import (
	"context"
	"encoding/json"
	"iter"
	"regexp"
	"strings"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// BillingService reads the consolidated bill of an organization, and manages its
// plan and its payment methods. The same methods work for the bill of a user.
//
// These routes required a browser session in 2022; see [CredentialSession]. If
// Clarifai refuses a PAT, the error says to use [WithSessionToken].
// [UsageService.ListHistory] accepts a PAT, and package cost estimates a bill from it.
type BillingService struct{ service }

// Bill is the charge for the current billing cycle so far.
type Bill struct {
	InvoiceItems []InvoiceItem `json:"invoice_items,omitempty" wire:"needed"`
	BillingCycle *BillingCycle `json:"billing_cycle,omitempty" wire:"needed"` // nil if unknown
}

// InvoiceItem is a line of a bill. Its numbers are kept exactly as Clarifai wrote
// them, such as 0.30000000000000004. Empty means 0. Package cost rounds them once,
// into money.
type InvoiceItem struct {
	OpType     string      `json:"op_type,omitempty" wire:"needed"` // the values are not documented
	BillType   string      `json:"bill_type,omitempty"`             // the values are not documented
	PricePerOp json.Number `json:"price_per_op,omitempty" wire:"needed"`
	Count      json.Number `json:"count,omitempty" wire:"needed"`
	Dollars    json.Number `json:"dollars,omitempty" wire:"needed"`
	Notes      string      `json:"notes,omitempty"`
}

// BillingCycle is the period of a bill.
type BillingCycle struct {
	StartDate time.Time `json:"start_date,omitzero" wire:"needed"`
	EndDate   time.Time `json:"end_date,omitzero" wire:"needed"`
	CycleID   int       `json:"cycle_id,omitempty" wire:"needed"`
}

// Plan is a plan that an organization or a user may subscribe to.
type Plan struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
}

// Subscription is the plan of an organization or a user.
type Subscription struct {
	Plan       *Plan  `json:"plan,omitempty" wire:"needed"`
	SignupCode string `json:"signup_code,omitempty" wire:"needed"` // may be empty
}

// PlanID returns the ID of the plan, or "" if the response shows none.
func (s *Subscription) PlanID() string { return deref(s.Plan).ID }

// PlanName returns the name of the plan, or "" if the response shows none.
func (s *Subscription) PlanName() string { return deref(s.Plan).Name }

// SubscribeRequest is a plan to subscribe to. The plan ID is required.
type SubscribeRequest struct {
	PlanID     string
	SignupCode string
}

// PaymentMethod is a card with which an organization or a user pays. It has only the
// last four digits of the card's number, even if a response has all of them.
type PaymentMethod struct {
	ID             string `json:"id"`
	FourDigits     string `json:"four_digits,omitempty"` // the last four digits
	ExpMonth       string `json:"exp_month,omitempty"`
	ExpYear        string `json:"exp_year,omitempty"`
	Name           string `json:"name,omitempty"`
	AddressLine1   string `json:"address_line_1,omitempty"`
	AddressLine2   string `json:"address_line_2,omitempty"`
	AddressZIP     string `json:"address_zip,omitempty"`
	AddressCountry string `json:"address_country,omitempty"`
	AddressCity    string `json:"address_city,omitempty"`
	AddressState   string `json:"address_state,omitempty"`
	Brand          string `json:"brand,omitempty"`
	Funding        string `json:"funding,omitempty"`
	Default        bool   `json:"default"`             // whether it is charged
	CVCCheck       string `json:"cvc_check,omitempty"` // the payment processor's result
}

// UnmarshalJSON reads a card, and keeps only the last four digits of its number.
// Null leaves the card as it is.
func (p *PaymentMethod) UnmarshalJSON(data []byte) error {
	if wire.IsNull(data) {
		return nil
	}
	type plain PaymentMethod
	var card struct {
		plain
		// The digits are read in any form, since an error of encoding/json would
		// quote a number that does not fit.
		FourDigits json.RawMessage `json:"four_digits"`
		Number     json.RawMessage `json:"number"`
	}
	if err := wire.DecodePart(data, &card); err != nil {
		return err
	}
	*p = PaymentMethod(card.plain)
	if p.FourDigits = lastFour(card.FourDigits); p.FourDigits == "" {
		p.FourDigits = lastFour(card.Number)
	}
	return nil
}

// lastFour returns the last four digits of a card number in JSON, which may be a
// string or an integer, or "" if there are none.
func lastFour(data []byte) string {
	var text string
	if json.Unmarshal(data, &text) != nil {
		if text = strings.TrimSpace(string(data)); strings.Trim(text, "0123456789") != "" {
			return ""
		}
	}
	var digits []byte
	for _, c := range []byte(text) {
		if '0' <= c && c <= '9' {
			digits = append(digits, c)
		}
	}
	return string(digits[max(len(digits)-4, 0):])
}

// ListBillingCyclesOptions selects pages of a list of billing cycles.
type ListBillingCyclesOptions struct{ Paging }

// GetCurrentBill returns the bill of the current cycle up to now. Clarifai does
// not return the bills of past cycles, so save what you will need later.
//
//   - API: GET /v2/users/{user}/billing_usage
//   - Scopes: none (a browser session, see [CredentialSession])
//   - Status: archived (see [Grade])
func (s *BillingService) GetCurrentBill(ctx context.Context, ownerID string, callOpts ...CallOption) (*Bill, error) {
	var out struct {
		wire.Envelope
		Bill
	}
	req := request{op: OpBillingGetCurrentBill, ids: []string{ownerID}, callOpts: callOpts}
	if err := s.client.send(ctx, req, &out); err != nil {
		return nil, err
	}
	if out.InvoiceItems == nil && out.BillingCycle == nil {
		return nil, incomplete(req, "Bill")
	}
	return &out.Bill, nil
}

type billingCyclesResponse struct {
	wire.Envelope
	BillingCycles []BillingCycle `json:"billing_cycles"`
}

func (r *billingCyclesResponse) list() []BillingCycle { return r.BillingCycles }

// ListCycles returns a page of the billing cycles of an organization or a user.
//
//   - API: GET /v2/users/{user}/billing_cycles
//   - Scopes: none (a browser session, see [CredentialSession])
//   - Status: archived (see [Grade])
func (s *BillingService) ListCycles(ctx context.Context, ownerID string, opts *ListBillingCyclesOptions, callOpts ...CallOption) (*Page[BillingCycle], error) {
	return list[BillingCycle, billingCyclesResponse](ctx, s.client, OpBillingListCycles, opts, callOpts, ownerID)
}

// ListAllCycles iterates over the billing cycles of an organization or a user.
//
//   - API: GET /v2/users/{user}/billing_cycles
//   - Scopes: none (a browser session, see [CredentialSession])
//   - Status: archived (see [Grade])
func (s *BillingService) ListAllCycles(ctx context.Context, ownerID string, opts *ListBillingCyclesOptions, callOpts ...CallOption) iter.Seq2[BillingCycle, error] {
	return listAll[BillingCycle, billingCyclesResponse](ctx, s.client, OpBillingListCycles, opts, callOpts, ownerID)
}

type plansResponse struct {
	wire.Envelope
	Plans []Plan `json:"plans"`
}

func (r *plansResponse) list() []Plan { return orEmpty(r.Plans) }

// ListPlans returns the plans that an organization or a user may subscribe to.
//
//   - API: GET /v2/users/{user}/plans
//   - Scopes: none (a browser session, see [CredentialSession])
//   - Status: archived (see [Grade])
func (s *BillingService) ListPlans(ctx context.Context, ownerID string, callOpts ...CallOption) ([]Plan, error) {
	return listWhole[Plan, plansResponse](ctx, s.client, request{op: OpBillingListPlans, ids: []string{ownerID}, callOpts: callOpts})
}

type subscriptionResponse struct {
	wire.Envelope
	Subscription
}

// GetSubscription returns the plan of an organization or a user.
//
//   - API: GET /v2/users/{user}/subscriptions
//   - Scopes: none (a browser session, see [CredentialSession])
//   - Status: archived (see [Grade])
func (s *BillingService) GetSubscription(ctx context.Context, ownerID string, callOpts ...CallOption) (*Subscription, error) {
	req := request{op: OpBillingGetSubscription, ids: []string{ownerID}, callOpts: callOpts}
	var out subscriptionResponse
	if err := s.client.send(ctx, req, &out); err != nil {
		return nil, err
	}
	if out.Plan == nil {
		return nil, incomplete(req, "plan")
	}
	return &out.Subscription, nil
}

// Subscribe subscribes to a plan, which may cost money from then on. It is sent once.
// An unknown outcome is [ErrAmbiguous]; [BillingService.GetSubscription] shows it.
//
//   - API: POST /v2/users/{user}/subscriptions
//   - Scopes: none (a browser session, see [CredentialSession])
//   - Status: archived (see [Grade])
func (s *BillingService) Subscribe(ctx context.Context, ownerID string, req SubscribeRequest, callOpts ...CallOption) (*Subscription, error) {
	var out subscriptionResponse
	err := s.client.send(ctx, request{
		op: OpBillingSubscribe, ids: []string{ownerID}, problem: checkID("plan ID", req.PlanID), callOpts: callOpts,
		body: subscribeItem{idItem{req.PlanID}, req.SignupCode},
	}, &out)
	if err != nil {
		return nil, err
	}
	if out.Plan == nil || out.Plan.ID != req.PlanID {
		return nil, &Error{Op: OpBillingSubscribe, subject: subject([]string{ownerID, req.PlanID}), Ambiguous: true,
			problem: "Clarifai reports success, but its response does not show the plan"}
	}
	return &out.Subscription, nil
}

// subscribeItem is a plan to subscribe to as it is sent.
type subscribeItem struct {
	Plan       idItem `json:"plan"`
	SignupCode string `json:"signup_code,omitempty"`
}

// idItem is the ID of a resource in a body.
type idItem struct {
	ID string `json:"id"`
}

type paymentMethodResponse struct {
	wire.Envelope
	Card *PaymentMethod `json:"card"`
}

func (r *paymentMethodResponse) list() []PaymentMethod {
	if r.Card == nil {
		return nil
	}
	return []PaymentMethod{*r.Card}
}

type paymentMethodsResponse struct {
	wire.Envelope
	Cards []PaymentMethod `json:"cards"`
}

func (r *paymentMethodsResponse) list() []PaymentMethod { return orEmpty(r.Cards) }

func (p *PaymentMethod) resourceID() string { return p.ID }

// ListPaymentMethods returns the cards with which an organization or a user pays.
//
//   - API: GET /v2/users/{user}/credit_cards
//   - Scopes: none (a browser session, see [CredentialSession])
//   - Status: archived (see [Grade])
func (s *BillingService) ListPaymentMethods(ctx context.Context, ownerID string, callOpts ...CallOption) ([]PaymentMethod, error) {
	return listWhole[PaymentMethod, paymentMethodsResponse](ctx, s.client, request{op: OpBillingListPaymentMethods, ids: []string{ownerID}, callOpts: callOpts})
}

// AddPaymentMethod adds a card by its source: the token that the payment
// processor returned for it. A source is a prefix of lower-case letters, '_', and
// letters, digits, '-' and '_' after it, at least one of them a letter. Anything
// else, such as a card's number, is [ErrInvalid] and is not sent.
//
// It is resent only if Clarifai cannot have applied it. An unknown outcome is
// [ErrAmbiguous]; [BillingService.ListPaymentMethods] shows it.
//
//   - API: POST /v2/users/{user}/credit_cards
//   - Scopes: none (a browser session, see [CredentialSession])
//   - Status: archived (see [Grade])
func (s *BillingService) AddPaymentMethod(ctx context.Context, ownerID string, source Secret, callOpts ...CallOption) (*PaymentMethod, error) {
	return createUnverified[PaymentMethod](ctx, s.client, request{
		op: OpBillingAddPaymentMethod, ids: []string{ownerID}, problem: checkSource(source), secrets: []string{source.Reveal()}, callOpts: callOpts,
		body: map[string]string{"source": source.Reveal()},
	}, new(paymentMethodResponse))
}

// SetDefaultPaymentMethod makes a card the one that is charged. It reads until the
// card is the only default, for up to RetryPolicy.VerifyTimeout.
//
// The route is archived; the action that is sent, merge, is assumed.
//
//   - API: PATCH /v2/users/{user}/credit_cards
//   - Scopes: none (a browser session, see [CredentialSession])
//   - Status: archived: the archived definitions do not say that it takes merge; the outcome is checked by reading (see [Grade])
func (s *BillingService) SetDefaultPaymentMethod(ctx context.Context, ownerID, cardID string, callOpts ...CallOption) (*PaymentMethod, error) {
	return change[PaymentMethod]{
		request: request{
			op: OpBillingSetDefaultPaymentMethod, ids: []string{ownerID}, problem: checkID("card ID", cardID), callOpts: callOpts,
			body: map[string]any{"action": patchAction{"merge"}, "cards": []defaultCardItem{{cardID, true}}},
		},
		id:    cardID,
		read:  func(callOpts []CallOption) (*PaymentMethod, error) { return s.getCard(ctx, ownerID, cardID, callOpts) },
		exact: func(p *PaymentMethod) bool { return p.Default },
	}.run(ctx, s.client)
}

// defaultCardItem is a card as it is sent to become the default.
type defaultCardItem struct {
	ID      string `json:"id"`
	Default bool   `json:"default"`
}

// getCard returns a card, or nil if there is none with the ID. Default is set only
// if no other card is a default, since it is not known which of two is charged.
func (s *BillingService) getCard(ctx context.Context, ownerID, cardID string, callOpts []CallOption) (*PaymentMethod, error) {
	cards, err := s.ListPaymentMethods(ctx, ownerID, callOpts...)
	if err != nil {
		return nil, err
	}
	card := find(cards, func(p *PaymentMethod) bool { return p.ID == cardID })
	if other := find(cards, func(p *PaymentMethod) bool { return p.Default && p.ID != cardID }); card != nil && other != nil {
		card.Default = false
	}
	return card, nil
}

// RemovePaymentMethod removes a card. A card that does not exist is [ErrNotFound],
// unless an earlier attempt of the same call removed it.
//
//   - API: DELETE /v2/users/{user}/credit_cards
//   - Scopes: none (a browser session, see [CredentialSession])
//   - Status: archived (see [Grade])
func (s *BillingService) RemovePaymentMethod(ctx context.Context, ownerID, cardID string, callOpts ...CallOption) error {
	return s.client.send(ctx, request{
		op: OpBillingRemovePaymentMethod, ids: []string{ownerID}, problem: checkID("card ID", cardID), callOpts: callOpts,
		body: map[string]any{"card": idItem{cardID}},
	}, nil)
}

// sourcePattern matches the tokens that payment processors return for cards, such
// as tok_1NvHyR2eZvKYlo2C.
var sourcePattern = regexp.MustCompile(`^[a-z]+_([A-Za-z0-9_-]+)$`)

// checkSource refuses texts that are not a processor's token for a card. Digits alone
// after the prefix are refused, since they could be a card's number.
func checkSource(source Secret) string {
	parts := sourcePattern.FindStringSubmatch(source.Reveal())
	if parts == nil || strings.Trim(parts[1], "0123456789_-") == "" {
		return "the source must be a payment processor's token for the card, such as tok_1NvHyR"
	}
	return ""
}

// isCardsPath reports whether a path is that of cards, in any escaping.
func isCardsPath(path string) bool {
	return strings.Contains(strings.ToLower(route.Unescape(path)), "/credit_cards")
}

// isAboutCards reports whether a path is that of cards for this client, whose
// operations of cards [WithRoute] may have moved.
func (c *Client) isAboutCards(path string) bool {
	for op, o := range c.overrides {
		if isCardsPath(route.Get(string(op)).Path) && route.Fits(o.path, route.Canonical(path)) {
			return true
		}
	}
	return isCardsPath(path)
}

// onlyPaymentMethods returns a response about cards, reduced to its status and to the
// fields of PaymentMethod.
func onlyPaymentMethods(body []byte) ([]byte, error) {
	var kept struct {
		Status json.RawMessage `json:"status"`
		Cards  []PaymentMethod `json:"cards,omitempty"`
		Card   *PaymentMethod  `json:"card,omitempty"`
	}
	if err := wire.DecodePart(body, &kept); err != nil {
		return nil, err
	}
	return wire.Encode(kept)
}
