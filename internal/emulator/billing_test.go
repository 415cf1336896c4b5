package emulator

import (
	"math"
	"testing"
	"time"
)

// paying is a company with usage, on the 20th of a month, and those who may see
// the bill and may not.
func paying() Config {
	c := company()
	now := time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	c.Clock = func() time.Time { return now }
	c.Users = append(c.Users, User{ID: "fin", Email: "fin@acme.test"})
	c.Organizations[0].Members = append(c.Organizations[0].Members, Member{UserID: "fin", Role: "Financial Manager"})
	day := func(month time.Month, d int) time.Time { return time.Date(2026, month, d, 0, 0, 0, 0, time.UTC) }
	c.Usage = []Usage{
		{OwnerID: "acme", Date: day(11, 2), Section: "model-usage", CallerUserID: "ann", AppID: "vision", ModelID: "m", Value: 100},
		{OwnerID: "acme", Date: day(11, 1), Section: "model-usage", CallerUserID: "ann", AppID: "text", ModelID: "premium-model", Value: 10},
		{OwnerID: "acme", Date: day(11, 1), Section: "training-hours", CallerUserID: "ann", AppID: "vision", Value: 1},
		{OwnerID: "acme", Date: day(11, 1), Section: "training-hours", CallerUserID: "ann", AppID: "text", Value: 2},
		{OwnerID: "acme", Date: day(10, 31), Section: "model-usage", CallerUserID: "ann", AppID: "text", Value: 1000},
		{OwnerID: "acme", Date: day(11, 1), Section: "ops-count", CategoryID: "internal", CallerUserID: "ann", Value: 5},
		{OwnerID: "ann", Date: day(11, 20), Section: "model-usage", Value: 7},
	}
	c.Cards = []Card{{OwnerID: "acme", ID: "one"}, {OwnerID: "acme", ID: "two", Source: "tok"}}
	return c
}

func TestBilling_BillSumsToWholeCents(t *testing.T) {
	h := start(t, paying())
	a := h.ok("GET", "/v2/users/acme/billing_usage", "")
	equal(t, "items", a.column("invoice_items", "op_type"), []any{"predict-premium", "predict", "train", "platform-fee", "support-credit", "rounding"})
	equal(t, "counts", a.column("invoice_items", "count"), []any{10.0, 100.0, 3.0, nil, nil, nil})
	sum := 0.0
	for _, d := range a.column("invoice_items", "dollars") {
		sum += d.(float64)
	}
	if cents := sum * 100; math.Abs(cents-math.Round(cents)) > 1e-6 || math.Abs(sum-(0.132+0.12+12.3+499-25.5)) > 0.01 {
		t.Errorf("it sums to %v", sum)
	}
	cycle := a.body["billing_cycle"].(tree)
	equal(t, "cycle", cycle["start_date"], any("2026-11-01T00:00:00Z"))
	equal(t, "cycles", h.ok("GET", "/v2/users/acme/billing_cycles", "").column("billing_cycles", "start_date"),
		[]any{"2026-11-01T00:00:00Z", "2026-10-01T00:00:00Z"})
	equal(t, "usage cycles", h.ok("GET", "/v2/users/acme/usage_cycles?cycle_number=5&before_date=2026-11-01T00:00:00Z", "").column("usage_cycles", "cycle_id"),
		[]any{"2026-10"})
}

func TestUsage_BoundsVariants(t *testing.T) {
	const path = "/v2/users/acme/historical_usage?start_date=2026-10-31T00:00:00Z&end_date=2026-11-02T00:00:00Z"
	for bounds, want := range map[Bounds]int{BoundsInclusive: 5, BoundsHalfOpen: 4, BoundsExclusive: 3} {
		c := paying()
		c.Variants.UsageBounds = bounds
		h := start(t, c)
		if got := h.ok("GET", path, "").list("usage"); len(got) != want {
			t.Errorf("bounds %d: %d rows without apps, %v", bounds, len(got), got)
		}
		if got := h.ok("GET", path+"&broken_down_per_app=true", "").list("usage"); len(got) != want+1 {
			t.Errorf("bounds %d: %d rows by app", bounds, len(got))
		}
	}
	h := start(t, paying())
	a := h.ok("GET", "/v2/users/acme/historical_usage", "")
	equal(t, "the cycle, apps added up", a.column("usage", "value"), []any{10.0, 5.0, 3.0, 100.0})
	h.expect(400, 11102, "GET", "/v2/users/acme/historical_usage?start_date=2026-11-02T00:00:00Z&end_date=2026-11-01T00:00:00Z", "")
	equal(t, "realtime", h.as("ann").ok("GET", "/v2/users/me/realtime_usage", "").column("realtime_usage", "count"), []any{7.0})
}

func TestBilling_NeedsARoleAndACredential(t *testing.T) {
	h := start(t, paying())
	h.as("fin").ok("GET", "/v2/users/acme/billing_usage", "")
	h.as("fin").ok("GET", "/v2/users/acme/historical_usage", "")
	h.as("ann").expect(403, 11007, "GET", "/v2/users/acme/billing_usage", "")
	h.as("fin").expect(403, 11007, "POST", "/v2/users/acme/subscriptions", `{"plan":{"id":"community"}}`)
	h.as("stranger").expect(403, 11007, "GET", "/v2/users/ann/billing_usage", "")
	if a := h.do("GET", "/v2/usage_intervals", "", "Authorization", ""); a.status != 200 || len(a.list("usage_intervals")) == 0 {
		t.Errorf("intervals: %s", a.raw)
	}
	c := paying()
	c.Variants.SessionOnly = true
	h = start(t, c)
	h.expect(401, codeWrongCredential, "GET", "/v2/users/acme/billing_usage", "")
	h.ok("GET", "/v2/users/acme/historical_usage", "")
}

func TestBilling_Cards(t *testing.T) {
	const path = "/v2/users/acme/credit_cards"
	h := start(t, paying())
	h.expect(400, 11102, "POST", path, `{"card":{"number":"4242424242424242"}}`)
	h.expect(400, 11102, "POST", path, `{"source":"tok","card":{"cvc":"123"}}`)
	h.expect(400, 11102, "POST", path, `{}`)
	h.ok("POST", path, `{"source":"tok_new"}`)
	equal(t, "default", h.ok("GET", path, "").column("cards", "default"), []any{true, false, false})
	h.ok("PATCH", path, `{"cards":[{"id":"two","default":true}],"action":{"op":"merge"}}`)
	equal(t, "default", h.ok("GET", path, "").column("cards", "default"), []any{false, true, false})
	h.expect(400, 11102, "PATCH", path, `{"cards":[{"id":"two","default":true}]}`)
	h.ok("DELETE", path, `{"card":{"id":"two"}}`)
	h.expect(404, 11101, "DELETE", path, `{"card":{"id":"two"}}`)
	a := h.ok("GET", path, "")
	equal(t, "default", a.column("cards", "default"), []any{true, false})
	for _, card := range a.list("cards") {
		if digits, _ := card["four_digits"].(string); len(digits) != 4 || card["number"] != nil {
			t.Errorf("%v", card)
		}
	}
}

func TestBilling_Subscription(t *testing.T) {
	h := start(t, paying())
	plan := func() any { return h.ok("GET", "/v2/users/acme/subscriptions", "").body["plan"].(tree)["id"] }
	equal(t, "plan", plan(), any("enterprise"))
	h.ok("POST", "/v2/users/acme/subscriptions", `{"plan":{"id":"community"},"signup_code":"x"}`)
	equal(t, "plan", plan(), any("community"))
	h.expect(400, 11102, "POST", "/v2/users/acme/subscriptions", `{"plan":{"id":"gold"}}`)
	if n := len(h.ok("GET", "/v2/users/acme/plans", "").list("plans")); n != 3 {
		t.Errorf("%d plans", n)
	}
}
