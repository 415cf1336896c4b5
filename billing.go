package clarifai

import (
	"bytes"
	"context"
	"encoding/json"
	"iter"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// BillingService reads the consolidated bill of an organization, and manages
// its plan and how it is paid. A user has a bill of their own, by the same
// methods.
//
// These routes took a browser session in 2022: see [CredentialSession]. Where
// a PAT is refused, the error says to try [WithSessionToken];
// [UsageService.History] takes a PAT, and package cost estimates from it.
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

// PaymentMethod is a card by which an organization or a user pays. Of its
// number this package keeps the last four digits, whatever else a response
// carries, and of the code on its back nothing.
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
// digits.
func (p *PaymentMethod) UnmarshalJSON(data []byte) error {
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
	for _, text := range []*string{
		&p.ID, &p.ExpMonth, &p.ExpYear, &p.Name, &p.AddressLine1, &p.AddressLine2, &p.AddressZIP, &p.AddressCountry,
		&p.AddressCity, &p.AddressState, &p.Brand, &p.Funding, &p.CVCCheck,
	} {
		*text = withoutCard(*text)
	}
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
	for _, r := range text {
		if d := digit(r); d >= 0 {
			digits = append(digits, "0123456789"[d])
		}
	}
	return string(digits[max(len(digits)-4, 0):])
}

// BillingCycleListOptions chooses the pages of a list of billing cycles.
type BillingCycleListOptions struct{ Paging }

// CurrentBill reads the bill of the current cycle, as far as it has run. It
// cannot be asked for a cycle that is over: what is wanted later is to be kept.
//
// Session token, see [CredentialSession]; Archived.
func (s *BillingService) CurrentBill(ctx context.Context, ownerID string, opts ...CallOption) (*Bill, error) {
	var out struct {
		wire.Envelope
		Bill
	}
	if err := s.api().do(ctx, call{op: OpBillingCurrentBill, ids: []string{ownerID}, out: &out, opts: opts}); err != nil {
		return nil, err
	}
	if out.InvoiceItems == nil && out.BillingCycle == nil {
		return nil, incomplete(OpBillingCurrentBill, "bill", ownerID)
	}
	return &out.Bill, nil
}

// Cycles reads a page of the billing cycles of an organization or a user.
//
// Session token, see [CredentialSession]; Archived.
func (s *BillingService) Cycles(ctx context.Context, ownerID string, o *BillingCycleListOptions, opts ...CallOption) (*Page[BillingCycle], error) {
	return s.cycles(ownerID, o, opts).list(ctx)
}

// AllCycles iterates over the billing cycles of an organization or a user.
//
// Session token, see [CredentialSession]; Archived.
func (s *BillingService) AllCycles(ctx context.Context, ownerID string, o *BillingCycleListOptions, opts ...CallOption) iter.Seq2[BillingCycle, error] {
	return s.cycles(ownerID, o, opts).all(ctx)
}

func (s *BillingService) cycles(ownerID string, o *BillingCycleListOptions, opts []CallOption) *listing[BillingCycle] {
	return &listing[BillingCycle]{
		client: s.api(), op: OpBillingCycles, ids: []string{ownerID}, paging: value(o).Paging, opts: opts,
		response: func() (wire.Response, *[]BillingCycle) {
			var out struct {
				wire.Envelope
				BillingCycles []BillingCycle `json:"billing_cycles"`
			}
			return &out, &out.BillingCycles
		},
	}
}

// Plans reads the plans that an organization or a user may subscribe to.
//
// Session token, see [CredentialSession]; Archived.
func (s *BillingService) Plans(ctx context.Context, ownerID string, opts ...CallOption) ([]Plan, error) {
	var out struct {
		wire.Envelope
		Plans []Plan `json:"plans"`
	}
	err := s.api().do(ctx, call{op: OpBillingPlans, ids: []string{ownerID}, out: &out, opts: opts})
	if err != nil {
		return nil, err
	}
	return out.Plans, nil
}

type subscriptionResponse struct {
	wire.Envelope
	Subscription
}

// Subscription reads the plan of an organization or a user.
//
// Session token, see [CredentialSession]; Archived.
func (s *BillingService) Subscription(ctx context.Context, ownerID string, opts ...CallOption) (*Subscription, error) {
	var out subscriptionResponse
	err := s.api().do(ctx, call{op: OpBillingSubscription, ids: []string{ownerID}, out: &out, opts: opts})
	if err != nil {
		return nil, err
	}
	if out.Plan == nil {
		return nil, incomplete(OpBillingSubscription, "plan", ownerID)
	}
	return &out.Subscription, nil
}

// Subscribe takes a plan, which may cost money from then on. It is sent once: a
// doubtful answer is [ErrAmbiguous], and [BillingService.Subscription] tells.
//
// Session token, see [CredentialSession]; Archived.
func (s *BillingService) Subscribe(ctx context.Context, ownerID string, r SubscribeRequest, opts ...CallOption) (*Subscription, error) {
	if problem := checkCardID(r.PlanID); problem != "" {
		return nil, invalid(OpBillingSubscribe, "the plan's id %s", problem)
	}
	if holdsCardNumber(r.SignupCode) {
		return nil, invalid(OpBillingSubscribe, "the signup code is a card's number")
	}
	var out subscriptionResponse
	err := s.api().do(ctx, call{
		op: OpBillingSubscribe, ids: []string{ownerID}, out: &out, opts: opts,
		body: struct {
			Plan       map[string]string `json:"plan"`
			SignupCode string            `json:"signup_code,omitempty"`
		}{map[string]string{"id": r.PlanID}, r.SignupCode},
	})
	if err != nil {
		return nil, err
	}
	if out.Plan == nil || out.Plan.ID != r.PlanID {
		e := &Error{Op: OpBillingSubscribe, subject: subject([]string{ownerID, r.PlanID}), Ambiguous: true,
			problem: "Clarifai reports success, but its response does not show the plan"}
		return nil, e
	}
	return &out.Subscription, nil
}

type cardsResponse struct {
	wire.Envelope
	Cards []PaymentMethod `json:"cards"`
}

// PaymentMethods reads the cards by which an organization or a user pays.
//
// Session token, see [CredentialSession]; Archived.
func (s *BillingService) PaymentMethods(ctx context.Context, ownerID string, opts ...CallOption) ([]PaymentMethod, error) {
	var out cardsResponse
	err := s.api().do(ctx, call{op: OpBillingPaymentMethods, ids: []string{ownerID}, out: &out, opts: opts})
	if err != nil {
		return nil, err
	}
	return out.Cards, nil
}

// AddPaymentMethod adds a card by the token that the payment processor gave for
// it, its source. A card's number is refused as [ErrInvalid], and not sent:
// none passes through this package. It is sent once: a doubtful answer is
// [ErrAmbiguous], and [BillingService.PaymentMethods] tells.
//
// Session token, see [CredentialSession]; Archived.
func (s *BillingService) AddPaymentMethod(ctx context.Context, ownerID string, source Secret, opts ...CallOption) (*PaymentMethod, error) {
	switch {
	case strings.TrimSpace(source.Reveal()) == "":
		return nil, invalid(OpBillingAddPaymentMethod, "the source is empty")
	case !isSource(source.Reveal()):
		return nil, invalid(OpBillingAddPaymentMethod, "the source is no token of a payment processor, such as tok_…: nothing else is accepted")
	}
	var out struct {
		wire.Envelope
		Card *PaymentMethod `json:"card"`
	}
	err := s.api().do(ctx, call{
		op: OpBillingAddPaymentMethod, ids: []string{ownerID}, secrets: []string{source.Reveal()}, out: &out, opts: opts,
		body: map[string]string{"source": source.Reveal()},
	})
	card, err := one(out.Card, func(p *PaymentMethod) string { return p.ID }, err, OpBillingAddPaymentMethod, "card", ownerID)
	if err != nil {
		e := asError(OpBillingAddPaymentMethod, err)
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
func (s *BillingService) SetDefaultPaymentMethod(ctx context.Context, ownerID, cardID string, opts ...CallOption) (*PaymentMethod, error) {
	if problem := checkCardID(cardID); problem != "" {
		return nil, invalid(OpBillingSetDefaultPaymentMethod, "the card's id %s", problem)
	}
	type card struct {
		ID      string `json:"id"`
		Default bool   `json:"default"`
	}
	err := s.api().do(ctx, call{
		op: OpBillingSetDefaultPaymentMethod, ids: []string{ownerID}, out: &wire.Envelope{}, opts: opts,
		body: map[string]any{"action": patchAction{"merge"}, "cards": []card{{cardID, true}}},
	})
	if err != nil {
		return nil, err
	}
	ids := []string{ownerID, cardID}
	return confirm(ctx, s.api(), OpBillingSetDefaultPaymentMethod, ids, nil,
		func(p *PaymentMethod) bool { return p.Default },
		func() (*PaymentMethod, error) {
			cards, err := s.PaymentMethods(ctx, ownerID)
			if err != nil {
				return nil, err
			}
			found := only(cards, func(p *PaymentMethod) bool { return p.ID == cardID })
			if other := only(cards, func(p *PaymentMethod) bool { return p.Default && p.ID != cardID }); found != nil && other != nil {
				found.Default = false // which of the two is charged cannot be told
			}
			return found, nil
		})
}

// RemovePaymentMethod removes a card. One that is not there is [ErrNotFound],
// unless an earlier try of this very call removed it.
//
// Session token, see [CredentialSession]; Archived.
func (s *BillingService) RemovePaymentMethod(ctx context.Context, ownerID, cardID string, opts ...CallOption) error {
	if problem := checkCardID(cardID); problem != "" {
		return invalid(OpBillingRemovePaymentMethod, "the card's id %s", problem)
	}
	return s.api().do(ctx, call{
		op: OpBillingRemovePaymentMethod, ids: []string{ownerID}, out: &wire.Envelope{}, opts: opts,
		body: map[string]any{"card": map[string]string{"id": cardID}},
	})
}

// checkCardID says what is wrong with the id of a card; "": nothing.
func checkCardID(id string) string {
	if holdsCardNumber(id) {
		return "is a card's number"
	}
	return checkID(id)
}

// holdsCardNumber reports whether a text has what could be a card's number: 12
// to 19 digits, of whatever script, in groups that no letter parts, with the
// check that card numbers pass.
func holdsCardNumber(text string) bool {
	var digits []int // since the last letter
	var groups []int // where a group of them begins
	apart := true
	for _, r := range text + "x" {
		d := digit(r)
		if d < 0 {
			if apart = true; !unicode.IsLetter(r) {
				continue
			}
			if pass(digits, groups) {
				return true
			}
			digits, groups = digits[:0], groups[:0]
			continue
		}
		if apart {
			groups, apart = append(groups, len(digits)), false
		}
		digits = append(digits, d)
	}
	return false
}

// pass reports whether some groups, one after the other, could be a card's
// number.
func pass(digits, groups []int) bool {
	ends := append(slices.Clone(groups), len(digits))
	for i, from := range groups {
		for _, to := range ends[i+1:] {
			if to-from > 19 {
				break
			}
			if to-from >= 12 && luhn(digits[from:to]) {
				return true
			}
		}
	}
	return false
}

// luhn is the check that card numbers pass.
func luhn(digits []int) bool {
	sum := 0
	for i, d := range digits {
		if (len(digits)-i)%2 == 0 {
			d = 2*d - 9*(d/5)
		}
		sum += d
	}
	return sum%10 == 0
}

// digit gives the value of a decimal digit of any script, -1 for what is none.
// Scripts have their digits in order, in runs of ten.
func digit(r rune) int {
	if r >= '0' && r <= '9' {
		return int(r - '0')
	}
	if r < utf8.RuneSelf || !unicode.IsDigit(r) {
		return -1
	}
	n := 0
	for unicode.IsDigit(r - 1) {
		r--
		n++
	}
	return n % 10
}

// isSource reports whether a text is what processors give for a card: letters,
// digits, "_" and "-", a letter first. No card's number is in it, wherever
// letters stand between its digits.
func isSource(text string) bool {
	var digits []int
	var groups []int
	for i, r := range text {
		switch {
		case i == 0 && !isLetter(r), !isLetter(r) && digit(r) < 0 && r != '_' && r != '-', r >= utf8.RuneSelf:
			return false
		case !isLetter(r) && digit(r) >= 0:
			groups = append(groups, len(digits))
			digits = append(digits, digit(r))
		}
	}
	return text != "" && !pass(digits, groups)
}

func isLetter(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' }

// ofCards reports whether a path is of requests about cards.
func ofCards(path string) bool { return strings.Contains(strings.ToLower(path), "/credit_cards") }

// cardFields is all that a request about cards has.
var cardFields = []string{"source", "card.id", "cards.id", "cards.default", "action", "action.op", "user_app_id.user_id", "user_app_id.app_id"}

// cardSent says what a request about cards has that must not pass through this
// package, "" for nothing.
func cardSent(path string, query url.Values, data []byte) string {
	_, ids, _ := strings.Cut(strings.ToLower(mustUnescape(path)), "/credit_cards")
	if holdsCardNumber(ids) {
		return "the path has a card's number"
	}
	for key, values := range query {
		last := foldKey(key[strings.LastIndex(key, ".")+1:])
		if last == "number" || strings.HasPrefix(last, "cv") || holdsCardNumber(key) || holdsCardNumber(strings.Join(values, " ")) {
			return "the query has a card's number or code"
		}
	}
	return cardInBody(data)
}

// cardInBody reads every word of a body: of a key that is there twice, all that
// it has is sent.
func cardInBody(data []byte) (found string) {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	var walk func(name string)
	walk = func(name string) {
		token, err := decoder.Token()
		if err != nil {
			return // there is none, for it was encoded before
		}
		if delimiter, ok := token.(json.Delim); ok {
			for decoder.More() {
				inner := name
				if delimiter == '{' {
					key, _ := decoder.Token()
					text, _ := key.(string)
					inner = strings.TrimPrefix(name+"."+text, ".")
				}
				walk(inner)
			}
			_, _ = decoder.Token()
			return
		}
		text, isText := token.(string)
		_, isNumber := token.(json.Number)
		switch {
		case token == nil:
		case !slices.Contains(cardFields, name), isNumber:
			found = "the body has more than a token and ids"
		case name == "source" && !isSource(text), isText && holdsCardNumber(text):
			found = "the body has something else than a token of the payment processor"
		}
	}
	walk("")
	return found
}

// maskCards leaves of the cards in an answer no more than the last four digits of
// their numbers.
func maskCards(value any) any {
	switch value := value.(type) {
	case map[string]any:
		for key, inner := range value {
			switch name := foldKey(key); {
			case strings.HasPrefix(name, "cvc") && name != "cvccheck" || name == "cvv":
				delete(value, key)
			case name == "number" || name == "fourdigits":
				text, _ := json.Marshal(inner)
				value[key] = lastFour(text)
			default:
				value[key] = maskCards(inner)
			}
		}
	case []any:
		for i := range value {
			value[i] = maskCards(value[i])
		}
	case string:
		return withoutCard(value)
	case json.Number:
		if holdsCardNumber(value.String()) {
			return lastFour([]byte(value))
		}
	}
	return value
}

// withoutCard gives a text, or only that it held a card's number.
func withoutCard(text string) string {
	if holdsCardNumber(text) {
		return "[a card's number was here]"
	}
	return text
}

func (s *BillingService) api() *Client { return (*service)(s).api() }
