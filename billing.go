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

// BillingService reads the consolidated bill of an organization, and manages
// its plan and how it is paid. A user has a bill of their own, by the same
// methods.
//
// These routes took a browser session in 2022: see [CredentialSession]. Where
// a PAT is refused, the error says to try [WithSessionToken];
// [UsageService.ListHistory] takes a PAT, and package cost estimates from it.
type BillingService service

// Bill is what Clarifai charges for the current cycle, so far.
type Bill struct {
	InvoiceItems []InvoiceItem `json:"invoice_items,omitempty" wire:"needed"`
	BillingCycle *BillingCycle `json:"billing_cycle,omitempty" wire:"needed"` // nil: Clarifai does not say
}

// InvoiceItem is a line of a bill. Its numbers stay as Clarifai wrote them,
// digit for digit, such as 0.30000000000000004; "" is 0. Package cost rounds
// them once, into money.
type InvoiceItem struct {
	OpType     string      `json:"op_type,omitempty" wire:"needed"` // what was done; the values are not known
	BillType   string      `json:"bill_type,omitempty"`             // how it is billed; the values are not known
	PricePerOp json.Number `json:"price_per_op,omitempty" wire:"needed"`
	Count      json.Number `json:"count,omitempty" wire:"needed"` // how much of it
	Dollars    json.Number `json:"dollars,omitempty" wire:"needed"`
	Notes      string      `json:"notes,omitempty"`
}

// BillingCycle is the period of a bill.
type BillingCycle struct {
	StartDate time.Time `json:"start_date,omitzero" wire:"needed"`
	EndDate   time.Time `json:"end_date,omitzero" wire:"needed"`
	CycleID   int32     `json:"cycle_id,omitempty" wire:"needed"`
}

// Plan is what an organization or a user may subscribe to.
type Plan struct {
	ID   string `json:"id"`
	Name string `json:"name,omitempty"`
}

// Subscription is the plan of an organization or a user.
type Subscription struct {
	Plan       *Plan  `json:"plan,omitempty" wire:"needed"`
	SignupCode string `json:"signup_code,omitempty" wire:"needed"` // it was taken with; "": none
}

// SubscribeRequest says which plan to take.
type SubscribeRequest struct {
	PlanID     string // required
	SignupCode string // "": none
}

// PaymentMethod is a card by which an organization or a user pays. Of the
// card's number it has the last four digits, even if a response carries all of
// them.
type PaymentMethod struct {
	ID             string `json:"id"`
	FourDigits     string `json:"four_digits,omitempty"` // the last four of the number
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
	Default        bool   `json:"default"`             // it is the one that is charged
	CVCCheck       string `json:"cvc_check,omitempty"` // what the processor says of the code
}

// UnmarshalJSON reads a card, and forgets all of its number but the last four
// digits. Null leaves the card as it is.
func (p *PaymentMethod) UnmarshalJSON(data []byte) error {
	if wire.IsNull(data) {
		return nil
	}
	type plain PaymentMethod
	var card struct {
		plain
		// The digits are read whatever their form: an error of encoding/json
		// would quote a number that it cannot place.
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

// lastFour gives the last four digits of what may be a whole number, as JSON: a
// text or an integer. "" where there are none.
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

// ListBillingCyclesOptions chooses the pages of a list of billing cycles.
type ListBillingCyclesOptions struct{ Paging }

// GetCurrentBill reads the bill of the current cycle, as far as it has run. It
// cannot be asked for a cycle that is over: what is wanted later is to be kept.
//
// Session token, see [CredentialSession]; Archived.
func (s *BillingService) GetCurrentBill(ctx context.Context, ownerID string, callOpts ...CallOption) (*Bill, error) {
	var out struct {
		wire.Envelope
		Bill
	}
	if err := s.api().do(ctx, request{op: OpBillingGetCurrentBill, ids: []string{ownerID}, out: &out, callOpts: callOpts}); err != nil {
		return nil, err
	}
	if out.InvoiceItems == nil && out.BillingCycle == nil {
		return nil, incomplete(OpBillingGetCurrentBill, "bill", ownerID)
	}
	return &out.Bill, nil
}

// ListCycles reads a page of the billing cycles of an organization or a user.
//
// Session token, see [CredentialSession]; Archived.
func (s *BillingService) ListCycles(ctx context.Context, ownerID string, opts *ListBillingCyclesOptions, callOpts ...CallOption) (*Page[BillingCycle], error) {
	return s.cycles(ownerID, opts, callOpts).list(ctx)
}

// ListAllCycles iterates over the billing cycles of an organization or a user.
//
// Session token, see [CredentialSession]; Archived.
func (s *BillingService) ListAllCycles(ctx context.Context, ownerID string, opts *ListBillingCyclesOptions, callOpts ...CallOption) iter.Seq2[BillingCycle, error] {
	return s.cycles(ownerID, opts, callOpts).all(ctx)
}

func (s *BillingService) cycles(ownerID string, opts *ListBillingCyclesOptions, callOpts []CallOption) *listing[BillingCycle] {
	return &listing[BillingCycle]{
		client: s.api(), op: OpBillingListCycles, ids: []string{ownerID}, paging: deref(opts).Paging, alike: true, opts: callOpts,
		response: func() (wire.Response, *[]BillingCycle) {
			var out struct {
				wire.Envelope
				BillingCycles []BillingCycle `json:"billing_cycles"`
			}
			return &out, &out.BillingCycles
		},
	}
}

// ListPlans reads the plans that an organization or a user may subscribe to.
//
// Session token, see [CredentialSession]; Archived.
func (s *BillingService) ListPlans(ctx context.Context, ownerID string, callOpts ...CallOption) ([]Plan, error) {
	var out struct {
		wire.Envelope
		Plans []Plan `json:"plans"`
	}
	err := s.api().do(ctx, request{op: OpBillingListPlans, ids: []string{ownerID}, out: &out, callOpts: callOpts})
	if err != nil {
		return nil, err
	}
	return out.Plans, nil
}

type subscriptionResponse struct {
	wire.Envelope
	Subscription
}

// GetSubscription reads the plan of an organization or a user.
//
// Session token, see [CredentialSession]; Archived.
func (s *BillingService) GetSubscription(ctx context.Context, ownerID string, callOpts ...CallOption) (*Subscription, error) {
	var out subscriptionResponse
	err := s.api().do(ctx, request{op: OpBillingGetSubscription, ids: []string{ownerID}, out: &out, callOpts: callOpts})
	if err != nil {
		return nil, err
	}
	if out.Plan == nil {
		return nil, incomplete(OpBillingGetSubscription, "plan", ownerID)
	}
	return &out.Subscription, nil
}

// Subscribe takes a plan, which may cost money from then on. It is sent once: a
// doubtful answer is [ErrAmbiguous], and [BillingService.GetSubscription] tells.
//
// Session token, see [CredentialSession]; Archived.
func (s *BillingService) Subscribe(ctx context.Context, ownerID string, req SubscribeRequest, callOpts ...CallOption) (*Subscription, error) {
	resetResponse(callOpts)
	if problem := route.CheckID(req.PlanID); problem != "" {
		return nil, invalid(OpBillingSubscribe, "the plan's id %s", problem)
	}
	var out subscriptionResponse
	err := s.api().do(ctx, request{
		op: OpBillingSubscribe, ids: []string{ownerID}, out: &out, callOpts: callOpts,
		body: struct {
			Plan       map[string]string `json:"plan"`
			SignupCode string            `json:"signup_code,omitempty"`
		}{map[string]string{"id": req.PlanID}, req.SignupCode},
	})
	if err != nil {
		return nil, err
	}
	if out.Plan == nil || out.Plan.ID != req.PlanID {
		e := &Error{Op: OpBillingSubscribe, subject: subject([]string{ownerID, req.PlanID}), Ambiguous: true,
			problem: "Clarifai reports success, but its response does not show the plan"}
		return nil, e
	}
	return &out.Subscription, nil
}

type cardsResponse struct {
	wire.Envelope
	Cards []PaymentMethod `json:"cards"`
}

// ListPaymentMethods reads the cards by which an organization or a user pays.
//
// Session token, see [CredentialSession]; Archived.
func (s *BillingService) ListPaymentMethods(ctx context.Context, ownerID string, callOpts ...CallOption) ([]PaymentMethod, error) {
	var out cardsResponse
	err := s.api().do(ctx, request{op: OpBillingListPaymentMethods, ids: []string{ownerID}, out: &out, callOpts: callOpts})
	if err != nil {
		return nil, err
	}
	return out.Cards, nil
}

// AddPaymentMethod adds a card by its source: the token that the payment
// processor returned for it. A source is a prefix of lower-case letters, '_',
// and letters, digits, '-' and '_' behind it, at least one of them a letter.
// Anything else, such as a card's number, is [ErrInvalid] and is not sent.
//
// It is resent only if Clarifai cannot have acted. An unknown outcome is
// [ErrAmbiguous]: look it up with [BillingService.ListPaymentMethods].
//
// Session token, see [CredentialSession]; Archived.
func (s *BillingService) AddPaymentMethod(ctx context.Context, ownerID string, source Secret, callOpts ...CallOption) (*PaymentMethod, error) {
	resetResponse(callOpts)
	if !isSource(source.Reveal()) {
		return nil, invalid(OpBillingAddPaymentMethod, "the source must be a payment processor's token for the card, such as tok_1NvHyR")
	}
	var out struct {
		wire.Envelope
		Card *PaymentMethod `json:"card"`
	}
	err := s.api().do(ctx, request{
		op: OpBillingAddPaymentMethod, ids: []string{ownerID}, secrets: []string{source.Reveal()}, out: &out, callOpts: callOpts,
		body: map[string]string{"source": source.Reveal()},
	})
	card, err := requireID(out.Card, func(p *PaymentMethod) string { return p.ID }, err, OpBillingAddPaymentMethod, "card", ownerID)
	if err != nil {
		e := toError(OpBillingAddPaymentMethod, err)
		e.Ambiguous = e.Ambiguous || out.Status != nil && statusIs(out.Status, CodeSuccess)
		return nil, e
	}
	return card, nil
}

// SetDefaultPaymentMethod makes a card the one that is charged, and reads until
// it is the only default.
//
// Session token, see [CredentialSession]; Archived; the action that is sent,
// merge, is not in what is archived.
func (s *BillingService) SetDefaultPaymentMethod(ctx context.Context, ownerID, cardID string, callOpts ...CallOption) (*PaymentMethod, error) {
	resetResponse(callOpts)
	if problem := route.CheckID(cardID); problem != "" {
		return nil, invalid(OpBillingSetDefaultPaymentMethod, "the card's id %s", problem)
	}
	type card struct {
		ID      string `json:"id"`
		Default bool   `json:"default"`
	}
	err := s.api().do(ctx, request{
		op: OpBillingSetDefaultPaymentMethod, ids: []string{ownerID}, out: &wire.Envelope{}, callOpts: callOpts,
		body: map[string]any{"action": patchAction{"merge"}, "cards": []card{{cardID, true}}},
	})
	if err != nil {
		return nil, err
	}
	ids := []string{ownerID, cardID}
	return awaitChange(ctx, s.api(), OpBillingSetDefaultPaymentMethod, ids, nil,
		func(p *PaymentMethod) bool { return p.Default }, nil,
		func() (*PaymentMethod, error) {
			cards, err := s.ListPaymentMethods(ctx, ownerID, readOptions(callOpts)...)
			if err != nil {
				return nil, err
			}
			found := find(cards, func(p *PaymentMethod) bool { return p.ID == cardID })
			if other := find(cards, func(p *PaymentMethod) bool { return p.Default && p.ID != cardID }); found != nil && other != nil {
				found.Default = false // which of the two is charged cannot be told
			}
			return found, nil
		})
}

// RemovePaymentMethod removes a card. One that is not there is [ErrNotFound],
// unless an earlier try of this very call removed it.
//
// Session token, see [CredentialSession]; Archived.
func (s *BillingService) RemovePaymentMethod(ctx context.Context, ownerID, cardID string, callOpts ...CallOption) error {
	resetResponse(callOpts)
	if problem := route.CheckID(cardID); problem != "" {
		return invalid(OpBillingRemovePaymentMethod, "the card's id %s", problem)
	}
	return s.api().do(ctx, request{
		op: OpBillingRemovePaymentMethod, ids: []string{ownerID}, out: &wire.Envelope{}, callOpts: callOpts,
		body: map[string]any{"card": map[string]string{"id": cardID}},
	})
}

// sourceOfProcessor matches what payment processors return for a card, such as
// tok_1NvHyR2eZvKYlo2C, by its prefix.
var sourceOfProcessor = regexp.MustCompile(`^[a-z]+_([A-Za-z0-9_-]+)$`)

// isSource reports whether a text can be a processor's source: a prefix, and
// behind it more than digits, which could be a card's number.
func isSource(text string) bool {
	parts := sourceOfProcessor.FindStringSubmatch(text)
	return parts != nil && strings.Trim(parts[1], "0123456789_-") != ""
}

// ofCards reports whether a path is of requests about cards, however it is
// escaped.
func ofCards(path string) bool {
	return strings.Contains(strings.ToLower(route.Unescape(path)), "/credit_cards")
}

// ofCards reports whether a path is of requests about cards for this client,
// whose operations of cards may be elsewhere by [WithRoute].
func (c *Client) ofCards(path string) bool {
	for op, o := range c.overrides {
		if ofCards(route.Get(string(op)).Path) && route.Fits(o.path, route.Canonical(path)) {
			return true
		}
	}
	return ofCards(path)
}

// typedCards returns a response about cards with its status and its cards, and
// of each card what [PaymentMethod] has.
func typedCards(body []byte) ([]byte, error) {
	var typed struct {
		Status json.RawMessage `json:"status"`
		Cards  []PaymentMethod `json:"cards,omitempty"`
		Card   *PaymentMethod  `json:"card,omitempty"`
	}
	if err := wire.DecodePart(body, &typed); err != nil {
		return nil, err
	}
	return wire.Encode(typed)
}

func (s *BillingService) api() *Client { return (*service)(s).api() }
